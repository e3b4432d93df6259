"""The main job's plan: a wrong setting is refused before any training, with the option named; each default once."""

import re

import pytest

from actlab.errors import BadValue
from actlab.lab.plan.comparison import SEEDS, comparison, plan_of
from actlab.lab.plan.plan import from_document
from actlab.lab.plan.setting import Setting


def setting_of(**settings: object) -> Setting:
    plan = plan_of(comparison(["relu"], settings))
    return plan.setting(plan.cells[0], "relu")


def test_the_default_is_relu_swish_mish_on_digits_with_the_defaults_of_a_setting() -> None:
    plan = plan_of(comparison())
    assert plan.study.arms == ("relu", "swish", "mish")
    assert len(plan.seeds) == SEEDS
    assert plan.study.title == "ReLU, Swish, Mish on digits"
    assert plan.setting(plan.cells[0], "relu") == Setting()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": 0.0}, "--learning-rate: expected a number greater than 0, got 0.0"),
        ({"learning_rate": -0.1}, "--learning-rate: expected a number greater than 0, got -0.1"),
        ({"learning_rate": float("nan")}, "--learning-rate: .*got nan"),
        ({"epochs": 0}, "--epochs: expected a number of at least 1, got 0"),
        ({"batch_size": 0}, "--batch-size: expected a number of at least 1, got 0"),
        ({"hidden": ()}, "--hidden: expected at least 1 of them"),
        ({"hidden": (10, 0)}, "--hidden: expected a number of at least 1, got 0"),
        ({"data": "mnits"}, "--data: unknown data set 'mnits'. Did you mean 'mnist'.*Known: .*digits, .*mnist"),
        ({"optimizer": "adamm"}, "--optimizer: unknown optimizer 'adamm'. Did you mean 'adam'"),
        ({"network": "resnet-v1-20", "data": "cifar10", "hidden": (100, 50)}, "has no hidden; leave it out"),
    ],
)
def test_a_bad_setting_is_named(settings: dict, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        comparison(["relu", "mish"], settings)


@pytest.mark.parametrize(
    ("arms", "options", "message"),
    [
        (("relu", "mesh"), {}, "NAMES: unknown activation 'mesh'. Did you mean 'mish'"),
        (("silu", "swish"), {}, "NAMES: 'swish' is named twice"),
        (("elu:alpha=-1",), {}, r"NAMES: parameter 'alpha' must lie in \[0, inf\], got -1"),
        (("relu", "mish"), {"seeds": 0}, "--seeds: expected a number of at least 1, got 0"),
        (("relu", "mish"), {"first_seed": -1}, "--first-seed: expected a number of at least 0, got -1"),
        (("relu", "mish"), {"against": "rleu"}, "--against: unknown activation 'rleu'. Did you mean"),
        (
            ("relu", "mish"),
            {"against": "swish"},
            "--against: .* among those compared .swish.*Known: mish, relu",
        ),
    ],
)
def test_bad_arms_and_seeds_are_named(arms: tuple[str, ...], options: dict, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        comparison(arms, **options)


def test_all_bad_settings_are_named_at_once() -> None:
    with pytest.raises(BadValue, match=r"(?s)--learning-rate.*--epochs|--epochs.*--learning-rate"):
        comparison(["relu"], {"epochs": 0, "learning_rate": 0.0})


def test_data_and_network_bring_their_usual_settings_and_a_chosen_one_has_the_last_word() -> None:
    assert (setting_of(data="mnist").epochs, setting_of(data="mnist").batch_size) == (10, 100)
    assert setting_of(data="mnist", epochs=3).epochs == 3
    assert setting_of(data="cifar10", network="cnn6").hidden == (512,)
    assert setting_of(data="cifar10", network="resnet-v1-20").scaling == "channels"


def test_an_option_given_with_its_default_is_refused_all_the_same_where_the_network_has_none() -> None:
    """The check asks whether the option was given, not whether it differs from the default."""
    with pytest.raises(BadValue, match="'resnet-v1-20' has no dropout"):
        comparison(["relu"], {"data": "cifar10", "network": "resnet-v1-20", "dropout": 0.0})


def test_the_help_names_the_defaults_that_a_setting_has(actlab_command) -> None:
    text = re.sub(r"\W+", " ", actlab_command("compare", "--help", env={"COLUMNS": "200", "PATH": "/usr/bin"}).stdout)
    setting = Setting()
    for words in (
        f"default {setting.data}",
        f"default {setting.epochs} other images than the digits {setting_of(data='mnist').epochs}",
        f"default {setting.batch_size} other images than the digits {setting_of(data='mnist').batch_size}",
        f"points {setting_of(data='xor').epochs}",
        "default " + " ".join(map(str, setting.hidden)),
        "default " + str(setting.learning_rate).replace(".", " "),
        f"default {SEEDS}",
    ):
        assert words in text, words


def test_names_are_made_canonical() -> None:
    assert comparison(("silu", "leaky_relu:0.05")).arms == ("swish", "leaky_relu:slope=0.05")


def test_a_plan_survives_its_document() -> None:
    plan = plan_of(comparison(settings={"hidden": (8, 4)}, seeds=3))
    again = from_document(plan.document())
    assert again.document() == plan.document()
    assert again.setting(again.cells[0], "mish") == plan.setting(plan.cells[0], "mish")


def test_an_older_document_of_an_image_network_still_opens() -> None:
    """Before, a comparison of an image network stated the default widths, which such a network does not have."""
    plan = plan_of(comparison(settings={"data": "cifar10", "network": "resnet-v1-20"}))
    document = plan.document()
    document["study"]["base"]["hidden"] = [100, 50]
    again = from_document(document)
    assert again.setting(again.cells[0], "mish") == plan.setting(plan.cells[0], "mish")
