"""``actlab show``."""

from typing import Annotated

import typer


def show(
    name: Annotated[str, typer.Argument(help="An activation or a gate, such as mish or swiglu:limit=7.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show formula, slope, source, properties and a small plot of an activation, or of a gate."""
    from actlab.define.registry import is_gate
    from actlab.report.gate_records import print_gate
    from actlab.report.records import print_record

    (print_gate if is_gate(name) else print_record)(name, as_json)
