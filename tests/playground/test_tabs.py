"""The other tabs in a real browser: functions, lessons, digits, results."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

# ---- functions ----


def test_functions_draws_curves_and_a_typed_formula(tab) -> None:
    browser = tab.open("#tab=functions")
    assert browser.locator("figure canvas").count() == 4
    browser.fill("#formula", "x * tanh(exp(x))")
    browser.press("#formula", "Enter")
    tab.until("document.querySelectorAll('.curve').length === 4")
    tab.pick("#add-curve", "gelu")
    tab.until("document.querySelectorAll('.curve').length === 5")
    inked = """(() => { const c = document.getElementById('chart-value'); const d = c.getContext('2d')
      .getImageData(0, 0, c.width, c.height).data; let n = 0;
      for (let i = 0; i < d.length; i += 4) if (d[i + 2] > d[i] + 60) n++; return n; })()"""
    tab.until(f"{inked} > 100")
    row = browser.locator("tr", has_text="Mish").first.inner_text().split()
    assert row[1:4] == ["0.8651", "1.049", "0.18469"]
    assert "−0.30884 (x = −1.1924)" in browser.inner_text("#panel")


def test_a_gate_is_shown_as_a_surface(tab) -> None:
    browser = tab.open("#tab=functions")
    browser.wait_for_selector("#gate-surface[aria-label^='SwiGLU: ']")
    browser.select_option("#gate", "reglu")
    tab.linked("gate=reglu")
    browser.wait_for_selector("#gate-surface[aria-label='ReGLU: −35 … 35']")


def test_a_formula_that_does_not_parse_is_refused_with_its_position(tab) -> None:
    browser = tab.open("#tab=functions")
    for formula, position in [("x * foo(x)", 5), ("tanh(x", 7), ("x +", 4), ("y", 1)]:
        browser.fill("#formula", formula)
        browser.click("#add-formula")
        browser.wait_for_function(
            f"document.getElementById('formula-error').textContent.includes('position {position}.')"
        )
        assert browser.locator(".curve").count() == 3


def test_every_control_of_the_functions_does_what_the_link_then_says(tab) -> None:
    browser = tab.open("#tab=functions&f=swish;mish")
    browser.focus("#parameter-0-beta")
    browser.keyboard.press("ArrowRight")
    tab.linked("f=swish:beta=1.01;mish")
    assert browser.evaluate("document.activeElement.id") == "parameter-0-beta"
    browser.click("#remove-curve-0")
    tab.linked("f=mish")
    browser.uncheck("#show-curvature")
    tab.linked("show=value,slope,error")
    browser.select_option("#precision", "float16")
    tab.linked("precision=float16")
    browser.click("#tails")
    tab.linked("range=100&scale=log")
    browser.select_option("#scale", "linear")
    browser.fill("#range", "9")
    browser.press("#range", "Enter")
    tab.linked("range=9")
    browser.fill("#point", "-9")
    tab.linked("x=-9")
    assert browser.locator("tr", has_text="Mish").first.inner_text().split()[-1] == "0"  # in float16, as written


# ---- lessons ----


def test_the_lessons_are_six_and_open_beside_the_controls(tab) -> None:
    browser = tab.open("#tab=lessons&lang=th")
    assert browser.locator(".lesson-card").count() == 6
    browser.click("#lesson-dead")
    browser.wait_for_selector(".lesson #close-lesson")
    assert "ReLU ที่ตายแล้ว" in browser.inner_text(".lesson")
    assert browser.locator("#play").is_visible()
    browser.click("#lesson-next")
    tab.until("document.querySelector('.lesson').innerText.includes('ซีด')")
    browser.click("#close-lesson")
    browser.wait_for_selector(".lesson", state="detached")
    tab.linked("against=relu")


NUMBERS = "document.getElementById('numbers').innerText"
AFTER_60 = "Number(document.getElementById('epoch').textContent.replace(',', '')) >= 60"
GUESSING = f"{AFTER_60} && /training loss\\s+0\\.[67]/.test({NUMBERS})"
CONVERGED = f"/converged in epoch/.test({NUMBERS})"
DEAD = "document.querySelectorAll('.unit.dead').length >= 8"
ALIVE = f"{CONVERGED} && document.querySelectorAll('.unit.dead').length === 0"


@pytest.mark.parametrize(
    ("lesson", "steps"),
    [
        ("nonlinear", {1: GUESSING, 3: CONVERGED}),
        ("vanishing", {1: GUESSING, 3: CONVERGED, 4: CONVERGED}),
        ("dead", {1: DEAD, 3: ALIVE, 4: CONVERGED}),
        ("seeds", {1: AFTER_60, 2: AFTER_60, 3: "document.querySelectorAll('#seed-verdicts li').length === 1"}),
        ("rate", {1: f"{AFTER_60} && !{CONVERGED}", 2: CONVERGED, 3: f"{AFTER_60} && !{CONVERGED}", 4: CONVERGED}),
    ],
)
def test_each_step_of_a_lesson_shows_what_it_says(tab, lesson: str, steps: dict[int, str]) -> None:
    browser = tab.open(f"#lesson={lesson}&pace=10&seedepochs=10")
    tab.wait_for_network()
    for step, truth in steps.items():
        browser.click(f"#lesson-step-{step}")
        tab.until(
            "!document.querySelector('#play').textContent.includes('Play') ||"
            " document.querySelector('#stop-seeds, #seed-verdicts')"
        )
        tab.until(truth, 90)


def test_the_lesson_on_half_precision_shows_its_error(tab) -> None:
    browser = tab.open("#lesson=tail")
    assert browser.locator("tr", has_text="Mish").first.inner_text().split()[-1] == "0"
    browser.click("#lesson-step-3")
    tab.linked("precision=float32")
    browser.click("#lesson-step-4")
    tab.until("document.querySelectorAll('.curve').length === 3")


# ---- digits ----

STROKES = {
    1: [[(0.5, 0.12), (0.5, 0.88)]],
    3: [[(0.3, 0.2), (0.6, 0.15), (0.7, 0.3), (0.45, 0.48), (0.7, 0.6), (0.65, 0.85), (0.3, 0.85)]],
    4: [[(0.45, 0.12), (0.3, 0.55), (0.72, 0.55)], [(0.6, 0.35), (0.6, 0.9)]],
}


def test_digits_drawn_by_hand_are_read(tab) -> None:
    browser = tab.open("#tab=digits")
    for digit, strokes in STROKES.items():
        browser.click("#clear-pad")
        box = browser.locator("#pad").bounding_box()
        for stroke in strokes:
            points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            browser.mouse.move(*points[0])
            browser.mouse.down()
            for point in points[1:]:
                browser.mouse.move(*point, steps=3)
            browser.mouse.up()
        tab.until(f"document.getElementById('guess').textContent === '{digit}'", 10)


def test_the_activation_of_the_digit_network_is_swapped_and_trained(tab) -> None:
    browser = tab.open("#tab=digits")
    right = "parseFloat(document.getElementById('digit-accuracy').textContent)"
    shipped = browser.evaluate(right)
    assert shipped > 96
    browser.click("#test-digit")
    browser.wait_for_selector("text=(it is a")
    browser.click("#digit-sigmoid")
    tab.linked("digit=sigmoid")
    tab.until(f"{right} < {shipped}")
    tab.pick("#digit-all", "relu")
    tab.linked("digit=relu")
    browser.click("#digit-fresh")
    tab.until(f"{right} < 50")
    browser.click("#digit-train")
    tab.until(f"{right} > 90")
    browser.click("#digit-train")
    browser.click("#digit-mish")
    browser.click("#digit-shipped")
    tab.until(f"{right} === {shipped}")


def test_the_digits_of_the_page_are_those_of_the_lab() -> None:
    from actlab.lab.data import sets

    text = Path(__file__).resolve().parents[2].joinpath("web", "src", "data", "digits.txt")
    if not text.is_file():
        pytest.skip("the sources of the page are not there")
    digits = sets.load("digits")
    lines = text.read_text("ascii").splitlines()
    for line, pixels in zip(lines[::2], (digits.x_train, digits.x_test), strict=True):
        assert line == "".join(chr(65 + int(pixel)) for pixel in pixels.ravel())
    for line, labels in zip(lines[1::2], (digits.y_train, digits.y_test), strict=True):
        assert line == "".join(str(int(label)) for label in labels)


# ---- results ----


def test_results_opens_with_an_example_and_takes_a_dropped_file(tab, write) -> None:
    browser = tab.open("#tab=results")
    assert browser.locator(".forest .strip").count() == 6
    assert browser.locator(".result tbody tr").count() == 4
    browser.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(['{"a": 1}'], 'other.json'));
        const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true });
        document.querySelector('.results').dispatchEvent(drop); }"""
    )
    browser.wait_for_function("document.getElementById('status').textContent.includes('not a results file')")
    browser.click("#show-example")
    browser.wait_for_selector(".forest .strip")


