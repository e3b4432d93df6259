"""What ``actlab.compare`` and ``actlab.study`` return: frames, tables, figures, words and files of one set of runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlab.errors import BadValue, one_of
from actlab.lab.execute.folder import REPORT
from actlab.lab.plan.run import Run, Task
from actlab.lab.verdicts.findings import Finding, Findings, sentence
from actlab.pages.write import write_text
from actlab.report import methods, page, results, tables

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = {"markdown": tables.markdown, "latex": tables.latex}


@dataclass(frozen=True, repr=False)
class Results:
    """The result of a comparison or a study.

    ``findings``: one for each study, with its plan, figures and verdicts. ``runs``: every run with all its epochs.
    ``facts``: hashes of the data, versions and machine, in words.
    """

    findings: tuple[Findings, ...]
    runs: Mapping[Task, Run]
    facts: Mapping[str, Any]

    def frame(self, epochs: bool = False, library: str = "pandas") -> Any:
        """A data frame with a row for each run.

        Arguments:
            epochs: a row for each epoch of each run instead.
            library: ``"pandas"``, ``"polars"`` or another that narwhals knows.
        """
        rows = tables.epoch_rows if epochs else tables.run_rows
        return tables.frame([row for findings in self.findings for row in rows(findings)], library)

    def verdicts(self) -> list[dict[str, Any]]:
        """A row for each pair of arms in each cell by each metric: word, difference, interval, n, p and a sentence."""
        return [row for findings in self.findings for row in tables.verdict_rows(findings)]

    def table(self, format: str = "markdown") -> str:  # noqa: A002 - the word that a reader expects
        """Mean, interval, n and verdicts as a table: ``"latex"`` (booktabs) or ``"markdown"``."""
        write = FORMATS[one_of("format", FORMATS)(format)]
        return "\n".join(write(findings) for findings in self.findings)

    def plot(self, kind: str = "differences", metric: str = "") -> "Axes":
        """A figure in the axes that it returns.

        Arguments:
            kind: ``"differences"``, a forest plot of paired differences; ``"seeds"``, every run as a dot; or
                ``"training"``, the metric over the epochs.
            metric: one of the study's; the first where it is empty.
        """
        from actlab.report import printed

        return printed.axes(self.findings[0], kind, self._metric(metric))

    def figure(self, path: str | Path, kind: str = "differences", metric: str = "", width: str = "column") -> Path:
        """The same as a file for a paper: ``.pdf``, ``.svg`` or ``.png``, at ``"column"`` or ``"page"`` width."""
        from actlab.report import printed

        return printed.save(self.findings[0], kind, self._metric(metric), Path(path), width)

    def report(self, path: str | Path = REPORT) -> Path:
        """Write the report, one HTML file, and return its path."""
        place = Path(path)
        if place.suffix != ".html":
            place = place / REPORT
        return page.write(self.findings, self.runs, self.facts, place.parent, name=place.name)

    def to_json(self, path: str | Path | None = None) -> str:
        """Every number as JSON text, in the form of docs/results.md; also written to ``path``."""
        text = as_json_text(self)
        if path is not None:
            write_text(Path(path), text)
        return text

    def methods(self) -> str:
        """A paragraph for a paper: n, pairing, correction, margin, hash of the data, versions."""
        return "\n\n".join(methods.paragraph(findings, self.facts) for findings in self.findings)

    def bibtex(self) -> str:
        """The sources of the functions as BibTeX."""
        return methods.bibtex([arm for findings in self.findings for arm in findings.plan.study.arms])

    def write(self, folder: Path) -> None:
        """The files of ``actlab compare`` into ``folder``."""
        results.write(self.findings, self.runs, self.facts, folder)
        page.write(self.findings, self.runs, self.facts, folder)

    def __str__(self) -> str:
        lines = [self.table("markdown")]
        lines += [_of_cell(finding, findings) for findings in self.findings for finding in findings.findings]
        lines += [f"{count} runs failed: {why}" for study in self.findings for why, count in study.failures.items()]
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return tables.html(self.findings)

    def _metric(self, key: str) -> str:
        known = self.findings[0].plan.study.metrics
        if key and key not in known:
            raise BadValue(f"metric: expected one of {', '.join(known)}, got {key!r}.")
        return key or known[0]


def _of_cell(finding: Finding, findings: Findings) -> str:
    """The sentence, with its cell where there are several."""
    cell = f"{finding.cell.protocol}, {finding.cell.label}: " if len(findings.plan.cells) > 1 else ""
    return cell + sentence(finding)


def as_json_text(answer: Results) -> str:
    """Of :func:`actlab.report.results.document`; numbers that are not finite are null."""
    import json

    return json.dumps(results.document(answer.findings, answer.runs, answer.facts), indent=1, allow_nan=False) + "\n"
