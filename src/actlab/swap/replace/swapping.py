"""``swap``: put one activation in the place of another, and prove that none was missed."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import activation as torch_activation

from actlab.define import choose, choose_gate
from actlab.define.registry import is_gate
from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap.find.finding import check_model, find, quantised
from actlab.swap.find.frames import key_of
from actlab.swap.find.gates import gate_meant_by
from actlab.swap.find.places import FindReport, Place
from actlab.swap.find.recognise import Function, known_sources, plain, shape_changers
from actlab.swap.replace.advice import advise
from actlab.swap.replace.bare import check_bare
from actlab.swap.replace.gated import gate_part, is_meant, obstacle_of, target_of
from actlab.swap.replace.measuring import Measured, accelerated_seconds, difference, measure
from actlab.swap.replace.notes import note_in_configuration, notes_of
from actlab.swap.replace.recipes import CannotRewrite
from actlab.swap.replace.replacer import Replacer
from actlab.swap.replace.report import Left, SwapMissed, SwapReport
from actlab.swap.replace.targets import Target, target
from actlab.torch import modules as actlab_modules
from actlab.torch.accelerate import accelerated


@dataclass
class Choices:
    """What happens to every place."""

    todo: list[tuple[Place, Target, tuple[str, ...]]] = field(default_factory=list)  # the names of a shared one
    left: list[Left] = field(default_factory=list)
    missed: list[Left] = field(default_factory=list)


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
            for every activation. Right: a name, or a callable that makes a module. A gate becomes a gate,
            ``{"swiglu": "geglu"}``; its function of one input alone is ``{"swiglu/silu": "mish"}``.
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
    _check_arguments(model, in_place, optimizer, repeats)
    rules = _rules(mapping, learnable)

    def planner(report: FindReport) -> Choices:
        kept_patterns, limited = (
            _patterns("keep", keep, report),
            None if only is None else _patterns("only", only, report),
        )
        return _plan(report, rules, kept_patterns, limited)

    sources = [source for source, _ in rules]
    return _swap(
        model,
        planner,
        sources,
        example_inputs,
        optimizer,
        in_place=in_place,
        strict=strict,
        views=views,
        repeats=repeats,
    )


def assign(
    model: nn.Module, assignment: Mapping[str, Any], example_inputs: Any = None, *, in_place: bool = False
) -> SwapReport:
    """Choose a function for single places: ``assign(model, {"layer1.0.relu": "mish"})``; all must be reached.

    The names are those of :func:`find`. Everything else is as for :func:`swap` with ``strict=True``.
    """
    targets = {name: target(side) for name, side in assignment.items()}

    def planner(report: FindReport) -> Choices:
        plan, chosen_places = Choices(), {id(report[name]) for name in targets}
        for place in report:
            if id(place) not in chosen_places:
                plan.left.append(Left(place, "the assignment does not name it"))
            elif place.obstacle or place.part_of:
                plan.missed.append(Left(place, place.obstacle or f"a part of {place.part_of}"))
            for name, chosen in targets.items() if not place.obstacle and not place.part_of else ():
                if report[name] is place:
                    plan.todo.append((place, chosen, (name,) if name in place.names else ()))
        return plan

    _check_arguments(model, in_place, None, 0)
    return _swap(model, planner, [], example_inputs, None, in_place=in_place, strict=True, views=(), repeats=0)


def _check_arguments(model: Any, in_place: bool, optimizer: Any, repeats: int) -> None:
    check_model(model)
    check_bare(model)
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


def _swap(
    model: nn.Module,
    planner: Callable[[FindReport], Choices],
    sources: list[str],
    example_inputs: Any,
    optimizer: torch.optim.Optimizer | None,
    *,
    in_place: bool,
    strict: bool,
    views: Iterable[str],
    repeats: int,
) -> SwapReport:
    before = Measured(model, example_inputs, repeats)
    subject = model if in_place else _copy(model)
    places = find(subject, example_inputs, views=tuple(views))
    plan = planner(places)
    if strict and plan.missed:
        raise SwapMissed(_missing(plan.missed))
    parameters = dict(subject.named_parameters())
    work = Replacer(subject)
    try:
        report = _carry_out(work, plan, places, parameters, in_place)
        _check(report, before, example_inputs, sources, repeats, work.new_modules)
        if strict and report.missed:
            raise SwapMissed(_missing(report.missed))
        note_in_configuration(work, report.swapped)
    except BaseException:  # whatever happened, nothing is returned that could undo a half of it
        work.restore()
        raise
    if optimizer is not None:
        _update(optimizer, work.model, parameters)
    return report


def _carry_out(
    work: Replacer, plan: Choices, report: FindReport, parameters: Mapping[str, Tensor], in_place: bool
) -> SwapReport:
    for place, chosen, names in plan.todo:
        try:
            work.replace(place, chosen, names)
        except CannotRewrite as error:
            plan.missed.append(Left(place, f"{error} ({place.source})"))
    return _report(work, report, plan, parameters, in_place)


def _rules(mapping: Mapping[str, Any], learnable: bool) -> list[tuple[str, Target]]:
    if not isinstance(mapping, Mapping) or not mapping:
        raise BadType(f'expected what becomes what, such as {{"relu": "mish"}}, got {mapping!r}.')
    known = known_sources()
    for source in mapping:
        if is_gate(gate_part(source)):
            choose_gate(gate_part(source))
            continue
        name = str(source).partition("**")[0].partition(":")[0]  # relu**2 is a function of its own
        if plain(name) in shape_changers():
            raise BadValue(f"{name!r} does not work element by element; swap replaces functions of one element.")
        if plain(name) not in {plain(other) for other in known}:
            raise UnknownName("activation", name, known)
        if ":" in str(source):
            choose(str(source).partition("**")[0])
    return [(str(source), target_of(source, side, learnable)) for source, side in mapping.items()]


def _patterns(option: str, value: Iterable[str] | str, report: FindReport) -> list[str]:
    patterns = [value] if isinstance(value, str) else list(value)
    for pattern in patterns:
        if not report.named(pattern):
            names = [place.name for place in report]
            raise BadValue(f"{option}=: no activation is called or lies in {pattern!r}. {_nearest(pattern, names)}")
    return patterns


def _nearest(pattern: str, names: list[str]) -> str:
    from difflib import get_close_matches

    nearest = get_close_matches(pattern, names, n=1, cutoff=0.5)
    shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return (f"Did you mean {nearest[0]!r}? " if nearest else "") + f"Found: {shown or 'none'}."


def _plan(report: FindReport, rules: list[tuple[str, Target]], keep: list[str], only: list[str] | None) -> Choices:
    plan = Choices()
    plan.missed += _gates_out_of_reach(report, rules)
    for place in report:
        chosen = next((t for source, t in rules if is_meant(source, place)), None)
        names = _names_meant(place, keep, only)
        if chosen is None:
            plan.left.append(Left(place, "no rule names it"))
        elif place.part_of:
            plan.left.append(Left(place, f"a part of {place.part_of}"))
        elif not names:
            keep_pattern = next((pattern for pattern in keep if place.is_meant_by(pattern)), None)
            plan.left.append(Left(place, "not in only=" if keep_pattern is None else f"kept by {keep_pattern!r}"))
        elif place.guards and not (only and place.name in only):
            plan.left.append(Left(place, f"guards {place.guards}; name it in only= to swap it all the same"))
        elif chosen.choice is not None and chosen.choice == place.function.choice and not chosen.learnable:
            plan.left.append(Left(place, f"is {place.function} already"))
        elif reason := obstacle_of(place, chosen):
            plan.missed.append(Left(place, reason))
        elif place.obstacle:
            plan.missed.append(Left(place, f"{place.obstacle}{f' ({place.source})' if place.site else ''}"))
        else:
            plan.todo.append((place, chosen, names))
    return plan


def _gates_out_of_reach(report: FindReport, rules: list[tuple[str, Target]]) -> Iterator[Left]:
    """The gates that are meant and have no function of their own to swap, as torch's GLU and ``b * g * sigmoid(g)``."""
    for gate in report.gates:
        if not gate.places and any(gate_meant_by(gate_part(source), gate.gate) for source, _ in rules):
            place = Place(gate.name, Function(gate.gate.activation.key), "gate", site=gate.site, calls=gate.calls)
            fused = gate.gate.activation.key == "glu"  # torch's own: one by hand has a sigmoid as its place
            why = (
                "one call computes the whole gate"
                if fused
                else f"{gate.gate.activation.function} alone is no part of the product"
            )
            yield Left(place, f"{why}, so that no other function can come into it")


