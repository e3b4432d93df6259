"""The report of studies of any size: one HTML file that opens from disk, with everything inside it."""

from collections.abc import Mapping, Sequence
from functools import partial
from math import isfinite, isnan
from pathlib import Path
from statistics import stdev
from typing import Any

from markupsafe import Markup
from matplotlib.figure import Figure

from actlab import __version__
from actlab.define.registry import is_gate
from actlab.lab.data.sets import label_of
from actlab.lab.execute.folder import REPORT
from actlab.lab.plan.arms import choice_of, title_of
from actlab.lab.plan.metric import LEVELS, metric
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.study import SAME_RATE
from actlab.lab.verdicts.findings import ArmFigure, Finding, Findings, collapse_sentence, sentence
from actlab.lab.verdicts.procedure import OPEN, WORDS
from actlab.lab.verdicts.statistics import Interval
from actlab.pages import drawing
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.report import figures, numbers
from actlab.report.numbers import Published, nothing_published

FUNCTION_RANGE = (-5.0, 5.0)
MOST_PAIRS = 6  # beyond it the level of each is so small that judging against one function helps
OVER_EPOCHS = ("test_accuracy", "test_loss")
# One sign for each word, for a matrix of many arms.
SIGNS = {
    "better": "+",
    "worse": "\N{MINUS SIGN}",
    "equivalent": "=",
    "leans better": "(+)",
    "leans worse": "(\N{MINUS SIGN})",
    "cannot tell apart": "\N{MIDDLE DOT}",
    "no verdict": "?",
}


def render(
    studies: Sequence[Findings],
    runs: Mapping[Task, Run],
    facts: Mapping[str, Any],
    title: str,
    published: Published = nothing_published,
) -> str:
    """The page as HTML text.

    Arguments:
        studies: the findings of each study.
        runs: their runs, for the curves over the epochs.
        facts: data, machine and versions, in words.
        title: the heading.
        published: finds the figures of a paper; see :data:`actlab.report.numbers.Published`.
    """
    over_levels = {
        findings.plan.name: {key: drawing.svg_text(drawn) for key, drawn in _over_levels(findings, published).items()}
        for findings in studies
    }
    return _text(studies, runs, facts, title, published, over_levels)


def _text(
    studies: Sequence[Findings],
    runs: Mapping[Task, Run],
    facts: Mapping[str, Any],
    title: str,
    published: Published,
    over_levels: Mapping[str, Mapping[str, str]],
) -> str:
    values = {
        "cell_of": cell_of,
        "difference_of": difference_of,
        "deviation_of": deviation_of,
        "paper_of": partial(numbers.published_value, published),
        "title_of": title_of,
        "rows": numbers.rows,
        "told_apart": numbers.told_apart,
        "has_accuracy": numbers.has_accuracy,
        "not_reached": numbers.not_reached,
        "label_of": label_of,
        "matrix": matrix,
        "band": band,
        "sentence": sentence,
        "collapses": collapses,
        "lacking": lambda findings: sum(bool(figure.failed or figure.missing) for figure in findings.figures),
        "advice": advice,
        "metric": metric,
        "words": WORDS,
        "signs": SIGNS,
        "levels": [(level, f"{level:.0%}") for level in LEVELS],
        "same_rate": SAME_RATE,
        "studies": studies,
        "figures": {
            study_findings.plan.name: _svgs(study_findings, runs, over_levels[study_findings.plan.name])
            for study_findings in studies
        },
        "facts": facts,
        "title": title,
        "version": __version__,
    }
    return page("actlab.report", "study.html.j2", values)


