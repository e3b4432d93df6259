"""Every claim gets a verdict that its evidence bears; a wrong function or a changed number is seen."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.made_up import FAIR, diverged, finished, study

from actlab.lab.plan.files import find as find_study
from actlab.lab.plan.plan import Cell, Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.verdicts.findings import Findings, find
from actlab.paper.audit import landscapes as audit_landscapes
from actlab.paper.audit import properties as audit_properties
from actlab.paper.audit import published as audit_published
from actlab.paper.audit import studies as audit_studies
from actlab.paper.audit.audit import audit
from actlab.paper.audit.scale import REDUCED, at_scale, is_whole, scale_of, share_of_steps
from actlab.paper.claims import CLAIMS
from actlab.paper.judgement import (
    CANNOT_TELL,
    FAILS,
    HOLDS,
    LEANS_AGAINST,
    LEANS_FOR,
    NOT_RUN,
    OPEN,
    Judgement,
)
from actlab.paper.published.results import figures, rows

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference" / "claims.md"


def test_every_claim_has_one_verdict_and_says_where() -> None:
    found = audit()
    assert [entry.claim.key for entry in found] == [f"M{number}" for number in range(1, 35)]
    assert all(entry.judgement.where for entry in found)
    assert {entry.judgement.verdict for entry in found} == {HOLDS, FAILS, CANNOT_TELL, NOT_RUN}


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
        verdict = FAILS
    assert verdict == FAILS


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
    found = {entry.activation: entry for entry in audit_published.table_of_23_runs()}
    assert len(found) == 33
    assert found["Swish-1"].p == pytest.approx(0.1973, abs=0.011)  # printed from unrounded means
    assert found["GELU"].p == pytest.approx(0.40, abs=0.02)
    assert found["ReLU"].p < 0.0001
    assert found["ReLU"].difference == pytest.approx(0.82, abs=0.005)
    assert audit_published.difference_over_23_runs().verdict == HOLDS


def test_the_best_of_the_table_is_not_mish() -> None:
    found = audit_published.best_of_the_squeezenet_tables()
    assert found.verdict == FAILS
    assert "highest mean: E-Swish" in found.effect
    assert "lowest loss: Leaky ReLU" in found.effect
    assert "smallest deviation: ELU" in found.effect


def test_the_faults_of_the_tables_are_found_and_a_sound_table_would_not_show_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = audit_published.the_tables_themselves()
    assert found.verdict == HOLDS
    assert "ShuffleNet v2 against ReLU" in found.effect
    assert "86.0463" in found.effect
    monkeypatch.setattr(audit_published, "RAISED", (("E23", "SENet-18", 1.0, 2.0),))
    changed = audit_published.the_tables_themselves()
    assert changed.verdict == FAILS
    assert "NOT SEEN: six Mish cells" in changed.effect


def made_up(key: str, gain: float, spread: float = 0.0005, broken: bool = False) -> Findings:
    """A study in which Mish less Swish is ``gain`` in every cell."""
    plan = Plan(study(key=key, arms=["relu", "swish", "mish"], profiles={"quick": {"seeds": 5}}), "quick")
    generator = np.random.default_rng(2)
    runs = {}
    for cell in plan.cells:
        base = generator.normal(0.9, 0.01, 5)
        for arm in plan.study.arms:
            for task, value in zip(plan.judged(cell, arm, {}), base, strict=True):
                shift = gain + generator.normal(0, spread) if arm == "mish" else 0.0
                runs[task] = finished(task, value + shift, seconds=2.0 if arm == "mish" else 1.0)
            if broken and arm == "mish":
                runs[task] = diverged(task)
    return find(plan, runs)


@pytest.mark.parametrize(
    ("key", "claim", "gain", "verdict"),
    [
        ("mnist-depth", "M11", 0.01, HOLDS),
        ("mnist-depth", "M11", 0.0, FAILS),  # equivalent is not better
        ("mnist-depth", "M11", -0.01, FAILS),
        ("mnist-width", "M18", 0.0, HOLDS),  # matches
        ("mnist-width", "M18", -0.01, FAILS),
    ],
)
def test_a_study_decides_its_claim(key: str, claim: str, gain: float, verdict: str) -> None:
    found = {entry.claim.key: entry.judgement for entry in audit([made_up(key, gain, spread=0.0001)])}
    assert found[claim].verdict == REDUCED[verdict]  # the profile quick is not the published protocol
    assert found[claim].published == NOT_RUN
    assert found[claim].n == 5
    assert f"study {key}, profile quick" in found[claim].where


def test_a_study_that_is_too_small_is_open() -> None:
    found = {entry.claim.key: entry.judgement for entry in audit([made_up("mnist-depth", 0.001, spread=0.02)])}
    assert found["M11"].verdict == OPEN


def test_to_diverge_where_the_other_does_not_refutes() -> None:
    found = audit_studies._answer(made_up("mnist-width", 0.01, broken=True), audit_studies.QUESTIONS["M18"][0])
    assert found.verdict == FAILS
    assert "no cell in which every run finished over 0 of 2 cells" in found.interval


def test_a_study_that_lacks_a_run_is_not_run() -> None:
    whole = made_up("mnist-width", 0.01)
    runs = {
        Task(whole.plan.setting(figure.cell, figure.arm), seed): run
        for figure in whole.figures
        for seed, run in figure.runs.items()
    }
    assert audit_studies._answer(find(whole.plan, runs), audit_studies.QUESTIONS["M18"][0]).verdict == HOLDS
    runs.pop(next(task for task in runs if task.activation == "mish"))
    assert audit_studies._answer(find(whole.plan, runs), audit_studies.QUESTIONS["M18"][0]).verdict == NOT_RUN


def test_time_is_judged_by_the_epochs_of_the_studies() -> None:
    found = audit_studies.time_of_an_epoch([made_up("mnist-width", 0.0)])
    assert found.verdict in (HOLDS, CANNOT_TELL)
    assert "ReLU: 2.00 times" in found.interval


def test_chosen_rates_are_compared() -> None:
    plan = Plan(study(arms=["relu", "mish"], protocols=["same rate", "tuned rate"], fair=FAIR), "quick")
    runs = {}
    for cell in plan.cells:
        if cell.protocol == "tuned rate":
            for arm, best in (("relu", 0.1), ("mish", 0.01)):
                for setting, tasks in plan.tuning(cell, arm).items():
                    good = setting.learning_rate == pytest.approx(best)
                    runs |= {task: finished(task, 0.9 if good else 0.5) for task in tasks}
    found = audit_studies.smaller_rate([find(plan, runs)])
    assert found.effect.startswith("Mish chose a smaller rate than ReLU in 2 cells")
    assert found.verdict == HOLDS


def test_evidence_from_elsewhere_can_be_added() -> None:
    found = {e.claim.key: e.judgement for e in audit(others={"M29": lambda: Judgement(HOLDS, where="a replay")})}
    assert found["M29"].verdict == HOLDS


def in_cells(key: str, values: Callable[[Cell, str, int], Run | None]) -> Findings:
    """A study of actlab's own with made-up runs: ``values(cell, arm, seed)``."""
    plan = Plan(find_study(key), "quick", seeds=10)
    runs = {}
    for cell in plan.cells:
        for arm in plan.study.arms:
            for task in plan.judged(cell, arm, {}):
                runs[task] = values(cell, arm, task.seed)(task)
    return find(plan, {task: run for task, run in runs.items() if run is not None})


