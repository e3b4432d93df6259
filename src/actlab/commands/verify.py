"""``actlab verify``."""

from typing import Annotated

import typer

from actlab.commands.model_options import FAILED, AsJson
from actlab.pages.document import as_json as json_of


def verify(
    subject: Annotated[
        str,
        typer.Argument(
            help="A folder with config.json, a model type or class of transformers (llama, LlamaForCausalLM), "
            "package.module:function, file.py:function, or model.onnx."
        ),
    ],
    against: Annotated[
        list[str] | None,
        typer.Argument(help="What a function should be, such as mish; for an ONNX file all activations it may have."),
    ] = None,
    dtype: Annotated[str, typer.Option(help="float16, bfloat16, float32 or float64, for a function.")] = "float32",
    ulp: Annotated[
        float | None,
        typer.Option(help="The largest error allowed, in ULP.", show_default="8 of the largest of 1, x and the result"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that a model runs the activations its configuration asks for, or that a function is the one it should be.

    The exit code is 1 if something differs or could not be read.
    """
    from actlab.swap.verify.verifying import verify_command

    report = verify_command(subject, against or [], dtype, ulp)
    typer.echo(json_of("verify", report.as_dict(), indent=2) if as_json else str(report))
    if not report.agrees:
        raise typer.Exit(FAILED)
