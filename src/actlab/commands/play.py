"""What ``actlab play`` does."""

from typing import Annotated

import typer


def play(
    port: Annotated[int, typer.Option(help="Where to listen; if it is in use, the next free one.")] = 8017,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Open the page to play with: functions, small networks, results. It is served on this machine only."""
    import webbrowser

    from actlab.playground.server import open_server

    def taken(number: int) -> None:
        typer.echo(f"Port {number} is in use; trying the next one.", err=True)

    with open_server(port, taken) as server:
        typer.echo(f"Playground: {server.url}   (stop with Ctrl-C)")
        if browser:
            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)
