"""Print what is known of the activations: the list of them, and all about one."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from math import isfinite
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from actlab.define import Activation, Choice, choose, expression, names, record
from actlab.define.limits import within_limits
from actlab.define.registry import is_own
from actlab.errors import BadValue
from actlab.explain.derive.slope_forms import curvature_form, slope_forms
from actlab.pages.document import as_json as json_of
from actlab.properties import UNDETERMINED, Properties, properties
from actlab.report.sketch import MARGIN, sketch
from actlab.terminal import Terminal

_WIDEST_PLOT = 32


def print_list(as_json: bool) -> None:
    """Every activation with its formula and parameters."""
    records = [record(name) for name in names()]
    if as_json:
        print(json_of("activations", [_plain(activation) for activation in records]))
        return
    table = Table("name", "formula", "parameters", "source", box=None)
    for activation in records:
        source = activation.source
        table.add_row(
            activation.key,
            Text(activation.formula),
            parameters_of(choose(activation.key)),
            f"{source.authors} {source.year}",
        )
    Terminal().print(table)


def print_record(name: str, as_json: bool) -> None:
    """Formula, derivatives, parameters, source, properties and a small plot of one activation."""
    choice = choose(name)
    activation = choice.activation
    forms = [str(form) for form in slope_forms(activation)]
    known, facts = facts_of(choice)
    if as_json:
        slope, curvature = derivatives(activation)
        formulas = {"slope": slope, "slope_forms": forms, "curvature": curvature}
        rest = {"chosen": dict(choice.parameters), "properties": None if known is None else known.as_dict()}
        print(json_of("activation", {**_plain(activation), **formulas, **rest}))
        return
    print_rows(Terminal(), choice, known_rows(choice, forms), facts)


def facts_of(choice: Choice) -> tuple[Properties | None, list[tuple[str, str]]]:
    """The properties, and the same as names and texts; of an own formula there may not be the time for them."""
    try:
        known = properties(choice)
    except BadValue as error:
        return None, [("properties", f"{UNDETERMINED}: {error}")]
    return known, known.describe()


def known_rows(choice: Choice, forms: Iterable[str]) -> list[tuple[str, str]]:
    """What the record states, and its derivatives, as names and texts."""
    activation = choice.activation
    rows = [("name", choice.title)]
    if activation.aliases:
        rows.append(("also called", ", ".join(alias.key for alias in activation.aliases)))
    rows.append(("formula", activation.formula))
    rows += zip(("slope", "or"), forms, strict=False)
    return [
        *rows,
        ("curvature", curvature_form(activation)),
        ("stable form", activation.stable_form),
        ("parameters", parameters_of(choice) or "none"),
        ("kinks", "; ".join(f"slope {kink.slope} at x = {kink.at}" for kink in activation.kinks) or "none"),
        ("source", str(activation.source)),
    ]


def print_rows(
    console: Console, choice: Choice, rows: Iterable[tuple[str, str]], facts: Iterable[tuple[str, str]]
) -> None:
    """The rows, a small plot and the properties."""
    console.print(table_of(rows))
    print_sketch(console, lambda width: sketch(choice, width=width))
    console.print(table_of(facts))


def print_sketch(console: Console, draw: Callable[[int], Iterable[str]]) -> None:
    """The lines of a small plot, of which each half has the width that ``draw`` is given."""
    console.print()
    for line in draw(min(_WIDEST_PLOT, (console.width - 1) // 2 - MARGIN - 1)):
        console.print(line, highlight=False)
    console.print()


def table_of(rows: Iterable[tuple[str, str]]) -> Table:
    """Titles and texts beside each other."""
    table = Table(box=None, show_header=False)
    for title, text in rows:
        table.add_row(title, Text(text))  # no markup: a title of the user's may hold [brackets]
    return table


def parameters_of(choice: Choice) -> str:
    """The parameters with their numbers and bounds."""
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


def derivatives(activation: Activation) -> tuple[str, str]:
    """Slope and curvature as SymPy writes them, those of an own formula within the limits of time."""
    if is_own(activation):
        return within_limits(activation, _written, activation)
    return _written(activation)


def _written(activation: Activation) -> tuple[str, str]:
    value = expression.mathematics(activation.formula, expression.symbols_of(activation))
    slope = expression.derivative(value, expression.x)
    return str(slope), str(expression.derivative(slope, expression.x))


def _plain(activation: Activation) -> dict[str, Any]:
    plain = asdict(activation)
    for parameter in plain["parameters"]:
        for bound in ("lower", "upper"):
            parameter[bound] = parameter[bound] if isfinite(parameter[bound]) else None
    return plain
