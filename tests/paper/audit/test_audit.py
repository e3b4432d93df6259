"""Every claim gets a verdict that its evidence bears; a wrong function or a changed number is seen."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from helpers.made_up import FAIR, diverged, finished, study

from actlab.errors import BadData
from actlab.lab.plan.files import find as find_study
from actlab.lab.plan.plan import Cell, Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.verdicts.findings import find
from actlab.paper.audit import audit as audit_module
from actlab.paper.audit import landscapes as audit_landscapes
from actlab.paper.audit import properties as audit_properties
from actlab.paper.audit import published as audit_published
from actlab.paper.audit import rates as audit_rates
from actlab.paper.audit import times as audit_times
from actlab.paper.audit.audit import Audited, Evidence, audit
from actlab.paper.audit.page import print_audit
from actlab.paper.audit.scale import is_published, scale_of, share_of_steps
from actlab.paper.audit.studies import Studied, not_trained
from actlab.paper.claims import CLAIMS, Claim
from actlab.paper.judgement import (
    CANNOT_TELL,
    HOLDS,
    LEANS_AGAINST,
    LEANS_FOR,
    NOT_RUN,
    OPEN,
    REDUCED,
    REFUTED,
)
from actlab.paper.published.results import figures, rows

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference" / "claims.md"


def test_every_claim_has_one_verdict_and_says_where() -> None:
    found = audit()
    assert [entry.claim.key for entry in found] == [f"M{number}" for number in range(1, 35)]
    assert all(entry.published.where and entry.published.scale for entry in found)
    assert {entry.published.verdict for entry in found} == {HOLDS, CANNOT_TELL, NOT_RUN}
    assert all(entry.reduced is None for entry in found)


def test_a_claim_without_a_decider_is_not_run_and_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_module, "CLAIMS", (*CLAIMS, Claim("M99", "T1", "Mish is green", "a colour study")))
    (found,) = audit(claims=("M99",))
    assert found.published.verdict == NOT_RUN
    assert found.published.where == "no rule decides it; it needs: a colour study"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the list of claims is not beside this checkout")
def test_no_claim_of_the_list_is_left_out() -> None:
    listed = re.findall(r"^\| (M\d+) \| ([^|]+) \|", REFERENCE.read_text(), re.MULTILINE)
    assert [(claim.key, claim.sources) for claim in CLAIMS] == [(key, sources.strip()) for key, sources in listed]


@pytest.mark.parametrize("key", audit_properties.DECIDERS)
def test_the_properties_hold(key: str) -> None:
    assert audit_properties.DECIDERS[key]().verdict == HOLDS


@pytest.mark.parametrize("key", ["M1", "M2", "M3", "M4"])
def test_another_function_in_mishs_place_is_refused(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = audit_properties._formula
    monkeypatch.setattr(audit_properties, "_formula", lambda name: whole("elu" if name == "mish" else name))
    try:
        verdict = audit_properties.DECIDERS[key]().verdict
    except (ValueError, TypeError):  # no zero of the slope is found, or it is no function of e^x
        verdict = REFUTED
    assert verdict == REFUTED


def test_numbers_of_the_properties_are_the_papers() -> None:
    assert "minimum -0.3088434 at x = -1.1924312" in audit_properties.range_of_mish().effect


def test_the_published_numbers_are_all_there() -> None:
    assert len(rows()) == 4142
    found = figures("E01-mnist-depth", "test_accuracy")
    assert found["15", "mish"] == pytest.approx(0.9843)  # of the notebook, not of the poster
    assert found["25", "swish"] == pytest.approx(0.3968)
    assert figures("E02-mnist-noise", "test_loss")["8", "mish"] == pytest.approx(2.132)


def test_the_table_of_23_runs_is_recomputed() -> None:
    """Against the p and the interval that the repository prints, where the row is sound."""
    found = {entry.function: entry for entry in audit_published.table_of_23_runs()}
    assert len(found) == 33
    assert found["Swish-1"].p == pytest.approx(0.1973, abs=0.011)  # printed from unrounded means
    assert found["GELU"].p == pytest.approx(0.40, abs=0.02)
    assert found["ReLU"].p < 0.0001
    assert found["ReLU"].difference == pytest.approx(-0.82, abs=0.005)
    assert audit_published.difference_over_23_runs().verdict == HOLDS


def test_that_mish_is_the_best_of_the_table_has_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    found = audit_published.best_of_the_squeezenet_tables()
    assert found.verdict == CANNOT_TELL
    assert "cannot tell apart from E-Swish" in found.effect
    assert "above 28 of 33" in found.effect
    table = audit_published.rows_of_23_runs()
    for change, verdict in (({"mean": 99.0, "deviation": 0.01}, HOLDS), ({"mean": 60.0}, REFUTED)):
        mine = [replace(row, **change) if row.function == "Mish" else row for row in table]
        monkeypatch.setattr(audit_published, "rows_of_23_runs", lambda rows=mine: rows)
        assert audit_published.best_of_the_squeezenet_tables().verdict == verdict


def test_networks_are_counted_and_tested_by_sign() -> None:
    found = audit_published.wins_over_networks()
    assert found.verdict == CANNOT_TELL
    assert "of 34 networks above both in 19, above ReLU in 26 (sign test p 0.0029)" in found.effect


def test_the_faults_of_the_tables_are_found_and_a_sound_table_would_not_show_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = audit_published.the_tables_themselves()
    assert found.verdict == HOLDS
    assert "ShuffleNet v2 against ReLU" in found.effect
    assert "86.0463" in found.effect
    monkeypatch.setattr(audit_published, "RAISED", (("E23", "SENet-18", 1.0, 2.0),))
    changed = audit_published.the_tables_themselves()
    assert changed.verdict == REFUTED
    assert "NOT SEEN: six Mish cells" in changed.effect


def made_up(key: str, gain: float, spread: float = 0.0005, broken: int = 0, base: float = 0.9) -> Studied:
    """A study in which Mish less Swish is ``gain`` in every cell; in ``broken`` seeds of the first Mish diverges."""
    plan = Plan(study(key=key, arms=["relu", "swish", "mish"], profiles={"quick": {"seeds": 10}}), "quick")
    generator = np.random.default_rng(2)
    runs = {}
    for cell in plan.cells:
        accuracies = generator.normal(base, 0.001, 10)
        for arm in plan.study.arms:
            for task, value in zip(plan.judged(cell, arm, {}), accuracies, strict=True):
                shift = gain if arm == "mish" else 0.0
                runs[task] = finished(task, value + shift + generator.normal(0, spread))
                if arm == "mish" and cell == plan.cells[0] and task.seed < broken:
                    runs[task] = diverged(task)
    return Studied(find(plan, runs), runs)


def words(*studies: Studied, claims: tuple[str, ...]) -> dict[str, str]:
    """The word at the reduced scale, by claim; the published line is empty."""
    found = audit(Evidence(studies), claims)
    assert all(entry.published.verdict == NOT_RUN for entry in found)
    return {entry.claim.key: entry.reduced.verdict for entry in found if entry.reduced is not None}


@pytest.mark.parametrize(
    ("key", "claim", "gain", "verdict"),
    [
        ("mnist-depth", "M11", 0.01, LEANS_FOR),
        ("mnist-depth", "M11", 0.0, LEANS_AGAINST),  # equivalent is not better
        ("mnist-depth", "M11", -0.01, LEANS_AGAINST),
        ("mnist-dropout", "M17", 0.01, OPEN),  # CIFAR-10 is not run
        ("mnist-dropout", "M17", 0.0, OPEN),  # one of 360 test examples is more than the margin
        ("mnist-dropout", "M17", -0.01, LEANS_AGAINST),
    ],
)
def test_a_study_decides_its_claim(key: str, claim: str, gain: float, verdict: str) -> None:
    assert words(made_up(key, gain, spread=0.0001), claims=(claim,)) == {claim: verdict}


def test_a_claim_of_two_data_sets_needs_both() -> None:
    both = [made_up(f"{data}-dropout", 0.01, spread=0.0001) for data in ("mnist", "cifar10")]
    assert words(*both, claims=("M17",)) == {"M17": LEANS_FOR}


def test_a_study_that_is_too_small_is_open() -> None:
    assert words(made_up("mnist-depth", 0.001, spread=0.02), claims=("M11",)) == {"M11": OPEN}


def test_one_run_that_diverges_leaves_a_claim_open_and_all_refute_it() -> None:
    assert words(made_up("mnist-dropout", 0.01, broken=1), claims=("M17",)) == {"M17": OPEN}
    (found,) = audit(Evidence([made_up("mnist-dropout", 0.01, broken=10)]), ("M17",))
    assert found.reduced is not None
    assert "of 10 seeds the first alone diverged in 10" in found.reduced.lines[0].note


def test_a_study_that_lacks_runs_is_judged_by_the_pairs_it_has() -> None:
    whole = made_up("mnist-depth", 0.01)
    lacking = {task: run for task, run in whole.runs.items() if task.activation != "mish" or task.seed > 1}
    (found,) = audit(Evidence([Studied(find(whole.findings.plan, lacking), lacking)]), ("M11",))
    assert found.reduced is not None
    assert (found.reduced.verdict, found.reduced.n) == (LEANS_FOR, 8)
    without = {task: run for task, run in whole.runs.items() if task.activation != "mish"}
    (found,) = audit(Evidence([Studied(find(whole.findings.plan, without), without)]), ("M11",))
    assert found.reduced is not None
    assert found.reduced.verdict == NOT_RUN


def test_cells_that_differ_in_their_labels_alone_count_once() -> None:
    twice = {"width": {"title": "units", "levels": {"4": {"hidden": [4]}, "again 4": {"hidden": [4]}}}}
    plan = Plan(study(key="mnist-depth", arms=["relu", "swish", "mish"], factors=twice), "quick")
    runs = {task: finished(task, 0.9 + 0.001 * task.seed) for task in plan.known_tasks({})}
    (found,) = audit(Evidence([Studied(find(plan, runs), runs)]), ("M11",))
    assert found.reduced is not None
    assert len(plan.cells) == 2
    assert len(found.reduced.lines) == 2  # against Swish and against ReLU


@pytest.mark.parametrize(("accuracy", "why"), [(0.149, "not trained: the best arm has 14.9%"), (0.3, "")])
def test_a_cell_near_chance_decides_nothing(accuracy: float, why: str) -> None:
    found = made_up("mnist-depth", 0.0, spread=0.0, base=accuracy)
    assert not_trained(found.findings, found.findings.plan.cells[0]).startswith(why)
    assert bool(why) == bool(not_trained(found.findings, found.findings.plan.cells[0]))


def test_a_cell_far_below_what_was_published_decides_nothing_and_is_shown() -> None:
    far = in_cells("mnist-from-scratch", lambda cell, arm, seed: lambda task: finished(task, 0.87 + seed / 1e4))
    (found,) = audit(Evidence([far]), ("M29",))
    assert found.reduced is not None
    assert found.reduced.verdict == OPEN
    assert [line.note for line in found.reduced.lines] == [
        "not trained enough: the best arm has 87.0%, published are 98.0%"
    ] * 2
    assert all(len(line.seeds) == 10 for line in found.reduced.lines)


def measured(folder: Path, mish: float, rounds: int = 12) -> audit_times.Times:
    """Times of steps in which Mish takes ``mish`` times as long; the lines go through the file."""
    noise = np.random.default_rng(0)
    lines = [",".join(audit_times.COLUMNS)]
    for network, kernels in ((audit_times.ARTICLE, "NumPy's"), ("conv", "torch's"), ("conv", "actlab's")):
        for arm in ("relu", "swish", "mish"):
            seconds = [mish if arm == "mish" else 1.0] * rounds * np.exp(noise.normal(0, 0.01, rounds))
            lines += [f"{network},{kernels},{arm},{number},{value}" for number, value in enumerate(seconds)]
    folder.mkdir(exist_ok=True)
    (folder / audit_times.TIMES).write_text("\n".join(lines) + "\n")
    return audit_times.read(folder)


@pytest.mark.parametrize(("mish", "verdict"), [(1.2, HOLDS), (0.8, REFUTED), (1.0, CANNOT_TELL)])
def test_time_is_judged_by_interleaved_measurements_alone(mish: float, verdict: str, tmp_path: Path) -> None:
    (without,) = audit(Evidence([made_up("mnist-depth", 0.0)]), ("M9",))
    assert without.published.verdict == NOT_RUN
    assert "benchmarks/step_times.py" in without.published.where
    (found,) = audit(Evidence(times=[measured(tmp_path / "times", mish)]), ("M9",))
    assert found.published.verdict == verdict
    assert found.reduced is not None
    assert found.reduced.verdict == REDUCED[verdict]
    assert "with torch's kernels: " in found.reduced.effect
    assert "; with actlab's: " in found.reduced.effect


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "expected the columns network, kernels"),
        ("network,kernels,activation,round,cpu_seconds\nconv,torch's,mish,1,-2\n", "line 2: expected seconds above 0"),
        ("network,kernels,activation,round,cpu_seconds\nconv,torch's,mish,1,soon\n", "got 'soon'"),
    ],
)
def test_a_file_of_times_that_cannot_be_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / audit_times.TIMES).write_text(text)
    with pytest.raises(BadData, match=message):
        audit_times.read(tmp_path)


def tuned_study(best: dict[str, float], seeds: int = 3, widen: int = 0) -> Studied:
    """A study whose arms reach the most at these rates."""
    fair = {**FAIR, "multiples": [0.1, 1.0, 10.0], "seeds": seeds, "widen": widen}
    plan = Plan(study(arms=["relu", "mish"], protocols=["same rate", "tuned rate"], fair=fair), "quick")
    runs: dict[Task, Run] = {}
    while new := [task for task in plan.known_tasks(runs) if task not in runs]:
        for task in new:
            off = abs(np.log10(task.setting.learning_rate / best[task.activation]))
            runs[task] = finished(task, 0.9 - 0.1 * off - 1e-4 * task.seed % 7)
    return Studied(find(plan, runs), runs)


def test_rates_inside_their_grid_are_compared_each_setting_once() -> None:
    inside = tuned_study({"relu": 0.1, "mish": 0.1})
    found = audit_rates.tuned([inside, inside])
    assert (found.cells, found.settings, found.inside, found.seeds) == (4, 2, 2, 3)
    assert found.ratios == (0.0, 0.0, 0.0)
    (entry,) = audit(Evidence([tuned_study({"relu": 0.1, "mish": 0.1}, seeds=1)]), ("M8",))
    assert entry.reduced is not None
    assert entry.reduced.lines[0].note == "fewer than 3 tuning seeds"


def test_a_best_rate_at_the_end_of_a_grid_is_left_out_until_the_grid_has_grown() -> None:
    assert audit_rates.tuned([tuned_study({"relu": 0.1, "mish": 0.001})]).inside == 0
    grown = audit_rates.tuned([tuned_study({"relu": 0.1, "mish": 0.001}, widen=2)])
    assert (grown.inside, grown.ratios) == (2, pytest.approx((2.0,) * 3))


def in_cells(
    key: str, values: Callable[[Cell, str, int], Callable[[Task], Run]], profile: str = "quick", seeds: int = 10
) -> Studied:
    """A study of actlab's own with made-up runs: ``values(cell, arm, seed)``."""
    plan = Plan(find_study(key), profile, seeds=seeds)
    runs = {}
    for cell in plan.cells:
        for arm in plan.study.arms:
            for task in plan.judged(cell, arm, {}):
                runs[task] = values(cell, arm, task.seed)(task)
    return Studied(find(plan, runs), runs)


