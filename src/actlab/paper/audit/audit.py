"""The audit: for each claim a line at the published protocol and one at a reduced scale, with what they rest on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from actlab.paper.audit import convergence, landscapes, properties, published, rates, studies
from actlab.paper.audit.landscapes import Landscape
from actlab.paper.audit.questions import QUESTIONS
from actlab.paper.audit.rules import FEWEST_SEEDS, Comparison, decide
from actlab.paper.audit.scale import is_published, scale_of, share_of_steps
from actlab.paper.audit.studies import Studied
from actlab.paper.audit.times import Times
from actlab.paper.claims import CLAIMS, Claim
from actlab.paper.judgement import CANNOT_TELL, NOT_RUN, REFUTED, Judgement, Line

EVERY = tuple(claim.key for claim in CLAIMS)
FEWEST_REDUCED = 2  # seeds of a comparison that leans
NOT_RUN_PUBLISHED = "not run at the published protocol"
SCRATCH, PLANE = "mnist-from-scratch", "plane-convergence"
Decider = Callable[[], Judgement]


@dataclass(frozen=True)
class Evidence:
    """All that claims are judged by. ``replacing``: tries networks for M7, where PyTorch is there."""

    studies: Sequence[Studied] = ()
    landscapes: Sequence[Landscape] = ()
    times: Sequence[Times] = ()
    replacing: Decider | None = None


@dataclass(frozen=True)
class Audited:
    """A claim with its two lines; ``reduced`` is None where nothing was run at a smaller scale."""

    claim: Claim
    published: Judgement
    reduced: Judgement | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every comparison, those at the published protocol first."""
        return self.published.lines + (self.reduced.lines if self.reduced else ())


@dataclass(frozen=True)
class _Split:
    """The studies at the published protocol, and the others, by key; of several of a key the largest counts."""

    published: dict[str, Studied] = field(default_factory=dict)
    reduced: dict[str, Studied] = field(default_factory=dict)


def audit(evidence: Evidence | None = None, claims: Collection[str] = EVERY) -> list[Audited]:
    """Judge claims by properties, by the published tables, and by what was run.

    A claim that no rule decides is not run, and its line says what would decide it. How many ``claims`` are judged
    changes no word: each spends the same part of the error of the whole audit.
    """
    evidence = evidence or Evidence()
    split = _split(evidence.studies)
    return [_audited(claim, evidence, split) for claim in CLAIMS if claim.key in claims]


def _audited(claim: Claim, evidence: Evidence, split: _Split) -> Audited:
    key = claim.key
    if key in DECIDERS:
        return Audited(claim, DECIDERS[key]())
    for_studies = _FROM_STUDIES.get(key)
    if for_studies is not None:
        keys, judge = for_studies
        at_full = _of_studies(key, keys, judge, split.published, published=True)
        return Audited(claim, at_full or _not_run(claim), _of_studies(key, keys, judge, split.reduced, published=False))
    if key == "M7" and evidence.replacing is not None:
        return _replaced(claim, evidence.replacing())
    if key == "M8" and evidence.studies:
        return Audited(claim, _not_run(claim), _tuned(evidence.studies))
    if key == "M9" and evidence.times:
        return Audited(claim, *(_timed(evidence.times[-1], at) for at in (True, False)))
    for landscape in evidence.landscapes:
        if landscape.claim == key:
            return _of_landscape(claim, landscape)
    return Audited(claim, _not_run(claim))


# ---- from studies ------------------------------------------------------------------------------------------------

Judge = Callable[[str, dict[str, Studied], int], tuple[str, str, list[Line]]]  # the word, what was seen, the lines


def _by_questions(claim: str, group: dict[str, Studied], fewest: int) -> tuple[str, str, list[Line]]:
    return _by(studies.comparisons_of(claim, group), fewest)


def _by(comparisons: Sequence[Comparison], fewest: int) -> tuple[str, str, list[Line]]:
    word, lines = decide(comparisons, fewest)
    return word, tally(lines), lines


def _more_epochs(_: str, group: dict[str, Studied], fewest: int) -> tuple[str, str, list[Line]]:
    return _by(convergence.more_epochs(group[SCRATCH]), fewest)


def _settling(_: str, group: dict[str, Studied], _fewest: int) -> tuple[str, str, list[Line]]:
    return convergence.epochs_to_settle(group[PLANE])


def _much_faster(_: str, group: dict[str, Studied], fewest: int) -> tuple[str, str, list[Line]]:
    return _by(convergence.faster_than_saturating(group[PLANE]), fewest)


_FROM_STUDIES: dict[str, tuple[tuple[str, ...], Judge]] = {
    **{
        claim: (tuple(dict.fromkeys(question.study for question in questions)), _by_questions)
        for claim, questions in QUESTIONS.items()
    },
    "M10": ((SCRATCH,), _more_epochs),
    "M27": ((PLANE,), _settling),
    "M28": ((PLANE,), _much_faster),
}


def _split(studied: Sequence[Studied]) -> _Split:
    split = _Split()
    for study in sorted(studied, key=lambda one: (share_of_steps(one.findings.plan), len(one.findings.plan.seeds))):
        plan = study.findings.plan
        (split.published if is_published(plan) else split.reduced)[plan.study.key] = study
    return split


