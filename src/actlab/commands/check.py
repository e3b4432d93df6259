"""``actlab check``."""

from typing import Annotated

import typer


def check(
    function: Annotated[str, typer.Argument(help="Your function: my_module:my_backward or file.py:my_slope")],
    against: Annotated[str, typer.Option(help="The activation it should be, or a formula.")],
    kind: Annotated[
        str | None,
        typer.Option(help="value, slope or backward.", show_default="what it is nearest to"),
    ] = None,
) -> None:
    """Say where a value, slope or backward written by hand is wrong, and which term is likely missing.

    The exit code is 1 if it is wrong.
    """
    from actlab.explain.checking import check as checked
    from actlab.explain.checking import load

    result = checked(load(function), against, kind)
    print(result)
    if not result.agrees:
        raise typer.Exit(1)
