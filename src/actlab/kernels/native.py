"""The native kernels for NumPy arrays, through the library's plain C face.

ctypes rather than a binding library: a call costs about 2 us more than nanobind's, which is a tenth of the time of the
smallest array for which native code matters, and no header of Python's or NumPy's is needed to build.
"""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from actlab.errors import BadType, BadValue, UnknownName
from actlab.kernels.build import compiled

TYPES = {"float32": 0, "float64": 1, "bfloat16": 2, "float16": 3}  # as in kernels.h
WHATS = {"value": 0, "slope": 1, "curvature": 2}
MOST_PARAMETERS = 4


@cache
def load(path: Path | None = None) -> ctypes.CDLL:
    """The library, compiled on first use."""
    library = ctypes.CDLL(str(path or compiled("kernels")))
    library.actlab_instructions.restype = ctypes.c_char_p
    library.actlab_find.argtypes = [ctypes.c_char_p]
    pointer = ctypes.c_void_p
    library.actlab_run.argtypes = [ctypes.c_int] * 3 + [pointer] * 4 + [ctypes.c_int64]
    library.actlab_run.restype = None
    return library


def instructions() -> str:
    """The instruction set in use: ``avx512``, ``avx2`` or ``baseline``."""
    name: bytes = load().actlab_instructions()
    return name.decode()


def run(
    key: str,
    what: str,
    x: np.ndarray[Any, Any],
    gradient: np.ndarray[Any, Any] | None = None,
    parameters: tuple[float, ...] = (),
    out: np.ndarray[Any, Any] | None = None,
) -> np.ndarray[Any, Any]:
    """``what`` of the record ``key`` for every element of ``x``, times ``gradient`` where one is given.

    Arrays of float16, float32 or float64; uint16 is read as bfloat16. All ``parameters`` of the record are needed.
    ``out`` may be ``x``.

    >>> run("mish", "value", np.zeros(3, np.float32))
    array([0., 0., 0.], dtype=float32)
    """
    kind = "bfloat16" if x.dtype == np.uint16 else x.dtype.name
    if kind not in TYPES:
        raise BadType(f"expected an array of {', '.join(TYPES)} (bfloat16 as uint16), got {x.dtype}.")
    library = load()
    record = library.actlab_find(key.encode())
    if record < 0:
        raise BadValue(f"no native kernel is called {key!r}.")
    if what not in WHATS:
        raise UnknownName("kind of kernel", what, WHATS)
    x = np.ascontiguousarray(x)
    gradient = None if gradient is None else np.ascontiguousarray(np.broadcast_to(gradient, x.shape), dtype=x.dtype)
    result = np.empty_like(x) if out is None else out
    _check_output(result, x)
    numbers = (ctypes.c_double * MOST_PARAMETERS)(*parameters)
    library.actlab_run(
        record,
        WHATS[what],
        TYPES[kind],
        ctypes.addressof(numbers),
        x.ctypes.data,
        None if gradient is None else gradient.ctypes.data,
        result.ctypes.data,
        x.size,
    )
    return result


def _check_output(out: np.ndarray[Any, Any], x: np.ndarray[Any, Any]) -> None:
    if out.shape != x.shape or out.dtype != x.dtype or not out.flags.c_contiguous or not out.flags.writeable:
        raise BadValue(f"out must be a writeable, contiguous array of shape {x.shape} and type {x.dtype}.")
    if out.ctypes.data != x.ctypes.data and np.may_share_memory(out, x):
        raise BadValue("out overlaps x; use x itself or an array of its own.")
