"""``actlab list``."""

from typing import Annotated

import typer


def list_activations(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the known activations."""
    from actlab.report.records import print_list

    print_list(as_json)
