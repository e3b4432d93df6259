"""The words that a setting may use for what :mod:`actlab.lab.training` does."""

INITIALIZERS = (
    "he",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "orthogonal",
    "lecun_uniform",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "lecun_normal",
    "he_uniform",
)
WITHOUT_GAIN = ("random_normal", "random_uniform", "truncated_normal")  # their spread is a number of its own
OPTIMIZERS = (
    "sgd",
    "momentum",
    "nesterov",
    "adagrad",
    "adadelta",
    "rmsprop",
    "adam",
    "amsgrad",
    "adamax",
    "nadam",
    "adamw",
    "radam",
)
