"""``actlab audit``: every claim about Mish with its verdict."""

from pathlib import Path
from typing import Annotated

import typer

from actlab.pages.document import as_json as json_of


def audit(
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            "--evidence",
            help="Folders of studies, as stores or archives, and of landscapes.",
            show_default="results/*",
        ),
    ] = None,
    claims: Annotated[list[str] | None, typer.Argument(help="Claims such as M11.", show_default="all")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the audit as one HTML page.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge what articles and the paper claim about Mish, at the published protocol and at the scale that was run."""
    from dataclasses import asdict

    from actlab.errors import one_of
    from actlab.paper.audit.audit import EVERY
    from actlab.paper.audit.page import print_audit, write
    from actlab.paper.evidence import folders_of, judge

    check = one_of("claim", EVERY)
    wanted = {check(key.upper()) for key in claims or EVERY}
    found = judge(evidence or folders_of(Path("results")), wanted)
    if as_json:
        typer.echo(json_of("audit", [asdict(entry) for entry in found]))
    else:
        print_audit(found)
    if out is not None:
        typer.echo(f"Report: {write(found, out)}", err=True)
