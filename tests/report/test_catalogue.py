"""The pages of the catalogue hold what the records and their properties say, and the table sorts."""

import re
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

import actlab
from actlab.kernels import bounds
from actlab.properties import properties
from actlab.report import catalogue, typeset

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
        assert f"<td>{escape(fact)}</td>" in text


@pytest.mark.parametrize("name", actlab.names())
def test_formula_and_slope_are_well_formed_and_without_program_words(name: str) -> None:
    for text in (typeset.formula(name), typeset.slope(name)):
        ElementTree.fromstring(text)
        assert not re.search("(?i)piecewise|heaviside|ITE|True|nan|zoo", text)


def _plain(text: str) -> list[str]:
    rows = re.findall("<mtr>.*?</mtr>", text)
    return [unescape(re.sub("</?m[^>]*>", "", row)) for row in rows]


def test_cases_are_told_apart_at_the_right_points() -> None:
    minus = "\N{MINUS SIGN}"
    assert _plain(typeset.formula("threshold")) == ["valuex≤θ", "xx>θ"]
    assert _plain(typeset.formula("soft_shrink")) == [f"λ+xx<{minus}λ", f"0{minus}λ≤x≤λ", f"{minus}λ+xx>λ"]
    assert _plain(typeset.slope("relu6")) == ["0x≤0", "10<x<6", "0x≥6"]
    assert _plain(typeset.slope("clipped_gelu"))[1] == "0x>10.0000000000000000000000761…"
    assert _plain(typeset.slope("hard_tanh")) == ["0x≤minval", "1minval<x<maxval", "0x≥maxval"]


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


@pytest.mark.parametrize("name", SOME)
def test_a_page_has_the_largest_errors_with_their_witnesses(pages: Path, name: str) -> None:
    text = (pages / f"{name}.html").read_text("utf-8")
    stated = bounds.of(name)
    assert len(stated) == 8
    for bound in stated:
        assert re.search(
            f"<th>{bound.what}</th><td>{bound.type}</td><td>{re.escape(f'{bound.error:.4g}')}( ULP| ULP of x)?</td>"
            f"<td><code>{re.escape(bound.x)}</code>.*{re.escape(bound.got)}.*{re.escape(bound.right)}",
            text,
        )


def test_the_module_runs_and_asks_for_a_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "actlab.report.catalogue"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, "usage: python -m actlab.report.catalogue FOLDER\n")
