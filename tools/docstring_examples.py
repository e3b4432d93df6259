"""How docstrings reach the reference: an example gets its heading, and a role of Sphinx becomes plain code."""

import re
from typing import Any

from griffe import Extension, Object

_ROLE = re.compile(r":(?:func|class|meth|mod|attr):`~?([\w.]+)`")
_EXAMPLE = re.compile(r"(?:^>>> .*\n?(?:^(?!\s*$).*\n?)*)", re.M)


def readable(text: str) -> str:
    r"""The docstring with an ``Examples:`` section around each example that stands without one.

    >>> print(readable("The value.\n\n>>> 1 + 1\n2\n\nSee :func:`slope`."))
    The value.
    <BLANKLINE>
    Examples:
        >>> 1 + 1
        2
    <BLANKLINE>
    See `slope`.
    """
    text = _ROLE.sub(r"`\1`", text)
    return _EXAMPLE.sub(lambda match: "Examples:\n" + re.sub(r"^(?=.)", "    ", match[0], flags=re.M), text)


class DocstringExamples(Extension):
    """Applies :func:`readable` to every docstring that griffe reads."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rewrite one docstring."""
        if obj.docstring:
            obj.docstring.value = readable(obj.docstring.value)
