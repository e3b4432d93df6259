"""Print what is known of the activations: the list of them, and all about one."""

import json
from dataclasses import asdict
from math import isfinite
from typing import Any

from rich.console import Console
from rich.table import Table

from actlab.define import Activation, Choice, choose, expression, names, record
from actlab.properties import properties
from actlab.report.sketch import MARGIN, sketch

_WIDEST_PLOT = 32


def print_list(as_json: bool) -> None:
    """Every activation with its formula and parameters."""
    records = [record(name) for name in names()]
    if as_json:
        print(json.dumps([_plain(activation) for activation in records]))
        return
    table = Table("name", "formula", "parameters", "source", box=None)
    for activation in records:
        source = activation.source
        table.add_row(
            activation.key, activation.formula, _parameters(choose(activation.key)), f"{source.authors} {source.year}"
        )
    Console().print(table)


def print_record(name: str, as_json: bool) -> None:
    """Formula, derivatives, parameters, source, properties and a small plot of one activation."""
    choice = choose(name)
    activation = choice.activation
    slope, curvature = _derivatives(activation)
    found = properties(choice)
    if as_json:
        formulas = {"slope": slope, "curvature": curvature}
        rest = {"chosen": dict(choice.parameters), "properties": found.as_dict()}
        print(json.dumps({**_plain(activation), **formulas, **rest}))
        return
    table = Table(box=None, show_header=False)
    table.add_row("name", choice.title)
    if activation.aliases:
        table.add_row("also called", ", ".join(alias.key for alias in activation.aliases))
    table.add_row("formula", activation.formula)
    table.add_row("slope", slope)
    table.add_row("curvature", curvature)
    table.add_row("stable form", activation.stable_form)
    table.add_row("parameters", _parameters(choice) or "none")
    table.add_row("kinks", "; ".join(f"slope {kink.slope} at x = {kink.at}" for kink in activation.kinks) or "none")
    table.add_row("source", str(activation.source))
    console = Console()
    console.print(table)
    console.print()
    for line in sketch(choice, width=min(_WIDEST_PLOT, (console.width - 1) // 2 - MARGIN - 1)):
        console.print(line, markup=False, highlight=False)
    console.print()
    facts = Table(box=None, show_header=False)
    for title, text in found.describe():
        facts.add_row(title, text)
    console.print(facts)


def _parameters(choice: Choice) -> str:
    texts = []
    for parameter in choice.activation.parameters:
        bounds = [
            f"{sign} {bound:g}"
            for sign, bound in (
                ("\N{GREATER-THAN OR EQUAL TO}", parameter.lower),
                ("\N{LESS-THAN OR EQUAL TO}", parameter.upper),
            )
            if isfinite(bound)
        ]
        notes = ", ".join([*bounds, *(["learnable"] if parameter.learnable else [])])
        texts.append(f"{parameter.name} = {choice.parameters[parameter.name]:g}" + (f" ({notes})" if notes else ""))
    return "; ".join(texts)


def _derivatives(activation: Activation) -> tuple[str, str]:
    value = expression.mathematics(activation.formula, expression.symbols_of(activation))
    slope = expression.derivative(value, expression.x)
    return str(slope), str(expression.derivative(slope, expression.x))


def _plain(activation: Activation) -> dict[str, Any]:
    plain = asdict(activation)
    for parameter in plain["parameters"]:
        for bound in ("lower", "upper"):
            parameter[bound] = parameter[bound] if isfinite(parameter[bound]) else None
    return plain
