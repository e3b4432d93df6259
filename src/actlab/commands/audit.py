"""``actlab audit``: every claim about Mish with its two lines; or a published table of others, recomputed."""

from pathlib import Path
from typing import Annotated

import typer

from actlab.pages.document import as_json as json_of


def audit(
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            "--evidence",
            help="A folder of a study, as store or archive, of a landscape or of times, or a folder of such folders. "
            "May stand several times.",
            show_default="results",
        ),
    ] = None,
    claims: Annotated[list[str] | None, typer.Argument(help="Claims such as M11.", show_default="all")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the audit as one HTML page.", show_default=False)] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            help="Recompute a published comparison instead: a CSV file with the columns function, n, mean, deviation.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str, typer.Option(help="With --table: the function to compare all others with.", show_default="all pairs")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge what articles and the paper claim about Mish, at the published protocol and at the scale that was run."""
    if table is not None:
        _audit_table(table, against, as_json)
        return
    from dataclasses import asdict

    from actlab.errors import BadValue, one_of
    from actlab.pages.write import check_file
    from actlab.paper.audit.audit import EVERY
    from actlab.paper.audit.page import print_audit, write
    from actlab.paper.evidence import folders_of, judge

    if against:
        raise BadValue("--against belongs to --table; give the CSV file of a published comparison with --table.")
    folder = next((name for name in claims or () if Path(name).is_dir()), None)
    if folder is not None:
        raise BadValue(f"expected claims such as M11, got the folder {folder}; write --evidence before each folder.")
    if out is not None:
        check_file(out)
    check = one_of("claim", EVERY)
    chosen = {check(key.upper()) for key in claims or EVERY}
    audited = judge(evidence or folders_of(Path("results")), chosen)
    if as_json:
        typer.echo(json_of("audit", [asdict(entry) for entry in audited]))
    else:
        print_audit(audited)
    if out is not None:
        typer.echo(f"Report: {write(audited, out)}", err=True)


def _audit_table(path: Path, against: str, as_json: bool) -> None:
    from dataclasses import asdict

    from actlab.paper.audit import table

    rows = table.read(path)
    pairs = table.compare(rows, against)
    if as_json:
        typer.echo(json_of("audit-table", [asdict(pair) for pair in pairs]))
    else:
        typer.echo(table.text(rows, pairs, against))
