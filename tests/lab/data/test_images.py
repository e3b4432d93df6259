"""CIFAR in each of its forms, Fashion-MNIST, and what is refused."""

import gzip
import os
import pickle
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from actlab.errors import BadData, UnknownName
from actlab.lab.data import cifar, data_set, fashion, prepare, sets
from actlab.lab.data.data_set import DataSet


def _need(name: str, there: bool) -> None:
    if not there:
        if os.environ.get("CI"):
            pytest.fail(f"{name} must be there in CI")
        pytest.skip(f"{name} is not there")


@pytest.fixture(scope="module", params=["cifar10", "cifar100"])
def real(request: pytest.FixtureRequest) -> DataSet:
    kind = cifar._CIFAR[request.param]
    _need(request.param, cifar._cifar_path(kind) is not None)
    return sets.load(request.param)


FEW = (1000, 200)


@pytest.fixture
def few(real: DataSet, monkeypatch: pytest.MonkeyPatch) -> DataSet:
    """The first images of a real set, as if it had no others: every form is read as the whole set is."""
    arrays = tuple(getattr(real, part)[: FEW["test" in part]] for part in data_set.PARTS)
    sha256 = data_set.content_hash(arrays)
    monkeypatch.setitem(cifar._CIFAR, real.name, replace(cifar._CIFAR[real.name], images=FEW, sha256=sha256))
    return replace(real, **dict(zip(data_set.PARTS, arrays, strict=True)), sha256=sha256)


