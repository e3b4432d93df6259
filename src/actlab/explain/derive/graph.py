"""The computational graph of a formula: one node for each operation, in the order in which they are computed.

The text is read as it stands, not through SymPy, which reorders and simplifies: what is drawn is what was written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase

import sympy

from actlab.define import language
from actlab.define.expression import FUNCTIONS, mathematics
from actlab.define.language import OPERATORS
from actlab.errors import BadValue

INPUT, CONSTANT = "input", "constant"
_CONFUSING = set("deilouvxy")  # names of nodes: none that means something else in a derivation


@dataclass(frozen=True)
class Node:
    """One operation: its name in the derivation, what it does and to which nodes (by their number)."""

    name: str
    operation: str
    inputs: tuple[int, ...] = ()
    constant: sympy.Expr | None = None

    @property
    def is_constant(self) -> bool:
        """Whether it depends on nothing."""
        return self.operation == CONSTANT


@dataclass(frozen=True)
class Graph:
    """Nodes in the order of computation; the last one is the result ``y``."""

    formula: str
    nodes: tuple[Node, ...]
    variables: tuple[str, ...] = ("x",)

    @property
    def output(self) -> int:
        """The number of the result."""
        return len(self.nodes) - 1

    def number(self, name: str) -> int:
        """The number of the node called ``name``."""
        return next(number for number, node in enumerate(self.nodes) if node.name == name)

    def users(self, number: int) -> list[tuple[int, int]]:
        """Which nodes take the value of ``number``, and in which place; twice for a square written as x * x."""
        return [
            (user, place)
            for user, node in enumerate(self.nodes)
            for place, taken in enumerate(node.inputs)
            if taken == number
        ]

    def symbol(self, number: int) -> sympy.Expr:
        """What stands for a node in the formulas of the derivation: its name, or its number if it is constant."""
        node = self.nodes[number]
        return node.constant if node.is_constant else sympy.Symbol(node.name, real=True)


def graph_of(
    text: str,
    parameters: Mapping[str, sympy.Symbol] | tuple[str, ...] = (),
    named: bool = True,
    variables: tuple[str, ...] = ("x",),
) -> Graph:
    """Read a formula into its graph.

    Arguments:
        text: in the language of :mod:`actlab.define.expression`; refused with the position if it is not.
        parameters: the names it may use besides the variables.
        named: draw log(1 + exp(u)) and 1 / (1 + exp(-u)) as one node each, softplus and sigmoid.
        variables: what the function depends on: x, or a and b for a gate.

    >>> [node.operation for node in graph_of("x * tanh(log(1 + exp(x)))").nodes]
    ['input', 'softplus', 'tanh', '*']
    """
    names = (*parameters, *variables)
    if mathematics(text, names).has(sympy.zoo, sympy.nan):
        raise BadValue(f"the formula divides by zero for a whole range of {' and '.join(variables)}:\n  {text}")
    builder = _Builder(named)
    output = builder.build(language.read(text, set(names)))
    return _finished(text, builder.nodes, output, set(names), variables)


@dataclass
class _Builder:
    """Makes nodes out of a tree; equal operations on equal inputs become one node."""

    named: bool
    nodes: list[Node] = field(default_factory=list)

    def build(self, tree: language.Node) -> int:
        done: dict[int, int] = {}

        def visit(one: language.Node) -> int:
            if id(one) not in done:
                done[id(one)] = self.translate(one, visit)
            return done[id(one)]

        return visit(tree)

    def translate(self, one: language.Node, visit: Callable[[language.Node], int]) -> int:
        if one.number is not None:
            return self.constant(sympy.Rational(one.number.numerator, one.number.denominator))
        if one.name == "pi":
            return self.constant(sympy.pi)
        if one.name:
            return self.add(Node(one.name, INPUT))
        if one.operation == "where":
            condition, chosen, otherwise = one.inputs
            return self.operate(f"where{condition.operation}", *map(visit, (*condition.inputs, chosen, otherwise)))
        return self.operate(one.operation, *map(visit, one.inputs))

    def operate(self, operation: str, *inputs: int) -> int:
        if self.named and (node := self._known(operation, inputs)) is not None:
            return node
        if all(self.nodes[taken].is_constant for taken in inputs):
            return self.constant(symbolic(operation, *(self.nodes[taken].constant for taken in inputs)))
        return self.add(Node("", operation, inputs))

    def constant(self, number: sympy.Expr) -> int:
        return self.add(Node("", CONSTANT, (), number))

    def add(self, node: Node) -> int:
        if node not in self.nodes:
            self.nodes.append(node)
        return self.nodes.index(node)

    def _known(self, operation: str, inputs: tuple[int, ...]) -> int | None:
        """The node for log(1 + exp(u)) or n / (1 + exp(-u)), if that is what stands here."""
        if operation == "log" and (u := self._one_plus_exp(inputs[0])) is not None:
            return self.operate("softplus", u)
        if operation == "log1p" and self.nodes[inputs[0]].operation == "exp":
            return self.operate("softplus", self.nodes[inputs[0]].inputs[0])
        if operation == "/" and (u := self._one_plus_exp(inputs[1])) is not None:
            opposite = self._opposite(u)
            if opposite is not None:
                gate = self.operate("sigmoid", opposite)
                return gate if self.nodes[inputs[0]].constant == 1 else self.operate("*", inputs[0], gate)
        return None

    def _one_plus_exp(self, number: int) -> int | None:
        node = self.nodes[number]
        if node.operation == "+":
            for one, other in (node.inputs, node.inputs[::-1]):
                if self.nodes[one].constant == 1 and self.nodes[other].operation == "exp":
                    return self.nodes[other].inputs[0]
        return None

    def _opposite(self, number: int) -> int | None:
        """The node for -u, where u is written with a minus sign in front."""
        node = self.nodes[number]
        if node.operation == "neg":
            return node.inputs[0]
        if node.operation in ("*", "/"):
            first = self.nodes[node.inputs[0]]
            if first.constant is not None and first.constant.is_negative:
                return self.operate(node.operation, self.constant(-first.constant), node.inputs[1])
            turned = self._opposite(node.inputs[0])
            if turned is not None:
                return self.operate(node.operation, turned, node.inputs[1])
        return None


def symbolic(operation: str, *inputs: sympy.Expr, stable: bool = False) -> sympy.Expr:
    """An operation on SymPy expressions."""
    if operation in OPERATORS:
        return OPERATORS[operation](*inputs)
    if operation.startswith("where"):
        a, b, chosen, otherwise = inputs
        return sympy.Piecewise((chosen, OPERATORS[operation[5:]](a, b)), (otherwise, True))
    readings = FUNCTIONS[operation]
    return (readings.stable if stable else readings.plain)(*inputs)


def _finished(text: str, nodes: list[Node], output: int, names: set[str], variables: tuple[str, ...]) -> Graph:
    """Keep what the result needs, in the order of computation, and give every operation a letter."""
    order: list[int] = []

    def visit(number: int) -> None:
        if number not in order:
            for taken in nodes[number].inputs:
                visit(taken)
            order.append(number)

    visit(output)
    inputs = [number for number in order if nodes[number].operation == INPUT]
    places = {name: place for place, name in enumerate(variables)}
    inputs.sort(key=lambda number: places.get(nodes[number].name, len(places)))
    order = inputs + [number for number in order if number not in inputs]
    letters = (letter for letter in _letters() if letter not in names)
    finished = []
    for number in order:
        node = nodes[number]
        taken = tuple(order.index(i) for i in node.inputs)
        name = node.name or ("" if node.is_constant else "y" if number == output else next(letters))
        finished.append(Node(name, node.operation, taken, node.constant))
    if nodes[output].operation in (INPUT, CONSTANT):  # y = x: one node that passes its input on
        finished.append(Node("y", "+", (len(finished) - 1, len(finished)), None))
        finished.insert(len(finished) - 1, Node("", CONSTANT, (), sympy.Integer(0)))
    return Graph(text, tuple(finished), variables)


def _letters() -> list[str]:
    plain = [letter for letter in ascii_lowercase if letter not in _CONFUSING]
    return plain + [f"{letter}{number}" for number in range(1, 20) for letter in plain]
