"""ReLU whose zeros are a tensor: of the file, or spread over the shape of the input."""

import numpy as np
import pytest
from helpers.onnx_models import number, run, saved
from onnx import helper, numpy_helper

from actlab.swap import onnx as graphs

SPREAD = [
    helper.make_node("Shape", ["x"], ["s"]),
    number("zero", 0.0),
    helper.make_node("Expand", ["zero", "s"], ["z"]),
]
MADE = [helper.make_node("Shape", ["x"], ["s"]), helper.make_node("ConstantOfShape", ["s"], ["z"])]
MAXIMUM = [helper.make_node("Max", ["x", "z"], ["y"])]
WHERE = [helper.make_node("Greater", ["x", "z"], ["g"]), helper.make_node("Where", ["g", "x", "z"], ["y"])]


def zeros(*shape):
    return [numpy_helper.from_array(np.zeros(shape, np.float32), "z")]


@pytest.mark.parametrize("last", [MAXIMUM, WHERE])
@pytest.mark.parametrize(("first", "held"), [([], zeros(8)), ([], zeros(2, 8)), (SPREAD, []), (MADE, [])])
def test_zeros_as_a_tensor_are_a_number(tmp_path, first, held, last):
    path = saved(tmp_path / "m.onnx", [*first, *last], initializers=held)
    report = graphs.swap(path, {"relu": "tanh"}, tmp_path / "out.onnx", strict=True)
    x = np.linspace(-2, 2, 16, dtype=np.float32).reshape(2, 8)
    assert len(report.swapped) == 1
    assert np.allclose(run(report.path, x), np.tanh(x), atol=1e-6)


def test_zeros_that_may_spread_the_input_are_named_as_missed(tmp_path):
    path = saved(tmp_path / "m.onnx", MAXIMUM, initializers=zeros(3, 2, 8), shape=("n", "m", 8))
    report = graphs.swap(path, {"relu": "tanh"}, tmp_path / "out.onnx", shapes=[(3, 2, 8)])
    assert [reason for _, reason in report.missed] == [
        "a tensor that it compares with may have more dimensions than its input"
    ]


def test_a_tensor_of_several_numbers_is_none(tmp_path):
    held = [numpy_helper.from_array(np.arange(8, dtype=np.float32), "z")]
    assert graphs.find(saved(tmp_path / "m.onnx", MAXIMUM, initializers=held)) == []
