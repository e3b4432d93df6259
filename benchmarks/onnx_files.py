"""What `actlab.swap.onnx` finds in ONNX files, what a rewrite changes, and what it costs; a row of CSV for each file.

    python benchmarks/onnx_files.py OUT.csv FILE_OR_FOLDER ...

Files that packages carry (rapidocr-onnxruntime, silero-vad, magika, basic-pitch, each `pip install --no-deps --target`)
and the light models of onnx itself (onnx/backend/test/data/light). Each is rewritten twice: `* -> stable` keeps what it
computes, and its most frequent function becomes Mish. Times are medians of interleaved runs on one thread, in CPU time.
"""

import csv
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper

from actlab.errors import ActlabError
from actlab.swap import onnx as graphs

FIELDS = (
    *("file", "opset", "nodes", "found", "optimised_found", "missed", "unseen", "functions"),
    *("stable_swapped", "stable_relative", "stable_ratio", "replaced", "mish_ratio", "note"),
)
REPEATS = 15


def main() -> None:
    out, *given = sys.argv[1:]
    paths = [
        path for text in given for path in (sorted(Path(text).rglob("*.onnx")) if Path(text).is_dir() else [Path(text)])
    ]
    with Path(out).open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        for path in paths:
            row = measured(path)
            print(row, flush=True)
            writer.writerow(row)


def measured(path: Path) -> dict[str, object]:
    row: dict[str, object] = {"file": path.name}
    try:
        model = graphs.read(path)
    except ActlabError as error:
        return {**row, "note": str(error)}
    places = graphs.find(model)
    functions = Counter(str(place.function) for place in places if not place.guard)
    row |= {
        "opset": model.opset_import[0].version,
        "nodes": len(model.graph.node),
        "found": len(places),
        "optimised_found": optimised_found(path),
        "missed": sum(place.obstacle is not None for place in places),
        "unseen": "; ".join(graphs.unseen(model)),
        "functions": "; ".join(f"{count} {name}" for name, count in functions.most_common()),
    }
    if not functions:
        return row
    common = functions.most_common(1)[0][0]
    with tempfile.TemporaryDirectory() as folder:
        stable = rewritten(path, {"*": "stable"}, Path(folder) / "stable.onnx")
        mish = rewritten(path, {common: "mish"}, Path(folder) / "mish.onnx")
    if isinstance(stable, str) or isinstance(mish, str):
        return {**row, "note": stable if isinstance(stable, str) else mish}
    return row | {
        "stable_swapped": len(stable.swapped),
        "stable_relative": f"{stable.checked.relative:.2g}",
        "stable_ratio": ratio(stable),
        "replaced": f"{common}: {len(mish.swapped)}",
        "mish_ratio": ratio(mish),
    }


def optimised_found(path: Path) -> int:
    """How many are found after onnxruntime has joined what it can; equal subgraphs become one there."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    with tempfile.TemporaryDirectory() as folder:
        options.optimized_model_filepath = f"{folder}/optimised.onnx"
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return len(graphs.find(options.optimized_model_filepath))


def rewritten(path: Path, mapping: dict[str, str], out: Path) -> graphs.OnnxReport | str:
    held = onnx.load(str(path), load_external_data=False).graph
    stored = {tensor.name for tensor in held.initializer}
    inputs = {entry.name: array(entry) for entry in held.input if entry.name not in stored}
    try:
        return graphs.swap(path, mapping, out, inputs=inputs, repeats=REPEATS)
    except ActlabError as error:
        return str(error)


def array(entry):
    """Numbers from N(0, 1), or the sampling rate that silero-vad takes."""
    dtype = helper.tensor_dtype_to_np_dtype(entry.type.tensor_type.elem_type)
    if dtype.kind != "f":
        return np.full(sizes(entry), 16000 if entry.name == "sr" else 1, dtype)
    return np.random.default_rng(0).standard_normal(sizes(entry)).astype(dtype)


def sizes(entry) -> list[int]:
    """A batch of one, and images of 64 x 64 or sequences of 576 samples (what silero-vad takes) where they are open."""
    given = entry.type.tensor_type.shape.dim
    opened = {4: 64, 2: 576}.get(len(given), 1)
    return [s.dim_value if s.dim_value > 0 else 1 if number == 0 else opened for number, s in enumerate(given)]


def ratio(report: graphs.OnnxReport) -> str:
    check = report.checked
    if check is None or check.seconds_before is None or check.seconds_after is None:
        return ""
    return f"{check.seconds_after / check.seconds_before:.2f}"


if __name__ == "__main__":
    main()
