"""Everything about one formula, put together: graph, derivation, forms and where they fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sympy

from actlab import arrays
from actlab.define import Activation, Choice, Source, choose, language
from actlab.define.expression import derivative
from actlab.define.expression import stable as stable_expression
from actlab.define.gate import Gate, GateChoice, shape_of
from actlab.define.limits import limited
from actlab.define.registry import choose_gate, is_gate, is_own
from actlab.errors import BadValue, UnknownName
from actlab.explain.derive.derivation import Derivation, Point, derive
from actlab.explain.derive.graph import Graph, graph_of
from actlab.explain.derive.operations import pretty
from actlab.explain.derive.slope_forms import SlopeForm, slope_forms
from actlab.explain.derive.stability import Exact, Form, as_text, form, tried

PRECISION = "float32"


@dataclass(frozen=True)
class Facts:
    """What is known of one formula."""

    title: str
    formula: str
    choice: Choice
    graph: Graph
    derivation: Derivation
    forms: tuple[SlopeForm, ...]
    stable: str
    values: tuple[Form, ...]
    slopes: tuple[Form, ...]


@limited
def facts(choice: Choice, at: Point | None) -> Facts:
    """Everything about one activation or gate; with ``at``, values and gradients there."""
    if isinstance(choice, GateChoice):
        return _gate_facts(choice, at)
    activation = choice.activation
    symbols = {parameter.name: sympy.Symbol(parameter.name, real=True) for parameter in activation.parameters}
    graph = graph_of(activation.formula, symbols)
    derivation = derive(graph, choice, at)
    return Facts(
        choice.title,
        activation.formula,
        choice,
        graph,
        derivation,
        slope_forms(activation),
        stable_text(activation),
        *_forms(activation, choice.parameters, symbols, derivation),
    )


def _gate_facts(choice: GateChoice, at: Point | None) -> Facts:
    """A gate with the parameters that do something; where its naive form fails is seen at its function alone."""
    gate = shape_of(choice)
    symbols = {parameter.name: sympy.Symbol(parameter.name, real=True) for parameter in gate.parameters}
    graph = graph_of(gate.formula, symbols, variables=gate.inputs)
    derivation = derive(graph, Choice(gate, {}), at)
    return Facts(choice.title, gate.formula, choice, graph, derivation, (), gate.stable_form, (), ())


def chosen(what: str | Choice, parameters: Mapping[str, float]) -> Choice:
    """The activation or gate that is meant; text that is no name but could be a formula is read as one."""
    choice = what if isinstance(what, Choice) else _named_or_own(what)
    return replace(choice, parameters={**choice.parameters, **parameters}) if parameters else choice


def _named_or_own(text: str) -> Choice:
    if is_gate(text):
        return choose_gate(text)
    try:
        return choose(text)
    except UnknownName:
        if re.fullmatch(r"\s*[A-Za-z_]\w*(:.*)?", text) and text.strip() != "x":
            raise
    words = set(re.findall(r"\b[A-Za-z_]\w*", text))
    if {"a", "b"} <= words and "x" not in words:
        return GateChoice(Gate("own", "Own formula", text, Source("you", 0, "own formula")), {})
    if "x" not in language.names_in(language.read(text, ())):  # refuses with the position what it cannot read
        raise BadValue(f"the formula {text!r} does not depend on x.")
    return Choice(Activation("own", "Own formula", text, Source("you", 0, "own formula")))


def stable_text(activation: Activation) -> str:
    """The record's stable form, or for a formula without one its named functions folded together."""
    if activation.stable is not None or activation.key != "own":
        return activation.stable_form
    return _folded_text(graph_of(activation.formula))


def _folded_text(graph: Graph) -> str:
    texts: list[str] = []
    for number, node in enumerate(graph.nodes):
        taken = [f"({texts[i]})" for i in node.inputs]
        exact = _exact_near_zero(graph, number)
        if exact is not None:
            texts.append(f"{exact[0]}({texts[exact[1]]})")
        elif not node.inputs:
            texts.append(as_text(graph.symbol(number)))
        elif node.operation == "neg":
            texts.append(f"-{taken[0]}")
        elif node.operation.startswith("where"):
            texts.append(f"where({taken[0]} {node.operation[5:]} {taken[1]}, {taken[2]}, {taken[3]})")
        elif node.operation.isalnum():
            texts.append(f"{node.operation}({', '.join(texts[i] for i in node.inputs)})")
        else:
            texts.append(f" {node.operation} ".join(taken))
    return as_text_of(texts[-1])


def _exact_near_zero(graph: Graph, number: int) -> tuple[str, int] | None:
    """exp(u) - 1 and log(1 + u) lose their digits near 0; expm1 and log1p do not."""
    node = graph.nodes[number]
    if node.operation == "-":
        first, second = (graph.nodes[taken] for taken in node.inputs)
        if first.operation == "exp" and second.constant == 1:
            return "expm1", first.inputs[0]
    if node.operation == "log" and graph.nodes[node.inputs[0]].operation == "+":
        for one, other in ((pair := graph.nodes[node.inputs[0]].inputs), pair[::-1]):
            if graph.nodes[one].constant == 1:
                return "log1p", other
    return None


def as_text_of(text: str) -> str:
    """The text with no more brackets than needed."""
    import ast

    return ast.unparse(ast.parse(text, mode="eval"))


def _forms(
    activation: Activation, parameters: Mapping[str, float], symbols: Mapping[str, sympy.Symbol], derivation: Derivation
) -> tuple[tuple[Form, ...], tuple[Form, ...]]:
    """The naive ways to write value and slope, then the stable ones, each tried in float32."""
    written = graph_of(activation.formula, symbols, named=False)
    exact = Exact(written, parameters, PRECISION)
    values = [form("as written", written, exact)]
    text = stable_text(activation)
    if text != activation.formula:
        values.append(form("stable form", graph_of(text, symbols), exact))
    slope = sympy.lambdify(
        [sympy.Symbol("x", real=True)], derivation.slope.result.subs(_numbers(symbols, parameters)), "mpmath"
    )
    exact_slope = Exact(slope, parameters, PRECISION)
    slopes: list[Form] = []
    for title, formula in {
        "one fraction of exponentials": derivation.slope.fraction,
        "shortest form": derivation.slope.simplified,
    }.items():
        if formula is None or not formula.has(sympy.Symbol("x", real=True)):
            continue
        try:
            naive = graph_of(as_text(formula), symbols, named=False)
        except BadValue:
            continue  # SymPy found a function that the language of formulas does not have, or it is too large for it
        if naive.formula not in [other.formula for other in slopes]:
            slopes.append(form(title, naive, exact_slope))
    choice = Choice(replace(activation, stable=text) if is_own(activation) else activation, parameters)
    derived = derivative(stable_expression(text, symbols), sympy.Symbol("x", real=True))
    code = partial(arrays.slope, choice)
    slopes.append(tried("derivative of the stable form", pretty(derived), code, exact_slope))
    return tuple(values), tuple(slopes)


def _numbers(symbols: Mapping[str, sympy.Symbol], parameters: Mapping[str, float]) -> dict[sympy.Symbol, Any]:
    return {symbol: sympy.Rational(repr(parameters[name])) for name, symbol in symbols.items()}
