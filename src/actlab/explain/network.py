"""A small network of the from-scratch package with real numbers: every value forward, every gradient back."""

from dataclasses import dataclass

from actlab.explain.derive.network import NetworkFacts, network_facts
from actlab.explain.show.drawing import draw
from actlab.explain.show.network import lines_of, picture_of
from actlab.explain.show.page import network_page


@dataclass(frozen=True)
class NetworkExplanation(NetworkFacts):
    """One example on its way through a network and back. ``print`` it, or take its ``.svg()``, ``.html()``."""

    def __str__(self) -> str:
        return self.text()

    def text(self, show: str = "all") -> str:
        """For the terminal."""
        return "\n".join(lines_of(self, show))

    def markdown(self, show: str = "all") -> str:
        """The text, and every layer's numbers as they are."""
        first, *rest = lines_of(self, show)
        return "\n".join([f"# {first}", "", "```", *rest, "```", ""])

    def svg(self) -> str:
        """Every neuron and weight, forward values in black, gradients back in red."""
        return draw(*picture_of(self))

    def html(self, show: str = "all") -> str:
        """One page with the picture and the numbers."""
        return network_page(self, show)

    def _repr_html_(self) -> str:
        return self.svg()


def explain_network(
    text: str = "affine 3, mish, affine 2, softmax", x: tuple[float, ...] = (1.0, -0.5), label: int = 0, seed: int = 0
) -> NetworkExplanation:
    """Send one example through a network and back.

    Arguments:
        text: the layers, as :func:`actlab.scratch.build` reads them.
        x: the example.
        label: its right class.
        seed: of the first weights.

    Returns:
        Every layer's value and gradient; each gradient is compared with differences of the loss.

    >>> explain_network().check.agrees
    True
    """
    return NetworkExplanation(**vars(network_facts(text, x, label, seed)))
