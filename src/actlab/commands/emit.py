"""``actlab emit``."""

from typing import Annotated

import typer

from actlab.errors import BadValue, UnknownName


def emit(
    name: Annotated[str, typer.Argument(help="An activation, such as mish, or a gate, such as swiglu:limit=7.")],
    to: Annotated[str, typer.Option(help="latex, numpy, cpp, triton, javascript or onnx.")] = "numpy",
    opset: Annotated[int | None, typer.Option(help="With --to onnx: the version of its operators, else 18.")] = None,
) -> None:
    """Print value and slopes of an activation or a gate as code to paste elsewhere (ONNX: the value)."""
    from actlab.define import choose_gate, record
    from actlab.define.gate import shape_of
    from actlab.define.registry import is_gate
    from actlab.emit.targets import TARGETS

    if to not in TARGETS:
        raise UnknownName("language", to, TARGETS)
    activation = shape_of(choose_gate(name)) if is_gate(name) else record(name)
    options = {} if opset is None else {"opset": opset}
    if options and to != "onnx":
        raise BadValue(f"--opset is for --to onnx, got --to {to}.")
    typer.echo(TARGETS[to](activation, **options), nl=False)