def scratch(gains: dict[tuple[str, str], dict[str, float]]) -> dict[str, Judgement]:
    """The from-scratch study in which arms gain so much over ReLU, by hidden units and rate."""
    noise = np.random.default_rng(1)

    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        labels = (cell.level("network"), cell.level("rate"))
        gain = gains.get(labels, {}).get(arm, 0.0)
        return lambda task: finished(task, 0.97 + seed / 1000 + gain + noise.normal(0, 1e-5))

    found = audit([in_cells("mnist-from-scratch", values)], wanted=("M29", "M30", "M31", "M32"))
    return {entry.claim.key: entry.judgement for entry in found}


def test_the_articles_claims_are_judged_in_their_own_cells() -> None:
    small, fast, wide = ("100-50", "0.1"), ("100-50", "0.5"), ("200-100", "0.1")
    up = {"swish": 0.01, "mish": 0.01, "swish:beta=2.0": 0.01}
    as_claimed = scratch({small: up, fast: {"mish": 0.01}, wide: up})
    assert {key: found.verdict for key, found in as_claimed.items()} == dict.fromkeys(as_claimed, LEANS_FOR)
    otherwise = scratch({small: {"mish": 0.01}, fast: up, wide: {"swish": 0.01}})
    assert {key: found.verdict for key, found in otherwise.items()} == dict.fromkeys(otherwise, LEANS_AGAINST)


def test_a_difference_where_none_was_claimed_refutes() -> None:
    up = {"swish": 0.01, "mish": 0.01}
    assert scratch({("200-100", "0.1"): up, ("200-100", "0.5"): up})["M31"].verdict == LEANS_AGAINST


def curve(task: Task, settles: float, epochs: int) -> Run:
    """A loss that falls in a straight line until ``settles``; or accuracies that pass 95 % then."""
    rows = [
        Epoch(n, min(n / settles, 1.0), max(1 - n / settles, 0.0), 0.96 if n >= settles else 0.5, 0.1, 1.0)
        for n in range(epochs + 1)
    ]
    return Run(task, "finished", "", tuple(rows))


