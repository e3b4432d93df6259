"""Real models of other libraries, where they are installed; the whole table is made by benchmarks/swap_families.py."""

import importlib.util
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

from actlab.swap import find
from actlab.swap.replace.swapping import swap

ROOT = Path(__file__).resolve().parents[3]


def loaded(path):
    specification = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def torchvision():
    if importlib.util.find_spec("torchvision") is None:
        pytest.skip("torchvision is not installed")
    held = loaded(ROOT / "benchmarks" / "swap_sources.py").torchvision_importable()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torchvision
    yield torchvision
    del held


@pytest.fixture(scope="module")
def timm(torchvision):
    if importlib.util.find_spec("timm") is None:
        pytest.skip("timm is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import timm
    return timm


def check(model, x, function, count):
    model = model.eval()
    report = swap(model, {function: "mish"}, x, repeats=0, strict=True)
    assert len(report.swapped) == count
    assert not [place for place in report.after if place.function.key == function and place.calls and not place.part_of]
    back = swap(report.model, {"mish": function}, x, repeats=0, strict=True)
    with torch.no_grad():
        assert torch.equal(back.model(x), model(x))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [("inception_v3", 96), ("googlenet", 61), ("densenet121", 121), ("resnet18", 9), ("squeezenet1_1", 26)],
)
def test_torchvision_models_that_a_swap_of_modules_misses(torchvision, name, count):
    more = {"init_weights": False} if name in ("inception_v3", "googlenet") else {}
    model = torchvision.models.get_model(name, weights=None, **more)
    check(model, torch.randn(1, 3, 96, 96), "relu", count)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "function", "count"),
    [("dpn68", "relu", 72), ("ghostnet_050", "relu", 42), ("levit_128s", "hard_swish", 25), ("resnet18", "relu", 17)],
)
def test_timm_models_that_its_own_option_misses(timm, name, function, count):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = timm.create_model(name, pretrained=False)
    check(model, torch.randn(1, *timm.get_pretrained_cfg(name).input_size), function, count)


def test_cspdarknet53_has_the_published_shape_and_only_mish():
    network = loaded(ROOT / "examples" / "swap_cspdarknet53.py").cspdarknet53()
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert len(convolutions) == 72
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert [tuple(y.shape) for y in network(x)] == [(1, 256, 8, 8), (1, 512, 4, 4), (1, 1024, 2, 2)]
    report = find(network, x, views=("fx",))
    assert dict(report.counts) == {"mish": 72}
    assert report.agree
