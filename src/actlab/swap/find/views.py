"""Two more ways to look at a model: the graphs of torch.fx and of torch.export, reduced to counts."""

import logging
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

import torch
from torch import fx, nn

from actlab.swap.find.frames import OURS, TORCH
from actlab.swap.find.places import View
from actlab.swap.find.recognise import named, plain, torch_classes
from actlab.swap.find.trace import KernelCounts

VIEWS = ("fx", "export")


class _Tracer(fx.Tracer):
    """Looks into torch's activation modules, so that a module and a call of its function count as the same."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        from actlab.torch.modules import ActivationModule

        if isinstance(m, ActivationModule):
            return True
        inside = type(m).__module__ == "torch.nn.modules.activation" and plain(type(m).__name__) in torch_classes()
        return not inside and not any(m.children()) and super().is_leaf_module(m, module_qualified_name)


def fx_view(model: nn.Module) -> View:
    """Count torch's activation functions in the graph that torch.fx traces without running the model."""
    tracer = _Tracer()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = tracer.trace(model)
    except Exception as error:  # tracing runs the model's own code on stand-ins, which may raise anything
        return View("torch.fx", {}, f"cannot trace this model: {describe(error)}")
    counts: Counter[str] = Counter()
    for node in graph.nodes:
        if node.op == "call_function":
            name = named(node.target)
        elif node.op == "call_method":
            name = plain(str(node.target)) if plain(str(node.target)) in torch_classes() else None
        else:
            name = None
        if name:
            counts[name] += 1
    return View("torch.fx", counts)


def export_view(model: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> View:
    """Count torch's activation kernels in the graph that torch.export makes for the example inputs.

    The graph is run, not read: its nodes do not have the names of the kernels yet (relu6 in it is hardtanh in a run).
    """
    try:
        with warnings.catch_warnings(), _silence():
            warnings.simplefilter("ignore")
            graph = torch.export.export(model, args, kwargs, strict=False).module()
            with KernelCounts() as seen:
                graph(*args, **kwargs)
    except Exception as error:  # as above
        return View("torch.export", {}, f"cannot export this model: {describe(error)}")
    return View("torch.export", seen.counts)


@contextmanager
def _silence() -> Iterator[None]:
    """Silence what torch.export prints and logs about a model it cannot export: the report states the reason."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            yield
    finally:
        logging.disable(level)


def describe(error: BaseException) -> str:
    """The first line of an error and the last line of source outside of torch and actlab where it came from."""
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    where = source_of(error)
    return f"{text} (at {where})" if where else text


def source_of(error: BaseException) -> str:
    """``file:line: text`` of the innermost frame in the user's code."""
    frames = traceback.extract_tb(error.__traceback__)
    users = [f for f in frames if not f.filename.startswith((TORCH, OURS, "<frozen"))]
    return f"{users[-1].filename}:{users[-1].lineno}: {users[-1].line}" if users else ""
