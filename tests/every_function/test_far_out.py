"""Far out and at infinity, at the defaults and with each parameter negated, doubled and 0, on the paths of a CPU."""

import numpy as np
import pytest

import actlab
from actlab import exact
from actlab.define import Choice
from actlab.errors import BadValue

torch = pytest.importorskip("torch")

from actlab import functional  # noqa: E402  # only where torch is
from actlab.torch.operators import formula  # noqa: E402

EVERY = pytest.mark.parametrize("name", actlab.names())
FAR = np.array([sign * 2.0**exponent for exponent in (33, 57, 62, 83, 116) for sign in (1, -1)])
VALUES_ALONE = ("gcu", "sine_relu", "snake", "snake_beta", "exponential")  # slopes of waves, and an infinite one
LARGEST = {"float32": 3.4e38, "float64": 1.7e308}


def choices(record):
    """The defaults, and what the bounds allow of each parameter changed alone."""
    yield Choice(record)
    for parameter in record.parameters:
        for number in (-parameter.default, 2 * parameter.default, 0.0):
            try:
                choice = Choice(record, {parameter.name: number})
            except BadValue:
                continue
            if record.key != "clipped_gelu" or number:  # the oracle cannot tell an erfc(1e10) from 0
                yield choice


def spelled(choice):
    return f"{choice.activation.key} {choice.parameters}"


def paths(choice, kind, order):
    """The kernel, and what torch makes of the emitted formula."""
    numbers = tuple(choice.parameters.values())

    def native(x):
        return getattr(functional, choice.activation.key)(x, **choice.parameters)

    def emitted(x):
        return formula(choice.activation, (), x, numbers)

    for path in (native, emitted):

        def run(points, path=path):
            x = torch.tensor(points, dtype=getattr(torch, kind), requires_grad=True)
            y = path(x)
            return (torch.autograd.grad(y.sum(), x)[0] if order else y).detach().double().numpy()

        yield path.__name__, run


def right(choice, kind, order):
    wanted = [float(exact.derivative(choice, x, *("x",) * order, digits=16, floor=-1100)) for x in FAR]
    return np.array([np.copysign(np.inf, y) if abs(y) > LARGEST[kind] else y for y in wanted])


def refuse(found, wanted, what):
    # torch differentiates a quotient to a difference, of which nothing is left where a slope is nearly 0
    wrong = ~np.isclose(found, wanted, rtol=1e-5, atol=1e-15, equal_nan=True)
    assert not wrong.any(), f"{what} at {FAR[wrong]}: {found[wrong]} for {wanted[wrong]}"


@EVERY
@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_values_and_slopes_far_out(name, kind):
    for choice in choices(actlab.record(name)):
        for order in (0, 1) if name not in VALUES_ALONE else (0,):
            wanted = right(choice, kind, order)
            for path, run in paths(choice, kind, order):
                refuse(run(FAR), wanted, f"{path} {spelled(choice)}, order {order}")


@EVERY
@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_at_infinity_is_the_limit(name, kind):
    for choice in choices(actlab.record(name)):
        if 0.0 in choice.parameters.values():  # 0 times infinity is NaN, as in torch's own
            continue
        limits = [float(exact.limit(choice, side)) for side in (-1, 1)]
        for path, run in paths(choice, kind, 0):
            found = run([-np.inf, np.inf])
            np.testing.assert_allclose(found, limits, rtol=1e-6, atol=1e-30, err_msg=f"{path} {spelled(choice)}")


def test_a_clamp_that_does_not_know_the_parameters_is_refused():
    choice = Choice(actlab.record("aptx"), {"alpha": 2.0})
    clamped = [float(exact.value(choice, x, digits=16)) for x in np.maximum(FAR, -1e18)]
    with pytest.raises(AssertionError, match=r"clamped at \[-4.6\S+ -9.6\S+ -8.3\S+\]"):
        refuse(np.array(clamped), right(choice, "float64", 0), "clamped")
