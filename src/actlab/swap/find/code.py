"""From a running function to its text: the syntax tree whose instructions are those that run, and a node of it.

The instruction that ran identifies a node, and all its instructions identify a function; line numbers never do, because
a comment may have been added to the file since Python loaded it. If no tree compiles to the same instructions, the
function has no source.
"""

import __future__

import ast
import hashlib
import inspect
import linecache
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import CodeType, FunctionType
from typing import Any

from actlab.swap.find.definitions import Definitions

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Position = tuple[int, int, int, int]  # first and last line, first and last column, as code.co_positions() gives them

_FUTURE = 0
for _name in __future__.all_feature_names:
    _FUTURE |= getattr(__future__, _name).compiler_flag


@dataclass(frozen=True, eq=False)
class FunctionSource:
    """A function's syntax tree, and the code it compiles to."""

    node: FunctionNode
    class_name: str  # the innermost class around it, which private names are mangled with
    code: CodeType
    file: str
    imported: tuple[str, ...] = ()  # names that the module imports: Python compiles a call of what is in them otherwise

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes, in an order that depends on the text alone."""
        return list(ast.walk(self.node))

    @cached_property
    def definitions(self) -> Definitions:
        """Where the names in it have their values from."""
        return Definitions(self.node)

    @cached_property
    def digest(self) -> str:
        """A hash of the text without comments, line breaks and decorators: what it does, not where it stands."""
        return hashlib.sha256(ast.unparse(_bare(self.node, decorated=False)).encode()).hexdigest()[:16]

    @cached_property
    def _numbers(self) -> dict[Position, int]:
        kinds = (ast.Call, ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.Compare)
        return {position_of(node, self.imported): n for n, node in enumerate(self.nodes) if isinstance(node, kinds)}

    def number_at(self, position: Position) -> int | None:
        """The number of the call or operation at a position."""
        return self._numbers.get(position)


def source_of(function: FunctionType) -> FunctionSource | None:
    """The source of a function, None where there is none or where it is not what runs."""
    original = original_of(function)
    return _source(original.__code__, original.__code__.co_filename)


def original_of(function: FunctionType) -> FunctionType:
    """The function before any swap changed calls in it."""
    rewritten = rewritten_as(function.__code__)
    return rewritten.original if rewritten else function


def position(source: FunctionSource, running: CodeType, outer: CodeType, instruction: int) -> Position | None:
    """Where in ``source`` an instruction of ``running`` stands, a code object inside of ``outer``."""
    path = path_to(outer, running)
    if path is None:
        return None
    # Code that actlab made has the positions of the tree already; other code may be older than the file.
    code = running if rewritten_as(outer) else at_path(source.code, path)
    where = next((p for n, p in enumerate(code.co_positions()) if n == instruction // 2), None)
    if where is None or None in where:
        return None
    return where  # type: ignore[return-value]  # no None is left in it


def running_positions(compiled_now: CodeType, running: CodeType) -> dict[Position, Position]:
    """Maps positions in a fresh compilation to those of the running code: the file may have changed since loading."""
    positions: dict[Any, Any] = dict(zip(compiled_now.co_positions(), running.co_positions(), strict=True))
    for new, old in zip(_children(compiled_now), _children(running), strict=True):
        positions |= running_positions(new, old)
    return positions


def path_to(outer: CodeType, inner: CodeType) -> tuple[int, ...] | None:
    """The way from a code object to one that is defined inside of it; None where it is not."""
    if outer is inner:
        return ()
    for number, child in enumerate(_children(outer)):
        rest = path_to(child, inner)
        if rest is not None:
            return (number, *rest)
    return None


def at_path(code: CodeType, path: tuple[int, ...]) -> CodeType:
    """The code object at the end of a way."""
    for number in path:
        code = _children(code)[number]
    return code


def _children(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def position_of(node: ast.AST, imported: Iterable[str] = ()) -> Position:
    """Where Python says that a node stands: a method's call in a chain over several lines starts at its name.

    That of a function in an imported module does not, nor that of a call with ``*`` or ``**``.
    """
    line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
    end_line, end_column = node.end_lineno or line, node.end_col_offset or 0  # type: ignore[attr-defined]
    target = node.func if isinstance(node, ast.Call) else None
    if isinstance(target, ast.Attribute) and _is_plain_call(node, imported):
        return line, end_line, column, end_column
    if isinstance(target, ast.Attribute) and target.end_lineno and target.end_lineno != target.lineno:
        line, column = target.end_lineno, (target.end_col_offset or 0) - len(target.attr)
    return line, end_line, column, end_column


def _is_plain_call(node: Any, imported: Iterable[str]) -> bool:
    stars = any(isinstance(argument, ast.Starred) for argument in node.args) or any(
        k.arg is None for k in node.keywords
    )
    return stars or (isinstance(node.func.value, ast.Name) and node.func.value.id in imported)


# ---- code that actlab made -------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Rewritten:
    """A function in which a swap changed calls: its original and the changes."""

    original: FunctionType
    recipe: Any
    node: FunctionNode
    cells: dict[str, Any]
    file: str  # of the original


_rewritten: dict[int, tuple[CodeType, Rewritten]] = {}  # by identity: equal code objects may be of two classes
_files: dict[str, str] = {}


def remember(code: CodeType, rewritten: Rewritten) -> None:
    """Note where code comes from, for it and all code inside of it."""
    _rewritten[id(code)] = code, rewritten
    _files[code.co_filename] = rewritten.file


def rewritten_as(code: CodeType) -> Rewritten | None:
    """The rewriting that produced a code object; None for a user's own code."""
    entry = _rewritten.get(id(code))
    return entry[1] if entry else None


