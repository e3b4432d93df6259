"""Reading and writing ONNX files: external weights, damaged files, and nothing where it does not belong."""

import os

import numpy as np
import onnx
import onnx_mutations
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx_models import MISH, RELU, model_of, run, saved

from actlab.cli import main
from actlab.errors import ActlabError, BadData, BadValue
from actlab.swap import onnx as graphs


def test_external_weights_stay_external(tmp_path):
    weights = np.random.default_rng(0).standard_normal((8, 8)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Mish", ["m"], ["y"])]
    made = model_of(nodes, initializers=[numpy_helper.from_array(weights, "w")])
    folder = tmp_path / "source"
    folder.mkdir()
    onnx.save(made, str(folder / "a.onnx"), save_as_external_data=True, location="w.bin", size_threshold=0)
    out = tmp_path / "target" / "b.onnx"
    report = graphs.swap(folder / "a.onnx", {"mish": "stable"}, out)
    assert report.checked.absolute < 1e-5
    assert (out.parent / "w.bin").read_bytes() == (folder / "w.bin").read_bytes()
    (folder / "w.bin").unlink()
    with pytest.raises(BadData, match="the weights of .* are missing"):
        graphs.swap(folder / "a.onnx", {"mish": "stable"}, tmp_path / "other" / "b.onnx", checked=False)


@pytest.mark.slow
def test_models_over_two_gigabytes_are_rewritten(tmp_path):
    rows = 280_000_000  # of 8 bytes: 2.24 GB, a sparse file of zeros
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, rows], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "w.bin"), ("offset", "0"), ("length", str(8 * rows))):
        weight.external_data.add(key=key, value=value)
    with (tmp_path / "w.bin").open("wb") as file:
        file.truncate(8 * rows)
    nodes = [
        helper.make_node("ReduceMax", ["w"], ["m"], keepdims=0),
        helper.make_node("Add", ["x", "m"], ["a"]),
        helper.make_node("Mish", ["a"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, initializers=[weight])
    report = graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) == 1
    assert report.checked.absolute < 2e-6