def write(
    studies: Sequence[Findings],
    runs: Mapping[Task, Run],
    facts: Mapping[str, Any],
    out: Path,
    title: str = "",
    name: str = REPORT,
    published: Published = nothing_published,
) -> Path:
    """Write the page into ``out``; each figure over levels as SVG and PNG into ``figures/``."""
    heading = title or (studies[0].plan.study.title if len(studies) == 1 else "Studies of activations")
    over_levels: dict[str, dict[str, str]] = {}
    for findings in studies:
        texts = over_levels[findings.plan.name] = {}
        for key, figure in _over_levels(findings, published).items():
            texts[key] = drawing.svg_text(figure)  # once for page and file: drawing 100 panels takes seconds
            file = out / "figures" / f"{findings.plan.study.key}-{key}.svg"
            write_text(file, drawing.on_white(texts[key]))
            figure.patch.set_facecolor("white")
            figure.patch.set_alpha(1.0)
            drawing.save(figure, file.with_suffix(".png"))
    return write_text(out / name, _text(studies, runs, facts, heading, published, over_levels))


# ---- what the template asks for ----------------------------------------------------------------------------------


def band(interval: Interval, scale: float = 1.0, digits: int = 1) -> Markup:
    """A mean with its interval below it; a dash where there is no value."""
    if not interval.n:
        return Markup("\N{EN DASH}")
    text = Markup(f"{scale * interval.mean:.{digits}f}")
    if isnan(interval.low):
        return text
    return text + Markup(f"<small>[{scale * interval.low:.{digits}f}, {scale * interval.high:.{digits}f}]</small>")


def cell_of(figure: ArmFigure, key: str) -> Markup:
    """Mean with its interval, and how many runs diverged, collapsed, failed or are missing."""
    by = metric(key)
    parts = [band(figure.over_seeds(key), by.scale, by.digits)]
    fallen = [f"seed {seed}" for seed in figure.collapsed_by(key)]
    fates = {"diverged": figure.diverged, "collapsed": fallen, "failed": figure.failed, "missing": figure.missing}
    for fate, which in fates.items():
        if which:
            words = Markup('<small class="bad" title="{}">{} of {} {}</small>')
            parts.append(words.format("; ".join(which), len(which), figure.planned, fate))
    return Markup("").join(parts)


def deviation_of(figure: ArmFigure, key: str) -> str:
    """The standard deviation of a single run."""
    values = list(figure.values[key].values())
    return metric(key).text(stdev(values)) if len(values) > 1 else "\N{EN DASH}"


def difference_of(finding: Finding) -> Markup:
    """The word, the difference with its interval, p and effect; a difference has the sign of the metric's values."""
    verdict, by = finding.verdict, metric(finding.metric)
    if verdict is None:
        return Markup('<span class="word none">no verdict</span><small>{}</small>').format(finding.why)
    difference = verdict.difference
    text = Markup('<span class="word {}">{}</span> {}').format(
        finding.word.split()[-1], finding.word, by.text(by.sign * difference.mean, signed=True)
    )
    if isnan(difference.low):
        return text + Markup("<small>{}</small>").format(verdict.reason)
    low, high = (by.text(end, signed=True) for end in sorted((by.sign * difference.low, by.sign * difference.high)))
    words = f"[{low}, {high}] p {verdict.adjusted_p:.2g}, d {by.sign * verdict.effect:+.1f}"
    if finding.word in OPEN:
        words += f", ± {by.text(verdict.at_twice)} with {2 * difference.n} seeds"
    return text + Markup("<small>{}</small>").format(words)


def matrix(findings: Findings, cell: Cell, key: str) -> list[tuple[str, list[str]]]:
    """A row for each arm, best first: its word against every other, in the same order; empty on the diagonal."""
    words = {(finding.arm, finding.against): finding.word for finding in findings.of(cell, key)}
    words |= {(against, arm): numbers.OPPOSITE.get(word, word) for (arm, against), word in words.items()}
    arms = [row.figure.arm for row in numbers.rows(findings, cell, key)]
    return [(title_of(arm), [words.get((arm, other), "") for other in arms]) for arm in arms]


