import actlab

snish = actlab.define("half_mish", "x * tanh(log(1 + exp(x)) / 2.5)")
print(actlab.value("half_mish", [-1.0, 2.0]))
print(actlab.nn.module("half_mish"))