ARTICLE = ("M29", "M30", "M31", "M32")


def scratch(gains: dict[tuple[str, str], dict[str, float]], profile: str = "quick") -> list[Audited]:
    """The from-scratch study in which arms gain so much over ReLU, by hidden units and rate."""
    noise = np.random.default_rng(1)

    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        labels = (cell.level("network"), cell.level("rate"))
        gain = gains.get(labels, {}).get(arm, 0.0)
        return lambda task: finished(task, 0.97 + seed / 1000 + gain + noise.normal(0, 1e-5))

    return audit(Evidence([in_cells("mnist-from-scratch", values, profile)]), ARTICLE)


SMALL, FAST, WIDE = ("100-50", "0.1"), ("100-50", "0.5"), ("200-100", "0.1")
UP = {"swish": 0.01, "mish": 0.01, "swish:beta=2.0": 0.01}


def test_the_articles_claims_are_judged_in_their_own_cells() -> None:
    as_claimed = scratch({SMALL: UP, FAST: {"mish": 0.01}, WIDE: UP})
    assert [entry.reduced.verdict for entry in as_claimed if entry.reduced] == [LEANS_FOR] * 4
    otherwise = scratch({SMALL: {"mish": 0.01}, FAST: UP, WIDE: {"swish": 0.01}})
    assert [entry.reduced.verdict for entry in otherwise if entry.reduced] == [LEANS_AGAINST] * 4