def _of_studies(
    claim: str, keys: Sequence[str], judge: Judge, group: dict[str, Studied], published: bool
) -> Judgement | None:
    """The line of a claim at one scale; None where none of its studies was run at it."""
    used = {key: group[key] for key in keys if key in group}
    if not used:
        return None
    word, effect, lines = judge(claim, used, FEWEST_SEEDS if published else FEWEST_REDUCED)
    plans = [study.findings.plan for study in used.values()]
    judgement = Judgement(
        word,
        effect,
        min((line.n for line in lines if line.decides and line.n), default=None),
        "; ".join(studies.where_of(study.findings) for study in used.values()),
        scale_of(plans),
        tuple(lines),
        studies.older_of(used.values()),
    )
    return judgement if published else judgement.reduced()


# ---- from other evidence -----------------------------------------------------------------------------------------


def _of_landscape(claim: Claim, landscape: Landscape) -> Audited:
    published = landscape.is_published
    word, effect, lines = _by(landscapes.comparisons_of(landscape), FEWEST_SEEDS if published else FEWEST_REDUCED)
    n = min((line.n for line in lines if line.n), default=None)
    judgement = Judgement(word, effect, n, landscape.where, landscape.scale, tuple(lines))
    return Audited(claim, judgement) if published else Audited(claim, _not_run(claim), judgement.reduced())


def _replaced(claim: Claim, judgement: Judgement) -> Audited:
    """One network in which it fails refutes "any model", at whatever scale; none does not show it."""
    return Audited(claim, judgement if judgement.verdict == REFUTED else _not_run(claim), judgement.reduced())


def _tuned(studied: Sequence[Studied]) -> Judgement:
    """M8: the paper tunes no rate for a function, so there is no published protocol."""
    tuning = rates.tuned(studied)
    word, lines = decide(rates.comparisons_of(tuning), FEWEST_REDUCED)
    seeds = f"{tuning.seeds} tuning seed{'s' * (tuning.seeds != 1)}"
    scale = f"{tuning.settings} settings of the studies, at their own scales, {seeds}"
    word = CANNOT_TELL if word == NOT_RUN and tuning.cells else word
    return Judgement(
        word,
        tuning.effect,
        tuning.seeds or None,
        "tuned cells",
        scale,
        tuple(lines),
        studies.older_of(studied),
    ).reduced()


def _timed(times: Times, published: bool) -> Judgement:
    """M9: at the published line the article's network in NumPy; below it torch's kernels decide, ours stand beside."""
    comparisons = times.comparisons(published)
    if not comparisons:
        return Judgement(NOT_RUN, where=times.where, scale=NOT_RUN_PUBLISHED)
    word, lines = decide(comparisons)
    effect = tally(lines)
    ours = [replace(one, decides=True) for one in comparisons if not one.decides]
    if ours:
        effect = f"with torch's kernels: {effect}; with actlab's: {tally(decide(ours)[1])}"
    rounds = min((line.n for line in lines if line.n), default=None)
    scale = (
        "CPU time of steps with the article's network and batch, one thread"
        if published
        else ("CPU time of steps in torch, one thread; SENet-50 was not timed")
    )
    judgement = Judgement(word, effect, rounds, times.where, scale, tuple(lines))
    return judgement if published else judgement.reduced()


def tally(lines: Sequence[Line]) -> str:
    """What the comparisons say, in words: the difference of one or two, else how many speak for and against."""
    deciding = [line for line in lines if line.decides]
    if len(deciding) <= 2:
        return "; ".join(line.sentence for line in deciding)
    counts = [sum(line.speaks == sign for line in deciding) for sign in (1, -1, 0)]
    untrained = sum(line.note.startswith("not trained") for line in deciding)
    idle = f" ({untrained} of them in cells that did not train)" if untrained else ""
    return f"of {len(deciding)} comparisons {counts[0]} speak for it, {counts[1]} against, {counts[2]} neither{idle}"


DECIDERS: dict[str, Decider] = {**properties.DECIDERS, **published.DECIDERS}

# What would decide the claims that nothing decides yet; the others say it themselves.
_ELSEWHERE = {
    "M7": "no number of networks shows 'any model'",
    "M8": "no experiment of the paper tunes a rate for each function",
    "M9": "'python benchmarks/step_times.py FOLDER' in actlab's repository, the folder as --evidence",
    "M23": "'actlab landscape output --points 400', its folder as --evidence",
    "M24": "the training of the published landscapes is not stated",
    "M26": "the article states no protocol",
    "M27": "the article's initial weights and loss are unknown",
    "M28": "the article states no protocol",
}


def _not_run(claim: Claim) -> Judgement:
    keys = _FROM_STUDIES.get(claim.key, ((), None))[0]
    commands = " and ".join(f"'actlab study run {key} --profile paper --seeds {FEWEST_SEEDS}'" for key in keys)
    where = _ELSEWHERE.get(claim.key) or commands or f"no rule decides it; it needs: {claim.decided_by}"
    return Judgement(NOT_RUN, where=where, scale=NOT_RUN_PUBLISHED)
