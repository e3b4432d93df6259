"""Fill a template: every page extends ``base.html.j2``, escapes what it shows, and runs no script but its own."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src "
)


def render(
    package: str,
    template: str,
    values: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]] | None = None,
    script: str | None = None,
) -> str:
    """The page as HTML text.

    Arguments:
        package: whose folder ``templates`` holds ``template``, such as ``"actlab.report"``.
        template: the file, which extends ``base.html.j2``.
        values: what the template names.
        filters: functions that the template applies by name.
        script: the file of the one script that the page may run, from the same folder; the template shows it as
            ``{{ script }}``. A Content-Security-Policy with its hash forbids every other.
    """
    loader = ChoiceLoader([PackageLoader(package), PackageLoader("actlab.pages")])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= dict(filters or {})
    text = "" if script is None else environment.get_template(script).render()
    return environment.get_template(template).render(**values, script=_Script(text), policy=_POLICY + _source(text))


def _source(script: str) -> str:
    if not script:
        return "'none'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class _Script(str):
    """A script of our own, which a template shows as it is."""

    def __html__(self) -> str:
        return str(self)
