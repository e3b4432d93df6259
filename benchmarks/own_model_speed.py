"""An epoch of a user's network in the lab, to her own plain loop: one thread, interleaved, medians of CPU time.

``python benchmarks/own_model_speed.py`` prints the ratio for a dense and a convolutional network.
"""

import statistics
import time

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from actlab.lab.data.own import bring
from actlab.lab.plan.bringing import network
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.training.alone import Alone
from actlab.lab.training.feed import splits

ROUNDS = 7
BATCH = 64


def dense(activation):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), activation(), nn.Linear(256, 10))


def convolutional(activation):
    return nn.Sequential(
        nn.Conv2d(1, 16, 3), activation(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), activation(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 10),
    )  # fmt: skip


def plain_epoch(model, optimizer, x, y):
    model.train()
    losses, right = 0.0, 0
    for batch in torch.randperm(len(x)).split(BATCH):
        scores = model(x[batch])
        loss = cross_entropy(scores, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses += loss.item() * len(batch)
        right += (scores.argmax(1) == y[batch]).sum().item()
    return losses / len(x), right / len(x)


def seconds(call):
    start = time.process_time()
    call()
    return time.process_time() - start


def ratio(make, rows):
    generator = np.random.default_rng(0)
    x, y = generator.standard_normal((rows, 1, 28, 28), dtype=np.float32), generator.integers(0, 10, rows)
    settings = {"network": network(make), "data": bring((x, y, x[:100] + 1, y[:100])), "batch_size": BATCH}
    plan = plan_of(comparison(["relu"], {**settings, "optimizer": "adam"}, seeds=1), kernels="torch")
    setting = plan.setting(plan.cells[0], "relu")
    training, _, classes = splits(setting)
    ours = Alone(setting, [0], training, classes)
    model = make(nn.ReLU)
    optimizer = torch.optim.Adam(model.parameters(), lr=setting.learning_rate, fused=True)
    pairs = []
    for _ in range(ROUNDS):
        pairs.append(
            (
                seconds(ours.one_epoch),
                seconds(lambda: plain_epoch(model, optimizer, training.images, training.labels)),
            )
        )
    return statistics.median(one / other for one, other in pairs[1:])


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(f"dense: {ratio(dense, 6000):.2f} of the plain loop")
    print(f"convolutional: {ratio(convolutional, 1500):.2f} of the plain loop")
