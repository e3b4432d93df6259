"""``actlab replay``: the published from-scratch experiment, or the same protocol with other settings."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlab.commands.options import widths
from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of

if TYPE_CHECKING:
    from actlab.paper.replay.run import Protocol

FREE = "Another setting than the article's; prints that one run."


def replay(
    table: Annotated[
        str | None,
        typer.Option(help="basic, beta, learning-rate, width or all.", show_default="basic"),
    ] = None,
    activation: Annotated[str | None, typer.Option(help="Any activation. " + FREE, show_default=False)] = None,
    beta: Annotated[float | None, typer.Option(help="The activation's beta. " + FREE, show_default=False)] = None,
    learning_rate: Annotated[float | None, typer.Option(help="0.1 in the article. " + FREE, show_default=False)] = None,
    hidden: Annotated[str | None, typer.Option(help="100,50 in the article. " + FREE, show_default=False)] = None,
    batch_size: Annotated[int | None, typer.Option(help="100 in the article. " + FREE, show_default=False)] = None,
    seed: Annotated[int | None, typer.Option(help="10 in the article. " + FREE, show_default=False)] = None,
    data: Annotated[str | None, typer.Option(help="mnist in the article. " + FREE, show_default=False)] = None,
    epochs: Annotated[int, typer.Option(help="With a table, fewer than 50 compare the logs that far.")] = 50,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the report of a table.", show_default="out/replay-TABLE")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: rows of the run, or tables and logs.")] = False,
) -> None:
    """Replay the published from-scratch experiment on MNIST, number by number, about a minute and a half.

    With settings of your own: actlab replay --activation swish --beta 0.5 --hidden 64,32 --epochs 5 --json.
    """
    options = {
        "--activation": activation,
        "--beta": beta,
        "--learning-rate": learning_rate,
        "--hidden": hidden,
        "--batch-size": batch_size,
        "--seed": seed,
        "--data": data,
    }
    free = [option for option, value in options.items() if value is not None]
    if table is not None and free:
        raise BadValue(f"--table runs the article's own settings; leave out {', '.join(free)}, or --table.")
    if free:
        if out is not None:
            raise BadValue("--out is for the report of a table; redirect the output of a single run.")
        _one_run(options, epochs, as_json)
    else:
        _tables(table or "basic", epochs, out, as_json)


def _tables(table: str, epochs: int, out: Path | None, as_json: bool) -> None:
    from actlab.pages.write import check_folder
    from actlab.paper.replay.page import plain, print_replay, write
    from actlab.paper.replay.published import EPOCHS, rows_of
    from actlab.paper.replay.published import replay as replay_table
    from actlab.paper.replay.run import Protocol
    from actlab.progress import bar

    if not 1 <= epochs <= EPOCHS:
        raise BadValue(f"--epochs: with a table, expected 1 to {EPOCHS}, got {epochs}.")
    folder = out or Path("out") / f"replay-{table}"
    runs = len({row.settings for row in rows_of(table)})
    check_folder(folder)
    with bar("training", runs * (epochs + 1)) as progress:

        def on_row(settings: Protocol, _: Any) -> None:
            progress.say(f"{settings.title}, learning rate {settings.learning_rate:g}")
            progress.advance()

        result = replay_table(table, epochs, on_row)
    if as_json:
        print(json_of("replay", plain(result)))
    else:
        print_replay(result)
    print(f"Report: {write(result, folder)}", file=sys.stderr)


def _one_run(options: dict[str, Any], epochs: int, as_json: bool) -> None:
    from dataclasses import asdict

    from actlab.paper.replay.run import run
    from actlab.progress import bar
    from actlab.scratch import Row, blown_up

    settings = _settings(options, epochs)
    log: list[Row] = []
    try:
        with bar(settings.title, epochs + 1) as progress:
            for row in run(settings):
                log.append(row)
                progress.advance()
    finally:  # also where the run diverges or the user stops it: the file from before stays
        if as_json:
            print(json_of("log", [asdict(row) for row in log]))
        else:
            print("epoch  train accuracy  train loss  test accuracy  test loss")
            for row in log:
                print(
                    f"{row.epoch:5d}  {row.train_accuracy:14.5f}  {row.train_loss:10.6f}  "
                    f"{row.test_accuracy:13.4f}  {row.test_loss:9.6f}"
                )
    if message := blown_up(log):
        print(f"actlab: {message}", file=sys.stderr)


def _settings(options: dict[str, Any], epochs: int) -> "Protocol":
    from actlab.define import Choice, choose
    from actlab.errors import one_of
    from actlab.lab.data.sets import DATA_SETS
    from actlab.paper.replay.run import Protocol

    choice = choose(options["--activation"] or Protocol.activation)
    if options["--beta"] is not None:
        choice = Choice(choice.activation, {**choice.parameters, "beta": options["--beta"]})
    chosen: dict[str, Any] = {
        "learning_rate": options["--learning-rate"],
        "batch_size": options["--batch-size"],
        "seed": options["--seed"],
    }
    if options["--hidden"] is not None:
        chosen["hidden"] = widths(options["--hidden"])
    if options["--data"] is not None:
        chosen["data"] = one_of("data set", DATA_SETS)(options["--data"])
    return Protocol(choice.key, epochs=epochs, **{name: value for name, value in chosen.items() if value is not None})
