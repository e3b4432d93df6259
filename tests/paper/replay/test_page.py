"""What a replay shows: page, JSON and terminal."""

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from actlab.paper.replay.figures import draw_runs, run_curves
from actlab.paper.replay.page import print_replay, render, tables_sentence, write
from actlab.paper.replay.published import Replay, published_logs, replay
from actlab.paper.replay.run import Protocol


def made_up(changed: float = 0.0, epochs: int = 50) -> Replay:
    """A replay whose every log is a published one, with the last test accuracy of Mish changed."""

    def runs(settings: Protocol) -> list:
        log = list(published_logs().get(settings.activation, published_logs()["mish"]))[: epochs + 1]
        if settings.activation == "mish" and changed:
            log[-1] = replace(log[-1], test_accuracy=log[-1].test_accuracy + changed)
        return log

    return replay("basic", epochs, runs_of=runs)


def text_of(page: str) -> str:
    class Text(HTMLParser):
        words: list[str]

        def handle_data(self, data: str) -> None:
            self.words.append(data)

    parser = Text()
    parser.words = []
    parser.feed(page)
    return " ".join(" ".join(parser.words).split())


def test_the_page_marks_each_difference_and_says_how_far_it_held() -> None:
    page = render(made_up(0.0004))
    assert page.count('class="differs"') >= 2
    text = html.unescape(text_of(page))
    assert "Mish: 204 figures over 50 epochs; every accuracy equal through epoch 49" in text
    assert "97.93 +0.04" in text
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', page)  # nothing is loaded from anywhere
    assert "<script" not in page


def test_the_page_of_equal_figures_marks_nothing_for_swish() -> None:
    page = render(made_up())
    own = page[page.index("Swish, epoch by epoch") :]
    assert 'class="differs"' not in own


def test_an_incomplete_replay_leaves_the_tables_open() -> None:
    result = made_up(epochs=3)
    assert tables_sentence(result) == "The tables state figures after 50 epochs; no run here has as many."
    assert "fewer than 50 epochs" in render(result)


def test_files_are_written_whole(tmp_path: Path) -> None:
    report = write(made_up(0.0004), tmp_path / "out")
    assert {path.name for path in report.parent.iterdir()} == {"report.html", "results.json"}
    written = json.loads((report.parent / "results.json").read_text("utf-8"))
    assert [row["differences"] for row in written["tables"]][1:] == [0, 1]
    assert written["logs"][1]["largest_difference"]["test_accuracy"] == pytest.approx(0.0004)
    assert len(written["runs"][0]["rows"]) == 51


def test_the_terminal_shows_ours_where_it_differs(capsys: pytest.CaptureFixture[str]) -> None:
    print_replay(made_up(0.0004))
    shown = capsys.readouterr().out
    assert "97.89" in shown
    assert "\N{NOT EQUAL TO}" in shown
    assert "97.93" in shown
    print_replay(made_up())
    assert "Swish: 204 figures" in capsys.readouterr().out


def test_curves_are_the_logs_in_per_cent_with_published_points_where_there_are_any() -> None:
    runs = run_curves(made_up(), "basic", "accuracy")
    assert [run.published is not None for run in runs] == [False, True, True]
    wanted = [100 * row.test_accuracy for row in published_logs()["swish"]]
    assert np.array_equal(runs[1].test.y, wanted)
    assert np.array_equal(runs[1].published.y, wanted)
    axes = draw_runs(runs, run_curves(made_up(), "basic", "loss")).axes
    assert [axis.get_title() for axis in axes] == ["accuracy, %", "loss, nats"]
    assert len(axes[0].lines) == 3 * 2 + 2
