"""The picture of a claim: its rows are the comparisons, and what is drawn is what was judged."""

from math import nan
from pathlib import Path

from actlab.paper.audit.audit import Audited
from actlab.paper.audit.forest import MOST_ROWS, draw, panels, write_forests
from actlab.paper.audit.gallery import noise_table
from actlab.paper.claims import CLAIMS
from actlab.paper.judgement import HOLDS, LEANS_FOR, NOT_RUN, OPEN, Judgement, Line


def line(title: str = "Mish - Swish", unit: str = "points", speaks: int = 1, decides: bool = True) -> Line:
    return Line(title, unit, 2, "better", "better", speaks, 3, (1.0, 2.0, 3.0), 2.0, 1.5, 2.5, 0.95, 0.5, "", decides)


def entry(*lines: Line, reduced: bool = True) -> Audited:
    found = Judgement(LEANS_FOR if reduced else HOLDS, "seen", 3, "here", "8 % of the steps, 3 seeds", lines)
    return Audited(CLAIMS[28], Judgement(NOT_RUN), found) if reduced else Audited(CLAIMS[28], found)


def test_each_scale_and_unit_has_its_axis_with_the_word_and_the_scale() -> None:
    both = Audited(CLAIMS[28], entry(line(), reduced=False).published, entry(line(), line(unit="nats of loss")).reduced)
    assert [(panel.title, panel.unit) for panel in panels(both)] == [
        ("Published protocol: holds (8 % of the steps, 3 seeds)", "points"),
        ("Reduced scale: leans for (8 % of the steps, 3 seeds)", "points"),
        ("Reduced scale: leans for (8 % of the steps, 3 seeds)", "nats of loss"),
    ]


def test_of_very_many_rows_those_that_decide_are_shown() -> None:
    many = [line(f"cell {number}", decides=number % 2 == 0) for number in range(MOST_ROWS + 2)]
    (panel,) = panels(entry(*many))
    assert len(panel.lines) == MOST_ROWS // 2 + 1


def test_seeds_mean_interval_and_the_published_figure_share_one_axis() -> None:
    (axis,) = draw(entry(line())).axes
    drawn = [list(map(float, curve.get_xdata())) for curve in axis.get_lines()]
    assert [1.0, 2.0, 3.0] in drawn
    assert [1.5, 2.5] in drawn
    assert [2.0] in drawn
    assert [0.5] in drawn
    assert {text.get_text() for text in axis.texts} == {"n = 3, better"}
    low, high = axis.get_xlim()
    assert low < 0 < 3.0 < high


def test_ratios_and_epochs_have_logarithmic_axes() -> None:
    times, epochs = draw(entry(line(unit="times"), line(unit="epoch"))).axes
    assert (times.get_xscale(), epochs.get_xscale()) == ("log", "log")


def test_a_claim_without_comparisons_has_no_picture(tmp_path: Path) -> None:
    proof = Audited(CLAIMS[0], Judgement(HOLDS, scale="a proof, no runs"))
    written = write_forests([proof, entry(line())], tmp_path)
    assert [path.name for path in written] == ["M29.svg"]
    assert "8 % of the steps" in written[0].read_text()


def test_the_noise_claim_is_a_table_of_24_entries() -> None:
    lines = [
        line(f"Mish \N{MINUS SIGN} {other}: mnist, {reading}, 1", unit, decides=decides)
        for other in ("Swish", "ReLU")
        for reading in ("in training", "at test", "in both")
        for unit in ("points", "nats of loss")
        for decides in (True, False)
    ]
    found = Audited(CLAIMS[11], Judgement(NOT_RUN), Judgement(OPEN, scale="10 % of the steps", lines=tuple(lines)))
    rows = [row for row in noise_table(found) if row.startswith("| noise")]
    assert len(rows) == 6
    assert sum(row.count("+2.00 (1 for, 0 against, 0 neither)") for row in rows) == 24


def test_an_interval_that_does_not_exist_is_not_drawn() -> None:
    bare = Line("cell", "points", 2, "better", "no verdict", 0, 2, (1.0, 2.0), 1.5, nan, nan)
    assert bare.sentence == "cell: +1.50 points, n = 2, no verdict"
    assert len(draw(entry(bare)).axes[0].get_lines()) == 3  # the seeds, the mean, and 0
