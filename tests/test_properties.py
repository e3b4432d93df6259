"""Properties against facts from the papers and from calculus, none of them read off the program under test."""

import json
import math

import numpy as np
import pytest

import actlab
from actlab.properties import Asymptote, Break, properties

INFINITY = math.inf


def test_the_facts_about_mish_that_its_sources_state() -> None:
    mish = properties("mish")
    assert mish.value.minimum.value == pytest.approx(-0.30884, abs=5e-6)
    assert mish.value.minimum.x == pytest.approx(-1.19243, abs=5e-6)
    assert (mish.value.highest, mish.value.maximum) == (INFINITY, None)
    assert (mish.slope.lowest, mish.slope.minimum.x) == pytest.approx((-0.11253, -2.256), rel=3e-4)
    assert (mish.slope.highest, mish.slope.maximum.x) == pytest.approx((1.08850, 1.491), rel=3e-4)
    assert (mish.value.monotone, mish.slope.monotone, mish.smoothness) == ("no", "no", None)
    assert mish.zeros == ((0.0, 0.0),)
    assert mish.limits == (0.0, INFINITY)
    assert mish.asymptotes == (Asymptote(0.0, 0.0), Asymptote(1.0, 0.0))


def test_the_minimum_of_swish() -> None:
    minimum = properties("swish").value.minimum
    assert (minimum.value, minimum.x) == pytest.approx((-0.27846, -1.27846), abs=5e-6)


def test_the_minimum_of_gelu() -> None:
    minimum = properties("gelu").value.minimum
    assert (minimum.value, minimum.x) == pytest.approx((-0.16997, -0.75179), abs=5e-6)


def test_the_steepest_slope_of_tanh_and_sigmoid() -> None:
    assert properties("tanh").lipschitz == pytest.approx(1.0, abs=1e-15)
    assert properties("sigmoid").lipschitz == pytest.approx(0.25, abs=1e-15)


def test_a_minimum_far_out_is_found_when_a_parameter_puts_it_there() -> None:
    near, far = properties("swish").value.minimum, properties("swish:beta=0.05").value.minimum
    assert (far.x, far.value) == pytest.approx((near.x / 0.05, near.value / 0.05), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("relu", (0.0, INFINITY, True, False)),
        ("relu6", (0.0, 6.0, True, True)),
        ("tanh", (-1.0, 1.0, False, False)),
        ("elu", (-1.0, INFINITY, False, False)),
        ("sqnl", (-1.0, 1.0, True, True)),
        ("gcu", (-INFINITY, INFINITY, False, False)),
        ("sine_relu", (-0.001 * math.sqrt(2), INFINITY, True, False)),
        ("soft_root_sign", (6 / (3 - 2 * math.e), 2.0, True, False)),
        ("sigmoid", (0.0, 1.0, False, False)),
        ("hard_mish", (-0.5, INFINITY, True, False)),
    ],
)
def test_range(name: str, wanted: tuple[float, float, bool, bool]) -> None:
    shape = properties(name).value
    assert (shape.lowest, shape.highest) == pytest.approx(wanted[:2], rel=1e-12)
    assert (shape.minimum is not None, shape.maximum is not None) == wanted[2:]


def test_where_an_interval_attains_the_minimum_all_of_it_is_listed() -> None:
    assert properties("relu6").value.minimum.places == ((-INFINITY, 0.0),)
    assert properties("relu6").slope.minimum.places == ((-INFINITY, 0.0), (6.0, INFINITY))


@pytest.mark.parametrize(
    ("name", "value", "slope"),
    [
        ("identity", "strictly increasing", "constant"),
        ("relu", "increasing", "increasing"),
        ("softplus", "strictly increasing", "strictly increasing"),
        ("leaky_relu", "strictly increasing", "increasing"),
        ("hard_shrink", "increasing", "no"),
        ("gelu", "no", "no"),
        ("swish:beta=0", "strictly increasing", "constant"),
        ("swish:beta=-1", "no", "no"),
    ],
)
def test_monotone(name: str, value: str, slope: str) -> None:
    found = properties(name)
    assert (found.value.monotone, found.slope.monotone) == (value, slope)


@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("mish", ()),
        ("relu", (Break(0.0, 0),)),
        ("celu:alpha=2", (Break(0.0, 1),)),
        ("elu:alpha=2", (Break(0.0, 0),)),
        ("isrlu", (Break(0.0, 2),)),
        ("softsign", (Break(0.0, 1),)),
        ("threshold", (Break(1.0, -1),)),
        ("soft_shrink:lambd=3", (Break(-3.0, 0), Break(3.0, 0))),
        ("sqnl", (Break(-2.0, 1), Break(0.0, 1), Break(2.0, 1))),
    ],
)
def test_smoothness(name: str, breaks: tuple[Break, ...]) -> None:
    found = properties(name)
    assert found.breaks == breaks
    assert found.smoothness == min((place.order for place in breaks), default=None)


