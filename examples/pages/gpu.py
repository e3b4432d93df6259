import actlab

print(actlab.accelerate())  # F.mish, F.silu and others, in models as they are
