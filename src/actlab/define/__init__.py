"""Layer 0: the records of the activation functions, how to find one by name, and how to add one.

The package can be called: ``actlab.define("snish", "x * tanh(log(1 + exp(x)) / 2)")``.
"""

import sys
from types import ModuleType

from actlab.define.activation import Activation, Alias, Choice, Kink, Parameter, Source
from actlab.define.gate import Gate, GateChoice
from actlab.define.own import define as _define
from actlab.define.own import define_from_toml
from actlab.define.portable import as_table, define_again
from actlab.define.registry import adopt, choose, choose_gate, gates, names, own, record, register

__all__ = [
    "Activation",
    "Alias",
    "Choice",
    "Gate",
    "GateChoice",
    "Kink",
    "Parameter",
    "Source",
    "adopt",
    "as_table",
    "choose",
    "choose_gate",
    "define_again",
    "define_from_toml",
    "gates",
    "names",
    "own",
    "record",
    "register",
]


class CallablePackage(ModuleType):
    """The package as a function.

    ``actlab.define(...)`` is the natural call, and importing the package binds the name ``actlab.define`` to this
    module: so the module is what must answer it.
    """

    __call__ = staticmethod(_define)  # add a function of one's own


sys.modules[__name__].__class__ = CallablePackage
