"""The records of the gates: names, texts, and what is refused."""

import pickle

import pytest

import actlab
from actlab.define import choose_gate, gates
from actlab.define.gate import plain
from actlab.define.own import SameFunction

NAMED = [
    *("glu", "reglu", "geglu", "geglu_tanh", "swiglu", "swiglu_oai", "swiglu_step", "situ_glu"),
    *("relu2_glu", "mish_glu"),
]


def test_all_named_gates_are_there_with_their_sources() -> None:
    assert list(gates()) == NAMED
    for name in gates():
        source = choose_gate(name).activation.source
        assert source.authors
        assert source.arxiv


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("glu", "(1 / (1 + exp(-a))) * b"),
        ("reglu", "max(a, 0) * b"),
        ("swiglu:alpha=1.702", "(a / (1 + exp(-alpha * a))) * b"),
        ("swiglu:plus=1", "(a / (1 + exp(-alpha * a))) * (b + plus)"),
        ("swiglu_step", "min(limit, a / (1 + exp(-alpha * a))) * max(-limit, min(limit, b))"),
        ("swiglu_oai", "u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)"),
    ],
)
def test_the_formula_has_no_clamp_that_is_not_meant(text: str, formula: str) -> None:
    assert plain(choose_gate(text)) == formula


@pytest.mark.parametrize(
    "text",
    ["swiglu", "swiglu:alpha=1.702,limit=7.0,plus=1.0,layout=interleaved", "glu:gate=first", "geglu:rounding=steps"],
)
def test_a_choice_is_read_back_from_its_key(text: str) -> None:
    choice = choose_gate(text)
    assert choice.key == text
    assert choose_gate(choice.key) == choice
    assert pickle.loads(pickle.dumps(choice)) == choice


def test_an_alias_sets_parameters() -> None:
    assert choose_gate("geglu_quick").key == "swiglu:alpha=1.702"
    assert choose_gate("swiglu_oai:limit=inf").parameters["limit"] == float("inf")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("swigllu", r"unknown gate 'swigllu'. Did you mean 'swiglu'\?"),
        ("swiglu:limit=-7", r"parameter 'limit' must lie in \[0, inf\], got -7"),
        ("swiglu:alpha=inf", "parameter 'alpha' expects a finite number"),
        ("swiglu:layout=halfs", r"unknown layout 'halfs'. Did you mean 'halves'\?"),
        ("swiglu:gate=third", "unknown gate 'third'"),
        ("swiglu:clamp=7", "unknown parameter of swiglu 'clamp'"),
        ("relu", "relu is a function of one input, where a gate, of two, is expected"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(actlab.ActlabError, match=message):
        choose_gate(text)


def test_a_gate_is_refused_where_a_function_of_one_input_is_expected() -> None:
    with pytest.raises(actlab.ActlabError, match="swiglu is a gate, a function of two inputs"):
        actlab.choose("swiglu")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: actlab.value("swiglu", [1.0]), r"swiglu is a gate, a function of two inputs; one came. Write value"),
        (lambda: actlab.value("relu", [1.0], [2.0]), "relu is a function of one input"),
        (lambda: actlab.value(actlab.choose("relu"), [1.0], [2.0]), "ReLU is a function of one input; two came"),
        (lambda: actlab.value("swiglu", [1.0], [1.0, 2.0]), r"two inputs of one shape, got \(1,\) and \(2,\)"),
        (lambda: actlab.slope("swiglu", ["a"], [1.0]), "expected two arrays of a float type"),
    ],
)
def test_wrong_inputs_are_refused(call, message: str) -> None:
    with pytest.raises(actlab.ActlabError, match=message):
        call()


def test_a_formula_in_a_and_b_is_a_gate_of_your_own() -> None:
    gate = actlab.define("tanh_glu", "tanh(a) * b * beta", parameters={"beta": 2.0})
    assert gate.inputs == ("a", "b")
    assert actlab.value("tanh_glu", [0.5], [3.0]) == pytest.approx([2.772702943])
    by_a, by_b = actlab.slope("tanh_glu:beta=1", [0.5], [3.0])
    assert (by_a, by_b) == (pytest.approx([2.359343], rel=1e-6), pytest.approx([0.462117157]))


def test_define_says_when_a_gate_is_one_of_the_catalogue() -> None:
    with pytest.warns(SameFunction, match="mine is the same function as swiglu"):
        actlab.define("mine", "b * a * sigmoid(a)")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("a * b + x", "uses x beside a and b"),
        ("a / b", "is not a finite number for 401 of 160801 pairs"),
        ("sign(a) * b", "jumps at a = 0"),
        ("tanh(a)", "unknown name 'a'"),
    ],
)
def test_a_bad_formula_of_two_inputs_is_refused(formula: str, message: str) -> None:
    with pytest.raises(actlab.ActlabError, match=message):
        actlab.define("mine", formula)
