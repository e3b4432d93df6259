"""What four articles and the paper claim about Mish and others, and what decides each claim.

T1: Mish explained, with plots. T2: ReLU explained, with plots and a playground. J1: a summary of the paper's
experiments. J2: Swish and Mish from scratch on MNIST. P: the paper, arXiv 1908.08681. E-numbers are experiments of
the paper and its repository.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """One sentence that can be decided."""

    key: str
    sources: str
    text: str
    decided_by: str


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "M1",
        "T1",
        "Mish's range is about [-0.31, inf)",
        "property: minimum -0.30884 at -1.19243",
    ),
    Claim(
        "M2",
        "T1",
        "Mish is not monotone, and neither is its slope",
        "property",
    ),
    Claim(
        "M3",
        "T1, P",
        "Mish' = e^x w / d^2 (one article prints e^2x for e^{2x})",
        "symbolic proof; the misprint refuted",
    ),
    Claim(
        "M4",
        "J1, P",
        "no upper bound; a lower bound; keeps negative values; smooth to every order",
        "property",
    ),
    Claim(
        "M5",
        "J2",
        "Swish' = beta f + sigmoid(beta x)(1 - beta f); Mish' = tanh(sp) + x / (cosh^2(sp)(1 + e^-x))",
        "symbolic proof",
    ),
    Claim(
        "M6",
        "T2",
        "ReLU's slope is 1 for x > 0, 0 otherwise; outputs never centre on 0; negative inputs cannot be "
        "recovered; LeakyReLU's can",
        "property, and the mean of the output over N(0, 1)",
    ),
    Claim(
        "M7",
        "T1",
        "Mish replaces ReLU in any model without another change",
        "swap: models of the test set, output shapes, training runs",
    ),
    Claim(
        "M8",
        "T1, J1",
        "a smaller learning rate than ReLU's is better for Mish",
        "learning-rate study, arms tuned",
    ),
    Claim(
        "M9",
        "T1, J1, J2",
        "Mish costs more time than ReLU and Swish (57 s against 107 s from scratch; SENet-50 epochs)",
        "bench and replay, with and without accelerate()",
    ),
    Claim(
        "M10",
        "T1",
        "Mish needs a few more epochs",
        "epochs to 95, 97, 98 % in replay and compare",
    ),
    Claim(
        "M11",
        "T1, J1, P",
        "deeper nets without skip connections keep accuracy with Mish, less with Swish, not with ReLU (E01)",
        "depth study",
    ),
    Claim(
        "M12",
        "J1, P",
        "Mish is more robust to input noise, in accuracy and loss (E02)",
        "noise study; the three readings apart: noise in training, at test, in both",
    ),
    Claim(
        "M13",
        "J1, P",
        "Mish matches or beats Swish under every optimiser but Nadam, MNIST and CIFAR-10 (E03, E10)",
        "optimiser studies",
    ),
    Claim(
        "M14",
        "J1, P",
        "Mish matches or beats Swish over learning rates 1e-5 to 1e-1, most at small ones (E04, E11)",
        "learning-rate studies",
    ),
    Claim(
        "M15",
        "J1, P",
        "... over initialisers; on CIFAR-10 by far, except random_normal (E05, E12)",
        "initialiser studies",
    ),
    Claim(
        "M16",
        "J1, P",
        "... over L1, L2, L1-L2 (E06, E13)",
        "regulariser studies",
    ),
    Claim(
        "M17",
        "J1, P",
        "... over dropout rates (E07, E14)",
        "dropout studies",
    ),
    Claim(
        "M18",
        "J1, P",
        "... over widths, by far on MNIST and at large widths on CIFAR-10 (E08, E15)",
        "width studies",
    ),
    Claim(
        "M19",
        "J1, P",
        "better than Swish with cosine annealing and one-cycle (E17)",
        "schedule study",
    ),
    Claim(
        "M20",
        "J1, P",
        "better than ReLU with Mixup, accuracy and loss, over alpha (E18)",
        "Mixup study",
    ),
    Claim(
        "M21",
        "J1, P",
        "best accuracy and loss and low variance among the activations of the SE-Net / SqueezeNet tables (E21, E22)",
        "table study; with correction for the number of comparisons",
    ),
    Claim(
        "M22",
        "J1, P",
        "better in nearly all CIFAR-10 networks, and all but two CIFAR-100 networks (E23, E24)",
        "network studies",
    ),
    Claim(
        "M23",
        "J1, P",
        "smoother output landscape than ReLU (E32)",
        "landscape, roughness measured",
    ),
    Claim(
        "M24",
        "P",
        "wider, better conditioned loss landscape (E33)",
        "landscape, same directions for all arms",
    ),
    Claim(
        "M25",
        "P",
        "beats Swish and ReLU over batch sizes (E20)",
        "batch-size study",
    ),
    Claim(
        "M26",
        "T1",
        "non-zero slope for negative inputs helps gradient flow",
        "gradient norms and dead units over depth",
    ),
    Claim(
        "M27",
        "T2",
        "ReLU converges in 61 epochs, tanh over 100, sigmoid over 1000 on a 2-D set with two hidden layers",
        "convergence study on the classic 2-D sets",
    ),
    Claim(
        "M28",
        "T2",
        "without the vanishing gradient ReLU trains much faster than sigmoid and tanh",
        "same, and depth",
    ),
    Claim(
        "M29",
        "J2",
        "at learning rate 0.1 Swish and Mish are slightly better than ReLU on MNIST (98.01, 97.89 against 97.85)",
        "replay with 20 seeds",
    ),
    Claim(
        "M30",
        "J2",
        "at learning rate 0.5 Mish is best (98.24 against 98.07, 98.07)",
        "replay with 20 seeds",
    ),
    Claim(
        "M31",
        "J2",
        "with 200-100 units both beat ReLU at 0.1; at 0.5 no difference",
        "replay with 20 seeds",
    ),
    Claim(
        "M32",
        "J2",
        "Swish's beta of 1 or 2 is better than 0.5",
        "replay with 20 seeds",
    ),
    Claim(
        "M33",
        "P",
        "Mish differs from ReLU at P < 0.0001 over 23 runs, not from Swish (P = 0.197), GELU or E-Swish",
        "recomputed from the published means and deviations, with Holm's correction; then the study",
    ),
    Claim(
        "M34",
        "P",
        "the published tables themselves: six Mish cells raised after the first reading while the others "
        "stayed; MobileNet v2's \"Mish\" row equal to an older ReLU row; ISRU's row equal to another "
        'function\'s; "loss %" = 10 x cross-entropy; most cells one run',
        "recomputed from the published table: which conclusions change",
    ),
)
