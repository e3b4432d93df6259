#pragma once
namespace ACTLAB_TARGET {
template <class V> inline V mish_value(V x) { return x * tanh(softplus(x)); }
template <class V> inline V mish_slope(V x) { V t=tanh(softplus(x)); V s=sigmoid(x); return t + where(abs(x)>V(800.0),V(0.0),x*s)*V(4.0)*sigmoid(V(2.0)*softplus(x))*sigmoid(V(-2.0)*softplus(x)); }
template <class V> inline V mish_curvature(V x) { return x; }
template <class V> inline V sigmoid_value(V x) { return sigmoid(x); }
template <class V> inline V sigmoid_slope(V x) { return sigmoid(x)*sigmoid(-x); }
template <class V> inline V sigmoid_curvature(V x) { return x; }
template <class V> inline V swish_value(V x, V beta) { return where(beta*x < V(-745.0), V(-0.0), x*sigmoid(beta*x)); }
template <class V> inline V swish_slope(V x, V beta) { return where(beta*x<V(-745.0), V(0.0), V(0.0))+ sigmoid(beta*x)+beta*x*sigmoid(beta*x)*sigmoid(-beta*x); }
template <class V> inline V swish_curvature(V x, V beta) { return x*beta; }
template <class V> inline V softplus_value(V x, V beta) { return softplus(beta*x)/beta; }
template <class V> inline V softplus_slope(V x, V beta) { return sigmoid(beta*x); }
template <class V> inline V softplus_curvature(V x, V beta) { return x*beta; }
template <class V> inline V gelu_value(V x) { return x*(erfc(-x*V(0.70710678118654752))*V(.5)); }
template <class V> inline V gelu_slope(V x) { return erfc(-x*V(0.70710678118654752))*V(.5)+x*exp(-x*x*V(.5))*V(0.398942280401432678); }
template <class V> inline V gelu_curvature(V x) { return x; }
template <class V> inline V tanh_value(V x) { return tanh(x); }
template <class V> inline V tanh_slope(V x) { return V(4.0)*sigmoid(V(2.0)*x)*sigmoid(V(-2.0)*x); }
template <class V> inline V tanh_curvature(V x) { return x; }
template <class V> inline V elu_value(V x, V alpha) { return where(x > V(0.0), x, alpha * expm1(x)); }
template <class V> inline V elu_slope(V x, V alpha) { return where(x > V(0.0), V(1.0), alpha * exp(x)); }
template <class V> inline V elu_curvature(V x, V alpha) { return where(x > V(0.0), V(0.0), alpha * exp(x)); }
}
#define ACTLAB_RECORDS(APPLY) APPLY(mish,0,"") APPLY(sigmoid,0,"") APPLY(swish,1,"beta") APPLY(softplus,1,"beta") APPLY(gelu,0,"") APPLY(tanh,0,"") APPLY(elu,1,"alpha")
