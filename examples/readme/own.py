from sklearn.datasets import load_digits
from torch.nn import Linear, Sequential

import actlab

x, y = load_digits(return_X_y=True)
data = (x[::3], y[::3], x[1::3], y[1::3])
results = actlab.compare(["relu", "mish"], lambda act: Sequential(Linear(64, 32), act(), Linear(32, 10)), data, seeds=6)
print(results)
results.plot().figure.savefig("mish_against_relu.png")
