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


def relu6(m, x):
    return m.minimum(m.maximum(x, 0.0), 6.0)


def relu6_by_x(m, x):
    return m.keep_nan(x, m.where(x, (x > 0.0), 1.0, 0.0)*m.where(x, (x < 6.0), 1.0, 0.0))


def relu6_by_x_x(m, x):
    return m.full(x, 0.0)


def threshold(m, x, theta, value):
    return m.keep_nan(x, m.where(x, (theta < x), x, value))


def threshold_by_x(m, x, theta, value):
    return m.keep_nan(x, m.where(x, (theta < x), 1.0, 0.0))


def threshold_by_theta(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_value(m, x, theta, value):
    return m.keep_nan(x, m.where(x, (theta < x), 0.0, 1.0))


def threshold_by_x_x(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_x_theta(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_x_value(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_theta_theta(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_theta_value(m, x, theta, value):
    return m.full(x, 0.0)


def threshold_by_value_value(m, x, theta, value):
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


def prelu(m, x, slope):
    return m.where(x, (x > 0.0), x, slope*x)


def prelu_by_x(m, x, slope):
    return m.keep_nan(x, m.where(x, (x > 0.0), 1.0, slope))


def prelu_by_slope(m, x, slope):
    return m.where(x, (x > 0.0), 0.0, x)


def prelu_by_x_x(m, x, slope):
    return m.full(x, 0.0)


def prelu_by_x_slope(m, x, slope):
    return m.keep_nan(x, m.where(x, (x > 0.0), 0.0, 1.0))


def prelu_by_slope_slope(m, x, slope):
    return m.full(x, 0.0)


def rrelu(m, x, lower, upper):
    return m.where(x, (x > 0.0), x, x*(0.5*lower + 0.5*upper))


def rrelu_by_x(m, x, lower, upper):
    return m.keep_nan(x, m.where(x, (x > 0.0), 1.0, 0.5*lower + 0.5*upper))


def rrelu_by_lower(m, x, lower, upper):
    return m.where(x, (x > 0.0), 0.0, 0.5*x)


def rrelu_by_upper(m, x, lower, upper):
    return m.where(x, (x > 0.0), 0.0, 0.5*x)


def rrelu_by_x_x(m, x, lower, upper):
    return m.full(x, 0.0)


def rrelu_by_x_lower(m, x, lower, upper):
    return m.keep_nan(x, m.where(x, (x > 0.0), 0.0, 0.5))


def rrelu_by_x_upper(m, x, lower, upper):
    return m.keep_nan(x, m.where(x, (x > 0.0), 0.0, 0.5))


def rrelu_by_lower_lower(m, x, lower, upper):
    return m.full(x, 0.0)


def rrelu_by_lower_upper(m, x, lower, upper):
    return m.full(x, 0.0)


def rrelu_by_upper_upper(m, x, lower, upper):
    return m.full(x, 0.0)


def srelu(m, x, left, left_slope, right, right_slope):
    t0 = -x
    return m.where(x, (right <= x), right + right_slope*(-right - t0), m.where(x, (left >= x), left + left_slope*(-left - t0), x))


def srelu_by_x(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), right_slope, m.where(x, (left >= x), left_slope, 1.0)))


def srelu_by_left(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 0.0, m.where(x, (left >= x), 1.0 - left_slope, 0.0)))


def srelu_by_left_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 0.0, m.where(x, (left >= x), -left + x, 0.0)))


def srelu_by_right(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 1.0 - right_slope, 0.0))


def srelu_by_right_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), -right + x, 0.0))


def srelu_by_x_x(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_x_left(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_x_left_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 0.0, m.where(x, (left >= x), 1.0, 0.0)))


def srelu_by_x_right(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_x_right_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 1.0, 0.0))


def srelu_by_left_left(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_left_left_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), 0.0, m.where(x, (left >= x), -1.0, 0.0)))


