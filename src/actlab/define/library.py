"""The records, ordered by family. The only place where a function is stated."""

from math import inf

from actlab.define.activation import Activation, Alias, Aten, Kink, Parameter, Source

_MISRA = Source("Misra", 2019, "Mish: A Self Regularized Non-Monotonic Activation Function", arxiv="1908.08681")
_BASIRAT = Source("Basirat, Roth", 2018, "The Quest for the Golden Activation Function", arxiv="1808.00783")
_CARLILE = Source(
    "Carlile, Delamarter, Kinney, Marti, Whitney",
    2017,
    "Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs)",
    arxiv="1710.09967",
)
_LECUN = Source("LeCun, Bottou, Orr, Müller", 1998, "Efficient BackProp")
_PRIMER = Source(
    "So, Mańke, Liu, Dai, Shazeer, Le",
    2021,
    "Primer: Searching for Efficient Transformers for Language Modeling",
    arxiv="2109.08668",
)
_KIMI = Source("Kimi Team", 2026, "Kimi K3", arxiv="2607.24653")
_SNAKE = Source(
    "Liu, Hartwig, Ueda",
    2020,
    "Neural Networks Fail to Learn Periodic Functions and How to Fix It",
    arxiv="2006.08195",
)
_SHRINKAGE = Source("Donoho, Johnstone", 1994, "Ideal Spatial Adaptation by Wavelet Shrinkage")

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
        key="relu6",
        title="ReLU6",
        formula="min(max(x, 0), 6)",
        kinks=(Kink(at="0", slope="0"), Kink(at="6", slope="0")),
        source=Source("Krizhevsky", 2010, "Convolutional Deep Belief Networks on CIFAR-10"),
    ),
    Activation(
        key="threshold",
        title="Threshold",
        formula="where(x > theta, x, value)",
        parameters=(Parameter("theta", 1.0), Parameter("value", 0.0)),
        kinks=(Kink(at="theta", slope="0"),),
        discontinuous=True,
        aliases=(Alias("thresholded_relu", "Thresholded ReLU"),),
        source=Source(
            "Konda, Memisevic, Krueger",
            2014,
            "Zero-bias autoencoders and the benefits of co-adapting features",
            arxiv="1402.3337",
        ),
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
        key="prelu",
        title="PReLU",
        formula="where(x > 0, x, slope * x)",
        parameters=(Parameter("slope", 0.25, learnable=True),),
        kinks=(Kink(at="0", slope="slope"),),
        source=Source("He, Zhang, Ren, Sun", 2015, "Delving Deep into Rectifiers", arxiv="1502.01852"),
    ),
    Activation(
        # In training the slope is drawn between the bounds; this is the function after it, with their mean.
        key="rrelu",
        title="RReLU",
        formula="where(x > 0, x, (lower + upper) / 2 * x)",
        parameters=(
            Parameter("lower", 0.125, lower=0.0, upper=1.0),
            Parameter("upper", 0.3333333333333333, lower=0.0, upper=1.0),
        ),
        kinks=(Kink(at="0", slope="(lower + upper) / 2"),),
        source=Source(
            "Xu, Wang, Chen, Li",
            2015,
            "Empirical Evaluation of Rectified Activations in Convolutional Network",
            arxiv="1505.00853",
        ),
    ),
    Activation(
        # The paper learns all four per unit from data; these starts, the same on both sides, are actlab's.
        key="srelu",
        title="SReLU",
        formula=(
            "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))"
        ),
        parameters=(
            Parameter("left", -1.0, learnable=True),
            Parameter("left_slope", 0.2, learnable=True),
            Parameter("right", 1.0, learnable=True),
            Parameter("right_slope", 0.2, learnable=True),
        ),
        kinks=(Kink(at="left", slope="left_slope"), Kink(at="right", slope="right_slope")),
        source=Source(
            "Jin, Xu, Feng, Wei, Xiong, Yan",
            2015,
            "Deep Learning with S-shaped Rectified Linear Activation Units",
            arxiv="1512.07030",
        ),
    ),
    Activation(
        key="hard_tanh",
        title="Hard Tanh",
        formula="min(max(x, min_val), max_val)",
        parameters=(Parameter("min_val", -1.0), Parameter("max_val", 1.0)),
        kinks=(Kink(at="min_val", slope="0"), Kink(at="max_val", slope="0")),
        aliases=(Alias("hardtanh", "Hardtanh"),),
        source=Source("Collobert", 2004, "Large Scale Machine Learning"),
    ),
    Activation(
        # As torch, Keras 3 and JAX have it.
        key="hard_sigmoid",
        title="Hard Sigmoid",
        formula="min(max(x + 3, 0), 6) / 6",
        stable="min(max(x + 3, 0) / 6, 1)",
        stable_slope="where(x > -3, where(x < 3, 1 / 6, 0), 0)",  # x + 3 rounds to 6 before 3
        kinks=(Kink(at="-3", slope="0"), Kink(at="3", slope="0")),
        aliases=(Alias("hardsigmoid", "Hardsigmoid"),),
        source=Source("Howard et al.", 2019, "Searching for MobileNetV3", arxiv="1905.02244"),
    ),
    Activation(
        # ONNX's HardSigmoid, and Theano's and Keras 2's with the defaults, which the sources of the Mish paper mean.
        key="linear_sigmoid",
        title="Linear Sigmoid",
        formula="min(max(alpha * x + beta, 0), 1)",
        parameters=(Parameter("alpha", 0.2, lower=1e-3), Parameter("beta", 0.5)),
        kinks=(Kink(at="-beta / alpha", slope="0"), Kink(at="(1 - beta) / alpha", slope="0")),
        source=Source("Courbariaux, Bengio, David", 2015, "BinaryConnect", arxiv="1511.00363"),
    ),
    Activation(
        key="hard_shrink",  # with a bias it is ONNX's Shrink
        title="Hard Shrink",
        formula="where(abs(x) > lambd, x - bias * sign(x), 0)",
        stable="where(x > lambd, x - bias, where(x < -lambd, x + bias, 0))",
        parameters=(Parameter("lambd", 0.5, lower=0.0), Parameter("bias", 0.0)),
        kinks=(Kink(at="-lambd", slope="0"), Kink(at="lambd", slope="0")),
        discontinuous=True,
        aliases=(Alias("hardshrink", "Hardshrink"), Alias("shrink", "Shrink")),
        source=_SHRINKAGE,
    ),
    Activation(
        key="soft_shrink",
        title="Soft Shrink",
        formula="sign(x) * max(abs(x) - lambd, 0)",
        stable="where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
        parameters=(Parameter("lambd", 0.5, lower=0.0),),
        kinks=(Kink(at="-lambd", slope="0"), Kink(at="lambd", slope="0")),
        aliases=(Alias("softshrink", "Softshrink"),),
        source=_SHRINKAGE,
    ),
    # Squares
    Activation(
        key="relu2",
        title="Squared ReLU",
        formula="max(x, 0)**2",
        aliases=(Alias("squared_relu", "ReLU2"),),
        source=_PRIMER,
    ),
    Activation(
        key="star_relu",
        title="StarReLU",
        formula="scale * max(x, 0)**2 + bias",
        stable="where(x > 0, scale * x, 0) * max(x, 0) + bias",  # the square may be infinite where the product is not
        parameters=(Parameter("scale", 0.8944, learnable=True), Parameter("bias", -0.4472, learnable=True)),
        source=Source(
            "Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang",
            2022,
            "MetaFormer Baselines for Vision",
            arxiv="2210.13452",
        ),
    ),
    Activation(
        key="leaky_relu_squared",
        title="Leaky ReLU Squared",
        formula="where(x > 0, x, slope * x)**2",
        stable="x * where(x > 0, x, slope**2 * x)",
        parameters=(Parameter("slope", 0.5, lower=0.0, upper=1.0),),
        source=Source("Jordan et al.", 2024, "modded-nanogpt: speedrunning the NanoGPT baseline"),
    ),
    Activation(
        # The square is clamped where tanh has been 1 for long: beyond 1.8e19 it overflows float32.
        key="tanh_relu2",
        title="Tanh ReLU2",
        formula="cap * tanh(max(x, 0)**2 / cap)",
        stable="c = min(max(x, 0), 1e9); cap * tanh(c**2 / cap)",
        parameters=(Parameter("cap", 50.0, lower=1e-3, upper=1e6),),
        source=Source(
            "Gemma Team", 2024, "Gemma 2: Improving Open Language Models at a Practical Size", arxiv="2408.00118"
        ),
    ),
    Activation(
        key="sparse_plus",
        title="Sparse Plus",
        formula="where(x >= 1, x, where(x > -1, (x + 1)**2 / 4, 0))",
        stable="c = min(max(x, -1), 1); where(x >= 1, x, (c + 1)**2 / 4)",
        source=Source("JAX developers", 2024, "jax.nn.sparse_plus, the integral of the sparse sigmoid"),
    ),
    Activation(
        key="sparse_sigmoid",
        title="Sparse Sigmoid",
        formula="min(max((x + 1) / 2, 0), 1)",
        stable_slope="where(x > -1, where(x < 1, 1 / 2, 0), 0)",  # x + 1 rounds to 2 before 1
        kinks=(Kink(at="-1", slope="0"), Kink(at="1", slope="0")),
        source=Source(
            "Martins, Astudillo",
            2016,
            "From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification",
            arxiv="1602.02068",
        ),
    ),
    # Exponential below zero
    Activation(
        key="elu",
        title="ELU",
        formula="where(x > 0, x, alpha * (exp(x) - 1))",
        stable="where(x > 0, x, alpha * expm1(x))",
        parameters=(Parameter("alpha", 1.0, lower=0.0),),
        kinks=(Kink(at="0", slope="alpha"),),
        aten=Aten("elu", equal={"alpha": 1, "scale": 1, "input_scale": 1}),
        source=Source(
            "Clevert, Unterthiner, Hochreiter",
            2015,
            "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
            arxiv="1511.07289",
        ),
    ),
    Activation(
        key="celu",
        title="CELU",
        formula="where(x > 0, x, alpha * (exp(x / alpha) - 1))",
        stable="where(x > 0, x, alpha * expm1(x / alpha))",
        parameters=(Parameter("alpha", 1.0, lower=1e-3),),
        source=Source("Barron", 2017, "Continuously Differentiable Exponential Linear Units", arxiv="1704.07483"),
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
    Activation(
        key="isrlu",
        title="ISRLU",
        # min: a square that overflows in the branch that is not taken would spoil the gradient.
        formula="where(x >= 0, x, x / sqrt(1 + alpha * x**2))",
        stable="n = min(x, 0); where(x >= 0, x, n / sqrt(1 + alpha * n**2))",
        stable_slope="n = min(x, 0); r = 1 / sqrt(1 + alpha * n**2); where(x >= 0, 1, r * r * r)",
        parameters=(Parameter("alpha", 1.0, lower=0.0),),
        source=_CARLILE,
    ),
    Activation(
        key="sine_relu",
        title="Sine ReLU",
        formula="where(x > 0, x, epsilon * (sin(x) - cos(x)))",
        parameters=(Parameter("epsilon", 0.001, lower=0.0),),
        kinks=(Kink(at="0", slope="epsilon"),),
        discontinuous=True,
        source=Source("Rodrigues", 2018, "SineReLU: An Alternative to the ReLU Activation Function"),
    ),
    Activation(
        # transformers' xIELU computes expm1(min(x, -1e-6)) below zero; this is the paper's form.
        key="xielu",
        title="xIELU",
        formula="where(x > 0, alpha_p * x**2 + beta * x, alpha_n * (exp(x) - 1 - x) + beta * x)",
        stable=(
            "p = max(x, -1); n = min(x, 1); "
            "where(x > 0, p * (alpha_p * p + beta), alpha_n * expm1(n) + (beta - alpha_n) * n)"
        ),
        stable_slope="where(x > 0, 2 * alpha_p * x + beta, alpha_n * expm1(min(x, 1)) + beta)",
        parameters=(
            Parameter("alpha_p", 0.8, learnable=True),
            Parameter("alpha_n", 0.8, learnable=True),
            Parameter("beta", 0.5),
        ),
        source=Source("Huang, Schlag", 2024, "Deriving Activation Functions Using Integration", arxiv="2411.13010"),
    ),
    Activation(
        key="exponential",
        title="Exponential",
        formula="exp(x)",
        source=Source("Nelder, Wedderburn", 1972, "Generalized Linear Models"),
    ),
    # Sigmoid family
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
        aten=Aten("softplus", at_least={"threshold": 20}, parameters=("beta",)),
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
        # It is 1/2 at 1/2 and odd about it; the difference of two softplus lost 4 digits of 16 where it is small.
        key="soft_clipping",
        title="Soft Clipping",
        formula="log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
        stable=(
            "y = min(x, 1 - x); p = max(y, 0); "
            "h = p + log1p(-expm1(alpha * (2 * p - 1)) * exp(-alpha * abs(y)) * sigmoid(alpha * (1 - y))) / alpha; "
            "where(x > 0.5, 1 - h, h)"
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
    # Algebraic
    Activation(
        # Below zero b / (2 (sqrt(x^2 + b) - x)) does not cancel. Beyond 1e9, where the square would soon overflow
        # float32, the root is |x|. Below -1e154 the slope, 1e-308, is 0 in float64.
        key="squareplus",
        title="Squareplus",
        formula="(x + sqrt(x**2 + b)) / 2",
        stable=(
            "p = max(x, -1); c = min(p, 1e9); n = min(x, 1); d = max(n, -1e9); "
            "where(x > 0, (2 * p - c + sqrt(c**2 + b)) / 2, b / (2 * (sqrt(d**2 + b) + d - 2 * n)))"
        ),
        stable_slope=(
            "c = min(max(x, -1), 1e9); r = sqrt(c**2 + b); n = min(x, 1); d = max(n, -1e9); s = sqrt(d**2 + b) + d; "
            "where(x > 0, 1 - b / (2 * r) / (r + c), b / (2 * (s - n)) / (s - 2 * n))"
        ),
        parameters=(Parameter("b", 4.0, lower=1e-3),),
        source=Source("Barron", 2021, "Squareplus: A Softplus-Like Algebraic Rectifier", arxiv="2112.11687"),
    ),
    Activation(
        key="softsign",
        title="Softsign",
        formula="x / (1 + abs(x))",
        stable_slope="r = 1 / (1 + abs(x)); r * r",
        source=Source("Turian, Bergstra, Bengio", 2009, "Quadratic Features and Deep Architectures for Chunking"),
    ),
    Activation(
        key="isru",
        title="ISRU",
        formula="x / sqrt(1 + alpha * x**2)",
        stable_slope="r = 1 / sqrt(1 + alpha * x**2); r * r * r",
        parameters=(Parameter("alpha", 1.0, lower=0.0),),
        source=_CARLILE,
    ),
    Activation(
        # Beyond 1e9 sqrt(x^2 + 1) is |x| in float64; the square itself would overflow float32 from 1.8e19.
        # (sqrt(x^2 + 1) - 1) / 2 has no digit left below |x| = 1e-8, x^2 / (2 (sqrt(x^2 + 1) + 1)) has all.
        key="bent_identity",
        title="Bent Identity",
        formula="x + (sqrt(x**2 + 1) - 1) / 2",
        stable=(
            "c = min(max(x, -1e9), 1e9); "
            "where(abs(x) > 1e9, x * (1 + sign(x) / 2) - 0.5, x + c**2 / (2 * (sqrt(c**2 + 1) + 1)))"
        ),
        stable_slope="c = min(max(x, -1e9), 1e9); where(abs(x) > 1e9, 1 + sign(x) / 2, 1 + c / (2 * sqrt(c**2 + 1)))",
        source=Source("Godfrey, Gashler", 2015, "A continuum among logarithmic, linear, and exponential functions"),
    ),
    Activation(
        key="sqnl",
        title="SQNL",
        formula="where(x > 2, 1, where(x >= 0, x - x**2 / 4, where(x >= -2, x + x**2 / 4, -1)))",
        stable="c = min(max(x, -3), 3); where(abs(x) > 2, sign(x), c - where(x < 0, -1, 1) * c**2 / 4)",
        stable_slope="where(x > 2, 0, where(x >= 0, 1 - x / 2, where(x >= -2, 1 + x / 2, 0)))",
        source=Source("Wuraola, Patel", 2018, "SQNL: A New Computationally Efficient Activation Function"),
    ),
    # x times a gate
    Activation(
        key="swish",
        title="Swish",
        formula="x / (1 + exp(-beta * x))",
        stable="x * sigmoid(beta * x)",
        parameters=(Parameter("beta", 1.0, lower=-inf, learnable=True),),
        aliases=(Alias("silu", "SiLU", {"beta": 1.0}), Alias("quick_gelu", "QuickGELU", {"beta": 1.702})),
        aten=Aten("silu"),
        source=Source("Ramachandran, Zoph, Le", 2017, "Searching for Activation Functions", arxiv="1710.05941"),
    ),
    Activation(
        key="e_swish",
        title="E-Swish",
        formula="beta * x / (1 + exp(-x))",
        stable="beta * (x * sigmoid(x))",
        parameters=(Parameter("beta", 1.75),),
        source=Source(
            "Alcaide", 2018, "E-swish: Adjusting Activations to Different Network Depths", arxiv="1801.07145"
        ),
    ),
    Activation(
        # The sources ran it with t = 0; the paper's own t is -0.2.
        key="flatten_t_swish",
        title="Flatten-T Swish",
        formula="where(x > 0, x / (1 + exp(-x)), 0) + t",
        stable="where(x > 0, x * sigmoid(x), 0) + t",
        parameters=(Parameter("t", 0.0),),
        kinks=(Kink(at="0", slope="0"),),
        source=Source(
            "Chieng, Wahid, Pauline, Perla",
            2018,
            "Flatten-T Swish: a thresholded ReLU-Swish-like activation function for deep learning",
            arxiv="1812.06247",
        ),
    ),
    Activation(
        key="hard_swish",
        title="Hard Swish",
        formula="x * min(max(x + 3, 0), 6) / 6",
        stable="x * min(max(x + 3, 0) / 6, 1)",
        kinks=(Kink(at="-3", slope="0"), Kink(at="3", slope="1")),
        aliases=(Alias("hardswish", "Hardswish"),),
        aten=Aten("hardswish"),
        source=Source("Howard et al.", 2019, "Searching for MobileNetV3", arxiv="1905.02244"),
    ),
    Activation(
        key="gelu",
        title="GELU",
        formula="x * (1 + erf(x / sqrt(2))) / 2",
        stable="x * (erfc(-x / sqrt(2)) / 2)",
        aten=Aten("gelu", equal={"approximate": "none"}),
        source=Source("Hendrycks, Gimpel", 2016, "Gaussian Error Linear Units (GELUs)", arxiv="1606.08415"),
    ),
    Activation(
        # The cube is clamped at 30, where the gate is 1 - 1e-857: unclamped it overflows float32 from 7e12.
        key="gelu_tanh",
        title="GELU Tanh",
        formula="x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2",
        stable="c = min(max(x, -30), 30); x * sigmoid(2 * sqrt(2 / pi) * (c + 0.044715 * c**3))",
        aten=Aten("gelu", equal={"approximate": "tanh"}),
        source=Source("Hendrycks, Gimpel", 2016, "Gaussian Error Linear Units (GELUs)", arxiv="1606.08415"),
    ),
    Activation(
        # GELU, quantised: no value leaves [min_val, max_val].
        key="clipped_gelu",
        title="Clipped GELU",
        formula="min(max(x * (1 + erf(x / sqrt(2))) / 2, min_val), max_val)",
        stable="g = x * (erfc(-x / sqrt(2)) / 2); where(g > max_val, max_val, where(g < min_val, min_val, g))",
        parameters=(Parameter("min_val", -10.0), Parameter("max_val", 10.0)),
        # There the slope is that of inside: GELU is 10 not at 10 but 7e-23 beyond it.
        kinks=(
            Kink(
                at="max_val",
                slope="(1 + erf(max_val / sqrt(2))) / 2 + max_val * exp(-max_val**2 / 2) / sqrt(2 * pi)",
            ),
        ),
        source=Source(
            "Wu, Judd, Zhang, Isaev, Micikevicius",
            2020,
            "Integer Quantization for Deep Learning Inference: Principles and Empirical Evaluation",
            arxiv="2004.09602",
        ),
    ),
    Activation(
        # The gate's function of SiTU-GLU.
        key="situ",
        title="SiTU",
        formula="cap * tanh(x / cap) / (1 + exp(-x))",
        stable="cap * tanh(x / cap) * sigmoid(x)",
        parameters=(Parameter("cap", 4.0, lower=1e-3),),
        source=_KIMI,
    ),
    Activation(
        # exp(-exp(-x)) is 0 from -7 on in float64 and its slope 0 * inf from -710: the inner power is clamped at 7.
        key="golu",
        title="GoLU",
        formula="x * exp(-exp(-x))",
        stable="x * exp(-exp(-max(x, -7)))",
        source=Source(
            "Das, Zarbaf, Zela, Frommel, Hutter",
            2025,
            "Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics",
            arxiv="2502.03654",
        ),
    ),
    Activation(
        # At its defaults it is Swish with beta = 2. alpha - 1 comes in two parts: SymPy would turn it into
        # alpha + 2 sigmoid(2 beta x) - 1, which has no digit left below -20.
        key="aptx",
        title="APTx",
        formula="(alpha + tanh(beta * x)) * gamma * x",
        stable="(max(0, alpha - 1) - max(1 - alpha, 0) + 2 * sigmoid(2 * beta * x)) * gamma * x",
        parameters=(
            Parameter("alpha", 1.0, learnable=True),
            Parameter("beta", 1.0, learnable=True),
            Parameter("gamma", 0.5, learnable=True),
        ),
        source=Source(
            "Kumar",
            2022,
            "APTx: better activation function than MISH, SWISH, and ReLU's variants used in deep learning",
            arxiv="2209.06119",
        ),
    ),
    Activation(
        key="lisht",
        title="LiSHT",
        formula="x * tanh(x)",
        source=Source(
            "Roy, Manna, Dubey, Chaudhuri",
            2019,
            "LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for Neural Networks",
            arxiv="1901.05894",
        ),
    ),
    Activation(
        key="elish",
        title="ELiSH",
        formula="where(x >= 0, x / (1 + exp(-x)), (exp(x) - 1) / (1 + exp(-x)))",
        stable="where(x >= 0, x * sigmoid(x), expm1(min(x, 0)) * sigmoid(x))",
        source=_BASIRAT,
    ),
    Activation(
        key="hard_elish",
        title="Hard ELiSH",
        formula="h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, (exp(x) - 1) * h)",
        stable="h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, expm1(x) * h)",
        kinks=(Kink(at="-1", slope="0"), Kink(at="1", slope="1")),
        source=_BASIRAT,
    ),
    Activation(
        # Here and below, exp is clamped at 5, where tanh(exp(5)) is 1 - 1e-129: unclamped its slope is 0 * inf from 89.
        key="tanhexp",
        title="TanhExp",
        formula="x * tanh(exp(x))",
        stable="x * tanh(exp(min(x, 5)))",
        aliases=(Alias("telu", "TeLU"),),
        source=Source(
            "Liu, Di",
            2020,
            "TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight Neural Networks",
            arxiv="2003.09855",
        ),
    ),
    Activation(
        key="sharkfin",
        title="SharkFin",
        formula="tanh(exp(x)) * max(x, -1)",
        stable="tanh(exp(min(x, 5))) * max(x, -1)",
        kinks=(Kink(at="-1", slope="-(1 - tanh(exp(-1))**2) * exp(-1)"),),
        source=Source("Misra", 2019, "Echo, a companion package of the Mish paper"),
    ),
    Activation(
        key="soft_root_sign",
        title="Soft Root Sign",
        formula="x / (x / alpha + exp(-x / beta))",
        stable=(
            "n = exp(min(x, 1) / beta); p = exp(-max(x, -1) / beta); "
            "where(x < 0, x * n / (1 + x * n / alpha), x / (x / alpha + p))"
        ),
        stable_slope=(
            "n = exp(min(x, 1) / beta); p = exp(-max(x, -1) / beta); "
            "where(x < 0, n * (1 + x / beta) / (1 + x * n / alpha)**2, p * (1 + x / beta) / (x / alpha + p)**2)"
        ),
        parameters=(Parameter("alpha", 2.0, lower=1.5), Parameter("beta", 3.0, lower=1e-3, upper=4.0)),
        source=Source("Zhou, Li, Huang, Wang", 2020, "Soft-Root-Sign Activation Function", arxiv="2003.00547"),
    ),
    Activation(
        key="gcu",
        title="GCU",
        formula="x * cos(x)",
        source=Source(
            "Noel, Arunkumar, Trivedi, Dutta",
            2021,
            "Growing Cosine Unit: A Novel Oscillatory Activation Function",
            arxiv="2108.12943",
        ),
    ),
    Activation(
        key="snake",
        title="Snake",
        formula="x + sin(alpha * x)**2 / alpha",
        stable="c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / alpha",
        stable_slope="(sin(alpha * x) + cos(alpha * x))**2",  # 1 + 2 sin cos has no digit left where it touches 0
        parameters=(Parameter("alpha", 1.0, lower=1e-9, learnable=True),),
        source=_SNAKE,
    ),
    Activation(
        key="snake_beta",
        title="Snake Beta",
        formula="x + sin(alpha * x)**2 / beta",
        stable="c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / beta",
        # The same in two parts, the first of which is 0 at alpha = beta.
        stable_slope="(beta - alpha) / beta + alpha / beta * (sin(alpha * x) + cos(alpha * x))**2",
        parameters=(
            Parameter("alpha", 1.0, lower=1e-9, learnable=True),
            Parameter("beta", 1.0, lower=1e-9, learnable=True),
        ),
        source=Source(
            "Lee, Ping, Ginsburg, Catanzaro, Yoon",
            2022,
            "BigVGAN: A Universal Neural Vocoder with Large-Scale Training",
            arxiv="2206.04658",
        ),
    ),
    # Mish and its kin
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
