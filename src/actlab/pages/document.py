"""JSON that says what it is: every document begins with its schema and the version that wrote it."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any


def document(kind: str, content: Any) -> dict[str, Any]:
    """``found`` with its head; what is not a mapping stands under ``entries``.

    >>> list(document("audit", []))
    ['schema', 'version', 'entries']
    """
    body = dict(content) if isinstance(content, Mapping) else {"entries": content}
    return {"schema": f"actlab/{kind}/1", "version": version("actlab"), **body}


def as_json(kind: str, body: Any, indent: int | None = None) -> str:
    """The document as text; a number that is not finite is refused by none of its readers, so it stays as it is."""
    return json.dumps(document(kind, body), indent=indent)