def test_the_same_runs_at_the_published_protocol_are_verdicts_and_keep_the_other_line_empty() -> None:
    found = scratch({SMALL: UP, FAST: {"mish": 0.01}, WIDE: UP}, "paper")
    assert [(entry.published.verdict, entry.reduced) for entry in found] == [(HOLDS, None)] * 4
    assert {entry.published.scale for entry in found} == {"all steps, 60,000 images of 28 x 28, 10 seeds"}


def test_a_difference_where_none_was_claimed_refutes() -> None:
    found = {entry.claim.key: entry for entry in scratch({WIDE: UP, ("200-100", "0.5"): UP})}
    assert found["M31"].reduced is not None
    assert found["M31"].reduced.verdict == LEANS_AGAINST


def test_one_comparison_has_one_word_and_one_interval_in_every_claim() -> None:
    """Each cell's word follows from the interval beside it, whichever of the article's claims asks it."""
    found = scratch({FAST: {"mish": 0.0004}, WIDE: {"mish": 0.0004, "swish": -0.0002}})
    lines = [line for entry in found for line in entry.lines]
    assert len({line.title for line in lines}) == len(lines)
    for line in lines:
        inside = {
            "better": line.low > 0,
            "worse": line.high < 0,
            "equivalent": max(abs(line.low), abs(line.high)) <= 0.1,
            "cannot tell apart": line.low <= 0 <= line.high,
        }
        assert inside[line.word], line


