"""The oracle and both fronts against the witnesses: numbers from the papers' formulas, made by a program of its own."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from helpers import witness_program
from helpers.measure import KINDS, refuse
from mpmath import mp, mpf

import actlab
from actlab import exact

FILE = Path(witness_program.__file__).with_name("witnesses.csv")
EVERY = pytest.mark.parametrize("name", actlab.names())
COLUMNS = {(): "value", ("x",): "slope"}


@cache
def witnesses() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with FILE.open() as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["function"], []).append(row)
    return found


def numbers(name: str, by: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = witnesses()[name]
    with mp.workdps(40):
        right = [mpf(row[COLUMNS[by]]) for row in rows]
        high = [float(one) for one in right]
        low = [float(one - mpf(part)) for one, part in zip(right, high, strict=True)]
    return np.array([float(row["x"]) for row in rows]), np.array(high), np.array(low)


def away_from_edges(name: str, x: np.ndarray) -> np.ndarray:
    """Points that are a kink or not next to one: 0.2 x + 0.5 rounds to 1 already one ULP before x = 2.5."""
    edges = np.array([*witness_program.EDGES.get(name, ()), 0.0])
    distance = np.abs(x[:, None] - edges)
    return ~((distance > 0) & (distance <= 2 * np.spacing(np.abs(edges)))).any(axis=1)


def check_oracle(name: str, rows: list[dict[str, str]]) -> None:
    for row in rows:
        for by, column in COLUMNS.items():
            found = exact.derivative(name, float(row["x"]), *by, digits=30)
            with mp.workdps(40):
                wanted = mpf(row[column])
                room = witness_program.TINY if abs(wanted) < 2 * witness_program.TINY else abs(wanted) * mpf(10) ** -24
                assert abs(found - wanted) <= room, f"{name} by {by} at {row['x']}"


def test_every_function_has_at_least_forty_witnesses_in_all_regions() -> None:
    assert set(witnesses()) == set(actlab.names())
    for name, rows in witnesses().items():
        points = {row["x"] for row in rows}
        assert len(points) >= 40
        assert points >= {"0.0", "-0.0", "5e-324", "-5e-324", "1e-30", "-1e-30", "10000.0", "-10000.0", "-95.0"}
        edges = [float(edge) for edge in witness_program.EDGES.get(name, ())]
        assert points >= {repr(around) for edge in edges for around in (edge, edge - 2.0**-23, edge + 2.0**-23)}


@pytest.mark.parametrize("name", witness_program.FUNCTIONS)
def test_the_witness_program_still_gives_the_file(name: str) -> None:
    for row in witnesses()[name][::5]:
        x = float(row["x"])
        if abs(x) < 200:  # the tails take minutes
            assert [witness_program.text(witness_program.certain(name, x, part)) for part in (0, 1)] == [
                row["value"],
                row["slope"],
            ]


@EVERY
def test_the_oracle_has_all_digits_of_the_witnesses(name: str) -> None:
    check_oracle(name, witnesses()[name])


@EVERY
@pytest.mark.parametrize("by", COLUMNS, ids=COLUMNS.values())
@pytest.mark.parametrize("front", ["numpy", "torch"])
def test_the_fronts_agree_with_the_witnesses(name: str, by: tuple[str, ...], front: str) -> None:
    x, high, low = numbers(name, by)
    if front == "numpy":
        got = actlab.derivative(name, x, *by)
    else:
        torch = pytest.importorskip("torch")
        given = torch.from_numpy(x).requires_grad_()
        value = getattr(actlab.functional, name)(given)
        got = (torch.autograd.grad(value.sum(), given)[0] if by else value.detach()).numpy()
    there = away_from_edges(name, x) if by else slice(None)
    refuse(name, by, x[there], got[there], high[there], low[there], KINDS["float64"])


@pytest.mark.parametrize(
    ("name", "sibling"), [("mish", "swish"), ("gelu", "gelu_tanh"), ("elu", "selu"), ("mish", "mila")]
)
def test_the_witnesses_refuse_a_sibling(name: str, sibling: str) -> None:
    with pytest.raises(AssertionError, match=name):
        check_oracle(name, witnesses()[sibling])


@pytest.mark.parametrize(
    ("name", "other"), [("e_swish", "e_swish:beta=1.0"), ("weighted_tanh", "weighted_tanh:weight=1")]
)
def test_the_witnesses_refuse_a_missing_parameter(name: str, other: str) -> None:
    with pytest.raises(AssertionError, match=name):
        check_oracle(other, witnesses()[name])


def test_the_witnesses_refuse_a_declared_slope_on_the_wrong_side() -> None:
    rows = [dict(row, slope="1.0") for row in witnesses()["relu"] if row["x"] == "0.0"]
    with pytest.raises(AssertionError, match=r"relu by \('x',\) at 0.0"):
        check_oracle("relu", rows)
