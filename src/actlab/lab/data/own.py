"""Data of a user's own: arrays, tensors, data sets of PyTorch, ``.npz``, ``.csv`` and ``.txt``; checked, one form.

Numbers of ``x``: floats become float32; bytes (uint8) become 0 to 1; other integers are tokens and stay integers. ``y``
decides what is learned: integers [rows] are classes, floats are regression, integers [rows, length] are next tokens.
"""

import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData, BadType
from actlab.lab.data import brought, table
from actlab.lab.data import text as texts
from actlab.lab.data.data_set import PARTS, Array, Arrays, DataSet, content_hash, open_npz
from actlab.lab.data.table import held_out

CLASSIFICATION, REGRESSION, NEXT_TOKEN = "classification", "regression", "next token"
TASKS = (CLASSIFICATION, REGRESSION, NEXT_TOKEN)
MOST_CLASSES = 1_000_000  # the largest vocabularies have a quarter of it
ENDINGS = (".npz", ".csv", ".txt")
FORMS = (
    "(x, y, x_test, y_test) as arrays or tensors, a data set of PyTorch or two of them (training, test), "
    "a file that ends in .npz, .csv or .txt, or the name of a built-in set"
)


@dataclass(frozen=True)
class OwnData(DataSet):
    """Arrays of a user's; ``task`` is one of :data:`TASKS`, ``classes`` the number of scores of a network."""

    task: str = CLASSIFICATION

    def channels_first(self, split: str) -> Array:
        """The inputs as they are."""
        inputs: Array = getattr(self, f"x_{split}")
        return inputs

    def labels(self, split: str) -> NDArray[Any]:
        """What is learned: int64 classes or tokens, or float32 numbers."""
        labels: NDArray[Any] = getattr(self, f"y_{split}")
        return labels


def bring(data: Any, warn: Callable[[str], None] = lambda _: None) -> str:
    """The name under which a setting knows ``data``: a built-in set's own, or one made from its content.

    Arguments:
        data: one of the forms that the module names.
        warn: hears of test examples that are among the training examples, and of those of a class that none of these
            has.

    Raises:
        BadData: for lengths that differ, labels outside the classes or beyond a million, numbers that are not finite
            (with their index), pickled files, text among the numbers of a CSV.
        BadType: for something else.
    """
    if isinstance(data, str) and not names_a_file(data):
        return data
    title, arrays = _read(data)
    whole = _checked(title, arrays)
    overlap = _overlap(whole)
    if overlap:
        warn(
            f"{overlap} of {len(whole.x_test)} test examples are among the training examples too; what the test says "
            "of new data is too good by that."
        )
    if untrained := _untrained(whole):
        warn(untrained)
    facts = {
        "text": _is_text(data),
        "label": title,
        "task": whole.task,
        "classes": whole.classes,
        "test_examples": int(whole.y_test.size if whole.task == NEXT_TOKEN else len(whole.y_test)),
        "train_examples": len(whole.x_train),
        "overlap": overlap,
        "source": whole.source,
    }
    return brought.bring("data", "data", whole.sha256, whole, facts)  # the content alone names it


def _is_text(data: Any) -> bool:
    return isinstance(data, str | Path) and str(data).endswith(".txt")


def names_a_file(name: str) -> bool:
    """Whether ``name`` is the path of a file, perhaps with ``:column`` behind it, and not a built-in set's."""
    return name.partition(":")[0].endswith(ENDINGS)


def _read(data: Any) -> tuple[str, Arrays]:
    if isinstance(data, str | Path):
        path, _, column = str(data).partition(":")
        if _is_text(data):
            return Path(path).stem, texts.read(Path(path))[0]
        return Path(path).stem, _npz(Path(path)) if path.endswith(".npz") else table.read(Path(path), column)
    parts = data if isinstance(data, tuple | list) else (data,)
    match len(parts):
        case 4:
            x, y, x_test, y_test = parts
            return "arrays", (*_pair(x, y, "train"), *_pair(x_test, y_test, "test"))
        case 2 if all(map(_is_set, parts)):
            train, test = (_of_set(part, split) for part, split in zip(parts, ("train", "test"), strict=True))
            return "data", (*train, *test)
        case 1 if _is_set(data):
            return "data", held_out(*_of_set(data, "train"))
    raise BadType(f"data: expected {FORMS}; got {_kind(data)}.")


def _kind(data: Any) -> str:
    if isinstance(data, tuple | list):
        return f"{len(data)} parts ({', '.join(type(part).__name__ for part in data)})"
    return type(data).__name__


