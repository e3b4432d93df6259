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
SPLIT = "split"  # a column of a CSV that says "train" or "test"


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
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path} cannot be read ({error}).") from None
    rows = [row for row in rows if row]
    if len(rows) < 2:
        raise BadData(f"{path}: expected a head and rows of numbers, got {len(rows)} lines.")
    head, body = [name.strip() for name in rows[0]], rows[1:]
    for number, row in enumerate(body, 2):
        if len(row) != len(head):
            raise BadData(f"{path}, line {number}: expected {len(head)} values as in its head, got {len(row)}.")
    if column and column not in head:
        raise BadData(f"{path} has no column {column!r}; it has {', '.join(head)}.")
    target = column or next((name for name in TARGETS if name in head), "") or [n for n in head if n != SPLIT][-1]
    columns = {name: [row[place].strip() for row in body] for place, name in enumerate(head)}
    y = _target(columns.pop(target), path, target)
    splits = columns.pop(SPLIT, None)
    if not columns:
        raise BadData(f"{path}: expected columns of numbers beside the target {target!r}.")
    x = np.array([_numbers(values, path, name) for name, values in columns.items()]).T
    if splits is None:
        x_train, y_train, x_test, y_test = held_out(x, y)
    else:
        is_test = np.array([word == "test" for word in splits])
        x_train, y_train, x_test, y_test = x[~is_test], y[~is_test], x[is_test], y[is_test]
    if not (len(x_train) and len(x_test)):
        raise BadData(f"{path}: expected rows for training and rows for testing in the column {SPLIT!r}.")
    mean, deviation = x_train.mean(0), x_train.std(0)
    deviation[deviation == 0] = 1.0
    return (x_train - mean) / deviation, y_train, (x_test - mean) / deviation, y_test


def _numbers(values: Sequence[str], path: Path, name: str) -> NDArray[np.float64]:
    numbers = np.empty(len(values))
    for place, text in enumerate(values):
        try:
            numbers[place] = float(text)
        except ValueError:
            what = repr(text) if text else "nothing"
            raise BadData(
                f"{path}, line {place + 2}, column {name!r}: expected a number, got {what}. Give each class of a "
                "column of text a column of 0 and 1 of its own (pandas.get_dummies), or leave the column out."
            ) from None
    return numbers


def _target(values: Sequence[str], path: Path, name: str) -> Array:
    """Classes, where they are words or few whole numbers; else numbers."""
    try:
        whole = [int(text) for text in values]
    except ValueError:
        try:
            [float(text) for text in values]
        except ValueError:
            if len(set(values)) > MOST_CLASSES:
                _numbers(values, path, name)  # says where
            return np.unique(values, return_inverse=True)[1].astype(np.int64)
        return _numbers(values, path, name)
    if len(set(whole)) > MOST_CLASSES:
        return np.array(whole, dtype=np.float64)
    return np.unique(whole, return_inverse=True)[1].astype(np.int64)
