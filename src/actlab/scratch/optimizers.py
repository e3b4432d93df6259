"""The ways to step down the slope. Each ``update`` changes one parameter in place, given its gradient.

``kept`` is what the optimizer remembers of that parameter from step to step; it starts empty.
The formulas are those of the papers in the form of torch.optim, which the tests compare them with.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadValue

Array = NDArray[np.float64]
Memory = dict[str, Array]


class Optimizer:
    """Steps all parameters of a model."""

    def __init__(self, learning_rate: float) -> None:
        if not 0 < learning_rate < np.inf:
            raise BadValue(f"learning rate: expected a number greater than 0, got {learning_rate:g}.")
        self.learning_rate = learning_rate
        self.steps = 0
        self._memories: list[Memory] = []

    def step(self, parameters: Iterable[tuple[Array, Array]]) -> None:
        """Update every parameter by its gradient; the order of the pairs is the same at every step."""
        self.steps += 1
        for number, (parameter, gradient) in enumerate(parameters):
            if number == len(self._memories):
                self._memories.append({})
            self.update(parameter, gradient, self._memories[number])

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """Change ``parameter`` in place; the step may use up ``gradient``, which backward fills anew."""
        raise NotImplementedError


class SGD(Optimizer):
    """w -= rate g."""

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:  # noqa: ARG002 - it remembers nothing
        """One step against the gradient."""
        # The gradient's own array becomes the step. With a third array of 784 x 100 beside the two, what the matrix
        # products need no longer fits into 2 MB of cache: 0.03 ms, 3 % of a step.
        gradient *= self.learning_rate
        parameter -= gradient


class Momentum(Optimizer):
    """v = momentum v + g, w -= rate v: a heavy ball, that gathers speed where the slope stays the same."""

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = momentum

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """The velocity first, then the step."""
        v = _memory(memory, "v", parameter)
        v *= self.momentum
        v += gradient
        parameter -= self.learning_rate * v


class AdaGrad(Optimizer):
    """s += g^2, w -= rate g / (sqrt(s) + epsilon): parameters that moved much move less from now on."""

    def __init__(self, learning_rate: float, epsilon: float = 1e-10) -> None:
        super().__init__(learning_rate)
        self.epsilon = epsilon

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """The sum of squares first, then the step."""
        s = _memory(memory, "s", parameter)
        s += gradient**2
        parameter -= self.learning_rate * gradient / (np.sqrt(s) + self.epsilon)


class RMSprop(Optimizer):
    """s = decay s + (1 - decay) g^2, w -= rate g / (sqrt(s) + epsilon): AdaGrad that forgets."""

    def __init__(self, learning_rate: float, decay: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.decay, self.epsilon = decay, epsilon

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """The running mean of squares first, then the step."""
        s = _memory(memory, "s", parameter)
        s *= self.decay
        s += (1 - self.decay) * gradient**2
        parameter -= self.learning_rate * gradient / (np.sqrt(s) + self.epsilon)


class Adam(Optimizer):
    """Momentum over RMSprop: m and s are running means of g and g^2, w -= rate m' / (sqrt(s') + epsilon).

    Both means start at 0 and are too small at first: after t steps m' = m / (1 - beta1^t), s' = s / (1 - beta2^t).
    """

    def __init__(self, learning_rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """The two means first, then the step."""
        m, s = self._means(parameter, gradient, memory)
        parameter -= self.learning_rate * m / (1 - self.beta1**self.steps) / self._scale(s)

    def _means(self, parameter: Array, gradient: Array, memory: Memory) -> tuple[Array, Array]:
        m, s = _memory(memory, "m", parameter), _memory(memory, "s", parameter)
        m *= self.beta1
        m += (1 - self.beta1) * gradient
        s *= self.beta2
        s += (1 - self.beta2) * gradient**2
        return m, s

    def _scale(self, s: Array) -> Array:
        return np.asarray(np.sqrt(s / (1 - self.beta2**self.steps)) + self.epsilon)


class Nadam(Adam):
    """Adam that looks ahead: the step takes the momentum that the next step would have (Dozat, 2016).

    The momentum grows: mu_t = beta1 (1 - 0.96^(0.004 t) / 2), P_t = mu_1 mu_2 ... mu_t, and
    w -= rate (mu_{t+1} m / (1 - P_{t+1}) + (1 - mu_t) g / (1 - P_t)) / (sqrt(s') + epsilon).
    """

    def update(self, parameter: Array, gradient: Array, memory: Memory) -> None:
        """The two means first, then the step."""
        m, s = self._means(parameter, gradient, memory)
        now, ahead = self._momentum(self.steps), self._momentum(self.steps + 1)
        product = memory.setdefault("product", np.ones(1))  # of the momenta so far
        product *= now
        step = ahead / (1 - product * ahead) * m + (1 - now) / (1 - product) * gradient
        parameter -= self.learning_rate * step / self._scale(s)

    def _momentum(self, t: int) -> float:
        return float(self.beta1 * (1 - 0.5 * 0.96 ** (0.004 * t)))


def _memory(memory: Memory, name: str, parameter: Array) -> Array:
    if name not in memory:
        memory[name] = np.zeros_like(parameter)
    return memory[name]
