"""A function on tensors for each activation function. Made from the records by `make emit`; do not edit."""

from torch import Tensor

from actlab.torch.functional import apply as apply

def __dir__() -> list[str]: ...

def aptx(x: Tensor, *, alpha: float | Tensor = 1.0, beta: float | Tensor = 1.0, gamma: float | Tensor = 0.5) -> Tensor:
    """APTx, element by element.

    - Formula: ``(alpha + tanh(beta * x)) * gamma * x``
    - Slope: ``gamma·(alpha + tanh(beta·x)) + beta·gamma·x/cosh(beta·x)²``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.36 ULP at x = -0.14363341, slope 1.94 ULP at x = -0.989521027 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; learnable, default 1.
        beta: a number, or a tensor that broadcasts with ``x``; learnable, default 1.
        gamma: a number, or a tensor that broadcasts with ``x``; learnable, default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.aptx(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1192,  0.3655,  1.9640])

    Source: Kumar (2022), APTx: better activation function than MISH, SWISH, and ReLU's variants used in deep
    learning, arXiv:2209.06119.
    """

def aria2(x: Tensor, *, alpha: float | Tensor = 1.5, beta: float | Tensor = 1.0) -> Tensor:
    """ARiA2, element by element.

    - Formula: ``(1 + exp(-beta * x))**(-alpha)``
    - Slope: ``alpha·beta·(1 + exp(−x·beta))^(−1 − alpha)·exp(−x·beta)``
    - Kinks: none.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.886 ULP at x = -6.49800873, slope 0.871 ULP at x = -2.98181605 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0, learnable, default 1.5.
        beta: a number, or a tensor that broadcasts with ``x``; at least 0, learnable, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.aria2(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.1395, 0.4911, 0.8266])

    Source: Patwardhan, Ingalhalikar, Walambe (2018), ARiA: Utilizing Richard's Curve for Controlling the
    Non-monotonicity of the Activation Function, arXiv:1805.08878.
    """

def atan_softplus(x: Tensor) -> Tensor:
    """Atan Softplus, element by element.

    - Formula: ``atan(x) * log(1 + exp(x))``
    - Slope: ``softplus(x)/(1 + x²) + atan(x)·sigmoid(x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1.570796 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.82 ULP at x = -2.70369387, slope 1.85 ULP at x = -0.60901463 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.atan_softplus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2460,  0.4516,  2.3548])

    Source: Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681.
    """

def bent_identity(x: Tensor) -> Tensor:
    """Bent Identity, element by element.

    - Formula: ``x + (sqrt(x**2 + 1) - 1) / 2``
    - Slope: ``1 + x/(2·sqrt(1 + x²))``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 0.5 at −∞, 1.5 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.08 ULP at x = -30.9962387, slope 1.58 ULP at x = -7.99584532 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.bent_identity(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.7929,  0.5590,  2.6180])

    Source: Godfrey, Gashler (2015), A continuum among logarithmic, linear, and exponential functions.
    """

def beta_mish(x: Tensor, *, beta: float | Tensor = 1.5) -> Tensor:
    """Beta Mish, element by element.

    - Formula: ``x * tanh(log((1 + exp(x))**beta))``
    - Slope: ``x·beta·(1 + exp(x))^(−1 + beta)·exp(x)/((1 + exp(x))^beta·cosh(log((1 + exp(x))^beta))²) + tanh(log((1 + exp(x))^beta))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.56 ULP at x = -0.171809658, slope 1.58 ULP at x = -1.42506051 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.beta_mish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.4381,  0.4489,  1.9932])

    Source: Misra (2019), Echo, a companion package of the Mish paper.
    """

def celu(x: Tensor, *, alpha: float | Tensor = 1.0) -> Tensor:
    """CELU, element by element.

    - Formula: ``where(x > 0, x, alpha * (exp(x / alpha) - 1))``
    - Slope: ``(1 if x > 0 else exp(x/alpha))``
    - Kinks: none.
    - Limits: −1 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.09 ULP at x = -0.132231757, slope 0.969 ULP at x = -5.99311399 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.celu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.6321,  0.5000,  2.0000])

    Source: Barron (2017), Continuously Differentiable Exponential Linear Units, arXiv:1704.07483.
    """

def clipped_gelu(x: Tensor, *, min_val: float | Tensor = -10.0, max_val: float | Tensor = 10.0) -> Tensor:
    """Clipped GELU, element by element.

    - Formula: ``min(max(x * (1 + erf(x / sqrt(2))) / 2, min_val), max_val)``
    - Slope: ``((1 + x·sqrt(2)·exp(−x²/2)/sqrt(pi) + erf(x·sqrt(2)/2))/2 if (min_val < x·(1 + erf(x·sqrt(2)/2))/2) and ((max_val > min_val) or (min_val < x·(1 + erf(x·sqrt(2)/2))/2)) and ((min_val ≥ x·(1 + erf(x·sqrt(2)/2))/2) or (max_val > x·(1 + erf(x·sqrt(2)/2))/2)) else 0)``
    - Kinks: ``x = max_val``, where the slope is ``(1 + erf(max_val / sqrt(2))) / 2 + max_val * exp(-max_val**2 / 2) / sqrt(2 * pi)``.
    - Limits: 0 at −∞, 10 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.52 ULP at x = -10.9010582, slope 1.87 ULP at x = -11.1799593 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        min_val: a number, or a tensor that broadcasts with ``x``; default -10.
        max_val: a number, or a tensor that broadcasts with ``x``; default 10.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.clipped_gelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1587,  0.3457,  1.9545])

    Source: Wu, Judd, Zhang, Isaev, Micikevicius (2020), Integer Quantization for Deep Learning Inference:
    Principles and Empirical Evaluation, arXiv:2004.09602.
    """

def dyt(x: Tensor, *, alpha: float | Tensor = 0.5, scale: float | Tensor = 1.0, bias: float | Tensor = 0.0) -> Tensor:
    """DyT, element by element.

    - Formula: ``tanh(alpha * x) * scale + bias``
    - Slope: ``alpha·scale/cosh(alpha·x)²``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.18 ULP at x = -0.250388891, slope 0.8 ULP at x = -8.42978382 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; learnable, default 0.5.
        scale: a number, or a tensor that broadcasts with ``x``; learnable, default 1.
        bias: a number, or a tensor that broadcasts with ``x``; learnable, default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.dyt(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.4621,  0.2449,  0.7616])

    Source: Zhu, Chen, He, LeCun, Liu (2025), Transformers without Normalization, arXiv:2503.10622.
    """

def e_swish(x: Tensor, *, beta: float | Tensor = 1.75) -> Tensor:
    """E-Swish, element by element.

    - Formula: ``beta * x / (1 + exp(-x))``
    - Slope: ``f + (beta − f)·sigmoid(x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1.75 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.66 ULP at x = 0.46327278, slope 2 ULP at x = -1.3643682 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; default 1.75.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.e_swish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.4706,  0.5447,  3.0828])

    Source: Alcaide (2018), E-swish: Adjusting Activations to Different Network Depths, arXiv:1801.07145.
    """

def elish(x: Tensor) -> Tensor:
    """ELiSH, element by element.

    - Formula: ``where(x >= 0, x / (1 + exp(-x)), (exp(x) - 1) / (1 + exp(-x)))``
    - Slope: ``((1 + x + exp(x))·exp(x)/(1 + exp(x))² if x ≥ 0 else (−1 + 2·exp(x) + exp(2·x))·exp(x)/(1 + exp(x))²)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.79 ULP at x = -0.363057941, slope 1.89 ULP at x = -1.00601983 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.elish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1700,  0.3112,  1.7616])

    Source: Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783.
    """

