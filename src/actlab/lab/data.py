"""The data sets: where they are found, and proof that they are what they are called."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData
from actlab.lab.suggest import one_of

Array = NDArray[np.generic]
Arrays = tuple[Array, Array, Array, Array]  # in the order of PARTS
PARTS = ("x_train", "y_train", "x_test", "y_test")
MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
MNIST_FORMAT = (
    "a NumPy archive with x_train [60000, 28, 28], y_train [60000], x_test [10000, 28, 28] and y_test [10000], "
    "all uint8, as Keras names it"
)
DIGITS_TEST = 360  # of 1,797: one fifth


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


@lru_cache(maxsize=2)
def load(name: str) -> DataSet:
    """Load a data set by name: digits and the points of the plane are always there, others are found or downloaded.

    Raises:
        UnknownName: for a name that is not in :data:`DATA_SETS`.
        BadData: for a file that is missing, damaged or not the data set.
    """
    return DATA_SETS[one_of("data set", DATA_SETS)(name)]()


def content_hash(arrays: Sequence[Array]) -> str:
    """SHA-256 over name, type, shape and bytes of the four decoded arrays; how they were packed does not matter."""
    digest = hashlib.sha256()
    for name, array in zip(PARTS, map(np.ascontiguousarray, arrays), strict=True):
        digest.update(f"{name} {array.dtype.str} {array.shape};".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def folders() -> list[Path]:
    """Where data files are looked for: ``ACTLAB_DATA``, then the user's cache folder."""
    given = os.environ.get("ACTLAB_DATA")
    return [*([Path(given)] if given else []), cache_folder()]


def cache_folder() -> Path:
    """The folder downloads are kept in."""
    from platformdirs import user_cache_path

    return user_cache_path("actlab") / "data"


def _digits() -> DataSet:
    from sklearn.datasets import load_digits

    images, classes = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8).astype(np.uint8)
    order = np.random.default_rng(0).permutation(len(images))
    test, train = order[:DIGITS_TEST], order[DIGITS_TEST:]
    kinds = classes.astype(np.uint8)
    arrays: Arrays = (images[train], kinds[train], images[test], kinds[test])
    source = "scikit-learn's copy of the UCI handwritten digits, 8x8; a fixed fifth held out for testing"
    return DataSet("digits", *arrays, white=16, sha256=content_hash(arrays), source=source)


# Of the file whose images and labels, written as IDX, have the MD5 sums 6bbc9ace, a25bea73, 2646ac64 and 27ae3e4e.
MNIST_SHA256 = "2229557d3d58bcbc6b0f0c8f702c48cc075902f3f0630af576ec11137f9df98e"


def _mnist() -> DataSet:
    path = _find("mnist.npz") or _download(MNIST_URL, "mnist.npz", MNIST_FORMAT)
    arrays = read(path, MNIST_SHA256, MNIST_FORMAT)
    source = "LeCun, Cortes, Burges: the MNIST database of handwritten digits"
    return DataSet("mnist", *arrays, white=255, sha256=MNIST_SHA256, source=source)


def _image_set(name: str) -> DataSet:
    from actlab.lab import images  # stands on this module

    return images.load(name)


def _point_set(name: str) -> DataSet:
    from actlab.lab import plane

    return plane.load(name)


IMAGES = ("fashion-mnist", "cifar10", "cifar100")
POINTS = ("circle", "xor", "gauss", "spiral")
DATA_SETS: dict[str, Callable[[], DataSet]] = {
    "digits": _digits,
    "mnist": _mnist,
    **{name: partial(_image_set, name) for name in IMAGES},
    **{name: partial(_point_set, name) for name in POINTS},
}


# What the main job takes where nothing is said: the settings of the published experiment for MNIST (with fewer epochs),
# and the batch of the neural-network playground for points of the plane.
DEFAULTS: dict[str, dict[str, int]] = {
    "digits": {"epochs": 30, "batch_size": 32},
    **{name: {"epochs": 10, "batch_size": 100} for name in ("mnist", *IMAGES)},
    **{name: {"epochs": 100, "batch_size": 10} for name in POINTS},
}


def read(path: Path, expected: str, form: str) -> Arrays:
    """The four arrays of an ``.npz`` file whose content hash is ``expected``."""
    try:
        with path.open("rb") as file, np.load(file) as archive:
            x_train, y_train, x_test, y_test = (archive[name] for name in PARTS)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise BadData(f"{path} cannot be read ({error}). Expected {form}. Delete it to have it downloaded.") from error
    arrays = (x_train, y_train, x_test, y_test)
    found = content_hash(arrays)
    if found != expected:
        raise BadData(
            f"{path} is damaged or holds something else: the SHA-256 of its arrays should be {expected}, "
            f"found {found}. Expected {form}. Delete it to have it downloaded."
        )
    return arrays


def _find(file: str) -> Path | None:
    return next((folder / file for folder in folders() if (folder / file).is_file()), None)


def _download(url: str, file: str, form: str) -> Path:
    """Fetch into the cache folder, under a temporary name until it is whole (pooch renames it)."""
    import pooch
    import requests

    from actlab.lab.progress import DownloadProgress

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
