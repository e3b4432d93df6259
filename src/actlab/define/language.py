"""The language of formulas: a text becomes a tree of operations, or is refused with the position. Needs no SymPy.

``x``, the parameters, ``pi``, numbers, ``+ - * / **``, the functions of :data:`FUNCTIONS`, ``where(condition, a, b)``
with one comparison as condition, and names bound before use, ``e = exp(x); e / (1 + e)``.

A formula of 30 characters can keep SymPy busy for hours or fill the memory (``((2*x)**4096)**4096``). So each
operation carries a bound on what becomes of it when it is expanded or differentiated (:class:`Extent`), and one that is
too large is refused before SymPy sees it.
"""

import ast
import keyword
import math
import operator
import re
import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from actlab.errors import BadValue

LONGEST = 2000  # characters; the longest record has about 150
LARGEST = 150.0  # decimal exponent of a coefficient: its square, in the second derivative, is still a float64
HIGHEST = 100  # degree of a polynomial in x and in functions of x
MOST = 200  # operations, bound names written out; the largest record has about 30
MOST_TERMS = 20_000  # of a product of sums multiplied out
DEEPEST = 60  # operations inside each other; SymPy takes about ten of Python's 1000 frames for each
MOST_CHOICES = 3  # choices inside the conditions and branches of others; with four SymPy often takes seconds

_Result = TypeVar("_Result")


class Function(NamedTuple):
    """A function of the language: how many arguments it takes, and its value for numbers."""

    arguments: int
    of_numbers: Callable[..., float]


FUNCTIONS = {
    "exp": Function(1, math.exp),
    "log": Function(1, math.log),
    "expm1": Function(1, math.expm1),
    "log1p": Function(1, math.log1p),
    "sqrt": Function(1, math.sqrt),
    "sin": Function(1, math.sin),
    "cos": Function(1, math.cos),
    "tanh": Function(1, math.tanh),
    "atan": Function(1, math.atan),
    "erf": Function(1, math.erf),
    "erfc": Function(1, math.erfc),
    "abs": Function(1, abs),
    "sign": Function(1, lambda u: float((u > 0) - (u < 0))),
    "sigmoid": Function(1, lambda u: (1 + math.tanh(u / 2)) / 2),
    "softplus": Function(1, lambda u: max(u, 0.0) + math.log1p(math.exp(-abs(u)))),
    "max": Function(2, max),
    "min": Function(2, min),
    "where": Function(3, lambda condition, chosen, otherwise: chosen if condition else otherwise),
}
CHOICES = frozenset({"abs", "sign", "max", "min", "where"})

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
# What an operation does to numbers of any kind, SymPy's and mpmath's too.
OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ON_NUMBERS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
}


class Extent(NamedTuple):
    """What an operation may become: ``value`` where it does not depend on x or a parameter, and bounds."""

    value: float | None
    size: float = 0.0  # |decimal exponent| of the largest coefficient of it and of its slope
    degree: float = 1.0
    terms: float = 1.0  # when multiplied out
    operations: int = 1
    depth: int = 1
    choices: int = 0  # inside each other


@dataclass(frozen=True, eq=False)
class Node:
    """One operation: ``number``, ``name`` (x, pi or a parameter), a sign, a comparison or the name of a function."""

    operation: str
    inputs: tuple["Node", ...]
    extent: Extent
    number: Fraction | None = None
    name: str = ""

    @property
    def is_condition(self) -> bool:
        """Whether it is a comparison and no number."""
        return self.operation in COMPARISONS.values()


def read(text: str, names: Collection[str]) -> Node:
    """The tree of a formula in ``x`` and ``names``; a bound name is the same node wherever it stands.

    >>> read("e = exp(x); e / (1 + e)", ()).operation
    '/'
    """
    if not isinstance(text, str):
        raise BadValue(f"a formula is a text such as 'x * tanh(x)', got {text!r}.")
    if len(text) > LONGEST:
        raise BadValue(f"the formula has {len(text)} characters, more than {LONGEST}.")
    text = " ".join(text.split())
    *bindings, last = text.split(";")
    bound: dict[str, Node] = {}
    offset = 0
    for binding in bindings:
        name, separator, body = binding.partition("=")
        if not separator or not re.fullmatch(r"[A-Za-z_]\w*", name.strip(), re.ASCII):
            raise BadValue(f"cannot read {binding.strip()!r} in the formula {text!r}: write name = expression.")
        if (word := name.strip()) in {"x", "pi", *names, *FUNCTIONS} or keyword.iskeyword(word):
            raise _refusal(text, f"a value for {word!r}, which has a meaning of its own", offset + name.index(word))
        bound[word] = _Reader(text, offset + len(name) + 1, names, bound).read(body)
        offset += len(binding) + 1
    return _Reader(text, offset, names, bound).read(last)


