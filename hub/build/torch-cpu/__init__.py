"""Activation layers on actlab's CPU kernels, for ``kernels.kernelize``; forward and backward."""

from . import layers

__all__ = ["layers"]
