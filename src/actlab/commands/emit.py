"""``actlab emit``."""

from typing import Annotated

import typer

from actlab.errors import BadValue, UnknownName


def emit(
    name: Annotated[str, typer.Argument(help="An activation, such as mish, or a gate, such as swiglu:limit=7.")],
    to: Annotated[str, typer.Option(help="latex, numpy, cpp, triton, javascript or onnx.")] = "numpy",
) -> None:
    """Print value and slope of an activation as code to paste elsewhere (ONNX: the value)."""
    from actlab.define import choose_gate, record
    from actlab.define.gate import shape_of
    from actlab.define.registry import is_gate
    from actlab.emit.targets import OF_GATES, TARGETS

    if to not in TARGETS:
        raise UnknownName("language", to, TARGETS)
    if is_gate(name):
        if to not in OF_GATES:
            raise BadValue(f"a gate is emitted as {' or '.join(OF_GATES)}, not as {to}.")
        typer.echo(TARGETS[to](shape_of(choose_gate(name))), nl=False)
    else:
        typer.echo(TARGETS[to](record(name)), nl=False)
