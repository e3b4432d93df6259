from sklearn.datasets import load_wine
from torch import nn

import actlab


@actlab.metric(larger_is_better=True, unit="%", digits=1)
def worst_class(scores, targets):
    """The share of right answers in the class that has the fewest."""
    right = scores.argmax(1) == targets
    return min(100 * right[targets == kind].double().mean() for kind in targets.unique())


x, y = load_wine(return_X_y=True)
results = actlab.compare(
    ["relu", "mish"],
    model=lambda activation: nn.Sequential(nn.BatchNorm1d(13), nn.Linear(13, 16), activation(), nn.Linear(16, 3)),
    data=(x[::2], y[::2], x[1::2], y[1::2]),
    seeds=6,
    epochs=5,
    metric=["test_accuracy", worst_class, "calibration_error"],
    progress=False,
)
print(results.frame())  # a row for each run
print(results.table("latex"))
results.figure("differences.pdf")  # a column wide, fonts embedded, every seed a dot
print(results.methods())
print(results.bibtex())
