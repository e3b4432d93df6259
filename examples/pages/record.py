from actlab.define.activation import Activation, Source

Activation(
    key="half_mish",
    title="Half Mish",
    formula="x * tanh(log(1 + exp(x)) / 2.5)",
    source=Source("Your Name", 2026, "The article that proposed it"),
)
