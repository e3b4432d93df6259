"""The command, its files and its page in a real browser."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from actlab.commands.landscape import landscape
from actlab.errors import ActlabError
from actlab.landscape import figures as landscape_figures
from actlab.landscape import page as landscape_page
from actlab.landscape.numbers import Layer, Roughness, Surface
from actlab.landscape.runs import DepthRun, LossRun

app = typer.Typer()
app.command()(landscape)


def run(*arguments: object) -> str:
    result = CliRunner().invoke(app, [*map(str, arguments)], catch_exceptions=True)
    if isinstance(result.exception, ActlabError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


SMALL = {
    "output": ("output", "relu", "mish", "--seeds", 3, "--points", 41),
    "loss": ("loss", "mish", "--network", "wrn-10-2", "--images", 64, "--epochs", 1, "--points", 5),
    "depth": ("depth", "relu", "mish", "--depth", 4, "--width", 8, "--images", 128, "--epochs", 1, "--seeds", 2),
}


@pytest.fixture(scope="module", params=SMALL)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, str]:
    out = tmp_path_factory.mktemp(request.param)
    return request.param, out, run(*SMALL[request.param], "--out", out)


def test_files_and_table_are_written(made: tuple[str, Path, str]) -> None:
    kind, out, printed = made
    assert {path.name for path in out.iterdir()} == {"landscape.svg", "landscape.png", "report.html", "results.json"}
    assert "Mish" in printed
    results = json.loads((out / "results.json").read_text("utf-8"))
    assert results["kind"] == kind
    assert {row["activation"] for row in results["runs"]} <= {"relu", "mish"}
    assert results["environment"]["torch"]
    assert (out / "landscape.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_command_gives_the_same_numbers(made: tuple[str, Path, str], tmp_path: Path) -> None:
    kind, out, _ = made
    again = json.loads(run(*SMALL[kind], "--out", tmp_path, "--json"))
    assert again == json.loads((out / "results.json").read_text("utf-8"))
    assert (tmp_path / "landscape.svg").read_bytes() == (out / "landscape.svg").read_bytes()


def test_the_page_works_in_a_browser_without_an_error(made: tuple[str, Path, str], chromium) -> None:
    kind, out, _ = made
    page = chromium.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((out / "report.html").as_uri())
    if kind == "depth":
        assert page.locator("canvas").count() == 0
    else:
        canvas = page.locator("canvas").first
        before = canvas.evaluate("canvas => canvas.toDataURL()")
        canvas.hover()
        assert page.locator("output").first.inner_text().startswith("x ")
        canvas.press("ArrowRight")
        assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    assert wrong == []
    page.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lss",), "unknown landscape 'lss'. Did you mean 'loss'"),
        (("output", "mihs"), "unknown activation 'mihs'. Did you mean 'mish'"),
        (("output", "--epochs", 3), "--epochs is for loss and depth, not for output; leave it out"),
        (("loss", "--gain", 2), "--gain is for output, not for loss"),
        (("loss", "--points", 4), "points: expected an odd number"),
        (("loss", "--span", "nan"), "span: expected a number greater than 0, at most 1e.30, got nan"),
        (("loss", "--span", 0), "span: expected a number greater than 0"),
        (("output", "--gain", 1e300), "gain: expected a number greater than 0, at most 1e.30"),
        (("loss", "--network", "resnet"), "unknown network 'resnet'"),
        (("depth", "--data", "cifar"), "unknown data set 'cifar'. Did you mean 'cifar10'"),
        (("depth", "--seeds", 0), "--seeds: expected at least 1 seed from 0 on, below 4294967296, got 0 from 0 on"),
        (("output", "--first-seed", 2**70), "--seeds: expected at least 1 seed from 0 on, below 4294967296"),
    ],
)
def test_wrong_use_is_refused(arguments: tuple[object, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(ActlabError, match=message):
        run(*arguments, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("output", "exponential", "--points", 9, "--seeds", 3), "3 of 3 networks give the same number everywhere, or"),
        ((*SMALL["loss"], "--learning-rate", 1e30), "Mish: 1 of 1 runs diverged"),
        ((*SMALL["depth"], "--learning-rate", 1e30), "ReLU: 2 of 2 runs diverged"),
    ],
)
def test_numbers_that_are_not_finite_are_named_and_drawn(
    arguments: tuple[object, ...], words: str, tmp_path: Path
) -> None:
    assert words in run(*arguments, "--out", tmp_path)
    assert words in (tmp_path / "report.html").read_text("utf-8")
    json.loads((tmp_path / "results.json").read_text("utf-8"), parse_constant=pytest.fail)


def layers(*gradients: float) -> tuple[Layer, ...]:
    return tuple(Layer(number, 4, gradient, 0.25, 0.5) for number, gradient in enumerate(gradients, 1))


def test_gradients_over_depth_are_averaged_as_logarithms_and_shares_stay_within_their_range() -> None:
    runs = [DepthRun("mish", seed, (), layers(10.0**-seed, 1.0), layers(1.0, 1.0)) for seed in range(3)]
    (curve,) = landscape_figures.layer_curves(runs, "before", "gradient")
    np.testing.assert_allclose(curve.y, [0.1, 1.0])
    assert curve.low[0] > 0
    assert curve.n == 3
    (dead,) = landscape_figures.layer_curves(runs, "before", "dead")
    np.testing.assert_allclose(dead.y, 25)


def test_a_gradient_of_zero_is_drawn_and_a_loss_that_is_not_finite_is_shown_as_such() -> None:
    runs = [DepthRun("relu", 0, (1.0,), layers(0.0, 1.0), layers(0.0, 0.0))]
    found = landscape_page.of_depth(runs, {"seeds": [0]})
    assert found.rows[0][1][1] == landscape_page.DASH  # 0 / 0
    line = np.array([-1.0, 0.0, 1.0])
    values = np.array([[np.nan, 2.0, 3.0], [2.0, 1.0, 2.0], [3.0, 2.0, 3.0]])
    run = LossRun("relu", 0, (1.0,), Surface(line, line, values), Roughness(np.nan, np.nan, np.nan))
    page = landscape_page.of_losses([run], {"seeds": [0], "span": 1.0})
    assert page.views[0].numbers[0] == [None, 2.0, 3.0]
    assert page.rows[0][1][2] == landscape_page.DASH
    json.dumps(landscape_page.plain(page), allow_nan=False)


def test_the_bend_that_is_drawn_is_the_one_that_is_measured() -> None:
    line = np.linspace(0, 10, 31)
    x, y = np.meshgrid(line, line)
    surface = Surface(line, line, np.sin(x) * y)
    from actlab.landscape.numbers import roughness

    assert landscape_figures.bend(surface).mean() == pytest.approx(roughness(surface).bend)