def _names_meant(place: Place, keep: list[str], only: list[str] | None) -> tuple[str, ...]:
    """The names of a place that the rules mean: a module in 57 blocks may be meant in one of them."""
    names = place.names or (place.name,)
    meant = [name for name in names if only is None or any(place.is_meant_by(pattern, name) for pattern in only)]
    return tuple(name for name in meant if not any(place.is_meant_by(pattern, name) for pattern in keep))


def _report(
    work: Replacer, before: FindReport, plan: Choices, parameters: Mapping[str, Tensor], in_place: bool
) -> SwapReport:
    now = dict(work.model.named_parameters())
    pairs = {(s.place.function.choice, s.choice) for s in work.swapped if s.place.function.choice and s.choice}
    advice = [advise(source, chosen) for source, chosen in sorted(pairs, key=lambda p: (p[0].key, p[1].key))]
    report = SwapReport(
        work.model,
        before,
        tuple(work.swapped),
        tuple(plan.left),
        tuple(plan.missed),
        tuple(advice),
        {name: p.numel() for name, p in now.items() if name not in parameters},
        {name: p.numel() for name, p in parameters.items() if name not in now},
        notes=(*before.notes, *notes_of(work)),
        in_place=in_place,
    )

    def restore() -> None:
        work.restore()
        report.model = work.model

    report._undo = restore
    return report


