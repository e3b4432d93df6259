"""A hash of what a user's function does: its source and that of all it uses of her own, without comments.

The same function has the same hash in a script, in a notebook and behind ``--network file.py:make_network``. Functions
and classes of installed libraries count by name and version, numbers and texts by value.
"""

import ast
import hashlib
import importlib.metadata
import inspect
import sys
import sysconfig
import textwrap
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_PLAIN = (str, bytes, int, float, complex, bool, type(None))


def digest(thing: Any) -> str:
    """The hash, 12 digits of a SHA-256."""
    return hashlib.sha256("\n".join(_texts(thing, {})).encode()).hexdigest()[:12]


def without_comments(source: str) -> str:
    """Python source as its meaning alone: no comments, no docstrings, one form of quotes and space."""
    tree = ast.parse(textwrap.dedent(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _texts(thing: Any, seen: dict[int, Any]) -> Iterator[str]:
    if isinstance(thing, _PLAIN):
        yield repr(thing)
    elif id(thing) not in seen:
        seen[id(thing)] = thing  # held: the number of an object that is gone is used again
        yield from _of_object(thing, seen)


def _of_object(thing: Any, seen: dict[int, Any]) -> Iterator[str]:
    match thing:
        case tuple() | list():
            for item in thing:
                yield from _texts(item, seen)
        case dict():
            for name, item in thing.items():
                yield repr(name)
                yield from _texts(item, seen)
        case partial():
            yield from _texts([thing.func, thing.args, thing.keywords], seen)
        case MethodType():
            yield from _texts([thing.__func__, thing.__self__], seen)
        case ModuleType():
            yield _installed(thing.__name__)
        case FunctionType():
            yield from _of_function(thing, seen)
        case type():
            yield from _of_class(thing, seen)
        case _:
            yield from _of_value(thing, seen)


def _of_function(function: FunctionType, seen: dict[int, Any]) -> Iterator[str]:
    if not is_users(function):
        yield _installed(function.__module__, function.__qualname__)
        return
    yield _source(function) or _instructions(function.__code__)
    yield from _texts([function.__defaults__, function.__kwdefaults__], seen)
    for name in sorted(_names(function.__code__)):
        if name in function.__globals__:
            yield from _texts(function.__globals__[name], seen)
    for cell in function.__closure__ or ():
        try:
            yield from _texts(cell.cell_contents, seen)
        except ValueError:  # not filled yet: the function itself
            yield "empty"


def _of_class(kind: type, seen: dict[int, Any]) -> Iterator[str]:
    if not is_users(kind):
        yield _installed(kind.__module__, kind.__qualname__)
        return
    text = _source(kind)
    yield text or kind.__qualname__
    for base in kind.__bases__:
        yield from _texts(base, seen)
    for member in vars(kind).values():
        inner = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
        if isinstance(inner, FunctionType):
            yield from _texts(inner, seen)


def _of_value(thing: Any, seen: dict[int, Any]) -> Iterator[str]:
    """An array or tensor by its bytes, a module by its weights, another object by its class and what it holds."""
    if hasattr(thing, "state_dict") and callable(thing.state_dict):
        yield repr(thing)
        yield from _texts(type(thing), seen)
        for part in getattr(thing, "modules", list)():
            yield from _texts(type(part), seen)
        yield from _texts(dict(thing.state_dict()), seen)
    elif hasattr(thing, "cpu") or hasattr(thing, "__array_interface__"):
        array = thing.detach().cpu().contiguous().numpy() if hasattr(thing, "cpu") else thing
        yield f"{array.dtype} {array.shape} {hashlib.sha256(array.tobytes()).hexdigest()}"
    else:
        yield from _texts(type(thing), seen)
        yield from _texts(getattr(thing, "__dict__", {}), seen)


def _names(code: CodeType) -> set[str]:
    """The globals that a function and those inside it name."""
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return {*code.co_names, *(name for part in inner for name in _names(part))}


def _source(thing: Any) -> str:
    """Without comments; empty where there is none to read, or where it is a part of a line, as of a lambda."""
    try:
        return without_comments(inspect.getsource(thing)) if getattr(thing, "__name__", "") != "<lambda>" else ""
    except (OSError, TypeError, SyntaxError):
        return ""


def _instructions(code: CodeType) -> str:
    constants = [_instructions(part) if isinstance(part, CodeType) else repr(part) for part in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {constants}"


def is_users(thing: Any) -> bool:
    """Whether a module, or what is from one, is no part of an installed library, of Python or of actlab."""
    name = (thing.__name__ if isinstance(thing, ModuleType) else thing.__module__) or ""
    if name == "builtins" or name.partition(".")[0] == "actlab":
        return False
    path = getattr(sys.modules.get(name), "__file__", None)
    return path is None or not any(Path(path).is_relative_to(folder) for folder in _libraries())


@cache
def _libraries() -> tuple[str, ...]:
    return tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})


def _installed(module: str, name: str = "") -> str:
    top = (module or "").partition(".")[0]
    try:
        number = importlib.metadata.version(top)
    except importlib.metadata.PackageNotFoundError:
        number = ""
    return f"{module}.{name} {number}"
