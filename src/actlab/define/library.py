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
        formula="where(x > theta, x, 0)",
        parameters=(Parameter("theta", 1.0, lower=0.0),),
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
        formula="min(max(x, -1), 1)",
        kinks=(Kink(at="-1", slope="0"), Kink(at="1", slope="0")),
        aliases=(Alias("hardtanh", "Hardtanh"),),
        source=Source("Collobert", 2004, "Large Scale Machine Learning"),
    ),
    Activation(
        # As Keras has it, and so the sources; torch's Hardsigmoid is min(max(x + 3, 0), 6) / 6.
        key="hard_sigmoid",
        title="Hard Sigmoid",
        formula="min(max(0.2 * x + 0.5, 0), 1)",
        kinks=(Kink(at="-2.5", slope="0"), Kink(at="2.5", slope="0")),
        source=Source("Courbariaux, Bengio, David", 2015, "BinaryConnect", arxiv="1511.00363"),
    ),
    Activation(
        key="hard_shrink",
        title="Hard Shrink",
        formula="where(abs(x) > lambd, x, 0)",
        parameters=(Parameter("lambd", 0.5, lower=0.0),),
        kinks=(Kink(at="-lambd", slope="0"), Kink(at="lambd", slope="0")),
        discontinuous=True,
        aliases=(Alias("hardshrink", "Hardshrink"),),
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
        key="soft_clipping",
        title="Soft Clipping",
        formula="log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
        stable=(
            "where(x > 0.5, 1 + (softplus(-alpha * x) - softplus(alpha * (1 - x))) / alpha, "
            "(softplus(alpha * x) - softplus(alpha * (x - 1))) / alpha)"
        ),
        parameters=(Parameter("alpha", 0.5, lower=1e-3),),
        source=Source(
            "Klimek, Perelstein", 2018, "Neural Network-Based Approach to Phase Space Integration", arxiv="1810.11509"
        ),
    ),
    # Algebraic
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
        aliases=(Alias("silu", "SiLU", {"beta": 1.0}),),
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
        stable="x * log1p(where(x > 0, pi / 2 - atan(exp(-x)), atan(exp(x))))",
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
