"""What can go wrong outside actlab's own checks, in one sentence for the user."""

import errno
import sysconfig
import traceback
from pathlib import Path
from typing import Any

from actlab.errors import Missing

# pydantic's ValidationError is a ValueError; a bare ValueError of our own code would be a fault of ours and keeps its
# traceback.
KINDS: tuple[type[Exception], ...] = (OSError, OverflowError, UnicodeError, MemoryError, ModuleNotFoundError)
_PACKAGES = {"torch": ("PyTorch", "pip install 'actlab[torch]'")}  # those that commands need and an install may lack
_ADVICE = {
    errno.ENOSPC: "Make room, then give the same command again.",
    errno.EACCES: "Choose another place, or allow writing there.",
    errno.EROFS: "Choose another place: this one can only be read.",
    errno.EEXIST: "A file stands where a folder is needed; choose another name.",
    errno.ENOTDIR: "A file stands where a folder is needed; choose another name.",
    errno.EISDIR: "A folder stands where a file is needed; choose another name.",
    errno.ENOENT: "Check the path.",
}


def message(error: Exception) -> str:
    """The sentence for one of :data:`KINDS`."""
    match error:
        case ModuleNotFoundError():
            library, install = _PACKAGES.get(str(error.name), (str(error.name), f"pip install {error.name}"))
            return str(Missing(library, "this command", install))
        case OSError():
            return _of_system(error)
        case OverflowError():
            return f"a number is too large ({error}). Choose a smaller one."
        case MemoryError():
            return "there is not enough memory. Choose smaller settings or fewer --workers."
        case UnicodeError():
            return f"a text cannot be read or written here ({error}). Use UTF-8."
    return f"{type(error).__name__}: {error}"


def of_users_code(error: Exception) -> str:
    """Kind and words of an error of a user's function, and the last of her lines that it came through."""
    ours = (str(Path(__file__).parent), *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")))
    frames = [
        one for one in traceback.extract_tb(error.__traceback__) if not one.filename.startswith((*ours, "<frozen"))
    ]
    place = f"{frames[-1].filename}, line {frames[-1].lineno}: " if frames else ""
    return f"{place}{type(error).__name__}: {error}"


def _of_system(error: OSError) -> str:
    names: list[Any] = [name for name in (error.filename, error.filename2) if name is not None]
    where = f"{names[0]}: " if names else ""
    advice = _ADVICE.get(error.errno or 0, "")
    return f"{where}{error.strerror or error}. {advice}".rstrip()


def lacks_memory(error: ImportError) -> bool:
    """Whether a library's file could not be loaded for lack of memory: the loader of Linux has words alone for it."""
    return any(words in str(error) for words in ("failed to map segment", "Cannot allocate memory", "cannot allocate"))
