"""``actlab swap``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.commands.model_options import FAILED, AsJson, Inputs, Model
from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of
from actlab.pages.write import check_file, write_text

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
    limits = _Limits(check, slower)
    if model.endswith(".onnx"):
        if patch is not None:
            raise BadValue("--source is for torch models: an ONNX file has no source.")
        options = {"keep": keep or (), "only": only or None, "strict": strict, "form": form, "opset": opset}
        run = limits.are_set or arrays is not None
        report = _swap_onnx(
            model,
            mapping,
            out,
            inputs,
            arrays,
            checked=run,
            accept=lambda report: not limits.broken_by(report),
            **options,
        )
    else:
        if opset is not None or arrays is not None or form != "auto":
            raise BadValue("--form, --opset and --inputs are for ONNX files; a torch model takes --input.")
        if limits.are_set and not inputs:
            raise BadValue("--check and --slower need a run of the model: give --input.")
        _check_places(out, patch)
        report = _swap_torch(model, mapping, inputs, keep, only, strict)
    typer.echo(json_of("swap", report.as_dict(), indent=2) if as_json else str(report))
    if broken := limits.broken_by(report):
        typer.echo(f"actlab: {'; '.join(broken)}. Nothing was written.", err=True)
        raise typer.Exit(FAILED)
    if not model.endswith(".onnx"):
        _write_torch(report, model, out, patch)
    if not report.swapped:
        typer.echo(f"actlab: nothing of the model is {source}; 'actlab find' lists what is.", err=True)
        raise typer.Exit(FAILED)


@dataclass(frozen=True)
class _Limits:
    """What a caller allows, by ``--check`` and ``--slower``."""

    difference: float | None
    slower: float | None

    def __post_init__(self) -> None:
        if self.difference is not None and not self.difference >= 0:
            raise BadValue(f"--check: expected a number of at least 0, got {self.difference:g}.")
        if self.slower is not None and not self.slower > 0:
            raise BadValue(f"--slower: expected a number greater than 0, got {self.slower:g}.")

    @property
    def are_set(self) -> bool:
        """Whether the caller allows less than everything."""
        return self.difference is not None or self.slower is not None

    def broken_by(self, report: Any) -> list[str]:
        """What a swap went beyond, a sentence for each limit; empty where all hold."""
        of_onnx = hasattr(report, "checked")  # the whole report of a torch model tells what was measured
        measured = report.checked if of_onnx else report
        difference = measured if of_onnx else measured.difference
        broken = (
            [] if self.difference is None else list(_moved(self.difference, difference, len(report.missed), of_onnx))
        )
        if self.slower is not None:
            broken += _slowed(self.slower, measured.seconds_before, measured.seconds_after)
        return broken


def _moved(limit: float, difference: Any, missed: int, of_onnx: bool) -> Iterator[str]:
    from actlab.swap.replace.report import NO_NUMBER

    if difference is None:
        raise BadValue(f"--check compared nothing: {NO_NUMBER}")
    moved = difference.relative if of_onnx else difference.absolute
    if not moved <= limit:
        of = " of its largest value" if of_onnx else ""
        yield f"--check {limit:g} does not hold: an output moved by {moved:.3g}{of}"
    if difference.changed:
        yield f"--check {limit:g} does not hold: {difference.changed} whole numbers or truth values changed"
    if missed:
        yield f"--check {limit:g} does not hold: missed {missed} of the places that were to change"


def _slowed(limit: float, before: float | None, after: float | None) -> Iterator[str]:
    if not (before and after):
        raise BadValue("--slower needs times, and onnxruntime cannot run this model on a CPU.")
    if not after <= limit * before:
        times = f"{before * 1e3:.3g} ms before, {after * 1e3:.3g} ms after"
        yield f"--slower {limit:g} does not hold: {after / before:.3g} times the time ({times})"


def _check_places(out: Path | None, patch: Path | None) -> None:
    """Refuse files that could not be written, before the model is run."""
    if out is not None and out.suffix == ".onnx":
        raise BadValue(
            f"--out: {out} would hold a state dict, which is no ONNX file: a torch model is written as .pt. "
            "For an ONNX file export the swapped model with actlab.swap.onnx.export, or swap in an ONNX file."
        )
    for path in filter(None, (out, patch)):
        check_file(path)


def _write_torch(report: Any, model: str, out: Path | None, patch: Path | None) -> None:
    import torch

    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("wb") as file:  # a path itself fails as a RuntimeError of torch's
            torch.save(report.model.state_dict(), file)
    if patch is not None:
        _write_patch(report, model, patch)


def _write_patch(report: Any, model: str, path: Path) -> None:
    from actlab.swap.loading import file_of
    from actlab.swap.replace.patch import patch_of

    patch = patch_of(report, file_of(model))
    if not patch.text:
        raise BadValue(f"--source: nothing of this swap stands in a source file. {' '.join(patch.left_out)}")
    write_text(path, patch.text)
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
