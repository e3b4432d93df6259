"""Piecewise linear: ReLU and other functions of straight lines."""

from actlab.define.activation import Activation, Alias, Kink, Parameter, Source

_SHRINKAGE = Source("Donoho, Johnstone", 1994, "Ideal Spatial Adaptation by Wavelet Shrinkage")

RECORDS = (
    Activation(
        key="identity",
        title="Identity",
        formula="x",
        aliases=(Alias("linear", "Linear"),),
        source=Source("Classical", 1958, "The linear unit"),
    ),
    Activation(
        key="relu",
        title="ReLU",
        formula="max(x, 0)",
        kinks=(Kink(at="0", slope="0"),),
        source=Source("Nair, Hinton", 2010, "Rectified Linear Units Improve Restricted Boltzmann Machines"),
    ),
    Activation(
        key="relu6",
        title="ReLU6",
        formula="min(max(x, 0), 6)",
        kinks=(Kink(at="0", slope="0"), Kink(at="6", slope="0")),
        source=Source("Krizhevsky", 2010, "Convolutional Deep Belief Networks on CIFAR-10"),
    ),
    Activation(
        key="threshold",
        title="Threshold",
        formula="where(x > theta, x, value)",
        parameters=(Parameter("theta", 1.0), Parameter("value", 0.0)),
        kinks=(Kink(at="theta", slope="0"),),
        discontinuous=True,
        aliases=(Alias("thresholded_relu", "Thresholded ReLU"),),
        source=Source(
            "Konda, Memisevic, Krueger",
            2014,
            "Zero-bias autoencoders and the benefits of co-adapting features",
            arxiv="1402.3337",
        ),
    ),
    Activation(
        key="leaky_relu",
        title="Leaky ReLU",
        formula="where(x > 0, x, slope * x)",
        parameters=(Parameter("slope", 0.01, lower=0.0, upper=1.0),),
        kinks=(Kink(at="0", slope="slope"),),
        source=Source("Maas, Hannun, Ng", 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models"),
    ),
    Activation(
        key="prelu",
        title="PReLU",
        formula="where(x > 0, x, slope * x)",
        parameters=(Parameter("slope", 0.25, learnable=True),),
        kinks=(Kink(at="0", slope="slope"),),
        source=Source("He, Zhang, Ren, Sun", 2015, "Delving Deep into Rectifiers", arxiv="1502.01852"),
    ),
    Activation(
        # In training the slope is drawn between the bounds; this is the function after it, with their mean.
        key="rrelu",
        title="RReLU",
        formula="where(x > 0, x, (lower + upper) / 2 * x)",
        parameters=(
            Parameter("lower", 0.125, lower=0.0, upper=1.0, at_most="upper"),
            Parameter("upper", 0.3333333333333333, lower=0.0, upper=1.0),
        ),
        kinks=(Kink(at="0", slope="(lower + upper) / 2"),),
        source=Source(
            "Xu, Wang, Chen, Li",
            2015,
            "Empirical Evaluation of Rectified Activations in Convolutional Network",
            arxiv="1505.00853",
        ),
    ),
    Activation(
        # The paper learns all four per unit from data; these starts, the same on both sides, are actlab's.
        key="srelu",
        title="SReLU",
        formula=(
            "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))"
        ),
        parameters=(
            Parameter("left", -1.0, learnable=True, at_most="right"),
            Parameter("left_slope", 0.2, learnable=True),
            Parameter("right", 1.0, learnable=True),
            Parameter("right_slope", 0.2, learnable=True),
        ),
        kinks=(Kink(at="left", slope="left_slope"), Kink(at="right", slope="right_slope")),
        source=Source(
            "Jin, Xu, Feng, Wei, Xiong, Yan",
            2015,
            "Deep Learning with S-shaped Rectified Linear Activation Units",
            arxiv="1512.07030",
        ),
    ),
    Activation(
        key="hard_tanh",
        title="Hard Tanh",
        formula="min(max(x, min_val), max_val)",
        parameters=(Parameter("min_val", -1.0, at_most="max_val"), Parameter("max_val", 1.0)),
        kinks=(Kink(at="min_val", slope="0"), Kink(at="max_val", slope="0")),
        aliases=(Alias("hardtanh", "Hardtanh"),),
        source=Source("Collobert", 2004, "Large Scale Machine Learning"),
    ),
    Activation(
        # As torch, Keras 3 and JAX have it.
        key="hard_sigmoid",
        title="Hard Sigmoid",
        formula="min(max(x + 3, 0), 6) / 6",
        stable="min(max(x + 3, 0) / 6, 1)",
        stable_slope="where(x > -3, where(x < 3, 1 / 6, 0), 0)",  # x + 3 rounds to 6 before 3
        kinks=(Kink(at="-3", slope="0"), Kink(at="3", slope="0")),
        aliases=(Alias("hardsigmoid", "Hardsigmoid"),),
        source=Source("Howard et al.", 2019, "Searching for MobileNetV3", arxiv="1905.02244"),
    ),
    Activation(
        # ONNX's HardSigmoid, and Theano's and Keras 2's with the defaults, which the sources of the Mish paper mean.
        key="linear_sigmoid",
        title="Linear Sigmoid",
        formula="min(max(alpha * x + beta, 0), 1)",
        # alpha x + beta rounds to 1 before 1
        stable_slope="where(x > -beta / alpha, where(x < (1 - beta) / alpha, alpha, 0), 0)",
        parameters=(Parameter("alpha", 0.2, lower=1e-3), Parameter("beta", 0.5)),
        kinks=(Kink(at="-beta / alpha", slope="0"), Kink(at="(1 - beta) / alpha", slope="0")),
        source=Source("Courbariaux, Bengio, David", 2015, "BinaryConnect", arxiv="1511.00363"),
    ),
    Activation(
        key="hard_shrink",  # with a bias it is ONNX's Shrink
        title="Hard Shrink",
        formula="where(abs(x) > lambd, x - bias * sign(x), 0)",
        stable="where(x > lambd, x - bias, where(x < -lambd, x + bias, 0))",
        parameters=(Parameter("lambd", 0.5, lower=0.0), Parameter("bias", 0.0)),
        kinks=(Kink(at="-lambd", slope="0"), Kink(at="lambd", slope="0")),
        discontinuous=True,
        aliases=(Alias("hardshrink", "Hardshrink"), Alias("shrink", "Shrink")),
        source=_SHRINKAGE,
    ),
    Activation(
        key="soft_shrink",
        title="Soft Shrink",
        formula="sign(x) * max(abs(x) - lambd, 0)",
        stable="where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
        parameters=(Parameter("lambd", 0.5, lower=0.0),),
        kinks=(Kink(at="-lambd", slope="0"), Kink(at="lambd", slope="0")),
        aliases=(Alias("softshrink", "Softshrink"),),
        source=_SHRINKAGE,
    ),
)
