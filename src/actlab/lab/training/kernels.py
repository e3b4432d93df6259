"""Whose kernels a run computes its activations with: actlab's, or torch's own; the same for every arm."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from actlab.errors import BadValue, one_of

KERNELS = ("auto", "actlab", "torch")


_change = threading.Condition()


@dataclass
class _Use:
    """Who computes in this process now: the takeover of torch's operators is one for all threads."""

    whose: str = ""
    users: int = 0
    before: bool = False


_use = _Use()


@contextmanager
def kernels(whose: str) -> Iterator[None]:
    """Compute with the kernels of ``"actlab"`` or ``"torch"`` as long as it lasts, then as before.

    Threads that want the same share them; one that wants the other waits until they are done. What a caller had
    accelerated by name comes back as the default set of :func:`actlab.accelerate`.

    Raises:
        BadValue: if actlab's kernels cannot be loaded here.
    """
    _begin(whose)
    try:
        yield
    finally:
        _end()


def _begin(whose: str) -> None:
    from actlab.torch import accelerate as takeover

    with _change:
        _change.wait_for(lambda: _use.users == 0 or _use.whose == whose)
        if _use.users == 0:
            _use.whose, _use.before = whose, bool(takeover.accelerated())
            if whose == "torch":
                takeover.restore()
            elif not takeover.accelerate():
                raise BadValue(f"kernels: {takeover.accelerate().missing} Or choose --kernels torch.")
        _use.users += 1


def _end() -> None:
    from actlab.torch import accelerate as takeover

    with _change:
        _use.users -= 1
        if _use.users == 0:
            takeover.restore()
            if _use.before:
                takeover.accelerate()
            _change.notify_all()


def kernels_for(option: str) -> str:
    """``"actlab"`` or ``"torch"`` for the option ``--kernels``; "auto" is actlab's where they can be loaded.

    Raises:
        BadValue: for "actlab" where its kernels cannot be loaded here.
    """
    if one_of("kernels", KERNELS)(option) == "torch":
        return "torch"
    try:
        with kernels("actlab"):
            return "actlab"
    except BadValue:
        if option == "actlab":
            raise
        return "torch"  # the warning of actlab.accelerate says what is missing
