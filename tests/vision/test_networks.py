"""Every network: its size, where its activations are, what its weights depend on."""

from collections import Counter
from functools import cache

import pytest
import torch

from actlab.define import choose
from actlab.errors import BadValue, UnknownName
from actlab.vision import NETWORKS, network
from actlab.vision.parts import Drawn, Dropout, choice_of

# Activations, counted by hand from the descriptions of the networks.
PLACES = {
    "cnn6": 5,
    "simplenet": 13,
    **{f"resnet-v1-{depth}": 1 + 2 * 3 * ((depth - 2) // 6) for depth in (20, 32, 44, 56, 110, 164)},
    # 3 before each block's convolutions, but 2 in the block behind the stem; the stem's and the last one
    **{f"resnet-v2-{depth}": 1 + 3 * 3 * ((depth - 2) // 9) for depth in (20, 29, 56, 110, 164, 245)},
    **{
        f"wrn-{depth}-{k}": 2 * 3 * ((depth - 4) // 6) + 1
        for depth, k in ((10, 2), (16, 4), (22, 10), (28, 10), (40, 4))
    },
    # 2 in each layer of a block, 3 transitions, the last one
    "densenet-121": 2 * 58 + 4,
    "densenet-161": 2 * 78 + 4,
    "densenet-169": 2 * 82 + 4,
    "densenet-201": 2 * 98 + 4,
    # the stem; in each block 2 (bottleneck 3), the gate's hidden layer, behind the sum
    "senet-18": 1 + 8 * 4,
    "senet-34": 1 + 16 * 4,
    "senet-50": 1 + 16 * 5,
    "mobilenet-v1": 1 + 13 * 2,
    "mobilenet-v2": 1 + 17 * 2 + 1,
    "shufflenet-v1": 1 + 16 * 2,
    "shufflenet-v2": 3 * 3 + 13 * 2 + 1,
    "squeezenet": 1 + 8 * 3,
    # stem 5, A 7, B 4, C 10, D 6, E 9
    "inception-v3": 5 + 3 * 7 + 4 + 4 * 10 + 6 + 2 * 9,
    # stem 5, mixed 7, blocks of 320 6 and behind the sum, reduction 4, of 1,088 4 and 1, reduction 7, of 2,080 4 and 1
    "inception-resnet-v2": 5 + 7 + 10 * 7 + 4 + 20 * 5 + 7 + (9 * 5 + 4) + 1,
    # stem 2, blocks 1, 2, 2, then 8 of 3, then 2, then 2
    "xception": 2 + 5 + 8 * 3 + 2 + 2,
    # stem, the first block without widening, 15 others, head; the gate has one
    "efficientnet-b0": 1 + 2 + 15 * 3 + 1,
    "capsnet": 1,
}

# Exact counts that others print for the same form of the network.
PUBLISHED = {
    ("cnn6", 10): 1_250_858,  # Keras, examples/cifar10_cnn.py
    ("resnet-v1-20", 10): 273_066,  # Keras, examples/cifar10_resnet.py, trainable
    ("resnet-v2-20", 10): 570_602,
    ("resnet-v2-29", 10): 843_786,
    ("resnet-v2-56", 10): 1_663_338,
    ("wrn-28-10", 10): 36_479_194,
    ("densenet-121", 10): 6_956_298,
    ("mobilenet-v2", 1000): 3_504_872 - 3 * 32 * 8 + (32 * 32 + 2 * 32),  # torchvision; 1x1 stem, first block widened
    ("shufflenet-v2", 1000): 2_278_604,  # torchvision
    ("inception-v3", 1000): 23_834_568,  # timm
    ("inception-resnet-v2", 1000): 55_843_464,  # timm
    ("xception", 1000): 22_855_952,  # timm
    ("efficientnet-b0", 1000): 5_288_548,  # timm, torchvision
}

# Rounded counts, in millions, of papers or of the code that the published runs were made with.
ROUNDED = {
    ("resnet-v1-20", 10): 0.27,
    ("resnet-v1-32", 10): 0.46,
    ("resnet-v1-44", 10): 0.66,
    ("resnet-v1-56", 10): 0.85,
    ("resnet-v1-110", 10): 1.7,
    ("wrn-16-4", 10): 2.7,
    ("wrn-22-10", 10): 26.8,
    ("wrn-40-4", 10): 8.9,
    ("simplenet", 10): 5.48,
    ("densenet-161", 100): 26.0,
    ("densenet-201", 100): 18.0,
    ("senet-18", 100): 11.4,
    ("senet-34", 100): 21.6,
    ("senet-50", 100): 26.5,
    ("mobilenet-v1", 100): 3.3,
    ("shufflenet-v1", 100): 1.0,
    ("squeezenet", 100): 0.78,
    ("inception-v3", 100): 22.3,
}

GATES = {"senet-50": 16, "efficientnet-b0": 16}  # a sigmoid each; no other network has one

FAMILIES = (
    *("cnn6", "simplenet", "resnet-v1-20", "resnet-v2-20", "wrn-10-2", "densenet-121", "senet-50", "mobilenet-v1"),
    *("mobilenet-v2", "shufflenet-v1", "shufflenet-v2", "squeezenet", "inception-v3", "inception-resnet-v2"),
    *("xception", "efficientnet-b0", "capsnet"),
)


def build(name: str, activation: str = "mish", seed: int = 0, **options: int) -> torch.nn.Module:
    generator = torch.Generator().manual_seed(seed)
    return network(name, options.pop("classes", 10), activation, generator, **options)


@cache
def on_meta(name: str) -> torch.nn.Module:
    """With Mish and without numbers: where only what runs and where its weights are is looked at."""
    made = build(name).to("meta")
    for part in made.modules():
        if isinstance(part, Dropout):
            part.rate = 0.0  # its generator has no meta device
    return made


def size(made: torch.nn.Module) -> int:
    return sum(weights.numel() for weights in made.parameters())


def kinds(made: torch.nn.Module) -> Counter[str]:
    return Counter(choice.key for part in made.modules() if (choice := choice_of(part)))


def test_every_network_has_its_places_counted() -> None:
    assert set(PLACES) == set(NETWORKS)


@pytest.mark.parametrize(
    ("name", "activation"),
    [*((name, "mish") for name in NETWORKS), *((name, "leaky_relu:slope=0.05") for name in FAMILIES)],
)
def test_the_activation_reaches_every_place_and_no_other_is_left(name: str, activation: str) -> None:
    assert kinds(build(name, activation)) == {choose(activation).key: PLACES[name]}


def test_the_count_sees_a_relu_that_was_left() -> None:
    made = build("cnn6")
    made.append(torch.nn.ReLU())
    assert kinds(made) == {"mish": 5, "relu": 1}


class Operators(torch.utils._python_dispatch.TorchDispatchMode):
    """Counts the operators that are run, also those no module stands for."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()

    def __torch_dispatch__(self, operator, types, arguments=(), options=None):
        self.seen[operator.overloadpacket.__name__] += 1
        return operator(*arguments, **(options or {}))


@pytest.mark.parametrize("name", FAMILIES)
def test_what_runs_is_mish_in_every_place_and_no_other_activation(name: str) -> None:
    made = on_meta(name).eval()
    with Operators() as operators, torch.no_grad():
        scores = made(torch.empty(2, 3, 32, 32, device="meta"))
    assert scores.shape == (2, 10)
    assert operators.seen["mish"] == PLACES[name]
    gates = sum(isinstance(part, torch.nn.Sigmoid) for part in made.modules())
    assert operators.seen["sigmoid"] == gates == GATES.get(name, 0)
    others = {"relu", "relu_", "clamp", "clamp_min", "hardtanh", "threshold", "silu", "gelu", "tanh", "leaky_relu"}
    assert not others & set(operators.seen)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_weight_has_a_gradient(name: str) -> None:
    """A weight without one would stop training over several processes, which waits for all of them."""
    made = on_meta(name).train()
    made(torch.empty(2, 3, 32, 32, device="meta")).sum().backward()
    assert [place for place, weight in made.named_parameters() if weight.grad is None] == []


@pytest.mark.parametrize(("name", "classes"), PUBLISHED)
def test_parameters_are_as_many_as_published(name: str, classes: int) -> None:
    assert size(build(name, classes=classes)) == PUBLISHED[name, classes]


@pytest.mark.parametrize(("name", "classes"), ROUNDED)
def test_parameters_are_about_as_many_as_published(name: str, classes: int) -> None:
    assert size(build(name, classes=classes)) / 1e6 == pytest.approx(ROUNDED[name, classes], rel=0.035)


def test_capsules_have_as_many_parameters_as_published_without_the_reconstruction() -> None:
    assert size(build("capsnet", in_channels=1, image_size=28)) == pytest.approx(6.8e6, rel=0.001)


@pytest.mark.parametrize("name", FAMILIES)
def test_grey_images_and_other_numbers_of_classes_are_taken(name: str) -> None:
    least = max(NETWORKS[name].smallest, 28)
    made = build(name, classes=7, in_channels=1, image_size=least).to("meta").eval()
    assert made(torch.empty(2, 1, least, least, device="meta")).shape == (2, 7)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_smallest_image_is_taken(name: str) -> None:
    least = NETWORKS[name].smallest
    made = build(name, image_size=least).to("meta").eval()
    assert made(torch.empty(2, 3, least, least, device="meta")).shape == (2, 10)


@pytest.mark.parametrize("name", ["cnn6", "resnet-v2-20", "senet-18", "efficientnet-b0", "capsnet"])
def test_weights_depend_on_the_seed_and_on_nothing_else(name: str) -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = build(name, "mish")
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    second, other = build(name, "relu"), build(name, "mish", seed=1)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    drawn = [(a, b) for a, b in zip(first.parameters(), other.parameters(), strict=True) if a.dim() > 1]
    assert all(not torch.equal(a, b) for a, b in drawn)


@pytest.mark.parametrize("name", FAMILIES)
def test_weights_are_as_large_as_he_says_and_biases_zero(name: str) -> None:
    made = build(name)
    own = [part for part in made.modules() if isinstance(part, Drawn)]
    for part in made.modules():
        if isinstance(part, torch.nn.Conv2d | torch.nn.Linear):
            wanted = (2 / part.weight[0].numel()) ** 0.5
            # Six standard errors of a deviation of normal numbers, 1 / sqrt(2 n) each.
            assert part.weight.std().item() == pytest.approx(wanted, rel=6 / (2 * part.weight.numel()) ** 0.5)
            assert part.bias is None or not part.bias.any()
    assert len(own) == (1 if name == "capsnet" else 0)


def test_dropout_draws_from_its_own_seed_alone() -> None:
    x = torch.ones(4, 100)

    def masks(seed: int) -> torch.Tensor:
        made = build("cnn6", seed=seed)
        return torch.stack([part(x) for part in made.modules() if isinstance(part, Dropout)])

    before = torch.get_rng_state()
    first = masks(0)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first, masks(0))
    assert not torch.equal(first, masks(1))
    assert not torch.equal(first[0], first[1])  # two layers of the same rate


def test_dropout_keeps_the_mean_and_does_nothing_in_evaluation() -> None:
    layer = Dropout(0.25)
    layer.seed = 3
    x = torch.ones(1000, 100)
    kept = layer(x)
    assert kept.unique().tolist() == pytest.approx([0, 4 / 3])
    assert (kept == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert torch.equal(layer.eval()(x), x)


def test_dropout_of_channels_drops_them_whole() -> None:
    layer = Dropout(0.5, channels=True)
    dropped = (layer(torch.ones(8, 16, 5, 5)) == 0).flatten(2)
    assert torch.equal(dropped.all(2), dropped.any(2))
    assert 0 < dropped.all(2).float().mean() < 1


def test_an_unknown_network_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"unknown network 'squeezenett'\. Did you mean 'squeezenet'\?"):
        build("squeezenett")


def test_an_image_too_small_is_refused() -> None:
    with pytest.raises(BadValue, match=r"image_size of capsnet: expected at least 17, got 16"):
        build("capsnet", image_size=16)
    with pytest.raises(BadValue, match=r"classes of cnn6: expected at least 1, got 0"):
        build("cnn6", classes=0)
