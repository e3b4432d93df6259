"""``actlab.compare`` and ``actlab.study``: the same plan, trainer, store and verdicts as the commands, from Python."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from actlab.errors import BadType, BadValue
from actlab.lab.execute import at_once
from actlab.lab.execute.engine import engine as engine_of
from actlab.lab.execute.folder import make, opened
from actlab.lab.plan import bringing, files
from actlab.lab.plan.comparison import SEEDS, comparison, plan_of
from actlab.lab.plan.messages import explain
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.study import SAME_RATE, Study
from actlab.lab.reading import facts_of
from actlab.lab.store.store import Store
from actlab.lab.training.devices import place_for
from actlab.lab.verdicts.findings import Findings
from actlab.report.answers import Results
from actlab.report.running import run, warn

Factors = Mapping[str, Mapping[str, Mapping[str, Any]] | Sequence[Any]]
PROFILE = "python"


def compare(
    activations: Sequence[Any] = (),
    model: Any = None,
    data: Any = "digits",
    seeds: int = SEEDS,
    epochs: int | None = None,
    metric: Any = None,
    workers: int = 1,
    step: Any = None,
    out: str | Path | None = None,
    engine: str = "processes",
    *,
    against: str = "",
    first_seed: int = 0,
    device: str = "auto",
    precision: str = "float32",
    kernels: str = "auto",
    progress: bool = True,
    **settings: Any,
) -> Results:
    """Train a network with each activation over paired seeds, and judge which is better.

    Arguments:
        activations: names with parameters (``"leaky_relu:slope=0.05"``), functions of :func:`actlab.define`, or
            callables that make a ``torch.nn.Module``. ReLU, Swish and Mish where there is none.
        model: a function that takes an activation factory and makes a network: ``activation()`` is a new module. Or a
            finished ``torch.nn.Module``, in which :func:`actlab.swap` replaces every activation; or the name of a
            built-in network, or ``"file.py:name"``.
        data: ``(x, y, x_test, y_test)`` as arrays or tensors, rows first; a data set of PyTorch, of which a fixed fifth
            is held out, or two of them (training, test); a file that ends in ``.npz`` or ``.csv``; or the name of a
            built-in set. Integers ``y`` [rows] are classes, floats regression, integers [rows, length] next tokens.
        seeds: runs of each activation, paired: they share first weights and the order of the examples.
        epochs: passes over the training set.
        metric: what runs are judged by, or several: ``"test_accuracy"``, ``"test_loss"``, ``"calibration_error"``,
            ``"epochs_to_97"``, or a function of scores and targets of the whole test set; see :func:`actlab.metric`.
        workers: processes to train on; the numbers do not depend on it.
        step: a function that takes (network, (x, y)) and returns the loss, a tensor of one number.
        out: a folder for runs and report; the same call goes on there. Nothing is kept where it is None.
        engine: ``"processes"`` or ``"ray"``.
        against: an activation that all others are judged against; else every pair is judged.
        first_seed: the first seed; the others follow it.
        device: ``"auto"``, ``"cpu"`` or ``"cuda"``.
        precision: ``"float32"`` or ``"bfloat16"``.
        kernels: ``"auto"``, ``"actlab"`` or ``"torch"``.
        progress: whether to show how far it is.
        settings: more of the setting: ``learning_rate``, ``batch_size``, ``optimizer``, ``schedule``,
            ``weight_decay``, and of the built-in networks ``hidden``, ``dropout`` and so on.

    Returns:
        The :class:`Results`.

    Raises:
        BadValue: for a network in which no activation is found, or that is not the same twice for one seed.
        BadData: for data that are not whole; the message says where.
        BadType: for something that is none of the above.
    """
    changes = _settings(model, data, step, epochs, settings)
    arms = _arms(activations)
    metrics = _metrics(metric)
    study = comparison(arms, changes, seeds=seeds, first_seed=first_seed, against=_arm_named(against), metrics=metrics)
    place = place_for(plan_of(study).of_images, device, 1, precision, kernels)
    plan = at_once.chosen(plan_of(study, **place), None if out is None else Path(out))
    return _results([plan], out, engine, workers, progress)


def study(  # noqa: D417 - what is not named is as for compare
    activations: Any,
    factors: Factors | None = None,
    model: Any = None,
    data: Any = "digits",
    seeds: int | None = None,
    epochs: int | None = None,
    metric: Any = None,
    workers: int = 1,
    step: Any = None,
    out: str | Path | None = None,
    engine: str = "processes",
    *,
    title: str = "",
    profile: str = "quick",
    device: str = "auto",
    precision: str = "float32",
    kernels: str = "auto",
    progress: bool = True,
    **settings: Any,
) -> Results:
    """The same with factors: every combination of their levels is a cell, in which the activations are compared.

    Arguments:
        activations: as for :func:`compare`; or the name of a study that comes with actlab, or a TOML file.
        factors: ``{"learning_rate": [0.001, 0.01]}``, or what each level changes by its label:
            ``{"size": {"small": {"hidden": [8]}, "large": {"hidden": [64]}}}``.
        title: the heading of the report.
        profile: of a study by name: ``"smoke"``, ``"quick"`` or ``"paper"``.
        model: this and the others, as for :func:`compare`.
    """
    if isinstance(activations, str):
        if factors or model is not None or settings:
            raise BadValue("a study by name states factors, model and settings itself; leave them out.")
        chosen, name = files.find(activations), profile
    else:
        base = _settings(model, data, step, epochs, settings)
        usual = comparison(_arms(activations), base, metrics=_metrics(metric))
        chosen, name = _with_factors(usual, factors or {}, title, seeds or SEEDS), PROFILE
    plan = Plan(chosen, name, seeds)
    plan = Plan(chosen, name, seeds, **place_for(plan.of_images, device, 1, precision, kernels))
    plan.check()
    return _results([plan], out, engine, workers, progress)


def _settings(model: Any, data: Any, step: Any, epochs: int | None, settings: Mapping[str, Any]) -> dict[str, Any]:
    name = bringing.data(data, warn)
    changes: dict[str, Any] = {**settings, "data": name}
    if model is not None:
        changes["network"] = bringing.network(_ready(model, name))
    if step is not None:
        changes["step"] = bringing.step(step)
    if epochs is not None:
        changes["epochs"] = epochs
    return changes


def _ready(model: Any, data: str) -> Any:
    """A finished module becomes a function of the activation."""
    import torch

    if not isinstance(model, torch.nn.Module):
        return model
    from actlab.lab.training.checking import examples_of
    from actlab.swap.ready import Ready

    return Ready(model, examples_of(data))


def _arms(activations: Any) -> list[str]:
    if isinstance(activations, str) or not isinstance(activations, Iterable):
        raise BadType(f"activations: expected a list such as ['relu', 'mish'], got {activations!r}.")
    return [bringing.arm(one) for one in activations]


def _metrics(metrics: Any) -> list[str]:
    several = metrics if isinstance(metrics, list | tuple) else [] if metrics is None else [metrics]
    return [bringing.metric(one) for one in several]


def _arm_named(against: Any) -> str:
    return bringing.arm(against) if against else ""


def _with_factors(usual: Study, factors: Factors, title: str, seeds: int) -> Study:
    if not isinstance(factors, Mapping):
        raise BadType(f"factors: expected a table such as {{'learning_rate': [0.01, 0.1]}}, got {factors!r}.")
    levels_of = {name: _levels(name, levels) for name, levels in factors.items()}
    changes = {
        "key": "study",
        "title": title or usual.title,
        "protocols": (SAME_RATE,),
        "factors": {name: {"title": name.replace("_", " "), "levels": levels} for name, levels in levels_of.items()},
        "profiles": {PROFILE: {"seeds": seeds}},
    }
    try:
        return Study.model_validate({**usual.model_dump(), **changes})
    except ValidationError as error:
        raise BadValue(explain(error)) from None


def _levels(name: str, levels: Any) -> dict[str, dict[str, Any]]:
    if isinstance(levels, Mapping):
        return {str(label): dict(changes) for label, changes in levels.items()}
    if isinstance(levels, list | tuple) and levels:
        return {str(value): {name: value} for value in levels}
    raise BadType(f"factors: expected a list of values or a table of levels for {name!r}, got {levels!r}.")


def _results(plans: Sequence[Plan], out: Any, engine: str, workers: int, progress: bool) -> Results:
    if workers < 1:
        raise BadValue(f"workers: expected at least 1, got {workers}.")
    weights = check_networks(plans)
    chosen = engine_of(engine, workers)
    studies: list[Findings] = []
    runs: dict[Task, Run] = {}
    for plan in plans:
        with _store(plan, out) as store:
            findings, own_runs = run(plan, store, chosen, progress)
        studies.append(findings)
        runs |= own_runs
    facts = facts_of(data_sets={name for plan in plans for name in plan.data_sets})
    results = Results(tuple(studies), runs, {**facts, **{f"weights with {arm}": n for arm, n in weights.items()}})
    if out is not None:
        results.write(Path(out))
    return results


def check_networks(plans: Sequence[Plan], warn: Callable[[str], None] = warn) -> dict[str, int]:
    """Build every arm's network of each cell, as :func:`actlab.lab.training.checking.check`."""
    from actlab.lab.training.checking import check

    counts: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    for plan in plans:
        for cell in plan.cells:
            settings = [plan.setting(cell, arm) for arm in plan.study.arms]
            if (place := (settings[0].network, settings[0].data)) not in seen:
                seen.add(place)
                counts |= check(settings, warn)
    return counts


@contextmanager
def _store(plan: Plan, out: Any) -> Iterator[Store]:
    """In ``out``, or in a folder that is gone afterwards."""
    if out is not None and len(plan.cells) == 1:
        with opened(plan, Path(out), False, warn) as store:
            yield store
        return
    with tempfile.TemporaryDirectory(prefix="actlab-") as aside:
        folder = Path(aside if out is None else out)
        make(folder)
        store = Store(folder / "results.sqlite")
        store.open(warn)
        try:
            yield store
        finally:
            store.close()
