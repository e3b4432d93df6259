"""Traces one forward pass: every call from Python into torch, and every kernel that torch runs."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from actlab.define import Choice
from actlab.swap.find.frames import Location, locate
from actlab.swap.find.lineage import Chain, Lineage, Root
from actlab.swap.find.modules import has_own_slope
from actlab.swap.find.recognise import Function, by_curve, follows, named, power_of, torch_classes

# Kernels that leave every element where it is though torch does not tag them as element by element.
_UNTAGGED = frozenset(
    {"detach", "_to_copy", "alias", "_prelu_kernel", "log_sigmoid_forward", "scalar_tensor", "masked_fill"}
)
# What makes a tensor whose elements are one number, and what makes one of such a tensor.
_FILLING = frozenset(
    {"zeros", "ones", "full", "zeros_like", "ones_like", "full_like", "new_zeros", "new_ones", "new_full"}
)
_SPREADING = frozenset({"expand", "expand_as", "broadcast_to"})
_WHOLE = (torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool)


@dataclass
class Event:
    """One call of a torch function from Python."""

    number: int
    name: str
    location: Location
    activation: str | None = None  # the plain name of the torch activation that was called
    in_place: bool = False
    seconds: float = 0.0
    kernels: Counter[str] = field(default_factory=Counter)
    storages: set[int] = field(default_factory=set)
    pointwise: bool = True
    gradient: bool = True  # whether torch recorded it
    whole: bool = False  # whether the result has whole numbers, such as indices
    inputs: dict[Root, int | str] = field(default_factory=dict)  # tensors that came in, and at which argument
    result: Root | None = None
    function: Callable[..., Any] = repr
    tensors: frozenset[int | str] = frozenset()  # which arguments were tensors


@dataclass(frozen=True)
class Match:
    """An activation found in the run: its last call, all calls it is made of, and where its input comes in.

    ``argument`` is the position or name of the input in the last call; None when it only comes in at an earlier
    call, then ``entry`` is that call and the position there.
    """

    function: Function
    event: int
    events: tuple[int, ...]
    argument: int | str | None
    entry: tuple[int, int | str] | None = None
    root: Root | None = None
    obstacle: str = ""


@dataclass
class ModuleUse:
    """What the calls of one activation module cost."""

    calls: int = 0
    seconds: float = 0.0
    storages: set[int] = field(default_factory=set)
    events: list[int] = field(default_factory=list)


@dataclass
class Trace:
    """Everything seen in one run."""

    events: list[Event] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)  # of results of two tensors; with ``every`` of all results
    modules: dict[int, ModuleUse] = field(default_factory=dict)
    hidden: Counter[tuple[str, Location]] = field(default_factory=Counter)
    kernels: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    saved: dict[int, int] = field(default_factory=dict)
    savers: dict[int, set[int]] = field(default_factory=dict)
    output: Any = None


@cache
def activation_kernels() -> frozenset[str]:
    """The names of torch's kernels that are an activation as a whole, found by running torch's own modules."""
    kernels = set()
    for cls in torch_classes().values():
        try:
            module = cls()
        except TypeError:  # Threshold has no defaults; it is seen as a call
            continue
        x = torch.linspace(-2, 2, 5)
        with torch.no_grad(), torch.random.fork_rng(devices=[]), KernelCounts(every=True) as seen:
            module(x)
        names = set(seen.counts) - {"detach", "view", "empty_like"}  # what PReLU and RReLU do besides
        if len(names) == 1:
            kernels |= names
    return frozenset(kernels)


class KernelCounts(TorchDispatchMode):
    """Counts the activation kernels that torch runs inside the ``with`` block; with ``every`` all kernels."""

    def __init__(self, every: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.counts: Counter[str] = Counter()
        self._every = every

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = kernel_name(func)
        if self._every or name in activation_kernels():
            self.counts[name] += 1
        return func(*args, **(kwargs or {}))


def kernel_name(operator: Any) -> str:
    """``relu`` for ``aten.relu_.default``: in place or not is one kernel."""
    return str(operator.overloadpacket.__name__).rstrip("_") if hasattr(operator, "overloadpacket") else str(operator)


class _Kernels(TorchDispatchMode):
    def __init__(self, watch: "Watch") -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.watch = watch

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = kernel_name(func)
        event = self.watch.current
        if event is not None:
            event.kernels[name] += 1
            event.pointwise &= name in _UNTAGGED or torch.Tag.pointwise in func.tags
        if name in activation_kernels():
            self.watch.trace.kernels[name] += 1
            if event is None:
                self.watch.trace.hidden[name, locate(self.watch.known)] += 1
        with torch._C.DisableTorchFunction():  # else a kernel run by compiled code comes back as a call from Python
            return func(*args, **(kwargs or {}))


class _Functions(TorchFunctionMode):
    def __init__(self, watch: "Watch") -> None:
        super().__init__()
        self.watch = watch

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") == "__get__":  # an attribute such as x.shape
            return func(*args, **kwargs)
        return self.watch.call(func, args, kwargs)


class Watch:
    """Watches one forward pass of a model. ``known`` maps the id of each module to its name.

    ``every``: note how each result follows from one tensor, too, not only what is recognised.
    """

    def __init__(self, known: Mapping[int, str], activations: Mapping[int, Function], every: bool = False) -> None:
        self.known, self.activations, self._every = known, activations, every
        self.trace = Trace()
        self.current: Event | None = None
        self.lineage = Lineage()
        self._slopes: dict[Any, bool] = {}
        self._inside: list[tuple[int, float]] = []
        self._owner_of_saved: Counter[int] = Counter()

    @contextmanager
    def running(self) -> Iterator[Trace]:
        """Everything that runs inside is watched."""
        hooks = [register_module_forward_pre_hook(self._enter), register_module_forward_hook(self._leave)]
        activation_kernels()  # runs modules, so before anything is watched
        try:
            saving = torch.autograd.graph.saved_tensors_hooks(self._saved, lambda tensor: tensor)
            with saving, _Kernels(self), _Functions(self):
                started = time.perf_counter()
                yield self.trace
                self.trace.seconds = time.perf_counter() - started
        finally:
            for hook in hooks:
                hook.remove()

    def call(self, func: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Make one call of a torch function and note what it was."""
        if self.current is not None:  # called by torch's own Python code: part of the call under way
            return func(*args, **kwargs)
        event = Event(len(self.trace.events), getattr(func, "__name__", str(func)), locate(self.known), named(func))
        self.trace.events.append(event)
        before = self.lineage.inputs(args, kwargs)
        arguments: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
        event.function, event.tensors = func, frozenset(key for key, v in arguments if isinstance(v, Tensor))
        event.inputs = {next(iter(before[id(v)]))[0]: key for key, v in reversed(arguments) if isinstance(v, Tensor)}
        self.lineage.note_positions(v for _, v in arguments if isinstance(v, Tensor))
        versions = _version(args)
        event.gradient = torch.is_grad_enabled()
        self.current = event
        started = time.perf_counter()
        try:
            result = func(*args, **kwargs)
        finally:
            event.seconds = time.perf_counter() - started
            self.current = None
        if event.name == "__setitem__" and _is_mask(args[1], args[0]):
            func, result, event.pointwise = _put_where, args[0], True
        event.in_place = bool(args) and result is args[0] and _version(args) != versions
        if self._inside:
            self.trace.modules[self._inside[-1][0]].events.append(event.number)
        if isinstance(result, Tensor):
            if event.name in _FILLING or (event.name in _SPREADING and self.lineage.is_filled(args[0])):
                self.lineage.note_filled(result)
            event.whole = result.dtype in _WHOLE
            event.result = self.lineage.root(result)
            if event.pointwise and event.inputs:
                self.lineage.follow_positions(event.inputs, event.result)
            self._recognise(func, args, kwargs, before, result, event)
        return result

    def _recognise(
        self,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        before: Any,
        result: Tensor,
        event: Event,
    ) -> None:
        """Record a match if the call completes a function of one tensor; gates are recognised after the run."""
        name = event.activation
        if not name and not (event.pointwise and event.kernels):
            return
        with torch._C.DisableTorchFunction(), _paused(self):
            chains = self.lineage.follow(func, args, kwargs, before, result, event.number)
            match = self._match(chains, event, result) if result.is_floating_point() else None
            self.trace.chains += [chain for chain in chains if self._every or len(chain.roots) == 2]
        if match is None and name and args and not event.whole:
            match = Match(Function(name), event.number, (event.number,), 0)
        if match is not None:
            self.trace.matches.append(match)

    def _match(self, chains: list[Chain], last: Event, result: Tensor) -> Match | None:
        for chain in chains:
            curve = chain.curve
            if curve is None or chain.shape != result.shape or len(chain.roots) == 2:
                continue
            if self.lineage.is_position(chain.root) and not last.activation:
                continue
            choice = by_curve(curve, chain.constants, last.activation)
            function = Function(choice.activation.key, choice, choice.parameters) if choice else None
            begun = self._begun(chain)
            function = power_of(curve, begun.get(chain.root, ())) if function is None else function
            if function is None or (
                function.choice and any(follows(curve, e) for some in begun.values() for e in some)
            ):
                continue
            first = next(n for n in chain.events if chain.root in self.trace.events[n].inputs)
            entry = (first, self.trace.events[first].inputs[chain.root])
            obstacle = self._obstacle(chain, result)
            return Match(function, last.number, chain.events, last.inputs.get(chain.root), entry, chain.root, obstacle)
        return None

    def _obstacle(self, chain: Chain, result: Tensor) -> str:
        """What a function of one tensor does besides its values, which no other function in its place would do."""
        kind = self.lineage.type_of(chain.root)
        if kind != result.dtype and not torch.is_autocast_enabled(result.device.type):
            return f"it gives {result.dtype} of {kind}, and another function keeps the type"
        events = [self.trace.events[n] for n in chain.events]
        if len(events) == 1:
            return ""
        if self._drops_a_part(events):
            return "a part of it goes through a dropout, which is one in training"
        way = tuple((event.name, event.gradient) for event in events), chain.values.numpy().tobytes()
        if way not in self._slopes:  # a loop comes here a thousand times, and each check takes a millisecond
            self._slopes[way] = len({event.gradient for event in events}) == 1 and has_own_slope(chain)
        return (
            "" if self._slopes[way] else "its gradient is not that of its values: a part is detached or under no_grad"
        )

    def _drops_a_part(self, events: list[Event]) -> bool:
        """Whether a result within an expression went through a dropout, which gives the same tensor where it is off."""
        results = {event.result for event in events[:-1]}
        between = self.trace.events[events[0].number : events[-1].number]
        return any("dropout" in event.name and not results.isdisjoint(event.inputs) for event in between)

    def _begun(self, chain: Chain) -> dict[Root | None, list[Choice]]:
        """What earlier calls of the chain were, by their inputs: scaled or shifted they are no other function."""
        earlier = set(chain.events[:-1])
        begun: dict[Root | None, list[Choice]] = {}
        for match in self.trace.matches:
            if match.event in earlier and match.function.choice is not None:
                begun.setdefault(match.root, []).append(match.function.choice)
        return begun

    def _enter(self, module: nn.Module, inputs: Any) -> None:  # noqa: ARG002  # torch names it
        if id(module) in self.activations:
            self.trace.modules.setdefault(id(module), ModuleUse())
            self._inside.append((id(module), time.perf_counter()))

    def _leave(self, module: nn.Module, inputs: Any, output: Any) -> None:  # noqa: ARG002  # torch names it
        if self._inside and self._inside[-1][0] == id(module):
            _, started = self._inside.pop()
            use = self.trace.modules[id(module)]
            use.calls += 1
            use.seconds += time.perf_counter() - started

    def _saved(self, tensor: Tensor) -> Tensor:
        """Note who keeps a tensor for the backward pass: an activation module, a call (by number), or another (-1)."""
        storage = tensor.untyped_storage()
        key = storage.data_ptr()
        self.trace.saved[key] = storage.nbytes()
        saver = -1
        if self.current is not None:
            saver = self.current.number
            self.current.storages.add(key)
        if self._inside:
            self.trace.modules[self._inside[-1][0]].storages.add(key)
        self.trace.savers.setdefault(key, set()).add(saver)
        return tensor


def _is_mask(index: Any, tensor: Tensor) -> bool:
    """Whether ``tensor[index] = value`` writes to each element by itself."""
    return isinstance(index, Tensor) and index.dtype == torch.bool and index.shape == tensor.shape


def _put_where(x: Tensor, mask: Tensor, value: Any) -> Tensor:
    x[mask] = value
    return x


def _version(args: tuple[Any, ...]) -> int | None:
    first = args[0] if args else None
    return first._version if isinstance(first, Tensor) and not first.is_inference() else None


@contextmanager
def _paused(watch: Watch) -> Iterator[None]:
    """Let calls on the grid run unseen by the watch on kernels and saved tensors."""
    from torch.utils._python_dispatch import _disable_current_modes

    held, watch.current = watch.current, None
    try:
        with _disable_current_modes():
            yield
    finally:
        watch.current = held