def elu(x: Tensor, *, alpha: float | Tensor = 1.0) -> Tensor:
    """ELU, element by element.

    - Formula: ``where(x > 0, x, alpha * (exp(x) - 1))``
    - Slope: ``(1 if x > 0 else alpha·exp(x))``
    - Kinks: ``x = 0``, where the slope is ``alpha``.
    - Limits: −1 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.09 ULP at x = -0.132231757, slope 0.97 ULP at x = -5.99311399 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.elu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.6321,  0.5000,  2.0000])

    Source: Clevert, Unterthiner, Hochreiter (2015), Fast and Accurate Deep Network Learning by Exponential Linear
    Units (ELUs), arXiv:1511.07289.
    """

def exponential(x: Tensor) -> Tensor:
    """Exponential, element by element.

    - Formula: ``exp(x)``
    - Slope: ``f``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 0.996 ULP at x = 2.00003886, slope 0.996 ULP at x = 2.00003886 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.exponential(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3679, 1.6487, 7.3891])

    Source: Nelder, Wedderburn (1972), Generalized Linear Models.
    """

def flatten_t_swish(x: Tensor, *, t: float | Tensor = 0.0) -> Tensor:
    """Flatten-T Swish, element by element.

    - Formula: ``where(x > 0, x / (1 + exp(-x)), 0) + t``
    - Slope: ``((1 + x + exp(x))·exp(x)/(1 + exp(x))² if x > 0 else 0)``
    - Kinks: ``x = 0``, where the slope is ``0``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.64 ULP at x = 0.0307669062, slope 0.63 ULP at x = 0.0232487842 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        t: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.flatten_t_swish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.3112, 1.7616])

    Source: Chieng, Wahid, Pauline, Perla (2018), Flatten-T Swish: a thresholded ReLU-Swish-like activation
    function for deep learning, arXiv:1812.06247.
    """

def gcu(x: Tensor) -> Tensor:
    """GCU, element by element.

    - Formula: ``x * cos(x)``
    - Slope: ``−x·sin(x) + cos(x)``
    - Kinks: none.
    - Limits: none at −∞, none at ∞; of the slope none at −∞, none at ∞. NaN gives NaN.
    - Largest error in float32: value 2.15 ULP at x = -1.12104368, slope 6.04 ULP at x = -3.42561841 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.gcu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.5403,  0.4388, -0.8323])

    Source: Noel, Arunkumar, Trivedi, Dutta (2021), Growing Cosine Unit: A Novel Oscillatory Activation Function,
    arXiv:2108.12943.
    """

def gelu(x: Tensor) -> Tensor:
    """GELU, element by element.

    - Formula: ``x * (1 + erf(x / sqrt(2))) / 2``
    - Slope: ``1/2 + erf(x·sqrt(2)/2)/2 + x·sqrt(2)·exp(−x²/2)/(2·sqrt(pi))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.52 ULP at x = -10.9010582, slope 1.87 ULP at x = -11.1799593 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.gelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1587,  0.3457,  1.9545])

    Source: Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415.
    """

def gelu_tanh(x: Tensor) -> Tensor:
    """GELU Tanh, element by element.

    - Formula: ``x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2``
    - Slope: ``1/2 + tanh(sqrt(2)·(x + 8943·x³/200000)/sqrt(pi))/2 + x·sqrt(2)/(2·sqrt(pi)·cosh(sqrt(2)·(x + 8943·x³/200000)/sqrt(pi))²) + 26829·sqrt(2)·x³/(400000·sqrt(pi)·cosh(sqrt(2)·(x + 8943·x³/200000)/sqrt(pi))²)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.39 ULP at x = -5.82550907, slope 1.66 ULP at x = -0.922455847 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.gelu_tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1588,  0.3457,  1.9546])

    Source: Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415.
    """

def golu(x: Tensor) -> Tensor:
    """GoLU, element by element.

    - Formula: ``x * exp(-exp(-x))``
    - Slope: ``f·exp(−x) + exp(−exp(−x))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.94 ULP at x = -4.39722967, slope 1.83e-07 absolute at x = 2.17052388 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.golu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.0660,  0.2726,  1.7468])

    Source: Das, Zarbaf, Zela, Frommel, Hutter (2025), Gompertz Linear Units: Leveraging Asymmetry for Enhanced
    Learning Dynamics, arXiv:2502.03654.
    """

def hard_elish(x: Tensor) -> Tensor:
    """Hard ELiSH, element by element.

    - Formula: ``h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, (exp(x) - 1) * h)``
    - Slope: ``(1/2 + x if (x ≥ 0) and (x < 1) else 1 if x ≥ 0 else −1/2 + (2 + x)·exp(x)/2 if (x > −1) and (x < 1) else 0 if x < 1 else exp(x))``
    - Kinks: ``x = -1``, where the slope is ``0``; ``x = 1``, where the slope is ``1``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.45 ULP at x = -0.0159120243, slope 5.96e-08 absolute at x = 0.500569761 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_elish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.0000, 0.3750, 2.0000])

    Source: Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783.
    """

def hard_mish(x: Tensor) -> Tensor:
    """Hard Mish, element by element.

    - Formula: ``x / 2 * min(2, max(0, x + 2))``
    - Slope: ``(1 if x > 0 else 0 if x < −2 else 1 + x/2 if (x > 0) or (x < −2) else 1 + x)``
    - Kinks: ``x = -2``, where the slope is ``0``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.5 ULP at x = -0.999827325, slope 5.96e-08 absolute at x = -0.499085486 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_mish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.5000,  0.5000,  2.0000])

    Source: Diganta Misra's repository (2020), H-Mish, proposed beside Mish.
    """

def hard_shrink(x: Tensor, *, lambd: float | Tensor = 0.5, bias: float | Tensor = 0.0) -> Tensor:
    """Hard Shrink, element by element.

    - Formula: ``where(abs(x) > lambd, x - bias * sign(x), 0)``
    - Slope: ``(1 if lambd < abs(x) else 0)``
    - Kinks: ``x = -lambd``, where the slope is ``0``; ``x = lambd``, where the slope is ``0``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lambd: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.5.
        bias: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_shrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.,  0.,  2.])

    Source: Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage.
    """

def hard_sigmoid(x: Tensor) -> Tensor:
    """Hard Sigmoid, element by element.

    - Formula: ``min(max(x + 3, 0), 6) / 6``
    - Slope: ``(1/6 if (x > −3) and (x < 3) else 0)``
    - Kinks: ``x = -3``, where the slope is ``0``; ``x = 3``, where the slope is ``0``.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1 ULP at x = -0.991999984, slope 0.333 ULP at x = -2.99999976 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_sigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3333, 0.5833, 0.8333])

    Source: Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244.
    """

def hard_swish(x: Tensor) -> Tensor:
    """Hard Swish, element by element.

    - Formula: ``x * min(max(x + 3, 0), 6) / 6``
    - Slope: ``((3 + 2·x)/6 if (x > −3) and (x < 3) else 0 if x < 3 else 1)``
    - Kinks: ``x = -3``, where the slope is ``0``; ``x = 3``, where the slope is ``1``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.87 ULP at x = 1.37149787, slope 7.95e-08 absolute at x = 1.53125 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_swish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3333,  0.2917,  1.6667])

    Source: Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244.
    """

def hard_tanh(x: Tensor, *, min_val: float | Tensor = -1.0, max_val: float | Tensor = 1.0) -> Tensor:
    """Hard Tanh, element by element.

    - Formula: ``min(max(x, min_val), max_val)``
    - Slope: ``(1 if (min_val < x) and ((min_val ≥ x) or (max_val > x)) and ((max_val > min_val) or (min_val < x)) else 0)``
    - Kinks: ``x = min_val``, where the slope is ``0``; ``x = max_val``, where the slope is ``0``.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        min_val: a number, or a tensor that broadcasts with ``x``; default -1.
        max_val: a number, or a tensor that broadcasts with ``x``; default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hard_tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5000,  1.0000])

    Source: Collobert (2004), Large Scale Machine Learning.
    """

