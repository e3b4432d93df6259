"""Where in the source a torch function was called, and which module was running then."""

import linecache
import sys
from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import torch
from torch import nn

from actlab.swap.find.code import digest_of, file_of

TORCH = str(Path(torch.__file__).parent)
OURS = str(Path(__file__).parent.parent)  # actlab.swap
# Frames that only pass a call on; a call made in torch/nn/modules/transformer.py, say, is at home there.
_PASSING = tuple(
    f"{TORCH}/{name}"
    for name in (
        "overrides.py",
        "nn/functional.py",
        "nn/modules/module.py",
        "functional.py",
        "_jit_internal.py",
        "_tensor.py",
        "_ops.py",
    )
)
_OURS_PASSING = (OURS, str(Path(OURS).parent / "torch"))
MODULE = f"{TORCH}/nn/modules/module.py"
REDIRECTED = "<actlab.swap>"  # the file name of the methods that actlab.swap.replace.redirect makes
_CALL = nn.Module._call_impl.__code__
_AUTOGRAD = f"{TORCH}/autograd/function.py"
_CHECKPOINT = f"{TORCH}/utils/checkpoint.py"  # its autograd.Function runs the same function again for the backward


@dataclass(frozen=True)
class Site:
    """A call in the source: the file, the function, and the first and last line and column of the call."""

    file: str
    function: str
    line: int
    column: int
    end_line: int
    end_column: int
    shown: str = field(default="", compare=False)  # the file whose text runs, where actlab made it from ``file``

    @property
    def text(self) -> str:
        """The source of the call on one line, empty when the file cannot be read."""
        lines = [linecache.getline(self.shown or self.file, number) for number in range(self.line, self.end_line + 1)]
        if not all(lines) or self.end_column < 0:
            return lines[0].strip() if lines else ""
        # Columns count UTF-8 bytes.
        parts = [line.encode() for line in lines]
        parts[-1] = parts[-1][: self.end_column]
        parts[0] = parts[0][self.column :]
        return " ".join(part.decode(errors="replace").strip() for part in parts)

    @property
    def place(self) -> str:
        """``file:line`` as an editor opens it."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, eq=False)
class Step:
    """A frame on the way to a call: the code that ran, and the instruction in it."""

    code: CodeType
    instruction: int

    @property
    def key(self) -> tuple[int, int]:
        """Identifies the step within one run."""
        return id(self.code), self.instruction


@dataclass(frozen=True)
class Location:
    """Where a call happened: its site, the innermost known module, and whether inside a custom autograd function.

    ``steps`` leads from the site out to the method of that module.
    """

    site: Site
    owner: nn.Module | None
    in_autograd_function: bool
    steps: tuple[Step, ...] = field(default=(), compare=False)


SiteKey = tuple[str, int, int, int, int]
Spot = tuple[str, int]  # a hash of what a code object does, and an instruction in it
REDIRECTS = "_actlab_redirects"  # the attribute of a module in which redirects stand


def key_of(site: Site) -> SiteKey:
    """Identifies a call in the source by where it begins and ends."""
    return site.file, site.line, site.column, site.end_line, site.end_column


def spot_of(location: Location) -> Spot:
    """A call by what its code does and which instruction in it, wherever the file lies and whatever stands above."""
    return spot_at(location.steps[0]) if location.steps else ("", 0)


def spot_at(step: Step) -> Spot:
    """Identifies the call that one frame is making, as :func:`spot_of` does."""
    return digest_of(step.code), step.instruction


def redirected_parts(owner: nn.Module) -> set[Spot]:
    """The calls inside hand-written forms that are redirected: they still run, and their results are not used."""
    rules = vars(owner).get(REDIRECTS, {}).values()
    return {spot for group in rules for rule in group for spot in rule.parts}


def locate(known: Container[int]) -> Location:
    """The site of the torch call that is being made, and the innermost running module whose id is in ``known``."""
    frame: FrameType | None = sys._getframe(1)
    site: Site | None = None
    owner: nn.Module | None = None
    custom, inner = False, ""
    steps: list[Step] = []
    while frame is not None:
        code, file = frame.f_code, frame.f_code.co_filename
        if owner is None and file.startswith(_OURS_PASSING):
            site, steps = None, []  # called by one of our activations: the call is that of the activation
        elif site is None and file not in _PASSING:
            site = _site(code, file, frame.f_lasti)
        custom = custom or (owner is None and file == _AUTOGRAD and code.co_name == "apply" and inner != _CHECKPOINT)
        inner = file
        module = _module_of(frame)
        if site is not None and code is not _CALL:
            steps.append(Step(code, frame.f_lasti))
        if module is not None and id(module) in known:
            owner = module if owner is None else owner
            if code is _CALL:
                break
        frame = frame.f_back
    return Location(site or _UNKNOWN, owner, custom, tuple(steps))


def _module_of(frame: FrameType) -> Any:
    """What runs in a frame, if it may be a module."""
    code = frame.f_code
    if code is _CALL or (code.co_argcount and code.co_varnames[0] == "self"):
        return frame.f_locals.get("self")
    return frame.f_locals[code.co_varnames[0]] if code.co_filename == REDIRECTED else None


_UNKNOWN = Site("<unknown>", "", 0, 0, 0, -1)


@lru_cache(maxsize=8192)
def _site(code: CodeType, file: str, instruction: int) -> Site:
    # The file is an argument because two code objects with the same text in two files are equal to Python.
    line, end_line, column, end_column = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    first = line or code.co_firstlineno
    last = end_line or first
    end = -1 if end_column is None else end_column
    return Site(file_of(file), code.co_qualname, first, column or 0, last, end, file)
