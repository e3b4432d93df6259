"""The numbers of findings as rows: for data frames, LaTeX, Markdown and a notebook's cell."""

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any

from markupsafe import Markup, escape

from actlab.errors import BadValue, Missing
from actlab.lab.data.sets import label_of
from actlab.lab.plan.arms import title_of
from actlab.lab.plan.metric import Metric, metric
from actlab.lab.verdicts.findings import ArmFigure, Finding, Findings, sentence
from actlab.lab.verdicts.statistics import Interval
from actlab.pages import drawing
from actlab.report import figures, numbers

DASH = "\N{EN DASH}"
_LATEX = {sign: f"\\{sign}" for sign in "&%_#${}"} | {"^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}

Row = dict[str, Any]


def run_rows(findings: Findings) -> Iterator[Row]:
    """A row for each run that finished, in the study's order; of others with what became of them."""
    keys = findings.plan.study.metrics
    for figure in findings.figures:
        for seed, run in figure.runs.items():
            values = {key: figure.values[key].get(seed, float("nan")) for key in keys}
            seconds = sum(row.seconds for row in run.epochs)
            yield {**_place(findings, figure, seed), "status": run.status, **values, "seconds": seconds}
        for status, words in (("diverged", figure.diverged), ("failed", figure.failed), ("missing", figure.missing)):
            for word in words:
                seed = int(word.partition(":")[0].removeprefix("seed ")) if word.startswith("seed ") else -1
                nothing = dict.fromkeys(keys, float("nan"))
                yield {**_place(findings, figure, seed), "status": status, **nothing, "seconds": float("nan")}


def epoch_rows(findings: Findings) -> Iterator[Row]:
    """A row for each epoch of each run that finished; number 0 is before training."""
    for figure in findings.figures:
        for seed, run in figure.runs.items():
            for row in run.epochs:
                scores = {name: row.score(name) for name in run.task.setting.scores}
                plain = {name: value for name, value in row._asdict().items() if name != "scores"}
                yield {**_place(findings, figure, seed), **plain, **scores}


def verdict_rows(findings: Findings) -> Iterator[Row]:
    """A row for each pair, in the sign and scale of the metric's own values."""
    for finding in findings.findings:
        by, verdict = metric(finding.metric), finding.verdict
        row = {"arm": finding.arm, "against": finding.against, "metric": finding.metric, **dict(finding.cell.levels)}
        numbers_of: Row = {"difference": None, "low": None, "high": None, "n": 0, "p": None, "effect": None}
        if verdict is not None:
            over = verdict.difference
            low, high = sorted((by.sign * over.low, by.sign * over.high))
            numbers_of = {
                "difference": by.sign * over.mean,
                "low": low,
                "high": high,
                "n": over.n,
                "p": verdict.adjusted_p,
                "effect": by.sign * verdict.effect,
            }
        yield {**row, "word": finding.word, **numbers_of, "sentence": sentence(finding)}


def frame(rows: Sequence[Row], library: str) -> Any:
    """The rows as a data frame of ``library``."""
    try:
        import narwhals
    except ImportError:
        raise Missing("narwhals", ".frame()", "pip install 'actlab[frames]'") from None
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in (rows[0] if rows else {})}
    try:
        return narwhals.from_dict(columns, backend=library).to_native()
    except ImportError:
        raise Missing(library, f".frame(library={library!r})", f"pip install {library}") from None
    except (TypeError, ValueError, AttributeError, AssertionError) as error:
        raise BadValue(f"library: expected 'pandas', 'polars' or 'pyarrow', got {library!r} ({error}).") from None


def markdown(findings: Findings) -> str:
    """A table for each metric: arms by their mean, with interval, n, ranks and verdict."""
    return "\n".join(_pipe(head, rows) for key in findings.plan.study.metrics for head, rows in [_table(findings, key)])


def latex(findings: Findings) -> str:
    """The same for LaTeX with booktabs, with the number of seeds, the correction and the data in its caption."""
    study = findings.plan.study
    return "\n".join(_booktabs(findings, key) for key in study.metrics)


