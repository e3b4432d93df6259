"""A formula explained: what is known of it, with its pictures."""

from dataclasses import dataclass
from math import isfinite

from actlab.define import Choice
from actlab.define.gate import GateChoice
from actlab.errors import BadValue
from actlab.explain.derive.derivation import Point
from actlab.explain.derive.explanation import Facts, chosen, facts
from actlab.explain.show import drawing, page, words


@dataclass(frozen=True)
class Explanation(Facts):
    """A formula explained. :meth:`text`, :meth:`markdown`, :meth:`html` and :meth:`svg` are its pictures."""

    def __str__(self) -> str:
        return self.text()

    def text(self, show: str = "all") -> str:
        """For the terminal; ``show`` is steps, graph or all."""
        return words.text(self, show)

    def markdown(self, show: str = "all") -> str:
        """With LaTeX between dollar signs."""
        return words.markdown(self, show)

    def html(self, show: str = "all") -> str:
        """One page with everything inside it; the mathematics is MathML, which browsers set by themselves."""
        return page.html(self, show)

    def svg(self) -> str:
        """The computational graph, forward values in black, gradients back in red."""
        return drawing.svg(self.graph, self.derivation, self.title)

    def _repr_html_(self) -> str:  # what a notebook shows
        return self.svg()


def explain(what: str | Choice, at: Point | None = None, **parameters: float) -> Explanation:
    """Explain an activation, a gate or a formula.

    Arguments:
        what: a name such as ``"mish"`` or ``"swish:beta=2"``, or a formula such as ``"x * tanh(exp(x))"``;
            a gate such as ``"swiglu"``, or a formula in a and b.
        at: where to give values and gradients, of a gate a pair; without it the graph stays symbolic.
        parameters: of the activation.

    Returns:
        The explanation; ``print`` it, or take its ``.svg()``, ``.html()`` or ``.markdown()``.

    >>> explain("mish", at=1.0).derivation.checked
    True

    At a kink the slope is the one that the record declares. ``at`` must be finite.
    """
    choice = chosen(what, parameters)
    if at is not None:
        numbers = at if isinstance(at, tuple) else (at,)
        if isinstance(choice, GateChoice) and len(numbers) != 2:
            raise BadValue(f"at: {choice.key} is a gate and expects two numbers, a and b, got {at}.")
        if not isinstance(choice, GateChoice) and isinstance(at, tuple):
            raise BadValue(f"at: {choice.key} expects one number, got {at}.")
        if not all(map(_is_finite, numbers)):
            raise BadValue(f"at: expected a finite number, got {at!r}.")
    return Explanation(**vars(facts(choice, at)))


def _is_finite(number: object) -> bool:
    try:
        return isfinite(number)  # type: ignore[arg-type]
    except (TypeError, OverflowError):  # no number, or an integer beyond float64
        return False
