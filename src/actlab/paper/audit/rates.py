"""M8, that a smaller learning rate is better for Mish: from the rates that arms chose on validation images."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from actlab.lab.plan.plan import Cell
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import TUNED
from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit.rules import SMALLER, Comparison, Unit
from actlab.paper.audit.studies import Studied

FEWEST_TUNING_SEEDS = 3
ARMS = ("mish", "relu")
RATIO = Unit("times", 2, -1.0, ratio=True)


@dataclass(frozen=True)
class Tuned:
    """The tuned cells of all studies: how many distinct settings, and which of them can be compared.

    ``cells``: with both arms tuned; ``settings``: of these that differ; ``inside``: of these with both best rates
    inside their grid; ``seeds``: that each rate was tried with; ``ratios``: the logarithm of ReLU's best rate over
    Mish's, seed by seed, averaged over ``inside``.
    """

    cells: int
    settings: int
    inside: int
    seeds: int
    ratios: tuple[float, ...]

    @property
    def effect(self) -> str:
        """What was tuned, in words."""
        return (
            f"{self.cells} tuned cells are {self.settings} settings, in {self.inside} of which both best rates lie "
            f"inside their grid; each rate was tried with {self.seeds} seed{'s' * (self.seeds != 1)}"
        )


def tuned(studies: Iterable[Studied]) -> Tuned:
    """What the studies tuned: a setting that several cells or studies share counts once."""
    cells, settings = 0, dict[Setting, tuple[Studied, Cell]]()
    for study in studies:
        plan = study.findings.plan
        if not set(ARMS) <= set(plan.study.arms):
            continue
        for cell in plan.cells:
            if cell.protocol == TUNED and all(plan.chosen(cell, arm, study.runs) is not None for arm in ARMS):
                cells += 1
                settings.setdefault(plan.candidates(cell, ARMS[0])[0], (study, cell))
    inside = [(study, cell) for study, cell in settings.values() if not _at_an_end(study, cell)]
    seeds = min((_seeds(study) for study, _ in settings.values()), default=0)
    rows = [_ratios(study, cell)[:seeds] for study, cell in inside]
    ratios = tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) if rows else ()
    return Tuned(cells, len(settings), len(inside), seeds, ratios)


def comparisons_of(tuned: Tuned) -> list[Comparison]:
    """One comparison over the seeds of the tuning; all settings of the study enter it, none is a sample."""
    few = tuned.seeds < FEWEST_TUNING_SEEDS
    why = f"fewer than {FEWEST_TUNING_SEEDS} tuning seeds" if few else ""
    pairing = Pairing(tuned.ratios, [0.0] * len(tuned.ratios), 0.0) if tuned.ratios else None
    title = f"Mish over ReLU, best learning rate: mean of {tuned.inside} settings"
    return [
        Comparison(title, SMALLER, RATIO, pairing, why=why if pairing else why or "no setting", study="tuned cells")
    ]


def _seeds(study: Studied) -> int:
    fair = study.findings.plan.fair
    return 0 if fair is None else fair.seeds


def _at_an_end(study: Studied, cell: Cell) -> bool:
    return any(study.findings.plan.at_an_end(cell, arm, study.runs) for arm in ARMS)


def _ratios(study: Studied, cell: Cell) -> list[float]:
    mine, theirs = (_best_by_seed(study, cell, arm) for arm in ARMS)
    return [log10(other / one) for one, other in zip(mine, theirs, strict=True)]


def _best_by_seed(study: Studied, cell: Cell, arm: str) -> list[float]:
    """The rate that each tuning seed alone would choose."""
    trials = study.findings.plan.tuning(cell, arm, study.runs)
    tables: Sequence[list[tuple[float, float]]] = [[] for _ in range(_seeds(study))]
    for setting, tasks in trials.items():
        for table, task in zip(tables, tasks, strict=True):
            run = study.runs[task]
            table.append((-run.epochs[-1].test_accuracy if run.finished else 1.0, setting.learning_rate))
    return [min(table)[1] for table in tables]
