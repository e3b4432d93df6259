"""The mathematics that emitted array code runs on, for NumPy: the name ``m`` in it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[Any]


def _where(x: FloatArray, condition: Any, chosen: Any, otherwise: Any) -> FloatArray:
    return np.where(condition, x.dtype.type(chosen) if np.isscalar(chosen) else chosen, otherwise).astype(x.dtype)


def _sigmoid(u: FloatArray) -> FloatArray:
    # 1 / (1 + exp(-u)) overflows to 0 from u = -88.8 in float32, where the value is still a subnormal number.
    e = np.exp(-np.abs(u))
    return np.where(u < 0, e, 1) / (1 + e)


def _softplus(u: FloatArray) -> FloatArray:
    return np.maximum(u, 0) + np.log1p(np.exp(-np.abs(u)))


def _special(name: str) -> Callable[[FloatArray], FloatArray]:
    """SciPy's function, which has no long doubles: these have its digits in double."""

    def function(u: FloatArray) -> FloatArray:
        from scipy import special

        compute, array = getattr(special, name), np.asarray(u)  # of a parameter it may be a number
        return compute(array.astype(np.float64)).astype(array.dtype) if array.dtype == np.longdouble else compute(u)

    return function


mathematics = SimpleNamespace(
    abs=np.abs,
    atan=np.arctan,
    cos=np.cos,
    erf=_special("erf"),
    erfc=_special("erfc"),
    exp=np.exp,
    expm1=np.expm1,
    full=lambda x, number: np.full_like(x, number),
    keep_nan=lambda x, y: np.where(np.isnan(x), x, y),
    log=np.log,
    log1p=np.log1p,
    maximum=np.maximum,
    minimum=np.minimum,
    sigmoid=_sigmoid,
    sign=np.sign,
    sin=np.sin,
    softplus=_softplus,
    sqrt=np.sqrt,
    tanh=np.tanh,
    where=_where,
)
