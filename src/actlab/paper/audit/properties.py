"""Claims that mathematics decides: proved with SymPy from the records' formulas, or measured to many digits."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

from actlab.define import choose
from actlab.paper.judgement import HOLDS, REFUTED, Judgement

WHERE = "actlab.paper.audit.properties, from the records' formulas"


def range_of_mish() -> Judgement:
    """M1: the only zero of the slope on the negative axis, and the limit to the right."""
    import sympy

    x, mish = _formula("mish")
    slope = sympy.diff(mish, x)
    at = sympy.nsolve(slope, x, -1.2, prec=30)
    lowest = mish.subs(x, at).evalf(12)
    # In t = e^x the slope is w t / d^2; w has one sign change for t in (0, inf), so there is one minimum.
    signs = _sign_changes(_slope_numerator())
    unbounded = sympy.limit(mish / x, x, sympy.oo) == 1
    holds = round(float(lowest), 2) == -0.31 and signs == 1 and unbounded
    return _judged(holds, f"minimum {float(lowest):.7f} at x = {float(at):.7f}, the only one; Mish / x tends to 1")


def monotony_of_mish() -> Judgement:
    """M2: slope and second derivative both change their sign."""
    import sympy

    x, mish = _formula("mish")
    first, second = (sympy.lambdify(x, sympy.diff(mish, x, order), "mpmath") for order in (1, 2))
    slopes, bends = [first(at) for at in (-3, 0)], [second(at) for at in (-4, 0, 3)]
    holds = slopes[0] < 0 < slopes[1] and bends[0] < 0 < bends[1] and bends[2] < 0
    return _judged(
        holds,
        f"slope {float(slopes[0]):.3f} at -3 and {float(slopes[1]):.3f} at 0; second derivative {float(bends[0]):.3f} "
        f"at -4, {float(bends[1]):.3f} at 0, {float(bends[2]):.4f} at 3",
    )


def slope_of_mish() -> Judgement:
    """M3: the printed slope against the derivative of the formula; the misprint likewise."""
    import sympy

    t = sympy.Symbol("t", positive=True)
    printed, misprinted = _printed(t, t**2), _printed(t, sympy.exp(2) * sympy.log(t))
    proved = sympy.simplify(_slope_in_t(t) - printed) == 0
    error = float((misprinted - _slope_in_t(t)).subs(t, sympy.exp(2)).evalf())  # at x = 1 the two readings agree
    return _judged(
        proved and abs(error) > 1e-3,
        f"proved as a rational function of e^x; with e^2x read as (e^2) x it is wrong at x = 2 by {error:+.3f}",
    )


def bounds_of_mish() -> Judgement:
    """M4: limits, negative values, and no singularity on the real axis."""
    import sympy

    x, mish = _formula("mish")
    upper = sympy.limit(mish / x, x, sympy.oo) == 1
    negative = float(mish.subs(x, -1).evalf()) < 0
    t = sympy.Symbol("t", real=True)
    denominator = t**2 + 2 * t + 2  # mish = x t (t + 2) / (t^2 + 2 t + 2) with t = e^x
    whole = sympy.simplify(_value_in_t(t) - sympy.log(t) * t * (t + 2) / denominator) == 0
    smooth = whole and sympy.discriminant(denominator, t) < 0
    return _judged(
        upper and negative and smooth,
        "Mish / x tends to 1; Mish(-1) = -0.303; with t = e^x it is x t (t + 2) / (t^2 + 2 t + 2), whose denominator "
        "has no real zero, so every derivative exists",
    )


def slopes_of_the_article() -> Judgement:
    """M5: the two slopes that the from-scratch article uses."""
    import sympy

    x, swish = _formula("swish")
    (beta,) = swish.free_symbols - {x}
    sigmoid = 1 / (1 + sympy.exp(-beta * x))
    first = sympy.simplify(sympy.diff(swish, x) - (beta * swish + sigmoid * (1 - beta * swish))) == 0
    t = sympy.Symbol("t", positive=True)
    softplus = sympy.log(1 + t)
    second = (
        _rational(sympy.tanh(softplus) + sympy.log(t) / (sympy.cosh(softplus) ** 2 * (1 + 1 / t)) - _slope_in_t(t)) == 0
    )
    return _judged(first and second, "both differences simplify to 0")


def facts_of_relu() -> Judgement:
    """M6: slopes, mean output, and what can be inverted."""
    import numpy as np

    from actlab.arrays import slope, value

    slopes = [float(slope("relu", np.array([at]))[0]) for at in (-1.0, 0.0, 1.0)]
    flat = len({float(v) for v in value("relu", np.array([-3.0, -2.0, -1.0]))}) == 1
    leaky = value("leaky_relu", np.linspace(-3, 3, 601))
    mean = _mean_of_relu()
    holds = slopes == [0.0, 0.0, 1.0] and flat and bool(np.all(np.diff(leaky) > 0)) and mean > 0
    return _judged(
        holds,
        f"slopes 0, 0, 1 at -1, 0, 1; the mean output over N(0, 1) is {mean:.4f}, not 0; all negative inputs give 0; "
        "Leaky ReLU rises everywhere, so it can be inverted",
    )


DECIDERS: dict[str, Callable[[], Judgement]] = {
    "M1": range_of_mish,
    "M2": monotony_of_mish,
    "M3": slope_of_mish,
    "M4": bounds_of_mish,
    "M5": slopes_of_the_article,
    "M6": facts_of_relu,
}


def _judged(holds: Any, effect: str) -> Judgement:
    return Judgement(HOLDS if holds else REFUTED, effect, where=WHERE, scale="a proof, no runs")


def _formula(key: str) -> tuple[Any, Any]:
    from actlab.define import expression

    record = choose(key).activation
    return expression.x, expression.mathematics(record.formula, expression.symbols_of(record))


def _value_in_t(t: Any) -> Any:
    """Mish from its record, with x = log t, as a rational function of t and log t."""
    import sympy

    x, mish = _formula("mish")
    return _rational(mish.subs(x, sympy.log(t)))


def _slope_in_t(t: Any) -> Any:
    """The slope of Mish: d/dx = t d/dt."""
    import sympy

    return sympy.simplify(t * sympy.diff(_value_in_t(t), t))


def _rational(expression: Any) -> Any:
    import sympy

    return sympy.simplify(expression.rewrite(sympy.exp))


def _printed(t: Any, square: Any) -> Any:
    """e^x w / d^2 as the paper has it, with t for e^x and ``square`` for what is printed e^2x in w."""
    import sympy

    x = sympy.log(t)
    w = 4 * (x + 1) + 4 * square + t**3 + t * (4 * x + 6)
    return t * w / (2 * t + t**2 + 2) ** 2


@cache
def _slope_numerator() -> Any:
    import sympy

    x = sympy.Symbol("x", real=True)
    t = sympy.exp(x)
    return sympy.lambdify(x, 4 * (x + 1) + 4 * t**2 + t**3 + t * (4 * x + 6), "mpmath")


def _sign_changes(function: Any) -> int:
    """On [-60, 60], in steps of 0.01; outside the first or the cubic term alone decides."""
    signs = [function(index / 100) > 0 for index in range(-6000, 6001)]
    return sum(one != other for one, other in pairwise(signs))


def _mean_of_relu() -> float:
    import sympy

    x = sympy.Symbol("x")
    density = sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)
    return float(sympy.integrate(x * density, (x, 0, sympy.oo)))
