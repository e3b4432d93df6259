"""Which tensor is an element-by-element function of which others, with the values of that function.

Every result of an element-by-element call is followed back to the tensors it was computed from, one or two of them;
beside the real tensors the same calls run on the grid of :mod:`actlab.swap.find.recognise`, so each result has a curve
with respect to each of them, and a gate such as ``silu(a) * b`` its values over pairs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import Parameter
from torch.utils.weak import WeakTensorKeyDictionary

from actlab.swap.find.recognise import GRID, Curve, is_line

LONGEST_CHAIN = 12  # calls; the longest common hand-written form, Gelu's with tanh, has 8
LONGEST_GATE = 16  # calls of both halves: clamps, caps, an inner function written by hand, the product
MOST_ROOTS = 6  # tensors a result is followed back to; the nearest are kept
MOST_PAIRS = 12  # of a result: with clamps on both halves and a constant there are six
_PRODUCTS = ("mul", "rmul", "imul", "multiply")
_COUNTING = (torch.int16, torch.int32, torch.int64)  # of positions and indices; images come as uint8
# The second tensor of a pair takes the grid in this order (77 and 241 have no common divisor), so that pairs fill the
# square: large beside small, both signs of each.
ORDER = np.arange(len(GRID)) * 77 % len(GRID)

Root = tuple[int, int]  # the serial number of a tensor and its version: an in-place call makes another root of it
Roots = tuple[Root, ...]


@dataclass(frozen=True)
class Chain:
    """How a tensor follows from one root or two: its values on the grid, the calls made, the numbers that came in."""

    roots: Roots
    shape: torch.Size
    values: Tensor
    events: tuple[int, ...] = ()
    constants: tuple[float, ...] = ()
    call: "_Call | None" = field(default=None, repr=False)

    @property
    def root(self) -> Root:
        """The only root, or the first."""
        return self.roots[0]

    @property
    def curve(self) -> Curve | None:
        """The values as an array, None for a condition."""
        return self.values.double().numpy() if self.values.is_floating_point() else None

    def __call__(self, *tensors: Tensor) -> Tensor:
        """The same calls on other tensors, one for each root; with gradients where torch records them."""
        return _again(self, dict(zip(self.roots, tensors, strict=True)), {})


@dataclass(frozen=True)
class _Call:
    """One call; chains stand in the place of the tensors that follow from a root."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


def _again(chain: Chain, tensors: Mapping[Root, Tensor], computed: dict[int, Tensor]) -> Tensor:
    if chain.call is None:
        return tensors[chain.root]
    if id(chain) not in computed:
        like = next(iter(tensors.values()))

        def take(value: Any) -> Any:
            if isinstance(value, Chain):
                return _again(value, tensors, computed).clone()  # the call may write into it
            return value.to(like.dtype) if isinstance(value, Tensor) and value.is_floating_point() else value

        args, kwargs = map(take, chain.call.args), {name: take(value) for name, value in chain.call.kwargs.items()}
        computed[id(chain)] = chain.call.function(*args, **kwargs)
    return computed[id(chain)]


