"""The level at which a comparison is judged that was judged before with fewer seeds.

Whoever adds seeds until a difference appears finds one sooner or later. So the first look tests at 5 %, and all later
looks share 1 %: the k-th has .01 / (k (k - 1)). However often somebody looks, the sum stays below 6 %.
"""

from collections.abc import Sequence

FEWEST = 6  # seeds; with fewer there is no verdict, and no level is spent
FIRST, LATER = 0.05, 0.01


def alpha(look: int) -> float:
    """The family-wise error that the ``look``-th look may spend.

    >>> [alpha(1), alpha(2)]
    [0.05, 0.005]
    """
    return FIRST if look == 1 else LATER / (look * (look - 1))


def look_of(history: Sequence[int], seeds: int) -> int:
    """The number of the look at ``seeds`` seeds, where ``history`` lists the seeds of earlier looks in their order.

    The same number of seeds again is the same look, and a look at fewer than 6 seeds costs nothing.

    >>> look_of([5, 10, 20], 40)
    3
    >>> look_of([5, 10, 20], 10)
    1
    """
    counted = list(dict.fromkeys(number for number in (*history, seeds) if number >= FEWEST))
    return counted.index(seeds) + 1 if seeds in counted else 1
