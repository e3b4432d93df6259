import numpy as np

import actlab

x = np.linspace(-5, 5, 11)
y = actlab.value("mish", x)
dy = actlab.slope("leaky_relu", x, slope=0.05)
gradient = actlab.backward("mish", x, np.ones_like(x))
