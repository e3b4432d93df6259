"""The changed model as a patch of the files it was written in: each swapped call and constructor, and the imports."""

import ast
import difflib
import linecache
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

from torch import fx, nn

from actlab.define import choose
from actlab.swap.find.code import FunctionSource, original_of, rewritten_as, source_of
from actlab.swap.find.frames import OURS, REDIRECTS, TORCH
from actlab.swap.find.names import Names
from actlab.swap.find.places import ROOT, Slot
from actlab.swap.find.wrappers import unwrapped
from actlab.swap.replace.edits import Change, edited, text_of
from actlab.swap.replace.loaded import functions_in
from actlab.swap.replace.methods import recipes_of
from actlab.swap.replace.recipes import Edit, FunctionRecipe
from actlab.swap.replace.report import Swapped, SwapReport
from actlab.swap.replace.rewriting import attribute_of, base_of
from actlab.swap.replace.targets import built, is_torchs

_SHARED = (f"{TORCH}/", f"{Path(OURS).parent}/")  # a change of torch or actlab would be one of all other models


@dataclass
class Patch:
    """A unified diff, and what of the swap is not in it, with the reason."""

    text: str
    left_out: list[str] = field(default_factory=list)


def patch_of(report: SwapReport, files: Iterable[str] = ()) -> Patch:
    """The patch that makes the source build the swapped model.

    Arguments:
        report: of a swap.
        files: more files in which modules may be built, such as the one with the function that makes the model.
    """
    changes = _Changes()
    _calls(report, changes)
    _instances(report, changes)
    _modules(report, changes, files)
    changes.left_out += _without_source(report)
    texts = [changes.diff(file) for file in sorted(changes.by_file)]
    return Patch("".join(texts), list(dict.fromkeys(changes.left_out)))


