"""Every gate: the oracle and both fronts against the witnesses of a program of its own, and in every float type."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from helpers import gate_witness_program as program
from mpmath import mp, mpf

import actlab
from actlab import exact, exact_gates
from actlab.define import gates

torch = pytest.importorskip("torch")
FILE = Path(program.__file__).with_name("gate_witnesses.csv")
EVERY = pytest.mark.parametrize("name", gates())
COLUMNS = {(): "value", ("a",): "by_a", ("b",): "by_b"}
BOTH_LAYOUTS = pytest.mark.parametrize("layout", ["halves", "interleaved"])
# In units of the result plus what it moves when an input moves by half an ULP: 1.9 for values and 5 for slopes near
# their zeros, in float64; erfc's own error is in GEGLU's.
UNITS = {(): 4.0, ("a",): 8.0, ("b",): 4.0}


@cache
def witnesses(name: str) -> list[dict[str, str]]:
    with FILE.open() as lines:
        return [row for row in csv.DictReader(lines) if row["gate"] == name]


def inputs(rows: list[dict[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([float(row["a"]) for row in rows]), np.array([float(row["b"]) for row in rows])


def numpy_front(name: str, a: np.ndarray, b: np.ndarray, by: tuple[str, ...]) -> np.ndarray:
    return actlab.slope(name, a, b)["ab".index(by[0])] if by else actlab.value(name, a, b)


def torch_front(name: str, a: np.ndarray, b: np.ndarray, by: tuple[str, ...], layout: str) -> np.ndarray:
    x = torch.from_numpy(together(name, a, b, layout)).requires_grad_()
    value = getattr(actlab.functional, name)(x, layout=layout)
    if not by:
        return value.detach().numpy()
    value.sum().backward()
    return apart(name, x.grad.numpy(), layout)["ab".index(by[0])]


def together(name: str, a: np.ndarray, b: np.ndarray, layout: str) -> np.ndarray:
    pair = (a, b) if actlab.define.choose_gate(name).gate == "first" else (b, a)
    return np.concatenate(pair) if layout == "halves" else np.stack(pair, -1).ravel()


def apart(name: str, x: np.ndarray, layout: str) -> tuple[np.ndarray, np.ndarray]:
    one, other = np.split(x, 2) if layout == "halves" else (x[::2], x[1::2])
    return (one, other) if actlab.define.choose_gate(name).gate == "first" else (other, one)


def refuse(name: str, by: tuple[str, ...], a, b, got, high, low, kind: str) -> None:
    digits, lowest, top = exact.FORMATS[kind]
    with np.errstate(all="ignore"):
        moved = sum(
            np.abs(z * np.nan_to_num(np.asarray(_second(name, a, b, by, variable)), posinf=0, neginf=0))
            for z, variable in ((a, "a"), (b, "b"))
        )
        ulp = np.ldexp(1.0, np.where(high == 0, lowest, np.maximum(np.frexp(high)[1] - digits, lowest)))
        unit = ulp + 2.0 ** (1 - digits) * moved + (1 + np.abs(a) + np.abs(b)) * 2.0**lowest
        wrong = np.abs((got.astype(np.float64) - high) - low)
        infinite = (np.abs(high) >= 2.0 ** (top - 1)) & (got == np.copysign(np.inf, high))
        ratio = np.where(infinite | (got == high), 0.0, np.where(np.isnan(wrong), np.inf, wrong) / (UNITS[by] * unit))
    worst = int(np.argmax(ratio))
    message = f"{name} by {by} at {a[worst]!r}, {b[worst]!r}: {got[worst]!r} for {high[worst]!r}"
    assert ratio[worst] <= 1, f"{message}, {ratio[worst]:.3g} of the allowed error"


def _second(name, a, b, by, variable):
    """How the result changes with one input."""
    from actlab.emit.numpy_mathematics import mathematics
    from actlab.emitted import functions_of

    choice = actlab.define.choose_gate(name)
    order = tuple(sorted((*by, variable)))
    return functions_of(choice.activation, order)(mathematics, a, b, *choice.parameters.values())


def test_every_gate_has_its_witnesses() -> None:
    assert set(program.GATES) == set(gates())
    assert all(len(witnesses(name)) >= 90 for name in gates())


@EVERY
def test_the_witness_program_still_gives_the_file(name: str) -> None:
    for row in witnesses(name)[::15]:
        found = program.certain(program.GATES[name], float(row["a"]), float(row["b"]))
        assert [program.text(part) for part in found] == [row[column] for column in COLUMNS.values()]


def check_oracle(name: str, rows: list[dict[str, str]]) -> None:
    for row in rows:
        a, b = float(row["a"]), float(row["b"])
        found = [exact_gates.value(name, a, b, 30), *exact_gates.slope(name, a, b, 30)]
        with mp.workdps(40):
            for column, got in zip(COLUMNS.values(), found, strict=True):
                wanted = mpf(row[column])
                assert abs(got - wanted) <= abs(wanted) * mpf(10) ** -24, f"{name} {column} at {a}, {b}"


@EVERY
def test_the_oracle_has_all_digits_of_the_witnesses(name: str) -> None:
    check_oracle(name, witnesses(name)[::2])


@pytest.mark.parametrize("wrong", program.IMPOSTORS)
def test_an_impostor_is_refused(wrong: str) -> None:
    """By the oracle's check, and by the check of the fronts."""
    name, function = program.IMPOSTORS[wrong]
    found = [(row, *program._at(function, float(row["a"]), float(row["b"]), 60)) for row in witnesses(name)]
    rows = [
        {**row, "value": program.text(value), "by_a": program.text(by_a), "by_b": program.text(by_b)}
        for row, value, by_a, by_b in found
        if abs(float(row["a"])) < 40  # 60 digits are too few beyond
    ]
    with pytest.raises(AssertionError, match=name):
        check_oracle(name, rows)
    a, b = inputs(rows)
    with pytest.raises(AssertionError, match="of the allowed error"):
        refuse(name, (), a, b, actlab.value(name, a, b), *high_and_low(rows, "value"), "float64")


