"""Where in the source a torch function was called, and which module was running then."""

import linecache
import sys
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType

import torch
from torch import nn

TORCH = str(Path(torch.__file__).parent)
OURS = str(Path(__file__).parent.parent)  # actlab.swap
# Frames that only pass a call on; a call made in torch/nn/modules/transformer.py, say, is at home there.
_PASSING = tuple(
    f"{TORCH}/{name}"
    for name in ("overrides.py", "nn/functional.py", "functional.py", "_jit_internal.py", "_tensor.py", "_ops.py")
)
REDIRECTED = "<actlab.swap>"  # the file name of the methods that actlab.swap.replace.redirect makes
_CALL = nn.Module._call_impl.__code__
_AUTOGRAD = f"{TORCH}/autograd/function.py"


@dataclass(frozen=True)
class Site:
    """A call in the source: the file, the function, and the first and last line and column of the call."""

    file: str
    function: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def text(self) -> str:
        """The source of the call on one line, empty when the file cannot be read."""
        lines = [linecache.getline(self.file, number) for number in range(self.line, self.end_line + 1)]
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


@dataclass(frozen=True)
class Location:
    """Where a call happened: its site, the innermost known module, and whether inside a custom autograd function."""

    site: Site
    owner: nn.Module | None
    in_autograd_function: bool


def locate(known: Container[int]) -> Location:
    """The site of the torch call that is being made, and the innermost running module whose id is in ``known``."""
    frame: FrameType | None = sys._getframe(1)
    site: Site | None = None
    custom = False
    while frame is not None:
        code = frame.f_code
        file = code.co_filename
        if site is None and not file.startswith(OURS) and file not in _PASSING:
            site = _site(code, file, frame.f_lasti)
        if code.co_filename == _AUTOGRAD and code.co_name == "apply":
            custom = True
        module = None
        if code is _CALL:
            module = frame.f_locals["self"]
        elif code.co_filename == REDIRECTED:
            module = frame.f_locals[code.co_varnames[0]]
        if module is not None and id(module) in known:
            return Location(site or _UNKNOWN, module, custom)
        frame = frame.f_back
    return Location(site or _UNKNOWN, None, custom)


_UNKNOWN = Site("<unknown>", "", 0, 0, 0, -1)


@lru_cache(maxsize=8192)
def _site(code: CodeType, file: str, instruction: int) -> Site:
    # The file is an argument because two code objects with the same text in two files are equal to Python.
    line, end_line, column, end_column = next(islice(code.co_positions(), instruction // 2, None), (None,) * 4)
    first = line or code.co_firstlineno
    last = end_line or first
    return Site(file, code.co_qualname, first, column or 0, last, -1 if end_column is None else end_column)