def hardshrink(x: Tensor, *, lambd: float | Tensor = 0.5, bias: float | Tensor = 0.0) -> Tensor:
    """Hard Shrink, element by element.

    - Formula: ``where(abs(x) > lambd, x - bias * sign(x), 0)``
    - Slope: ``(1 if lambd < abs(x) else 0)``
    - Kinks: ``x = -lambd``, where the slope is ``0``; ``x = lambd``, where the slope is ``0``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lambd: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.5.
        bias: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hardshrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.,  0.,  2.])

    Source: Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage.
    """

def hardsigmoid(x: Tensor) -> Tensor:
    """Hard Sigmoid, element by element.

    - Formula: ``min(max(x + 3, 0), 6) / 6``
    - Slope: ``(1/6 if (x > −3) and (x < 3) else 0)``
    - Kinks: ``x = -3``, where the slope is ``0``; ``x = 3``, where the slope is ``0``.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1 ULP at x = -0.991999984, slope 0.333 ULP at x = -2.99999976 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hardsigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3333, 0.5833, 0.8333])

    Source: Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244.
    """

def hardswish(x: Tensor) -> Tensor:
    """Hard Swish, element by element.

    - Formula: ``x * min(max(x + 3, 0), 6) / 6``
    - Slope: ``((3 + 2·x)/6 if (x > −3) and (x < 3) else 0 if x < 3 else 1)``
    - Kinks: ``x = -3``, where the slope is ``0``; ``x = 3``, where the slope is ``1``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.87 ULP at x = 1.37149787, slope 7.95e-08 absolute at x = 1.53125 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hardswish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3333,  0.2917,  1.6667])

    Source: Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244.
    """

def hardtanh(x: Tensor, *, min_val: float | Tensor = -1.0, max_val: float | Tensor = 1.0) -> Tensor:
    """Hard Tanh, element by element.

    - Formula: ``min(max(x, min_val), max_val)``
    - Slope: ``(1 if (min_val < x) and ((min_val ≥ x) or (max_val > x)) and ((max_val > min_val) or (min_val < x)) else 0)``
    - Kinks: ``x = min_val``, where the slope is ``0``; ``x = max_val``, where the slope is ``0``.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        min_val: a number, or a tensor that broadcasts with ``x``; default -1.
        max_val: a number, or a tensor that broadcasts with ``x``; default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.hardtanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5000,  1.0000])

    Source: Collobert (2004), Large Scale Machine Learning.
    """

def identity(x: Tensor) -> Tensor:
    """Identity, element by element.

    - Formula: ``x``
    - Slope: ``1``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.identity(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5000,  2.0000])

    Source: Classical (1958), The linear unit.
    """

def isrlu(x: Tensor, *, alpha: float | Tensor = 1.0) -> Tensor:
    """ISRLU, element by element.

    - Formula: ``where(x >= 0, x, x / sqrt(1 + alpha * x**2))``
    - Slope: ``(1 if x ≥ 0 else (1 + alpha·x²)^(−3/2))``
    - Kinks: none.
    - Limits: −1 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.4 ULP at x = -7.94460154, slope 0.5 ULP at x = -7.07408285 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.isrlu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.7071,  0.5000,  2.0000])

    Source: Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root
    Linear Units (ISRLUs), arXiv:1710.09967.
    """

def isru(x: Tensor, *, alpha: float | Tensor = 1.0) -> Tensor:
    """ISRU, element by element.

    - Formula: ``x / sqrt(1 + alpha * x**2)``
    - Slope: ``(1 + alpha·x²)^(−3/2)``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.4 ULP at x = -7.94460154, slope 0.5 ULP at x = -7.07408285 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.isru(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.7071,  0.4472,  0.8944])

    Source: Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root
    Linear Units (ISRLUs), arXiv:1710.09967.
    """

def laplace(x: Tensor, *, mu: float | Tensor = 0.707107, sigma: float | Tensor = 0.282095) -> Tensor:
    """Laplace, element by element.

    - Formula: ``(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2``
    - Slope: ``sqrt(2)·exp(−(x − mu)²/(2·sigma²))/(2·sqrt(pi)·sigma)``
    - Kinks: none.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.55 ULP at x = -0.327963471, slope 1.38 ULP at x = 4.32598972 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        mu: a number, or a tensor that broadcasts with ``x``; default 0.707107.
        sigma: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 0.282095.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.laplace(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([7.1737e-10, 2.3142e-01, 1.0000e+00])

    Source: Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer (2022), Mega: Moving Average Equipped Gated
    Attention, arXiv:2209.10655.
    """

def leaky_relu(x: Tensor, *, slope: float | Tensor = 0.01) -> Tensor:
    """Leaky ReLU, element by element.

    - Formula: ``where(x > 0, x, slope * x)``
    - Slope: ``(1 if x > 0 else slope)``
    - Kinks: ``x = 0``, where the slope is ``slope``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 0.01 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.84 ULP at x = -1.05873488e-20, slope 0.24 ULP at x = -3.40180144e+38 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        slope: a number, or a tensor that broadcasts with ``x``; at least 0, at most 1, default 0.01.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.leaky_relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.0100,  0.5000,  2.0000])

    Source: Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models.
    """

def leaky_relu_squared(x: Tensor, *, slope: float | Tensor = 0.5) -> Tensor:
    """Leaky ReLU Squared, element by element.

    - Formula: ``where(x > 0, x, slope * x)**2``
    - Slope: ``(2·x if x > 0 else 2·x·slope²)``
    - Kinks: none.
    - Limits: ∞ at −∞, ∞ at ∞; of the slope −∞ at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = -9.45687972e-13, slope 1 ULP at x = -4.64318593e-38 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        slope: a number, or a tensor that broadcasts with ``x``; at least 0, at most 1, default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.leaky_relu_squared(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.2500, 0.2500, 4.0000])

    Source: Jordan et al. (2024), modded-nanogpt: speedrunning the NanoGPT baseline.
    """

def lecun_tanh(x: Tensor) -> Tensor:
    """LeCun Tanh, element by element.

    - Formula: ``1.7159 * tanh(2 * x / 3)``
    - Slope: ``17159/15000 − 17159·tanh(2·x/3)²/15000``
    - Kinks: none.
    - Limits: −1.7159 at −∞, 1.7159 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.95 ULP at x = -0.220062584, slope 0.966 ULP at x = -1.47470689 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.lecun_tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5517,  1.4929])

    Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp.
    """

def linear(x: Tensor) -> Tensor:
    """Identity, element by element.

    - Formula: ``x``
    - Slope: ``1``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.linear(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5000,  2.0000])

    Source: Classical (1958), The linear unit.
    """

def linear_sigmoid(x: Tensor, *, alpha: float | Tensor = 0.2, beta: float | Tensor = 0.5) -> Tensor:
    """Linear Sigmoid, element by element.

    - Formula: ``min(max(alpha * x + beta, 0), 1)``
    - Slope: ``(alpha if (beta + x·alpha > 0) and ((beta + x·alpha ≤ 0) or (beta + x·alpha < 1)) else 0)``
    - Kinks: ``x = -beta / alpha``, where the slope is ``0``; ``x = (1 - beta) / alpha``, where the slope is ``0``.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = 0.498047024, slope 0.2 ULP at x = -2.49999976 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 0.2.
        beta: a number, or a tensor that broadcasts with ``x``; default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.linear_sigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3000, 0.6000, 0.9000])

    Source: Courbariaux, Bengio, David (2015), BinaryConnect, arXiv:1511.00363.
    """

