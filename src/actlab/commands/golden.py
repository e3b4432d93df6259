"""``actlab golden``."""

from pathlib import Path
from typing import Annotated

import typer


def golden(
    name: Annotated[str, typer.Argument(help="An activation or a gate, such as mish or swiglu:limit=7.")],
    dtype: Annotated[str, typer.Option(help="float16, bfloat16, float32 or float64.")] = "float32",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file that ends in .json or .npz.")] = None,
) -> None:
    """Write exact values and slopes of an activation at inputs that reach every branch; without --out as JSON here."""
    from actlab.golden import golden as vectors
    from actlab.golden import text_of

    chosen = vectors(name, dtype)
    if out is None:
        typer.echo(text_of(chosen), nl=False)
    else:
        chosen.write(out)
        typer.echo(f"{out}: {len(chosen)} inputs of {chosen.choice.key} in {chosen.kind}")
