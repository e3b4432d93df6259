"""What the names in a function mean where its source says so, whatever runs."""

import ast
import builtins
import inspect
import sys
from functools import cached_property
from importlib.util import resolve_name
from types import FunctionType, ModuleType
from typing import Any

from torch import nn
from torch._ops import OpOverloadPacket

from actlab.swap.find.code import FunctionNode, FunctionSource
from actlab.swap.find.definitions import Definitions
from actlab.swap.find.recognise import named

UNKNOWN = object()


class Names:
    """The names in a function: globals, closures, imports and other names of its own, attributes of its module.

    ``tree`` is the one that the nodes are of, where that is not the function's own.
    """

    def __init__(
        self,
        function: FunctionType,
        source: FunctionSource,
        owner: nn.Module | None = None,
        tree: FunctionNode | None = None,
    ) -> None:
        self.function, self.owner = function, owner
        self._source, self._tree = source, tree or source.node
        self._local = set(source.code.co_varnames) | set(source.code.co_cellvars)
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        self._cells = dict(cells)

    def meaning(self, node: ast.AST) -> Any:
        """The object a name or a dotted name means; ``UNKNOWN`` for what only a run knows."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._name(node)
        if not isinstance(node, ast.Attribute):
            return UNKNOWN
        base = self.meaning(node.value)
        if base is self.owner and base is not None:
            return self._attribute(base, node.attr)
        if isinstance(base, ModuleType | type | OpOverloadPacket):
            return getattr(base, node.attr, UNKNOWN)
        return UNKNOWN

    @cached_property
    def definitions(self) -> Definitions:
        """Where the function's own names have their values from."""
        return self._source.definitions if self._tree is self._source.node else Definitions(self._tree)

    def _attribute(self, owner: nn.Module, name: str) -> Any:
        """A number or a module of functions; of the class also a function of torch: what else it is may change."""
        value = vars(owner).get(name, UNKNOWN)
        if value is UNKNOWN:
            value = inspect.getattr_static(type(owner), name, UNKNOWN)
            value = getattr(value, "__func__", UNKNOWN) if isinstance(value, staticmethod) else value
            if named(value):
                return value
        return value if isinstance(value, int | float | ModuleType) else UNKNOWN

    def _name(self, node: ast.Name) -> Any:
        name = node.id
        first = self.function.__code__.co_varnames[:1]
        if self.owner is not None and (name,) == first:
            return self.owner
        if name in self._local:
            return self._own(node)
        if name in self._cells:
            try:
                return self._cells[name].cell_contents
            except ValueError:  # not filled yet
                return UNKNOWN
        return self.function.__globals__.get(name, getattr(builtins, name, UNKNOWN))

    def _own(self, node: ast.Name) -> Any:
        """What a name of the function itself means: an import or another name, where it can be nothing else."""
        only = self.definitions.only(node)
        if isinstance(only, ast.alias):
            return self._imported(only)
        return self.meaning(only) if isinstance(only, ast.Name | ast.Attribute) else UNKNOWN

    def _imported(self, alias: ast.alias) -> Any:
        """What an import inside of the function binds; nothing is imported for it."""
        statement = self.definitions.parents[id(alias)]
        if not isinstance(statement, ast.ImportFrom):
            return sys.modules.get(alias.name if alias.asname else alias.name.partition(".")[0], UNKNOWN)
        dots, package = "." * statement.level, str(self.function.__globals__.get("__package__") or "")
        try:
            home = resolve_name(f"{dots}{statement.module or ''}", package)
        except ImportError:
            return UNKNOWN
        inside = sys.modules.get(f"{home}.{alias.name}", UNKNOWN)
        return getattr(sys.modules.get(home), alias.name, inside)

    def is_number(self, node: ast.AST) -> bool:
        """Whether an expression is a number, whatever runs."""
        if isinstance(node, ast.BinOp):
            return self.is_number(node.left) and self.is_number(node.right)
        if isinstance(node, ast.UnaryOp):
            return self.is_number(node.operand)
        if isinstance(node, ast.Call):
            home = getattr(self.meaning(node.func), "__module__", None)
            return home in ("math", "numpy", "builtins") and all(map(self.is_number, node.args))
        if isinstance(node, ast.Name) and isinstance(only := self.definitions.only(node), ast.expr):
            return self.is_number(only)
        return isinstance(self.meaning(node), int | float)