def lisht(x: Tensor) -> Tensor:
    """LiSHT, element by element.

    - Formula: ``x * tanh(x)``
    - Slope: ``x/cosh(x)² + tanh(x)``
    - Kinks: none.
    - Limits: ∞ at −∞, ∞ at ∞; of the slope −1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.85 ULP at x = -0.0109975403, slope 1.26 ULP at x = -0.496215671 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.lisht(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.7616, 0.2311, 1.9281])

    Source: Roy, Manna, Dubey, Chaudhuri (2019), LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent
    Activation Function for Neural Networks, arXiv:1901.05894.
    """

def log_atan_exp(x: Tensor) -> Tensor:
    """Log Atan Exp, element by element.

    - Formula: ``x * log(1 + atan(exp(x)))``
    - Slope: ``x·exp(x)/((1 + atan(exp(x)))·(1 + exp(2·x))) + log(1 + atan(exp(x)))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 0.9442157 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.74 ULP at x = -0.244994089, slope 1.88 ULP at x = -1.26109314 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.log_atan_exp(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3020,  0.3529,  1.7809])

    Source: Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681.
    """

def log_sigmoid(x: Tensor) -> Tensor:
    """LogSigmoid, element by element.

    - Formula: ``log(1 / (1 + exp(-x)))``
    - Slope: ``1/(1 + exp(x))``
    - Kinks: none.
    - Limits: −∞ at −∞, 0 at ∞; of the slope 1 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.952 ULP at x = 6.9689517, slope 0.798 ULP at x = 6.99446154 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.log_sigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.3133, -0.4741, -0.1269])

    Source: Classical (1958), The logarithm of the logistic function.
    """

def log_tanh_exp(x: Tensor) -> Tensor:
    """Log Tanh Exp, element by element.

    - Formula: ``x * log(1 + tanh(exp(x)))``
    - Slope: ``x·exp(x)/((1 + tanh(exp(x)))·cosh(exp(x))²) + log(1 + tanh(exp(x)))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 0.6931472 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.26 ULP at x = -5.09711504, slope 1.61 ULP at x = -1.20303476 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.log_tanh_exp(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3017,  0.3284,  1.3863])

    Source: Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681.
    """

def logish(x: Tensor) -> Tensor:
    """Logish, element by element.

    - Formula: ``x * log(1 + 1 / (1 + exp(-x)))``
    - Slope: ``x·(1 − sigmoid(x))·sigmoid(x)/(1 + sigmoid(x)) + log(1 + sigmoid(x))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 0.6931472 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.93 ULP at x = -0.362435907, slope 2.36 ULP at x = -1.46221137 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.logish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2382,  0.2420,  1.2634])

    Source: Zhu, Zeng, Liu, Zhang (2021), Logish: A new nonlinear nonmonotonic activation function for
    convolutional neural network.
    """

def logistic(x: Tensor) -> Tensor:
    """Sigmoid, element by element.

    - Formula: ``1 / (1 + exp(-x))``
    - Slope: ``f − f²``
    - Kinks: none.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.04 ULP at x = -2.70976925, slope 0.994 ULP at x = -2.00966668 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.logistic(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.2689, 0.6225, 0.8808])

    Source: Verhulst (1838), Notice sur la loi que la population suit dans son accroissement.
    """

def mila(x: Tensor, *, beta: float | Tensor = -0.25) -> Tensor:
    """Mila, element by element.

    - Formula: ``x * tanh(log(1 + exp(x + beta)))``
    - Slope: ``x/((1 + exp(−beta − x))·cosh(sp)²) + tanh(sp), where sp = softplus(beta + x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.64 ULP at x = 0.0293398201, slope 1.55 ULP at x = -1.49209452 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; default -0.25.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.mila(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2467,  0.3391,  1.9142])

    Source: Misra (2019), Mila: Controlling Minima Concavity in Activation Function.
    """

def mish(x: Tensor) -> Tensor:
    """Mish, element by element.

    - Formula: ``x * tanh(log(1 + exp(x)))``
    - Slope: ``x/((1 + exp(−x))·cosh(sp)²) + tanh(sp), where sp = softplus(x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.8 ULP at x = -2.02498746, slope 1.19e-07 absolute at x = 2.50058532 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.mish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3034,  0.3752,  1.9440])

    Source: Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681.
    """

def penalized_tanh(x: Tensor, *, a: float | Tensor = 0.25) -> Tensor:
    """Penalized Tanh, element by element.

    - Formula: ``where(x > 0, tanh(x), a * tanh(x))``
    - Slope: ``(1 − tanh(x)² if x > 0 else a·(1 − tanh(x)²))``
    - Kinks: ``x = 0``, where the slope is ``a``.
    - Limits: −0.25 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.39 ULP at x = -0.249921873, slope 1.22 ULP at x = -6.99864388 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        a: a number, or a tensor that broadcasts with ``x``; at least 0, at most 1, default 0.25.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.penalized_tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1904,  0.4621,  0.9640])

    Source: Xu, Huang, Li (2016), Revise Saturated Activation Functions, arXiv:1602.05980.
    """

def phish(x: Tensor) -> Tensor:
    """Phish, element by element.

    - Formula: ``x * tanh(x * (1 + erf(x / sqrt(2))) / 2)``
    - Slope: ``x·(1 + erf(x·sqrt(2)/2))/(2·cosh(x·(1 + erf(x·sqrt(2)/2))/2)²) + sqrt(2)·x²·exp(−x²/2)/(2·sqrt(pi)·cosh(x·(1 + erf(x·sqrt(2)/2))/2)²) + tanh(x·(1 + erf(x·sqrt(2)/2))/2)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.25 ULP at x = -4.3656888, slope 2.46 ULP at x = -6.10317993 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.phish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.1573, 0.1663, 1.9213])

    Source: Naveen (2022), Phish: A Novel Hyper-Optimizable Activation Function.
    """

def prelu(x: Tensor, *, slope: float | Tensor = 0.25) -> Tensor:
    """PReLU, element by element.

    - Formula: ``where(x > 0, x, slope * x)``
    - Slope: ``(1 if x > 0 else slope)``
    - Kinks: ``x = 0``, where the slope is ``slope``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 0.25 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        slope: a number, or a tensor that broadcasts with ``x``; learnable, default 0.25.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.prelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2500,  0.5000,  2.0000])

    Source: He, Zhang, Ren, Sun (2015), Delving Deep into Rectifiers, arXiv:1502.01852.
    """

def quick_gelu(x: Tensor, *, beta: float | Tensor = 1.702) -> Tensor:
    """Swish, element by element.

    - Formula: ``x / (1 + exp(-beta * x))``
    - Slope: ``beta·f + (1 − beta·f)·sigmoid(beta·x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.74 ULP at x = -29.7350063, slope 1.16e-07 absolute at x = 2.00038242 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; learnable, default 1.702.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.quick_gelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.1542,  0.3504,  1.9357])

    Source: Ramachandran, Zoph, Le (2017), Searching for Activation Functions, arXiv:1710.05941.
    """

def relu(x: Tensor) -> Tensor:
    """ReLU, element by element.

    - Formula: ``max(x, 0)``
    - Slope: ``(1 if x > 0 else 0)``
    - Kinks: ``x = 0``, where the slope is ``0``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.5000, 2.0000])

    Source: Nair, Hinton (2010), Rectified Linear Units Improve Restricted Boltzmann Machines.
    """

