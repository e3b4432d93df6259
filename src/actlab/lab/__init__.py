"""Controlled comparisons: their plans (data, plan), their training (training, execute), their numbers and verdicts."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlab.lab.execute.runner import run_plan
    from actlab.lab.plan.comparison import comparison
    from actlab.lab.plan.metric import Metric
    from actlab.lab.plan.plan import Plan
    from actlab.lab.plan.setting import Setting
    from actlab.lab.plan.study import Study
    from actlab.lab.reading import load
    from actlab.lab.store.store import Store
    from actlab.lab.verdicts.findings import Findings
    from actlab.lab.verdicts.procedure import judge

_WHERE = {
    "Findings": "verdicts.findings",
    "Metric": "plan.metric",
    "Plan": "plan.plan",
    "Setting": "plan.setting",
    "Store": "store.store",
    "Study": "plan.study",
    "comparison": "plan.comparison",
    "judge": "verdicts.procedure",
    "load": "reading",
    "run_plan": "execute.runner",
}
__all__ = [
    "Findings",
    "Metric",
    "Plan",
    "Setting",
    "Store",
    "Study",
    "comparison",
    "judge",
    "load",
    "run_plan",
]


def __getattr__(name: str) -> Any:
    """Load a name on first use: some import SciPy or SQLAlchemy."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
