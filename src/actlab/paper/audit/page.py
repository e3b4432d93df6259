"""The audit in the terminal, and as one HTML page."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup
from rich.console import Console

from actlab import __version__
from actlab.pages import drawing
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.paper.audit.audit import Audited
from actlab.paper.audit.forest import draw, panels
from actlab.paper.judgement import NOT_RUN, PUBLISHED, REDUCED, Judgement
from actlab.terminal import Terminal

STYLES = {
    "holds": "green",
    "refuted": "red",
    "cannot tell apart": "yellow",
    "not run": "dim",
    "leans for": "dim green",
    "leans against": "dim red",
    "open": "dim yellow",
}


def summary(claims: Sequence[Audited]) -> str:
    """How often each word comes, at the published protocol and at a reduced scale."""
    at_full = Counter(entry.published.verdict for entry in claims)
    reduced = Counter(entry.reduced.verdict for entry in claims if entry.reduced is not None)
    counts = [
        ", ".join(f"{word} {of[word]}" for word in words if of[word])
        for of, words in ((at_full, PUBLISHED), (reduced, (*REDUCED.values(), NOT_RUN)))
    ]
    return f"{len(claims)} claims. At the published protocol: {counts[0]}. At a reduced scale: {counts[1] or 'none'}"


def print_audit(claims: Sequence[Audited]) -> None:
    """A paragraph for each claim, then the count."""
    console = Terminal(highlight=False)
    for entry in claims:
        console.print(entry.claim.key, style="bold", end=" ")
        console.print(f"{entry.claim.sources}: ", end="")
        console.print(entry.claim.text)
        _print_line(console, "published protocol", entry.published)
        if entry.reduced is not None:
            _print_line(console, "reduced scale", entry.reduced)
    console.print(summary(claims) + ".")


def _print_line(console: Console, name: str, judgement: Judgement) -> None:
    scale = f" ({judgement.scale})" if judgement.verdict != NOT_RUN else ""
    console.print(f"    {name}: {judgement.verdict}{scale}", style=STYLES[judgement.verdict])
    seeds = f"n = {judgement.n}" if judgement.n else ""
    for detail in (judgement.effect, seeds, judgement.where, judgement.older):
        if detail:
            console.print(f"      {detail}")
    if len(judgement.deciding) > 2:
        for line in judgement.deciding:
            console.print(f"      - {line.sentence}")


def render(claims: Sequence[Audited]) -> str:
    """The page as HTML text."""
    figures = {
        entry.claim.key: Markup(drawing.svg(draw(entry), f"{entry.claim.key}: {entry.claim.text}"))
        for entry in claims
        if panels(entry)
    }
    values = {"claims": claims, "summary": summary(claims), "figures": figures, "version": __version__}
    return page("actlab.paper", "audit.html.j2", values)


def write(claims: Sequence[Audited], path: Path) -> Path:
    """Write the page under a temporary name, then rename it."""
    return write_text(path, render(claims))
