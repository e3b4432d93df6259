"""Write a file so that a reader finds the old one or the new one, never half of it."""

import os
from pathlib import Path
from tempfile import TemporaryFile


def write_text(path: Path, text: str) -> Path:
    """Write ``text`` as UTF-8 beside ``path``, flush it to the disk, then rename it.

    Raises:
        OSError: if the folder cannot be created or written; a file that stood at ``path`` stays as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return partial.replace(path)


def check_file(path: Path) -> None:
    """Raise now, before long work, the OSError with which writing a file would end after it."""
    if path.exists():
        path.open("ab").close()
    else:
        _check_new(path.parent, path)


def check_folder(folder: Path) -> None:
    """The same of files in a folder, which need not exist yet."""
    _check_new(folder, folder)


def _check_new(folder: Path, named: Path) -> None:
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    try:
        TemporaryFile(dir=existing).close()
    except OSError as error:
        raise OSError(
            error.errno, error.strerror, str(named)
        ) from error  # the file itself has a name that says nothing
