"""Claims that the published tables themselves decide, recomputed from the numbers as they were reported."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isnan, sqrt

from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, Judgement
from actlab.paper.published.results import Reported, rows

ALPHA = 0.05
RUNS = 23
WHERE = "mish_paper_results.csv, recomputed"
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


@dataclass(frozen=True)
class Tested:
    """One activation against Mish over the 23 runs each: Welch's test from means and deviations."""

    activation: str
    difference: float
    p: float
    adjusted_p: float


def table_of_23_runs() -> list[Tested]:
    """Every activation of the 23-run table against Mish, Holm over all of them."""
    from scipy.stats import ttest_ind_from_stats

    found = {row.activation: row for row in _accuracies("E21") if row.factor == ""}
    mish = found.pop("Mish")
    raw = []
    for name, row in found.items():
        mean, deviation = ISRU if name.startswith("ISRU") else (row.value, row.std)
        p = float(ttest_ind_from_stats(mish.value, mish.std, RUNS, mean, deviation, RUNS, equal_var=False).pvalue)
        raw.append((name, mish.value - mean, p))
    raw.sort(key=lambda entry: entry[2])
    tested, adjusted = [], 0.0
    for rank, (name, difference, p) in enumerate(raw):
        adjusted = max(adjusted, min(1.0, (len(raw) - rank) * p))
        tested.append(Tested(name, difference, p, adjusted))
    return tested


def best_of_the_squeezenet_tables() -> Judgement:
    """M21: best accuracy, best loss, low deviation."""
    accuracies = {
        row.activation: row for row in _accuracies("E21") if row.factor == "" and not row.activation.startswith("ISRU")
    }
    losses = {
        row.activation: row.value
        for row in rows("E21")
        if row.metric == "mean_test_loss_as_reported" and row.factor == "" and not row.activation.startswith("ISRU")
    }
    best, calm, low = (
        max(accuracies, key=lambda name: accuracies[name].value),
        min(accuracies, key=lambda name: accuracies[name].std),
        min(losses, key=lambda name: losses[name]),
    )
    mish = accuracies["Mish"]
    equal = [entry.activation for entry in table_of_23_runs() if entry.adjusted_p > ALPHA]
    return Judgement(
        HOLDS if (best, calm, low) == ("Mish",) * 3 else FAILS,
        f"highest mean: {best} ({accuracies[best].value:.2f} against {mish.value:.2f}); lowest loss: {low}; smallest "
        f"deviation: {calm} ({accuracies[calm].std:.2f} against {mish.std:.2f}); not told apart from Mish after Holm: "
        f"{', '.join(equal)}",
        n=RUNS,
        where=f"{WHERE}: 23 runs each on SqueezeNet; SE-Net tables are single runs",
    )


def difference_over_23_runs() -> Judgement:
    """M33: ReLU at P < 0.0001; Swish, GELU and E-Swish not told apart; with Holm's correction."""
    tested = {entry.activation.split(" (")[0]: entry for entry in table_of_23_runs()}
    relu, swish = tested["ReLU"], tested["Swish-1"]
    same = [tested[name] for name in ("Swish-1", "GELU", "E-Swish")]
    holds = relu.p < 0.0001 and relu.adjusted_p < ALPHA and all(entry.adjusted_p > ALPHA for entry in same)
    return Judgement(
        HOLDS if holds else FAILS,
        f"Mish less ReLU {relu.difference:+.2f} points, p {relu.p:.1g}, by Holm {relu.adjusted_p:.1g}; "
        + "; ".join(f"{entry.activation} p {entry.p:.2f}, by Holm {entry.adjusted_p:.2f}" for entry in same)
        + f"; {sum(entry.adjusted_p < ALPHA for entry in tested.values())} of {len(tested)} differ after Holm",
        interval=_interval("ReLU") + "; against Swish " + _interval("Swish-1"),
        n=RUNS,
        where=f"{WHERE}: Welch's test from means and deviations; for Swish 0.1973 is printed, {swish.p:.4f} recomputed",
    )


def wins_over_networks() -> Judgement:
    """M22: how often Mish has the higher number, and how often by more than two single runs can show."""
    counted = [(_wins("E23"), "CIFAR-10"), (_wins("E24"), "CIFAR-100")]
    spread = _relu_spread()
    words = []
    for wins, name in counted:
        both = sum(over_relu > 0 and over_swish > 0 for over_relu, over_swish in wins.values())
        clear = sum(min(pair) > 1.96 * sqrt(2) * spread for pair in wins.values())
        words.append(f"{name}: above both in {both} of {len(wins)}, by more than two single runs can show in {clear}")
    return Judgement(
        CANNOT_TELL,
        "; ".join(words)
        + f" (1.96 x sqrt 2 x {spread:.2f}, the mean deviation of the 23 runs of Mish, ReLU and Swish)",
        n=1,
        where=f"{WHERE}: one run a cell; a study of the networks decides, and is not run",
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
        HOLDS if all(facts.values()) else FAILS,
        "; ".join(text if seen else f"NOT SEEN: {text}" for text, seen in facts.items()),
        n=len(single),
        where=WHERE,
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


def _interval(activation: str) -> str:
    """Welch's 95 % interval of Mish less another over the 23 runs."""
    from scipy.stats import t

    found = {row.activation: row for row in _accuracies("E21") if row.factor == ""}
    one, other = found["Mish"], found[activation]
    parts = [one.std**2 / RUNS, other.std**2 / RUNS]
    freedom = sum(parts) ** 2 / sum(part**2 / (RUNS - 1) for part in parts)
    half, mean = float(t.ppf(0.975, freedom)) * sqrt(sum(parts)), one.value - other.value
    return f"{mean:+.2f} points ({mean - half:+.2f} to {mean + half:+.2f})"


def _relu_spread() -> float:
    found = [
        row.std for row in _accuracies("E21") if row.factor == "" and row.activation in ("Mish", "ReLU", "Swish-1")
    ]
    return sum(found) / len(found)


def _cells(experiment: str) -> dict[str, dict[str, float]]:
    """The benchmark file's accuracy of each network and activation; of two Mish rows the second is Mish's."""
    found: dict[str, dict[str, float]] = {}
    for row in rows(experiment):
        if row.metric == "test_top1_acc_pct" and not row.factor and "Benchmarks/Readme.md" in row.source:
            found.setdefault(row.network, {})[row.activation] = row.value
    return found


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
