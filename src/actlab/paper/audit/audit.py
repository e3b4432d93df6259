"""The audit: every claim with a verdict, its effect, interval, n, and where the numbers are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from actlab.lab.verdicts.findings import Findings
from actlab.paper.audit import convergence as audit_convergence
from actlab.paper.audit import properties as audit_properties
from actlab.paper.audit import published as audit_published
from actlab.paper.audit import studies as audit_studies
from actlab.paper.audit.scale import at_scale
from actlab.paper.claims import CLAIMS, Claim
from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, LEANS_AGAINST, LEANS_FOR, NOT_RUN, OPEN, Judgement

WORDS = (HOLDS, FAILS, CANNOT_TELL, LEANS_FOR, LEANS_AGAINST, OPEN, NOT_RUN)
EVERY = tuple(claim.key for claim in CLAIMS)


@dataclass(frozen=True)
class Audited:
    """A claim and what was found."""

    claim: Claim
    judgement: Judgement


# What would decide the claims that nothing decides yet; the others say it themselves.
_ELSEWHERE = {
    "M7": "'actlab audit' with PyTorch: a network swapped and trained",
    "M20": "'actlab study run cifar10-mixup'",
    "M23": "'actlab landscape output', its folder as --evidence",
    "M24": "'actlab landscape loss', its folder as --evidence",
    "M26": "'actlab landscape depth', its folder as --evidence",
    **dict.fromkeys(("M10", "M29", "M30", "M31", "M32"), "'actlab study run mnist-from-scratch'"),
    "M19": "'actlab study run cifar10-cosine-onecycle'",
    **dict.fromkeys(("M27", "M28"), "'actlab study run plane-convergence'"),
}

Decider = Callable[[], Judgement]


def audit(
    studies: Sequence[Findings] = (),
    others: Mapping[str, Decider] | None = None,
    wanted: Collection[str] = EVERY,
) -> list[Audited]:
    """Judge the ``wanted`` claims by properties, by the published tables, and by what ``studies`` found.

    ``others`` adds deciders by claim, for evidence of another kind. What studies at less than the published protocol
    say only leans; see :mod:`actlab.paper.audit.scale`.
    """
    by_studies = {**audit_studies.deciders(studies), **audit_convergence.deciders(studies)}
    deciders: dict[str, Decider] = {
        **audit_properties.DECIDERS,
        **audit_published.DECIDERS,
        **{key: partial(_scaled, key, decide, studies) for key, decide in by_studies.items()},
        **(others or {}),
    }
    return [
        Audited(claim, deciders[claim.key]() if claim.key in deciders else _not_run(claim))
        for claim in CLAIMS
        if claim.key in wanted
    ]


def _scaled(key: str, decide: Decider, studies: Sequence[Findings]) -> Judgement:
    """What studies say of a claim, at the scale of those that speak of it; M8 and M9 ask all."""
    speaking = [findings for findings in studies if key in findings.plan.study.claims]
    return at_scale(decide(), speaking or studies)


def _not_run(claim: Claim) -> Judgement:
    return Judgement(NOT_RUN, where=_ELSEWHERE.get(claim.key, claim.decided_by))
