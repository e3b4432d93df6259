"""Choose what executes tasks."""

from collections.abc import Iterable
from functools import partial

from actlab.errors import Missing, one_of
from actlab.lab.execute.attempt import Engine, Events, Work, in_this_process, pieces
from actlab.lab.execute.processes import in_processes
from actlab.lab.plan.run import Task
from actlab.lab.training import ranks

ENGINES = ("processes", "ray")


def engine(kind: str = "processes", workers: int = 1, address: str | None = None) -> Engine:
    """What executes tasks: processes on this machine, or Ray, local or a cluster at ``address``.

    The numbers depend on neither. A free worker takes the next work from the iterable.
    """
    if one_of("engine", ENGINES)(kind) == "processes":
        return partial(execute, workers=workers)
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise Missing("Ray", "--engine ray", "pip install 'actlab[ray]'")
    from actlab.lab.execute.ray_process import execute_on_ray

    return partial(execute_on_ray, workers=workers, address=address)


def execute(tasks: Iterable[Task | Work], workers: int = 1) -> Events:
    """Yield every epoch, with its task, and every run of ``tasks``.

    Closing the iterator ends the workers. A task whose worker is lost twice, or that lacks memory, is a failed run.
    """
    if ranks.count() > 1:
        from actlab.lab.execute.ranks import execute_on_ranks

        return execute_on_ranks(pieces(tasks), workers)
    return in_this_process(pieces(tasks)) if workers == 1 else in_processes(pieces(tasks), workers)
