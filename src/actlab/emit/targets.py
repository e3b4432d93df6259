"""The languages in which a single record can be printed."""

from collections.abc import Callable

from actlab.define.activation import Activation
from actlab.emit import cpp, javascript, latex, numpy_code, onnx_graph, triton


def _header(activation: Activation) -> str:
    title = activation.title.translate({ord('"'): "'", ord("\\"): "/"})  # in Python it stands in a docstring
    return f"{title}: {activation.formula}. {activation.source}. Made by actlab."


TARGETS: dict[str, Callable[..., str]] = {
    "latex": lambda activation: f"{latex.formula(activation)}\n{latex.slope(activation)}\n",
    "numpy": lambda activation: numpy_code.emit(activation, _header(activation)),
    "cpp": lambda activation: cpp.standalone(activation, _header(activation)),
    "triton": lambda activation: triton.standalone(activation, _header(activation)),
    "javascript": lambda activation: javascript.standalone(activation, _header(activation)),
    "onnx": lambda activation, **opset: onnx_graph.emit(activation, _header(activation), **opset),
}
