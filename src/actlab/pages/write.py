"""Write a file so that a reader finds the old one or the new one, never half of it."""

import os
from pathlib import Path


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
