"""Builds the native kernels at install where that is possible; everything else about the package is in pyproject.toml.

With a C++ compiler the NumPy kernels are built, and the torch operators too where torch is installed already (an
isolated build does not see it: use ``pip install --no-build-isolation``). Where nothing can be built the package
installs all the same and builds on first use.
"""

import importlib.util
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent / "src"))


class BuildKernels(build_py):
    """Copies the sources as always, then adds the libraries beside ``kernels/build.py``."""

    def run(self) -> None:
        """Build, or say why not and go on."""
        super().run()
        if self.editable_mode:
            return  # the sources may change: first use compiles what is there then
        from actlab.errors import Missing
        from actlab.kernels import build

        folder = Path(self.build_lib) / "actlab" / "kernels"
        found = importlib.util.find_spec("torch")
        torch_folder = Path(found.origin).parent if found and found.origin else None
        for name in ("kernels", "operators") if torch_folder else ("kernels",):
            try:
                build.build(name, folder / f"{name}.so", build.find_compiler(), torch_folder)
            except Missing as error:
                self.warn(f"installed without native kernels ({error})")
                return


class NativeDistribution(Distribution):
    """The wheel is for one platform: it may hold libraries."""

    def has_ext_modules(self) -> bool:
        """Whether the wheel holds libraries."""
        return True


setup(cmdclass={"build_py": BuildKernels}, distclass=NativeDistribution)
