"""What the audit says of one claim."""

from collections.abc import Sequence
from dataclasses import dataclass

HOLDS, FAILS, CANNOT_TELL, NOT_RUN = "holds", "does not hold", "cannot tell apart", "not run"
LEANS_FOR, LEANS_AGAINST, OPEN = "leans for", "leans against", "open"  # from less than the published protocol


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reasons: effect in words, the interval of a difference, n, and where the numbers are.

    ``scale`` says how much of the published protocol was run, where it was not the whole; the verdict then only leans.
    """

    verdict: str
    effect: str = ""
    interval: str = ""
    n: int | None = None
    where: str = ""
    scale: str = ""

    @property
    def published(self) -> str:
        """The verdict on the claim as it was published: none from a reduced scale."""
        return NOT_RUN if self.scale else self.verdict

    @property
    def parts(self) -> list[str]:
        """The intervals, one by one."""
        return self.interval.split("; ")


def all_of(parts: Sequence[Judgement]) -> Judgement:
    """The judgement of a claim of several sentences: it holds if all do, and does not if one does not.

    >>> all_of([Judgement(HOLDS), Judgement(FAILS), Judgement(CANNOT_TELL)]).verdict
    'does not hold'
    """
    words = [part.verdict for part in parts]
    order = (FAILS, NOT_RUN, CANNOT_TELL, HOLDS)
    return Judgement(
        next(word for word in order if word in words),
        "; ".join(dict.fromkeys(part.effect for part in parts if part.effect)),
        "; ".join(part.interval for part in parts if part.interval),
        min((part.n for part in parts if part.n is not None), default=None),
        "; ".join(dict.fromkeys(part.where for part in parts)),
    )
