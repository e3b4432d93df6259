"""Builds the native kernels into the wheel; everything else about the package is in pyproject.toml.

They need a C++ compiler and nothing else, and fit every Python and every torch from 2.10 on: one wheel a platform is
enough. Without a compiler the wheel has none, and they are built on first use, where there is one.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

# The package without its face, which imports NumPy: an isolated build does not have it.
sys.modules["actlab"] = ModuleType("actlab")
sys.modules["actlab"].__path__ = [str(Path(__file__).parent / "src" / "actlab")]

os.environ.setdefault("SOURCE_DATE_EPOCH", "315532800")  # 1980: two builds give the same bytes, whenever they are


class BuildKernels(build_py):
    """Copies the sources as always, then adds the libraries beside ``kernels/build.py``."""

    def run(self) -> None:
        """Build, or say why not and go on."""
        super().run()
        if self.editable_mode:
            return  # the sources may change: first use compiles what is there then
        from actlab.errors import Missing
        from actlab.kernels import build

        try:
            build.ship(Path(self.build_lib) / "actlab" / "kernels")
        except (Missing, OSError) as error:
            self.warn(f"this wheel has no native kernels; they are compiled on first use. {error}")


class NativeDistribution(Distribution):
    """The wheel is for one platform: it may hold libraries."""

    def has_ext_modules(self) -> bool:
        """Whether the wheel holds libraries."""
        return True


class OneWheel(bdist_wheel):
    """The libraries know nothing of Python: a wheel fits every version of it."""

    def get_tag(self) -> tuple[str, str, str]:
        """Interpreter, ABI, platform."""
        return "py3", "none", super().get_tag()[2]


setup(cmdclass={"build_py": BuildKernels, "bdist_wheel": OneWheel}, distclass=NativeDistribution)