def test_the_scale_stands_beside_each_word(capsys: pytest.CaptureFixture[str]) -> None:
    print_audit(scratch({SMALL: UP}))
    text = " ".join(capsys.readouterr().out.split())
    assert "reduced scale: leans for (8 % of the steps, 20,000 images of 28 x 28, 10 seeds)" in text
    assert "published protocol: not run" in text


def curve(task: Task, settles: float, epochs: int) -> Run:
    """A loss that falls in a straight line until ``settles``; or accuracies that pass 95 % then."""
    return Run(task, "finished", "", line_until(settles, epochs))


@cache
def line_until(settles: float, epochs: int) -> tuple[Epoch, ...]:
    return tuple(
        Epoch(n, min(n / settles, 1.0), max(1 - n / settles, 0.0), 0.96 if n >= settles else 0.5, 0.1, 1.0)
        for n in range(epochs + 1)
    )


@pytest.mark.parametrize(
    ("settles", "verdicts"),
    [
        ({"relu": 60, "tanh": 200, "sigmoid": 1500}, (LEANS_FOR, LEANS_FOR)),
        ({"relu": 400, "tanh": 300, "sigmoid": 200}, (LEANS_AGAINST, LEANS_AGAINST)),
        ({"relu": 60, "tanh": 61, "sigmoid": 62}, (LEANS_AGAINST, LEANS_AGAINST)),  # faster, but not much
    ],
)
def test_epochs_to_settle_are_counted(settles: dict[str, int], verdicts: tuple[str, str]) -> None:
    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        return lambda task: curve(task, settles.get(arm, 100) * (1 + seed % 3 / 100), 2000)

    found = audit(Evidence([in_cells("plane-convergence", values, seeds=12)]), ("M27", "M28"))
    assert tuple(entry.reduced.verdict for entry in found if entry.reduced) == verdicts
    assert all(entry.published.verdict == NOT_RUN for entry in found)
    assert all("initial weights and loss are unknown" in entry.reduced.scale for entry in found if entry.reduced)


