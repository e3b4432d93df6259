"""Options that the commands on models share."""

from typing import Annotated

import typer

FAILED = 1  # the exit code of a check that did not hold; wrong use is 2

Model = Annotated[str, typer.Argument(help="package.module:factory, file.py:factory or model.onnx.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", help="Sizes of an example input, such as 1x3x224x224; repeat it for more inputs."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