def collapses(findings: Findings, cell: Cell, key: str) -> list[str]:
    """A sentence for each arm with runs that collapsed."""
    sentences = (collapse_sentence(findings.figure(cell, arm), key) for arm in findings.plan.study.arms)
    return [words for words in sentences if words]


def advice(findings: Findings, cell: Cell, key: str) -> str:
    """How much narrower the widest interval of an undecided pair would be with more seeds; empty where none is open."""
    by = metric(key)
    undecided = [
        finding.verdict for finding in findings.of(cell, key) if finding.word in OPEN and finding.verdict is not None
    ]
    known = [verdict for verdict in undecided if not isnan(verdict.at_twice)]
    if not known:
        return ""
    widest = max(known, key=lambda verdict: verdict.at_twice)
    n, unit = widest.difference.n, by.difference_unit
    now = by.text((widest.difference.high - widest.difference.low) / 2)
    twice, four = by.text(widest.at_twice), by.text(widest.at_four_times)
    count = f"{len(undecided)} of {len(findings.of(cell, key))} pairs are open"
    if not isfinite(widest.at_four_times):
        fewer = ", or judge all --against one function" if len(findings.plan.study.pairs) > MOST_PAIRS else ""
        return f"{count}. {n} seeds are too few; try 10{fewer}."
    if not isfinite(widest.at_twice):
        return (
            f"{count}. The widest of their intervals is ± {now} {unit} with {n} seeds; {4 * n} seeds: about ± {four}."
        )
    return (
        f"{count}. The widest of their intervals is ± {now} {unit} with {n} seeds; {2 * n} seeds would bring about "
        f"± {twice}, {4 * n} seeds ± {four}."
    )


# ---- figures -----------------------------------------------------------------------------------------------------


def _svgs(findings: Findings, runs: Mapping[Task, Run], over_levels: Mapping[str, str]) -> dict[str, Markup]:
    title = findings.plan.study.title
    drawn = {key: drawing.labelled(text, f"{title}: {metric(key).axis}") for key, text in over_levels.items()}
    if len(findings.plan.cells) == 1:
        drawn |= {name: drawing.svg(figure, words) for name, (figure, words) in _of_one_cell(findings, runs).items()}
    return {name: Markup(text) for name, text in drawn.items()}


def _over_levels(findings: Findings, published: Published) -> dict[str, Figure]:
    factor = numbers.main_factor(findings)
    if factor is None:
        return {}
    title = findings.plan.study.factors[factor].title
    return {
        key: figures.draw_panels(
            numbers.panels(findings, key), key, title, numbers.published_panel(published, findings, key)
        )
        for key in findings.plan.study.metrics
    }


def _of_one_cell(findings: Findings, runs: Mapping[Task, Run]) -> dict[str, tuple[Figure, str]]:
    plan = findings.plan
    (cell,) = plan.cells
    judged = [runs[task] for arm in plan.study.arms for task in plan.judged(cell, arm, runs) if task in runs]
    over_epochs = OVER_EPOCHS if numbers.has_accuracy(findings) else OVER_EPOCHS[1:]
    curves = {key: numbers.training_curves(findings, cell, key) for key in over_epochs}
    unfinished = {key: numbers.unfinished_curves(judged, key) for key in over_epochs}
    with_formula = [arm for arm in plan.study.arms if choice_of(arm) is not None and not is_gate(arm)]
    drawn = {
        "training": (
            figures.draw_training(curves, unfinished),
            "Test accuracy and test loss over the epochs, mean and 95 % interval over the seeds",
        ),
        "functions": (
            figures.draw_functions(numbers.function_curves(with_formula, FUNCTION_RANGE), FUNCTION_RANGE),
            "Value and slope of each function",
        ),
    }
    key = plan.study.metrics[0]
    forest = [entry for entry in numbers.differences(findings, cell, key) if not isnan(entry.low)]
    if forest:
        drawn["forest"] = (figures.draw_differences(forest, key), f"Paired differences of {metric(key).title}")
    return drawn
