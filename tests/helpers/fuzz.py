"""Formulas at random: from the grammar of the language, and real ones with a few characters changed."""

from collections.abc import Iterator
from random import Random

from actlab.define.language import FUNCTIONS
from actlab.define.library import RECORDS

NUMBERS = ("0", "1", "2", "3", "0.5", "0.1", "1e-3", "6", "10", "100", "2.5")
HARSH = ("9**9**9", "1e308", "1e400", "0/0", "9" * 400, "4096", "exp(1000)", "lambda: 0", "x.real", "__import__('os')")
TOKENS = [*FUNCTIONS, *NUMBERS, *HARSH, *"x;=()+-*/<>,.'\"[]{}:&|~@%^!\\", "**", "<=", "==", " ", "pi", "if", "é", "\0"]
_SHAPES = ("tanh(u)", "sigmoid(u)", "softplus(u)", "erf(u)", "atan(u)", "sin(u)", "max(u, 0)", "abs(u)", "exp(-abs(u))")
_BINARY = ("+", "-", "*", "*", "/", "**")


def grammar(random: Random, depth: int = 4) -> str:
    """A formula of the language; whether it is finite and real is left open."""
    text = _number(random, depth)
    if random.random() < 0.15:
        name = random.choice(("e", "n", "u", "inner"))
        text = f"{name} = {_number(random, 2)}; {text.replace('x', name, 1)}"
    return text


def natural(random: Random) -> str:
    """A function somebody might try: x or a few known shapes, multiplied, added, put into each other."""
    inner = random.choice(("x", "x", "x", "2 * x", "-x", "x / 3", "exp(x)", "softplus(x)", "sin(x)", "x - 1", "abs(x)"))
    insides = (inner, random.choice(("x", "exp(x)", "x**2", "x + 1", "softplus(x)", "max(x, 0)")))
    first, second = (
        random.choice(_SHAPES).replace("(u)", f"({inside})").replace("(u,", f"({inside},") for inside in insides
    )
    form = random.choice(("x * A", "A", "x * A * B", "A + B", "x * A + B", "A * B", "x * A / (1 + B**2)", "max(A, B)"))
    return form.replace("A", first).replace("B", second)


def mutated(random: Random, text: str) -> str:
    """The text with up to four pieces left out, doubled, moved or put in."""
    for _ in range(random.randint(1, 4)):
        start, stop = sorted(random.choices(range(len(text) + 1), k=2))
        stop = min(stop, start + 12)
        piece = text[start:stop]
        change = random.choice(("", piece * 2, piece * 20, random.choice(TOKENS), f"({piece})", piece[::-1]))
        text = text[:start] + change + text[stop:]
    return text


def formulas(seed: int) -> Iterator[str]:
    """Endlessly: two of the grammar, one natural, two mutated ones."""
    random = Random(seed)
    known = [record.formula for record in RECORDS]
    while True:
        yield grammar(random)
        yield grammar(random, random.randint(1, 8))
        yield natural(random)
        yield mutated(random, random.choice(known))
        yield mutated(random, grammar(random))


def _number(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.15:
        return random.choice(("x", "x", "x", "pi", random.choice(NUMBERS)))
    if random.random() < 0.45:
        sign = random.choice(_BINARY)
        right = random.choice(("2", "3", "-1", "0.5", "-2")) if sign == "**" else _number(random, depth - 1)
        return f"({_number(random, depth - 1)} {sign} {right})"
    if random.random() < 0.1:
        return f"-{_number(random, depth - 1)}"
    name = random.choice(list(FUNCTIONS))
    if name == "where":
        condition = f"{_number(random, 1)} {random.choice(('<', '<=', '>', '>='))} {_number(random, 1)}"
        return f"where({condition}, {_number(random, depth - 1)}, {_number(random, depth - 1)})"
    return f"{name}({', '.join(_number(random, depth - 1) for _ in range(FUNCTIONS[name].arguments))})"
