"""CIFAR-10 and CIFAR-100: read from any of their published forms, proved by their content.

They come as a NumPy archive, as the original Python or binary archive, or as the folder one of those unpacks to. The
images are put into an order of their own (by SHA-256 of label and pixels), so that the same seed gives the same batches
whichever form they came in.
"""

import gzip
import hashlib
import io
import pickle
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData
from actlab.lab.data import data_set
from actlab.lab.data.data_set import PARTS, Bytes, DataSet, check_content, content_hash, download, open_npz

MOST_OF_A_FILE = 2**28  # bytes of a file in an archive; the largest has 154 MB
Opener = Callable[[str], bytes]  # a member by its file name; KeyError where there is none


@dataclass(frozen=True)
class _Cifar:
    """The forms one of the two sets comes in; ``batches`` are the file names of training and test set."""

    name: str
    classes: int
    sha256: str
    python: tuple[str, tuple[str, ...], str]  # archive or folder stem, training files, test file
    binary: tuple[str, tuple[str, ...], str]
    label: bytes  # of the Python form
    label_bytes: int  # of the binary form; the last of them is the class
    images: tuple[int, int] = (50_000, 10_000)  # for training and for testing

    @property
    def files(self) -> set[str]:
        """The names of the files that hold batches, in both forms."""
        return {name for _, training, test in (self.python, self.binary) for name in (*training, test)}

    @property
    def form(self) -> str:
        """What is looked for, to be put into messages."""
        train, test = self.images
        return (
            f"{self.name}.npz (x_train [{train}, 32, 32, 3], y_train [{train}], x_test [{test}, 32, 32, 3], "
            f"y_test [{test}], all uint8), {self.python[0]}.tar.gz, {self.binary[0]}.tar.gz or the folder that one of "
            "those unpacks to"
        )


_FIVE = tuple(f"data_batch_{number}" for number in range(1, 6))
_CIFAR = {
    "cifar10": _Cifar(
        "cifar10",
        10,
        "6bd746cd2b799696bfd83bce61a77125106602d8295f2b41ab2a76f042a42ecd",
        ("cifar-10-python", _FIVE, "test_batch"),
        ("cifar-10-binary", tuple(f"{name}.bin" for name in _FIVE), "test_batch.bin"),
        b"labels",
        1,
    ),
    "cifar100": _Cifar(
        "cifar100",
        100,
        "1915a5fd2ae64970018a1af7501ed0e56af8c23b5ff7e4fd8a3bec78a7ce9673",
        ("cifar-100-python", ("train",), "test"),
        ("cifar-100-binary", ("train.bin",), "test.bin"),
        b"fine_labels",
        2,
    ),
}
_FOLDERS = {"cifar-10-python": "cifar-10-batches-py", "cifar-10-binary": "cifar-10-batches-bin"}
# What reading a damaged archive, array or pickle may end in.
_UNREADABLE = (
    *(MemoryError, OverflowError, OSError, ValueError, TypeError, LookupError, EOFError, AttributeError, ImportError),
    *(pickle.UnpicklingError, tarfile.TarError, zipfile.BadZipFile, zlib.error),
)
URL = "https://www.cs.toronto.edu/~kriz/{}.tar.gz"
SHA256 = {name: kind.sha256 for name, kind in _CIFAR.items()}


def cifar10() -> DataSet:
    """CIFAR-10: 50,000 and 10,000 colour images of 32x32 in 10 classes."""
    return _cifar(_CIFAR["cifar10"])


def cifar100() -> DataSet:
    """CIFAR-100: 50,000 and 10,000 colour images of 32x32 in 100 (fine) classes."""
    return _cifar(_CIFAR["cifar100"])


def in_own_order(images: Bytes, labels: Bytes) -> tuple[Bytes, Bytes]:
    """Images and labels, sorted by the SHA-256 of label and pixels: an order that no file has a say in."""
    digests = [
        hashlib.sha256(bytes([label]) + image.tobytes()).digest() for image, label in zip(images, labels, strict=True)
    ]
    order = sorted(range(len(digests)), key=digests.__getitem__)
    return images[order], labels[order]


def _cifar(kind: _Cifar) -> DataSet:
    path = _cifar_path(kind) or _cifar_download(kind)
    x_train, y_train, x_test, y_test = _cifar_arrays(kind, path)
    arrays = (*in_own_order(x_train, y_train), *in_own_order(x_test, y_test))
    check_content(kind.name, path, content_hash(arrays), kind.sha256, kind.form)
    source = "Krizhevsky: Learning Multiple Layers of Features from Tiny Images (2009); in the order of SHA-256"
    return DataSet(kind.name, *arrays, white=255, sha256=kind.sha256, source=source, classes=kind.classes)


def _cifar_path(kind: _Cifar) -> Path | None:
    stems = (kind.python[0], kind.binary[0])
    names = [f"{kind.name}.npz", *(f"{stem}.tar.gz" for stem in stems), *(_FOLDERS.get(stem, stem) for stem in stems)]
    return next((folder / name for folder in data_set.folders() for name in names if (folder / name).exists()), None)


def _cifar_download(kind: _Cifar) -> Path:
    stem = kind.binary[0]
    return download(URL.format(stem), f"{stem}.tar.gz", kind.form)


