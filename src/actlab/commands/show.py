"""``actlab show``."""

from typing import Annotated

import typer


def show(
    name: Annotated[str, typer.Argument(help="An activation, such as mish or leaky_relu:slope=0.05.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show formula, slope, source, properties and a small plot of an activation."""
    from actlab.report.records import print_record

    print_record(name, as_json)
