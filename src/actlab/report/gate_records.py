"""Print what is known of the gates: the list of them, and all about one."""

from collections.abc import Iterator
from dataclasses import asdict
from math import isfinite
from typing import Any

import numpy as np
from rich.table import Table
from rich.text import Text

from actlab import gate_arrays
from actlab.define import GateChoice, choose_gate, expression, gates
from actlab.define.gate import Gate, plain, shape_of
from actlab.define.limits import within_limits
from actlab.explain.derive.closed_form import shortest
from actlab.explain.derive.operations import pretty
from actlab.pages.document import as_json as json_of
from actlab.report.records import parameters_of, print_sketch, table_of
from actlab.report.sketch import side_by_side
from actlab.terminal import Terminal


def print_gates(as_json: bool) -> None:
    """Every gate with its formula and parameters."""
    choices = [choose_gate(name) for name in gates()]
    if as_json:
        print(json_of("gates", [_plain(choice) for choice in choices]))
        return
    table = Table("name", "formula", "parameters", "source", box=None)
    for choice in choices:
        source = choice.activation.source
        table.add_row(choice.key, Text(plain(choice)), parameters_of(choice), f"{source.authors} {source.year}")
    Terminal().print(table)


def print_gate(name: str, as_json: bool) -> None:
    """Formula, slopes, parameters, source and a small plot of one gate."""
    choice = choose_gate(name)
    shape = shape_of(choice)
    if as_json:
        slopes = {by: str(formula) for by, formula in _slopes(shape, shape.formula).items()}
        print(json_of("gate", {**_plain(choice), "slopes": slopes, "chosen": _finite(choice.parameters)}))
        return
    console = Terminal()
    console.print(table_of(_rows(choice, shape)))
    pair = [("value where b = 1", 0), ("slope by a there", 1)]
    print_sketch(
        console, lambda width: side_by_side([(title, _beside_one(choice, of)) for title, of in pair], width=width)
    )
    console.print(
        f"Its slopes step by step: actlab explain {choice.key}. Its map: actlab plot {choice.key} -o gate.svg."
    )


def _beside_one(choice: GateChoice, order: int) -> Any:
    def at(a: np.ndarray) -> np.ndarray:
        ones = np.ones_like(a)
        return gate_arrays.slope(choice, a, ones)[0] if order else gate_arrays.value(choice, a, ones)

    return at


def _rows(choice: GateChoice, shape: Gate) -> Iterator[tuple[str, str]]:
    gate = choice.activation
    yield "name", choice.title
    if gate.aliases:
        yield "also called", ", ".join(alias.key for alias in gate.aliases)
    yield "formula", shape.formula
    if shape.factors:
        yield "which is", "g(a) h(b), with the slopes g'(a) h(b) by a and g(a) h'(b) by b"
        for title, factor, by in zip("gh", shape.factors, "ab", strict=True):
            yield f"{title}({by})", factor
            yield f"{title}'({by})", pretty(shortest(_slopes(shape, factor)[by]))
    else:
        for by, formula in _slopes(shape, shape.formula).items():
            yield f"slope by {by}", pretty(shortest(formula))
    yield "parameters", parameters_of(choice) or "none"
    halves = {"halves": "halves", "interleaved": "every second number"}[choice.layout]
    yield "in one tensor", f"{halves}, a is the {choice.gate}"
    yield "source", str(gate.source)


def _slopes(shape: Gate, formula: str) -> dict[str, Any]:
    """The derivatives by both inputs, as SymPy has them; those of an own gate within the limits of time."""
    return _derived(shape, formula) if shape.function else within_limits(shape, _derived, shape, formula)


def _derived(shape: Gate, formula: str) -> dict[str, Any]:
    symbols = expression.symbols_of(shape)
    value = expression.mathematics(formula, symbols)
    return {by: expression.derivative(value, symbols[by]) for by in shape.inputs}


def _plain(choice: GateChoice) -> dict[str, Any]:
    record = asdict(choice.activation)
    record["parameters"] = [_finite(parameter) for parameter in record["parameters"]]
    return record


def _finite(numbers: Any) -> dict[str, Any]:
    """With None for what is infinite, which JSON has no number for."""
    return {name: None if isinstance(each, float) and not isfinite(each) else each for name, each in numbers.items()}
