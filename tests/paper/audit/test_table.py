"""A published table is recomputed with correction, through the public command too; what cannot be is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actlab.cli import app
from actlab.errors import BadData, UnknownName
from actlab.paper.audit.published import rows_of_23_runs
from actlab.paper.audit.table import Row, compare, read, tally, welch

SQUEEZENET = Path(__file__).parents[3] / "docs" / "squeezenet.csv"
HEAD = "function,n,mean,deviation\n"


def test_the_file_of_the_docs_is_the_published_table() -> None:
    assert read(SQUEEZENET) == rows_of_23_runs()
    assert len(read(SQUEEZENET)) == 34


def test_welchs_test_is_scipys() -> None:
    from scipy.stats import ttest_ind_from_stats

    one, other = Row("a", 23, 87.48, 0.3967), Row("b", 7, 86.9, 0.584)
    wanted = ttest_ind_from_stats(one.mean, one.deviation, one.n, other.mean, other.deviation, other.n, equal_var=False)
    assert welch(one, other).p == pytest.approx(wanted.pvalue, rel=1e-12)


def test_a_difference_that_the_table_carries_and_one_that_it_does_not() -> None:
    rows = [Row("a", 10, 2.0, 1.0), Row("b", 10, 2.1, 1.0), Row("c", 10, 9.0, 1.0), Row("d", 2, 4.0, 3.0)]
    pairs = compare(rows)
    words = {(pair.function, pair.against): pair.word for pair in pairs}
    assert words["a", "b"] == "cannot tell apart"
    assert words["a", "c"] == words["b", "c"] == "lower"
    assert next((row.function, above, below) for row, above, below, _ in tally(rows, pairs)) == ("c", 2, 0)
    for pair in pairs:  # one level for one comparison
        assert (pair.low > 0, pair.high < 0) == (pair.word == "higher", pair.word == "lower")


def test_without_any_spread_there_is_no_test() -> None:
    (pair,) = compare([Row("a", 3, 2.0, 0.0), Row("b", 3, 1.0, 0.0)])
    assert pair.word == "no test"


def test_the_command_prints_the_table_and_its_json() -> None:
    run = CliRunner()
    text = run.invoke(app, ["audit", "--table", str(SQUEEZENET)]).output
    assert "of 561 differences are carried by the table" in text
    against = run.invoke(app, ["audit", "--table", str(SQUEEZENET), "--against", "Mish"]).output
    assert "29 of 33 differences are carried" in against
    printed = run.invoke(app, ["audit", "--table", str(SQUEEZENET), "--against", "Mish", "--json"]).output
    document = json.loads(printed)
    assert document["schema"] == "actlab/audit-table/1"
    assert {entry["function"]: entry["word"] for entry in document["entries"]}["ReLU"] == "lower"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,3,1.0,-0.1\nb,3,1,1\n", "line 2: deviation: expected a number of at least 0, got -0.1"),
        ("a,3,1.0,0.1\nb,1,1,1\n", "line 3: n: expected a whole number of at least 2 runs, got 1; one run has no"),
        ("a,2.5,1.0,0.1\nb,3,1,1\n", "line 2: n: expected a whole number"),
        ("a,3,high,0.1\nb,3,1,1\n", "line 2: mean: expected a number, got 'high'"),
        ("a,3,nan,0.1\nb,3,1,1\n", "line 2: mean: expected a number, got 'nan'"),
        ("a,3,1,0.1\na,3,1,1\n", "'a' comes twice"),
        ("a,3,1,0.1\n", "expected at least two functions to compare, got 1"),
        (",3,1,0.1\nb,3,1,1\n", "line 2: expected the name of a function"),
        ("a,3,1\nb,3,1,1\n", "line 2: deviation: expected a number, got None"),
        ("", "expected the columns function, n, mean, deviation and at least one row"),
    ],
)
def test_a_table_that_cannot_be_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEAD + text)
    with pytest.raises(BadData, match=message):
        read(path)


def test_other_columns_an_absent_file_and_an_unknown_function_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,runs\na,3\n")
    with pytest.raises(BadData, match=r"expected the columns function, n, mean, deviation .* got \['name', 'runs'\]"):
        read(path)
    with pytest.raises(BadData, match="cannot be read"):
        read(tmp_path / "absent.csv")
    with pytest.raises(UnknownName, match="unknown function of the table 'mish'. Did you mean 'Mish'"):
        compare(rows_of_23_runs(), "mish")
