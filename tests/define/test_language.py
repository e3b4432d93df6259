"""The language of formulas: what is mathematics, of the right types and not too large; and formulas at random."""

import time
from itertools import islice
from pathlib import Path

import pytest
from helpers.fuzz import formulas, read, use

from actlab.define import language
from actlab.define.library import RECORDS
from actlab.errors import BadValue

READ, USED = 2000, 6  # `make fuzz` reads 200,000 and uses 2,000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x*" + "9" * 400, "a number outside 1e-150 to 1e150 at position 3"),
        ("x*1e300", "a number outside"),
        ("x*1e100*1e100", "a coefficient outside 1e-150 to 1e150"),
        ("x**(0/0)", "a constant that is not a finite real number at position 5"),
        ("x + log(-1)", "a constant that is not a finite real number at position 5"),
        ("(-8)**(1/3)*x", "a constant that is not a finite real number"),
        ("x+exp(exp(exp(exp(exp(exp(5))))))", "a constant that is not a finite real number"),
        ("(x<1)+1", "a condition where a number is expected at position 2"),
        ("where(x,x,x)", "a number where a condition such as x > 0 is expected at position 7"),
        ("exp(x<1)", "a condition where a number is expected at position 5"),
        ("where(1 < 2, x, 0)", "a condition that depends on nothing"),
        ("((2*x)**4096)**4096", "a coefficient outside"),
        ("(x**11)**11", "a power that is too large, above 100"),
        ("(x + sin(x) + exp(x) + tanh(x) + erf(x))**30", "a product of more than 20000 terms"),
        ("max(min(" * 15 + "x" + ",3),1)" * 15, "more than 3 choices"),
        ("a = x*x; " + "b = a*a; a = b*b; " * 3 + "a", "more than 200 operations"),
        ("a = sin(x) + x; " + "a = sin(a) + a; " * 8 + "a", "more than 200 operations"),
        ("exp(" * 70 + "x" + ")" * 70, "too many operations inside each other"),
        ("x = 3; x", "a value for 'x', which has a meaning of its own at position 1"),
        ("pi = 3; pi*x", "a value for 'pi'"),
        ("exp = x; exp", "a value for 'exp'"),
        ("if = x; 2", "a value for 'if'"),
        ("é * x", "the unknown name 'é'"),
        ("éé + foo(x)", "the unknown name"),
        ("sin(x) + sin(é)", "the unknown name 'é' .* at position 14"),
        ("x\0", "a syntax error|a character that is not mathematics"),
        ("1_000j * x", "something that is not mathematics"),
    ],
)
def test_what_is_refused_says_why_and_where(text: str, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        language.read(text, ())


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_every_record_is_far_from_the_bounds(record) -> None:
    extent = language.read(record.formula, [parameter.name for parameter in record.parameters]).extent
    assert extent.operations < language.MOST / 4
    assert extent.degree < language.HIGHEST / 10
    assert extent.terms < language.MOST_TERMS / 100
    assert extent.size < language.LARGEST / 10


def test_a_bound_name_is_one_node() -> None:
    tree = language.read("e = exp(x); e / (1 + e)", ())
    assert tree.inputs[0] is tree.inputs[1].inputs[1]


def test_the_position_survives_spaces_and_names_bound_before() -> None:
    with pytest.raises(BadValue, match="at position 13"):
        language.read("e =   exp(x);\n y", ())


def test_formulas_at_random_are_read_or_refused() -> None:
    accepted = 0
    for text in islice(formulas(seed=1), READ):
        try:
            language.read(text, ())
            accepted += 1
        except BadValue:
            pass
    assert READ / 4 < accepted < READ  # the generator makes both kinds
    assert sum(read(text) for text in islice(formulas(seed=2), READ // 20)) > READ / 80


def test_formulas_at_random_are_shown_plotted_evaluated_and_explained(tmp_path: Path) -> None:
    started = time.perf_counter()
    came = [use(text, tmp_path) for text in islice(formulas(seed=3), USED)]
    print(f"{USED} formulas took {time.perf_counter() - started:.1f} s")
    used = [one for one in came if one["define"] == "done"]
    assert len(used) >= USED / 4
    for one in used:
        assert {name: one[name] for name in ("show", "json", "plot", "value", "slope")} == dict.fromkeys(
            ("show", "json", "plot", "value", "slope"), "done"
        )


@pytest.mark.parametrize("text", ["x * erfc(1) ** 3", "x * tanh(sign(pi)) ** -2"])  # numbers without x in a power
def test_formulas_that_the_random_ones_failed_with_are_used_whole(text: str, tmp_path: Path) -> None:
    assert set(use(text, tmp_path).values()) == {"done"}