def relu2(x: Tensor) -> Tensor:
    """Squared ReLU, element by element.

    - Formula: ``max(x, 0)**2``
    - Slope: ``(2·x if x > 0 else 0)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = 9.45687972e-13, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.relu2(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.2500, 4.0000])

    Source: So, Mańke, Liu, Dai, Shazeer, Le (2021), Primer: Searching for Efficient Transformers for Language
    Modeling, arXiv:2109.08668.
    """

def relu6(x: Tensor) -> Tensor:
    """ReLU6, element by element.

    - Formula: ``min(max(x, 0), 6)``
    - Slope: ``(1 if (x > 0) and (x < 6) else 0)``
    - Kinks: ``x = 0``, where the slope is ``0``; ``x = 6``, where the slope is ``0``.
    - Limits: 0 at −∞, 6 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.relu6(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.5000, 2.0000])

    Source: Krizhevsky (2010), Convolutional Deep Belief Networks on CIFAR-10.
    """

def rrelu(x: Tensor, *, lower: float | Tensor = 0.125, upper: float | Tensor = 0.3333333333333333) -> Tensor:
    """RReLU, element by element.

    - Formula: ``where(x > 0, x, (lower + upper) / 2 * x)``
    - Slope: ``(1 if x > 0 else (lower + upper)/2)``
    - Kinks: ``x = 0``, where the slope is ``(lower + upper) / 2``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 0.2291667 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.833 ULP at x = -4.40609293e-28, slope 0.333 ULP at x = -3.40180144e+38 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lower: a number, or a tensor that broadcasts with ``x``; at least 0, at most 1, default 0.125.
        upper: a number, or a tensor that broadcasts with ``x``; at least 0, at most 1, default 0.333333.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.rrelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2292,  0.5000,  2.0000])

    Source: Xu, Wang, Chen, Li (2015), Empirical Evaluation of Rectified Activations in Convolutional Network,
    arXiv:1505.00853.
    """

def selu(x: Tensor, *, alpha: float | Tensor = 1.6732632423543772, scale: float | Tensor = 1.0507009873554805) -> Tensor:
    """SELU, element by element.

    - Formula: ``scale * where(x > 0, x, alpha * (exp(x) - 1))``
    - Slope: ``(scale if x > 0 else alpha·scale·exp(x))``
    - Kinks: ``x = 0``, where the slope is ``scale * alpha``.
    - Limits: −1.758099 at −∞, ∞ at ∞; of the slope 0 at −∞, 1.050701 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.53 ULP at x = -0.333788931, slope 0.833 ULP at x = -7.49920177 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.67326.
        scale: a number, or a tensor that broadcasts with ``x``; at least 0, default 1.0507.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.selu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.1113,  0.5254,  2.1014])

    Source: Klambauer, Unterthiner, Mayr, Hochreiter (2017), Self-Normalizing Neural Networks, arXiv:1706.02515.
    """

def serf(x: Tensor) -> Tensor:
    """Serf, element by element.

    - Formula: ``x * erf(log(1 + exp(x)))``
    - Slope: ``2·x·exp(−sp²)·sigmoid(x)/sqrt(pi) + erf(sp), where sp = softplus(x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.59 ULP at x = -0.203917831, slope 1.58 ULP at x = -1.42674243 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.serf(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3422,  0.4158,  1.9947])

    Source: Nag, Bhattacharyya, Mukherjee, Kundu (2021), SERF: Towards better training of deep neural networks
    using log-Softplus ERror activation Function, arXiv:2108.09598.
    """

def sharkfin(x: Tensor) -> Tensor:
    """SharkFin, element by element.

    - Formula: ``tanh(exp(x)) * max(x, -1)``
    - Slope: ``(x·(1 − tanh(exp(x))²)·exp(x) + tanh(exp(x)) if x > −1 else −(1 − tanh(exp(x))²)·exp(x))``
    - Kinks: ``x = -1``, where the slope is ``-(1 - tanh(exp(-1))**2) * exp(-1)``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.34 ULP at x = -0.440633267, slope 1.93 ULP at x = -0.606936991 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sharkfin(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3521,  0.4643,  2.0000])

    Source: Misra (2019), Echo, a companion package of the Mish paper.
    """

def shrink(x: Tensor, *, lambd: float | Tensor = 0.5, bias: float | Tensor = 0.0) -> Tensor:
    """Hard Shrink, element by element.

    - Formula: ``where(abs(x) > lambd, x - bias * sign(x), 0)``
    - Slope: ``(1 if lambd < abs(x) else 0)``
    - Kinks: ``x = -lambd``, where the slope is ``0``; ``x = lambd``, where the slope is ``0``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lambd: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.5.
        bias: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.shrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.,  0.,  2.])

    Source: Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage.
    """

def sigmoid(x: Tensor) -> Tensor:
    """Sigmoid, element by element.

    - Formula: ``1 / (1 + exp(-x))``
    - Slope: ``f − f²``
    - Kinks: none.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.04 ULP at x = -2.70976925, slope 0.994 ULP at x = -2.00966668 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.2689, 0.6225, 0.8808])

    Source: Verhulst (1838), Notice sur la loi que la population suit dans son accroissement.
    """

def silu(x: Tensor, *, beta: float | Tensor = 1.0) -> Tensor:
    """Swish, element by element.

    - Formula: ``x / (1 + exp(-beta * x))``
    - Slope: ``beta·f + (1 − beta·f)·sigmoid(beta·x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.74 ULP at x = -29.7350063, slope 1.16e-07 absolute at x = 2.00038242 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; learnable, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.silu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2689,  0.3112,  1.7616])

    Source: Ramachandran, Zoph, Le (2017), Searching for Activation Functions, arXiv:1710.05941.
    """

def sine_relu(x: Tensor, *, epsilon: float | Tensor = 0.001) -> Tensor:
    """Sine ReLU, element by element.

    - Formula: ``where(x > 0, x, epsilon * (sin(x) - cos(x)))``
    - Slope: ``(1 if x > 0 else epsilon·(cos(x) + sin(x)))``
    - Kinks: ``x = 0``, where the slope is ``epsilon``.
    - Limits: none at −∞, ∞ at ∞; of the slope none at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.53 ULP at x = -5.84510374, slope 1.3 ULP at x = -0.0231878813 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        epsilon: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.001.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sine_relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.3818e-03,  5.0000e-01,  2.0000e+00])

    Source: Rodrigues (2018), SineReLU: An Alternative to the ReLU Activation Function.
    """

def situ(x: Tensor, *, cap: float | Tensor = 4.0) -> Tensor:
    """SiTU, element by element.

    - Formula: ``cap * tanh(x / cap) / (1 + exp(-x))``
    - Slope: ``1/((1 + exp(−x))·cosh(x/cap)²) + cap·(1 − 1/(1 + exp(−x)))·tanh(x/cap)/(1 + exp(−x))``
    - Kinks: none.
    - Limits: 0 at −∞, 4 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.68 ULP at x = 0.0307676215, slope 2.15 ULP at x = -1.0996635 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        cap: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 4.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.situ(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2635,  0.3096,  1.6281])

    Source: Kimi Team (2026), Kimi K3, arXiv:2607.24653.
    """

def smish(x: Tensor) -> Tensor:
    """Smish, element by element.

    - Formula: ``x * tanh(log(1 + 1 / (1 + exp(-x))))``
    - Slope: ``w·exp(x)/d², where w = 4 + 4·x + 15·exp(3·x) + (18 + 12·x)·exp(x) + (28 + 8·x)·exp(2·x), d = 2 + 5·exp(2·x) + 6·exp(x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 0.6 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.83 ULP at x = -0.379594833, slope 1.96 ULP at x = -1.47842717 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.smish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2338,  0.2247,  1.1184])

    Source: Wang, Ren, Wang (2022), Smish: A Novel Activation Function for Deep Learning Methods.
    """

