"""Which record a formula is; and no two records are one function."""

from dataclasses import replace

import pytest

import actlab
from actlab.define import Activation, Choice
from actlab.define.library import RECORDS
from actlab.define.own import SameFunction
from actlab.define.same import equals, same_as

TRAINED_OTHERWISE = [("leaky_relu", "prelu")]  # one formula; the slope is fixed in one and learned in the other


@pytest.mark.parametrize(
    ("formula", "key"),
    [
        ("x * tanh(log(1 + exp(x)))", "mish"),
        ("x / (1 + exp(-2*x))", "swish:beta=2.0"),
        ("x * (1 + tanh(x / 2)) / 2", "swish"),
        ("(abs(x) + x) / 2", "relu"),
        ("max(x, x / 20)", "leaky_relu:slope=0.05"),
        ("1.05 * where(x > 0, x, 1.67 * (exp(x) - 1))", "selu:alpha=1.67,scale=1.05"),
        ("x * tanh(log(1 + exp(x)) / 2)", "beta_mish:beta=0.5"),
        ("min(max(x, -1), 1)", "hard_tanh"),
        ("min(max(x, -0.5), 2)", "hard_tanh:min_val=-0.5,max_val=2.0"),
        ("max(0, x)**2", "relu2"),
        ("x * sqrt(x**2)", None),
        ("x * tanh(log(1 + exp(x))) + 1e-7 * x", None),  # near Mish
        ("min(x, 100)", None),  # the identity where most people look
        ("x * sigmoid(1.702 * x) + 1e-20", None),
    ],
)
def test_a_formula_is_known_by_another_name(formula: str, key: str | None) -> None:
    found = same_as(Activation("mine", "Mine", formula, RECORDS[0].source))
    assert (found and found.key) == key


def test_define_says_so() -> None:
    with pytest.warns(SameFunction, match="mine is the same function as swish:beta=2"):
        actlab.define("mine", "x / (1 + exp(-2*x))")


def _unusual(record: Activation) -> Choice:
    """With parameters that no default has, within their bounds."""
    numbers = {}
    for number, parameter in enumerate(record.parameters):
        guess = round(parameter.default * 1.1 + 0.07 * (number + 1), 3)
        numbers[parameter.name] = min(max(guess, parameter.lower), parameter.upper)
    return Choice(record, numbers)


def same_families(records: tuple[Activation, ...]) -> list[tuple[str, str]]:
    """Pairs of which each is the other, whatever its parameters are."""
    pairs = []
    for number, record in enumerate(records):
        rivals = tuple(other for other in records[number + 1 :] if len(other.parameters) == len(record.parameters))
        same = [choice.activation for choice in equals(_unusual(record), rivals)]
        pairs += [(record.key, other.key) for other in same if equals(_unusual(other), (record,))]
    return pairs


def test_no_two_records_are_the_same_function() -> None:
    assert set(same_families(RECORDS)) == set(TRAINED_OTHERWISE)


def test_a_record_under_two_names_is_seen() -> None:
    mish, swish = actlab.record("mish"), actlab.record("swish")
    again = (replace(mish, key="again"), replace(swish, key="sil", formula="x * sigmoid(beta * x)"))
    assert same_families((mish, swish, *again)) == [("mish", "again"), ("swish", "sil")]
