"""Layer 3: the network with backpropagation written by hand, NumPy only, to be read."""

from actlab.scratch.data import Data
from actlab.scratch.gradient_check import GradientCheck, gradient_check
from actlab.scratch.initializers import INITIALIZERS
from actlab.scratch.layers import Activation, Affine, BatchNormalization, Dropout, Layer, SoftmaxCrossEntropy
from actlab.scratch.model import Model, build
from actlab.scratch.optimizers import SGD, AdaGrad, Adam, Momentum, Nadam, Optimizer, RMSprop
from actlab.scratch.training import Diverged, Row, blown_up, evaluate, train, training

__all__ = [
    "INITIALIZERS",
    "SGD",
    "Activation",
    "AdaGrad",
    "Adam",
    "Affine",
    "BatchNormalization",
    "Data",
    "Diverged",
    "Dropout",
    "GradientCheck",
    "Layer",
    "Model",
    "Momentum",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "Row",
    "SoftmaxCrossEntropy",
    "blown_up",
    "build",
    "evaluate",
    "gradient_check",
    "train",
    "training",
]
