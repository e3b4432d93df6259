"""Print records and comparisons to the terminal."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite, isnan
from typing import Any

from rich.console import Console
from rich.table import Table

from actlab.define import Activation, Choice, choose, names, record
from actlab.lab.comparison import Comparison
from actlab.lab.statistics import Interval
from actlab.lab.summary import POINTS, Arm

_LABEL_WIDTH, _COLUMN_WIDTH = 31, 15  # of the table of a comparison, with borders


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
    """Formula, slope, parameters and source of one activation."""
    choice = choose(name)
    activation = choice.activation
    slope = _slope(activation)
    if as_json:
        print(json.dumps({**_plain(activation), "slope": slope, "chosen": dict(choice.parameters)}))
        return
    table = Table(box=None, show_header=False)
    table.add_row("name", choice.title)
    if activation.aliases:
        table.add_row("also called", ", ".join(alias.key for alias in activation.aliases))
    table.add_row("formula", activation.formula)
    table.add_row("slope", slope)
    table.add_row("stable form", activation.stable_form)
    table.add_row("parameters", _parameters(choice) or "none")
    table.add_row("kinks", "; ".join(f"slope {kink.slope} at x = {kink.at}" for kink in activation.kinks) or "none")
    table.add_row("source", str(activation.source))
    Console().print(table)


def print_comparison(comparison: Comparison) -> None:
    """A table with a column for each arm, then a sentence for each pair."""
    console = Console()
    side_by_side = max(1, (console.width - _LABEL_WIDTH) // _COLUMN_WIDTH)
    for first in range(0, len(comparison.arms), side_by_side):
        console.print(_table(comparison.arms[first : first + side_by_side]))
    console.print("Mean ± half of the 95 % interval over the seeds.", style="dim")
    for arm in comparison.arms:
        for message in arm.diverged:
            console.print(f"{arm.title} diverged, {message}.", style="red", markup=False)
    for pair in comparison.pairs:
        console.print(pair.sentence, markup=False, highlight=False)


def _table(arms: Sequence[Arm]) -> Table:
    table = Table("", *(arm.title for arm in arms))
    table.add_row("final training accuracy, %", *(_percent(arm.final_train_accuracy) for arm in arms))
    table.add_row("final test accuracy, %", *(_percent(arm.final_test_accuracy) for arm in arms))
    table.add_row("best test accuracy, %", *(_percent(arm.best_test_accuracy) for arm in arms))
    for threshold in arms[0].first_epoch_over:
        table.add_row(f"first epoch over {threshold}", *(_reached(arm, threshold) for arm in arms))
    table.add_row("time of an epoch, relative", *(_short(arm.epoch_time_ratio, 2) for arm in arms))
    table.add_row("runs finished", *(f"{arm.final_test_accuracy.n} of {arm.seeds}" for arm in arms))
    return table


def _percent(found: Interval) -> str:
    return _short(found, 2, POINTS)


def _reached(arm: Arm, threshold: str) -> str:
    found = arm.first_epoch_over[threshold]
    return _short(found, 1) + (f"\n{found.n} of {arm.seeds} runs" if found.n < arm.seeds else "")


def _short(found: Interval, digits: int, scale: float = 1.0) -> str:
    if found.n == 0:
        return "–"
    half = scale * (found.high - found.mean)
    return f"{scale * found.mean:.{digits}f}" + ("" if isnan(half) else f" ± {half:.{digits}f}")


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


def _slope(activation: Activation) -> str:
    from actlab.define import expression

    symbols = expression.symbols_of(activation)
    return str(expression.derivative(expression.mathematics(activation.formula, symbols), expression.x))


def _plain(activation: Activation) -> dict[str, Any]:
    plain = asdict(activation)
    for parameter in plain["parameters"]:
        for bound in ("lower", "upper"):
            parameter[bound] = parameter[bound] if isfinite(parameter[bound]) else None
    return plain
