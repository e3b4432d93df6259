"""Where a run is trained: small networks on the CPU, networks of images on a GPU where there is one."""

from actlab.errors import BadValue
from actlab.lab.suggest import one_of

DEVICES = ("auto", "cpu", "cuda")


def device_for(wanted: str, of_images: bool) -> str:
    """``"cpu"`` or ``"cuda"`` for ``--device wanted``; only networks of images are trained on a GPU.

    Raises:
        BadValue: if a GPU is asked for and there is none, or for a network that has no use for it.
    """
    if one_of("device", DEVICES)(wanted) == "cpu" or (wanted == "auto" and not of_images):
        return "cpu"
    import torch

    if wanted == "cuda" and not of_images:
        raise BadValue("--device cuda: small networks are faster on the CPU and run there alone; leave --device out.")
    if torch.cuda.is_available():
        return "cuda"
    if wanted == "cuda":
        raise BadValue("--device cuda: torch sees no GPU here; leave --device out, or choose --device cpu.")
    return "cpu"
