"""The command line: one library call a command. Nothing heavy is imported before a command needs it."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.errors import ActlabError, BadValue, Interrupted, Missing
from actlab.explain.command import check, explain
from actlab.lab import ranks
from actlab.playground.command import play
from actlab.report.audit_command import audit
from actlab.report.bench_command import bench
from actlab.report.landscape_command import landscape
from actlab.report.replay_command import replay
from actlab.report.study_command import app as study
from actlab.report.study_command import export, watch
from actlab.swap.command import find, search, swap

app = typer.Typer(
    help="The workbench for the activation functions of neural networks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Names = Annotated[
    list[str] | None, typer.Argument(help="Activations, such as: relu swish:beta=2 mish", show_default=False)
]


@app.callback()
def _before_every_command(
    define: Annotated[
        list[Path] | None, typer.Option(help="A TOML file with functions of your own; may stand anywhere.")
    ] = None,
) -> None:
    if define:
        from actlab.define import define_from_toml

        for path in define:
            define_from_toml(path)


@app.command()
def compare(
    names: Names = None,
    data: Annotated[str, typer.Option(help="digits, mnist, cifar10, spiral and others.")] = "digits",
    network: Annotated[str, typer.Option(help="mlp: fully connected layers.")] = "mlp",
    hidden: Annotated[str, typer.Option(help="Widths of the hidden layers.")] = "100,50",
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Passes over the training set. [default: digits 30, other images 10, points 100]", show_default=False
        ),
    ] = None,
    learning_rate: Annotated[float, typer.Option(help="The same for every function.")] = 0.1,
    batch_size: Annotated[
        int | None,
        typer.Option(help="Examples a step. [default: digits 32, other images 100, points 10]", show_default=False),
    ] = None,
    optimizer: Annotated[str, typer.Option(help="sgd, momentum, adam, rmsprop and others.")] = "sgd",
    train_images: Annotated[
        int | None, typer.Option(help="The first so many alone. [default: all]", show_default=False)
    ] = None,
    device: Annotated[
        str, typer.Option(help="auto: a GPU for networks of images where there is one; cpu; cuda.")
    ] = "auto",
    precision: Annotated[str, typer.Option(help="float32; bfloat16: by autocast, for networks of images.")] = "float32",
    seeds_together: Annotated[int, typer.Option(help="Seeds of a network of images that are trained at once.")] = 1,
    seeds: Annotated[int, typer.Option(help="Runs for each function, paired over the functions.")] = 5,
    first_seed: Annotated[int, typer.Option(help="The first seed; the others follow it.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes to train on; the numbers do not depend on it.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report and numbers. [default: named after the settings]", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another comparison in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Train a network with each activation over paired seeds and say which is better.

    Default: relu swish mish on real handwritten digits, about half a minute.
    """
    from actlab.lab.data import DEFAULTS
    from actlab.lab.specification import specify

    preset = DEFAULTS.get(data, {})
    settings: dict[str, Any] = {
        "data": data,
        "network": network,
        "hidden": _widths(hidden),
        "epochs": preset.get("epochs") if epochs is None else epochs,
        "learning_rate": learning_rate,
        "batch_size": preset.get("batch_size") if batch_size is None else batch_size,
        "optimizer": optimizer,
        "train_images": train_images,
        "seeds": seeds,
        "first_seed": first_seed,
    }
    if names:
        settings["activations"] = tuple(names)
    specification = specify(**{name: value for name, value in settings.items() if value is not None})
    specification = specification.on(device, seeds_together=seeds_together, precision=precision)
    if workers < 1:
        raise BadValue(f"--workers: expected at least 1, got {workers}.")
    _need_torch("actlab compare")
    from actlab.report.command import compare_and_report

    compare_and_report(specification, out, workers, force, as_json)


@app.command("list")
def list_activations(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the known activations."""
    from actlab.report.records import print_list

    print_list(as_json)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="An activation, such as mish or leaky_relu:slope=0.05.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show formula, slope, source, properties and a small plot of an activation."""
    from actlab.report.records import print_record

    print_record(name, as_json)


@app.command()
def emit(
    name: Annotated[str, typer.Argument(help="An activation, such as mish.")],
    to: Annotated[str, typer.Option(help="latex, numpy, cpp, triton or javascript.")] = "numpy",
) -> None:
    """Print value and slope of an activation as code to paste elsewhere."""
    from actlab.define import record
    from actlab.emit.targets import TARGETS
    from actlab.errors import UnknownName

    if to not in TARGETS:
        raise UnknownName("language", to, TARGETS)
    typer.echo(TARGETS[to](record(name)), nl=False)


@app.command()
def plot(
    names: Annotated[list[str], typer.Argument(help="Activations, such as: relu leaky_relu:slope=0.05")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A file that ends in .svg or .png.")],
    x_range: Annotated[str, typer.Option("--x", help="From and to along x.")] = "-5,5",
    y_range: Annotated[
        str | None, typer.Option("--y", help="From and to of the value. [default: what is drawn]", show_default=False)
    ] = None,
) -> None:
    """Draw value and slope of activations, such as: actlab plot relu mish --y=-0.5,2 -o mish.svg."""
    from actlab.report.command import plot_functions

    plot_functions(names, out, _range("--x", x_range), None if y_range is None else _range("--y", y_range))


@app.command()
def version() -> None:
    """Print the version."""
    from actlab import __version__

    typer.echo(__version__)


app.add_typer(study, name="study")
for command in (watch, export, audit, replay, bench, landscape, find, swap, search, explain, check, play):
    app.command()(command)


def main() -> None:
    """Run the command line; an error of the user's is one message and exit code 2, an interruption 130."""
    try:
        if ranks.count() == 1:
            _command()
        else:
            from actlab.lab.on_ranks import lead_or_follow

            lead_or_follow(_command)
    except Interrupted as error:
        _fail(error, 130)
    except ActlabError as error:
        _fail(error, 2)


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


def _fail(error: ActlabError, code: int) -> None:
    print(f"actlab: {error}", file=sys.stderr)
    sys.exit(code)


def _widths(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise BadValue(f"--hidden: expected whole numbers such as 100,50, got {text!r}.") from None


def _range(option: str, text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise BadValue(f"{option}: expected two numbers such as {option}=-5,5, got {text!r}.") from None
    if not low < high:
        raise BadValue(f"{option}: expected the smaller number first, got {text!r}.")
    return low, high


def _need_torch(purpose: str) -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise Missing("PyTorch", purpose, "pip install 'actlab[torch]'")
