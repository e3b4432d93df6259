"""Functions of one input that stand in gates alone: they have no kernels of their own."""

from actlab.define.activation import Activation, Parameter, Source

FUNCTIONS = (
    Activation(
        key="relu2",
        title="Squared ReLU",
        formula="max(x, 0)**2",
        source=Source(
            "So, Mańke, Liu, Dai, Shazeer, Le",
            2021,
            "Primer: Searching for Efficient Transformers for Language Modeling",
            arxiv="2109.08668",
        ),
    ),
    Activation(
        key="situ",
        title="SiTU",
        formula="cap * tanh(x / cap) / (1 + exp(-x))",
        stable="cap * tanh(x / cap) * sigmoid(x)",
        parameters=(Parameter("cap", 4.0, lower=1e-3),),
        source=Source("Kimi Team", 2026, "Kimi K3", arxiv="2607.24653"),
    ),
)
