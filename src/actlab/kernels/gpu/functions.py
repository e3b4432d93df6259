"""Made from the records by `make emit`; do not edit."""

import triton
import triton.language as tl  # the interpreter looks for it

from actlab.kernels.gpu.mathematics import abs, atan, cos, erf, erfc, exp, expm1, full, log1p, maximum, minimum, sigmoid, sign, sin, softplus, sqrt, tanh, where
from actlab.kernels.gpu.tuned import gelu_slope, gelu_value, mish_slope, mish_value


@triton.jit
def identity_value(x):
    return x


@triton.jit
def identity_slope(x):
    return full(x, 1.0)


@triton.jit
def relu_value(x):
    return maximum(x, 0.0)


@triton.jit
def relu_slope(x):
    return where(x == x, where((x > 0.0), 1.0, 0.0), x)


@triton.jit
def relu6_value(x):
    return minimum(maximum(x, 0.0), 6.0)


@triton.jit
def relu6_slope(x):
    return where(x == x, where((x > 0.0), 1.0, 0.0)*where((x < 6.0), 1.0, 0.0), x)


@triton.jit
def threshold_value(x, theta, value):
    return where(x == x, where((theta < x), x, value), x)


@triton.jit
def threshold_slope(x, theta, value):
    return where(x == x, where((theta < x), 1.0, 0.0), x)


@triton.jit
def leaky_relu_value(x, slope):
    return where((x > 0.0), x, slope*x)


@triton.jit
def leaky_relu_slope(x, slope):
    return where(x == x, where((x > 0.0), 1.0, slope), x)


@triton.jit
def prelu_value(x, slope):
    return where((x > 0.0), x, slope*x)


@triton.jit
def prelu_slope(x, slope):
    return where(x == x, where((x > 0.0), 1.0, slope), x)


@triton.jit
def rrelu_value(x, lower, upper):
    return where((x > 0.0), x, x*(0.5*lower + 0.5*upper))


@triton.jit
def rrelu_slope(x, lower, upper):
    return where(x == x, where((x > 0.0), 1.0, 0.5*lower + 0.5*upper), x)


@triton.jit
def srelu_value(x, left, left_slope, right, right_slope):
    t0 = -x
    return where((right <= x), right + right_slope*(-right - t0), where((left >= x), left + left_slope*(-left - t0), x))


@triton.jit
def srelu_slope(x, left, left_slope, right, right_slope):
    return where(x == x, where((right <= x), right_slope, where((left >= x), left_slope, 1.0)), x)


@triton.jit
def hard_tanh_value(x, min_val, max_val):
    return minimum(maximum(x, min_val), max_val)


@triton.jit
def hard_tanh_slope(x, min_val, max_val):
    return where(x == x, where((max_val > maximum(x, min_val)), 1.0, 0.0)*where((min_val < x), 1.0, 0.0), x)


@triton.jit
def hard_sigmoid_value(x):
    return minimum(0.16666666666666666*maximum(x + 3.0, 0.0), 1.0)


@triton.jit
def hard_sigmoid_slope(x):
    return where(x == x, where((x > -3.0), where((x < 3.0), 0.16666666666666666, 0.0), 0.0), x)


@triton.jit
def linear_sigmoid_value(x, alpha, beta):
    return minimum(maximum(alpha*x + beta, 0.0), 1.0)


@triton.jit
def linear_sigmoid_slope(x, alpha, beta):
    t0 = (1.0/alpha)
    return where(x == x, where((x > -beta*t0), where((x < t0*(1.0 - beta)), alpha, 0.0), 0.0), x)


@triton.jit
def hard_shrink_value(x, lambd, bias):
    t0 = -x
    return where(x == x, where((lambd < x), -bias - t0, where((lambd < t0), bias + x, 0.0)), x)


@triton.jit
def hard_shrink_slope(x, lambd, bias):
    return where(x == x, where((lambd < x), 1.0, where((lambd < -x), 1.0, 0.0)), x)


@triton.jit
def soft_shrink_value(x, lambd):
    t0 = -x
    return where(x == x, where((lambd < x), -lambd - t0, where((lambd < t0), lambd + x, 0.0)), x)


@triton.jit
def soft_shrink_slope(x, lambd):
    return where(x == x, where((lambd < x), 1.0, where((lambd < -x), 1.0, 0.0)), x)