def _check(
    report: SwapReport, before: Measured, example_inputs: Any, sources: list[str], repeats: int, new_modules: set[int]
) -> None:
    """Run the swapped model: compare outputs, and look for what should be gone and still runs."""
    if example_inputs is None:
        return
    output, report.seconds_after = measure(report.model, example_inputs, repeats)
    report.seconds_before = before.seconds
    report.seconds_accelerated = accelerated_seconds(report.model, example_inputs, repeats)
    report.accelerated = bool(accelerated())
    report.difference = difference(before.output, output)
    report.after = find(report.model, example_inputs, views=())
    expected = {_identity(left.place) for left in (*report.left, *report.missed)}
    expected |= {name for s in report.swapped for name in s.place.names if name not in s.names}
    put = {(_identity(s.place), s.choice.key) for s in report.swapped if s.choice}
    still = set()
    for place in report.after:
        matches = any(is_meant(source, place) for source in sources)
        new = id(place.module) in new_modules or (_identity(place), str(place.function)) in put
        new = new or _is_ours(place) or any(_holds(place, one.place) for one in report.swapped)
        if matches and place.calls and not new and not place.part_of and _identity(place) not in expected:
            report.missed += (Left(place, "still runs after the swap"),)
            still.add((_identity(place), str(place.function)))
    report.swapped = tuple(s for s in report.swapped if (_identity(s.place), str(s.place.function)) not in still)


def _is_ours(place: Place) -> bool:
    """Whether it is a call inside a module that was put in: the model's own are found as modules, not as calls."""
    return place.site is not None and place.site.file in (torch_activation.__file__, actlab_modules.__file__)


def _holds(place: Place, swapped: Place) -> bool:
    """Whether it is an expression around a call that was swapped, such as ``16 * sigmoid(x)``: another one now.

    A module that is that expression and little else is an activation as a whole.
    """
    outer, inner = place.site, swapped.site
    if outer is None and inner is not None:
        return place.name == swapped.owner
    if outer is None or inner is None or outer == inner or (place.owner, outer.file) != (swapped.owner, inner.file):
        return False
    first, last = (inner.line, inner.column), (inner.end_line, inner.end_column)
    return (outer.line, outer.column) <= first and last <= (outer.end_line, outer.end_column)


def _identity(place: Place) -> Any:
    site = place.site
    return (place.owner, key_of(site)) if site else place.name


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
            for tensor in values:
                if isinstance(tensor, Tensor) and not tensor.is_leaf:
                    yield id(tensor), tensor.detach().clone()


def _missing(missed: Iterable[Left]) -> str:
    listed = "\n".join(f"  {left.place.name}: {left.place.function}, {left.reason}" for left in missed)
    return f"a strict swap must reach every place; the model is as it was. Missed:\n{listed}"