class Lineage:
    """The chains of all living tensors of one run."""

    def __init__(self) -> None:
        self._serials: Any = WeakTensorKeyDictionary()
        self._chains: Any = WeakTensorKeyDictionary()
        self._next = count()
        self._types: dict[int, torch.dtype] = {}
        self._positions: set[Root] = set()
        self._filled: set[Root] = set()

    def root(self, tensor: Tensor) -> Root:
        """The name of a tensor as it is now."""
        if tensor not in self._serials:
            self._serials[tensor] = next(self._next)
            self._types[self._serials[tensor]] = tensor.dtype
        return self._serials[tensor], 0 if tensor.is_inference() else tensor._version

    def type_of(self, root: Root) -> torch.dtype:
        """The type of a tensor's numbers."""
        return self._types[root[0]]

    def is_position(self, root: Root) -> bool:
        """Whether a tensor holds positions, indices or parameters, or what follows from them element by element.

        A function of it, such as the scale of an attention by its position or exp(logit_scale), is no activation: it
        sees no feature.
        """
        return root in self._positions

    def note_positions(self, tensors: Iterable[Tensor]) -> None:
        """Note which tensors hold whole numbers or parameters."""
        self._positions.update(
            self.root(tensor) for tensor in tensors if tensor.dtype in _COUNTING or isinstance(tensor, Parameter)
        )

    def note_filled(self, tensor: Tensor) -> None:
        """Note that all elements of a tensor are one number, such as those of zeros_like(x)."""
        self._filled.add(self.root(tensor))

    def is_filled(self, tensor: Tensor) -> bool:
        """Whether all elements of a tensor are one number, whatever the model's input is."""
        return tensor.numel() == 1 or self.root(tensor) in self._filled

    def follow_positions(self, inputs: Iterable[Root], result: Root) -> None:
        """Note that a result follows from some tensors element by element."""
        if self._positions.issuperset(inputs):
            self._positions.add(result)

    def chains(self, tensor: Tensor) -> dict[Roots, Chain]:
        """Every way to see a tensor as a function of one root or two, first as itself."""
        own = (self.root(tensor),)
        grid = torch.from_numpy(GRID.copy())
        return {own: Chain(own, tensor.shape, grid), **self._chains.get(tensor, {})}

    def inputs(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[int, dict[Roots, Chain]]:
        """The chains of every tensor among the arguments, by the tensor's id; taken before the call changes them."""
        return {id(value): self.chains(value) for value in (*args, *kwargs.values()) if isinstance(value, Tensor)}

    def follow(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        before: dict[int, dict[Roots, Chain]],
        result: Tensor,
        event: int,
    ) -> list[Chain]:
        """Run the call on the grid too; returns the chains of the result, the shortest first, those of pairs last."""
        # A tensor of one element that is no function of another one's elements is a number, such as a learnable beta.
        values = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
        values = [value for value in values if next(iter(before[id(value)]))[0] not in self._filled] or values
        wide = [value for value in values if value.numel() > 1 or result.numel() == 1]
        if not wide or any(isinstance(value, list | tuple) for value in args):
            return []
        known = [before[id(value)] for value in wide]
        single = set.intersection(*({roots for roots in chains if len(roots) == 1} for chains in known))
        call = _Call(function, args, kwargs)
        inner = {roots: {key: chains[roots] for key, chains in before.items() if roots in chains} for roots in single}
        candidates = [_on_grid(call, inner[roots], roots, event) for roots in single]
        shortest = _short(candidates, LONGEST_CHAIN)[:MOST_ROOTS]
        if not single:  # else it is a function of one tensor, whatever was multiplied on the way
            pairs = [_on_grid(call, chains, roots, event) for roots, chains in _pairs(function, wide, before)]
            shortest += [chain for chain in _short(pairs, LONGEST_GATE) if chain.shape == result.shape][:MOST_PAIRS]
        self._chains[result] = {chain.roots: chain for chain in shortest}
        return shortest


def _short(chains: list[Chain | None], longest: int) -> list[Chain]:
    short = [chain for chain in chains if chain and len(chain.events) <= longest]
    return sorted(short, key=lambda chain: len(chain.events))


def _pairs(
    function: Callable[..., Any], wide: list[Tensor], before: dict[int, dict[Roots, Chain]]
) -> Iterator[tuple[Roots, dict[int, Chain]]]:
    """Two roots that all of some tensors follow from, with the chain of each tensor.

    Only where one follows by more than a line, or in a product, as (b + 1) * a before its sigmoid(a): two tensors that
    meet in a sum are no gate.
    """
    is_product = getattr(function, "__name__", "").strip("_") in _PRODUCTS
    tensors = list({id(value): value for value in wide}.values())
    seen = set()
    if len(tensors) > 2:  # torch.where of three: no gate that anybody has is written so
        return
    for chosen in product(*(before[id(value)].items() for value in tensors)):
        roots = tuple(sorted({root for key, _ in chosen for root in key}))
        if len(roots) != 2 or roots in seen:
            continue
        chains = {id(value): _within(before[id(value)], roots) for value in tensors}
        followed = {key: chain for key, chain in chains.items() if chain is not None}
        both = {root for chain in followed.values() for root in chain.roots} == set(roots)
        if both and (is_product or any(map(_is_curved, followed.values()))):
            seen.add(roots)
            yield roots, followed


def _within(chains: dict[Roots, Chain], roots: Roots) -> Chain | None:
    """How a tensor follows from both roots, else from one of them."""
    return chains.get(roots) or next((chains[(root,)] for root in roots if (root,) in chains), None)


def _is_curved(chain: Chain) -> bool:
    if len(chain.roots) == 2:
        return True
    curve = chain.curve
    return curve is not None and chain.call is not None and not is_line(curve)


def _on_grid(call: _Call, chains: dict[int, Chain], roots: Roots, event: int) -> Chain | None:
    events: dict[int, None] = {}
    constants: dict[float, None] = {}
    shapes: list[torch.Size] = []

    def probe(value: Any) -> Any:
        if isinstance(value, Tensor) and id(value) in chains:
            chain = chains[id(value)]
            events.update(dict.fromkeys(chain.events))
            constants.update(dict.fromkeys(chain.constants))
            shapes.append(chain.shape)
            return chain
        if isinstance(value, Tensor):
            value = (value.detach().double() if value.is_floating_point() else value).flatten()[0]
            constants[float(value)] = None
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            constants[float(value)] = None
        # Half and single precision would hide the curve behind rounding.
        return torch.float64 if value in (torch.float16, torch.bfloat16, torch.float32) else value

    def values_of(value: Any) -> Any:
        if not isinstance(value, Chain):
            return value
        second = len(roots) == 2 and value.roots == roots[1:]
        return value.values[ORDER] if second else value.values.clone()

    try:
        probed = _Call(call.function, tuple(map(probe, call.args)), {key: probe(v) for key, v in call.kwargs.items()})
        with torch.no_grad():
            values = probed.function(
                *map(values_of, probed.args), **{k: values_of(v) for k, v in probed.kwargs.items()}
            )
    except Exception:  # a call that does not take a plain vector is not followed any further
        return None
    if not isinstance(values, Tensor) or values.shape != (len(GRID),):
        return None
    if len(roots) == 2 and len(set(shapes)) > 1:  # a weight for each token or channel is no half of a gate
        return None
    return Chain(roots, shapes[-1], values, (*events, event), tuple(constants), probed)
