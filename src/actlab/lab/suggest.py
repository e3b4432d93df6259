"""Check a name against the known ones."""

from collections.abc import Callable, Iterable

from actlab.errors import UnknownName


def one_of(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """A check that a name is among ``known``; an unknown one is refused with the nearest."""
    names = tuple(known)

    def check(name: str) -> str:
        if name not in names:
            raise UnknownName(kind, name, names)
        return name

    return check
