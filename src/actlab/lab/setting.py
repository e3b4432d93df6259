"""What one run depends on, its seed apart: a frozen record, checked before anything is trained."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from actlab.define import choose
from actlab.lab.data import DATA_SETS, POINTS
from actlab.lab.initializers import INITIALIZERS
from actlab.lab.optimizers import OPTIMIZERS
from actlab.lab.suggest import one_of

Count = Annotated[int, Field(ge=1)]
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1)]
Initializer = Annotated[str, AfterValidator(one_of("initializer", INITIALIZERS))]
NETWORKS = ("mlp", "conv", "lenet")
CONVOLUTIONS = 2  # weight layers in front of the dense ones, in the networks of images


class Setting(BaseModel):
    """One arm in one cell of a study. Arms of a cell differ in ``activation``, and in the rate where it was tuned."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    activation: str = "relu"
    data: Annotated[str, AfterValidator(one_of("data set", DATA_SETS))] = "digits"
    train_images: Count | None = None  # the first so many of the file; None: all
    validation_images: Annotated[int, Field(ge=0)] = 0  # the last so many of the training file, never trained on
    shrink: Literal[1, 2] = 1  # 2: means over 2 x 2 pixels
    network: Annotated[str, AfterValidator(one_of("network", NETWORKS))] = "mlp"
    filters: Annotated[tuple[Count, ...], Field(min_length=CONVOLUTIONS, max_length=CONVOLUTIONS)] = (20, 50)
    hidden: Annotated[tuple[Count, ...], Field(min_length=1)] = (100, 50)
    depth: Count | None = None  # weight layers in all: the one width in hidden is repeated
    batch_norm: bool = False
    dropout: Share = 0.0
    initializer: Initializer = "he"
    dense_initializer: Initializer | None = None  # of the hidden dense layers, where it is another
    l1: Annotated[float, Field(ge=0)] = 0.0  # times the sum of absolute weights of the hidden dense layers
    l2: Annotated[float, Field(ge=0)] = 0.0  # times the sum of their squares
    noise: Annotated[float, Field(ge=0)] = 0.0  # standard deviation; white is 1
    noise_in: Literal["training", "test", "both"] = "training"
    epochs: Count = 30
    learning_rate: Rate = 0.1
    schedule: Literal["constant", "cosine", "one_cycle", "steps"] = "constant"
    batch_size: Count = 32
    optimizer: Annotated[str, AfterValidator(one_of("optimizer", OPTIMIZERS))] = "sgd"
    test: Literal["every epoch", "last epoch", "validation"] = "every epoch"

    @field_validator("activation")
    @classmethod
    def _canonical(cls, given: str) -> str:
        return choose(given).key

    @field_validator("filters", "hidden", mode="before")
    @classmethod
    def _list_as_tuple(cls, given: Any) -> Any:
        return tuple(given) if isinstance(given, list) else given  # TOML and JSON know no tuples

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.depth is not None:
            if len(self.hidden) != 1:
                raise ValueError(f"depth repeats one hidden width; got {len(self.hidden)} widths")
            if self.depth <= self._fixed_layers:
                raise ValueError(f"depth must be at least {self._fixed_layers + 1} for network {self.network!r}")
        if self.network != "mlp" and self.data == "digits":
            raise ValueError("the digits are too small (8 x 8) for two 5 x 5 convolutions; choose data = 'mnist'")
        if self.data in POINTS and (self.network != "mlp" or self.shrink != 1):
            raise ValueError(f"{self.data!r} are points, not images; they take network = 'mlp' and shrink = 1")
        if (self.test == "validation") != (self.validation_images > 0):
            raise ValueError("test = 'validation' and validation_images belong together")
        return self

    @property
    def _fixed_layers(self) -> int:
        return 1 + (0 if self.network == "mlp" else CONVOLUTIONS)

    @property
    def widths(self) -> tuple[int, ...]:
        """The hidden dense layers."""
        return self.hidden if self.depth is None else self.hidden * (self.depth - self._fixed_layers)

    @property
    def changed(self) -> dict[str, Any]:
        """What differs from the defaults: a setting that is added later does not change the keys of older runs."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"activation": self.activation}
