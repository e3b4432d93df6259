"""The native kernels for NumPy arrays, through the library's plain C face.

ctypes rather than a binding library: a call costs about 2 us more than nanobind's, which is a tenth of the time of the
smallest array for which native code matters, and no header of Python's or NumPy's is needed to build.
"""

import ctypes
import warnings
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.errors import BadType, BadValue, Unavailable, UnknownName

TYPES = {"float32": 0, "float64": 1, "bfloat16": 2, "float16": 3}  # as in kernels.h
WHATS = {"value": 0, "slope": 1, "curvature": 2}
MOST_PARAMETERS = 4
# uint16 is read as bfloat16, which NumPy does not have
KINDS = {np.dtype("uint16" if name == "bfloat16" else name): number for name, number in TYPES.items()}

Array = np.ndarray[Any, Any]


class _Call(ctypes.Structure):
    """``actlab_call`` of ``dispatch.cpp``."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("record", "what", "type", "at")),
        ("parameters", ctypes.c_double * MOST_PARAMETERS),
    )


@cache
def load(path: Path | None = None) -> ctypes.CDLL:
    """The library, compiled on first use."""
    from actlab.kernels.build import compiled  # late: `import actlab` is spared what only a build needs

    path = path or compiled("kernels")
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:  # such as a cache from where nothing may run
        reason = f"native speed needs a build that fits this machine ({error})"
        raise Unavailable(reason, f"Remove {path}; the next call makes another.") from error
    library.actlab_instructions.restype = ctypes.c_char_p
    library.actlab_find.argtypes = [ctypes.c_char_p]
    pointer = ctypes.c_void_p
    library.actlab_run.argtypes = [ctypes.c_int] * 3 + [pointer] * 4 + [ctypes.c_int64]
    library.actlab_run.restype = None
    library.actlab_run_both.argtypes = [ctypes.c_int] * 2 + [pointer] * 4 + [ctypes.c_int64]
    library.actlab_run_both.restype = None
    library.actlab_run_object.argtypes = [ctypes.POINTER(_Call), pointer, pointer, ctypes.c_int64]
    library.actlab_run_object.restype = None
    return library


@cache
def available() -> bool:
    """Whether the library is there or can be compiled; where not, one warning says why."""
    try:
        load()
    except Unavailable as error:
        warnings.warn(
            f"actlab runs on plain NumPy: {error} Without it Mish on an array takes about 10 times as long.",
            stacklevel=3,
        )
        return False
    return True


_known = {record.key: record for record in RECORDS}


def has_kernels(activation: Activation) -> bool:
    """Whether it is of the catalogue, which is what kernels are compiled for, and they can be had."""
    known = _known.get(activation.key)
    return (known is activation or known == activation) and available()


def instructions() -> str:
    """The instruction set in use: ``avx512``, ``avx2`` or ``baseline``; on ARM ``neon`` or ``portable``."""
    name: bytes = load().actlab_instructions()
    return name.decode()


def run(
    key: str,
    what: str,
    x: Array,
    gradient: Array | None = None,
    parameters: tuple[float, ...] = (),
    out: Array | None = None,
) -> Array:
    """``what`` of the record ``key`` for every element of ``x``; a derivative times ``gradient`` if there is one.

    Arrays of float16, float32 or float64; uint16 is read as bfloat16. All ``parameters`` of the record are needed.
    ``out`` may be ``x``.

    >>> run("mish", "value", np.zeros(3, np.float32))
    array([0., 0., 0.], dtype=float32)
    """
    kind = KINDS.get(x.dtype)
    if kind is None:
        raise BadType(f"expected an array of {', '.join(TYPES)} (bfloat16 as uint16), got {x.dtype}.")
    if gradient is not None and what == "value":
        raise BadValue("a gradient multiplies derivatives: expected none with a value.")
    library, record, number, numbers = _prepared(key, what, parameters)
    if not x.flags.c_contiguous:
        x = x.copy(order="C")
    if gradient is not None and (
        gradient.shape != x.shape or gradient.dtype != x.dtype or not gradient.flags.c_contiguous
    ):
        gradient = np.broadcast_to(gradient, x.shape).astype(x.dtype, order="C")
    if out is None:
        out = np.empty(x.shape, x.dtype)
    else:
        _check_output(out, x)
    along = None if gradient is None else gradient.ctypes.data
    library.actlab_run(record, number, kind, numbers, x.ctypes.data, along, out.ctypes.data, x.size)
    return out


def run_both(key: str, x: Array, parameters: tuple[float, ...] = ()) -> tuple[Array, Array]:
    """Value and slope of the record ``key`` at every element of ``x``, float32 or float64: they share the exponential.

    >>> run_both("relu", np.array([-1.0, 2.0]))
    (array([0., 2.]), array([0., 1.]))
    """
    kind = KINDS.get(x.dtype)
    if kind not in (TYPES["float32"], TYPES["float64"]):
        raise BadType(f"expected an array of float32 or float64, got {x.dtype}.")
    library, record, _, numbers = _prepared(key, "value", parameters)
    if not x.flags.c_contiguous:
        x = x.copy(order="C")
    value, slope = np.empty(x.shape, x.dtype), np.empty(x.shape, x.dtype)
    library.actlab_run_both(record, kind, numbers, x.ctypes.data, value.ctypes.data, slope.ctypes.data, x.size)
    return value, slope


def prepare(
    key: str, what: str, dtype: np.dtype[Any], parameters: tuple[float, ...]
) -> Callable[[Array], Array] | None:
    """``what`` of the record ``key`` as a function of one contiguous array of ``dtype``, for many small calls.

    An array's address by NumPy's own means takes 0.7 us, and there are two: here it is read from where the array object
    holds it. None where NumPy does not show that place.
    """
    place = _place_of_address()
    if place is None:
        return None
    library, record, number, numbers = _prepared(key, what, parameters)
    call = ctypes.byref(_Call(record, number, KINDS[dtype], place, numbers))
    function, empty_like = library.actlab_run_object, np.empty_like

    def run(x: Array) -> Array:
        out = empty_like(x)
        function(call, id(x), id(out), x.size)
        return out

    return run


@cache
def _place_of_address() -> int | None:
    """At which byte of an array object the address of its numbers stands: 16 in CPython, after the object's head."""
    size = ctypes.sizeof(ctypes.c_void_p)
    places = set(range(0, 8 * size, size))
    for probe in (np.empty(3), np.empty((2, 2), np.float32)[1:]):
        places &= {at for at in places if ctypes.c_void_p.from_address(id(probe) + at).value == probe.ctypes.data}
    return min(places, default=None)


@lru_cache(maxsize=1024)
def _prepared(key: str, what: str, parameters: tuple[float, ...]) -> tuple[ctypes.CDLL, int, int, Any]:
    """What does not depend on the array; finding it again at each call took half of the time of a small one."""
    library = load()
    record = library.actlab_find(key.encode())
    if record < 0:
        raise BadValue(f"no native kernel is called {key!r}.")
    if what not in WHATS:
        raise UnknownName("kind of kernel", what, WHATS)
    return library, record, WHATS[what], (ctypes.c_double * MOST_PARAMETERS)(*parameters)


def _check_output(out: Array, x: Array) -> None:
    if out.shape != x.shape or out.dtype != x.dtype or not out.flags.c_contiguous or not out.flags.writeable:
        raise BadValue(f"out must be a writeable, contiguous array of shape {x.shape} and type {x.dtype}.")
    if out.ctypes.data != x.ctypes.data and np.may_share_memory(out, x):
        raise BadValue("out overlaps x; use x itself or an array of its own.")
