"""What a data set is, where its file lies, and proof that it is what its name says."""

import hashlib
import math
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData

Bytes = NDArray[np.uint8]
Array = NDArray[np.generic]
Arrays = tuple[Array, Array, Array, Array]  # in the order of PARTS
MOST_BYTES = 2**31  # of one array; CIFAR's largest takes 154 MB
PARTS = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True)
class DataSet:
    """Images, or points of a plane, with their classes, in file order; pixels run from 0 to ``white``."""

    name: str
    x_train: Array
    y_train: Array
    x_test: Array
    y_test: Array
    white: int
    sha256: str
    source: str
    classes: int = 10

    def channels_first(self, split: str) -> Array:
        """The images as [count, channels, rows, columns], points as [count, coordinates]; a view, unscaled."""
        images: Array = getattr(self, f"x_{split}")
        match images.ndim:
            case 3:
                return images[:, None]
            case 4:
                return images.transpose(0, 3, 1, 2)
        return images

    def inputs(self, split: str) -> NDArray[np.float32]:
        """The images of ``"train"`` or ``"test"`` as rows of float32 between 0 and 1."""
        images: Array = getattr(self, f"x_{split}")
        rows = images.reshape(len(images), -1).astype(np.float32)
        rows /= np.float32(self.white)  # in place: a second copy of MNIST takes 188 MB
        return rows

    def labels(self, split: str) -> NDArray[np.int64]:
        """The classes of ``"train"`` or ``"test"``, int64."""
        return np.asarray(getattr(self, f"y_{split}"), dtype=np.int64)


def content_hash(arrays: Sequence[Array]) -> str:
    """SHA-256 over name, type, shape and bytes of the four decoded arrays; how they were packed does not matter."""
    digest = hashlib.sha256()
    for name, array in zip(PARTS, map(np.ascontiguousarray, arrays), strict=True):
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def folders() -> list[Path]:
    """Where data files may lie: ``ACTLAB_DATA``, then the user's cache folder."""
    variable = os.environ.get("ACTLAB_DATA")
    return [*([Path(variable)] if variable else []), cache_folder()]


def cache_folder() -> Path:
    """The folder of downloads."""
    from platformdirs import user_cache_path

    return user_cache_path("actlab") / "data"


def open_npz(path: Path) -> Iterator[Array]:
    """The arrays of :data:`PARTS` from an ``.npz`` file; each is refused by the size it claims before it is read.

    Raises:
        ValueError: for an array that claims more bytes than :data:`MOST_BYTES` or than its entry of the file holds.
    """
    with zipfile.ZipFile(path) as archive:
        for name in PARTS:
            entry = archive.getinfo(f"{name}.npy")
            with archive.open(entry) as file:
                version = np.lib.format.read_magic(file)
                header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
                shape, _, kind = header[version](file)
            claimed = kind.itemsize * math.prod(shape)
            if claimed > min(MOST_BYTES, entry.file_size):
                raise ValueError(f"{name} claims {claimed} bytes, more than the file holds or a data set may have")
            with archive.open(entry) as file:
                yield np.lib.format.read_array(file, allow_pickle=False)


def read(path: Path, expected: str, form: str) -> Arrays:
    """The four arrays of an ``.npz`` file whose content hash is ``expected``."""
    try:
        x_train, y_train, x_test, y_test = open_npz(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, MemoryError) as error:
        raise BadData(f"{path} cannot be read ({error}). Expected {form}. Delete it to have it downloaded.") from error
    arrays = (x_train, y_train, x_test, y_test)
    actual = content_hash(arrays)
    if actual != expected:
        raise BadData(
            f"{path} is damaged or holds something else: the SHA-256 of its arrays should be {expected}, "
            f"found {actual}. Expected {form}. Delete it to have it downloaded."
        )
    return arrays


def find_file(file: str) -> Path | None:
    """The first of :func:`folders` that holds ``file``."""
    return next((folder / file for folder in folders() if (folder / file).is_file()), None)


def download(url: str, file: str, form: str) -> Path:
    """Fetch into the cache folder, under a temporary name until it is whole (pooch renames it)."""
    import pooch
    import requests

    from actlab.progress import DownloadProgress

    try:
        downloader = pooch.HTTPDownloader(progressbar=DownloadProgress(file))
        path = pooch.retrieve(url, known_hash=None, fname=file, path=cache_folder(), downloader=downloader)
    except (OSError, requests.RequestException) as error:
        raise BadData(
            f"{file} is in none of {', '.join(map(str, folders()))} and could not be downloaded from {url} "
            f"({type(error).__name__}). Put {file} into {cache_folder()} or set ACTLAB_DATA to the "
            f"folder that holds it; it is {form}."
        ) from error
    return Path(path)


def check_content(name: str, path: Path, actual: str, expected: str, form: str) -> None:
    """Refuse arrays whose hash is another than that of the set they are called after."""
    if actual != expected:
        raise BadData(
            f"{path} is damaged or holds something else: the SHA-256 of the arrays of {name} should be {expected}, "
            f"found {actual}. Expected {form}."
        )
