"""Formulas at random: from the grammar of the language, and real ones with a few characters changed."""

import contextlib
import io
import itertools
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np

import actlab
from actlab.define import Activation, Source, language, registry
from actlab.define.expression import mathematics, stable
from actlab.define.language import FUNCTIONS
from actlab.define.library import RECORDS
from actlab.define.limits import within_limits
from actlab.define.own import SameFunction
from actlab.errors import BadValue
from actlab.explain.explanation import explain
from actlab.pages import drawing
from actlab.report import figures, numbers
from actlab.report.records import print_record

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


def read(text: str) -> bool:
    """Whether the language has the formula; anything but a BadValue comes through."""
    try:
        language.read(text, ())
        activation = Activation("fuzzed", "Fuzzed", text, Source("nobody", 0, "fuzz"))
        for reading in (mathematics, stable):
            within_limits(activation, reading, text)
    except BadValue:
        return False
    return True


def use(text: str, folder: Path) -> dict[str, str]:
    """Define, show, plot, evaluate and explain a formula: what came of each, anything but a BadValue comes through."""
    registry._records.pop("fuzzed", None)
    registry._aliases.pop("fuzzed", None)
    steps = {"define": lambda: actlab.define("fuzzed", text, discontinuous=True), "explain": lambda: _explained(text)}
    came = {name: _came_of(step) for name, step in steps.items()}
    if came["define"] == "done":
        x = np.linspace(-20, 20, 401)
        came["show"] = _came_of(lambda: print_record("fuzzed", as_json=False))
        came["json"] = _came_of(lambda: print_record("fuzzed", as_json=True))
        came["plot"] = _came_of(
            lambda: drawing.save(
                figures.draw_functions(numbers.function_curves(["fuzzed"], (-5, 5)), (-5, 5), None, transparent=False),
                folder / "fuzzed.svg",
            )
        )
        came["value"] = "done" if np.isfinite(actlab.value("fuzzed", x)).all() else "not finite"
        came["slope"] = _came_of(lambda: actlab.slope("fuzzed", x))
    return came


def _explained(text: str) -> None:
    found = explain(text)
    assert not [step.name for step in found.derivation.steps if step.is_wrong], text
    assert found.text()
    assert found.svg()
    assert found.html()
    assert found.markdown()


def _came_of(step: Callable[[], object]) -> str:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            step()
    except BadValue as error:
        return str(error)
    return "done"


def main() -> int:
    """``python -m helpers.fuzz 200000 2000``: so many are read, so many used; what is wrong is printed.

    A third number says how many to leave out first: a formula that is used takes 4 s of processor time, so that many
    are tried in slices.
    """
    to_read, to_use, left_out = map(int, [*sys.argv[1:4], "0"][:3])
    slowest, accepted, wrong, outcomes = (0.0, ""), 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", SameFunction)
        for number, text in enumerate(itertools.islice(formulas(seed=0), left_out, left_out + to_read)):
            started = time.perf_counter()
            try:
                accepted += read(text)
                seconds = time.perf_counter() - started
                if number < to_use:
                    used = use(text, Path(folder))
                    outcomes.update(f"{name}: {came.split(' at position')[0][:50]}" for name, came in used.items())
            except Exception as error:
                wrong += 1
                print(f"{type(error).__name__}: {error}\n  {text!r}")
            slowest = max(slowest, (seconds, text))
    print(
        f"{to_read} formulas read, {accepted} accepted, {wrong} tracebacks; slowest {slowest[0]:.2f} s: {slowest[1]!r}"
    )
    for came, count in outcomes.most_common():
        print(f"{count:6} {came}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
