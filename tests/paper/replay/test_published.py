"""The published figures, met by training on the real MNIST; and the comparison itself, which can say no."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from actlab.errors import BadValue, UnknownName
from actlab.paper.replay.published import (
    COLUMNS,
    EPOCHS,
    LogComparison,
    figures_of,
    published_logs,
    published_tables,
    replay,
    rows_of,
)
from actlab.paper.replay.run import Protocol, run
from actlab.scratch import Diverged, Row


def test_the_published_figures_are_all_there() -> None:
    logs = published_logs()
    assert sum(len(COLUMNS) * len(log) for log in logs.values()) == 408
    assert logs["mish"][50].test_loss == 0.09235424448091202
    assert len(published_tables()) == 15
    assert [len(rows_of(table)) for table in ("basic", "beta", "learning-rate", "width", "all")] == [3, 3, 3, 6, 15]
    assert len({row.settings for row in rows_of("all")}) == 14  # Swish with beta 1 stands in two tables


@pytest.mark.parametrize("activation", ["swish", "mish"])
def test_two_epochs_on_mnist_give_the_published_figures(mnist, activation: str) -> None:
    ours = tuple(run(Protocol(activation, epochs=2)))
    assert [row.epoch for row in ours] == [0, 1, 2]
    for wanted, got in zip(published_logs()[activation], ours, strict=False):
        assert (got.train_accuracy, got.test_accuracy) == (wanted.train_accuracy, wanted.test_accuracy)
        assert got.train_loss == pytest.approx(wanted.train_loss, rel=1e-12)
        assert got.test_loss == pytest.approx(wanted.test_loss, rel=1e-12)


def test_siblings_and_other_seeds_do_not_give_the_published_figures(mnist) -> None:
    wanted = published_logs()["mish"]
    for settings in (Protocol("swish", epochs=1), Protocol("mish", epochs=1, seed=11)):
        held = LogComparison(Protocol("mish"), wanted, tuple(run(settings))).held
        assert held in (None, 0)
        assert held is None


@pytest.mark.slow
@pytest.mark.parametrize("activation", ["swish", "mish"])
def test_all_fifty_epochs_on_mnist(mnist, activation: str) -> None:
    compared = LogComparison(Protocol(activation), published_logs()[activation], tuple(run(Protocol(activation))))
    assert compared.held >= 10
    assert compared.equal_accuracies >= 10
    ours, theirs = figures_of(compared.ours), figures_of(compared.published)
    assert ours.final_train_accuracy == theirs.final_train_accuracy
    assert ours.final_test_accuracy == theirs.final_test_accuracy  # the article's table, from its own seed 10
    print(compared.sentence)


@pytest.mark.parametrize("activation", ["swish", "mish"])
def test_the_tables_follow_from_the_logs(activation: str) -> None:
    row = next(row for row in rows_of("basic") if row.settings == Protocol(activation))
    assert figures_of(published_logs()[activation]) == row.published


def test_a_threshold_is_reached_by_its_very_value() -> None:
    log = [Row(0, 0.1, 2.3, 0.1, 2.3), Row(1, 0.9, 0.2, 0.9499, 0.2), Row(2, 0.9, 0.2, 0.98, 0.2)]
    found = figures_of(log)
    assert (found.epochs_to_95, found.epochs_to_97, found.epochs_to_98) == (2, 2, 2)


def published(settings: Protocol) -> Iterator[Row]:
    """In place of training: the published log where there is one, else something made up."""
    log = published_logs().get(settings.activation, published_logs()["mish"])
    yield from (row for row in log if row.epoch <= settings.epochs)


def test_a_replay_of_the_published_figures_has_no_difference() -> None:
    seen = []
    result = replay("basic", on_row=lambda settings, row: seen.append(settings), runs_of=published)
    assert len(seen) == 3 * (EPOCHS + 1)
    assert {row.settings.activation: row.differences for row in result.tables}["swish"] == 0
    for log in result.logs:
        assert (log.held, log.equal_accuracies, log.figures, log.largest("test_loss")) == (50, 50, 204, 0)
    assert "204 figures over 50 epochs; every accuracy equal through epoch 50" in result.logs[0].sentence


def test_settings_that_tables_share_are_run_once() -> None:
    seen = []
    replay("all", epochs=1, runs_of=lambda settings: (seen.append(settings), published(settings))[1])
    assert len(seen) == 14


def test_each_difference_is_found() -> None:
    wanted = published_logs()["mish"]
    ours = list(wanted)
    ours[7] = replace(ours[7], test_loss=ours[7].test_loss * (1 + 1e-7))
    ours[9] = replace(ours[9], train_accuracy=ours[9].train_accuracy + 1 / 60000)
    ours[50] = replace(ours[50], test_accuracy=ours[50].test_accuracy + 0.0004)
    compared = LogComparison(Protocol("mish"), wanted, tuple(ours))
    assert (compared.held, compared.equal_accuracies) == (6, 8)
    assert compared.largest("test_loss") == pytest.approx(1e-7)
    assert compared.largest("test_loss", through=6) == 0
    assert compared.largest("train_accuracy") == pytest.approx(1 / 60000)
    result = replay("basic", runs_of=lambda settings: ours if settings.activation == "mish" else published(settings))
    row = next(row for row in result.tables if row.settings.activation == "mish")
    assert [cell[2] for cell in row.cells] == [False, True, False, False, False, False]


def test_a_diverged_run_leaves_its_row_open_and_keeps_its_log() -> None:
    def diverging(settings: Protocol) -> Iterator[Row]:
        if settings.activation != "mish":
            yield from published(settings)
            return
        yield published_logs()["mish"][0]
        raise Diverged(1, [])

    result = replay("basic", runs_of=diverging)
    row = next(row for row in result.tables if row.settings.activation == "mish")
    assert row.ours is None
    assert row.message.startswith("the run diverged in epoch 1: ")
    assert len(result.runs[row.settings]) == 1
    assert result.logs[-1].held == 0


def test_other_settings_are_run_by_the_same_protocol() -> None:
    log = list(run(Protocol("mish", 0.5, (16, 8), epochs=2, batch_size=50, seed=3, data="digits")))
    assert len(log) == 3
    assert log[2].train_loss < log[0].train_loss
    assert log == list(run(Protocol("mish", 0.5, (16, 8), epochs=2, batch_size=50, seed=3, data="digits")))
    assert log != list(run(Protocol("mish", 0.5, (16, 8), epochs=2, batch_size=50, seed=4, data="digits")))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"learning_rate": 0.0}, "--learning-rate: expected a number greater than 0, got 0.0"),
        ({"hidden": ()}, "--hidden: expected widths of at least 1"),
        ({"hidden": (3, 0)}, "--hidden: expected widths of at least 1"),
        ({"epochs": -1}, "--epochs: expected a number of at least 0, got -1"),
        ({"batch_size": 0}, "--batch-size: expected a number of at least 1, got 0"),
        ({"seed": -1}, "--seed: expected a number from 0 to 4294967295, got -1"),
        ({"activation": "mesh"}, "unknown activation 'mesh'. Did you mean 'mish'"),
    ],
)
def test_bad_settings_are_refused(changes: dict, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        Protocol(**changes)


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(BadValue, match="--batch-size: expected 1 to 1437, the number of training examples of digits"):
        next(run(Protocol(data="digits", batch_size=1438)))


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown table 'wide'. Did you mean 'width'"):
        replay("wide")


def test_matrix_products_run_on_one_thread_whatever_the_environment_says() -> None:
    from threadpoolctl import threadpool_info

    steps = run(Protocol(epochs=1, data="digits"))
    next(steps)
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
    steps.close()
    assert os.cpu_count() == 1 or max(p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas") >= 1