class _Changes:
    """New text for nodes of files."""

    def __init__(self) -> None:
        self.by_file: dict[str, dict[tuple[int, int], Change]] = {}
        self.imports: dict[str, set[str]] = {}
        self.left_out: list[str] = []

    def add(self, file: str, change: Change, imports: Iterable[str]) -> None:
        """Note a change, the same one only once."""
        node: Any = change[0]
        self.by_file.setdefault(file, {})[node.lineno, node.col_offset] = change
        self.imports.setdefault(file, set()).update(imports)

    def diff(self, file: str) -> str:
        """The unified diff of one file."""
        old = linecache.getlines(file)
        new = text_of(file, list(self.by_file[file].values()), same_lines=False)
        missing = sorted(i for i in self.imports[file] if f"import {i}\n" not in old)
        place = _after_imports("".join(old))
        new[place:place] = [f"import {name}\n" for name in missing]
        name = str(Path(file).relative_to(Path.cwd())) if Path(file).is_relative_to(Path.cwd()) else file.lstrip("/")
        return "".join(difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"))


def _after_imports(text: str) -> int:
    """The number of lines up to the end of the imports at the top, or of the docstring."""
    last = 0
    for node in ast.parse(text).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and not last
        if isinstance(node, ast.Import | ast.ImportFrom) or is_docstring:
            last = node.end_lineno or last
    return last


# ---- calls -----------------------------------------------------------------------------------------------------------


def _calls(report: SwapReport, changes: _Changes) -> None:
    groups: dict[type, list[Any]] = {}
    for module in report.model.modules():
        groups.setdefault(base_of(type(module)), []).append(recipes_of(type(module)))
    for cls, recipes in groups.items():
        if any(other != recipes[0] for other in recipes):
            changes.left_out.append(f"{cls.__qualname__}: its calls are swapped in some of its instances only")
            continue
        for method in recipes[0]:
            for path, function in unwrapped(attribute_of(cls, method.name)):
                if path == method.path:
                    _function(function, method.recipe, changes)


def _instances(report: SwapReport, changes: _Changes) -> None:
    """Functions that instances hold, as a ``forward`` replaced on one or a lambda."""
    stored = [value for module in report.model.modules() for value in vars(module).values()]
    functions = [function for value in stored for _, function in unwrapped(value)]
    for function in functions:
        rewriting = rewritten_as(function.__code__)
        if rewriting is None:
            continue
        if any(other.__code__ is rewriting.original.__code__ for other in functions):
            changes.left_out.append(f"{function.__qualname__}: its calls are swapped in some of its instances only")
        else:
            _function(rewriting.original, rewriting.recipe, changes)


def _without_source(report: SwapReport) -> Iterator[str]:
    """What is swapped in no text: functions in attributes, graphs, and calls that are intercepted."""
    for swapped in report.swapped:
        call = swapped.place.call
        if swapped.place.kind == "attribute":
            yield f"{swapped.place.name}: a function that an attribute holds"
        elif call is not None and isinstance(call.owner, fx.GraphModule):
            yield f"{swapped.place.name}: a call in a graph of torch.fx, which has no file"
    for name, module in report.model.named_modules():
        for method in vars(module).get(REDIRECTS, {}):
            yield f"{name or ROOT}.{method}: calls intercepted while it runs, not written into it"


def _function(function: FunctionType, recipe: FunctionRecipe, changes: _Changes, caller: str = "") -> None:
    """The edits of one function, and of those that it names, which the patch changes where they stand."""
    source = source_of(function)
    where = f"{caller or function.__qualname__}: "
    if source is None:
        changes.left_out.append(f"{where}its source is not at hand")
        return
    if source.file.startswith(_SHARED):
        changes.left_out.append(f"{where}{function.__qualname__} is code that every model shares")
        return
    for reference in recipe.references:
        text = ast.unparse(source.nodes[reference.node])
        _function(reference.function, reference.recipe, changes, f"{function.__qualname__}, {text}")
    shown = [edit for edit in recipe.edits if not edit.child and not edit.called]
    for edit in recipe.edits:
        if edit not in shown:
            why = "which function it calls only a run knows" if edit.called else "the new activation has parameters"
            changes.left_out.append(f"{function.__qualname__}, {ast.unparse(source.nodes[edit.node])}: {why}")
    result = edited(source, FunctionRecipe(recipe.digest, tuple(shown)))
    for old, new in result.changes:
        used = {n.id for n in ast.walk(new) if isinstance(n, ast.Name)} if new is not None else set()
        imports = {_home(result.cells[name]) for name in used & result.cells.keys()}
        changes.add(source.file, (old, _Spelled(result.cells).visit(new) if new is not None else None), imports)


class _Spelled(ast.NodeTransformer):
    """Puts the name under which a function can be imported where a cell stood."""

    def __init__(self, cells: dict[str, Any]) -> None:
        self.cells = cells

    def visit_Call(self, node: ast.Call) -> ast.AST:  # ast names it
        """A call of a new activation, with its numbers."""
        self.generic_visit(node)
        edit = self.cells.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if not isinstance(edit, Edit):
            return node
        name, numbers = _spelled_function(edit)
        keywords = [ast.keyword(key, ast.Constant(value)) for key, value in numbers.items()]
        call = ast.Call(ast.parse(name, mode="eval").body, node.args, keywords)
        if not edit.in_place:
            return call
        call.args = [ast.parse(f"{ast.unparse(node.args[0])}.clone()", mode="eval").body]
        return ast.Call(ast.parse(f"({ast.unparse(node.args[0])}).copy_", mode="eval").body, [call], [])


def _spelled_function(edit: Edit) -> tuple[str, dict[str, float]]:
    choice = choose(edit.target)
    new = built(choice)
    if not is_torchs(new):
        return f"actlab.functional.{choice.activation.key}", dict(choice.parameters)
    from actlab.swap.replace.targets import torch_function

    function, numbers = torch_function(choice)
    home = "torch.nn.functional" if hasattr(nn.functional, function.__name__) else "torch"
    return f"{home}.{function.__name__}", numbers


def _home(edit: Edit) -> str:
    name = _spelled_function(edit)[0]
    return "torch" if name.startswith("torch.") else name.rpartition(".")[0]


# ---- modules ---------------------------------------------------------------------------------------------------------


def _modules(report: SwapReport, changes: _Changes, files: Iterable[str]) -> None:
    """Constructors of the old module's class in the code that builds its holders."""
    swapped = [s for s in report.swapped if s.place.module is not None and s.place.call is None]
    holders = _holders(report.model)
    for old in {type(s.place.module) for s in swapped}:
        group = [s for s in swapped if type(s.place.module) is old]
        targets = {s.target for s in group}
        stays = [left.place.name for left in report.left if type(left.place.module) is old]
        if len(targets) > 1 or stays or any(s.choice is None for s in group):
            changes.left_out.append(
                f"{old.__qualname__}: {stays[0] if stays else 'some'} becomes something else or stays"
            )
            continue
        builders = [function for s in group for function in _builders(s, holders)]
        builders += [function for file in files for function in functions_in(file)]
        if not _constructors(old, group[0], builders, changes):
            changes.left_out.append(f"{old.__qualname__}: no code at hand builds it")


def _holders(model: nn.Module) -> dict[int, nn.Module]:
    """The module that holds each module."""
    return {id(child): module for module in model.modules() for child in module._modules.values() if child is not None}


def _builders(swapped: Swapped, holders: dict[int, nn.Module]) -> Iterator[FunctionType]:
    """The functions of the classes of all modules above a place, the nearest first, but for torch's own."""
    for slot in swapped.place.slots[:1]:
        holder: nn.Module | None = Slot(slot.holder, slot.path).holder
        while holder is not None:
            cls = base_of(type(holder))
            if not cls.__module__.startswith("torch."):
                for defined in cls.__mro__:
                    for attribute in vars(defined).values() if defined not in (nn.Module, object) else ():
                        yield from (function for _, function in unwrapped(attribute))
            holder = holders.get(id(holder))


def _constructors(old: type, swapped: Swapped, builders: list[FunctionType], changes: _Changes) -> bool:
    assert swapped.choice is not None
    new = built(swapped.choice)
    in_place = swapped.place.in_place
    if in_place and not hasattr(new, "inplace"):
        changes.left_out.append(f"{old.__qualname__}(inplace=True): the new module of the patch does not work in place")
    home = "torch.nn" if is_torchs(new) else "actlab.nn"
    numbers = [f"{key}={value!r}" for key, value in swapped.choice.parameters.items() if home == "actlab.nn"]
    numbers = numbers or [repr(value) for value in swapped.choice.parameters.values() if home == "torch.nn"]
    numbers += ["inplace=True"] if in_place and hasattr(new, "inplace") else []
    name = f"{home}.{type(new).__name__}"
    whole = f"{name}({', '.join(numbers)})"
    any_change = False
    for function in dict.fromkeys(map(original_of, builders)):
        source = source_of(function)
        for node in _naming_class(source, function, old) if source else ():
            text = whole if isinstance(node, ast.Call) else f"(lambda *_, **__: {whole})" if numbers else name
            assert source is not None
            changes.add(source.file, (node, ast.parse(text, mode="eval").body), {"torch" if is_torchs(new) else home})
            any_change = True
    return any_change


def _naming_class(source: FunctionSource, function: FunctionType, cls: type) -> Iterator[ast.AST]:
    """The calls of a class in a function, and where it is only named."""
    names = Names(function, source)
    calls = [node for node in source.nodes if isinstance(node, ast.Call) and names.meaning(node.func) is cls]
    called = {id(node.func) for node in calls}
    yield from calls
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in called and names.meaning(node) is cls:
            yield node
