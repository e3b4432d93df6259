"""A user's network, built for a seed; and the global generators of random numbers, which are the run's while it trains.

A run sets torch's, NumPy's and Python's own generators from the seed, and restores them when it hands over.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from actlab.errors import BadType, BadValue
from actlab.lab.data import brought
from actlab.lab.plan.arms import choice_of, title_of
from actlab.lab.plan.setting import Own, Setting
from actlab.torch.modules import module
from actlab.vision.names import TORCHS_OWN
from actlab.vision.parts import activation_module


class Activation:
    """What a user's function gets: call it for a new module, wherever the network has an activation.

    ``key`` and ``title`` name the function; ``count`` is the number of modules made so far.
    """

    def __init__(self, key: str, learned: str = "usual") -> None:
        self.key, self.title, self.count = key, title_of(key), 0
        self._learned = learned

    def __call__(self, *arguments: Any, **options: Any) -> nn.Module:
        """A new module; ``inplace`` and the like, which only some functions have, are ignored."""
        if any(isinstance(one, Tensor) for one in (*arguments, *options.values())):
            raise BadType("the activation was called with a tensor; call it for a module first: activation()(x).")
        self.count += 1
        before = torch.get_rng_state()
        activation = maker(self.key, self._learned)
        torch.set_rng_state(before)  # an activation that draws its weights must not change those of the layers
        return activation


def maker(key: str, learned: str = "usual") -> nn.Module:
    """A module of an arm: a function of the catalogue, with its learnable numbers, or a user's own."""
    choice = choice_of(key)
    if choice is None:
        activation = brought.thing(key)()
        if not isinstance(activation, nn.Module):
            raise BadType(
                f"{title_of(key)}: expected a callable that makes a torch.nn.Module, got {kind_of(activation)}."
            )
        return activation
    learnable = any(parameter.learnable for parameter in choice.activation.parameters)
    if learned == "none" or not learnable or (learned == "usual" and (":" in key or key in TORCHS_OWN)):
        return activation_module(choice)
    return module(choice, learnable=True)


def kind_of(thing: Any) -> str:
    """What came instead, in a few words: a tensor may have millions of numbers."""
    return f"a tensor {list(thing.shape)}" if isinstance(thing, Tensor) else f"{thing!r:.80}"


def build(setting: Setting) -> nn.Module:
    """The network, its weights drawn from the global generators; call it inside :class:`Draws`.

    Raises:
        BadType: if the function makes something else than a module.
        BadValue: if it never asks for the activation.
    """
    builder = brought.thing(setting.network)
    activation = Activation(setting.activation, setting.learned)
    network = builder(activation)
    name = brought.title_of(setting.network)
    if not isinstance(network, nn.Module):
        raise BadType(f"{name}: expected a function that returns a torch.nn.Module, got {type(network).__name__}.")
    if not activation.count:
        raise BadValue(
            f"{name} makes no activation: it never called the factory that it got. Write activation() wherever the "
            f"network has one, such as Sequential(Linear(8, 8), activation(), Linear(8, 2)); got\n{network}"
        )
    if not list(network.parameters()):
        raise BadValue(f"{name} makes a network without weights; expected some to train.")
    return network


class Draws:
    """The global generators as a run has them, from ``seed`` on; call it for a context in which they are in force."""

    def __init__(self, seed: int, device: str = "cpu") -> None:
        self._device = device
        outside = self._states()
        torch.manual_seed(2 * seed)
        np.random.seed(2 * seed % 2**32)  # noqa: NPY002 - the generator that a user's code draws from
        random.seed(2 * seed)
        self._inside = self._states()
        self._restore(outside)

    @contextmanager
    def __call__(self, aside: bool = False) -> Iterator[None]:
        """While it lasts they are the run's; with ``aside`` what is drawn leaves no trace in the run."""
        outside = self._states()
        self._restore(self._inside)
        try:
            yield
        finally:
            if not aside:
                self._inside = self._states()
            self._restore(outside)

    def _states(self) -> tuple[Any, ...]:
        cuda = torch.cuda.get_rng_state() if self._device == "cuda" else None
        return torch.get_rng_state(), cuda, np.random.get_state(), random.getstate()  # noqa: NPY002

    def _restore(self, states: tuple[Any, ...]) -> None:
        cpu, cuda, numpy, python = states
        torch.set_rng_state(cpu)
        if cuda is not None:
            torch.cuda.set_rng_state(cuda)
        np.random.set_state(numpy)  # noqa: NPY002
        random.setstate(python)


def is_own(setting: Setting) -> bool:
    """Whether the network is a user's."""
    return isinstance(setting, Own)


def step_of(setting: Setting) -> Any:
    """The user's (model, batch) to a loss; None where the setting has none."""
    name = getattr(setting, "step", "")
    return brought.thing(name) if name else None
