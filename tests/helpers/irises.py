"""Small real data in the four arrays that a user has."""

import numpy as np


def irises() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """120 and 30 of Fisher's irises, standardised, without the one that stands there twice."""
    from sklearn.datasets import load_iris  # a second, not while tests are collected

    x, y = load_iris(return_X_y=True)
    _, first = np.unique(x, axis=0, return_index=True)
    x, y = x[np.sort(first)], y[np.sort(first)]
    x = ((x - x.mean(0)) / x.std(0)).astype(np.float32)
    order = np.random.default_rng(1).permutation(len(x))
    return x[order[:119]], y[order[:119]], x[order[119:]], y[order[119:]]
