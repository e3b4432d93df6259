// Student's distribution of t: the share in its tails, and the t that a share stays below.

/** P(T > t) for t >= 0: half of the regularised incomplete beta function I(v / (v + t²); v / 2, 1 / 2). */
export function tail(t: number, degrees: number): number {
  if (t === Infinity) return 0;
  return 0.5 * beta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t that a share `level` of |T| stays below, by bisection. */
export function quantile(level: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (2 * tail(high, degrees) > 1 - level) high *= 2;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (2 * tail(middle, degrees) > 1 - level) low = middle;
    else high = middle;
  }
  return high;
}

/** The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22), from the side where that converges fast. */
function beta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  let value = 1; // from its far end: 300 terms reach float64 for every x on this side
  for (let m = 300; m >= 1; m--) {
    const k = Math.floor(m / 2);
    const term = m % 2 ? (-(a + k) * (a + b + k) * x) / ((a + 2 * k) * (a + 2 * k + 1)) : (k * (b - k) * x) / ((a + 2 * k - 1) * (a + 2 * k));
    value = 1 + term / value;
  }
  return front / value;
}

/** Stirling's series, after a shift to where eight terms reach float64. */
function logGamma(z: number): number {
  let shift = 0;
  let u = z;
  for (; u < 12; u++) shift += Math.log(u);
  const r = 1 / (u * u);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / u;
  return (u - 0.5) * Math.log(u) - u + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
