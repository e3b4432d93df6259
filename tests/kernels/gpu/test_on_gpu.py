"""What benchmarks/on_gpu.sh runs, on the CPU with few numbers: it refuses what is wrong, and goes on where it was."""

import argparse
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from actlab.lab.data import sets
from actlab.lab.data.data_set import DataSet
from actlab.lab.plan.setting import Setting

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def script(name: str):
    specification = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # what is written at a checkpoint names its classes
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def check(gpu, monkeypatch):
    module = script("gpu_check")
    monkeypatch.setattr(module, "SAMPLES", 200)
    monkeypatch.setattr(module, "TYPES", (torch.float32,))
    monkeypatch.setattr(module, "VIEWS", {name: module.VIEWS[name] for name in ("transposed", "misaligned")})
    return module


def test_right_kernels_pass_every_check(check, tmp_path) -> None:
    found = list(check.rows("cpu", ["bounds", "layouts", "fused"], None, 300))
    assert not [one for one in found if check.wrong(one)]
    assert {one["check"] for one in found} == {"bound", "subnormal", "layout", "fused", "keeps less"}
    assert " WRONG" not in check.table(found)


def test_wrong_kernels_and_failures_are_rows_and_the_rest_goes_on(check, monkeypatch) -> None:
    right = check.computed
    monkeypatch.setattr(check, "computed", lambda *given: right(*given) * (1 + 2.0**-18))
    monkeypatch.setitem(check.CHECKS, "layouts", lambda device: iter([1 / 0]))
    found = list(check.rows("cpu", ["layouts", "bounds"], None, 300))
    assert found[0]["of"].startswith("ZeroDivisionError")
    assert check.wrong(found[0])
    assert any(check.wrong(one) for one in found if one["check"] == "bound")
    assert " WRONG" in check.table(found)


def test_what_has_no_time_is_named(check) -> None:
    found = list(check.rows("cpu", ["bounds", "layouts"], None, 0))
    assert found[-1]["of"] == "ended after 0 seconds"
    assert len(found) == 2


@pytest.fixture
def evidence(monkeypatch, tmp_path):
    """Of 40 made-up images, two arms, with two seeds and two epochs."""
    module = script("gpu_evidence")
    generator = np.random.default_rng(0)
    parts = [
        array
        for count in (30, 10)
        for array in (generator.integers(0, 256, (count, 32, 32, 3), np.uint8), np.arange(count, dtype=np.uint8) % 10)
    ]
    whole = DataSet("cifar10", *parts, white=255, sha256="made up", source="a test")
    monkeypatch.setattr(sets, "load", lambda name: whole)
    for name, value in {"ARMS": ("relu", "mish"), "NETWORKS": ("ResNet v1-20",), "STRIP": 10}.items():
        monkeypatch.setattr(module, name, value)
    of_study = module.setting_of

    def small(*given) -> Setting:
        """The study's recipe for a network that takes a second; what is drawn and what is scheduled is the same."""
        form = {"network": "mlp", "hidden": (8,), "batch_size": 16}
        return Setting.model_validate({**of_study(*given).model_dump(exclude_unset=True), **form})

    monkeypatch.setattr(module, "setting_of", small)
    module.pack(tmp_path / "images", megabytes=1)
    return module


def given(tmp_path: Path, out: str) -> argparse.Namespace:
    (tmp_path / out).mkdir(exist_ok=True)
    options = {"seconds": 600.0, "seeds": 2, "epochs": 2, "device": "cpu"}
    return argparse.Namespace(images=tmp_path / "images", out=tmp_path / out, **options)


def test_packed_images_are_those_of_the_set(evidence, tmp_path) -> None:
    whole, part = sets.load("cifar10"), evidence.images(tmp_path / "images")
    assert np.array_equal(part.x_train, whole.x_train)
    assert np.array_equal(part.y_test, whole.y_test)
    assert part.source == "a part of made up"


def test_an_interrupted_run_goes_on_with_the_figures_of_a_whole_one(evidence, tmp_path, monkeypatch) -> None:
    whole = evidence.train(given(tmp_path, "whole"))
    one_epoch, calls = evidence.epoch, []

    def interrupted(*args) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        one_epoch(*args)

    with monkeypatch.context() as patch:
        patch.setattr(evidence, "epoch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            evidence.train(given(tmp_path, "parts"))
    halves = evidence.train(given(tmp_path, "parts"))
    assert json.loads((tmp_path / "parts" / "evidence.json").read_text()) == halves

    def figures(rows: list[dict]) -> list:
        return [(row["arm"], row["done"], [one["test"] + one["train"] for one in row["rows"]]) for row in rows]

    assert figures(halves) == figures(whole)
    assert [row["done"] for row in whole] == [2, 2]
    assert "2 of 2" in evidence.table(whole)
