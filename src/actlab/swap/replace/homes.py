"""Where a function is imported from, also one that a decorator hides: module, name and the way through decorators."""

import sys
from functools import reduce
from types import FunctionType
from typing import Any

from actlab.swap.find.wrappers import unwrapped

Home = tuple[str, str, tuple[str, ...]]


def home_of(function: FunctionType) -> Home | None:
    """The home of a function; None for one that was made inside of another function.

    >>> home_of(unwrapped)
    ('actlab.swap.find.wrappers', 'unwrapped', ())
    """
    for _, inner in unwrapped(function) or [((), function)]:  # a decorator's own has the home of what it decorates
        home = inner.__module__, inner.__qualname__
        for path, one in _functions_at(*home):
            if one is function:
                return *home, path
    return None


def function_at(home: Home) -> FunctionType | None:
    """The function with a home; None where there is none any more."""
    module, name, path = home
    __import__(module)
    return dict(_functions_at(module, name)).get(path)


def _functions_at(module: str, name: str) -> list[tuple[tuple[str, ...], FunctionType]]:
    start: Any = sys.modules.get(module)
    value = reduce(lambda holder, part: getattr(holder, part, None), name.split("."), start)
    return unwrapped(value) or ([((), value)] if isinstance(value, FunctionType) else [])
