"""The changes of a function as plain data, which a file can hold: which calls, and what they become.

A call is the number of its node in the syntax tree, and the tree is known by its digest: a function that was moved,
indented or commented is the same, one whose text says something else is not.
"""

from dataclasses import dataclass, replace
from pickle import PicklingError
from types import FunctionType
from typing import Any

from actlab.errors import ActlabError
from actlab.swap.replace.homes import Home, function_at, home_of

WRITES_ELSEWHERE = "its result goes into another tensor (out=), which no activation of one input fills"


class SwapStale(ActlabError):
    """The source of a swapped model that was loaded is no longer that of the swap."""


class CannotRewrite(Exception):
    """Why a function cannot be built again."""


class NoSource(CannotRewrite):
    """A function cannot be built again without its text; its calls can be intercepted."""


@dataclass(frozen=True)
class Edit:
    """One call or operation that becomes the call of another activation.

    Attributes:
        node: the number of the node.
        operand: the number of the node whose value is the input.
        target: the name of the activation; empty when it is ``child``, a module of the owner.
        child: the name of that module.
        parts: nodes of other statements that only computed what is no longer needed.
        captured: the input comes in at another statement, which keeps it in a variable.
        in_place: the input is overwritten.
        called: where the source does not say what is called, the plain name of the function that is replaced.
    """

    node: int
    operand: int
    target: str = ""
    child: str = ""
    parts: tuple[int, ...] = ()
    captured: bool = False
    in_place: bool = False
    called: str = ""


@dataclass(frozen=True)
class Reference:
    """A name in a function that means another function after the swap: one that is rewritten too.

    ``how`` is ``name``; or ``super`` for a call of ``super().method``; or ``pick`` for a call of which only a run knows
    what it calls: that is compared with ``function`` each time.
    """

    node: int
    function: FunctionType
    recipe: "FunctionRecipe"
    how: str = "name"

    def __reduce__(self) -> Any:
        """Pickle finds the function where it stands; by its name alone it would come to a decorator around it."""
        home = home_of(self.function)
        if home is None:
            raise PicklingError(f"{self.function.__qualname__} exists only inside of the code that made it")
        return _reference, (home, self.node, self.recipe, self.how)

    def __deepcopy__(self, memo: Any) -> "Reference":
        """Nothing in it changes."""
        return self


def _reference(home: Home, node: int, recipe: "FunctionRecipe", how: str) -> Reference:
    function = function_at(home)
    if function is None:
        raise SwapStale(f"{home[0]} has no {home[1]} any more, in which activations were swapped; swap again.")
    return Reference(node, function, recipe, how)


@dataclass(frozen=True)
class FunctionRecipe:
    """All changes of one function. ``digest`` is that of its text.

    A ``bound`` one is no method and calls modules of the owner: it gets the owner as one more argument.
    """

    digest: str
    edits: tuple[Edit, ...] = ()
    references: tuple[Reference, ...] = ()
    bound: bool = False

    def joined(self, other: "FunctionRecipe") -> "FunctionRecipe":
        """Both together; where both change a node, what it becomes is the other's."""
        edits = {edit.node: edit for edit in self.edits}
        for edit in other.edits:
            old = edits.get(edit.node)
            if old is not None:  # the second swap of one call sees a call where the first saw an expression
                edit = replace(old, target=edit.target, child=edit.child)
            edits[edit.node] = edit
        references = {reference.node: reference for reference in self.references}
        for reference in other.references:
            if reference.node in references:
                reference = replace(reference, recipe=references[reference.node].recipe.joined(reference.recipe))
            references[reference.node] = reference
        return FunctionRecipe(self.digest, _sorted(edits), _sorted(references), self.bound or other.bound)

    @property
    def children(self) -> set[str]:
        """The modules of the owner that the function calls."""
        inner = [reference.recipe.children for reference in self.references]
        return {edit.child for edit in self.edits if edit.child}.union(*inner)


def _sorted(by_node: dict[int, "Edit"] | dict[int, "Reference"]) -> tuple:  # type: ignore[type-arg]
    return tuple(by_node[node] for node in sorted(by_node))


@dataclass(frozen=True)
class MethodRecipe:
    """All changes of one method; ``path`` leads from the class's attribute through decorators to the function."""

    name: str
    path: tuple[str, ...]
    recipe: FunctionRecipe


def joined(old: tuple[MethodRecipe, ...], new: MethodRecipe) -> tuple[MethodRecipe, ...]:
    """The recipes of a class with one more."""
    methods = {(method.name, method.path): method for method in old}
    key = new.name, new.path
    before = methods.get(key)
    methods[key] = MethodRecipe(*key, before.recipe.joined(new.recipe)) if before else new
    return tuple(methods[key] for key in sorted(methods))
