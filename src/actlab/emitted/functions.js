// Made from the records by `make emit`; do not edit.

export function sigmoid(u) {
  const e = Math.exp(-Math.abs(u));
  return (u < 0 ? e : 1) / (1 + e);
}

export function softplus(u) {
  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}

function series(x) {
  let term = x, sum = x;
  for (let n = 1; n < 60 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

function fraction(x) {
  if (x > 27.3) return 0; // below half of the smallest subnormal number
  let tail = 0;
  for (let n = Math.ceil(9 + 220 / (x * x)); n > 0; n--) tail = n / 2 / (x + tail);
  const high = Math.fround(x), low = x - high;
  return Math.exp(-high * high) * Math.exp(-low * (high + x)) / Math.sqrt(Math.PI) / (x + tail);
}

export function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - series(x) : fraction(x);
}

export function erf(x) {
  return Math.abs(x) < 2 ? series(x) : Math.sign(x) * (1 - fraction(Math.abs(x)));
}

export const FUNCTIONS = {
  identity: {
    title: "Identity",
    formula: "x",
    stable: "x",
    source: "Classical (1958), The linear unit",
    parameters: [],
    value(x) {
      return x;
    },
    slope(x) {
      return 1.0;
    },
    curvature(x) {
      return 0.0;
    },
  },
  relu: {
    title: "ReLU",
    formula: "max(x, 0)",
    stable: "max(x, 0)",
    source: "Nair, Hinton (2010), Rectified Linear Units Improve Restricted Boltzmann Machines",
    parameters: [],
    value(x) {
      return Math.max(x, 0.0);
    },
    slope(x) {
      return Number.isNaN(x) ? x : ((x > 0.0) ? 1.0 : 0.0);
    },
    curvature(x) {
      return 0.0;
    },
  },
  relu6: {
    title: "ReLU6",
    formula: "min(max(x, 0), 6)",
    stable: "min(max(x, 0), 6)",
    source: "Krizhevsky (2010), Convolutional Deep Belief Networks on CIFAR-10",
    parameters: [],
    value(x) {
      return Math.min(Math.max(x, 0.0), 6.0);
    },
    slope(x) {
      return Number.isNaN(x) ? x : ((x > 0.0) ? 1.0 : 0.0)*((x < 6.0) ? 1.0 : 0.0);
    },
    curvature(x) {
      return 0.0;
    },
  },
  threshold: {
    title: "Threshold",
    formula: "where(x > theta, x, value)",
    stable: "where(x > theta, x, value)",
    source: "Konda, Memisevic, Krueger (2014), Zero-bias autoencoders and the benefits of co-adapting features, arXiv:1402.3337",
    parameters: [{"name": "theta", "default": 1.0, "lower": null, "upper": null, "learnable": false}, {"name": "value", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(x, theta, value) {
      return Number.isNaN(x) ? x : ((theta < x) ? x : value);
    },
    slope(x, theta, value) {
      return Number.isNaN(x) ? x : ((theta < x) ? 1.0 : 0.0);
    },
    curvature(x, theta, value) {
      return 0.0;
    },
  },
  leaky_relu: {
    title: "Leaky ReLU",
    formula: "where(x > 0, x, slope * x)",
    stable: "where(x > 0, x, slope * x)",
    source: "Maas, Hannun, Ng (2013), Rectifier Nonlinearities Improve Neural Network Acoustic Models",
    parameters: [{"name": "slope", "default": 0.01, "lower": 0.0, "upper": 1.0, "learnable": false}],
    value(x, slope) {
      return ((x > 0.0) ? x : slope*x);
    },
    slope(x, slope) {
      return Number.isNaN(x) ? x : ((x > 0.0) ? 1.0 : slope);
    },
    curvature(x, slope) {
      return 0.0;
    },
  },
  prelu: {
    title: "PReLU",
    formula: "where(x > 0, x, slope * x)",
    stable: "where(x > 0, x, slope * x)",
    source: "He, Zhang, Ren, Sun (2015), Delving Deep into Rectifiers, arXiv:1502.01852",
    parameters: [{"name": "slope", "default": 0.25, "lower": null, "upper": null, "learnable": true}],
    value(x, slope) {
      return ((x > 0.0) ? x : slope*x);
    },
    slope(x, slope) {
      return Number.isNaN(x) ? x : ((x > 0.0) ? 1.0 : slope);
    },
    curvature(x, slope) {
      return 0.0;
    },
  },
  rrelu: {
    title: "RReLU",
    formula: "where(x > 0, x, (lower + upper) / 2 * x)",
    stable: "where(x > 0, x, (lower + upper) / 2 * x)",
    source: "Xu, Wang, Chen, Li (2015), Empirical Evaluation of Rectified Activations in Convolutional Network, arXiv:1505.00853",
    parameters: [{"name": "lower", "default": 0.125, "lower": 0.0, "upper": 1.0, "learnable": false}, {"name": "upper", "default": 0.3333333333333333, "lower": 0.0, "upper": 1.0, "learnable": false}],
    value(x, lower, upper) {
      return ((x > 0.0) ? x : x*(0.5*lower + 0.5*upper));
    },
    slope(x, lower, upper) {
      return Number.isNaN(x) ? x : ((x > 0.0) ? 1.0 : 0.5*lower + 0.5*upper);
    },
    curvature(x, lower, upper) {
      return 0.0;
    },
  },
  srelu: {
    title: "SReLU",
    formula: "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))",
    stable: "where(x >= right, right + right_slope * (x - right), where(x <= left, left + left_slope * (x - left), x))",
    source: "Jin, Xu, Feng, Wei, Xiong, Yan (2015), Deep Learning with S-shaped Rectified Linear Activation Units, arXiv:1512.07030",
    parameters: [{"name": "left", "default": -1.0, "lower": null, "upper": null, "learnable": true}, {"name": "left_slope", "default": 0.2, "lower": null, "upper": null, "learnable": true}, {"name": "right", "default": 1.0, "lower": null, "upper": null, "learnable": true}, {"name": "right_slope", "default": 0.2, "lower": null, "upper": null, "learnable": true}],
    value(x, left, left_slope, right, right_slope) {
      const t0 = -x;
      return ((right <= x) ? right + right_slope*(-right - t0) : ((left >= x) ? left + left_slope*(-left - t0) : x));
    },
    slope(x, left, left_slope, right, right_slope) {
      return Number.isNaN(x) ? x : ((right <= x) ? right_slope : ((left >= x) ? left_slope : 1.0));
    },
    curvature(x, left, left_slope, right, right_slope) {
      return 0.0;
    },
  },
  hard_tanh: {
    title: "Hard Tanh",
    formula: "min(max(x, min_val), max_val)",
    stable: "min(max(x, min_val), max_val)",
    source: "Collobert (2004), Large Scale Machine Learning",
    parameters: [{"name": "min_val", "default": -1.0, "lower": null, "upper": null, "learnable": false}, {"name": "max_val", "default": 1.0, "lower": null, "upper": null, "learnable": false}],
    value(x, min_val, max_val) {
      return Math.min(Math.max(x, min_val), max_val);
    },
    slope(x, min_val, max_val) {
      return Number.isNaN(x) ? x : ((max_val > Math.max(x, min_val)) ? 1.0 : 0.0)*((min_val < x) ? 1.0 : 0.0);
    },
    curvature(x, min_val, max_val) {
      return 0.0;
    },
  },
  hard_sigmoid: {
    title: "Hard Sigmoid",
    formula: "min(max(x + 3, 0), 6) / 6",
    stable: "min(max(x + 3, 0) / 6, 1)",
    source: "Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244",
    parameters: [],
    value(x) {
      return Math.min(0.16666666666666666*Math.max(x + 3.0, 0.0), 1.0);
    },
    slope(x) {
      return Number.isNaN(x) ? x : ((x > -3.0) ? ((x < 3.0) ? 0.16666666666666666 : 0.0) : 0.0);
    },
    curvature(x) {
      return 0.0;
    },
  },
  linear_sigmoid: {
    title: "Linear Sigmoid",
    formula: "min(max(alpha * x + beta, 0), 1)",
    stable: "min(max(alpha * x + beta, 0), 1)",
    source: "Courbariaux, Bengio, David (2015), BinaryConnect, arXiv:1511.00363",
    parameters: [{"name": "alpha", "default": 0.2, "lower": 0.001, "upper": null, "learnable": false}, {"name": "beta", "default": 0.5, "lower": null, "upper": null, "learnable": false}],
    value(x, alpha, beta) {
      return Math.min(Math.max(alpha*x + beta, 0.0), 1.0);
    },
    slope(x, alpha, beta) {
      const t0 = (1.0/alpha);
      return Number.isNaN(x) ? x : ((x > -beta*t0) ? ((x < t0*(1.0 - beta)) ? alpha : 0.0) : 0.0);
    },
    curvature(x, alpha, beta) {
      return 0.0;
    },
  },
  hard_shrink: {
    title: "Hard Shrink",
    formula: "where(abs(x) > lambd, x - bias * sign(x), 0)",
    stable: "where(x > lambd, x - bias, where(x < -lambd, x + bias, 0))",
    source: "Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage",
    parameters: [{"name": "lambd", "default": 0.5, "lower": 0.0, "upper": null, "learnable": false}, {"name": "bias", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(x, lambd, bias) {
      const t0 = -x;
      return Number.isNaN(x) ? x : ((lambd < x) ? -bias - t0 : ((lambd < t0) ? bias + x : 0.0));
    },
    slope(x, lambd, bias) {
      return Number.isNaN(x) ? x : ((lambd < x) ? 1.0 : ((lambd < -x) ? 1.0 : 0.0));
    },
    curvature(x, lambd, bias) {
      return 0.0;
    },
  },
  soft_shrink: {
    title: "Soft Shrink",
    formula: "sign(x) * max(abs(x) - lambd, 0)",
    stable: "where(x > lambd, x - lambd, where(x < -lambd, x + lambd, 0))",
    source: "Donoho, Johnstone (1994), Ideal Spatial Adaptation by Wavelet Shrinkage",
    parameters: [{"name": "lambd", "default": 0.5, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, lambd) {
      const t0 = -x;
      return Number.isNaN(x) ? x : ((lambd < x) ? -lambd - t0 : ((lambd < t0) ? lambd + x : 0.0));
    },
    slope(x, lambd) {
      return Number.isNaN(x) ? x : ((lambd < x) ? 1.0 : ((lambd < -x) ? 1.0 : 0.0));
    },
    curvature(x, lambd) {
      return 0.0;
    },
  },
  relu2: {
    title: "Squared ReLU",
    formula: "max(x, 0)**2",
    stable: "max(x, 0)**2",
    source: "So, Mańke, Liu, Dai, Shazeer, Le (2021), Primer: Searching for Efficient Transformers for Language Modeling, arXiv:2109.08668",
    parameters: [],
    value(x) {
      return ((Math.max(x, 0.0))*(Math.max(x, 0.0)));
    },
    slope(x) {
      return 2.0*((x > 0.0) ? 1.0 : 0.0)*Math.max(x, 0.0);
    },
    curvature(x) {
      return Number.isNaN(x) ? x : 2.0*((x > 0.0) ? 1.0 : 0.0);
    },
  },
  star_relu: {
    title: "StarReLU",
    formula: "scale * max(x, 0)**2 + bias",
    stable: "where(x > 0, scale * x, 0) * max(x, 0) + bias",
    source: "Yu, Si, Zhou, Luo, Zhou, Feng, Yan, Wang (2022), MetaFormer Baselines for Vision, arXiv:2210.13452",
    parameters: [{"name": "scale", "default": 0.8944, "lower": null, "upper": null, "learnable": true}, {"name": "bias", "default": -0.4472, "lower": null, "upper": null, "learnable": true}],
    value(x, scale, bias) {
      return bias + ((x > 0.0) ? scale*x : 0.0)*Math.max(x, 0.0);
    },
    slope(x, scale, bias) {
      const t0 = (x > 0.0);
      return (t0 ? 1.0 : 0.0)*(t0 ? scale*x : 0.0) + (t0 ? scale : 0.0)*Math.max(x, 0.0);
    },
    curvature(x, scale, bias) {
      const t0 = (x > 0.0);
      return Number.isNaN(x) ? x : 2.0*(t0 ? 1.0 : 0.0)*(t0 ? scale : 0.0);
    },
  },
  leaky_relu_squared: {
    title: "Leaky ReLU Squared",
    formula: "where(x > 0, x, slope * x)**2",
    stable: "x * where(x > 0, x, slope**2 * x)",
    source: "Jordan et al. (2024), modded-nanogpt: speedrunning the NanoGPT baseline",
    parameters: [{"name": "slope", "default": 0.5, "lower": 0.0, "upper": 1.0, "learnable": false}],
    value(x, slope) {
      return x*((x > 0.0) ? x : (slope*slope)*x);
    },
    slope(x, slope) {
      const t0 = (x > 0.0);
      const t1 = (slope*slope);
      return x*(t0 ? 1.0 : t1) + (t0 ? x : t1*x);
    },
    curvature(x, slope) {
      return Number.isNaN(x) ? x : 2.0*((x > 0.0) ? 1.0 : (slope*slope));
    },
  },
  tanh_relu2: {
    title: "Tanh ReLU2",
    formula: "cap * tanh(max(x, 0)**2 / cap)",
    stable: "c = min(max(x, 0), 1e9); cap * tanh(c**2 / cap)",
    source: "Gemma Team (2024), Gemma 2: Improving Open Language Models at a Practical Size, arXiv:2408.00118",
    parameters: [{"name": "cap", "default": 50.0, "lower": 0.001, "upper": 1000000.0, "learnable": false}],
    value(x, cap) {
      return cap*Math.tanh(((Math.min(Math.max(x, 0.0), 1000000000.0))*(Math.min(Math.max(x, 0.0), 1000000000.0)))/cap);
    },
    slope(x, cap) {
      const t0 = Math.min(Math.max(x, 0.0), 1000000000.0);
      const t1 = 2.0*(t0*t0)/cap;
      return 8.0*t0*((x > 0.0) ? 1.0 : 0.0)*((x < 1000000000.0) ? 1.0 : 0.0)*sigmoid(-t1)*sigmoid(t1);
    },
    curvature(x, cap) {
      const t0 = ((Math.min(Math.max(x, 0.0), 1000000000.0))*(Math.min(Math.max(x, 0.0), 1000000000.0)))/cap;
      const t1 = 2.0*t0;
      const t2 = sigmoid(t1);
      const t3 = ((x > 0.0) ? 1.0 : 0.0);
      const t4 = ((x < 1000000000.0) ? 1.0 : 0.0);
      const t5 = sigmoid(-t1);
      const t6 = t3*t4*t5;
      const t7 = 32.0*t0;
      return -(t2*t2)*t6*t7 + t2*t3*t4*(t5*t5)*t7 + 8.0*t2*t6;
    },
  },
  sparse_plus: {
    title: "Sparse Plus",
    formula: "where(x >= 1, x, where(x > -1, (x + 1)**2 / 4, 0))",
    stable: "c = min(max(x, -1), 1); where(x >= 1, x, (c + 1)**2 / 4)",
    source: "JAX developers (2024), jax.nn.sparse_plus, the integral of the sparse sigmoid",
    parameters: [],
    value(x) {
      return ((x >= 1.0) ? x : 0.25*((Math.min(Math.max(x, -1.0), 1.0) + 1.0)*(Math.min(Math.max(x, -1.0), 1.0) + 1.0)));
    },
    slope(x) {
      return ((x >= 1.0) ? 1.0 : 0.5*(Math.min(Math.max(x, -1.0), 1.0) + 1.0)*((x > -1.0) ? 1.0 : 0.0)*((x < 1.0) ? 1.0 : 0.0));
    },
    curvature(x) {
      return Number.isNaN(x) ? x : ((x >= 1.0) ? 0.0 : 0.5*((x > -1.0) ? 1.0 : 0.0)*((x < 1.0) ? 1.0 : 0.0));
    },
  },
  sparse_sigmoid: {
    title: "Sparse Sigmoid",
    formula: "min(max((x + 1) / 2, 0), 1)",
    stable: "min(max((x + 1) / 2, 0), 1)",
    source: "Martins, Astudillo (2016), From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification, arXiv:1602.02068",
    parameters: [],
    value(x) {
      return Math.min(Math.max(0.5*x + 0.5, 0.0), 1.0);
    },
    slope(x) {
      return Number.isNaN(x) ? x : ((x > -1.0) ? ((x < 1.0) ? 0.5 : 0.0) : 0.0);
    },
    curvature(x) {
      return 0.0;
    },
  },
  elu: {
    title: "ELU",
    formula: "where(x > 0, x, alpha * (exp(x) - 1))",
    stable: "where(x > 0, x, alpha * expm1(x))",
    source: "Clevert, Unterthiner, Hochreiter (2015), Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs), arXiv:1511.07289",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, alpha) {
      return ((x > 0.0) ? x : alpha*Math.expm1(x));
    },
    slope(x, alpha) {
      return ((x > 0.0) ? 1.0 : alpha*Math.exp(x));
    },
    curvature(x, alpha) {
      return ((x > 0.0) ? 0.0 : alpha*Math.exp(x));
    },
  },
  celu: {
    title: "CELU",
    formula: "where(x > 0, x, alpha * (exp(x / alpha) - 1))",
    stable: "where(x > 0, x, alpha * expm1(x / alpha))",
    source: "Barron (2017), Continuously Differentiable Exponential Linear Units, arXiv:1704.07483",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, alpha) {
      return ((x > 0.0) ? x : alpha*Math.expm1(x/alpha));
    },
    slope(x, alpha) {
      return ((x > 0.0) ? 1.0 : Math.exp(x/alpha));
    },
    curvature(x, alpha) {
      const t0 = (1.0/alpha);
      return ((x > 0.0) ? 0.0 : t0*Math.exp(t0*x));
    },
  },
  selu: {
    title: "SELU",
    formula: "scale * where(x > 0, x, alpha * (exp(x) - 1))",
    stable: "scale * where(x > 0, x, alpha * expm1(x))",
    source: "Klambauer, Unterthiner, Mayr, Hochreiter (2017), Self-Normalizing Neural Networks, arXiv:1706.02515",
    parameters: [{"name": "alpha", "default": 1.6732632423543772, "lower": 0.0, "upper": null, "learnable": false}, {"name": "scale", "default": 1.0507009873554805, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, alpha, scale) {
      return scale*((x > 0.0) ? x : alpha*Math.expm1(x));
    },
    slope(x, alpha, scale) {
      return scale*((x > 0.0) ? 1.0 : alpha*Math.exp(x));
    },
    curvature(x, alpha, scale) {
      return scale*((x > 0.0) ? 0.0 : alpha*Math.exp(x));
    },
  },
  isrlu: {
    title: "ISRLU",
    formula: "where(x >= 0, x, x / sqrt(1 + alpha * x**2))",
    stable: "n = min(x, 0); where(x >= 0, x, n / sqrt(1 + alpha * n**2))",
    source: "Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs), arXiv:1710.09967",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, alpha) {
      const x_held = Math.max(x, -1e+18);
      const t0 = Math.min(x_held, 0.0);
      const at_far = ((x_held >= 0.0) ? x_held : t0/(Math.sqrt(alpha*(t0*t0) + 1.0)));
      return at_far*(((Math.abs(at_far) < 1000000000.0)) || ((Math.abs(x) <= Math.abs(x_held))) ? 1.0 : 1e-18*Math.abs(x));
    },
    slope(x, alpha) {
      return ((x >= 0.0) ? 1.0 : (1.0/(Math.sqrt(alpha*((Math.min(x, 0.0))*(Math.min(x, 0.0))) + 1.0)*Math.sqrt(alpha*((Math.min(x, 0.0))*(Math.min(x, 0.0))) + 1.0)*Math.sqrt(alpha*((Math.min(x, 0.0))*(Math.min(x, 0.0))) + 1.0))));
    },
    curvature(x, alpha) {
      const x_held = Math.max(x, -1e+18);
      const t0 = Math.min(x_held, 0.0);
      return ((x_held >= 0.0) ? 0.0 : -3.0*alpha*t0*((x_held < 0.0) ? 1.0 : 0.0)/(alpha*(t0*t0) + 1.0)**(2.5));
    },
  },
  sine_relu: {
    title: "Sine ReLU",
    formula: "where(x > 0, x, epsilon * (sin(x) - cos(x)))",
    stable: "where(x > 0, x, epsilon * (sin(x) - cos(x)))",
    source: "Rodrigues (2018), SineReLU: An Alternative to the ReLU Activation Function",
    parameters: [{"name": "epsilon", "default": 0.001, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, epsilon) {
      return ((x > 0.0) ? x : epsilon*(Math.sin(x) - Math.cos(x)));
    },
    slope(x, epsilon) {
      return ((x > 0.0) ? 1.0 : epsilon*(Math.sin(x) + Math.cos(x)));
    },
    curvature(x, epsilon) {
      return ((x > 0.0) ? 0.0 : epsilon*(-Math.sin(x) + Math.cos(x)));
    },
  },
  xielu: {
    title: "xIELU",
    formula: "where(x > 0, alpha_p * x**2 + beta * x, alpha_n * (exp(x) - 1 - x) + beta * x)",
    stable: "p = max(x, -1); n = min(x, 1); where(x > 0, p * (alpha_p * p + beta), alpha_n * expm1(n) + (beta - alpha_n) * n)",
    source: "Huang, Schlag (2024), Deriving Activation Functions Using Integration, arXiv:2411.13010",
    parameters: [{"name": "alpha_p", "default": 0.8, "lower": null, "upper": null, "learnable": true}, {"name": "alpha_n", "default": 0.8, "lower": null, "upper": null, "learnable": true}, {"name": "beta", "default": 0.5, "lower": null, "upper": null, "learnable": false}],
    value(x, alpha_p, alpha_n, beta) {
      const t0 = Math.max(x, -1.0);
      const t1 = Math.min(x, 1.0);
      return ((x > 0.0) ? t0*(alpha_p*t0 + beta) : alpha_n*Math.expm1(t1) + t1*(-alpha_n + beta));
    },
    slope(x, alpha_p, alpha_n, beta) {
      return ((x > 0.0) ? 2.0*alpha_p*x + beta : alpha_n*Math.expm1(Math.min(x, 1.0)) + beta);
    },
    curvature(x, alpha_p, alpha_n, beta) {
      return ((x > 0.0) ? 2.0*alpha_p : alpha_n*((x < 1.0) ? 1.0 : 0.0)*Math.exp(Math.min(x, 1.0)));
    },
  },
  exponential: {
    title: "Exponential",
    formula: "exp(x)",
    stable: "exp(x)",
    source: "Nelder, Wedderburn (1972), Generalized Linear Models",
    parameters: [],
    value(x) {
      return Math.exp(x);
    },
    slope(x) {
      return Math.exp(x);
    },
    curvature(x) {
      return Math.exp(x);
    },
  },
  sigmoid: {
    title: "Sigmoid",
    formula: "1 / (1 + exp(-x))",
    stable: "sigmoid(x)",
    source: "Verhulst (1838), Notice sur la loi que la population suit dans son accroissement",
    parameters: [],
    value(x) {
      return sigmoid(x);
    },
    slope(x) {
      return sigmoid(-x)*sigmoid(x);
    },
    curvature(x) {
      const t0 = sigmoid(x);
      const t1 = sigmoid(-x);
      return -(t0*t0)*t1 + t0*(t1*t1);
    },
  },
  tanh: {
    title: "Tanh",
    formula: "tanh(x)",
    stable: "tanh(x)",
    source: "LeCun, Bottou, Orr, Müller (1998), Efficient BackProp",
    parameters: [],
    value(x) {
      return Math.tanh(x);
    },
    slope(x) {
      const t0 = 2.0*x;
      return 4.0*sigmoid(-t0)*sigmoid(t0);
    },
    curvature(x) {
      const t0 = 2.0*x;
      const t1 = sigmoid(-t0);
      const t2 = sigmoid(t0);
      return 8.0*(t1*t1)*t2 - 8.0*t1*(t2*t2);
    },
  },
  lecun_tanh: {
    title: "LeCun Tanh",
    formula: "1.7159 * tanh(2 * x / 3)",
    stable: "1.7159 * tanh(2 * x / 3)",
    source: "LeCun, Bottou, Orr, Müller (1998), Efficient BackProp",
    parameters: [],
    value(x) {
      return 1.7159*Math.tanh(0.6666666666666666*x);
    },
    slope(x) {
      const t0 = 1.3333333333333333*x;
      return 4.575733333333333*sigmoid(-t0)*sigmoid(t0);
    },
    curvature(x) {
      const t0 = 1.3333333333333333*x;
      const t1 = sigmoid(-t0);
      const t2 = sigmoid(t0);
      return 6.100977777777778*(t1*t1)*t2 - 6.100977777777778*t1*(t2*t2);
    },
  },
  weighted_tanh: {
    title: "Weighted Tanh",
    formula: "tanh(weight * x)",
    stable: "tanh(weight * x)",
    source: "Misra (2019), Echo, a companion package of the Mish paper",
    parameters: [{"name": "weight", "default": 1.7145, "lower": null, "upper": null, "learnable": false}],
    value(x, weight) {
      return Math.tanh(weight*x);
    },
    slope(x, weight) {
      const t0 = 2.0*weight*x;
      return 4.0*weight*sigmoid(-t0)*sigmoid(t0);
    },
    curvature(x, weight) {
      const t0 = 2.0*weight*x;
      const t1 = sigmoid(t0);
      const t2 = sigmoid(-t0);
      const t3 = 8.0*(weight*weight);
      return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3;
    },
  },
  penalized_tanh: {
    title: "Penalized Tanh",
    formula: "where(x > 0, tanh(x), a * tanh(x))",
    stable: "where(x > 0, tanh(x), a * tanh(x))",
    source: "Xu, Huang, Li (2016), Revise Saturated Activation Functions, arXiv:1602.05980",
    parameters: [{"name": "a", "default": 0.25, "lower": 0.0, "upper": 1.0, "learnable": false}],
    value(x, a) {
      const t0 = Math.tanh(x);
      return ((x > 0.0) ? t0 : a*t0);
    },
    slope(x, a) {
      const t0 = 2.0*x;
      const t1 = 4.0*sigmoid(-t0)*sigmoid(t0);
      return ((x > 0.0) ? t1 : a*t1);
    },
    curvature(x, a) {
      const t0 = 2.0*x;
      const t1 = sigmoid(-t0);
      const t2 = sigmoid(t0);
      const t3 = 8.0*t1*(t2*t2);
      const t4 = 8.0*(t1*t1)*t2;
      return ((x > 0.0) ? -t3 + t4 : -a*t3 + a*t4);
    },
  },
  tanhshrink: {
    title: "Tanhshrink",
    formula: "x - tanh(x)",
    stable: "x - tanh(x)",
    source: "Kavukcuoglu, Ranzato, LeCun (2008), Fast Inference in Sparse Coding Algorithms, arXiv:1010.3467",
    parameters: [],
    value(x) {
      return x - Math.tanh(x);
    },
    slope(x) {
      return ((Math.tanh(x))*(Math.tanh(x)));
    },
    curvature(x) {
      const t0 = 2.0*x;
      return 8.0*sigmoid(-t0)*sigmoid(t0)*Math.tanh(x);
    },
  },
  log_sigmoid: {
    title: "LogSigmoid",
    formula: "log(1 / (1 + exp(-x)))",
    stable: "-softplus(-x)",
    source: "Classical (1958), The logarithm of the logistic function",
    parameters: [],
    value(x) {
      return -softplus(-x);
    },
    slope(x) {
      return sigmoid(-x);
    },
    curvature(x) {
      return -sigmoid(-x)*sigmoid(x);
    },
  },
  softplus: {
    title: "Softplus",
    formula: "log(1 + exp(beta * x)) / beta",
    stable: "softplus(beta * x) / beta",
    source: "Dugas, Bengio, Bélisle, Nadeau, Garcia (2000), Incorporating Second-Order Functional Knowledge for Better Option Pricing",
    parameters: [{"name": "beta", "default": 1.0, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, beta) {
      return softplus(beta*x)/beta;
    },
    slope(x, beta) {
      return sigmoid(beta*x);
    },
    curvature(x, beta) {
      const t0 = beta*x;
      return beta*sigmoid(-t0)*sigmoid(t0);
    },
  },
  aria2: {
    title: "ARiA2",
    formula: "(1 + exp(-beta * x))**(-alpha)",
    stable: "exp(-alpha * softplus(-beta * x))",
    source: "Patwardhan, Ingalhalikar, Walambe (2018), ARiA: Utilizing Richard's Curve for Controlling the Non-monotonicity of the Activation Function, arXiv:1805.08878",
    parameters: [{"name": "alpha", "default": 1.5, "lower": 0.0, "upper": null, "learnable": true}, {"name": "beta", "default": 1.0, "lower": 0.0, "upper": null, "learnable": true}],
    value(x, alpha, beta) {
      return Math.exp(-alpha*softplus(-beta*x));
    },
    slope(x, alpha, beta) {
      const t0 = -beta*x;
      return alpha*beta*sigmoid(t0)*Math.exp(-alpha*softplus(t0));
    },
    curvature(x, alpha, beta) {
      const t0 = beta*x;
      const t1 = -t0;
      const t2 = sigmoid(t1);
      const t3 = (beta*beta)*Math.exp(-alpha*softplus(t1));
      return (alpha*alpha)*(t2*t2)*t3 - alpha*t2*t3*sigmoid(t0);
    },
  },
  soft_clipping: {
    title: "Soft Clipping",
    formula: "log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
    stable: "low = log1p(-expm1(-alpha) * exp(min(alpha * x, 1)) * sigmoid(alpha * (1 - x))) / alpha; middle = (softplus(alpha * x) - softplus(alpha * (x - 1))) / alpha; high = 1 + (softplus(-alpha * x) - softplus(alpha * (1 - x))) / alpha; where(x > 0.5, high, where(alpha * x < 1, low, middle))",
    source: "Klimek, Perelstein (2018), Neural Network-Based Approach to Phase Space Integration, arXiv:1810.11509",
    parameters: [{"name": "alpha", "default": 0.5, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, alpha) {
      const t0 = (1.0/alpha);
      const t1 = alpha*x;
      const t2 = x - 1.0;
      const t3 = -alpha*t2;
      return ((x > 0.5) ? t0*(softplus(-t1) - softplus(t3)) + 1.0 : ((t1 < 1.0) ? t0*Math.log1p(-sigmoid(t3)*Math.exp(Math.min(t1, 1.0))*Math.expm1(-alpha)) : t0*(softplus(t1) - softplus(alpha*t2))));
    },
    slope(x, alpha) {
      return -sigmoid(alpha*x)*sigmoid(alpha*(1.0 - x))*Math.expm1(-alpha);
    },
    curvature(x, alpha) {
      const t0 = alpha*x;
      const t1 = Math.expm1(-alpha);
      const t2 = sigmoid(t0);
      const t3 = alpha*(1.0 - x);
      const t4 = sigmoid(t3);
      return -alpha*t1*t2*t4*sigmoid(-t0) + alpha*t1*t2*t4*sigmoid(-t3);
    },
  },
  softplus_threshold: {
    title: "Softplus Threshold",
    formula: "where(beta * x > threshold, x, log(1 + exp(beta * x)) / beta)",
    stable: "where(beta * x > threshold, x, softplus(beta * x) / beta)",
    source: "Paszke et al. (2019), PyTorch: An Imperative Style, High-Performance Deep Learning Library",
    parameters: [{"name": "beta", "default": 1.0, "lower": 0.001, "upper": null, "learnable": false}, {"name": "threshold", "default": 20.0, "lower": null, "upper": null, "learnable": false}],
    value(x, beta, threshold) {
      const t0 = beta*x;
      return ((t0 > threshold) ? x : softplus(t0)/beta);
    },
    slope(x, beta, threshold) {
      const t0 = beta*x;
      return ((t0 > threshold) ? 1.0 : sigmoid(t0));
    },
    curvature(x, beta, threshold) {
      const t0 = beta*x;
      return ((t0 > threshold) ? 0.0 : beta*sigmoid(-t0)*sigmoid(t0));
    },
  },
  sqrt_softplus: {
    title: "Sqrt Softplus",
    formula: "sqrt(log(1 + exp(x)))",
    stable: "where(x >= -40, sqrt(softplus(max(x, -41))), exp(min(x, -39) / 2))",
    source: "DeepSeek-AI (2026), DeepSeek-V4, the scores of its router",
    parameters: [],
    value(x) {
      return ((x >= -40.0) ? (Math.sqrt(softplus(Math.max(x, -41.0)))) : Math.exp(0.5*Math.min(x, -39.0)));
    },
    slope(x) {
      const t0 = Math.max(x, -41.0);
      return ((x >= -40.0) ? 0.5*sigmoid(t0)/(Math.sqrt(softplus(t0))) : 0.5*Math.exp(0.5*Math.min(x, -39.0)));
    },
    curvature(x) {
      const t0 = Math.max(x, -41.0);
      const t1 = sigmoid(t0);
      const t2 = softplus(t0);
      const t3 = ((x > -41.0) ? 1.0 : 0.0);
      return ((x >= -40.0) ? -0.25*(t1*t1)*t3/(Math.sqrt(t2)*Math.sqrt(t2)*Math.sqrt(t2)) + 0.5*t1*t3*sigmoid(-t0)/(Math.sqrt(t2)) : 0.25*((x < -39.0) ? 1.0 : 0.0)*Math.exp(0.5*Math.min(x, -39.0)));
    },
  },
  laplace: {
    title: "Laplace",
    formula: "(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2",
    stable: "erfc((mu - x) / (sigma * sqrt(2))) / 2",
    source: "Ma, Zhou, Kong, He, Gui, Neubig, May, Zettlemoyer (2022), Mega: Moving Average Equipped Gated Attention, arXiv:2209.10655",
    parameters: [{"name": "mu", "default": 0.707107, "lower": null, "upper": null, "learnable": false}, {"name": "sigma", "default": 0.282095, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, mu, sigma) {
      return 0.5*erfc(0.5*1.4142135623730951*(mu - x)/sigma);
    },
    slope(x, mu, sigma) {
      return 0.5*1.4142135623730951*Math.exp(-0.5*((mu - x)*(mu - x))/(sigma*sigma))/(1.772453850905516*sigma);
    },
    curvature(x, mu, sigma) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      return -0.25*1.4142135623730951*(-2.0*mu + 2.0*x_held)*Math.exp(-0.5*((mu - x_held)*(mu - x_held))/(sigma*sigma))/(1.772453850905516*(sigma*sigma*sigma));
    },
  },
  dyt: {
    title: "DyT",
    formula: "tanh(alpha * x) * scale + bias",
    stable: "tanh(alpha * x) * scale + bias",
    source: "Zhu, Chen, He, LeCun, Liu (2025), Transformers without Normalization, arXiv:2503.10622",
    parameters: [{"name": "alpha", "default": 0.5, "lower": null, "upper": null, "learnable": true}, {"name": "scale", "default": 1.0, "lower": null, "upper": null, "learnable": true}, {"name": "bias", "default": 0.0, "lower": null, "upper": null, "learnable": true}],
    value(x, alpha, scale, bias) {
      return bias + scale*Math.tanh(alpha*x);
    },
    slope(x, alpha, scale, bias) {
      const t0 = 2.0*alpha*x;
      return 4.0*alpha*scale*sigmoid(-t0)*sigmoid(t0);
    },
    curvature(x, alpha, scale, bias) {
      const t0 = 2.0*alpha*x;
      const t1 = sigmoid(t0);
      const t2 = sigmoid(-t0);
      const t3 = 8.0*(alpha*alpha)*scale;
      return -(t1*t1)*t2*t3 + t1*(t2*t2)*t3;
    },
  },
  squareplus: {
    title: "Squareplus",
    formula: "(x + sqrt(x**2 + b)) / 2",
    stable: "p = max(x, -1); c = min(p, 1e9); n = min(x, 1); d = max(n, -1e9); where(x > 0, (2 * p - c + sqrt(c**2 + b)) / 2, b / (2 * (sqrt(d**2 + b) + d - 2 * n)))",
    source: "Barron (2021), Squareplus: A Softplus-Like Algebraic Rectifier, arXiv:2112.11687",
    parameters: [{"name": "b", "default": 4.0, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, b) {
      const t0 = Math.max(x, -1.0);
      const t1 = Math.min(t0, 1000000000.0);
      const t2 = Math.min(x, 1.0);
      const t3 = Math.max(t2, -1000000000.0);
      return ((x > 0.0) ? t0 - 0.5*t1 + 0.5*(Math.sqrt(b + (t1*t1))) : b/(-4.0*t2 + 2.0*t3 + 2.0*(Math.sqrt(b + (t3*t3)))));
    },
    slope(x, b) {
      const t0 = Math.min(Math.max(x, -1.0), 1000000000.0);
      const t1 = (Math.sqrt(b + (t0*t0)));
      const t2 = Math.min(x, 1.0);
      const t3 = Math.max(t2, -1000000000.0);
      const t4 = -2.0*t2;
      const t5 = (Math.sqrt(b + (t3*t3)));
      return ((x > 0.0) ? -0.5*b/(t1*(t0 + t1)) + 1.0 : b/((t3 + t4 + t5)*(2.0*t3 + t4 + 2.0*t5)));
    },
    curvature(x, b) {
      const t0 = Math.min(Math.max(x, -1.0), 1000000000.0);
      const t1 = ((x > -1.0) ? 1.0 : 0.0);
      const t2 = ((x < 1000000000.0) ? 1.0 : 0.0);
      const t3 = b + (t0*t0);
      const t4 = (Math.sqrt(t3));
      const t5 = t0 + t4;
      const t6 = (1.0/t4);
      const t7 = t1*t2;
      const t8 = Math.min(x, 1.0);
      const t9 = Math.max(t8, -1000000000.0);
      const t10 = -2.0*t8;
      const t11 = (Math.sqrt(b + (t9*t9)));
      const t12 = t10 + t11 + t9;
      const t13 = 2.0*t9;
      const t14 = t10 + 2.0*t11 + t13;
      const t15 = ((x < 1.0) ? 1.0 : 0.0);
      const t16 = -2.0*t15;
      const t17 = ((x > -1000000000.0) ? 1.0 : 0.0);
      const t18 = t15*t17;
      const t19 = t18/t11;
      return ((x > 0.0) ? 0.5*b*t0*t1*t2/((Math.sqrt(t3)*Math.sqrt(t3)*Math.sqrt(t3))*t5) - 0.5*b*t6*(-t0*t6*t7 - t7)/(t5*t5) : b*(-t13*t19 - 2.0*t15*t17 - t16)/(t12*(t14*t14)) + b*(-t16 - t18 - t19*t9)/((t12*t12)*t14));
    },
  },
  softsign: {
    title: "Softsign",
    formula: "x / (1 + abs(x))",
    stable: "x / (1 + abs(x))",
    source: "Turian, Bergstra, Bengio (2009), Quadratic Features and Deep Architectures for Chunking",
    parameters: [],
    value(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      return x_held/(Math.abs(x_held) + 1.0);
    },
    slope(x) {
      return (1.0/((Math.abs(x) + 1.0)*(Math.abs(x) + 1.0)));
    },
    curvature(x) {
      return -2.0*Math.sign(x)/((Math.abs(x) + 1.0)*(Math.abs(x) + 1.0)*(Math.abs(x) + 1.0));
    },
  },
  isru: {
    title: "ISRU",
    formula: "x / sqrt(1 + alpha * x**2)",
    stable: "x / sqrt(1 + alpha * x**2)",
    source: "Carlile, Delamarter, Kinney, Marti, Whitney (2017), Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs), arXiv:1710.09967",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, alpha) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const at_far = x_held/(Math.sqrt(alpha*(x_held*x_held) + 1.0));
      return at_far*(((Math.abs(at_far) < 1000000000.0)) || ((Math.abs(x) <= Math.abs(x_held))) ? 1.0 : 1e-18*Math.abs(x));
    },
    slope(x, alpha) {
      return (1.0/(Math.sqrt(alpha*(x*x) + 1.0)*Math.sqrt(alpha*(x*x) + 1.0)*Math.sqrt(alpha*(x*x) + 1.0)));
    },
    curvature(x, alpha) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      return -3.0*alpha*x_held/(alpha*(x_held*x_held) + 1.0)**(2.5);
    },
  },
  bent_identity: {
    title: "Bent Identity",
    formula: "x + (sqrt(x**2 + 1) - 1) / 2",
    stable: "c = min(max(x, -1e9), 1e9); where(abs(x) > 1e9, x * (1 + sign(x) / 2) - 0.5, x + c**2 / (2 * (sqrt(c**2 + 1) + 1)))",
    source: "Godfrey, Gashler (2015), A continuum among logarithmic, linear, and exponential functions",
    parameters: [],
    value(x) {
      const t0 = ((Math.min(Math.max(x, -1000000000.0), 1000000000.0))*(Math.min(Math.max(x, -1000000000.0), 1000000000.0)));
      return ((Math.abs(x) > 1000000000.0) ? x*(0.5*Math.sign(x) + 1.0) - 0.5 : t0/(2.0*(Math.sqrt(t0 + 1.0)) + 2.0) + x);
    },
    slope(x) {
      const t0 = Math.min(Math.max(x, -1000000000.0), 1000000000.0);
      return ((Math.abs(x) > 1000000000.0) ? 0.5*Math.sign(x) + 1.0 : 0.5*t0/(Math.sqrt((t0*t0) + 1.0)) + 1.0);
    },
    curvature(x) {
      const t0 = ((Math.min(Math.max(x, -1000000000.0), 1000000000.0))*(Math.min(Math.max(x, -1000000000.0), 1000000000.0)));
      const t1 = t0 + 1.0;
      const t2 = 0.5*((x > -1000000000.0) ? 1.0 : 0.0)*((x < 1000000000.0) ? 1.0 : 0.0);
      return ((Math.abs(x) > 1000000000.0) ? 0.0 : -t0*t2/(Math.sqrt(t1)*Math.sqrt(t1)*Math.sqrt(t1)) + t2/(Math.sqrt(t1)));
    },
  },
  sqnl: {
    title: "SQNL",
    formula: "where(x > 2, 1, where(x >= 0, x - x**2 / 4, where(x >= -2, x + x**2 / 4, -1)))",
    stable: "c = min(max(x, -3), 3); where(abs(x) > 2, sign(x), c - where(x < 0, -1, 1) * c**2 / 4)",
    source: "Wuraola, Patel (2018), SQNL: A New Computationally Efficient Activation Function",
    parameters: [],
    value(x) {
      const t0 = Math.min(Math.max(x, -3.0), 3.0);
      return ((Math.abs(x) > 2.0) ? Math.sign(x) : -0.25*(t0*t0)*((x < 0.0) ? -1.0 : 1.0) + t0);
    },
    slope(x) {
      const t0 = 0.5*x;
      return Number.isNaN(x) ? x : ((x > 2.0) ? 0.0 : ((x >= 0.0) ? 1.0 - t0 : ((x >= -2.0) ? t0 + 1.0 : 0.0)));
    },
    curvature(x) {
      return Number.isNaN(x) ? x : ((x > 2.0) ? 0.0 : ((x >= 0.0) ? -0.5 : ((x >= -2.0) ? 0.5 : 0.0)));
    },
  },
  swish: {
    title: "Swish",
    formula: "x / (1 + exp(-beta * x))",
    stable: "x * sigmoid(beta * x)",
    source: "Ramachandran, Zoph, Le (2017), Searching for Activation Functions, arXiv:1710.05941",
    parameters: [{"name": "beta", "default": 1.0, "lower": null, "upper": null, "learnable": true}],
    value(x, beta) {
      const x_held = ((beta > 0.0) ? Math.max(x, -1e+18) : ((beta < 0.0) ? Math.min(x, 1e+18) : x));
      return x_held*sigmoid(beta*x_held);
    },
    slope(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta*x_held;
      const t1 = sigmoid(t0);
      return t0*t1*sigmoid(-t0) + t1;
    },
    curvature(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta*x_held;
      const t1 = sigmoid(t0);
      const t2 = sigmoid(-t0);
      const t3 = (beta*beta)*x_held;
      return 2.0*beta*t1*t2 - (t1*t1)*t2*t3 + t1*(t2*t2)*t3;
    },
  },
  e_swish: {
    title: "E-Swish",
    formula: "beta * x / (1 + exp(-x))",
    stable: "beta * (x * sigmoid(x))",
    source: "Alcaide (2018), E-swish: Adjusting Activations to Different Network Depths, arXiv:1801.07145",
    parameters: [{"name": "beta", "default": 1.75, "lower": null, "upper": null, "learnable": false}],
    value(x, beta) {
      const x_held = Math.max(x, -1e+18);
      return beta*x_held*sigmoid(x_held);
    },
    slope(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta*sigmoid(x_held);
      return t0*x_held*sigmoid(-x_held) + t0;
    },
    curvature(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(-x_held);
      const t1 = sigmoid(x_held);
      const t2 = beta*t1;
      return -beta*t0*(t1*t1)*x_held + (t0*t0)*t2*x_held + 2.0*t0*t2;
    },
  },
  flatten_t_swish: {
    title: "Flatten-T Swish",
    formula: "where(x > 0, x / (1 + exp(-x)), 0) + t",
    stable: "where(x > 0, x * sigmoid(x), 0) + t",
    source: "Chieng, Wahid, Pauline, Perla (2018), Flatten-T Swish: a thresholded ReLU-Swish-like activation function for deep learning, arXiv:1812.06247",
    parameters: [{"name": "t", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(x, t) {
      return Number.isNaN(x) ? x : t + ((x > 0.0) ? x*sigmoid(x) : 0.0);
    },
    slope(x, t) {
      const x_held = Math.min(x, 1e+18);
      const t0 = sigmoid(x_held);
      return Number.isNaN(x) ? x : ((x_held > 0.0) ? t0*x_held*sigmoid(-x_held) + t0 : 0.0);
    },
    curvature(x, t) {
      const x_held = Math.min(x, 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = sigmoid(-x_held);
      return Number.isNaN(x) ? x : ((x_held > 0.0) ? -(t0*t0)*t1*x_held + t0*(t1*t1)*x_held + 2.0*t0*t1 : 0.0);
    },
  },
  hard_swish: {
    title: "Hard Swish",
    formula: "x * min(max(x + 3, 0), 6) / 6",
    stable: "x * min(max(x + 3, 0) / 6, 1)",
    source: "Howard et al. (2019), Searching for MobileNetV3, arXiv:1905.02244",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.min(0.16666666666666666*Math.max(x_held + 3.0, 0.0), 1.0);
    },
    slope(x) {
      return Number.isNaN(x) ? x : ((x > -3.0) ? ((x < 3.0) ? 0.3333333333333333*x + 0.5 : 1.0) : 0.0);
    },
    curvature(x) {
      return Number.isNaN(x) ? x : ((x > -3.0) ? ((x < 3.0) ? 0.3333333333333333 : 0.0) : 0.0);
    },
  },
  gelu: {
    title: "GELU",
    formula: "x * (1 + erf(x / sqrt(2))) / 2",
    stable: "x * (erfc(-x / sqrt(2)) / 2)",
    source: "Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = 0.5*x_held;
      return t0*erfc(-1.4142135623730951*t0);
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 0.5*1.4142135623730951*x_held;
      return t0*Math.exp(-0.5*(x_held*x_held))/1.772453850905516 + 0.5*erfc(-t0);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 1.4142135623730951;
      const t1 = 0.5641895835477563;
      const t2 = 0.5*(x_held*x_held);
      const t3 = Math.exp(-t2);
      return -t0*t1*t2*t3 + t0*t1*t3;
    },
  },
  gelu_tanh: {
    title: "GELU Tanh",
    formula: "x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) / 2",
    stable: "c = min(max(x, -30), 30); x * sigmoid(2 * sqrt(2 / pi) * (c + 0.044715 * c**3))",
    source: "Hendrycks, Gimpel (2016), Gaussian Error Linear Units (GELUs), arXiv:1606.08415",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = Math.min(Math.max(x_held, -30.0), 30.0);
      return x_held*sigmoid(2.0*1.4142135623730951*(0.044715*(t0*t0*t0) + t0)/1.772453850905516);
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.min(Math.max(x_held, -30.0), 30.0);
      const t1 = 2.0*1.4142135623730951/1.772453850905516;
      const t2 = t1*(0.044715*(t0*t0*t0) + t0);
      const t3 = sigmoid(t2);
      const t4 = ((x_held > -30.0) ? 1.0 : 0.0)*((x_held < 30.0) ? 1.0 : 0.0);
      return t1*t3*x_held*(0.134145*(t0*t0)*t4 + t4)*sigmoid(-t2) + t3;
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.min(Math.max(x_held, -30.0), 30.0);
      const t1 = ((x_held > -30.0) ? 1.0 : 0.0)*((x_held < 30.0) ? 1.0 : 0.0);
      const t2 = 1.4142135623730951/1.772453850905516;
      const t3 = 2.0*t2*(0.044715*(t0*t0*t0) + t0);
      const t4 = sigmoid(-t3);
      const t5 = t4*x_held;
      const t6 = sigmoid(t3);
      const t7 = t2*t6;
      const t8 = 0.134145*(t0*t0)*t1 + t1;
      const t9 = 8.0*(t8*t8)/3.141592653589793;
      return 0.53658*t0*t1*t5*t7 + (t4*t4)*t6*t9*x_held + 4.0*t4*t7*t8 - t5*(t6*t6)*t9;
    },
  },
  clipped_gelu: {
    title: "Clipped GELU",
    formula: "min(max(x * (1 + erf(x / sqrt(2))) / 2, min_val), max_val)",
    stable: "g = x * (erfc(-x / sqrt(2)) / 2); where(g > max_val, max_val, where(g < min_val, min_val, g))",
    source: "Wu, Judd, Zhang, Isaev, Micikevicius (2020), Integer Quantization for Deep Learning Inference: Principles and Empirical Evaluation, arXiv:2004.09602",
    parameters: [{"name": "min_val", "default": -10.0, "lower": null, "upper": null, "learnable": false}, {"name": "max_val", "default": 10.0, "lower": null, "upper": null, "learnable": false}],
    value(x, min_val, max_val) {
      const x_held = Math.max(x, -1e+18);
      const t0 = 0.5*x_held;
      const t1 = t0*erfc(-1.4142135623730951*t0);
      return ((max_val < t1) ? max_val : ((min_val > t1) ? min_val : t1));
    },
    slope(x, min_val, max_val) {
      const x_held = Math.max(x, -1e+18);
      const t0 = 0.5*1.4142135623730951*x_held;
      const t1 = 0.5*erfc(-t0);
      const t2 = t1*x_held;
      return ((max_val < t2) ? 0.0 : ((min_val > t2) ? 0.0 : t0*Math.exp(-0.5*(x_held*x_held))/1.772453850905516 + t1));
    },
    curvature(x, min_val, max_val) {
      const x_held = Math.max(x, -1e+18);
      const t0 = 1.4142135623730951;
      const t1 = 0.5*x_held;
      const t2 = t1*erfc(-t0*t1);
      const t3 = 0.5641895835477563;
      const t4 = 0.5*(x_held*x_held);
      const t5 = Math.exp(-t4);
      return ((max_val < t2) ? 0.0 : ((min_val > t2) ? 0.0 : -t0*t3*t4*t5 + t0*t3*t5));
    },
  },
  situ: {
    title: "SiTU",
    formula: "cap * tanh(x / cap) / (1 + exp(-x))",
    stable: "cap * tanh(x / cap) * sigmoid(x)",
    source: "Kimi Team (2026), Kimi K3, arXiv:2607.24653",
    parameters: [{"name": "cap", "default": 4.0, "lower": 0.001, "upper": null, "learnable": false}],
    value(x, cap) {
      return cap*sigmoid(x)*Math.tanh(x/cap);
    },
    slope(x, cap) {
      const t0 = sigmoid(x);
      const t1 = x/cap;
      const t2 = 2.0*t1;
      return cap*t0*sigmoid(-x)*Math.tanh(t1) + 4.0*t0*sigmoid(-t2)*sigmoid(t2);
    },
    curvature(x, cap) {
      const t0 = sigmoid(-x);
      const t1 = sigmoid(x);
      const t2 = (1.0/cap);
      const t3 = t2*x;
      const t4 = cap*Math.tanh(t3);
      const t5 = 2.0*t3;
      const t6 = sigmoid(-t5);
      const t7 = sigmoid(t5);
      const t8 = 8.0*t1*t2;
      return (t0*t0)*t1*t4 - t0*(t1*t1)*t4 + 8.0*t0*t1*t6*t7 + (t6*t6)*t7*t8 - t6*(t7*t7)*t8;
    },
  },
  golu: {
    title: "GoLU",
    formula: "x * exp(-exp(-x))",
    stable: "x * exp(-exp(-max(x, -7)))",
    source: "Das, Zarbaf, Zela, Frommel, Hutter (2025), Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics, arXiv:2502.03654",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.exp(-Math.exp(-Math.max(x_held, -7.0)));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.exp(-Math.max(x_held, -7.0));
      const t1 = Math.exp(-t0);
      return t0*t1*x_held*((x_held > -7.0) ? 1.0 : 0.0) + t1;
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.max(x_held, -7.0);
      const t1 = Math.exp(-t0);
      const t2 = ((x_held > -7.0) ? 1.0 : 0.0)*Math.exp(-t1);
      const t3 = t1*t2;
      return t2*x_held*Math.exp(-2.0*t0) - t3*x_held + 2.0*t3;
    },
  },
  aptx: {
    title: "APTx",
    formula: "(alpha + tanh(beta * x)) * gamma * x",
    stable: "(max(0, alpha - 1) - max(1 - alpha, 0) + 2 * sigmoid(2 * beta * x)) * gamma * x",
    source: "Kumar (2022), APTx: better activation function than MISH, SWISH, and ReLU's variants used in deep learning, arXiv:2209.06119",
    parameters: [{"name": "alpha", "default": 1.0, "lower": null, "upper": null, "learnable": true}, {"name": "beta", "default": 1.0, "lower": null, "upper": null, "learnable": true}, {"name": "gamma", "default": 0.5, "lower": null, "upper": null, "learnable": true}],
    value(x, alpha, beta, gamma) {
      const x_held = ((alpha*beta > 0.0) ? Math.max(x, -1e+18) : ((alpha*beta < 0.0) ? Math.min(x, 1e+18) : x));
      const t0 = alpha - 1.0;
      const at_far = gamma*x_held*(Math.max(0.0, t0) - Math.max(-t0, 0.0) + 2.0*sigmoid(2.0*beta*x_held));
      return at_far*(((Math.abs(at_far) < 1000000000.0)) || ((Math.abs(x) <= Math.abs(x_held))) ? 1.0 : 1e-18*Math.abs(x));
    },
    slope(x, alpha, beta, gamma) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta*x_held;
      const t1 = 2.0*t0;
      const t2 = sigmoid(t1);
      const t3 = alpha - 1.0;
      return 4.0*gamma*t0*t2*sigmoid(-t1) + gamma*(2.0*t2 + Math.max(0.0, t3) - Math.max(-t3, 0.0));
    },
    curvature(x, alpha, beta, gamma) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 2.0*beta*x_held;
      const t1 = sigmoid(t0);
      const t2 = sigmoid(-t0);
      const t3 = 8.0*gamma*t2;
      const t4 = (beta*beta)*x_held;
      return beta*t1*t3 + 8.0*gamma*t1*(t2*t2)*t4 - (t1*t1)*t3*t4;
    },
  },
  lisht: {
    title: "LiSHT",
    formula: "x * tanh(x)",
    stable: "x * tanh(x)",
    source: "Roy, Manna, Dubey, Chaudhuri (2019), LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for Neural Networks, arXiv:1901.05894",
    parameters: [],
    value(x) {
      return x*Math.tanh(x);
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 2.0*x_held;
      return 4.0*x_held*sigmoid(-t0)*sigmoid(t0) + Math.tanh(x_held);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 2.0*x_held;
      const t1 = sigmoid(t0);
      const t2 = sigmoid(-t0);
      const t3 = 8.0*t2;
      return -(t1*t1)*t3*x_held + 8.0*t1*(t2*t2)*x_held + t1*t3;
    },
  },
  elish: {
    title: "ELiSH",
    formula: "where(x >= 0, x / (1 + exp(-x)), (exp(x) - 1) / (1 + exp(-x)))",
    stable: "where(x >= 0, x * sigmoid(x), expm1(min(x, 0)) * sigmoid(x))",
    source: "Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783",
    parameters: [],
    value(x) {
      const t0 = sigmoid(x);
      return ((x >= 0.0) ? t0*x : t0*Math.expm1(Math.min(x, 0.0)));
    },
    slope(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = t0*sigmoid(-x_held);
      const t2 = Math.min(x_held, 0.0);
      return ((x_held >= 0.0) ? t0 + t1*x_held : t0*((x_held < 0.0) ? 1.0 : 0.0)*Math.exp(t2) + t1*Math.expm1(t2));
    },
    curvature(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = sigmoid(-x_held);
      const t2 = 2.0*t0*t1;
      const t3 = t0*(t1*t1);
      const t4 = (t0*t0)*t1;
      const t5 = Math.min(x_held, 0.0);
      const t6 = Math.expm1(t5);
      const t7 = ((x_held < 0.0) ? 1.0 : 0.0)*Math.exp(t5);
      return ((x_held >= 0.0) ? t2 + t3*x_held - t4*x_held : t0*t7 + t2*t7 + t3*t6 - t4*t6);
    },
  },
  hard_elish: {
    title: "Hard ELiSH",
    formula: "h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, (exp(x) - 1) * h)",
    stable: "h = min(max((x + 1) / 2, 0), 1); where(x >= 0, x * h, expm1(x) * h)",
    source: "Basirat, Roth (2018), The Quest for the Golden Activation Function, arXiv:1808.00783",
    parameters: [],
    value(x) {
      const t0 = Math.min(Math.max(0.5*x + 0.5, 0.0), 1.0);
      return ((x >= 0.0) ? t0*x : t0*Math.expm1(x));
    },
    slope(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = 0.5*x_held;
      const t1 = Math.min(Math.max(t0 + 0.5, 0.0), 1.0);
      const t2 = ((x_held > -1.0) ? 1.0 : 0.0)*((x_held < 1.0) ? 1.0 : 0.0);
      return ((x_held >= 0.0) ? t0*t2 + t1 : t1*Math.exp(x_held) + 0.5*t2*Math.expm1(x_held));
    },
    curvature(x) {
      const t0 = ((x > -1.0) ? 1.0 : 0.0)*((x < 1.0) ? 1.0 : 0.0);
      const t1 = Math.exp(x);
      return ((x >= 0.0) ? t0 : t0*t1 + t1*Math.min(Math.max(0.5*x + 0.5, 0.0), 1.0));
    },
  },
  tanhexp: {
    title: "TanhExp",
    formula: "x * tanh(exp(x))",
    stable: "x * tanh(exp(min(x, 5)))",
    source: "Liu, Di (2020), TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight Neural Networks, arXiv:2003.09855",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.tanh(Math.exp(Math.min(x_held, 5.0)));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.exp(Math.min(x_held, 5.0));
      const t1 = 2.0*t0;
      return 4.0*t0*x_held*((x_held < 5.0) ? 1.0 : 0.0)*sigmoid(-t1)*sigmoid(t1) + Math.tanh(t0);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = ((x_held < 5.0) ? 1.0 : 0.0);
      const t1 = Math.min(x_held, 5.0);
      const t2 = Math.exp(t1);
      const t3 = 2.0*t2;
      const t4 = sigmoid(-t3);
      const t5 = 8.0*t0*t4;
      const t6 = sigmoid(t3);
      const t7 = t2*t6;
      const t8 = x_held*Math.exp(2.0*t1);
      return 8.0*t0*(t4*t4)*t6*t8 + 4.0*t0*t4*t7*x_held - t5*(t6*t6)*t8 + t5*t7;
    },
  },
  sharkfin: {
    title: "SharkFin",
    formula: "tanh(exp(x)) * max(x, -1)",
    stable: "tanh(exp(min(x, 5))) * max(x, -1)",
    source: "Misra (2019), Echo, a companion package of the Mish paper",
    parameters: [],
    value(x) {
      return Math.max(x, -1.0)*Math.tanh(Math.exp(Math.min(x, 5.0)));
    },
    slope(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = Math.exp(Math.min(x_held, 5.0));
      const t1 = 2.0*t0;
      return 4.0*t0*((x_held < 5.0) ? 1.0 : 0.0)*Math.max(x_held, -1.0)*sigmoid(-t1)*sigmoid(t1) + ((x_held > -1.0) ? 1.0 : 0.0)*Math.tanh(t0);
    },
    curvature(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = ((x_held < 5.0) ? 1.0 : 0.0);
      const t1 = Math.max(x_held, -1.0);
      const t2 = Math.min(x_held, 5.0);
      const t3 = Math.exp(t2);
      const t4 = 2.0*t3;
      const t5 = sigmoid(-t4);
      const t6 = t0*t1*t5;
      const t7 = sigmoid(t4);
      const t8 = t3*t7;
      const t9 = 8.0*Math.exp(2.0*t2);
      return t0*t1*(t5*t5)*t7*t9 + 8.0*t0*t5*t8*((x_held > -1.0) ? 1.0 : 0.0) - t6*(t7*t7)*t9 + 4.0*t6*t8;
    },
  },
  soft_root_sign: {
    title: "Soft Root Sign",
    formula: "x / (x / alpha + exp(-x / beta))",
    stable: "n = exp(min(x, 1) / beta); p = exp(-max(x, -1) / beta); where(x < 0, x * n / (1 + x * n / alpha), x / (x / alpha + p))",
    source: "Zhou, Li, Huang, Wang (2020), Soft-Root-Sign Activation Function, arXiv:2003.00547",
    parameters: [{"name": "alpha", "default": 2.0, "lower": 1.5, "upper": null, "learnable": false}, {"name": "beta", "default": 3.0, "lower": 0.001, "upper": 4.0, "learnable": false}],
    value(x, alpha, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = (1.0/beta);
      const t1 = Math.exp(t0*Math.min(x_held, 1.0));
      const t2 = x_held/alpha;
      return ((x_held < 0.0) ? t1*x_held/(t1*t2 + 1.0) : x_held/(t2 + Math.exp(-t0*Math.max(x_held, -1.0))));
    },
    slope(x, alpha, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = (1.0/beta);
      const t1 = t0*x_held + 1.0;
      const t2 = Math.exp(t0*Math.min(x_held, 1.0));
      const t3 = x_held/alpha;
      const t4 = Math.exp(-t0*Math.max(x_held, -1.0));
      return ((x_held < 0.0) ? t1*t2/((t2*t3 + 1.0)*(t2*t3 + 1.0)) : t1*t4/((t3 + t4)*(t3 + t4)));
    },
    curvature(x, alpha, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = (1.0/beta);
      const t1 = Math.exp(t0*Math.min(x_held, 1.0));
      const t2 = (1.0/alpha);
      const t3 = t2*x_held;
      const t4 = t1*t3 + 1.0;
      const t5 = t0*t1/(t4*t4);
      const t6 = t0*x_held;
      const t7 = t6 + 1.0;
      const t8 = ((x_held < 1.0) ? 1.0 : 0.0);
      const t9 = 2.0*t2;
      const t10 = t1*t9;
      const t11 = Math.exp(-t0*Math.max(x_held, -1.0));
      const t12 = t11 + t3;
      const t13 = t0*t11;
      const t14 = t13/(t12*t12);
      const t15 = ((x_held > -1.0) ? 1.0 : 0.0);
      return ((x_held < 0.0) ? t1*t7*(-t10*t6*t8 - t10)/(t4*t4*t4) + t5*t7*t8 + t5 : t11*t7*(2.0*t13*t15 - t9)/(t12*t12*t12) - t14*t15*t7 + t14);
    },
  },
  gcu: {
    title: "GCU",
    formula: "x * cos(x)",
    stable: "x * cos(x)",
    source: "Noel, Arunkumar, Trivedi, Dutta (2021), Growing Cosine Unit: A Novel Oscillatory Activation Function, arXiv:2108.12943",
    parameters: [],
    value(x) {
      return x*Math.cos(x);
    },
    slope(x) {
      return -x*Math.sin(x) + Math.cos(x);
    },
    curvature(x) {
      return -x*Math.cos(x) - 2.0*Math.sin(x);
    },
  },
  snake: {
    title: "Snake",
    formula: "x + sin(alpha * x)**2 / alpha",
    stable: "c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / alpha",
    source: "Liu, Hartwig, Ueda (2020), Neural Networks Fail to Learn Periodic Functions and How to Fix It, arXiv:2006.08195",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 1e-09, "upper": null, "learnable": true}],
    value(x, alpha) {
      return x + ((Math.sin(alpha*Math.min(Math.max(x, -1e+18), 1e+18)))*(Math.sin(alpha*Math.min(Math.max(x, -1e+18), 1e+18))))/alpha;
    },
    slope(x, alpha) {
      const t0 = alpha*x;
      return ((Math.sin(t0) + Math.cos(t0))*(Math.sin(t0) + Math.cos(t0)));
    },
    curvature(x, alpha) {
      const t0 = alpha*x;
      const t1 = Math.sin(t0);
      const t2 = Math.cos(t0);
      return (t1 + t2)*(-2.0*alpha*t1 + 2.0*alpha*t2);
    },
  },
  snake_beta: {
    title: "Snake Beta",
    formula: "x + sin(alpha * x)**2 / beta",
    stable: "c = min(max(x, -1e18), 1e18); x + sin(alpha * c)**2 / beta",
    source: "Lee, Ping, Ginsburg, Catanzaro, Yoon (2022), BigVGAN: A Universal Neural Vocoder with Large-Scale Training, arXiv:2206.04658",
    parameters: [{"name": "alpha", "default": 1.0, "lower": 1e-09, "upper": null, "learnable": true}, {"name": "beta", "default": 1.0, "lower": 1e-09, "upper": null, "learnable": true}],
    value(x, alpha, beta) {
      return x + ((Math.sin(alpha*Math.min(Math.max(x, -1e+18), 1e+18)))*(Math.sin(alpha*Math.min(Math.max(x, -1e+18), 1e+18))))/beta;
    },
    slope(x, alpha, beta) {
      const t0 = (1.0/beta);
      const t1 = alpha*x;
      return alpha*t0*((Math.sin(t1) + Math.cos(t1))*(Math.sin(t1) + Math.cos(t1))) + t0*(-alpha + beta);
    },
    curvature(x, alpha, beta) {
      const t0 = alpha*x;
      const t1 = Math.sin(t0);
      const t2 = Math.cos(t0);
      return alpha*(t1 + t2)*(-2.0*alpha*t1 + 2.0*alpha*t2)/beta;
    },
  },
  mish: {
    title: "Mish",
    formula: "x * tanh(log(1 + exp(x)))",
    stable: "x * tanh(softplus(x))",
    source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = Math.exp(Math.min(x_held, 20.0));
      const t1 = t0*(t0 + 2.0);
      return t1*x_held/(t1 + 2.0);
    },
    slope(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = Math.min(x_held, 22.0);
      const t1 = Math.exp(t0);
      const t2 = t1*(t1 + 2.0);
      const t3 = (1.0/(t2 + 2.0));
      return t3*(4.0*t0*t1*t3*(t1 + 1.0) + t2);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 2.0*softplus(x_held);
      const t1 = sigmoid(-t0);
      const t2 = 8.0*t1;
      const t3 = sigmoid(x_held);
      const t4 = sigmoid(t0);
      const t5 = t3*t4;
      const t6 = (t3*t3)*x_held;
      return 8.0*(t1*t1)*t4*t6 + 4.0*t1*t5*x_held*sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5;
    },
  },
  beta_mish: {
    title: "Beta Mish",
    formula: "x * tanh(log((1 + exp(x))**beta))",
    stable: "x * tanh(beta * softplus(x))",
    source: "Misra (2019), Echo, a companion package of the Mish paper",
    parameters: [{"name": "beta", "default": 1.5, "lower": 0.0, "upper": null, "learnable": false}],
    value(x, beta) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.tanh(beta*softplus(x_held));
    },
    slope(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta*softplus(x_held);
      const t1 = 2.0*t0;
      return 4.0*beta*x_held*sigmoid(-t1)*sigmoid(t1)*sigmoid(x_held) + Math.tanh(t0);
    },
    curvature(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 2.0*beta*softplus(x_held);
      const t1 = sigmoid(-t0);
      const t2 = 8.0*t1;
      const t3 = sigmoid(x_held);
      const t4 = sigmoid(t0);
      const t5 = beta*t3*t4;
      const t6 = (beta*beta)*(t3*t3)*x_held;
      return 8.0*(t1*t1)*t4*t6 + 4.0*t1*t5*x_held*sigmoid(-x_held) - t2*(t4*t4)*t6 + t2*t5;
    },
  },
  mila: {
    title: "Mila",
    formula: "x * tanh(log(1 + exp(x + beta)))",
    stable: "x * tanh(softplus(x + beta))",
    source: "Misra (2019), Mila: Controlling Minima Concavity in Activation Function",
    parameters: [{"name": "beta", "default": -0.25, "lower": null, "upper": null, "learnable": false}],
    value(x, beta) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.tanh(softplus(beta + x_held));
    },
    slope(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta + x_held;
      const t1 = softplus(t0);
      const t2 = 2.0*t1;
      return 4.0*x_held*sigmoid(t0)*sigmoid(-t2)*sigmoid(t2) + Math.tanh(t1);
    },
    curvature(x, beta) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = beta + x_held;
      const t1 = 2.0*softplus(t0);
      const t2 = sigmoid(-t1);
      const t3 = 8.0*t2;
      const t4 = sigmoid(t1);
      const t5 = sigmoid(t0);
      const t6 = t4*t5;
      const t7 = (t5*t5)*x_held;
      return 8.0*(t2*t2)*t4*t7 + 4.0*t2*t6*x_held*sigmoid(-t0) - t3*(t4*t4)*t7 + t3*t6;
    },
  },
  hard_mish: {
    title: "Hard Mish",
    formula: "x / 2 * min(2, max(0, x + 2))",
    stable: "x * min(max(x + 2, 0) / 2, 1)",
    source: "Diganta Misra's repository (2020), H-Mish, proposed beside Mish",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.min(0.5*Math.max(x_held + 2.0, 0.0), 1.0);
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.max(x_held + 2.0, 0.0);
      return 0.5*x_held*((x_held > -2.0) ? 1.0 : 0.0)*((t0 < 2.0) ? 1.0 : 0.0) + Math.min(0.5*t0, 1.0);
    },
    curvature(x) {
      return Number.isNaN(x) ? x : ((x > -2.0) ? 1.0 : 0.0)*((Math.max(x + 2.0, 0.0) < 2.0) ? 1.0 : 0.0);
    },
  },
  smish: {
    title: "Smish",
    formula: "x * tanh(log(1 + 1 / (1 + exp(-x))))",
    stable: "s = sigmoid(x); n = s * (s + 2) / 4; x * n / (n + 1 / 2)",
    source: "Wang, Ren, Wang (2022), Smish: A Novel Activation Function for Deep Learning Methods",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = sigmoid(x_held);
      const t1 = 0.25*t0*(t0 + 2.0);
      return t1*x_held/(t1 + 0.5);
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = 0.25*t0*(t0 + 2.0);
      const t2 = t1 + 0.5;
      const t3 = (1.0/t2);
      const t4 = t1*t3;
      const t5 = sigmoid(-x_held);
      const t6 = 0.25*(t0*t0)*t5;
      return t1*x_held*(-t1*t5 - t6)/(t2*t2) + t3*t6*x_held + t4*t5*x_held + t4;
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = t0 + 2.0;
      const t2 = 0.25*t1;
      const t3 = t0*t2;
      const t4 = t3 + 0.5;
      const t5 = (1.0/t4);
      const t6 = (t0*t0);
      const t7 = sigmoid(-x_held);
      const t8 = t6*t7;
      const t9 = 0.5*t8;
      const t10 = (t0*t0*t0);
      const t11 = 0.25*t7;
      const t12 = t5*x_held;
      const t13 = 0.5*t0*t1;
      const t14 = t13*t7;
      const t15 = (t7*t7);
      const t16 = 0.75*t15*t6;
      const t17 = t15*t3;
      const t18 = (1.0/(t4*t4));
      const t19 = -t11*t6 - t3*t7;
      const t20 = t18*t19;
      const t21 = t20*x_held;
      const t22 = t3*x_held;
      return -t10*t11*t12 + t12*t16 + t12*t17 - t12*t2*t8 + t13*t20 + t14*t21 + t14*t5 + t18*t22*(0.25*t1*t6*t7 + 0.25*t10*t7 - t16 - t17) + t19*t22*(-t14 - t9)/(t4*t4*t4) + t21*t9 + t5*t9;
    },
  },
  logish: {
    title: "Logish",
    formula: "x * log(1 + 1 / (1 + exp(-x)))",
    stable: "x * log1p(sigmoid(x))",
    source: "Zhu, Zeng, Liu, Zhang (2021), Logish: A new nonlinear nonmonotonic activation function for convolutional neural network",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.log1p(sigmoid(x_held));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(x_held);
      return t0*x_held*sigmoid(-x_held)/(t0 + 1.0) + Math.log1p(t0);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(-x_held);
      const t1 = sigmoid(x_held);
      const t2 = t1 + 1.0;
      const t3 = (1.0/t2);
      const t4 = t1*t3;
      const t5 = (t0*t0)*x_held;
      const t6 = (t1*t1);
      return -t0*t3*t6*x_held + 2.0*t0*t4 + t4*t5 - t5*t6/(t2*t2);
    },
  },
  serf: {
    title: "Serf",
    formula: "x * erf(log(1 + exp(x)))",
    stable: "x * erf(softplus(x))",
    source: "Nag, Bhattacharyya, Mukherjee, Kundu (2021), SERF: Towards better training of deep neural networks using log-Softplus ERror activation Function, arXiv:2108.09598",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*erf(softplus(x_held));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = softplus(x_held);
      return 2.0*x_held*sigmoid(x_held)*Math.exp(-(t0*t0))/1.772453850905516 + erf(t0);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = 0.5641895835477563;
      const t2 = softplus(x_held);
      const t3 = Math.exp(-(t2*t2));
      const t4 = 4.0*t1*t3;
      return -(t0*t0)*t2*t4*x_held + 2.0*t0*t1*t3*x_held*sigmoid(-x_held) + t0*t4;
    },
  },
  phish: {
    title: "Phish",
    formula: "x * tanh(x * (1 + erf(x / sqrt(2))) / 2)",
    stable: "x * tanh(x * (erfc(-x / sqrt(2)) / 2))",
    source: "Naveen (2022), Phish: A Novel Hyper-Optimizable Activation Function",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      const t0 = 0.5*x_held;
      return x_held*Math.tanh(t0*erfc(-1.4142135623730951*t0));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 0.5*1.4142135623730951*x_held;
      const t1 = erfc(-t0);
      const t2 = 0.5*t1;
      const t3 = t1*x_held;
      return 4.0*x_held*(t0*Math.exp(-0.5*(x_held*x_held))/1.772453850905516 + t2)*sigmoid(-t3)*sigmoid(t3) + Math.tanh(t2*x_held);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = 1.4142135623730951;
      const t1 = t0*x_held;
      const t2 = 0.5*t1;
      const t3 = erfc(-t2);
      const t4 = 0.5641895835477563;
      const t5 = 0.5*(x_held*x_held);
      const t6 = Math.exp(-t5);
      const t7 = t4*t6;
      const t8 = t2*t7 + 0.5*t3;
      const t9 = t3*x_held;
      const t10 = sigmoid(t9);
      const t11 = sigmoid(-t9);
      const t12 = t10*t11;
      const t13 = 4.0*x_held;
      const t14 = t1*t7 + t3;
      const t15 = t13*t8;
      return -(t10*t10)*t11*t14*t15 + t10*(t11*t11)*t14*t15 + t12*t13*(t0*t4*t6 - t0*t5*t7) + 8.0*t12*t8;
    },
  },
  atan_softplus: {
    title: "Atan Softplus",
    formula: "atan(x) * log(1 + exp(x))",
    stable: "atan(x) * softplus(x)",
    source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
    parameters: [],
    value(x) {
      return softplus(x)*Math.atan(x);
    },
    slope(x) {
      const x_held = Math.min(x, 1e+18);
      return sigmoid(x_held)*Math.atan(x_held) + softplus(x_held)/((x_held*x_held) + 1.0);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = (x_held*x_held) + 1.0;
      return t0*sigmoid(-x_held)*Math.atan(x_held) + 2.0*t0/t1 - 2.0*x_held*softplus(x_held)/(t1*t1);
    },
  },
  tanh_softplus: {
    title: "Tanh Softplus",
    formula: "tanh(x) * log(1 + exp(x))",
    stable: "tanh(x) * softplus(x)",
    source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
    parameters: [],
    value(x) {
      return softplus(x)*Math.tanh(x);
    },
    slope(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = 2.0*x_held;
      return 4.0*sigmoid(-t0)*sigmoid(t0)*softplus(x_held) + sigmoid(x_held)*Math.tanh(x_held);
    },
    curvature(x) {
      const x_held = Math.min(x, 1e+18);
      const t0 = sigmoid(x_held);
      const t1 = 2.0*x_held;
      const t2 = sigmoid(-t1);
      const t3 = sigmoid(t1);
      const t4 = 8.0*softplus(x_held);
      return 8.0*t0*t2*t3 + t0*sigmoid(-x_held)*Math.tanh(x_held) + (t2*t2)*t3*t4 - t2*(t3*t3)*t4;
    },
  },
  log_atan_exp: {
    title: "Log Atan Exp",
    formula: "x * log(1 + atan(exp(x)))",
    stable: "x * log1p(where(x > 0, pi / 2 - atan(exp(-max(x, -1))), atan(exp(min(x, 1)))))",
    source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.log1p(((x_held > 0.0) ? -Math.atan(Math.exp(-Math.max(x_held, -1.0))) + 0.5*3.141592653589793 : Math.atan(Math.exp(Math.min(x_held, 1.0)))));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.max(x_held, -1.0);
      const t1 = Math.exp(-t0);
      const t2 = (x_held > 0.0);
      const t3 = Math.min(x_held, 1.0);
      const t4 = Math.exp(t3);
      const t5 = (t2 ? -Math.atan(t1) + 0.5*3.141592653589793 : Math.atan(t4));
      return x_held*(t2 ? t1*((x_held > -1.0) ? 1.0 : 0.0)/(1.0 + Math.exp(-2.0*t0)) : t4*((x_held < 1.0) ? 1.0 : 0.0)/(Math.exp(2.0*t3) + 1.0))/(t5 + 1.0) + Math.log1p(t5);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.max(x_held, -1.0);
      const t1 = Math.exp(-t0);
      const t2 = (x_held > 0.0);
      const t3 = Math.min(x_held, 1.0);
      const t4 = Math.exp(t3);
      const t5 = (t2 ? -Math.atan(t1) + 0.5*3.141592653589793 : Math.atan(t4)) + 1.0;
      const t6 = (1.0/t5);
      const t7 = ((x_held > -1.0) ? 1.0 : 0.0);
      const t8 = Math.exp(-2.0*t0);
      const t9 = t8 + 1.0;
      const t10 = t1*t7/t9;
      const t11 = ((x_held < 1.0) ? 1.0 : 0.0);
      const t12 = Math.exp(2.0*t3);
      const t13 = t12 + 1.0;
      const t14 = t11*t4/t13;
      const t15 = (1.0/(t9*t9));
      const t16 = t11/(t13*t13);
      return t6*x_held*(t2 ? -t10 + 2.0*t15*t7*Math.exp(-3.0*t0) : t14 - 2.0*t16*Math.exp(3.0*t3)) + 2.0*t6*(t2 ? t10 : t14) - x_held*(t2 ? t15*t7*t8 : t12*t16)/(t5*t5);
    },
  },
  log_tanh_exp: {
    title: "Log Tanh Exp",
    formula: "x * log(1 + tanh(exp(x)))",
    stable: "x * log1p(tanh(exp(min(x, 5))))",
    source: "Misra (2019), Mish: A Self Regularized Non-Monotonic Activation Function, arXiv:1908.08681",
    parameters: [],
    value(x) {
      const x_held = Math.max(x, -1e+18);
      return x_held*Math.log1p(Math.tanh(Math.exp(Math.min(x_held, 5.0))));
    },
    slope(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.exp(Math.min(x_held, 5.0));
      const t1 = Math.tanh(t0);
      const t2 = 2.0*t0;
      return 4.0*t0*x_held*((x_held < 5.0) ? 1.0 : 0.0)*sigmoid(-t2)*sigmoid(t2)/(t1 + 1.0) + Math.log1p(t1);
    },
    curvature(x) {
      const x_held = Math.min(Math.max(x, -1e+18), 1e+18);
      const t0 = Math.min(x_held, 5.0);
      const t1 = Math.exp(t0);
      const t2 = Math.tanh(t1) + 1.0;
      const t3 = (1.0/t2);
      const t4 = ((x_held < 5.0) ? 1.0 : 0.0);
      const t5 = 2.0*t1;
      const t6 = sigmoid(-t5);
      const t7 = 8.0*t3*t4*t6;
      const t8 = sigmoid(t5);
      const t9 = t1*t8;
      const t10 = t4*x_held;
      const t11 = Math.exp(2.0*t0);
      const t12 = t11*(t8*t8);
      const t13 = t10*(t6*t6);
      return 4.0*t10*t3*t6*t9 + 8.0*t11*t13*t3*t8 - 16.0*t12*t13/(t2*t2) - t12*t7*x_held + t7*t9;
    },
  },
};

