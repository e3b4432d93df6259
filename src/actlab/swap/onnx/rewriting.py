"""Put other functions, or other forms of the same ones, in the place of activations of an ONNX model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from onnx import ModelProto, TensorProto

from actlab.define import Choice, choose, gates, names
from actlab.define.gate import shape_of
from actlab.define.registry import is_gate
from actlab.errors import ActlabError, BadType, BadValue, UnknownName, one_of
from actlab.swap.find.recognise import known_sources, plain
from actlab.swap.onnx import lowering
from actlab.swap.onnx.checking import Inputs, check
from actlab.swap.onnx.emitting import FORMS, nodes_for, single_node
from actlab.swap.onnx.evaluation import first_opset
from actlab.swap.onnx.files import opset_of, read, understood, write
from actlab.swap.onnx.finding import find, unseen
from actlab.swap.onnx.graph import Names, element_types, put
from actlab.swap.onnx.operators import RECURRENT, gate_for, set_gate
from actlab.swap.onnx.places import OnnxPlace
from actlab.swap.onnx.report import OnnxReport
from actlab.swap.onnx.stability import is_stable
from actlab.swap.replace.gated import GateTarget, gate_part, is_bare, is_meant, obstacle_of, target_of
from actlab.swap.replace.report import SwapMissed
from actlab.swap.replace.targets import Target

STABLE = "stable"  # as a target: the same function in its fast stable form
DECOMPOSED = "decomposed"  # as a target: the same function in operators that old opsets have
_OLDEST_FORMULA = 9  # the opset that `decomposed` means without an opset: the first with Where and Erf

Entry = tuple[OnnxPlace, str]


class _Rule(NamedTuple):
    """What becomes what: the function that is written, or a form; ``chosen`` may be a gate."""

    source: str
    to: Choice | str
    chosen: Target | None = None


class _Missed(Exception):
    """The reason why a place that a rule means cannot be swapped."""


class _Left(Exception):
    """The reason why a place already is what a rule makes of it."""


@dataclass
class _Plan:
    """What became of every place."""

    swapped: list[Entry] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)
    missed: list[Entry] = field(default_factory=list)


def swap(
    model: str | Path,
    mapping: Mapping[str, str],
    out: str | Path,
    *,
    form: str = "auto",
    opset: int | None = None,
    keep: Iterable[str] | str = (),
    only: Iterable[str] | str | None = None,
    strict: bool = False,
    shapes: Sequence[Sequence[int]] = (),
    inputs: Inputs = None,
    checked: bool = True,
    repeats: int = 5,
    accept: Callable[[OnnxReport], bool] | None = None,
) -> OnnxReport:
    """Rewrite the activations of an ONNX file. Writes nothing before it has checked the result.

    Arguments:
        model: the file to read.
        mapping: what becomes what: ``{"mish": "stable"}`` keeps the function and makes it fast, ``{"mish":
            "decomposed"}`` writes it in operators that old opsets and small runtimes have, ``{"relu": "mish"}`` puts
            another one in its place, and ``{"swiglu": "geglu"}`` makes one gate of another.
        out: the file to write; external weights are copied beside it.
        form: ``auto`` writes ONNX's own operator where the opset has one, ``node`` insists on it, ``stable`` writes
            the formula.
        opset: the lower version of ONNX's operators to convert the model to; ``decomposed`` uses only what it has.
        keep: names of places, or patterns such as ``"/layer4/*"``, that stay.
        only: the same, for those that alone are swapped; what guards a root, a logarithm or a division is swapped only
            when it is named here.
        strict: raise :class:`SwapMissed`, and write nothing, when a place that was meant cannot be swapped.
        shapes: of the inputs, for the check, where the model leaves sizes open.
        inputs: arrays by name, or an npz file, for the check.
        checked: run both models, compare outputs and times.
        repeats: timed runs of each.
        accept: looks at the report before anything is written; where it says no, nothing is.

    Returns:
        An :class:`OnnxReport`.

    Raises:
        BadValue: a name, a form, an opset or a pattern that does not exist, an output that is the model itself, or
            results of which none is a finite number, so that the check compares nothing.
        BadData: a file that is damaged, or whose weights are missing or lie outside of its folder.
        SwapMissed: see ``strict``.
    """
    model, out = Path(model), Path(out)
    one_of("form", FORMS)(form)
    rules = _rules(mapping)
    loaded = read(model)
    if out.resolve() == model.resolve():
        raise BadValue(f"{out} is the model itself; name another file to write.")
    rewriting = _Rewriting(loaded, rules, form, opset)
    places = find(loaded)
    with understood(loaded):
        plan = rewriting.run(places, _Selection.of(places, keep, only))
    if strict and plan.missed:
        raise SwapMissed("not swapped, so nothing was written: " + "; ".join(f"{p.name}: {t}" for p, t in plan.missed))
    notes = [*rewriting.notes(plan), *lowering.note(loaded, opset)]
    written = lowering.lowered(loaded, opset)
    entries = tuple(plan.swapped), tuple(plan.left), tuple(plan.missed)
    report = OnnxReport(tuple(places), *entries, None, tuple(notes), tuple(unseen(written)))

    def compare(staged: Path) -> None:
        nonlocal report
        if checked:
            report = replace(report, checked=check(model, staged, shapes, repeats, inputs=inputs))
        if accept is not None and not accept(report):
            raise _RefusedError

    try:
        write(written, model, out, compare)
    except _RefusedError:
        return report
    return replace(report, path=str(out))


class _RefusedError(Exception):
    """The caller does not want the file."""


def _rules(mapping: Mapping[str, str]) -> list[_Rule]:
    if not isinstance(mapping, Mapping) or not mapping:
        raise BadType(f'expected what becomes what, such as {{"mish": "stable"}}, got {mapping!r}.')
    known = [*known_sources(), "shrink", *gates()]
    rules: list[_Rule] = []
    for source, to in mapping.items():
        name = gate_part(source).partition("**")[0].partition(":")[0]
        if not is_gate(name) and plain(name) not in {plain(name) for name in known}:
            raise UnknownName("activation", source, known)
        if to in (STABLE, DECOMPOSED):
            rules.append(_Rule(source.lower(), to))
        else:
            chosen = target_of(source, to, learnable=False)  # says what cannot be one
            rules.append(_Rule(source.lower(), choose(chosen.text), chosen))
    return rules


@dataclass(frozen=True)
class _Selection:
    """Which places a user means by ``keep`` and ``only``."""

    keep: list[str]
    only: list[str] | None

    @classmethod
    def of(cls, places: list[OnnxPlace], keep: Iterable[str] | str, only: Iterable[str] | str | None) -> "_Selection":
        """Refuses patterns that name nothing."""
        lists = [[text] if isinstance(text, str) else list(text) for text in (keep, only or ())]
        for option, patterns in zip(("keep", "only"), lists, strict=True):
            for pattern in patterns:
                if not any(place.is_meant_by(pattern) for place in places):
                    names = ", ".join(place.name for place in places[:20]) or "none"
                    raise BadValue(f"{option}: no activation is called {pattern!r}. Found: {names}.")
        return cls(lists[0], None if only is None else lists[1])

    def leaves(self, place: OnnxPlace) -> str | None:
        """Why a place stays although a rule names its function; None if it does not."""
        if pattern_of_keep := next((pattern for pattern in self.keep if place.is_meant_by(pattern)), None):
            return f"kept by {pattern_of_keep!r}"
        named = any(place.is_meant_by(pattern) for pattern in self.only or ())
        if self.only is not None and not named:
            return "not named by only"
        return f"{place.guard}: no activation unless only names it" if place.guard and not named else None


class _Rewriting:
    """Goes through the places of a model and changes its graphs."""

    def __init__(self, model: ModelProto, rules: list[_Rule], form: str, opset: int | None) -> None:
        self.model, self.rules, self.form = model, rules, form
        self.lowered = opset is not None and opset < opset_of(model)
        self.opset = lowering.checked(model, opset)
        self.names, self.elements = Names(model), element_types(model)

    def run(self, places: list[OnnxPlace], selection: _Selection) -> _Plan:
        """Rewrite, place by place."""
        plan = _Plan()
        for place in places:
            rule = next((rule for rule in self.rules if is_meant(rule.source, place)), None)
            reason = "no rule names it" if rule is None else selection.leaves(place)
            if reason or rule is None:
                if not self._too_new(place):
                    plan.left.append((place, str(reason)))
                    continue
                rule = _Rule("*", DECOMPOSED)
            try:
                plan.swapped.append((place, self._rewrite(place, rule)))
            except _Left as left:
                plan.left.append((place, str(left)))
            except _Missed as missed:
                plan.missed.append((place, str(missed)))
        return plan

    def notes(self, plan: _Plan) -> list[str]:
        """Functions that became formulas because the opset has no operator for them."""
        keys = {text.partition(" ")[0] for _, text in plan.swapped if text.endswith("nodes)")}
        targets = {rule.to.key for rule in self.rules if isinstance(rule.to, Choice)}
        lacking = [
            key
            for key in sorted(keys & targets)
            if self.form == "auto" and single_node(choose(key), self.opset) is None
        ]
        return [f"opset {self.opset} has no operator for {key}: written as its formula" for key in lacking]

    def _too_new(self, place: OnnxPlace) -> bool:
        return self.lowered and place.plain_node and first_opset(place.operators[0]) > self.opset

    def _rewrite(self, place: OnnxPlace, rule: _Rule) -> str:
        to = rule.to
        if obstacle := place.obstacle or (rule.chosen and obstacle_of(place, rule.chosen)):
            if (
                not place.obstacle
                and isinstance(rule.chosen, GateTarget)
                and (written := self._put_gate(place, rule.chosen))
            ):
                return written
            raise _Missed(obstacle)
        if place.position is not None:
            return self._set_gate(place, to)
        if isinstance(to, str):
            return self._reform(place, to)
        if to == place.function.choice and self.form == "auto":
            raise _Left(f"is {place.function} already")
        return self._put(place, to, self.form)

    def _reform(self, place: OnnxPlace, to: str) -> str:
        """The same function in another form, unless its own serves as well."""
        if to == DECOMPOSED:
            oldest = self.opset if self.lowered else _OLDEST_FORMULA
            if place.kind != "fused" and all(self._is_in(node, oldest) for node in place.nodes):
                raise _Left(f"{' '.join(place.operators)}: opset {oldest} has it")
            return self._put(place, _choice(place), STABLE)
        choice = place.function.choice
        if choice and choice.activation.tuned_value:
            return self._put(place, choice, STABLE)
        if place.kind != "subgraph":
            reason = "which runtimes compute without overflow and join with the node before"
            raise _Left(f"{place.operators[0]} is one node, {reason}")
        if choice is None or is_stable(place, choice, self.model, self._elements(place)):
            raise _Left("its form neither overflows nor loses digits, and runtimes know it")
        return self._put(place, choice, STABLE)

    def _elements(self, place: OnnxPlace) -> int:
        return self.elements.get(place.input) or self.elements.get(place.output, TensorProto.FLOAT)

    def _is_in(self, node: Any, opset: int) -> bool:
        return node.domain in ("", "ai.onnx") and first_opset(node.op_type) <= opset

    def _put(self, place: OnnxPlace, choice: Choice, form: str) -> str:
        tensors = place.tensors if choice.activation.key == place.function.name else {}
        try:
            nodes = nodes_for(
                choice, place.input, place.result, self.opset, self._elements(place), form, tensors, self.names
            )
        except BadValue as error:
            raise _Missed(str(error)) from error
        written = [node.op_type for node in nodes if node.op_type != "Constant"]
        if form == STABLE and sorted(written) == sorted(place.operators):
            raise _Left("is in this form already")
        put(place.graph, place.output, [*place.before, *nodes, *place.after], place.nodes[:-1])
        return f"{choice.key} ({'node' if len(nodes) == 1 else f'{len(written)} nodes'})"

    def _put_gate(self, place: OnnxPlace, to: GateTarget) -> str:
        """A gate with clamps, a cap or a constant where a bare one was; nothing where the model has some already."""
        end = place.after[0] if place.after else next(n for n in place.graph.node if place.output in n.input)
        other = next(name for name in end.input if name != place.result)
        if to.gate is None or place.gate is None or not is_bare(place.gate) or self._is_bounded(place, other):
            return ""
        shape, tensors = shape_of(to.gate), {"b": other}
        nodes = nodes_for(
            Choice(shape), place.input, end.output[0], self.opset, self._elements(place), STABLE, tensors, self.names
        )
        put(place.graph, end.output[0], nodes, [] if place.after else place.nodes)
        return f"{to.gate.key} ({sum(node.op_type != 'Constant' for node in nodes)} nodes)"

    def _is_bounded(self, place: OnnxPlace, other: str) -> bool:
        """Whether one of the inputs of a gate comes from a clamp, the other half perhaps with a constant added."""
        writers = {name: node for node in place.graph.node for name in node.output}
        sources = [writers[name] for name in (place.input, other) if name in writers]
        sources += [
            writers[name] for node in sources if node.op_type == "Add" for name in node.input if name in writers
        ]
        return any(node.op_type in ("Clip", "Min", "Max") for node in sources)

    def _set_gate(self, place: OnnxPlace, to: Choice | str) -> str:
        (node,) = place.nodes
        if isinstance(to, str):
            raise _Left(f"an activation of {node.op_type}, which has one form")
        if to == place.function.choice:
            raise _Left(f"is {place.function} already")
        gate = gate_for(single_node(to, self.opset))
        if gate is None:
            raise _Missed(f"{node.op_type} takes no {to.key}, only {', '.join(RECURRENT)}")
        set_gate(node, int(place.position or 0), gate)
        return f"{to.key} (activation of {node.op_type})"


def _choice(place: OnnxPlace) -> Choice:
    """The record of a place, with the defaults for parameters that are tensors."""
    if place.function.choice:
        return place.function.choice
    if place.function.name not in names() or not place.tensors:
        raise _Left(f"no record states {place.function.name} with these numbers")
    numbers = {name: value for name, value in place.function.parameters.items() if isinstance(value, int | float)}
    try:
        return Choice(choose(place.function.name).activation, numbers)
    except ActlabError as error:
        raise _Missed(str(error)) from error
