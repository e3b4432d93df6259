"""What bfloat16 costs on this processor is measured, and said before a training."""

from pathlib import Path

import pytest
from helpers.command import Call

from actlab.lab.training import precision

TINY = """
key = "tiny"
title = "Tiny"
arms = ["relu", "mish"]
protocols = ["same rate"]
[base]
train_images = 50
epochs = 1
hidden = [4]
[profiles.quick]
seeds = 1
"""


def test_the_ratio_is_measured() -> None:
    assert 0.01 < precision.ratio() < 1000
    assert precision.ratio() == precision.ratio()  # once a process
    assert precision.units() in ("", *precision.UNITS)


@pytest.mark.parametrize(
    ("asked", "device", "ratio", "units", "words"),
    [
        ("bfloat16", "cpu", 7.04, "", "in bfloat16 takes 7.0 times as long as in float32"),
        ("bfloat16", "cpu", 0.4, "amx_bf16", ""),
        ("bfloat16", "cuda", 7.0, "", ""),
        ("float32", "cpu", 0.25, "amx_bf16", "with --precision bfloat16 a product of matrices takes 0.25 of the time"),
        ("float32", "cpu", 0.9, "avx512_bf16", ""),
        ("float32", "cpu", 7.0, "", ""),
    ],
)
def test_slow_products_and_matrix_units_are_named(
    monkeypatch: pytest.MonkeyPatch, asked: str, device: str, ratio: float, units: str, words: str
) -> None:
    monkeypatch.setattr(precision, "ratio", lambda: ratio)
    monkeypatch.setattr(precision, "units", lambda: units)
    found = precision.advice(asked, device)
    assert (words in found) if words else not found


def test_the_commands_say_it_before_they_train(monkeypatch: pytest.MonkeyPatch, call: Call, tmp_path: Path) -> None:
    monkeypatch.setattr(precision, "ratio", lambda: 3.2)
    options = ("--train-images", 50, "--epochs", 1, "--hidden", 4, "--seeds", 1, "--out", tmp_path)
    code, _, messages = call("compare", "relu", *options, "--precision", "bfloat16")
    assert code == 0
    assert "actlab: on this processor a product of matrices in bfloat16 takes 3.2 times as long" in messages
    monkeypatch.setattr(precision, "ratio", lambda: 0.3)
    monkeypatch.setattr(precision, "units", lambda: "amx_bf16")
    (tmp_path / "tiny.toml").write_text(TINY)
    code, out, _ = call("study", "show", tmp_path / "tiny.toml")
    assert code == 0
    assert "takes 0.30 of the time" in " ".join(out.split())
