"""Runs for other tools: TensorBoard, MLflow and Weights & Biases, as local files; nothing goes over a network."""

from math import isfinite
from pathlib import Path
from typing import Any

from actlab.errors import Missing
from actlab.lab.plan.run import Epoch
from actlab.lab.store.store import Store
from actlab.lab.store.tables import FIGURES


def to_tensorboard(store: Store, folder: Path) -> Path:
    """A folder of event files, one a run."""
    try:
        import tensorboard  # noqa: F401  # what torch's writer needs
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        raise Missing("TensorBoard", "this export", "pip install 'actlab[tensorboard]'") from None
    for head, epochs in store.everything():
        with SummaryWriter(str(folder / _name(head))) as writer:
            writer.add_text("setting", head["setting"])
            for epoch in epochs:
                for name, value in _figures(epoch).items():
                    writer.add_scalar(name, value, epoch.epoch)
    return folder


def to_mlflow(store: Store, path: Path) -> Path:
    """A database file of MLflow, with an experiment called ``actlab``."""
    try:
        from mlflow import MlflowClient
    except ImportError:
        raise Missing("MLflow", "this export", "pip install 'actlab[mlflow]'") from None
    path.parent.mkdir(parents=True, exist_ok=True)
    client = MlflowClient(tracking_uri=f"sqlite:///{path}")
    known = client.get_experiment_by_name("actlab")
    experiment = known.experiment_id if known else client.create_experiment("actlab", str(path.parent.resolve()))
    for head, epochs in store.everything():
        run = client.create_run(
            experiment, tags={name: head[name] for name in ("key", "setting", "code")}, run_name=_name(head)
        )
        client.log_param(run.info.run_id, "activation", head["activation"])
        client.log_param(run.info.run_id, "seed", head["seed"])
        for epoch in epochs:
            for name, value in _figures(epoch).items():
                client.log_metric(run.info.run_id, name, value, step=epoch.epoch)
        client.set_terminated(run.info.run_id, "FINISHED" if head["status"] == "finished" else "FAILED")
    return path


def to_wandb(store: Store, folder: Path) -> Path:
    """A folder of offline runs of Weights & Biases, to be sent with ``wandb sync``."""
    try:
        import wandb
    except ImportError:
        raise Missing("Weights & Biases", "this export", "pip install 'actlab[wandb]'") from None
    folder.mkdir(parents=True, exist_ok=True)
    for head, epochs in store.everything():
        config = {name: head[name] for name in ("activation", "seed", "setting", "code", "key")}
        with wandb.init(mode="offline", project="actlab", name=_name(head), dir=folder, config=config) as run:
            for epoch in epochs:
                run.log(_figures(epoch), step=epoch.epoch)
            run.summary["status"] = head["status"]
    return folder


def _name(head: dict[str, Any]) -> str:
    return f"{head['activation'].replace(':', '-')}-seed{head['seed']}-{head['key'][:8]}"


def _figures(epoch: Epoch) -> dict[str, float]:
    return {name: value for name in FIGURES if isfinite(value := getattr(epoch, name))}
