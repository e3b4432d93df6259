"""``actlab swap``."""

import math
from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.commands.model_options import FAILED, AsJson, Inputs, Model
from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of


def swap(
    model: Model,
    source: Annotated[str, typer.Option("--from", help="What is replaced, such as relu; * is everything.")],
    to: Annotated[
        str, typer.Option("--to", help="What takes its place, such as mish; for ONNX also stable, decomposed.")
    ],
    inputs: Inputs = None,
    keep: Annotated[list[str] | None, typer.Option(help="A place, module or pattern that stays.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Swap only here.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The ONNX file to write, or the state dict of a torch model."),
    ] = None,
    patch: Annotated[
        Path | None,
        typer.Option("--source", help="Write the changed model as a patch of the files it was written in."),
    ] = None,
    form: Annotated[str, typer.Option(help="ONNX: auto, node or stable.")] = "auto",
    opset: Annotated[int | None, typer.Option(help="ONNX: an older version of the operators to convert to.")] = None,
    arrays: Annotated[
        Path | None, typer.Option("--inputs", help="ONNX: an npz file with the inputs of the check, by name.")
    ] = None,
    check: Annotated[
        float | None,
        typer.Option(
            help="Exit with 1 when an output moves by more than this (ONNX: this times its largest value), or a place "
            "was missed."
        ),
    ] = None,
    slower: Annotated[
        float | None, typer.Option(help="Exit with 1 when the time after is more than this many times the time before.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail when a place cannot be swapped.")] = False,
    as_json: AsJson = False,
) -> None:
    """Replace activations in a model, and report which it swapped, left and missed.

    For ONNX: actlab swap model.onnx --from mish --to stable -o fast.onnx --check 1e-6.
    """
    mapping = {source.strip().lower(): to.strip().lower()}
    if model.endswith(".onnx"):
        if patch is not None:
            raise BadValue("--source is for torch models: an ONNX file has no source.")
        options = {"keep": keep or (), "only": only or None, "strict": strict, "form": form, "opset": opset}
        run = check is not None or slower is not None or arrays is not None
        report = _swap_onnx(model, mapping, out, inputs, arrays, checked=run, **options)
        checked, missed = report.checked, len(report.missed)
        difference = math.inf if checked and checked.changed else checked.relative if checked else None
        both: Any = (checked.seconds_before, checked.seconds_after) if checked else (None, None)
    else:
        if opset is not None or arrays is not None:
            raise BadValue("--opset and --inputs are for ONNX files; a torch model takes --input.")
        report = _swap_torch(model, mapping, inputs, keep, only, out, strict)
        difference, missed = (report.difference.absolute if report.difference else None), len(report.missed)
        both = report.seconds_before, report.seconds_after
        if patch is not None:
            _write_patch(report, model, patch)
    typer.echo(json_of("swap", report.as_dict(), indent=2) if as_json else str(report))
    if (check is not None or slower is not None) and difference is None:
        raise BadValue("--check and --slower need a run of the model: give --input.")
    if slower is not None and not all(both):
        raise BadValue("--slower needs times, and onnxruntime cannot run this model on a CPU.")
    worse = check is not None and difference is not None and (missed > 0 or not difference <= check)
    slow = slower is not None and both[1] > slower * both[0]
    if worse or slow:
        raise typer.Exit(FAILED)
    if not report.swapped:
        typer.echo(f"actlab: nothing of the model is {source}; 'actlab find' lists what is.", err=True)
        raise typer.Exit(FAILED)


def _write_patch(report: Any, model: str, path: Path) -> None:
    from actlab.swap.loading import file_of
    from actlab.swap.replace.patch import patch_of

    patch = patch_of(report, file_of(model))
    if not patch.text:
        raise BadValue(f"--source: nothing of this swap stands in a source file. {' '.join(patch.left_out)}")
    path.write_text(patch.text, encoding="utf-8")
    for line in patch.left_out:
        typer.echo(f"not in the patch: {line}", err=True)


def _swap_onnx(
    model: str,
    mapping: dict[str, str],
    out: Path | None,
    inputs: list[str] | None,
    arrays: Path | None,
    **options: Any,
) -> Any:
    from actlab.swap import onnx
    from actlab.swap.loading import shape_of

    path = out or Path(model).with_name(f"{Path(model).stem}_swapped.onnx")
    return onnx.swap(model, mapping, path, shapes=[shape_of(text) for text in inputs or ()], inputs=arrays, **options)


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
    from actlab.swap.replace.swapping import swap as swap_in

    loaded = load_model(model)
    report = swap_in(loaded, mapping, example_inputs(inputs or ()), keep=keep or (), only=only or None, strict=strict)
    if out is not None:
        torch.save(report.model.state_dict(), out)
    return report
