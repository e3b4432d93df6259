"""Records as ONNX's textual form: it is read, valid, and computes the record."""

import numpy as np
import pytest

from actlab import arrays
from actlab.define import choose, names, record
from actlab.emit.onnx_graph import operations
from actlab.emit.targets import TARGETS


@pytest.mark.parametrize("key", names())
def test_the_text_of_a_record_is_a_model_that_computes_it(key):
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    from onnx.reference import ReferenceEvaluator

    text = TARGETS["onnx"](record(key))
    model = onnx.parser.parse_model(text)
    onnx.checker.check_model(model, full_check=True)
    x = np.linspace(-20, 20, 401, dtype=np.float32)
    with np.errstate(all="ignore"):  # the branch that is not taken may overflow
        (output,) = ReferenceEvaluator(model).run(None, {"x": x})
    wanted = arrays.value(choose(key), x.astype(np.float64))
    # One float32 rounding of intermediate results up to |x|, times the operations of the longest formula.
    np.testing.assert_allclose(output, wanted, rtol=4e-6, atol=4e-6)


def test_the_text_is_what_people_read():
    lines = TARGETS["onnx"](record("relu")).splitlines()
    assert lines[0].startswith("# ReLU: max(x, 0).")
    assert lines[1:] == [
        '<ir_version: 8, opset_import: ["" : 18]>',
        "relu (float[N] x) => (float[N] y) {",
        "   y_number_0 = Constant <value = float {0.0}> ()",
        "   y = Max (x, y_number_0)",
        "}",
    ]


def test_comparisons_that_an_old_opset_lacks_are_turned_round():
    old, new = ([step.operator for step in operations(choose("srelu"), "x", "y", opset)] for opset in (11, 12))
    assert {"GreaterOrEqual", "LessOrEqual"} <= set(new)
    assert not {"GreaterOrEqual", "LessOrEqual"} & set(old)
    assert {"Not", "Less", "Greater"} <= set(old)
