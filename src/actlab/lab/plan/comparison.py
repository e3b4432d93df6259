"""The main job as a study of one cell: arms that differ in the activation alone, over the same seeds."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from actlab.errors import BadValue, UnknownName, one_of
from actlab.lab.data.brought import facts, is_brought
from actlab.lab.data.own import CLASSIFICATION, NEXT_TOKEN, REGRESSION
from actlab.lab.data.sets import IMAGES, POINTS, label_of, task_of
from actlab.lab.plan.arms import arm_of, title_of
from actlab.lab.plan.messages import Place, explain
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.setting import DECODER, SMALL, Setting
from actlab.lab.plan.study import SAME_RATE, Changes, Profile, Study

KEY = "compare"
SEEDS = 10  # with fewer than 6 there is no verdict; 10 tell 1.5 standard deviations apart in 4 of 5 comparisons of 3

# What differs from the defaults of a setting where nobody says otherwise. MNIST and other images: the batch of the
# published from-scratch experiment, with fewer epochs. Points: the batch of the neural-network playground.
_OF_DATA: dict[str, Changes] = {
    **{name: {"epochs": 10, "batch_size": 100} for name in IMAGES if name != "digits"},
    **{name: {"epochs": 100, "batch_size": 10} for name in POINTS},
}
_OF_CNN6: Changes = {"hidden": [512], "filters": [32, 64], "dropout": 0.25}  # Keras' example for CIFAR-10
_OF_OTHER_IMAGE_NETWORKS: Changes = {"scaling": "channels"}
_OF_OWN: Changes = {"optimizer": "adam", "learning_rate": 0.001}  # a user's network or data: learns most things
_OF_TEXT: Changes = {"optimizer": "adamw", "learning_rate": 0.003, "schedule": "cosine", "epochs": 5}
_METRICS = {CLASSIFICATION: "test_accuracy", REGRESSION: "squared_error", NEXT_TOKEN: "test_loss"}


def comparison(
    arms: Sequence[str] = (),
    settings: Changes | None = None,
    *,
    seeds: int = SEEDS,
    first_seed: int = 0,
    against: str = "",
    metrics: Sequence[str] = (),
) -> Study:
    """The study of one cell in which ``arms`` are compared.

    Arguments:
        arms: activations; ReLU, Swish and Mish where none is named.
        settings: fields of :class:`Setting` that somebody chose; the others have the usual value for data and network.
        seeds: runs of each arm, paired over the arms.
        first_seed: the first of them; the others follow it.
        against: an arm that all others are judged against; else every pair of arms is judged.
        metrics: what runs are judged by, the first one first; what the data ask for where none is named.

    Raises:
        BadValue: for a setting that is wrong or that the network does not have; the message names the option.

    >>> comparison(["relu", "mish"], {"learning_rate": 0.0})
    Traceback (most recent call last):
    actlab.errors.BadValue: --learning-rate: expected a number greater than 0, got 0.0.
    """
    chosen = dict(settings or {})
    usual = _usual(chosen)
    try:
        study = Study(
            key=KEY,
            title="Comparison",
            protocols=(SAME_RATE,),
            base={**usual, **chosen},
            profiles={KEY: Profile(seeds=seeds)},
            first_seed=first_seed,
            reference=_reference(against, arms),
            metrics=tuple(metrics) or (_metric_for(usual["data"]),),
            arms=tuple(arms) or Study.model_fields["arms"].default,
        )
        Setting(**study.base)
    except ValidationError as error:
        raise BadValue(explain(error, _option)) from None
    except UnknownName as error:
        raise BadValue(f"--against: {error}") from None
    named = ", ".join(title_of(arm) for arm in study.arms)
    return study.model_copy(update={"title": f"{named} on {label_of(study.base['data'])}"})


def _reference(against: str, arms: Sequence[str]) -> str:
    if not against:
        return ""
    key = arm_of(against)
    keys = [arm_of(arm) for arm in arms or Study.model_fields["arms"].default]
    return one_of("function among those compared", keys)(key)


def plan_of(study: Study, **place: Any) -> Plan:
    """The plan of a comparison; ``place`` as in :class:`Plan`."""
    return Plan(study, KEY, **place)


def _metric_for(data: str) -> str:
    return "bits_per_character" if facts(data).get("text") else _METRICS[task_of(data)]


def _usual(chosen: Changes) -> Changes:
    default = {name: Setting.model_fields[name].default for name in ("data", "network")}
    if facts(str(chosen.get("data"))).get("text"):
        default["network"] = DECODER
    data, network = (chosen.get(name, default[name]) for name in ("data", "network"))
    usual = {"data": data, "network": network, **_OF_DATA.get(data, {})}
    if network == DECODER:
        return {**usual, **_OF_TEXT}
    if is_brought(str(network)) or is_brought(str(data)):
        usual |= _OF_OWN
    if network in SMALL or is_brought(str(network)):
        return usual
    return {**usual, **(_OF_CNN6 if network == "cnn6" else _OF_OTHER_IMAGE_NETWORKS)}


def _option(place: Place) -> str:
    """The option of the command line that sets what stands at ``place``."""
    names = [str(part) for part in place if isinstance(part, str) and part not in ("base", "profiles", KEY)]
    if not names or names[0] == "arms":
        return "NAMES"
    return "--against" if names[0] == "reference" else f"--{names[0].replace('_', '-')}"
