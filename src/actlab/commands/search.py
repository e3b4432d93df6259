"""``actlab search``."""

from functools import partial
from typing import Annotated

import typer

from actlab.commands.model_options import AsJson
from actlab.pages.document import as_json as json_of


def search(
    model: Annotated[str, typer.Argument(help="package.module:factory or file.py:factory of a classifier.")],
    functions: Annotated[str, typer.Option(help="The functions to choose from.")] = "relu,swish,mish",
    data: Annotated[str, typer.Option(help="A data set of the lab.")] = "digits",
    method: Annotated[str, typer.Option(help="greedy, random or tpe (needs Optuna).")] = "greedy",
    budget: Annotated[int, typer.Option(help="Assignments to train, the unchanged model included.")] = 12,
    seeds: Annotated[int, typer.Option(help="Paired seeds for every assignment; as many fresh ones judge.")] = 3,
    epochs: Annotated[int, typer.Option(help="Passes over the training set.")] = 5,
    learning_rate: Annotated[float, typer.Option(help="The same for every assignment.")] = 0.1,
    as_json: AsJson = False,
) -> None:
    """Search which layers profit from another activation, and judge the best on fresh seeds."""
    from torch import nn

    from actlab.lab.verdicts.procedure import judge_one
    from actlab.progress import bar
    from actlab.swap.loading import load_model
    from actlab.swap.search import search as search_over
    from actlab.swap.search.scoring import classifier_score, held_out, training_inputs

    names = tuple(name.strip() for name in functions.split(",") if name.strip())
    inputs = training_inputs(load_model(model), data)
    score = classifier_score(inputs, data, epochs, learning_rate)
    judge = partial(judge_one, resolution=1 / held_out(data))
    with bar("search", (budget + 2) * seeds, unit="trainings") as progress:

        def scored(network: nn.Module, seed: int) -> float:
            accuracy = score(network, seed)
            progress.advance()
            return accuracy

        result = search_over(
            lambda: load_model(model),
            scored,
            judge,
            functions=names,
            example_inputs=(inputs[:2],),
            method=method,
            budget=budget,
            seeds=seeds,
        )
    typer.echo(json_of("search", result.as_dict(), indent=2) if as_json else str(result))
