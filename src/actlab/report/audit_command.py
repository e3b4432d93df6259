"""``actlab audit``: every claim about Mish with its verdict."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from actlab.lab.findings import Findings


def audit(
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            "--evidence",
            help="Folders with studies, as stores or archives. [default: results/*]",
            show_default=False,
        ),
    ] = None,
    claims: Annotated[list[str] | None, typer.Argument(help="Claims such as M11. [default: all]")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the audit as one HTML page.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge what articles and the paper claim about Mish: holds, does not hold, cannot tell apart, or not run."""
    import json
    from dataclasses import asdict

    from actlab.lab.audit import audit as judge
    from actlab.lab.claims import CLAIMS
    from actlab.lab.suggest import one_of
    from actlab.report.audit_page import print_audit, write

    check = one_of("claim", [claim.key for claim in CLAIMS])
    wanted = {check(key.upper()) for key in claims or ()}
    found = [entry for entry in judge(_studies(evidence)) if not wanted or entry.claim.key in wanted]
    if as_json:
        typer.echo(json.dumps([asdict(entry) for entry in found]))
    else:
        print_audit(found)
    if out is not None:
        typer.echo(f"Report: {write(found, out)}", err=True)


def _studies(evidence: list[Path] | None) -> "list[Findings]":
    from actlab.report.study_command import findings_in

    folders = evidence if evidence else [path.parent for path in sorted(Path("results").glob("*/runs.csv.gz"))]
    return [findings for folder in folders for findings in findings_in(folder)[0]]
