"""``actlab find``."""

from typing import Annotated

import typer

from actlab.commands.model_options import FAILED, AsJson, Inputs, Model
from actlab.pages.document import as_json as json_of


def find(
    model: Model,
    inputs: Inputs = None,
    views: Annotated[
        str, typer.Option(help="Graphs to compare a run with: fx, export, both as fx,export, or none.")
    ] = "fx,export",
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with 1 when the views of a model do not agree, or an ONNX file holds what cannot be swapped.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every activation of a model: name, source line, calls, share of time and memory."""
    if model.endswith(".onnx"):
        _find_onnx(model, strict, as_json)
        return
    from actlab.swap.find.finding import find as find_in
    from actlab.swap.loading import example_inputs, load_model

    chosen = () if views == "none" else tuple(part for part in views.split(",") if part)
    report = find_in(load_model(model), example_inputs(inputs or ()), views=chosen)
    typer.echo(json_of("find", report.as_dict(), indent=2) if as_json else str(report))
    if strict and not report.agree:
        raise typer.Exit(FAILED)


def _find_onnx(model: str, strict: bool, as_json: bool) -> None:
    from actlab.swap import onnx
    from actlab.swap.find.grouping import wrapped

    loaded = onnx.read(model)
    places, unseen = onnx.find(loaded), onnx.unseen(loaded)
    if as_json:
        typer.echo(json_of("find", {"places": [place.as_dict() for place in places], "unseen": unseen}, indent=2))
    else:
        lines = onnx.grouped(((place, place.obstacle or place.guard or "") for place in places), ", ")
        lines = [f"found {len(places)}", *(f"  {line}" for line in lines)]
        lines += [f"not looked into: {', '.join(unseen)}"] if unseen else []
        typer.echo("\n".join(map(wrapped, lines)))
    if strict and (unseen or any(place.obstacle for place in places)):
        raise typer.Exit(FAILED)
