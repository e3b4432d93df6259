"""``actlab version``."""

import typer


def version() -> None:
    """Print the version."""
    from actlab import __version__

    typer.echo(__version__)
