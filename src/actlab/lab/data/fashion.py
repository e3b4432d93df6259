"""Fashion-MNIST: from a folder fashion-mnist, Debian's package, or a checked download."""

import gzip
import zlib
from pathlib import Path

import numpy as np

from actlab.errors import BadData
from actlab.lab.data import data_set
from actlab.lab.data.cifar import reason
from actlab.lab.data.data_set import PARTS, Bytes, DataSet, check_content, content_hash, download

URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/{}"
FILES = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}

SHA256 = "ba4d57bd4b36d751702b4c50baf26d24ce4316e4ec53b368f6af89a7fa2bf4dd"
MOST_BYTES = 16 + 60_000 * 28 * 28  # of the largest of them, unpacked
FORM = "the four files " + ", ".join(FILES.values()) + " of Fashion-MNIST"
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # the package dataset-fashion-mnist


def fashion_mnist() -> DataSet:
    """Fashion-MNIST: 60,000 and 10,000 grey images of 28x28 in 10 classes, in file order."""
    folder = _fashion_folder()
    unpacked = {part: _unpacked(folder / file if folder else _fashion_download(file)) for part, file in FILES.items()}
    arrays = tuple(_idx(unpacked[part], FILES[part]) for part in PARTS)
    check_content("fashion-mnist", folder or data_set.cache_folder(), content_hash(arrays), SHA256, FORM)
    source = "Xiao, Rasul, Vollgraf: Fashion-MNIST, arXiv:1708.07747"
    x_train, y_train, x_test, y_test = arrays
    return DataSet("fashion-mnist", x_train, y_train, x_test, y_test, white=255, sha256=SHA256, source=source)


def _fashion_folder() -> Path | None:
    """A folder called fashion-mnist; MNIST's own files have the same names, so no other is looked into."""
    places = [*(folder / "fashion-mnist" for folder in data_set.folders()), DEBIAN]
    return next((place for place in places if place.is_dir()), None)


def _fashion_download(file: str) -> Path:
    name = f"fashion-mnist-{file}"
    path = data_set.cache_folder() / name
    return path if path.is_file() else download(URL.format(file), name, FORM)


def _unpacked(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"{path} cannot be read ({reason(error)}). Expected {FORM}.") from error
    if len(content) > MOST_BYTES:
        raise BadData(f"{path} holds more than {MOST_BYTES} bytes. Expected {FORM}.")
    return content


def _idx(content: bytes, name: str) -> Bytes:
    """The array of an IDX file: two zero bytes, 8 for uint8, the number of axes, their lengths, the values."""
    header = 4 + 4 * content[3] if len(content) >= 4 else 0
    if not header or content[:3] != b"\0\0\x08" or len(content) < header:
        raise BadData(f"{name} is not an IDX file of bytes. Expected {FORM}.")
    shape = np.frombuffer(content[4:header], ">i4").tolist()
    values = np.frombuffer(content[header:], np.uint8)
    if len(values) != int(np.prod(shape)):
        raise BadData(f"{name} holds {len(values)} values, expected {shape}. Expected {FORM}.")
    return values.reshape(shape)