@triton.jit
def relu2_value(x):
    return ((maximum(x, 0.0))*(maximum(x, 0.0)))


@triton.jit
def relu2_slope(x):
    return 2.0*where((x > 0.0), 1.0, 0.0)*maximum(x, 0.0)


@triton.jit
def star_relu_value(x, scale, bias):
    return bias + where((x > 0.0), scale*x, 0.0)*maximum(x, 0.0)


@triton.jit
def star_relu_slope(x, scale, bias):
    t0 = (x > 0.0)
    return where(t0, 1.0, 0.0)*where(t0, scale*x, 0.0) + where(t0, scale, 0.0)*maximum(x, 0.0)


@triton.jit
def leaky_relu_squared_value(x, slope):
    return x*where((x > 0.0), x, (slope*slope)*x)


@triton.jit
def leaky_relu_squared_slope(x, slope):
    t0 = (x > 0.0)
    t1 = (slope*slope)
    return x*where(t0, 1.0, t1) + where(t0, x, t1*x)


@triton.jit
def tanh_relu2_value(x, cap):
    return cap*tanh(((minimum(maximum(x, 0.0), 1000000000.0))*(minimum(maximum(x, 0.0), 1000000000.0)))/cap)


@triton.jit
def tanh_relu2_slope(x, cap):
    t0 = minimum(maximum(x, 0.0), 1000000000.0)
    t1 = 2.0*(t0*t0)/cap
    return 8.0*t0*where((x > 0.0), 1.0, 0.0)*where((x < 1000000000.0), 1.0, 0.0)*sigmoid(-t1)*sigmoid(t1)


@triton.jit
def sparse_plus_value(x):
    return where((x >= 1.0), x, 0.25*((minimum(maximum(x, -1.0), 1.0) + 1.0)*(minimum(maximum(x, -1.0), 1.0) + 1.0)))


@triton.jit
def sparse_plus_slope(x):
    return where((x >= 1.0), 1.0, 0.5*(minimum(maximum(x, -1.0), 1.0) + 1.0)*where((x > -1.0), 1.0, 0.0)*where((x < 1.0), 1.0, 0.0))


@triton.jit
def sparse_sigmoid_value(x):
    return minimum(maximum(0.5*x + 0.5, 0.0), 1.0)


@triton.jit
def sparse_sigmoid_slope(x):
    return where(x == x, where((x > -1.0), where((x < 1.0), 0.5, 0.0), 0.0), x)


@triton.jit
def elu_value(x, alpha):
    return where((x > 0.0), x, alpha*expm1(x))


@triton.jit
def elu_slope(x, alpha):
    return where((x > 0.0), 1.0, alpha*exp(x))


@triton.jit
def celu_value(x, alpha):
    return where((x > 0.0), x, alpha*expm1(x/alpha))


@triton.jit
def celu_slope(x, alpha):
    return where((x > 0.0), 1.0, exp(x/alpha))


@triton.jit
def selu_value(x, alpha, scale):
    return scale*where((x > 0.0), x, alpha*expm1(x))


@triton.jit
def selu_slope(x, alpha, scale):
    return scale*where((x > 0.0), 1.0, alpha*exp(x))


@triton.jit
def isrlu_value(x, alpha):
    x_held = maximum(x, -1e+18)
    t0 = minimum(x_held, 0.0)
    at_far = where((x_held >= 0.0), x_held, t0/(sqrt(alpha*(t0*t0) + 1.0)))
    return at_far*where(((abs(at_far) < 1000000000.0)) | ((abs(x) <= abs(x_held))), 1.0, 1e-18*abs(x))


@triton.jit
def isrlu_slope(x, alpha):
    return where((x >= 0.0), 1.0, (1.0/(sqrt(alpha*((minimum(x, 0.0))*(minimum(x, 0.0))) + 1.0)*sqrt(alpha*((minimum(x, 0.0))*(minimum(x, 0.0))) + 1.0)*sqrt(alpha*((minimum(x, 0.0))*(minimum(x, 0.0))) + 1.0))))


@triton.jit
def sine_relu_value(x, epsilon):
    return where((x > 0.0), x, epsilon*(sin(x) - cos(x)))


@triton.jit
def sine_relu_slope(x, epsilon):
    return where((x > 0.0), 1.0, epsilon*(sin(x) + cos(x)))


