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


def html(found: Facts, show: str = "all") -> str:
    """The whole page of a formula."""
    return _page(
        f"{found.title}: value and gradient, step by step",
        _mathematics(Line("y", written_out(found.graph, found.graph.output))),
        drawing.svg(found.graph, found.derivation, found.title),
        parts=list(parts(found, show)),
    )


def network_page(found: NetworkFacts, show: str = "all") -> str:
    """The whole page of a network."""
    numbers = "\n".join(network.lines_of(found, show)[1:])
    picture = drawing.draw(*network.picture_of(found))
    return _page(found.title, "One example forward, and its gradients back.", picture, numbers=numbers)


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


def mathml(found: sympy.Expr) -> str:
    """SymPy's presentation MathML."""
    from sympy.printing.mathml import mathml as printed

    text = str(printed(renamed(found), printer="presentation", order="none", mul_symbol="dot"))
    return text.replace("&ExponentialE;", "e").replace("\N{DOUBLE-STRUCK ITALIC SMALL E}", "e")
