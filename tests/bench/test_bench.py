"""The benchmark measures what it says, names the machine and draws what it found; no timing is asserted."""

import json
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from actlab.bench import measure as module
from actlab.bench import peers as bench_peers
from actlab.bench.figure import draw_bench
from actlab.bench.measure import Bench, Timing, as_table, bench
from actlab.bench.training import NETWORKS, step
from actlab.commands.bench import bench as command
from actlab.errors import BadValue
from actlab.torch.accelerate import accelerated


@pytest.fixture(scope="module")
def run():
    with pytest.MonkeyPatch.context() as patch:  # no time is looked at here
        patch.setattr(module, "WARM_SECONDS", 0.0)
        patch.setattr(module, "ROUND_SECONDS", 0.0)
        return bench(
            ("32K",), ("float32", "bfloat16"), rounds=3, inputs=("normal", "x = -50"), networks=("MLP",), compare=False
        )


def test_every_table_has_its_baseline_and_its_rows(run):
    tables = {cell.table for cell in run.cells}
    assert {"forward", "backward", "forward and backward", "training step", "forward, x = -50"} <= tables
    for table in tables:
        rows = {cell.row for cell in run.cells if cell.table == table}
        assert any(row.startswith("mish") for row in rows)
        assert any(row.endswith("of torch") for row in rows)
    assert all(cell.ratio == 1 for cell in run.cells if cell.row == cell.baseline)
    assert all(0 < cell.lower <= cell.seconds <= cell.upper and cell.rounds == 3 for cell in run.cells)


def test_the_machine_is_named_and_torch_is_put_back(run):
    assert {"processor", "torch", "instructions", "threads"} <= set(run.machine)
    assert not accelerated()


def test_json_text_and_chart_hold_every_cell(run):
    assert len(json.loads(json.dumps(run.as_dict()))["cells"]) == len(run.cells)
    text = as_table(run)
    assert all(cell.row in text and cell.table in text for cell in run.cells)
    panels = {axis.get_title() for axis in draw_bench(run).axes}
    assert {f"{cell.table}, {cell.type}" for cell in run.cells} <= panels


def test_rounds_of_equal_times_are_drawn():
    """Two rounds of three took the same time: the lower quartile is the median itself."""
    seconds, base = 0.0049, 0.0013
    cells = tuple(
        Timing("forward", row, "float32", "32K", median, median, 2 * median, 3, median / base, "relu")
        for row, median in {"relu": base, **{f"row {n}": seconds + n * 1e-5 for n in range(50)}}.items()
    )
    assert any(cell.lower * (cell.ratio / cell.seconds) > cell.ratio for cell in cells)  # scaled so, some are above
    assert all(cell.quartiles[0] <= cell.ratio <= cell.quartiles[1] for cell in cells)
    draw_bench(Bench({"processor": "any"}, cells))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # inside torch.compile
def test_peers_compute_mish():
    x = torch.linspace(-6, 6, 1000)
    calls = bench_peers.peers(x)
    assert "torch.compile, stable form" in calls
    for name, call in calls.items():
        if name.startswith("torch"):
            torch.testing.assert_close(call(), functional.mish(x), rtol=1e-5, atol=1e-6, msg=name)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_trains(name, monkeypatch):
    losses = []
    plain = functional.cross_entropy

    def watched(*given):
        losses.append(plain(*given))
        return losses[-1]

    monkeypatch.setattr(functional, "cross_entropy", watched)
    run = step(name, "mish", torch.float32, 0)
    for _ in range(2):
        run()
    assert losses[1] < losses[0]


def test_what_was_measured_before_an_interruption_is_kept(monkeypatch):
    calls = iter(range(3))

    def measured(*given):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return [given]

    monkeypatch.setattr(module, "_measure", measured)
    run = bench(("32K",), ("float32",), rounds=3, inputs=("normal",), networks=(), compare=False)
    assert [cells[0] for cells in run.cells] == ["forward into a buffer", "forward"]
    assert run.machine["stopped"] == "after 2 of 5 tables"


def test_a_chart_that_cannot_be_written_is_refused_before_the_measurements(monkeypatch):
    monkeypatch.setattr(module, "bench", None)
    with pytest.raises(BadValue, match="ends in .svg or .png, got 'chart.jpg'"):
        command(out=Path("chart.jpg"))


def test_too_few_rounds_are_refused():
    with pytest.raises(BadValue, match="--rounds: expected at least 3, got 1"):
        command(rounds=1)