@pytest.mark.parametrize(("mish", "verdict"), [(7, LEANS_FOR), (4, OPEN), (2, LEANS_AGAINST)])
def test_more_epochs_are_counted_seed_by_seed(mish: int, verdict: str) -> None:
    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        wobble = (-1, 0, 1, 0, 0)[seed % 5]
        return lambda task: curve(task, mish + wobble if arm == "mish" else 4, 12)

    (found,) = audit(Evidence([in_cells("mnist-from-scratch", values)]), ("M10",))
    assert found.reduced is not None
    assert found.reduced.lines[0].speaks == {LEANS_FOR: 1, OPEN: 0, LEANS_AGAINST: -1}[verdict]
    assert found.reduced.lines[1].note == "no cell in which every run gets there"


def landscape(kind: str, folder: Path, better: float, seeds: int = 8) -> Path:
    """What ``actlab landscape`` writes, with Mish ``better`` times as smooth."""
    runs = []
    noise = np.random.default_rng(5)
    for seed in range(seeds):
        for arm in ("relu", "swish", "mish"):
            size = (1 + 0.05 * noise.random()) / (better if arm == "mish" else 1)
            layers = [{"gradient": 1 / size, "dead": 0.1 * size}, {"gradient": 1.0, "dead": 0.1 * size}]
            bowl = {"x": [-1.0, 0.0, 1.0], "y": [-1.0, 0.0, 1.0], "loss": [[size] * 3, [size, 0.0, size], [size] * 3]}
            figures = {"bend": size, "sharpest": size, "after": layers, **bowl}
            runs.append({"activation": arm, "seed": seed, **figures})
    folder.mkdir()
    (folder / "results.json").write_text(json.dumps({"kind": kind, "runs": runs}))
    return folder