@pytest.mark.parametrize("name", actlab.names())
def test_declared_kinks_are_where_the_slope_jumps(name: str) -> None:
    choice = actlab.choose(name)
    declared = [
        eval(kink.at, {"__builtins__": {}}, dict(choice.parameters))  # a number or a parameter's name, from the library
        for kink in choice.activation.kinks
    ]
    found = [place.x for place in properties(name).breaks if place.order < 1]
    if name == "elu":  # a kink for every alpha but the default
        found = [place.x for place in properties("elu:alpha=2").breaks]
    assert declared == found
    assert choice.activation.discontinuous == any(place.order < 0 for place in properties(name).breaks)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("relu", 1.0),
        ("sigmoid", 0.25),
        ("lecun_tanh", 1.7159 * 2 / 3),
        ("hard_swish", 1.5),
        ("atan_softplus", math.pi / 2),
        ("threshold", INFINITY),
        ("gcu", INFINITY),
    ],
)
def test_lipschitz_constant(name: str, wanted: float) -> None:
    assert properties(name).lipschitz == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("name", actlab.names())
def test_no_pair_of_values_breaks_the_lipschitz_constant(name: str) -> None:
    bound = properties(name).lipschitz
    x = np.linspace(-30, 30, 6001)
    steps = np.abs(np.diff(actlab.value(name, x)) / np.diff(x))
    assert steps.max() <= bound * (1 + 1e-9)


@pytest.mark.parametrize("name", actlab.names())
def test_a_dense_grid_keeps_within_the_range_and_comes_near_its_ends(name: str) -> None:
    x = np.concatenate([np.linspace(-40, 40, 80_001), np.geomspace(40, 1e8, 999), -np.geomspace(40, 1e8, 999)])
    found = properties(name)
    for shape, values in ((found.value, actlab.value(name, x)), (found.slope, actlab.slope(name, x))):
        slack = 1e-12 * (1 + np.abs(values))
        assert (values >= shape.lowest - slack).all()
        assert (values <= shape.highest + slack).all()
        for end, reached in ((shape.lowest, values.min()), (shape.highest, values.max())):
            assert abs(reached) > 1e3 if math.isinf(end) else reached == pytest.approx(end, abs=2e-3)


@pytest.mark.parametrize(
    ("name", "mean", "second"),
    [
        ("relu", 1 / math.sqrt(2 * math.pi), 0.5),
        ("identity", 0.0, 1.0),
        ("selu", 0.0, 1.0),  # what it was made for
        ("sigmoid", 0.5, None),
        ("gelu", 1 / (2 * math.sqrt(math.pi)), None),
        ("gcu", 0.0, (1 - 3 * math.exp(-2)) / 2),  # E[x^2 cos(x)^2] = (1 + E[x^2 cos(2x)]) / 2
        ("leaky_relu:slope=0.5", 0.5 / math.sqrt(2 * math.pi), 0.625),
    ],
)
def test_moments_known_in_closed_form(name: str, mean: float, second: float | None) -> None:
    found = properties(name)
    assert found.mean == pytest.approx(mean, abs=1e-9 if name == "selu" else 1e-14)
    if second is not None:
        assert found.second_moment == pytest.approx(second, rel=1e-9 if name == "selu" else 1e-14)
        assert found.gain == pytest.approx(1 / math.sqrt(second), rel=1e-9)
    assert found.variance == pytest.approx(found.second_moment - found.mean**2, rel=1e-12)


@pytest.mark.parametrize("name", actlab.names())
def test_moments_against_a_sum_over_a_fine_grid(name: str) -> None:
    x, step = np.linspace(-12, 12, 240_001, retstep=True)
    weights = np.exp(-x * x / 2) / math.sqrt(2 * math.pi) * step
    found, values = properties(name), actlab.value(name, x)
    assert found.mean == pytest.approx(float(weights @ values), abs=1e-4)
    assert found.second_moment == pytest.approx(float(weights @ values**2), abs=1e-4)
    assert found.slope_second_moment == pytest.approx(float(weights @ actlab.slope(name, x) ** 2), abs=1e-4)


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("bent_identity", Asymptote(0.5, -0.5), Asymptote(1.5, -0.5)),
        ("atan_softplus", Asymptote(0.0, 0.0), Asymptote(math.pi / 2, -1.0)),
        ("soft_shrink", Asymptote(1.0, 0.5), Asymptote(1.0, -0.5)),
        ("tanhshrink", Asymptote(1.0, 1.0), Asymptote(1.0, -1.0)),
        ("log_sigmoid", Asymptote(1.0, 0.0), Asymptote(0.0, 0.0)),
        ("gcu", None, None),
    ],
)
def test_asymptotes(name: str, left: Asymptote | None, right: Asymptote | None) -> None:
    assert properties(name).asymptotes == (left, right)


