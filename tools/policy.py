"""A Content-Security-Policy in each page of the site: its own scripts run, and none that came in with a text.

The scripts that stand in a page are allowed by their hashes: those of the theme, which stand around what is written on
the page, and that of the table of functions. A file of the site may be loaded, from a server and from disk.
"""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

TABLE = Path(__file__).resolve().parent.parent / "src/actlab/report/templates/catalogue.js"
POLICY = (  # the theme and the figures of matplotlib set styles inside a page
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; script-src 'self'"
)
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)
_BEGIN = '<meta charset="utf-8">'


def on_post_page(output: str, page: Page, **_: Any) -> str:
    """Allow the scripts of the theme, and of the table, but none of the text."""
    if not page.content or page.content not in output:
        raise PluginError(f"{page.url}: what is written on the page does not stand in it as it is.")
    return _with_policy(output, output.replace(page.content, ""))


def on_post_template(output_content: str, template_name: str, **_: Any) -> str:
    """The page of addresses that there are not has no text."""
    return _with_policy(output_content, output_content) if template_name.endswith(".html") else output_content


def _with_policy(page: str, frame: str) -> str:
    if page.count(_BEGIN) != 1:
        raise PluginError(f"a page has no place for the policy: the theme writes no {_BEGIN} any more.")
    scripts = sorted({*_INLINE.findall(frame), TABLE.read_text("utf-8")})
    policy = " ".join([POLICY, *map(_hash, scripts)])
    return page.replace(_BEGIN, f'{_BEGIN}\n<meta http-equiv="Content-Security-Policy" content="{policy}">')


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
