"""The functions that are loaded, also those that `gc.freeze()` hid from the collector, as servers do."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType


def functions_of(code: CodeType) -> list[FunctionType]:
    """The functions that have some code."""
    with _nothing_frozen():
        return [f for f in gc.get_referrers(code) if isinstance(f, FunctionType) and f.__code__ is code]


def functions_in(file: str) -> list[FunctionType]:
    """The functions of a file."""
    with _nothing_frozen():
        return [f for f in gc.get_objects() if type(f) is FunctionType and f.__code__.co_filename == file]


@contextmanager
def _nothing_frozen() -> Iterator[None]:
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    try:
        yield
    finally:
        if frozen:
            gc.freeze()
