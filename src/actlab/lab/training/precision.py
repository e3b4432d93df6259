"""Bfloat16 on a CPU, measured against float32: a processor without matrix units for it is slower with it.

Xeon of 2023 without AMX (avx512_bf16 alone), one thread: products of 384 to 1,024 and convolutions of 32 and 64
channels take 1.7 to 2.0 times as long. What is not a product gains: an epoch of cnn6 with Mish takes 0.80.
"""

import time
from functools import cache
from pathlib import Path

from actlab.lab.training.devices import one_thread

UNITS = ("amx_bf16", "avx512_bf16")  # as Linux names them: of matrices, of vectors
SIZE, ROUNDS = 512, 5  # 30 ms of one core in all
SLOWER = 1.1


def advice(precision: str, device: str) -> str:
    """What to know of ``precision`` before a training on ``device``; empty where there is nothing.

    Of bfloat16 where products are slower in it, and of float32 where the processor has matrix units for bfloat16.
    """
    if device != "cpu":
        return ""
    if precision == "bfloat16" and ratio() > SLOWER:
        return (
            f"on this processor a product of matrices in bfloat16 takes {ratio():.1f} times as long as in float32. A "
            f"network that spends its time in products is faster without --precision bfloat16."
        )
    if precision == "float32" and units() == "amx_bf16" and ratio() < 1:
        return (
            f"this processor has matrix units for bfloat16: with --precision bfloat16 a product of matrices takes "
            f"{ratio():.2f} of the time."
        )
    return ""


@cache
def ratio() -> float:
    """The time of a product of matrices in bfloat16, in that of float32, on one thread: the medians of a few."""
    import torch

    times: dict[torch.dtype, list[float]] = {torch.float32: [], torch.bfloat16: []}
    with one_thread():
        for _ in range(ROUNDS + 1):
            for kind, taken in times.items():
                x = torch.ones(SIZE, SIZE, dtype=kind)  # the numbers do not matter
                before = time.process_time()
                x @ x
                taken.append(time.process_time() - before)
    wide, narrow = (sorted(taken[1:])[ROUNDS // 2] for taken in times.values())  # the first one sets up
    return narrow / wide


def units() -> str:
    """The best units that the processor has for bfloat16, or nothing."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    flags = next((line.split() for line in lines if line.startswith("flags")), [])
    return next((name for name in UNITS if name in flags), "")
