"""explain and check as commands."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from actlab.commands.check import check
from actlab.commands.explain import explain
from actlab.errors import BadValue

app = typer.Typer()
app.command()(explain)
app.command()(check)


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_steps_in_the_terminal() -> None:
    assert "dy/dx = b + x·(1 − b²)·sigmoid(x)  =  1.049" in run("explain", "mish", "--at", "1", "--show", "steps")


@pytest.mark.parametrize(("ending", "start"), [("svg", "<svg"), ("html", "<!doctype html>"), ("md", "# Mish")])
@pytest.mark.parametrize("name", ["mish", "network"])
def test_files(tmp_path: Path, ending: str, start: str, name: str) -> None:
    out = tmp_path / "new folder" / f"mish.{ending}"
    run("explain", name, "--at", "1", "-o", out)
    assert out.read_text("utf-8").startswith(start if name == "mish" or ending != "md" else "# affine")


def test_check_ends_with_1_if_something_is_wrong(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"
    mine.write_text(
        "import numpy as np\ndef wrong(x):\n    return 1 - np.tanh(x)\ndef right(x):\n    return np.tanh(x)\n"
    )
    assert "likely missing" in run("check", f"{mine}:wrong", "--against", "tanh", code=1)
    assert "agrees at all" in run("check", f"{mine}:right", "--against", "tanh")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("explain", "mish", "-o", "mish.pdf"),
            "--out: expected a file name that ends in .svg, .html, .md, got 'mish.pdf'",
        ),
        (("explain", "mish", "--show", "all of it"), "--show: expected all, steps, graph"),
        (("explain", "network", "--x", "one"), "--x: expected numbers such as 1,-0.5, got 'one'"),
        (("explain", "network", "--x", "nan,1"), "x: expected numbers with which the loss is finite, got .nan, 1.0."),
        (("explain", "network", "--x", "1e308,1e308"), "x: expected numbers with which the loss is finite"),
        (("explain", "network", "--seed", "-1"), "seed: expected a number from 0 to 4294967295, got -1"),
        (("explain", "network", "--seed", "99999999999"), "seed: expected a number from 0 to 4294967295"),
    ],
)
def test_wrong_options_are_explained(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        run(*arguments)
