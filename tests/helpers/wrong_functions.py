"""Impostors: functions that are nearly right, for showing that every check can fail.

Each takes the right function's value or slope on float64 and spoils it. A check of values is shown
:data:`SPOILT_VALUES`, one of slopes :data:`SPOILT_SLOPES`; siblings are told apart by :data:`SIBLINGS`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spoil = Callable[[Array, Array], Array]  # points, right results -> wrong results

SPOILT_VALUES: dict[str, Spoil] = {
    "0.1 % too large": lambda x, y: y * 1.001,
    "shifted by a millionth": lambda x, y: y + 1e-6,
    "wrong sign at -95": lambda x, y: np.where(x == -95, -y - 1e-39 * (y == 0), y),
    "NaN from 89 on": lambda x, y: np.where(x >= 89, np.nan, y),
    "always zero": lambda x, y: np.zeros_like(y),
    "computed in float32": lambda x, y: y.astype(np.float32).astype(np.float64) * (1 + 2.0**-24),
}

SPOILT_SLOPES: dict[str, Spoil] = {
    "0.1 % too large": lambda x, y: y * 1.001,
    "0 in the tail": lambda x, y: np.where(x < -16, 0 * y + 1e-38 * (y == 0), y),
    "1 in the tail": lambda x, y: np.where(x > 16, 1.001, y),
    "wrong sign at -95": lambda x, y: np.where(x == -95, -y - 1e-38 * (y == 0), y),
    "NaN from 89 on": lambda x, y: np.where(x >= 89, np.nan, y),
    "always zero": lambda x, y: np.where(y == 0, 1e-38, 0.0),
}

# Pairs that a loose check takes for each other: the second stands where the first should.
SIBLINGS = (
    ("mish", "swish"),
    ("mish", "beta_mish:beta=1.01"),
    ("mish", "mila:beta=-0.01"),
    ("mish", "tanhexp"),
    ("mish", "hard_mish"),
    ("swish", "swish:beta=1.001"),
    ("swish", "hard_swish"),
    ("swish", "gelu"),
    ("swish", "e_swish"),
    ("e_swish", "e_swish:beta=1.5"),
    ("gelu", "gelu_tanh"),
    ("gelu_tanh", "gelu"),
    ("elu", "selu"),
    ("elu", "celu:alpha=0.99"),
    ("selu", "elu"),
    ("celu:alpha=2", "elu:alpha=2"),
    ("relu", "relu6"),
    ("relu", "leaky_relu"),
    ("relu", "threshold"),
    ("leaky_relu", "prelu"),
    ("prelu", "rrelu"),
    ("tanh", "lecun_tanh"),
    ("tanh", "weighted_tanh"),
    ("tanh", "penalized_tanh"),
    ("tanh", "hard_tanh"),
    ("sigmoid", "hard_sigmoid"),
    ("sigmoid", "aria2"),
    ("softplus", "softplus:beta=1.001"),
    ("softplus", "log_sigmoid"),
    ("elish", "hard_elish"),
    ("elish", "swish"),
    ("isru", "softsign"),
    ("isrlu", "isru"),
    ("hard_shrink", "soft_shrink"),
    ("soft_shrink", "tanhshrink"),
    ("flatten_t_swish", "swish"),
    ("atan_softplus", "tanh_softplus"),
    ("log_atan_exp", "log_tanh_exp"),
)
SAME_SLOPE = {("hard_shrink", "soft_shrink")}  # apart from values they are truly alike
