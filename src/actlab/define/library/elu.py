"""ELU and its kin: as a rule x above zero and a curve below; and the exponential itself."""

from actlab.define.activation import Activation, Aten, Kink, Parameter, Source

CARLILE = Source(
    "Carlile, Delamarter, Kinney, Marti, Whitney",
    2017,
    "Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs)",
    arxiv="1710.09967",
)

RECORDS = (
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
        source=CARLILE,
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
)
