"""Print what a study found: a table of means, then the verdicts; one cell fits a screen."""

from math import ceil, isnan

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from actlab.lab.plan.arms import title_of
from actlab.lab.plan.metric import metric
from actlab.lab.plan.plan import Cell
from actlab.lab.verdicts.findings import Findings, sentence
from actlab.lab.verdicts.statistics import Interval
from actlab.report.numbers import Ranked, has_accuracy, not_reached, rows, told_apart
from actlab.report.page import advice, collapses
from actlab.terminal import Terminal

SCREEN = 36  # lines for one cell and one metric, so that with title and path a comparison of 11 functions takes 40
LEVEL = 0.97  # of test accuracy, whose first epoch the table names


def print_findings(findings: Findings) -> None:
    """Print every metric: a comparison function by function, a study of several cells level by level."""
    console = Terminal(highlight=False)
    for key in findings.plan.study.metrics:
        if len(findings.plan.cells) == 1:
            _print_cell(console, findings, findings.plan.cells[0], key)
        else:
            _print_cells(console, findings, key)
    if len(findings.plan.seeds) == 1:
        console.print("One seed: neither intervals nor verdicts.")
    for figure in findings.figures:
        for message in figure.diverged:
            console.print(f"{figure.title} diverged, {message}.", style="red")
        for message in figure.strayed:
            console.print(f"{figure.title}, {message}.", style="yellow")
    for reason, count in findings.failures.items():
        console.print(f"{count} runs failed: {reason}", style="red")


def _print_cell(console: Console, findings: Findings, cell: Cell, key: str) -> None:
    by = metric(key)
    accuracy = has_accuracy(findings)
    names = ("function", f"{by.axis}", "ranks", *(("best, %", f"epochs to {LEVEL:.0%}") if accuracy else ()), "runs")
    table = Table(*names, title=findings.plan.study.title, title_justify="left", box=None, pad_edge=False)
    ranked = rows(findings, cell, key)
    for row in ranked:
        best = f"{100 * row.best.mean:.2f}" if row.best.n else "\N{EN DASH}"
        late = not_reached(row.figure, key)
        runs = f"{row.final.n} of {row.figure.planned}" + (f", {late} not reached" if late else "")
        more = (best, _epochs(row)) if accuracy else ()
        table.add_row(row.figure.title, _short(row.final, by.scale, by.digits), row.ranks, *more, runs)
    console.print(table)
    lines = [*collapses(findings, cell, key), *(sentence(each) for each in told_apart(findings, cell, key))]
    after = advice(findings, cell, key)
    room = SCREEN - len(ranked) - _height(after, console)
    shown = _fitting(lines, room, console)
    for line in shown:
        console.print(line)
    if len(shown) < len(lines):
        console.print(f"{len(lines) - len(shown)} more are in the report.")
    if not lines and findings.of(cell, key):
        console.print("No pair differs significantly.")
    if after:
        console.print(after, style="dim")


def _epochs(row: Ranked) -> str:
    """The epochs to LEVEL, and how many runs reached it where some did not."""
    epochs, reached = row.epochs_to(LEVEL), row.reached(LEVEL)
    if reached == epochs.n:
        return _short(epochs)
    return f"{_short(epochs)}, {reached} of {epochs.n} reached" if reached else "not reached"


def _fitting(lines: list[str], room: int, console: Console) -> list[str]:
    """As many of the first lines as fit into ``room`` lines of the screen; one at least."""
    shown: list[str] = []
    for line in lines:
        room -= _height(line, console)
        if room < 0 and shown:
            break
        shown.append(line)
    return shown


def _height(text: str, console: Console) -> int:
    return ceil(cell_len(text) / (console.width - 8))  # words are not broken, so a line is not full


def _print_cells(console: Console, findings: Findings, key: str) -> None:
    study, by = findings.plan.study, metric(key)
    table = Table("protocol", "level", *(title_of(arm) for arm in study.arms), title=f"{study.title}: {by.axis}")
    for cell in findings.plan.cells:
        texts = []
        for arm in study.arms:
            figure = findings.figure(cell, arm)
            text = _short(figure.over_seeds(key), by.scale, by.digits)
            text += f"\n{len(figure.diverged)} diverged" if figure.diverged else ""
            text += f"\n{len(figure.collapsed_by(key))} collapsed" if figure.collapsed_by(key) else ""
            late = not_reached(figure, key)
            text += f"\n{late} not reached" if late else ""
            text += f"\n{len(figure.failed)} failed" if figure.failed else ""
            text += f"\n{len(figure.missing)} missing" if figure.missing else ""
            texts.append(text)
        table.add_row(cell.protocol, cell.label, *texts)
    console.print(table)
    for arm, against in findings.pairs:
        for protocol in findings.plan.protocols:
            counts = findings.tally(arm, against, key, findings.cells(protocol))
            words = ", ".join(f"{word} {count}" for word, count in counts.items() if count)
            console.print(f"{title_of(arm)} against {title_of(against)}, {protocol}: {words}")
    for cell in findings.plan.cells:
        for finding in findings.of(cell, key):
            if finding.word in ("better", "worse"):
                console.print(f"  {cell.protocol}, {cell.label}: {sentence(finding)}")


def _short(interval: Interval, scale: float = 1.0, digits: int = 1) -> str:
    if not interval.n:
        return "\N{EN DASH}"
    half = scale * (interval.high - interval.mean)
    return f"{scale * interval.mean:.{digits}f}" + ("" if isnan(half) else f" ± {half:.{digits}f}")
