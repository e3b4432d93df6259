"""A study file is whole before anything is trained; what is wrong is named, with the nearest that is right."""

import contextlib
import copy
import csv
import gzip
import tomllib
from collections.abc import Iterator
from functools import reduce
from importlib.resources import files
from operator import getitem
from pathlib import Path

import pytest
from helpers.made_up import study

from actlab.errors import ActlabError, BadData, BadValue, UnknownName
from actlab.lab.plan.files import _with_own, find, names, parse, read
from actlab.lab.plan.plan import Plan, from_document

MNIST = (
    "depth",
    "noise",
    "optimizers",
    "learning-rate",
    "initializers",
    "regularizers",
    "dropout",
    "width",
    "batch-size",
)
FILE = """
key = "mine"
title = "Mine"
arms = ["relu", "mish"]
protocols = ["same rate"]
[base]
hidden = [8]
[factors.width]
title = "units"
[factors.width.levels]
4 = { hidden = [4] }
[profiles.quick]
seeds = 2
"""


def test_the_studies_of_the_paper_on_mnist_are_there() -> None:
    assert set(names()) >= {f"mnist-{name}" for name in MNIST}


@pytest.mark.parametrize("name", [f"mnist-{name}" for name in MNIST])
def test_each_has_three_profiles_and_both_protocols_and_five_seeds(name: str) -> None:
    found = find(name)
    assert set(found.profiles) == {"smoke", "quick", "paper"}
    assert found.protocols == ("same rate", "tuned rate")
    assert found.profiles["quick"].seeds == found.profiles["paper"].seeds == 5
    assert "images" in found.profiles["quick"].note
    assert Plan(found, "smoke").most_runs < Plan(found, "quick").most_runs <= Plan(found, "paper").most_runs


@pytest.mark.parametrize("name", [f"mnist-{name}" for name in MNIST])
def test_the_note_of_the_quick_profile_says_how_many_levels_it_keeps(name: str) -> None:
    found = find(name)
    kept = [
        f"{len(labels)} of {len(found.factors[factor].levels)} "
        for factor, labels in found.profiles["quick"].levels.items()
    ]
    assert kept
    assert all(words in found.profiles["quick"].note for words in kept)


@pytest.mark.parametrize("name", [f"mnist-{name}" for name in MNIST[:-1]])
def test_the_levels_are_those_that_the_paper_reports(name: str) -> None:
    found = find(name)
    assert found.published is not None
    packed = files("actlab.paper.published") / "mish_paper_results.csv.gz"
    rows = csv.DictReader(gzip.decompress(packed.read_bytes()).decode().splitlines())
    reported = {row["level"] for row in rows if row["experiment"] == found.published.experiment}
    assert reported <= set(found.factors[found.published.factor].levels)


def test_the_paper_profile_of_the_sweeps_is_the_network_that_the_base_point_agrees_on() -> None:
    plan = Plan(find("mnist-width"), "paper")
    cell = next(cell for cell in plan.cells if cell.level("width") == "500")
    setting = plan.setting(cell, "mish")
    assert (setting.network, setting.filters, setting.hidden, setting.dropout) == ("conv", (20, 50), (500,), 0.25)
    assert (setting.optimizer, setting.learning_rate, setting.batch_size, setting.epochs) == ("sgd", 0.01, 128, 10)
    assert setting.train_images is None


def test_cells_that_are_the_same_in_two_studies_share_their_runs() -> None:
    tasks = {name: set(Plan(find(name), "paper").known_tasks({})) for name in ("mnist-width", "mnist-initializers")}
    assert not tasks["mnist-width"].isdisjoint(set(Plan(find("mnist-dropout"), "paper").known_tasks({})))


