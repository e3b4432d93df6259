"""The command line: one library call a command. Nothing heavy is imported before a command needs it."""

import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from actlab import faults, signs
from actlab.commands.audit import audit
from actlab.commands.bench import bench
from actlab.commands.check import check
from actlab.commands.compare import compare
from actlab.commands.emit import emit
from actlab.commands.explain import explain
from actlab.commands.find import find
from actlab.commands.golden import golden
from actlab.commands.landscape import landscape
from actlab.commands.list_activations import list_activations
from actlab.commands.play import play
from actlab.commands.plot import plot
from actlab.commands.replay import replay
from actlab.commands.search import search
from actlab.commands.show import show
from actlab.commands.study import app as study
from actlab.commands.study import export, watch
from actlab.commands.swap import swap
from actlab.commands.verify import verify
from actlab.commands.version import version
from actlab.errors import ActlabError, Interrupted
from actlab.lab.training import ranks
from actlab.memory import guard_imports

app = typer.Typer(
    help="The workbench for the activation functions of neural networks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(shown: bool) -> None:
    if shown:
        version()
        raise typer.Exit


@app.callback()
def _before_every_command(
    define: Annotated[
        list[Path] | None, typer.Option(help="A TOML file with functions of your own; may stand anywhere.")
    ] = None,
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    if define:
        from actlab.define import define_from_toml

        for path in define:
            define_from_toml(path)


app.add_typer(study, name="study")
app.command("list")(list_activations)
for command in (
    compare,
    show,
    plot,
    emit,
    watch,
    export,
    audit,
    replay,
    bench,
    landscape,
    find,
    swap,
    search,
    verify,
    explain,
    check,
    golden,
    play,
    version,
):
    app.command()(command)


def main() -> None:
    """Run the command line: what goes wrong for a reason of the user's or the machine's is one message.

    Exit codes: 2 for wrong use, a missing library, a full disk and the like; 130 for an interruption; 1 is a command's
    own: a check that does not hold, runs that failed.
    """
    _open_closed_streams()
    _replace_what_cannot_be_shown()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    guard_imports()
    try:
        if ranks.count() == 1:
            _command()
        else:
            from actlab.lab.execute.ranks import lead_or_follow

            lead_or_follow(_command)
    except Interrupted as error:
        _fail(str(error), 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more when it ends
        _fail("the reader of this output closed it.", 2)
    except ActlabError as error:
        _fail(str(error), 2)
    except faults.KINDS as error:
        _fail(faults.message(error), 2)
    except ImportError as error:
        if not faults.lacks_memory(error):
            raise
        _fail(faults.message(MemoryError()), 2)


def _stop(number: int, _: object) -> None:
    """End as after Ctrl-C, workers first; whoever sends this twice is obeyed at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _open_closed_streams() -> None:
    """What is written into a closed stream goes nowhere, and no file opened later gets the stream's number."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - as long as the process


def _replace_what_cannot_be_shown() -> None:
    """A terminal of ASCII alone gets signs in ASCII."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors=signs.ERRORS)  # type: ignore[union-attr]


def _command() -> None:
    app(_define_first(sys.argv[1:]))


def _define_first(arguments: list[str]) -> list[str]:
    """Move ``--define FILE`` before the command, wherever it was typed."""
    moved: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--define":
            moved += [argument, *([path] if (path := next(waiting, None)) is not None else [])]
        elif argument.startswith("--define="):
            moved.append(argument)
        else:
            rest.append(argument)
    return moved + rest


def _fail(message: str, code: int) -> None:
    print(f"actlab: {message}", file=sys.stderr)
    sys.exit(code)
