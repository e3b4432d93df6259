"""Squares above zero, and their slopes."""

from actlab.define.activation import Activation, Alias, Kink, Parameter, Source

_PRIMER = Source(
    "So, Mańke, Liu, Dai, Shazeer, Le",
    2021,
    "Primer: Searching for Efficient Transformers for Language Modeling",
    arxiv="2109.08668",
)

RECORDS = (
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
)