@triton.jit
def xielu_value(x, alpha_p, alpha_n, beta):
    t0 = maximum(x, -1.0)
    t1 = minimum(x, 1.0)
    return where((x > 0.0), t0*(alpha_p*t0 + beta), alpha_n*expm1(t1) + t1*(-alpha_n + beta))


@triton.jit
def xielu_slope(x, alpha_p, alpha_n, beta):
    return where((x > 0.0), 2.0*alpha_p*x + beta, alpha_n*expm1(minimum(x, 1.0)) + beta)


@triton.jit
def exponential_value(x):
    return exp(x)


@triton.jit
def exponential_slope(x):
    return exp(x)


@triton.jit
def sigmoid_value(x):
    return sigmoid(x)


@triton.jit
def sigmoid_slope(x):
    return sigmoid(-x)*sigmoid(x)


@triton.jit
def tanh_value(x):
    return tanh(x)


@triton.jit
def tanh_slope(x):
    t0 = 2.0*x
    return 4.0*sigmoid(-t0)*sigmoid(t0)


@triton.jit
def lecun_tanh_value(x):
    return 1.7159*tanh(0.6666666666666666*x)


@triton.jit
def lecun_tanh_slope(x):
    t0 = 1.3333333333333333*x
    return 4.575733333333333*sigmoid(-t0)*sigmoid(t0)


@triton.jit
def weighted_tanh_value(x, weight):
    return tanh(weight*x)


@triton.jit
def weighted_tanh_slope(x, weight):
    t0 = 2.0*weight*x
    return 4.0*weight*sigmoid(-t0)*sigmoid(t0)


@triton.jit
def penalized_tanh_value(x, a):
    t0 = tanh(x)
    return where((x > 0.0), t0, a*t0)


@triton.jit
def penalized_tanh_slope(x, a):
    t0 = 2.0*x
    t1 = 4.0*sigmoid(-t0)*sigmoid(t0)
    return where((x > 0.0), t1, a*t1)


@triton.jit
def tanhshrink_value(x):
    return x - tanh(x)


@triton.jit
def tanhshrink_slope(x):
    return ((tanh(x))*(tanh(x)))


@triton.jit
def log_sigmoid_value(x):
    return -softplus(-x)


@triton.jit
def log_sigmoid_slope(x):
    return sigmoid(-x)


@triton.jit
def softplus_value(x, beta):
    return softplus(beta*x)/beta


@triton.jit
def softplus_slope(x, beta):
    return sigmoid(beta*x)


@triton.jit
def aria2_value(x, alpha, beta):
    return exp(-alpha*softplus(-beta*x))


@triton.jit
def aria2_slope(x, alpha, beta):
    t0 = -beta*x
    return alpha*beta*sigmoid(t0)*exp(-alpha*softplus(t0))


@triton.jit
def soft_clipping_value(x, alpha):
    t0 = (1.0/alpha)
    t1 = alpha*x
    t2 = x - 1.0
    t3 = -alpha*t2
    return where((x > 0.5), t0*(softplus(-t1) - softplus(t3)) + 1.0, where((t1 < 1.0), t0*log1p(-sigmoid(t3)*exp(minimum(t1, 1.0))*expm1(-alpha)), t0*(softplus(t1) - softplus(alpha*t2))))


@triton.jit
def soft_clipping_slope(x, alpha):
    return -sigmoid(alpha*x)*sigmoid(alpha*(1.0 - x))*expm1(-alpha)


@triton.jit
def softplus_threshold_value(x, beta, threshold):
    t0 = beta*x
    return where((t0 > threshold), x, softplus(t0)/beta)


@triton.jit
def softplus_threshold_slope(x, beta, threshold):
    t0 = beta*x
    return where((t0 > threshold), 1.0, sigmoid(t0))


@triton.jit
def sqrt_softplus_value(x):
    return where((x >= -40.0), (sqrt(softplus(maximum(x, -41.0)))), exp(0.5*minimum(x, -39.0)))


@triton.jit
def sqrt_softplus_slope(x):
    t0 = maximum(x, -41.0)
    return where((x >= -40.0), 0.5*sigmoid(t0)/(sqrt(softplus(t0))), 0.5*exp(0.5*minimum(x, -39.0)))


@triton.jit
def laplace_value(x, mu, sigma):
    return 0.5*erfc(0.5*1.4142135623730951*(mu - x)/sigma)


