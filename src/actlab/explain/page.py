"""An explanation as one HTML file that opens from disk; the mathematics is MathML, set by the browser itself."""

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

import sympy

from actlab.explain.words import Line, Part, parts, pretty_law, renamed, written_out

if TYPE_CHECKING:
    from actlab.explain.explanation import Explanation

STYLE = """
math { font-size: 1.08em; }
td math { white-space: nowrap; }
.picture { overflow-x: auto; }
.picture svg { display: block; min-width: 40rem; max-width: 100%; height: auto; }
td.check { color: var(--faint); font-size: .85rem; min-width: 9rem; }
td.law { font-size: .9rem; min-width: 13rem; }
td.value { text-align: right; }
.forms { list-style: none; padding: 0; }
.forms li { margin: .6rem 0; }
.forms .fails { color: var(--bad); display: block; margin-left: 1.2rem; }
.forms .well { color: var(--good); display: block; margin-left: 1.2rem; }
"""


def html(found: "Explanation", show: str = "all") -> str:
    """The whole page."""
    body = [f'<section><h2>Graph</h2><div class="picture">{found.svg()}</div></section>']
    body += [_section(part) for part in parts(found, show)]
    title = f"{found.title}: value and gradient, step by step"
    heading = f"<p>{math_line('y', written_out(found.graph, found.graph.output))}</p>"
    return document(title, heading, body)


def document(title: str, heading: str, body: list[str]) -> str:
    """A page in the style of the reports."""
    css = files("actlab.pages").joinpath("templates/style.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">\n'
        f"<style>{css}{STYLE}</style></head>\n<body><header><h1>{escape(title)}</h1>{heading}</header>\n"
        f"<main>{''.join(body)}</main></body></html>\n"
    )


def _section(part: Part) -> str:
    rows = "".join(_row(line) for line in part.lines)
    table = f'<div class="wide"><table><tbody>{rows}</tbody></table></div>' if rows else ""
    said = "".join(f"<li>{_sentence(sentence)}</li>" for sentence in part.sentences)
    return f"<section><h2>{escape(part.title)}</h2>{table}{f'<ul class=forms>{said}</ul>' if said else ''}</section>\n"


def _row(line: Line) -> str:
    return (
        f'<tr><td>{math_line(line.left, line.right)}</td><td class="value">{escape(line.value)}</td>'
        f'<td class="law">{escape(pretty_law(line.law))}</td><td class="check">{escape(line.check)}</td></tr>'
    )


def _sentence(sentence: str) -> str:
    first, *rest = sentence.splitlines()
    head, separator, formula = first.partition(": ")
    is_formula = separator and head.startswith(("Value", "Slope", "Stable"))
    shown = f"{escape(head)}: <code>{escape(formula)}</code>" if is_formula else escape(first)
    return shown + "".join(
        f'<span class="{"fails" if "fails" in line else "well"}">{escape(line.strip())}</span>' for line in rest
    )


def math_line(left: str, right: sympy.Expr) -> str:
    """``left = right`` as MathML."""
    if left.startswith("dy/d"):
        head = f"<mfrac><mrow><mi>d</mi><mi>y</mi></mrow><mrow><mi>d</mi><mi>{escape(left[4:])}</mi></mrow></mfrac>"
    else:
        head = f"<mi>{escape(left)}</mi>"
    return f'<math display="inline" displaystyle="true">{head}<mo>=</mo>{mathml(right)}</math>'


def mathml(found: sympy.Expr) -> str:
    """SymPy's presentation MathML."""
    from sympy.printing.mathml import mathml as printed

    text = str(printed(renamed(found), printer="presentation", order="none", mul_symbol="dot"))
    return text.replace("&ExponentialE;", "e").replace("\N{DOUBLE-STRUCK ITALIC SMALL E}", "e")
