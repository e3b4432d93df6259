// Made from the records by `make emit`; do not edit.
#pragma once

namespace ACTLAB_TARGET {
template <class V> inline V identity_value([[maybe_unused]] V x) {
  return x;
}
template <class V> inline V identity_slope([[maybe_unused]] V x) {
  return V(1.0);
}
template <class V> inline V identity_curvature([[maybe_unused]] V x) {
  return V(0.0);
}
constexpr double identity_defaults[4] = {};
template <class V> inline V relu_value([[maybe_unused]] V x) {
  return max(x, 0.0);
}
template <class V> inline V relu_slope([[maybe_unused]] V x) {
  return where(x == x, where((x > V(0.0)), V(1.0), V(0.0)), x);
}
template <class V> inline V relu_curvature([[maybe_unused]] V x) {
  return V(0.0);
}
constexpr double relu_defaults[4] = {};
template <class V> inline V relu6_value([[maybe_unused]] V x) {
  return min(max(x, 0.0), 6.0);
}
template <class V> inline V relu6_slope([[maybe_unused]] V x) {
  return where(x == x, where((x > V(0.0)), V(1.0), V(0.0))*where((x < V(6.0)), V(1.0), V(0.0)), x);
}
template <class V> inline V relu6_curvature([[maybe_unused]] V x) {
  return V(0.0);
}
constexpr double relu6_defaults[4] = {};
template <class V> inline V threshold_value([[maybe_unused]] V x, [[maybe_unused]] V theta, [[maybe_unused]] V value) {
  return where(x == x, where((theta < x), x, value), x);
}
template <class V> inline V threshold_slope([[maybe_unused]] V x, [[maybe_unused]] V theta, [[maybe_unused]] V value) {
  return where(x == x, where((theta < x), V(1.0), V(0.0)), x);
}
template <class V> inline V threshold_curvature([[maybe_unused]] V x, [[maybe_unused]] V theta, [[maybe_unused]] V value) {
  return V(0.0);
}
template <class V> inline V threshold_slope_theta([[maybe_unused]] V x, [[maybe_unused]] V theta, [[maybe_unused]] V value) {
  return V(0.0);
}
template <class V> inline V threshold_slope_value([[maybe_unused]] V x, [[maybe_unused]] V theta, [[maybe_unused]] V value) {
  return where(x == x, where((theta < x), V(0.0), V(1.0)), x);
}
constexpr double threshold_defaults[4] = {1.0, 0.0};
template <class V> inline V leaky_relu_value([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where((x > V(0.0)), x, slope*x);
}
template <class V> inline V leaky_relu_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where(x == x, where((x > V(0.0)), V(1.0), slope), x);
}
template <class V> inline V leaky_relu_curvature([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return V(0.0);
}
template <class V> inline V leaky_relu_slope_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where((x > V(0.0)), V(0.0), x);
}
constexpr double leaky_relu_defaults[4] = {0.01};
template <class V> inline V prelu_value([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where((x > V(0.0)), x, slope*x);
}
template <class V> inline V prelu_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where(x == x, where((x > V(0.0)), V(1.0), slope), x);
}
template <class V> inline V prelu_curvature([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return V(0.0);
}
template <class V> inline V prelu_slope_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where((x > V(0.0)), V(0.0), x);
}
constexpr double prelu_defaults[4] = {0.25};
template <class V> inline V rrelu_value([[maybe_unused]] V x, [[maybe_unused]] V lower, [[maybe_unused]] V upper) {
  return where((x > V(0.0)), x, x*(V(0.5)*lower + V(0.5)*upper));
}
template <class V> inline V rrelu_slope([[maybe_unused]] V x, [[maybe_unused]] V lower, [[maybe_unused]] V upper) {
  return where(x == x, where((x > V(0.0)), V(1.0), V(0.5)*lower + V(0.5)*upper), x);
}
template <class V> inline V rrelu_curvature([[maybe_unused]] V x, [[maybe_unused]] V lower, [[maybe_unused]] V upper) {
  return V(0.0);
}
template <class V> inline V rrelu_slope_lower([[maybe_unused]] V x, [[maybe_unused]] V lower, [[maybe_unused]] V upper) {
  return where((x > V(0.0)), V(0.0), V(0.5)*x);
}
template <class V> inline V rrelu_slope_upper([[maybe_unused]] V x, [[maybe_unused]] V lower, [[maybe_unused]] V upper) {
  return where((x > V(0.0)), V(0.0), V(0.5)*x);
}
constexpr double rrelu_defaults[4] = {0.125, 0.3333333333333333};
template <class V> inline V srelu_value([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  const auto t0 = -x;
  return where((right <= x), right + right_slope*(-right - t0), where((left >= x), left + left_slope*(-left - t0), x));
}
template <class V> inline V srelu_slope([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return where(x == x, where((right <= x), right_slope, where((left >= x), left_slope, V(1.0))), x);
}
template <class V> inline V srelu_curvature([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return V(0.0);
}
template <class V> inline V srelu_slope_left([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return where(x == x, where((right <= x), V(0.0), where((left >= x), V(1.0) - left_slope, V(0.0))), x);
}
template <class V> inline V srelu_slope_left_slope([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return where(x == x, where((right <= x), V(0.0), where((left >= x), -left + x, V(0.0))), x);
}
template <class V> inline V srelu_slope_right([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return where(x == x, where((right <= x), V(1.0) - right_slope, V(0.0)), x);
}
template <class V> inline V srelu_slope_right_slope([[maybe_unused]] V x, [[maybe_unused]] V left, [[maybe_unused]] V left_slope, [[maybe_unused]] V right, [[maybe_unused]] V right_slope) {
  return where(x == x, where((right <= x), -right + x, V(0.0)), x);
}
constexpr double srelu_defaults[4] = {-1.0, 0.2, 1.0, 0.2};
template <class V> inline V hard_tanh_value([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  return min(max(x, min_val), max_val);
}
template <class V> inline V hard_tanh_slope([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  return where(x == x, where((max_val > max(x, min_val)), V(1.0), V(0.0))*where((min_val < x), V(1.0), V(0.0)), x);
}
template <class V> inline V hard_tanh_curvature([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  return V(0.0);
}
template <class V> inline V hard_tanh_slope_min_val([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  return where(x == x, where((min_val < x), V(0.0), V(1.0))*where((max_val > max(x, min_val)), V(1.0), V(0.0)), x);
}
template <class V> inline V hard_tanh_slope_max_val([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  return where(x == x, where((max_val > max(x, min_val)), V(0.0), V(1.0)), x);
}
constexpr double hard_tanh_defaults[4] = {-1.0, 1.0};
template <class V> inline V hard_sigmoid_value([[maybe_unused]] V x) {
  return min(V(0.16666666666666666)*max(x + V(3.0), 0.0), 1.0);
}
template <class V> inline V hard_sigmoid_slope([[maybe_unused]] V x) {
  return where(x == x, where((x > V(-3.0)), where((x < V(3.0)), V(0.16666666666666666), V(0.0)), V(0.0)), x);
}
template <class V> inline V hard_sigmoid_curvature([[maybe_unused]] V x) {
  return V(0.0);
}
constexpr double hard_sigmoid_defaults[4] = {};
template <class V> inline V linear_sigmoid_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  return min(max(alpha*x + beta, 0.0), 1.0);
}
template <class V> inline V linear_sigmoid_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = (V(1.0)/alpha);
  return where(x == x, where((x > -beta*t0), where((x < t0*(V(1.0) - beta)), alpha, V(0.0)), V(0.0)), x);
}
template <class V> inline V linear_sigmoid_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  return V(0.0);
}
template <class V> inline V linear_sigmoid_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = alpha*x_held + beta;
  return x_held*where((t0 > V(0.0)), V(1.0), V(0.0))*where((t0 < V(1.0)), V(1.0), V(0.0));
}
template <class V> inline V linear_sigmoid_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = alpha*x + beta;
  return where(x == x, where((t0 > V(0.0)), V(1.0), V(0.0))*where((t0 < V(1.0)), V(1.0), V(0.0)), x);
}
constexpr double linear_sigmoid_defaults[4] = {0.2, 0.5};
template <class V> inline V hard_shrink_value([[maybe_unused]] V x, [[maybe_unused]] V lambd, [[maybe_unused]] V bias) {
  const auto t0 = -x;
  return where(x == x, where((lambd < x), -bias - t0, where((lambd < t0), bias + x, V(0.0))), x);
}
template <class V> inline V hard_shrink_slope([[maybe_unused]] V x, [[maybe_unused]] V lambd, [[maybe_unused]] V bias) {
  return where(x == x, where((lambd < x), V(1.0), where((lambd < -x), V(1.0), V(0.0))), x);
}
template <class V> inline V hard_shrink_curvature([[maybe_unused]] V x, [[maybe_unused]] V lambd, [[maybe_unused]] V bias) {
  return V(0.0);
}
template <class V> inline V hard_shrink_slope_lambd([[maybe_unused]] V x, [[maybe_unused]] V lambd, [[maybe_unused]] V bias) {
  return V(0.0);
}
template <class V> inline V hard_shrink_slope_bias([[maybe_unused]] V x, [[maybe_unused]] V lambd, [[maybe_unused]] V bias) {
  return where(x == x, where((lambd < x), V(-1.0), where((lambd < -x), V(1.0), V(0.0))), x);
}
constexpr double hard_shrink_defaults[4] = {0.5, 0.0};
template <class V> inline V soft_shrink_value([[maybe_unused]] V x, [[maybe_unused]] V lambd) {
  const auto t0 = -x;
  return where(x == x, where((lambd < x), -lambd - t0, where((lambd < t0), lambd + x, V(0.0))), x);
}
template <class V> inline V soft_shrink_slope([[maybe_unused]] V x, [[maybe_unused]] V lambd) {
  return where(x == x, where((lambd < x), V(1.0), where((lambd < -x), V(1.0), V(0.0))), x);
}
template <class V> inline V soft_shrink_curvature([[maybe_unused]] V x, [[maybe_unused]] V lambd) {
  return V(0.0);
}
template <class V> inline V soft_shrink_slope_lambd([[maybe_unused]] V x, [[maybe_unused]] V lambd) {
  return where(x == x, where((lambd < x), V(-1.0), where((lambd < -x), V(1.0), V(0.0))), x);
}
constexpr double soft_shrink_defaults[4] = {0.5};
template <class V> inline V relu2_value([[maybe_unused]] V x) {
  return ((max(x, 0.0))*(max(x, 0.0)));
}
template <class V> inline V relu2_slope([[maybe_unused]] V x) {
  return V(2.0)*where((x > V(0.0)), V(1.0), V(0.0))*max(x, 0.0);
}
template <class V> inline V relu2_curvature([[maybe_unused]] V x) {
  return where(x == x, V(2.0)*where((x > V(0.0)), V(1.0), V(0.0)), x);
}
constexpr double relu2_defaults[4] = {};
template <class V> inline V star_relu_value([[maybe_unused]] V x, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return bias + where((x > V(0.0)), scale*x, V(0.0))*max(x, 0.0);
}
template <class V> inline V star_relu_slope([[maybe_unused]] V x, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  const auto t0 = (x > V(0.0));
  return where(t0, V(1.0), V(0.0))*where(t0, scale*x, V(0.0)) + where(t0, scale, V(0.0))*max(x, 0.0);
}
template <class V> inline V star_relu_curvature([[maybe_unused]] V x, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  const auto t0 = (x > V(0.0));
  return where(x == x, V(2.0)*where(t0, V(1.0), V(0.0))*where(t0, scale, V(0.0)), x);
}
template <class V> inline V star_relu_slope_scale([[maybe_unused]] V x, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return where((x > V(0.0)), x, V(0.0))*max(x, 0.0);
}
template <class V> inline V star_relu_slope_bias([[maybe_unused]] V x, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return V(1.0);
}
constexpr double star_relu_defaults[4] = {0.8944, -0.4472};
template <class V> inline V leaky_relu_squared_value([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return x*where((x > V(0.0)), x, (slope*slope)*x);
}
template <class V> inline V leaky_relu_squared_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  const auto t0 = (x > V(0.0));
  const auto t1 = (slope*slope);
  return x*where(t0, V(1.0), t1) + where(t0, x, t1*x);
}
template <class V> inline V leaky_relu_squared_curvature([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  return where(x == x, V(2.0)*where((x > V(0.0)), V(1.0), (slope*slope)), x);
}
template <class V> inline V leaky_relu_squared_slope_slope([[maybe_unused]] V x, [[maybe_unused]] V slope) {
  const auto x_held = min(x, 1e+18);
  return x_held*where((x_held > V(0.0)), V(0.0), V(2.0)*slope*x_held);
}
constexpr double leaky_relu_squared_defaults[4] = {0.5};
template <class V> inline V tanh_relu2_value([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  return cap*tanh(((min(max(x, 0.0), 1000000000.0))*(min(max(x, 0.0), 1000000000.0)))/cap);
}
template <class V> inline V tanh_relu2_slope([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto t0 = min(max(x, 0.0), 1000000000.0);
  const auto t1 = V(2.0)*(t0*t0)/cap;
  return V(8.0)*t0*where((x > V(0.0)), V(1.0), V(0.0))*where((x < V(1000000000.0)), V(1.0), V(0.0))*sigmoid(-t1)*sigmoid(t1);
}
template <class V> inline V tanh_relu2_curvature([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto t0 = ((min(max(x, 0.0), 1000000000.0))*(min(max(x, 0.0), 1000000000.0)))/cap;
  const auto t1 = V(2.0)*t0;
  const auto t2 = sigmoid(t1);
  const auto t3 = where((x > V(0.0)), V(1.0), V(0.0));
  const auto t4 = where((x < V(1000000000.0)), V(1.0), V(0.0));
  const auto t5 = sigmoid(-t1);
  const auto t6 = t3*t4*t5;
  const auto t7 = V(32.0)*t0;
  return -(t2*t2)*t6*t7 + t2*t3*t4*(t5*t5)*t7 + V(8.0)*t2*t6;
}
template <class V> inline V tanh_relu2_slope_cap([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto t0 = ((min(max(x, 0.0), 1000000000.0))*(min(max(x, 0.0), 1000000000.0)))/cap;
  const auto t1 = V(2.0)*t0;
  return -V(4.0)*t0*sigmoid(-t1)*sigmoid(t1) + tanh(t0);
}
constexpr double tanh_relu2_defaults[4] = {50.0};
template <class V> inline V sparse_plus_value([[maybe_unused]] V x) {
  return where((x >= V(1.0)), x, V(0.25)*((min(max(x, -1.0), 1.0) + V(1.0))*(min(max(x, -1.0), 1.0) + V(1.0))));
}
template <class V> inline V sparse_plus_slope([[maybe_unused]] V x) {
  return where((x >= V(1.0)), V(1.0), V(0.5)*(min(max(x, -1.0), 1.0) + V(1.0))*where((x > V(-1.0)), V(1.0), V(0.0))*where((x < V(1.0)), V(1.0), V(0.0)));
}
template <class V> inline V sparse_plus_curvature([[maybe_unused]] V x) {
  return where(x == x, where((x >= V(1.0)), V(0.0), V(0.5)*where((x > V(-1.0)), V(1.0), V(0.0))*where((x < V(1.0)), V(1.0), V(0.0))), x);
}
constexpr double sparse_plus_defaults[4] = {};
template <class V> inline V sparse_sigmoid_value([[maybe_unused]] V x) {
  return min(max(V(0.5)*x + V(0.5), 0.0), 1.0);
}
template <class V> inline V sparse_sigmoid_slope([[maybe_unused]] V x) {
  return where(x == x, where((x > V(-1.0)), where((x < V(1.0)), V(0.5), V(0.0)), V(0.0)), x);
}
template <class V> inline V sparse_sigmoid_curvature([[maybe_unused]] V x) {
  return V(0.0);
}
constexpr double sparse_sigmoid_defaults[4] = {};
template <class V> inline V elu_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), x, alpha*expm1(x));
}
template <class V> inline V elu_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), V(1.0), alpha*exp(x));
}
template <class V> inline V elu_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), V(0.0), alpha*exp(x));
}
template <class V> inline V elu_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), V(0.0), expm1(x));
}
constexpr double elu_defaults[4] = {1.0};
template <class V> inline V celu_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), x, alpha*expm1(x/alpha));
}
template <class V> inline V celu_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x > V(0.0)), V(1.0), exp(x/alpha));
}
template <class V> inline V celu_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = (V(1.0)/alpha);
  return where((x > V(0.0)), V(0.0), t0*exp(t0*x));
}
template <class V> inline V celu_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = x_held/alpha;
  return where((x_held > V(0.0)), V(0.0), -t0*exp(t0) + expm1(t0));
}
constexpr double celu_defaults[4] = {1.0};
template <class V> inline V selu_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale) {
  return scale*where((x > V(0.0)), x, alpha*expm1(x));
}
template <class V> inline V selu_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale) {
  return scale*where((x > V(0.0)), V(1.0), alpha*exp(x));
}
template <class V> inline V selu_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale) {
  return scale*where((x > V(0.0)), V(0.0), alpha*exp(x));
}
template <class V> inline V selu_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale) {
  return scale*where((x > V(0.0)), V(0.0), expm1(x));
}
template <class V> inline V selu_slope_scale([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale) {
  return where((x > V(0.0)), x, alpha*expm1(x));
}
constexpr double selu_defaults[4] = {1.6732632423543772, 1.0507009873554805};
template <class V> inline V isrlu_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = min(x_held, 0.0);
  const auto at_far = where((x_held >= V(0.0)), x_held, t0/(sqrt(alpha*(t0*t0) + V(1.0))));
  return at_far*where(((abs(at_far) < V(1000000000.0))) | ((abs(x) <= abs(x_held))), V(1.0), V(1e-18)*abs(x));
}
template <class V> inline V isrlu_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return where((x >= V(0.0)), V(1.0), (V(1.0)/(sqrt(alpha*((min(x, 0.0))*(min(x, 0.0))) + V(1.0))*sqrt(alpha*((min(x, 0.0))*(min(x, 0.0))) + V(1.0))*sqrt(alpha*((min(x, 0.0))*(min(x, 0.0))) + V(1.0)))));
}
template <class V> inline V isrlu_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = min(x_held, 0.0);
  return where((x_held >= V(0.0)), V(0.0), -V(3.0)*alpha*t0*where((x_held < V(0.0)), V(1.0), V(0.0))/(sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))));
}
template <class V> inline V isrlu_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = min(x, 0.0);
  return where((x >= V(0.0)), V(0.0), -V(0.5)*(t0*t0*t0)/(sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))*sqrt(alpha*(t0*t0) + V(1.0))));
}
constexpr double isrlu_defaults[4] = {1.0};
template <class V> inline V sine_relu_value([[maybe_unused]] V x, [[maybe_unused]] V epsilon) {
  return where((x > V(0.0)), x, epsilon*(sin(x) - cos(x)));
}
template <class V> inline V sine_relu_slope([[maybe_unused]] V x, [[maybe_unused]] V epsilon) {
  return where((x > V(0.0)), V(1.0), epsilon*(sin(x) + cos(x)));
}
template <class V> inline V sine_relu_curvature([[maybe_unused]] V x, [[maybe_unused]] V epsilon) {
  return where((x > V(0.0)), V(0.0), epsilon*(-sin(x) + cos(x)));
}
template <class V> inline V sine_relu_slope_epsilon([[maybe_unused]] V x, [[maybe_unused]] V epsilon) {
  return where((x > V(0.0)), V(0.0), sin(x) - cos(x));
}
constexpr double sine_relu_defaults[4] = {0.001};
template <class V> inline V xielu_value([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  const auto t0 = max(x, -1.0);
  const auto t1 = min(x, 1.0);
  return where((x > V(0.0)), t0*(alpha_p*t0 + beta), alpha_n*expm1(t1) + t1*(-alpha_n + beta));
}
template <class V> inline V xielu_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  return where((x > V(0.0)), V(2.0)*alpha_p*x + beta, alpha_n*expm1(min(x, 1.0)) + beta);
}
template <class V> inline V xielu_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  return where((x > V(0.0)), V(2.0)*alpha_p, alpha_n*where((x < V(1.0)), V(1.0), V(0.0))*exp(min(x, 1.0)));
}
template <class V> inline V xielu_slope_alpha_p([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  return where(x == x, where((x > V(0.0)), ((max(x, -1.0))*(max(x, -1.0))), V(0.0)), x);
}
template <class V> inline V xielu_slope_alpha_n([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  const auto t0 = min(x, 1.0);
  return where((x > V(0.0)), V(0.0), -t0 + expm1(t0));
}
template <class V> inline V xielu_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha_p, [[maybe_unused]] V alpha_n, [[maybe_unused]] V beta) {
  return where((x > V(0.0)), max(x, -1.0), min(x, 1.0));
}
constexpr double xielu_defaults[4] = {0.8, 0.8, 0.5};
template <class V> inline V exponential_value([[maybe_unused]] V x) {
  return exp(x);
}
template <class V> inline V exponential_slope([[maybe_unused]] V x) {
  return exp(x);
}
template <class V> inline V exponential_curvature([[maybe_unused]] V x) {
  return exp(x);
}
constexpr double exponential_defaults[4] = {};
template <class V> inline V sigmoid_value([[maybe_unused]] V x) {
  return sigmoid(x);
}
template <class V> inline V sigmoid_slope([[maybe_unused]] V x) {
  return sigmoid(-x)*sigmoid(x);
}
template <class V> inline V sigmoid_curvature([[maybe_unused]] V x) {
  const auto t0 = sigmoid(x);
  const auto t1 = sigmoid(-x);
  return -(t0*t0)*t1 + t0*(t1*t1);
}
constexpr double sigmoid_defaults[4] = {};
template <class V> inline V tanh_value([[maybe_unused]] V x) {
  return tanh(x);
}
template <class V> inline V tanh_slope([[maybe_unused]] V x) {
  const auto t0 = V(2.0)*x;
  return V(4.0)*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V tanh_curvature([[maybe_unused]] V x) {
  const auto t0 = V(2.0)*x;
  const auto t1 = sigmoid(-t0);
  const auto t2 = sigmoid(t0);
  return V(8.0)*(t1*t1)*t2 - V(8.0)*t1*(t2*t2);
}
constexpr double tanh_defaults[4] = {};
template <class V> inline V lecun_tanh_value([[maybe_unused]] V x) {
  return V(1.7159)*tanh(V(0.6666666666666666)*x);
}
template <class V> inline V lecun_tanh_slope([[maybe_unused]] V x) {
  const auto t0 = V(1.3333333333333333)*x;
  return V(4.575733333333333)*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V lecun_tanh_curvature([[maybe_unused]] V x) {
  const auto t0 = V(1.3333333333333333)*x;
  const auto t1 = sigmoid(-t0);
  const auto t2 = sigmoid(t0);
  return V(6.100977777777778)*(t1*t1)*t2 - V(6.100977777777778)*t1*(t2*t2);
}
constexpr double lecun_tanh_defaults[4] = {};
template <class V> inline V weighted_tanh_value([[maybe_unused]] V x, [[maybe_unused]] V weight) {
  return tanh(weight*x);
}
template <class V> inline V weighted_tanh_slope([[maybe_unused]] V x, [[maybe_unused]] V weight) {
  const auto t0 = V(2.0)*weight*x;
  return V(4.0)*weight*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V weighted_tanh_curvature([[maybe_unused]] V x, [[maybe_unused]] V weight) {
  const auto t0 = V(2.0)*weight*x;
  const auto t1 = sigmoid(t0);
  const auto t2 = sigmoid(-t0);
  const auto t3 = V(8.0)*(weight*weight);
  return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3;
}
template <class V> inline V weighted_tanh_slope_weight([[maybe_unused]] V x, [[maybe_unused]] V weight) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*weight*x_held;
  return V(4.0)*x_held*sigmoid(-t0)*sigmoid(t0);
}
constexpr double weighted_tanh_defaults[4] = {1.7145};
template <class V> inline V penalized_tanh_value([[maybe_unused]] V x, [[maybe_unused]] V a) {
  const auto t0 = tanh(x);
  return where((x > V(0.0)), t0, a*t0);
}
template <class V> inline V penalized_tanh_slope([[maybe_unused]] V x, [[maybe_unused]] V a) {
  const auto t0 = V(2.0)*x;
  const auto t1 = V(4.0)*sigmoid(-t0)*sigmoid(t0);
  return where((x > V(0.0)), t1, a*t1);
}
template <class V> inline V penalized_tanh_curvature([[maybe_unused]] V x, [[maybe_unused]] V a) {
  const auto t0 = V(2.0)*x;
  const auto t1 = sigmoid(-t0);
  const auto t2 = sigmoid(t0);
  const auto t3 = V(8.0)*t1*(t2*t2);
  const auto t4 = V(8.0)*(t1*t1)*t2;
  return where((x > V(0.0)), -t3 + t4, -a*t3 + a*t4);
}
template <class V> inline V penalized_tanh_slope_a([[maybe_unused]] V x, [[maybe_unused]] V a) {
  return where((x > V(0.0)), V(0.0), tanh(x));
}
constexpr double penalized_tanh_defaults[4] = {0.25};
template <class V> inline V tanhshrink_value([[maybe_unused]] V x) {
  return x - tanh(x);
}
template <class V> inline V tanhshrink_slope([[maybe_unused]] V x) {
  return ((tanh(x))*(tanh(x)));
}
template <class V> inline V tanhshrink_curvature([[maybe_unused]] V x) {
  const auto t0 = V(2.0)*x;
  return V(8.0)*sigmoid(-t0)*sigmoid(t0)*tanh(x);
}
constexpr double tanhshrink_defaults[4] = {};
template <class V> inline V log_sigmoid_value([[maybe_unused]] V x) {
  return -softplus(-x);
}
template <class V> inline V log_sigmoid_slope([[maybe_unused]] V x) {
  return sigmoid(-x);
}
template <class V> inline V log_sigmoid_curvature([[maybe_unused]] V x) {
  return -sigmoid(-x)*sigmoid(x);
}
constexpr double log_sigmoid_defaults[4] = {};
template <class V> inline V softplus_value([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  return softplus(beta*x)/beta;
}
template <class V> inline V softplus_slope([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  return sigmoid(beta*x);
}
template <class V> inline V softplus_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto t0 = beta*x;
  return beta*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V softplus_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*x_held;
  return x_held*sigmoid(t0)/beta - softplus(t0)/(beta*beta);
}
constexpr double softplus_defaults[4] = {1.0};
template <class V> inline V aria2_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  return exp(-alpha*softplus(-beta*x));
}
template <class V> inline V aria2_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = -beta*x;
  return alpha*beta*sigmoid(t0)*exp(-alpha*softplus(t0));
}
template <class V> inline V aria2_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = beta*x;
  const auto t1 = -t0;
  const auto t2 = sigmoid(t1);
  const auto t3 = (beta*beta)*exp(-alpha*softplus(t1));
  return (alpha*alpha)*(t2*t2)*t3 - alpha*t2*t3*sigmoid(t0);
}
template <class V> inline V aria2_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = softplus(-beta*x_held);
  return -t0*exp(-alpha*t0);
}
template <class V> inline V aria2_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = -beta*x_held;
  return alpha*x_held*sigmoid(t0)*exp(-alpha*softplus(t0));
}
constexpr double aria2_defaults[4] = {1.5, 1.0};
template <class V> inline V soft_clipping_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = (V(1.0)/alpha);
  const auto t1 = alpha*x;
  const auto t2 = x + V(-1.0);
  const auto t3 = -alpha*t2;
  return where((x > V(0.5)), t0*(softplus(-t1) - softplus(t3)) + V(1.0), where((t1 < V(1.0)), t0*log1p(-sigmoid(t3)*exp(min(t1, 1.0))*expm1(-alpha)), t0*(softplus(t1) - softplus(alpha*t2))));
}
template <class V> inline V soft_clipping_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return -sigmoid(alpha*x)*sigmoid(alpha*(V(1.0) - x))*expm1(-alpha);
}
template <class V> inline V soft_clipping_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = alpha*x;
  const auto t1 = expm1(-alpha);
  const auto t2 = sigmoid(t0);
  const auto t3 = alpha*(V(1.0) - x);
  const auto t4 = sigmoid(t3);
  return -alpha*t1*t2*t4*sigmoid(-t0) + alpha*t1*t2*t4*sigmoid(-t3);
}
template <class V> inline V soft_clipping_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = (V(1.0)/(alpha*alpha));
  const auto t1 = alpha*x_held;
  const auto t2 = -t1;
  const auto t3 = x_held + V(-1.0);
  const auto t4 = -t3;
  const auto t5 = alpha*t4;
  const auto t6 = (V(1.0)/alpha);
  const auto t7 = sigmoid(t5);
  const auto t8 = t4*t7;
  const auto t9 = -alpha;
  const auto t10 = expm1(t9);
  const auto t11 = exp(min(t1, 1.0));
  const auto t12 = t10*t11*t7;
  const auto t13 = (t1 < V(1.0));
  const auto t14 = alpha*t3;
  return where((x_held > V(0.5)), -t0*(softplus(t2) - softplus(t5)) + t6*(-t8 - x_held*sigmoid(t2)), where(t13, -t0*log1p(-t12) + t6*(-t10*t11*t8*sigmoid(-t5) + t11*t7*exp(t9) - t12*x_held*where(t13, V(1.0), V(0.0)))/(V(1.0) - t12), -t0*(softplus(t1) - softplus(t14)) + t6*(-t3*sigmoid(t14) + x_held*sigmoid(t1))));
}
constexpr double soft_clipping_defaults[4] = {0.5};
template <class V> inline V softplus_threshold_value([[maybe_unused]] V x, [[maybe_unused]] V beta, [[maybe_unused]] V threshold) {
  const auto t0 = beta*x;
  return where((t0 > threshold), x, softplus(t0)/beta);
}
template <class V> inline V softplus_threshold_slope([[maybe_unused]] V x, [[maybe_unused]] V beta, [[maybe_unused]] V threshold) {
  const auto t0 = beta*x;
  return where((t0 > threshold), V(1.0), sigmoid(t0));
}
template <class V> inline V softplus_threshold_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta, [[maybe_unused]] V threshold) {
  const auto t0 = beta*x;
  return where((t0 > threshold), V(0.0), beta*sigmoid(-t0)*sigmoid(t0));
}
template <class V> inline V softplus_threshold_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta, [[maybe_unused]] V threshold) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = beta*x_held;
  return where((t0 > threshold), V(0.0), x_held*sigmoid(t0)/beta - softplus(t0)/(beta*beta));
}
template <class V> inline V softplus_threshold_slope_threshold([[maybe_unused]] V x, [[maybe_unused]] V beta, [[maybe_unused]] V threshold) {
  return V(0.0);
}
constexpr double softplus_threshold_defaults[4] = {1.0, 20.0};
template <class V> inline V sqrt_softplus_value([[maybe_unused]] V x) {
  return where((x >= V(-40.0)), (sqrt(softplus(max(x, -41.0)))), exp(V(0.5)*min(x, -39.0)));
}
template <class V> inline V sqrt_softplus_slope([[maybe_unused]] V x) {
  const auto t0 = max(x, -41.0);
  return where((x >= V(-40.0)), V(0.5)*sigmoid(t0)/(sqrt(softplus(t0))), V(0.5)*exp(V(0.5)*min(x, -39.0)));
}
template <class V> inline V sqrt_softplus_curvature([[maybe_unused]] V x) {
  const auto t0 = max(x, -41.0);
  const auto t1 = sigmoid(t0);
  const auto t2 = softplus(t0);
  const auto t3 = where((x > V(-41.0)), V(1.0), V(0.0));
  return where((x >= V(-40.0)), -V(0.25)*(t1*t1)*t3/(sqrt(t2)*sqrt(t2)*sqrt(t2)) + V(0.5)*t1*t3*sigmoid(-t0)/(sqrt(t2)), V(0.25)*where((x < V(-39.0)), V(1.0), V(0.0))*exp(V(0.5)*min(x, -39.0)));
}
constexpr double sqrt_softplus_defaults[4] = {};
template <class V> inline V laplace_value([[maybe_unused]] V x, [[maybe_unused]] V mu, [[maybe_unused]] V sigma) {
  return V(0.5)*erfc(V(0.5)*V(1.4142135623730951)*(mu - x)/sigma);
}
template <class V> inline V laplace_slope([[maybe_unused]] V x, [[maybe_unused]] V mu, [[maybe_unused]] V sigma) {
  return V(0.5)*V(1.4142135623730951)*exp(-V(0.5)*((mu - x)*(mu - x))/(sigma*sigma))/(V(1.772453850905516)*sigma);
}
template <class V> inline V laplace_curvature([[maybe_unused]] V x, [[maybe_unused]] V mu, [[maybe_unused]] V sigma) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  return -V(0.25)*V(1.4142135623730951)*(-V(2.0)*mu + V(2.0)*x_held)*exp(-V(0.5)*((mu - x_held)*(mu - x_held))/(sigma*sigma))/(V(1.772453850905516)*(sigma*sigma*sigma));
}
template <class V> inline V laplace_slope_mu([[maybe_unused]] V x, [[maybe_unused]] V mu, [[maybe_unused]] V sigma) {
  return -V(0.5)*V(1.4142135623730951)*exp(-V(0.5)*((mu - x)*(mu - x))/(sigma*sigma))/(V(1.772453850905516)*sigma);
}
template <class V> inline V laplace_slope_sigma([[maybe_unused]] V x, [[maybe_unused]] V mu, [[maybe_unused]] V sigma) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = mu - x_held;
  const auto t1 = V(0.5)/(sigma*sigma);
  return V(1.4142135623730951)*t0*t1*exp(-(t0*t0)*t1)/V(1.772453850905516);
}
constexpr double laplace_defaults[4] = {0.707107, 0.282095};
template <class V> inline V dyt_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return bias + scale*tanh(alpha*x);
}
template <class V> inline V dyt_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  const auto t0 = V(2.0)*alpha*x;
  return V(4.0)*alpha*scale*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V dyt_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  const auto t0 = V(2.0)*alpha*x;
  const auto t1 = sigmoid(t0);
  const auto t2 = sigmoid(-t0);
  const auto t3 = V(8.0)*(alpha*alpha)*scale;
  return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3;
}
template <class V> inline V dyt_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*alpha*x_held;
  return V(4.0)*scale*x_held*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V dyt_slope_scale([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return tanh(alpha*x);
}
template <class V> inline V dyt_slope_bias([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V scale, [[maybe_unused]] V bias) {
  return V(1.0);
}
constexpr double dyt_defaults[4] = {0.5, 1.0, 0.0};
template <class V> inline V squareplus_value([[maybe_unused]] V x, [[maybe_unused]] V b) {
  const auto t0 = max(x, -1.0);
  const auto t1 = min(t0, 1000000000.0);
  const auto t2 = min(x, 1.0);
  const auto t3 = max(t2, -1000000000.0);
  return where((x > V(0.0)), t0 - V(0.5)*t1 + V(0.5)*(sqrt(b + (t1*t1))), b/(-V(4.0)*t2 + V(2.0)*t3 + V(2.0)*(sqrt(b + (t3*t3)))));
}
template <class V> inline V squareplus_slope([[maybe_unused]] V x, [[maybe_unused]] V b) {
  const auto t0 = min(max(x, -1.0), 1000000000.0);
  const auto t1 = (sqrt(b + (t0*t0)));
  const auto t2 = min(x, 1.0);
  const auto t3 = max(t2, -1000000000.0);
  const auto t4 = -V(2.0)*t2;
  const auto t5 = (sqrt(b + (t3*t3)));
  return where((x > V(0.0)), -V(0.5)*b/(t1*(t0 + t1)) + V(1.0), b/((t3 + t4 + t5)*(V(2.0)*t3 + t4 + V(2.0)*t5)));
}
template <class V> inline V squareplus_curvature([[maybe_unused]] V x, [[maybe_unused]] V b) {
  const auto t0 = min(max(x, -1.0), 1000000000.0);
  const auto t1 = where((x > V(-1.0)), V(1.0), V(0.0));
  const auto t2 = where((x < V(1000000000.0)), V(1.0), V(0.0));
  const auto t3 = b + (t0*t0);
  const auto t4 = (sqrt(t3));
  const auto t5 = t0 + t4;
  const auto t6 = (V(1.0)/t4);
  const auto t7 = t1*t2;
  const auto t8 = min(x, 1.0);
  const auto t9 = max(t8, -1000000000.0);
  const auto t10 = -V(2.0)*t8;
  const auto t11 = (sqrt(b + (t9*t9)));
  const auto t12 = t10 + t11 + t9;
  const auto t13 = V(2.0)*t9;
  const auto t14 = t10 + V(2.0)*t11 + t13;
  const auto t15 = where((x < V(1.0)), V(1.0), V(0.0));
  const auto t16 = -V(2.0)*t15;
  const auto t17 = where((x > V(-1000000000.0)), V(1.0), V(0.0));
  const auto t18 = t15*t17;
  const auto t19 = t18/t11;
  return where((x > V(0.0)), V(0.5)*b*t0*t1*t2/((sqrt(t3)*sqrt(t3)*sqrt(t3))*t5) - V(0.5)*b*t6*(-t0*t6*t7 - t7)/(t5*t5), b*(-t13*t19 - V(2.0)*t15*t17 - t16)/(t12*(t14*t14)) + b*(-t16 - t18 - t19*t9)/((t12*t12)*t14));
}
template <class V> inline V squareplus_slope_b([[maybe_unused]] V x, [[maybe_unused]] V b) {
  const auto t0 = min(x, 1.0);
  const auto t1 = max(t0, -1000000000.0);
  const auto t2 = (sqrt(b + (t1*t1)));
  const auto t3 = -V(4.0)*t0 + V(2.0)*t1 + V(2.0)*t2;
  return where((x > V(0.0)), V(0.25)/(sqrt(b + ((min(max(x, -1.0), 1000000000.0))*(min(max(x, -1.0), 1000000000.0))))), -b/(t2*(t3*t3)) + (V(1.0)/t3));
}
constexpr double squareplus_defaults[4] = {4.0};
template <class V> inline V softsign_value([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  return x_held/(abs(x_held) + V(1.0));
}
template <class V> inline V softsign_slope([[maybe_unused]] V x) {
  return (V(1.0)/((abs(x) + V(1.0))*(abs(x) + V(1.0))));
}
template <class V> inline V softsign_curvature([[maybe_unused]] V x) {
  return -V(2.0)*sign(x)/((abs(x) + V(1.0))*(abs(x) + V(1.0))*(abs(x) + V(1.0)));
}
constexpr double softsign_defaults[4] = {};
template <class V> inline V isru_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto at_far = x_held/(sqrt(alpha*(x_held*x_held) + V(1.0)));
  return at_far*where(((abs(at_far) < V(1000000000.0))) | ((abs(x) <= abs(x_held))), V(1.0), V(1e-18)*abs(x));
}
template <class V> inline V isru_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return (V(1.0)/(sqrt(alpha*(x*x) + V(1.0))*sqrt(alpha*(x*x) + V(1.0))*sqrt(alpha*(x*x) + V(1.0))));
}
template <class V> inline V isru_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  return -V(3.0)*alpha*x_held/(sqrt(alpha*(x_held*x_held) + V(1.0))*sqrt(alpha*(x_held*x_held) + V(1.0))*sqrt(alpha*(x_held*x_held) + V(1.0))*sqrt(alpha*(x_held*x_held) + V(1.0))*sqrt(alpha*(x_held*x_held) + V(1.0)));
}
template <class V> inline V isru_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return -V(0.5)*(x*x*x)/(sqrt(alpha*(x*x) + V(1.0))*sqrt(alpha*(x*x) + V(1.0))*sqrt(alpha*(x*x) + V(1.0)));
}
constexpr double isru_defaults[4] = {1.0};
template <class V> inline V bent_identity_value([[maybe_unused]] V x) {
  const auto t0 = ((min(max(x, -1000000000.0), 1000000000.0))*(min(max(x, -1000000000.0), 1000000000.0)));
  return where((abs(x) > V(1000000000.0)), x*(V(0.5)*sign(x) + V(1.0)) + V(-0.5), t0/(V(2.0)*(sqrt(t0 + V(1.0))) + V(2.0)) + x);
}
template <class V> inline V bent_identity_slope([[maybe_unused]] V x) {
  const auto t0 = min(max(x, -1000000000.0), 1000000000.0);
  return where((abs(x) > V(1000000000.0)), V(0.5)*sign(x) + V(1.0), V(0.5)*t0/(sqrt((t0*t0) + V(1.0))) + V(1.0));
}
template <class V> inline V bent_identity_curvature([[maybe_unused]] V x) {
  const auto t0 = ((min(max(x, -1000000000.0), 1000000000.0))*(min(max(x, -1000000000.0), 1000000000.0)));
  const auto t1 = t0 + V(1.0);
  const auto t2 = V(0.5)*where((x > V(-1000000000.0)), V(1.0), V(0.0))*where((x < V(1000000000.0)), V(1.0), V(0.0));
  return where((abs(x) > V(1000000000.0)), V(0.0), -t0*t2/(sqrt(t1)*sqrt(t1)*sqrt(t1)) + t2/(sqrt(t1)));
}
constexpr double bent_identity_defaults[4] = {};
template <class V> inline V sqnl_value([[maybe_unused]] V x) {
  const auto t0 = min(max(x, -3.0), 3.0);
  return where((abs(x) > V(2.0)), sign(x), -V(0.25)*(t0*t0)*where((x < V(0.0)), V(-1.0), V(1.0)) + t0);
}
template <class V> inline V sqnl_slope([[maybe_unused]] V x) {
  const auto t0 = V(0.5)*x;
  return where(x == x, where((x > V(2.0)), V(0.0), where((x >= V(0.0)), V(1.0) - t0, where((x >= V(-2.0)), t0 + V(1.0), V(0.0)))), x);
}
template <class V> inline V sqnl_curvature([[maybe_unused]] V x) {
  return where(x == x, where((x > V(2.0)), V(0.0), where((x >= V(0.0)), V(-0.5), where((x >= V(-2.0)), V(0.5), V(0.0)))), x);
}
constexpr double sqnl_defaults[4] = {};
template <class V> inline V swish_value([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = where((beta > V(0.0)), max(x, -1e+18), where((beta < V(0.0)), min(x, 1e+18), x));
  return x_held*sigmoid(beta*x_held);
}
template <class V> inline V swish_slope([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*x_held;
  const auto t1 = sigmoid(t0);
  return t0*t1*sigmoid(-t0) + t1;
}
template <class V> inline V swish_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*x_held;
  const auto t1 = sigmoid(t0);
  const auto t2 = sigmoid(-t0);
  const auto t3 = (beta*beta)*x_held;
  return V(2.0)*beta*t1*t2 - (t1*t1)*t2*t3 + t1*(t2*t2)*t3;
}
template <class V> inline V swish_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*x_held;
  return (x_held*x_held)*sigmoid(-t0)*sigmoid(t0);
}
constexpr double swish_defaults[4] = {1.0};
template <class V> inline V e_swish_value([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = max(x, -1e+18);
  return beta*x_held*sigmoid(x_held);
}
template <class V> inline V e_swish_slope([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*sigmoid(x_held);
  return t0*x_held*sigmoid(-x_held) + t0;
}
template <class V> inline V e_swish_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(-x_held);
  const auto t1 = sigmoid(x_held);
  const auto t2 = beta*t1;
  return -beta*t0*(t1*t1)*x_held + (t0*t0)*t2*x_held + V(2.0)*t0*t2;
}
template <class V> inline V e_swish_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = max(x, -1e+18);
  return x_held*sigmoid(x_held);
}
constexpr double e_swish_defaults[4] = {1.75};
template <class V> inline V flatten_t_swish_value([[maybe_unused]] V x, [[maybe_unused]] V t) {
  return where(x == x, t + where((x > V(0.0)), x*sigmoid(x), V(0.0)), x);
}
template <class V> inline V flatten_t_swish_slope([[maybe_unused]] V x, [[maybe_unused]] V t) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = sigmoid(x_held);
  return where(x == x, where((x_held > V(0.0)), t0*x_held*sigmoid(-x_held) + t0, V(0.0)), x);
}
template <class V> inline V flatten_t_swish_curvature([[maybe_unused]] V x, [[maybe_unused]] V t) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = sigmoid(-x_held);
  return where(x == x, where((x_held > V(0.0)), -(t0*t0)*t1*x_held + t0*(t1*t1)*x_held + V(2.0)*t0*t1, V(0.0)), x);
}
template <class V> inline V flatten_t_swish_slope_t([[maybe_unused]] V x, [[maybe_unused]] V t) {
  return V(1.0);
}
constexpr double flatten_t_swish_defaults[4] = {0.0};
template <class V> inline V hard_swish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*min(V(0.16666666666666666)*max(x_held + V(3.0), 0.0), 1.0);
}
template <class V> inline V hard_swish_slope([[maybe_unused]] V x) {
  return where(x == x, where((x > V(-3.0)), where((x < V(3.0)), V(0.3333333333333333)*x + V(0.5), V(1.0)), V(0.0)), x);
}
template <class V> inline V hard_swish_curvature([[maybe_unused]] V x) {
  return where(x == x, where((x > V(-3.0)), where((x < V(3.0)), V(0.3333333333333333), V(0.0)), V(0.0)), x);
}
constexpr double hard_swish_defaults[4] = {};
template <class V> inline V gelu_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = V(0.5)*x_held;
  return t0*erfc(-V(1.4142135623730951)*t0);
}
template <class V> inline V gelu_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(0.5)*V(1.4142135623730951)*x_held;
  return t0*exp(-V(0.5)*(x_held*x_held))/V(1.772453850905516) + V(0.5)*erfc(-t0);
}
template <class V> inline V gelu_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(1.4142135623730951);
  const auto t1 = V(0.5641895835477563);
  const auto t2 = V(0.5)*(x_held*x_held);
  const auto t3 = exp(-t2);
  return -t0*t1*t2*t3 + t0*t1*t3;
}
constexpr double gelu_defaults[4] = {};
template <class V> inline V gelu_tanh_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = min(max(x_held, -30.0), 30.0);
  return x_held*sigmoid(V(2.0)*V(1.4142135623730951)*(V(0.044715)*(t0*t0*t0) + t0)/V(1.772453850905516));
}
template <class V> inline V gelu_tanh_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = min(max(x_held, -30.0), 30.0);
  const auto t1 = V(2.0)*V(1.4142135623730951)/V(1.772453850905516);
  const auto t2 = t1*(V(0.044715)*(t0*t0*t0) + t0);
  const auto t3 = sigmoid(t2);
  const auto t4 = where((x_held > V(-30.0)), V(1.0), V(0.0))*where((x_held < V(30.0)), V(1.0), V(0.0));
  return t1*t3*x_held*(V(0.134145)*(t0*t0)*t4 + t4)*sigmoid(-t2) + t3;
}
template <class V> inline V gelu_tanh_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = min(max(x_held, -30.0), 30.0);
  const auto t1 = where((x_held > V(-30.0)), V(1.0), V(0.0))*where((x_held < V(30.0)), V(1.0), V(0.0));
  const auto t2 = V(1.4142135623730951)/V(1.772453850905516);
  const auto t3 = V(2.0)*t2*(V(0.044715)*(t0*t0*t0) + t0);
  const auto t4 = sigmoid(-t3);
  const auto t5 = t4*x_held;
  const auto t6 = sigmoid(t3);
  const auto t7 = t2*t6;
  const auto t8 = V(0.134145)*(t0*t0)*t1 + t1;
  const auto t9 = V(8.0)*(t8*t8)/V(3.141592653589793);
  return V(0.53658)*t0*t1*t5*t7 + (t4*t4)*t6*t9*x_held + V(4.0)*t4*t7*t8 - t5*(t6*t6)*t9;
}
constexpr double gelu_tanh_defaults[4] = {};
template <class V> inline V clipped_gelu_value([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = V(0.5)*x_held;
  const auto t1 = t0*erfc(-V(1.4142135623730951)*t0);
  return where((max_val < t1), max_val, where((min_val > t1), min_val, t1));
}
template <class V> inline V clipped_gelu_slope([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = V(0.5)*V(1.4142135623730951)*x_held;
  const auto t1 = V(0.5)*erfc(-t0);
  const auto t2 = t1*x_held;
  return where((max_val < t2), V(0.0), where((min_val > t2), V(0.0), t0*exp(-V(0.5)*(x_held*x_held))/V(1.772453850905516) + t1));
}
template <class V> inline V clipped_gelu_curvature([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = V(1.4142135623730951);
  const auto t1 = V(0.5)*x_held;
  const auto t2 = t1*erfc(-t0*t1);
  const auto t3 = V(0.5641895835477563);
  const auto t4 = V(0.5)*(x_held*x_held);
  const auto t5 = exp(-t4);
  return where((max_val < t2), V(0.0), where((min_val > t2), V(0.0), -t0*t3*t4*t5 + t0*t3*t5));
}
template <class V> inline V clipped_gelu_slope_min_val([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  const auto t0 = V(0.5)*x;
  const auto t1 = t0*erfc(-V(1.4142135623730951)*t0);
  return where(x == x, where((max_val < t1), V(0.0), where((min_val > t1), V(1.0), V(0.0))), x);
}
template <class V> inline V clipped_gelu_slope_max_val([[maybe_unused]] V x, [[maybe_unused]] V min_val, [[maybe_unused]] V max_val) {
  const auto t0 = V(0.5)*x;
  return where(x == x, where((max_val < t0*erfc(-V(1.4142135623730951)*t0)), V(1.0), V(0.0)), x);
}
constexpr double clipped_gelu_defaults[4] = {-10.0, 10.0};
template <class V> inline V situ_value([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  return cap*sigmoid(x)*tanh(x/cap);
}
template <class V> inline V situ_slope([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto t0 = sigmoid(x);
  const auto t1 = x/cap;
  const auto t2 = V(2.0)*t1;
  return cap*t0*sigmoid(-x)*tanh(t1) + V(4.0)*t0*sigmoid(-t2)*sigmoid(t2);
}
template <class V> inline V situ_curvature([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto t0 = sigmoid(-x);
  const auto t1 = sigmoid(x);
  const auto t2 = (V(1.0)/cap);
  const auto t3 = t2*x;
  const auto t4 = cap*tanh(t3);
  const auto t5 = V(2.0)*t3;
  const auto t6 = sigmoid(-t5);
  const auto t7 = sigmoid(t5);
  const auto t8 = V(8.0)*t1*t2;
  return (t0*t0)*t1*t4 - t0*(t1*t1)*t4 + V(8.0)*t0*t1*t6*t7 + (t6*t6)*t7*t8 - t6*(t7*t7)*t8;
}
template <class V> inline V situ_slope_cap([[maybe_unused]] V x, [[maybe_unused]] V cap) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = x_held/cap;
  const auto t2 = V(2.0)*t1;
  return -V(4.0)*t0*t1*sigmoid(-t2)*sigmoid(t2) + t0*tanh(t1);
}
constexpr double situ_defaults[4] = {4.0};
template <class V> inline V golu_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*exp(-exp(-max(x_held, -7.0)));
}
template <class V> inline V golu_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = exp(-max(x_held, -7.0));
  const auto t1 = exp(-t0);
  return t0*t1*x_held*where((x_held > V(-7.0)), V(1.0), V(0.0)) + t1;
}
template <class V> inline V golu_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = max(x_held, -7.0);
  const auto t1 = exp(-t0);
  const auto t2 = where((x_held > V(-7.0)), V(1.0), V(0.0))*exp(-t1);
  const auto t3 = t1*t2;
  return t2*x_held*exp(-V(2.0)*t0) - t3*x_held + V(2.0)*t3;
}
constexpr double golu_defaults[4] = {};
template <class V> inline V aptx_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto x_held = where((alpha*beta > V(0.0)), max(x, -1e+18), where((alpha*beta < V(0.0)), min(x, 1e+18), x));
  const auto t0 = alpha + V(-1.0);
  const auto at_far = gamma*x_held*(max(V(0.0), t0) - max(-t0, 0.0) + V(2.0)*sigmoid(V(2.0)*beta*x_held));
  return at_far*where(((abs(at_far) < V(1000000000.0))) | ((abs(x) <= abs(x_held))), V(1.0), V(1e-18)*abs(x));
}
template <class V> inline V aptx_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*x_held;
  const auto t1 = V(2.0)*t0;
  const auto t2 = sigmoid(t1);
  const auto t3 = alpha + V(-1.0);
  return V(4.0)*gamma*t0*t2*sigmoid(-t1) + gamma*(V(2.0)*t2 + max(V(0.0), t3) - max(-t3, 0.0));
}
template <class V> inline V aptx_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*beta*x_held;
  const auto t1 = sigmoid(t0);
  const auto t2 = sigmoid(-t0);
  const auto t3 = V(8.0)*gamma*t2;
  const auto t4 = (beta*beta)*x_held;
  return beta*t1*t3 + V(8.0)*gamma*t1*(t2*t2)*t4 - (t1*t1)*t3*t4;
}
template <class V> inline V aptx_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto t0 = (alpha < V(1.0));
  return gamma*x*(where(t0, V(0.0), V(1.0)) + where(t0, V(1.0), V(0.0)));
}
template <class V> inline V aptx_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*beta*x_held;
  return V(4.0)*gamma*(x_held*x_held)*sigmoid(-t0)*sigmoid(t0);
}
template <class V> inline V aptx_slope_gamma([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta, [[maybe_unused]] V gamma) {
  const auto x_held = where((alpha*beta > V(0.0)), max(x, -1e+18), where((alpha*beta < V(0.0)), min(x, 1e+18), x));
  const auto t0 = alpha + V(-1.0);
  const auto at_far = x_held*(max(V(0.0), t0) - max(-t0, 0.0) + V(2.0)*sigmoid(V(2.0)*beta*x_held));
  return at_far*where(((abs(at_far) < V(1000000000.0))) | ((abs(x) <= abs(x_held))), V(1.0), V(1e-18)*abs(x));
}
constexpr double aptx_defaults[4] = {1.0, 1.0, 0.5};
template <class V> inline V lisht_value([[maybe_unused]] V x) {
  return x*tanh(x);
}
template <class V> inline V lisht_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*x_held;
  return V(4.0)*x_held*sigmoid(-t0)*sigmoid(t0) + tanh(x_held);
}
template <class V> inline V lisht_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*x_held;
  const auto t1 = sigmoid(t0);
  const auto t2 = sigmoid(-t0);
  const auto t3 = V(8.0)*t2;
  return -(t1*t1)*t3*x_held + V(8.0)*t1*(t2*t2)*x_held + t1*t3;
}
constexpr double lisht_defaults[4] = {};
template <class V> inline V elish_value([[maybe_unused]] V x) {
  const auto t0 = sigmoid(x);
  return where((x >= V(0.0)), t0*x, t0*expm1(min(x, 0.0)));
}
template <class V> inline V elish_slope([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = t0*sigmoid(-x_held);
  const auto t2 = min(x_held, 0.0);
  return where((x_held >= V(0.0)), t0 + t1*x_held, t0*where((x_held < V(0.0)), V(1.0), V(0.0))*exp(t2) + t1*expm1(t2));
}
template <class V> inline V elish_curvature([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = sigmoid(-x_held);
  const auto t2 = V(2.0)*t0*t1;
  const auto t3 = t0*(t1*t1);
  const auto t4 = (t0*t0)*t1;
  const auto t5 = min(x_held, 0.0);
  const auto t6 = expm1(t5);
  const auto t7 = where((x_held < V(0.0)), V(1.0), V(0.0))*exp(t5);
  return where((x_held >= V(0.0)), t2 + t3*x_held - t4*x_held, t0*t7 + t2*t7 + t3*t6 - t4*t6);
}
constexpr double elish_defaults[4] = {};
template <class V> inline V hard_elish_value([[maybe_unused]] V x) {
  const auto t0 = min(max(V(0.5)*x + V(0.5), 0.0), 1.0);
  return where((x >= V(0.0)), t0*x, t0*expm1(x));
}
template <class V> inline V hard_elish_slope([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = V(0.5)*x_held;
  const auto t1 = min(max(t0 + V(0.5), 0.0), 1.0);
  const auto t2 = where((x_held > V(-1.0)), V(1.0), V(0.0))*where((x_held < V(1.0)), V(1.0), V(0.0));
  return where((x_held >= V(0.0)), t0*t2 + t1, t1*exp(x_held) + V(0.5)*t2*expm1(x_held));
}
template <class V> inline V hard_elish_curvature([[maybe_unused]] V x) {
  const auto t0 = where((x > V(-1.0)), V(1.0), V(0.0))*where((x < V(1.0)), V(1.0), V(0.0));
  const auto t1 = exp(x);
  return where((x >= V(0.0)), t0, t0*t1 + t1*min(max(V(0.5)*x + V(0.5), 0.0), 1.0));
}
constexpr double hard_elish_defaults[4] = {};
template <class V> inline V tanhexp_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*tanh(exp(min(x_held, 5.0)));
}
template <class V> inline V tanhexp_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = exp(min(x_held, 5.0));
  const auto t1 = V(2.0)*t0;
  return V(4.0)*t0*x_held*where((x_held < V(5.0)), V(1.0), V(0.0))*sigmoid(-t1)*sigmoid(t1) + tanh(t0);
}
template <class V> inline V tanhexp_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = where((x_held < V(5.0)), V(1.0), V(0.0));
  const auto t1 = min(x_held, 5.0);
  const auto t2 = exp(t1);
  const auto t3 = V(2.0)*t2;
  const auto t4 = sigmoid(-t3);
  const auto t5 = V(8.0)*t0*t4;
  const auto t6 = sigmoid(t3);
  const auto t7 = t2*t6;
  const auto t8 = x_held*exp(V(2.0)*t1);
  return V(8.0)*t0*(t4*t4)*t6*t8 + V(4.0)*t0*t4*t7*x_held - t5*(t6*t6)*t8 + t5*t7;
}
constexpr double tanhexp_defaults[4] = {};
template <class V> inline V sharkfin_value([[maybe_unused]] V x) {
  return max(x, -1.0)*tanh(exp(min(x, 5.0)));
}
template <class V> inline V sharkfin_slope([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = exp(min(x_held, 5.0));
  const auto t1 = V(2.0)*t0;
  return V(4.0)*t0*where((x_held < V(5.0)), V(1.0), V(0.0))*max(x_held, -1.0)*sigmoid(-t1)*sigmoid(t1) + where((x_held > V(-1.0)), V(1.0), V(0.0))*tanh(t0);
}
template <class V> inline V sharkfin_curvature([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = where((x_held < V(5.0)), V(1.0), V(0.0));
  const auto t1 = max(x_held, -1.0);
  const auto t2 = min(x_held, 5.0);
  const auto t3 = exp(t2);
  const auto t4 = V(2.0)*t3;
  const auto t5 = sigmoid(-t4);
  const auto t6 = t0*t1*t5;
  const auto t7 = sigmoid(t4);
  const auto t8 = t3*t7;
  const auto t9 = V(8.0)*exp(V(2.0)*t2);
  return t0*t1*(t5*t5)*t7*t9 + V(8.0)*t0*t5*t8*where((x_held > V(-1.0)), V(1.0), V(0.0)) - t6*(t7*t7)*t9 + V(4.0)*t6*t8;
}
constexpr double sharkfin_defaults[4] = {};
template <class V> inline V soft_root_sign_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = (V(1.0)/beta);
  const auto t1 = exp(t0*min(x_held, 1.0));
  const auto t2 = x_held/alpha;
  return where((x_held < V(0.0)), t1*x_held/(t1*t2 + V(1.0)), x_held/(t2 + exp(-t0*max(x_held, -1.0))));
}
template <class V> inline V soft_root_sign_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = (V(1.0)/beta);
  const auto t1 = t0*x_held + V(1.0);
  const auto t2 = exp(t0*min(x_held, 1.0));
  const auto t3 = x_held/alpha;
  const auto t4 = exp(-t0*max(x_held, -1.0));
  return where((x_held < V(0.0)), t1*t2/((t2*t3 + V(1.0))*(t2*t3 + V(1.0))), t1*t4/((t3 + t4)*(t3 + t4)));
}
template <class V> inline V soft_root_sign_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = (V(1.0)/beta);
  const auto t1 = exp(t0*min(x_held, 1.0));
  const auto t2 = (V(1.0)/alpha);
  const auto t3 = t2*x_held;
  const auto t4 = t1*t3 + V(1.0);
  const auto t5 = t0*t1/(t4*t4);
  const auto t6 = t0*x_held;
  const auto t7 = t6 + V(1.0);
  const auto t8 = where((x_held < V(1.0)), V(1.0), V(0.0));
  const auto t9 = V(2.0)*t2;
  const auto t10 = t1*t9;
  const auto t11 = exp(-t0*max(x_held, -1.0));
  const auto t12 = t11 + t3;
  const auto t13 = t0*t11;
  const auto t14 = t13/(t12*t12);
  const auto t15 = where((x_held > V(-1.0)), V(1.0), V(0.0));
  return where((x_held < V(0.0)), t1*t7*(-t10*t6*t8 - t10)/(t4*t4*t4) + t5*t7*t8 + t5, t11*t7*(V(2.0)*t13*t15 - t9)/(t12*t12*t12) - t14*t15*t7 + t14);
}
template <class V> inline V soft_root_sign_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = (V(1.0)/beta);
  const auto t1 = t0*min(x_held, 1.0);
  const auto t2 = x_held/alpha;
  const auto t3 = (x_held*x_held)/(alpha*alpha);
  return where((x_held < V(0.0)), t3*exp(V(2.0)*t1)/((t2*exp(t1) + V(1.0))*(t2*exp(t1) + V(1.0))), t3/((t2 + exp(-t0*max(x_held, -1.0)))*(t2 + exp(-t0*max(x_held, -1.0)))));
}
template <class V> inline V soft_root_sign_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = min(x_held, 1.0);
  const auto t1 = (V(1.0)/beta);
  const auto t2 = t0*t1;
  const auto t3 = exp(t2);
  const auto t4 = (V(1.0)/alpha);
  const auto t5 = t4*x_held;
  const auto t6 = t3*t5 + V(1.0);
  const auto t7 = (V(1.0)/(beta*beta));
  const auto t8 = t7*x_held;
  const auto t9 = max(x_held, -1.0);
  const auto t10 = exp(-t1*t9);
  return where((x_held < V(0.0)), -t0*t3*t8/t6 + t0*t4*t7*(x_held*x_held)*exp(V(2.0)*t2)/(t6*t6), -t10*t8*t9/((t10 + t5)*(t10 + t5)));
}
constexpr double soft_root_sign_defaults[4] = {2.0, 3.0};
template <class V> inline V gcu_value([[maybe_unused]] V x) {
  return x*cos(x);
}
template <class V> inline V gcu_slope([[maybe_unused]] V x) {
  return -x*sin(x) + cos(x);
}
template <class V> inline V gcu_curvature([[maybe_unused]] V x) {
  return -x*cos(x) - V(2.0)*sin(x);
}
constexpr double gcu_defaults[4] = {};
template <class V> inline V snake_value([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  return x + ((sin(alpha*min(max(x, -1e+18), 1e+18)))*(sin(alpha*min(max(x, -1e+18), 1e+18))))/alpha;
}
template <class V> inline V snake_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = alpha*x;
  return ((sin(t0) + cos(t0))*(sin(t0) + cos(t0)));
}
template <class V> inline V snake_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = alpha*x;
  const auto t1 = sin(t0);
  const auto t2 = cos(t0);
  return (t1 + t2)*(-V(2.0)*alpha*t1 + V(2.0)*alpha*t2);
}
template <class V> inline V snake_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha) {
  const auto t0 = min(max(x, -1e+18), 1e+18);
  const auto t1 = alpha*t0;
  const auto t2 = sin(t1);
  return V(2.0)*t0*t2*cos(t1)/alpha - (t2*t2)/(alpha*alpha);
}
constexpr double snake_defaults[4] = {1.0};
template <class V> inline V snake_beta_value([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  return x + ((sin(alpha*min(max(x, -1e+18), 1e+18)))*(sin(alpha*min(max(x, -1e+18), 1e+18))))/beta;
}
template <class V> inline V snake_beta_slope([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = (V(1.0)/beta);
  const auto t1 = alpha*x;
  return alpha*t0*((sin(t1) + cos(t1))*(sin(t1) + cos(t1))) + t0*(-alpha + beta);
}
template <class V> inline V snake_beta_curvature([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = alpha*x;
  const auto t1 = sin(t0);
  const auto t2 = cos(t0);
  return alpha*(t1 + t2)*(-V(2.0)*alpha*t1 + V(2.0)*alpha*t2)/beta;
}
template <class V> inline V snake_beta_slope_alpha([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  const auto t0 = min(max(x, -1e+18), 1e+18);
  const auto t1 = alpha*t0;
  return V(2.0)*t0*sin(t1)*cos(t1)/beta;
}
template <class V> inline V snake_beta_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V alpha, [[maybe_unused]] V beta) {
  return -((sin(alpha*min(max(x, -1e+18), 1e+18)))*(sin(alpha*min(max(x, -1e+18), 1e+18))))/(beta*beta);
}
constexpr double snake_beta_defaults[4] = {1.0, 1.0};
template <class V> inline V mish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*tanh(softplus(x_held));
}
template <class V> inline V mish_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = softplus(x_held);
  const auto t1 = V(2.0)*t0;
  return V(4.0)*x_held*sigmoid(-t1)*sigmoid(t1)*sigmoid(x_held) + tanh(t0);
}
template <class V> inline V mish_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*softplus(x_held);
  const auto t1 = sigmoid(-t0);
  const auto t2 = V(8.0)*t1;
  const auto t3 = sigmoid(x_held);
  const auto t4 = sigmoid(t0);
  const auto t5 = t3*t4;
  const auto t6 = (t3*t3)*x_held;
  return V(8.0)*(t1*t1)*t4*t6 + V(4.0)*t1*t5*x_held*sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5;
}
constexpr double mish_defaults[4] = {};
template <class V> inline V beta_mish_value([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = max(x, -1e+18);
  return x_held*tanh(beta*softplus(x_held));
}
template <class V> inline V beta_mish_slope([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta*softplus(x_held);
  const auto t1 = V(2.0)*t0;
  return V(4.0)*beta*x_held*sigmoid(-t1)*sigmoid(t1)*sigmoid(x_held) + tanh(t0);
}
template <class V> inline V beta_mish_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(2.0)*beta*softplus(x_held);
  const auto t1 = sigmoid(-t0);
  const auto t2 = V(8.0)*t1;
  const auto t3 = sigmoid(x_held);
  const auto t4 = sigmoid(t0);
  const auto t5 = beta*t3*t4;
  const auto t6 = (beta*beta)*(t3*t3)*x_held;
  return V(8.0)*(t1*t1)*t4*t6 + V(4.0)*t1*t5*x_held*sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5;
}
template <class V> inline V beta_mish_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = softplus(x_held);
  const auto t1 = V(2.0)*beta*t0;
  return V(4.0)*t0*x_held*sigmoid(-t1)*sigmoid(t1);
}
constexpr double beta_mish_defaults[4] = {1.5};
template <class V> inline V mila_value([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = max(x, -1e+18);
  return x_held*tanh(softplus(beta + x_held));
}
template <class V> inline V mila_slope([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta + x_held;
  const auto t1 = softplus(t0);
  const auto t2 = V(2.0)*t1;
  return V(4.0)*x_held*sigmoid(t0)*sigmoid(-t2)*sigmoid(t2) + tanh(t1);
}
template <class V> inline V mila_curvature([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta + x_held;
  const auto t1 = V(2.0)*softplus(t0);
  const auto t2 = sigmoid(-t1);
  const auto t3 = V(8.0)*t2;
  const auto t4 = sigmoid(t1);
  const auto t5 = sigmoid(t0);
  const auto t6 = t4*t5;
  const auto t7 = (t5*t5)*x_held;
  return V(8.0)*(t2*t2)*t4*t7 + V(4.0)*t2*t6*x_held*sigmoid(-t0) - t3*(t4*t4)*t7 + t3*t6;
}
template <class V> inline V mila_slope_beta([[maybe_unused]] V x, [[maybe_unused]] V beta) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = beta + x_held;
  const auto t1 = V(2.0)*softplus(t0);
  return V(4.0)*x_held*sigmoid(t0)*sigmoid(-t1)*sigmoid(t1);
}
constexpr double mila_defaults[4] = {-0.25};
template <class V> inline V hard_mish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*min(V(0.5)*max(x_held + V(2.0), 0.0), 1.0);
}
template <class V> inline V hard_mish_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = max(x_held + V(2.0), 0.0);
  return V(0.5)*x_held*where((x_held > V(-2.0)), V(1.0), V(0.0))*where((t0 < V(2.0)), V(1.0), V(0.0)) + min(V(0.5)*t0, 1.0);
}
template <class V> inline V hard_mish_curvature([[maybe_unused]] V x) {
  return where(x == x, where((x > V(-2.0)), V(1.0), V(0.0))*where((max(x + V(2.0), 0.0) < V(2.0)), V(1.0), V(0.0)), x);
}
constexpr double hard_mish_defaults[4] = {};
template <class V> inline V smish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = V(0.25)*t0*(t0 + V(2.0));
  return t1*x_held/(t1 + V(0.5));
}
template <class V> inline V smish_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = V(0.25)*t0*(t0 + V(2.0));
  const auto t2 = t1 + V(0.5);
  const auto t3 = (V(1.0)/t2);
  const auto t4 = t1*t3;
  const auto t5 = sigmoid(-x_held);
  const auto t6 = V(0.25)*(t0*t0)*t5;
  return t1*x_held*(-t1*t5 - t6)/(t2*t2) + t3*t6*x_held + t4*t5*x_held + t4;
}
template <class V> inline V smish_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = t0 + V(2.0);
  const auto t2 = V(0.25)*t1;
  const auto t3 = t0*t2;
  const auto t4 = t3 + V(0.5);
  const auto t5 = (V(1.0)/t4);
  const auto t6 = (t0*t0);
  const auto t7 = sigmoid(-x_held);
  const auto t8 = t6*t7;
  const auto t9 = V(0.5)*t8;
  const auto t10 = (t0*t0*t0);
  const auto t11 = V(0.25)*t7;
  const auto t12 = t5*x_held;
  const auto t13 = V(0.5)*t0*t1;
  const auto t14 = t13*t7;
  const auto t15 = (t7*t7);
  const auto t16 = V(0.75)*t15*t6;
  const auto t17 = t15*t3;
  const auto t18 = (V(1.0)/(t4*t4));
  const auto t19 = -t11*t6 - t3*t7;
  const auto t20 = t18*t19;
  const auto t21 = t20*x_held;
  const auto t22 = t3*x_held;
  return -t10*t11*t12 + t12*t16 + t12*t17 - t12*t2*t8 + t13*t20 + t14*t21 + t14*t5 + t18*t22*(V(0.25)*t1*t6*t7 + V(0.25)*t10*t7 - t16 - t17) + t19*t22*(-t14 - t9)/(t4*t4*t4) + t21*t9 + t5*t9;
}
constexpr double smish_defaults[4] = {};
template <class V> inline V logish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*log1p(sigmoid(x_held));
}
template <class V> inline V logish_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  return t0*x_held*sigmoid(-x_held)/(t0 + V(1.0)) + log1p(t0);
}
template <class V> inline V logish_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(-x_held);
  const auto t1 = sigmoid(x_held);
  const auto t2 = t1 + V(1.0);
  const auto t3 = (V(1.0)/t2);
  const auto t4 = t1*t3;
  const auto t5 = (t0*t0)*x_held;
  const auto t6 = (t1*t1);
  return -t0*t3*t6*x_held + V(2.0)*t0*t4 + t4*t5 - t5*t6/(t2*t2);
}
constexpr double logish_defaults[4] = {};
template <class V> inline V serf_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*erf(softplus(x_held));
}
template <class V> inline V serf_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = softplus(x_held);
  return V(2.0)*x_held*sigmoid(x_held)*exp(-(t0*t0))/V(1.772453850905516) + erf(t0);
}
template <class V> inline V serf_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = V(0.5641895835477563);
  const auto t2 = softplus(x_held);
  const auto t3 = exp(-(t2*t2));
  const auto t4 = V(4.0)*t1*t3;
  return -(t0*t0)*t2*t4*x_held + V(2.0)*t0*t1*t3*x_held*sigmoid(-x_held) + t0*t4;
}
constexpr double serf_defaults[4] = {};
template <class V> inline V phish_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  const auto t0 = V(0.5)*x_held;
  return x_held*tanh(t0*erfc(-V(1.4142135623730951)*t0));
}
template <class V> inline V phish_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(0.5)*V(1.4142135623730951)*x_held;
  const auto t1 = erfc(-t0);
  const auto t2 = V(0.5)*t1;
  const auto t3 = t1*x_held;
  return V(4.0)*x_held*(t0*exp(-V(0.5)*(x_held*x_held))/V(1.772453850905516) + t2)*sigmoid(-t3)*sigmoid(t3) + tanh(t2*x_held);
}
template <class V> inline V phish_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = V(1.4142135623730951);
  const auto t1 = t0*x_held;
  const auto t2 = V(0.5)*t1;
  const auto t3 = erfc(-t2);
  const auto t4 = V(0.5641895835477563);
  const auto t5 = V(0.5)*(x_held*x_held);
  const auto t6 = exp(-t5);
  const auto t7 = t4*t6;
  const auto t8 = t2*t7 + V(0.5)*t3;
  const auto t9 = t3*x_held;
  const auto t10 = sigmoid(t9);
  const auto t11 = sigmoid(-t9);
  const auto t12 = t10*t11;
  const auto t13 = V(4.0)*x_held;
  const auto t14 = t1*t7 + t3;
  const auto t15 = t13*t8;
  return -(t10*t10)*t11*t14*t15 + t10*(t11*t11)*t14*t15 + t12*t13*(t0*t4*t6 - t0*t5*t7) + V(8.0)*t12*t8;
}
constexpr double phish_defaults[4] = {};
template <class V> inline V atan_softplus_value([[maybe_unused]] V x) {
  return softplus(x)*atan(x);
}
template <class V> inline V atan_softplus_slope([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  return sigmoid(x_held)*atan(x_held) + softplus(x_held)/((x_held*x_held) + V(1.0));
}
template <class V> inline V atan_softplus_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = (x_held*x_held) + V(1.0);
  return t0*sigmoid(-x_held)*atan(x_held) + V(2.0)*t0/t1 - V(2.0)*x_held*softplus(x_held)/(t1*t1);
}
constexpr double atan_softplus_defaults[4] = {};
template <class V> inline V tanh_softplus_value([[maybe_unused]] V x) {
  return softplus(x)*tanh(x);
}
template <class V> inline V tanh_softplus_slope([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = V(2.0)*x_held;
  return V(4.0)*sigmoid(-t0)*sigmoid(t0)*softplus(x_held) + sigmoid(x_held)*tanh(x_held);
}
template <class V> inline V tanh_softplus_curvature([[maybe_unused]] V x) {
  const auto x_held = min(x, 1e+18);
  const auto t0 = sigmoid(x_held);
  const auto t1 = V(2.0)*x_held;
  const auto t2 = sigmoid(-t1);
  const auto t3 = sigmoid(t1);
  const auto t4 = V(8.0)*softplus(x_held);
  return V(8.0)*t0*t2*t3 + t0*sigmoid(-x_held)*tanh(x_held) + (t2*t2)*t3*t4 - t2*(t3*t3)*t4;
}
constexpr double tanh_softplus_defaults[4] = {};
template <class V> inline V log_atan_exp_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*log1p(where((x_held > V(0.0)), -atan(exp(-max(x_held, -1.0))) + V(0.5)*V(3.141592653589793), atan(exp(min(x_held, 1.0)))));
}
template <class V> inline V log_atan_exp_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = max(x_held, -1.0);
  const auto t1 = exp(-t0);
  const auto t2 = (x_held > V(0.0));
  const auto t3 = min(x_held, 1.0);
  const auto t4 = exp(t3);
  const auto t5 = where(t2, -atan(t1) + V(0.5)*V(3.141592653589793), atan(t4));
  return x_held*where(t2, t1*where((x_held > V(-1.0)), V(1.0), V(0.0))/(V(1.0) + exp(-V(2.0)*t0)), t4*where((x_held < V(1.0)), V(1.0), V(0.0))/(exp(V(2.0)*t3) + V(1.0)))/(t5 + V(1.0)) + log1p(t5);
}
template <class V> inline V log_atan_exp_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = max(x_held, -1.0);
  const auto t1 = exp(-t0);
  const auto t2 = (x_held > V(0.0));
  const auto t3 = min(x_held, 1.0);
  const auto t4 = exp(t3);
  const auto t5 = where(t2, -atan(t1) + V(0.5)*V(3.141592653589793), atan(t4)) + V(1.0);
  const auto t6 = (V(1.0)/t5);
  const auto t7 = where((x_held > V(-1.0)), V(1.0), V(0.0));
  const auto t8 = exp(-V(2.0)*t0);
  const auto t9 = t8 + V(1.0);
  const auto t10 = t1*t7/t9;
  const auto t11 = where((x_held < V(1.0)), V(1.0), V(0.0));
  const auto t12 = exp(V(2.0)*t3);
  const auto t13 = t12 + V(1.0);
  const auto t14 = t11*t4/t13;
  const auto t15 = (V(1.0)/(t9*t9));
  const auto t16 = t11/(t13*t13);
  return t6*x_held*where(t2, -t10 + V(2.0)*t15*t7*exp(-V(3.0)*t0), t14 - V(2.0)*t16*exp(V(3.0)*t3)) + V(2.0)*t6*where(t2, t10, t14) - x_held*where(t2, t15*t7*t8, t12*t16)/(t5*t5);
}
constexpr double log_atan_exp_defaults[4] = {};
template <class V> inline V log_tanh_exp_value([[maybe_unused]] V x) {
  const auto x_held = max(x, -1e+18);
  return x_held*log1p(tanh(exp(min(x_held, 5.0))));
}
template <class V> inline V log_tanh_exp_slope([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = exp(min(x_held, 5.0));
  const auto t1 = tanh(t0);
  const auto t2 = V(2.0)*t0;
  return V(4.0)*t0*x_held*where((x_held < V(5.0)), V(1.0), V(0.0))*sigmoid(-t2)*sigmoid(t2)/(t1 + V(1.0)) + log1p(t1);
}
template <class V> inline V log_tanh_exp_curvature([[maybe_unused]] V x) {
  const auto x_held = min(max(x, -1e+18), 1e+18);
  const auto t0 = min(x_held, 5.0);
  const auto t1 = exp(t0);
  const auto t2 = tanh(t1) + V(1.0);
  const auto t3 = (V(1.0)/t2);
  const auto t4 = where((x_held < V(5.0)), V(1.0), V(0.0));
  const auto t5 = V(2.0)*t1;
  const auto t6 = sigmoid(-t5);
  const auto t7 = V(8.0)*t3*t4*t6;
  const auto t8 = sigmoid(t5);
  const auto t9 = t1*t8;
  const auto t10 = t4*x_held;
  const auto t11 = exp(V(2.0)*t0);
  const auto t12 = t11*(t8*t8);
  const auto t13 = t10*(t6*t6);
  return V(4.0)*t10*t3*t6*t9 + V(8.0)*t11*t13*t3*t8 - V(16.0)*t12*t13/(t2*t2) - t12*t7*x_held + t7*t9;
}
constexpr double log_tanh_exp_defaults[4] = {};
}  // namespace ACTLAB_TARGET

