"""Claims about landscapes and gradients, from the ``results.json`` that ``actlab landscape`` writes."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from math import log10
from pathlib import Path
from typing import Any

from actlab.define import choose
from actlab.errors import BadData
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, NOT_RUN, Judgement

Runs = dict[tuple[str, int], dict[str, Any]]  # by activation and seed
RESULTS = "results.json"


def deciders(folders: Sequence[Path]) -> dict[str, Callable[[], Judgement]]:
    """What can be decided with the landscapes in ``folders``."""
    claims = {"output": ("M23", smoother_output), "loss": ("M24", wider_minimum), "depth": ("M26", gradient_flow)}
    found: dict[str, Callable[[], Judgement]] = {}
    for folder in folders:
        document = _read(folder)
        claim, decide = claims[document["kind"]]
        runs = {(run["activation"], run["seed"]): run for run in document["runs"]}
        found[claim] = partial(decide, runs, str(folder))
    return found


def is_landscape(folder: Path) -> bool:
    """Whether a folder holds what ``actlab landscape`` writes."""
    return (folder / RESULTS).is_file() and "runs" in _read(folder) and "kind" in _read(folder)


def smoother_output(runs: Runs, where: str) -> Judgement:
    """M23: the roughness of outputs of random networks, Mish over ReLU; networks that are constant have none."""
    ratio = _ratio(runs, "relu", lambda run: run["bend"])
    sharpest = _ratio(runs, "relu", lambda run: run["sharpest"])
    return Judgement(
        _smaller(ratio),
        "mean absolute Laplacian of the scaled output, Mish over ReLU, seed by seed",
        f"{_times(ratio)}; bend in the sharpest 1 % of the plane: {_times(sharpest)}",
        ratio.n,
        where,
    )


def wider_minimum(runs: Runs, where: str) -> Judgement:
    """M24: how far the loss rises around trained networks, and how rough it is, against both others."""
    bands = {
        f"{name}, against {choose(other).title}": _ratio(runs, other, figure)
        for other in ("relu", "swish")
        for name, figure in (("rise", _rise), ("roughness", lambda run: run["bend"]))
    }
    words = [_smaller(band) for band in bands.values()]
    return Judgement(
        HOLDS if set(words) == {HOLDS} else FAILS if FAILS in words else NOT_RUN if NOT_RUN in words else CANNOT_TELL,
        "loss along the same two directions for all arms of a seed, Mish over the other: its rise half way out, "
        "which is small if wide, and the roughness of log(1 + loss)",
        "; ".join(f"{name}: {_times(band)}" for name, band in bands.items()),
        min(band.n for band in bands.values()),
        where,
    )


def _rise(run: dict[str, Any]) -> float | None:
    import numpy as np

    from actlab.landscape.numbers import Surface, rise

    values = np.array([[np.nan if value is None else value for value in row] for row in run["loss"]])
    found = rise(Surface(np.array(run["x"]), np.array(run["y"]), values), run["x"][-1] / 2)
    return found if found > 0 else None


def gradient_flow(runs: Runs, where: str) -> Judgement:
    """M26: the gradient that reaches the first layer, over that of the last, and the share of dead units."""
    seeds = sorted({seed for arm, seed in runs if ("mish", seed) in runs and ("relu", seed) in runs})
    reach = _ratio(runs, "relu", lambda run: run["after"][0]["gradient"] / run["after"][-1]["gradient"])
    dead = interval([_dead(runs["mish", seed]) - _dead(runs["relu", seed]) for seed in seeds])
    words = [
        HOLDS if reach.low > 0 else FAILS if reach.high < 0 else CANNOT_TELL,
        HOLDS if dead.high < 0 else FAILS if dead.low >= 0 else CANNOT_TELL,
    ]
    return Judgement(
        NOT_RUN if not seeds else FAILS if FAILS in words else HOLDS if set(words) == {HOLDS} else CANNOT_TELL,
        "after training, Mish against ReLU: gradient of the first layer over that of the last; share of dead units",
        f"gradients: {_times(reach)}; dead units: {100 * dead.mean:+.1f} points "
        f"({100 * dead.low:+.1f} to {100 * dead.high:+.1f})",
        len(seeds),
        where,
    )


def _read(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / RESULTS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"{folder / RESULTS} cannot be read ({error}).") from None
    return found


def _ratio(runs: Runs, other: str, figure: Callable[[dict[str, Any]], float | None]) -> Interval:
    """The logarithm of Mish's figure over the other's, seed by seed; a seed that lacks one is left out."""
    logs = []
    for arm, seed in runs:
        if arm == "mish" and (other, seed) in runs:
            mine, theirs = figure(runs["mish", seed]), figure(runs[other, seed])
            if mine and theirs:
                logs.append(log10(mine / theirs))
    return interval(logs)


def _smaller(band: Interval) -> str:
    if band.n < 2:
        return NOT_RUN
    return HOLDS if band.high < 0 else FAILS if band.low >= 0 else CANNOT_TELL


def _times(band: Interval) -> str:
    return f"{10**band.mean:.2f} times ({10**band.low:.2f} to {10**band.high:.2f}, n = {band.n})"


def _dead(run: dict[str, Any]) -> float:
    return sum(float(layer["dead"]) for layer in run["after"]) / len(run["after"])
