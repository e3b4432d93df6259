"""The page of the evidence to read on a code host: what matters first, every claim with both lines, then pictures."""

from collections.abc import Sequence
from math import isfinite

from actlab.paper.audit.audit import Audited
from actlab.paper.audit.forest import panels
from actlab.paper.audit.page import summary
from actlab.paper.judgement import NOT_RUN, Judgement

# What a reader wants first: the paper's own tables, its main claims, the article's, and what they cost.
FIRST = ("M33", "M21", "M22", "M34", "M11", "M12", "M14", "M19", "M29", "M30", "M8", "M9")
HEAD = ("| | claim | at the published protocol | at a reduced scale | n | what was seen |", "|" + " --- |" * 6)
NOISE = "M12"
INTRODUCTION = (
    "Each claim has two lines. At the *published protocol* (images, epochs, network, batch, at least 10 paired",
    "seeds) it holds, is refuted, cannot be decided, or was not run. At a *reduced scale* runs lean for it, lean",
    "against it, or leave it open: they never decide. [audit.md](../audit.md): the rules, and how often they err.",
    "`make evidence` writes this page from the numbers in `results/`, and `actlab audit` prints it.",
    "[audit.html](audit.html) has every comparison, [report.html](report.html) every table of every study (both open",
    "from disk).",
)
PICTURES = (
    "A row for each comparison: each seed a dot, the mean with the interval at which it was judged, and as a star the",
    "published difference of single runs, on the same axis. Rows in parentheses decide nothing.",
)


def gallery(claims: Sequence[Audited]) -> str:
    """The page as Markdown."""
    by_key = {entry.claim.key: entry for entry in claims}
    first = [by_key[key] for key in FIRST if key in by_key]
    lines = [
        "# What is claimed about Mish, and what the evidence says",
        "",
        f"{summary(claims)}.",
        "",
        *INTRODUCTION,
        "",
        "## What matters first",
        "",
        *HEAD,
        *map(_row, first),
        "",
        "## The other claims",
        "",
        *HEAD,
        *(_row(entry) for entry in claims if entry not in first),
        "",
    ]
    if NOISE in by_key:
        lines += noise_table(by_key[NOISE])
    lines += [
        "## Every comparison",
        "",
        *PICTURES,
        "",
    ]
    for entry in claims:
        if panels(entry):
            lines += [f"![{entry.claim.key}: {entry.claim.text}](figures/{entry.claim.key}.svg)", ""]
    return "\n".join(lines).rstrip() + "\n"


def noise_table(entry: Audited) -> list[str]:
    """The comparisons of the noise claim, averaged over the deviations: readings down, pairs and rates across."""
    judgement = entry.reduced or entry.published
    sides = {"one rate": True, "tuned rates": False}
    pairs = list(dict.fromkeys(line.title.partition(":")[0] for line in judgement.lines))
    units = list(dict.fromkeys(line.unit for line in judgement.lines))
    readings = ("in training", "at test", "in both")
    heads = [f"{pair}, {side}" for pair in pairs for side in sides]
    rows = [
        " | ".join([f"noise {reading}, {unit}", *(_mean(judgement, pair, unit, reading, decides=side) for pair in pairs
                                                     for side in sides.values())])
        for reading in readings
        for unit in units
    ]  # fmt: skip
    title = f"## {NOISE} in its three readings ({judgement.scale})"
    head = f"| mean difference over the deviations | {' | '.join(heads)} |"
    return [title, "", head, "|" + " --- |" * (len(heads) + 1), *(f"| {row} |" for row in rows), ""]


def _mean(judgement: Judgement, pair: str, unit: str, reading: str, decides: bool) -> str:
    lines = [
        line
        for line in judgement.lines
        if line.title.startswith(f"{pair}:") and line.unit == unit and reading in line.title and line.decides == decides
    ]
    known = [line for line in lines if isfinite(line.mean)]
    if not known:
        return "\N{EN DASH}"
    signs = [sum(line.speaks == sign for line in known) for sign in (1, -1)]
    mean = sum(line.mean for line in known) / len(known)
    return f"{mean:+.{known[0].digits}f} ({signs[0]} for, {signs[1]} against, {len(known) - sum(signs)} neither)"


def _row(entry: Audited) -> str:
    claim, published, reduced = entry.claim, entry.published, entry.reduced
    seen = [judgement.effect for judgement in (published, reduced) if judgement is not None and judgement.effect]
    n = [str(judgement.n) for judgement in (published, reduced) if judgement is not None and judgement.n]
    cells = (claim.key, claim.text, _word(published), _word(reduced), " / ".join(n), "<br>".join(seen))
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _word(judgement: Judgement | None) -> str:
    if judgement is None:
        return ""
    return judgement.verdict if judgement.verdict == NOT_RUN else f"**{judgement.verdict}** ({judgement.scale})"
