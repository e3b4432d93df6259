"""What one run depends on, as one of several forms, each with the fields that its network and its data have."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from actlab.define.registry import is_gate
from actlab.errors import one_of
from actlab.lab.data.brought import is_brought
from actlab.lab.data.sets import POINTS, check_name
from actlab.lab.data.steps import read_steps
from actlab.lab.plan.arms import arm_of
from actlab.lab.plan.names import INITIALIZERS, OPTIMIZERS, WITHOUT_GAIN
from actlab.vision.names import NAMES

Count = Annotated[int, Field(ge=1, le=10**12)]  # torch's sizes are int64: beyond it a product of two is too large
Rate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1)]
Amount = Annotated[float, Field(ge=0)]
Initializer = Annotated[str, AfterValidator(one_of("initializer", INITIALIZERS))]
DENSE = "mlp"
CONVOLUTIONAL = ("conv", "lenet")
SMALL = (DENSE, *CONVOLUTIONAL)  # of lab/training/networks.py; the others are those of actlab.vision
DECODER = "decoder"
CONVOLUTIONS = 2  # weight layers in front of the dense ones, in "conv" and "lenet"
OF_IMAGES = ("augmentation", "scaling", "shrink")

# What a document without the field means: it is older than the field.
BEFORE: dict[str, Any] = {"kernels": "torch", "decayed": "everything", "learned": "none"}


def network_named(name: str) -> str:
    """``name``, where a network has it; the error for an unknown name gives the nearest."""
    return name if is_brought(name) else one_of("network", (*SMALL, DECODER, *NAMES))(name)


def _augmentation(text: str) -> str:
    read_steps(text)
    return text


class Setting(BaseModel):
    """One arm in one cell of a study. Arms of a cell differ in ``activation``, and in the rate where it was tuned.

    ``Setting(...)`` and ``Setting.model_validate(...)`` make the form that network and data ask for: :class:`Dense`,
    :class:`Convolutional`, :class:`Images`, :class:`Cnn6`, :class:`Plane`, :class:`Text` or :class:`Own`. Here is what
    all have.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    activation: str = "relu"
    data: Annotated[str, AfterValidator(check_name)] = "digits"
    train_images: Count | None = None  # the first so many of the file; None: all
    validation_images: Annotated[int, Field(ge=0)] = 0  # the last so many of the training file, never trained on
    network: Annotated[str, AfterValidator(network_named)] = DENSE
    noise: Amount = 0.0  # standard deviation; white is 1
    noise_in: Literal["training", "test", "both"] = "training"
    epochs: Count = 30
    learning_rate: Rate = 0.1
    schedule: Literal["constant", "cosine", "one_cycle", "steps"] = "constant"
    batch_size: Count = 32
    optimizer: Annotated[str, AfterValidator(one_of("optimizer", OPTIMIZERS))] = "sgd"
    test: Literal["every epoch", "last epoch", "validation"] = "every epoch"
    mixup: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0  # alpha; 0: no image is mixed with another
    weight_decay: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0  # as the optimizer has it
    decayed: Literal["weights", "everything"] = "weights"  # weights: not biases, normalisation, numbers of activations
    learned: Literal["usual", "none", "all"] = "usual"  # numbers of activations; see lab/training/learned.py
    test_images: Count | None = None  # the first so many of the test file; None: all
    scores: tuple[str, ...] = ()  # what each test finds besides accuracy and loss; see lab/plan/metric.py
    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["float32", "bfloat16"] = "float32"
    kernels: Literal["actlab", "torch"] = "actlab"  # of activations; see lab/training/kernels.py
    seeds_together: Count = 1  # so many seeds train at once; see lab/training/together.py
    processes: Count = 1  # of torchrun, which share every batch; see lab/training/ranks.py

    if TYPE_CHECKING:  # every form has these, as a field or as a constant

        @property
        def augmentation(self) -> str: ...  # noqa: D102

        @property
        def scaling(self) -> str: ...  # noqa: D102

        @property
        def shrink(self) -> int: ...  # noqa: D102

        @property
        def batch_norm(self) -> bool: ...  # noqa: D102

        @property
        def gain(self) -> str: ...  # noqa: D102

        @property
        def l1(self) -> float: ...  # noqa: D102

        @property
        def l2(self) -> float: ...  # noqa: D102

    def __new__(cls, **fields: Any) -> Self:
        """An empty setting of the right form, which pydantic fills."""
        form: Any = _form(fields) if cls is Setting else cls
        setting: Self = super().__new__(form)
        return setting

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """The setting of the right form from a mapping."""
        if cls is Setting and isinstance(obj, Mapping):
            return _form(obj).model_validate(dict(obj), **options)  # type: ignore[return-value]
        return super().model_validate(obj, **options)

    @model_validator(mode="before")
    @classmethod
    def _only_its_own(cls, fields: Any) -> Any:
        foreign = [name for name in fields if name in FIELDS and name not in cls.model_fields]
        if foreign:
            raise ValueError(cls._refusal(fields, foreign[0]))
        return fields

    @classmethod
    def _refusal(cls, fields: Mapping[str, Any], name: str) -> str:
        return f"network {fields.get('network', DENSE)!r} has no {name}; leave it out"

    @field_validator("activation")
    @classmethod
    def _canonical(cls, activation: str) -> str:
        return arm_of(activation)

    @field_validator("hidden", "filters", "scores", mode="before", check_fields=False)
    @classmethod
    def _list_as_tuple(cls, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value  # TOML and JSON know no tuples

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if is_gate(self.activation) and not isinstance(self, Text):
            raise ValueError(
                f"{self.activation} is a gate, of two inputs: an arm of network 'decoder' alone, got {self.network!r}"
            )
        if self.seeds_together > 1 and self.processes > 1:
            raise ValueError("seeds_together and processes exclude each other; leave one of them out")
        if self.processes > 1 and self.batch_size < 2 * self.processes:
            raise ValueError(
                f"batch_size must be at least 2 for each process: {2 * self.processes} for {self.processes} of them"
            )
        if (self.test == "validation") != (self.validation_images > 0):
            raise ValueError("test = 'validation' and validation_images belong together")
        return self

    @property
    def of_images(self) -> bool:
        """Whether its network is one of actlab.vision."""
        return isinstance(self, Images | Cnn6)

    @property
    def brought(self) -> tuple[str, ...]:
        """The names of what a user brought to it, all of which a worker needs."""
        names = (self.activation, self.data, self.network, getattr(self, "step", ""), *self.scores)
        return tuple(name for name in names if is_brought(name))

    @property
    def trained(self) -> "Setting":
        """What training depends on: settings that agree in it differ only in how they are tested."""
        noisy = self.noise > 0 and self.noise_in != "test"
        alike = {"test_images": None, "scores": (), "noise": self.noise if noisy else 0.0, "noise_in": "training"}
        return self.model_copy(update=alike if self.test == "validation" else {**alike, "test": "every epoch"})

    @property
    def changed(self) -> dict[str, Any]:
        """What a document has to state: a setting that is added later does not change those of older runs.

        :func:`read` makes the setting again.
        """
        document = self.model_dump(mode="json", exclude_defaults=True, exclude=set(BEFORE))
        newer = {name: getattr(self, name) for name, meant in BEFORE.items() if getattr(self, name) != meant}
        return {"activation": self.activation, **document, **newer}


class _Pixels(Setting):
    """Of data that are images."""

    shrink: Literal[1, 2] = 1  # 2: means over 2 x 2 pixels
    augmentation: Annotated[str, AfterValidator(_augmentation)] = "none"  # such as crop:4,flip; see lab/data/augment.py
    scaling: Literal["unit", "half", "channels"] = "unit"  # of the images; see lab/data/prepare.py


class _Weights(Setting):
    """Of networks whose first weights a setting states."""

    initializer: Initializer = "he"
    dense_initializer: Initializer | None = None  # of the hidden dense layers, where it is another
    gain: Literal["usual", "function"] = "usual"  # function: see lab/training/initializers.py
    l1: Amount = 0.0  # times the sum of absolute weights of the hidden dense layers
    l2: Amount = 0.0  # times the sum of their squares

    @model_validator(mode="after")
    def _gain_of_a_spread(self) -> Self:
        for drawn in {self.initializer, self.dense_initializer}.intersection(WITHOUT_GAIN):
            if self.gain == "function":
                raise ValueError(f"gain = 'function' goes with no initializer of a fixed spread, got {drawn!r}")
        return self


class _Layers(_Weights):
    """Of networks whose dense layers a setting states."""

    fixed_layers: ClassVar[int] = 1  # weight layers besides the hidden dense ones

    hidden: Annotated[tuple[Count, ...], Field(min_length=1)] = (100, 50)
    depth: Count | None = None  # weight layers in all: the one width in hidden is repeated
    batch_norm: bool = False
    dropout: Share = 0.0

    @model_validator(mode="after")
    def _deep_enough(self) -> Self:
        if self.depth is not None:
            if len(self.hidden) != 1:
                raise ValueError(f"depth repeats one hidden width; got {len(self.hidden)} widths")
            if self.depth <= self.fixed_layers:
                raise ValueError(f"depth must be at least {self.fixed_layers + 1} for network {self.network!r}")
        return self

    @property
    def widths(self) -> tuple[int, ...]:
        """The hidden dense layers."""
        return self.hidden if self.depth is None else self.hidden * (self.depth - self.fixed_layers)


class _Small(_Layers, _Pixels):
    """A dense form may state filters too: of the convolutional networks beside it in a study, whose base it shares."""

    filters: Annotated[tuple[Count, ...], Field(min_length=CONVOLUTIONS, max_length=CONVOLUTIONS)] = (20, 50)


class Dense(_Small):
    """Dense layers on the pixels of images, or on a user's numbers."""


class Convolutional(_Small):
    """Two convolutions, then dense layers."""

    fixed_layers: ClassVar[int] = 1 + CONVOLUTIONS

    @model_validator(mode="after")
    def _large_enough(self) -> Self:
        if self.data == "digits":
            raise ValueError("the digits are too small (8 x 8) for two 5 x 5 convolutions; choose data = 'mnist'")
        return self


class Images(_Pixels):
    """A network of actlab.vision, which states its own layers."""

    l1: ClassVar[float] = 0.0
    l2: ClassVar[float] = 0.0
    batch_norm: ClassVar[bool] = False


class Cnn6(_Weights, _Pixels):
    """Keras' example for CIFAR-10: the one network of actlab.vision whose widths a setting states."""

    batch_norm: ClassVar[bool] = False

    hidden: Annotated[tuple[Count, ...], Field(min_length=1, max_length=1)]
    filters: Annotated[tuple[Count, ...], Field(min_length=CONVOLUTIONS, max_length=CONVOLUTIONS)] = (20, 50)
    dropout: Share = 0.0


class Plane(_Layers):
    """Dense layers on points of the plane."""

    augmentation: ClassVar[str] = "none"
    scaling: ClassVar[str] = "unit"
    shrink: ClassVar[int] = 1

    @classmethod
    def _refusal(cls, fields: Mapping[str, Any], name: str) -> str:
        if name in OF_IMAGES:
            return _points(str(fields["data"]))
        return super()._refusal(fields, name)

    @model_validator(mode="after")
    def _dense(self) -> Self:
        if self.network != DENSE:
            raise ValueError(_points(self.data))
        return self


class Text(Setting):
    """A small decoder over the characters of a text; see lab/training/decoder.py."""

    augmentation: ClassVar[str] = "none"
    scaling: ClassVar[str] = "unit"
    shrink: ClassVar[int] = 1
    l1: ClassVar[float] = 0.0
    l2: ClassVar[float] = 0.0
    batch_norm: ClassVar[bool] = False

    layers: Annotated[int, Field(ge=1, le=12)] = 2
    width: Annotated[int, Field(ge=4)] = 64
    heads: Count = 4
    mlp: Literal["plain", "gated"] = "plain"  # as many weights, to 1 %; arms that are gates are gated
    dropout: Share = 0.0

    @model_validator(mode="after")
    def _reads_text(self) -> Self:
        if not is_brought(self.data):
            raise ValueError(f"network 'decoder' reads a text, not {self.data!r}; give a file that ends in .txt")
        if self.width % self.heads:
            raise ValueError(f"width must be a multiple of heads; got {self.width} and {self.heads}")
        return self


class Own(_Pixels):
    """A user's network: a callable that takes an activation factory, or a finished module; see lab/data/brought.py."""

    l1: ClassVar[float] = 0.0
    l2: ClassVar[float] = 0.0
    batch_norm: ClassVar[bool] = False

    step: str = ""  # (model, batch) to a loss; empty: the loss of the data's task

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.seeds_together > 1:
            raise ValueError("seeds_together: a network of your own is trained one seed at a time; leave it out")
        if self.step and self.mixup:
            raise ValueError("mixup: a step of your own sees batches as they are; leave mixup out")
        return self


FORMS: tuple[type[Setting], ...] = (Dense, Convolutional, Images, Cnn6, Plane, Text, Own)
FIELDS = tuple(dict.fromkeys(name for form in FORMS for name in form.model_fields))


def read(document: Mapping[str, Any]) -> Setting:
    """The setting of which ``document`` is :attr:`Setting.changed`, whichever version of actlab wrote it."""
    return Setting.model_validate({**BEFORE, **document})


def _form(fields: Mapping[str, Any]) -> type[Setting]:
    """The form that network and data ask for; wrong names of them are left to its validators."""
    data, network = fields.get("data"), fields.get("network", DENSE)
    if data in POINTS and network != DECODER and not is_brought(str(network)):
        return Plane
    if network in (*CONVOLUTIONAL, "cnn6"):
        return Cnn6 if network == "cnn6" else Convolutional
    if is_brought(str(network)):
        return Own
    if network == DECODER:
        return Text
    return Images if network in NAMES else Dense


def _points(data: str) -> str:
    return f"{data!r} are points, not images; they take network = 'mlp' without {', '.join(OF_IMAGES)}"
