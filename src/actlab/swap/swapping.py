"""``swap``: put one activation in the place of another, and prove that none was missed."""

import copy
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree

from actlab.define import choose
from actlab.errors import ActlabError, BadType, BadValue, UnknownName
from actlab.swap import redirect
from actlab.swap.advice import Advice, advise
from actlab.swap.finding import arguments, check_model, find, quantised, run, untouched
from actlab.swap.places import FindReport, Place
from actlab.swap.recognise import known_sources, matches, plain, shape_changers
from actlab.swap.targets import Target, target

_HOOKS = (
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
    "_backward_hooks",
    "_backward_pre_hooks",
)


class SwapMissed(ActlabError):
    """A strict swap could not reach every activation it was asked for."""


@dataclass(frozen=True)
class Swapped:
    """One activation that was replaced."""

    place: Place
    target: str


@dataclass(frozen=True)
class Left:
    """One activation that stays, and why."""

    place: Place
    reason: str


@dataclass(frozen=True)
class Difference:
    """How far the outputs on the example inputs moved: the largest difference, and that over the largest output."""

    absolute: float
    relative: float


@dataclass
class SwapReport:
    """What a swap did: ``model`` is the swapped model, ``missed`` the places asked for and not reached."""

    model: nn.Module
    found: FindReport
    swapped: tuple[Swapped, ...]
    left: tuple[Left, ...]
    missed: tuple[Left, ...]
    advice: tuple[Advice, ...]
    parameters_added: dict[str, int]
    parameters_removed: dict[str, int]
    after: FindReport | None = None
    difference: Difference | None = None
    seconds_before: float | None = None
    seconds_after: float | None = None
    notes: tuple[str, ...] = ()
    _undo: list[Callable[[], None]] = field(default_factory=list, repr=False)

    @property
    def bytes_before(self) -> int | None:
        """Bytes kept for a backward pass on the example inputs, before."""
        return self.found.saved_bytes

    @property
    def bytes_after(self) -> int | None:
        """The same after the swap."""
        return self.after.saved_bytes if self.after else None

    def restore(self) -> nn.Module:
        """Put every activation back as it was, object for object; returns the model."""
        while self._undo:
            self._undo.pop()()
        return self.model

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "found": self.found.as_dict(),
            "swapped": [{**s.place.as_dict(), "to": s.target} for s in self.swapped],
            "left": [{**left.place.as_dict(), "reason": left.reason} for left in self.left],
            "missed": [{**left.place.as_dict(), "reason": left.reason} for left in self.missed],
            "difference": vars(self.difference) if self.difference else None,
            "parameters_added": self.parameters_added,
            "parameters_removed": self.parameters_removed,
            "seconds_before": self.seconds_before,
            "seconds_after": self.seconds_after,
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "advice": [advice.as_dict() for advice in self.advice],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """The report for people."""
        lines = [
            f"found {len(self.found)}, swapped {len(self.swapped)}, left {len(self.left)}, missed {len(self.missed)}"
        ]
        lines += [f"  swapped {s.place.name}: {s.place.function} -> {s.target}" for s in self.swapped]
        lines += [f"  left    {left.place.name}: {left.place.function}, {left.reason}" for left in self.left]
        lines += [f"  MISSED  {left.place.name}: {left.place.function}, {left.reason}" for left in self.missed]
        if self.difference:
            lines.append(f"outputs differ by {self.difference.absolute:.3g} ({self.difference.relative:.3g} relative)")
        if self.seconds_before and self.seconds_after:
            lines.append(
                f"a forward pass took {self.seconds_before * 1e3:.1f} ms, takes {self.seconds_after * 1e3:.1f} ms"
            )
        if self.bytes_before is not None and self.bytes_after is not None:
            lines.append(f"kept for the backward pass: {self.bytes_before:,} bytes, now {self.bytes_after:,}")
        if self.parameters_added:
            lines.append(f"parameters added: {', '.join(self.parameters_added)}")
        if self.parameters_removed:
            lines.append(f"parameters removed: {', '.join(self.parameters_removed)}")
        lines += [advice.text for advice in self.advice]
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)


