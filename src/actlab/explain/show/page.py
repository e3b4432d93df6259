"""An explanation as one HTML file that opens from disk; the mathematics is MathML, set by the browser itself."""

from collections.abc import Callable
from typing import Any

import sympy
from markupsafe import Markup, escape

from actlab.explain.derive.explanation import Facts
from actlab.explain.derive.network import NetworkFacts
from actlab.explain.show import drawing, network
from actlab.explain.show.words import Line, code_of, parts, pretty_law, renamed, written_out
from actlab.pages.render import render


def html(facts: Facts, show: str = "all") -> str:
    """The whole page of a formula."""
    return _page(
        f"{facts.title}: value and gradient, step by step",
        _mathematics(Line("y", written_out(facts.graph, facts.graph.output))),
        drawing.svg(facts.graph, facts.derivation, facts.title),
        parts=list(parts(facts, show)),
    )


def network_page(facts: NetworkFacts, show: str = "all") -> str:
    """The whole page of a network."""
    numbers = "\n".join(network.lines_of(facts, show)[1:])
    picture = drawing.draw(*network.picture_of(facts))
    return _page(facts.title, "One example forward, and its gradients back.", picture, numbers=numbers)


def _page(title: str, heading: str | Markup, picture: str, parts: Any = (), numbers: str = "") -> str:
    values = {"title": title, "heading": heading, "picture": Markup(picture), "parts": parts, "numbers": numbers}
    filters: dict[str, Callable[..., str]] = {"mathematics": _mathematics, "law": pretty_law, "first_line": _first_line}
    return render("actlab.explain.show", "explanation.html.j2", values, filters)


def _first_line(text: str) -> Markup:
    head, formula = code_of(text)
    return Markup("{}: <code>{}</code>").format(head, formula) if formula else escape(text)


def _mathematics(line: Line) -> Markup:
    """``left = right`` as MathML."""
    head = Markup("<mi>{}</mi>").format(line.left)
    if line.left.startswith("dy/d"):
        lower = Markup("<mrow><mi>d</mi><mi>{}</mi></mrow>").format(line.left[4:])
        head = Markup("<mfrac><mrow><mi>d</mi><mi>y</mi></mrow>{}</mfrac>").format(lower)
    right = Markup(mathml(line.right))
    return Markup('<math display="inline" displaystyle="true">{}<mo>=</mo>{}</math>').format(head, right)


def mathml(expression: sympy.Expr) -> str:
    """SymPy's presentation MathML."""
    from sympy.printing.mathml import mathml as printed

    text = str(printed(renamed(expression), printer="presentation", order="none", mul_symbol="dot"))
    return text.replace("&ExponentialE;", "e").replace("\N{DOUBLE-STRUCK ITALIC SMALL E}", "e")
