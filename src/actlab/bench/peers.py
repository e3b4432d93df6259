"""Mish as other libraries compute it, for the benchmark: each that is installed, on the same numbers."""

import math
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from actlab.torch.accelerate import restore

Call = Callable[[], Any]


def stable_mish(x: torch.Tensor) -> torch.Tensor:
    """Mish as those write it who want one exponential instead of three, in plain torch."""
    e = torch.exp(torch.clamp(x, max=20.0))
    n = e * (e + 2.0)
    return x * (n / (n + 2.0))


def peers(x: Tensor) -> dict[str, Call]:
    """Mish of ``x``, forward, by the name of the library and the form; what is not installed is left out."""
    libraries = {
        "torch.compile, F.mish": _compiled(functional.mish, x),
        "torch.compile, stable form": _compiled(stable_mish, x),
    }
    if x.dtype == torch.float32:  # the others have no bfloat16 arrays, or none that NumPy can give them
        for name, make in _LIBRARIES.items():
            if find_spec(name):
                libraries |= make(x.numpy())
    return libraries


def _compiled(function: Callable[[Tensor], Tensor], x: Tensor) -> Call:
    from torch._inductor import config

    restore()  # else torch's form would be replaced by ours
    torch.compiler.reset()
    run = torch.compile(function, dynamic=False)
    with torch.no_grad(), config.patch(compile_threads=1):  # more would fork a process in which JAX has threads
        run(x)
    return torch.no_grad()(lambda: run(x))


def _jax(x: Any) -> dict[str, Call]:
    jax: Any = import_module("jax")

    def stable(x: Any) -> Any:
        e = jax.numpy.exp(jax.numpy.minimum(x, 20.0))
        n = e * (e + 2.0)
        return x * (n / (n + 2.0))

    on_device = jax.device_put(x)
    calls = {"JAX, nn.mish": jax.jit(jax.nn.mish), "JAX, stable form": jax.jit(stable)}
    return {name: partial(lambda run: run(on_device).block_until_ready(), run) for name, run in calls.items()}


def _onnxruntime(x: Any) -> dict[str, Call]:
    if not find_spec("onnx"):
        return {}
    import onnx
    import onnxruntime

    shape = ["n"]
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name in "xy"]
    graph = onnx.helper.make_graph([onnx.helper.make_node("Mish", ["x"], ["y"])], "mish", ends[:1], ends[1:])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return {"onnxruntime": lambda: session.run(None, {"x": x})}


def _openvino(x: Any) -> dict[str, Call]:
    openvino: Any = import_module("openvino")
    opset13: Any = import_module("openvino.opset13")

    parameter = opset13.parameter([x.size], np.float32)
    model = openvino.Model([opset13.mish(parameter)], [parameter])
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(model, "CPU", settings).create_infer_request()
    request.set_input_tensor(openvino.Tensor(x, shared_memory=True))
    return {"OpenVINO": request.infer}


def _numexpr(x: Any) -> dict[str, Call]:
    numexpr: Any = import_module("numexpr")

    numexpr.set_num_threads(1)
    e = "exp(where(x < 20, x, 20))"
    form, names = f"x * ({e} * ({e} + 2) / ({e} * ({e} + 2) + 2))", {"x": x}
    return {"numexpr, stable form": lambda: numexpr.evaluate(form, names)}


def _numba(x: Any) -> dict[str, Call]:
    numba: Any = import_module("numba")

    @numba.vectorize(["float32(float32)"])  # type: ignore[untyped-decorator]
    def mish(x: Any) -> Any:
        e = math.exp(min(x, np.float32(20)))
        n = e * (e + np.float32(2))
        return x * (n / (n + np.float32(2)))

    return {"numba, stable form": lambda: mish(x)}


_LIBRARIES: dict[str, Callable[[Any], dict[str, Call]]] = {
    "jax": _jax,
    "onnxruntime": _onnxruntime,
    "openvino": _openvino,
    "numexpr": _numexpr,
    "numba": _numba,
}
