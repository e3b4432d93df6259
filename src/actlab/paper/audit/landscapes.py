"""Claims about landscapes and gradients, from the ``results.json`` that ``actlab landscape`` writes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log10
from pathlib import Path
from typing import Any

from actlab.define import choose
from actlab.errors import BadData
from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit.rules import FEWEST_SEEDS, STRICTLY, Comparison, Pool, Unit

Run = dict[str, Any]
Score = Callable[[Run], float | None]
RESULTS = "results.json"
PUBLISHED_POINTS = 400  # along a side of the published output landscape
RATIO, POINTS = Unit("times", 2, ratio=True), Unit("points", 1, 100)
CLAIMS = {"output": "M23", "loss": "M24", "depth": "M26"}


@dataclass(frozen=True)
class Landscape:
    """One folder: its settings, and its runs by activation and seed."""

    kind: str
    settings: dict[str, Any]
    runs: dict[tuple[str, int], Run]
    where: str

    @property
    def claim(self) -> str:
        """The claim that it speaks of."""
        return CLAIMS[self.kind]

    def seeds(self, other: str) -> list[int]:
        """Those that Mish and another function share."""
        return sorted(seed for arm, seed in self.runs if arm == "mish" and (other, seed) in self.runs)

    def left_out(self) -> int:
        """Networks of ReLU or Mish that have no figure: their output is constant."""
        return sum(any(self.runs[arm, seed]["bend"] is None for arm in ("mish", "relu")) for seed in self.seeds("relu"))

    @property
    def is_published(self) -> bool:
        """Whether all of the published protocol was run, which only the output landscape states; none left out."""
        whole = self.kind == "output" and self.settings.get("points", 0) >= PUBLISHED_POINTS and not self.left_out()
        return whole and len(self.seeds("relu")) >= FEWEST_SEEDS

    @property
    def scale(self) -> str:
        """How much of the published protocol was run, in words."""
        stated, n = self.settings, len(self.seeds("relu"))
        if not stated:
            return "settings not stated"
        if self.kind == "output":
            points, whole = (f"{number} x {number}" for number in (stated["points"], PUBLISHED_POINTS))
            left_out = f"{self.left_out()} of them left out: their output is constant with ReLU"
            return f"{points} of {whole} points, {n} networks, {left_out}"
        network = f"{stated['depth']} layers" if stated["network"] == "mlp" else stated["network"]
        of, own = (" of 200", "") if self.kind == "loss" else ("", ", a protocol of our own")
        return (
            f"{network}, {stated['images']:,} images of {stated['data']}, {stated['epochs']}{of} epochs, {n} seeds{own}"
        )


def read(folder: Path) -> Landscape:
    """The landscape of a folder."""
    document = _read(folder)
    runs = {(run["activation"], run["seed"]): run for run in document["runs"]}
    return Landscape(document["kind"], document.get("settings", {}), runs, str(folder))


def is_landscape(folder: Path) -> bool:
    """Whether a folder holds what ``actlab landscape`` writes."""
    return (folder / RESULTS).is_file() and "runs" in _read(folder) and "kind" in _read(folder)


def comparisons_of(landscape: Landscape) -> list[Comparison]:
    """The comparisons of its claim, which rests on all of them."""
    return {"output": _smoother_output, "loss": _wider_minimum, "depth": _gradient_flow}[landscape.kind](landscape)


def _smoother_output(landscape: Landscape) -> list[Comparison]:
    """M23: the roughness of outputs of random networks; networks that are constant have none."""
    sharpest = _comparison(landscape, "share of all bend in the sharpest 1 %", "relu", lambda run: run["sharpest"])
    rough = _comparison(landscape, "roughness of the output", "relu", lambda run: run["bend"])
    return [rough, replace(sharpest, decides=False)]


def _wider_minimum(landscape: Landscape) -> list[Comparison]:
    """M24: how far the loss rises around trained networks, and how rough it is, against both others."""
    scores: dict[str, Score] = {
        "rise of the loss half way out": _rise,
        "roughness of the loss": lambda run: run["bend"],
    }
    return [_comparison(landscape, name, other, score) for other in ("relu", "swish") for name, score in scores.items()]


def _gradient_flow(landscape: Landscape) -> list[Comparison]:
    """M26: the gradient that reaches the first layer, over that of the last, and the share of dead units."""
    reach = _comparison(
        landscape,
        "gradient of the last layer over the first",
        "relu",
        lambda run: run["after"][-1]["gradient"] / run["after"][0]["gradient"],
    )
    seeds = landscape.seeds("relu")
    mish, relu = ([-_dead(landscape.runs[arm, seed]) for seed in seeds] for arm in ("mish", "relu"))
    unit = Unit(POINTS.name, POINTS.digits, -POINTS.scale)
    title = "Mish \N{MINUS SIGN} ReLU, share of dead units: after training"
    pairing = Pairing(mish, relu, 0.0) if seeds else None
    return [reach, Comparison(title, STRICTLY, unit, pairing, study=landscape.where, pool=Pool())]


def _comparison(landscape: Landscape, name: str, other: str, score: Score) -> Comparison:
    """Mish over another, seed by seed, in a score of which less is better; a seed that lacks one is left out."""
    mine, theirs = [], []
    for seed in landscape.seeds(other):
        one, two = score(landscape.runs["mish", seed]), score(landscape.runs[other, seed])
        if one and two:
            mine.append(-log10(one))
            theirs.append(-log10(two))
    unit = Unit(RATIO.name, RATIO.digits, -1.0, ratio=True)
    title = f"Mish over {choose(other).title}, {name}"
    pairing = Pairing(mine, theirs, 0.0) if mine else None
    return Comparison(title, STRICTLY, unit, pairing, why="" if mine else "not run", study=landscape.where, pool=Pool())


def _rise(run: Run) -> float | None:
    import numpy as np

    from actlab.landscape.numbers import Surface, rise

    values = np.array([[np.nan if value is None else value for value in row] for row in run["loss"]])
    height = rise(Surface(np.array(run["x"]), np.array(run["y"]), values), run["x"][-1] / 2)
    return height if height > 0 else None


def _dead(run: Run) -> float:
    return sum(float(layer["dead"]) for layer in run["after"]) / len(run["after"])


def _read(folder: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads((folder / RESULTS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"{folder / RESULTS} cannot be read ({error}).") from None
    return document
