"""``actlab compare``: the main job."""

from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.errors import BadValue, Missing

Names = Annotated[
    list[str] | None, typer.Argument(help="Activations, such as: relu swish:beta=2 mish", show_default=False)
]


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
    from actlab.lab.data.sets import DEFAULTS
    from actlab.lab.plan.specification import specify
    from actlab.lab.training.devices import place_for

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
    place = place_for(specification.of_images, device, seeds_together, precision)
    specification = specification.model_copy(update=place)
    if workers < 1:
        raise BadValue(f"--workers: expected at least 1, got {workers}.")
    _need_torch("actlab compare")
    from actlab.report.comparison import compare_and_report

    compare_and_report(specification, out, workers, force, as_json)


def _widths(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise BadValue(f"--hidden: expected whole numbers such as 100,50, got {text!r}.") from None


def _need_torch(purpose: str) -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise Missing("PyTorch", purpose, "pip install 'actlab[torch]'")
