"""The commands ``find``, ``swap`` and ``search``: options in, one library call, text or JSON out."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.errors import BadValue

FAILED = 1  # the exit code of a check that did not hold; wrong use is 2

Model = Annotated[str, typer.Argument(help="package.module:factory, file.py:factory or model.onnx.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", help="Sizes of an example input, such as 1x3x224x224; repeat it for more inputs."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def find(
    model: Model,
    inputs: Inputs = None,
    views: Annotated[
        str, typer.Option(help="Graphs to compare a run with: fx, export, both as fx,export, or none.")
    ] = "fx,export",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when the views of the model do not agree.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every activation of a model: name, source line, calls, share of time and memory."""
    if model.endswith(".onnx"):
        _find_onnx(model, as_json)
        return
    from actlab.swap.finding import find as find_in
    from actlab.swap.loading import example_inputs, load_model

    chosen = () if views == "none" else tuple(part for part in views.split(",") if part)
    report = find_in(load_model(model), example_inputs(inputs or ()), views=chosen)
    typer.echo(json.dumps(report.as_dict(), indent=2) if as_json else str(report))
    if strict and not report.agree:
        raise typer.Exit(FAILED)


def swap(
    model: Model,
    source: Annotated[str, typer.Option("--from", help="What is replaced, such as relu; * is everything.")],
    to: Annotated[str, typer.Option("--to", help="What takes its place, such as mish; for ONNX also stable.")],
    inputs: Inputs = None,
    keep: Annotated[list[str] | None, typer.Option(help="A place, module or pattern that stays.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Swap only here.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The ONNX file to write, or the state dict of a torch model."),
    ] = None,
    form: Annotated[str, typer.Option(help="ONNX: auto, node or stable.")] = "auto",
    check: Annotated[
        float | None, typer.Option(help="Exit with 1 when an output moves by more than this, or a place was missed.")
    ] = None,
    slower: Annotated[
        float | None, typer.Option(help="Exit with 1 when the time after is more than this many times the time before.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail when a place cannot be swapped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Replace activations in a model, and report what was found, swapped, left and missed.

    For ONNX: actlab swap model.onnx --from mish --to stable -o fast.onnx --check 1e-6.
    """
    mapping = {source.strip().lower(): to.strip().lower()}
    if model.endswith(".onnx"):
        if keep or only or strict:
            raise BadValue("--keep, --only and --strict are for torch models; an ONNX rewrite reaches every place.")
        report = _swap_onnx(model, mapping, out, form, inputs, check is not None or slower is not None)
        difference, missed = (report.checked.absolute if report.checked else None), 0
        times = (report.checked.seconds_before, report.checked.seconds_after) if report.checked else None
    else:
        report = _swap_torch(model, mapping, inputs, keep, only, out, strict)
        difference, missed = (report.difference.absolute if report.difference else None), len(report.missed)
        both = report.seconds_before, report.seconds_after
        times = both if all(both) else None
    typer.echo(json.dumps(report.as_dict(), indent=2) if as_json else str(report))
    if (check is not None or slower is not None) and difference is None:
        raise BadValue("--check and --slower need a run of the model: give --input.")
    worse = check is not None and difference is not None and (missed > 0 or not difference <= check)
    slow = slower is not None and times is not None and times[1] > slower * times[0]
    if worse or slow:
        raise typer.Exit(FAILED)


def search(
    model: Annotated[str, typer.Argument(help="package.module:factory or file.py:factory of a classifier.")],
    functions: Annotated[str, typer.Option(help="The functions to choose from.")] = "relu,swish,mish",
    data: Annotated[str, typer.Option(help="A data set of the lab.")] = "digits",
    method: Annotated[str, typer.Option(help="greedy, random or tpe (needs Optuna).")] = "greedy",
    budget: Annotated[int, typer.Option(help="Assignments to train, the unchanged model included.")] = 12,
    seeds: Annotated[int, typer.Option(help="Paired seeds for every assignment; as many fresh ones judge.")] = 3,
    epochs: Annotated[int, typer.Option(help="Passes over the training set.")] = 5,
    learning_rate: Annotated[float, typer.Option(help="The same for every assignment.")] = 0.1,
    as_json: AsJson = False,
) -> None:
    """Search which layers profit from another activation, and judge the best on fresh seeds."""
    from actlab.lab.statistics import compare
    from actlab.swap.loading import load_model
    from actlab.swap.scoring import classifier_score
    from actlab.swap.search import search as search_over

    names = tuple(name.strip() for name in functions.split(",") if name.strip())
    score = classifier_score(data, epochs, learning_rate)
    result = search_over(
        lambda: load_model(model), score, compare, functions=names, method=method, budget=budget, seeds=seeds
    )
    typer.echo(json.dumps(result.as_dict(), indent=2) if as_json else str(result))


def _find_onnx(model: str, as_json: bool) -> None:
    from actlab.swap import onnx

    places = onnx.find(model)
    if as_json:
        typer.echo(json.dumps({"places": [place.as_dict() for place in places]}, indent=2))
    else:
        typer.echo("\n".join([f"found {len(places)}", *(f"  {place}" for place in places)]))


def _swap_onnx(
    model: str, mapping: dict[str, str], out: Path | None, form: str, inputs: list[str] | None, checked: bool
) -> Any:
    from actlab.swap import onnx
    from actlab.swap.loading import shape_of

    path = out or Path(model).with_name(f"{Path(model).stem}_swapped.onnx")
    if path.resolve() == Path(model).resolve():
        raise BadValue(f"--out: {path} is the model itself; name another file.")
    shapes = [shape_of(text) for text in inputs or ()]
    return onnx.swap(model, mapping, path, form=form, shapes=shapes, checked=checked)


def _swap_torch(
    model: str,
    mapping: dict[str, str],
    inputs: list[str] | None,
    keep: list[str] | None,
    only: list[str] | None,
    out: Path | None,
    strict: bool,
) -> Any:
    import torch

    from actlab.swap.loading import example_inputs, load_model
    from actlab.swap.swapping import swap as swap_in

    loaded = load_model(model)
    report = swap_in(loaded, mapping, example_inputs(inputs or ()), keep=keep or (), only=only or None, strict=strict)
    if out is not None:
        torch.save(report.model.state_dict(), out)
    return report
