"""Data that claim to be large are refused by size, before anything is read."""

import gzip
import io
import pickle
import resource
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import BadData
from actlab.lab.data import cifar, data_set, fashion, mnist

ZEROS = 2**29


def npz(path: Path, shape: tuple[int, ...]) -> Path:
    """An archive whose arrays claim ``shape`` and hold ten bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in data_set.PARTS:
            header = io.BytesIO()
            np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": shape})
            archive.writestr(f"{name}.npy", header.getvalue() + bytes(10))
    return path


@pytest.fixture
def little_memory() -> None:
    """An array of many terabytes would be an error of memory; here 256 MB more than now are one already."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 2**28, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("shape", [(2**44,), (2**20, 2**24), (60000, 28, 28)])
def test_an_npz_that_claims_more_than_it_holds_is_refused_unread(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with pytest.raises(BadData, match="x_train claims [0-9]+ bytes, more than the file holds"):
        data_set.read(npz(tmp_path / "mnist.npz", shape), mnist.SHA256, mnist.FORM)


@pytest.mark.usefixtures("little_memory")
def test_an_unneeded_member_of_a_tar_is_not_read(tmp_path: Path) -> None:
    """500 MB of zeros pack to 2 MB; reading them would break the limit of memory."""
    path = tmp_path / "cifar-10-python.tar.gz"

    class Zeros(io.RawIOBase):
        def __init__(self) -> None:
            self.left = ZEROS

        def read(self, size: int = -1) -> bytes:
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        member = tarfile.TarInfo("cifar-10-batches-py/readme.html")
        member.size = ZEROS
        archive.addfile(member, Zeros())
    with pytest.raises(KeyError, match="data_batch_1"):
        cifar._archive_members(path, cifar._CIFAR["cifar10"].files)("data_batch_1")


@pytest.mark.usefixtures("little_memory")
def test_a_header_of_a_tar_that_claims_much_is_refused(tmp_path: Path) -> None:
    """The names of a tar's members may be of any length, and tarfile reads them whole."""
    member = tarfile.TarInfo("long name")
    member.type, member.size = tarfile.XHDTYPE, ZEROS
    (tmp_path / "cifar-10-python.tar.gz").write_bytes(gzip.compress(member.tobuf() + bytes(10_000)))
    with pytest.raises(tarfile.ReadError, match="a header of 536870912 bytes"):
        cifar._archive_members(tmp_path / "cifar-10-python.tar.gz", cifar._CIFAR["cifar10"].files)


@pytest.mark.usefixtures("little_memory")
def test_a_packed_file_is_not_unpacked_beyond_what_it_should_hold(tmp_path: Path) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(20):
            file.write(bytes(2**24))
    with pytest.raises(BadData, match="holds more than 47040016 bytes"):
        fashion._unpacked(path)


class Empty:
    def __reduce__(self) -> object:
        return np._core.multiarray._reconstruct, (np.ndarray, (2**30,), b"b")


def doubled(times: int) -> list[object]:
    inner: list[object] = [0]
    for _ in range(times):
        inner = [inner, inner]
    return inner


BATCH = {b"data": np.zeros((1, 3072), np.uint8), b"labels": [3]}
CLAIMS = {
    "an array without values": pickle.dumps({**BATCH, b"data": Empty()}, 2),
    "lists that share their parts": pickle.dumps({**BATCH, b"labels": doubled(31)}, 2),
    "a table of objects": b"\x80\x02Nr" + (2**28).to_bytes(4, "little") + b".",
}


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("claim", CLAIMS)
def test_a_short_pickle_does_not_become_large(claim: str) -> None:
    with pytest.raises((pickle.UnpicklingError, TypeError)) as refused:
        cifar._from_python(cifar._CIFAR["cifar10"], CLAIMS[claim])
    assert isinstance(refused.value, cifar._UNREADABLE)


def test_a_batch_as_it_should_be_is_read() -> None:
    images, labels = cifar._from_python(cifar._CIFAR["cifar10"], pickle.dumps(BATCH, 2))
    assert images.shape == (1, 32, 32, 3)
    assert labels.tolist() == [3]


@pytest.mark.usefixtures("little_memory")
def test_a_pickle_that_claims_a_terabyte_is_an_error_of_the_file(tmp_path: Path) -> None:
    claim = b"\x80\x04\x8e" + (2**40).to_bytes(8, "little") + b"few."
    with pytest.raises((EOFError, cifar.pickle.UnpicklingError)) as refused:
        cifar._Unpickler(io.BytesIO(claim), encoding="bytes").load()
    assert isinstance(refused.value, cifar._UNREADABLE)