export const GATES = {
  glu: {
    title: "GLU",
    formula: "u = min(limit, a); (1 / (1 + exp(-u))) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); sigmoid(u) * (max(-limit, min(limit, b)) + plus)",
    source: "Dauphin, Fan, Auli, Grangier (2016), Language Modeling with Gated Convolutional Networks, arXiv:1612.08083",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const t0 = sigmoid(Math.min(limit, a));
      const t1 = plus + Math.max(-limit, Math.min(limit, b));
      return t0*t1;
    },
  },
  reglu: {
    title: "ReGLU",
    formula: "u = min(limit, a); max(u, 0) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); max(u, 0) * (max(-limit, min(limit, b)) + plus)",
    source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const t0 = Math.max(Math.min(limit, a), 0.0);
      const t1 = plus + Math.max(-limit, Math.min(limit, b));
      return t0*t1;
    },
  },
  geglu: {
    title: "GEGLU",
    formula: "u = min(limit, a); (u * (1 + erf(u / sqrt(2))) / 2) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); (u * (erfc(-u / sqrt(2)) / 2)) * (max(-limit, min(limit, b)) + plus)",
    source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const a_held = Math.max(a, -1e+18);
      const t0 = 0.5*Math.min(limit, a_held);
      const t1 = t0*erfc(-1.4142135623730951*t0);
      const t2 = plus + Math.max(-limit, Math.min(limit, b));
      return t1*t2;
    },
  },
  geglu_tanh: {
    title: "GEGLU Tanh",
    formula: "u = min(limit, a); (u * (1 + tanh(sqrt(2 / pi) * (u + 0.044715 * u**3))) / 2) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); c = min(max(u, -30), 30); (u * sigmoid(2 * sqrt(2 / pi) * (c + 0.044715 * c**3))) * (max(-limit, min(limit, b)) + plus)",
    source: "Gemma Team (2024), Gemma: Open Models Based on Gemini Research and Technology, arXiv:2403.08295",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const a_held = Math.max(a, -1e+18);
      const t0 = Math.min(limit, a_held);
      const t1 = Math.min(Math.max(t0, -30.0), 30.0);
      const t2 = t0*sigmoid(2.0*1.4142135623730951*(0.044715*(t1*t1*t1) + t1)/1.772453850905516);
      const t3 = plus + Math.max(-limit, Math.min(limit, b));
      return t2*t3;
    },
  },
  swiglu: {
    title: "SwiGLU",
    formula: "u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); (u * sigmoid(alpha * u)) * (max(-limit, min(limit, b)) + plus)",
    source: "Shazeer (2020), GLU Variants Improve Transformer, arXiv:2002.05202",
    parameters: [{"name": "alpha", "default": 1.0, "lower": null, "upper": null, "learnable": false}, {"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, alpha, limit, plus) {
      const a_held = ((alpha > 0.0) ? Math.max(a, -1e+18) : ((alpha < 0.0) ? Math.min(a, 1e+18) : a));
      const t0 = Math.min(limit, a_held);
      const t1 = t0*sigmoid(alpha*t0);
      const t2 = plus + Math.max(-limit, Math.min(limit, b));
      return t1*t2;
    },
  },
  swiglu_oai: {
    title: "SwiGLU OAI",
    formula: "u = min(limit, a); (u / (1 + exp(-alpha * u))) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); (u * sigmoid(alpha * u)) * (max(-limit, min(limit, b)) + plus)",
    source: "OpenAI (2025), gpt-oss-120b & gpt-oss-20b Model Card, arXiv:2508.10925",
    parameters: [{"name": "alpha", "default": 1.702, "lower": null, "upper": null, "learnable": false}, {"name": "limit", "default": 7.0, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 1.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, alpha, limit, plus) {
      const a_held = Math.max(a, -1e+18);
      const t0 = Math.min(limit, a_held);
      const t1 = t0*sigmoid(alpha*t0);
      const t2 = plus + Math.max(-limit, Math.min(limit, b));
      const at_far = t1*t2;
      return at_far*(((Math.abs(at_far) < 1000000000.0)) || ((Math.abs(a) <= Math.abs(a_held))) ? 1.0 : 1e-18*Math.abs(a));
    },
  },
  swiglu_step: {
    title: "SwiGLU Step",
    formula: "min(limit, a / (1 + exp(-alpha * a))) * (max(-limit, min(limit, b)) + plus)",
    stable: "min(limit, a * sigmoid(alpha * a)) * (max(-limit, min(limit, b)) + plus)",
    source: "StepFun Team (2026), Step 3.5 Flash: Open Frontier-Level Intelligence with 11B Active Parameters, arXiv:2602.10604",
    parameters: [{"name": "alpha", "default": 1.0, "lower": null, "upper": null, "learnable": false}, {"name": "limit", "default": 7.0, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, alpha, limit, plus) {
      const a_held = ((alpha > 0.0) ? Math.max(a, -1e+18) : ((alpha < 0.0) ? Math.min(a, 1e+18) : a));
      const t0 = Math.min(limit, a_held*sigmoid(a_held*alpha));
      const t1 = plus + Math.max(-limit, Math.min(limit, b));
      return t0*t1;
    },
  },
  situ_glu: {
    title: "SiTU-GLU",
    formula: "u = min(limit, a); (gate_cap * tanh(u / gate_cap) / (1 + exp(-u))) * (cap * tanh(max(-limit, min(limit, b)) / cap) + plus)",
    stable: "u = min(limit, a); (gate_cap * tanh(u / gate_cap) * sigmoid(u)) * (cap * tanh(max(-limit, min(limit, b)) / cap) + plus)",
    source: "Kimi Team (2026), Kimi K3, arXiv:2607.24653",
    parameters: [{"name": "gate_cap", "default": 4.0, "lower": 0.001, "upper": null, "learnable": false}, {"name": "cap", "default": 25.0, "lower": 0.001, "upper": null, "learnable": false}, {"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, gate_cap, cap, limit, plus) {
      const t0 = Math.min(limit, a);
      const t1 = gate_cap*sigmoid(t0)*Math.tanh(t0/gate_cap);
      const t2 = cap*Math.tanh(Math.max(-limit, Math.min(limit, b))/cap) + plus;
      return t1*t2;
    },
  },
  relu2_glu: {
    title: "ReLU2 GLU",
    formula: "u = min(limit, a); (max(u, 0)**2) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); (max(u, 0)**2) * (max(-limit, min(limit, b)) + plus)",
    source: "Zhang, Song, Yu, Han, Lin, Xiao, Song, Liu, Mi, Sun (2024), ReLU2 Wins: Discovering Efficient Activation Functions for Sparse LLMs, arXiv:2402.03804",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const t0 = ((Math.max(Math.min(limit, a), 0.0))*(Math.max(Math.min(limit, a), 0.0)));
      const t1 = plus + Math.max(-limit, Math.min(limit, b));
      return t0*t1;
    },
  },
  mish_glu: {
    title: "Mish GLU",
    formula: "u = min(limit, a); (u * tanh(log(1 + exp(u)))) * (max(-limit, min(limit, b)) + plus)",
    stable: "u = min(limit, a); (u * tanh(softplus(u))) * (max(-limit, min(limit, b)) + plus)",
    source: "Shazeer (2020), GLU Variants Improve Transformer, with Mish as the function, arXiv:2002.05202",
    parameters: [{"name": "limit", "default": Infinity, "lower": 0.0, "upper": null, "learnable": false}, {"name": "plus", "default": 0.0, "lower": null, "upper": null, "learnable": false}],
    value(a, b, limit, plus) {
      const a_held = Math.max(a, -1e+18);
      const t0 = Math.min(limit, a_held);
      const t1 = t0*Math.tanh(softplus(t0));
      const t2 = plus + Math.max(-limit, Math.min(limit, b));
      return t1*t2;
    },
  },
};
