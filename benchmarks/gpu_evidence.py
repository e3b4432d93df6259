"""Train the arms of one published comparison on a GPU, as many seeds at once as its memory takes, as long as there is time.

    python benchmarks/gpu_evidence.py [--seconds 90] [--seeds 10] [--images FOLDER] [--out results/gpu] [--device cuda]
    python benchmarks/gpu_evidence.py --pack FOLDER [--megabytes 34]

ReLU, Swish and Mish in ResNet v1-20 on CIFAR-10, then in SqueezeNet, by the protocol of the study cifar10-networks. The
arms take turns epoch by epoch, so that they stand at the same one whenever the time is over. After each epoch its
figures are written, and all weights beside them: the same command goes on from there. The data is CIFAR-10 as
`ACTLAB_DATA` has it, or a part of it in a folder that ``--pack`` wrote as lossless pictures of 500 images, for a
machine to which 184 MB cannot be brought; with a part, what comes out is of a reduced scale. An evidence.json holds for
each network and arm: seeds, images, epochs done of those published, seconds an epoch, peak memory, and each seed's
accuracies and losses.
"""

import argparse
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cloudpickle  # joblib, of scikit-learn, brings it
import numpy as np
import torch

from actlab.lab.data.data_set import DataSet
from actlab.lab.data.prepare import tensors
from actlab.lab.plan.files import find
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import setting_from
from actlab.lab.training.feed import Split
from actlab.lab.training.together import Together
from actlab.torch import accelerate_cuda

ARMS = ("relu", "swish", "mish")
NETWORKS = ("ResNet v1-20", "SqueezeNet")  # levels of the study's only factor
STRIP = 500  # images one above the other in a picture; WebP takes 16,383 rows
Row = dict[str, Any]


# ---- data ------------------------------------------------------------------------------------------------------------


def pack(folder: Path, megabytes: float) -> None:
    """Write the first images of both parts of CIFAR-10, a tenth of them for testing, until the space is used up."""
    from PIL import Image

    from actlab.lab.data.sets import load

    whole = load("cifar10")
    folder.mkdir(parents=True, exist_ok=True)
    used, counts, labels = 0.0, {"train": 0, "test": 0}, {}
    while used < 1e6 * megabytes and counts["train"] < len(whole.x_train):
        split = "test" if 10 * counts["test"] < counts["train"] else "train"
        at = counts[split]
        strip = getattr(whole, f"x_{split}")[at : at + STRIP]
        path = folder / f"{split}-{at // STRIP:02}.webp"
        Image.fromarray(strip.reshape(-1, 32, 3)).save(path, lossless=True, quality=75, method=4)
        used += path.stat().st_size
        counts[split] += len(strip)
    for split, count in counts.items():
        labels[split] = "".join(map(str, np.asarray(getattr(whole, f"y_{split}"))[:count].ravel()))
    (folder / "labels.json").write_text(json.dumps({"of": whole.sha256, **labels}), "utf-8")
    print(f"{folder}: {counts['train']} training and {counts['test']} test images, {used / 1e6:.1f} MB")


def images(folder: Path | None) -> DataSet:
    """The part in ``folder``, or all of CIFAR-10."""
    from PIL import Image

    from actlab.lab.data.sets import load

    if folder is None or not (folder / "labels.json").is_file():
        return load("cifar10")
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    arrays = []
    for split in ("train", "test"):
        strips = [np.asarray(Image.open(path)) for path in sorted(folder.glob(f"{split}-*.webp"))]
        arrays += [np.concatenate(strips).reshape(-1, 32, 32, 3), np.array(list(labels[split]), np.uint8)]
    content = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
    return DataSet("cifar10", *arrays, white=255, sha256=content, source=f"a part of {labels['of']}")


# ---- training --------------------------------------------------------------------------------------------------------


@dataclass
class Arm:
    """The networks of one arm, one for each seed, and what they have reached."""

    name: str
    trainee: Together
    row: Row


def setting_of(network: str, arm: str, device: str, changes: Row) -> Setting:
    asked = find("cifar10-networks")
    level = asked.factors["network"].levels[network]
    return setting_from({**asked.base, **level, "activation": arm, "device": device, **changes}, network)


