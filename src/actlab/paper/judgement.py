"""What the audit says of one claim: a word, the comparisons behind it, and the scale of the runs."""

from dataclasses import dataclass, replace
from math import isnan, nan

HOLDS, REFUTED, CANNOT_TELL, NOT_RUN = "holds", "refuted", "cannot tell apart", "not run"
LEANS_FOR, LEANS_AGAINST, OPEN = "leans for", "leans against", "open"
PUBLISHED = (HOLDS, REFUTED, CANNOT_TELL, NOT_RUN)
REDUCED = {HOLDS: LEANS_FOR, REFUTED: LEANS_AGAINST, CANNOT_TELL: OPEN}


@dataclass(frozen=True)
class Line:
    """One comparison of a claim as it was judged; all numbers in ``unit``, as they are printed.

    ``speaks``: 1 for the claim, -1 against it, 0 for neither. ``decides``: whether the claim rests on it, or it only
    stands beside. ``level``: of the interval. ``published``: the article's own figure. ``note``: why it has no word.
    """

    title: str
    unit: str
    digits: int
    want: str
    word: str
    speaks: int
    n: int
    seeds: tuple[float, ...] = ()
    mean: float = nan
    low: float = nan
    high: float = nan
    level: float = nan
    published: float | None = None
    note: str = ""
    decides: bool = True
    study: str = ""

    @property
    def text(self) -> str:
        """The difference with its interval; empty where there is none."""
        if isnan(self.mean):
            return ""
        sign = "" if self.unit == "times" else "+"
        mean, low, high = (f"{value:{sign}.{self.digits}f}" for value in (self.mean, self.low, self.high))
        return f"{mean} {self.unit}" if isnan(self.low) else f"{mean} {self.unit} ({low} to {high})"

    @property
    def sentence(self) -> str:
        """All of it in words."""
        parts = [self.text, f"n = {self.n}" if self.n else "", self.word]
        printed = "" if self.published is None else f"published {self.published:+.{self.digits}f}"
        text = ", ".join(part for part in (*parts, printed) if part)
        return f"{self.title}: {text}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Judgement:
    """A word with its reasons, at one scale.

    ``effect``: what was seen, in words; ``n``: the fewest seeds of a comparison; ``where``: the numbers are; ``scale``:
    how much of the published protocol was run; ``older``: that runs come from another version of the code.
    """

    verdict: str
    effect: str = ""
    n: int | None = None
    where: str = ""
    scale: str = ""
    lines: tuple[Line, ...] = ()
    older: str = ""

    @property
    def deciding(self) -> tuple[Line, ...]:
        """The comparisons that the word rests on."""
        return tuple(line for line in self.lines if line.decides)

    def reduced(self) -> "Judgement":
        """The same from runs below the published protocol: it leans at most."""
        return replace(self, verdict=REDUCED.get(self.verdict, self.verdict))