@triton.jit
def laplace_slope(x, mu, sigma):
    return 0.5*1.4142135623730951*exp(-0.5*((mu - x)*(mu - x))/(sigma*sigma))/(1.772453850905516*sigma)


@triton.jit
def dyt_value(x, alpha, scale, bias):
    return bias + scale*tanh(alpha*x)


@triton.jit
def dyt_slope(x, alpha, scale, bias):
    t0 = 2.0*alpha*x
    return 4.0*alpha*scale*sigmoid(-t0)*sigmoid(t0)


@triton.jit
def squareplus_value(x, b):
    t0 = maximum(x, -1.0)
    t1 = minimum(t0, 1000000000.0)
    t2 = minimum(x, 1.0)
    t3 = maximum(t2, -1000000000.0)
    return where((x > 0.0), t0 - 0.5*t1 + 0.5*(sqrt(b + (t1*t1))), b/(-4.0*t2 + 2.0*t3 + 2.0*(sqrt(b + (t3*t3)))))


@triton.jit
def squareplus_slope(x, b):
    t0 = minimum(maximum(x, -1.0), 1000000000.0)
    t1 = (sqrt(b + (t0*t0)))
    t2 = minimum(x, 1.0)
    t3 = maximum(t2, -1000000000.0)
    t4 = -2.0*t2
    t5 = (sqrt(b + (t3*t3)))
    return where((x > 0.0), -0.5*b/(t1*(t0 + t1)) + 1.0, b/((t3 + t4 + t5)*(2.0*t3 + t4 + 2.0*t5)))