def _cifar_arrays(kind: _Cifar, path: Path) -> tuple[Bytes, Bytes, Bytes, Bytes]:
    try:
        if path.suffix == ".npz":
            x_train, y_train, x_test, y_test = _npz(path)
        elif path.is_dir():
            x_train, y_train, x_test, y_test = _batches(kind, _folder_members(path), path)
        else:
            x_train, y_train, x_test, y_test = _batches(kind, _archive_members(path, kind.files), path)
    except _UNREADABLE as error:
        raise BadData(f"{path} cannot be read ({reason(error)}). Expected {kind.form}.") from error
    splits = (("training", x_train, y_train), ("test", x_test, y_test))
    for (split, images, labels), count in zip(splits, kind.images, strict=True):
        if images.shape != (count, 32, 32, 3) or labels.shape != (count,) or images.dtype != np.uint8:
            raise BadData(
                f"{path} is not {kind.name}: expected {count} {split} images [{count}, 32, 32, 3] of uint8 with as "
                f"many labels, found {list(images.shape)} of {images.dtype} with {list(labels.shape)} labels."
            )
    return x_train, y_train, x_test, y_test


def reason(error: BaseException) -> str:
    """Why a file cannot be read, in words."""
    return f"no {error}" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"


def _npz(path: Path) -> Iterator[Bytes]:
    for name, array in zip(PARTS, open_npz(path), strict=True):
        yield array.reshape(-1).astype(np.uint8) if name.startswith("y") else cast(Bytes, array)


def _folder_members(path: Path) -> Opener:
    def read(name: str) -> bytes:
        if not (path / name).is_file():
            raise KeyError(name)
        return (path / name).read_bytes()

    return read


def _archive_members(path: Path, names: Collection[str]) -> Opener:
    """The files ``names`` of a tar archive, by their last name; nothing is unpacked to disk, nothing else is read."""
    with tarfile.open(fileobj=_Wary(path), mode="r:") as archive:
        members: dict[str, bytes] = {}
        for member in archive:
            needed = member.isfile() and Path(member.name).name in names and member.size <= MOST_OF_A_FILE
            file = archive.extractfile(member) if needed else None
            if file is not None:
                members[Path(member.name).name] = file.read()
    return members.__getitem__


class _Wary(gzip.GzipFile):
    """Hands out no more at once than a file may have: tarfile asks for the whole of a header, whatever it claims."""

    def read(self, size: int | None = -1) -> bytes:
        """As any file's, for sizes within the limit."""
        if size is not None and size > MOST_OF_A_FILE:
            raise tarfile.ReadError(f"it has a header of {size} bytes")
        return super().read(size)


def _batches(kind: _Cifar, read: Opener, path: Path) -> tuple[Bytes, Bytes, Bytes, Bytes]:
    is_binary = "bin" in path.name  # cifar-10-binary.tar.gz, cifar-10-batches-bin, cifar-100-binary
    _, training, test = kind.binary if is_binary else kind.python
    decode = _from_binary if is_binary else _from_python
    parts = [decode(kind, read(name)) for name in training]
    x_train, y_train = (np.concatenate(column) for column in zip(*parts, strict=True))
    return (x_train, y_train, *decode(kind, read(test)))


def _from_binary(kind: _Cifar, content: bytes) -> tuple[Bytes, Bytes]:
    rows = np.frombuffer(content, np.uint8).reshape(-1, kind.label_bytes + 3072)
    return _upright(rows[:, kind.label_bytes :]), rows[:, kind.label_bytes - 1]


def _from_python(kind: _Cifar, content: bytes) -> tuple[Bytes, Bytes]:
    batch = _Unpickler(io.BytesIO(content), encoding="bytes").load()
    # bytes() takes a flat list alone: a list of lists that share their parts is short in a pickle, and has no end here.
    return _upright(batch[b"data"]), np.frombuffer(bytes([*batch[kind.label]]), np.uint8)


def _upright(rows: Bytes) -> Bytes:
    """Rows of 3,072 bytes, a plane for each colour, to images with the colours of a pixel together."""
    return np.ascontiguousarray(rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))


class _Unpickler(pickle._Unpickler):
    """Reads arrays and plain containers, and refuses every other class: a pickle may run any code it names.

    The one written in Python: that in C makes a table as long as the largest number that a pickle gives to an object.
    """

    def find_class(self, module: str, name: str) -> Any:
        known: dict[tuple[str, str], Any] = {
            ("numpy", "ndarray"): np.ndarray,
            ("numpy", "dtype"): np.dtype,
            ("_codecs", "encode"): _encode,
        }
        for home in ("numpy.core.multiarray", "numpy._core.multiarray"):
            known[home, "_reconstruct"] = _empty
        for home in ("numpy.core.numeric", "numpy._core.numeric"):
            known[home, "_frombuffer"] = _from_buffer
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no CIFAR archive does")
        return known[module, name]


def _empty(kind: Any, shape: Any, dtype: Any) -> Any:
    if shape != (0,):  # what NumPy writes: the right shape comes with the bytes
        raise pickle.UnpicklingError(f"it asks for an array {shape} without values")
    return np._core.multiarray._reconstruct(kind, shape, dtype)  # type: ignore[attr-defined]


def _encode(text: str, encoding: str) -> bytes:
    return text.encode(encoding)


def _from_buffer(buffer: Any, dtype: Any, shape: Any, order: Any) -> NDArray[Any]:
    return np.frombuffer(buffer, dtype=dtype).reshape(shape, order=order)
