"""What one run depends on, its seed apart: a frozen record, checked before anything is trained."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from actlab.define import choose
from actlab.errors import one_of
from actlab.lab.data.sets import DATA_SETS, POINTS
from actlab.lab.data.steps import read_steps
from actlab.lab.plan.names import INITIALIZERS, OPTIMIZERS, WITHOUT_GAIN
from actlab.vision.names import NAMES

Count = Annotated[int, Field(ge=1)]
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1)]
Initializer = Annotated[str, AfterValidator(one_of("initializer", INITIALIZERS))]
SMALL = ("mlp", "conv", "lenet")  # of lab/training/networks.py; the others are those of actlab.vision
CONVOLUTIONS = 2  # weight layers in front of the dense ones, in "conv" and "lenet"
# What the large networks state themselves, and what points of the plane do not have.
OF_SMALL_NETWORKS: tuple[str, ...] = ("hidden", "filters", "depth", "batch_norm", "dropout", "initializer")
OF_SMALL_NETWORKS += ("dense_initializer", "gain", "l1", "l2")
NOT_OF_CNN6 = ("depth", "batch_norm")
OF_IMAGES = ("augmentation", "scaling", "shrink")

# What a document means that does not state the field: it is older than the field.
BEFORE: dict[str, Any] = {"kernels": "torch", "decayed": "everything", "learned": "none"}


def network_named(name: str) -> str:
    """``name``, if a network is called so; an unknown one is refused with the nearest."""
    return one_of("network", (*SMALL, *NAMES))(name)


def _augmentation(text: str) -> str:
    read_steps(text)
    return text


class Setting(BaseModel):
    """One arm in one cell of a study. Arms of a cell differ in ``activation``, and in the rate where it was tuned."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    activation: str = "relu"
    data: Annotated[str, AfterValidator(one_of("data set", DATA_SETS))] = "digits"
    train_images: Count | None = None  # the first so many of the file; None: all
    validation_images: Annotated[int, Field(ge=0)] = 0  # the last so many of the training file, never trained on
    shrink: Literal[1, 2] = 1  # 2: means over 2 x 2 pixels
    network: Annotated[str, AfterValidator(network_named)] = "mlp"
    filters: Annotated[tuple[Count, ...], Field(min_length=CONVOLUTIONS, max_length=CONVOLUTIONS)] = (20, 50)
    hidden: Annotated[tuple[Count, ...], Field(min_length=1)] = (100, 50)
    depth: Count | None = None  # weight layers in all: the one width in hidden is repeated
    batch_norm: bool = False
    dropout: Share = 0.0
    initializer: Initializer = "he"
    dense_initializer: Initializer | None = None  # of the hidden dense layers, where it is another
    gain: Literal["usual", "function"] = "usual"  # function: see lab/training/initializers.py
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
    augmentation: Annotated[str, AfterValidator(_augmentation)] = "none"  # such as crop:4,flip; see lab/data/augment.py
    mixup: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0  # alpha; 0: no image is mixed with another
    weight_decay: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0  # as the optimizer has it
    decayed: Literal["weights", "everything"] = "weights"  # weights: not biases, normalisation, numbers of activations
    learned: Literal["usual", "none", "all"] = "usual"  # numbers of activations; see lab/training/learned.py
    test_images: Count | None = None  # the first so many of the test file; None: all
    scaling: Literal["unit", "half", "channels"] = "unit"  # of the images; see lab/data/prepare.py
    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["float32", "bfloat16"] = "float32"
    kernels: Literal["actlab", "torch"] = "actlab"  # of activations; see lab/training/kernels.py
    seeds_together: Count = 1  # so many seeds are trained at once; see lab/training/together.py
    processes: Count = 1  # of torchrun, which share every batch; see lab/training/ranks.py

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
        if self.network in SMALL[1:] and self.data == "digits":
            raise ValueError("the digits are too small (8 x 8) for two 5 x 5 convolutions; choose data = 'mnist'")
        self._agree_on_network()
        self._agree_on_batches()
        if self.data in POINTS and (self.network != "mlp" or self.model_fields_set.intersection(OF_IMAGES)):
            raise ValueError(
                f"{self.data!r} are points, not images; they take network = 'mlp' without {', '.join(OF_IMAGES)}"
            )
        if (self.test == "validation") != (self.validation_images > 0):
            raise ValueError("test = 'validation' and validation_images belong together")
        return self

    def _agree_on_network(self) -> None:
        unknown = {"cnn6": NOT_OF_CNN6}.get(self.network, () if self.network in SMALL else OF_SMALL_NETWORKS)
        for name in unknown:
            if name in self.model_fields_set:
                raise ValueError(f"network {self.network!r} has no {name}; leave it out")
        if self.network == "cnn6" and len(self.hidden) != 1:
            raise ValueError(f"network 'cnn6' has one dense layer; expected one width in hidden, got {self.hidden}")

        for drawn in {self.initializer, self.dense_initializer}.intersection(WITHOUT_GAIN):
            if self.gain == "function":
                raise ValueError(f"gain = 'function' goes with no initializer of a fixed spread, got {drawn!r}")

    def _agree_on_batches(self) -> None:
        if self.seeds_together > 1 and self.processes > 1:
            raise ValueError("seeds_together and processes exclude each other; leave one of them out")
        if self.processes > 1 and self.batch_size < 2 * self.processes:
            raise ValueError(
                f"batch_size must be at least 2 for each process: {2 * self.processes} for {self.processes} of them"
            )

    @property
    def of_images(self) -> bool:
        """Whether its network is one of actlab.vision."""
        return self.network not in SMALL

    @property
    def trained(self) -> "Setting":
        """What training depends on: settings that agree in it differ only in how they are tested."""
        noisy = self.noise > 0 and self.noise_in != "test"
        alike = {"test_images": None, "noise": self.noise if noisy else 0.0, "noise_in": "training"}
        return self.model_copy(update=alike if self.test == "validation" else {**alike, "test": "every epoch"})

    @property
    def _fixed_layers(self) -> int:
        return 1 + (0 if self.network == "mlp" else CONVOLUTIONS)

    @property
    def widths(self) -> tuple[int, ...]:
        """The hidden dense layers."""
        return self.hidden if self.depth is None else self.hidden * (self.depth - self._fixed_layers)

    @property
    def changed(self) -> dict[str, Any]:
        """What a document has to state: a setting that is added later does not change those of older runs.

        :func:`read` makes the setting again.
        """
        document = self.model_dump(mode="json", exclude_defaults=True, exclude=set(BEFORE))
        newer = {name: getattr(self, name) for name, meant in BEFORE.items() if getattr(self, name) != meant}
        return {"activation": self.activation, **document, **newer}


def read(document: Mapping[str, Any]) -> Setting:
    """The setting of which ``document`` is :attr:`Setting.changed`, whichever version of actlab wrote it."""
    return Setting.model_validate({**BEFORE, **document})
