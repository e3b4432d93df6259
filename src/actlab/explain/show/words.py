"""An explanation in words, for the terminal and as Markdown; both and the page hold the same sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from actlab.explain.derive.closed_form import PROVED
from actlab.explain.derive.derivation import Derivation, Step
from actlab.explain.derive.explanation import Facts
from actlab.explain.derive.graph import Graph, symbolic
from actlab.explain.derive.operations import equation, number_text, pretty
from actlab.explain.derive.stability import Form


@dataclass(frozen=True)
class Line:
    """One line of a derivation: what, equal to what, why, with its value and how it was checked."""

    left: str
    right: sympy.Expr
    law: str = ""
    value: str = ""
    check: str = ""


@dataclass(frozen=True)
class Part:
    """A section: a title, lines of mathematics, then sentences."""

    title: str
    lines: tuple[Line, ...] = ()
    sentences: tuple[str, ...] = ()


def parts(facts: Facts, show: str) -> Iterator[Part]:
    """All sections but the picture."""
    derivation = facts.derivation
    yield Part(
        "Forward, one operation at a time",
        tuple(
            Line(derivation.graph.nodes[line.number].name, line.formula, value=_value(line.value))
            for line in derivation.forward
        ),
    )
    yield Part(
        f"Back, from y to {' and '.join(derivation.graph.variables)}",
        tuple(_step(step) for step in derivation.steps),
        tuple(_kink(derivation)),
    )
    if show == "graph":
        return
    yield Part("Result", tuple(_results(facts)), (checked(derivation),))
    yield Part("Why a stable form" if facts.values else "For computers", (), tuple(_stability(facts)))


def _step(step: Step) -> Line:
    check = "WRONG" if step.is_wrong else "not checked: no point could be tried, or it takes too long"
    if step.checked:
        check = f"{step.differences} differences agree; SymPy: {step.proof}"
    return Line(f"dy/d{step.name}", step.formula, step.law, _value(step.value), check)


def _kink(derivation: Derivation) -> Iterator[str]:
    if derivation.kink is not None:
        yield (
            f"x = {derivation.at:g} is a kink: the slopes from the left and from the right differ, and the slope "
            f"there is declared to be {derivation.kink:g}."
        )


def _results(facts: Facts) -> Iterator[Line]:
    derivation = facts.derivation
    values = {step.name: step.value for step in derivation.steps}
    for name, slope in derivation.slopes.items():
        value = values[name] if derivation.kink is None else derivation.kink
        yield Line(f"dy/d{name}", slope.result, "the names written out", _value(value))
        if slope.simplified != slope.result:
            yield Line(f"dy/d{name}", slope.simplified, "simplified")
    for step in derivation.steps:
        if step.name in derivation.parameters:
            yield Line(f"dy/d{step.name}", step.expanded, "the names written out", _value(step.value))
    for form in facts.forms:
        if form.formula not in (derivation.slope.result, derivation.slope.simplified):
            yield Line("dy/dx", form.formula, form.title, check=PROVED)
            yield from (Line(name, meant) for name, meant in form.names)


def checked(derivation: Derivation) -> str:
    """How many steps passed both checks."""
    good = sum(step.checked for step in derivation.steps)
    proved = sum(step.proof == "proved" for step in derivation.steps)
    rest = "all are proved" if proved == len(derivation.steps) else f"{proved} are proved"
    return (
        f"{good} of {len(derivation.steps)} steps agree with differences of the formula at 60 digits and with SymPy's "
        f"own derivative ({rest})."
    )


def _stability(facts: Facts) -> Iterator[str]:
    yield f"Stable form: {facts.stable}"
    if not facts.values:
        return
    yield "Each form was run in float32, operation by operation, and compared with the value at 60 digits or more."
    for what, forms in (("Value", facts.values), ("Slope", facts.slopes)):
        for form in forms:
            yield from form_sentences(what, form)


def form_sentences(what: str, form: Form) -> Iterator[str]:
    """One form: where it fails and why, or that it does not."""
    head = f"{what}, {form.title}: {form.formula}"
    if not form.is_tried:
        yield f"{head}\n  not tried: it takes too long"
        return
    if not form.failures:
        yield f"{head}\n  no failure found from -200 to 200"
        return
    yield "\n".join([head, *(f"  fails {failure}" for failure in form.failures)])


def _value(value: Any) -> str:
    return "" if value is None else number_text(value)


def text(facts: Facts, show: str = "all") -> str:
    """For the terminal."""
    lines = [f"{facts.title}: {equation(facts.formula)}"]
    for part in parts(facts, show):
        lines += ["", part.title, *_aligned(part.lines)]
        for sentence in part.sentences:
            lines += ["  " + line for line in sentence.splitlines()]
    return "\n".join(lines)


def _aligned(rows: Sequence[Line]) -> Iterator[str]:
    width = max((len(row.left) for row in rows), default=0)
    for row in rows:
        value = f"  =  {row.value}" if row.value else ""
        yield f"  {row.left:>{width}} = {pretty(row.right)}{value}"
        notes = "; ".join(filter(None, (row.law, row.check)))
        if notes:
            yield f"  {'':{width}}     [{pretty_law(notes)}]"


def pretty_law(text: str) -> str:
    """A law with its slope in ordinary signs."""
    head, separator, slope = text.partition("'(u) = ")
    if not separator:
        return text
    formula, semicolon, rest = slope.partition("; ")
    return f"{head}{separator}{pretty(formula)}{semicolon}{pretty_law(rest)}"


def markdown(facts: Facts, show: str = "all") -> str:
    """For a repository or a notebook."""
    title = facts.title.replace("&", "&amp;").replace("<", "&lt;")  # or it could be HTML
    lines = [f"# {title}", "", f"$$y = {latex(_formula(facts))}$$"]
    for part in parts(facts, show):
        lines += ["", f"## {part.title}", ""]
        lines += ["| | | law | check |", "|---|---|---|---|"] if part.lines else []
        for row in part.lines:
            value = f" = {row.value}" if row.value else ""
            left = left_side(row.left, latex=True)
            right = latex(row.right).replace("|", r"\vert ")
            lines.append(f"| ${left}$ | ${right}${value} | {pretty_law(row.law)} | {row.check} |")
        lines += ["", *(f"- {_code(sentence)}" for sentence in part.sentences)] if part.sentences else []
    return "\n".join(lines) + "\n"


def _code(sentence: str) -> str:
    first, *rest = sentence.splitlines()
    head, formula = code_of(first)
    return "\n".join([f"{head}: `{formula}`" if formula else head, *(f"  - {line.strip()}" for line in rest)])


def code_of(line: str) -> tuple[str, str]:
    """What stands before a formula, and the formula; a line without one is all head."""
    head, separator, formula = line.partition(": ")
    return (head, formula) if separator and head.startswith(("Value", "Slope", "Stable")) else (line, "")


def left_side(text: str, latex: bool) -> str:
    """``dy/dx`` as a fraction."""
    if text.startswith("dy/d") and latex:
        return rf"\frac{{dy}}{{d {text[4:]}}}"
    return text


def _formula(facts: Facts) -> sympy.Expr:
    last = facts.derivation.graph
    return written_out(last, last.output)


def written_out(graph: Graph, number: int) -> sympy.Expr:
    """A node in the variables, its functions kept by name."""
    texts: list[sympy.Expr] = []
    for n, node in enumerate(graph.nodes[: number + 1]):
        taken = [texts[i] for i in node.inputs]
        texts.append(symbolic(node.operation, *taken, stable=True) if node.inputs else graph.symbol(n))
    return texts[number]


def latex(expression: sympy.Expr) -> str:
    """LaTeX, with the stable functions under their plain names."""
    return str(sympy.latex(renamed(expression), order="none"))


def renamed(expression: sympy.Expr) -> sympy.Expr:
    """With tanh in place of its stable twin, which only emitted code needs."""
    for name in ("stable_tanh", "stable_erfc"):
        plain = getattr(sympy, name.removeprefix("stable_"))
        expression = expression.replace(
            lambda part, name=name: type(part).__name__ == name, lambda part, plain=plain: plain(*part.args)
        )
    return expression
