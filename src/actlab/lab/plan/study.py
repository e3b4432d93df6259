"""What a study is: arms, factors with levels, protocols and profiles; a TOML file or a Python value."""

from itertools import combinations
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from actlab.errors import BadValue, UnknownName, one_of
from actlab.lab.plan.arms import arm_of
from actlab.lab.plan.messages import explain
from actlab.lab.plan.metric import metric
from actlab.lab.plan.setting import FIELDS, Count, Rate, Setting

SAME_RATE, TUNED = "same rate", "tuned rate"
PROTOCOLS = (SAME_RATE, TUNED)
Changes = dict[str, Any]
Labels = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _lists_as_tuples(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


class Factor(_Part):
    """What is varied: a label for each level, and what it changes."""

    title: str
    levels: dict[str, Changes]


class Fair(_Part):
    """Every arm of every cell tunes its learning rate over the same grid, on images that are never tested on.

    ``multiples`` of the cell's own rate, or absolute ``rates``; each with ``seeds`` seeds. While the best rate is the
    first or the last, the grid grows there, by up to ``widen`` rates at each end. ``without`` names the factors that
    tuning takes the place of.
    """

    multiples: tuple[Rate, ...] = ()
    rates: tuple[Rate, ...] = ()
    widen: Annotated[int, Field(ge=0)] = 0
    seeds: Count = 1
    validation_images: Count = 5000
    without: Labels = ()

    @model_validator(mode="after")
    def _one_grid(self) -> Self:
        if bool(self.multiples) == bool(self.rates):
            raise ValueError("give either multiples or rates")
        return self


class Profile(_Part):
    """How much of a study is run: what it changes, which levels and protocols it keeps, and how many seeds.

    A level has the last word over ``base``, and ``always`` over a level.
    """

    note: str = ""
    seeds: Count
    base: Changes = Field(default_factory=dict)
    always: Changes = Field(default_factory=dict)
    protocols: Labels = ()
    levels: dict[str, Labels] = Field(default_factory=dict)
    fair: Changes = Field(default_factory=dict)

    @field_validator("levels", mode="before")
    @classmethod
    def _labels(cls, levels: Any) -> Any:
        if not isinstance(levels, dict):
            return levels
        return {
            name: tuple(map(str, labels)) if isinstance(labels, list | tuple) else labels
            for name, labels in levels.items()
        }


class Published(_Part):
    """Where the paper's numbers for this study are: the experiment's name and the factor that is its level."""

    experiment: str
    factor: str
    where: dict[str, str] = Field(default_factory=dict)


class Study(_Part):
    """A controlled study: arms differ in the activation alone; all arms of a seed share weights, order and noise."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    question: str = ""
    notes: Labels = ()
    claims: Labels = ()
    arms: Labels = ("relu", "swish", "mish")
    reference: str = ""  # an arm: the others are judged against it alone
    protocols: Annotated[tuple[str, ...], Field(min_length=1)] = PROTOCOLS
    metrics: Annotated[tuple[str, ...], Field(min_length=1)] = ("test_accuracy",)
    margin: Annotated[float, Field(ge=0)] = 0.001
    base: Changes = Field(default_factory=dict)
    factors: dict[str, Factor] = Field(default_factory=dict)
    fair: Fair | None = None
    published: Published | None = None
    profiles: Annotated[dict[str, Profile], Field(min_length=1)]
    first_seed: Annotated[int, Field(ge=0, lt=2**31)] = 0

    @field_validator("arms")
    @classmethod
    def _name_each_once(cls, arms: Labels) -> Labels:
        keys = tuple(map(arm_of, arms))
        if not keys:
            raise ValueError("expected at least one activation")
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"{key!r} is named twice; each activation is one arm")
        return keys

    @field_validator("metrics")
    @classmethod
    def _known_metrics(cls, metrics: Labels) -> Labels:
        return tuple(metric(key).key for key in metrics)

    @field_validator("protocols")
    @classmethod
    def _known_protocols(cls, protocols: Labels) -> Labels:
        return tuple(one_of("protocol", PROTOCOLS)(name) for name in protocols)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(arm, against): the later arm against the earlier, or every arm against the reference."""
        if self.reference:
            return [(arm, self.reference) for arm in self.arms if arm != self.reference]
        return [(arm, against) for against, arm in combinations(self.arms, 2)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if TUNED in self.protocols and self.fair is None:
            raise ValueError(f"protocol {TUNED!r} needs a table 'fair' with the grid")
        if self.reference:
            one_of("reference", self.arms)(self.reference)
        for name in self.fair.without if self.fair else ():
            one_of("factor in fair.without", self.factors)(name)
        if self.published is not None:
            one_of("factor in published", self.factors)(self.published.factor)
        for profile in self.profiles:
            self._check_profile(profile)
        return self

    def _check_profile(self, name: str) -> None:
        profile = self.profiles[name]
        for factor, labels in profile.levels.items():
            one_of(f"factor in profile {name}", self.factors)(factor)
            for label in labels:
                one_of(f"level of {factor} in profile {name}", self.factors[factor].levels)(label)
        for protocol in profile.protocols:
            one_of(f"protocol in profile {name}", self.protocols)(protocol)
        changes = [
            self.base,
            profile.base,
            profile.always,
            *(level for f in self.factors.values() for level in f.levels.values()),
        ]
        for change in changes:
            for field in change:
                one_of("setting", FIELDS)(field)


def setting_from(changes: Changes, where: str) -> Setting:
    """A setting from what a study changes; errors name ``where``."""
    try:
        return Setting.model_validate(changes)
    except ValidationError as error:
        raise BadValue("\n".join(f"{where}: {line}" for line in explain(error).splitlines())) from None
    except UnknownName as error:
        raise BadValue(f"{where}: {error}") from None
