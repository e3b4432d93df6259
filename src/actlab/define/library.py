"""The records, ordered by family. The only place where a function is stated."""

from math import inf

from actlab.define.activation import Activation, Alias, Kink, Parameter, Source

RECORDS = (
    # Piecewise linear
    Activation(
        key="identity",
        title="Identity",
        formula="x",
        aliases=(Alias("linear", "Linear"),),
        source=Source("Classical", 1958, "The linear unit"),
    ),
    Activation(
        key="relu",
        title="ReLU",
        formula="max(x, 0)",
        kinks=(Kink(at="0", slope="0"),),
        source=Source("Nair, Hinton", 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines"),
    ),
    Activation(
        key="leaky_relu",
        title="Leaky ReLU",
        formula="where(x > 0, x, slope * x)",
        parameters=(Parameter("slope", 0.01, lower=0.0, upper=1.0),),
        kinks=(Kink(at="0", slope="slope"),),
        source=Source("Maas, Hannun, Ng", 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models"),
    ),
    Activation(
        key="hard_swish",
        title="Hard Swish",
        formula="x * min(max(x + 3, 0), 6) / 6",
        stable="x * min(max(x + 3, 0) / 6, 1)",
        kinks=(Kink(at="-3", slope="0"), Kink(at="3", slope="1")),
        aliases=(Alias("hardswish", "Hardswish"),),
        source=Source("Howard et al.", 2019, "Searching for MobileNetV3", arxiv="1905.02244"),
    ),
    # Exponential below zero
    Activation(
        key="elu",
        title="ELU",
        formula="where(x > 0, x, alpha * (exp(x) - 1))",
        stable="where(x > 0, x, alpha * expm1(x))",
        parameters=(Parameter("alpha", 1.0, lower=0.0),),
        kinks=(Kink(at="0", slope="alpha"),),
        source=Source(
            "Clevert, Unterthiner, Hochreiter",
            2015,
            "Fast and Accurate Deep Network Learning by Exponential Linear Units",
            arxiv="1511.07289",
        ),
    ),
    Activation(
        key="selu",
        title="SELU",
        formula="scale * where(x > 0, x, alpha * (exp(x) - 1))",
        stable="scale * where(x > 0, x, alpha * expm1(x))",
        parameters=(
            Parameter("alpha", 1.6732632423543772, lower=0.0),
            Parameter("scale", 1.0507009873554805, lower=0.0),
        ),
        kinks=(Kink(at="0", slope="scale * alpha"),),
        source=Source(
            "Klambauer, Unterthiner, Mayr, Hochreiter", 2017, "Self-Normalizing Neural Networks", arxiv="1706.02515"
        ),
    ),
    # Sigmoid family
    Activation(
        key="sigmoid",
        title="Sigmoid",
        formula="1 / (1 + exp(-x))",
        stable="sigmoid(x)",
        aliases=(Alias("logistic", "Logistic"),),
        source=Source("Verhulst", 1838, "Notice sur la loi que la population suit dans son accroissement"),
    ),
    Activation(
        key="tanh",
        title="Tanh",
        formula="tanh(x)",
        source=Source("LeCun, Bottou, Orr, Müller", 1998, "Efficient BackProp"),
    ),
    Activation(
        key="softplus",
        title="Softplus",
        formula="log(1 + exp(beta * x)) / beta",
        stable="softplus(beta * x) / beta",
        parameters=(Parameter("beta", 1.0, lower=1e-3),),
        source=Source(
            "Dugas, Bengio, Bélisle, Nadeau, Garcia",
            2000,
            "Incorporating Second-Order Functional Knowledge for Better Option Pricing",
        ),
    ),
    # x times a gate
    Activation(
        key="swish",
        title="Swish",
        formula="x / (1 + exp(-beta * x))",
        stable="x * sigmoid(beta * x)",
        parameters=(Parameter("beta", 1.0, lower=-inf, learnable=True),),
        aliases=(Alias("silu", "SiLU", {"beta": 1.0}),),
        source=Source("Ramachandran, Zoph, Le", 2017, "Searching for Activation Functions", arxiv="1710.05941"),
    ),
    Activation(
        key="gelu",
        title="GELU",
        formula="x * (1 + erf(x / sqrt(2))) / 2",
        stable="x * (erfc(-x / sqrt(2)) / 2)",
        source=Source("Hendrycks, Gimpel", 2016, "Gaussian Error Linear Units (GELUs)", arxiv="1606.08415"),
    ),
    Activation(
        key="mish",
        title="Mish",
        formula="x * tanh(log(1 + exp(x)))",
        stable="x * tanh(softplus(x))",
        tuned_value="e = exp(min(x, 20)); n = e * (e + 2); x * (n / (n + 2))",
        tuned_slope="c = min(x, 22); e = exp(c); n = e * (e + 2); r = 1 / (n + 2); (n + 4 * c * e * (1 + e) * r) * r",
        source=Source(
            "Misra", 2019, "Mish: A Self Regularized Non-Monotonic Activation Function", arxiv="1908.08681"
        ),
    ),
)
