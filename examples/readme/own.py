from sklearn.datasets import load_wine
from torch import nn

import actlab


def make_network(activation):
    return nn.Sequential(nn.BatchNorm1d(13), nn.Linear(13, 32), activation(), nn.Linear(32, 3))


x, y = load_wine(return_X_y=True)
data = (x[::2], y[::2], x[1::2], y[1::2])
print(actlab.compare(["relu", "swish", "mish"], model=make_network, data=data, seeds=6, epochs=10))