def snake(x: Tensor, *, alpha: float | Tensor = 1.0) -> Tensor:
    """Snake, element by element.

    - Formula: ``x + sin(alpha * x)**2 / alpha``
    - Slope: ``1 + 2·cos(x·alpha)·sin(x·alpha)``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope none at −∞, none at ∞. NaN gives NaN.
    - Largest error in float32: value 1.21 ULP at x = -0.14558208, slope 0.5 ULP at x = -30.6746941 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 1e-09, learnable, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.snake(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2919,  0.7298,  2.8268])

    Source: Liu, Hartwig, Ueda (2020), Neural Networks Fail to Learn Periodic Functions and How to Fix It,
    arXiv:2006.08195.
    """

def snake_beta(x: Tensor, *, alpha: float | Tensor = 1.0, beta: float | Tensor = 1.0) -> Tensor:
    """Snake Beta, element by element.

    - Formula: ``x + sin(alpha * x)**2 / beta``
    - Slope: ``1 + 2·alpha·cos(x·alpha)·sin(x·alpha)/beta``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope none at −∞, none at ∞. NaN gives NaN.
    - Largest error in float32: value 1.21 ULP at x = -0.14558208, slope 0.5 ULP at x = -30.6746941 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 1e-09, learnable, default 1.
        beta: a number, or a tensor that broadcasts with ``x``; at least 1e-09, learnable, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.snake_beta(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2919,  0.7298,  2.8268])

    Source: Lee, Ping, Ginsburg, Catanzaro, Yoon (2022), BigVGAN: A Universal Neural Vocoder with Large-Scale
    Training, arXiv:2206.04658.
    """

def soft_clipping(x: Tensor, *, alpha: float | Tensor = 0.5) -> Tensor:
    """Soft Clipping, element by element.

    - Formula: ``log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha``
    - Slope: ``exp(x·alpha)/(1 + exp(x·alpha)) − exp(alpha·(−1 + x))/(1 + exp(alpha·(−1 + x)))``
    - Kinks: none.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.832 ULP at x = -13.4731121, slope 0.836 ULP at x = -9.31453133 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.soft_clipping(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3216, 0.5000, 0.6784])

    Source: Klimek, Perelstein (2018), Neural Network-Based Approach to Phase Space Integration, arXiv:1810.11509.
    """

def soft_root_sign(x: Tensor, *, alpha: float | Tensor = 2.0, beta: float | Tensor = 3.0) -> Tensor:
    """Soft Root Sign, element by element.

    - Formula: ``x / (x / alpha + exp(-x / beta))``
    - Slope: ``alpha²·(x + beta)·exp(x/beta)/(d²·beta), where d = alpha + x·exp(x/beta)``
    - Kinks: none.
    - Limits: 0 at −∞, 2 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.61 ULP at x = -0.466346174, slope 1.99 ULP at x = -2.94992471 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha: a number, or a tensor that broadcasts with ``x``; at least 1.5, default 2.
        beta: a number, or a tensor that broadcasts with ``x``; at least 0.001, at most 4, default 3.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.soft_root_sign(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.1166,  0.4560,  1.3215])

    Source: Zhou, Li, Huang, Wang (2020), Soft-Root-Sign Activation Function, arXiv:2003.00547.
    """

def soft_shrink(x: Tensor, *, lambd: float | Tensor = 0.5) -> Tensor:
    """Soft Shrink, element by element.

    - Formula: ``sign(x) * max(abs(x) - lambd, 0)``
    - Slope: ``((0 if x = 0 else 1) if lambd − abs(x) < 0 else 0)``
    - Kinks: ``x = -lambd``, where the slope is ``0``; ``x = lambd``, where the slope is ``0``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = -16760974, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lambd: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.soft_shrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.5000,  0.0000,  1.5000])

    Source: Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage.
    """

def softplus(x: Tensor, *, beta: float | Tensor = 1.0) -> Tensor:
    """Softplus, element by element.

    - Formula: ``log(1 + exp(beta * x)) / beta``
    - Slope: ``sigmoid(x·beta)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.21 ULP at x = -2.01678395, slope 1.04 ULP at x = -2.70976925 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.softplus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3133, 0.9741, 2.1269])

    Source: Dugas, Bengio, Bélisle, Nadeau, Garcia (2000), Incorporating Second-Order Functional Knowledge for
    Better Option Pricing.
    """

def softplus_threshold(x: Tensor, *, beta: float | Tensor = 1.0, threshold: float | Tensor = 20.0) -> Tensor:
    """Softplus Threshold, element by element.

    - Formula: ``where(beta * x > threshold, x, log(1 + exp(beta * x)) / beta)``
    - Slope: ``(1 if threshold < x·beta else exp(x·beta)/(1 + exp(x·beta)))``
    - Kinks: ``x = threshold / beta``, where the slope is ``1 / (1 + exp(-threshold))``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.21 ULP at x = -2.01678395, slope 1.04 ULP at x = -2.70976925 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 1.
        threshold: a number, or a tensor that broadcasts with ``x``; default 20.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.softplus_threshold(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.3133, 0.9741, 2.1269])

    Source: Paszke et al. (2019), PyTorch: An Imperative Style, High-Performance Deep Learning Library.
    """

def softshrink(x: Tensor, *, lambd: float | Tensor = 0.5) -> Tensor:
    """Soft Shrink, element by element.

    - Formula: ``sign(x) * max(abs(x) - lambd, 0)``
    - Slope: ``((0 if x = 0 else 1) if lambd − abs(x) < 0 else 0)``
    - Kinks: ``x = -lambd``, where the slope is ``0``; ``x = lambd``, where the slope is ``0``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = -16760974, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        lambd: a number, or a tensor that broadcasts with ``x``; at least 0, default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.softshrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.5000,  0.0000,  1.5000])

    Source: Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage.
    """

def softsign(x: Tensor) -> Tensor:
    """Softsign, element by element.

    - Formula: ``x / (1 + abs(x))``
    - Slope: ``(1 − x·sign(x)/(1 + abs(x)))/(1 + abs(x))``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.49 ULP at x = -127.001457, slope 0.5 ULP at x = -103.926208 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.softsign(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.5000,  0.3333,  0.6667])

    Source: Turian, Bergstra, Bengio (2009), Quadratic Features and Deep Architectures for Chunking.
    """

def sparse_plus(x: Tensor) -> Tensor:
    """Sparse Plus, element by element.

    - Formula: ``where(x >= 1, x, where(x > -1, (x + 1)**2 / 4, 0))``
    - Slope: ``(1 if x ≥ 1 else (1 + x)/2 if x > −1 else 0)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.91 ULP at x = -0.293011874, slope 0.5 ULP at x = -0.490782052 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sparse_plus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.5625, 2.0000])

    Source: JAX developers (2024), jax.nn.sparse_plus, the integral of the sparse sigmoid.
    """

def sparse_sigmoid(x: Tensor) -> Tensor:
    """Sparse Sigmoid, element by element.

    - Formula: ``min(max((x + 1) / 2, 0), 1)``
    - Slope: ``(1/2 if (x > −1) and (x < 1) else 0)``
    - Kinks: ``x = -1``, where the slope is ``0``; ``x = 1``, where the slope is ``0``.
    - Limits: 0 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = -0.490782052, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sparse_sigmoid(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.7500, 1.0000])

    Source: Martins, Astudillo (2016), From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label
    Classification, arXiv:1602.02068.
    """

