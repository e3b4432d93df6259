"""``actlab replay`` as a user types it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from actlab.commands.replay import replay
from actlab.errors import ActlabError
from actlab.paper.replay import published as replay_published
from actlab.paper.replay.published import published_logs
from actlab.paper.replay.run import Protocol, run
from actlab.scratch import Diverged, Row

app = typer.Typer(pretty_exceptions_enable=False)
app.command()(replay)


def call(*arguments: object):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_json_prints_the_rows_of_the_protocol_with_any_settings() -> None:
    done = call(
        "--data",
        "digits",
        "--activation",
        "swish",
        "--beta",
        0.5,
        "--learning-rate",
        0.2,
        "--hidden",
        "16,8",
        "--epochs",
        2,
        "--batch-size",
        50,
        "--seed",
        3,
        "--json",
    )
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)["entries"]
    wanted = run(Protocol("swish:beta=0.5", 0.2, (16, 8), epochs=2, batch_size=50, seed=3, data="digits"))
    assert rows == [vars(row) for row in wanted]
    assert list(rows[0]) == ["epoch", "train_accuracy", "train_loss", "test_accuracy", "test_loss"]


def test_each_setting_matters() -> None:
    base = ["--data", "digits", "--hidden", "8", "--epochs", 1, "--json"]
    seen = {call(*base).stdout}
    for more in (("--activation", "mish"), ("--beta", 2), ("--learning-rate", 0.3), ("--batch-size", 7), ("--seed", 1)):
        seen.add(call(*base, *more).stdout)
    seen.add(call("--data", "digits", "--hidden", "9", "--epochs", 1, "--json").stdout)
    assert len(seen) == 7


def test_a_table_without_json(capsys) -> None:
    done = call("--data", "digits", "--epochs", 1)
    assert done.stdout.splitlines()[0] == "epoch  train accuracy  train loss  test accuracy  test loss"
    assert len(done.stdout.splitlines()) == 3


def test_a_diverging_run_ends_with_its_epoch_and_prints_its_log() -> None:
    done = call("--data", "digits", "--activation", "relu", "--learning-rate", 1e200, "--epochs", 3, "--json")
    assert isinstance(done.exception, Diverged)
    assert "diverged in epoch 1: its loss is no longer finite" in str(done.exception)
    assert [row["epoch"] for row in json.loads(done.stdout)["entries"]] == [0]


def test_a_run_that_blew_up_in_finite_numbers_is_told() -> None:
    done = call("--data", "digits", "--activation", "relu", "--learning-rate", 1000, "--epochs", 2, "--json")
    assert len(json.loads(done.stdout)["entries"]) == 3
    assert "actlab: the run diverged in epoch 1: its training loss was" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--table", "basic", "--beta", 1), "--table runs the article's own settings; leave out --beta, or --table"),
        (("--table", "best"), "unknown table 'best'"),
        (("--activation", "relu", "--beta", 2), "relu has no parameters, got 'beta'"),
        (("--activation", "mesh"), "Did you mean 'mish'"),
        (("--hidden", "ten"), "--hidden: expected whole numbers such as 100,50, got 'ten'"),
        (("--data", "digit"), "unknown data set 'digit'. Did you mean 'digits'"),
        (("--epochs", 51), "--epochs: with a table, expected 1 to 50, got 51"),
        (("--seed", 1, "--out", "x"), "--out is for the report of a table"),
        (("--data", "digits", "--batch-size", 5000), "--batch-size: expected 1 to 1437"),
    ],
)
def test_bad_options_are_refused(arguments: tuple, message: str) -> None:
    done = call(*arguments)
    assert isinstance(done.exception, ActlabError)
    assert message in str(done.exception)


def test_a_table_writes_its_report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def published(settings: Protocol) -> list[Row]:
        return list(published_logs().get(settings.activation, published_logs()["mish"]))[: settings.epochs + 1]

    monkeypatch.setattr(replay_published.replay, "__defaults__", (50, lambda *_: None, published))
    done = call("--table", "basic", "--out", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["logs"][0]["accuracies_equal_through_epoch"] == 50
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in done.stderr
    done = call("--epochs", 2, "--out", tmp_path / "two")
    assert "every accuracy equal through epoch 2" in done.stdout
