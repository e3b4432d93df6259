"""Places by the type of their numbers: whole numbers are indices, and a wider type than the input's stays."""

import numpy as np
import onnx
import pytest
from helpers.onnx_models import run
from onnx import TensorProto, helper, numpy_helper

from actlab.swap import onnx as graphs


@pytest.fixture
def indexed(tmp_path, request):
    """A file that takes rows of a Relu by whole numbers, which a node of the given operator keeps from 0 up."""
    operator = request.param
    nodes = [
        helper.make_node("Relu", ["x"], ["a"]),
        helper.make_node("Cast", ["p"], ["whole"], to=TensorProto.INT64),
        helper.make_node(operator, ["whole", "zero"], ["i"]),
        helper.make_node("Gather", ["a", "i"], ["y"], axis=0),
    ]
    infos = [helper.make_tensor_value_info(*info) for info in (("x", 1, [4, 6]), ("p", 1, [3]), ("y", 1, [3, 6]))]
    zero = numpy_helper.from_array(np.array(0, np.int64), "zero")
    graph = helper.make_graph(nodes, "indexed", infos[:2], infos[2:], [zero])
    path = tmp_path / "indexed.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    return path


@pytest.mark.parametrize("indexed", ["Clip", "Max"], indirect=True)
def test_a_bound_of_whole_numbers_is_not_listed(indexed, tmp_path):
    report = graphs.swap(indexed, {"relu": "mish"}, tmp_path / "out.onnx", strict=True)
    assert [place.output for place, _ in report.swapped] == ["a"]
    inputs = {"x": np.ones((4, 6), np.float32), "p": np.array([0, -1, 2], np.float32)}
    assert np.allclose(run(report.path, inputs), np.tanh(np.log1p(np.e)))


def test_a_subgraph_that_gives_another_type_is_named_as_missed(tmp_path):
    nodes = [
        helper.make_node("Cast", ["x"], ["left"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["x"], ["right"], to=TensorProto.FLOAT),
        helper.make_node("Sigmoid", ["left"], ["s"]),
        helper.make_node("Mul", ["s", "right"], ["y"]),
    ]
    infos = [helper.make_tensor_value_info("x", 10, [2, 8]), helper.make_tensor_value_info("y", 1, [2, 8])]
    graph = helper.make_graph(nodes, "wide", infos[:1], infos[1:])
    path = tmp_path / "wide.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path)
    report = graphs.swap(path, {"swish": "mish"}, tmp_path / "out.onnx")
    assert [reason for _, reason in report.missed] == ["it gives float of float16, and another function keeps the type"]
