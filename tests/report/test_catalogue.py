"""The pages of the catalogue hold what the records and their properties say, and the table sorts."""

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import actlab
from actlab import exact
from actlab.properties import properties
from actlab.report import accuracy, catalogue, typeset

SOME = ("mish", "relu6", "hard_shrink", "elu", "gcu", "softsign")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    catalogue.write(folder, SOME)
    return folder


def test_there_is_a_page_for_each_function_and_links_lead_to_them(pages: Path) -> None:
    assert {path.name for path in pages.iterdir()} == {"index.html", *(f"{name}.html" for name in SOME)}
    for path in pages.iterdir():
        links = re.findall(r'href="([^"#:]+)"', path.read_text("utf-8"))
        assert links
        assert all((pages / link).is_file() for link in links)


@pytest.mark.parametrize("name", SOME)
def test_a_page_has_properties_source_and_use(pages: Path, name: str) -> None:
    text = (pages / f"{name}.html").read_text("utf-8")
    record = actlab.record(name)
    assert str(record.source) in text
    assert f"actlab.nn.{record.class_name}()" in text
    assert "<svg" in text
    assert "http://" not in text.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://cre", ""
    )
    for word, fact in properties(name).describe():
        assert f"<th>{word}</th>" in text
        assert f"<td>{fact}</td>" in text


@pytest.mark.parametrize("name", actlab.names())
def test_formula_and_slope_are_well_formed_and_without_program_words(name: str) -> None:
    for text in (typeset.formula(actlab.record(name)), typeset.slope(actlab.record(name))):
        ElementTree.fromstring(text)
        assert not re.search("(?i)piecewise|heaviside|ITE|True|nan|zoo", text)


def _plain(text: str) -> list[str]:
    rows = re.findall("<mtr>.*?</mtr>", text)
    return [unescape(re.sub("</?m[^>]*>", "", row)) for row in rows]


def test_cases_are_told_apart_at_the_right_points() -> None:
    minus = "\N{MINUS SIGN}"
    assert _plain(typeset.formula(actlab.record("threshold"))) == ["0x≤θ", "xx>θ"]
    assert _plain(typeset.formula(actlab.record("hard_shrink"))) == [f"xx<{minus}λ", f"0{minus}λ≤x≤λ", "xx>λ"]
    assert _plain(typeset.slope(actlab.record("relu6"))) == ["0x≤0", "10<x<6", "0x≥6"]
    assert _plain(typeset.slope(actlab.record("hard_tanh"))) == [f"0x≤{minus}1", f"1{minus}1<x<1", "0x≥1"]


def test_a_click_on_a_heading_sorts_by_number(pages: Path, chromium) -> None:
    page = chromium.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((pages / "index.html").as_uri())
    page.get_by_role("button", name="lowest").click()
    lowest = page.eval_on_selector_all("tbody tr", "rows => rows.map(row => row.cells[3].dataset.value)")
    assert [float(number) for number in lowest] == sorted(properties(name).value.lowest for name in SOME)
    page.get_by_role("button", name="lowest").click()
    assert page.eval_on_selector("tbody tr", "row => row.cells[3].dataset.value") == "0.0"
    assert page.eval_on_selector("th[aria-sort]", "head => head.ariaSort") == "descending"
    assert errors == []
    page.close()


@pytest.mark.parametrize("name", ["mish", "relu", "sigmoid", "softplus"])
def test_errors_have_witnesses_that_can_be_checked(name: str) -> None:
    for error in accuracy.errors(name):
        x = np.array([error.x], dtype=error.type)
        front = actlab.value if error.what == "value" else actlab.slope
        assert front(name, x)[0] == error.got
        right = float((exact.value if error.what == "value" else exact.slope)(name, error.x))
        assert error.right == right
        assert error.ulp == pytest.approx(abs(error.got - right) / np.spacing(abs(np.array(right, error.type))), abs=1)


def test_a_larger_error_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = max(error.ulp for error in accuracy.errors("tanh") if error.type == "float64")
    monkeypatch.setattr(accuracy, "derivative", lambda *given: actlab.derivative(*given) * (1 + 1e-14))
    spoilt = max(error.ulp for error in accuracy.errors("tanh") if error.type == "float64")
    assert spoilt > honest + 40


def test_the_module_runs_and_asks_for_a_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "actlab.report.catalogue"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "usage: python -m actlab.report.catalogue FOLDER\n")
