"""A model is a list of layers: forward runs through it, backward runs back."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import RandomState

from actlab.define import choose
from actlab.define.registry import aliases, names
from actlab.errors import BadValue, UnknownName
from actlab.scratch.layers import (
    Activation,
    Affine,
    Array,
    BatchNormalization,
    Dropout,
    Labels,
    Layer,
    SoftmaxCrossEntropy,
    cross_entropy,
)

_WORDS = ("affine", "dropout", "batch_normalization", "softmax")


class Model:
    """Layers one after the other, closed by softmax with cross-entropy.

    Arguments:
        layers: the layers in order; the last one is :class:`SoftmaxCrossEntropy`, no other is.
        inputs: how many numbers an example has.
        generator: the first weights are drawn from it, layer by layer in order; dropout goes on drawing from it.

    >>> layers = [Affine(4), Activation("mish"), Affine(3), SoftmaxCrossEntropy()]
    >>> Model(layers, inputs=2, generator=RandomState(0)).predict(np.zeros((1, 2)))
    array([[0.33333333, 0.33333333, 0.33333333]])
    """

    def __init__(self, layers: Sequence[Layer | SoftmaxCrossEntropy], inputs: int, generator: RandomState) -> None:
        self.layers = [layer for layer in layers if isinstance(layer, Layer)]
        if not self.layers or not isinstance(layers[-1], SoftmaxCrossEntropy) or len(self.layers) != len(layers) - 1:
            raise BadValue("a model is one or more layers and then softmax, such as 'affine 10, softmax'.")
        if inputs < 1:
            raise BadValue(f"a model needs at least 1 input, got {inputs}.")
        self.softmax, self.inputs, self.widths = layers[-1], inputs, [inputs]
        for number, layer in enumerate(self.layers, 1):
            before = f"{self.name(number - 1)} gives" if number > 1 else "the data is"
            inputs_of_layer = getattr(layer, "inputs", None) or self.widths[-1]
            if inputs_of_layer != self.widths[-1]:
                raise BadValue(
                    f"{self.name(number)} expects [rows, {inputs_of_layer}], but {before} [rows, {self.widths[-1]}]; "
                    f"make the two numbers equal, or leave out inputs={inputs_of_layer}."
                )
            self.widths.append(layer.connect(inputs_of_layer, generator))

    @property
    def classes(self) -> int:
        """How many classes the softmax tells apart."""
        return self.widths[-1]

    def name(self, number: int) -> str:
        """What errors and tables call a layer; the first one has number 1."""
        return f"layer {number} ({self.layers[number - 1].title})"

    def forward(self, x: Array, training: bool = False) -> Array:
        """The probability of each class, [rows, classes], for the examples ``x``, [rows, inputs]."""
        if x.ndim != 2 or x.shape[1] != self.inputs:
            raise BadValue(f"{self.name(1)} expects [rows, {self.inputs}], but the data is {list(x.shape)}.")
        for layer in self.layers:
            layer.training = training
            x = layer.forward(x)
        return self.softmax.forward(x)

    def backward(self, labels: Labels, to_input: bool = False) -> Array:
        """Fill every layer's gradients for the mean loss of the last forward pass; ``to_input`` adds that for ``x``."""
        d = self.softmax.backward(labels)
        for layer in reversed(self.layers[1:]):
            d = layer.backward(d)
        return self.layers[0].backward(d, to_input)

    def predict(self, x: Array) -> Array:
        """The probability of each class, with dropout off and the running averages of batch normalisation."""
        return self.forward(np.asarray(x, dtype=np.float64))

    def loss(self, x: Array, labels: Labels, training: bool = False) -> float:
        """The mean cross-entropy over the rows of ``x``."""
        return float(cross_entropy(self.forward(x, training), labels).mean())

    def parameters(self) -> Iterator[tuple[int, str, Array, Array]]:
        """The number of the layer, the name, the parameter and its gradient, for all of them in order."""
        for number, layer in enumerate(self.layers, 1):
            for name, parameter in layer.parameters.items():
                yield number, name, parameter, layer.gradients[name]

    def summary(self) -> str:
        """A line for each layer with what it puts out and how many parameters it has, and their sum.

        >>> print(build("affine 3, mish, affine 2, softmax", 4, RandomState(0)).summary())
        layer    output    parameters
        affine 3 [rows, 3]         15
        mish     [rows, 3]          0
        affine 2 [rows, 2]          8
        softmax  [rows, 2]          0
        all                        23
        """
        counts = [sum(parameter.size for parameter in layer.parameters.values()) for layer in self.layers]
        titles = [layer.title for layer in self.layers]
        shapes = [f"[rows, {width}]" for width in self.widths[1:]]
        lines = [
            ("layer", "output", "parameters"),
            *zip(titles, shapes, map("{:,}".format, counts), strict=True),
            (self.softmax.title, f"[rows, {self.classes}]", "0"),
            ("all", "", f"{sum(counts):,}"),
        ]
        first, second = (max(len(line[column]) for line in lines) for column in (0, 1))
        return "\n".join(f"{a:{first}} {b:{second}} {c:>10}" for a, b, c in lines)


def build(text: str, inputs: int, generator: RandomState) -> Model:
    """A model from a text that reads like the article: ``"affine 100, swish, affine 50, swish, affine 10, softmax"``.

    A layer is ``affine WIDTH``, perhaps with an initializer (``affine 100 glorot``), ``dropout RATE``,
    ``batch_normalization``, ``softmax``, or any activation of the catalogue such as ``leaky_relu:slope=0.05``.
    """
    parts: list[str] = []
    for part in text.split(","):
        if "=" in part and ":" not in part and parts:
            parts[-1] += "," + part  # the comma stood between two parameters of an activation
        else:
            parts.append(part)
    return Model([_layer(part.strip()) for part in parts], inputs, generator)


def _layer(text: str) -> Layer | SoftmaxCrossEntropy:
    word, *rest = text.split() or [""]
    match (word.lower(), rest):
        case ("affine", [width, *initializer]) if width.isdigit() and len(initializer) <= 1:
            return Affine(int(width), initializer=initializer[0] if initializer else "he")
        case ("dropout", [rate]):
            return Dropout(_number(text, rate))
        case ("batch_normalization", []):
            return BatchNormalization()
        case ("softmax", []):
            return SoftmaxCrossEntropy()
        case (other, _) if other in _WORDS:
            raise BadValue(f"cannot read the layer {text!r}: write such as 'affine 100', 'dropout 0.5', 'softmax'.")
    try:
        return Activation(choose(text))
    except UnknownName:
        catalogue = {*names(), *(alias.key for alias in aliases())}
        if text.partition(":")[0].strip().lower() in catalogue:
            raise
        raise UnknownName("layer", text, {*catalogue, *_WORDS}) from None


def _number(text: str, part: str) -> float:
    try:
        return float(part)
    except ValueError:
        raise BadValue(f"cannot read the layer {text!r}: {part!r} is not a number.") from None