def command(*arguments: object) -> None:
    from actlab.cli import app

    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output


def test_results_shows_curves_and_verdicts_of_a_comparison(tab, tmp_path: Path) -> None:
    command("compare", "relu", "mish", "--epochs", 3, "--seeds", 2, "--hidden", 8, "--out", tmp_path)
    browser = tab.open("#tab=results")
    browser.set_input_files("#results-file", tmp_path / "results.json")
    tab.until("document.querySelectorAll('.forest .strip').length === 1")
    browser.click("summary")
    assert "Mish against ReLU" in browser.inner_text(".verdicts")
    assert browser.locator("figure canvas").count() == 2
    assert browser.locator("tbody tr").count() == 2


STUDY = """
key = "mine"
title = "Mine"
question = "Which width?"
arms = ["relu", "mish"]
protocols = ["same rate"]
[base]
hidden = [8]
epochs = 2
train_images = 200
test = "last epoch"
[factors.width]
title = "units"
[factors.width.levels]
4 = { hidden = [4] }
16 = { hidden = [16] }
[profiles.quick]
seeds = 3
note = "200 images."
"""


def test_results_shows_every_cell_of_a_study(tab, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(STUDY)
    command("study", "run", tmp_path / "mine.toml", "--out", tmp_path / "out")
    browser = tab.open("#tab=results")
    browser.set_input_files("#results-file", tmp_path / "out" / "results.json")
    tab.until("document.querySelectorAll('.result').length === 2")
    assert browser.locator("h2").all_inner_texts() == ["Mine: same rate, 4", "Mine: same rate, 16"]
    assert browser.locator(".verdicts li").count() == 2
    # Only the last epoch was tested: a dot for each arm, no line.
    coloured = """() => {
        const canvas = document.getElementById("result-0-test_accuracy");
        const ink = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = { blue: 0, orange: 0 };
        for (let i = 0; i < ink.length; i += 4) {
            if (ink[i] < 60 && ink[i + 2] > 120 && ink[i + 3] > 200) seen.blue++;
            if (ink[i] > 180 && ink[i + 2] < 60 && ink[i + 3] > 200) seen.orange++;
        }
        return seen.blue > 20 && seen.orange > 20;
    }"""
    tab.until(f"({coloured})()")


def test_other_files_are_refused(tab, write) -> None:
    browser = tab.open("#tab=results")
    for text in ["", "{", "[1, 2]", '{"a": 1}', "null"]:
        browser.set_input_files("#results-file", write("other.json", text))
        browser.wait_for_function("document.getElementById('status').textContent.includes('not a results file')")
        browser.click("#show-example")
        browser.wait_for_function("document.getElementById('status').textContent === ''")
