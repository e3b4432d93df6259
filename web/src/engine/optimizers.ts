// The ways to step down the slope, on one array of parameters; formulas as in torch.optim.

export const OPTIMIZERS = ["sgd", "momentum", "adam"] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

export type Step = (parameters: Float64Array, gradients: Float64Array) => void;

export function optimizer(name: OptimizerName, rate: number, size: number): Step {
  return { sgd, momentum, adam }[name](rate, size);
}

function sgd(rate: number): Step {
  return (p, g) => {
    for (let i = 0; i < p.length; i++) p[i] -= rate * g[i];
  };
}

function momentum(rate: number, size: number): Step {
  const v = new Float64Array(size);
  return (p, g) => {
    for (let i = 0; i < p.length; i++) {
      v[i] = 0.9 * v[i] + g[i];
      p[i] -= rate * v[i];
    }
  };
}

function adam(rate: number, size: number): Step {
  const m = new Float64Array(size);
  const s = new Float64Array(size);
  let t = 0;
  return (p, g) => {
    t++;
    const [first, second] = [1 - 0.9 ** t, 1 - 0.999 ** t];
    for (let i = 0; i < p.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      s[i] = 0.999 * s[i] + 0.001 * g[i] * g[i];
      p[i] -= ((rate / first) * m[i]) / (Math.sqrt(s[i] / second) + 1e-8);
    }
  };
}
