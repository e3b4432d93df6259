"""The NumPy and the torch front of every function against the oracle, in every float type."""

import numpy as np
import pytest
from helpers.measure import KINDS, OF_ERF, OSCILLATES, allowed, errors, points, refuse, right, ulp
from helpers.wrong_functions import SAME_SLOPE, SIBLINGS, SPOILT_SLOPES, SPOILT_VALUES

import actlab
from actlab import exact

torch = pytest.importorskip("torch")

ORDERS = ((), ("x",))
EVERY = pytest.mark.parametrize("name", actlab.names())
BOTH = pytest.mark.parametrize("by", ORDERS, ids=["value", "slope"])


def numpy_front(name: str, x: np.ndarray, by: tuple[str, ...]) -> np.ndarray:
    return actlab.derivative(name, x, *by)


def torch_front(name: str, x: "torch.Tensor", by: tuple[str, ...]) -> "torch.Tensor":
    given = x.clone().requires_grad_()
    value = getattr(actlab.functional, name)(given)
    return torch.autograd.grad(value.sum(), given)[0] if by else value.detach()


def inside(name: str, x: np.ndarray) -> np.ndarray:
    return np.abs(x) < OSCILLATES.get(name, np.inf)


@EVERY
@BOTH
@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("front", ["numpy", "torch"])
def test_full_types_against_the_oracle(name: str, by: tuple[str, ...], kind: str, front: str) -> None:
    x, (high, low) = points(kind), right(name, by, kind)
    if front == "numpy":
        got = numpy_front(name, x.astype(kind), by)
    else:
        got = torch_front(name, torch.from_numpy(x).to(getattr(torch, kind)), by).numpy()
    assert got.dtype == kind
    there = inside(name, x)
    refuse(name, by, x[there], got.astype(np.float64)[there], high[there], low[there], KINDS[kind])


@pytest.mark.parametrize("name", [name for name in actlab.names() if name not in OF_ERF])
@BOTH
def test_long_doubles_are_at_least_as_exact_as_float64(name: str, by: tuple[str, ...]) -> None:
    # The numbers in emitted code have 53 digits, so more than those of float64 cannot be promised.
    x, (high, low) = points("float64"), right(name, by, "float64")
    got = numpy_front(name, x.astype(np.longdouble), by)
    assert got.dtype == np.longdouble
    there = inside(name, x)
    with np.errstate(over="ignore"):  # a square, or exp
        got = got.astype(np.float64)
    refuse(name, by, x[there], got[there], high[there], low[there], KINDS["float64"])


def all_values(kind: str) -> "torch.Tensor":
    every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(getattr(torch, kind))
    return every[torch.isfinite(every)]


def check_reduced(name: str, by: tuple[str, ...], kind: str, front: str, step: int) -> None:
    """Computed in float32 and rounded once: half an ULP of the type beside float32's allowance.

    All values against the float64 front, which the tests above hold to the oracle, and every ``step``-th against the
    oracle itself.
    """
    x = all_values(kind)
    x = x[torch.from_numpy(inside(name, x.double().numpy()))]
    points = x.double().numpy()
    with np.errstate(over="ignore"):  # selu(65504) is beyond float16
        got = numpy_front(name, x.numpy(), by) if front == "numpy" else torch_front(name, x, by)
    got = np.asarray(got.double() if front == "torch" else got, dtype=np.float64)
    reference = numpy_front(name, points, by)
    check_rounded(name, by, points, got, reference, np.zeros_like(reference), kind)
    some = slice(step // 2, None, step) if step > 1 else slice(None)
    high, low = exact.pairs(name, points[some], *by)
    check_rounded(name, by, points[some], got[some], high, low, kind)


def check_rounded(name, by, x, got, high, low, kind) -> None:
    half = ulp(high, KINDS[kind]) / 2
    ratio = errors(got, high, low, KINDS[kind]) / (half + allowed(name, by, x, high, KINDS["float32"]))
    worst = int(np.argmax(ratio))
    assert ratio[worst] <= 1, f"{name} by {by} at {x[worst]!r}: {got[worst]!r} for {high[worst]!r}"


REDUCED = pytest.mark.parametrize(
    ("kind", "front"), [("float16", "numpy"), ("float16", "torch"), ("bfloat16", "torch")], ids=lambda part: part
)


@EVERY
@BOTH
@REDUCED
def test_every_value_of_the_reduced_types(name: str, by: tuple[str, ...], kind: str, front: str) -> None:
    check_reduced(name, by, kind, front, step=2039)


@pytest.mark.slow
@EVERY
@BOTH
@REDUCED
def test_every_value_of_the_reduced_types_against_the_oracle(
    name: str, by: tuple[str, ...], kind: str, front: str
) -> None:
    check_reduced(name, by, kind, front, step=1)


# The checks above can fail ------------------------------------------------------------------------------------------

BENT = ["mish", "swish", "gelu", "elu", "softplus", "sigmoid", "tanhexp", "log_tanh_exp"]


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("wrong", SPOILT_VALUES)
@pytest.mark.parametrize("name", BENT)
def test_a_spoilt_value_is_refused(name: str, wrong: str, kind: str) -> None:
    x, (high, low) = points(kind), right(name, (), kind)
    with np.errstate(over="ignore"):
        spoilt = SPOILT_VALUES[wrong](x, high)
    if wrong == "computed in float32" and kind == "float32":
        return
    with pytest.raises(AssertionError, match="of the allowed error"):
        refuse(name, (), x, spoilt, high, low, KINDS[kind])


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("wrong", SPOILT_SLOPES)
@pytest.mark.parametrize("name", BENT)
def test_a_spoilt_slope_is_refused(name: str, wrong: str, kind: str) -> None:
    x, (high, low) = points(kind), right(name, ("x",), kind)
    with pytest.raises(AssertionError, match="of the allowed error"):
        refuse(name, ("x",), x, SPOILT_SLOPES[wrong](x, high), high, low, KINDS[kind])


@pytest.mark.parametrize("by", ORDERS, ids=["value", "slope"])
@pytest.mark.parametrize(("name", "sibling"), SIBLINGS)
def test_a_sibling_in_its_place_is_refused(name: str, sibling: str, by: tuple[str, ...]) -> None:
    if by and (name, sibling) in SAME_SLOPE:
        return
    for kind in ("float32", "float64"):
        x = points(kind)
        high, low = exact.pairs(name, x, *by) if ":" in name else right(name, by, kind)
        impostor = numpy_front(sibling, x, by)
        with pytest.raises(AssertionError, match="of the allowed error"):
            refuse(name, by, x, impostor, high, low, KINDS[kind])


def test_no_two_functions_are_the_same_at_their_defaults() -> None:
    x = np.linspace(-24, 24, 481)  # beyond every threshold and clamp
    tables = {name: (actlab.value(name, x) + 0.0).round(9).tobytes() for name in actlab.names()}
    twins = {frozenset((a, b)) for a in tables for b in tables if a < b and tables[a] == tables[b]}
    # Equal at alpha = 1 and where beta is alpha; tests above tell the first two apart at 2.
    assert twins == {frozenset(("celu", "elu")), frozenset(("snake", "snake_beta"))}