def fold(node: Node, combine: Callable[[Node, tuple[_Result, ...]], _Result]) -> _Result:
    """``combine`` applied from the leaves to ``node``, once for each node however often it is used."""
    done: dict[int, _Result] = {}

    def visit(one: Node) -> _Result:
        if id(one) not in done:
            done[id(one)] = combine(one, tuple(visit(part) for part in one.inputs))
        return done[id(one)]

    return visit(node)


def names_in(node: Node) -> frozenset[str]:
    """The names that a formula depends on: x and parameters."""
    return fold(node, lambda one, parts: frozenset({one.name} if one.name else ()).union(*parts))


def _refusal(text: str, what: str, position: int) -> BadValue:
    return BadValue(f"the formula has {what} at position {position + 1}:\n  {text}\n  {' ' * position}^")


class _Reader:
    """Walks Python's syntax tree of one expression and refuses everything that is not mathematics."""

    def __init__(self, text: str, offset: int, names: Collection[str], bound: dict[str, Node]) -> None:
        self.text, self.offset, self.names, self.bound, self.body = text, offset, names, bound, ""

    def read(self, body: str) -> Node:
        self.offset += len(body) - len(body.lstrip())
        self.body = body.strip()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python's, such as: "0or" is an invalid decimal literal
                return self.number(ast.parse(self.body, mode="eval").body)
        except SyntaxError as error:
            raise _refusal(self.text, "a syntax error", self.offset + (error.offset or len(body)) - 1) from None
        except BadValue:
            raise
        except ValueError:  # a character that no text of Python's may hold
            raise _refusal(self.text, "a character that is not mathematics", self.offset) from None
        except (RecursionError, MemoryError):
            raise _refusal(self.text, "too many operations inside each other", self.offset) from None

    def number(self, tree: ast.AST) -> Node:
        node = self.visit(tree)
        if node.is_condition:
            raise self.refuse("a condition where a number is expected", tree)
        return node

    def condition(self, tree: ast.AST) -> Node:
        node = self.visit(tree)
        if not node.is_condition:
            raise self.refuse("a number where a condition such as x > 0 is expected", tree)
        if node.extent.value is not None:
            raise self.refuse("a condition that depends on nothing", tree)
        return node

    def visit(self, tree: ast.AST) -> Node:
        match tree:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self.literal(number, tree)
            case ast.Name(id=name) if name in self.bound:
                return self.bound[name]
            case ast.Name(id="pi"):
                return Node("name", (), Extent(math.pi, degree=0), name="pi")
            case ast.Name(id=name) if name == "x" or name in self.names:
                return Node("name", (), Extent(None), name=name)
            case ast.Name(id=name):
                known = ", ".join(["x", "pi", *self.names, *self.bound, *FUNCTIONS])
                raise self.refuse(f"the unknown name {name!r} (known: {known})", tree)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.number(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.operate("neg", tree, self.number(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return self.operate(_BINARY[type(op)], tree, self.number(left), self.number(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return self.operate(COMPARISONS[type(op)], tree, self.number(left), self.number(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, tree)
        raise self.refuse("something that is not mathematics", tree)

    def literal(self, number: int | float, tree: ast.AST) -> Node:
        if isinstance(number, float) and not math.isfinite(number):
            raise self.refuse("a number that is too large", tree)
        exact = Fraction(repr(number)) if isinstance(number, float) else Fraction(number)
        if exact and not -LARGEST <= _exponent(exact) <= LARGEST:
            raise self.refuse(f"a number outside 1e-{LARGEST:g} to 1e{LARGEST:g}", tree)
        value = float(exact)
        return Node("number", (), Extent(value, _size(value), degree=0), number=exact)

    def call(self, name: str, arguments: list[ast.expr], tree: ast.AST) -> Node:
        if name not in FUNCTIONS:
            raise self.refuse(f"the unknown function {name!r} (known: {', '.join(FUNCTIONS)})", tree)
        expected = FUNCTIONS[name].arguments
        if len(arguments) != expected:
            raise self.refuse(f"{name} with {len(arguments)} arguments instead of {expected}", tree)
        if name == "where":
            condition, *rest = arguments
            return self.operate(name, tree, self.condition(condition), *map(self.number, rest))
        return self.operate(name, tree, *map(self.number, arguments))

    def operate(self, operation: str, tree: ast.AST, *inputs: Node) -> Node:
        """The node, unless it could grow beyond the bounds."""
        parts = [node.extent for node in inputs]
        value = self.value(operation, tree, parts)
        extent = Extent(
            value,
            _coefficient(operation, parts) if value is None else _size(value),
            0.0 if value is not None else _degree(operation, parts),
            1.0 if value is not None else _terms(operation, parts),
            1 + sum(part.operations for part in parts),
            1 + max(part.depth for part in parts),
            (operation in CHOICES and value is None) + max(part.choices for part in parts),
        )
        for is_beyond, what in (
            (extent.depth > DEEPEST, f"too many operations inside each other, more than {DEEPEST},"),
            (extent.operations > MOST, f"more than {MOST} operations, bound names written out,"),
            (extent.choices > MOST_CHOICES, f"more than {MOST_CHOICES} choices (abs, sign, max, min, where) nested"),
            (extent.size > LARGEST, f"a coefficient outside 1e-{LARGEST:g} to 1e{LARGEST:g}"),
            (extent.degree > HIGHEST, f"a power that is too large, above {HIGHEST},"),
            (extent.terms > MOST_TERMS, f"a product of more than {MOST_TERMS} terms"),
        ):
            if is_beyond:
                raise self.refuse(what, tree)
        return Node(operation, inputs, extent)

    def value(self, operation: str, tree: ast.AST, parts: list[Extent]) -> float | None:
        """The value of what depends on nothing; refused if it is not a finite real number."""
        numbers = [part.value for part in parts if part.value is not None]
        if len(numbers) < len(parts):
            return None
        if operation in COMPARISONS.values():
            return 0.0
        if operation == "**" and abs(numbers[1]) * max(1.0, _size(numbers[0])) > LARGEST:
            raise self.refuse("a power that is too large", tree)
        try:
            value = (_ON_NUMBERS.get(operation) or FUNCTIONS[operation].of_numbers)(*numbers)
        except (ValueError, ZeroDivisionError, OverflowError):
            value = math.nan
        if isinstance(value, complex) or not math.isfinite(value):
            raise self.refuse("a constant that is not a finite real number", tree)
        return float(value)

    def refuse(self, what: str, tree: ast.AST) -> BadValue:
        head = self.body.encode()[: getattr(tree, "col_offset", 0)]  # Python counts bytes
        return _refusal(self.text, what, self.offset + len(head.decode(errors="ignore")))


def _exponent(exact: Fraction) -> float:
    bits = abs(exact.numerator).bit_length() - exact.denominator.bit_length()
    return bits * math.log10(2)


def _size(value: float) -> float:
    return abs(math.log10(abs(value))) if value else 0.0


def _coefficient(operation: str, parts: list[Extent]) -> float:
    sizes = [part.size for part in parts]
    if operation in ("*", "/"):
        return sum(sizes)
    if operation == "**":
        exponent = parts[1].value
        return sum(sizes) if exponent is None else abs(exponent) * sizes[0] + max(0.0, _size(exponent))
    return max(sizes)


def _degree(operation: str, parts: list[Extent]) -> float:
    degrees = [part.degree for part in parts]
    if operation in ("*", "/"):
        return sum(degrees)
    if operation == "**":
        exponent = parts[1].value
        return max(1.0, *degrees) if exponent is None else abs(exponent) * degrees[0]
    return max(degrees) if operation in CHOICES or operation not in FUNCTIONS else 1.0


def _terms(operation: str, parts: list[Extent]) -> float:
    terms = [part.terms for part in parts]
    if operation in ("+", "-"):
        return sum(terms)
    if operation in ("*", "/"):
        return math.prod(terms)
    if operation == "**" and (exponent := parts[1].value) is not None:
        power = min(math.ceil(abs(exponent)), HIGHEST + 1)
        return math.comb(int(terms[0]) + power - 1, power)
    return max(terms) if operation in CHOICES else 1.0
