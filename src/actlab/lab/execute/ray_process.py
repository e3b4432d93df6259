"""The same tasks on Ray, on this machine or a cluster, from a process that has a session of its own.

To end that session is to end all that Ray has started here; a cluster that is only reached is no part of it. Ray's own
``shutdown`` takes up to 10 s, and leaves services behind where Ray still starts. It also takes the signals of the
process that calls it, and keeps it waiting in C++.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError, Unavailable, WorkerLost
from actlab.lab.data.brought import pack
from actlab.lab.execute import child, session
from actlab.lab.execute.attempt import Events, Work, brought_by, pieces
from actlab.lab.execute.processes import without_the_script
from actlab.lab.execute.ray import drive
from actlab.lab.plan.run import Task

_NEXT, _DONE = "next", "done"  # what the process asks for, and its last word


def execute_on_ray(tasks: Iterable[Task | Work], workers: int = 1, address: str | None = None) -> Events:
    """Train on a Ray that ends with the iterator, or on the cluster at ``address``; both by at most ``workers``.

    Where the caller's process has a Ray, that one is used.

    Raises:
        Unavailable: where Ray does not start, or the cluster cannot be reached.
        WorkerLost: where the process is killed.
    """
    if "ray" in sys.modules and sys.modules["ray"].is_initialized():
        return drive(pieces(tasks), workers, pack)
    return _in_ray_process(pieces(tasks), workers, address)


def _in_ray_process(tasks: Iterator[Work], workers: int, address: str | None) -> Events:
    context = get_context("spawn")
    pipe, theirs = context.Pipe()
    words = (__name__, _serve.__name__, theirs, own(), workers, address)
    process = context.Process(target=child.run, args=words, daemon=True)
    with without_the_script():
        process.start()
    theirs.close()
    sent: set[tuple[str, ...]] = set()
    try:
        while (message := _received(pipe)) != _DONE:
            if message is None:
                break
            if isinstance(message, ActlabError):
                raise message
            if message == _NEXT:
                _send(pipe, next(tasks, None), sent)
            else:
                yield message
    finally:
        _end(process)
        pipe.close()
    if message is None:
        raise WorkerLost(
            f"the process that works with Ray has ended with exit code {process.exitcode}. What is finished is kept; "
            "the same command goes on from there."
        )


def _received(pipe: Connection) -> Any:
    """What the process says; None: it has ended."""
    try:
        return pipe.recv()
    except (EOFError, ConnectionResetError):
        return None


def _send(pipe: Connection, work: Work | None, sent: set[tuple[str, ...]]) -> None:
    names = tuple(brought_by(work or ()))
    luggage = None if names in sent else pack(names)
    sent.add(names)
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died just now: its pipe says so when it is read
        pipe.send((work, names, luggage))


def _end(process: SpawnProcess) -> None:
    process.kill()
    if process.pid is not None:
        session.end(process.pid)
    process.join()  # last: until now nobody else can get its number


# In the process ------------------------------------------------------------------------------------------------------


def _serve(pipe: Connection, activations: tuple[Activation, ...], workers: int, address: str | None) -> None:
    if sys.platform != "win32":
        os.setsid()  # before Ray starts anything; Ctrl-C is the parent's alone, too
    ends_with_this, _ = os.pipe()  # its other end: where the parent is killed, the kernel ends this process alone
    subprocess.Popen([sys.executable, "-IS", session.__file__], stdin=ends_with_this)
    adopt(activations)
    luggage: dict[tuple[str, ...], bytes] = {}
    try:
        _connect(workers, address)
        for event in drive(_requested(pipe, luggage), workers, luggage.__getitem__):
            pipe.send(event)
        pipe.send(_DONE)
    except ActlabError as error:  # handed to the parent, which raises it
        pipe.send(error)


def _requested(pipe: Connection, luggage: dict[tuple[str, ...], bytes]) -> Iterator[Work]:
    while True:
        pipe.send(_NEXT)
        work, names, content = pipe.recv()
        if work is None:
            return
        if content is not None:
            luggage[names] = content
        yield work


def _connect(workers: int, address: str | None) -> None:
    import ray

    try:
        if address is not None:
            ray.init(address=address, log_to_driver=False)
        else:  # "local": a Ray that somebody has started on this machine is theirs
            ray.init("local", num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False)
    except Exception as error:  # of many kinds: whatever keeps Ray from starting
        reason = "Ray does not start on this machine" if address is None else f"there is no Ray cluster at {address}"
        raise Unavailable(
            f"{reason} ({type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''})",
            "Without --engine ray the same runs train in processes of this machine.",
        ) from None
