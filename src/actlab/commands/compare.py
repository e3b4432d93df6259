"""``actlab compare``: the main job."""

from pathlib import Path
from typing import Annotated, Any

import typer

from actlab.commands.options import need_torch, widths
from actlab.errors import BadValue

Names = Annotated[
    list[str] | None, typer.Argument(help="Activations, such as: relu swish:beta=2 mish", show_default=False)
]


def compare(
    names: Names = None,
    data: Annotated[
        str | None,
        typer.Option(
            help="digits, mnist, cifar10, spiral and others; my.npz with x_train, y_train, x_test and y_test; "
            "my.csv or my.csv:column for its target.",
            show_default="digits",
        ),
    ] = None,
    network: Annotated[
        str | None,
        typer.Option(
            help="mlp, conv, lenet, cnn6, resnet-v1-20 and others; my.py:function, which takes an activation factory.",
            show_default="mlp",
        ),
    ] = None,
    hidden: Annotated[str | None, typer.Option(help="Widths of the hidden layers.", show_default="100,50")] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Passes over the training set.",
            show_default="30; other images than the digits 10, points 100, a text 5",
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(
            help="The same for every function.",
            show_default="0.1; 0.001 with own data or network, 0.003 with a text",
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        typer.Option(help="Examples a step.", show_default="32; other images than the digits 100, points 10"),
    ] = None,
    optimizer: Annotated[
        str | None,
        typer.Option(
            help="sgd, momentum, adam, rmsprop and others.",
            show_default="sgd; adam with own data or network, adamw with a text",
        ),
    ] = None,
    train_images: Annotated[int | None, typer.Option(help="The first so many alone.", show_default="all")] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            help="test_accuracy, test_loss, calibration_error, epochs_to_97 and others; my.py:function of scores and "
            "targets. May stand several times.",
            show_default="what the data ask for",
        ),
    ] = None,
    step: Annotated[
        str | None,
        typer.Option(help="my.py:function of network and batch that returns the loss.", show_default=False),
    ] = None,
    device: Annotated[
        str, typer.Option(help="auto: a GPU for networks of images where there is one; cpu; cuda.")
    ] = "auto",
    precision: Annotated[str, typer.Option(help="float32; bfloat16: by autocast.")] = "float32",
    kernels: Annotated[str, typer.Option(help="auto: actlab's where they load; actlab; torch.")] = "auto",
    seeds_together: Annotated[
        int | None,
        typer.Option(
            help="Seeds trained at once; fewer take as long.", show_default="10 for small dense networks, else 1"
        ),
    ] = None,
    against: Annotated[
        str,
        typer.Option(help="Judge all others against this function alone.", show_default=False),
    ] = "",
    seeds: Annotated[
        int | None,
        typer.Option(help="Runs for each function, paired.", show_default="10"),
    ] = None,
    first_seed: Annotated[int, typer.Option(help="The first seed; the others follow it.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes to train on; the numbers do not depend on it.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report and numbers.", show_default="named after the settings"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another comparison in --out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the results as JSON.")] = False,
) -> None:
    """Train a network with each activation over paired seeds and say which is better.

    Default: relu swish mish on real handwritten digits, about a minute.
    """
    from actlab.lab.plan import bringing
    from actlab.lab.plan.comparison import SEEDS, comparison, plan_of
    from actlab.lab.training.devices import place_for

    settings: dict[str, Any] = {
        "data": None if data is None else bringing.data(data, _warn),
        "network": None if network is None else bringing.network(network),
        "step": None if step is None else bringing.step(step),
        "hidden": None if hidden is None else widths(hidden),
        "epochs": epochs,
        "learning_rate": learning_rate,
        "batch_size": batch_size,
        "optimizer": optimizer,
        "train_images": train_images,
    }
    chosen = {name: value for name, value in settings.items() if value is not None}
    study = comparison(
        [name if ".py:" not in name else bringing.arm(name) for name in names or ()],
        chosen,
        seeds=SEEDS if seeds is None else seeds,
        first_seed=first_seed,
        against=against,
        metrics=[bringing.metric(one) for one in metric or ()],
    )
    if workers < 1:
        raise BadValue(f"--workers: expected at least 1, got {workers}.")
    need_torch("actlab compare")
    place = place_for(
        plan_of(study).of_images, device, 1 if seeds_together is None else seeds_together, precision, kernels
    )
    plan = plan_of(study, **place)
    from actlab.lab.execute import at_once
    from actlab.lab.execute.engine import engine
    from actlab.lab.execute.folder import default_folder
    from actlab.lab.training.precision import advice
    from actlab.report import running
    from actlab.report.comparing import check_networks

    check_networks([plan])
    if precision == "bfloat16" and (words := advice(precision, place["device"])):
        running.warn(words)
    folder = out or default_folder(plan)
    if seeds_together is None:
        plan = at_once.chosen(plan, None if force else folder)
    results = running.compare(plan, folder, engine("processes", workers), force, as_json)
    if running.failed([results]):
        raise typer.Exit(1)


def _warn(message: str) -> None:
    typer.echo(f"actlab: {message}", err=True)