def test_a_file_is_read() -> None:
    found = read(FILE)
    assert Plan(found, "quick").seeds == (0, 1)
    assert [cell.label for cell in Plan(found, "quick").cells] == ["4"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('title = "Mine"', 'titel = "Mine"'), r"unknown key 'titel'. Did you mean 'title'\? Known: arms, base"),
        (("seeds = 2", "seed = 2"), r"unknown key 'profiles.quick.seed'. Did you mean 'seeds'\?"),
        (("[base]\nhidden", "[base]\nhiden"), r"unknown setting 'hiden'. Did you mean 'hidden'\?"),
        (("seeds = 2", "seeds = 2\nlevels = { width = [5] }"), r"unknown level of width in profile quick '5'"),
        (
            ("seeds = 2", "seeds = 2\nlevels = { with = [4] }"),
            r"unknown factor in profile quick 'with'. Did you mean 'width'\?",
        ),
        (('"mish"]', '"mish", "relu"]'), "arms: 'relu' is named twice"),
        (('"mish"]', '"mesh"]'), r"unknown activation 'mesh'. Did you mean 'mish'\?"),
        (("seeds = 2", "seeds = 0"), "profiles.quick.seeds: expected a number of at least 1, got 0"),
        (
            ("{ hidden = [4] }", "{ hidden = [0] }"),
            r"profile quick, 4, relu: hidden.0: expected a number of at least 1",
        ),
        (("{ hidden = [4] }", '{ network = "conv" }'), "the digits are too small"),
        (('["same rate"]', '["same"]'), r"unknown protocol 'same'. Did you mean 'same rate'\?"),
        (('["same rate"]', '["tuned rate"]'), "protocol 'tuned rate' needs a table 'fair'"),
        (("key =", "key = ="), "is not TOML"),
        (("hidden = [8]", "hidden = [8]\nlearning_rate = -1"), "learning_rate: .*greater than 0, got -1"),
        (("{ hidden = [4] }", "{ hidden = [4, 4], depth = 5 }"), "depth repeats one hidden width; got 2 widths"),
        (('key = "mine"\n', ""), "key: is missing"),
    ],
)
def test_what_is_wrong_is_named(change: tuple[str, str], message: str) -> None:
    assert change[0] in FILE
    with pytest.raises(BadValue, match=message):
        read(FILE.replace(*change), "mine.toml")


def test_an_unknown_study_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"unknown study 'mnist-dept'. Did you mean 'mnist-depth'\?"):
        find("mnist-dept")


def test_an_absent_file_is_named() -> None:
    with pytest.raises(BadData, match="nowhere.toml cannot be read"):
        find("nowhere.toml")


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(UnknownName, match="unknown profile of small 'papr'"):
        Plan(study(), "papr")


def test_a_plan_survives_being_kept() -> None:
    plan = Plan(find("mnist-noise"), "quick", seeds=3)
    again = from_document(plan.document())
    assert again.known_tasks({}) == plan.known_tasks({})


def places(table: object, above: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Where a file states something: the keys that lead there."""
    inner = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, value in inner:
        yield (*above, key)
        yield from places(value, (*above, key))


WRONG = (
    "3",
    "nan",
    "10e30",
    "true",
    '""',
    '"x.npz"',
    "2020-01-01",
    "[]",
    "[[1]]",
    "{}",
    "{levels = {a = 3}}",
    '"\\u0000"',
)


@pytest.mark.parametrize("value", WRONG)
def test_a_value_of_another_type_is_read_or_refused_wherever_it_stands(value: str) -> None:
    wrong = tomllib.loads(f"value = {value}")["value"]
    for place in places(tomllib.loads(FILE)):
        document = tomllib.loads(FILE)
        *above, last = place
        reduce(getitem, above, document)[last] = copy.deepcopy(wrong)
        with contextlib.suppress(ActlabError):
            parse(_with_own(document, Path("nowhere"), lambda _: None))


def test_a_file_nested_too_deep_is_no_toml() -> None:
    with pytest.raises(BadValue, match="mine.toml is not TOML: "):
        read("a = " + "[" * 5000 + "]" * 5000, "mine.toml")
