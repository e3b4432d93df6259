"""The layers. ``forward`` keeps what ``backward`` needs; each class says how its backward follows from its forward.

Throughout, ``x`` is what comes into a layer, a row for each example, and ``d`` is dL/d(output): how the loss L changes
with each number that the layer put out. ``backward`` turns it into dL/dx by the chain rule and leaves the gradients of
the layer's own parameters in ``gradients``.
"""

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from actlab import arrays
from actlab.define import Choice, choose
from actlab.errors import BadValue, UnknownName
from actlab.scratch.initializers import INITIALIZERS

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
SMALLEST_PROBABILITY = 1e-7  # -log(p) ends at 16.1 instead of infinity; the published protocol clips here


class Layer:
    """One step of a network. A layer without parameters needs ``forward`` and ``backward`` only."""

    title = "layer"

    def __init__(self) -> None:
        self.parameters: dict[str, Array] = {}
        self.gradients: dict[str, Array] = {}
        self.training = False  # set by the model; dropout and batch normalisation do something else in training

    def connect(self, inputs: int, generator: RandomState) -> int:  # noqa: ARG002 - most layers draw nothing
        """Make the parameters for rows of ``inputs`` numbers; returns how many numbers come out."""
        return inputs

    def forward(self, x: Array) -> Array:
        """The output for the rows ``x``."""
        raise NotImplementedError

    def backward(self, d: Array, to_input: bool = True) -> Array:
        """The gradient for ``x``; the first layer is spared that work by ``to_input=False`` and returns ``d``."""
        raise NotImplementedError

    def _own(self, **parameters: Array) -> None:
        self.parameters = parameters
        # Made once and filled at every step: fresh arrays of this size cost 0.04 ms of page faults, 5 % of a step.
        self.gradients = {name: np.zeros_like(parameter) for name, parameter in parameters.items()}


class Affine(Layer):
    """u = x W + b.

    One number of the output is u_nj = sum_i x_ni W_ij + b_j. Sum the chain rule over all that each variable reaches:
        dL/dW_ij = sum_n x_ni d_nj   or  dW = x^T d
        dL/db_j  = sum_n d_nj        or  db = the column sums of d
        dL/dx_ni = sum_j d_nj W_ij   or  dx = d W^T
    """

    def __init__(self, outputs: int, inputs: int | None = None, initializer: str = "he") -> None:
        super().__init__()
        if outputs < 1:
            raise BadValue(f"affine: expected at least 1 output, got {outputs}.")
        if initializer not in INITIALIZERS:
            raise UnknownName("initializer", initializer, INITIALIZERS)
        self.outputs, self.inputs, self.initializer = outputs, inputs, initializer
        self.title = f"affine {outputs}"

    def connect(self, inputs: int, generator: RandomState) -> int:
        """Draw W by the initializer; b starts at 0."""
        self.inputs = inputs
        weights = INITIALIZERS[self.initializer](inputs, self.outputs, generator)
        self._own(W=weights, b=np.zeros(self.outputs))
        return self.outputs

    def forward(self, x: Array) -> Array:
        """The sums x W + b."""
        self.x = x
        u: Array = x @ self.parameters["W"]
        u += self.parameters["b"]
        return u

    def backward(self, d: Array, to_input: bool = True) -> Array:
        """As derived above."""
        np.matmul(self.x.T, d, out=self.gradients["W"])
        d.sum(axis=0, out=self.gradients["b"])
        return d @ self.parameters["W"].T if to_input else d


class Activation(Layer):
    """z = f(x), number by number, for any activation of the catalogue.

    Each z depends on one x alone, so the chain rule has one term: dL/dx = d f'(x). The slope f' is a function of the
    input: the output does not determine it, since Swish and Mish take the same value on both sides of their minimum. In
    training it is computed on the way forward, where it shares the exponential with the value.
    """

    def __init__(self, activation: str | Choice) -> None:
        super().__init__()
        self.choice = choose(activation)
        self.title = self.choice.key

    def forward(self, x: Array) -> Array:
        """The values f(x)."""
        self.x, self.slope = x, None
        if not self.training:
            return arrays.value(self.choice, x)
        z, self.slope = arrays.value_and_slope(self.choice, x)
        return z

    def backward(self, d: Array, to_input: bool = True) -> Array:
        """The product d f'(x)."""
        slope = arrays.slope(self.choice, self.x) if self.slope is None else self.slope
        return np.multiply(d, slope) if to_input else d


