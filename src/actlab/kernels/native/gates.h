// Made from the records by `make emit`; do not edit.
#pragma once

namespace ACTLAB_TARGET {
template <class V> inline V glu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = sigmoid(min(limit, a));
  const auto t1 = plus + max(-limit, min(limit, b));
  return t0*t1;
}
template <class V> inline V glu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  const auto t1 = where((a > limit), V(0.0), V(1.0))*sigmoid(-t0)*sigmoid(t0);
  const auto t2 = plus + max(-limit, min(limit, b));
  return t1*t2;
}
template <class V> inline V glu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = sigmoid(min(limit, a));
  const auto t1 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t0*t1;
}
template <class V> inline V glu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return sigmoid(min(limit, a));
}
template <class V> inline V glu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V reglu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = max(min(limit, a), 0.0);
  const auto t1 = plus + max(-limit, min(limit, b));
  return t0*t1;
}
template <class V> inline V reglu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = where((a > limit), V(0.0), V(1.0))*where((min(limit, a) > V(0.0)), V(1.0), V(0.0));
  const auto t1 = plus + max(-limit, min(limit, b));
  return where(a == a, t0*t1, a);
}
template <class V> inline V reglu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = max(min(limit, a), 0.0);
  const auto t1 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t0*t1;
}
template <class V> inline V reglu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return max(min(limit, a), 0.0);
}
template <class V> inline V reglu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V geglu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = V(0.5)*min(limit, a_held);
  const auto t1 = t0*erfc(-V(1.4142135623730951)*t0);
  const auto t2 = plus + max(-limit, min(limit, b));
  return t1*t2;
}
template <class V> inline V geglu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = min(max(a, -1e+18), 1e+18);
  const auto t0 = where((a_held > limit), V(0.0), V(1.0));
  const auto t1 = min(limit, a_held);
  const auto t2 = V(0.5)*V(1.4142135623730951)*t1;
  const auto t3 = t0*t2*exp(-V(0.5)*(t1*t1))/V(1.772453850905516) + V(0.5)*t0*erfc(-t2);
  const auto t4 = plus + max(-limit, min(limit, b));
  return t3*t4;
}
template <class V> inline V geglu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = V(0.5)*min(limit, a_held);
  const auto t1 = t0*erfc(-V(1.4142135623730951)*t0);
  const auto t2 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t1*t2;
}
template <class V> inline V geglu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = V(0.5)*min(limit, a_held);
  return t0*erfc(-V(1.4142135623730951)*t0);
}
template <class V> inline V geglu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V geglu_tanh_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = min(max(t0, -30.0), 30.0);
  const auto t2 = t0*sigmoid(V(2.0)*V(1.4142135623730951)*(V(0.044715)*(t1*t1*t1) + t1)/V(1.772453850905516));
  const auto t3 = plus + max(-limit, min(limit, b));
  return t2*t3;
}
template <class V> inline V geglu_tanh_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = min(max(a, -1e+18), 1e+18);
  const auto t0 = where((a_held > limit), V(0.0), V(1.0));
  const auto t1 = min(limit, a_held);
  const auto t2 = min(max(t1, -30.0), 30.0);
  const auto t3 = V(2.0)*V(1.4142135623730951)/V(1.772453850905516);
  const auto t4 = t3*(V(0.044715)*(t2*t2*t2) + t2);
  const auto t5 = sigmoid(t4);
  const auto t6 = t0*where((t1 > V(-30.0)), V(1.0), V(0.0))*where((t1 < V(30.0)), V(1.0), V(0.0));
  const auto t7 = t0*t5 + t1*t3*t5*(V(0.134145)*(t2*t2)*t6 + t6)*sigmoid(-t4);
  const auto t8 = plus + max(-limit, min(limit, b));
  return t7*t8;
}
template <class V> inline V geglu_tanh_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = min(max(t0, -30.0), 30.0);
  const auto t2 = t0*sigmoid(V(2.0)*V(1.4142135623730951)*(V(0.044715)*(t1*t1*t1) + t1)/V(1.772453850905516));
  const auto t3 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t2*t3;
}
template <class V> inline V geglu_tanh_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = min(max(t0, -30.0), 30.0);
  return t0*sigmoid(V(2.0)*V(1.4142135623730951)*(V(0.044715)*(t1*t1*t1) + t1)/V(1.772453850905516));
}
template <class V> inline V geglu_tanh_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V swiglu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*sigmoid(alpha*t0);
  const auto t2 = plus + max(-limit, min(limit, b));
  return t1*t2;
}
template <class V> inline V swiglu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = min(max(a, -1e+18), 1e+18);
  const auto t0 = alpha*min(limit, a_held);
  const auto t1 = where((a_held > limit), V(0.0), V(1.0))*sigmoid(t0);
  const auto t2 = t0*t1*sigmoid(-t0) + t1;
  const auto t3 = plus + max(-limit, min(limit, b));
  return t2*t3;
}
template <class V> inline V swiglu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*sigmoid(alpha*t0);
  const auto t2 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t1*t2;
}
template <class V> inline V swiglu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  const auto t0 = min(limit, a_held);
  return t0*sigmoid(alpha*t0);
}
template <class V> inline V swiglu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V swiglu_oai_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*sigmoid(alpha*t0);
  const auto t2 = plus + max(-limit, min(limit, b));
  const auto at_far = t1*t2;
  return at_far*where(((abs(at_far) < V(1000000000.0))) | ((abs(a) <= abs(a_held))), V(1.0), V(1e-18)*abs(a));
}
template <class V> inline V swiglu_oai_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = alpha*min(limit, a_held);
  const auto t1 = where((a_held > limit), V(0.0), V(1.0))*sigmoid(t0);
  const auto t2 = t0*t1*sigmoid(-t0) + t1;
  const auto t3 = plus + max(-limit, min(limit, b));
  return t2*t3;
}
template <class V> inline V swiglu_oai_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*sigmoid(alpha*t0);
  const auto t2 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t1*t2;
}
template <class V> inline V swiglu_oai_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  return t0*sigmoid(alpha*t0);
}
template <class V> inline V swiglu_oai_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V swiglu_step_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  const auto t0 = min(limit, a_held*sigmoid(a_held*alpha));
  const auto t1 = plus + max(-limit, min(limit, b));
  return t0*t1;
}
template <class V> inline V swiglu_step_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = min(max(a, -1e+18), 1e+18);
  const auto t0 = a_held*alpha;
  const auto t1 = sigmoid(t0);
  const auto t2 = (t0*t1*sigmoid(-t0) + t1)*where((limit < a_held*t1), V(0.0), V(1.0));
  const auto t3 = plus + max(-limit, min(limit, b));
  return t2*t3;
}
template <class V> inline V swiglu_step_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  const auto t0 = min(limit, a_held*sigmoid(a_held*alpha));
  const auto t1 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t0*t1;
}
template <class V> inline V swiglu_step_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = where((alpha > V(0.0)), max(a, -1e+18), where((alpha < V(0.0)), min(a, 1e+18), a));
  return min(limit, a_held*sigmoid(a_held*alpha));
}
template <class V> inline V swiglu_step_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V alpha, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V situ_glu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V gate_cap, [[maybe_unused]] V cap, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  const auto t1 = gate_cap*sigmoid(t0)*tanh(t0/gate_cap);
  const auto t2 = cap*tanh(max(-limit, min(limit, b))/cap) + plus;
  return t1*t2;
}
template <class V> inline V situ_glu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V gate_cap, [[maybe_unused]] V cap, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  const auto t1 = t0/gate_cap;
  const auto t2 = where((a > limit), V(0.0), V(1.0))*sigmoid(t0);
  const auto t3 = V(2.0)*t1;
  const auto t4 = gate_cap*t2*sigmoid(-t0)*tanh(t1) + V(4.0)*t2*sigmoid(-t3)*sigmoid(t3);
  const auto t5 = cap*tanh(max(-limit, min(limit, b))/cap) + plus;
  return t4*t5;
}
template <class V> inline V situ_glu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V gate_cap, [[maybe_unused]] V cap, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  const auto t1 = min(limit, b);
  const auto t2 = V(2.0)*max(-limit, t1)/cap;
  const auto t3 = gate_cap*sigmoid(t0)*tanh(t0/gate_cap);
  const auto t4 = V(4.0)*where((b > limit), V(0.0), V(1.0))*where((limit < -t1), V(0.0), V(1.0))*sigmoid(-t2)*sigmoid(t2);
  return t3*t4;
}
template <class V> inline V situ_glu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V gate_cap, [[maybe_unused]] V cap, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  return gate_cap*sigmoid(t0)*tanh(t0/gate_cap);
}
template <class V> inline V situ_glu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V gate_cap, [[maybe_unused]] V cap, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return cap*tanh(max(-limit, min(limit, b))/cap) + plus;
}
template <class V> inline V relu2_glu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = ((max(min(limit, a), 0.0))*(max(min(limit, a), 0.0)));
  const auto t1 = plus + max(-limit, min(limit, b));
  return t0*t1;
}
template <class V> inline V relu2_glu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = min(limit, a);
  const auto t1 = V(2.0)*where((a > limit), V(0.0), V(1.0))*where((t0 > V(0.0)), V(1.0), V(0.0))*max(t0, 0.0);
  const auto t2 = plus + max(-limit, min(limit, b));
  return t1*t2;
}
template <class V> inline V relu2_glu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto t0 = ((max(min(limit, a), 0.0))*(max(min(limit, a), 0.0)));
  const auto t1 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t0*t1;
}
template <class V> inline V relu2_glu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return ((max(min(limit, a), 0.0))*(max(min(limit, a), 0.0)));
}
template <class V> inline V relu2_glu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
template <class V> inline V mish_glu_value([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*tanh(softplus(t0));
  const auto t2 = plus + max(-limit, min(limit, b));
  return t1*t2;
}
template <class V> inline V mish_glu_by_a([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = min(max(a, -1e+18), 1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = softplus(t0);
  const auto t2 = where((a_held > limit), V(0.0), V(1.0));
  const auto t3 = V(2.0)*t1;
  const auto t4 = V(4.0)*t0*t2*sigmoid(t0)*sigmoid(-t3)*sigmoid(t3) + t2*tanh(t1);
  const auto t5 = plus + max(-limit, min(limit, b));
  return t4*t5;
}
template <class V> inline V mish_glu_by_b([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  const auto t1 = t0*tanh(softplus(t0));
  const auto t2 = where((b > limit), V(0.0), V(1.0))*where((limit < -min(limit, b)), V(0.0), V(1.0));
  return t1*t2;
}
template <class V> inline V mish_glu_first([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  const auto a_held = max(a, -1e+18);
  const auto t0 = min(limit, a_held);
  return t0*tanh(softplus(t0));
}
template <class V> inline V mish_glu_other([[maybe_unused]] V a, [[maybe_unused]] V b, [[maybe_unused]] V limit, [[maybe_unused]] V plus) {
  return plus + max(-limit, min(limit, b));
}
}  // namespace ACTLAB_TARGET

// key, number of parameters
#define ACTLAB_GATES(APPLY) \
  APPLY(glu, 2) \
  APPLY(reglu, 2) \
  APPLY(geglu, 2) \
  APPLY(geglu_tanh, 2) \
  APPLY(swiglu, 3) \
  APPLY(swiglu_oai, 3) \
  APPLY(swiglu_step, 3) \
  APPLY(situ_glu, 4) \
  APPLY(relu2_glu, 2) \
  APPLY(mish_glu, 2)
