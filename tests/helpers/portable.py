"""Digests of what ``ACTLAB_INSTRUCTIONS=portable`` computes, one a function: any machine must have these bits.

Of values, slopes and curvatures in all types. ``ACTLAB_INSTRUCTIONS=portable python -m helpers.portable`` writes the
file again.
"""

import csv
import hashlib
from pathlib import Path

import numpy as np

import actlab
from actlab.define import choose
from actlab.kernels import arrays as native

FILE = Path(__file__).parents[1] / "kernels" / "portable.csv"
BITS = {"float32": (np.uint32, 0x51EB85), "float64": (np.uint64, 0xA3D70A3D70A3D7)}


def numbers(kind: str) -> native.Array:
    """Numbers of every size and near 0; of a 16-bit type all."""
    if kind not in BITS:
        every = np.arange(65536, dtype=np.uint32).astype(np.uint16)
        return every if kind == "bfloat16" else every.view(np.float16)
    bits, step = BITS[kind]
    sizes = np.arange(1, int(np.array(np.inf, kind).view(bits)), step, dtype=bits).view(kind)
    near = (np.arange(-800, 801) / 37).astype(kind)
    return np.concatenate([sizes, -sizes, near, np.array([0.0, -0.0, np.inf, -np.inf], kind)])


def digest(key: str) -> str:
    """Of one function."""
    found = hashlib.sha256()
    parameters = tuple(choose(key).parameters.values())
    for kind in native.TYPES:
        x = numbers(kind)
        wide = (x.astype(np.uint32) << 16).view(np.float32) if kind == "bfloat16" else x
        x = x[~np.isnan(wide)]  # which NaN it is differs from processor to processor
        for what in native.WHATS:
            y = native.run(key, what, x, parameters=parameters)
            wide = (y.astype(np.uint32) << 16).view(np.float32) if kind == "bfloat16" else y
            y[np.isnan(wide)] = 7
            found.update(y.tobytes())
    return found.hexdigest()[:16]


def stated() -> dict[str, str]:
    """The digests in the file."""
    with FILE.open(newline="") as lines:
        return {row["function"]: row["digest"] for row in csv.DictReader(lines)}


def computed() -> dict[str, str]:
    """The digests of this machine, or of the library that stands in its place."""
    with np.errstate(invalid="ignore"):
        return {key: digest(key) for key in actlab.names()}


def main() -> None:
    """Write the file."""
    with FILE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("function", "digest"), *computed().items()])


if __name__ == "__main__":
    main()