def html(studies: Sequence[Findings]) -> str:
    """The same for a notebook, with a forest plot under each table of one cell."""
    parts = []
    for findings in studies:
        study = findings.plan.study
        parts.append(Markup("<h4>{}</h4>").format(study.title))
        for place, key in enumerate(study.metrics):
            head, rows = _table(findings, key)
            parts.append(_html_table(head, rows))
            if len(findings.plan.cells) == 1 and not place:
                parts.append(_forest(findings, key))
        apart = [f for cell in findings.plan.cells for f in numbers.told_apart(findings, cell, study.metrics[0])]
        words = [sentence(finding) for finding in apart] or ["No pair differs significantly."]
        words += [f"{count} runs failed: {why}" for why, count in findings.failures.items()]
        parts.append(Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(w) for w in words)))
    return str(Markup("\n").join(parts))


def _forest(findings: Findings, key: str) -> Markup:
    entries = numbers.differences(findings, findings.plan.cells[0], key)
    entries = [entry for entry in entries if not isnan(entry.low)]
    if not entries:
        return Markup("")
    figure = figures.draw_differences(entries, key)
    return Markup(drawing.svg(figure, f"Paired differences of {metric(key).title}"))


def _table(findings: Findings, key: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows in print: of one cell function by function, the best first; of many, cell by cell."""
    by, study = metric(key), findings.plan.study
    several = len(findings.plan.cells) > 1
    first = [factor.title for factor in study.factors.values()] if several else []
    head = [*first, "function", by.axis, "95 % interval", "seeds", "ranks"]
    if study.reference:
        head.append(f"against {title_of(study.reference)}")
    rows = []
    for cell in findings.plan.cells:
        labels = [cell.level(factor) or "tuned" for factor in study.factors] if several else []
        for row in numbers.rows(findings, cell, key):
            figure = row.figure
            words = [*labels, figure.title, *_band(row.final, by), _count(figure, key), row.ranks]
            if study.reference:
                words.append(_word(findings.of(cell, key), figure.arm))
            rows.append(words)
    return head, rows


def _band(band: Interval, by: Metric) -> tuple[str, str]:
    if not band.n:
        return DASH, DASH
    return by.text(band.mean), DASH if isnan(band.low) else f"{by.text(band.low)} to {by.text(band.high)}"


def _count(figure: ArmFigure, key: str) -> str:
    """How many runs stand behind the mean, and what became of the others."""
    text = f"{len(figure.values[key])} of {figure.planned}"
    late = numbers.not_reached(figure, key)
    fates = {"diverged": len(figure.diverged), "failed": len(figure.failed), "not reached": late}
    return ", ".join([text, *(f"{count} {fate}" for fate, count in fates.items() if count)])


def _word(findings: Sequence[Finding], arm: str) -> str:
    return next((finding.word for finding in findings if finding.arm == arm), "")


def _pipe(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(in_markdown, line)) + " |" for line in lines) + "\n"


def in_markdown(text: str) -> str:
    """A text as a cell of a table, in which nothing is HTML."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace("|", r"\|")


def _booktabs(findings: Findings, key: str) -> str:
    head, rows = _table(findings, key)
    lines = [" & ".join(map(_escaped, line)) + r" \\" for line in (head, *rows)]
    data = ", ".join(sorted(map(label_of, findings.plan.data_sets)))
    caption = (
        f"{findings.plan.study.title}: mean over the seeds with Student's 95 % interval. Ranks: functions that no "
        f"verdict tells apart share theirs; verdicts are on differences paired by seed (Holm). Data: {data}."
    )
    return "\n".join(
        [
            r"\begin{table}",
            rf"\caption{{{_escaped(caption)}}}",
            r"\centering",
            rf"\begin{{tabular}}{{{'l' * len(head)}}}",
            r"\toprule",
            lines[0],
            r"\midrule",
            *lines[1:],
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    )


def _escaped(text: str) -> str:
    text = text.replace("\\", r"\textbackslash ")
    for sign, written in _LATEX.items():
        text = text.replace(sign, written)
    return text.replace(DASH, "--").replace("±", r"$\pm$")


def _html_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    def line(kind: str, cells: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<{kind}>{escape(text)}</{kind}>" for text in cells) + "</tr>"

    body = "".join(line("td", row) for row in rows)
    return Markup(f"<table><thead>{line('th', head)}</thead><tbody>{body}</tbody></table>")


def _place(findings: Findings, figure: ArmFigure, seed: int) -> Row:
    factors = {name: figure.cell.level(name) for name in findings.plan.study.factors}
    tuned = {"protocol": figure.cell.protocol} if len(findings.plan.protocols) > 1 else {}
    return {"activation": figure.arm, "function": figure.title, "seed": seed, **factors, **tuned}
