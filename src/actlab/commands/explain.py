"""``actlab explain``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from actlab.errors import BadValue

SHOWS = ("all", "steps", "graph")
FORMATS = (".svg", ".html", ".md")


def explain(
    name: Annotated[
        str, typer.Argument(help="An activation or gate, a formula such as 'x * tanh(exp(x))', or: network")
    ],
    at: Annotated[
        str | None,
        typer.Option(help="Where to give values; for a gate two, such as 1,-0.5.", show_default="none, names instead"),
    ] = None,
    show: Annotated[str, typer.Option(help="steps, graph or all.")] = "all",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file that ends in .svg, .html or .md.", show_default=False)
    ] = None,
    layers: Annotated[str, typer.Option(help="For network: its layers.")] = "affine 3, mish, affine 2, softmax",
    example: Annotated[str, typer.Option("--x", help="For network: the example.")] = "1,-0.5",
    seed: Annotated[int, typer.Option(help="For network: of the first weights.")] = 0,
) -> None:
    """Derive the gradient of a formula step by step, draw it, and say where naive forms of it fail."""
    if show not in SHOWS:
        raise BadValue(f"--show: expected {', '.join(SHOWS)}, got {show!r}.")
    if out is not None and out.suffix not in FORMATS:
        raise BadValue(f"--out: expected a file name that ends in {', '.join(FORMATS)}, got {out.name!r}.")
    from actlab.explain.explanation import Explanation
    from actlab.explain.explanation import explain as explained
    from actlab.explain.network import NetworkExplanation, explain_network

    explanation: Explanation | NetworkExplanation
    if name.strip().lower() == "network":
        explanation = explain_network(layers, _numbers("--x", example), seed=seed)
    else:
        places = None if at is None else _numbers("--at", at)
        explanation = explained(name, places[0] if places and len(places) == 1 else places)
    if out is None:
        print(explanation.text(show))
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    text = (
        explanation.svg()
        if out.suffix == ".svg"
        else explanation.html(show)
        if out.suffix == ".html"
        else explanation.markdown(show)
    )
    out.write_text(text, "utf-8")
    print(f"Explanation: {out}", file=sys.stderr)


def _numbers(option: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise BadValue(f"{option}: expected numbers such as 1,-0.5, got {text!r}.") from None
