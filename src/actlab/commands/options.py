"""Options that several commands read alike."""

from importlib.util import find_spec

from actlab.errors import BadValue, Missing


def widths(text: str) -> tuple[int, ...]:
    """The widths of hidden layers in ``--hidden``: ``100,50``."""
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise BadValue(f"--hidden: expected whole numbers such as 100,50, got {text!r}.") from None


def need_torch(purpose: str) -> None:
    """Refuse to begin without torch."""
    if find_spec("torch") is None:
        raise Missing("PyTorch", purpose, "pip install 'actlab[torch]'")
