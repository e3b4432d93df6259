"""``python tools/release.py FOLDER``: a wheel and a source archive, each installed and used in fresh environments.

1. Wheel and archive; their names, ``--version``, the JSON documents and CITATION.cff must agree on the version.
2. The wheel in an environment without a compiler: its kernels load.
3. The archive in one with a compiler: it builds a wheel with kernels.
4. The archive in one without a compiler: a warning says what that costs, and plain NumPy computes the same.

The environments see this one's NumPy, torch and other libraries, and not its actlab.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import setuptools

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = Path(setuptools.__file__).parent.parent
USE = """
import warnings
warnings.simplefilter("ignore")
import actlab, torch
assert abs(float(actlab.value("mish", 1.0)) - 0.8650983882673103) < 1e-12
torch.nn.functional.mish(torch.ones(3, requires_grad=True)).sum().backward()
print(actlab.__version__, bool(actlab.accelerate()))
"""


def run(*command: object, **changed: object) -> str:
    """The output of a command, which must succeed; ``changed`` is its environment where that differs."""
    environment = {**os.environ, "PYTHONPATH": "", **{key: str(value) for key, value in changed.items()}}
    return subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout


def build(folder: Path) -> tuple[Path, Path]:
    """The wheel and the source archive of this tree."""
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    run(sys.executable, "-c", f"from setuptools import build_meta; build_meta.build_sdist({str(folder)!r})")
    new = sorted(set(folder.iterdir()) - before, key=lambda path: path.suffix) or sorted(folder.iterdir())
    (wheel,) = (path for path in new if path.suffix == ".whl")
    (archive,) = (path for path in new if path.name.endswith(".tar.gz"))
    return wheel, archive


def fresh(folder: Path, package: Path, **changed: object) -> Path:
    """The Python of a new environment with ``package`` installed."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "others.pth").write_text(str(LIBRARIES))
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--ignore-installed", "--prefix", folder)
    run(sys.executable, "-m", "pip", "--quiet", "install", *options, package, **changed)
    assert str(folder) in run(python, "-c", "import actlab; print(actlab.__file__)"), "it is another actlab"
    return python


def versions(wheel: Path, archive: Path, python: Path) -> set[str]:
    """The version by everything that states it."""
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.M)
    document = json.loads(run(python, "-m", "actlab", "list", "--json"))
    return {
        citation[1] if citation else "none in CITATION.cff",
        wheel.name.split("-")[1],
        archive.name.removesuffix(".tar.gz").split("-")[1],
        run(python, "-m", "actlab", "--version").split()[-1],
        document["version"],
    }


def main(arguments: list[str]) -> int:
    """Build, check, and print what each environment did."""
    wheel, archive = build(Path(arguments[0]).resolve())
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "empty").mkdir()
        bare = {"PATH": scratch / "empty", "CXX": "", "ACTLAB_CACHE": scratch / "cache"}
        python = fresh(scratch / "wheel", wheel)
        stated = versions(wheel, archive, python)
        if len(stated) > 1:
            print(f"the version differs: {', '.join(sorted(stated))}", file=sys.stderr)
            return 1
        results = {
            "wheel, no compiler": (run(python, "-c", USE, **bare), "True"),
            "source archive, compiler": (run(fresh(scratch / "built", archive), "-c", USE, **bare), "True"),
            "source archive, no compiler": (run(fresh(scratch / "plain", archive, **bare), "-c", USE, **bare), "False"),
        }
    for title, (output, expected) in results.items():
        print(f"{title}: actlab {output.split()[0]}, native kernels: {output.split()[1]}")
        if output.split()[1] != expected:
            print(f"{title}: expected native kernels: {expected}", file=sys.stderr)
            return 1
    print(f"{wheel}\n{archive}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
