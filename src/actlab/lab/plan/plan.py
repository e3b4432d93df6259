"""The plan of a study in one profile: its cells, and the runs they need, some of which depend on what others found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from actlab.define import as_table, define_again, own
from actlab.errors import ActlabError, BadData, BadValue, one_of
from actlab.lab.data import brought
from actlab.lab.plan.arms import choice_of
from actlab.lab.plan.metric import metric
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import BEFORE, SMALL, Setting
from actlab.lab.plan.study import SAME_RATE, TUNED, Changes, Fair, Study, setting_from

TUNING_SEEDS_FROM = 1_000_000  # far from those that are judged: a rate must not be chosen on the seeds it is judged on


@dataclass(frozen=True)
class Cell:
    """One protocol with one level of each factor. Within a cell the arms are compared."""

    protocol: str
    levels: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """The levels in words."""
        return ", ".join(label for _, label in self.levels) or "all"

    def level(self, factor: str) -> str | None:
        """The label of ``factor`` here, or None where tuning takes its place."""
        return dict(self.levels).get(factor)


class Plan:
    """A study in one profile, with another number of seeds on request.

    ``place`` is what its settings say of where and how they are trained: see ``place_for`` in ``training/devices.py``.
    """

    def __init__(self, study: Study, profile: str, seeds: int | None = None, **place: Any) -> None:
        self.study = study
        self.place = {name: value for name, value in place.items() if value != Setting.model_fields[name].default}
        self.profile_name = one_of(f"profile of {study.key}", study.profiles)(profile)
        self.profile = study.profiles[profile]
        count = self.profile.seeds if seeds is None else seeds
        if count < 1:
            raise BadValue(f"--seeds: expected at least 1, got {count}.")
        self.seeds = tuple(range(study.first_seed, study.first_seed + count))
        self._settings: dict[tuple[Cell, str], Setting] = {}
        self._candidates: dict[tuple[Cell, str, float], Setting] = {}

    @property
    def name(self) -> str:
        """The study's name in a store: key and profile."""
        return f"{self.study.key}.{self.profile_name}"

    @cached_property
    def fair(self) -> Fair | None:
        """The grid of this profile."""
        if self.study.fair is None:
            return None
        merged = {**self.study.fair.model_dump(), **self.profile.fair}
        for one, other in (("multiples", "rates"), ("rates", "multiples")):
            if one in self.profile.fair:
                merged[other] = ()
        return Fair.model_validate(merged)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, protocol by protocol."""
        return tuple(cell for protocol in self.protocols for cell in self._cells(protocol))

    @property
    def protocols(self) -> tuple[str, ...]:
        """The study's, or those that this profile keeps of them."""
        return self.profile.protocols or self.study.protocols

    def _cells(self, protocol: str) -> Iterator[Cell]:
        without = self.fair.without if self.fair is not None and protocol == TUNED else ()
        factors = [name for name in self.study.factors if name not in without]
        for labels in product(*(self.levels(factor) for factor in factors)):
            yield Cell(protocol, tuple(zip(factors, labels, strict=True)))

    def levels(self, factor: str) -> tuple[str, ...]:
        """The levels of a factor that this profile keeps."""
        return self.profile.levels.get(factor) or tuple(self.study.factors[factor].levels)

    def setting(self, cell: Cell, arm: str) -> Setting:
        """The setting with the rate that the study states. The profile changes the base, a level has the last word."""
        if (cell, arm) not in self._settings:
            self._settings[cell, arm] = self._checked(cell, arm)
        return self._settings[cell, arm]

    def _checked(self, cell: Cell, arm: str) -> Setting:
        changes: Changes = {**self.study.base, **self.profile.base, **self.place}
        for factor, label in cell.levels:
            changes |= self.study.factors[factor].levels[label]
        return setting_from(
            {**changes, **self.profile.always, **self._scores, "activation": arm},
            f"profile {self.profile_name}, {cell.label}, {arm}",
        )

    @cached_property
    def _scores(self) -> Changes:
        """What the tests of a run have to find for the study's metrics, besides accuracy and loss."""
        names = tuple(score for key in self.study.metrics if (score := metric(key).score))
        return {"scores": names} if names else {}

    def candidates(self, cell: Cell, arm: str, results: Mapping[Task, Run] | None = None) -> tuple[Setting, ...]:
        """What an arm tries in the tuned protocol, judged by validation images, from the smallest rate on.

        The grid of the study; with ``results``, as far as it had to grow.
        """
        assert self.fair is not None
        stated = self.setting(cell, arm).learning_rate
        rates = sorted(self.fair.rates or (stated * multiple for multiple in self.fair.multiples))
        room = [self.fair.widen, self.fair.widen]
        while results is not None and len(rates) > 1:
            best = self._best([self._candidate(cell, arm, rate) for rate in rates], results)
            end = next((end for end in (0, -1) if best == rates[end] and room[end]), None)
            if end is None:
                break
            room[end] -= 1
            beyond = float(f"{rates[end] ** 2 / rates[1 if end == 0 else -2]:.6g}")
            rates.insert(0 if end == 0 else len(rates), beyond)
        return tuple(self._candidate(cell, arm, rate) for rate in rates)

    def _candidate(self, cell: Cell, arm: str, rate: float) -> Setting:
        assert self.fair is not None
        if (cell, arm, rate) not in self._candidates:
            stated = self.setting(cell, arm).model_dump(exclude_defaults=True)
            tried = {"test": "validation", "validation_images": self.fair.validation_images, "learning_rate": rate}
            self._candidates[cell, arm, rate] = setting_from({**stated, **tried}, f"tuning of {cell.label}, {arm}")
        return self._candidates[cell, arm, rate]

    def tuning(self, cell: Cell, arm: str, results: Mapping[Task, Run] | None = None) -> dict[Setting, list[Task]]:
        """The runs that choose the rate of an arm; with ``results``, those that a grown grid adds."""
        return {setting: self._trials(setting) for setting in self.candidates(cell, arm, results)}

    def _trials(self, setting: Setting) -> list[Task]:
        assert self.fair is not None
        return [Task(setting, seed) for seed in range(TUNING_SEEDS_FROM, TUNING_SEEDS_FROM + self.fair.seeds)]

    def chosen(self, cell: Cell, arm: str, results: Mapping[Task, Run]) -> Setting | None:
        """The setting that an arm is judged with; None while its tuning is not done."""
        stated = self.setting(cell, arm)
        if cell.protocol == SAME_RATE:
            return stated
        best = self._best(self.candidates(cell, arm, results), results)
        return None if best is None else stated.model_copy(update={"learning_rate": best})

    def at_an_end(self, cell: Cell, arm: str, results: Mapping[Task, Run]) -> bool:
        """Whether the best rate of a tuned arm is the first or the last that was tried: a better one may lie beyond."""
        tried = self.candidates(cell, arm, results)
        return self._best(tried, results) in (tried[0].learning_rate, tried[-1].learning_rate)

    def _best(self, tried: Sequence[Setting], results: Mapping[Task, Run]) -> float | None:
        """The rate with the highest mean accuracy on the validation images, the lower loss breaking ties, then the
        smaller rate; a rate that diverged comes last. None while a run is missing.
        """
        scores: list[tuple[bool, float, float, float]] = []
        for candidate in tried:
            tasks = self._trials(candidate)
            done = [run for task in tasks if (run := results.get(task)) is not None]
            if len(done) < len(tasks):
                return None
            finals = [run.epochs[-1] for run in done if run.finished]
            whole = len(finals) == len(tasks)
            accuracy = sum(row.test_accuracy for row in finals) / len(finals) if finals else 0.0
            loss = sum(row.test_loss for row in finals) / len(finals) if finals else 0.0
            scores.append((not whole, -accuracy, loss, candidate.learning_rate))
        return min(scores)[-1]

    def judged(self, cell: Cell, arm: str, results: Mapping[Task, Run]) -> list[Task]:
        """The runs that an arm is judged by, one a seed; none while its tuning is not done."""
        setting = self.chosen(cell, arm, results)
        return [] if setting is None else [Task(setting, seed) for seed in self.seeds]

    def known_tasks(self, results: Mapping[Task, Run]) -> list[Task]:
        """Every run known to be needed, each once; seed by seed, so that an interrupted study has whole pairs."""
        order: dict[Task, int] = {}
        arms = [(cell, arm) for cell in self.cells for arm in self.study.arms]
        for cell, arm in arms:
            if cell.protocol == TUNED:
                for tasks in self.tuning(cell, arm, results).values():
                    order |= dict.fromkeys(tasks, -1)
        for cell, arm in arms:
            order |= {task: task.seed for task in self.judged(cell, arm, results)}
        return sorted(order, key=order.__getitem__)

    @property
    def of_images(self) -> bool:
        """Whether the first setting's network is one of images, which has a device, a precision and seeds together."""
        return self.setting(self.cells[0], self.study.arms[0]).of_images

    @property
    def data_sets(self) -> set[str]:
        """The names of the data sets that its cells train on."""
        return {self.setting(cell, self.study.arms[0]).data for cell in self.cells}

    @property
    def brought(self) -> set[str]:
        """The names of what a user brought to it."""
        settings = [self.setting(cell, arm) for cell in self.cells for arm in self.study.arms]
        return {name for setting in settings for name in setting.brought}.union(
            key for key in self.study.metrics if brought.is_brought(key)
        )

    @property
    def most_runs(self) -> int:
        """The largest number of runs, where every arm chooses a rate of its own."""
        total = 0
        for cell in self.cells:
            tuning = self._most_trials(cell) if self.tunes(cell) else 0
            total += len(self.study.arms) * (len(self.seeds) + tuning)
        return total

    @property
    def most_trainings(self) -> int:
        """The largest number of trainings that these runs take: runs that differ in their tests alone share one."""
        settings = {
            self.setting(cell, arm).trained for cell in self.cells for arm in self.study.arms if not self.tunes(cell)
        }
        tuned = [cell for cell in self.cells if self.tunes(cell)]
        grids = {self.candidates(cell, arm) for cell in tuned for arm in self.study.arms}
        trials = len({task for grid in grids for setting in grid for task in self._trials(setting)})
        grown = len(grids) * 2 * self.fair.widen * self.fair.seeds if self.fair is not None else 0
        return (len(settings) + len(tuned) * len(self.study.arms)) * len(self.seeds) + trials + grown

    def _most_trials(self, cell: Cell) -> int:
        """Of one arm in a tuned cell, should the grid grow to both sides as far as it may."""
        assert self.fair is not None
        return (len(self.candidates(cell, self.study.arms[0])) + 2 * self.fair.widen) * self.fair.seeds

    def tunes(self, cell: Cell) -> bool:
        """Whether the arms of the cell tune their rate."""
        return cell.protocol == TUNED

    def check(self) -> None:
        """Build every setting once; raises what is wrong with the first."""
        for cell in self.cells:
            for arm in self.study.arms:
                self.setting(cell, arm)
                if self.tunes(cell):
                    self.candidates(cell, arm)

    def document(self) -> dict[str, Any]:
        """The plan as plain values; a store has it beside the runs."""
        seeds = len(self.seeds)
        choices = [choice for arm in self.study.arms if (choice := choice_of(arm)) is not None]
        functions = [as_table(choice.activation) for choice in choices if choice.activation in own()]
        users: dict[str, Any] = {"functions": functions} if functions else {}
        if things := brought.document(self.brought):
            users["brought"] = things
        return {
            "study": self.study.model_dump(mode="json"),
            "profile": self.profile_name,
            "seeds": seeds,
            **users,
            **self._newer,
            **self.place,
        }

    @property
    def _newer(self) -> Changes:
        """The fields that older documents do not have, as the study or the profile states them."""
        base = {**self.study.base, **self.profile.base}
        return {name: base.get(name, Setting.model_fields[name].default) for name in BEFORE}


