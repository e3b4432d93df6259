import numpy as np
from numpy.random import RandomState

from actlab.scratch import Activation, Affine, build, gradient_check

generator = RandomState(0)
affine, activation = Affine(3), Activation("mish")
affine.connect(2, generator)
outputs = activation.forward(affine.forward(generator.randn(4, 2)))
back = affine.backward(activation.backward(np.ones_like(outputs)))

model = build("affine 5, mish, affine 3, softmax", inputs=2, generator=generator)
print(gradient_check(model, generator.randn(8, 2), generator.randint(0, 3, 8), generator))
