"""What each claim asks of the lab's studies."""

from dataclasses import dataclass

from actlab.lab.plan.plan import Cell
from actlab.paper.audit.rules import ALIKE, AS_GOOD, BY_FAR, STRICTLY, Want

OVER_SWISH = (("mish", "swish"),)
OVER_RELU = (("swish", "relu"), ("mish", "relu"))
OVER_BOTH = (("mish", "swish"), ("mish", "relu"))
ACCURACY, BOTH = ("test_accuracy",), ("test_accuracy", "test_loss")


@dataclass(frozen=True)
class Question:
    """What a claim asks of each cell of a study: of each of ``pairs``, that the first is ``want`` than the second.

    ``levels``: those that the claim speaks of; ``without``: those that it leaves out; ``beside``: why the study is
    shown, though the claim does not rest on it.
    """

    study: str
    pairs: tuple[tuple[str, str], ...]
    want: Want
    metrics: tuple[str, ...] = ACCURACY
    levels: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    beside: str = ""

    def asks(self, cell: Cell) -> bool:
        """Whether the claim speaks of a cell."""
        labels = {label for _, label in cell.levels}
        return labels.isdisjoint(self.without) and labels.issuperset(self.levels)


def _on_both(name: str, without: tuple[str, ...] = ()) -> tuple[Question, ...]:
    """At least as good as Swish in the study of MNIST and in that of CIFAR-10."""
    return tuple(Question(f"{data}-{name}", OVER_SWISH, AS_GOOD, without=without) for data in ("mnist", "cifar10"))


def _scratch(pairs: tuple[tuple[str, str], ...], want: Want, *levels: str) -> Question:
    return Question("mnist-from-scratch", pairs, want, levels=levels)


READINGS = ("in training", "at test", "in both")
# What each claim asks; it rests on all of its questions together.
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "M11": (Question("mnist-depth", OVER_BOTH, STRICTLY),),
    "M12": tuple(Question("mnist-noise", OVER_BOTH, STRICTLY, BOTH, levels=(level,)) for level in READINGS),
    "M13": _on_both("optimizers", ("Nadam",)),
    "M14": _on_both("learning-rate", ("1e0", "1e1")),  # the claim ends at 1e-1
    "M15": (
        Question("mnist-initializers", OVER_SWISH, AS_GOOD),
        Question("cifar10-initializers", OVER_SWISH, BY_FAR, without=("random_normal",)),
    ),
    "M16": _on_both("regularizers"),
    "M17": _on_both("dropout"),
    "M18": (
        Question("mnist-width", OVER_SWISH, BY_FAR),
        Question("cifar10-width", OVER_SWISH, AS_GOOD, without=("1024",)),
        Question("cifar10-width", OVER_SWISH, BY_FAR, levels=("1024",)),
    ),
    "M19": (
        Question("cifar10-cosine-onecycle", OVER_SWISH, STRICTLY, without=("constant",)),
        Question("mnist-schedules", OVER_SWISH, STRICTLY, without=("constant",), beside="the claim is of CIFAR-10"),
    ),
    "M20": (Question("cifar10-mixup", (("mish", "relu"),), STRICTLY, BOTH, without=("none",)),),
    "M25": (
        Question("cifar10-batch-size", OVER_BOTH, STRICTLY),
        Question("mnist-batch-size", OVER_BOTH, STRICTLY, beside="the claim is of ResNet v2-20 on CIFAR-10"),
    ),
    "M29": (_scratch(OVER_RELU, STRICTLY, "100-50", "0.1"),),
    "M30": (_scratch(OVER_BOTH, STRICTLY, "100-50", "0.5"),),
    "M31": (
        _scratch(OVER_RELU, STRICTLY, "200-100", "0.1"),
        _scratch(OVER_RELU, ALIKE, "200-100", "0.5"),
    ),
    "M32": (_scratch((("swish", "swish:beta=0.5"), ("swish:beta=2.0", "swish:beta=0.5")), STRICTLY, "100-50", "0.1"),),
}
