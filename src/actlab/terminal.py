"""What is printed with colours: a text of the user's stays text, whatever stands in it."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# What a terminal may take for an order: a title from somebody else could clear the screen, or write into its title.
_ORDERS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) != "\n"}


class Terminal(Console):
    """A console of rich's that reads no markup, such as ``[bold]``, in texts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As rich does it, without the characters that are orders to a terminal."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=segment.text.translate(_ORDERS))
