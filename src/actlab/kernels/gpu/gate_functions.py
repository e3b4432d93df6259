"""Made from the records by `make emit`; do not edit."""

import triton
import triton.language as tl  # the interpreter looks for it

from actlab.kernels.gpu.mathematics import abs, erfc, exp, maximum, minimum, sigmoid, softplus, tanh, where


@triton.jit
def glu_value(a, b, limit, plus):
    t0 = sigmoid(minimum(limit, a))
    t1 = plus + maximum(-limit, minimum(limit, b))
    return t0*t1


@triton.jit
def glu_by_a(a, b, limit, plus):
    t0 = minimum(limit, a)
    t1 = where((a > limit), 0.0, 1.0)*sigmoid(-t0)*sigmoid(t0)
    t2 = plus + maximum(-limit, minimum(limit, b))
    return t1*t2


@triton.jit
def glu_by_b(a, b, limit, plus):
    t0 = sigmoid(minimum(limit, a))
    t1 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t0*t1


@triton.jit
def reglu_value(a, b, limit, plus):
    t0 = maximum(minimum(limit, a), 0.0)
    t1 = plus + maximum(-limit, minimum(limit, b))
    return t0*t1


@triton.jit
def reglu_by_a(a, b, limit, plus):
    t0 = where((a > limit), 0.0, 1.0)*where((minimum(limit, a) > 0.0), 1.0, 0.0)
    t1 = plus + maximum(-limit, minimum(limit, b))
    return where(a == a, t0*t1, a)


@triton.jit
def reglu_by_b(a, b, limit, plus):
    t0 = maximum(minimum(limit, a), 0.0)
    t1 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t0*t1


