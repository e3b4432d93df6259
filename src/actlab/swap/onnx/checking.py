"""Run two ONNX models on the same inputs: do they agree, and which is faster."""

import math
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, ValueInfoProto, helper
from onnx.reference import ReferenceEvaluator

from actlab.errors import BadData, BadValue, Missing
from actlab.memory import no_more_than_free
from actlab.swap.onnx.files import first_line
from actlab.swap.replace.report import NO_NUMBER

Array = NDArray[Any]
Inputs = Mapping[str, Any] | str | Path | None

_MOST_ELEMENTS = 2**29  # 2 GB of float32: more is a mistake in the file, or needs inputs of the user
_UNLIMITED = (TensorProto.UNDEFINED, TensorProto.STRING)


@dataclass(frozen=True)
class OnnxCheck:
    """How far the outputs differ, and the median time of a run of each, in seconds of CPU, on one thread.

    ``absolute`` is the largest difference of a float output, ``relative`` the largest of any output over the largest
    value of that output, ``changed`` the number of elements of the other outputs (labels, masks) that are not the same.
    ``runtime`` is onnxruntime, or onnx's reference where onnxruntime cannot run the model: no times then.
    """

    absolute: float
    relative: float
    changed: int
    seconds_before: float | None
    seconds_after: float | None
    repeats: int
    runtime: str = "onnxruntime"

    def __str__(self) -> str:
        """One line for people."""
        text = f"outputs differ by {self.absolute:.3g} ({self.relative:.3g} relative)"
        text += f", and {self.changed} whole numbers or truth values changed" if self.changed else ""
        if self.seconds_before is None or self.seconds_after is None:
            return f"{text}; run by {self.runtime}, which measures no times"
        before, after = self.seconds_before * 1e3, self.seconds_after * 1e3
        times = f"{before:.2f} ms before, {after:.2f} ms after"
        return f"{text}; {times} (CPU time, medians of {self.repeats}, one thread, {self.runtime})"


def check(
    before: str | Path,
    after: str | Path,
    shapes: Sequence[Sequence[int]] = (),
    repeats: int = 5,
    seed: int = 0,
    inputs: Inputs = None,
) -> OnnxCheck:
    """Compare two models on the same inputs.

    Arguments:
        before: a file.
        after: another one with the same inputs and outputs.
        shapes: of the inputs, where the model leaves sizes open and there are no ``inputs``.
        repeats: timed runs of each.
        seed: of the inputs drawn from N(0, 1); whole numbers are ones.
        inputs: arrays by the names of the model's inputs, or an npz file that holds them.

    Raises:
        BadValue: the inputs do not fit the model, or no output has a finite number on them.
        BadData: a model cannot be run, or needs more memory than is free.
    """
    if repeats < 1:
        raise BadValue(f"repeats must be at least 1, got {repeats}.")
    arrays = _inputs_for(before, shapes, seed, inputs)
    with no_more_than_free():  # a file may ask for any amount
        runners, runtime = _runners(before, after)
        outputs = [_run(run, arrays, name) for run, name in zip(runners, ("model", "rewritten model"), strict=True)]
    if not any(map(_has_numbers, _arrays(outputs))):
        raise BadValue(f"the check compared nothing: {NO_NUMBER}")
    absolute, relative, changed = differences(*outputs)
    if runtime != "onnxruntime":
        return OnnxCheck(absolute, relative, changed, None, None, repeats, runtime)
    times: list[list[float]] = [[], []]
    for _ in range(repeats):
        for run, taken in zip(runners, times, strict=True):
            started = time.process_time()
            run.run(None, arrays)
            taken.append(time.process_time() - started)
    medians = [statistics.median(taken) for taken in times]
    return OnnxCheck(absolute, relative, changed, medians[0], medians[1], repeats)


def differences(before: Sequence[Any], after: Sequence[Any]) -> tuple[float, float, int]:
    """The largest difference, the largest relative to its output's largest value, and how many other values changed.

    NaN beside NaN and an infinity beside the same one do not differ; beside anything else they differ by infinity.
    """
    absolute, relative, changed = 0.0, 0.0, 0
    for a, b in zip(_arrays(before), _arrays(after), strict=True):
        if a.shape != b.shape:
            return np.inf, np.inf, 0
        if not _floats(a):
            changed += int(np.sum(a != b))
            continue
        a, b = a.astype(np.float64), b.astype(np.float64)
        with np.errstate(invalid="ignore"):
            gaps = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, np.abs(a - b))
        gap = float(np.max(np.where(np.isnan(gaps), np.inf, gaps), initial=0.0))
        size = float(np.max(np.abs(a), initial=0.0, where=np.isfinite(a)))
        absolute, relative = max(absolute, gap), max(relative, gap / size if size else gap)
    return absolute, relative, changed


def _arrays(outputs: Any) -> Iterator[Array]:
    """The arrays among outputs; sequences and maps are walked through."""
    if isinstance(outputs, np.ndarray | np.generic):
        yield np.asarray(outputs)
    elif isinstance(outputs, Mapping):
        yield from _arrays(list(outputs.values()))
    elif isinstance(outputs, Sequence) and not isinstance(outputs, str):
        for output in outputs:
            yield from _arrays(output)


def _has_numbers(array: Array) -> bool:
    """Whether there is something to compare: NaN beside NaN says nothing of a function."""
    return bool(array.size and (not _floats(array) or np.isfinite(array.astype(np.float64)).any()))


