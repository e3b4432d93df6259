"""How much of the published protocol a study ran: below all of it, no verdict on the published claim.

At 8 % of the published steps three differences had the opposite sign of those at full length. So the audit keeps two
lines for each claim: runs at the published protocol give a verdict, runs at a reduced scale only lean.
"""

from collections.abc import Sequence
from functools import cache

from actlab.lab.data.sets import POINTS, examples_for_training
from actlab.lab.plan import files
from actlab.lab.plan.metric import steps_of_an_epoch
from actlab.lab.plan.plan import Cell, Plan
from actlab.lab.plan.setting import Setting
from actlab.paper.audit.rules import FEWEST_SEEDS

SIDES = {"digits": 8, "mnist": 28, "fashion-mnist": 28, "cifar10": 32, "cifar100": 32}
# How a run was computed and tested, which no article fixes; bfloat16 counts as another protocol.
FREE = ("device", "kernels", "seeds_together", "processes", "test", "test_images", "decayed", "learned")
SAID_APART = ("epochs", "train_images", "shrink", "activation")  # as steps, images and size
# Studies whose published protocol nobody knows whole: no run of ours can be at it.
UNKNOWN = {
    "plane-convergence": "the article's initial weights and loss are unknown; here He weights and cross-entropy",
}


def is_published(plan: Plan) -> bool:
    """Whether every setting of a plan is that of its published protocol, with enough seeds for a verdict."""
    if plan.study.key in UNKNOWN or len(plan.seeds) < FEWEST_SEEDS:
        return False
    return bool(_published(plan)) and not any(_differing(one, whole) for one, whole in _published(plan))


def scale_of(plans: Sequence[Plan]) -> str:
    """The scale of studies in words: the share of the steps, images and their size, seeds, and what else differs."""
    return "; ".join(dict.fromkeys(map(_scale_of, plans)))


def share_of_steps(plan: Plan) -> float:
    """Optimizer steps of a run, as a share of the published; the least over the cells.

    Of a study that does not come with actlab no published protocol is known, so none of it was run: 0.
    """
    return min((_steps(one) / _steps(whole) for one, whole in _published(plan)), default=0.0)


def _scale_of(plan: Plan) -> str:
    one = plan.setting(plan.cells[0], plan.study.arms[0])
    share = share_of_steps(plan)
    steps = "all steps" if share >= 1 else f"{100 * share:.2g} % of the steps" if share else "a protocol of its own"
    count = f"{len(plan.seeds)} seed{'s' * (len(plan.seeds) > 1)}"
    changed = sorted({name for pair in _published(plan) for name in _differing(*pair)}.difference(SAID_APART))
    words = [steps, *_images(one), count]
    words += [f"other {', '.join(changed).replace('_', ' ')}"] if changed else []
    words += [UNKNOWN[plan.study.key]] if plan.study.key in UNKNOWN else []
    return ", ".join(words)


def _images(setting: Setting) -> list[str]:
    if setting.data in POINTS:
        return []
    side, examples = SIDES[setting.data] // setting.shrink, examples_for_training(setting.data)
    return [f"{min(setting.train_images or examples, examples):,} images of {side} x {side}"]


def _published(plan: Plan) -> list[tuple[Setting, Setting]]:
    """Each cell's setting beside that of the published protocol: the profile ``paper`` of the study in actlab.

    Never that of the plan's own document, in which a reduced run could call itself published.
    """
    whole, arm = _paper(plan.study.key), plan.study.arms[0]
    if whole is None or arm not in whole.study.arms:
        return []
    cells: set[Cell] = set(whole.cells)
    if not cells.issuperset(plan.cells):
        return []
    return [(plan.setting(cell, arm), whole.setting(cell, arm)) for cell in plan.cells]


@cache
def _paper(key: str) -> Plan | None:
    study = files.find(key) if key in files.names() else None
    return Plan(study, "paper") if study is not None and "paper" in study.profiles else None


def _differing(one: Setting, whole: Setting) -> set[str]:
    """The fields in which two settings differ, where it matters; a form that lacks a field has its default."""
    mine, theirs = one.model_dump(), whole.model_dump()
    fields = {**type(one).model_fields, **type(whole).model_fields}
    return {
        name
        for name, field in fields.items()
        if name not in FREE and mine.get(name, field.default) != theirs.get(name, field.default)
    }


def _steps(setting: Setting) -> int:
    return setting.epochs * steps_of_an_epoch(setting)