@triton.jit
def geglu_value(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = 0.5*minimum(limit, a_held)
    t1 = t0*erfc(-1.4142135623730951*t0)
    t2 = plus + maximum(-limit, minimum(limit, b))
    return t1*t2


@triton.jit
def geglu_by_a(a, b, limit, plus):
    a_held = minimum(maximum(a, -1e+18), 1e+18)
    t0 = where((a_held > limit), 0.0, 1.0)
    t1 = minimum(limit, a_held)
    t2 = 0.5*1.4142135623730951*t1
    t3 = t0*t2*exp(-0.5*(t1*t1))/1.772453850905516 + 0.5*t0*erfc(-t2)
    t4 = plus + maximum(-limit, minimum(limit, b))
    return t3*t4


@triton.jit
def geglu_by_b(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = 0.5*minimum(limit, a_held)
    t1 = t0*erfc(-1.4142135623730951*t0)
    t2 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t1*t2


@triton.jit
def geglu_tanh_value(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = minimum(maximum(t0, -30.0), 30.0)
    t2 = t0*sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516)
    t3 = plus + maximum(-limit, minimum(limit, b))
    return t2*t3


@triton.jit
def geglu_tanh_by_a(a, b, limit, plus):
    a_held = minimum(maximum(a, -1e+18), 1e+18)
    t0 = where((a_held > limit), 0.0, 1.0)
    t1 = minimum(limit, a_held)
    t2 = minimum(maximum(t1, -30.0), 30.0)
    t3 = 2.0*1.4142135623730951/1.772453850905516
    t4 = t3*(0.044715*(t2*t2*t2) + t2)
    t5 = sigmoid(t4)
    t6 = t0*where((t1 > -30.0), 1.0, 0.0)*where((t1 < 30.0), 1.0, 0.0)
    t7 = t0*t5 + t1*t3*t5*(0.134145*(t2*t2)*t6 + t6)*sigmoid(-t4)
    t8 = plus + maximum(-limit, minimum(limit, b))
    return t7*t8


@triton.jit
def geglu_tanh_by_b(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = minimum(maximum(t0, -30.0), 30.0)
    t2 = t0*sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516)
    t3 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t2*t3


@triton.jit
def swiglu_value(a, b, alpha, limit, plus):
    a_held = where((alpha > 0.0), maximum(a, -1e+18), where((alpha < 0.0), minimum(a, 1e+18), a))
    t0 = minimum(limit, a_held)
    t1 = t0*sigmoid(alpha*t0)
    t2 = plus + maximum(-limit, minimum(limit, b))
    return t1*t2


@triton.jit
def swiglu_by_a(a, b, alpha, limit, plus):
    a_held = minimum(maximum(a, -1e+18), 1e+18)
    t0 = alpha*minimum(limit, a_held)
    t1 = where((a_held > limit), 0.0, 1.0)*sigmoid(t0)
    t2 = t0*t1*sigmoid(-t0) + t1
    t3 = plus + maximum(-limit, minimum(limit, b))
    return t2*t3


@triton.jit
def swiglu_by_b(a, b, alpha, limit, plus):
    a_held = where((alpha > 0.0), maximum(a, -1e+18), where((alpha < 0.0), minimum(a, 1e+18), a))
    t0 = minimum(limit, a_held)
    t1 = t0*sigmoid(alpha*t0)
    t2 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t1*t2


@triton.jit
def swiglu_oai_value(a, b, alpha, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = t0*sigmoid(alpha*t0)
    t2 = plus + maximum(-limit, minimum(limit, b))
    at_far = t1*t2
    return at_far*where(((abs(at_far) < 1000000000.0)) | ((abs(a) <= abs(a_held))), 1.0, 1e-18*abs(a))


@triton.jit
def swiglu_oai_by_a(a, b, alpha, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = alpha*minimum(limit, a_held)
    t1 = where((a_held > limit), 0.0, 1.0)*sigmoid(t0)
    t2 = t0*t1*sigmoid(-t0) + t1
    t3 = plus + maximum(-limit, minimum(limit, b))
    return t2*t3


@triton.jit
def swiglu_oai_by_b(a, b, alpha, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = t0*sigmoid(alpha*t0)
    t2 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t1*t2


@triton.jit
def swiglu_step_value(a, b, alpha, limit, plus):
    a_held = where((alpha > 0.0), maximum(a, -1e+18), where((alpha < 0.0), minimum(a, 1e+18), a))
    t0 = minimum(limit, a_held*sigmoid(a_held*alpha))
    t1 = plus + maximum(-limit, minimum(limit, b))
    return t0*t1


@triton.jit
def swiglu_step_by_a(a, b, alpha, limit, plus):
    a_held = minimum(maximum(a, -1e+18), 1e+18)
    t0 = a_held*alpha
    t1 = sigmoid(t0)
    t2 = (t0*t1*sigmoid(-t0) + t1)*where((limit < a_held*t1), 0.0, 1.0)
    t3 = plus + maximum(-limit, minimum(limit, b))
    return t2*t3


@triton.jit
def swiglu_step_by_b(a, b, alpha, limit, plus):
    a_held = where((alpha > 0.0), maximum(a, -1e+18), where((alpha < 0.0), minimum(a, 1e+18), a))
    t0 = minimum(limit, a_held*sigmoid(a_held*alpha))
    t1 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t0*t1


@triton.jit
def situ_glu_value(a, b, gate_cap, cap, limit, plus):
    t0 = minimum(limit, a)
    t1 = gate_cap*sigmoid(t0)*tanh(t0/gate_cap)
    t2 = cap*tanh(maximum(-limit, minimum(limit, b))/cap) + plus
    return t1*t2


@triton.jit
def situ_glu_by_a(a, b, gate_cap, cap, limit, plus):
    t0 = minimum(limit, a)
    t1 = t0/gate_cap
    t2 = where((a > limit), 0.0, 1.0)*sigmoid(t0)
    t3 = 2.0*t1
    t4 = gate_cap*t2*sigmoid(-t0)*tanh(t1) + 4.0*t2*sigmoid(-t3)*sigmoid(t3)
    t5 = cap*tanh(maximum(-limit, minimum(limit, b))/cap) + plus
    return t4*t5


@triton.jit
def situ_glu_by_b(a, b, gate_cap, cap, limit, plus):
    t0 = minimum(limit, a)
    t1 = minimum(limit, b)
    t2 = 2.0*maximum(-limit, t1)/cap
    t3 = gate_cap*sigmoid(t0)*tanh(t0/gate_cap)
    t4 = 4.0*where((b > limit), 0.0, 1.0)*where((limit < -t1), 0.0, 1.0)*sigmoid(-t2)*sigmoid(t2)
    return t3*t4


@triton.jit
def relu2_glu_value(a, b, limit, plus):
    t0 = ((maximum(minimum(limit, a), 0.0))*(maximum(minimum(limit, a), 0.0)))
    t1 = plus + maximum(-limit, minimum(limit, b))
    return t0*t1


@triton.jit
def relu2_glu_by_a(a, b, limit, plus):
    t0 = minimum(limit, a)
    t1 = 2.0*where((a > limit), 0.0, 1.0)*where((t0 > 0.0), 1.0, 0.0)*maximum(t0, 0.0)
    t2 = plus + maximum(-limit, minimum(limit, b))
    return t1*t2


@triton.jit
def relu2_glu_by_b(a, b, limit, plus):
    t0 = ((maximum(minimum(limit, a), 0.0))*(maximum(minimum(limit, a), 0.0)))
    t1 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t0*t1


@triton.jit
def mish_glu_value(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = t0*tanh(softplus(t0))
    t2 = plus + maximum(-limit, minimum(limit, b))
    return t1*t2


@triton.jit
def mish_glu_by_a(a, b, limit, plus):
    a_held = minimum(maximum(a, -1e+18), 1e+18)
    t0 = minimum(limit, a_held)
    t1 = softplus(t0)
    t2 = where((a_held > limit), 0.0, 1.0)
    t3 = 2.0*t1
    t4 = 4.0*t0*t2*sigmoid(t0)*sigmoid(-t3)*sigmoid(t3) + t2*tanh(t1)
    t5 = plus + maximum(-limit, minimum(limit, b))
    return t4*t5


@triton.jit
def mish_glu_by_b(a, b, limit, plus):
    a_held = maximum(a, -1e+18)
    t0 = minimum(limit, a_held)
    t1 = t0*tanh(softplus(t0))
    t2 = where((b > limit), 0.0, 1.0)*where((limit < -minimum(limit, b)), 0.0, 1.0)
    return t1*t2