# ---- what a user has ---------------------------------------------------------------------------------------------


def _array(values: Any, name: str) -> Array:
    """Of an array, a tensor on any device, a column of a data frame or nested lists."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    array = np.asarray(values)
    if array.dtype == object:
        raise BadType(f"{name}: expected numbers, got objects{f' such as {array.flat[0]!r}' if array.size else ''}.")
    return array


def _pair(x: Any, y: Any, split: str) -> tuple[Array, Array]:
    """Without ``y``, rows of tokens: the target is the next one."""
    inputs = _array(x, f"x_{split}")
    if y is not None:
        return inputs, _array(y, f"y_{split}")
    if inputs.ndim != 2 or inputs.dtype.kind not in "iu" or inputs.shape[1] < 2:
        raise BadData(
            f"y_{split} is None, which means rows of tokens, each the target of the one before; expected x_{split} as "
            f"integers [rows, length + 1], got {inputs.dtype} {list(inputs.shape)}."
        )
    return inputs[:, :-1].astype(np.int64), inputs[:, 1:].astype(np.int64)


def _is_set(part: Any) -> bool:
    return hasattr(part, "__getitem__") and hasattr(part, "__len__") and not hasattr(part, "dtype")


def _of_set(torch_set: Any, split: str) -> tuple[Array, Array]:
    """All examples of a map-style data set, read once."""
    tensors = getattr(torch_set, "tensors", None)
    if tensors is not None:
        if len(tensors) != 2:
            raise BadData(f"the {split} set: expected two tensors (x, y), got {len(tensors)}.")
        return _array(tensors[0], f"x_{split}"), _array(tensors[1], f"y_{split}")
    if not len(torch_set):
        raise BadData(f"the {split} set is empty.")
    first, again = torch_set[0], torch_set[0]
    if not (isinstance(first, tuple | list) and len(first) == 2):
        raise BadData(f"the {split} set: expected examples (x, y), got {_kind(first)}.")
    if not np.array_equal(_array(first[0], "x"), _array(again[0], "x"), equal_nan=True):
        raise BadData(
            f"the {split} set draws its examples at random: example 0 differs between two readings. Give the examples "
            "as they are, and do what is random in step= or in the first layer of the network."
        )
    examples = [torch_set[index] for index in range(len(torch_set))]
    x, y = ([_array(example[place], f"{'xy'[place]}_{split}") for example in examples] for place in (0, 1))
    if len({one.shape for one in x}) > 1:
        raise BadData(f"the {split} set: expected examples of one shape, got {sorted({one.shape for one in x})[:2]}.")
    return np.stack(x), np.stack(y)


def _npz(path: Path) -> Arrays:
    try:
        x_train, y_train, x_test, y_test = open_npz(path)
    except FileNotFoundError:
        raise BadData(f"{path} is not there.") from None
    except KeyError as error:
        raise BadData(f"{path}: expected the arrays {', '.join(PARTS)} ({error}).") from None
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, MemoryError) as error:
        raise BadData(
            f"{path} cannot be read ({error}). Expected an .npz file with the arrays {', '.join(PARTS)}, of numbers; "
            "pickled objects are refused, because opening them can run code: save arrays of numbers with numpy.savez."
        ) from error
    return x_train, y_train, x_test, y_test


# ---- what is wrong with it ---------------------------------------------------------------------------------------


def _checked(title: str, arrays: Sequence[Array]) -> OwnData:
    parts = dict(zip(PARTS, arrays, strict=True))
    for split in ("train", "test"):
        x, y = parts[f"x_{split}"], parts[f"y_{split}"]
        if x.ndim == 0 or y.ndim == 0 or not len(x):
            raise BadData(f"x_{split} and y_{split}: expected rows, got shapes {list(x.shape)} and {list(y.shape)}.")
        if len(x) != len(y):
            raise BadData(f"x_{split} has {len(x)} rows and y_{split} has {len(y)}; expected as many of both.")
    if parts["x_train"].shape[1:] != parts["x_test"].shape[1:]:
        shapes = list(parts["x_train"].shape[1:]), list(parts["x_test"].shape[1:])
        raise BadData(f"examples for training have the shape {shapes[0]}, those for testing {shapes[1]}.")
    for name, array in parts.items():
        _refuse_infinite(name, array)
    whole = {name: _inputs(name, parts[name]) for name in ("x_train", "x_test")}
    task = _task(parts["x_train"], parts["y_train"])
    whole |= {name: _labels(name, parts[name], task) for name in ("y_train", "y_test")}
    classes = _classes(whole, task)
    ordered: Arrays = (whole["x_train"], whole["y_train"], whole["x_test"], whole["y_test"])
    source = f"a user's {title}: {len(ordered[0])} examples to train on, {len(ordered[2])} to test on, {task}"
    return OwnData("own", *ordered, white=1, sha256=content_hash(ordered), source=source, classes=classes, task=task)


def _refuse_infinite(name: str, array: Array) -> None:
    if array.dtype.kind not in "fiub":
        raise BadType(f"{name}: expected numbers, got {array.dtype}.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        places = np.argwhere(~np.isfinite(array))
        first = tuple(int(part) for part in places[0])
        value = array[first]
        index = first[0] if len(first) == 1 else list(first)
        raise BadData(f"{name}{index if isinstance(index, list) else [index]} is {value}; {len(places)} such in all.")


def _inputs(name: str, array: Array) -> Array:
    if array.dtype == np.uint8:
        return array.astype(np.float32) / np.float32(255)
    if array.dtype.kind in "iu":
        return array.astype(np.int64)
    with np.errstate(over="ignore"):  # named below
        converted = array.astype(np.float32)
    _refuse_infinite(f"{name} as float32, ", converted)
    return converted


def _task(x: Array, y: Array) -> str:
    if y.dtype.kind == "f":
        return REGRESSION
    flat = y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1)
    if flat:
        return CLASSIFICATION
    if y.ndim == 2 and x.dtype.kind in "iu" and x.shape == y.shape:
        return NEXT_TOKEN
    raise BadData(
        f"y_train: expected integers [rows] for classes, floats for regression, or integers of the shape of x for next "
        f"tokens; got {y.dtype} {list(y.shape)}. For numbers to be predicted, give floats."
    )


def _labels(name: str, array: Array, task: str) -> Array:
    if task == REGRESSION:
        return array.astype(np.float32)
    if array.dtype.kind == "f":
        raise BadType(f"{name}: expected integers as in y_train, got {array.dtype}.")
    return array.astype(np.int64) if task == NEXT_TOKEN else array.astype(np.int64).reshape(len(array))


def _classes(whole: dict[str, Any], task: str) -> int:
    train, test = whole["y_train"], whole["y_test"]
    if train.shape[1:] != test.shape[1:]:
        raise BadData(f"y_train and y_test have targets of the shapes {list(train.shape[1:])}, {list(test.shape[1:])}.")
    if task == REGRESSION:
        return int(np.prod(train.shape[1:])) or 1
    seen = [train, test, *(whole[name] for name in ("x_train", "x_test") if task == NEXT_TOKEN)]
    classes = int(max(part.max() for part in (seen if task == NEXT_TOKEN else [train]))) + 1
    for name, part in (("y_train", train), ("y_test", test)):
        wrong = np.flatnonzero((part.ravel() < 0) | (part.ravel() >= classes))
        if len(wrong):
            raise BadData(
                f"{name}[{wrong[0]}] is {part.ravel()[wrong[0]]}, outside the classes 0 to {classes - 1} of y_train; "
                f"{len(wrong)} such in all. Number the classes from 0, and give each some examples to train on."
            )
    if classes > MOST_CLASSES:
        raise BadData(
            f"y_train has the class {classes - 1}, and a network has a score for each up to the highest; expected at "
            f"most {MOST_CLASSES:,} classes. Number them from 0 without gaps: numpy.unique(y, return_inverse=True)[1]."
        )
    if classes < 2:
        raise BadData("y_train has one class alone; expected at least two.")
    return classes


def _untrained(whole: OwnData) -> str:
    """Which classes of the test set no training example has, in a sentence; empty where there is none."""
    lacking: NDArray[np.int64] = np.setdiff1d(whole.y_test, whole.y_train)
    if whole.task != CLASSIFICATION or not len(lacking):
        return ""
    count = int(np.isin(whole.y_test, lacking).sum())
    names = ", ".join(map(str, lacking[:5])) + (", ..." if len(lacking) > 5 else "")
    return f"{count} of {len(whole.y_test)} test examples have a class that no training example has: {names}."


def _overlap(whole: DataSet) -> int:
    """How many test examples are, input for input, among the training examples."""
    rows = {row.tobytes() for row in np.ascontiguousarray(whole.x_train)}
    return sum(row.tobytes() in rows for row in np.ascontiguousarray(whole.x_test))
