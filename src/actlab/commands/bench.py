"""``actlab bench``: what activations cost on this machine, as a table, as JSON and as a chart."""

from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of


def bench(
    quick: Annotated[bool, typer.Option("--quick", help="1M elements, float32, few rounds, no peers.")] = False,
    rounds: Annotated[int, typer.Option(help="Times each cell is measured; the median counts.")] = 21,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A chart that ends in .svg or .png.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all cells as JSON.")] = False,
) -> None:
    """Measure activations and training steps on this machine: ratios in one process, one thread (about 20 minutes).

    Ctrl-C ends it and shows what was measured until then.
    """
    if rounds < 3:
        raise BadValue(f"--rounds: expected at least 3, got {rounds}.")
    from actlab.bench import measure as measuring
    from actlab.pages.drawing import check_name, save
    from actlab.pages.write import check_file

    if out is not None:
        check_name(out)
        check_file(out)

    options: dict[str, Any] = {"rounds": rounds}
    if quick:
        options = {
            "sizes": ("1M",),
            "types": ("float32",),
            "inputs": ("normal",),
            "networks": ("CNN",),
            "compare": False,
        }
        options["rounds"] = min(rounds, 7)
    run = measuring.bench(**options)
    typer.echo(json_of("bench", run.as_dict(), indent=2) if as_json else measuring.as_table(run))
    if out is not None:
        from actlab.bench.figure import draw_bench

        save(draw_bench(run), out)