def srelu_by_left_right(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_left_right_slope(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_left_slope_left_slope(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_left_slope_right(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_left_slope_right_slope(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_right_right(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def srelu_by_right_right_slope(m, x, left, left_slope, right, right_slope):
    return m.keep_nan(x, m.where(x, (right <= x), -1.0, 0.0))


def srelu_by_right_slope_right_slope(m, x, left, left_slope, right, right_slope):
    return m.full(x, 0.0)


def hard_tanh(m, x, min_val, max_val):
    return m.minimum(m.maximum(x, min_val), max_val)


def hard_tanh_by_x(m, x, min_val, max_val):
    return m.keep_nan(x, m.where(x, (max_val > m.maximum(x, min_val)), 1.0, 0.0)*m.where(x, (min_val < x), 1.0, 0.0))


def hard_tanh_by_min_val(m, x, min_val, max_val):
    return m.keep_nan(x, m.where(x, (min_val < x), 0.0, 1.0)*m.where(x, (max_val > m.maximum(x, min_val)), 1.0, 0.0))


def hard_tanh_by_max_val(m, x, min_val, max_val):
    return m.keep_nan(x, m.where(x, (max_val > m.maximum(x, min_val)), 0.0, 1.0))


def hard_tanh_by_x_x(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_tanh_by_x_min_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_tanh_by_x_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_tanh_by_min_val_min_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_tanh_by_min_val_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_tanh_by_max_val_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def hard_sigmoid(m, x):
    return m.minimum(0.16666666666666666*m.maximum(x + 3.0, 0.0), 1.0)


def hard_sigmoid_by_x(m, x):
    return m.keep_nan(x, m.where(x, (x > -3.0), m.where(x, (x < 3.0), 0.16666666666666666, 0.0), 0.0))


def hard_sigmoid_by_x_x(m, x):
    return m.full(x, 0.0)


def linear_sigmoid(m, x, alpha, beta):
    return m.minimum(m.maximum(alpha*x + beta, 0.0), 1.0)


def linear_sigmoid_by_x(m, x, alpha, beta):
    t0 = (1.0/alpha)
    return m.keep_nan(x, m.where(x, (x > -beta*t0), m.where(x, (x < t0*(1.0 - beta)), alpha, 0.0), 0.0))


def linear_sigmoid_by_alpha(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = alpha*x_held + beta
    return x_held*m.where(x, (t0 > 0.0), 1.0, 0.0)*m.where(x, (t0 < 1.0), 1.0, 0.0)


def linear_sigmoid_by_beta(m, x, alpha, beta):
    t0 = alpha*x + beta
    return m.keep_nan(x, m.where(x, (t0 > 0.0), 1.0, 0.0)*m.where(x, (t0 < 1.0), 1.0, 0.0))


def linear_sigmoid_by_x_x(m, x, alpha, beta):
    return m.full(x, 0.0)


def linear_sigmoid_by_x_alpha(m, x, alpha, beta):
    t0 = (1.0/alpha)
    return m.keep_nan(x, m.where(x, (x > -beta*t0), m.where(x, (x < t0*(1.0 - beta)), 1.0, 0.0), 0.0))


def linear_sigmoid_by_x_beta(m, x, alpha, beta):
    return m.full(x, 0.0)


def linear_sigmoid_by_alpha_alpha(m, x, alpha, beta):
    return m.full(x, 0.0)


def linear_sigmoid_by_alpha_beta(m, x, alpha, beta):
    return m.full(x, 0.0)


def linear_sigmoid_by_beta_beta(m, x, alpha, beta):
    return m.full(x, 0.0)


def hard_shrink(m, x, lambd, bias):
    t0 = -x
    return m.keep_nan(x, m.where(x, (lambd < x), -bias - t0, m.where(x, (lambd < t0), bias + x, 0.0)))


def hard_shrink_by_x(m, x, lambd, bias):
    return m.keep_nan(x, m.where(x, (lambd < x), 1.0, m.where(x, (lambd < -x), 1.0, 0.0)))


def hard_shrink_by_lambd(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_bias(m, x, lambd, bias):
    return m.keep_nan(x, m.where(x, (lambd < x), -1.0, m.where(x, (lambd < -x), 1.0, 0.0)))


def hard_shrink_by_x_x(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_x_lambd(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_x_bias(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_lambd_lambd(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_lambd_bias(m, x, lambd, bias):
    return m.full(x, 0.0)


def hard_shrink_by_bias_bias(m, x, lambd, bias):
    return m.full(x, 0.0)


def soft_shrink(m, x, lambd):
    t0 = -x
    return m.keep_nan(x, m.where(x, (lambd < x), -lambd - t0, m.where(x, (lambd < t0), lambd + x, 0.0)))


def soft_shrink_by_x(m, x, lambd):
    return m.keep_nan(x, m.where(x, (lambd < x), 1.0, m.where(x, (lambd < -x), 1.0, 0.0)))


def soft_shrink_by_lambd(m, x, lambd):
    return m.keep_nan(x, m.where(x, (lambd < x), -1.0, m.where(x, (lambd < -x), 1.0, 0.0)))


def soft_shrink_by_x_x(m, x, lambd):
    return m.full(x, 0.0)


def soft_shrink_by_x_lambd(m, x, lambd):
    return m.full(x, 0.0)


def soft_shrink_by_lambd_lambd(m, x, lambd):
    return m.full(x, 0.0)


def relu2(m, x):
    return ((m.maximum(x, 0.0))*(m.maximum(x, 0.0)))


def relu2_by_x(m, x):
    return 2.0*m.where(x, (x > 0.0), 1.0, 0.0)*m.maximum(x, 0.0)


def relu2_by_x_x(m, x):
    return m.keep_nan(x, 2.0*m.where(x, (x > 0.0), 1.0, 0.0))


def star_relu(m, x, scale, bias):
    return bias + m.where(x, (x > 0.0), scale*x, 0.0)*m.maximum(x, 0.0)


def star_relu_by_x(m, x, scale, bias):
    t0 = (x > 0.0)
    return m.where(x, t0, 1.0, 0.0)*m.where(x, t0, scale*x, 0.0) + m.where(x, t0, scale, 0.0)*m.maximum(x, 0.0)


def star_relu_by_scale(m, x, scale, bias):
    return m.where(x, (x > 0.0), x, 0.0)*m.maximum(x, 0.0)


def star_relu_by_bias(m, x, scale, bias):
    return m.full(x, 1.0)


def star_relu_by_x_x(m, x, scale, bias):
    t0 = (x > 0.0)
    return m.keep_nan(x, 2.0*m.where(x, t0, 1.0, 0.0)*m.where(x, t0, scale, 0.0))


def star_relu_by_x_scale(m, x, scale, bias):
    t0 = (x > 0.0)
    t1 = m.where(x, t0, 1.0, 0.0)
    return t1*m.where(x, t0, x, 0.0) + t1*m.maximum(x, 0.0)


def star_relu_by_x_bias(m, x, scale, bias):
    return m.full(x, 0.0)


def star_relu_by_scale_scale(m, x, scale, bias):
    return m.full(x, 0.0)


def star_relu_by_scale_bias(m, x, scale, bias):
    return m.full(x, 0.0)


def star_relu_by_bias_bias(m, x, scale, bias):
    return m.full(x, 0.0)


def leaky_relu_squared(m, x, slope):
    return x*m.where(x, (x > 0.0), x, (slope*slope)*x)


def leaky_relu_squared_by_x(m, x, slope):
    t0 = (x > 0.0)
    t1 = (slope*slope)
    return x*m.where(x, t0, 1.0, t1) + m.where(x, t0, x, t1*x)


def leaky_relu_squared_by_slope(m, x, slope):
    x_held = m.minimum(x, 1e+18)
    return x_held*m.where(x, (x_held > 0.0), 0.0, 2.0*slope*x_held)


def leaky_relu_squared_by_x_x(m, x, slope):
    return m.keep_nan(x, 2.0*m.where(x, (x > 0.0), 1.0, (slope*slope)))


def leaky_relu_squared_by_x_slope(m, x, slope):
    x_held = m.minimum(x, 1e+18)
    t0 = (x_held > 0.0)
    t1 = 2.0*slope
    return x_held*m.where(x, t0, 0.0, t1) + m.where(x, t0, 0.0, t1*x_held)


def leaky_relu_squared_by_slope_slope(m, x, slope):
    x_held = m.minimum(x, 1e+18)
    return x_held*m.where(x, (x_held > 0.0), 0.0, 2.0*x_held)


def tanh_relu2(m, x, cap):
    return cap*m.tanh(((m.minimum(m.maximum(x, 0.0), 1000000000.0))*(m.minimum(m.maximum(x, 0.0), 1000000000.0)))/cap)


def tanh_relu2_by_x(m, x, cap):
    t0 = m.minimum(m.maximum(x, 0.0), 1000000000.0)
    t1 = 2.0*(t0*t0)/cap
    return 8.0*t0*m.where(x, (x > 0.0), 1.0, 0.0)*m.where(x, (x < 1000000000.0), 1.0, 0.0)*m.sigmoid(-t1)*m.sigmoid(t1)


def tanh_relu2_by_cap(m, x, cap):
    t0 = ((m.minimum(m.maximum(x, 0.0), 1000000000.0))*(m.minimum(m.maximum(x, 0.0), 1000000000.0)))/cap
    t1 = 2.0*t0
    return -4.0*t0*m.sigmoid(-t1)*m.sigmoid(t1) + m.tanh(t0)


def tanh_relu2_by_x_x(m, x, cap):
    t0 = ((m.minimum(m.maximum(x, 0.0), 1000000000.0))*(m.minimum(m.maximum(x, 0.0), 1000000000.0)))/cap
    t1 = 2.0*t0
    t2 = m.sigmoid(t1)
    t3 = m.where(x, (x > 0.0), 1.0, 0.0)
    t4 = m.where(x, (x < 1000000000.0), 1.0, 0.0)
    t5 = m.sigmoid(-t1)
    t6 = t3*t4*t5
    t7 = 32.0*t0
    return -(t2*t2)*t6*t7 + t2*t3*t4*(t5*t5)*t7 + 8.0*t2*t6


def tanh_relu2_by_x_cap(m, x, cap):
    t0 = (1.0/(cap*cap))
    t1 = m.minimum(m.maximum(x, 0.0), 1000000000.0)
    t2 = (t1*t1*t1)
    t3 = m.where(x, (x > 0.0), 1.0, 0.0)
    t4 = m.where(x, (x < 1000000000.0), 1.0, 0.0)
    t5 = 2.0*(t1*t1)/cap
    t6 = m.sigmoid(-t5)
    t7 = m.sigmoid(t5)
    return -16.0*t0*t2*t3*t4*(t6*t6)*t7 + 16.0*t0*t2*t3*t4*t6*(t7*t7)


def tanh_relu2_by_cap_cap(m, x, cap):
    t0 = m.minimum(m.maximum(x, 0.0), 1000000000.0)
    t1 = 2.0*(t0*t0)/cap
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    t4 = 8.0*(t0*t0*t0*t0)/(cap*cap*cap)
    return -(t2*t2)*t3*t4 + t2*(t3*t3)*t4


def sparse_plus(m, x):
    return m.where(x, (x >= 1.0), x, 0.25*((m.minimum(m.maximum(x, -1.0), 1.0) + 1.0)*(m.minimum(m.maximum(x, -1.0), 1.0) + 1.0)))


def sparse_plus_by_x(m, x):
    return m.where(x, (x >= 1.0), 1.0, 0.5*(m.minimum(m.maximum(x, -1.0), 1.0) + 1.0)*m.where(x, (x > -1.0), 1.0, 0.0)*m.where(x, (x < 1.0), 1.0, 0.0))


def sparse_plus_by_x_x(m, x):
    return m.keep_nan(x, m.where(x, (x >= 1.0), 0.0, 0.5*m.where(x, (x > -1.0), 1.0, 0.0)*m.where(x, (x < 1.0), 1.0, 0.0)))


def sparse_sigmoid(m, x):
    return m.minimum(m.maximum(0.5*x + 0.5, 0.0), 1.0)


def sparse_sigmoid_by_x(m, x):
    return m.keep_nan(x, m.where(x, (x > -1.0), m.where(x, (x < 1.0), 0.5, 0.0), 0.0))


def sparse_sigmoid_by_x_x(m, x):
    return m.full(x, 0.0)


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


def celu(m, x, alpha):
    return m.where(x, (x > 0.0), x, alpha*m.expm1(x/alpha))


def celu_by_x(m, x, alpha):
    return m.where(x, (x > 0.0), 1.0, m.exp(x/alpha))


def celu_by_alpha(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    t0 = x_held/alpha
    return m.where(x, (x_held > 0.0), 0.0, -t0*m.exp(t0) + m.expm1(t0))


def celu_by_x_x(m, x, alpha):
    t0 = (1.0/alpha)
    return m.where(x, (x > 0.0), 0.0, t0*m.exp(t0*x))


def celu_by_x_alpha(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    return m.where(x, (x_held > 0.0), 0.0, -x_held*m.exp(x_held/alpha)/(alpha*alpha))


def celu_by_alpha_alpha(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    return m.where(x, (x_held > 0.0), 0.0, (x_held*x_held)*m.exp(x_held/alpha)/(alpha*alpha*alpha))


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


def isrlu(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    t0 = m.minimum(x_held, 0.0)
    at_far = m.where(x, (x_held >= 0.0), x_held, t0/(m.sqrt(alpha*(t0*t0) + 1.0)))
    return at_far*m.where(x, ((m.abs(at_far) < 1000000000.0)) | ((m.abs(x) <= m.abs(x_held))), 1.0, 1e-18*m.abs(x))


def isrlu_by_x(m, x, alpha):
    return m.where(x, (x >= 0.0), 1.0, (1.0/(m.sqrt(alpha*((m.minimum(x, 0.0))*(m.minimum(x, 0.0))) + 1.0)*m.sqrt(alpha*((m.minimum(x, 0.0))*(m.minimum(x, 0.0))) + 1.0)*m.sqrt(alpha*((m.minimum(x, 0.0))*(m.minimum(x, 0.0))) + 1.0))))


def isrlu_by_alpha(m, x, alpha):
    t0 = m.minimum(x, 0.0)
    return m.where(x, (x >= 0.0), 0.0, -0.5*(t0*t0*t0)/(m.sqrt(alpha*(t0*t0) + 1.0)*m.sqrt(alpha*(t0*t0) + 1.0)*m.sqrt(alpha*(t0*t0) + 1.0)))


def isrlu_by_x_x(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    t0 = m.minimum(x_held, 0.0)
    return m.where(x, (x_held >= 0.0), 0.0, -3.0*alpha*t0*m.where(x, (x_held < 0.0), 1.0, 0.0)/(alpha*(t0*t0) + 1.0)**(2.5))


def isrlu_by_x_alpha(m, x, alpha):
    x_held = m.maximum(x, -1e+18)
    t0 = ((m.minimum(x_held, 0.0))*(m.minimum(x_held, 0.0)))
    return m.where(x, (x_held >= 0.0), 0.0, -1.5*t0/(alpha*t0 + 1.0)**(2.5))


def isrlu_by_alpha_alpha(m, x, alpha):
    t0 = m.minimum(x, 0.0)
    return m.where(x, (x >= 0.0), 0.0, 0.75*(t0)**(5.0)/(alpha*(t0*t0) + 1.0)**(2.5))


def sine_relu(m, x, epsilon):
    return m.where(x, (x > 0.0), x, epsilon*(m.sin(x) - m.cos(x)))


def sine_relu_by_x(m, x, epsilon):
    return m.where(x, (x > 0.0), 1.0, epsilon*(m.sin(x) + m.cos(x)))


def sine_relu_by_epsilon(m, x, epsilon):
    return m.where(x, (x > 0.0), 0.0, m.sin(x) - m.cos(x))


def sine_relu_by_x_x(m, x, epsilon):
    return m.where(x, (x > 0.0), 0.0, epsilon*(-m.sin(x) + m.cos(x)))


def sine_relu_by_x_epsilon(m, x, epsilon):
    return m.where(x, (x > 0.0), 0.0, m.sin(x) + m.cos(x))


def sine_relu_by_epsilon_epsilon(m, x, epsilon):
    return m.full(x, 0.0)


def xielu(m, x, alpha_p, alpha_n, beta):
    t0 = m.maximum(x, -1.0)
    t1 = m.minimum(x, 1.0)
    return m.where(x, (x > 0.0), t0*(alpha_p*t0 + beta), alpha_n*m.expm1(t1) + t1*(-alpha_n + beta))


def xielu_by_x(m, x, alpha_p, alpha_n, beta):
    return m.where(x, (x > 0.0), 2.0*alpha_p*x + beta, alpha_n*m.expm1(m.minimum(x, 1.0)) + beta)


def xielu_by_alpha_p(m, x, alpha_p, alpha_n, beta):
    return m.keep_nan(x, m.where(x, (x > 0.0), ((m.maximum(x, -1.0))*(m.maximum(x, -1.0))), 0.0))


def xielu_by_alpha_n(m, x, alpha_p, alpha_n, beta):
    t0 = m.minimum(x, 1.0)
    return m.where(x, (x > 0.0), 0.0, -t0 + m.expm1(t0))


def xielu_by_beta(m, x, alpha_p, alpha_n, beta):
    return m.where(x, (x > 0.0), m.maximum(x, -1.0), m.minimum(x, 1.0))


def xielu_by_x_x(m, x, alpha_p, alpha_n, beta):
    return m.where(x, (x > 0.0), 2.0*alpha_p, alpha_n*m.where(x, (x < 1.0), 1.0, 0.0)*m.exp(m.minimum(x, 1.0)))


def xielu_by_x_alpha_p(m, x, alpha_p, alpha_n, beta):
    return m.keep_nan(x, m.where(x, (x > 0.0), 2.0*x, 0.0))


def xielu_by_x_alpha_n(m, x, alpha_p, alpha_n, beta):
    return m.where(x, (x > 0.0), 0.0, m.expm1(m.minimum(x, 1.0)))


def xielu_by_x_beta(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 1.0)


def xielu_by_alpha_p_alpha_p(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def xielu_by_alpha_p_alpha_n(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def xielu_by_alpha_p_beta(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def xielu_by_alpha_n_alpha_n(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def xielu_by_alpha_n_beta(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def xielu_by_beta_beta(m, x, alpha_p, alpha_n, beta):
    return m.full(x, 0.0)


def exponential(m, x):
    return m.exp(x)


def exponential_by_x(m, x):
    return m.exp(x)


def exponential_by_x_x(m, x):
    return m.exp(x)


def sigmoid(m, x):
    return m.sigmoid(x)


def sigmoid_by_x(m, x):
    return m.sigmoid(-x)*m.sigmoid(x)


def sigmoid_by_x_x(m, x):
    t0 = m.sigmoid(x)
    t1 = m.sigmoid(-x)
    return -(t0*t0)*t1 + t0*(t1*t1)


def tanh(m, x):
    return m.tanh(x)


def tanh_by_x(m, x):
    t0 = 2.0*x
    return 4.0*m.sigmoid(-t0)*m.sigmoid(t0)


def tanh_by_x_x(m, x):
    t0 = 2.0*x
    t1 = m.sigmoid(-t0)
    t2 = m.sigmoid(t0)
    return 8.0*(t1*t1)*t2 - 8.0*t1*(t2*t2)


def lecun_tanh(m, x):
    return 1.7159*m.tanh(0.6666666666666666*x)


def lecun_tanh_by_x(m, x):
    t0 = 1.3333333333333333*x
    return 4.575733333333333*m.sigmoid(-t0)*m.sigmoid(t0)


def lecun_tanh_by_x_x(m, x):
    t0 = 1.3333333333333333*x
    t1 = m.sigmoid(-t0)
    t2 = m.sigmoid(t0)
    return 6.100977777777778*(t1*t1)*t2 - 6.100977777777778*t1*(t2*t2)


def weighted_tanh(m, x, weight):
    return m.tanh(weight*x)


def weighted_tanh_by_x(m, x, weight):
    t0 = 2.0*weight*x
    return 4.0*weight*m.sigmoid(-t0)*m.sigmoid(t0)


def weighted_tanh_by_weight(m, x, weight):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*weight*x_held
    return 4.0*x_held*m.sigmoid(-t0)*m.sigmoid(t0)


def weighted_tanh_by_x_x(m, x, weight):
    t0 = 2.0*weight*x
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*(weight*weight)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def weighted_tanh_by_x_weight(m, x, weight):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = weight*x_held
    t1 = 2.0*t0
    t2 = m.sigmoid(-t1)
    t3 = m.sigmoid(t1)
    t4 = 8.0*t0
    return (t2*t2)*t3*t4 - t2*(t3*t3)*t4 + 4.0*t2*t3


def weighted_tanh_by_weight_weight(m, x, weight):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*weight*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*(x_held*x_held)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def penalized_tanh(m, x, a):
    t0 = m.tanh(x)
    return m.where(x, (x > 0.0), t0, a*t0)


def penalized_tanh_by_x(m, x, a):
    t0 = 2.0*x
    t1 = 4.0*m.sigmoid(-t0)*m.sigmoid(t0)
    return m.where(x, (x > 0.0), t1, a*t1)


def penalized_tanh_by_a(m, x, a):
    return m.where(x, (x > 0.0), 0.0, m.tanh(x))


def penalized_tanh_by_x_x(m, x, a):
    t0 = 2.0*x
    t1 = m.sigmoid(-t0)
    t2 = m.sigmoid(t0)
    t3 = 8.0*t1*(t2*t2)
    t4 = 8.0*(t1*t1)*t2
    return m.where(x, (x > 0.0), -t3 + t4, -a*t3 + a*t4)


def penalized_tanh_by_x_a(m, x, a):
    t0 = 2.0*x
    return m.where(x, (x > 0.0), 0.0, 4.0*m.sigmoid(-t0)*m.sigmoid(t0))


def penalized_tanh_by_a_a(m, x, a):
    return m.full(x, 0.0)


def tanhshrink(m, x):
    return x - m.tanh(x)


def tanhshrink_by_x(m, x):
    return ((m.tanh(x))*(m.tanh(x)))


def tanhshrink_by_x_x(m, x):
    t0 = 2.0*x
    return 8.0*m.sigmoid(-t0)*m.sigmoid(t0)*m.tanh(x)


def log_sigmoid(m, x):
    return -m.softplus(-x)


def log_sigmoid_by_x(m, x):
    return m.sigmoid(-x)


def log_sigmoid_by_x_x(m, x):
    return -m.sigmoid(-x)*m.sigmoid(x)


def softplus(m, x, beta):
    return m.softplus(beta*x)/beta


def softplus_by_x(m, x, beta):
    return m.sigmoid(beta*x)


def softplus_by_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    return x_held*m.sigmoid(t0)/beta - m.softplus(t0)/(beta*beta)


def softplus_by_x_x(m, x, beta):
    t0 = beta*x
    return beta*m.sigmoid(-t0)*m.sigmoid(t0)


def softplus_by_x_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    return x_held*m.sigmoid(-t0)*m.sigmoid(t0)


def softplus_by_beta_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = m.sigmoid(t0)
    return t1*(x_held*x_held)*m.sigmoid(-t0)/beta - 2.0*t1*x_held/(beta*beta) + 2.0*m.softplus(t0)/(beta*beta*beta)


def aria2(m, x, alpha, beta):
    return m.exp(-alpha*m.softplus(-beta*x))


def aria2_by_x(m, x, alpha, beta):
    t0 = -beta*x
    return alpha*beta*m.sigmoid(t0)*m.exp(-alpha*m.softplus(t0))


def aria2_by_alpha(m, x, alpha, beta):
    x_held = m.maximum(x, -1e+18)
    t0 = m.softplus(-beta*x_held)
    return -t0*m.exp(-alpha*t0)


def aria2_by_beta(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = -beta*x_held
    return alpha*x_held*m.sigmoid(t0)*m.exp(-alpha*m.softplus(t0))


def aria2_by_x_x(m, x, alpha, beta):
    t0 = beta*x
    t1 = -t0
    t2 = m.sigmoid(t1)
    t3 = (beta*beta)*m.exp(-alpha*m.softplus(t1))
    return (alpha*alpha)*(t2*t2)*t3 - alpha*t2*t3*m.sigmoid(t0)


def aria2_by_x_alpha(m, x, alpha, beta):
    x_held = m.maximum(x, -1e+18)
    t0 = -beta*x_held
    t1 = m.sigmoid(t0)
    t2 = alpha*m.softplus(t0)
    t3 = m.exp(-t2)
    return -beta*t1*t2*t3 + beta*t1*t3


def aria2_by_x_beta(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = -t0
    t2 = m.sigmoid(t1)
    t3 = m.exp(-alpha*m.softplus(t1))
    t4 = alpha*t2*t3
    return (alpha*alpha)*t0*(t2*t2)*t3 - t0*t4*m.sigmoid(t0) + t4


def aria2_by_alpha_alpha(m, x, alpha, beta):
    x_held = m.maximum(x, -1e+18)
    t0 = m.softplus(-beta*x_held)
    return (t0*t0)*m.exp(-alpha*t0)


def aria2_by_alpha_beta(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = -beta*x_held
    t1 = m.sigmoid(t0)
    t2 = alpha*m.softplus(t0)
    t3 = m.exp(-t2)
    return -t1*t2*t3*x_held + t1*t3*x_held


def aria2_by_beta_beta(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = -t0
    t2 = m.sigmoid(t1)
    t3 = (x_held*x_held)*m.exp(-alpha*m.softplus(t1))
    return (alpha*alpha)*(t2*t2)*t3 - alpha*t2*t3*m.sigmoid(t0)


def soft_clipping(m, x, alpha):
    t0 = (1.0/alpha)
    t1 = alpha*x
    t2 = x - 1.0
    t3 = -alpha*t2
    return m.where(x, (x > 0.5), t0*(m.softplus(-t1) - m.softplus(t3)) + 1.0, m.where(x, (t1 < 1.0), t0*m.log1p(-m.sigmoid(t3)*m.exp(m.minimum(t1, 1.0))*m.expm1(-alpha)), t0*(m.softplus(t1) - m.softplus(alpha*t2))))


def soft_clipping_by_x(m, x, alpha):
    return -m.sigmoid(alpha*x)*m.sigmoid(alpha*(1.0 - x))*m.expm1(-alpha)


def soft_clipping_by_alpha(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/(alpha*alpha))
    t1 = alpha*x_held
    t2 = -t1
    t3 = x_held - 1.0
    t4 = -t3
    t5 = alpha*t4
    t6 = (1.0/alpha)
    t7 = m.sigmoid(t5)
    t8 = t4*t7
    t9 = -alpha
    t10 = m.expm1(t9)
    t11 = m.exp(m.minimum(t1, 1.0))
    t12 = t10*t11*t7
    t13 = (t1 < 1.0)
    t14 = alpha*t3
    return m.where(x, (x_held > 0.5), -t0*(m.softplus(t2) - m.softplus(t5)) + t6*(-t8 - x_held*m.sigmoid(t2)), m.where(x, t13, -t0*m.log1p(-t12) + t6*(-t10*t11*t8*m.sigmoid(-t5) + t11*t7*m.exp(t9) - t12*x_held*m.where(x, t13, 1.0, 0.0))/(1.0 - t12), -t0*(m.softplus(t1) - m.softplus(t14)) + t6*(-t3*m.sigmoid(t14) + x_held*m.sigmoid(t1))))


def soft_clipping_by_x_x(m, x, alpha):
    t0 = alpha*x
    t1 = m.expm1(-alpha)
    t2 = m.sigmoid(t0)
    t3 = alpha*(1.0 - x)
    t4 = m.sigmoid(t3)
    return -alpha*t1*t2*t4*m.sigmoid(-t0) + alpha*t1*t2*t4*m.sigmoid(-t3)


def soft_clipping_by_x_alpha(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = alpha*x_held
    t1 = m.sigmoid(t0)
    t2 = -alpha
    t3 = 1.0 - x_held
    t4 = alpha*t3
    t5 = m.sigmoid(t4)
    t6 = t1*t5*m.expm1(t2)
    return t1*t5*m.exp(t2) - t3*t6*m.sigmoid(-t4) - t6*x_held*m.sigmoid(-t0)


def soft_clipping_by_alpha_alpha(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = alpha*x_held
    t1 = -t0
    t2 = x_held - 1.0
    t3 = -t2
    t4 = alpha*t3
    t5 = 2.0/(alpha*alpha*alpha)
    t6 = m.sigmoid(t1)
    t7 = m.sigmoid(t4)
    t8 = t3*t7
    t9 = 2.0/(alpha*alpha)
    t10 = (1.0/alpha)
    t11 = (x_held*x_held)
    t12 = m.sigmoid(t0)
    t13 = t11*t12*t6
    t14 = m.sigmoid(-t4)
    t15 = (t3*t3)*t7
    t16 = -alpha
    t17 = m.expm1(t16)
    t18 = m.exp(m.minimum(t0, 1.0))
    t19 = t18*t7
    t20 = t17*t19
    t21 = 1.0 - t20
    t22 = (1.0/t21)
    t23 = m.exp(t16)
    t24 = t19*t23
    t25 = (t0 < 1.0)
    t26 = m.where(x, t25, 1.0, 0.0)
    t27 = t20*t26
    t28 = t17*t18
    t29 = t14*t28*t8
    t30 = -t24 + t27*x_held + t29
    t31 = -t30
    t32 = alpha*t2
    t33 = m.sigmoid(t32)
    return m.where(x, (x_held > 0.5), t10*(t13 - t14*t15) + t5*(m.softplus(t1) - m.softplus(t4)) - t9*(-t6*x_held - t8), m.where(x, t25, t10*t22*(-t11*t27 - (t14*t14)*t15*t28 + 2.0*t14*t18*t23*t3*t7 - t14*t2*t28*t3*(t7*t7) + 2.0*t18*t23*t26*t7*x_held - t24 - 2.0*t26*t29*x_held) + t10*t30*t31/(t21*t21) - t22*t31*t9 + t5*m.log1p(-t20), t10*(t13 - (t2*t2)*t33*m.sigmoid(-t32)) + t5*(m.softplus(t0) - m.softplus(t32)) - t9*(t12*x_held - t2*t33)))


def softplus_threshold(m, x, beta, threshold):
    t0 = beta*x
    return m.where(x, (t0 > threshold), x, m.softplus(t0)/beta)


def softplus_threshold_by_x(m, x, beta, threshold):
    t0 = beta*x
    return m.where(x, (t0 > threshold), 1.0, m.sigmoid(t0))


def softplus_threshold_by_beta(m, x, beta, threshold):
    x_held = m.maximum(x, -1e+18)
    t0 = beta*x_held
    return m.where(x, (t0 > threshold), 0.0, x_held*m.sigmoid(t0)/beta - m.softplus(t0)/(beta*beta))


def softplus_threshold_by_threshold(m, x, beta, threshold):
    return m.full(x, 0.0)


def softplus_threshold_by_x_x(m, x, beta, threshold):
    t0 = beta*x
    return m.where(x, (t0 > threshold), 0.0, beta*m.sigmoid(-t0)*m.sigmoid(t0))


def softplus_threshold_by_x_beta(m, x, beta, threshold):
    x_held = m.maximum(x, -1e+18)
    t0 = beta*x_held
    return m.where(x, (t0 > threshold), 0.0, x_held*m.sigmoid(-t0)*m.sigmoid(t0))


def softplus_threshold_by_x_threshold(m, x, beta, threshold):
    return m.full(x, 0.0)


def softplus_threshold_by_beta_beta(m, x, beta, threshold):
    x_held = m.maximum(x, -1e+18)
    t0 = beta*x_held
    t1 = m.sigmoid(t0)
    return m.where(x, (t0 > threshold), 0.0, t1*(x_held*x_held)*m.sigmoid(-t0)/beta - 2.0*t1*x_held/(beta*beta) + 2.0*m.softplus(t0)/(beta*beta*beta))


def softplus_threshold_by_beta_threshold(m, x, beta, threshold):
    return m.full(x, 0.0)


def softplus_threshold_by_threshold_threshold(m, x, beta, threshold):
    return m.full(x, 0.0)


def sqrt_softplus(m, x):
    return m.where(x, (x >= -40.0), (m.sqrt(m.softplus(m.maximum(x, -41.0)))), m.exp(0.5*m.minimum(x, -39.0)))


def sqrt_softplus_by_x(m, x):
    t0 = m.maximum(x, -41.0)
    return m.where(x, (x >= -40.0), 0.5*m.sigmoid(t0)/(m.sqrt(m.softplus(t0))), 0.5*m.exp(0.5*m.minimum(x, -39.0)))


def sqrt_softplus_by_x_x(m, x):
    t0 = m.maximum(x, -41.0)
    t1 = m.sigmoid(t0)
    t2 = m.softplus(t0)
    t3 = m.where(x, (x > -41.0), 1.0, 0.0)
    return m.where(x, (x >= -40.0), -0.25*(t1*t1)*t3/(m.sqrt(t2)*m.sqrt(t2)*m.sqrt(t2)) + 0.5*t1*t3*m.sigmoid(-t0)/(m.sqrt(t2)), 0.25*m.where(x, (x < -39.0), 1.0, 0.0)*m.exp(0.5*m.minimum(x, -39.0)))


def laplace(m, x, mu, sigma):
    return 0.5*m.erfc(0.5*1.4142135623730951*(mu - x)/sigma)


def laplace_by_x(m, x, mu, sigma):
    return 0.5*1.4142135623730951*m.exp(-0.5*((mu - x)*(mu - x))/(sigma*sigma))/(1.772453850905516*sigma)


def laplace_by_mu(m, x, mu, sigma):
    return -0.5*1.4142135623730951*m.exp(-0.5*((mu - x)*(mu - x))/(sigma*sigma))/(1.772453850905516*sigma)


def laplace_by_sigma(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = mu - x_held
    t1 = 0.5/(sigma*sigma)
    return 1.4142135623730951*t0*t1*m.exp(-(t0*t0)*t1)/1.772453850905516


def laplace_by_x_x(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    return -0.25*1.4142135623730951*(-2.0*mu + 2.0*x_held)*m.exp(-0.5*((mu - x_held)*(mu - x_held))/(sigma*sigma))/(1.772453850905516*(sigma*sigma*sigma))


def laplace_by_x_mu(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    return -0.25*1.4142135623730951*(2.0*mu - 2.0*x_held)*m.exp(-0.5*((mu - x_held)*(mu - x_held))/(sigma*sigma))/(1.772453850905516*(sigma*sigma*sigma))


def laplace_by_x_sigma(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 0.5/(sigma*sigma)
    t1 = 1.4142135623730951
    t2 = 0.5641895835477563
    t3 = ((mu - x_held)*(mu - x_held))
    t4 = m.exp(-t0*t3)
    return -t0*t1*t2*t4 + 0.5*t1*t2*t3*t4/(sigma*sigma*sigma*sigma)


def laplace_by_mu_mu(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    return 0.25*1.4142135623730951*(2.0*mu - 2.0*x_held)*m.exp(-0.5*((mu - x_held)*(mu - x_held))/(sigma*sigma))/(1.772453850905516*(sigma*sigma*sigma))


def laplace_by_mu_sigma(m, x, mu, sigma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 0.5/(sigma*sigma)
    t1 = ((mu - x_held)*(mu - x_held))
    t2 = 1.4142135623730951*m.exp(-t0*t1)/1.772453850905516
    return t0*t2 - 0.5*t1*t2/(sigma*sigma*sigma*sigma)


def laplace_by_sigma_sigma(m, x, mu, sigma):
    t0 = mu - x
    t1 = 1.4142135623730951
    t2 = 0.5641895835477563
    t3 = m.exp(-0.5*(t0*t0)/(sigma*sigma))
    return -t0*t1*t2*t3/(sigma*sigma*sigma) + 0.5*(t0*t0*t0)*t1*t2*t3/(sigma)**(5.0)


def dyt(m, x, alpha, scale, bias):
    return bias + scale*m.tanh(alpha*x)


def dyt_by_x(m, x, alpha, scale, bias):
    t0 = 2.0*alpha*x
    return 4.0*alpha*scale*m.sigmoid(-t0)*m.sigmoid(t0)


def dyt_by_alpha(m, x, alpha, scale, bias):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*alpha*x_held
    return 4.0*scale*x_held*m.sigmoid(-t0)*m.sigmoid(t0)


def dyt_by_scale(m, x, alpha, scale, bias):
    return m.tanh(alpha*x)


def dyt_by_bias(m, x, alpha, scale, bias):
    return m.full(x, 1.0)


def dyt_by_x_x(m, x, alpha, scale, bias):
    t0 = 2.0*alpha*x
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*(alpha*alpha)*scale
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def dyt_by_x_alpha(m, x, alpha, scale, bias):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = alpha*x_held
    t1 = 2.0*t0
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    t4 = scale*t3
    t5 = 8.0*t0
    return scale*t2*(t3*t3)*t5 - (t2*t2)*t4*t5 + 4.0*t2*t4


def dyt_by_x_scale(m, x, alpha, scale, bias):
    t0 = 2.0*alpha*x
    return 4.0*alpha*m.sigmoid(-t0)*m.sigmoid(t0)


def dyt_by_x_bias(m, x, alpha, scale, bias):
    return m.full(x, 0.0)


def dyt_by_alpha_alpha(m, x, alpha, scale, bias):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*alpha*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*scale*(x_held*x_held)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def dyt_by_alpha_scale(m, x, alpha, scale, bias):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*alpha*x_held
    return 4.0*x_held*m.sigmoid(-t0)*m.sigmoid(t0)


def dyt_by_alpha_bias(m, x, alpha, scale, bias):
    return m.full(x, 0.0)


def dyt_by_scale_scale(m, x, alpha, scale, bias):
    return m.full(x, 0.0)


def dyt_by_scale_bias(m, x, alpha, scale, bias):
    return m.full(x, 0.0)


def dyt_by_bias_bias(m, x, alpha, scale, bias):
    return m.full(x, 0.0)


def squareplus(m, x, b):
    t0 = m.maximum(x, -1.0)
    t1 = m.minimum(t0, 1000000000.0)
    t2 = m.minimum(x, 1.0)
    t3 = m.maximum(t2, -1000000000.0)
    return m.where(x, (x > 0.0), t0 - 0.5*t1 + 0.5*(m.sqrt(b + (t1*t1))), b/(-4.0*t2 + 2.0*t3 + 2.0*(m.sqrt(b + (t3*t3)))))


def squareplus_by_x(m, x, b):
    t0 = m.minimum(m.maximum(x, -1.0), 1000000000.0)
    t1 = (m.sqrt(b + (t0*t0)))
    t2 = m.minimum(x, 1.0)
    t3 = m.maximum(t2, -1000000000.0)
    t4 = -2.0*t2
    t5 = (m.sqrt(b + (t3*t3)))
    return m.where(x, (x > 0.0), -0.5*b/(t1*(t0 + t1)) + 1.0, b/((t3 + t4 + t5)*(2.0*t3 + t4 + 2.0*t5)))


def squareplus_by_b(m, x, b):
    t0 = m.minimum(x, 1.0)
    t1 = m.maximum(t0, -1000000000.0)
    t2 = (m.sqrt(b + (t1*t1)))
    t3 = -4.0*t0 + 2.0*t1 + 2.0*t2
    return m.where(x, (x > 0.0), 0.25/(m.sqrt(b + ((m.minimum(m.maximum(x, -1.0), 1000000000.0))*(m.minimum(m.maximum(x, -1.0), 1000000000.0))))), -b/(t2*(t3*t3)) + (1.0/t3))


def squareplus_by_x_x(m, x, b):
    t0 = m.minimum(m.maximum(x, -1.0), 1000000000.0)
    t1 = m.where(x, (x > -1.0), 1.0, 0.0)
    t2 = m.where(x, (x < 1000000000.0), 1.0, 0.0)
    t3 = b + (t0*t0)
    t4 = (m.sqrt(t3))
    t5 = t0 + t4
    t6 = (1.0/t4)
    t7 = t1*t2
    t8 = m.minimum(x, 1.0)
    t9 = m.maximum(t8, -1000000000.0)
    t10 = -2.0*t8
    t11 = (m.sqrt(b + (t9*t9)))
    t12 = t10 + t11 + t9
    t13 = 2.0*t9
    t14 = t10 + 2.0*t11 + t13
    t15 = m.where(x, (x < 1.0), 1.0, 0.0)
    t16 = -2.0*t15
    t17 = m.where(x, (x > -1000000000.0), 1.0, 0.0)
    t18 = t15*t17
    t19 = t18/t11
    return m.where(x, (x > 0.0), 0.5*b*t0*t1*t2/((m.sqrt(t3)*m.sqrt(t3)*m.sqrt(t3))*t5) - 0.5*b*t6*(-t0*t6*t7 - t7)/(t5*t5), b*(-t13*t19 - 2.0*t15*t17 - t16)/(t12*(t14*t14)) + b*(-t16 - t18 - t19*t9)/((t12*t12)*t14))


def squareplus_by_x_b(m, x, b):
    t0 = m.minimum(m.maximum(x, -1.0), 1000000000.0)
    t1 = b + (t0*t0)
    t2 = (m.sqrt(t1))
    t3 = t0 + t2
    t4 = (1.0/t3)
    t5 = 0.25*b
    t6 = m.minimum(x, 1.0)
    t7 = m.maximum(t6, -1000000000.0)
    t8 = -2.0*t6
    t9 = (m.sqrt(b + (t7*t7)))
    t10 = t7 + t8 + t9
    t11 = (1.0/t10)
    t12 = 2.0*t7 + t8 + 2.0*t9
    t13 = (1.0/t12)
    t14 = b/t9
    return m.where(x, (x > 0.0), -0.5*t4/t2 + t5/(t1*(t3*t3)) + t4*t5/(m.sqrt(t1)*m.sqrt(t1)*m.sqrt(t1)), t11*t13 - t11*t14/(t12*t12) - 0.5*t13*t14/(t10*t10))


def squareplus_by_b_b(m, x, b):
    t0 = m.minimum(x, 1.0)
    t1 = m.maximum(t0, -1000000000.0)
    t2 = b + (t1*t1)
    t3 = (m.sqrt(t2))
    t4 = -4.0*t0 + 2.0*t1 + 2.0*t3
    t5 = (1.0/(t4*t4))
    return m.where(x, (x > 0.0), -0.125/(m.sqrt(b + ((m.minimum(m.maximum(x, -1.0), 1000000000.0))*(m.minimum(m.maximum(x, -1.0), 1000000000.0))))*m.sqrt(b + ((m.minimum(m.maximum(x, -1.0), 1000000000.0))*(m.minimum(m.maximum(x, -1.0), 1000000000.0))))*m.sqrt(b + ((m.minimum(m.maximum(x, -1.0), 1000000000.0))*(m.minimum(m.maximum(x, -1.0), 1000000000.0))))), 2.0*b/(t2*(t4*t4*t4)) + 0.5*b*t5/(m.sqrt(t2)*m.sqrt(t2)*m.sqrt(t2)) - 2.0*t5/t3)


def softsign(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    return x_held/(m.abs(x_held) + 1.0)


def softsign_by_x(m, x):
    return (1.0/((m.abs(x) + 1.0)*(m.abs(x) + 1.0)))


def softsign_by_x_x(m, x):
    return -2.0*m.sign(x)/((m.abs(x) + 1.0)*(m.abs(x) + 1.0)*(m.abs(x) + 1.0))


def isru(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    at_far = x_held/(m.sqrt(alpha*(x_held*x_held) + 1.0))
    return at_far*m.where(x, ((m.abs(at_far) < 1000000000.0)) | ((m.abs(x) <= m.abs(x_held))), 1.0, 1e-18*m.abs(x))


def isru_by_x(m, x, alpha):
    return (1.0/(m.sqrt(alpha*(x*x) + 1.0)*m.sqrt(alpha*(x*x) + 1.0)*m.sqrt(alpha*(x*x) + 1.0)))


def isru_by_alpha(m, x, alpha):
    return -0.5*(x*x*x)/(m.sqrt(alpha*(x*x) + 1.0)*m.sqrt(alpha*(x*x) + 1.0)*m.sqrt(alpha*(x*x) + 1.0))


def isru_by_x_x(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    return -3.0*alpha*x_held/(alpha*(x_held*x_held) + 1.0)**(2.5)


def isru_by_x_alpha(m, x, alpha):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (x_held*x_held)
    return -1.5*t0/(alpha*t0 + 1.0)**(2.5)


def isru_by_alpha_alpha(m, x, alpha):
    return 0.75*(x)**(5.0)/(alpha*(x*x) + 1.0)**(2.5)


def bent_identity(m, x):
    t0 = ((m.minimum(m.maximum(x, -1000000000.0), 1000000000.0))*(m.minimum(m.maximum(x, -1000000000.0), 1000000000.0)))
    return m.where(x, (m.abs(x) > 1000000000.0), x*(0.5*m.sign(x) + 1.0) - 0.5, t0/(2.0*(m.sqrt(t0 + 1.0)) + 2.0) + x)


def bent_identity_by_x(m, x):
    t0 = m.minimum(m.maximum(x, -1000000000.0), 1000000000.0)
    return m.where(x, (m.abs(x) > 1000000000.0), 0.5*m.sign(x) + 1.0, 0.5*t0/(m.sqrt((t0*t0) + 1.0)) + 1.0)


def bent_identity_by_x_x(m, x):
    t0 = ((m.minimum(m.maximum(x, -1000000000.0), 1000000000.0))*(m.minimum(m.maximum(x, -1000000000.0), 1000000000.0)))
    t1 = t0 + 1.0
    t2 = 0.5*m.where(x, (x > -1000000000.0), 1.0, 0.0)*m.where(x, (x < 1000000000.0), 1.0, 0.0)
    return m.where(x, (m.abs(x) > 1000000000.0), 0.0, -t0*t2/(m.sqrt(t1)*m.sqrt(t1)*m.sqrt(t1)) + t2/(m.sqrt(t1)))


def sqnl(m, x):
    t0 = m.minimum(m.maximum(x, -3.0), 3.0)
    return m.where(x, (m.abs(x) > 2.0), m.sign(x), -0.25*(t0*t0)*m.where(x, (x < 0.0), -1.0, 1.0) + t0)


def sqnl_by_x(m, x):
    t0 = 0.5*x
    return m.keep_nan(x, m.where(x, (x > 2.0), 0.0, m.where(x, (x >= 0.0), 1.0 - t0, m.where(x, (x >= -2.0), t0 + 1.0, 0.0))))


def sqnl_by_x_x(m, x):
    return m.keep_nan(x, m.where(x, (x > 2.0), 0.0, m.where(x, (x >= 0.0), -0.5, m.where(x, (x >= -2.0), 0.5, 0.0))))


def swish(m, x, beta):
    x_held = m.where(x, (beta > 0.0), m.maximum(x, -1e+18), m.where(x, (beta < 0.0), m.minimum(x, 1e+18), x))
    return x_held*m.sigmoid(beta*x_held)


def swish_by_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = m.sigmoid(t0)
    return t0*t1*m.sigmoid(-t0) + t1


def swish_by_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    return (x_held*x_held)*m.sigmoid(-t0)*m.sigmoid(t0)


def swish_by_x_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = (beta*beta)*x_held
    return 2.0*beta*t1*t2 - (t1*t1)*t2*t3 + t1*(t2*t2)*t3


def swish_by_x_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = beta*(x_held*x_held)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3 + 2.0*t1*t2*x_held


def swish_by_beta_beta(m, x, beta):
    t0 = (x*x*x)
    t1 = beta*x
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    return -t0*(t2*t2)*t3 + t0*t2*(t3*t3)


def e_swish(m, x, beta):
    x_held = m.maximum(x, -1e+18)
    return beta*x_held*m.sigmoid(x_held)


def e_swish_by_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*m.sigmoid(x_held)
    return t0*x_held*m.sigmoid(-x_held) + t0


def e_swish_by_beta(m, x, beta):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.sigmoid(x_held)


def e_swish_by_x_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(-x_held)
    t1 = m.sigmoid(x_held)
    t2 = beta*t1
    return -beta*t0*(t1*t1)*x_held + (t0*t0)*t2*x_held + 2.0*t0*t2


def e_swish_by_x_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    return t0*x_held*m.sigmoid(-x_held) + t0


def e_swish_by_beta_beta(m, x, beta):
    return m.full(x, 0.0)


def flatten_t_swish(m, x, t):
    return m.keep_nan(x, t + m.where(x, (x > 0.0), x*m.sigmoid(x), 0.0))


def flatten_t_swish_by_x(m, x, t):
    x_held = m.minimum(x, 1e+18)
    t0 = m.sigmoid(x_held)
    return m.keep_nan(x, m.where(x, (x_held > 0.0), t0*x_held*m.sigmoid(-x_held) + t0, 0.0))


def flatten_t_swish_by_t(m, x, t):
    return m.full(x, 1.0)


def flatten_t_swish_by_x_x(m, x, t):
    x_held = m.minimum(x, 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = m.sigmoid(-x_held)
    return m.keep_nan(x, m.where(x, (x_held > 0.0), -(t0*t0)*t1*x_held + t0*(t1*t1)*x_held + 2.0*t0*t1, 0.0))


def flatten_t_swish_by_x_t(m, x, t):
    return m.full(x, 0.0)


def flatten_t_swish_by_t_t(m, x, t):
    return m.full(x, 0.0)


def hard_swish(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.minimum(0.16666666666666666*m.maximum(x_held + 3.0, 0.0), 1.0)


def hard_swish_by_x(m, x):
    return m.keep_nan(x, m.where(x, (x > -3.0), m.where(x, (x < 3.0), 0.3333333333333333*x + 0.5, 1.0), 0.0))


def hard_swish_by_x_x(m, x):
    return m.keep_nan(x, m.where(x, (x > -3.0), m.where(x, (x < 3.0), 0.3333333333333333, 0.0), 0.0))


def gelu(m, x):
    x_held = m.maximum(x, -1e+18)
    t0 = 0.5*x_held
    return t0*m.erfc(-1.4142135623730951*t0)


def gelu_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 0.5*1.4142135623730951*x_held
    return t0*m.exp(-0.5*(x_held*x_held))/1.772453850905516 + 0.5*m.erfc(-t0)


def gelu_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 1.4142135623730951
    t1 = 0.5641895835477563
    t2 = 0.5*(x_held*x_held)
    t3 = m.exp(-t2)
    return -t0*t1*t2*t3 + t0*t1*t3


def gelu_tanh(m, x):
    x_held = m.maximum(x, -1e+18)
    t0 = m.minimum(m.maximum(x_held, -30.0), 30.0)
    return x_held*m.sigmoid(2.0*1.4142135623730951*(0.044715*(t0*t0*t0) + t0)/1.772453850905516)


def gelu_tanh_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.minimum(m.maximum(x_held, -30.0), 30.0)
    t1 = 2.0*1.4142135623730951/1.772453850905516
    t2 = t1*(0.044715*(t0*t0*t0) + t0)
    t3 = m.sigmoid(t2)
    t4 = m.where(x, (x_held > -30.0), 1.0, 0.0)*m.where(x, (x_held < 30.0), 1.0, 0.0)
    return t1*t3*x_held*(0.134145*(t0*t0)*t4 + t4)*m.sigmoid(-t2) + t3


def gelu_tanh_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.minimum(m.maximum(x_held, -30.0), 30.0)
    t1 = m.where(x, (x_held > -30.0), 1.0, 0.0)*m.where(x, (x_held < 30.0), 1.0, 0.0)
    t2 = 1.4142135623730951/1.772453850905516
    t3 = 2.0*t2*(0.044715*(t0*t0*t0) + t0)
    t4 = m.sigmoid(-t3)
    t5 = t4*x_held
    t6 = m.sigmoid(t3)
    t7 = t2*t6
    t8 = 0.134145*(t0*t0)*t1 + t1
    t9 = 8.0*(t8*t8)/3.141592653589793
    return 0.53658*t0*t1*t5*t7 + (t4*t4)*t6*t9*x_held + 4.0*t4*t7*t8 - t5*(t6*t6)*t9


def clipped_gelu(m, x, min_val, max_val):
    x_held = m.maximum(x, -1e+18)
    t0 = 0.5*x_held
    t1 = t0*m.erfc(-1.4142135623730951*t0)
    return m.where(x, (max_val < t1), max_val, m.where(x, (min_val > t1), min_val, t1))


def clipped_gelu_by_x(m, x, min_val, max_val):
    x_held = m.maximum(x, -1e+18)
    t0 = 0.5*1.4142135623730951*x_held
    t1 = 0.5*m.erfc(-t0)
    t2 = t1*x_held
    return m.where(x, (max_val < t2), 0.0, m.where(x, (min_val > t2), 0.0, t0*m.exp(-0.5*(x_held*x_held))/1.772453850905516 + t1))


def clipped_gelu_by_min_val(m, x, min_val, max_val):
    t0 = 0.5*x
    t1 = t0*m.erfc(-1.4142135623730951*t0)
    return m.keep_nan(x, m.where(x, (max_val < t1), 0.0, m.where(x, (min_val > t1), 1.0, 0.0)))


def clipped_gelu_by_max_val(m, x, min_val, max_val):
    t0 = 0.5*x
    return m.keep_nan(x, m.where(x, (max_val < t0*m.erfc(-1.4142135623730951*t0)), 1.0, 0.0))


def clipped_gelu_by_x_x(m, x, min_val, max_val):
    x_held = m.maximum(x, -1e+18)
    t0 = 1.4142135623730951
    t1 = 0.5*x_held
    t2 = t1*m.erfc(-t0*t1)
    t3 = 0.5641895835477563
    t4 = 0.5*(x_held*x_held)
    t5 = m.exp(-t4)
    return m.where(x, (max_val < t2), 0.0, m.where(x, (min_val > t2), 0.0, -t0*t3*t4*t5 + t0*t3*t5))


def clipped_gelu_by_x_min_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def clipped_gelu_by_x_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def clipped_gelu_by_min_val_min_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def clipped_gelu_by_min_val_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def clipped_gelu_by_max_val_max_val(m, x, min_val, max_val):
    return m.full(x, 0.0)


def situ(m, x, cap):
    return cap*m.sigmoid(x)*m.tanh(x/cap)


def situ_by_x(m, x, cap):
    t0 = m.sigmoid(x)
    t1 = x/cap
    t2 = 2.0*t1
    return cap*t0*m.sigmoid(-x)*m.tanh(t1) + 4.0*t0*m.sigmoid(-t2)*m.sigmoid(t2)


def situ_by_cap(m, x, cap):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = x_held/cap
    t2 = 2.0*t1
    return -4.0*t0*t1*m.sigmoid(-t2)*m.sigmoid(t2) + t0*m.tanh(t1)


def situ_by_x_x(m, x, cap):
    t0 = m.sigmoid(-x)
    t1 = m.sigmoid(x)
    t2 = (1.0/cap)
    t3 = t2*x
    t4 = cap*m.tanh(t3)
    t5 = 2.0*t3
    t6 = m.sigmoid(-t5)
    t7 = m.sigmoid(t5)
    t8 = 8.0*t1*t2
    return (t0*t0)*t1*t4 - t0*(t1*t1)*t4 + 8.0*t0*t1*t6*t7 + (t6*t6)*t7*t8 - t6*(t7*t7)*t8


def situ_by_x_cap(m, x, cap):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = x_held/cap
    t1 = m.sigmoid(x_held)
    t2 = t1*m.sigmoid(-x_held)
    t3 = 2.0*t0
    t4 = m.sigmoid(t3)
    t5 = m.sigmoid(-t3)
    t6 = 8.0*t1*x_held/(cap*cap)
    return -4.0*t0*t2*t4*t5 + t2*m.tanh(t0) + (t4*t4)*t5*t6 - t4*(t5*t5)*t6


def situ_by_cap_cap(m, x, cap):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*x_held/cap
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*(x_held*x_held)*m.sigmoid(x_held)/(cap*cap*cap)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def golu(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.exp(-m.exp(-m.maximum(x_held, -7.0)))


def golu_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.exp(-m.maximum(x_held, -7.0))
    t1 = m.exp(-t0)
    return t0*t1*x_held*m.where(x, (x_held > -7.0), 1.0, 0.0) + t1


def golu_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.maximum(x_held, -7.0)
    t1 = m.exp(-t0)
    t2 = m.where(x, (x_held > -7.0), 1.0, 0.0)*m.exp(-t1)
    t3 = t1*t2
    return t2*x_held*m.exp(-2.0*t0) - t3*x_held + 2.0*t3


def aptx(m, x, alpha, beta, gamma):
    x_held = m.where(x, (alpha*beta > 0.0), m.maximum(x, -1e+18), m.where(x, (alpha*beta < 0.0), m.minimum(x, 1e+18), x))
    t0 = alpha - 1.0
    at_far = gamma*x_held*(m.maximum(0.0, t0) - m.maximum(-t0, 0.0) + 2.0*m.sigmoid(2.0*beta*x_held))
    return at_far*m.where(x, ((m.abs(at_far) < 1000000000.0)) | ((m.abs(x) <= m.abs(x_held))), 1.0, 1e-18*m.abs(x))


def aptx_by_x(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*x_held
    t1 = 2.0*t0
    t2 = m.sigmoid(t1)
    t3 = alpha - 1.0
    return 4.0*gamma*t0*t2*m.sigmoid(-t1) + gamma*(2.0*t2 + m.maximum(0.0, t3) - m.maximum(-t3, 0.0))


def aptx_by_alpha(m, x, alpha, beta, gamma):
    t0 = (alpha < 1.0)
    return gamma*x*(m.where(x, t0, 0.0, 1.0) + m.where(x, t0, 1.0, 0.0))


def aptx_by_beta(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*beta*x_held
    return 4.0*gamma*(x_held*x_held)*m.sigmoid(-t0)*m.sigmoid(t0)


def aptx_by_gamma(m, x, alpha, beta, gamma):
    x_held = m.where(x, (alpha*beta > 0.0), m.maximum(x, -1e+18), m.where(x, (alpha*beta < 0.0), m.minimum(x, 1e+18), x))
    t0 = alpha - 1.0
    at_far = x_held*(m.maximum(0.0, t0) - m.maximum(-t0, 0.0) + 2.0*m.sigmoid(2.0*beta*x_held))
    return at_far*m.where(x, ((m.abs(at_far) < 1000000000.0)) | ((m.abs(x) <= m.abs(x_held))), 1.0, 1e-18*m.abs(x))


def aptx_by_x_x(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*beta*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*gamma*t2
    t4 = (beta*beta)*x_held
    return beta*t1*t3 + 8.0*gamma*t1*(t2*t2)*t4 - (t1*t1)*t3*t4


def aptx_by_x_alpha(m, x, alpha, beta, gamma):
    t0 = (alpha < 1.0)
    return m.full(x, gamma*(m.where(x, t0, 0.0, 1.0) + m.where(x, t0, 1.0, 0.0)))


def aptx_by_x_beta(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*beta*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*gamma*t2
    t4 = beta*(x_held*x_held)
    return 8.0*gamma*t1*(t2*t2)*t4 - (t1*t1)*t3*t4 + t1*t3*x_held


def aptx_by_x_gamma(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = alpha - 1.0
    t1 = beta*x_held
    t2 = 2.0*t1
    t3 = m.sigmoid(t2)
    return 4.0*t1*t3*m.sigmoid(-t2) + 2.0*t3 + m.maximum(0.0, t0) - m.maximum(-t0, 0.0)


def aptx_by_alpha_alpha(m, x, alpha, beta, gamma):
    return m.full(x, 0.0)


def aptx_by_alpha_beta(m, x, alpha, beta, gamma):
    return m.full(x, 0.0)


def aptx_by_alpha_gamma(m, x, alpha, beta, gamma):
    t0 = (alpha < 1.0)
    return x*(m.where(x, t0, 0.0, 1.0) + m.where(x, t0, 1.0, 0.0))


def aptx_by_beta_beta(m, x, alpha, beta, gamma):
    t0 = 2.0*beta*x
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*gamma*(x*x*x)
    return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3


def aptx_by_beta_gamma(m, x, alpha, beta, gamma):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*beta*x_held
    return 4.0*(x_held*x_held)*m.sigmoid(-t0)*m.sigmoid(t0)


def aptx_by_gamma_gamma(m, x, alpha, beta, gamma):
    return m.full(x, 0.0)


def lisht(m, x):
    return x*m.tanh(x)


def lisht_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*x_held
    return 4.0*x_held*m.sigmoid(-t0)*m.sigmoid(t0) + m.tanh(x_held)


def lisht_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*x_held
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = 8.0*t2
    return -(t1*t1)*t3*x_held + 8.0*t1*(t2*t2)*x_held + t1*t3


def elish(m, x):
    t0 = m.sigmoid(x)
    return m.where(x, (x >= 0.0), t0*x, t0*m.expm1(m.minimum(x, 0.0)))


def elish_by_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = t0*m.sigmoid(-x_held)
    t2 = m.minimum(x_held, 0.0)
    return m.where(x, (x_held >= 0.0), t0 + t1*x_held, t0*m.where(x, (x_held < 0.0), 1.0, 0.0)*m.exp(t2) + t1*m.expm1(t2))


def elish_by_x_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = m.sigmoid(-x_held)
    t2 = 2.0*t0*t1
    t3 = t0*(t1*t1)
    t4 = (t0*t0)*t1
    t5 = m.minimum(x_held, 0.0)
    t6 = m.expm1(t5)
    t7 = m.where(x, (x_held < 0.0), 1.0, 0.0)*m.exp(t5)
    return m.where(x, (x_held >= 0.0), t2 + t3*x_held - t4*x_held, t0*t7 + t2*t7 + t3*t6 - t4*t6)


def hard_elish(m, x):
    t0 = m.minimum(m.maximum(0.5*x + 0.5, 0.0), 1.0)
    return m.where(x, (x >= 0.0), t0*x, t0*m.expm1(x))


def hard_elish_by_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = 0.5*x_held
    t1 = m.minimum(m.maximum(t0 + 0.5, 0.0), 1.0)
    t2 = m.where(x, (x_held > -1.0), 1.0, 0.0)*m.where(x, (x_held < 1.0), 1.0, 0.0)
    return m.where(x, (x_held >= 0.0), t0*t2 + t1, t1*m.exp(x_held) + 0.5*t2*m.expm1(x_held))


def hard_elish_by_x_x(m, x):
    t0 = m.where(x, (x > -1.0), 1.0, 0.0)*m.where(x, (x < 1.0), 1.0, 0.0)
    t1 = m.exp(x)
    return m.where(x, (x >= 0.0), t0, t0*t1 + t1*m.minimum(m.maximum(0.5*x + 0.5, 0.0), 1.0))


def tanhexp(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.tanh(m.exp(m.minimum(x_held, 5.0)))


def tanhexp_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.exp(m.minimum(x_held, 5.0))
    t1 = 2.0*t0
    return 4.0*t0*x_held*m.where(x, (x_held < 5.0), 1.0, 0.0)*m.sigmoid(-t1)*m.sigmoid(t1) + m.tanh(t0)


def tanhexp_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.where(x, (x_held < 5.0), 1.0, 0.0)
    t1 = m.minimum(x_held, 5.0)
    t2 = m.exp(t1)
    t3 = 2.0*t2
    t4 = m.sigmoid(-t3)
    t5 = 8.0*t0*t4
    t6 = m.sigmoid(t3)
    t7 = t2*t6
    t8 = x_held*m.exp(2.0*t1)
    return 8.0*t0*(t4*t4)*t6*t8 + 4.0*t0*t4*t7*x_held - t5*(t6*t6)*t8 + t5*t7


def sharkfin(m, x):
    return m.maximum(x, -1.0)*m.tanh(m.exp(m.minimum(x, 5.0)))


def sharkfin_by_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = m.exp(m.minimum(x_held, 5.0))
    t1 = 2.0*t0
    return 4.0*t0*m.where(x, (x_held < 5.0), 1.0, 0.0)*m.maximum(x_held, -1.0)*m.sigmoid(-t1)*m.sigmoid(t1) + m.where(x, (x_held > -1.0), 1.0, 0.0)*m.tanh(t0)


def sharkfin_by_x_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = m.where(x, (x_held < 5.0), 1.0, 0.0)
    t1 = m.maximum(x_held, -1.0)
    t2 = m.minimum(x_held, 5.0)
    t3 = m.exp(t2)
    t4 = 2.0*t3
    t5 = m.sigmoid(-t4)
    t6 = t0*t1*t5
    t7 = m.sigmoid(t4)
    t8 = t3*t7
    t9 = 8.0*m.exp(2.0*t2)
    return t0*t1*(t5*t5)*t7*t9 + 8.0*t0*t5*t8*m.where(x, (x_held > -1.0), 1.0, 0.0) - t6*(t7*t7)*t9 + 4.0*t6*t8


def soft_root_sign(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = m.exp(t0*m.minimum(x_held, 1.0))
    t2 = x_held/alpha
    return m.where(x, (x_held < 0.0), t1*x_held/(t1*t2 + 1.0), x_held/(t2 + m.exp(-t0*m.maximum(x_held, -1.0))))


def soft_root_sign_by_x(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = t0*x_held + 1.0
    t2 = m.exp(t0*m.minimum(x_held, 1.0))
    t3 = x_held/alpha
    t4 = m.exp(-t0*m.maximum(x_held, -1.0))
    return m.where(x, (x_held < 0.0), t1*t2/((t2*t3 + 1.0)*(t2*t3 + 1.0)), t1*t4/((t3 + t4)*(t3 + t4)))


def soft_root_sign_by_alpha(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = t0*m.minimum(x_held, 1.0)
    t2 = x_held/alpha
    t3 = (x_held*x_held)/(alpha*alpha)
    return m.where(x, (x_held < 0.0), t3*m.exp(2.0*t1)/((t2*m.exp(t1) + 1.0)*(t2*m.exp(t1) + 1.0)), t3/((t2 + m.exp(-t0*m.maximum(x_held, -1.0)))*(t2 + m.exp(-t0*m.maximum(x_held, -1.0)))))


def soft_root_sign_by_beta(m, x, alpha, beta):
    x_held = m.minimum(x, 1e+18)
    t0 = m.minimum(x_held, 1.0)
    t1 = (1.0/beta)
    t2 = t0*t1
    t3 = m.exp(t2)
    t4 = (1.0/alpha)
    t5 = t4*x_held
    t6 = t3*t5 + 1.0
    t7 = (1.0/(beta*beta))
    t8 = t7*x_held
    t9 = m.maximum(x_held, -1.0)
    t10 = m.exp(-t1*t9)
    return m.where(x, (x_held < 0.0), -t0*t3*t8/t6 + t0*t4*t7*(x_held*x_held)*m.exp(2.0*t2)/(t6*t6), -t10*t8*t9/((t10 + t5)*(t10 + t5)))


def soft_root_sign_by_x_x(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = m.exp(t0*m.minimum(x_held, 1.0))
    t2 = (1.0/alpha)
    t3 = t2*x_held
    t4 = t1*t3 + 1.0
    t5 = t0*t1/(t4*t4)
    t6 = t0*x_held
    t7 = t6 + 1.0
    t8 = m.where(x, (x_held < 1.0), 1.0, 0.0)
    t9 = 2.0*t2
    t10 = t1*t9
    t11 = m.exp(-t0*m.maximum(x_held, -1.0))
    t12 = t11 + t3
    t13 = t0*t11
    t14 = t13/(t12*t12)
    t15 = m.where(x, (x_held > -1.0), 1.0, 0.0)
    return m.where(x, (x_held < 0.0), t1*t7*(-t10*t6*t8 - t10)/(t4*t4*t4) + t5*t7*t8 + t5, t11*t7*(2.0*t13*t15 - t9)/(t12*t12*t12) - t14*t15*t7 + t14)


def soft_root_sign_by_x_alpha(m, x, alpha, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = (1.0/beta)
    t1 = t0*m.minimum(x_held, 1.0)
    t2 = x_held/alpha
    t3 = 2.0*x_held*(t0*x_held + 1.0)/(alpha*alpha)
    t4 = m.exp(-t0*m.maximum(x_held, -1.0))
    return m.where(x, (x_held < 0.0), t3*m.exp(2.0*t1)/((t2*m.exp(t1) + 1.0)*(t2*m.exp(t1) + 1.0)*(t2*m.exp(t1) + 1.0)), t3*t4/((t2 + t4)*(t2 + t4)*(t2 + t4)))


def soft_root_sign_by_x_beta(m, x, alpha, beta):
    x_held = m.minimum(x, 1e+18)
    t0 = (1.0/(beta*beta))
    t1 = t0*x_held
    t2 = (1.0/beta)
    t3 = m.minimum(x_held, 1.0)
    t4 = t2*t3
    t5 = m.exp(t4)
    t6 = (1.0/alpha)
    t7 = t6*x_held
    t8 = t5*t7 + 1.0
    t9 = t5/(t8*t8)
    t10 = t2*x_held + 1.0
    t11 = t0*t10
    t12 = m.maximum(x_held, -1.0)
    t13 = t12*t2
    t14 = m.exp(-t13)
    t15 = t14 + t7
    t16 = (1.0/(t15*t15))
    return m.where(x, (x_held < 0.0), 2.0*t0*t10*t3*t6*x_held*m.exp(2.0*t4)/(t8*t8*t8) - t1*t9 - t11*t3*t9, t0*t10*t12*t14*t16 - t1*t14*t16 - 2.0*t11*t12*m.exp(-2.0*t13)/(t15*t15*t15))


def soft_root_sign_by_alpha_alpha(m, x, alpha, beta):
    t0 = (1.0/(alpha*alpha*alpha*alpha))
    t1 = (x*x*x)
    t2 = (1.0/beta)
    t3 = t2*m.minimum(x, 1.0)
    t4 = x/alpha
    t5 = t4*m.exp(t3) + 1.0
    t6 = 2.0*(x*x)/(alpha*alpha*alpha)
    t7 = t4 + m.exp(-t2*m.maximum(x, -1.0))
    return m.where(x, (x < 0.0), 2.0*t0*t1*m.exp(3.0*t3)/(t5*t5*t5) - t6*m.exp(2.0*t3)/(t5*t5), 2.0*t0*t1/(t7*t7*t7) - t6/(t7*t7))


def soft_root_sign_by_alpha_beta(m, x, alpha, beta):
    t0 = (1.0/(beta*beta))
    t1 = m.minimum(x, 1.0)
    t2 = (1.0/beta)
    t3 = t1*t2
    t4 = x/alpha
    t5 = t4*m.exp(t3) + 1.0
    t6 = (x*x)/(alpha*alpha)
    t7 = m.maximum(x, -1.0)
    t8 = m.exp(-t2*t7)
    return m.where(x, (x < 0.0), -2.0*t0*t1*t6*m.exp(2.0*t3)/(t5*t5) + 2.0*t0*t1*(x*x*x)*m.exp(3.0*t3)/((alpha*alpha*alpha)*(t5*t5*t5)), -2.0*t0*t6*t7*t8/((t4 + t8)*(t4 + t8)*(t4 + t8)))


def soft_root_sign_by_beta_beta(m, x, alpha, beta):
    t0 = m.minimum(x, 1.0)
    t1 = (1.0/beta)
    t2 = t0*t1
    t3 = m.exp(t2)
    t4 = (1.0/alpha)
    t5 = t4*x
    t6 = t3*t5 + 1.0
    t7 = t3/t6
    t8 = (1.0/(beta*beta*beta))
    t9 = 2.0*t8*x
    t10 = (t0*t0)
    t11 = (1.0/(beta*beta*beta*beta))
    t12 = t11*x
    t13 = t4*(x*x)*m.exp(2.0*t2)/(t6*t6)
    t14 = t10*t11
    t15 = m.maximum(x, -1.0)
    t16 = t1*t15
    t17 = m.exp(-t16)
    t18 = t17 + t5
    t19 = t17/(t18*t18)
    t20 = t12*(t15*t15)
    return m.where(x, (x < 0.0), -2.0*t0*t13*t8 + t0*t7*t9 + t10*t12*t7 - 3.0*t13*t14 + 2.0*t14*(x*x*x)*m.exp(3.0*t2)/((alpha*alpha)*(t6*t6*t6)), t15*t19*t9 - t19*t20 + 2.0*t20*m.exp(-2.0*t16)/(t18*t18*t18))


def gcu(m, x):
    return x*m.cos(x)


def gcu_by_x(m, x):
    return -x*m.sin(x) + m.cos(x)


def gcu_by_x_x(m, x):
    return -x*m.cos(x) - 2.0*m.sin(x)


def snake(m, x, alpha):
    return x + ((m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18)))*(m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18))))/alpha


def snake_by_x(m, x, alpha):
    t0 = alpha*x
    return ((m.sin(t0) + m.cos(t0))*(m.sin(t0) + m.cos(t0)))


def snake_by_alpha(m, x, alpha):
    t0 = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t1 = alpha*t0
    t2 = m.sin(t1)
    return 2.0*t0*t2*m.cos(t1)/alpha - (t2*t2)/(alpha*alpha)


def snake_by_x_x(m, x, alpha):
    t0 = alpha*x
    t1 = m.sin(t0)
    t2 = m.cos(t0)
    return (t1 + t2)*(-2.0*alpha*t1 + 2.0*alpha*t2)


def snake_by_x_alpha(m, x, alpha):
    t0 = alpha*x
    t1 = m.sin(t0)
    t2 = m.cos(t0)
    return (t1 + t2)*(-2.0*t1*x + 2.0*t2*x)


def snake_by_alpha_alpha(m, x, alpha):
    t0 = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t1 = alpha*t0
    t2 = m.sin(t1)
    t3 = (t2*t2)
    t4 = (1.0/alpha)
    t5 = (t0*t0)
    t6 = m.cos(t1)
    return -2.0*t3*t4*t5 + 2.0*t4*t5*(t6*t6) - 4.0*t0*t2*t6/(alpha*alpha) + 2.0*t3/(alpha*alpha*alpha)


def snake_beta(m, x, alpha, beta):
    return x + ((m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18)))*(m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18))))/beta


def snake_beta_by_x(m, x, alpha, beta):
    t0 = (1.0/beta)
    t1 = alpha*x
    return alpha*t0*((m.sin(t1) + m.cos(t1))*(m.sin(t1) + m.cos(t1))) + t0*(-alpha + beta)


def snake_beta_by_alpha(m, x, alpha, beta):
    t0 = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t1 = alpha*t0
    return 2.0*t0*m.sin(t1)*m.cos(t1)/beta


def snake_beta_by_beta(m, x, alpha, beta):
    return -((m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18)))*(m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18))))/(beta*beta)


def snake_beta_by_x_x(m, x, alpha, beta):
    t0 = alpha*x
    t1 = m.sin(t0)
    t2 = m.cos(t0)
    return alpha*(t1 + t2)*(-2.0*alpha*t1 + 2.0*alpha*t2)/beta


def snake_beta_by_x_alpha(m, x, alpha, beta):
    t0 = (1.0/beta)
    t1 = alpha*x
    t2 = m.sin(t1)
    t3 = m.cos(t1)
    t4 = t2 + t3
    return alpha*t0*t4*(-2.0*t2*x + 2.0*t3*x) + t0*(t4*t4) - t0


def snake_beta_by_x_beta(m, x, alpha, beta):
    t0 = (1.0/(beta*beta))
    t1 = alpha*x
    return -alpha*t0*((m.sin(t1) + m.cos(t1))*(m.sin(t1) + m.cos(t1))) - t0*(-alpha + beta) + (1.0/beta)


def snake_beta_by_alpha_alpha(m, x, alpha, beta):
    t0 = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t1 = alpha*t0
    t2 = (1.0/beta)
    t3 = (t0*t0)
    return -2.0*t2*t3*((m.sin(t1))*(m.sin(t1))) + 2.0*t2*t3*((m.cos(t1))*(m.cos(t1)))


def snake_beta_by_alpha_beta(m, x, alpha, beta):
    t0 = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t1 = alpha*t0
    return -2.0*t0*m.sin(t1)*m.cos(t1)/(beta*beta)


def snake_beta_by_beta_beta(m, x, alpha, beta):
    return 2.0*((m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18)))*(m.sin(alpha*m.minimum(m.maximum(x, -1e+18), 1e+18))))/(beta*beta*beta)


def mish(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.tanh(m.softplus(x_held))


def mish_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.softplus(x_held)
    t1 = 2.0*t0
    return 4.0*x_held*m.sigmoid(-t1)*m.sigmoid(t1)*m.sigmoid(x_held) + m.tanh(t0)


def mish_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*m.softplus(x_held)
    t1 = m.sigmoid(-t0)
    t2 = 8.0*t1
    t3 = m.sigmoid(x_held)
    t4 = m.sigmoid(t0)
    t5 = t3*t4
    t6 = (t3*t3)*x_held
    return 8.0*(t1*t1)*t4*t6 + 4.0*t1*t5*x_held*m.sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5


def beta_mish(m, x, beta):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.tanh(beta*m.softplus(x_held))


def beta_mish_by_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta*m.softplus(x_held)
    t1 = 2.0*t0
    return 4.0*beta*x_held*m.sigmoid(-t1)*m.sigmoid(t1)*m.sigmoid(x_held) + m.tanh(t0)


def beta_mish_by_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.softplus(x_held)
    t1 = 2.0*beta*t0
    return 4.0*t0*x_held*m.sigmoid(-t1)*m.sigmoid(t1)


def beta_mish_by_x_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 2.0*beta*m.softplus(x_held)
    t1 = m.sigmoid(-t0)
    t2 = 8.0*t1
    t3 = m.sigmoid(x_held)
    t4 = m.sigmoid(t0)
    t5 = beta*t3*t4
    t6 = (beta*beta)*(t3*t3)*x_held
    return 8.0*(t1*t1)*t4*t6 + 4.0*t1*t5*x_held*m.sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5


def beta_mish_by_x_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.softplus(x_held)
    t1 = beta*t0
    t2 = 2.0*t1
    t3 = m.sigmoid(-t2)
    t4 = m.sigmoid(t2)
    t5 = 4.0*t3*t4
    t6 = x_held*m.sigmoid(x_held)
    t7 = 8.0*t1*t6
    return t0*t5 + (t3*t3)*t4*t7 - t3*(t4*t4)*t7 + t5*t6


def beta_mish_by_beta_beta(m, x, beta):
    x_held = m.maximum(x, -1e+18)
    t0 = m.softplus(x_held)
    t1 = 2.0*beta*t0
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    t4 = 8.0*(t0*t0)*x_held
    return -(t2*t2)*t3*t4 + t2*(t3*t3)*t4


def mila(m, x, beta):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.tanh(m.softplus(beta + x_held))


def mila_by_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = m.softplus(t0)
    t2 = 2.0*t1
    return 4.0*x_held*m.sigmoid(t0)*m.sigmoid(-t2)*m.sigmoid(t2) + m.tanh(t1)


def mila_by_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = 2.0*m.softplus(t0)
    return 4.0*x_held*m.sigmoid(t0)*m.sigmoid(-t1)*m.sigmoid(t1)


def mila_by_x_x(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = 2.0*m.softplus(t0)
    t2 = m.sigmoid(-t1)
    t3 = 8.0*t2
    t4 = m.sigmoid(t1)
    t5 = m.sigmoid(t0)
    t6 = t4*t5
    t7 = (t5*t5)*x_held
    return 8.0*(t2*t2)*t4*t7 + 4.0*t2*t6*x_held*m.sigmoid(-t0) - t3*(t4*t4)*t7 + t3*t6


def mila_by_x_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = m.sigmoid(t0)
    t2 = 2.0*m.softplus(t0)
    t3 = m.sigmoid(-t2)
    t4 = m.sigmoid(t2)
    t5 = 4.0*t1*t3*t4
    t6 = 8.0*(t1*t1)*x_held
    return (t3*t3)*t4*t6 - t3*(t4*t4)*t6 + t5*x_held*m.sigmoid(-t0) + t5


def mila_by_beta_beta(m, x, beta):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = beta + x_held
    t1 = 2.0*m.softplus(t0)
    t2 = m.sigmoid(t1)
    t3 = m.sigmoid(-t1)
    t4 = t3*x_held
    t5 = m.sigmoid(t0)
    t6 = 8.0*(t5*t5)
    return -(t2*t2)*t4*t6 + t2*(t3*t3)*t6*x_held + 4.0*t2*t4*t5*m.sigmoid(-t0)


def hard_mish(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.minimum(0.5*m.maximum(x_held + 2.0, 0.0), 1.0)


def hard_mish_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.maximum(x_held + 2.0, 0.0)
    return 0.5*x_held*m.where(x, (x_held > -2.0), 1.0, 0.0)*m.where(x, (t0 < 2.0), 1.0, 0.0) + m.minimum(0.5*t0, 1.0)


def hard_mish_by_x_x(m, x):
    return m.keep_nan(x, m.where(x, (x > -2.0), 1.0, 0.0)*m.where(x, (m.maximum(x + 2.0, 0.0) < 2.0), 1.0, 0.0))


def smish(m, x):
    x_held = m.maximum(x, -1e+18)
    t0 = m.sigmoid(x_held)
    t1 = 0.25*t0*(t0 + 2.0)
    return t1*x_held/(t1 + 0.5)


def smish_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = 0.25*t0*(t0 + 2.0)
    t2 = t1 + 0.5
    t3 = (1.0/t2)
    t4 = t1*t3
    t5 = m.sigmoid(-x_held)
    t6 = 0.25*(t0*t0)*t5
    return t1*x_held*(-t1*t5 - t6)/(t2*t2) + t3*t6*x_held + t4*t5*x_held + t4


def smish_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = t0 + 2.0
    t2 = 0.25*t1
    t3 = t0*t2
    t4 = t3 + 0.5
    t5 = (1.0/t4)
    t6 = (t0*t0)
    t7 = m.sigmoid(-x_held)
    t8 = t6*t7
    t9 = 0.5*t8
    t10 = (t0*t0*t0)
    t11 = 0.25*t7
    t12 = t5*x_held
    t13 = 0.5*t0*t1
    t14 = t13*t7
    t15 = (t7*t7)
    t16 = 0.75*t15*t6
    t17 = t15*t3
    t18 = (1.0/(t4*t4))
    t19 = -t11*t6 - t3*t7
    t20 = t18*t19
    t21 = t20*x_held
    t22 = t3*x_held
    return -t10*t11*t12 + t12*t16 + t12*t17 - t12*t2*t8 + t13*t20 + t14*t21 + t14*t5 + t18*t22*(0.25*t1*t6*t7 + 0.25*t10*t7 - t16 - t17) + t19*t22*(-t14 - t9)/(t4*t4*t4) + t21*t9 + t5*t9


def logish(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.log1p(m.sigmoid(x_held))


def logish_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    return t0*x_held*m.sigmoid(-x_held)/(t0 + 1.0) + m.log1p(t0)


def logish_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(-x_held)
    t1 = m.sigmoid(x_held)
    t2 = t1 + 1.0
    t3 = (1.0/t2)
    t4 = t1*t3
    t5 = (t0*t0)*x_held
    t6 = (t1*t1)
    return -t0*t3*t6*x_held + 2.0*t0*t4 + t4*t5 - t5*t6/(t2*t2)


def serf(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.erf(m.softplus(x_held))


def serf_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.softplus(x_held)
    return 2.0*x_held*m.sigmoid(x_held)*m.exp(-(t0*t0))/1.772453850905516 + m.erf(t0)


def serf_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = 0.5641895835477563
    t2 = m.softplus(x_held)
    t3 = m.exp(-(t2*t2))
    t4 = 4.0*t1*t3
    return -(t0*t0)*t2*t4*x_held + 2.0*t0*t1*t3*x_held*m.sigmoid(-x_held) + t0*t4


def phish(m, x):
    x_held = m.maximum(x, -1e+18)
    t0 = 0.5*x_held
    return x_held*m.tanh(t0*m.erfc(-1.4142135623730951*t0))


def phish_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 0.5*1.4142135623730951*x_held
    t1 = m.erfc(-t0)
    t2 = 0.5*t1
    t3 = t1*x_held
    return 4.0*x_held*(t0*m.exp(-0.5*(x_held*x_held))/1.772453850905516 + t2)*m.sigmoid(-t3)*m.sigmoid(t3) + m.tanh(t2*x_held)


def phish_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = 1.4142135623730951
    t1 = t0*x_held
    t2 = 0.5*t1
    t3 = m.erfc(-t2)
    t4 = 0.5641895835477563
    t5 = 0.5*(x_held*x_held)
    t6 = m.exp(-t5)
    t7 = t4*t6
    t8 = t2*t7 + 0.5*t3
    t9 = t3*x_held
    t10 = m.sigmoid(t9)
    t11 = m.sigmoid(-t9)
    t12 = t10*t11
    t13 = 4.0*x_held
    t14 = t1*t7 + t3
    t15 = t13*t8
    return -(t10*t10)*t11*t14*t15 + t10*(t11*t11)*t14*t15 + t12*t13*(t0*t4*t6 - t0*t5*t7) + 8.0*t12*t8


def atan_softplus(m, x):
    return m.softplus(x)*m.atan(x)


def atan_softplus_by_x(m, x):
    x_held = m.minimum(x, 1e+18)
    return m.sigmoid(x_held)*m.atan(x_held) + m.softplus(x_held)/((x_held*x_held) + 1.0)


def atan_softplus_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = (x_held*x_held) + 1.0
    return t0*m.sigmoid(-x_held)*m.atan(x_held) + 2.0*t0/t1 - 2.0*x_held*m.softplus(x_held)/(t1*t1)


def tanh_softplus(m, x):
    return m.softplus(x)*m.tanh(x)


def tanh_softplus_by_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = 2.0*x_held
    return 4.0*m.sigmoid(-t0)*m.sigmoid(t0)*m.softplus(x_held) + m.sigmoid(x_held)*m.tanh(x_held)


def tanh_softplus_by_x_x(m, x):
    x_held = m.minimum(x, 1e+18)
    t0 = m.sigmoid(x_held)
    t1 = 2.0*x_held
    t2 = m.sigmoid(-t1)
    t3 = m.sigmoid(t1)
    t4 = 8.0*m.softplus(x_held)
    return 8.0*t0*t2*t3 + t0*m.sigmoid(-x_held)*m.tanh(x_held) + (t2*t2)*t3*t4 - t2*(t3*t3)*t4


def log_atan_exp(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.log1p(m.where(x, (x_held > 0.0), -m.atan(m.exp(-m.maximum(x_held, -1.0))) + 0.5*3.141592653589793, m.atan(m.exp(m.minimum(x_held, 1.0)))))


def log_atan_exp_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.maximum(x_held, -1.0)
    t1 = m.exp(-t0)
    t2 = (x_held > 0.0)
    t3 = m.minimum(x_held, 1.0)
    t4 = m.exp(t3)
    t5 = m.where(x, t2, -m.atan(t1) + 0.5*3.141592653589793, m.atan(t4))
    return x_held*m.where(x, t2, t1*m.where(x, (x_held > -1.0), 1.0, 0.0)/(1.0 + m.exp(-2.0*t0)), t4*m.where(x, (x_held < 1.0), 1.0, 0.0)/(m.exp(2.0*t3) + 1.0))/(t5 + 1.0) + m.log1p(t5)


def log_atan_exp_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.maximum(x_held, -1.0)
    t1 = m.exp(-t0)
    t2 = (x_held > 0.0)
    t3 = m.minimum(x_held, 1.0)
    t4 = m.exp(t3)
    t5 = m.where(x, t2, -m.atan(t1) + 0.5*3.141592653589793, m.atan(t4)) + 1.0
    t6 = (1.0/t5)
    t7 = m.where(x, (x_held > -1.0), 1.0, 0.0)
    t8 = m.exp(-2.0*t0)
    t9 = t8 + 1.0
    t10 = t1*t7/t9
    t11 = m.where(x, (x_held < 1.0), 1.0, 0.0)
    t12 = m.exp(2.0*t3)
    t13 = t12 + 1.0
    t14 = t11*t4/t13
    t15 = (1.0/(t9*t9))
    t16 = t11/(t13*t13)
    return t6*x_held*m.where(x, t2, -t10 + 2.0*t15*t7*m.exp(-3.0*t0), t14 - 2.0*t16*m.exp(3.0*t3)) + 2.0*t6*m.where(x, t2, t10, t14) - x_held*m.where(x, t2, t15*t7*t8, t12*t16)/(t5*t5)


def log_tanh_exp(m, x):
    x_held = m.maximum(x, -1e+18)
    return x_held*m.log1p(m.tanh(m.exp(m.minimum(x_held, 5.0))))


def log_tanh_exp_by_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.exp(m.minimum(x_held, 5.0))
    t1 = m.tanh(t0)
    t2 = 2.0*t0
    return 4.0*t0*x_held*m.where(x, (x_held < 5.0), 1.0, 0.0)*m.sigmoid(-t2)*m.sigmoid(t2)/(t1 + 1.0) + m.log1p(t1)


def log_tanh_exp_by_x_x(m, x):
    x_held = m.minimum(m.maximum(x, -1e+18), 1e+18)
    t0 = m.minimum(x_held, 5.0)
    t1 = m.exp(t0)
    t2 = m.tanh(t1) + 1.0
    t3 = (1.0/t2)
    t4 = m.where(x, (x_held < 5.0), 1.0, 0.0)
    t5 = 2.0*t1
    t6 = m.sigmoid(-t5)
    t7 = 8.0*t3*t4*t6
    t8 = m.sigmoid(t5)
    t9 = t1*t8
    t10 = t4*x_held
    t11 = m.exp(2.0*t0)
    t12 = t11*(t8*t8)
    t13 = t10*(t6*t6)
    return 4.0*t10*t3*t6*t9 + 8.0*t11*t13*t3*t8 - 16.0*t12*t13/(t2*t2) - t12*t7*x_held + t7*t9


def glu(m, a, b, limit, plus):
    t0 = m.sigmoid(m.minimum(limit, a))
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t0*t1


def glu_by_a(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.where(a, (a > limit), 0.0, 1.0)*m.sigmoid(-t0)*m.sigmoid(t0)
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t1*t2


def glu_by_b(m, a, b, limit, plus):
    t0 = m.sigmoid(m.minimum(limit, a))
    t1 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t0*t1


def glu_by_a_a(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.sigmoid(t0)
    t2 = m.sigmoid(-t0)
    t3 = m.where(a, (a > limit), 0.0, 1.0)
    t4 = -(t1*t1)*t2*t3 + t1*(t2*t2)*t3
    t5 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t4*t5


def glu_by_a_b(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.where(a, (a > limit), 0.0, 1.0)*m.sigmoid(-t0)*m.sigmoid(t0)
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def glu_by_b_b(m, a, b, limit, plus):
    return m.full(a, 0.0)


def glu_by_first(m, a, b, limit, plus):
    return m.sigmoid(m.minimum(limit, a))


def glu_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def reglu(m, a, b, limit, plus):
    t0 = m.maximum(m.minimum(limit, a), 0.0)
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t0*t1


def reglu_by_a(m, a, b, limit, plus):
    t0 = m.where(a, (a > limit), 0.0, 1.0)*m.where(a, (m.minimum(limit, a) > 0.0), 1.0, 0.0)
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return m.keep_nan(a, t0*t1)


def reglu_by_b(m, a, b, limit, plus):
    t0 = m.maximum(m.minimum(limit, a), 0.0)
    t1 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t0*t1


def reglu_by_a_a(m, a, b, limit, plus):
    return m.full(a, 0.0)


def reglu_by_a_b(m, a, b, limit, plus):
    t0 = m.where(a, (a > limit), 0.0, 1.0)*m.where(a, (m.minimum(limit, a) > 0.0), 1.0, 0.0)
    t1 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return m.keep_nan(a, t0*t1)


def reglu_by_b_b(m, a, b, limit, plus):
    return m.full(a, 0.0)


def reglu_by_first(m, a, b, limit, plus):
    return m.maximum(m.minimum(limit, a), 0.0)


def reglu_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def geglu(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = 0.5*m.minimum(limit, a_held)
    t1 = t0*m.erfc(-1.4142135623730951*t0)
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t1*t2


def geglu_by_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.where(a, (a_held > limit), 0.0, 1.0)
    t1 = m.minimum(limit, a_held)
    t2 = 0.5*1.4142135623730951*t1
    t3 = t0*t2*m.exp(-0.5*(t1*t1))/1.772453850905516 + 0.5*t0*m.erfc(-t2)
    t4 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t3*t4


def geglu_by_b(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = 0.5*m.minimum(limit, a_held)
    t1 = t0*m.erfc(-1.4142135623730951*t0)
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def geglu_by_a_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = 1.4142135623730951
    t1 = 0.5641895835477563
    t2 = 0.5*((m.minimum(limit, a_held))*(m.minimum(limit, a_held)))
    t3 = m.exp(-t2)
    t4 = m.where(a, (a_held > limit), 0.0, 1.0)
    t5 = -t0*t1*t2*t3*t4 + t0*t1*t3*t4
    t6 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t5*t6


def geglu_by_a_b(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.where(a, (a_held > limit), 0.0, 1.0)
    t1 = m.minimum(limit, a_held)
    t2 = 0.5*1.4142135623730951*t1
    t3 = t0*t2*m.exp(-0.5*(t1*t1))/1.772453850905516 + 0.5*t0*m.erfc(-t2)
    t4 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t3*t4


def geglu_by_b_b(m, a, b, limit, plus):
    t0 = 0.5*m.minimum(limit, a)
    return m.full(a, 0.0)


def geglu_by_first(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = 0.5*m.minimum(limit, a_held)
    return t0*m.erfc(-1.4142135623730951*t0)


def geglu_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def geglu_tanh(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.minimum(m.maximum(t0, -30.0), 30.0)
    t2 = t0*m.sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516)
    t3 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t2*t3


def geglu_tanh_by_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.where(a, (a_held > limit), 0.0, 1.0)
    t1 = m.minimum(limit, a_held)
    t2 = m.minimum(m.maximum(t1, -30.0), 30.0)
    t3 = 2.0*1.4142135623730951/1.772453850905516
    t4 = t3*(0.044715*(t2*t2*t2) + t2)
    t5 = m.sigmoid(t4)
    t6 = t0*m.where(a, (t1 > -30.0), 1.0, 0.0)*m.where(a, (t1 < 30.0), 1.0, 0.0)
    t7 = t0*t5 + t1*t3*t5*(0.134145*(t2*t2)*t6 + t6)*m.sigmoid(-t4)
    t8 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t7*t8


def geglu_tanh_by_b(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.minimum(m.maximum(t0, -30.0), 30.0)
    t2 = t0*m.sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516)
    t3 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t2*t3


def geglu_tanh_by_a_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.minimum(m.maximum(t0, -30.0), 30.0)
    t2 = m.where(a, (a_held > limit), 0.0, 1.0)
    t3 = t2*m.where(a, (t0 > -30.0), 1.0, 0.0)*m.where(a, (t0 < 30.0), 1.0, 0.0)
    t4 = 1.4142135623730951/1.772453850905516
    t5 = 2.0*t4*(0.044715*(t1*t1*t1) + t1)
    t6 = m.sigmoid(-t5)
    t7 = t0*t6
    t8 = m.sigmoid(t5)
    t9 = t4*t8
    t10 = 0.134145*(t1*t1)*t3 + t3
    t11 = 8.0*(t10*t10)/3.141592653589793
    t12 = t0*t11*(t6*t6)*t8 + 0.53658*t1*t3*t7*t9 + 4.0*t10*t2*t6*t9 - t11*t7*(t8*t8)
    t13 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t12*t13


def geglu_tanh_by_a_b(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.where(a, (a_held > limit), 0.0, 1.0)
    t1 = m.minimum(limit, a_held)
    t2 = m.minimum(m.maximum(t1, -30.0), 30.0)
    t3 = 2.0*1.4142135623730951/1.772453850905516
    t4 = t3*(0.044715*(t2*t2*t2) + t2)
    t5 = m.sigmoid(t4)
    t6 = t0*m.where(a, (t1 > -30.0), 1.0, 0.0)*m.where(a, (t1 < 30.0), 1.0, 0.0)
    t7 = t0*t5 + t1*t3*t5*(0.134145*(t2*t2)*t6 + t6)*m.sigmoid(-t4)
    t8 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t7*t8


def geglu_tanh_by_b_b(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.minimum(m.maximum(t0, -30.0), 30.0)
    return m.full(a, 0.0)


def geglu_tanh_by_first(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.minimum(m.maximum(t0, -30.0), 30.0)
    return t0*m.sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516)


def geglu_tanh_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def swiglu(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.sigmoid(alpha*t0)
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t1*t2


def swiglu_by_a(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = alpha*m.minimum(limit, a_held)
    t1 = m.where(a, (a_held > limit), 0.0, 1.0)*m.sigmoid(t0)
    t2 = t0*t1*m.sigmoid(-t0) + t1
    t3 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t2*t3


def swiglu_by_b(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.sigmoid(alpha*t0)
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def swiglu_by_a_a(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = alpha*t0
    t2 = m.sigmoid(-t1)
    t3 = m.where(a, (a_held > limit), 0.0, 1.0)
    t4 = m.sigmoid(t1)
    t5 = t3*t4
    t6 = (alpha*alpha)*t0
    t7 = 2.0*alpha*t2*t5 + (t2*t2)*t5*t6 - t2*t3*(t4*t4)*t6
    t8 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t7*t8


def swiglu_by_a_b(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = alpha*m.minimum(limit, a_held)
    t1 = m.where(a, (a_held > limit), 0.0, 1.0)*m.sigmoid(t0)
    t2 = t0*t1*m.sigmoid(-t0) + t1
    t3 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t2*t3


def swiglu_by_b_b(m, a, b, alpha, limit, plus):
    t0 = m.minimum(limit, a)
    return m.full(a, 0.0)


def swiglu_by_first(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    t0 = m.minimum(limit, a_held)
    return t0*m.sigmoid(alpha*t0)


def swiglu_by_other(m, a, b, alpha, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def swiglu_oai(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.sigmoid(alpha*t0)
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    at_far = t1*t2
    return at_far*m.where(a, ((m.abs(at_far) < 1000000000.0)) | ((m.abs(a) <= m.abs(a_held))), 1.0, 1e-18*m.abs(a))


def swiglu_oai_by_a(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = alpha*m.minimum(limit, a_held)
    t1 = m.where(a, (a_held > limit), 0.0, 1.0)*m.sigmoid(t0)
    t2 = t0*t1*m.sigmoid(-t0) + t1
    t3 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t2*t3


def swiglu_oai_by_b(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.sigmoid(alpha*t0)
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def swiglu_oai_by_a_a(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = alpha*t0
    t2 = m.sigmoid(-t1)
    t3 = m.where(a, (a_held > limit), 0.0, 1.0)
    t4 = m.sigmoid(t1)
    t5 = t3*t4
    t6 = (alpha*alpha)*t0
    t7 = 2.0*alpha*t2*t5 + (t2*t2)*t5*t6 - t2*t3*(t4*t4)*t6
    t8 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t7*t8


def swiglu_oai_by_a_b(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = alpha*m.minimum(limit, a_held)
    t1 = m.where(a, (a_held > limit), 0.0, 1.0)*m.sigmoid(t0)
    t2 = t0*t1*m.sigmoid(-t0) + t1
    t3 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t2*t3


def swiglu_oai_by_b_b(m, a, b, alpha, limit, plus):
    t0 = m.minimum(limit, a)
    return m.full(a, 0.0)


def swiglu_oai_by_first(m, a, b, alpha, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    return t0*m.sigmoid(alpha*t0)


def swiglu_oai_by_other(m, a, b, alpha, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def swiglu_step(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    t0 = m.minimum(limit, a_held*m.sigmoid(a_held*alpha))
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t0*t1


def swiglu_step_by_a(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = a_held*alpha
    t1 = m.sigmoid(t0)
    t2 = (t0*t1*m.sigmoid(-t0) + t1)*m.where(a, (limit < a_held*t1), 0.0, 1.0)
    t3 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t2*t3


def swiglu_step_by_b(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    t0 = m.minimum(limit, a_held*m.sigmoid(a_held*alpha))
    t1 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t0*t1


def swiglu_step_by_a_a(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = a_held*alpha
    t1 = m.sigmoid(t0)
    t2 = a_held*t1
    t3 = m.sigmoid(-t0)
    t4 = (alpha*alpha)
    t5 = (-a_held*(t1*t1)*t3*t4 + 2.0*alpha*t1*t3 + t2*(t3*t3)*t4)*m.where(a, (limit < t2), 0.0, 1.0)
    t6 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t5*t6


def swiglu_step_by_a_b(m, a, b, alpha, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = a_held*alpha
    t1 = m.sigmoid(t0)
    t2 = (t0*t1*m.sigmoid(-t0) + t1)*m.where(a, (limit < a_held*t1), 0.0, 1.0)
    t3 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t2*t3


def swiglu_step_by_b_b(m, a, b, alpha, limit, plus):
    return m.full(a, 0.0)


def swiglu_step_by_first(m, a, b, alpha, limit, plus):
    a_held = m.where(a, (alpha > 0.0), m.maximum(a, -1e+18), m.where(a, (alpha < 0.0), m.minimum(a, 1e+18), a))
    return m.minimum(limit, a_held*m.sigmoid(a_held*alpha))


def swiglu_step_by_other(m, a, b, alpha, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def situ_glu(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = gate_cap*m.sigmoid(t0)*m.tanh(t0/gate_cap)
    t2 = cap*m.tanh(m.maximum(-limit, m.minimum(limit, b))/cap) + plus
    return t1*t2


def situ_glu_by_a(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = t0/gate_cap
    t2 = m.where(a, (a > limit), 0.0, 1.0)*m.sigmoid(t0)
    t3 = 2.0*t1
    t4 = gate_cap*t2*m.sigmoid(-t0)*m.tanh(t1) + 4.0*t2*m.sigmoid(-t3)*m.sigmoid(t3)
    t5 = cap*m.tanh(m.maximum(-limit, m.minimum(limit, b))/cap) + plus
    return t4*t5


def situ_glu_by_b(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.minimum(limit, b)
    t2 = 2.0*m.maximum(-limit, t1)/cap
    t3 = gate_cap*m.sigmoid(t0)*m.tanh(t0/gate_cap)
    t4 = 4.0*m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -t1), 0.0, 1.0)*m.sigmoid(-t2)*m.sigmoid(t2)
    return t3*t4


def situ_glu_by_a_a(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = m.sigmoid(-t0)
    t2 = m.where(a, (a > limit), 0.0, 1.0)
    t3 = m.sigmoid(t0)
    t4 = t2*t3
    t5 = (1.0/gate_cap)
    t6 = t0*t5
    t7 = gate_cap*m.tanh(t6)
    t8 = 2.0*t6
    t9 = m.sigmoid(t8)
    t10 = m.sigmoid(-t8)
    t11 = 8.0*t4*t5
    t12 = (t1*t1)*t4*t7 + 8.0*t1*t10*t4*t9 - t1*t2*(t3*t3)*t7 + (t10*t10)*t11*t9 - t10*t11*(t9*t9)
    t13 = cap*m.tanh(m.maximum(-limit, m.minimum(limit, b))/cap) + plus
    return t12*t13


def situ_glu_by_a_b(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = t0/gate_cap
    t2 = m.where(a, (a > limit), 0.0, 1.0)*m.sigmoid(t0)
    t3 = 2.0*t1
    t4 = m.minimum(limit, b)
    t5 = 2.0*m.maximum(-limit, t4)/cap
    t6 = gate_cap*t2*m.sigmoid(-t0)*m.tanh(t1) + 4.0*t2*m.sigmoid(-t3)*m.sigmoid(t3)
    t7 = 4.0*m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -t4), 0.0, 1.0)*m.sigmoid(-t5)*m.sigmoid(t5)
    return t6*t7


def situ_glu_by_b_b(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = (1.0/cap)
    t2 = m.minimum(limit, b)
    t3 = 2.0*t1*m.maximum(-limit, t2)
    t4 = m.sigmoid(t3)
    t5 = m.sigmoid(-t3)
    t6 = 8.0*t1*m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -t2), 0.0, 1.0)
    t7 = gate_cap*m.sigmoid(t0)*m.tanh(t0/gate_cap)
    t8 = -(t4*t4)*t5*t6 + t4*(t5*t5)*t6
    return t7*t8


def situ_glu_by_first(m, a, b, gate_cap, cap, limit, plus):
    t0 = m.minimum(limit, a)
    return gate_cap*m.sigmoid(t0)*m.tanh(t0/gate_cap)


def situ_glu_by_other(m, a, b, gate_cap, cap, limit, plus):
    return cap*m.tanh(m.maximum(-limit, m.minimum(limit, b))/cap) + plus


def relu2_glu(m, a, b, limit, plus):
    t0 = ((m.maximum(m.minimum(limit, a), 0.0))*(m.maximum(m.minimum(limit, a), 0.0)))
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t0*t1


def relu2_glu_by_a(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = 2.0*m.where(a, (a > limit), 0.0, 1.0)*m.where(a, (t0 > 0.0), 1.0, 0.0)*m.maximum(t0, 0.0)
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t1*t2


def relu2_glu_by_b(m, a, b, limit, plus):
    t0 = ((m.maximum(m.minimum(limit, a), 0.0))*(m.maximum(m.minimum(limit, a), 0.0)))
    t1 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t0*t1


def relu2_glu_by_a_a(m, a, b, limit, plus):
    t0 = 2.0*m.where(a, (a > limit), 0.0, 1.0)*m.where(a, (m.minimum(limit, a) > 0.0), 1.0, 0.0)
    t1 = plus + m.maximum(-limit, m.minimum(limit, b))
    return m.keep_nan(a, t0*t1)


def relu2_glu_by_a_b(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    t1 = 2.0*m.where(a, (a > limit), 0.0, 1.0)*m.where(a, (t0 > 0.0), 1.0, 0.0)*m.maximum(t0, 0.0)
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def relu2_glu_by_b_b(m, a, b, limit, plus):
    return m.full(a, 0.0)


def relu2_glu_by_first(m, a, b, limit, plus):
    return ((m.maximum(m.minimum(limit, a), 0.0))*(m.maximum(m.minimum(limit, a), 0.0)))


def relu2_glu_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


def mish_glu(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.tanh(m.softplus(t0))
    t2 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t1*t2


def mish_glu_by_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.softplus(t0)
    t2 = m.where(a, (a_held > limit), 0.0, 1.0)
    t3 = 2.0*t1
    t4 = 4.0*t0*t2*m.sigmoid(t0)*m.sigmoid(-t3)*m.sigmoid(t3) + t2*m.tanh(t1)
    t5 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t4*t5


def mish_glu_by_b(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = t0*m.tanh(m.softplus(t0))
    t2 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t1*t2


def mish_glu_by_a_a(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.where(a, (a_held > limit), 0.0, 1.0)
    t1 = m.minimum(limit, a_held)
    t2 = 2.0*m.softplus(t1)
    t3 = m.sigmoid(-t2)
    t4 = 8.0*t0*t3
    t5 = m.sigmoid(t2)
    t6 = m.sigmoid(t1)
    t7 = t5*t6
    t8 = t1*(t6*t6)
    t9 = 4.0*t0*t1*t3*t7*m.sigmoid(-t1) + 8.0*t0*(t3*t3)*t5*t8 - t4*(t5*t5)*t8 + t4*t7
    t10 = plus + m.maximum(-limit, m.minimum(limit, b))
    return t10*t9


def mish_glu_by_a_b(m, a, b, limit, plus):
    a_held = m.minimum(m.maximum(a, -1e+18), 1e+18)
    t0 = m.minimum(limit, a_held)
    t1 = m.softplus(t0)
    t2 = m.where(a, (a_held > limit), 0.0, 1.0)
    t3 = 2.0*t1
    t4 = 4.0*t0*t2*m.sigmoid(t0)*m.sigmoid(-t3)*m.sigmoid(t3) + t2*m.tanh(t1)
    t5 = m.where(a, (b > limit), 0.0, 1.0)*m.where(a, (limit < -m.minimum(limit, b)), 0.0, 1.0)
    return t4*t5


def mish_glu_by_b_b(m, a, b, limit, plus):
    t0 = m.minimum(limit, a)
    return m.full(a, 0.0)


def mish_glu_by_first(m, a, b, limit, plus):
    a_held = m.maximum(a, -1e+18)
    t0 = m.minimum(limit, a_held)
    return t0*m.tanh(m.softplus(t0))


def mish_glu_by_other(m, a, b, limit, plus):
    return plus + m.maximum(-limit, m.minimum(limit, b))


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
    "relu6": {
        (): relu6,
        ('x',): relu6_by_x,
        ('x', 'x'): relu6_by_x_x,
    },
    "threshold": {
        (): threshold,
        ('x',): threshold_by_x,
        ('theta',): threshold_by_theta,
        ('value',): threshold_by_value,
        ('x', 'x'): threshold_by_x_x,
        ('x', 'theta'): threshold_by_x_theta,
        ('x', 'value'): threshold_by_x_value,
        ('theta', 'theta'): threshold_by_theta_theta,
        ('theta', 'value'): threshold_by_theta_value,
        ('value', 'value'): threshold_by_value_value,
    },
    "leaky_relu": {
        (): leaky_relu,
        ('x',): leaky_relu_by_x,
        ('slope',): leaky_relu_by_slope,
        ('x', 'x'): leaky_relu_by_x_x,
        ('x', 'slope'): leaky_relu_by_x_slope,
        ('slope', 'slope'): leaky_relu_by_slope_slope,
    },
    "prelu": {
        (): prelu,
        ('x',): prelu_by_x,
        ('slope',): prelu_by_slope,
        ('x', 'x'): prelu_by_x_x,
        ('x', 'slope'): prelu_by_x_slope,
        ('slope', 'slope'): prelu_by_slope_slope,
    },
    "rrelu": {
        (): rrelu,
        ('x',): rrelu_by_x,
        ('lower',): rrelu_by_lower,
        ('upper',): rrelu_by_upper,
        ('x', 'x'): rrelu_by_x_x,
        ('x', 'lower'): rrelu_by_x_lower,
        ('x', 'upper'): rrelu_by_x_upper,
        ('lower', 'lower'): rrelu_by_lower_lower,
        ('lower', 'upper'): rrelu_by_lower_upper,
        ('upper', 'upper'): rrelu_by_upper_upper,
    },
    "srelu": {
        (): srelu,
        ('x',): srelu_by_x,
        ('left',): srelu_by_left,
        ('left_slope',): srelu_by_left_slope,
        ('right',): srelu_by_right,
        ('right_slope',): srelu_by_right_slope,
        ('x', 'x'): srelu_by_x_x,
        ('x', 'left'): srelu_by_x_left,
        ('x', 'left_slope'): srelu_by_x_left_slope,
        ('x', 'right'): srelu_by_x_right,
        ('x', 'right_slope'): srelu_by_x_right_slope,
        ('left', 'left'): srelu_by_left_left,
        ('left', 'left_slope'): srelu_by_left_left_slope,
        ('left', 'right'): srelu_by_left_right,
        ('left', 'right_slope'): srelu_by_left_right_slope,
        ('left_slope', 'left_slope'): srelu_by_left_slope_left_slope,
        ('left_slope', 'right'): srelu_by_left_slope_right,
        ('left_slope', 'right_slope'): srelu_by_left_slope_right_slope,
        ('right', 'right'): srelu_by_right_right,
        ('right', 'right_slope'): srelu_by_right_right_slope,
        ('right_slope', 'right_slope'): srelu_by_right_slope_right_slope,
    },
    "hard_tanh": {
        (): hard_tanh,
        ('x',): hard_tanh_by_x,
        ('min_val',): hard_tanh_by_min_val,
        ('max_val',): hard_tanh_by_max_val,
        ('x', 'x'): hard_tanh_by_x_x,
        ('x', 'min_val'): hard_tanh_by_x_min_val,
        ('x', 'max_val'): hard_tanh_by_x_max_val,
        ('min_val', 'min_val'): hard_tanh_by_min_val_min_val,
        ('min_val', 'max_val'): hard_tanh_by_min_val_max_val,
        ('max_val', 'max_val'): hard_tanh_by_max_val_max_val,
    },
    "hard_sigmoid": {
        (): hard_sigmoid,
        ('x',): hard_sigmoid_by_x,
        ('x', 'x'): hard_sigmoid_by_x_x,
    },
    "linear_sigmoid": {
        (): linear_sigmoid,
        ('x',): linear_sigmoid_by_x,
        ('alpha',): linear_sigmoid_by_alpha,
        ('beta',): linear_sigmoid_by_beta,
        ('x', 'x'): linear_sigmoid_by_x_x,
        ('x', 'alpha'): linear_sigmoid_by_x_alpha,
        ('x', 'beta'): linear_sigmoid_by_x_beta,
        ('alpha', 'alpha'): linear_sigmoid_by_alpha_alpha,
        ('alpha', 'beta'): linear_sigmoid_by_alpha_beta,
        ('beta', 'beta'): linear_sigmoid_by_beta_beta,
    },
    "hard_shrink": {
        (): hard_shrink,
        ('x',): hard_shrink_by_x,
        ('lambd',): hard_shrink_by_lambd,
        ('bias',): hard_shrink_by_bias,
        ('x', 'x'): hard_shrink_by_x_x,
        ('x', 'lambd'): hard_shrink_by_x_lambd,
        ('x', 'bias'): hard_shrink_by_x_bias,
        ('lambd', 'lambd'): hard_shrink_by_lambd_lambd,
        ('lambd', 'bias'): hard_shrink_by_lambd_bias,
        ('bias', 'bias'): hard_shrink_by_bias_bias,
    },
    "soft_shrink": {
        (): soft_shrink,
        ('x',): soft_shrink_by_x,
        ('lambd',): soft_shrink_by_lambd,
        ('x', 'x'): soft_shrink_by_x_x,
        ('x', 'lambd'): soft_shrink_by_x_lambd,
        ('lambd', 'lambd'): soft_shrink_by_lambd_lambd,
    },
    "relu2": {
        (): relu2,
        ('x',): relu2_by_x,
        ('x', 'x'): relu2_by_x_x,
    },
    "star_relu": {
        (): star_relu,
        ('x',): star_relu_by_x,
        ('scale',): star_relu_by_scale,
        ('bias',): star_relu_by_bias,
        ('x', 'x'): star_relu_by_x_x,
        ('x', 'scale'): star_relu_by_x_scale,
        ('x', 'bias'): star_relu_by_x_bias,
        ('scale', 'scale'): star_relu_by_scale_scale,
        ('scale', 'bias'): star_relu_by_scale_bias,
        ('bias', 'bias'): star_relu_by_bias_bias,
    },
    "leaky_relu_squared": {
        (): leaky_relu_squared,
        ('x',): leaky_relu_squared_by_x,
        ('slope',): leaky_relu_squared_by_slope,
        ('x', 'x'): leaky_relu_squared_by_x_x,
        ('x', 'slope'): leaky_relu_squared_by_x_slope,
        ('slope', 'slope'): leaky_relu_squared_by_slope_slope,
    },
    "tanh_relu2": {
        (): tanh_relu2,
        ('x',): tanh_relu2_by_x,
        ('cap',): tanh_relu2_by_cap,
        ('x', 'x'): tanh_relu2_by_x_x,
        ('x', 'cap'): tanh_relu2_by_x_cap,
        ('cap', 'cap'): tanh_relu2_by_cap_cap,
    },
    "sparse_plus": {
        (): sparse_plus,
        ('x',): sparse_plus_by_x,
        ('x', 'x'): sparse_plus_by_x_x,
    },
    "sparse_sigmoid": {
        (): sparse_sigmoid,
        ('x',): sparse_sigmoid_by_x,
        ('x', 'x'): sparse_sigmoid_by_x_x,
    },
    "elu": {
        (): elu,
        ('x',): elu_by_x,
        ('alpha',): elu_by_alpha,
        ('x', 'x'): elu_by_x_x,
        ('x', 'alpha'): elu_by_x_alpha,
        ('alpha', 'alpha'): elu_by_alpha_alpha,
    },
    "celu": {
        (): celu,
        ('x',): celu_by_x,
        ('alpha',): celu_by_alpha,
        ('x', 'x'): celu_by_x_x,
        ('x', 'alpha'): celu_by_x_alpha,
        ('alpha', 'alpha'): celu_by_alpha_alpha,
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
    "isrlu": {
        (): isrlu,
        ('x',): isrlu_by_x,
        ('alpha',): isrlu_by_alpha,
        ('x', 'x'): isrlu_by_x_x,
        ('x', 'alpha'): isrlu_by_x_alpha,
        ('alpha', 'alpha'): isrlu_by_alpha_alpha,
    },
    "sine_relu": {
        (): sine_relu,
        ('x',): sine_relu_by_x,
        ('epsilon',): sine_relu_by_epsilon,
        ('x', 'x'): sine_relu_by_x_x,
        ('x', 'epsilon'): sine_relu_by_x_epsilon,
        ('epsilon', 'epsilon'): sine_relu_by_epsilon_epsilon,
    },
    "xielu": {
        (): xielu,
        ('x',): xielu_by_x,
        ('alpha_p',): xielu_by_alpha_p,
        ('alpha_n',): xielu_by_alpha_n,
        ('beta',): xielu_by_beta,
        ('x', 'x'): xielu_by_x_x,
        ('x', 'alpha_p'): xielu_by_x_alpha_p,
        ('x', 'alpha_n'): xielu_by_x_alpha_n,
        ('x', 'beta'): xielu_by_x_beta,
        ('alpha_p', 'alpha_p'): xielu_by_alpha_p_alpha_p,
        ('alpha_p', 'alpha_n'): xielu_by_alpha_p_alpha_n,
        ('alpha_p', 'beta'): xielu_by_alpha_p_beta,
        ('alpha_n', 'alpha_n'): xielu_by_alpha_n_alpha_n,
        ('alpha_n', 'beta'): xielu_by_alpha_n_beta,
        ('beta', 'beta'): xielu_by_beta_beta,
    },
    "exponential": {
        (): exponential,
        ('x',): exponential_by_x,
        ('x', 'x'): exponential_by_x_x,
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
    "lecun_tanh": {
        (): lecun_tanh,
        ('x',): lecun_tanh_by_x,
        ('x', 'x'): lecun_tanh_by_x_x,
    },
    "weighted_tanh": {
        (): weighted_tanh,
        ('x',): weighted_tanh_by_x,
        ('weight',): weighted_tanh_by_weight,
        ('x', 'x'): weighted_tanh_by_x_x,
        ('x', 'weight'): weighted_tanh_by_x_weight,
        ('weight', 'weight'): weighted_tanh_by_weight_weight,
    },
    "penalized_tanh": {
        (): penalized_tanh,
        ('x',): penalized_tanh_by_x,
        ('a',): penalized_tanh_by_a,
        ('x', 'x'): penalized_tanh_by_x_x,
        ('x', 'a'): penalized_tanh_by_x_a,
        ('a', 'a'): penalized_tanh_by_a_a,
    },
    "tanhshrink": {
        (): tanhshrink,
        ('x',): tanhshrink_by_x,
        ('x', 'x'): tanhshrink_by_x_x,
    },
    "log_sigmoid": {
        (): log_sigmoid,
        ('x',): log_sigmoid_by_x,
        ('x', 'x'): log_sigmoid_by_x_x,
    },
    "softplus": {
        (): softplus,
        ('x',): softplus_by_x,
        ('beta',): softplus_by_beta,
        ('x', 'x'): softplus_by_x_x,
        ('x', 'beta'): softplus_by_x_beta,
        ('beta', 'beta'): softplus_by_beta_beta,
    },
    "aria2": {
        (): aria2,
        ('x',): aria2_by_x,
        ('alpha',): aria2_by_alpha,
        ('beta',): aria2_by_beta,
        ('x', 'x'): aria2_by_x_x,
        ('x', 'alpha'): aria2_by_x_alpha,
        ('x', 'beta'): aria2_by_x_beta,
        ('alpha', 'alpha'): aria2_by_alpha_alpha,
        ('alpha', 'beta'): aria2_by_alpha_beta,
        ('beta', 'beta'): aria2_by_beta_beta,
    },
    "soft_clipping": {
        (): soft_clipping,
        ('x',): soft_clipping_by_x,
        ('alpha',): soft_clipping_by_alpha,
        ('x', 'x'): soft_clipping_by_x_x,
        ('x', 'alpha'): soft_clipping_by_x_alpha,
        ('alpha', 'alpha'): soft_clipping_by_alpha_alpha,
    },
    "softplus_threshold": {
        (): softplus_threshold,
        ('x',): softplus_threshold_by_x,
        ('beta',): softplus_threshold_by_beta,
        ('threshold',): softplus_threshold_by_threshold,
        ('x', 'x'): softplus_threshold_by_x_x,
        ('x', 'beta'): softplus_threshold_by_x_beta,
        ('x', 'threshold'): softplus_threshold_by_x_threshold,
        ('beta', 'beta'): softplus_threshold_by_beta_beta,
        ('beta', 'threshold'): softplus_threshold_by_beta_threshold,
        ('threshold', 'threshold'): softplus_threshold_by_threshold_threshold,
    },
    "sqrt_softplus": {
        (): sqrt_softplus,
        ('x',): sqrt_softplus_by_x,
        ('x', 'x'): sqrt_softplus_by_x_x,
    },
    "laplace": {
        (): laplace,
        ('x',): laplace_by_x,
        ('mu',): laplace_by_mu,
        ('sigma',): laplace_by_sigma,
        ('x', 'x'): laplace_by_x_x,
        ('x', 'mu'): laplace_by_x_mu,
        ('x', 'sigma'): laplace_by_x_sigma,
        ('mu', 'mu'): laplace_by_mu_mu,
        ('mu', 'sigma'): laplace_by_mu_sigma,
        ('sigma', 'sigma'): laplace_by_sigma_sigma,
    },
    "dyt": {
        (): dyt,
        ('x',): dyt_by_x,
        ('alpha',): dyt_by_alpha,
        ('scale',): dyt_by_scale,
        ('bias',): dyt_by_bias,
        ('x', 'x'): dyt_by_x_x,
        ('x', 'alpha'): dyt_by_x_alpha,
        ('x', 'scale'): dyt_by_x_scale,
        ('x', 'bias'): dyt_by_x_bias,
        ('alpha', 'alpha'): dyt_by_alpha_alpha,
        ('alpha', 'scale'): dyt_by_alpha_scale,
        ('alpha', 'bias'): dyt_by_alpha_bias,
        ('scale', 'scale'): dyt_by_scale_scale,
        ('scale', 'bias'): dyt_by_scale_bias,
        ('bias', 'bias'): dyt_by_bias_bias,
    },
    "squareplus": {
        (): squareplus,
        ('x',): squareplus_by_x,
        ('b',): squareplus_by_b,
        ('x', 'x'): squareplus_by_x_x,
        ('x', 'b'): squareplus_by_x_b,
        ('b', 'b'): squareplus_by_b_b,
    },
    "softsign": {
        (): softsign,
        ('x',): softsign_by_x,
        ('x', 'x'): softsign_by_x_x,
    },
    "isru": {
        (): isru,
        ('x',): isru_by_x,
        ('alpha',): isru_by_alpha,
        ('x', 'x'): isru_by_x_x,
        ('x', 'alpha'): isru_by_x_alpha,
        ('alpha', 'alpha'): isru_by_alpha_alpha,
    },
    "bent_identity": {
        (): bent_identity,
        ('x',): bent_identity_by_x,
        ('x', 'x'): bent_identity_by_x_x,
    },
    "sqnl": {
        (): sqnl,
        ('x',): sqnl_by_x,
        ('x', 'x'): sqnl_by_x_x,
    },
    "swish": {
        (): swish,
        ('x',): swish_by_x,
        ('beta',): swish_by_beta,
        ('x', 'x'): swish_by_x_x,
        ('x', 'beta'): swish_by_x_beta,
        ('beta', 'beta'): swish_by_beta_beta,
    },
    "e_swish": {
        (): e_swish,
        ('x',): e_swish_by_x,
        ('beta',): e_swish_by_beta,
        ('x', 'x'): e_swish_by_x_x,
        ('x', 'beta'): e_swish_by_x_beta,
        ('beta', 'beta'): e_swish_by_beta_beta,
    },
    "flatten_t_swish": {
        (): flatten_t_swish,
        ('x',): flatten_t_swish_by_x,
        ('t',): flatten_t_swish_by_t,
        ('x', 'x'): flatten_t_swish_by_x_x,
        ('x', 't'): flatten_t_swish_by_x_t,
        ('t', 't'): flatten_t_swish_by_t_t,
    },
    "hard_swish": {
        (): hard_swish,
        ('x',): hard_swish_by_x,
        ('x', 'x'): hard_swish_by_x_x,
    },
    "gelu": {
        (): gelu,
        ('x',): gelu_by_x,
        ('x', 'x'): gelu_by_x_x,
    },
    "gelu_tanh": {
        (): gelu_tanh,
        ('x',): gelu_tanh_by_x,
        ('x', 'x'): gelu_tanh_by_x_x,
    },
    "clipped_gelu": {
        (): clipped_gelu,
        ('x',): clipped_gelu_by_x,
        ('min_val',): clipped_gelu_by_min_val,
        ('max_val',): clipped_gelu_by_max_val,
        ('x', 'x'): clipped_gelu_by_x_x,
        ('x', 'min_val'): clipped_gelu_by_x_min_val,
        ('x', 'max_val'): clipped_gelu_by_x_max_val,
        ('min_val', 'min_val'): clipped_gelu_by_min_val_min_val,
        ('min_val', 'max_val'): clipped_gelu_by_min_val_max_val,
        ('max_val', 'max_val'): clipped_gelu_by_max_val_max_val,
    },
    "situ": {
        (): situ,
        ('x',): situ_by_x,
        ('cap',): situ_by_cap,
        ('x', 'x'): situ_by_x_x,
        ('x', 'cap'): situ_by_x_cap,
        ('cap', 'cap'): situ_by_cap_cap,
    },
    "golu": {
        (): golu,
        ('x',): golu_by_x,
        ('x', 'x'): golu_by_x_x,
    },
    "aptx": {
        (): aptx,
        ('x',): aptx_by_x,
        ('alpha',): aptx_by_alpha,
        ('beta',): aptx_by_beta,
        ('gamma',): aptx_by_gamma,
        ('x', 'x'): aptx_by_x_x,
        ('x', 'alpha'): aptx_by_x_alpha,
        ('x', 'beta'): aptx_by_x_beta,
        ('x', 'gamma'): aptx_by_x_gamma,
        ('alpha', 'alpha'): aptx_by_alpha_alpha,
        ('alpha', 'beta'): aptx_by_alpha_beta,
        ('alpha', 'gamma'): aptx_by_alpha_gamma,
        ('beta', 'beta'): aptx_by_beta_beta,
        ('beta', 'gamma'): aptx_by_beta_gamma,
        ('gamma', 'gamma'): aptx_by_gamma_gamma,
    },
    "lisht": {
        (): lisht,
        ('x',): lisht_by_x,
        ('x', 'x'): lisht_by_x_x,
    },
    "elish": {
        (): elish,
        ('x',): elish_by_x,
        ('x', 'x'): elish_by_x_x,
    },
    "hard_elish": {
        (): hard_elish,
        ('x',): hard_elish_by_x,
        ('x', 'x'): hard_elish_by_x_x,
    },
    "tanhexp": {
        (): tanhexp,
        ('x',): tanhexp_by_x,
        ('x', 'x'): tanhexp_by_x_x,
    },
    "sharkfin": {
        (): sharkfin,
        ('x',): sharkfin_by_x,
        ('x', 'x'): sharkfin_by_x_x,
    },
    "soft_root_sign": {
        (): soft_root_sign,
        ('x',): soft_root_sign_by_x,
        ('alpha',): soft_root_sign_by_alpha,
        ('beta',): soft_root_sign_by_beta,
        ('x', 'x'): soft_root_sign_by_x_x,
        ('x', 'alpha'): soft_root_sign_by_x_alpha,
        ('x', 'beta'): soft_root_sign_by_x_beta,
        ('alpha', 'alpha'): soft_root_sign_by_alpha_alpha,
        ('alpha', 'beta'): soft_root_sign_by_alpha_beta,
        ('beta', 'beta'): soft_root_sign_by_beta_beta,
    },
    "gcu": {
        (): gcu,
        ('x',): gcu_by_x,
        ('x', 'x'): gcu_by_x_x,
    },
    "snake": {
        (): snake,
        ('x',): snake_by_x,
        ('alpha',): snake_by_alpha,
        ('x', 'x'): snake_by_x_x,
        ('x', 'alpha'): snake_by_x_alpha,
        ('alpha', 'alpha'): snake_by_alpha_alpha,
    },
    "snake_beta": {
        (): snake_beta,
        ('x',): snake_beta_by_x,
        ('alpha',): snake_beta_by_alpha,
        ('beta',): snake_beta_by_beta,
        ('x', 'x'): snake_beta_by_x_x,
        ('x', 'alpha'): snake_beta_by_x_alpha,
        ('x', 'beta'): snake_beta_by_x_beta,
        ('alpha', 'alpha'): snake_beta_by_alpha_alpha,
        ('alpha', 'beta'): snake_beta_by_alpha_beta,
        ('beta', 'beta'): snake_beta_by_beta_beta,
    },
    "mish": {
        (): mish,
        ('x',): mish_by_x,
        ('x', 'x'): mish_by_x_x,
    },
    "beta_mish": {
        (): beta_mish,
        ('x',): beta_mish_by_x,
        ('beta',): beta_mish_by_beta,
        ('x', 'x'): beta_mish_by_x_x,
        ('x', 'beta'): beta_mish_by_x_beta,
        ('beta', 'beta'): beta_mish_by_beta_beta,
    },
    "mila": {
        (): mila,
        ('x',): mila_by_x,
        ('beta',): mila_by_beta,
        ('x', 'x'): mila_by_x_x,
        ('x', 'beta'): mila_by_x_beta,
        ('beta', 'beta'): mila_by_beta_beta,
    },
    "hard_mish": {
        (): hard_mish,
        ('x',): hard_mish_by_x,
        ('x', 'x'): hard_mish_by_x_x,
    },
    "smish": {
        (): smish,
        ('x',): smish_by_x,
        ('x', 'x'): smish_by_x_x,
    },
    "logish": {
        (): logish,
        ('x',): logish_by_x,
        ('x', 'x'): logish_by_x_x,
    },
    "serf": {
        (): serf,
        ('x',): serf_by_x,
        ('x', 'x'): serf_by_x_x,
    },
    "phish": {
        (): phish,
        ('x',): phish_by_x,
        ('x', 'x'): phish_by_x_x,
    },
    "atan_softplus": {
        (): atan_softplus,
        ('x',): atan_softplus_by_x,
        ('x', 'x'): atan_softplus_by_x_x,
    },
    "tanh_softplus": {
        (): tanh_softplus,
        ('x',): tanh_softplus_by_x,
        ('x', 'x'): tanh_softplus_by_x_x,
    },
    "log_atan_exp": {
        (): log_atan_exp,
        ('x',): log_atan_exp_by_x,
        ('x', 'x'): log_atan_exp_by_x_x,
    },
    "log_tanh_exp": {
        (): log_tanh_exp,
        ('x',): log_tanh_exp_by_x,
        ('x', 'x'): log_tanh_exp_by_x_x,
    },
    "glu": {
        (): glu,
        ('a',): glu_by_a,
        ('b',): glu_by_b,
        ('a', 'a'): glu_by_a_a,
        ('a', 'b'): glu_by_a_b,
        ('b', 'b'): glu_by_b_b,
        ('first',): glu_by_first,
        ('other',): glu_by_other,
    },
    "reglu": {
        (): reglu,
        ('a',): reglu_by_a,
        ('b',): reglu_by_b,
        ('a', 'a'): reglu_by_a_a,
        ('a', 'b'): reglu_by_a_b,
        ('b', 'b'): reglu_by_b_b,
        ('first',): reglu_by_first,
        ('other',): reglu_by_other,
    },
    "geglu": {
        (): geglu,
        ('a',): geglu_by_a,
        ('b',): geglu_by_b,
        ('a', 'a'): geglu_by_a_a,
        ('a', 'b'): geglu_by_a_b,
        ('b', 'b'): geglu_by_b_b,
        ('first',): geglu_by_first,
        ('other',): geglu_by_other,
    },
    "geglu_tanh": {
        (): geglu_tanh,
        ('a',): geglu_tanh_by_a,
        ('b',): geglu_tanh_by_b,
        ('a', 'a'): geglu_tanh_by_a_a,
        ('a', 'b'): geglu_tanh_by_a_b,
        ('b', 'b'): geglu_tanh_by_b_b,
        ('first',): geglu_tanh_by_first,
        ('other',): geglu_tanh_by_other,
    },
    "swiglu": {
        (): swiglu,
        ('a',): swiglu_by_a,
        ('b',): swiglu_by_b,
        ('a', 'a'): swiglu_by_a_a,
        ('a', 'b'): swiglu_by_a_b,
        ('b', 'b'): swiglu_by_b_b,
        ('first',): swiglu_by_first,
        ('other',): swiglu_by_other,
    },
    "swiglu_oai": {
        (): swiglu_oai,
        ('a',): swiglu_oai_by_a,
        ('b',): swiglu_oai_by_b,
        ('a', 'a'): swiglu_oai_by_a_a,
        ('a', 'b'): swiglu_oai_by_a_b,
        ('b', 'b'): swiglu_oai_by_b_b,
        ('first',): swiglu_oai_by_first,
        ('other',): swiglu_oai_by_other,
    },
    "swiglu_step": {
        (): swiglu_step,
        ('a',): swiglu_step_by_a,
        ('b',): swiglu_step_by_b,
        ('a', 'a'): swiglu_step_by_a_a,
        ('a', 'b'): swiglu_step_by_a_b,
        ('b', 'b'): swiglu_step_by_b_b,
        ('first',): swiglu_step_by_first,
        ('other',): swiglu_step_by_other,
    },
    "situ_glu": {
        (): situ_glu,
        ('a',): situ_glu_by_a,
        ('b',): situ_glu_by_b,
        ('a', 'a'): situ_glu_by_a_a,
        ('a', 'b'): situ_glu_by_a_b,
        ('b', 'b'): situ_glu_by_b_b,
        ('first',): situ_glu_by_first,
        ('other',): situ_glu_by_other,
    },
    "relu2_glu": {
        (): relu2_glu,
        ('a',): relu2_glu_by_a,
        ('b',): relu2_glu_by_b,
        ('a', 'a'): relu2_glu_by_a_a,
        ('a', 'b'): relu2_glu_by_a_b,
        ('b', 'b'): relu2_glu_by_b_b,
        ('first',): relu2_glu_by_first,
        ('other',): relu2_glu_by_other,
    },
    "mish_glu": {
        (): mish_glu,
        ('a',): mish_glu_by_a,
        ('b',): mish_glu_by_b,
        ('a', 'a'): mish_glu_by_a_a,
        ('a', 'b'): mish_glu_by_a_b,
        ('b', 'b'): mish_glu_by_b_b,
        ('first',): mish_glu_by_first,
        ('other',): mish_glu_by_other,
    },
}