@pytest.mark.parametrize(
    ("settles", "verdicts"),
    [
        ({"relu": 60, "tanh": 200, "sigmoid": 3000}, (HOLDS, HOLDS)),
        ({"relu": 60, "tanh": 50, "sigmoid": 3000}, (FAILS, CANNOT_TELL)),
        ({"relu": 400, "tanh": 300, "sigmoid": 200}, (FAILS, FAILS)),
    ],
)
def test_epochs_to_settle_are_counted(settles: dict[str, int], verdicts: tuple[str, str]) -> None:
    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        return lambda task: curve(task, settles.get(arm, 100) * (1 + seed / 100), 2000)

    found = audit([in_cells("plane-convergence", values)], wanted=("M27", "M28"))
    assert tuple(entry.judgement.verdict for entry in found) == tuple(REDUCED[verdict] for verdict in verdicts)


@pytest.mark.parametrize(("mish", "verdict"), [(6, HOLDS), (4, CANNOT_TELL), (2, FAILS)])
def test_more_epochs_are_counted_seed_by_seed(mish: int, verdict: str) -> None:
    def values(cell: Cell, arm: str, seed: int) -> Callable[[Task], Run]:
        wobble = (-1, 0, 1, 0, 0)[seed % 5] if mish == 4 else 0
        return lambda task: curve(task, mish + wobble if arm == "mish" else 4, 12)

    (found,) = audit([in_cells("mnist-from-scratch", values)], wanted=("M10",))
    assert found.judgement.verdict == REDUCED[verdict]
    assert "97%: not reached by every run in any cell" in found.judgement.interval


def landscape(kind: str, folder: Path, better: float) -> Path:
    """What ``actlab landscape`` writes, with Mish ``better`` times as smooth."""
    runs = []
    for seed in range(5):
        for arm in ("relu", "swish", "mish"):
            size = (1 + seed / 50) / (better if arm == "mish" else 1)
            layers = [{"gradient": 1 / size, "dead": 0.1 * size}, {"gradient": 1.0, "dead": 0.1 * size}]
            bowl = {"x": [-1.0, 0.0, 1.0], "y": [-1.0, 0.0, 1.0], "loss": [[size] * 3, [size, 0.0, size], [size] * 3]}
            figures = {"bend": size, "sharpest": size, "after": layers, **bowl}
            runs.append({"activation": arm, "seed": seed, **figures})
    folder.mkdir()
    (folder / "results.json").write_text(json.dumps({"kind": kind, "runs": runs}))
    return folder


@pytest.mark.parametrize(("better", "verdict"), [(2.0, HOLDS), (0.5, FAILS)])
def test_landscapes_decide_their_claims(better: float, verdict: str, tmp_path: Path) -> None:
    folders = [landscape(kind, tmp_path / kind, better) for kind in ("output", "loss", "depth")]
    assert all(map(audit_landscapes.is_landscape, folders))
    assert not audit_landscapes.is_landscape(tmp_path)
    found = {key: decide() for key, decide in audit_landscapes.deciders(folders).items()}
    assert {key: judgement.verdict for key, judgement in found.items()} == dict.fromkeys(("M23", "M24", "M26"), verdict)
    assert all(judgement.n == 5 for judgement in found.values())


def test_mish_replaces_relu_and_what_is_missed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.paper.audit import swap as audit_swap

    monkeypatch.setattr(audit_swap, "NETWORKS", ("resnet-v1-20", "mobilenet-v2"))
    assert audit_swap.replaces_relu().verdict == HOLDS
    whole = audit_swap._fault
    monkeypatch.setattr(audit_swap, "_fault", lambda name: "a layer was missed" if "resnet" in name else whole(name))
    assert audit_swap.replaces_relu().verdict == FAILS


def test_a_verdict_on_a_published_claim_needs_every_published_step_and_ten_seeds() -> None:
    """The scale comes from the settings alone: no option turns a reduced run into a verdict."""
    study = find_study("mnist-from-scratch")
    whole, few, quick = Plan(study, "paper", seeds=10), Plan(study, "paper", seeds=9), Plan(study, "quick", seeds=20)
    assert [is_whole(plan) for plan in (whole, few, quick)] == [True, False, False]
    assert share_of_steps(quick) == pytest.approx(0.08)
    assert scale_of(quick) == "8 % of the published steps, 20 seeds"
    for plan, word in ((whole, HOLDS), (few, LEANS_FOR), (quick, LEANS_FOR)):
        assert at_scale(Judgement(HOLDS, n=10), [find(plan, {})]).verdict == word


def test_a_study_without_a_published_protocol_never_decides_a_published_claim() -> None:
    own = find_study("mnist-width").model_copy(
        update={"profiles": {"quick": find_study("mnist-width").profiles["quick"]}}
    )
    assert not is_whole(Plan(own, "quick", seeds=30))
