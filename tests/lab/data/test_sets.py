"""Data sets are what they are called, or an error says what is wrong and what to do."""

import functools
import http.server
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import BadData, UnknownName
from actlab.lab.data import data_set, sets
from actlab.lab.data import mnist as mnist_set


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any data file; the user's cache folder is ``tmp_path / "cache"``."""
    monkeypatch.delenv("ACTLAB_DATA", raising=False)
    monkeypatch.setattr(data_set, "cache_folder", lambda: tmp_path / "cache")
    sets.load.cache_clear()
    yield tmp_path
    sets.load.cache_clear()


def small_mnist(path: Path) -> Path:
    generator = np.random.default_rng(0)
    images, classes = (
        generator.integers(0, top, (8, *shape), dtype=np.uint8) for top, shape in ((256, (28, 28)), (10, ()))
    )
    np.savez(path, x_train=images, y_train=classes, x_test=images[:2], y_test=classes[:2])
    return path


def test_digits_are_all_there_and_split_without_overlap() -> None:
    digits = sets.load("digits")
    assert (len(digits.y_train), len(digits.y_test)) == (1437, 360)
    everything = np.concatenate([digits.x_train, digits.x_test]).reshape(1797, -1)
    from sklearn.datasets import load_digits

    wanted = load_digits().data.astype(np.uint8)
    assert np.array_equal(np.sort(everything, axis=0), np.sort(wanted, axis=0))
    assert digits.inputs("train").min() == 0
    assert digits.inputs("train").max() == 1
    assert set(digits.labels("test")) == set(range(10))


def test_mnist_is_mnist(mnist: data_set.DataSet) -> None:
    assert mnist.x_train.shape == (60000, 28, 28)
    assert mnist.x_test.shape == (10000, 28, 28)
    assert np.bincount(mnist.y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.inputs("test").dtype == np.float32


def test_the_hash_sees_one_changed_pixel(mnist: data_set.DataSet) -> None:
    arrays = (mnist.x_train, mnist.y_train, mnist.x_test, mnist.y_test)
    assert data_set.content_hash(arrays) == mnist_set.SHA256
    changed = mnist.x_test.copy()
    changed[5000, 14, 14] ^= 1
    assert data_set.content_hash((mnist.x_train, mnist.y_train, changed, mnist.y_test)) != mnist_set.SHA256


def test_a_file_with_other_content_names_both_hashes(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_mnist(nowhere / "mnist.npz")
    monkeypatch.setenv("ACTLAB_DATA", str(nowhere))
    with pytest.raises(BadData, match=rf"mnist.npz is damaged.*should be {mnist_set.SHA256}, found [0-9a-f]{{64}}"):
        sets.load("mnist")


def test_a_torn_file_is_named(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small_mnist(nowhere / "mnist.npz").read_bytes()
    (nowhere / "mnist.npz").write_bytes(whole[: len(whole) // 2])
    monkeypatch.setenv("ACTLAB_DATA", str(nowhere))
    with pytest.raises(BadData, match=r"mnist.npz cannot be read .*Delete it to have it downloaded"):
        sets.load("mnist")


def test_without_a_network_the_error_names_folder_file_and_format(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist_set, "URL", "http://127.0.0.1:9/mnist.npz")  # nothing listens on the discard port
    message = rf"Put mnist.npz into {nowhere / 'cache'} or set ACTLAB_DATA .*x_train \[60000, 28, 28\]"
    with pytest.raises(BadData, match=message):
        sets.load("mnist")


def test_a_download_comes_whole_or_not_at_all(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nowhere / "served").mkdir()
    small_mnist(nowhere / "served" / "mnist.npz")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(nowhere / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            monkeypatch.setattr(mnist_set, "URL", f"{url}/mnist.npz")
            with pytest.raises(BadData, match="is damaged or holds something else"):
                sets.load("mnist")  # eight images are not MNIST
            found = data_set.find_file("mnist.npz")
            assert found == nowhere / "cache" / "mnist.npz"
            assert found.read_bytes() == (nowhere / "served" / "mnist.npz").read_bytes()
            found.unlink()
            monkeypatch.setattr(mnist_set, "URL", f"{url}/absent.npz")
            with pytest.raises(BadData, match="could not be downloaded"):
                sets.load("mnist")
            assert not list((nowhere / "cache").glob("*"))
        finally:
            server.shutdown()
            thread.join()


def test_an_unknown_set_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="unknown data set 'digit'. Did you mean 'digits'"):
        sets.load("digit")


@pytest.mark.parametrize("name", sets.POINTS)
def test_points_of_the_plane_are_a_data_set(name: str) -> None:
    found = sets.load(name)
    assert (found.name, found.classes, found.inputs("train").shape) == (name, 2, (250, 2))
    assert found.sha256 == data_set.content_hash((found.x_train, found.y_train, found.x_test, found.y_test))


def test_channels_come_first() -> None:
    assert sets.load("digits").channels_first("test").shape == (360, 1, 8, 8)
    colour = replace(sets.load("digits"), x_test=np.arange(24, dtype=np.uint8).reshape(2, 2, 2, 3))
    assert colour.channels_first("test")[1, :, 0, 1].tolist() == [15, 16, 17]
    assert sets.load("xor").channels_first("train").shape == (250, 2)