def file_of(name: str) -> str:
    """The user's file, also for code made from it."""
    return _files.get(name, name)


# ---- finding and compiling -------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _source(code: CodeType, file: str) -> FunctionSource | None:
    # The file is an argument because two code objects with the same text in two files are equal to Python.
    running = fingerprint(code)
    functions, imported = _parsed(file, tuple(linecache.getlines(file)))
    candidates = functions.get(code.co_name, [])
    for node, class_name in sorted(candidates, key=lambda pair: abs(pair[0].lineno - code.co_firstlineno)):
        try:
            candidate = compiled(node, class_name, code.co_freevars, code.co_flags, file, imported)
        except (SyntaxError, ValueError):
            continue
        if fingerprint(candidate) == running:
            return FunctionSource(node, class_name, candidate, file, imported)
    return None


Functions = dict[str, list[tuple[FunctionNode, str]]]


@lru_cache(maxsize=256)
def _parsed(file: str, lines: tuple[str, ...]) -> tuple[Functions, tuple[str, ...]]:  # noqa: ARG001  # part of the key
    """Every function of a file by name, each with its class, and the names the module imports."""
    functions: Functions = {}
    imported: dict[str, None] = {}

    def walk(node: ast.AST, class_name: str, top: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                name = "<lambda>" if isinstance(child, ast.Lambda) else child.name
                functions.setdefault(name, []).append((child, class_name))
            elif isinstance(child, ast.Import | ast.ImportFrom) and top:
                imported.update(dict.fromkeys((a.asname or a.name).partition(".")[0] for a in child.names))
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef)
            walk(child, child.name if isinstance(child, ast.ClassDef) else class_name, top and not inside)

    try:
        walk(ast.parse("".join(lines)), "", True)
    except (SyntaxError, ValueError):  # not Python, or made at run time without a source
        return {}, ()
    return functions, tuple(imported)


def compiled(
    node: FunctionNode,
    class_name: str,
    free: Iterable[str],
    flags: int,
    file: str,
    imported: Iterable[str] = (),
) -> CodeType:
    """The code of one function, compiled as if it stood in its module, its class and among its free variables."""
    free = tuple(free)
    bare = _bare(node)
    inner: ast.stmt = ast.Expr(bare) if isinstance(bare, ast.Lambda) else bare
    if class_name:
        inner = ast.ClassDef(class_name, [], [], [inner], [], **_no_type_parameters(ast.ClassDef))
    names = [ast.arg(name) for name in free if not (class_name and name == "__class__")]
    parameters = ast.arguments([], names, None, [], [], None, [])
    own = class_name or getattr(
        bare, "name", ""
    )  # a global for the code inside, unless it is one of its free variables
    body = [inner] if not own or own in free else [ast.Global([own]), inner]
    outer = ast.FunctionDef("outer", parameters, body, [], **_no_type_parameters(ast.FunctionDef))
    imports: list[ast.stmt] = [ast.Import([ast.alias(name)]) for name in imported if name != "*"]
    module = ast.fix_missing_locations(ast.Module([*imports, outer], []))
    code = compile(module, file, "exec", flags=flags & _FUTURE, dont_inherit=True)
    for _ in range(2 if class_name else 1):
        code = _children(code)[0]
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    return next(child for child in _children(code) if child.co_name == name)


def _no_type_parameters(kind: Callable[..., Any]) -> dict[str, Any]:
    return {"type_params": []} if "type_params" in getattr(kind, "_fields", ()) else {}


def _bare(node: FunctionNode, decorated: bool = True) -> FunctionNode:
    """A function without what is evaluated where it is defined: decorators, defaults, annotations.

    With ``decorated`` something stands where the decorators stood: the lines of the code count from the first of them.
    """
    arguments = node.args
    parameters = ast.arguments(
        [ast.arg(a.arg) for a in arguments.posonlyargs],
        [ast.arg(a.arg) for a in arguments.args],
        ast.arg(arguments.vararg.arg) if arguments.vararg else None,
        [ast.arg(a.arg) for a in arguments.kwonlyargs],
        [None if default is None else ast.Constant(None) for default in arguments.kw_defaults],
        ast.arg(arguments.kwarg.arg) if arguments.kwarg else None,
        [ast.Constant(None) for _ in arguments.defaults],
    )
    if isinstance(node, ast.Lambda):
        return ast.copy_location(ast.Lambda(parameters, node.body), node)
    stands: list[ast.expr] = [ast.copy_location(ast.Constant(None), d) for d in node.decorator_list if decorated]
    stripped = type(node)(node.name, parameters, node.body, stands, **_no_type_parameters(type(node)))
    return ast.copy_location(stripped, node)


def fingerprint(code: CodeType) -> Any:
    """What a code object does, without where it stands."""
    constants = []
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            constants.append(fingerprint(constant))
        elif isinstance(constant, frozenset):
            constants.append(("frozenset", tuple(sorted(map(repr, constant)))))
        else:
            constants.append((type(constant).__name__, repr(constant)))
    return (
        code.co_code,
        tuple(constants),
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags & ~inspect.CO_NESTED,  # it is compiled inside of another function here
        code.co_argcount,
        code.co_kwonlyargcount,
        code.co_posonlyargcount,
    )


@lru_cache(maxsize=4096)
def digest_of(code: CodeType) -> str:
    """A hash of what a code object does."""
    return hashlib.sha256(repr(fingerprint(code)).encode()).hexdigest()[:16]
