"""Sigmoid, tanh, softplus and what is composed of them alone."""

from actlab.define.activation import Activation, Alias, Aten, Kink, Parameter, Source

_LECUN = Source("LeCun, Bottou, Orr, Müller", 1998, "Efficient BackProp")

RECORDS = (
    Activation(
        key="sigmoid",
        title="Sigmoid",
        formula="1 / (1 + exp(-x))",
        stable="sigmoid(x)",
        aliases=(Alias("logistic", "Logistic"),),
        aten=Aten("sigmoid"),
        source=Source("Verhulst", 1838, "Notice sur la loi que la population suit dans son accroissement"),
    ),
    Activation(
        key="tanh",
        title="Tanh",
        formula="tanh(x)",
        aten=Aten("tanh"),
        source=_LECUN,
    ),
    Activation(
        key="lecun_tanh",
        title="LeCun Tanh",
        formula="1.7159 * tanh(2 * x / 3)",
        source=_LECUN,
    ),
    Activation(
        key="weighted_tanh",
        title="Weighted Tanh",
        formula="tanh(weight * x)",
        parameters=(Parameter("weight", 1.7145),),
        source=Source("Misra", 2019, "Echo, a companion package of the Mish paper"),
    ),
    Activation(
        key="penalized_tanh",
        title="Penalized Tanh",
        formula="where(x > 0, tanh(x), a * tanh(x))",
        parameters=(Parameter("a", 0.25, lower=0.0, upper=1.0),),
        kinks=(Kink(at="0", slope="a"),),
        source=Source("Xu, Huang, Li", 2016, "Revise Saturated Activation Functions", arxiv="1602.05980"),
    ),
    Activation(
        # x - tanh(x) has no stable closed form: below |x| = 0.5 its error is relative to x, not to the value.
        key="tanhshrink",
        title="Tanhshrink",
        formula="x - tanh(x)",
        stable_slope="t = tanh(x); t * t",
        source=Source(
            "Kavukcuoglu, Ranzato, LeCun", 2008, "Fast Inference in Sparse Coding Algorithms", arxiv="1010.3467"
        ),
    ),
    Activation(
        key="log_sigmoid",
        title="LogSigmoid",
        formula="log(1 / (1 + exp(-x)))",
        stable="-softplus(-x)",
        source=Source("Classical", 1958, "The logarithm of the logistic function"),
    ),
    Activation(
        key="softplus",
        title="Softplus",
        formula="log(1 + exp(beta * x)) / beta",
        stable="softplus(beta * x) / beta",
        parameters=(Parameter("beta", 1.0, lower=1e-3),),
        aten=Aten("softplus", equal={"beta": 1}, at_least={"threshold": 20}),
        source=Source(
            "Dugas, Bengio, Bélisle, Nadeau, Garcia",
            2000,
            "Incorporating Second-Order Functional Knowledge for Better Option Pricing",
        ),
    ),
    Activation(
        # The sources give this power alone; the paper's ARiA-2 has a factor x before it.
        key="aria2",
        title="ARiA2",
        formula="(1 + exp(-beta * x))**(-alpha)",
        stable="exp(-alpha * softplus(-beta * x))",
        parameters=(
            Parameter("alpha", 1.5, lower=0.0, learnable=True),
            Parameter("beta", 1.0, lower=0.0, learnable=True),
        ),
        source=Source(
            "Patwardhan, Ingalhalikar, Walambe",
            2018,
            "ARiA: Utilizing Richard's Curve for Controlling the Non-monotonicity of the Activation Function",
            arxiv="1805.08878",
        ),
    ),
    Activation(
        # A difference of two softplus cancels where it is small.
        key="soft_clipping",
        title="Soft Clipping",
        formula="log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
        stable=(
            "low = log1p(-expm1(-alpha) * exp(min(alpha * x, 1)) * sigmoid(alpha * (1 - x))) / alpha; "
            "middle = (softplus(alpha * x) - softplus(alpha * (x - 1))) / alpha; "
            "high = 1 + (softplus(-alpha * x) - softplus(alpha * (1 - x))) / alpha; "
            "where(x > 0.5, high, where(alpha * x < 1, low, middle))"
        ),
        stable_slope="-expm1(-alpha) * sigmoid(alpha * x) * sigmoid(alpha * (1 - x))",
        parameters=(Parameter("alpha", 0.5, lower=1e-3),),
        source=Source(
            "Klimek, Perelstein", 2018, "Neural Network-Based Approach to Phase Space Integration", arxiv="1810.11509"
        ),
    ),
    Activation(
        # torch's own: a line where beta x is above the threshold. The step there is 2e-9.
        key="softplus_threshold",
        title="Softplus Threshold",
        formula="where(beta * x > threshold, x, log(1 + exp(beta * x)) / beta)",
        stable="where(beta * x > threshold, x, softplus(beta * x) / beta)",
        parameters=(Parameter("beta", 1.0, lower=1e-3), Parameter("threshold", 20.0)),
        kinks=(Kink(at="threshold / beta", slope="1 / (1 + exp(-threshold))"),),
        discontinuous=True,
        source=Source("Paszke et al.", 2019, "PyTorch: An Imperative Style, High-Performance Deep Learning Library"),
    ),
    Activation(
        key="sqrt_softplus",
        title="Sqrt Softplus",
        formula="sqrt(log(1 + exp(x)))",
        # Below -40 softplus is exp, which is 0 in float64 where its root is not.
        stable="where(x >= -40, sqrt(softplus(max(x, -41))), exp(min(x, -39) / 2))",
        stable_slope="c = max(x, -41); where(x >= -40, sigmoid(c) / (2 * sqrt(softplus(c))), exp(min(x, -39) / 2) / 2)",
        source=Source("DeepSeek-AI", 2026, "DeepSeek-V4, the scores of its router"),
    ),
    Activation(
        key="laplace",
        title="Laplace",
        formula="(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2",
        stable="erfc((mu - x) / (sigma * sqrt(2))) / 2",
        parameters=(Parameter("mu", 0.707107), Parameter("sigma", 0.282095, lower=1e-3)),
        source=Source(
            "Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer",
            2022,
            "Mega: Moving Average Equipped Gated Attention",
            arxiv="2209.10655",
        ),
    ),
    Activation(
        # DyT without its normalised input: alpha is one number, scale and bias are one for each channel.
        key="dyt",
        title="DyT",
        formula="tanh(alpha * x) * scale + bias",
        parameters=(
            Parameter("alpha", 0.5, learnable=True),
            Parameter("scale", 1.0, learnable=True),
            Parameter("bias", 0.0, learnable=True),
        ),
        source=Source("Zhu, Chen, He, LeCun, Liu", 2025, "Transformers without Normalization", arxiv="2503.10622"),
    ),
)
