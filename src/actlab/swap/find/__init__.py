"""Find the activations of a model. The package itself can be called: ``actlab.swap.find(model, inputs)``."""

import sys
from types import ModuleType
from typing import Any


class _CallablePackage(ModuleType):
    """Makes the package callable: importing it binds the name ``actlab.swap.find`` to this module."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Every activation in a model: :func:`actlab.swap.find.finding.find`."""
        from actlab.swap.find.finding import find

        return find(*args, **options)


sys.modules[__name__].__class__ = _CallablePackage
