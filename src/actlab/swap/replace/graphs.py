"""Calls in the graph of a ``torch.fx.GraphModule``: the graph itself changes, as torch writes its code from it."""

import copy
from collections.abc import Callable
from typing import Any

from torch import fx, nn

from actlab.swap.find.places import Part, Place
from actlab.swap.replace.recipes import WRITES_ELSEWHERE, CannotRewrite
from actlab.swap.replace.targets import Target, activation


def replace(owner: fx.GraphModule, place: Place, chosen: Target, fitted: Callable[[nn.Module], nn.Module]) -> Any:
    """Put another activation in the place of a node and of what only it needed; returns what undoes it."""
    node, operand = _nodes(owner, place)
    if node.kwargs.get("out") is not None and not place.in_place:
        raise CannotRewrite(WRITES_ELSEWHERE)
    before = copy.deepcopy(owner.graph)
    name = ""
    with owner.graph.inserting_after(node):
        if chosen.is_function:
            new = owner.graph.call_function(activation(chosen.text, place.in_place), (operand,))
        else:
            name = _free(owner, f"{place.function.key}_call")
            owner.add_submodule(name, fitted(chosen.build(place.in_place)).train(owner.training))
            new = owner.graph.call_module(name, (operand,))
    node.replace_all_uses_with(new)
    new.args = (operand,)
    owner.graph.erase_node(node)
    _drop_unused(owner.graph, place)
    owner.recompile()

    def undo() -> None:
        owner.graph = before
        if name:
            owner.delete_submodule(name)

    return undo


def _nodes(owner: fx.GraphModule, place: Place) -> tuple[fx.Node, fx.Node]:
    call = place.call
    if call is None:
        raise CannotRewrite("it is not a call")
    if call.last is None:
        node = _node_at(owner, call.site.line)
        return node, node.all_input_nodes[0]
    node = _node_of(owner, call.last)
    if call.argument is not None:
        return node, _argument(node, call.argument)
    for part, key in call.entries:
        return node, _argument(_node_of(owner, part), key)
    raise CannotRewrite("its graph does not say where its input comes in")


def _node_of(owner: fx.GraphModule, part: Part) -> fx.Node:
    return _node_at(owner, part.site.line)


def _node_at(owner: fx.GraphModule, line: int) -> fx.Node:
    """The node whose value a line of the generated code computes."""
    lines = owner.code.splitlines()
    shift = type(owner).forward.__code__.co_firstlineno - next(n for n, t in enumerate(lines) if t.startswith("def "))
    text = lines[line - shift] if 0 <= line - shift < len(lines) else ""
    name = text.strip().partition(" = ")[0].partition(":")[0].strip()
    match: fx.Node | None = next((node for node in owner.graph.nodes if node.name == name), None)
    if match is None:
        raise CannotRewrite(f"no node of the graph computes its line {line}")
    return match


def _argument(node: fx.Node, key: int | str) -> fx.Node:
    operand = node.args[key] if isinstance(key, int) and key < len(node.args) else node.kwargs.get(str(key))
    operand = node.kwargs.get("input") if operand is None else operand
    if not isinstance(operand, fx.Node):
        raise CannotRewrite("its graph does not say what its input is")
    return operand


def _drop_unused(graph: fx.Graph, place: Place) -> None:
    """Remove the nodes whose results only the old expression used."""
    if place.kind == "expression":
        graph.eliminate_dead_code()


def _free(owner: nn.Module, base: str) -> str:
    number, name = 1, base
    while hasattr(owner, name):
        number += 1
        name = f"{base}_{number}"
    return name
