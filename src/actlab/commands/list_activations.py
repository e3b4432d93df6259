"""``actlab list``."""

from typing import Annotated

import typer


def list_activations(
    gates: Annotated[bool, typer.Option("--gates", help="The gates instead, functions of two inputs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the known activations, or gates."""
    from actlab.report.gate_records import print_gates
    from actlab.report.records import print_list

    (print_gates if gates else print_list)(as_json)
