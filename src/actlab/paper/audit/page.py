"""The audit in the terminal, and as one HTML page."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from actlab import __version__
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.paper.audit.audit import WORDS, Audited

STYLES = {
    "holds": "green",
    "does not hold": "red",
    "cannot tell apart": "yellow",
    "not run": "dim",
    "leans for": "dim green",
    "leans against": "dim red",
    "open": "dim yellow",
}


def summary(found: Sequence[Audited]) -> str:
    """How often each verdict is given."""
    counts = Counter(entry.judgement.verdict for entry in found)
    return ", ".join(f"{word}: {counts[word]}" for word in WORDS if counts[word])


def print_audit(found: Sequence[Audited]) -> None:
    """A paragraph for each claim, then the count."""
    console = Console(highlight=False)
    for entry in found:
        judgement = entry.judgement
        console.print(f"[bold]{entry.claim.key}[/bold] {entry.claim.sources}: ", end="")
        console.print(entry.claim.text, markup=False)
        console.print(f"    published protocol: {judgement.published}", style=STYLES[judgement.published])
        if judgement.scale:
            console.print(f"    at {judgement.scale}: {judgement.verdict}", style=STYLES[judgement.verdict])
        details = [judgement.effect, *judgement.parts, f"n = {judgement.n}" if judgement.n else "", judgement.where]
        for detail in details:
            if detail:
                console.print(f"    {detail}", markup=False)
    console.print(summary(found))


def render(found: Sequence[Audited]) -> str:
    """The page as HTML text."""
    values = {"found": found, "summary": summary(found), "version": __version__}
    return page("actlab.paper", "audit.html.j2", values)


def write(found: Sequence[Audited], path: Path) -> Path:
    """Write the page under a temporary name, then rename it."""
    return write_text(path, render(found))