class Dropout(Layer):
    """z = x m / (1 - rate), where m is 0 with probability ``rate`` and else 1; without training, z = x.

    m does not depend on x, so dL/dx = d m / (1 - rate). The division keeps the expected value of z at x, so that
    nothing has to be rescaled when the training is over.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        if not 0 <= rate < 1:
            raise BadValue(f"dropout: expected a rate of at least 0 and below 1, got {rate:g}.")
        self.rate = rate
        self.title = f"dropout {rate:g}"

    def connect(self, inputs: int, generator: RandomState) -> int:
        """Keep the generator: every training pass draws its own mask from it."""
        self.generator = generator
        return inputs

    def forward(self, x: Array) -> Array:
        """Some numbers silenced, the others scaled up."""
        self.factor = (self.generator.random_sample(x.shape) >= self.rate) / (1 - self.rate) if self.training else 1.0
        return x * self.factor

    def backward(self, d: Array, to_input: bool = True) -> Array:
        """What was silenced gets no gradient."""
        return d * self.factor if to_input else d


class BatchNormalization(Layer):
    """z = gamma h + beta with h = (x - mean) / s, s = sqrt(variance + epsilon), over the batch, column by column.

    Each x reaches its z directly and all z of its column through the mean and the variance. With e = d gamma = dL/dh:
        dL/dbeta = column sums of d,  dL/dgamma = column sums of d h
        h_m moves with x_n by (1{n = m} - 1/N - h_n h_m / N) / s, hence
        dL/dx = (e - mean(e) - h mean(e h)) / s
    """

    title = "batch_normalization"

    def __init__(self, momentum: float = 0.9, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.momentum, self.epsilon = momentum, epsilon

    def connect(self, inputs: int, generator: RandomState) -> int:  # noqa: ARG002 - nothing is drawn
        """Gamma 1 and beta 0; the running mean and variance, used after training, start at 0 and 1."""
        self._own(gamma=np.ones(inputs), beta=np.zeros(inputs))
        self.mean, self.variance = np.zeros(inputs), np.ones(inputs)
        return inputs

    def forward(self, x: Array) -> Array:
        """Normalised by the batch itself in training, by the running averages else."""
        mean, variance = self.mean, self.variance
        if self.training:
            mean, variance = x.mean(axis=0), x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.variance = self.momentum * self.variance + (1 - self.momentum) * variance
        self.s = np.sqrt(variance + self.epsilon)
        self.h = (x - mean) / self.s
        return self.parameters["gamma"] * self.h + self.parameters["beta"]

    def backward(self, d: Array, to_input: bool = True) -> Array:
        """As derived above; outside training the averages are constants and only e / s is left."""
        np.sum(d, axis=0, out=self.gradients["beta"])
        np.sum(d * self.h, axis=0, out=self.gradients["gamma"])
        e = d * self.parameters["gamma"]
        if self.training:
            e = e - e.mean(axis=0) - self.h * (e * self.h).mean(axis=0)
        return np.asarray(e / self.s) if to_input else d


class SoftmaxCrossEntropy:
    """p_j = exp(x_j) / sum_k exp(x_k), and L = the mean over the rows of -log p_y, where y is the right class.

    -log p_y = log(sum_k exp(x_k)) - x_y. The slope of the first term by x_j is p_j, that of the second is 1 where
    j = y and else 0, hence dL/dx = (p - onehot(y)) / rows: two formulas with exponentials cancel to a difference.
    """

    title = "softmax"

    def forward(self, x: Array) -> Array:
        """The probabilities; the largest x of each row is subtracted first, which changes nothing but overflow."""
        p: Array = x - x.max(axis=1, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(axis=1, keepdims=True)
        self.p = p
        return p

    def backward(self, labels: Labels) -> Array:
        """(p - onehot(labels)) / rows: here the way back begins."""
        d: Array = self.p.copy()
        d[np.arange(len(d)), labels] -= 1
        d /= len(d)
        return d


def cross_entropy(probabilities: Array, labels: Labels) -> Array:
    """-log of the probability of the right class, row by row, at most -log(1e-7) = 16.1."""
    right = probabilities[np.arange(len(labels)), labels]
    return np.asarray(-np.log(np.maximum(right, SMALLEST_PROBABILITY)))
