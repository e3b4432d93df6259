"""``actlab landscape``: what random outputs, the loss, and gradients look like, with numbers."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlab.errors import BadValue, UnknownName

if TYPE_CHECKING:
    from actlab.landscape.page import Landscape

_TRAINED = ("data", "network", "images", "epochs", "batch_size", "learning_rate", "augmentation")
KINDS = {
    "output": ("points", "gain"),
    "loss": ("points", "span", *_TRAINED),
    "depth": ("depth", "width", *_TRAINED),
}
LARGEST_SEED = 2**32
SEEDS = {"output": 20, "loss": 1, "depth": 3}


def landscape(
    kind: Annotated[str, typer.Argument(help="output, loss or depth.")],
    names: Annotated[list[str] | None, typer.Argument(help="Activations.", show_default="relu swish mish")] = None,
    seeds: Annotated[
        int | None, typer.Option(help="Paired over the functions.", show_default="output 20, loss 1, depth 3")
    ] = None,
    first_seed: Annotated[int, typer.Option(help="The first seed; the others follow it.")] = 0,
    points: Annotated[int | None, typer.Option(help="Along each axis.", show_default="output 200, loss 21")] = None,
    gain: Annotated[float | None, typer.Option(help="output: scale of the weights.", show_default="1")] = None,
    span: Annotated[
        float | None, typer.Option(help="loss: how far to go along each direction.", show_default="1")
    ] = None,
    depth: Annotated[int | None, typer.Option(help="depth: hidden layers of mlp.", show_default="30")] = None,
    width: Annotated[int | None, typer.Option(help="depth: of those layers.", show_default="100")] = None,
    data: Annotated[
        str | None,
        typer.Option(help="digits, mnist, fashion-mnist, cifar10, cifar100.", show_default="digits"),
    ] = None,
    network: Annotated[
        str | None, typer.Option(help="What is trained.", show_default="loss resnet-v1-20, depth mlp")
    ] = None,
    images: Annotated[int | None, typer.Option(help="To learn from.", show_default="1000")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training set.", show_default="5")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Examples a step.", show_default="128")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="The same for every function.", show_default="loss 0.1, depth 0.01")
    ] = None,
    augmentation: Annotated[str | None, typer.Option(help="Such as crop:4,flip.", show_default="none")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder.", show_default="out/landscape-KIND")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every number as JSON.")] = False,
) -> None:
    """Draw a landscape and measure it: report.html, landscape.svg, landscape.png and results.json.

    output: random networks over a plane, some ten seconds. loss: around trained networks, some minutes; published:
    actlab landscape loss --data cifar10 --images 50000 --epochs 200 --augmentation crop,flip --points 51.
    depth: gradient norms and dead units of every layer.
    """
    options = {
        **{"points": points, "gain": gain, "span": span, "depth": depth, "width": width},
        **{"data": data, "network": network, "images": images, "epochs": epochs, "batch_size": batch_size},
        **{"learning_rate": learning_rate, "augmentation": augmentation},
    }
    chosen = _settings(kind, options)
    if seeds is None:
        seeds = SEEDS[kind]
    if seeds < 1 or first_seed < 0 or first_seed + seeds > LARGEST_SEED:
        raise BadValue(
            f"--seeds: expected at least 1 seed from 0 on, below {LARGEST_SEED}, got {seeds} from {first_seed} on."
        )
    from actlab.landscape.page import plain, write
    from actlab.pages.write import check_folder

    folder = out or Path("out") / f"landscape-{kind}"
    check_folder(folder)
    drawn = _MAKERS[kind](names or ["relu", "swish", "mish"], range(first_seed, first_seed + seeds), chosen)
    if as_json:
        print(json.dumps(plain(drawn), allow_nan=False))
    else:
        _print(drawn)
    print(f"Report: {write(drawn, folder)}", file=sys.stderr)


def _settings(kind: str, options: dict[str, Any]) -> dict[str, Any]:
    if kind not in KINDS:
        raise UnknownName("landscape", kind, KINDS)
    chosen = {name: value for name, value in options.items() if value is not None}
    for name in chosen:
        if name not in KINDS[kind]:
            option = "--" + name.replace("_", "-")
            users = " and ".join(other for other, names in KINDS.items() if name in names)
            raise BadValue(f"{option} is for {users}, not for {kind}; leave it out.")
    return chosen


def _output(names: Sequence[str], seeds: range, chosen: dict[str, Any]) -> "Landscape":
    from actlab.landscape.numbers import output_landscape
    from actlab.landscape.page import of_outputs

    settings = {"points": 200, "gain": 1.0, **chosen}
    arms = output_landscape(names, seeds, **settings)
    return of_outputs(arms, {"seeds": list(seeds), **settings})


def _loss(names: Sequence[str], seeds: range, chosen: dict[str, Any]) -> "Landscape":
    from dataclasses import asdict

    from actlab.landscape.page import of_losses
    from actlab.landscape.runs import Training, loss_runs

    plane = {"points": chosen.pop("points", 21), "span": chosen.pop("span", 1.0)}
    training = Training(**chosen)
    with _bar(len(names) * len(seeds) * plane["points"] ** 2) as advance:
        runs = list(loss_runs(names, seeds, training, **plane, happened=advance))
    settings = {name: value for name, value in asdict(training).items() if name not in ("depth", "width")}
    return of_losses(runs, {"seeds": list(seeds), **plane, **settings})


def _depth(names: Sequence[str], seeds: range, chosen: dict[str, Any]) -> "Landscape":
    from dataclasses import asdict

    from actlab.landscape.page import of_depth
    from actlab.landscape.runs import Training, depth_runs

    training = Training(**{"network": "mlp", "learning_rate": 0.01, **chosen})
    with _bar(len(names) * len(seeds)) as advance:
        runs = list(depth_runs(names, seeds, training, advance))
    return of_depth(runs, {"seeds": list(seeds), **asdict(training)})


_MAKERS = {"output": _output, "loss": _loss, "depth": _depth}


def _print(drawn: "Landscape") -> None:
    from rich.table import Table

    from actlab.terminal import Terminal

    table = Table("", *drawn.columns, box=None)
    for name, cells in drawn.rows:
        table.add_row(name, *cells)
    console = Terminal(highlight=False)
    console.print(table)
    for note in ("Mean [95 % interval over the seeds].", *drawn.notes):
        console.print(note, style="dim", soft_wrap=True)


@contextmanager
def _bar(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on the error stream; what it gives is called with the name of the arm at work, once a step."""
    from rich.markup import escape
    from rich.progress import Progress

    from actlab.terminal import Terminal

    with Progress(console=Terminal(stderr=True)) as progress:
        task = progress.add_task("training", total=total)

        def advance(name: str) -> None:
            progress.update(task, advance=1, description=escape(name))

        yield advance
