"""Where a result was made: versions and machine."""

import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from actlab.lab.training import ranks

# Versions that can change the numbers; a store with runs of others does not go on.
DECISIVE = ("actlab", "torch", "numpy")

# These make the last digits of the same run differ between machines: the processor, and the instructions that its user
# allows torch and the kernels.
OF_DIGITS = ("processor", "ATEN_CPU_CAPABILITY", "ACTLAB_INSTRUCTIONS")


def mixture(environments: Iterable[dict[str, str]]) -> str:
    """A sentence where runs come from several processors or sets of instructions; empty where they do not."""
    kinds = sorted({", ".join(f"{n} {facts[n]}" for n in OF_DIGITS if n in facts) for facts in environments})
    if len(kinds) < 2:
        return ""
    return f"runs of {len(kinds)} processors or sets of instructions are mixed, whose last digits may differ: " + (
        "; ".join(kinds)
    )


def versions() -> dict[str, str]:
    """The versions of what the numbers depend on."""
    return {name: installed(name) for name in DECISIVE}


def installed(package: str) -> str:
    """The version of a package; "none" where it is not there: whoever only reads runs needs no torch."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


@cache
def environment() -> dict[str, str]:
    """Versions, operating system and processor, in words; and the processes of torchrun."""
    return {
        **versions(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        **{name: os.environ[name] for name in OF_DIGITS if name in os.environ},
        **ranks.facts(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    facts = {name.strip(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    name = facts.get("model name", "unknown")
    widest = next((flag for flag in ("avx512f", "avx2") if flag in facts.get("flags", "").split()), "")
    return f"{name}, family {facts.get('cpu family')}, model {facts.get('model')}" + (f", {widest}" if widest else "")
