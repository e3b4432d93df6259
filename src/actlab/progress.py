"""Progress with the time left, on the error stream, so that results on the output stream stay clean."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from actlab.terminal import Terminal


def _console() -> Console:
    """On the error stream. In a notebook without ipywidgets as in a file: rich would warn there and draw nothing."""
    return Terminal(stderr=True, force_jupyter=None if find_spec("ipywidgets") else False)


@contextmanager
def bar(what: str, total: int, done: int = 0, unit: str = "epochs") -> Iterator["Bar"]:
    """A bar over ``total`` steps, each a ``unit``, of which ``done`` were done before."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=_console()) as progress:
        yield Bar(progress, progress.add_task(what, total=total, completed=done))


class Bar:
    """One bar: ``advance`` it, ``say`` what is going on."""

    def __init__(self, progress: Progress, task: Any) -> None:
        self._progress, self._task = progress, task

    def advance(self, steps: int = 1) -> None:
        """So many steps more are done."""
        self._progress.advance(self._task, steps)

    def say(self, what: str) -> None:
        """Change the text before the bar."""
        self._progress.update(self._task, description=what)


class DownloadProgress:
    """A bar over the bytes of one file, with the four names that pooch asks for."""

    def __init__(self, file: str) -> None:
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=Terminal(stderr=True))
        self._task = self._progress.add_task(file, total=None)
        self._total = 0

    @property
    def total(self) -> int:
        """The size of the file in bytes; set when the download starts."""
        return self._total

    @total.setter
    def total(self, size: int) -> None:
        self._total = size
        self._progress.update(self._task, total=size)
        self._progress.start()

    def update(self, size: int) -> None:
        """So many bytes more have come."""
        self._progress.advance(self._task, size)

    def reset(self) -> None:
        """Start again from nothing; pooch does so before it closes, to print a full bar."""
        self._progress.reset(self._task)

    def close(self) -> None:
        """Leave the bar as it is."""
        self._progress.stop()
