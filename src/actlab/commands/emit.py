"""``actlab emit``."""

from typing import Annotated

import typer

from actlab.errors import UnknownName


def emit(
    name: Annotated[str, typer.Argument(help="An activation, such as mish.")],
    to: Annotated[str, typer.Option(help="latex, numpy, cpp, triton, javascript or onnx.")] = "numpy",
) -> None:
    """Print value and slope of an activation as code to paste elsewhere (ONNX: the value)."""
    from actlab.define import record
    from actlab.emit.targets import TARGETS

    if to not in TARGETS:
        raise UnknownName("language", to, TARGETS)
    typer.echo(TARGETS[to](record(name)), nl=False)
