"""How much of the published protocol a study ran: below all of it, no verdict on the published claim.

At 8 % of the published steps three differences had the opposite sign of those at full length. So runs at a reduced
scale *lean for* or *against* a claim, or leave it *open*; "holds" and "does not hold" need the whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from actlab.lab.data.sets import POINTS
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.setting import Setting
from actlab.lab.verdicts.findings import Findings
from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, LEANS_AGAINST, LEANS_FOR, OPEN, Judgement

FEWEST_SEEDS = 10  # of a verdict on a published claim
EXAMPLES = {"digits": 1_437, "mnist": 60_000, "fashion-mnist": 60_000, "cifar10": 50_000, "cifar100": 50_000}
REDUCED = {HOLDS: LEANS_FOR, FAILS: LEANS_AGAINST, CANNOT_TELL: OPEN}


def at_scale(judgement: Judgement, studies: Sequence[Findings]) -> Judgement:
    """The judgement that ``studies``, from which it comes, can carry: at a reduced scale it only leans."""
    reduced = [findings for findings in studies if not is_whole(findings.plan)]
    if not reduced or judgement.verdict not in REDUCED:
        return judgement
    scale = "; ".join(dict.fromkeys(scale_of(findings.plan) for findings in reduced))
    return replace(judgement, verdict=REDUCED[judgement.verdict], scale=scale)


def is_whole(plan: Plan) -> bool:
    """Whether a plan runs every step of its published protocol, on images of full size, with enough seeds."""
    return len(plan.seeds) >= FEWEST_SEEDS and share_of_steps(plan) >= 1 and _pixels(plan) >= 1


def scale_of(plan: Plan) -> str:
    """The scale in words, such as ``2 % of the published steps, images of half the height and width, 3 seeds``."""
    share = share_of_steps(plan)
    steps = f"{100 * share:.2g} % of the published steps" if share < 1 else "all published steps"
    size = ", images of half the height and width" if _pixels(plan) < 1 else ""
    return f"{steps}{size}, {len(plan.seeds)} seed{'s' * (len(plan.seeds) > 1)}"


def share_of_steps(plan: Plan) -> float:
    """Optimizer steps of a run, as a share of those in the profile ``paper``; the least over the cells.

    A study without that profile states no published protocol, so none of it was run: 0.
    """
    if "paper" not in plan.study.profiles:
        return 0.0
    whole = Plan(plan.study, "paper")
    arm = plan.study.arms[0]
    published = {cell: _steps(whole.setting(cell, arm)) for cell in whole.cells}
    shares = [_steps(plan.setting(cell, arm)) / published[cell] for cell in plan.cells if cell in published]
    return min(shares, default=0.0)


def _steps(setting: Setting) -> int:
    examples = 250 if setting.data in POINTS else EXAMPLES[setting.data]
    used = min(setting.train_images or examples, examples) - setting.validation_images
    return setting.epochs * ceil(used / setting.batch_size)


def _pixels(plan: Plan) -> float:
    return 1 / max(plan.setting(cell, plan.study.arms[0]).shrink for cell in plan.cells)
