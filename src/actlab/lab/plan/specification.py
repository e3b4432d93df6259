"""What a comparison is: every setting that its numbers depend on, checked before anything is trained."""

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from actlab.define import choose
from actlab.errors import BadValue, one_of
from actlab.lab.data.sets import DATA_SETS
from actlab.lab.plan.names import OPTIMIZERS
from actlab.lab.plan.setting import SMALL, network_named

if TYPE_CHECKING:
    from actlab.lab.plan.plan import Plan

Count = Annotated[int, Field(ge=1)]
WIDTHS = (100, 50)
# What a network of images is trained with beside the options: cnn6 as in Keras' example, the others on whitened images.
OF_IMAGES: dict[str, Any] = {"scaling": "channels"}
OF_CNN6: dict[str, Any] = {"hidden": [512], "filters": [32, 64], "dropout": 0.25}


class Specification(BaseModel):
    """A comparison of activations: arms that differ in the activation alone, over the same seeds."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    activations: tuple[str, ...] = ("relu", "swish", "mish")
    data: Annotated[str, AfterValidator(one_of("data set", DATA_SETS))] = "digits"
    network: Annotated[str, AfterValidator(network_named)] = "mlp"
    hidden: Annotated[tuple[Count, ...], Field(min_length=1)] = WIDTHS
    epochs: Count = 30
    learning_rate: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 0.1
    batch_size: Count = 32
    optimizer: Annotated[str, AfterValidator(one_of("optimizer", OPTIMIZERS))] = "sgd"
    train_images: Count | None = None
    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["float32", "bfloat16"] = "float32"
    seeds_together: Count = 1
    processes: Count = 1
    seeds: Count = 5
    first_seed: Annotated[int, Field(ge=0, lt=2**31)] = 0

    @field_validator("activations")
    @classmethod
    def _name_each_once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        keys = tuple(choose(name).key for name in given)
        if not keys:
            raise ValueError("expected at least one activation")
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"{key!r} is named twice; each activation is one arm")
        return keys

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.of_images and self.hidden != WIDTHS:
            raise ValueError(f"--hidden is not for network {self.network!r}, which states its own widths")
        return self

    @property
    def of_images(self) -> bool:
        """Whether the network is one of ``actlab.vision``."""
        return self.network not in SMALL

    @property
    def seed_numbers(self) -> tuple[int, ...]:
        """The seeds themselves; every arm runs with each."""
        return tuple(range(self.first_seed, self.first_seed + self.seeds))

    def plan(self) -> "Plan":
        """The study of one cell that this comparison is."""
        from actlab.lab.plan.plan import Plan
        from actlab.lab.plan.study import SAME_RATE, Profile, Study

        study = Study(
            key="compare",
            title=f"Comparison on {self.data}",
            arms=self.activations,
            protocols=(SAME_RATE,),
            base=self.shared(),
            profiles={"compare": Profile(seeds=self.seeds)},
            first_seed=self.first_seed,
        )
        return Plan(study, "compare")

    def shared(self) -> dict[str, Any]:
        """What all runs of a comparison have in common: everything but the arms and the seeds."""
        new = {"train_images": None, "device": "cpu", "precision": "float32", "seeds_together": 1, "processes": 1}
        # Defaults of these are left out: older comparisons do not have them.
        found = self.model_dump(mode="json", exclude={"activations", "seeds", "first_seed"})
        kept = {name: value for name, value in found.items() if name not in new or value != new[name]}
        if not self.of_images:
            return kept
        return {**kept, **(OF_CNN6 if self.network == "cnn6" else {"hidden": [*WIDTHS], **OF_IMAGES})}


def specify(**settings: Any) -> Specification:
    """Build a :class:`Specification`; what is wrong is said with the name of the option.

    >>> specify(learning_rate=0.0)
    Traceback (most recent call last):
    actlab.errors.BadValue: --learning-rate: expected a number greater than 0, got 0.0.
    """
    try:
        return Specification(**settings)
    except ValidationError as error:
        raise BadValue("\n".join(_explain(found) for found in error.errors())) from None


def _explain(found: Any) -> str:
    if not found["loc"]:
        return f"{found['ctx']['error']}."
    option = "--" + str(found["loc"][0]).replace("_", "-")
    option = "NAMES" if option == "--activations" else option
    context = found.get("ctx", {})
    match found["type"]:
        case "greater_than":
            expected = f"expected a number greater than {context['gt']:g}"
        case "greater_than_equal":
            expected = f"expected a number of at least {context['ge']:g}"
        case "too_short":
            expected = "expected at least one hidden layer, such as 100,50"
        case "value_error":
            return f"{option}: {context['error']}"
        case _:
            expected = str(found["msg"])
    return f"{option}: {expected}, got {found['input']!r}."
