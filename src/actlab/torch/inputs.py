"""What every function and gate takes: dense tensors of four float types."""

import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from actlab.errors import BadType
from actlab.torch.operators import TYPES


def check(x: Tensor) -> None:
    """Refuse what is no such tensor.

    Raises:
        BadType: for what is no tensor, another type, or a tensor that is sparse, nested without ``torch.jagged``, or in
            a layout of oneDNN.
    """
    if not isinstance(x, Tensor) or x.dtype not in TYPES:
        kind = x.dtype if isinstance(x, Tensor) else type(x).__name__
        raise BadType(
            f"expected a tensor of a float type, got {kind}; convert it with x.float() or torch.tensor(x) (float16, "
            "bfloat16, float32 and float64 are taken)."
        )
    if x.layout not in (torch.strided, torch.jagged):
        raise BadType(f"expected a dense tensor, got one of layout {x.layout}; convert it with x.to_dense().")
    if x.is_nested and x.layout is torch.strided:
        raise BadType(
            "expected a dense tensor, or a nested one of layout torch.jagged, got a nested one of layout "
            "torch.strided; make it with layout=torch.jagged."
        )


def of_values(function: Callable[..., Tensor], x: Tensor, *others: Tensor) -> Tensor:
    """``function`` of the numbers in jagged tensors, as one with the lengths of ``x``."""
    jagged: Any = x  # torch's types have no class for it
    numbers = function(*(tensor.values() for tensor in (x, *others)))
    return torch.nested.nested_tensor_from_jagged(
        numbers, jagged.offsets(), jagged.lengths(), jagged_dim=ragged_dimension(x)
    )


def ragged_dimension(x: Tensor) -> int:
    """The dimension of a jagged tensor in which lengths differ."""
    return x._ragged_idx  # type: ignore[attr-defined, no-any-return]  # of torch's class of such tensors


def is_distributed(x: Tensor) -> bool:
    """Whether ``x`` is shared among processes: torch knows how to share its own operations, and not ours."""
    if type(x) is Tensor:
        return False
    distributed = sys.modules.get("torch.distributed.tensor")
    return distributed is not None and isinstance(x, distributed.DTensor)
