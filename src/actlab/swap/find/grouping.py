"""Many places on few lines: by kind and function, with how many stand in each block of the model."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

WIDTH = 80  # of a terminal
MOST_NAMES = 6  # that are listed; more are counted by block
MOST_BLOCKS = 12  # that are counted one by one; the rest is one number


def blocks(names: Sequence[str]) -> list[str]:
    """The block each name belongs to: its first part after what all names have in common."""
    paths = [re.split(r"[:\[]", name)[0].split(".") for name in names]
    shared = 0
    while len(paths) > 1 and all(len(path) > shared + 1 for path in paths):
        if len({path[shared] for path in paths}) > 1:
            break
        shared += 1
    return [".".join(path[: shared + 1]) for path in paths]


def counted(names: Iterable[str]) -> str:
    """``layer1 9, layer2 12``."""
    counts = Counter(names)
    shown = [f"{block} {count}" for block, count in list(counts.items())[:MOST_BLOCKS]]
    rest = len(counts) - MOST_BLOCKS
    return ", ".join(
        [*shown, *([f"{rest} more blocks {sum(list(counts.values())[MOST_BLOCKS:])}"] if rest > 0 else [])]
    )


def listed(names: Sequence[str]) -> str:
    """A few names, or how many there are in each block."""
    return ", ".join(names) if len(names) <= MOST_NAMES else counted(blocks(names))


def wrapped(text: str, indent: str = "    ") -> str:
    """A line of a report, broken where it is too long for a terminal; files of libraries and of this folder are short.

    >>> wrapped("relu at /usr/lib/python3/site-packages/timm/models/vgg.py:12")
    'relu at timm/models/vgg.py:12'
    """
    text = re.sub(r"[^\s('\"]*/site-packages/", "", text).replace(f"{Path.cwd()}/", "")
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
