"""Use a finished module as the network of a comparison: each call replaces the activations in a new copy."""

import copy
from collections import Counter
from collections.abc import Callable
from typing import Any

from torch import nn

from actlab.errors import BadValue
from actlab.lab.data.source import digest
from actlab.swap.find.finding import find
from actlab.swap.replace.swapping import swap

GATES = ("sigmoid", "hard_sigmoid")  # they weigh what others compute; replaced only where a model has nothing else


class Ready:
    """Call it with an activation factory for a copy of ``model`` with the factory's modules in it.

    Every seed starts from the weights that the model has; the seeds differ in order and dropout alone.
    ``replaced`` counts the places by function.

    Raises:
        BadValue: for a model in which no activation is found.
    """

    def __init__(self, model: nn.Module, example: Any) -> None:
        self.model, self._example = copy.deepcopy(model).train(), example
        functions = Counter(str(place.function) for place in find(self.model, example, views=()))
        hidden = {name: count for name, count in functions.items() if name.partition(":")[0] not in GATES}
        self.replaced = hidden or dict(functions)
        if not self.replaced:
            raise BadValue(
                f"no activation was found in the {type(model).__name__}; give a function that takes an activation "
                f"factory and makes the network."
            )
        self.__name__ = type(model).__name__
        self.digest = digest(model)

    def __call__(self, activation: Callable[[], nn.Module]) -> nn.Module:
        """A new copy of the model with ``activation()`` in every replaced place, in training mode."""
        mapping = {name.partition(":")[0]: activation for name in self.replaced}
        return swap(self.model, mapping, self._example, strict=True, repeats=0).model.train()
