"""The kernels on an ARM processor, which qemu emulates: the bits of AVX2, and the stated bounds. `make arm` runs them.

The suite has the compiler of ARM read every source (test_build.py): to compile all takes a core half a minute.
"""

import ctypes
import platform
import shutil
from itertools import product

import numpy as np
import pytest
from helpers import emulated, portable

import actlab
from actlab.define.library import RECORDS
from actlab.kernels import arrays, bounds, build, search

pytestmark = [
    pytest.mark.slow,
    *(
        pytest.mark.skipif(not shutil.which(name), reason=f"needs {name}")
        for name in (emulated.COMPILER, emulated.PROCESSOR)
    ),
]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return emulated.program(tmp_path_factory.mktemp("arm"))


@pytest.fixture(scope="module")
def arm(program):
    return emulated.Library(program)


@pytest.fixture(scope="module")
def avx2(tmp_path_factory):
    """Another copy of this machine's library, which chooses its instructions for itself."""
    if platform.machine() != "x86_64":
        pytest.skip("needs an x86-64 processor")
    path = shutil.copy(build.compiled("kernels"), tmp_path_factory.mktemp("avx2"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ACTLAB_INSTRUCTIONS", "avx2")
        library = arrays.load.__wrapped__(path)
        if library.actlab_instructions() != b"avx2":
            pytest.skip("needs a processor with AVX2")
    return library


def numbers():
    """Where functions bend, far out, at the ends of what a type holds, and what is no number."""
    generator = np.random.default_rng(0)
    edges = [0.0, 1e-45, 1e-40, 1e-38, 1e-5, 0.5, 1, 3, 20, 87.3, 88.8, 103.9, 700, 745.2, 65504, 1e30, np.inf, np.nan]
    x = np.concatenate([generator.normal(0, 4, 2000), generator.uniform(-120, 120, 1000), edges, np.negative(edges)])
    return x[:: 1 if x.size % 2 else -1]


def results(library, name, x):
    kind = arrays.TYPES[name]
    g = np.random.default_rng(1).normal(size=x.size).astype(np.float32)
    gradient = (g.view(np.uint32) >> 16).astype(np.uint16) if name == "bfloat16" else g.astype(x.dtype)
    for record, what, scaled in product(RECORDS, arrays.WHATS, (False, True)):
        parameters = (ctypes.c_double * arrays.MOST_PARAMETERS)(*(each.default for each in record.parameters))
        y = np.empty_like(x)
        along = gradient.ctypes.data if scaled else None
        index, number = library.actlab_find(record.key.encode()), arrays.WHATS[what]
        library.actlab_run(index, number, kind, parameters, x.ctypes.data, along, y.ctypes.data, x.size)
        yield (record.key, what, scaled), y


def differing(name, one, other):
    """How many results differ; a NaN is a NaN."""
    if name == "bfloat16":
        one, other = ((each.astype(np.uint32) << 16).view(np.float32) for each in (one, other))
    same = (one == other) & (np.signbit(one) == np.signbit(other)) | (np.isnan(one) & np.isnan(other))
    return int((~same).sum())


@pytest.mark.parametrize("name", arrays.TYPES)
def test_arm_gives_the_bits_of_avx2(arm, avx2, name):
    with np.errstate(over="ignore"):
        wide = numbers().astype(np.float32)
        x = (wide.view(np.uint32) >> 16).astype(np.uint16) if name == "bfloat16" else numbers().astype(name)
    pairs = zip(results(arm, name, x), results(avx2, name, x), strict=True)
    found = {key: differing(name, one, other) for (key, one), (_, other) in pairs}
    assert {key: count for key, count in found.items() if count} == {}


def test_portable_results_are_those_of_every_machine(program, monkeypatch):
    monkeypatch.setenv("ACTLAB_INSTRUCTIONS", "portable")
    library = emulated.Library(program)
    assert library.actlab_instructions() == b"portable"
    monkeypatch.setattr(arrays, "load", lambda path=None: library)
    arrays._prepared.cache_clear()
    assert portable.computed() == portable.stated()
    monkeypatch.undo()
    arrays._prepared.cache_clear()


def test_the_comparison_sees_one_bit():
    one = np.ones(5, np.float32)
    assert differing("float32", one, np.nextafter(one, np.float32(2))) == 5
    assert differing("float32", np.zeros(1), -np.zeros(1)) == 1


@pytest.mark.parametrize("function", actlab.names())
def test_the_stated_bounds_hold_on_arm(arm, monkeypatch, function):
    monkeypatch.setattr(arrays, "load", lambda path=None: arm)
    arrays._prepared.cache_clear()
    for bound in bounds.of(function, "avx2"):
        found = search.errors(function, bound.type, bound.what, search.points(bound.type)[48::97])
        chosen = found.absolute if bound.unit == "absolute" else found.normal
        assert chosen.max() <= bound.error, bound
        assert found.subnormal.max() <= bound.subnormal, bound
    monkeypatch.undo()
    arrays._prepared.cache_clear()
