"""A wrong setting is refused before any training, with the option named."""

import pytest

from actlab.errors import BadValue
from actlab.lab.plan.specification import Specification, specify


def test_the_default_is_relu_swish_mish_on_digits() -> None:
    specification = specify()
    assert specification.activations == ("relu", "swish", "mish")
    assert (specification.data, specification.seeds) == ("digits", 5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": 0.0}, "--learning-rate: expected a number greater than 0, got 0.0"),
        ({"learning_rate": -0.1}, "--learning-rate: expected a number greater than 0, got -0.1"),
        ({"learning_rate": float("nan")}, "--learning-rate: .*got nan"),
        ({"epochs": 0}, "--epochs: expected a number of at least 1, got 0"),
        ({"seeds": 0}, "--seeds: expected a number of at least 1, got 0"),
        ({"batch_size": 0}, "--batch-size: expected a number of at least 1, got 0"),
        ({"hidden": ()}, "--hidden: expected at least one hidden layer"),
        ({"hidden": (10, 0)}, "--hidden: expected a number of at least 1, got 0"),
        ({"data": "mnits"}, "--data: unknown data set 'mnits'. Did you mean 'mnist'.*Known: .*digits, .*mnist"),
        ({"optimizer": "adamm"}, "--optimizer: unknown optimizer 'adamm'. Did you mean 'adam'"),
        ({"activations": ("relu", "mesh")}, "NAMES: unknown activation 'mesh'. Did you mean 'mish'"),
        ({"activations": ("silu", "swish")}, "NAMES: 'swish' is named twice"),
        ({"activations": ()}, "NAMES: expected at least one activation"),
        ({"activations": ("elu:alpha=-1",)}, r"NAMES: parameter 'alpha' must lie in \[0, inf\], got -1"),
        ({"first_seed": -1}, "--first-seed: expected a number of at least 0, got -1"),
    ],
)
def test_a_bad_setting_is_named(settings: dict, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        specify(**settings)


def test_all_bad_settings_are_named_at_once() -> None:
    with pytest.raises(BadValue, match=r"(?s)--epochs.*--seeds"):
        specify(epochs=0, seeds=0)


def test_names_are_made_canonical() -> None:
    assert specify(activations=("silu", "leaky_relu:0.05")).activations == ("swish", "leaky_relu:slope=0.05")


def test_a_specification_survives_json() -> None:
    specification = specify(hidden=(8, 4), seeds=3)
    assert Specification.model_validate_json(specification.model_dump_json()) == specification
