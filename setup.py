"""Builds the native kernels at install where that is possible; everything else about the package is in pyproject.toml.

With a C++ compiler the NumPy kernels are built, and all that torch needs too where torch is installed already (an
isolated build does not see it: use ``pip install --no-build-isolation``). What cannot be built is built on first use.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

# The package without its face, which imports NumPy: an isolated build does not have it.
sys.modules["actlab"] = ModuleType("actlab")
sys.modules["actlab"].__path__ = [str(Path(__file__).parent / "src" / "actlab")]


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
        for name in build.LIBRARIES:
            try:
                library = folder / build.file_name(name, torch_folder)
                build.build(name, library, build.find_compiler(), torch_folder)
            except (Missing, OSError) as error:
                self.warn(f"installed without native {name}: {error}")
                if not isinstance(error, build.BuildFailed):
                    return


class NativeDistribution(Distribution):
    """The wheel is for one platform: it may hold libraries."""

    def has_ext_modules(self) -> bool:
        """Whether the wheel holds libraries."""
        return True


setup(cmdclass={"build_py": BuildKernels}, distclass=NativeDistribution)
