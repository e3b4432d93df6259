"""What the networks are built from: layers whose weights are drawn later, joints, pooling and dropout."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils import skip_init

from actlab.define import Choice, choose
from actlab.torch.modules import ActivationModule, module
from actlab.vision.names import TORCHS_OWN

Size = int | tuple[int, int]

_OWN: dict[str, type[torch.nn.Module]] = {key: getattr(torch.nn, name) for key, name in TORCHS_OWN.items()}


def activation_module(choice: Choice) -> torch.nn.Module:
    """The fastest module there is for an activation."""
    return _OWN[choice.key]() if choice.key in _OWN else module(choice)


def choice_of(part: torch.nn.Module) -> Choice | None:
    """Which activation a module is, if it is one that :func:`activation_module` makes."""
    if isinstance(part, ActivationModule):
        # Of one number for each channel the mean, as a Choice holds one.
        values = {parameter.name: getattr(part, parameter.name) for parameter in part.record.parameters}
        numbers = {key: float(one.mean() if isinstance(one, torch.Tensor) else one) for key, one in values.items()}
        return Choice(part.record, numbers)
    return next((choose(key) for key, own in _OWN.items() if type(part) is own), None)


@dataclass(frozen=True)
class Form:
    """What a network depends on besides its name."""

    classes: int
    activation: Choice
    in_channels: int = 3
    image_size: int = 32

    def activate(self) -> torch.nn.Module:
        """A new activation; every place has its own, so that it can be counted, watched and learn by itself."""
        return activation_module(self.activation)

    def unit(
        self,
        width_in: int,
        width_out: int,
        kernel: Size = 3,
        stride: int = 1,
        *,
        groups: int = 1,
        bias: bool = False,
        padding: Size | None = None,
        eps: float = 1e-5,
    ) -> torch.nn.Sequential:
        """Convolution, batch normalisation, activation."""
        layer = convolution(width_in, width_out, kernel, stride, groups=groups, bias=bias, padding=padding)
        return torch.nn.Sequential(layer, torch.nn.BatchNorm2d(width_out, eps=eps), self.activate())


def convolution(
    width_in: int,
    width_out: int,
    kernel: Size = 3,
    stride: int = 1,
    *,
    groups: int = 1,
    bias: bool = False,
    padding: Size | None = None,
) -> torch.nn.Conv2d:
    """A convolution without weights yet; left alone, the padding keeps the size (at stride 1)."""
    if padding is None:
        padding = kernel // 2 if isinstance(kernel, int) else (kernel[0] // 2, kernel[1] // 2)
    options: dict[str, Any] = {"stride": stride, "padding": padding, "groups": groups, "bias": bias}
    layer: torch.nn.Conv2d = skip_init(torch.nn.Conv2d, width_in, width_out, kernel, **options)
    return layer


def linear(width_in: int, width_out: int) -> torch.nn.Linear:
    """A fully connected layer without weights yet."""
    layer: torch.nn.Linear = skip_init(torch.nn.Linear, width_in, width_out)
    return layer


def normalised(layer: torch.nn.Conv2d, eps: float = 1e-5) -> torch.nn.Sequential:
    """A layer and its batch normalisation, without an activation."""
    return torch.nn.Sequential(layer, torch.nn.BatchNorm2d(layer.out_channels, eps=eps))


def head(width: int, classes: int, dropout: float = 0.0) -> torch.nn.Sequential:
    """The mean over the image, perhaps dropout, and a fully connected layer."""
    between: list[torch.nn.Module] = [Dropout(dropout)] if dropout else []
    return torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), *between, linear(width, classes))


class Sum(torch.nn.Module):
    """The sum of what several branches make of the same input."""

    def __init__(self, *branches: torch.nn.Module, scale: float = 1.0) -> None:
        super().__init__()
        self.branches = torch.nn.ModuleList(branches)
        self.scale = scale  # of every branch but the last, the shortcut

    def forward(self, x: Tensor) -> Tensor:
        """All branches but the last, scaled, plus the last."""
        *others, shortcut = self.branches
        total: Tensor = shortcut(x)
        for branch in others:
            total = total + (branch(x) if self.scale == 1.0 else self.scale * branch(x))
        return total


class Concat(torch.nn.Module):
    """The channels of several branches, side by side."""

    def __init__(self, *branches: torch.nn.Module) -> None:
        super().__init__()
        self.branches = torch.nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        """The branches' outputs, joined along the channels."""
        return torch.cat([branch(x) for branch in self.branches], 1)