def sqnl(x: Tensor) -> Tensor:
    """SQNL, element by element.

    - Formula: ``where(x > 2, 1, where(x >= 0, x - x**2 / 4, where(x >= -2, x + x**2 / 4, -1)))``
    - Slope: ``(0 if x > 2 else 1 − x/2 if x ≥ 0 else 1 + x/2 if x ≥ −2 else 0)``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.75 ULP at x = -1.25000012, slope 0.5 ULP at x = -0.999954045 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sqnl(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.7500,  0.4375,  1.0000])

    Source: Wuraola, Patel (2018), SQNL: A New Computationally Efficient Activation Function.
    """

def sqrt_softplus(x: Tensor) -> Tensor:
    """Sqrt Softplus, element by element.

    - Formula: ``sqrt(log(1 + exp(x)))``
    - Slope: ``sigmoid(x)/(2·sqrt(softplus(x)))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.797 ULP at x = -18.2468414, slope 0.811 ULP at x = -15.4701462 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.sqrt_softplus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.5597, 0.9870, 1.4584])

    Source: DeepSeek-AI (2026), DeepSeek-V4, the scores of its router.
    """

def squared_relu(x: Tensor) -> Tensor:
    """Squared ReLU, element by element.

    - Formula: ``max(x, 0)**2``
    - Slope: ``(2·x if x > 0 else 0)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = 9.45687972e-13, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.squared_relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.2500, 4.0000])

    Source: So, Mańke, Liu, Dai, Shazeer, Le (2021), Primer: Searching for Efficient Transformers for Language
    Modeling, arXiv:2109.08668.
    """

def squareplus(x: Tensor, *, b: float | Tensor = 4.0) -> Tensor:
    """Squareplus, element by element.

    - Formula: ``(x + sqrt(x**2 + b)) / 2``
    - Slope: ``1/2 + x/(2·sqrt(b + x²))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.838 ULP at x = -8.01149178, slope 1.21 ULP at x = -32.4297447 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        b: a number, or a tensor that broadcasts with ``x``; at least 0.001, default 4.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.squareplus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.6180, 1.2808, 2.4142])

    Source: Barron (2021), Squareplus: A Softplus-Like Algebraic Rectifier, arXiv:2112.11687.
    """

def srelu(x: Tensor, *, left: float | Tensor = -1.0, left_slope: float | Tensor = 0.2, right: float | Tensor = 1.0, right_slope: float | Tensor = 0.2) -> Tensor:
    """SReLU, element by element.

    - Formula: ``where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))``
    - Slope: ``(right_slope if right ≤ x else left_slope if left ≥ x else 1)``
    - Kinks: ``x = left``, where the slope is ``left_slope``; ``x = right``, where the slope is ``right_slope``.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 0.2 at −∞, 0.2 at ∞. NaN gives NaN.
    - Largest error in float32: value 0.8 ULP at x = -3.500319, slope 0.2 ULP at x = -3.40180144e+38 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        left: a number, or a tensor that broadcasts with ``x``; learnable, default -1.
        left_slope: a number, or a tensor that broadcasts with ``x``; learnable, default 0.2.
        right: a number, or a tensor that broadcasts with ``x``; learnable, default 1.
        right_slope: a number, or a tensor that broadcasts with ``x``; learnable, default 0.2.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.srelu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-1.0000,  0.5000,  1.2000])

    Source: Jin, Xu, Feng, Wei, Xiong, Yan (2015), Deep Learning with S-shaped Rectified Linear Activation Units,
    arXiv:1512.07030.
    """

def star_relu(x: Tensor, *, scale: float | Tensor = 0.8944, bias: float | Tensor = -0.4472) -> Tensor:
    """StarReLU, element by element.

    - Formula: ``scale * max(x, 0)**2 + bias``
    - Slope: ``(2·scale·x if x > 0 else 0)``
    - Kinks: none.
    - Limits: −0.4472 at −∞, ∞ at ∞; of the slope 0 at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 0.5 ULP at x = 2.56799984, slope 0.499 ULP at x = 35.7513084 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        scale: a number, or a tensor that broadcasts with ``x``; learnable, default 0.8944.
        bias: a number, or a tensor that broadcasts with ``x``; learnable, default -0.4472.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.star_relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.4472, -0.2236,  3.1304])

    Source: Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang (2022), MetaFormer Baselines for Vision, arXiv:2210.13452.
    """

def swish(x: Tensor, *, beta: float | Tensor = 1.0) -> Tensor:
    """Swish, element by element.

    - Formula: ``x / (1 + exp(-beta * x))``
    - Slope: ``beta·f + (1 − beta·f)·sigmoid(beta·x)``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.74 ULP at x = -29.7350063, slope 1.16e-07 absolute at x = 2.00038242 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        beta: a number, or a tensor that broadcasts with ``x``; learnable, default 1.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.swish(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2689,  0.3112,  1.7616])

    Source: Ramachandran, Zoph, Le (2017), Searching for Activation Functions, arXiv:1710.05941.
    """

def tanh(x: Tensor) -> Tensor:
    """Tanh, element by element.

    - Formula: ``tanh(x)``
    - Slope: ``1 − f²``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.64 ULP at x = -0.125002414, slope 1.3 ULP at x = 0.456834167 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.7616,  0.4621,  0.9640])

    Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp.
    """

def tanh_relu2(x: Tensor, *, cap: float | Tensor = 50.0) -> Tensor:
    """Tanh ReLU2, element by element.

    - Formula: ``cap * tanh(max(x, 0)**2 / cap)``
    - Slope: ``(2·x·(1 − tanh(x²/cap)²) if x > 0 else 0)``
    - Kinks: none.
    - Limits: 0 at −∞, 50 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.63 ULP at x = 0.341648787, slope 0.987 ULP at x = 0.488932312 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        cap: a number, or a tensor that broadcasts with ``x``; at least 0.001, at most 1e+06, default 50.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.tanh_relu2(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0.0000, 0.2500, 3.9915])

    Source: Gemma Team (2024), Gemma 2: Improving Open Language Models at a Practical Size, arXiv:2408.00118.
    """

def tanh_softplus(x: Tensor) -> Tensor:
    """Tanh Softplus, element by element.

    - Formula: ``tanh(x) * log(1 + exp(x))``
    - Slope: ``tanh(x)/(1 + exp(−x)) + softplus(x)/cosh(x)²``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.71 ULP at x = -6.31539774, slope 1.69 ULP at x = -0.74234426 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.tanh_softplus(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2386,  0.4501,  2.0504])

    Source: Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681.
    """

def tanhexp(x: Tensor) -> Tensor:
    """TanhExp, element by element.

    - Formula: ``x * tanh(exp(x))``
    - Slope: ``x·exp(x)/cosh(exp(x))² + tanh(exp(x))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.34 ULP at x = -0.440633267, slope 2.19 ULP at x = -1.29562497 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.tanhexp(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3521,  0.4643,  2.0000])

    Source: Liu, Di (2020), TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight
    Neural Networks, arXiv:2003.09855.
    """

def tanhshrink(x: Tensor) -> Tensor:
    """Tanhshrink, element by element.

    - Formula: ``x - tanh(x)``
    - Slope: ``tanh(x)²``
    - Kinks: none.
    - Limits: −∞ at −∞, ∞ at ∞; of the slope 1 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.48 ULP at x = -1.95799625, slope 1.5 ULP at x = -0.177073166 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.tanhshrink(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2384,  0.0379,  1.0360])

    Source: Kavukcuoglu, Ranzato, LeCun (2008), Fast Inference in Sparse Coding Algorithms, arXiv:1010.3467.
    """

