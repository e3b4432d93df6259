"""Made from the records by `make emit`; do not edit."""


def identity(m, x):
    return x


def identity_by_x(m, x):
    return m.full(x, 1.0)


def identity_by_x_x(m, x):
    return m.full(x, 0.0)


def relu(m, x):
    return m.maximum(x, 0.0)


def relu_by_x(m, x):
    return m.keep_nan(x, m.where(x, (x > 0.0), 1.0, 0.0))


def relu_by_x_x(m, x):
    return m.full(x, 0.0)


def leaky_relu(m, x, slope):
    return m.where(x, (x > 0.0), x, slope*x)


def leaky_relu_by_x(m, x, slope):
    return m.keep_nan(x, m.where(x, (x > 0.0), 1.0, slope))


def leaky_relu_by_slope(m, x, slope):
    return m.where(x, (x > 0.0), 0.0, x)


def leaky_relu_by_x_x(m, x, slope):
    return m.full(x, 0.0)


def leaky_relu_by_x_slope(m, x, slope):
    return m.keep_nan(x, m.where(x, (x > 0.0), 0.0, 1.0))


def leaky_relu_by_slope_slope(m, x, slope):
    return m.full(x, 0.0)


def hard_swish(m, x):
    x = m.maximum(x, -1e+18)
    return x*m.minimum((0.16666666666666666)*m.maximum(x + 3.0, 0.0), 1.0)


def hard_swish_by_x(m, x):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = m.maximum(x + 3.0, 0.0)
    return (0.16666666666666666)*x*m.where(x, (x > -3.0), 1.0, 0.0)*m.where(x, (t0 < 6.0), 1.0, 0.0) + m.minimum((0.16666666666666666)*t0, 1.0)


def hard_swish_by_x_x(m, x):
    return m.keep_nan(x, (0.3333333333333333)*m.where(x, (x > -3.0), 1.0, 0.0)*m.where(x, (m.maximum(x + 3.0, 0.0) < 6.0), 1.0, 0.0))


def elu(m, x, alpha):
    return m.where(x, (x > 0.0), x, alpha*m.expm1(x))


def elu_by_x(m, x, alpha):
    return m.where(x, (x > 0.0), 1.0, alpha*m.exp(x))


def elu_by_alpha(m, x, alpha):
    return m.where(x, (x > 0.0), 0.0, m.expm1(x))


def elu_by_x_x(m, x, alpha):
    return m.where(x, (x > 0.0), 0.0, alpha*m.exp(x))


def elu_by_x_alpha(m, x, alpha):
    return m.where(x, (x > 0.0), 0.0, m.exp(x))


def elu_by_alpha_alpha(m, x, alpha):
    return m.full(x, 0.0)


def selu(m, x, alpha, scale):
    return scale*m.where(x, (x > 0.0), x, alpha*m.expm1(x))


def selu_by_x(m, x, alpha, scale):
    return scale*m.where(x, (x > 0.0), 1.0, alpha*m.exp(x))


def selu_by_alpha(m, x, alpha, scale):
    return scale*m.where(x, (x > 0.0), 0.0, m.expm1(x))


def selu_by_scale(m, x, alpha, scale):
    return m.where(x, (x > 0.0), x, alpha*m.expm1(x))


def selu_by_x_x(m, x, alpha, scale):
    return scale*m.where(x, (x > 0.0), 0.0, alpha*m.exp(x))


def selu_by_x_alpha(m, x, alpha, scale):
    return scale*m.where(x, (x > 0.0), 0.0, m.exp(x))


def selu_by_x_scale(m, x, alpha, scale):
    return m.where(x, (x > 0.0), 1.0, alpha*m.exp(x))


def selu_by_alpha_alpha(m, x, alpha, scale):
    return m.full(x, 0.0)


def selu_by_alpha_scale(m, x, alpha, scale):
    return m.where(x, (x > 0.0), 0.0, m.expm1(x))


def selu_by_scale_scale(m, x, alpha, scale):
    return m.full(x, 0.0)


def sigmoid(m, x):
    return m.sigmoid(x)


def sigmoid_by_x(m, x):
    return m.sigmoid(-x)*m.sigmoid(x)


def sigmoid_by_x_x(m, x):
    t0 = m.sigmoid(x)
    t1 = m.sigmoid(-x)
    return -((t0)*(t0))*t1 + t0*((t1)*(t1))


def tanh(m, x):
    return m.tanh(x)


def tanh_by_x(m, x):
    t0 = 2.0*x
    return 4.0*m.sigmoid(-t0)*m.sigmoid(t0)


def tanh_by_x_x(m, x):
    t0 = 2.0*x
    t1 = m.sigmoid(-t0)
    t2 = m.sigmoid(t0)
    return 8.0*((t1)*(t1))*t2 - 8.0*t1*((t2)*(t2))


def softplus(m, x, beta):
    return m.softplus(beta*x)/beta


def softplus_by_x(m, x, beta):
    return m.sigmoid(beta*x)


