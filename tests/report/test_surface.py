"""The maps of a gate: their numbers, the picture, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import actlab
from actlab.cli import app
from actlab.report.surface import SAMPLES, surface


def test_the_numbers_are_those_of_the_gate() -> None:
    found = surface(actlab.define.choose_gate("swiglu_oai"), (-9.0, 9.0))
    assert found.maps["value"].shape == (SAMPLES, SAMPLES)
    right, below = 150, 20  # a runs to the right, b upwards
    a, b = [found.side[right]], [found.side[below]]
    assert found.maps["value"][below, right] == actlab.value("swiglu_oai", a, b)[0]
    by_a, by_b = actlab.slope("swiglu_oai", a, b)
    assert (found.maps["slope by a"][below, right], found.maps["slope by b"][below, right]) == (by_a[0], by_b[0])
    assert (found.maps["slope by a"][:, found.side > 7] == 0).all()
    assert np.isfinite(found.maps["value"]).all()


def test_a_gate_is_drawn(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["plot", "swiglu", "-o", str(tmp_path / "a.svg")], catch_exceptions=False)
    text = (tmp_path / "a.svg").read_text("utf-8")
    for word in ("SwiGLU", "slope by a", "slope by b", "the other half"):
        assert word in text


def test_a_gate_is_drawn_alone(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["plot", "swiglu", "relu", "-o", str(tmp_path / "a.svg")])
    with pytest.raises(actlab.ActlabError, match="a gate is drawn alone"):
        raise found.exception
