"""The Triton kernels in Triton's interpreter, on CPU tensors; without Triton these tests skip by name.

Triton decides whether to interpret a function when it is defined, so the variable is set while the kernels are imported
and not longer: tests of torch.compile in the same process must not see it.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # for launches.py and stand_in.py, which also run as programs of their own

MODULES = (
    "primitives",
    "polynomials",
    "mathematics",
    "tuned",
    "functions",
    "gate_functions",
    "loops",
    "launcher",
    "launch",
    "gates",
    "affine",
    "storage",
)


def need_triton() -> None:
    if importlib.util.find_spec("triton") is None:
        if os.environ.get("ACTLAB_EXTRAS"):
            pytest.fail("Triton must be there where ACTLAB_EXTRAS is set")
        pytest.skip("Triton is not there: pip install triton")


def interpreted() -> SimpleNamespace:
    """The modules of the kernels with their functions interpreted; those of Triton itself are left as they are.

    They are imported anew: another test of the same process may have imported them without the variable.
    """
    importlib.import_module(
        "triton.experimental.gluon"
    )  # imported at the first launch, which would then see the variable
    for name in [name for name in sys.modules if name.startswith("actlab.kernels.gpu.")]:
        del sys.modules[name]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRITON_INTERPRET", "1")
        return SimpleNamespace(**{name: importlib.import_module(f"actlab.kernels.gpu.{name}") for name in MODULES})


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """The interpreter computes with NumPy, which warns of what a GPU does silently."""
    with np.errstate(all="ignore"):
        yield


@pytest.fixture(scope="session")
def gpu() -> SimpleNamespace:
    """The modules of the kernels, interpreted."""
    need_triton()
    pytest.importorskip("torch")
    return interpreted()


@pytest.fixture(scope="session")
def compiled() -> dict[str, str]:
    """The environment for a process in which the kernels are compiled, not interpreted."""
    need_triton()
    return {name: text for name, text in os.environ.items() if name != "TRITON_INTERPRET"}
