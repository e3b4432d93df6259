"""Whose kernels a run computes its activations with: actlab's, or torch's own; the same for every arm."""

from collections.abc import Iterator
from contextlib import contextmanager

from actlab.errors import BadValue, one_of

KERNELS = ("auto", "actlab", "torch")


@contextmanager
def kernels(whose: str) -> Iterator[None]:
    """Compute with the kernels of ``"actlab"`` or ``"torch"`` as long as it lasts, then as before.

    What a caller had accelerated by name comes back as the default set of :func:`actlab.accelerate`.

    Raises:
        BadValue: if actlab's kernels cannot be loaded here.
    """
    from actlab.torch import accelerate as takeover

    before = bool(takeover.accelerated())
    if whose == "torch":
        takeover.restore()
    elif not takeover.accelerate():
        raise BadValue(f"kernels: {takeover.accelerate().missing} Or choose --kernels torch.")
    try:
        yield
    finally:
        takeover.restore()
        if before:
            takeover.accelerate()


def kernels_for(wanted: str) -> str:
    """``"actlab"`` or ``"torch"`` for ``--kernels wanted``; "auto" is actlab's where they can be loaded.

    Raises:
        BadValue: if actlab's are asked for and cannot be loaded here.
    """
    if one_of("kernels", KERNELS)(wanted) == "torch":
        return "torch"
    try:
        with kernels("actlab"):
            return "actlab"
    except BadValue:
        if wanted == "actlab":
            raise
        return "torch"  # the warning of actlab.accelerate says what is missing
