"""The report in a real browser, opened from disk."""

from pathlib import Path

import pytest

from actlab.lab.execute import comparison
from actlab.lab.plan.specification import specify
from actlab.report import page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    specification = specify(epochs=6, seeds=3, hidden=(32,))
    return page.write(comparison.run(specification, folder), folder)


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
    assert tab.locator(".verdicts li").count() == 3
    body = tab.inner_text("body")
    for words in ("5e1a609c", "torch", "seeds", "0, 1, 2", "family"):
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


def test_names_from_outside_are_escaped(tmp_path: Path) -> None:
    found = comparison.run(specify(epochs=1, seeds=1, hidden=(8,), activations=("relu",)), tmp_path)
    found.data_set["source"] = "<script>alert(1)</script>"
    assert "<script>" not in page.render(found)
