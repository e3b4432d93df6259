import actlab

print(actlab.accelerate())  # F.mish, nn.Mish, F.silu, F.softplus and their gradients, in models nobody changes
