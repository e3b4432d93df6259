"""Data that claim to be large are refused by size, before anything is read."""

import io
import resource
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import BadData
from actlab.lab.data import cifar, data_set, mnist

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
def test_a_pickle_that_claims_a_terabyte_is_an_error_of_the_file(tmp_path: Path) -> None:
    claim = b"\x80\x04\x8e" + (2**40).to_bytes(8, "little") + b"few."
    with pytest.raises((MemoryError, cifar.pickle.UnpicklingError)) as refused:
        cifar._Unpickler(io.BytesIO(claim), encoding="bytes").load()
    assert isinstance(refused.value, cifar._UNREADABLE)
