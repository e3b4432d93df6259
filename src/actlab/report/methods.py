"""What a paper says of a comparison: a paragraph of methods, and the sources of its functions as BibTeX."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from actlab import __version__
from actlab.define import Source
from actlab.lab.data import brought
from actlab.lab.data.sets import content_of, label_of
from actlab.lab.plan.arms import choice_of, title_of
from actlab.lab.plan.metric import metric
from actlab.lab.verdicts.findings import Findings
from actlab.lab.verdicts.looks import alpha
from actlab.report.numbers import not_reached


def paragraph(findings: Findings, facts: Mapping[str, Any]) -> str:
    """The methods in words."""
    plan, study = findings.plan, findings.plan.study
    setting = plan.setting(plan.cells[0], study.arms[0])
    arms, seeds = [title_of(arm) for arm in study.arms], len(plan.seeds)
    network = brought.title_of(setting.network) if brought.is_brought(setting.network) else setting.network
    data = "; ".join(
        f"{label_of(name)}, SHA-256 of the arrays {content_of(name)[:16]}" for name in sorted(plan.data_sets)
    )
    metrics = ", ".join(metric(key).title for key in study.metrics)
    family = sum(finding.verdict is not None for finding in findings.findings)
    cells = f" in each of {len(plan.cells)} cells" if len(plan.cells) > 1 else ""
    sentences = [
        f"We compared {_list(arms)} in the network {network} on {data}{cells}.",
        f"Each function was trained with the same {seeds} seed{'s' if seeds > 1 else ''}; the functions of one seed "
        "share first weights and the order of the examples, so that differences are paired by seed.",
        f"Training: {setting.optimizer}, learning rate {setting.learning_rate:g} ({setting.schedule}), "
        f"batches of {setting.batch_size}, {setting.epochs} epochs, {setting.precision}.",
        f"Runs were judged by {metrics}, after the last epoch.",
        f"Verdicts come from Student's t on the paired differences and from a bootstrap of their pooled shape, the "
        f"larger p of both corrected by Holm's procedure over the family of {family} comparisons at a level of "
        f"{alpha(findings.look):g}; intervals are at the level of the decision.",
    ]
    if study.margin and any(metric(key).has_margin for key in study.metrics):
        sentences.append(
            f"Functions count as equivalent where the whole interval lies within {100 * study.margin:g} points of "
            f"{metric('test_accuracy').title} (two one-sided tests, Bonferroni)."
        )
    for fate in ("diverged", "failed"):
        if count := sum(len(getattr(figure, fate)) for figure in findings.figures):
            sentences.append(f"{count} runs {fate}; a pair with a diverged run has no verdict.")
    sentences += _censored(findings)
    overlap = sum(int(brought.facts(name).get("overlap", 0)) for name in plan.data_sets)
    if overlap:
        sentences.append(f"{overlap} test examples are among the training examples too.")
    versions = ", ".join(f"{name} {facts[name]}" for name in ("torch", "numpy", "python") if name in facts)
    sentences.append(f"Software: actlab {__version__}{', ' + versions if versions else ''}.")
    return " ".join(sentences)


def _censored(findings: Findings) -> Iterable[str]:
    for key in findings.plan.study.metrics:
        runs = sum(len(figure.runs) for figure in findings.figures)
        late = sum(not_reached(figure, key) for figure in findings.figures)
        if late:
            yield (
                f"{late} of {runs} runs did not come to the target of {metric(key).title}; they count with the "
                f"epochs that they ran and one more (restricted mean), so that differences are at least as large."
            )


def bibtex(arms: Iterable[str]) -> str:
    """An entry for the source of each function; functions of a user's own have none."""
    entries: dict[str, str] = {}
    for arm in arms:
        choice = choice_of(arm)
        if choice is not None and choice.activation.source.year:
            source = choice.activation.source
            entries.setdefault(str(source), _entry(source))
    return "\n\n".join(entries.values())


def _entry(source: Source) -> str:
    family = re.sub(r"[^a-z]", "", source.authors.split(",")[0].split(" and ")[0].split()[-1].lower())
    word = re.sub(r"[^a-z]", "", source.title.split()[0].lower())
    fields = {"author": source.authors.replace(", ", " and "), "title": f"{{{source.title}}}", "year": str(source.year)}
    if source.arxiv:
        fields |= {"eprint": source.arxiv, "archiveprefix": "arXiv"}
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
    return f"@{'article' if source.arxiv else 'misc'}{{{family}{source.year}{word},\n{lines}\n}}"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
