"""Which layers profit from another activation: a search over places times functions, judged on seeds it did not see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from statistics import fmean
from textwrap import fill
from typing import Any, Protocol

import numpy as np
from torch import nn

from actlab.errors import BadValue, Missing, UnknownName
from actlab.swap.find.finding import find
from actlab.swap.replace.swapping import assign
from actlab.swap.replace.targets import target

Assignment = Mapping[str, str]
Score = Callable[[nn.Module, int], float]

METHODS = ("greedy", "random", "tpe")


class Judge(Protocol):
    """The lab's ``judge_one`` with its resolution: paired values of one arm and of the other, larger is better."""

    def __call__(self, arm: Sequence[float], against: Sequence[float]) -> Any:
        """A verdict with a ``word``."""


@dataclass(frozen=True)
class Trial:
    """One assignment with its scores, one for each search seed; places not named keep their function."""

    assignment: Assignment
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean score."""
        return fmean(self.scores)


@dataclass(frozen=True)
class SearchResult:
    """Every trial in order, the best, and what fresh seeds say of it against the unchanged model."""

    trials: tuple[Trial, ...]
    best: Trial
    fresh: tuple[float, ...]
    fresh_unchanged: tuple[float, ...]
    verdict: Any
    seeds: tuple[int, ...] = field(default=())
    fresh_seeds: tuple[int, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "trials": [{"assignment": dict(t.assignment), "scores": list(t.scores)} for t in self.trials],
            "best": dict(self.best.assignment),
            "seeds": list(self.seeds),
            "fresh_seeds": list(self.fresh_seeds),
            "fresh": list(self.fresh),
            "fresh_unchanged": list(self.fresh_unchanged),
            "verdict": getattr(self.verdict, "word", str(self.verdict)),
        }

    def __str__(self) -> str:
        """The result for people."""
        lines = [f"{len(self.trials)} assignments, seeds {', '.join(map(str, self.seeds))}"]
        ordered = sorted(self.trials, key=lambda trial: -trial.mean)
        lines += [_wrapped(f"  {trial.mean:.4f}  {_shown(trial.assignment)}") for trial in ordered]
        difference = fmean(self.fresh) - fmean(self.fresh_unchanged)
        word = getattr(self.verdict, "word", self.verdict)
        lines.append(_wrapped(f"best: {_shown(self.best.assignment)}", "  "))
        fresh = ", ".join(map(str, self.fresh_seeds))
        lines.append(_wrapped(f"on the fresh seeds {fresh} it scores {difference:+.4f} against the unchanged: {word}"))
        return "\n".join(lines)


def _wrapped(text: str, indent: str = " " * 10) -> str:
    return fill(text, 80, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _shown(assignment: Assignment) -> str:
    return ", ".join(f"{place} -> {function}" for place, function in assignment.items()) or "unchanged"


def search(
    factory: Callable[[], nn.Module],
    score: Score,
    judge: Judge,
    *,
    functions: Sequence[str],
    places: Sequence[str] | None = None,
    example_inputs: Any = None,
    method: str = "greedy",
    budget: int = 12,
    seeds: int = 3,
    first_seed: int = 0,
) -> SearchResult:
    """Search an activation for every place of a model.

    Arguments:
        factory: makes the model; called once for every assignment.
        score: trains a model with a seed and returns a number, larger is better. It must not look at test data.
        judge: compares paired scores, such as ``actlab.lab.verdicts.procedure.judge_one`` with a resolution.
        functions: names to choose from.
        places: names of places, as :func:`actlab.swap.find` gives them; by default all that can be swapped. A module
            that several blocks share is one place for each of them.
        example_inputs: as for ``find``, when the model calls functions that only a run shows.
        method: ``greedy`` changes one place after another and keeps what is better on average, ``random`` draws
            assignments, ``tpe`` lets Optuna choose.
        budget: assignments that are trained, the unchanged model included.
        seeds: paired seeds for every assignment. As many others, not used in the search, judge the best: the best of
            many trials looks better than it is.
        first_seed: the first seed.

    Returns:
        A :class:`SearchResult`; the same arguments give the same one.
    """
    if method not in METHODS:
        raise UnknownName("method", method, METHODS)
    if budget < 2 or seeds < 1:
        raise BadValue(f"expected a budget of at least 2 and at least 1 seed, got {budget} and {seeds}.")
    for function in functions:
        target(function)
    inventory = find(factory(), example_inputs, views=()) if example_inputs is not None else find(factory())
    free = [place for place in inventory if not place.obstacle and not place.part_of and not place.guards]
    # A module that stands in many blocks is many places: each block may get another function.
    functions_of = {name: str(place.function) for place in free for name in place.names or (place.name,)}
    for place in places or ():
        if place not in functions_of:
            raise UnknownName("place", place, functions_of)
    space = {place: functions_of[place] for place in (places or functions_of)}
    if not space or not functions:
        raise BadValue("there is nothing to search: the model has no activation that can be swapped, or no function.")
    used = tuple(range(first_seed, first_seed + seeds))
    fresh = tuple(range(first_seed + seeds, first_seed + 2 * seeds))
    trials = _Trials(factory, score, example_inputs, used, budget)
    trials.run({})
    proposals = {"greedy": _greedy, "random": _random, "tpe": _tpe}[method]
    proposals(trials, space, tuple(functions), first_seed)
    best = max(trials.done.values(), key=lambda trial: trial.mean)
    new = trials.scores(best.assignment, fresh)
    old = trials.scores({}, fresh)
    return SearchResult(tuple(trials.done.values()), best, new, old, judge(new, old), used, fresh)


class _Trials:
    """Trains assignments, each once, until the budget is spent."""

    def __init__(
        self, factory: Callable[[], nn.Module], score: Score, inputs: Any, seeds: tuple[int, ...], budget: int
    ) -> None:
        self.factory, self.score, self.inputs, self.seeds, self.budget = factory, score, inputs, seeds, budget
        self.done: dict[tuple[tuple[str, str], ...], Trial] = {}

    @property
    def spent(self) -> bool:
        return len(self.done) >= self.budget

    def run(self, assignment: Assignment) -> Trial:
        key = tuple(sorted(assignment.items()))
        if key not in self.done:
            self.done[key] = Trial(dict(key), self.scores(assignment, self.seeds))
        return self.done[key]

    def scores(self, assignment: Assignment, seeds: tuple[int, ...]) -> tuple[float, ...]:
        return tuple(self.score(self._model(assignment), seed) for seed in seeds)

    def _model(self, assignment: Assignment) -> nn.Module:
        return assign(self.factory(), assignment, self.inputs).model  # a copy: a factory may give the same model twice


def _greedy(trials: _Trials, space: Mapping[str, str], functions: tuple[str, ...], seed: int) -> None:  # noqa: ARG001
    current: dict[str, str] = {}
    best = trials.run(current)
    improved = True
    while improved and not trials.spent:
        improved = False
        for place in space:
            for function in functions:
                if trials.spent:
                    return
                if function == current.get(place, space[place]):
                    continue
                trial = trials.run({**current, place: function})
                if trial.mean > best.mean:
                    best, current, improved = trial, dict(trial.assignment), True


def _random(trials: _Trials, space: Mapping[str, str], functions: tuple[str, ...], seed: int) -> None:
    generator = np.random.default_rng(seed)
    for assignment in _draws(generator, space, functions):
        if trials.spent:
            return
        trials.run(assignment)


def _draws(
    generator: np.random.Generator, space: Mapping[str, str], functions: tuple[str, ...]
) -> Iterator[dict[str, str]]:
    """Assignments without end, or all of them when there are few."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    options = {place: list(dict.fromkeys((own, *functions))) for place, own in space.items()}
    total = float(np.prod([float(len(values)) for values in options.values()]))
    while len(seen) < total:
        drawn = {place: values[int(generator.integers(len(values)))] for place, values in options.items()}
        key = tuple(drawn.items())
        if key not in seen:
            seen.add(key)
            yield {place: function for place, function in drawn.items() if function != space[place]}


def _tpe(trials: _Trials, space: Mapping[str, str], functions: tuple[str, ...], seed: int) -> None:
    if find_spec("optuna") is None:
        raise Missing("Optuna", "search with method='tpe'", "pip install 'actlab[optuna]'")
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))

    def objective(trial: Any) -> float:
        chosen = {
            place: trial.suggest_categorical(place, list(dict.fromkeys((own, *functions))))
            for place, own in space.items()
        }
        return trials.run({place: f for place, f in chosen.items() if f != space[place]}).mean

    for _ in range(20 * trials.budget):  # TPE may propose the same again, which costs nothing but ends nothing either
        if trials.spent:
            return
        study.optimize(objective, n_trials=1)
