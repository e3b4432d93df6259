"""Search which places of a model profit from another activation."""

from typing import Any


def __getattr__(name: str) -> Any:
    # Loaded on first use: it imports torch, and the command line imports this package for its options.
    if name not in ("METHODS", "SearchResult", "Trial", "search"):
        raise AttributeError(f"module 'actlab.swap.search' has no attribute {name!r}")
    from actlab.swap.search import searching

    return getattr(searching, name)
