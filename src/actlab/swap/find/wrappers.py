"""Through decorators, partials and bound methods to the functions inside."""

from functools import partial
from types import CellType, FunctionType, MethodType
from typing import Any

MOST_WRAPPERS = 5
_SKIPPED = ("__class__", "actlab_")  # cells that hold no decorated function: of super(), and what a swap put there


def unwrapped(attribute: Any) -> list[tuple[tuple[str, ...], FunctionType]]:
    """Every function that a class's attribute leads to, itself or through decorators, each with the way to it."""
    functions: list[tuple[tuple[str, ...], FunctionType]] = []

    def walk(value: Any, path: tuple[str, ...]) -> None:
        if len(path) > MOST_WRAPPERS or any(value is function for _, function in functions):
            return
        if _is_torchs(value):
            return
        for step, inner in inside(value):
            walk(inner, (*path, step))
        if isinstance(value, FunctionType):
            functions.append((path, value))

    walk(attribute, ())
    return functions


def inside(value: Any) -> list[tuple[str, Any]]:
    """What a value wraps, each with the name of the step to it."""
    if isinstance(value, staticmethod | classmethod):
        return [("__func__", value.__func__)]
    if isinstance(value, property):
        return [("fget", value.fget)]
    if isinstance(value, partial):
        return [("func", value.func)]
    if isinstance(value, MethodType):
        return [("__func__", value.__func__)]
    if not isinstance(value, FunctionType):
        return []
    cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
    filled = [(name, cell.cell_contents) for name, cell in cells if not name.startswith(_SKIPPED) and _is_filled(cell)]
    return [(f"closure {name}", content) for name, content in filled if _may_lead(content)]


def _is_filled(cell: CellType) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _is_torchs(value: Any) -> bool:
    """Whether it is a function of torch's or ours: what calls it is swapped, not what is inside."""
    return str(getattr(value, "__module__", "")).startswith(("torch.nn.functional", "actlab."))


def _may_lead(value: Any) -> bool:
    return not _is_torchs(value) and isinstance(value, FunctionType | MethodType | partial | staticmethod | classmethod)
