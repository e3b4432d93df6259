"""The errors actlab raises: what was expected, what came, what to do."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any


class ActlabError(Exception):
    """The base of every error that actlab raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Built from its message again: the initialisers below take other arguments, and workers send errors home.
        return _again, (type(self), self.args)


def _again(kind: type[ActlabError], arguments: tuple[Any, ...]) -> ActlabError:
    error = kind.__new__(kind)
    error.args = arguments
    return error


class BadValue(ActlabError, ValueError):
    """A value outside what is allowed."""


class BadType(ActlabError, TypeError):
    """A value of a type that is not understood."""


class UnknownName(BadValue):
    """A name that is not among the known ones."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        spelled = {each.lower(): each for each in names}
        nearest = get_close_matches(name.lower(), spelled, n=1, cutoff=0.5)
        hint = f" Did you mean {spelled[nearest[0]]!r}?" if nearest else ""
        super().__init__(f"unknown {kind} {name!r}.{hint} Known: {', '.join(names)}.")


def one_of(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """A check that a name is among ``known``; an unknown one is refused with the nearest."""
    names = tuple(known)

    def check(name: str) -> str:
        if name not in names:
            raise UnknownName(kind, name, names)
        return name

    return check


class Unavailable(ActlabError, ImportError):
    """What a machine cannot do: the reason, and the remedy."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")


class Missing(Unavailable):
    """An optional library is not installed."""

    def __init__(self, library: str, purpose: str, install: str) -> None:
        super().__init__(f"{purpose} needs {library}, which is not installed", f"Install it with: {install}")


class BadData(ActlabError):
    """A data set that is missing, damaged or not what it should be."""


class OutputTaken(ActlabError):
    """An output folder that already holds something else."""


class Interrupted(ActlabError):
    """The user stopped the work; finished runs stay in the store."""


class WorkerLost(ActlabError):
    """A worker process ended without handing over its result."""
