"""``actlab swap``."""

import math
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.commands.model_options import FAILED, AsJson, Inputs, Model
from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of

FORMS = ("stable", "decomposed")  # of the same function


def swap(
    model: Model,
    to: Annotated[
        str, typer.Option("--to", help="What takes its place, such as mish; for ONNX also stable, decomposed.")
    ],
    source: Annotated[
        str | None,
        typer.Option("--from", help="What is replaced, such as relu; * is everything, as for stable and decomposed."),
    ] = None,
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
    to = to.strip().lower()
    if source is None and to not in FORMS:
        raise BadValue(f"--from: expected what becomes {to}, by name, or '*' for everything.")
    source = (source or "*").strip().lower()
    mapping = {source: to}
    holds = partial(_holds, check, slower)
    if model.endswith(".onnx"):
        if patch is not None:
            raise BadValue("--source is for torch models: an ONNX file has no source.")
        options = {"keep": keep or (), "only": only or None, "strict": strict, "form": form, "opset": opset}
        run = check is not None or slower is not None or arrays is not None
        report = _swap_onnx(model, mapping, out, inputs, arrays, checked=run, accept=holds, **options)
        held = bool(report.path)
    else:
        if opset is not None or arrays is not None:
            raise BadValue("--opset and --inputs are for ONNX files; a torch model takes --input.")
        report = _swap_torch(model, mapping, inputs, keep, only, strict)
        held = holds(report)
        if held:
            _write_torch(report, model, out, patch)
    typer.echo(json_of("swap", report.as_dict(), indent=2) if as_json else str(report))
    if not held:
        raise typer.Exit(FAILED)
    if not report.swapped:
        typer.echo(f"actlab: nothing of the model is {source}; 'actlab find' lists what is.", err=True)
        raise typer.Exit(FAILED)


def _holds(check: float | None, slower: float | None, report: Any) -> bool:
    """Whether a swap is within the limits that the caller names."""
    if check is None and slower is None:
        return True
    measured = getattr(report, "checked", report)  # the whole report of a torch model
    if measured is not report:
        difference = math.inf if measured.changed else measured.relative
    else:
        difference = measured.difference.absolute if measured.difference else None
    if difference is None:
        raise BadValue("--check and --slower need a run of the model: give --input.")
    before, after = measured.seconds_before, measured.seconds_after
    if slower is not None and not (before and after):
        raise BadValue("--slower needs times, and onnxruntime cannot run this model on a CPU.")
    worse = check is not None and (len(report.missed) > 0 or not difference <= check)
    return not worse and (slower is None or after <= slower * before)


def _write_torch(report: Any, model: str, out: Path | None, patch: Path | None) -> None:
    import torch

    if out is not None:
        torch.save(report.model.state_dict(), out)
    if patch is not None:
        _write_patch(report, model, patch)


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
    strict: bool,
) -> Any:
    from actlab.swap.loading import example_inputs, load_model
    from actlab.swap.replace.swapping import swap as swap_in

    loaded = load_model(model)
    return swap_in(loaded, mapping, example_inputs(inputs or ()), keep=keep or (), only=only or None, strict=strict)