def high_and_low(rows: list[dict[str, str]], column: str) -> tuple[np.ndarray, np.ndarray]:
    with mp.workdps(40):
        right = [mpf(row[column]) for row in rows]
        high = [float(one) for one in right]
        return np.array(high), np.array([float(one - mpf(part)) for one, part in zip(right, high, strict=True)])


def test_interleaved_is_refused_where_halves_are_meant() -> None:
    rows = witnesses("swiglu")
    a, b = inputs(rows)
    got = actlab.functional.swiglu(torch.from_numpy(together("swiglu", a, b, "interleaved"))).numpy()
    with pytest.raises(AssertionError, match="of the allowed error"):
        refuse("swiglu", (), a, b, got, *high_and_low(rows, "value"), "float64")


@EVERY
@pytest.mark.parametrize("by", COLUMNS, ids=COLUMNS.values())
def test_the_numpy_front_agrees_with_the_witnesses(name: str, by: tuple[str, ...]) -> None:
    a, b = inputs(witnesses(name))
    high, low = high_and_low(witnesses(name), COLUMNS[by])
    refuse(name, by, a, b, numpy_front(name, a, b, by), high, low, "float64")


@EVERY
@BOTH_LAYOUTS
@pytest.mark.parametrize("by", COLUMNS, ids=COLUMNS.values())
def test_the_torch_front_agrees_with_the_witnesses(name: str, by: tuple[str, ...], layout: str) -> None:
    a, b = inputs(witnesses(name))
    high, low = high_and_low(witnesses(name), COLUMNS[by])
    refuse(name, by, a, b, torch_front(name, a, b, by, layout), high, low, "float64")


@EVERY
@pytest.mark.parametrize("by", COLUMNS, ids=COLUMNS.values())
@pytest.mark.parametrize("kind", ["float32", "float16"])
@pytest.mark.parametrize("front", ["numpy", "torch"])
def test_smaller_types_against_the_oracle(name: str, by: tuple[str, ...], kind: str, front: str) -> None:
    generator = np.random.default_rng(3)
    a = np.concatenate([generator.normal(size=40) * 4, [0.0, 7.0, -7.0, -20.0, 40.0, -88.0]]).astype(kind)
    b = np.concatenate([generator.normal(size=40) * 4, [1.0, 7.0, -7.0, 30.0, -9.0, 2.0]]).astype(kind)
    got = numpy_front(name, a, b, by) if front == "numpy" else torch_front(name, a, b, by, "halves")
    assert got.dtype == kind
    a, b = a.astype(np.float64), b.astype(np.float64)
    refuse(name, by, a, b, got, *exact_gates.pairs(name, a, b, *by), kind)


@EVERY
@pytest.mark.parametrize("kind", ["float64", "float32"])
def test_far_out_a_gate_is_at_its_limit_and_nan_stays(name: str, kind: str) -> None:
    with np.errstate(over="ignore"):
        a = np.array([-1e300, -1e30, -np.inf, np.nan, 1.0]).astype(kind)
    b = np.array([1e30, 2.0, 2.0, 1.0, np.nan]).astype(kind)
    got = getattr(actlab.functional, name)(torch.from_numpy(a), torch.from_numpy(b)).numpy()
    for found in (actlab.value(name, a, b), got):
        assert (found[:3] == 0).all()
        assert np.isnan(found[3:]).all()


@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_steps_round_as_a_program_that_computes_one_after_the_other(kind: str) -> None:
    x = (torch.randn(400, generator=torch.Generator().manual_seed(1)) * 3).to(getattr(torch, kind))
    a, b = x.chunk(2)
    want = torch.nn.functional.silu(a) * b
    got = actlab.functional.swiglu(x, rounding="steps")
    assert (got == want).float().mean() > 0.98  # torch's SiLU is not the nearest number everywhere
    once = actlab.functional.swiglu(x)
    right = [exact_gates.rounded("swiglu", float(one), float(other), kind) for one, other in zip(a, b, strict=True)]
    assert (once.double() == torch.tensor(right, dtype=torch.float64)).float().mean() > 0.99
    assert (once != got).any()
