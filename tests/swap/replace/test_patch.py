"""The patch of a swap makes the user's own files build the swapped model."""

import importlib
import subprocess
import sys

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab.swap.replace.patch import patch_of
from actlab.swap.replace.swapping import swap

SOURCE = '''"""A model."""

import torch
import torch.nn.functional as F
from torch import nn


def helper(x):
    return F.relu(x) + 1


class Block(nn.Module):
    def __init__(self, act=nn.ReLU):
        super().__init__()
        self.linear = nn.Linear(6, 6)
        self.acts = nn.Sequential(act(), nn.Linear(6, 6), nn.ReLU(inplace=True), nn.Linear(6, 6))

    def forward(self, x):
        x = self.acts(self.linear(x))
        gate = torch.sigmoid(x)
        x = x * gate
        return helper(
            F.relu(  # over
                self.linear(x)
            )
        )


def model():
    torch.manual_seed(0)
    return nn.Sequential(Block(), nn.ReLU(), Block())
'''


@pytest.fixture
def net(tmp_path, monkeypatch):
    (tmp_path / "net_to_patch.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    yield importlib.import_module("net_to_patch")
    del sys.modules["net_to_patch"]


@pytest.mark.parametrize("target", ["mish", "elu", "leaky_relu:slope=0.25"])
def test_the_patched_file_builds_the_swapped_model(net, tmp_path, target):
    model, x = net.model(), torch.randn(3, 6)
    report = swap(model, {"relu": target, "swish": target}, x, strict=True)
    made = patch_of(report, [net.__file__])
    assert not made.left_out
    subprocess.run(["git", "apply", "-"], input=made.text, text=True, check=True, cwd=tmp_path)
    changed = (tmp_path / "net_to_patch.py").read_text()
    assert "nn.ReLU" not in changed
    assert "torch.sigmoid" not in changed
    importlib.invalidate_caches()
    del sys.modules["net_to_patch"]
    again = importlib.import_module("net_to_patch").model()
    again.load_state_dict(model.state_dict())
    torch.testing.assert_close(again(x), report.model(x), rtol=0, atol=0)


def test_what_is_not_in_the_patch_is_named(net):
    x = torch.randn(3, 6)
    report = swap(net.model(), {"relu": "mish"}, x, only="0")
    left_out = " ".join(patch_of(report).left_out)
    assert "Block: its calls are swapped in some of its instances only" in left_out
    assert "ReLU: 1 becomes something else or stays" in left_out
    learnable = swap(net.model(), {"swish": "swish"}, x, learnable=True)
    assert "the new activation has parameters" in " ".join(patch_of(learnable).left_out)


class Inline(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)


class Made(Inline):
    def forward(self, x):
        return nn.ReLU()(self.linear(x))


class OfTheClass(Inline):
    shared = nn.ReLU(inplace=True)

    def forward(self, x):
        return self.shared(self.linear(x))


class Kept(Inline):
    def __init__(self):
        super().__init__()
        self.kept = F.relu

    def forward(self, x):
        return self.kept(self.linear(x))


class Traced(Inline):
    def forward(self, x):
        return F.relu(self.linear(x))


@pytest.mark.parametrize(
    "model", [Made(), OfTheClass(), Kept(), torch.fx.symbolic_trace(Traced())], ids=lambda m: type(m).__name__
)
def test_a_patch_leaves_torch_alone_and_names_what_runs_in_it(model):
    made = patch_of(swap(model, {"relu": "mish"}, torch.randn(3, 4)))
    assert made.left_out
    assert not made.text


class OwnFunction(Inline):
    def __init__(self):
        super().__init__()
        self.own = lambda x: F.relu(x) + 1

    def forward(self, x):
        return self.own(self.linear(x))


def test_a_function_of_an_instance_is_in_the_patch():
    made = patch_of(swap(OwnFunction(), {"relu": "mish"}, torch.randn(3, 4), strict=True))
    assert "+        self.own = lambda x: actlab.functional.mish(x) + 1" in made.text
    assert not made.left_out
    model = nn.Sequential(OwnFunction(), OwnFunction())
    made = patch_of(swap(model, {"relu": "mish"}, torch.randn(3, 4), only="0"))
    assert "in some of its instances only" in " ".join(made.left_out)
    assert not made.text
