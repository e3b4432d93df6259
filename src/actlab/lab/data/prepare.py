"""What networks see of images: scaled pixels, and means and deviations of the channels."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from actlab.errors import one_of
from actlab.lab.data.data_set import DataSet

if TYPE_CHECKING:
    import torch

SCALINGS = ("unit", "half", "channels")
_STATISTICS: dict[str, "tuple[NDArray[np.float64], NDArray[np.float64]]"] = {}  # by the hash of the data


def tensors(
    data_set: DataSet, split: str, scaling: str = "channels", start: int = 0, stop: int | None = None
) -> "tuple[torch.Tensor, torch.Tensor]":
    """The images of ``"train"`` or ``"test"`` as float32 [count, channels, rows, columns], and their classes.

    Arguments:
        data_set: any set of images, grey or colour.
        split: ``"train"`` or ``"test"``.
        scaling: ``"unit"`` for 0 to 1; ``"half"`` for -1 to 1; ``"channels"`` to subtract mean and divide by standard
            deviation of each channel over the training images, whichever split is returned.
        start: the first image.
        stop: the one behind the last; None for all.
    """
    import torch

    one_of("scaling", SCALINGS)(scaling)
    images = torch.from_numpy(np.ascontiguousarray(data_set.channels_first(split)[start:stop]))
    scaled = images.float().div_(data_set.white)
    if scaling == "half":
        scaled.sub_(0.5).div_(0.5)
    elif scaling == "channels":
        mean, deviation = channel_statistics(data_set)
        shape = (1, -1, 1, 1)
        scaled.sub_(torch.from_numpy(mean).float().view(shape)).div_(torch.from_numpy(deviation).float().view(shape))
    return scaled, torch.from_numpy(data_set.labels(split)[start:stop])


def channel_statistics(data_set: DataSet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each channel over the training images, scaled to 0 to 1, from exact counts.

    Counted once for each content: counting CIFAR-10 takes a second, and each split asks again.
    """
    if data_set.sha256 not in _STATISTICS:
        _STATISTICS[data_set.sha256] = _counted(data_set)
    return _STATISTICS[data_set.sha256]


def _counted(data_set: DataSet) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    images = data_set.channels_first("train")
    means, deviations = [], []
    values = np.arange(data_set.white + 1) / data_set.white
    for channel in range(images.shape[1]):
        counts = np.bincount(images[:, channel].ravel(), minlength=len(values))
        mean = float(counts @ values / counts.sum())
        means.append(mean)
        deviations.append(float(np.sqrt(counts @ (values - mean) ** 2 / counts.sum())))
    return np.array(means), np.array(deviations)
