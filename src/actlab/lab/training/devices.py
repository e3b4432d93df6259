"""Where a run is trained: networks of images on a GPU where there is one, small ones only on request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from actlab.errors import BadValue, one_of
from actlab.lab.training import ranks
from actlab.lab.training.kernels import kernels_for

DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("float32", "bfloat16")


def device_for(option: str, of_images: bool) -> str:
    """``"cpu"`` or ``"cuda"`` for the option ``--device``; "auto" is the CPU for small networks: they are faster there.

    Raises:
        BadValue: for "cuda" where there is no GPU.
    """
    if one_of("device", DEVICES)(option) == "cpu" or (option == "auto" and not of_images):
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if option == "cuda":
        raise BadValue("--device cuda: torch sees no GPU here; leave --device out, or choose --device cpu.")
    return "cpu"


def place_for(
    of_images: bool, device: str = "auto", seeds_together: int = 1, precision: str = "float32", kernels: str = "auto"
) -> dict[str, Any]:
    """What a setting says of where and how it is trained; with torchrun, over all its processes.

    Raises:
        BadValue: as :func:`device_for` and :func:`kernels_for`.
    """
    if seeds_together < 1:
        raise BadValue(f"--seeds-together: expected at least 1, got {seeds_together}.")
    return {
        "device": device_for(device, of_images),
        "precision": one_of("precision", PRECISIONS)(precision),
        "kernels": kernels_for(kernels),
        "seeds_together": seeds_together,
        "processes": ranks.count(),
    }


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread: sums in another order would change the last digits."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