class Gate(torch.nn.Module):
    """Squeeze and excitation: every channel is multiplied by a number between 0 and 1 computed from all channels.

    The hidden layer has the network's activation; the gate itself is a sigmoid and stays one.
    """

    def __init__(self, setting: Form, width: int, hidden: int) -> None:
        super().__init__()
        self.squeeze = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())
        self.excite = torch.nn.Sequential(
            linear(width, hidden), setting.activate(), linear(hidden, width), torch.nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        """The channels of ``x`` [images, channels, rows, columns], each times its factor."""
        factor: Tensor = self.excite(self.squeeze(x))
        return x * factor[:, :, None, None]


class Shuffle(torch.nn.Module):
    """Deal the channels of ``groups`` groups out in turn, so that the next group sees all of them."""

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, x: Tensor) -> Tensor:
        """The same channels in another order."""
        count, width, *size = x.shape
        return x.view(count, self.groups, width // self.groups, *size).transpose(1, 2).reshape(count, width, *size)


class Dropout(torch.nn.Module):
    """Dropout whose masks are drawn from a generator of its own, seeded by :func:`draw`; torch's is not touched.

    With ``channels`` whole channels are dropped.
    """

    def __init__(self, rate: float, *, channels: bool = False) -> None:
        super().__init__()
        self.rate, self.channels, self.seed = rate, channels, 0
        self._generator: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """In training, ``x`` with a share of ``rate`` set to zero and the rest scaled up; else ``x``."""
        if not self.training or self.rate == 0:
            return x
        if self._generator is None or self._generator.device != x.device:
            self._generator = torch.Generator(x.device).manual_seed(self.seed)
        shape = (*x.shape[:2], *(1 for _ in x.shape[2:])) if self.channels else x.shape
        mask = torch.empty(shape, dtype=x.dtype, device=x.device).bernoulli_(1 - self.rate, generator=self._generator)
        return x * mask.div_(1 - self.rate)

    def extra_repr(self) -> str:
        """The rate."""
        return f"{self.rate:g}" + (", channels=True" if self.channels else "")


@torch.no_grad()
def draw(network: torch.nn.Module, generator: torch.Generator) -> None:
    """Draw all weights from ``generator``, in the order of the modules: N(0, 2 / inputs) (He), biases 0.

    A :class:`Drawn` module draws its own. Seeds of dropout come last, so that weights do not depend on whether there is
    any. No draw depends on the activation: the same generator gives the same weights for all.
    """
    for part in network.modules():
        if isinstance(part, torch.nn.Conv2d | torch.nn.Linear):
            inputs = part.weight[0].numel()
            part.weight.normal_(0.0, (2.0 / inputs) ** 0.5, generator=generator)
            if part.bias is not None:
                part.bias.zero_()
        elif isinstance(part, Drawn):
            part.draw(generator)
    for part in _dropouts(network):
        part.seed = int(torch.randint(2**62, (), generator=generator))


class Drawn(torch.nn.Module):
    """A module with weights of its own kind."""

    def draw(self, generator: torch.Generator) -> None:
        """Draw them from ``generator``."""
        raise NotImplementedError


def _dropouts(network: torch.nn.Module) -> Iterable[Dropout]:
    return (part for part in network.modules() if isinstance(part, Dropout))
