"""Self-gated: x, or a function like it, times a gate that depends on x."""

from math import inf

from actlab.define.activation import Activation, Alias, Aten, Kink, Parameter, Source

_BASIRAT = Source("Basirat, Roth", 2018, "The Quest for the Golden Activation Function", arxiv="1808.00783")
_KIMI = Source("Kimi Team", 2026, "Kimi K3", arxiv="2607.24653")

RECORDS = (
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
        stable_slope="where(x > -3, where(x < 3, x / 3 + 1 / 2, 1), 0)",  # x + 3 rounds to 6 before 3
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
        parameters=(Parameter("min_val", -10.0, at_most="max_val"), Parameter("max_val", 10.0)),
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
)
