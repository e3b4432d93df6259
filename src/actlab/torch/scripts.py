"""What ``torch.jit.script`` compiles in place of our functions and modules: their trace, one call for every type.

TorchScript reads the source of what it compiles, and that of ours is no TorchScript.
"""

import warnings
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

Function = TypeVar("Function", bound=Callable[..., Tensor])


def traced(function: Callable[..., Tensor]) -> Callable[[Tensor], Tensor]:
    """A function of one tensor as a script can call it."""
    with warnings.catch_warnings():  # torch.jit.script has warned already that torch.jit is old
        warnings.simplefilter("ignore", DeprecationWarning)
        trace: Callable[[Tensor], Tensor]
        trace = torch.jit.trace(lambda x: function(x), torch.zeros(2), check_trace=False)  # of a method it is a module
    return trace


def scriptable(function: Function) -> Function:
    """The same function; a script that calls it gets its trace."""
    function.__prepare_scriptable__ = partial(_calling_trace, function)  # type: ignore[attr-defined]
    return function


def _calling_trace(function: Callable[..., Tensor]) -> Callable[[Tensor], Tensor]:
    trace = traced(function)

    def scripted(x: Tensor) -> Tensor:
        return trace(x)

    return scripted