@triton.jit
def softsign_value(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    return x_held/(abs(x_held) + 1.0)


@triton.jit
def softsign_slope(x):
    return (1.0/((abs(x) + 1.0)*(abs(x) + 1.0)))


@triton.jit
def isru_value(x, alpha):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    at_far = x_held/(sqrt(alpha*(x_held*x_held) + 1.0))
    return at_far*where(((abs(at_far) < 1000000000.0)) | ((abs(x) <= abs(x_held))), 1.0, 1e-18*abs(x))


@triton.jit
def isru_slope(x, alpha):
    return (1.0/(sqrt(alpha*(x*x) + 1.0)*sqrt(alpha*(x*x) + 1.0)*sqrt(alpha*(x*x) + 1.0)))


@triton.jit
def bent_identity_value(x):
    t0 = ((minimum(maximum(x, -1000000000.0), 1000000000.0))*(minimum(maximum(x, -1000000000.0), 1000000000.0)))
    return where((abs(x) > 1000000000.0), x*(0.5*sign(x) + 1.0) - 0.5, t0/(2.0*(sqrt(t0 + 1.0)) + 2.0) + x)


@triton.jit
def bent_identity_slope(x):
    t0 = minimum(maximum(x, -1000000000.0), 1000000000.0)
    return where((abs(x) > 1000000000.0), 0.5*sign(x) + 1.0, 0.5*t0/(sqrt((t0*t0) + 1.0)) + 1.0)


@triton.jit
def sqnl_value(x):
    t0 = minimum(maximum(x, -3.0), 3.0)
    return where((abs(x) > 2.0), sign(x), -0.25*(t0*t0)*where((x < 0.0), -1.0, 1.0) + t0)


@triton.jit
def sqnl_slope(x):
    t0 = 0.5*x
    return where(x == x, where((x > 2.0), 0.0, where((x >= 0.0), 1.0 - t0, where((x >= -2.0), t0 + 1.0, 0.0))), x)


@triton.jit
def swish_value(x, beta):
    x_held = where((beta > 0.0), maximum(x, -1e+18), where((beta < 0.0), minimum(x, 1e+18), x))
    return x_held*sigmoid(beta*x_held)


@triton.jit
def swish_slope(x, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = sigmoid(t0)
    return t0*t1*sigmoid(-t0) + t1


@triton.jit
def e_swish_value(x, beta):
    x_held = maximum(x, -1e+18)
    return beta*x_held*sigmoid(x_held)


@triton.jit
def e_swish_slope(x, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = beta*sigmoid(x_held)
    return t0*x_held*sigmoid(-x_held) + t0


@triton.jit
def flatten_t_swish_value(x, t):
    return where(x == x, t + where((x > 0.0), x*sigmoid(x), 0.0), x)


@triton.jit
def flatten_t_swish_slope(x, t):
    x_held = minimum(x, 1e+18)
    t0 = sigmoid(x_held)
    return where(x == x, where((x_held > 0.0), t0*x_held*sigmoid(-x_held) + t0, 0.0), x)


@triton.jit
def hard_swish_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*minimum(0.16666666666666666*maximum(x_held + 3.0, 0.0), 1.0)


@triton.jit
def hard_swish_slope(x):
    return where(x == x, where((x > -3.0), where((x < 3.0), 0.3333333333333333*x + 0.5, 1.0), 0.0), x)


@triton.jit
def gelu_tanh_value(x):
    x_held = maximum(x, -1e+18)
    t0 = minimum(maximum(x_held, -30.0), 30.0)
    return x_held*sigmoid(2.0*1.4142135623730951*(0.044715*(t0*t0*t0) + t0)/1.772453850905516)


@triton.jit
def gelu_tanh_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = minimum(maximum(x_held, -30.0), 30.0)
    t1 = 2.0*1.4142135623730951/1.772453850905516
    t2 = t1*(0.044715*(t0*t0*t0) + t0)
    t3 = sigmoid(t2)
    t4 = where((x_held > -30.0), 1.0, 0.0)*where((x_held < 30.0), 1.0, 0.0)
    return t1*t3*x_held*(0.134145*(t0*t0)*t4 + t4)*sigmoid(-t2) + t3


@triton.jit
def clipped_gelu_value(x, min_val, max_val):
    x_held = maximum(x, -1e+18)
    t0 = 0.5*x_held
    t1 = t0*erfc(-1.4142135623730951*t0)
    return where((max_val < t1), max_val, where((min_val > t1), min_val, t1))


@triton.jit
def clipped_gelu_slope(x, min_val, max_val):
    x_held = maximum(x, -1e+18)
    t0 = 0.5*1.4142135623730951*x_held
    t1 = 0.5*erfc(-t0)
    t2 = t1*x_held
    return where((max_val < t2), 0.0, where((min_val > t2), 0.0, t0*exp(-0.5*(x_held*x_held))/1.772453850905516 + t1))


@triton.jit
def situ_value(x, cap):
    return cap*sigmoid(x)*tanh(x/cap)


@triton.jit
def situ_slope(x, cap):
    t0 = sigmoid(x)
    t1 = x/cap
    t2 = 2.0*t1
    return cap*t0*sigmoid(-x)*tanh(t1) + 4.0*t0*sigmoid(-t2)*sigmoid(t2)


@triton.jit
def golu_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*exp(-exp(-maximum(x_held, -7.0)))


@triton.jit
def golu_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = exp(-maximum(x_held, -7.0))
    t1 = exp(-t0)
    return t0*t1*x_held*where((x_held > -7.0), 1.0, 0.0) + t1


@triton.jit
def aptx_value(x, alpha, beta, gamma):
    x_held = where((alpha*beta > 0.0), maximum(x, -1e+18), where((alpha*beta < 0.0), minimum(x, 1e+18), x))
    t0 = alpha - 1.0
    at_far = gamma*x_held*(maximum(0.0, t0) - maximum(-t0, 0.0) + 2.0*sigmoid(2.0*beta*x_held))
    return at_far*where(((abs(at_far) < 1000000000.0)) | ((abs(x) <= abs(x_held))), 1.0, 1e-18*abs(x))


@triton.jit
def aptx_slope(x, alpha, beta, gamma):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = 2.0*t0
    t2 = sigmoid(t1)
    t3 = alpha - 1.0
    return 4.0*gamma*t0*t2*sigmoid(-t1) + gamma*(2.0*t2 + maximum(0.0, t3) - maximum(-t3, 0.0))


@triton.jit
def lisht_value(x):
    return x*tanh(x)


@triton.jit
def lisht_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = 2.0*x_held
    return 4.0*x_held*sigmoid(-t0)*sigmoid(t0) + tanh(x_held)


@triton.jit
def elish_value(x):
    t0 = sigmoid(x)
    return where((x >= 0.0), t0*x, t0*expm1(minimum(x, 0.0)))


@triton.jit
def elish_slope(x):
    x_held = minimum(x, 1e+18)
    t0 = sigmoid(x_held)
    t1 = t0*sigmoid(-x_held)
    t2 = minimum(x_held, 0.0)
    return where((x_held >= 0.0), t0 + t1*x_held, t0*where((x_held < 0.0), 1.0, 0.0)*exp(t2) + t1*expm1(t2))


@triton.jit
def hard_elish_value(x):
    t0 = minimum(maximum(0.5*x + 0.5, 0.0), 1.0)
    return where((x >= 0.0), t0*x, t0*expm1(x))


@triton.jit
def hard_elish_slope(x):
    x_held = minimum(x, 1e+18)
    t0 = 0.5*x_held
    t1 = minimum(maximum(t0 + 0.5, 0.0), 1.0)
    t2 = where((x_held > -1.0), 1.0, 0.0)*where((x_held < 1.0), 1.0, 0.0)
    return where((x_held >= 0.0), t0*t2 + t1, t1*exp(x_held) + 0.5*t2*expm1(x_held))


@triton.jit
def tanhexp_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*tanh(exp(minimum(x_held, 5.0)))


@triton.jit
def tanhexp_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = exp(minimum(x_held, 5.0))
    t1 = 2.0*t0
    return 4.0*t0*x_held*where((x_held < 5.0), 1.0, 0.0)*sigmoid(-t1)*sigmoid(t1) + tanh(t0)


@triton.jit
def sharkfin_value(x):
    return maximum(x, -1.0)*tanh(exp(minimum(x, 5.0)))


@triton.jit
def sharkfin_slope(x):
    x_held = minimum(x, 1e+18)
    t0 = exp(minimum(x_held, 5.0))
    t1 = 2.0*t0
    return 4.0*t0*where((x_held < 5.0), 1.0, 0.0)*maximum(x_held, -1.0)*sigmoid(-t1)*sigmoid(t1) + where((x_held > -1.0), 1.0, 0.0)*tanh(t0)


@triton.jit
def soft_root_sign_value(x, alpha, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = exp(t0*minimum(x_held, 1.0))
    t2 = x_held/alpha
    return where((x_held < 0.0), t1*x_held/(t1*t2 + 1.0), x_held/(t2 + exp(-t0*maximum(x_held, -1.0))))


@triton.jit
def soft_root_sign_slope(x, alpha, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = t0*x_held + 1.0
    t2 = exp(t0*minimum(x_held, 1.0))
    t3 = x_held/alpha
    t4 = exp(-t0*maximum(x_held, -1.0))
    return where((x_held < 0.0), t1*t2/((t2*t3 + 1.0)*(t2*t3 + 1.0)), t1*t4/((t3 + t4)*(t3 + t4)))


@triton.jit
def gcu_value(x):
    return x*cos(x)


@triton.jit
def gcu_slope(x):
    return -x*sin(x) + cos(x)


@triton.jit
def snake_value(x, alpha):
    return x + ((sin(alpha*minimum(maximum(x, -1e+18), 1e+18)))*(sin(alpha*minimum(maximum(x, -1e+18), 1e+18))))/alpha


@triton.jit
def snake_slope(x, alpha):
    t0 = alpha*x
    return ((sin(t0) + cos(t0))*(sin(t0) + cos(t0)))


@triton.jit
def snake_beta_value(x, alpha, beta):
    return x + ((sin(alpha*minimum(maximum(x, -1e+18), 1e+18)))*(sin(alpha*minimum(maximum(x, -1e+18), 1e+18))))/beta


@triton.jit
def snake_beta_slope(x, alpha, beta):
    t0 = (1.0/beta)
    t1 = alpha*x
    return alpha*t0*((sin(t1) + cos(t1))*(sin(t1) + cos(t1))) + t0*(-alpha + beta)


@triton.jit
def beta_mish_value(x, beta):
    x_held = maximum(x, -1e+18)
    return x_held*tanh(beta*softplus(x_held))


@triton.jit
def beta_mish_slope(x, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = beta*softplus(x_held)
    t1 = 2.0*t0
    return 4.0*beta*x_held*sigmoid(-t1)*sigmoid(t1)*sigmoid(x_held) + tanh(t0)


@triton.jit
def mila_value(x, beta):
    x_held = maximum(x, -1e+18)
    return x_held*tanh(softplus(beta + x_held))


@triton.jit
def mila_slope(x, beta):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = softplus(t0)
    t2 = 2.0*t1
    return 4.0*x_held*sigmoid(t0)*sigmoid(-t2)*sigmoid(t2) + tanh(t1)


@triton.jit
def hard_mish_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*minimum(0.5*maximum(x_held + 2.0, 0.0), 1.0)


@triton.jit
def hard_mish_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = maximum(x_held + 2.0, 0.0)
    return 0.5*x_held*where((x_held > -2.0), 1.0, 0.0)*where((t0 < 2.0), 1.0, 0.0) + minimum(0.5*t0, 1.0)


@triton.jit
def smish_value(x):
    x_held = maximum(x, -1e+18)
    t0 = sigmoid(x_held)
    t1 = 0.25*t0*(t0 + 2.0)
    return t1*x_held/(t1 + 0.5)


@triton.jit
def smish_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = sigmoid(x_held)
    t1 = 0.25*t0*(t0 + 2.0)
    t2 = t1 + 0.5
    t3 = (1.0/t2)
    t4 = t1*t3
    t5 = sigmoid(-x_held)
    t6 = 0.25*(t0*t0)*t5
    return t1*x_held*(-t1*t5 - t6)/(t2*t2) + t3*t6*x_held + t4*t5*x_held + t4


@triton.jit
def logish_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*log1p(sigmoid(x_held))


@triton.jit
def logish_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = sigmoid(x_held)
    return t0*x_held*sigmoid(-x_held)/(t0 + 1.0) + log1p(t0)


@triton.jit
def serf_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*erf(softplus(x_held))


@triton.jit
def serf_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = softplus(x_held)
    return 2.0*x_held*sigmoid(x_held)*exp(-(t0*t0))/1.772453850905516 + erf(t0)


@triton.jit
def phish_value(x):
    x_held = maximum(x, -1e+18)
    t0 = 0.5*x_held
    return x_held*tanh(t0*erfc(-1.4142135623730951*t0))


@triton.jit
def phish_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = 0.5*1.4142135623730951*x_held
    t1 = erfc(-t0)
    t2 = 0.5*t1
    t3 = t1*x_held
    return 4.0*x_held*(t0*exp(-0.5*(x_held*x_held))/1.772453850905516 + t2)*sigmoid(-t3)*sigmoid(t3) + tanh(t2*x_held)


@triton.jit
def atan_softplus_value(x):
    return softplus(x)*atan(x)


@triton.jit
def atan_softplus_slope(x):
    x_held = minimum(x, 1e+18)
    return sigmoid(x_held)*atan(x_held) + softplus(x_held)/((x_held*x_held) + 1.0)


@triton.jit
def tanh_softplus_value(x):
    return softplus(x)*tanh(x)


@triton.jit
def tanh_softplus_slope(x):
    x_held = minimum(x, 1e+18)
    t0 = 2.0*x_held
    return 4.0*sigmoid(-t0)*sigmoid(t0)*softplus(x_held) + sigmoid(x_held)*tanh(x_held)


@triton.jit
def log_atan_exp_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*log1p(where((x_held > 0.0), -atan(exp(-maximum(x_held, -1.0))) + 0.5*3.141592653589793, atan(exp(minimum(x_held, 1.0)))))


@triton.jit
def log_atan_exp_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = maximum(x_held, -1.0)
    t1 = exp(-t0)
    t2 = (x_held > 0.0)
    t3 = minimum(x_held, 1.0)
    t4 = exp(t3)
    t5 = where(t2, -atan(t1) + 0.5*3.141592653589793, atan(t4))
    return x_held*where(t2, t1*where((x_held > -1.0), 1.0, 0.0)/(1.0 + exp(-2.0*t0)), t4*where((x_held < 1.0), 1.0, 0.0)/(exp(2.0*t3) + 1.0))/(t5 + 1.0) + log1p(t5)


@triton.jit
def log_tanh_exp_value(x):
    x_held = maximum(x, -1e+18)
    return x_held*log1p(tanh(exp(minimum(x_held, 5.0))))


@triton.jit
def log_tanh_exp_slope(x):
    x_held = minimum(maximum(x, -1e+18), 1e+18)
    t0 = exp(minimum(x_held, 5.0))
    t1 = tanh(t0)
    t2 = 2.0*t0
    return 4.0*t0*x_held*where((x_held < 5.0), 1.0, 0.0)*sigmoid(-t2)*sigmoid(t2)/(t1 + 1.0) + log1p(t1)
