"""The evidence: everything in ``results/`` judged, and the gallery in ``docs/evidence`` made from it again.

Run ``python -m actlab.paper.evidence results docs/evidence``.
"""

import sys
from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path

from actlab.errors import BadData
from actlab.lab.execute.folder import STORE
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.reading import archive_in, facts_in, judged
from actlab.lab.store.export import RUNS, Archive
from actlab.pages.write import write_text
from actlab.paper.audit import landscapes, times
from actlab.paper.audit.audit import EVERY, Audited, Evidence, audit
from actlab.paper.audit.forest import write_forests
from actlab.paper.audit.gallery import gallery
from actlab.paper.audit.page import write as write_audit
from actlab.paper.audit.studies import Studied
from actlab.paper.audit.swap import replaces_relu
from actlab.paper.published.results import figures
from actlab.report import page

TITLE = "Studies of activations"


def folders_of(results: Path) -> list[Path]:
    """The folders of evidence in ``results``: landscapes, times, and stores or archives of studies."""
    return sorted(path for path in results.glob("*") if path.is_dir() and _kind(path))


def _kind(folder: Path) -> str:
    if landscapes.is_landscape(folder):
        return "landscape"
    if times.is_times(folder):
        return "times"
    return "studies" if (folder / RUNS).is_file() or (folder / STORE).is_file() else ""


def judge(folders: Sequence[Path], claims: Collection[str] = EVERY) -> list[Audited]:
    """Judge ``claims`` by what is in ``folders``: stores or archives of studies, landscapes, and times.

    A folder may hold several such folders, as ``results`` does.

    Raises:
        BadData: for a folder that holds none of these.
    """
    folders = [inner for folder in folders for inner in _within(folder)]
    return audit(_evidence(folders, [archive_in(folder) for folder in _of_studies(folders)]), claims)


def _within(folder: Path) -> list[Path]:
    inside = [folder] if _kind(folder) else folders_of(folder)
    if not inside:
        raise BadData(
            f"{folder} holds no evidence; expected a folder of a study ({STORE} or {RUNS}), of a landscape or of times "
            f"({times.TIMES}), or a folder of such folders."
        )
    return inside


def _of_studies(folders: Sequence[Path]) -> list[Path]:
    return [folder for folder in folders if _kind(folder) not in ("landscape", "times")]


def _evidence(folders: Sequence[Path], archives: Sequence[Archive]) -> Evidence:
    torch_is_there = find_spec("torch") is not None
    studied = [
        Studied(findings, archive.runs, older(archive, findings.plan) if torch_is_there else 0)
        for archive in archives
        for findings in judged(archive)
    ]
    scenes = [landscapes.read(folder) for folder in folders if _kind(folder) == "landscape"]
    return Evidence(
        studied,
        [scene for scene in scenes if torch_is_there or scene.kind != "loss"],  # walking a surface needs torch
        [times.read(folder) for folder in folders if _kind(folder) == "times"],
        replaces_relu if torch_is_there else None,
    )


def older(archive: Archive, plan: Plan) -> int:
    """How many runs of a plan another version of the code made."""
    from actlab.lab.store.key import code_version

    tasks = [task for task in plan.known_tasks(archive.runs) if task in archive.code_of]
    return sum(archive.code_of[task] != code_version(task.setting) for task in tasks)


def write(results: Path, out: Path) -> None:
    """Write ``report.html``, ``audit.html``, ``README.md`` and a figure for each claim into ``out``."""
    folders = folders_of(results)
    archives = [archive_in(folder) for folder in _of_studies(folders)]
    evidence = _evidence(folders, archives)
    claims = audit(evidence)
    runs: dict[Task, Run] = {}
    facts: dict[str, str] = {}
    for archive in archives:
        runs |= archive.runs
        facts |= facts_in(archive)
    text = page.render([study.findings for study in evidence.studies], runs, facts, TITLE, figures)
    write_text(out / "report.html", text)
    write_audit(claims, out / "audit.html")
    for picture in [*out.glob("figures/*.svg"), *out.glob("figures/*.png")]:
        picture.unlink()  # of a claim or a study that is no longer shown
    write_forests(claims, out / "figures")
    write_text(out / "README.md", gallery(claims))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
