"""The audit: every claim with a verdict, its effect, interval, n, and where the numbers are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from actlab.lab import audit_properties, audit_published, audit_studies
from actlab.lab.claims import CLAIMS, Claim
from actlab.lab.findings import Findings
from actlab.lab.judgement import CANNOT_TELL, FAILS, HOLDS, NOT_RUN, Judgement

WORDS = (HOLDS, FAILS, CANNOT_TELL, NOT_RUN)


@dataclass(frozen=True)
class Audited:
    """A claim and what was found."""

    claim: Claim
    judgement: Judgement


# What would decide the claims that nothing decides yet.
_ELSEWHERE = {
    "M7": "tests of actlab.swap, and training runs of swapped models",
    "M10": "epochs to 95, 97 and 98 % in 'actlab replay' and 'actlab compare'",
    "M19": "a study of schedules",
    "M20": "a study of Mixup",
    "M23": "landscapes of outputs, roughness measured",
    "M24": "landscapes of losses, the same directions for all arms",
    "M26": "a study of gradient norms and dead units over depth",
    "M27": "a study of convergence on 2-D sets",
    "M28": "a study of convergence on 2-D sets",
    "M29": "'actlab replay' with 20 seeds",
    "M30": "'actlab replay' with 20 seeds",
    "M31": "'actlab replay' with 20 seeds",
    "M32": "'actlab replay' with 20 seeds",
}

Decider = Callable[[], Judgement]


def audit(studies: Sequence[Findings] = (), others: Mapping[str, Decider] | None = None) -> list[Audited]:
    """Judge every claim by properties, by the published tables, and by what ``studies`` found.

    ``others`` adds deciders by claim, for evidence that is made elsewhere, such as replays.
    """
    deciders: dict[str, Decider] = {
        **audit_properties.DECIDERS,
        **audit_published.DECIDERS,
        **audit_studies.deciders(studies),
        **(others or {}),
    }
    return [Audited(claim, deciders[claim.key]() if claim.key in deciders else _not_run(claim)) for claim in CLAIMS]


def _not_run(claim: Claim) -> Judgement:
    return Judgement(NOT_RUN, where=_ELSEWHERE.get(claim.key, claim.decided_by))
