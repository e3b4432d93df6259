"""Names lead to records, texts to choices."""

import copy
import pickle

import pytest

import actlab
from actlab.define import Choice, choose, record
from actlab.errors import BadValue, UnknownName


def test_every_key_and_alias_is_found_in_any_case() -> None:
    for name in actlab.names():
        assert record(name.upper()).key == name
    assert record("SiLU").key == "swish"


def test_a_choice_names_itself_by_what_differs_from_the_defaults() -> None:
    assert choose("leaky_relu:0.05").key == "leaky_relu:slope=0.05"
    assert choose("leaky_relu:slope=0.01").key == "leaky_relu"
    assert choose(choose("selu:alpha=2,scale=3").key).parameters == {"alpha": 2.0, "scale": 3.0}
    assert choose("swish:beta=2").title == "Swish (beta 2)"


def test_a_choice_can_be_pickled_and_copied() -> None:
    choice = choose("swish:beta=2")
    assert pickle.loads(pickle.dumps(choice)) == choice
    assert copy.deepcopy(choice) == choice


def test_the_same_function_twice_is_one_choice_or_two() -> None:
    assert choose("silu") == choose("swish")
    assert choose("swish:beta=2") != choose("swish")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mesh", "unknown activation 'mesh'. Did you mean 'mish'"),
        ("swish:gamma=1", "unknown parameter of swish 'gamma'. Known: beta"),
        ("mish:1", "cannot read '1' of mish"),
        ("swish:beta=one", "parameter 'beta' of swish expects a number, got 'one'"),
        ("leaky_relu:2", r"'slope' must lie in \[0, 1\], got 2"),
        ("swish:beta=1e400", "parameter 'beta' expects a finite number, got inf"),
        ("swish:nan", "'beta' expects a number, got nan"),
    ],
)
def test_a_text_that_cannot_be_read_is_explained(text: str, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        choose(text)


def test_an_unknown_name_is_also_a_value_error() -> None:
    with pytest.raises(ValueError, match="Known: "):
        choose("nothing")
    assert issubclass(UnknownName, ValueError)


def test_parameters_of_a_choice_cannot_be_changed() -> None:
    choice = Choice(record("swish"), {})
    with pytest.raises(TypeError, match="does not support item assignment"):
        choice.parameters["beta"] = 2.0
