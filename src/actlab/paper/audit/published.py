"""Claims that the published tables themselves decide, recomputed from the numbers as they were reported."""

from collections.abc import Callable, Iterable
from math import isnan

import numpy as np

from actlab.lab.verdicts.procedure import BETTER, NOT_APART, WORSE, holm
from actlab.paper.audit.rules import SHARE
from actlab.paper.audit.table import HIGHER, LOWER, Pair, Row, compare
from actlab.paper.judgement import CANNOT_TELL, HOLDS, REFUTED, Judgement, Line
from actlab.paper.published.results import Reported, rows

ALPHA = 0.05 * SHARE
RUNS = 23
MINUS = " \N{MINUS SIGN} "
WHERE = "mish_paper_results.csv, recomputed"
SCALE = "the published numbers themselves"
# The means and deviation that the table's own interval profile, d and interval imply; what is printed is another row's.
ISRU = (83.447, 0.9998)
# Six Mish cells raised on 28 and 29 August 2019 while ReLU and Swish stayed: network, old value, new value.
RAISED = (
    ("E23", "SENet-18", 89.913, 90.526),
    ("E23", "SENet-34", 90.5162, 91.0997),
    ("E23", "ShuffleNet v2", 86.6297, 87.37),
    ("E23", "SqueezeNet", 87.767, 88.13),
    ("E23", "Inception v3", 91.1986, 91.8314),
    ("E24", "MobileNet v1", 50.0989, 51.93),
)


def rows_of_23_runs() -> list[Row]:
    """The 34 functions of the SqueezeNet table, ISRU with what its own intervals imply."""
    table = []
    for row in _accuracies("E21"):
        if row.factor == "":
            mean, deviation = ISRU if row.activation.startswith("ISRU") else (row.value, row.std)
            table.append(Row(row.activation, RUNS, mean, deviation))
    return table


def table_of_23_runs() -> list[Pair]:
    """Every function of the 23-run table against Mish, Holm's correction over all of them."""
    return compare(rows_of_23_runs(), "Mish", ALPHA)


def best_of_the_squeezenet_tables() -> Judgement:
    """M21: Mish above every other function in accuracy, and below every other in deviation; losses have no deviation.

    Every comparison must pass; one function that is better in either refutes it.
    """
    table = {row.function: row for row in rows_of_23_runs()}
    losses = {
        row.activation: row.value
        for row in rows("E21")
        if row.metric == "mean_test_loss_as_reported" and row.factor == "" and not row.activation.startswith("ISRU")
    }
    lines = sorted((_line(pair) for pair in table_of_23_runs()), key=lambda line: line.mean)
    calmer = _deviations(table)
    ahead = [line.title.partition(MINUS)[2] for line in lines if line.speaks <= 0]
    speaks = [*(line.speaks for line in lines), *calmer.values()]
    low = min(losses, key=lambda name: losses[name])
    steadier, wilder = (list(calmer.values()).count(sign) for sign in (1, -1))
    return Judgement(
        REFUTED if min(speaks) < 0 else HOLDS if min(speaks) > 0 else CANNOT_TELL,
        f"accuracy: above {sum(line.speaks > 0 for line in lines)} of {len(lines)} functions, cannot tell apart from "
        f"{', '.join(ahead)}; deviation (F test): smaller than that of {steadier} of {len(calmer)}, larger than that "
        f"of {wilder}; loss: {low} has the lowest ({losses[low]:.3f}, Mish {losses['Mish']:.3f}), without a deviation "
        "there is no test",
        n=RUNS,
        where=f"{WHERE}: 23 runs each on SqueezeNet; SE-Net tables are single runs",
        scale=SCALE,
        lines=tuple(lines),
    )


