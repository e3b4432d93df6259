"""What pydantic refuses, in our words: what was expected, what came."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

Place = tuple[int | str, ...]


def dotted(place: Place) -> str:
    """The name of a place in a file: ``base.epochs``."""
    return ".".join(map(str, place))


def explain(error: ValidationError, name: Callable[[Place], str] = dotted) -> str:
    """A line for each fault; ``name`` turns its place, such as ``("base", "epochs")``, into the user's word for it."""
    return explain_faults(error.errors(), name)


def explain_faults(
    faults: Sequence[Any], name: Callable[[Place], str] = lambda place: ".".join(map(str, place))
) -> str:
    """The same for some of the faults of an error."""
    return "\n".join(_line(fault, name(fault["loc"]) if fault["loc"] else "") for fault in faults)


def _line(fault: Any, place: str) -> str:
    context = fault.get("ctx", {})
    before = f"{place}: " if place else ""
    match fault["type"]:
        case "value_error":
            return f"{before}{str(context['error']).rstrip('.')}."
        case "missing":
            return f"{before}is missing."
        case "greater_than":
            expected = f"a number greater than {context['gt']:g}"
        case "greater_than_equal":
            expected = f"a number of at least {context['ge']:g}"
        case "less_than_equal":
            expected = f"a number of at most {context['le']:,}"
        case "less_than":
            expected = f"a number less than {context['lt']:g}"
        case "too_short":
            expected = f"at least {context['min_length']} of them"
        case "too_long":
            expected = f"at most {context['max_length']} of them"
        case "finite_number":
            expected = "a finite number"
        case "literal_error":
            expected = context["expected"]
        case kind if kind.endswith("_type"):
            expected = f"a value of type {kind.removesuffix('_type')}"
        case _:
            expected = str(fault["msg"])
    return f"{before}expected {expected}, got {fault['input']!r}."