def _floats(array: Array) -> bool:
    return array.dtype.kind in "fV"  # ml_dtypes' bfloat16 is of the kind V


def _run(runner: Any, inputs: dict[str, Array], name: str) -> list[Any]:
    try:
        return list(runner.run(None, inputs))
    except MemoryError as error:
        raise BadData(f"the {name} needs more memory than is free.") from error
    except Exception as error:  # onnxruntime and the reference raise kinds of their own
        raise BadData(f"the {name} does not run on these inputs: {first_line(error)}") from error


def _runners(before: str | Path, after: str | Path) -> tuple[list[Any], str]:
    try:
        # A runtime may end the whole process on a model whose shapes do not fit together.
        onnx.checker.check_model(str(before), full_check=True)
        first = _session(before)
    except Missing:
        raise
    except Exception as refused:  # besides: an opset that is too new, an element type without kernels
        try:
            return [ReferenceEvaluator(str(path)) for path in (before, after)], "onnx's reference"
        except Exception as error:
            raise BadData(f"{before} cannot be run for the check: {first_line(refused)}") from error
    try:
        return [first, _session(after)], "onnxruntime"
    except Exception as error:
        raise BadData(f"onnxruntime refuses the rewritten model: {first_line(error)}") from error


def _session(path: str | Path) -> Any:
    if find_spec("onnxruntime") is None:
        raise Missing("onnxruntime", "checking an ONNX model", "pip install 'actlab[onnx]'")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4  # what it refuses is in the error
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _inputs_for(path: str | Path, shapes: Sequence[Sequence[int]], seed: int, inputs: Inputs) -> dict[str, Array]:
    graph = onnx.load(str(path), load_external_data=False).graph
    held = {tensor.name for tensor in graph.initializer}
    entries = [entry for entry in graph.input if entry.name not in held]
    if inputs is not None:
        return _fitting(entries, inputs)
    if shapes and len(shapes) != len(entries):
        names = ", ".join(entry.name for entry in entries)
        raise BadValue(f"the model takes {len(entries)} inputs ({names}), got {len(shapes)}.")
    generator = np.random.default_rng(seed)
    return {entry.name: _drawn(entry, shapes[n] if shapes else None, generator) for n, entry in enumerate(entries)}


def _fitting(entries: Sequence[ValueInfoProto], inputs: Any) -> dict[str, Array]:
    """The user's arrays, checked against the names and types of the inputs."""
    arrays = dict(inputs) if isinstance(inputs, Mapping) else _loaded(Path(inputs))
    names = [entry.name for entry in entries]
    if set(arrays) != set(names):
        raise BadValue(f"inputs: the model takes {', '.join(names)}; got {', '.join(arrays) or 'nothing'}.")
    fitting = {}
    for entry in entries:
        array, elements = np.asarray(arrays[entry.name]), entry.type.tensor_type.elem_type
        dtype = None if elements in _UNLIMITED else helper.tensor_dtype_to_np_dtype(elements)
        if dtype is not None and array.dtype != dtype:
            raise BadValue(f"inputs: {entry.name!r} has the type {array.dtype}; the model takes {dtype}.")
        if not _fits(entry, array.shape):
            raise BadValue(f"input {entry.name!r} has the shape {_shape_text(entry)}, got {_text(array.shape)}.")
        fitting[entry.name] = array
    return fitting


def _loaded(path: Path) -> dict[str, Array]:
    if not path.is_file():
        raise BadValue(f"--inputs: there is no file {path}.")
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as error:  # NumPy raises ValueError, zipfile's and zlib's errors, and AttributeError for an npy
        raise BadValue(f"--inputs: {path} is not an npz file of arrays: {first_line(error)}") from error


def _sizes(entry: ValueInfoProto) -> list[int | str]:
    """The sizes of an input; a name or ``?`` for those left open, which some exporters write as -1."""
    sizes = entry.type.tensor_type.shape.dim
    fixed = [size.HasField("dim_value") and size.dim_value >= 0 for size in sizes]
    return [size.dim_value if is_fixed else size.dim_param or "?" for size, is_fixed in zip(sizes, fixed, strict=True)]


def _shape_text(entry: ValueInfoProto) -> str:
    return _text(_sizes(entry))


def _text(sizes: Sequence[int | str]) -> str:
    return "x".join(map(str, sizes)) or "of a scalar"


def _fits(entry: ValueInfoProto, shape: Sequence[int]) -> bool:
    if not entry.type.tensor_type.HasField("shape"):
        return True
    sizes = _sizes(entry)
    fitting = (not isinstance(want, int) or want == got for want, got in zip(sizes, shape, strict=False))
    return len(sizes) == len(shape) and all(fitting)


def _drawn(entry: ValueInfoProto, shape: Sequence[int] | None, generator: np.random.Generator) -> Array:
    sizes = tuple(size if isinstance(size, int) else 1 for size in _sizes(entry)) if shape is None else tuple(shape)
    if not _fits(entry, sizes):
        raise BadValue(f"input {entry.name!r} has the shape {_shape_text(entry)}, got {_text(sizes)}.")
    elements = entry.type.tensor_type.elem_type
    if elements in _UNLIMITED or math.prod(sizes) > _MOST_ELEMENTS:
        raise BadValue(
            f"input {entry.name!r} cannot be drawn at random: give inputs, from the command line by --inputs."
        )
    dtype = helper.tensor_dtype_to_np_dtype(elements)
    if _floats(np.zeros(0, dtype)):
        return generator.standard_normal(sizes).astype(dtype)
    return np.ones(sizes, dtype)
