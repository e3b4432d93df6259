"""The layers by the names that models ask for. Each is without a state: its ``forward`` takes the place of another's."""

from torch import Tensor, nn

from actlab import functional


def _layer(name: str, activation: str, **parameters: float) -> type[nn.Module]:
    call = getattr(functional, activation)

    def forward(self: nn.Module, input: Tensor) -> Tensor:  # noqa: A002, ARG001  # the name that models use
        return call(input, **parameters)

    space = {"forward": forward, "can_torch_compile": True, "has_backward": True, "__doc__": call.__doc__}
    return type(name, (nn.Module,), space)


SiLU = _layer("SiLU", "silu")
GeLU = _layer("GeLU", "gelu")
GeluTanh = _layer("GeluTanh", "gelu_tanh")
NewGELU = _layer("NewGELU", "gelu_tanh")
FastGELU = _layer("FastGELU", "gelu_tanh")
QuickGELU = _layer("QuickGELU", "swish", beta=1.702)
Mish = _layer("Mish", "mish")
