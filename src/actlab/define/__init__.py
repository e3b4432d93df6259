"""Layer 0: the records of the activation functions, and how to find one by name."""

from actlab.define.activation import Activation, Alias, Choice, Kink, Parameter, Source
from actlab.define.registry import choose, names, record, register

__all__ = [
    "Activation",
    "Alias",
    "Choice",
    "Kink",
    "Parameter",
    "Source",
    "choose",
    "names",
    "record",
    "register",
]
