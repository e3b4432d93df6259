"""A setting is one of several forms; archives of every age open, and state what they stated."""

import csv
import gzip
import io
import json
import pickle
from pathlib import Path

import pytest

from actlab.errors import BadValue
from actlab.lab.plan.setting import FIELDS, FORMS, Cnn6, Convolutional, Dense, Images, Own, Plane, Setting, read
from actlab.lab.plan.study import setting_from

RESULTS = Path(__file__).parents[3] / "results"
ARCHIVES = sorted(path.parent.name for path in RESULTS.glob("*/runs.csv.gz"))
NETWORK = "own:network:make_network:0123456789ab"


@pytest.mark.parametrize(
    ("fields", "form"),
    [
        ({}, Dense),
        ({"data": "mnist", "network": "lenet"}, Convolutional),
        ({"data": "cifar10", "network": "resnet-v1-20"}, Images),
        ({"data": "cifar10", "network": "cnn6", "hidden": (8,)}, Cnn6),
        ({"data": "spiral"}, Plane),
        ({"data": "spiral", "network": NETWORK}, Own),
    ],
)
def test_network_and_data_choose_the_form(fields: dict, form: type[Setting]) -> None:
    setting = Setting(**fields)
    assert type(setting) is form
    assert type(Setting.model_validate(fields)) is form
    again = setting.model_copy(update={"activation": "mish"})
    assert (type(again), again.activation, again.data) == (form, "mish", setting.data)
    assert pickle.loads(pickle.dumps(again)) == again == read(again.changed)
    assert len({setting, again, setting.model_copy()}) == 2


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"data": "cifar10", "network": "resnet-v1-20", "dropout": 0.1}, "'resnet-v1-20' has no dropout; leave it out"),
        ({"data": "spiral", "scaling": "half"}, "'spiral' are points, not images; they take network = 'mlp'"),
        ({"data": "spiral", "network": "resnet-v1-20"}, "'spiral' are points, not images"),
        ({"network": NETWORK, "hidden": (3,)}, "has no hidden; leave it out"),
        ({"network": NETWORK, "seeds_together": 2}, "a network of your own is trained one seed at a time"),
        ({"network": NETWORK, "step": "own:step:s:0123456789ab", "mixup": 0.1}, "a step of your own sees batches"),
        ({"step": "own:step:s:0123456789ab"}, "network 'mlp' has no step; leave it out"),
        ({"epoch": 3}, "epoch: "),
        ({"data": "mnits"}, "Did you mean 'mnist'"),
    ],
)
def test_a_field_of_another_form_is_refused(fields: dict, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        setting_from(fields, "here")


def test_every_field_belongs_to_a_form_that_uses_it() -> None:
    assert {name for form in FORMS for name in form.model_fields} == set(FIELDS)
    assert "hidden" not in Setting.model_fields


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_setting_of_the_archives_opens_and_states_the_same(name: str) -> None:
    text = gzip.decompress((RESULTS / name / "runs.csv.gz").read_bytes()).decode("utf-8")
    stated = {row["setting"] for row in csv.DictReader(io.StringIO(text))}
    assert stated
    for document in stated:
        assert json.dumps(read(json.loads(document)).changed, sort_keys=True) == document