def difference_over_23_runs() -> Judgement:
    """M33: ReLU at P < 0.0001; Swish, GELU and E-Swish not distinguished; with Holm's correction."""
    tested = {pair.function.split(" (")[0]: pair for pair in table_of_23_runs()}
    relu, swish = tested["ReLU"], tested["Swish-1"]
    same = [tested[name] for name in ("Swish-1", "GELU", "E-Swish")]
    holds = relu.p < 0.0001 and relu.adjusted_p < ALPHA and all(pair.adjusted_p > ALPHA for pair in same)
    return Judgement(
        HOLDS if holds else REFUTED,
        f"Mish less ReLU {-relu.difference:+.2f} points, p {relu.p:.1g}, by Holm {relu.adjusted_p:.1g}; "
        + "; ".join(f"{pair.function} p {pair.p:.2f}, by Holm {pair.adjusted_p:.2f}" for pair in same)
        + f"; {sum(pair.adjusted_p < ALPHA for pair in tested.values())} of {len(tested)} differ after Holm",
        n=RUNS,
        where=f"{WHERE}: Welch's test from means and deviations; for Swish 0.1973 is printed, {swish.p:.4f} recomputed",
        scale=SCALE,
        lines=tuple(_line(pair) for pair in (relu, *same)),
    )


def wins_over_networks() -> Judgement:
    """M22: how often Mish has the higher number of two single runs, with an exact sign test over the networks.

    One run a cell cannot show in which networks Mish is better; over many networks it can show whether it wins more
    often than it loses. "Nearly all" and "all but two" are counts, which stand beside.
    """
    texts = []
    for experiment, name in (("E23", "CIFAR-10"), ("E24", "CIFAR-100")):
        wins = _wins(experiment)
        both = sum(min(pair) > 0 for pair in wins.values())
        tests = [
            f"{other} in {above} (sign test p {_sign_test(above, len(wins)):.2g})"
            for other, above in zip(("ReLU", "Swish"), (sum(d > 0 for d in side) for side in _sides(wins)), strict=True)
        ]
        texts.append(f"{name}: of {len(wins)} networks above both in {both}, above {' and above '.join(tests)}")
    return Judgement(
        CANNOT_TELL,
        "; ".join(texts)
        + "; so many more than two networks are exceptions, and one run a cell does not show which are more than noise",
        n=1,
        where=f"{WHERE}: one run a cell; DenseNets hardly use the chosen activation, EfficientNet has ImageNet's stem",
        scale=SCALE,
    )


def the_tables_themselves() -> Judgement:
    """M34: each fault looked for in the numbers; which conclusions change."""
    single = [
        row
        for row in rows()
        if row.experiment[:3] in ("E23", "E24") and row.metric == "test_top1_acc_pct" and not row.factor
    ]
    one_run = sum(row.runs in ("1", "not stated") for row in single)
    changed = _changed_wins()
    duplicate = [
        row.value
        for row in single
        if row.network == "MobileNet v2" and row.activation == "Mish" and row.dataset == "CIFAR-10"
    ]
    old_relu = [
        row.value
        for row in rows("E23")
        if row.network == "MobileNet v2" and row.metric == "test_top1_acc_pct_superseded"
    ]
    isru = {row.value for row in _accuracies("E21") if row.activation.startswith("ISRU")}
    flatten = {row.value for row in _accuracies("E22") if row.activation == "Flatten T-Swish"}
    raised = all(_has(*entry) for entry in RAISED)
    tenfold = _ten_times_cross_entropy()
    facts = {
        f"six Mish cells were raised; with the old values {changed}": raised,
        f"MobileNet v2 has two Mish rows ({_list(duplicate[:2])}), the first is the old ReLU row": bool(
            set(duplicate) & set(old_relu)
        ),
        f"ISRU's 23-run mean ({_list(isru)}) is Flatten T-Swish's of 3 runs": bool(isru & flatten),
        f"losses in per cent are ten times the cross-entropy (ratio {tenfold:.3f})": abs(tenfold - 10) < 0.2,
        f"{one_run} of {len(single)} network cells state no more than one run": one_run > 0.9 * len(single),
    }
    return Judgement(
        HOLDS if all(facts.values()) else REFUTED,
        "; ".join(text if seen else f"NOT SEEN: {text}" for text, seen in facts.items()),
        n=len(single),
        where=WHERE,
        scale=SCALE,
    )