def from_document(document: dict[str, Any]) -> Plan:
    """The plan again, with the functions of the user's own that it names.

    Raises:
        BadData: where it is not what :meth:`Plan.document` gave.
    """
    try:
        return _from_document(document)
    except ActlabError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # what a changed document may end in
        what = f"no {error}" if isinstance(error, KeyError) else str(error).splitlines()[0]
        raise BadData(f"the plan of a study is damaged, or of another version of actlab: {what}.") from error


def _from_document(document: dict[str, Any]) -> Plan:
    for function in document.get("functions", []):
        define_again(function)
    brought.learn(document.get("brought", {}))
    known = ("study", "profile", "seeds", "functions", "brought")
    place = {**BEFORE, **{name: value for name, value in document.items() if name not in known}}
    return Plan(Study.model_validate(_of_today(document["study"])), document["profile"], document["seeds"], **place)


def _of_today(study: dict[str, Any]) -> dict[str, Any]:
    """A study as it is written today: older comparisons of image networks stated widths that those do not have."""
    base = study.get("base", {})
    if base.get("network", SMALL[0]) in (*SMALL, "cnn6"):
        return study
    return {**study, "base": {name: value for name, value in base.items() if name != "hidden"}}


def tasks_of(plans: Iterable[Plan], results: Mapping[Task, Run]) -> list[Task]:
    """The runs of several plans, each once."""
    return list(dict.fromkeys(task for plan in plans for task in plan.known_tasks(results)))
