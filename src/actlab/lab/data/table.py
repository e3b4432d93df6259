"""A table of numbers with a head: a CSV file whose target is one of its columns."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData
from actlab.lab.data.data_set import Array, Arrays

HELD_OUT = 5  # one in so many rows is for testing, where a user's data have no test set
MOST_CLASSES = 50  # distinct whole numbers in the target column of a CSV; more are regression
TARGETS = ("target", "label", "y")
SPLIT, TRAIN, TEST = "split", "train", "test"  # a column of a CSV, and its two words


def held_out(x: Array, y: Array) -> Arrays:
    """A fixed fifth for testing."""
    if len(x) != len(y):
        raise BadData(f"x has {len(x)} rows and y has {len(y)}; expected as many of both.")
    if len(x) < HELD_OUT:
        raise BadData(f"expected at least {HELD_OUT} examples, a fifth of them for testing; got {len(x)}.")
    order = np.random.default_rng(0).permutation(len(x))
    test, train = order[: len(x) // HELD_OUT], order[len(x) // HELD_OUT :]
    return x[train], y[train], x[test], y[test]


def read(path: Path, column: str) -> Arrays:
    """Numbers with a head; the column ``column``, else "target", "label" or "y", else the last, is the target.

    The inputs are standardised by mean and deviation of the training rows.
    """
    try:
        reader = csv.reader(path.read_text("utf-8-sig").splitlines())
        rows = [(reader.line_num, row) for row in reader if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path} cannot be read ({error}).") from None
    if len(rows) < 2:
        raise BadData(f"{path}: expected a head and rows of numbers, got {len(rows)} lines.")
    head, body = [name.strip() for name in rows[0][1]], [row for _, row in rows[1:]]
    places = [f"{path}, line {line}" for line, _ in rows[1:]]
    for place, row in zip(places, body, strict=True):
        if len(row) != len(head):
            raise BadData(f"{place}: expected {len(head)} values as in its head, got {len(row)}.")
    if column and column not in head:
        raise BadData(f"{path} has no column {column!r}; it has {', '.join(head)}.")
    target = column or next((name for name in TARGETS if name in head), "") or [n for n in head if n != SPLIT][-1]
    columns = {name: [row[place].strip() for row in body] for place, name in enumerate(head)}
    y = _target(columns.pop(target), places, target)
    splits = columns.pop(SPLIT, None)
    if not columns:
        raise BadData(f"{path}: expected columns of numbers beside the target {target!r}.")
    x = np.array([_numbers(values, places, name) for name, values in columns.items()]).T
    if splits is None:
        x_train, y_train, x_test, y_test = held_out(x, y)
    else:
        is_test = _is_test(splits, places)
        x_train, y_train, x_test, y_test = x[~is_test], y[~is_test], x[is_test], y[is_test]
    if not (len(x_train) and len(x_test)):
        raise BadData(f"{path}: expected rows for training and rows for testing in the column {SPLIT!r}.")
    mean, deviation = x_train.mean(0), x_train.std(0)
    deviation[deviation == 0] = 1.0
    return (x_train - mean) / deviation, y_train, (x_test - mean) / deviation, y_test


def _is_test(words: Sequence[str], places: Sequence[str]) -> NDArray[np.bool_]:
    """For each row whether it is for testing; another word than the two is refused, as nothing says what it is for."""
    for word, place in zip(words, places, strict=True):
        if word.lower() not in (TRAIN, TEST):
            raise BadData(
                f"{place}, column {SPLIT!r}: expected {TRAIN!r} or {TEST!r}, got {_shown(word)}. Leave out rows that "
                "are for neither, such as those for validation."
            )
    return np.array([word.lower() == TEST for word in words])


def _numbers(values: Sequence[str], places: Sequence[str], name: str) -> NDArray[np.float64]:
    numbers = np.empty(len(values))
    for index, (text, place) in enumerate(zip(values, places, strict=True)):
        try:
            numbers[index] = float(text)
        except ValueError:
            raise BadData(
                f"{place}, column {name!r}: expected a number, got {_shown(text)}. Give each class of a "
                "column of text a column of 0 and 1 of its own (pandas.get_dummies), or leave the column out."
            ) from None
    return numbers


def _shown(text: str) -> str:
    return repr(text) if text else "nothing"


def _target(values: Sequence[str], places: Sequence[str], name: str) -> Array:
    """Classes, where they are words or few whole numbers; else numbers."""
    try:
        whole = [int(text) for text in values]
    except ValueError:
        try:
            [float(text) for text in values]
        except ValueError:
            if len(set(values)) > MOST_CLASSES:
                _numbers(values, places, name)  # says where
            return np.unique(values, return_inverse=True)[1].astype(np.int64)
        return _numbers(values, places, name)
    if len(set(whole)) > MOST_CLASSES:
        return np.array(whole, dtype=np.float64)
    return np.unique(whole, return_inverse=True)[1].astype(np.int64)
