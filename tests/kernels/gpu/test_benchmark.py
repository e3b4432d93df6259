"""benchmarks/gpu.py on the CPU, with tiny tensors: what it measures, prints and draws; the numbers mean nothing."""

import importlib.util
from pathlib import Path

import pytest
import torch
from torch import nn


@pytest.fixture
def script(gpu, monkeypatch):
    path = Path(__file__).parents[3] / "benchmarks" / "gpu.py"
    specification = importlib.util.spec_from_file_location("benchmark_gpu", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    for name, number in {"SIZES": (300,), "ROUNDS": 2, "CALLS": 2, "PAST_CACHE": 4000, "TYPES": ("float32",)}.items():
        monkeypatch.setattr(module, name, number)
    monkeypatch.setattr(torch, "compile", lambda function, dynamic: function)
    return module


def small() -> nn.Module:
    layers = [nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Mish(), nn.Conv2d(4, 4, 1), nn.Mish()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 1000))


def test_every_contender_is_measured_and_shown(script, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(script, "resnet50", small)
    monkeypatch.setattr(script, "NETWORKS", ("resnet50",))
    found = {"gpu": "none", "torch": "", "triton": "", "kernels": list(script.kernels("cpu"))}
    assert [row["direction"] for row in found["kernels"]] == ["forward", "backward", "both"]
    assert set(found["kernels"][0]["microseconds"]) == {"copy", "relu", "mish eager", "mish compiled", "ours"}
    found["launch cost"] = list(script.launch_cost("cpu", calls=3))
    found["training"] = list(script.training("cpu", batch=2, side=8, rounds=2))
    assert [row["arm"] for row in found["training"]] == list(script.ARMS)
    found["kernels"].append({"type": "float32", "elements": 2**30, "left out": "memory"})
    text = script.table(found)
    assert "left out for memory" in text
    assert len({line.count("|") for line in text.splitlines()}) == 1
    panel = script.curves(found)["float32", "forward"]
    assert panel["ours"][0][0] == 300
    script.draw(found, tmp_path / "gpu.svg")
    assert (tmp_path / "gpu.svg").read_text().startswith("<?xml")


def test_gates_are_measured_and_shown(script, monkeypatch) -> None:
    monkeypatch.setattr(script, "GATE_SIZES", (64,))
    monkeypatch.setattr(script, "WIDTH", 16)
    rows = list(script.gates("cpu", limit=1e9))
    assert [(row["gate"], row["direction"]) for row in rows[:2]] == [("swiglu", "forward"), ("swiglu", "both")]
    assert set(rows[0]["microseconds"]) >= {"eager", "compiled", "ours"}
    rows += script.gates("cpu", limit=0.0)
    text = script.table({"gates": rows})
    assert "left out: 0" in text
    assert len({line.count("|") for line in text.splitlines()}) == 1


def test_contenders_compute_the_same(script) -> None:
    x, g = torch.randn(300), torch.randn(300)
    for direction in script.DIRECTIONS:
        arms = script.contenders(direction)
        results = [arms[name](x.clone(), g) for name in ("mish eager", "mish compiled", "ours")]
        results = [found[0] if isinstance(found, tuple) else found for found in results]
        for found in results[1:]:
            torch.testing.assert_close(found, results[0], rtol=1e-5, atol=1e-6)


def test_activations_are_replaced_and_fused(script) -> None:
    def kinds(activation: str) -> list[str]:
        return [type(module).__name__ for module in script.replaced(small(), activation)]

    assert kinds("relu")[:5] == ["Conv2d", "BatchNorm2d", "ReLU", "Conv2d", "ReLU"]
    assert kinds("mish")[:5] == ["Conv2d", "BatchNorm2d", "Mish", "Conv2d", "Mish"]
    assert kinds("fused")[:5] == ["Conv2d", "BatchNormAct2d", "Identity", "Conv2d", "Mish"]


def test_the_networks_are_what_they_are_called(script) -> None:
    assert sum(parameter.numel() for parameter in script.resnet50().parameters()) == 25_557_032
    fused = script.replaced(script.cspdarknet53(), "fused")
    assert not any(isinstance(module, nn.Mish) for module in fused.modules())


def test_memory_must_be_past_the_cache(script) -> None:
    assert sum(x.numel() + g.numel() for x, g in script.sets(300, "float32", "cpu")) * 4 >= 4000 - 2400