def swap(
    model: nn.Module,
    mapping: Mapping[str, Any],
    example_inputs: Any = None,
    *,
    keep: Iterable[str] | str = (),
    only: Iterable[str] | str | None = None,
    in_place: bool = False,
    strict: bool = False,
    learnable: bool = False,
    optimizer: torch.optim.Optimizer | None = None,
    views: Iterable[str] = (),
    repeats: int = 5,
) -> SwapReport:
    """Replace activations in any model.

    Arguments:
        model: any ``torch.nn.Module``.
        mapping: what becomes what, such as ``{"relu": "mish"}``. Left: a name, with or without parameters, or ``"*"``
            for every activation. Right: a name, or a callable that makes a module.
        example_inputs: as for :func:`find`; with it the swap is checked by running the model before and after.
        keep: names of places, of modules that hold them, or patterns such as ``"layer4.*"``, that stay.
        only: the same, for those that alone are swapped.
        in_place: change ``model`` itself instead of a copy.
        strict: raise :class:`SwapMissed`, and leave the model as it was, when a place could not be swapped or when
            something that ran was not seen.
        learnable: make the parameters of the new functions learnable where the record says they can be.
        optimizer: with ``in_place``, its groups get the parameters that are added and lose those that are removed.
        views: as for :func:`find`.
        repeats: forward passes timed before and after; 0 for none.

    Returns:
        A :class:`SwapReport`; its ``model`` is the swapped one, its ``restore()`` undoes the swap.

    >>> from torch import nn
    >>> print(swap(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), {"relu": "mish"}).model)
    Sequential(
      (0): Linear(in_features=2, out_features=2, bias=True)
      (1): Mish()
    )
    """
    check_model(model)
    if reason := quantised(model):
        raise BadType(
            f"{reason}: in an int8 model the activation is folded into integer kernels whose scales were measured with "
            "it. Swap in the float model, train or calibrate, then quantise again."
        )
    if optimizer is not None and not in_place:
        raise BadValue(
            "optimizer= needs in_place=True: the optimizer holds the parameters of this model, not of a copy."
        )
    if repeats < 0:
        raise BadValue(f"repeats must be 0 or more, got {repeats}.")
    rules = _rules(mapping, learnable)
    before = _Measured(model, example_inputs, repeats)
    subject = model if in_place else _copy(model)
    found = find(subject, example_inputs, views=tuple(views))
    plan = _plan(found, rules, _patterns("keep", keep, found), None if only is None else _patterns("only", only, found))
    if strict and plan.missed:
        raise SwapMissed(_missing(plan.missed))
    parameters = dict(subject.named_parameters())
    work = _Work(subject)
    for place, chosen in plan.todo:
        work.replace(place, chosen)
    report = _report(work, found, plan, parameters)
    _check(report, before, example_inputs, rules, repeats)
    if strict and report.missed:
        report.restore()
        raise SwapMissed(_missing(report.missed))
    if optimizer is not None:
        _update(optimizer, work.model, parameters)
    return report


def _rules(mapping: Mapping[str, Any], learnable: bool) -> list[tuple[str, Target]]:
    if not isinstance(mapping, Mapping) or not mapping:
        raise BadType(f'expected what becomes what, such as {{"relu": "mish"}}, got {mapping!r}.')
    known = known_sources()
    for source in mapping:
        name = str(source).partition(":")[0]
        if plain(name) in shape_changers():
            raise BadValue(f"{name!r} does not work element by element; swap replaces functions of one element.")
        if plain(name) not in {plain(other) for other in known}:
            raise UnknownName("activation", name, known)
        if ":" in str(source):
            choose(source)
    return [(str(source), target(given, learnable)) for source, given in mapping.items()]


def _patterns(option: str, given: Iterable[str] | str, found: FindReport) -> list[str]:
    patterns = [given] if isinstance(given, str) else list(given)
    for pattern in patterns:
        if not found.named(pattern):
            names = [place.name for place in found]
            raise BadValue(f"{option}=: no activation is called or lies in {pattern!r}. {_nearest(pattern, names)}")
    return patterns


