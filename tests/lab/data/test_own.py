"""Data of a user's own: what is wrong with them is said with its place; what they are does not depend on their form."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from actlab.errors import BadData, BadType
from actlab.lab.data.own import bring
from actlab.lab.data.sets import content_of, examples_for_testing, label_of, load, task_of

X = np.arange(40, dtype=np.float64).reshape(20, 2)
Y = np.arange(20) % 3
GOOD = (X, Y, X[:5] + 0.5, Y[:5])


def changed(place: int, index: object, value: object, kind: type = float) -> tuple[np.ndarray, ...]:
    parts = [np.array(part, dtype=kind if number == place else None) for number, part in enumerate(GOOD)]
    parts[place][index] = value
    return tuple(parts)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((X, Y[:-1], X, Y), "x_train has 20 rows and y_train has 19; expected as many of both"),
        ((X, Y, X[:, :1], Y), r"training have the shape \[2\], those for testing \[1\]"),
        (changed(0, (7, 1), np.nan), r"x_train\[7, 1\] is nan; 1 such in all"),
        (changed(2, (2, 0), np.inf), r"x_test\[2, 0\] is inf"),
        (changed(1, 4, np.nan), r"y_train\[4\] is nan"),
        (changed(0, (3, 0), 1e300), r"x_train as float32, \[3, 0\] is inf"),
        (changed(3, 1, 3, int), r"y_test\[1\] is 3, outside the classes 0 to 2 of y_train; 1 such in all"),
        (changed(1, 2, -1, int), r"y_train\[2\] is -1, outside the classes.*Number the classes from 0"),
        (changed(1, 2, 10**12, int), r"has the class 1000000000000, .* at most 1,000,000 classes"),
        ((X, np.zeros(20, int), X, np.zeros(20, int)), "one class alone"),
        ((X, Y.reshape(4, 5), X, Y), "has 20 rows and y_train has 4"),
        ((X, np.stack([Y, Y], 1), X, np.stack([Y, Y], 1)), "For numbers to be predicted, give floats"),
        ((X[:0], Y[:0], X, Y), "x_train and y_train: expected rows"),
        ((X, None, X, None), r"expected x_train as integers \[rows, length \+ 1\], got float64 \[20, 2\]"),
    ],
)
def test_bad_arrays_are_refused_with_the_place(data: tuple, message: str) -> None:
    with pytest.raises((BadData, BadType), match=message):
        bring(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((X, Y, X), "got 3 parts .ndarray, ndarray, ndarray."),
        (7, "data: expected .*; got int"),
        ((np.array([{}] * 20), Y, X, Y), "x_train: expected numbers, got objects such as {}"),
        ((np.array(["a"] * 20), Y, np.array(["b"]), Y[:1]), "x_train: expected numbers, got <U1"),
    ],
)
def test_what_is_no_data_is_refused(data: object, message: str) -> None:
    with pytest.raises(BadType, match=message):
        bring(data)


def test_a_class_that_is_for_testing_alone_is_named() -> None:
    heard: list[str] = []
    bring((X, 2 * (np.arange(20) % 2), X + 1, np.arange(20) % 3), heard.append)
    assert heard == ["7 of 20 test examples have a class that no training example has: 1."]


def test_test_examples_among_the_training_examples_are_counted() -> None:
    said: list[str] = []
    bring((X, Y, X[:4], Y[:4]), said.append)
    assert said == [
        "4 of 4 test examples are among the training examples too; what the test says of new data is too good by that."
    ]
    bring(GOOD, said.append)
    assert len(said) == 1


def test_the_same_numbers_are_the_same_data_in_whatever_form(tmp_path: Path) -> None:
    np.savez_compressed(
        tmp_path / "mine.npz", **dict(zip(("x_train", "y_train", "x_test", "y_test"), GOOD, strict=True))
    )
    name = bring(GOOD)
    assert bring(tuple(map(torch.tensor, GOOD))) == name
    assert bring((X.tolist(), Y.tolist(), GOOD[2].tolist(), GOOD[3].tolist())) == name
    assert bring(tmp_path / "mine.npz") == name
    assert bring(str(tmp_path / "mine.npz")) == name
    assert bring((X + 1, *GOOD[1:])) != name
    assert (task_of(name), examples_for_testing(name), load(name).classes) == ("classification", 5, 3)
    assert content_of(name) == load(name).sha256
    assert label_of(name).startswith("mine (")


def test_bytes_are_pixels_and_other_integers_are_tokens() -> None:
    images = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)
    whole = load(bring((images, [0, 1, 0], images + 100, [0, 1, 1])))
    assert whole.x_train.dtype == np.float32
    assert whole.x_train.max() == pytest.approx(47 / 255)
    tokens = np.arange(12).reshape(3, 4)
    whole = load(bring((tokens, None, tokens, None)))
    assert (whole.task, whole.classes, whole.x_train.dtype) == ("next token", 12, np.int64)
    assert (whole.y_train[0] - whole.x_train[0]).tolist() == [1, 1, 1]


def test_an_npz_with_pickled_objects_or_other_names_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "pickled.npz", x_train=np.array([{}], object), y_train=Y, x_test=X, y_test=Y)
    with pytest.raises(BadData, match="pickled objects are refused, because opening them can run code"):
        bring(tmp_path / "pickled.npz")
    np.savez(tmp_path / "other.npz", x=X, y=Y)
    with pytest.raises(BadData, match="expected the arrays x_train, y_train, x_test, y_test"):
        bring(tmp_path / "other.npz")
    (tmp_path / "none.npz").write_bytes(pickle.dumps(X))
    with pytest.raises(BadData, match=r"none.npz cannot be read"):
        bring(tmp_path / "none.npz")
    with pytest.raises(BadData, match=r"away.npz is not there"):
        bring(tmp_path / "away.npz")


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_csv_is_read_with_its_target_and_standardised(tmp_path: Path) -> None:
    rows = [f"{number},{number % 7},{'up' if number % 2 else 'down'}" for number in range(30)]
    whole = load(bring(write(tmp_path / "a.csv", "a,b,target", *rows)))
    assert (whole.x_train.shape, whole.x_test.shape, whole.classes) == ((24, 2), (6, 2), 2)
    assert whole.x_train.mean(0) == pytest.approx([0, 0], abs=1e-6)
    assert whole.x_train.std(0) == pytest.approx([1, 1], abs=1e-6)
    numbers = [f"{number},{number / 7},{' Test' if number > 20 else 'train'}" for number in range(30)]
    path = write(tmp_path / "b.csv", "a,b,split", *numbers)
    whole = load(bring(f"{path}:b"))
    assert (len(whole.x_train), len(whole.x_test), whole.task) == (21, 9, "regression")
    many = write(tmp_path / "c.csv", "a,y", *(f"{number / 2},{number}" for number in range(60)))
    assert load(bring(str(many))).task == "regression"  # 60 whole numbers are no classes


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("a,b,target", "1,red,0", "2,3,1"), "line 2, column 'b': expected a number, got 'red'. Give each class"),
        (("a,b,target", "1,,0", "2,3,1"), "line 2, column 'b': expected a number, got nothing"),
        (("a,b,target", "1,2,0", "2,3"), "line 3: expected 3 values as in its head, got 2"),
        (("a,target",), "expected a head and rows of numbers, got 1 lines"),
        (("a,y,split", "1,0,train", "2,1,val"), "line 3, column 'split': expected 'train' or 'test', got 'val'"),
        (("a,y,split", "", "1,0, Test", "2,1,"), "line 4, column 'split': expected 'train' or 'test', got nothing"),
        (("a,target", "1,nan", "2,1"), "expected at least 5 examples"),
        (("a,target", "nan,0", *(f"{n},{n % 2}" for n in range(9))), r"is nan; "),
    ],
)
def test_a_bad_csv_is_refused_with_line_and_column(lines: tuple[str, ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match=message):
        bring(write(tmp_path / "bad.csv", *lines))


def test_a_csv_without_the_column_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a,b", "1,2", "2,3")
    with pytest.raises(BadData, match="has no column 'price'; it has a, b"):
        bring(f"{path}:price")


def test_a_data_set_that_draws_its_examples_is_refused() -> None:
    class Random:
        def __len__(self):
            return 9

        def __getitem__(self, index):
            return torch.rand(2), 1

    with pytest.raises(BadData, match="draws its examples at random: example 0 differs between two readings"):
        bring(Random())