DECIDERS: dict[str, Callable[[], Judgement]] = {
    "M21": best_of_the_squeezenet_tables,
    "M22": wins_over_networks,
    "M33": difference_over_23_runs,
    "M34": the_tables_themselves,
}


def _list(values: Iterable[float]) -> str:
    return ", ".join(f"{value:g}" for value in values)


def _accuracies(experiment: str) -> list[Reported]:
    return [row for row in rows(experiment) if row.metric == "mean_test_acc_pct" and not isnan(row.std)]


def _line(pair: Pair) -> Line:
    """Mish less another function, at the level of the claim."""
    word, speaks = {LOWER: (BETTER, 1), HIGHER: (WORSE, -1)}.get(pair.word, (NOT_APART, 0))
    ends = -pair.high, -pair.low
    title = f"Mish{MINUS}{pair.function}"
    return Line(title, "points", 2, "better", word, speaks, RUNS, (), -pair.difference, *ends, pair.level)


def _deviations(rows: dict[str, Row]) -> dict[str, int]:
    """For each other function, 1 where its deviation is larger than Mish's by a two-sided F test, -1 where smaller.

    Holm's correction over all of them.
    """
    from scipy.special import fdtr

    mish, others = rows["Mish"], [row for name, row in rows.items() if name != "Mish"]
    below = np.array([fdtr(RUNS - 1, RUNS - 1, (mish.deviation / row.deviation) ** 2) for row in others])
    adjusted = holm(2 * np.minimum(below, 1 - below), len(others))[0]
    signs = np.where(adjusted > ALPHA, 0, np.where(below < 0.5, 1, -1))
    return {row.function: int(sign) for row, sign in zip(others, signs, strict=True)}


def _sides(wins: dict[str, tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [over_relu for over_relu, _ in wins.values()], [over_swish for _, over_swish in wins.values()]


def _sign_test(above: int, n: int) -> float:
    from scipy.stats import binomtest

    return float(binomtest(above, n).pvalue)


def _cells(experiment: str) -> dict[str, dict[str, float]]:
    """The benchmark file's accuracy of each network and activation; of two Mish rows the second is Mish's."""
    accuracies: dict[str, dict[str, float]] = {}
    for row in rows(experiment):
        if row.metric == "test_top1_acc_pct" and not row.factor and "Benchmarks/Readme.md" in row.source:
            accuracies.setdefault(row.network, {})[row.activation] = row.value
    return accuracies


def _wins(experiment: str) -> dict[str, tuple[float, float]]:
    """Mish less ReLU and less Swish for every network that has all three."""
    return {
        network: (cells["Mish"] - cells["ReLU"], cells["Mish"] - cells["Swish-1"])
        for network, cells in _cells(experiment).items()
        if {"Mish", "ReLU", "Swish-1"} <= cells.keys()
    }


def _has(experiment: str, network: str, old: float, new: float) -> bool:
    values = {
        row.value
        for row in rows(experiment)
        if row.network == network and row.activation == "Mish" and "top1" in row.metric
    }
    return {old, new} <= values


def _changed_wins() -> str:
    """Of the six raised cells, the comparisons that Mish wins only with the new value."""
    lost = []
    for experiment, network, old, new in RAISED:
        for other, difference in zip(("ReLU", "Swish"), _wins(experiment).get(network, ()), strict=False):
            if difference > 0 >= difference - (new - old):
                lost.append(f"{network} against {other}")
    return f"Mish loses {', '.join(lost)}" if lost else "no winner changes"


def _ten_times_cross_entropy() -> float:
    """Reported loss over the logged cross-entropy, the median over networks that have both for Mish's last epoch."""
    logged = {
        row.network: row.value
        for row in rows("E23")
        if row.metric == "test_loss_ce" and row.activation == "Mish" and row.level.endswith("(last)")
    }
    reported = {
        row.network: row.value
        for row in rows("E23")
        if row.metric == "test_loss_as_reported" and row.activation == "Mish" and not row.factor
    }
    ratios = sorted(reported[network] / logged[network] for network in logged if network in reported)
    return ratios[len(ratios) // 2]