only_cifar10 = pytest.mark.parametrize("real", ["cifar10"], indirect=True)


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place where data are looked for, with no network."""
    monkeypatch.setattr(data_set, "folders", lambda: [tmp_path])
    monkeypatch.setattr(data_set, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path / "absent")
    sets.load.cache_clear()
    return tmp_path


def planes(array: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(array.transpose(0, 3, 1, 2)).reshape(len(array), 3072)


def binary(kind: str, x: np.ndarray, y: np.ndarray) -> bytes:
    labels = [y[:, None]] if kind == "cifar10" else [np.zeros((len(y), 1), np.uint8), y[:, None]]
    return np.concatenate([*labels, planes(x)], 1).tobytes()


def pickled(kind: str, x: np.ndarray, y: np.ndarray) -> bytes:
    """As Python 2 wrote it: byte strings for keys, protocol 2."""
    key = b"labels" if kind == "cifar10" else b"fine_labels"
    return pickle.dumps({b"data": planes(x), key: y.tolist(), b"batch_label": b"made for a test"}, protocol=2)


def write_folder(real: DataSet, folder: Path, form: str) -> None:
    """The original files, with the images in another order."""
    kind = cifar._CIFAR[real.name]
    _, training, test = kind.binary if form == "binary" else kind.python
    encode = binary if form == "binary" else pickled
    order = np.random.default_rng(3).permutation(len(real.x_train))
    folder.mkdir(parents=True)
    for name, rows in zip(training, np.array_split(order, len(training)), strict=True):
        (folder / name).write_bytes(encode(real.name, real.x_train[rows], real.y_train[rows]))
    (folder / test).write_bytes(encode(real.name, real.x_test[::-1], real.y_test[::-1]))


def name_of(kind: str, form: str) -> str:
    stem = (cifar._CIFAR[kind].binary if form == "binary" else cifar._CIFAR[kind].python)[0]
    return cifar._FOLDERS.get(stem, stem)


@pytest.mark.parametrize("form", ["python", "binary"])
def test_the_original_files_give_the_same_arrays_in_whatever_order(few: DataSet, form: str, only: Path) -> None:
    write_folder(few, only / name_of(few.name, form), form)
    found = sets.load(few.name)
    for part in data_set.PARTS:
        np.testing.assert_array_equal(getattr(found, part), getattr(few, part))
    assert found.sha256 == few.sha256


@only_cifar10
def test_an_original_archive_is_read_without_unpacking_it_to_disk(few: DataSet, only: Path) -> None:
    kind = cifar._CIFAR[few.name]
    write_folder(few, only / "away" / "batches", "python")
    with tarfile.open(only / f"{kind.python[0]}.tar.gz", "w:gz", compresslevel=1) as archive:
        archive.add(only / "away" / "batches", "cifar-batches")
    shutil.rmtree(only / "away")
    assert sets.load(few.name).sha256 == few.sha256
    assert [path.name for path in only.iterdir()] == [f"{kind.python[0]}.tar.gz"]


def test_real_cifar_has_the_published_statistics(real: DataSet) -> None:
    mean, deviation = prepare.channel_statistics(real)
    published = {
        "cifar10": ([0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]),
        "cifar100": ([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
    }[real.name]
    np.testing.assert_allclose(mean, published[0], atol=6e-5)
    np.testing.assert_allclose(deviation, published[1], atol=6e-5)
    for split, each in (("train", 50_000), ("test", 10_000)):
        counts = np.bincount(real.labels(split), minlength=real.classes)
        assert (counts == each // real.classes).all()


@only_cifar10
def test_half_of_cifar_is_refused_with_what_is_missing(few: DataSet, only: Path) -> None:
    folder = only / name_of(few.name, "python")
    write_folder(few, folder, "python")
    missing = cifar._CIFAR[few.name].python[1][-1]
    (folder / missing).unlink()
    with pytest.raises(BadData, match=f"{folder.name} cannot be read .no '{missing}'.. Expected {few.name}.npz"):
        sets.load(few.name)


@only_cifar10
def test_an_archive_with_half_of_the_images_is_refused_with_the_counts(few: DataSet, only: Path) -> None:
    half = {part: getattr(few, part)[: len(getattr(few, part)) // 2] for part in data_set.PARTS}
    np.savez(only / f"{few.name}.npz", **half)
    with pytest.raises(BadData, match=r"expected 1000 training images .* found \[500, 32, 32, 3\]"):
        sets.load(few.name)


@only_cifar10
@pytest.mark.parametrize("what", ["a pixel", "a label"])
def test_one_wrong_number_is_refused(few: DataSet, what: str, only: Path) -> None:
    arrays = {part: getattr(few, part).copy() for part in data_set.PARTS}
    if what == "a pixel":
        arrays["x_test"][17, 3, 4, 1] ^= 1
    else:
        arrays["y_train"][17] = (arrays["y_train"][17] + 1) % 10
    np.savez(only / f"{few.name}.npz", **arrays)
    with pytest.raises(BadData, match=f"damaged or holds something else: the SHA-256 of the arrays of {few.name}"):
        sets.load(few.name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cifar10.npz", b"not an archive"),
        ("cifar-10-python.tar.gz", b"not an archive"),
        ("cifar-10-binary.tar.gz", gzip.compress(b"no tar")),
        ("cifar-10-binary.tar.gz", gzip.compress(bytes(4096))[:-20]),
    ],
    ids=["npz", "no archive", "no tar", "torn"],  # gzip writes the time into its bytes: not the same in each worker
)
def test_files_that_are_something_else_are_refused(name: str, content: bytes, only: Path) -> None:
    (only / name).write_bytes(content)
    with pytest.raises(BadData, match=f"{name} cannot be read"):
        sets.load("cifar10")


class Dangerous:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


def test_a_pickle_that_would_run_code_is_refused_and_does_not(only: Path) -> None:
    folder = only / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(pickle.dumps(Dangerous(only / "made")))
    with pytest.raises(BadData, match=r"it asks for posix\.mkdir, which no CIFAR archive does"):
        sets.load("cifar10")
    assert not (only / "made").exists()


def test_the_own_order_does_not_depend_on_the_order_of_the_file_and_keeps_labels_with_images() -> None:
    generator = np.random.default_rng(0)
    x, y = generator.integers(0, 256, (50, 4, 4, 3), np.uint8), generator.integers(0, 10, 50).astype(np.uint8)
    other = generator.permutation(50)
    first, second = cifar.in_own_order(x, y), cifar.in_own_order(x[other], y[other])
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    labels = {image.tobytes(): label for image, label in zip(x, y, strict=True)}
    assert [labels[image.tobytes()] for image in first[0]] == first[1].tolist()


def idx(array: np.ndarray) -> bytes:
    shape = np.array(array.shape, ">i4").tobytes()
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + shape + array.tobytes(), 1)


def test_fashion_is_read_as_it_was_written_and_refused_when_it_is_not_fashion(only: Path) -> None:
    (only / "fashion-mnist").mkdir()
    made = {"x_train": np.zeros((3, 28, 28), np.uint8), "y_train": np.arange(3, dtype=np.uint8)}
    made |= {"x_test": made["x_train"], "y_test": made["y_train"]}
    for part, file in fashion.FILES.items():
        (only / "fashion-mnist" / file).write_bytes(idx(made[part]))
    with pytest.raises(BadData, match="fashion-mnist is damaged or holds something else"):
        fashion.fashion_mnist()
    content = gzip.decompress(idx(made["y_train"]))
    np.testing.assert_array_equal(fashion._idx(content, "labels"), made["y_train"])
    with pytest.raises(BadData, match=r"labels holds 2 values, expected \[3\]"):
        fashion._idx(content[:-1], "labels")
    with pytest.raises(BadData, match="labels is not an IDX file of bytes"):
        fashion._idx(b"\0\0\x0d\x01" + content[4:], "labels")


def test_half_of_fashion_is_refused(only: Path) -> None:
    (only / "fashion-mnist").mkdir()
    (only / "fashion-mnist" / fashion.FILES["x_train"]).write_bytes(idx(np.zeros((1, 28, 28), np.uint8)))
    with pytest.raises(BadData, match=r"train-labels-idx1-ubyte.gz cannot be read .* Expected the four files"):
        fashion.fashion_mnist()


def test_real_fashion_has_the_published_statistics() -> None:
    _need(
        "Fashion-MNIST (Debian's dataset-fashion-mnist, or a folder fashion-mnist)",
        fashion._fashion_folder() is not None,
    )
    found = sets.load("fashion-mnist")
    mean, deviation = prepare.channel_statistics(found)
    assert mean[0] == pytest.approx(0.2860, abs=6e-5)
    assert deviation[0] == pytest.approx(0.3530, abs=6e-5)
    assert (np.bincount(found.labels("train")) == 6000).all()


def test_tensors_are_scaled_as_asked() -> None:
    digits = sets.load("digits")
    unit, labels = prepare.tensors(digits, "test", "unit")
    assert unit.shape == (360, 1, 8, 8)
    assert (unit.min(), unit.max()) == (0, 1)
    np.testing.assert_array_equal(labels, digits.y_test)
    np.testing.assert_array_equal((unit * digits.white).numpy()[:, 0], digits.x_test)
    half, _ = prepare.tensors(digits, "test", "half")
    assert (half.min(), half.max()) == (-1, 1)
    training, _ = prepare.tensors(digits, "train")
    assert training.mean().item() == pytest.approx(0, abs=1e-5)
    assert training.double().std(correction=0).item() == pytest.approx(1, abs=1e-5)
    test, _ = prepare.tensors(digits, "test")
    assert torch.equal(
        test,
        (unit - unit.new_tensor(prepare.channel_statistics(digits)[0]))
        / unit.new_tensor(prepare.channel_statistics(digits)[1]),
    )


def test_channels_are_counted_once_for_each_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "_STATISTICS", {})
    counted: list[DataSet] = []
    count = prepare._counted
    monkeypatch.setattr(prepare, "_counted", lambda data: counted.append(data) or count(data))
    digits = sets.load("digits")
    for split in ("train", "test"):
        prepare.tensors(digits, split)
    other = replace(digits, x_train=digits.x_train // 2, sha256="other")
    assert prepare.channel_statistics(other)[0] < prepare.channel_statistics(digits)[0]
    assert [data.sha256 for data in counted] == [digits.sha256, "other"]


def test_an_unknown_set_or_scaling_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'cifar10'"):
        sets.load("cifar-10")
    with pytest.raises(UnknownName, match="Did you mean 'half'"):
        prepare.tensors(sets.load("digits"), "test", "halve")
