"""Layer 5: the page to play with, built from ``web/`` and committed; ``serve`` shows it on this machine only."""

from importlib.resources import files
from pathlib import Path

__all__ = ["engine", "page"]


def page() -> Path:
    """The page: one HTML file that opens from disk."""
    return Path(str(files("actlab.playground").joinpath("index.html")))


def engine() -> Path:
    """The engine of the page as a module for Node."""
    return Path(str(files("actlab.playground").joinpath("engine.mjs")))