def softplus_by_beta(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    return x*m.sigmoid(t0)/beta - m.softplus(t0)/((beta)*(beta))


def softplus_by_x_x(m, x, beta):
    t0 = beta*x
    return beta*m.sigmoid(-t0)*m.sigmoid(t0)


def softplus_by_x_beta(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    return x*m.sigmoid(-t0)*m.sigmoid(t0)


def softplus_by_beta_beta(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    t1 = m.sigmoid(t0)
    return t1*((x)*(x))*m.sigmoid(-t0)/beta - 2.0*t1*x/((beta)*(beta)) + 2.0*m.softplus(t0)/((beta)*(beta)*(beta))


def swish(m, x, beta):
    x = m.maximum(x, -1e+18)
    return x*m.sigmoid(beta*x)


def swish_by_x(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    t1 = m.sigmoid(t0)
    return t0*t1*m.sigmoid(-t0) + t1


def swish_by_beta(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    return ((x)*(x))*m.sigmoid(-t0)*m.sigmoid(t0)


def swish_by_x_x(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = ((beta)*(beta))*x
    return 2.0*beta*t1*t2 - ((t1)*(t1))*t2*t3 + t1*((t2)*(t2))*t3


def swish_by_x_beta(m, x, beta):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = beta*x
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = beta*((x)*(x))
    return -((t1)*(t1))*t2*t3 + t1*((t2)*(t2))*t3 + 2.0*t1*t2*x


def swish_by_beta_beta(m, x, beta):
    t0 = ((x)*(x)*(x))
    t1 = beta*x
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    return -t0*((t2)*(t2))*t3 + t0*t2*((t3)*(t3))


def gelu(m, x):
    x = m.maximum(x, -1e+18)
    t0 = (0.5)*x
    return t0*m.erfc(-1.4142135623730951*t0)


def gelu_by_x(m, x):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = (0.5)*1.4142135623730951*x
    return t0*m.exp(-0.5*((x)*(x)))/1.772453850905516 + (0.5)*m.erfc(-t0)


def gelu_by_x_x(m, x):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = 1.4142135623730951
    t1 = 0.5641895835477563
    t2 = (0.5)*((x)*(x))
    t3 = m.exp(-t2)
    return -t0*t1*t2*t3 + t0*t1*t3


def mish(m, x):
    x = m.maximum(x, -1e+18)
    return x*m.tanh(m.softplus(x))


def mish_by_x(m, x):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = m.softplus(x)
    t1 = 2.0*t0
    return 4.0*x*m.sigmoid(-t1)*m.sigmoid(t1)*m.sigmoid(x) + m.tanh(t0)


def mish_by_x_x(m, x):
    x = m.maximum(x, -1e+18)
    x = m.minimum(x, 1e+18)
    t0 = 2.0*m.softplus(x)
    t1 = m.sigmoid(-t0)
    t2 = 8.0*t1
    t3 = m.sigmoid(x)
    t4 = m.sigmoid(t0)
    t5 = t3*t4
    t6 = ((t3)*(t3))*x
    return 8.0*((t1)*(t1))*t4*t6 + 4.0*t1*t5*x*m.sigmoid(-x) - t2*((t4)*(t4))*t6 + t2*t5


FUNCTIONS = {
    "identity": {
        (): identity,
        ('x',): identity_by_x,
        ('x', 'x'): identity_by_x_x,
    },
    "relu": {
        (): relu,
        ('x',): relu_by_x,
        ('x', 'x'): relu_by_x_x,
    },
    "leaky_relu": {
        (): leaky_relu,
        ('x',): leaky_relu_by_x,
        ('slope',): leaky_relu_by_slope,
        ('x', 'x'): leaky_relu_by_x_x,
        ('x', 'slope'): leaky_relu_by_x_slope,
        ('slope', 'slope'): leaky_relu_by_slope_slope,
    },
    "hard_swish": {
        (): hard_swish,
        ('x',): hard_swish_by_x,
        ('x', 'x'): hard_swish_by_x_x,
    },
    "elu": {
        (): elu,
        ('x',): elu_by_x,
        ('alpha',): elu_by_alpha,
        ('x', 'x'): elu_by_x_x,
        ('x', 'alpha'): elu_by_x_alpha,
        ('alpha', 'alpha'): elu_by_alpha_alpha,
    },
    "selu": {
        (): selu,
        ('x',): selu_by_x,
        ('alpha',): selu_by_alpha,
        ('scale',): selu_by_scale,
        ('x', 'x'): selu_by_x_x,
        ('x', 'alpha'): selu_by_x_alpha,
        ('x', 'scale'): selu_by_x_scale,
        ('alpha', 'alpha'): selu_by_alpha_alpha,
        ('alpha', 'scale'): selu_by_alpha_scale,
        ('scale', 'scale'): selu_by_scale_scale,
    },
    "sigmoid": {
        (): sigmoid,
        ('x',): sigmoid_by_x,
        ('x', 'x'): sigmoid_by_x_x,
    },
    "tanh": {
        (): tanh,
        ('x',): tanh_by_x,
        ('x', 'x'): tanh_by_x_x,
    },
    "softplus": {
        (): softplus,
        ('x',): softplus_by_x,
        ('beta',): softplus_by_beta,
        ('x', 'x'): softplus_by_x_x,
        ('x', 'beta'): softplus_by_x_beta,
        ('beta', 'beta'): softplus_by_beta_beta,
    },
    "swish": {
        (): swish,
        ('x',): swish_by_x,
        ('beta',): swish_by_beta,
        ('x', 'x'): swish_by_x_x,
        ('x', 'beta'): swish_by_x_beta,
        ('beta', 'beta'): swish_by_beta_beta,
    },
    "gelu": {
        (): gelu,
        ('x',): gelu_by_x,
        ('x', 'x'): gelu_by_x_x,
    },
    "mish": {
        (): mish,
        ('x',): mish_by_x,
        ('x', 'x'): mish_by_x_x,
    },
}
