"""Mish, its kin, and the candidates that the search for Mish tried and dropped."""

from actlab.define.activation import Activation, Aten, Kink, Parameter, Source

_MISRA = Source("Misra", 2019, "Mish: A Self Regularized Non-Monotonic Activation Function", arxiv="1908.08681")

RECORDS = (
    Activation(
        key="mish",
        title="Mish",
        formula="x * tanh(log(1 + exp(x)))",
        stable="x * tanh(softplus(x))",
        tuned_value="e = exp(min(x, 20)); n = e * (e + 2); x * (n / (n + 2))",
        tuned_slope="c = min(x, 22); e = exp(c); n = e * (e + 2); r = 1 / (n + 2); (n + 4 * c * e * (1 + e) * r) * r",
        aten=Aten("mish"),
        source=_MISRA,
    ),
    Activation(
        key="beta_mish",
        title="Beta Mish",
        formula="x * tanh(log((1 + exp(x))**beta))",
        stable="x * tanh(beta * softplus(x))",
        parameters=(Parameter("beta", 1.5, lower=0.0),),
        source=Source("Misra", 2019, "Echo, a companion package of the Mish paper"),
    ),
    Activation(
        key="mila",
        title="Mila",
        formula="x * tanh(log(1 + exp(x + beta)))",
        stable="x * tanh(softplus(x + beta))",
        parameters=(Parameter("beta", -0.25),),
        source=Source("Misra", 2019, "Mila: Controlling Minima Concavity in Activation Function"),
    ),
    Activation(
        key="hard_mish",
        title="Hard Mish",
        formula="x / 2 * min(2, max(0, x + 2))",
        stable="x * min(max(x + 2, 0) / 2, 1)",
        kinks=(Kink(at="-2", slope="0"),),
        source=Source("Diganta Misra's repository", 2020, "H-Mish, proposed beside Mish"),
    ),
    Activation(
        key="smish",
        title="Smish",
        formula="x * tanh(log(1 + 1 / (1 + exp(-x))))",
        stable="s = sigmoid(x); n = s * (s + 2) / 4; x * n / (n + 1 / 2)",  # tanh(log(1 + s)) without either
        source=Source("Wang, Ren, Wang", 2022, "Smish: A Novel Activation Function for Deep Learning Methods"),
    ),
    Activation(
        key="logish",
        title="Logish",
        formula="x * log(1 + 1 / (1 + exp(-x)))",
        stable="x * log1p(sigmoid(x))",
        source=Source(
            "Zhu, Zeng, Liu, Zhang",
            2021,
            "Logish: A new nonlinear nonmonotonic activation function for convolutional neural network",
        ),
    ),
    Activation(
        key="serf",
        title="Serf",
        formula="x * erf(log(1 + exp(x)))",
        stable="x * erf(softplus(x))",
        source=Source(
            "Nag, Bhattacharyya, Mukherjee, Kundu",
            2021,
            "SERF: Towards better training of deep neural networks using log-Softplus ERror activation Function",
            arxiv="2108.09598",
        ),
    ),
    Activation(
        key="phish",
        title="Phish",
        formula="x * tanh(x * (1 + erf(x / sqrt(2))) / 2)",
        stable="x * tanh(x * (erfc(-x / sqrt(2)) / 2))",
        source=Source("Naveen", 2022, "Phish: A Novel Hyper-Optimizable Activation Function"),
    ),
    # Candidates that the search for Mish tried and dropped
    Activation(
        key="atan_softplus",
        title="Atan Softplus",
        formula="atan(x) * log(1 + exp(x))",
        stable="atan(x) * softplus(x)",
        source=_MISRA,
    ),
    Activation(
        key="tanh_softplus",
        title="Tanh Softplus",
        formula="tanh(x) * log(1 + exp(x))",
        stable="tanh(x) * softplus(x)",
        source=_MISRA,
    ),
    Activation(
        key="log_atan_exp",
        title="Log Atan Exp",
        formula="x * log(1 + atan(exp(x)))",
        stable="x * log1p(where(x > 0, pi / 2 - atan(exp(-max(x, -1))), atan(exp(min(x, 1)))))",
        source=_MISRA,
    ),
    Activation(
        key="log_tanh_exp",
        title="Log Tanh Exp",
        formula="x * log(1 + tanh(exp(x)))",
        stable="x * log1p(tanh(exp(min(x, 5))))",
        source=_MISRA,
    ),
)