def arms_of(network: str, data: DataSet, seeds: int, given: argparse.Namespace) -> list[Arm]:
    """All arms with ``seeds`` seeds each, from their last checkpoint where there is one."""
    arms = []
    for name in ARMS:
        setting = setting_of(network, name, given.device, {"epochs": given.epochs} if given.epochs else {})
        training, _ = parts(data, setting)
        path = checkpoint(given.out, network, name)
        if path.is_file():
            arms.append(Arm(name, *torch.load(path, weights_only=False)))  # our own file
            continue
        row = {"network": network, "arm": name, "seeds": seeds, "epochs": setting.epochs, "done": 0}
        row |= {"images": len(training.labels), "of": data.source, "data": data.sha256[:12], "rows": []}
        arms.append(Arm(name, Together(setting, range(seeds), training, data.classes), row))
    return arms


def parts(data: DataSet, setting: Setting) -> tuple[Split, Split]:
    found = (tensors(data, split, setting.scaling) for split in ("train", "test"))
    training, test = (Split(*(tensor.to(setting.device) for tensor in pair)) for pair in found)
    return training, test


def epoch(arm: Arm, test: Split, device: str) -> None:
    """One epoch of all seeds of an arm, then its test; figures to its row."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    started = time.perf_counter()
    trained = arm.trainee.one_epoch()
    if device == "cuda":
        torch.cuda.synchronize()
    spent = time.perf_counter() - started
    tested = arm.trainee.evaluate([test] * arm.row["seeds"])
    arm.row["done"] += 1
    peak = torch.cuda.max_memory_allocated() / 2**20 if device == "cuda" else 0.0
    figures = {"train": [loss for _, loss in trained], "test": [seed.accuracy for seed in tested]}
    arm.row["rows"].append({"epoch": arm.row["done"], "seconds": round(spent, 3), "MiB": round(peak), **figures})


def checkpoint(folder: Path, network: str, arm: str) -> Path:
    return folder / f"{network.lower().replace(' ', '-')}-{arm}.pt"


def train(given: argparse.Namespace) -> list[Row]:
    """Rows of all arms, written after each epoch; half as many seeds wherever the memory is not enough."""
    data, end = images(given.images), time.monotonic() + given.seconds
    rows: list[Row] = []
    for network in NETWORKS:
        seeds = given.seeds
        while seeds:
            try:
                arms = arms_of(network, data, seeds, given)
                through(arms, rows, data, given, end)
                break
            except torch.OutOfMemoryError:
                seeds //= 2  # what is trained already is trained again: all arms have one number of seeds
                rows = [row for row in rows if row["network"] != network]
                for name in ARMS:
                    checkpoint(given.out, network, name).unlink(missing_ok=True)
    return rows


def through(arms: list[Arm], rows: list[Row], data: DataSet, given: argparse.Namespace, end: float) -> None:
    """Epoch by epoch, as long as another one of the longest fits."""
    network, longest = arms[0].row["network"], 0.0
    rows += [arm.row for arm in arms]
    _, test = parts(data, setting_of(network, ARMS[0], given.device, {}))
    while arms[-1].row["done"] < arms[-1].row["epochs"]:
        for arm in arms:
            if time.monotonic() + longest > end:
                return
            started = time.monotonic()
            epoch(arm, test, given.device)
            path = checkpoint(given.out, network, arm.name)
            torch.save((arm.trainee, arm.row), path, pickle_module=cloudpickle)  # schedules are closures
            (given.out / "evidence.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
            longest = max(longest, time.monotonic() - started)


def table(rows: list[Row]) -> str:
    lines = [
        "| network | arm | seeds | images | epochs | s an epoch and seed | MiB | test accuracy, % |",
        "| --- " * 8 + "|",
    ]
    for row in rows:
        done = row["rows"][-1] if row["rows"] else {"seconds": float("nan"), "MiB": 0, "test": [float("nan")]}
        seconds = np.median([one["seconds"] for one in row["rows"]] or [np.nan]) / row["seeds"]
        middle = 100 * float(np.mean(done["test"]))
        cells = [row["network"], row["arm"], row["seeds"], row["images"], f"{row['done']} of {row['epochs']}"]
        lines.append(f"| {' | '.join(map(str, [*cells, f'{seconds:.3f}', done['MiB'], f'{middle:.2f}']))} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=90.0)
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--epochs", type=int, help="instead of those published; for a trial")
    options.add_argument("--images", type=Path, help="a folder that --pack wrote")
    options.add_argument("--out", type=Path, default=Path("results/gpu"))
    options.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    options.add_argument("--pack", type=Path, metavar="FOLDER")
    options.add_argument("--megabytes", type=float, default=34.0)
    given = options.parse_args()
    if given.pack:
        pack(given.pack, given.megabytes)
        return
    given.out.mkdir(parents=True, exist_ok=True)
    if given.device == "cuda":
        accelerate_cuda.take_over()
    print(table(train(given)))


if __name__ == "__main__":
    main()
