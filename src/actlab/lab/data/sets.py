"""The table of all data sets."""

from collections.abc import Callable
from functools import lru_cache, partial

from actlab.errors import one_of
from actlab.lab.data import cifar, fashion, mnist, plane
from actlab.lab.data.cifar import cifar10, cifar100
from actlab.lab.data.data_set import DataSet
from actlab.lab.data.digits import TEST, digits

POINTS = tuple(plane.KINDS)
DATA_SETS: dict[str, Callable[[], DataSet]] = {
    "digits": digits,
    "mnist": mnist.mnist,
    "fashion-mnist": fashion.fashion_mnist,
    "cifar10": cifar10,
    "cifar100": cifar100,
    **{name: partial(plane.load, name) for name in POINTS},
}
IMAGES = tuple(name for name in DATA_SETS if name not in POINTS)
SHA256 = {"mnist": mnist.SHA256, "fashion-mnist": fashion.SHA256, **cifar.SHA256}  # known without reading a file
TEST_EXAMPLES = {"digits": TEST, **dict.fromkeys(SHA256, 10_000), **dict.fromkeys(POINTS, plane.ROWS)}


@lru_cache(maxsize=2)
def load(name: str) -> DataSet:
    """Load a data set by name: digits and the points of the plane are always there, others are found or downloaded.

    Raises:
        UnknownName: for a name that is not in :data:`DATA_SETS`.
        BadData: for a file that is missing, damaged or not the data set.
    """
    return DATA_SETS[one_of("data set", DATA_SETS)(name)]()


def examples_for_testing(name: str) -> int:
    """How many examples the test set of a data set has; a file is read only where that is not known beforehand."""
    return TEST_EXAMPLES.get(name) or len(load(name).y_test)


def content_of(name: str) -> str:
    """The SHA-256 of the arrays of a data set; the file is read only where the hash is not known beforehand."""
    return SHA256.get(name) or load(name).sha256
