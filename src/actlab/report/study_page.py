"""The report of studies: one HTML file with everything inside it, and the figures as SVG and PNG beside it."""

from collections.abc import Sequence
from functools import partial
from math import inf, isnan
from pathlib import Path
from statistics import stdev
from typing import Any

from markupsafe import Markup, escape

from actlab import __version__
from actlab.define import choose
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.study import SAME_RATE
from actlab.lab.verdicts.findings import WORDS, ArmFigure, Finding, Findings
from actlab.pages import drawing
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.report.study_curves import (
    SCALES,
    Published,
    main_factor,
    nothing_published,
    panels,
    published_panel,
    published_value,
)
from actlab.report.study_figures import draw_panels

NAMES = {"test_accuracy": "test accuracy, %", "test_loss": "test loss, nats"}
DIGITS = {"test_accuracy": 2, "test_loss": 3}


def render(
    studies: Sequence[Findings], facts: dict[str, str], title: str, published: Published = nothing_published
) -> str:
    """The page as HTML text; ``facts`` name data, machine and versions, ``published`` finds a paper's own figures."""
    values = {
        "cell_of": cell_of,
        "difference_of": difference_of,
        "deviation_of": deviation_of,
        "ranked": ranked,
        "paper_of": partial(published_value, published),
        "title_of": lambda key: choose(key).title,
        "names": NAMES,
        "words": WORDS,
        "scales": SCALES,
        "digits": DIGITS,
        "same_rate": SAME_RATE,
        "studies": studies,
        "figures": {findings.plan.name: _svgs(findings, published) for findings in studies},
        "facts": facts,
        "title": title,
        "version": __version__,
    }
    return page("actlab.report", "study.html.j2", values)


def write(
    studies: Sequence[Findings],
    facts: dict[str, str],
    out: Path,
    title: str,
    name: str = "report.html",
    published: Published = nothing_published,
) -> Path:
    """Write the page under a temporary name, then rename it; each figure as SVG and PNG into ``figures/``."""
    out.mkdir(parents=True, exist_ok=True)
    for findings in studies:
        for metric, figure in _figures(findings, published).items():
            for ending in ("svg", "png"):
                figure.patch.set_facecolor("white")
                figure.patch.set_alpha(1.0)
                drawing.save(figure, out / "figures" / f"{findings.plan.study.key}-{metric}.{ending}")
    return write_text(out / name, render(studies, facts, title, published))


def cell_of(figure: ArmFigure, metric: str) -> Markup:
    """Mean with its interval below; what diverged or is missing is said."""
    found = figure.over_seeds(metric)
    scale, digits = SCALES[metric], DIGITS[metric]
    parts = [Markup(f"{scale * found.mean:.{digits}f}") if found.n else Markup("\N{EN DASH}")]
    if not isnan(found.low):
        parts.append(Markup(f"<small>[{scale * found.low:.{digits}f}, {scale * found.high:.{digits}f}]</small>"))
    if figure.diverged:
        parts.append(Markup(f'<small class="diverged">{len(figure.diverged)} of {figure.planned} diverged</small>'))
    if figure.missing:
        words = f"{figure.planned - len(figure.diverged) - found.n} of {figure.planned} missing"
        parts.append(Markup(f'<small class="diverged" title="{escape("; ".join(figure.missing))}">{words}</small>'))
    return Markup("").join(parts)


def deviation_of(figure: ArmFigure, metric: str) -> str:
    """The standard deviation of a single run."""
    values = list(figure.values[metric].values())
    return f"{SCALES[metric] * stdev(values):.{DIGITS[metric]}f}" if len(values) > 1 else "\N{EN DASH}"


def ranked(findings: Findings, cell: Cell) -> list[ArmFigure]:
    """The arms of a cell, the highest mean accuracy first, those without a value last."""
    figures = [findings.figure(cell, arm) for arm in findings.plan.study.arms]
    means = {figure.arm: figure.over_seeds("test_accuracy").mean for figure in figures}
    return sorted(figures, key=lambda figure: (isnan(means[figure.arm]), -means[figure.arm]))


def difference_of(finding: Finding) -> Markup:
    """The verdict with the difference and its interval; larger is better, also for losses, whose sign is turned."""
    verdict = finding.verdict
    if verdict is None:
        return Markup('<span class="word none">no verdict</span><small>{}</small>').format(finding.why)
    scale, digits = SCALES[finding.metric], DIGITS[finding.metric]
    sign = 1.0 if finding.metric == "test_accuracy" else -1.0
    found = verdict.difference
    low, high = sorted((sign * scale * found.low, sign * scale * found.high))
    text = Markup('<span class="word {}">{}</span>').format(verdict.word.split()[0], verdict.word)
    text += Markup(f" {sign * scale * found.mean:+.{digits}f}")
    if isnan(found.low):
        return text
    text += Markup(
        f"<small>[{low:+.{digits}f}, {high:+.{digits}f}] p {verdict.adjusted_p:.2g}, d {sign * verdict.effect:+.1f}"
    )
    if verdict.word == "cannot tell apart":
        text += Markup(
            ", &gt; 1000 more seeds" if verdict.more_seeds == inf else f", {verdict.more_seeds:.0f} more seeds"
        )
    return text + Markup("</small>")


def _figures(findings: Findings, published: Published) -> dict[str, Any]:
    factor = main_factor(findings)
    if factor is None:
        return {}
    title = findings.plan.study.factors[factor].title
    return {
        metric: draw_panels(panels(findings, metric), metric, title, published_panel(published, findings, metric))
        for metric in findings.plan.study.metrics
    }


def _svgs(findings: Findings, published: Published) -> dict[str, Markup]:
    title = findings.plan.study.title
    return {
        metric: Markup(drawing.svg(figure, f"{title}: {NAMES[metric]}"))
        for metric, figure in _figures(findings, published).items()
    }
