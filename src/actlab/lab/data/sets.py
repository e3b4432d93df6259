"""The table of all data sets."""

from collections.abc import Callable
from functools import lru_cache, partial

from actlab.errors import one_of
from actlab.lab.data import brought, cifar, fashion, mnist, plane
from actlab.lab.data.cifar import cifar10, cifar100
from actlab.lab.data.data_set import DataSet
from actlab.lab.data.digits import TEST, digits
from actlab.lab.data.own import CLASSIFICATION

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
TRAINING_EXAMPLES = {
    **{"digits": 1_797 - TEST, "mnist": 60_000, "fashion-mnist": 60_000, "cifar10": 50_000, "cifar100": 50_000},
    **dict.fromkeys(POINTS, plane.ROWS),
}
TEST_EXAMPLES = {"digits": TEST, **dict.fromkeys(SHA256, 10_000), **dict.fromkeys(POINTS, plane.ROWS)}


def check_name(name: str) -> str:
    """``name``, where a data set or a user's own has it; the error for an unknown name gives the nearest."""
    return name if brought.is_brought(name) else one_of("data set", DATA_SETS)(name)


@lru_cache(maxsize=2)
def load(name: str) -> DataSet:
    """Load a data set by name: digits and points of the plane come with actlab, others from disk or the network.

    Raises:
        UnknownName: for a name that is not in :data:`DATA_SETS`.
        BadData: for a file that is missing, damaged or not the data set; for a user's own that is not here.
    """
    if brought.is_brought(name):
        own: DataSet = brought.thing(name)
        return own
    return DATA_SETS[one_of("data set", DATA_SETS)(name)]()


def examples_for_testing(name: str) -> int:
    """How many examples the test set of a data set has; a file is read only where that is not known beforehand."""
    known: int | None = TEST_EXAMPLES.get(name) or brought.facts(name).get("test_examples")
    return known or len(load(name).y_test)


def examples_for_training(name: str) -> int:
    """How many examples the training set of a data set has; as for the test set."""
    known: int | None = TRAINING_EXAMPLES.get(name) or brought.facts(name).get("train_examples")
    return known or len(load(name).y_train)


def content_of(name: str) -> str:
    """The SHA-256 of the arrays of a data set; the file is read only where the hash is not known beforehand."""
    return brought.digest_of(name) if brought.is_brought(name) else SHA256.get(name) or load(name).sha256


def task_of(name: str) -> str:
    """What is learned from a data set: one of :data:`actlab.lab.data.own.TASKS`."""
    return str(brought.facts(name).get("task", CLASSIFICATION))


def label_of(name: str) -> str:
    """Its name in print: of a user's own, what she calls it."""
    if not brought.is_brought(name):
        return name
    return f"{brought.facts(name).get('label', 'own data')} ({brought.digest_of(name)[:8]})"
