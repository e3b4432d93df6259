"""Run two ONNX models on the same inputs in onnxruntime: do they agree, and which is faster."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from actlab.errors import BadValue, Missing

_DTYPES = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
    "tensor(bool)": np.bool_,
}


@dataclass(frozen=True)
class OnnxCheck:
    """How far the outputs differ, and the median time of a run of each, in seconds, on one thread."""

    absolute: float
    relative: float
    seconds_before: float
    seconds_after: float
    repeats: int

    def __str__(self) -> str:
        """One line for people."""
        return (
            f"outputs differ by {self.absolute:.3g} ({self.relative:.3g} relative); {self.seconds_before * 1e3:.2f} ms "
            f"before, {self.seconds_after * 1e3:.2f} ms after (medians of {self.repeats}, one thread, onnxruntime)"
        )


def check(
    before: str | Path,
    after: str | Path,
    shapes: Sequence[Sequence[int]] = (),
    repeats: int = 5,
    seed: int = 0,
) -> OnnxCheck:
    """Compare two models on inputs drawn from N(0, 1); ``shapes`` says them where the model leaves sizes open."""
    if repeats < 1:
        raise BadValue(f"repeats must be at least 1, got {repeats}.")
    sessions = [_session(path) for path in (before, after)]
    generator = np.random.default_rng(seed)
    inputs = _inputs(sessions[0], shapes, generator)
    outputs = [session.run(None, inputs) for session in sessions]
    times: list[list[float]] = [[], []]
    for _ in range(repeats):
        for session, taken in zip(sessions, times, strict=True):
            started = time.perf_counter()
            session.run(None, inputs)
            taken.append(time.perf_counter() - started)
    pairs = [(a.astype(np.float64), b.astype(np.float64)) for a, b in zip(*outputs, strict=True) if a.dtype.kind == "f"]
    absolute = max((float(np.max(np.abs(a - b), initial=0.0)) for a, b in pairs), default=0.0)
    largest = max((float(np.max(np.abs(a), initial=0.0)) for a, _ in pairs), default=0.0)
    medians = [statistics.median(taken) for taken in times]
    return OnnxCheck(absolute, absolute / largest if largest else absolute, medians[0], medians[1], repeats)


def _session(path: str | Path) -> Any:
    if find_spec("onnxruntime") is None:
        raise Missing("onnxruntime", "checking an ONNX model", "pip install 'actlab[onnx]'")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _inputs(session: Any, shapes: Sequence[Sequence[int]], generator: np.random.Generator) -> dict[str, Any]:
    wanted = session.get_inputs()
    if shapes and len(shapes) != len(wanted):
        raise BadValue(
            f"the model takes {len(wanted)} inputs ({', '.join(i.name for i in wanted)}), got {len(shapes)}."
        )
    given: dict[str, Any] = {}
    for number, entry in enumerate(wanted):
        sizes = [size if isinstance(size, int) else 1 for size in entry.shape]
        shape = tuple(shapes[number]) if shapes else tuple(sizes)
        fits = len(shape) == len(sizes) and all(
            not isinstance(want, int) or want == got for want, got in zip(entry.shape, shape, strict=True)
        )
        if not fits:
            text = "x".join(map(str, entry.shape))
            raise BadValue(f"input {entry.name!r} has the shape {text}, got {'x'.join(map(str, shape))}.")
        dtype = _DTYPES.get(entry.type)
        if dtype is None:
            raise BadValue(f"input {entry.name!r} has the type {entry.type}; known: {', '.join(_DTYPES)}.")
        given[entry.name] = (
            generator.standard_normal(shape).astype(dtype) if np.dtype(dtype).kind == "f" else (np.ones(shape, dtype))
        )
    return given
