"""Waves: functions with a sine or cosine on both sides."""

from actlab.define.activation import Activation, Parameter, Source

_SNAKE = Source(
    "Liu, Hartwig, Ueda",
    2020,
    "Neural Networks Fail to Learn Periodic Functions and How to Fix It",
    arxiv="2006.08195",
)

RECORDS = (
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
)
