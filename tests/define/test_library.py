"""The records are whole and agree with each other."""

import pytest

import actlab
from actlab.define import registry
from actlab.define.expression import mathematics, stable, symbols_of, x
from actlab.define.library import RECORDS
from actlab.errors import BadValue

EVERY = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
# Every function that the experiments of the Mish paper name, by the keys used here.
NAMED_IN_THE_SOURCES = [
    "mish",
    "swish",
    "e_swish",
    "flatten_t_swish",
    "gelu",
    "relu",
    "relu6",
    "threshold",
    "leaky_relu",
    "prelu",
    "rrelu",
    "srelu",
    "elu",
    "celu",
    "selu",
    "sine_relu",
    "isru",
    "isrlu",
    "softplus",
    "sigmoid",
    "linear_sigmoid",
    "log_sigmoid",
    "tanh",
    "hard_tanh",
    "weighted_tanh",
    "lecun_tanh",
    "penalized_tanh",
    "tanhshrink",
    "hard_shrink",
    "soft_shrink",
    "softsign",
    "aria2",
    "bent_identity",
    "sqnl",
    "elish",
    "hard_elish",
    "soft_clipping",
    "atan_softplus",
    "tanh_softplus",
    "log_atan_exp",
    "log_tanh_exp",
    "hard_mish",
    "beta_mish",
    "mila",
    "sharkfin",
    "tanhexp",
    "soft_root_sign",
    "gcu",
    "hard_swish",
    "gelu_tanh",
    "identity",
]


# What today's models, torch, Keras, JAX and ggml have beyond them.
OF_TODAY = [
    "hard_sigmoid",
    "relu2",
    "star_relu",
    "leaky_relu_squared",
    "tanh_relu2",
    "sparse_plus",
    "sparse_sigmoid",
    "xielu",
    "exponential",
    "softplus_threshold",
    "sqrt_softplus",
    "laplace",
    "dyt",
    "squareplus",
    "clipped_gelu",
    "situ",
    "golu",
    "aptx",
    "lisht",
    "snake",
    "snake_beta",
    "smish",
    "logish",
    "serf",
    "phish",
]


def test_all_functions_are_there() -> None:
    assert {*NAMED_IN_THE_SOURCES, *OF_TODAY} == set(actlab.names())


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        ("quick_gelu", "swish:beta=1.702"),
        ("telu", "tanhexp"),
        ("squared_relu", "relu2"),
        ("shrink:bias=0.5", "hard_shrink:bias=0.5"),
        ("hardsigmoid", "hard_sigmoid"),
    ],
)
def test_other_names(alias: str, key: str) -> None:
    assert actlab.choose(alias).key == key


def test_no_name_is_used_twice() -> None:
    keys = [*actlab.names(), *(alias.key for alias in registry.aliases())]
    classes = [record.class_name for record in RECORDS] + [alias.class_name for alias in registry.aliases()]
    assert len(keys) == len(set(keys))
    assert len(classes) == len(set(classes))


@EVERY
def test_formula_and_stable_form_speak_of_x_and_all_parameters(record: actlab.Activation) -> None:
    wanted = {"x", *(parameter.name for parameter in record.parameters)}
    for read in (mathematics(record.formula, symbols_of(record)), stable(record.stable_form, symbols_of(record))):
        assert {str(symbol) for symbol in read.free_symbols} == wanted


@EVERY
def test_defaults_lie_within_their_bounds(record: actlab.Activation) -> None:
    record.values_of({})
    assert all(parameter.lower < parameter.upper for parameter in record.parameters)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("hard_tanh", "min_val", "max_val"),
        ("clipped_gelu", "min_val", "max_val"),
        ("rrelu", "lower", "upper"),
        ("srelu", "left", "right"),
    ],
)
def test_ends_that_are_exchanged_are_refused(name: str, low: str, high: str) -> None:
    assert actlab.define.choose(f"{name}:{low}=0.5,{high}=0.5").parameters[low] == 0.5
    with pytest.raises(BadValue, match=f"{name} expects {low} to be at most {high}, got {low}=0.75 and {high}=0.5"):
        actlab.define.choose(f"{name}:{low}=0.75,{high}=0.5")


@EVERY
def test_kinks_are_numbers_without_x(record: actlab.Activation) -> None:
    for kink in record.kinks:
        for text in (kink.at, kink.slope):
            assert x not in mathematics(text, symbols_of(record)).free_symbols


@EVERY
def test_a_jump_needs_a_place(record: actlab.Activation) -> None:
    assert record.kinks or not record.discontinuous


@EVERY
def test_the_source_names_who_and_when(record: actlab.Activation) -> None:
    assert record.source.authors
    assert record.source.title
    assert 1800 <= record.source.year <= 2030
    assert record.source.arxiv is None or record.source.arxiv.replace(".", "").isdigit()


@EVERY
def test_key_and_title_are_read_back(record: actlab.Activation) -> None:
    assert actlab.record(record.key) is record
    assert actlab.choose(actlab.choose(record.key).key).activation is record
    for alias in record.aliases:
        assert actlab.record(alias.key) is record


@pytest.mark.parametrize(
    ("key", "parameters"),
    [  # the defaults that the sources state
        ("e_swish", {"beta": 1.75}),
        ("threshold", {"theta": 1.0, "value": 0.0}),
        ("hard_tanh", {"min_val": -1.0, "max_val": 1.0}),
        ("linear_sigmoid", {"alpha": 0.2, "beta": 0.5}),
        ("softplus_threshold", {"beta": 1.0, "threshold": 20.0}),
        ("xielu", {"alpha_p": 0.8, "alpha_n": 0.8, "beta": 0.5}),
        ("laplace", {"mu": 0.707107, "sigma": 0.282095}),
        ("squareplus", {"b": 4.0}),
        ("star_relu", {"scale": 0.8944, "bias": -0.4472}),
        ("aptx", {"alpha": 1.0, "beta": 1.0, "gamma": 0.5}),
        ("elu", {"alpha": 1.0}),
        ("celu", {"alpha": 1.0}),
        ("isru", {"alpha": 1.0}),
        ("isrlu", {"alpha": 1.0}),
        ("softplus", {"beta": 1.0}),
        ("weighted_tanh", {"weight": 1.7145}),
        ("penalized_tanh", {"a": 0.25}),
        ("hard_shrink", {"lambd": 0.5, "bias": 0.0}),
        ("soft_shrink", {"lambd": 0.5}),
        ("aria2", {"alpha": 1.5, "beta": 1.0}),
        ("soft_clipping", {"alpha": 0.5}),
        ("sine_relu", {"epsilon": 0.001}),
        ("beta_mish", {"beta": 1.5}),
        ("mila", {"beta": -0.25}),
        ("flatten_t_swish", {"t": 0.0}),
        ("swish", {"beta": 1.0}),
        ("prelu", {"slope": 0.25}),
        ("rrelu", {"lower": 1 / 8, "upper": 0.3333333333333333}),
    ],
)
def test_defaults_are_those_of_the_sources(key: str, parameters: dict[str, float]) -> None:
    assert dict(actlab.choose(key).parameters) == parameters
