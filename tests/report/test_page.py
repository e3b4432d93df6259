"""The report in a real browser, opened from disk."""

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.made_up import judged

from actlab.lab.execute.engine import engine
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.plan.plan import Plan
from actlab.report import page, running


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    plan = plan_of(comparison(settings={"epochs": 6, "hidden": (32,)}, seeds=3))
    running.compare(plan, folder, engine(), force=False, as_json=False)
    return folder / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_from_disk_without_an_error_and_shows_its_curves(chromium, report: Path, scheme: str) -> None:
    tab = chromium.new_page(color_scheme=scheme, viewport={"width": 1100, "height": 900})
    messages, requests = [], []
    tab.on("console", lambda message: messages.append(message.text))
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(report.as_uri())
    assert not messages
    assert requests == [report.as_uri()]
    assert tab.title() == "ReLU, Swish, Mish on digits"
    charts = tab.locator("figure svg")
    assert charts.count() == 3
    for index in range(3):
        box = charts.nth(index).bounding_box()
        assert box["width"] > 600
        assert box["height"] > 100
    # Three curves with three bands in each of two panels, each as wide as a chart's axis at least.
    curve = "document.querySelectorAll('figure svg')[1].querySelectorAll('path')"
    wide = f"[...{curve}].filter(p => p.getBoundingClientRect().width > 250 && p.style.stroke.startsWith('rgb')).length"
    assert tab.evaluate(wide) >= 6
    assert tab.locator(".ranking tbody tr").count() == 3
    assert tab.locator(".matrix tbody tr").count() == 3
    body = tab.inner_text("body")
    for words in ("5e1a609c", "torch", "seeds", "0, 1, 2", "family", "can at most lean"):
        assert words in body
    tab.close()


def test_text_is_readable_in_both_schemes(chromium, report: Path) -> None:
    for scheme in ("light", "dark"):
        tab = chromium.new_page(color_scheme=scheme)
        tab.goto(report.as_uri())
        ink, paper = (
            sum(map(int, tab.evaluate(f"getComputedStyle(document.body).{what}")[4:-1].split(",")[:3]))
            for what in ("color", "backgroundColor")
        )
        assert abs(ink - paper) > 400  # of 765
        fill = tab.evaluate("getComputedStyle(document.querySelector('figure svg text')).fill")
        assert sum(map(int, fill[4:-1].split(",")[:3])) == ink
        tab.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium, report: Path) -> None:
    tab = chromium.new_page(viewport={"width": 390, "height": 800})
    tab.goto(report.as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.close()


def test_text_from_outside_is_escaped() -> None:
    found, runs = judged({"relu": 0.9, "mish": 0.95})
    attack = "<script>alert(1)</script>"
    study = found.plan.study.model_copy(update={"title": attack, "question": attack, "notes": (attack,)})
    marked = replace(found, plan=Plan(study, "quick"), failures={attack: 1})
    assert attack not in page.render([marked], runs, {"data set": attack}, attack)
