"""Which tensor is a function of which other one, element by element, and what that function's values are.

Every result of an element-by-element call is followed back to the tensors it was computed from; beside the real tensors
the same calls run on the grid of :mod:`actlab.swap.find.recognise`, so each result has a curve with respect to each of
them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import torch
from torch import Tensor
from torch.utils.weak import WeakTensorKeyDictionary

from actlab.swap.find.recognise import GRID, Curve

LONGEST_CHAIN = 12  # calls; the longest common hand-written form, Gelu's with tanh, has 8
MOST_ROOTS = 6  # tensors a result is followed back to; the nearest are kept

Root = tuple[int, int]  # the serial number of a tensor and its version: an in-place call makes another root of it


@dataclass(frozen=True)
class Chain:
    """How a tensor follows from a root: its values on the grid, the calls made, the numbers that came in."""

    root: Root
    shape: torch.Size
    values: Tensor
    events: tuple[int, ...] = ()
    constants: tuple[float, ...] = ()

    @property
    def curve(self) -> Curve | None:
        """The values as an array, None for a condition."""
        return self.values.double().numpy() if self.values.is_floating_point() else None


class Lineage:
    """The chains of all living tensors of one run."""

    def __init__(self) -> None:
        self._serials: Any = WeakTensorKeyDictionary()
        self._chains: Any = WeakTensorKeyDictionary()
        self._next = count()

    def root(self, tensor: Tensor) -> Root:
        """The name of a tensor as it is now."""
        if tensor not in self._serials:
            self._serials[tensor] = next(self._next)
        return self._serials[tensor], 0 if tensor.is_inference() else tensor._version

    def chains(self, tensor: Tensor) -> dict[Root, Chain]:
        """Every way to see a tensor as a function of a root, first as itself."""
        own = self.root(tensor)
        grid = torch.from_numpy(GRID.copy())
        return {own: Chain(own, tensor.shape, grid), **self._chains.get(tensor, {})}

    def inputs(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[int, dict[Root, Chain]]:
        """The chains of every tensor among the arguments, by the tensor's id; taken before the call changes them."""
        return {id(value): self.chains(value) for value in (*args, *kwargs.values()) if isinstance(value, Tensor)}

    def follow(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        before: dict[int, dict[Root, Chain]],
        result: Tensor,
        event: int,
    ) -> list[Chain]:
        """Run the call on the grid too; returns the chains of the result, the shortest first."""
        # A tensor of one element that is no function of another one's elements is a number, such as a learnable beta.
        values = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
        wide = [value for value in values if value.numel() > 1 or result.numel() == 1]
        if not wide or any(isinstance(value, list | tuple) for value in args):
            return []
        common = set.intersection(*(set(before[id(value)]) for value in wide))
        found = []
        for root in common:
            chain = self._on_grid(function, args, kwargs, before, root, event)
            if chain and len(chain.events) <= LONGEST_CHAIN:
                found.append(chain)
        found.sort(key=lambda chain: len(chain.events))
        self._chains[result] = {chain.root: chain for chain in found[:MOST_ROOTS]}
        return found

    def _on_grid(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        before: dict[int, dict[Root, Chain]],
        root: Root,
        event: int,
    ) -> Chain | None:
        events: dict[int, None] = {}
        constants: dict[float, None] = {}
        shape = torch.Size()

        def probe(value: Any) -> Any:
            nonlocal shape
            if isinstance(value, Tensor) and root in before[id(value)]:
                chain = before[id(value)][root]
                events.update(dict.fromkeys(chain.events))
                constants.update(dict.fromkeys(chain.constants))
                shape = chain.shape
                return chain.values.clone()
            if isinstance(value, Tensor):
                value = value.detach().double().reshape(()) if value.is_floating_point() else value
                number = float(value)
                constants[number] = None
                return value if value.dim() == 0 else value.reshape(())
            if isinstance(value, int | float) and not isinstance(value, bool):
                constants[float(value)] = None
            # Half and single precision would hide the curve behind rounding.
            return torch.float64 if value in (torch.float16, torch.bfloat16, torch.float32) else value

        try:
            with torch.no_grad():
                values = function(*(probe(a) for a in args), **{name: probe(a) for name, a in kwargs.items()})
        except Exception:  # a call that does not take a plain vector is not followed any further
            return None
        if not isinstance(values, Tensor) or values.shape != (len(GRID),):
            return None
        return Chain(root, shape, values, (*events, event), tuple(constants))
