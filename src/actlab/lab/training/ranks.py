"""The processes that torchrun has started, each with its share of every batch; for one process nothing is done here.

The gradient is that of the whole batch: torch's DistributedDataParallel averages it over the processes. Batch
normalisation is over the whole batch on GPUs (SyncBatchNorm), and over each process's own share on a CPU, where the
running statistics of the first process stay.
"""

import gc
import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from actlab.errors import BadValue

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

    from actlab.lab.data.augment import Mixed
    from actlab.lab.plan.setting import Setting

Value = TypeVar("Value")
LONGEST_WAIT = timedelta(days=1)  # for the next task; a process that is lost is noticed at once, by its connection


def count() -> int:
    """How many processes torchrun has started; 1 without it."""
    return int(os.environ["WORLD_SIZE"]) if "TORCHELASTIC_RUN_ID" in os.environ else 1


def rank() -> int:
    """Which of them this is, from 0."""
    return int(os.environ["RANK"]) if count() > 1 else 0


def facts() -> dict[str, str]:
    """What a record says of them; empty for one process."""
    statistics = "batch normalisation over the whole batch on GPUs, over each process's share of it on a CPU"
    return {"processes": f"{count()}, started by torchrun; {statistics}"} if count() > 1 else {}


def refuse(setting: "Setting") -> None:
    """Raise BadValue where there are other processes than ``setting`` asks for, or too few GPUs for them."""
    if setting.processes != count():
        raise BadValue(
            f"processes: expected as many as torchrun has started ({count()}), got {setting.processes}; start with "
            f"torchrun --nproc-per-node {setting.processes} -m actlab."
        )
    if setting.processes > 1 and setting.device == "cuda" and not _a_gpu_each():
        raise BadValue(
            f"device: expected a GPU for each of the {os.environ['LOCAL_WORLD_SIZE']} processes of this machine; start "
            "as many as there are GPUs, or choose --device cpu."
        )


def tell(message: Any) -> Any:
    """Hand a message of the first process to all; every process has to call this, and gets it."""
    import torch
    from torch.distributed import broadcast_object_list

    _join()
    box = [message]
    broadcast_object_list(box, src=0, device=torch.device("cpu"))
    return box[0]


def leave() -> None:
    """Close the connections to the others, and end the threads that served them.

    torch ends these threads with the last object that knows them. One that still has a tensor of Python's when Python
    itself ends aborts the process: "terminate called without an active exception".
    """
    from torch.distributed import destroy_process_group, is_initialized

    if is_initialized():
        gc.collect()  # networks that share their gradient
        destroy_process_group()


def shared(network: "Module", setting: "Setting") -> "Module":
    """The network whose backward pass averages the gradient over the processes."""
    if setting.processes == 1:
        return network
    from torch.nn import SyncBatchNorm
    from torch.nn.parallel import DistributedDataParallel

    from actlab.vision.parts import Dropout

    for part in network.modules():
        if isinstance(part, Dropout):
            part.seed += rank()  # other masks for other images
    if setting.device == "cpu":
        return DistributedDataParallel(network)
    return DistributedDataParallel(SyncBatchNorm.convert_sync_batchnorm(network), device_ids=[_local_rank()])


def share(mixed: "Mixed", setting: "Setting") -> "Mixed":
    """The images of a batch that are this process's."""
    if setting.processes == 1:
        return mixed
    from dataclasses import replace

    start, stop = (len(mixed.images) * number // setting.processes for number in (rank(), rank() + 1))
    return replace(
        mixed, images=mixed.images[start:stop], first=mixed.first[start:stop], second=mixed.second[start:stop]
    )


def total(tensor: "Tensor", setting: "Setting") -> "Tensor":
    """The sum over the processes, in every process."""
    if setting.processes > 1:
        from torch.distributed import all_reduce

        all_reduce(tensor)
    return tensor


def from_first(make: Callable[[], Value], setting: "Setting") -> Value:
    """The result of ``make`` in the first process, in every process."""
    if setting.processes == 1:
        return make()
    value: Value = tell(make() if rank() == 0 else None)
    return value


@cache
def _join() -> None:
    import torch
    import torch.distributed.nn  # imported later, it would keep the connections: they are defaults of its functions
    from torch.distributed import init_process_group

    if _a_gpu_each():
        torch.cuda.set_device(_local_rank())
    init_process_group("cpu:gloo,cuda:nccl" if _a_gpu_each() else "gloo", timeout=LONGEST_WAIT)


def _a_gpu_each() -> bool:
    import torch

    return torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])


def _local_rank() -> int:
    return int(os.environ["LOCAL_RANK"])