// key, number of parameters, their names
#define ACTLAB_RECORDS(APPLY) \
  APPLY(identity, 0, "") \
  APPLY(relu, 0, "") \
  APPLY(relu6, 0, "") \
  APPLY(threshold, 2, "theta,value") \
  APPLY(leaky_relu, 1, "slope") \
  APPLY(prelu, 1, "slope") \
  APPLY(rrelu, 2, "lower,upper") \
  APPLY(srelu, 4, "left,left_slope,right,right_slope") \
  APPLY(hard_tanh, 2, "min_val,max_val") \
  APPLY(hard_sigmoid, 0, "") \
  APPLY(linear_sigmoid, 2, "alpha,beta") \
  APPLY(hard_shrink, 2, "lambd,bias") \
  APPLY(soft_shrink, 1, "lambd") \
  APPLY(relu2, 0, "") \
  APPLY(star_relu, 2, "scale,bias") \
  APPLY(leaky_relu_squared, 1, "slope") \
  APPLY(tanh_relu2, 1, "cap") \
  APPLY(sparse_plus, 0, "") \
  APPLY(sparse_sigmoid, 0, "") \
  APPLY(elu, 1, "alpha") \
  APPLY(celu, 1, "alpha") \
  APPLY(selu, 2, "alpha,scale") \
  APPLY(isrlu, 1, "alpha") \
  APPLY(sine_relu, 1, "epsilon") \
  APPLY(xielu, 3, "alpha_p,alpha_n,beta") \
  APPLY(exponential, 0, "") \
  APPLY(sigmoid, 0, "") \
  APPLY(tanh, 0, "") \
  APPLY(lecun_tanh, 0, "") \
  APPLY(weighted_tanh, 1, "weight") \
  APPLY(penalized_tanh, 1, "a") \
  APPLY(tanhshrink, 0, "") \
  APPLY(log_sigmoid, 0, "") \
  APPLY(softplus, 1, "beta") \
  APPLY(aria2, 2, "alpha,beta") \
  APPLY(soft_clipping, 1, "alpha") \
  APPLY(softplus_threshold, 2, "beta,threshold") \
  APPLY(sqrt_softplus, 0, "") \
  APPLY(laplace, 2, "mu,sigma") \
  APPLY(dyt, 3, "alpha,scale,bias") \
  APPLY(squareplus, 1, "b") \
  APPLY(softsign, 0, "") \
  APPLY(isru, 1, "alpha") \
  APPLY(bent_identity, 0, "") \
  APPLY(sqnl, 0, "") \
  APPLY(swish, 1, "beta") \
  APPLY(e_swish, 1, "beta") \
  APPLY(flatten_t_swish, 1, "t") \
  APPLY(hard_swish, 0, "") \
  APPLY(gelu, 0, "") \
  APPLY(gelu_tanh, 0, "") \
  APPLY(clipped_gelu, 2, "min_val,max_val") \
  APPLY(situ, 1, "cap") \
  APPLY(golu, 0, "") \
  APPLY(aptx, 3, "alpha,beta,gamma") \
  APPLY(lisht, 0, "") \
  APPLY(elish, 0, "") \
  APPLY(hard_elish, 0, "") \
  APPLY(tanhexp, 0, "") \
  APPLY(sharkfin, 0, "") \
  APPLY(soft_root_sign, 2, "alpha,beta") \
  APPLY(gcu, 0, "") \
  APPLY(snake, 1, "alpha") \
  APPLY(snake_beta, 2, "alpha,beta") \
  APPLY(mish, 0, "") \
  APPLY(beta_mish, 1, "beta") \
  APPLY(mila, 1, "beta") \
  APPLY(hard_mish, 0, "") \
  APPLY(smish, 0, "") \
  APPLY(logish, 0, "") \
  APPLY(serf, 0, "") \
  APPLY(phish, 0, "") \
  APPLY(atan_softplus, 0, "") \
  APPLY(tanh_softplus, 0, "") \
  APPLY(log_atan_exp, 0, "") \
  APPLY(log_tanh_exp, 0, "")

// key, number of parameters, place and name of one that is learned
#define ACTLAB_LEARNABLE(APPLY) \
  APPLY(prelu, 1, 0, slope) \
  APPLY(srelu, 4, 0, left) \
  APPLY(srelu, 4, 1, left_slope) \
  APPLY(srelu, 4, 2, right) \
  APPLY(srelu, 4, 3, right_slope) \
  APPLY(star_relu, 2, 0, scale) \
  APPLY(star_relu, 2, 1, bias) \
  APPLY(xielu, 3, 0, alpha_p) \
  APPLY(xielu, 3, 1, alpha_n) \
  APPLY(aria2, 2, 0, alpha) \
  APPLY(aria2, 2, 1, beta) \
  APPLY(dyt, 3, 0, alpha) \
  APPLY(dyt, 3, 1, scale) \
  APPLY(dyt, 3, 2, bias) \
  APPLY(swish, 1, 0, beta) \
  APPLY(aptx, 3, 0, alpha) \
  APPLY(aptx, 3, 1, beta) \
  APPLY(aptx, 3, 2, gamma) \
  APPLY(snake, 1, 0, alpha) \
  APPLY(snake_beta, 2, 0, alpha) \
  APPLY(snake_beta, 2, 1, beta)