def _nearest(pattern: str, names: list[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(pattern, names, n=1, cutoff=0.5)
    shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return (f"Did you mean {nearest[0]!r}? " if nearest else "") + f"Found: {shown or 'none'}."


@dataclass
class _Plan:
    todo: list[tuple[Place, Target]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    missed: list[Left] = field(default_factory=list)


def _plan(found: FindReport, rules: list[tuple[str, Target]], keep: list[str], only: list[str] | None) -> _Plan:
    plan = _Plan()
    for place in found:
        chosen = next((t for source, t in rules if matches(source, place.function)), None)
        kept = next((pattern for pattern in keep if place.is_meant_by(pattern)), None)
        if chosen is None:
            plan.left.append(Left(place, "not asked for"))
        elif place.part_of:
            plan.left.append(Left(place, f"a part of {place.part_of}"))
        elif kept is not None:
            plan.left.append(Left(place, f"kept by {kept!r}"))
        elif only is not None and not any(place.is_meant_by(pattern) for pattern in only):
            plan.left.append(Left(place, "not in only="))
        elif chosen.choice is not None and chosen.choice == place.function.choice and not chosen.learnable:
            plan.left.append(Left(place, f"is {place.function} already"))
        elif place.obstacle:
            plan.missed.append(Left(place, f"{place.obstacle}{f' ({place.source})' if place.site else ''}"))
        else:
            plan.todo.append((place, chosen))
    return plan


class _Work:
    """Carries out a plan on one model and remembers how to undo it."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.undo: list[Callable[[], None]] = []
        self.swapped: list[Swapped] = []

    def replace(self, place: Place, chosen: Target) -> None:
        """Put a new module in one place."""
        made = self._fitted(chosen.build(place.in_place))
        if place.call is not None:
            self.undo.append(
                redirect.add(place.call, made, place.function.key, place.in_place, place.kind == "expression")
            )
        elif place.slots:
            self._fill(place, made)
        else:  # the model itself is the activation
            old = self.model
            self.model = _dressed(made, old)
            self.undo.append(lambda: setattr(self, "model", old))
        self.swapped.append(Swapped(place, chosen.text))

    def _fill(self, place: Place, made: nn.Module) -> None:
        new = _dressed(made, place.module) if place.module is not None else made
        for slot in place.slots:
            old = slot.get()
            slot.set(new)
            self.undo.append(lambda slot=slot, old=old: slot.set(old))  # type: ignore[misc]
            # torch's fused encoder kernel asks this number, not the attribute, which function it is to run.
            if "activation_relu_or_gelu" in vars(slot.holder) and slot.path == ("activation",):
                number = slot.holder.activation_relu_or_gelu
                setattr(slot.holder, "activation_relu_or_gelu", 0)  # noqa: B010  # typed as a tensor by torch
                self.undo.append(lambda h=slot.holder, n=number: setattr(h, "activation_relu_or_gelu", n))  # type: ignore[misc]

    def _fitted(self, made: nn.Module) -> nn.Module:
        """On the device and in the float type of the model, and ready for state dicts saved before the swap."""
        example = next((p for p in self.model.parameters() if p.is_floating_point()), None)
        if example is not None and any(True for _ in made.parameters()):
            made.to(example.device, example.dtype)
        for part in made.modules():
            if part._parameters:
                part.register_load_state_dict_pre_hook(_fill_missing)
        return made


def _dressed(new: nn.Module, old: nn.Module) -> nn.Module:
    """Give a new module the mode and the hooks of the one it replaces."""
    new.train(old.training)
    for name in _HOOKS:
        getattr(new, name).update(getattr(old, name))
    if old._parameters:
        new._actlab_dropped = tuple(old._parameters)  # type: ignore[assignment]
        new.register_load_state_dict_pre_hook(_drop_stale)
    return new


def _fill_missing(module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
    """A state dict saved before the swap lacks the new parameters; they keep their values."""
    for name, parameter in module._parameters.items():
        if parameter is not None:
            state_dict.setdefault(prefix + name, parameter.detach().clone())


def _drop_stale(module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
    """A state dict saved before the swap has the parameters of what was replaced, such as PReLU's weight."""
    for name in vars(module)["_actlab_dropped"]:
        if name not in module._parameters:
            state_dict.pop(prefix + name, None)


def _report(work: _Work, found: FindReport, plan: _Plan, parameters: Mapping[str, Tensor]) -> SwapReport:
    now = dict(work.model.named_parameters())
    pairs = {(p.function.choice, t.choice) for p, t in plan.todo if p.function.choice and t.choice}
    advice = [advise(source, chosen) for source, chosen in sorted(pairs, key=lambda p: (p[0].key, p[1].key))]
    report = SwapReport(
        work.model,
        found,
        tuple(work.swapped),
        tuple(plan.left),
        tuple(plan.missed),
        tuple(advice),
        {name: p.numel() for name, p in now.items() if name not in parameters},
        {name: p.numel() for name, p in parameters.items() if name not in now},
        notes=found.notes,
    )

    def model_back() -> None:
        report.model = work.model

    report._undo = [model_back, *work.undo]
    return report


class _Measured:
    """Output and time of a model before it is changed."""

    def __init__(self, model: nn.Module, example_inputs: Any, repeats: int) -> None:
        self.output: Any = None
        self.seconds: float | None = None
        if example_inputs is not None:
            self.output, self.seconds = _measure(model, example_inputs, repeats)


def _measure(model: nn.Module, example_inputs: Any, repeats: int) -> tuple[Any, float | None]:
    args, kwargs = arguments(example_inputs)
    times = []
    with torch.no_grad(), untouched(model):
        output = _pytree.tree_map_only(Tensor, torch.clone, run(model, *_fresh(args, kwargs)))
    for _ in range(repeats):
        with torch.no_grad(), untouched(model):
            started = time.perf_counter()
            run(model, *_fresh(args, kwargs))
            times.append(time.perf_counter() - started)
    return output, statistics.median(times) if times else None


def _fresh(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Copies, for a model that writes into its inputs."""
    copied: tuple[tuple[Any, ...], dict[str, Any]] = _pytree.tree_map_only(Tensor, torch.clone, (args, kwargs))
    return copied


def _check(
    report: SwapReport, before: _Measured, example_inputs: Any, rules: list[tuple[str, Target]], repeats: int
) -> None:
    """Run the swapped model: compare outputs, and look for what should be gone and still runs."""
    if example_inputs is None:
        return
    output, report.seconds_after = _measure(report.model, example_inputs, repeats)
    report.seconds_before = before.seconds
    report.difference = _difference(before.output, output)
    report.after = find(report.model, example_inputs, views=())
    expected = {_identity(left.place) for left in (*report.left, *report.missed)}
    texts = {swapped.target for swapped in report.swapped}
    for place in report.after:
        asked = any(matches(source, place.function) for source, _ in rules)
        if asked and place.calls and str(place.function) not in texts and _identity(place) not in expected:
            report.missed += (Left(place, "still runs after the swap"),)


def _identity(place: Place) -> Any:
    site = place.site
    return (place.owner, redirect.key_of(site)) if site else place.name


def _difference(before: Any, after: Any) -> Difference | None:
    pairs = zip(_tensors(before), _tensors(after), strict=False)
    differences = [
        (float((b - a).abs().max()), float(a.abs().max())) for a, b in pairs if a.shape == b.shape and a.numel()
    ]
    if not differences:
        return None
    absolute, largest = max(d for d, _ in differences), max(size for _, size in differences)
    return Difference(absolute, absolute / largest if largest else absolute)


def _tensors(output: Any) -> list[Tensor]:
    leaves = _pytree.tree_leaves(output)
    return [leaf.detach().double() for leaf in leaves if isinstance(leaf, Tensor) and leaf.is_floating_point()]


def _update(optimizer: torch.optim.Optimizer, model: nn.Module, before: Mapping[str, Tensor]) -> None:
    """Move the optimizer to the parameters the model has now; new ones join without weight decay."""
    now = dict(model.named_parameters())
    gone = {id(p) for name, p in before.items() if name not in now}
    for group in optimizer.param_groups:
        group["params"] = [p for p in group["params"] if id(p) not in gone]
    for p in [p for p in optimizer.state if id(p) in gone]:
        del optimizer.state[p]
    added = [p for name, p in now.items() if name not in before]
    if added:
        # Decay would pull the shape of the function itself towards 0.
        decay = {"weight_decay": 0.0} if "weight_decay" in optimizer.defaults else {}
        optimizer.add_param_group({"params": added, **decay})


def _copy(model: nn.Module) -> nn.Module:
    try:
        return copy.deepcopy(model, dict(_results_kept(model)))
    except Exception as error:  # deepcopy runs foreign code
        raise BadValue(f"the model cannot be copied ({error}); swap with in_place=True.") from error


def _results_kept(model: nn.Module) -> Iterator[tuple[int, Any]]:
    """Copies of tensors with a history that a model keeps between calls (LeViT's biases): deepcopy refuses them."""
    for module in model.modules():
        for value in vars(module).values():
            values = (
                value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
            )
            for kept in values:
                if isinstance(kept, Tensor) and not kept.is_leaf:
                    yield id(kept), kept.detach().clone()


def _missing(missed: Iterable[Left]) -> str:
    listed = "\n".join(f"  {left.place.name}: {left.place.function}, {left.reason}" for left in missed)
    return f"a strict swap must reach every place; the model is as it was. Missed:\n{listed}"