def telu(x: Tensor) -> Tensor:
    """TanhExp, element by element.

    - Formula: ``x * tanh(exp(x))``
    - Slope: ``x·exp(x)/cosh(exp(x))² + tanh(exp(x))``
    - Kinks: none.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value 2.34 ULP at x = -0.440633267, slope 2.19 ULP at x = -1.29562497 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.telu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.3521,  0.4643,  2.0000])

    Source: Liu, Di (2020), TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight
    Neural Networks, arXiv:2003.09855.
    """

def threshold(x: Tensor, *, theta: float | Tensor = 1.0, value: float | Tensor = 0.0) -> Tensor:
    """Threshold, element by element.

    - Formula: ``where(x > theta, x, value)``
    - Slope: ``(1 if theta < x else 0)``
    - Kinks: ``x = theta``, where the slope is ``0``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        theta: a number, or a tensor that broadcasts with ``x``; default 1.
        value: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.threshold(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0., 0., 2.])

    Source: Konda, Memisevic, Krueger (2014), Zero-bias autoencoders and the benefits of co-adapting features,
    arXiv:1402.3337.
    """

def thresholded_relu(x: Tensor, *, theta: float | Tensor = 1.0, value: float | Tensor = 0.0) -> Tensor:
    """Threshold, element by element.

    - Formula: ``where(x > theta, x, value)``
    - Slope: ``(1 if theta < x else 0)``
    - Kinks: ``x = theta``, where the slope is ``0``.
    - Limits: 0 at −∞, ∞ at ∞; of the slope 0 at −∞, 1 at ∞. NaN gives NaN.
    - Largest error in float32: value exact, slope exact (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        theta: a number, or a tensor that broadcasts with ``x``; default 1.
        value: a number, or a tensor that broadcasts with ``x``; default 0.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.thresholded_relu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([0., 0., 2.])

    Source: Konda, Memisevic, Krueger (2014), Zero-bias autoencoders and the benefits of co-adapting features,
    arXiv:1402.3337.
    """

def weighted_tanh(x: Tensor, *, weight: float | Tensor = 1.7145) -> Tensor:
    """Weighted Tanh, element by element.

    - Formula: ``tanh(weight * x)``
    - Slope: ``weight − weight·f²``
    - Kinks: none.
    - Limits: −1 at −∞, 1 at ∞; of the slope 0 at −∞, 0 at ∞. NaN gives NaN.
    - Largest error in float32: value 1.64 ULP at x = -0.00904354453, slope 2.95 ULP at x = -0.518566251 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        weight: a number, or a tensor that broadcasts with ``x``; default 1.7145.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.weighted_tanh(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.9372,  0.6948,  0.9979])

    Source: Misra (2019), Echo, a companion package of the Mish paper.
    """

def xielu(x: Tensor, *, alpha_p: float | Tensor = 0.8, alpha_n: float | Tensor = 0.8, beta: float | Tensor = 0.5) -> Tensor:
    """xIELU, element by element.

    - Formula: ``where(x > 0, alpha_p * x**2 + beta * x, alpha_n * (exp(x) - 1 - x) + beta * x)``
    - Slope: ``(beta + 2·alpha_p·x if x > 0 else beta + alpha_n·(−1 + exp(x)))``
    - Kinks: none.
    - Limits: ∞ at −∞, ∞ at ∞; of the slope −0.3 at −∞, ∞ at ∞. NaN gives NaN.
    - Largest error in float32: value 2.12 ULP at x = -2.43248415, slope 1.75 ULP at x = -0.967912972 (AVX-512).

    Arguments:
        x: a tensor of any float type and any shape.
        alpha_p: a number, or a tensor that broadcasts with ``x``; learnable, default 0.8.
        alpha_n: a number, or a tensor that broadcasts with ``x``; learnable, default 0.8.
        beta: a number, or a tensor that broadcasts with ``x``; default 0.5.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.

    Examples:
        >>> import actlab, torch
        >>> actlab.functional.xielu(torch.tensor([-1.0, 0.5, 2.0]))
        tensor([-0.2057,  0.4500,  4.2000])

    Source: Huang, Schlag (2024), Deriving Activation Functions Using Integration, arXiv:2411.13010.
    """

def glu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'second', rounding: str = "once") -> Tensor:
    """GLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (1 / (1 + exp(-u))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``second``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Dauphin, Fan, Auli, Grangier (2016), Language Modeling with Gated Convolutional Networks, arXiv:1612.08083.
    """

def reglu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """ReGLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); max(u, 0) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202.
    """

def geglu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """GEGLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u * (1 + erf(u / sqrt(2))) / 2) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202.
    """

def geglu_tanh(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """GEGLU Tanh, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u * (1 + tanh(sqrt(2 / pi) * (u + 0.044715 * u**3))) / 2) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Gemma Team (2024), Gemma: Open Models Based on Gemini Research and Technology, arXiv:2403.08295.
    """

def swiglu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, alpha: float = 1.0, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """SwiGLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; alpha = 1, limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202.
    """

def swiglu_oai(x: Tensor, other: Tensor | None = None, dim: int = -1, *, alpha: float = 1.702, limit: float = 7.0, plus: float = 1.0, layout: str = 'interleaved', gate: str = 'first', rounding: str = "once") -> Tensor:
    """SwiGLU OAI, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``interleaved``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; alpha = 1.702, limit = 7, plus = 1.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: OpenAI (2025), gpt-oss-120b & gpt-oss-20b Model Card, arXiv:2508.10925.
    """

def swiglu_step(x: Tensor, other: Tensor | None = None, dim: int = -1, *, alpha: float = 1.0, limit: float = 7.0, plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """SwiGLU Step, of each pair of a gate's input a and another half b.

    Formula: ``min(limit, a / (1 + exp(-alpha * a))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; alpha = 1, limit = 7, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: StepFun Team (2026), Step 3.5 Flash: Open Frontier-Level Intelligence with 11B Active Parameters, arXiv:2602.10604.
    """

def situ_glu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, gate_cap: float = 4.0, cap: float = 25.0, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """SiTU-GLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (gate_cap * tanh(u / gate_cap) / (1 + exp(-u))) * (cap * tanh(max(-limit, min(limit, b)) / cap) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; gate_cap = 4, cap = 25, limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Kimi Team (2026), Kimi K3, arXiv:2607.24653.
    """

def relu2_glu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """ReLU2 GLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (max(u, 0)**2) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Zhang, Song, Yu, Han, Lin, Xiao, Song, Liu, Mi, Sun (2024), ReLU2 Wins: Discovering Efficient Activation Functions for Sparse LLMs, arXiv:2402.03804.
    """

def mish_glu(x: Tensor, other: Tensor | None = None, dim: int = -1, *, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """Mish GLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u * tanh(log(1 + exp(u)))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Shazeer (2020), GLU Variants Improve Transformer, with Mish as the function, arXiv:2002.05202.
    """

def geglu_quick(x: Tensor, other: Tensor | None = None, dim: int = -1, *, alpha: float = 1.702, limit: float = ..., plus: float = 0.0, layout: str = 'halves', gate: str = 'first', rounding: str = "once") -> Tensor:
    """SwiGLU, of each pair of a gate's input a and another half b.

    Formula: ``u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)``

    Arguments:
        x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.
        other: the other half, where it is a tensor of its own, of the shape and type of ``x``.
        dim: the dimension that is halved.
        layout: ``halves`` or ``interleaved``; default ``halves``.
        gate: which half is the gate's input, ``first`` or ``second``; default ``first``.
        rounding: of 16 bits: ``once``, or ``steps`` after each factor too.
        others: numbers; alpha = 1.702, limit = inf, plus = 0.

    Raises:
        BadType: for an input of no float type, or two of different types.
        BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.

    Source: Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202.
    """
