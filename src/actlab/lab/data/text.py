"""A text as rows of characters, each the target of the one before: any UTF-8 file."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData
from actlab.lab.data.data_set import Arrays

LENGTH = 64  # characters a row
MOST_CHARACTERS = 1024  # different ones: more are no alphabet
TEST = 10  # the last of so many parts of the text is for testing


def read(path: Path) -> tuple[Arrays, str]:
    """Rows [count, 64] of the places of characters in the alphabet, which comes with them.

    The last tenth of the text is for testing, so that no row of it overlaps one that is trained on.

    Raises:
        BadData: for a file that is no UTF-8 text, or too short.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise BadData(f"{path} is not there.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(f"{path} cannot be read as UTF-8 ({error}).") from None
    shortest = TEST * (LENGTH + 1)
    if len(text) < shortest:
        raise BadData(f"{path} has {len(text)} characters; expected at least {shortest}.")
    alphabet = sorted(set(text))
    if len(alphabet) > MOST_CHARACTERS:
        raise BadData(f"{path} has {len(alphabet)} different characters; expected at most {MOST_CHARACTERS}.")
    place = {character: number for number, character in enumerate(alphabet)}
    tokens = np.fromiter((place[character] for character in text), np.int64, len(text))
    cut = len(tokens) - max(len(tokens) // TEST, LENGTH + 1)
    x, y = _rows(tokens[:cut])
    x_test, y_test = _rows(tokens[cut:])
    return (x, y, x_test, y_test), "".join(alphabet)


def _rows(tokens: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    count = (len(tokens) - 1) // LENGTH
    return tokens[: count * LENGTH].reshape(count, LENGTH), tokens[1 : count * LENGTH + 1].reshape(count, LENGTH)