@pytest.mark.parametrize(("better", "verdict"), [(2.0, LEANS_FOR), (0.5, LEANS_AGAINST)])
def test_landscapes_decide_their_claims(better: float, verdict: str, tmp_path: Path) -> None:
    folders = [landscape(kind, tmp_path / kind, better) for kind in ("output", "loss", "depth")]
    assert all(map(audit_landscapes.is_landscape, folders))
    assert not audit_landscapes.is_landscape(tmp_path)
    found = audit(Evidence(landscapes=[audit_landscapes.read(folder) for folder in folders]), ("M23", "M24", "M26"))
    assert [entry.reduced.verdict for entry in found if entry.reduced] == [verdict] * 3
    assert all(entry.published.verdict == NOT_RUN for entry in found)


def test_an_output_landscape_decides_only_at_the_published_grid_with_no_network_left_out(tmp_path: Path) -> None:
    for points, constant, published in ((400, False, True), (200, False, False), (400, True, False)):
        folder = landscape("output", tmp_path / f"{points}{constant}", 2.0, seeds=10)
        document = json.loads((folder / "results.json").read_text())
        document["settings"] = {"points": points}
        if constant:
            document["runs"][0] |= {"bend": None, "sharpest": None}
        (folder / "results.json").write_text(json.dumps(document))
        (found,) = audit(Evidence(landscapes=[audit_landscapes.read(folder)]), ("M23",))
        assert (found.published.verdict == HOLDS) == published == (found.reduced is None)


def test_mish_replaces_relu_and_what_is_missed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.paper.audit import swap as audit_swap

    monkeypatch.setattr(audit_swap, "NETWORKS", ("resnet-v1-20", "mobilenet-v2"))
    (found,) = audit(Evidence(replacing=audit_swap.replaces_relu), ("M7",))
    assert (found.published.verdict, found.reduced and found.reduced.verdict) == (NOT_RUN, LEANS_FOR)
    whole = audit_swap._fault
    monkeypatch.setattr(audit_swap, "_fault", lambda name: "a layer was missed" if "resnet" in name else whole(name))
    (found,) = audit(Evidence(replacing=audit_swap.replaces_relu), ("M7",))
    assert found.published.verdict == REFUTED  # one network refutes "any model"


def test_a_verdict_on_a_published_claim_needs_the_published_settings_and_ten_seeds() -> None:
    """The scale comes from the settings alone: no option turns a reduced run into a verdict."""
    study = find_study("mnist-from-scratch")
    whole, few, quick = Plan(study, "paper", seeds=10), Plan(study, "paper", seeds=9), Plan(study, "quick", seeds=20)
    assert [is_published(plan) for plan in (whole, few, quick)] == [True, False, False]
    assert is_published(Plan(study, "paper", seeds=10, kernels="torch"))  # how it is computed is no protocol
    assert not is_published(Plan(study, "paper", seeds=10, precision="bfloat16"))
    assert share_of_steps(quick) == pytest.approx(0.08)
    assert scale_of([quick]) == "8 % of the steps, 20,000 images of 28 x 28, 20 seeds"


def test_a_reduced_run_cannot_call_itself_published() -> None:
    """The protocol is that of the study in actlab, not the profile ``paper`` of the document beside the runs."""
    study = find_study("mnist-from-scratch")
    renamed = study.model_copy(update={"profiles": {"paper": study.profiles["quick"]}})
    assert not is_published(Plan(renamed, "paper", seeds=30))
    other = study.model_copy(update={"base": {**study.base, "batch_size": 50}})
    assert not is_published(Plan(other, "paper", seeds=30))
    assert scale_of([Plan(other, "paper", seeds=30)]).endswith("30 seeds, other batch size")
    assert not is_published(Plan(study.model_copy(update={"key": "own"}), "paper", seeds=30))
