"""ONNX's own test cases of activations, as one node and expanded: each is found, and stays right when rewritten."""

import pkgutil
import warnings
from importlib import import_module

import numpy as np
import onnx
import pytest
from onnx.backend.test.case import node
from onnx.reference import ReferenceEvaluator

from actlab.swap import onnx as graphs

OPERATORS = [
    "celu",
    "elu",
    "gelu",
    "hardsigmoid",
    "hardswish",
    "leakyrelu",
    "mish",
    "prelu",
    "relu",
    "selu",
    "shrink",
    "sigmoid",
    "softplus",
    "softsign",
    "swiglu",
    "swish",
    "tanh",
    "thresholdedrelu",
]


def _cases():
    """Of the modules of these operators: ``collect_testcases`` loads all 200, and those of pooling take seconds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in pkgutil.iter_modules(node.__path__):
            if any(name in module.name for name in (*OPERATORS, "causal")):
                import_module(f"{node.__name__}.{module.name}")
        return {
            case.name: case
            for case in node._NodeTestCases
            if case.name.split("_")[1] in OPERATORS
            or ("causal_conv" in case.name and ("silu" in case.name or "swish" in case.name))
        }


CASES = _cases()
# float32: 8 roundings of values up to 10; 16 bits: one rounding of the result and one of each number in the formula.
TOLERANCE = {"float32": 1e-6, "float64": 1e-12, "float16": 2e-3, "bfloat16": 2e-2}


def _outputs(path, case):
    inputs, expected = case.data_sets[0]
    names = [entry.name for entry in case.model.graph.input]
    return ReferenceEvaluator(str(path)).run(None, dict(zip(names, inputs, strict=True))), expected


def _agree(outputs, expected):
    for output, wanted in zip(outputs, expected, strict=True):
        tolerance = TOLERANCE[str(wanted.dtype)]
        a, b = np.asarray(output, np.float64), np.asarray(wanted, np.float64)
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def test_the_cases_are_those_of_all_activations():
    assert len(CASES) >= 80
    assert {name.split("_")[1] for name in CASES} - {"causal"} == set(OPERATORS)


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_found_as_the_one_function_that_it_is(name):
    (place,) = graphs.find(CASES[name].model)
    operator = name.split("_")[1]
    named = str(place.function).partition(":")[0].replace("_", "")
    other = {"thresholdedrelu": "threshold", "swiglu": "swish", "causal": "swish", "hardsigmoid": "linearsigmoid"}
    wanted = other.get(operator, operator)
    assert named == wanted or (operator in ("gelu", "shrink") and operator in named)
    assert not place.obstacle
    assert (operator == "swiglu") == (place.gate is not None and place.gate.activation.key == "swiglu")


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_its_output_after_every_rewrite(tmp_path, name):
    case = CASES[name]
    onnx.save(case.model, str(tmp_path / "a.onnx"))
    (place,) = graphs.find(case.model)
    rewrites = [({"*": "stable"}, "auto"), ({"*": "decomposed"}, "auto")]
    if place.function.choice:  # the formula in the place of the operator, also where that is never worth it
        rewrites.append(({str(place.function): place.function.choice.key}, "stable"))
    for number, (mapping, form) in enumerate(rewrites):
        out = tmp_path / f"{number}.onnx"
        report = graphs.swap(tmp_path / "a.onnx", mapping, out, form=form, checked=False)
        assert not report.missed
        assert len(report.swapped) + len(report.left) == 1
        _agree(*_outputs(out, case))


def test_another_function_is_not_taken_for_the_case(tmp_path):
    case = CASES["test_mish_expanded"]
    onnx.save(case.model, str(tmp_path / "a.onnx"))
    graphs.swap(tmp_path / "a.onnx", {"mish": "swish"}, tmp_path / "b.onnx", checked=False)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        _agree(*_outputs(tmp_path / "b.onnx", case))
