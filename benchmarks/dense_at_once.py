"""A seed of ten at once against one alone, for dense networks: what ``lab/execute/at_once.py`` chooses by.

    python benchmarks/dense_at_once.py

Processor time of two epochs, one thread, median of three rounds in which both take turns; below 1 ten are faster.
"""

import time
from statistics import median

from actlab.lab.execute.engine import execute
from actlab.lab.plan.run import Task
from actlab.lab.plan.setting import Setting

TEN = 10
SETTINGS = (
    {"data": "digits"},
    {"data": "digits", "hidden": (512,)},
    {"data": "mnist", "batch_size": 64},
    {"data": "mnist", "batch_size": 128},
    {"data": "mnist", "batch_size": 128, "hidden": (200, 100)},
    {"data": "mnist", "batch_size": 128, "hidden": (512, 256)},
)
OF_MNIST = {"train_images": 6000, "test_images": 1000}


def seconds(setting: Setting, seeds: int) -> float:
    """Of processor time, a seed."""
    work = tuple(Task(setting, seed) for seed in range(seeds))
    started = time.process_time()
    list(execute([work] if setting.seeds_together > 1 else work))
    return (time.process_time() - started) / seeds


def main() -> None:
    """Print a row a setting."""
    seconds(Setting(activation="mish", epochs=1), 1)  # what is loaded once
    for chosen in SETTINGS:
        fields = {"activation": "mish", "epochs": 2, **chosen, **(OF_MNIST if chosen["data"] == "mnist" else {})}
        alone, together = Setting(**fields), Setting(**fields, seeds_together=TEN)
        ratios = [seconds(together, TEN) / seconds(alone, 3) for _ in range(3)]
        print(f"{chosen}: {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


if __name__ == "__main__":
    main()
