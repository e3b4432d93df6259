"""The evidence: everything in ``results/`` judged, and the gallery in ``docs/evidence`` made from it again.

Run ``python -m actlab.paper.evidence results docs/evidence``.
"""

import sys
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from actlab.lab.plan.metric import metric
from actlab.lab.plan.run import Run, Task
from actlab.lab.reading import load
from actlab.lab.verdicts.findings import Findings
from actlab.paper.audit import landscapes as audit_landscapes
from actlab.paper.audit import page as audit_page
from actlab.paper.audit.audit import EVERY, Audited, audit
from actlab.paper.audit.swap import replaces_relu
from actlab.paper.published.results import figures
from actlab.report import page

TITLE = "Studies of activations"


def folders_of(results: Path) -> list[Path]:
    """The folders of evidence in ``results``."""
    return sorted(path for path in results.glob("*") if path.is_dir())


def judge(folders: Sequence[Path], wanted: Collection[str] = EVERY) -> list[Audited]:
    """The ``wanted`` claims by what is in ``folders``: stores or archives of studies, and landscapes."""
    landscapes = [folder for folder in folders if audit_landscapes.is_landscape(folder)]
    studies = [found for folder in folders if folder not in landscapes for found in load(folder)[0]]
    others = audit_landscapes.deciders(landscapes)
    if find_spec("torch") is None:
        others.pop("M24", None)
    else:
        others["M7"] = replaces_relu
    return audit(studies, others, wanted)


def write(results: Path, out: Path) -> None:
    """Write ``report.html`` with its figures, ``audit.html`` and ``README.md`` into ``out``."""
    folders = folders_of(results)
    studies: list[Findings] = []
    runs: dict[Task, Run] = {}
    facts: dict[str, str] = {}
    for folder in folders:
        if not audit_landscapes.is_landscape(folder):
            found, made, about = load(folder)
            studies += found
            runs |= made
            facts |= about
    page.write(studies, runs, facts, out, TITLE, published=figures)
    for picture in (out / "figures").glob("*.png"):
        picture.unlink()  # the same as the drawing beside it, at four times its size
    found_claims = judge(folders)
    audit_page.write(found_claims, out / "audit.html")
    (out / "README.md").write_text(gallery(found_claims, studies), "utf-8")


def gallery(claims: Sequence[Audited], studies: Sequence[Findings]) -> str:
    """The page to read on a code host: a row for each claim, then the figures."""
    lines = [
        "# What is claimed about Mish, and what the evidence says",
        "",
        f"{audit_page.summary(claims)}.",
        "",
        "Made by `make evidence` from the raw numbers in `results/`. `actlab audit` prints the same with effects and",
        "where the numbers are, [audit.html](audit.html) shows them, and [report.html](report.html) holds every table",
        "of every study (both open from disk).",
        "",
        "A verdict (holds, does not hold, cannot tell apart) needs the published protocol; runs at a smaller scale",
        "lean for a claim, lean against it, or leave it open.",
        "",
        "| | source | claim | published protocol | reduced scale | n | difference |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *map(_row, claims),
        "",
    ]
    for findings in studies:
        plan = findings.plan
        lines += [
            f"## {plan.study.title}",
            "",
            plan.study.question,
            "",
            f"Profile {plan.profile_name}, {len(plan.seeds)} seeds: {plan.profile.note}",
            "",
        ]
        lines += [
            f"![{plan.study.title}: {metric(key).axis}](figures/{plan.study.key}-{key}.svg)"
            for key in plan.study.metrics
            if plan.study.factors  # without a factor there is a table in report.html, nothing to draw
        ]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def _row(entry: Audited) -> str:
    claim, judgement = entry.claim, entry.judgement
    reduced = f"{judgement.verdict} ({judgement.scale})" if judgement.scale else ""
    numbers = judgement.n or "", "<br>".join(judgement.parts)
    cells = (claim.key, claim.sources, claim.text, judgement.published, reduced, *numbers)
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