@pytest.mark.parametrize("name", actlab.names())
def test_far_out_the_function_is_its_asymptote(name: str) -> None:
    for side, line in zip((-1, 1), properties(name).asymptotes, strict=True):
        if line is not None:
            at = side * 1e5
            assert actlab.value(name, at) == pytest.approx(line.slope * at + line.intercept, abs=2e-5)


def test_symmetry_and_saturation() -> None:
    assert [properties(name).symmetry for name in ("tanh", "softsign", "gcu", "mish")] == ["odd", "odd", "odd", "none"]
    assert properties("tanh").saturates == (True, True)
    assert properties("relu").saturates == (True, False)
    assert properties("relu").dead == ((-INFINITY, 0.0),)
    assert properties("tanh").dead == ()


def test_own_functions_have_properties_too() -> None:
    record = actlab.Activation(
        key="wave", title="Wave", formula="where(sin(x) > 0.5, abs(x - 1), 2)", source=actlab.record("mish").source
    )
    found = properties(actlab.Choice(record, {}))
    first = [place for place in found.breaks if 0 < place.x < 4]
    assert [place.x for place in first] == pytest.approx([math.pi / 6, 1.0, 5 * math.pi / 6])
    assert [place.order for place in first] == [-1, 0, -1]


@pytest.mark.parametrize("name", actlab.names())
def test_the_plain_data_is_json(name: str) -> None:
    plain = properties(name).as_dict()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_words() -> None:
    words = dict(properties("mish").describe())
    assert words["minimum"] == "\N{MINUS SIGN}0.3088434 at x = \N{MINUS SIGN}1.192431"
    assert words["range"] == "[\N{MINUS SIGN}0.3088434, ∞)"
    assert words["asymptotes"] == "y = 0 at \N{MINUS SIGN}∞, y = x at ∞"
    assert dict(properties("relu").describe())["smoothness"] == "C0: the slope jumps at x = 0"


@pytest.mark.parametrize(
    ("name", "smallest", "largest"),
    [
        ("relu", "0 at x ≤ 0", "1 at x > 0"),
        ("relu6", "0 at x ≤ 0 and x ≥ 6", "1 at 0 < x < 6"),
        ("elu", "not attained", "1 at x ≥ 0"),
        ("hard_swish", "not attained", "not attained"),  # -1/2 and 3/2 are limits from one side
    ],
)
def test_a_kink_belongs_to_the_side_whose_slope_is_declared(name: str, smallest: str, largest: str) -> None:
    words = dict(properties(name).describe())
    assert (words["smallest slope"], words["largest slope"]) == (smallest, largest)


@pytest.mark.parametrize("name", actlab.names())
def test_of_the_catalogue_everything_is_determined(name: str) -> None:
    assert properties(name).undetermined == ()


def own(formula: str) -> actlab.Choice:
    return actlab.Choice(actlab.Activation("mine", "Mine", formula, actlab.record("mish").source), {})


def test_where_float64_gives_no_number_the_exact_value_is_taken() -> None:
    found = properties(own("x * tanh(exp(x)) * tanh(x)"))  # its curvature is 0 * inf from x = 710 on
    assert found.undetermined == ()
    assert found.asymptotes == (Asymptote(0.0, 0.0), Asymptote(1.0, 0.0))
    assert found.limits == (0.0, INFINITY)
    assert found.slope.highest == pytest.approx(1.216004, abs=1e-6)
    x = np.linspace(-20, 20, 400_001)
    assert found.slope.highest == pytest.approx(np.gradient(x * np.tanh(np.exp(x)) * np.tanh(x), x).max(), abs=1e-7)


def test_what_grows_without_bound_has_no_finite_limit() -> None:
    found = properties(own("exp(x) + sin(x)"))
    assert found.limits[1] == INFINITY
    assert math.isnan(found.limits[0])


def test_what_cannot_be_determined_is_named_and_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab import properties as module

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "pieces", fails)
    monkeypatch.setattr(module, "attempted", lambda _, otherwise, find: _caught(find, otherwise))
    found = module._properties(own("x / 3 + 0.1"))
    assert {"value", "slope", "breaks", "smoothness", "dead", "zeros", "lipschitz"} <= set(found.undetermined)
    assert "limits" not in found.undetermined
    words = dict(found.describe())
    assert words["range"] == words["smoothness"] == words["slope exactly 0"] == "could not be determined"
    assert words["limits"] == "\N{MINUS SIGN}∞ at \N{MINUS SIGN}∞, ∞ at ∞"
    assert json.loads(json.dumps(found.as_dict(), allow_nan=False))["undetermined"]


def _caught(find, otherwise):
    try:
        return find()
    except Exception:
        return otherwise
