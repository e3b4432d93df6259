// The check beside Student's t, as in actlab/lab/verdicts/shape.py: critical values from the shape that a family's own differences
// have. It draws the numbers that the lab draws, in the same order, so that both give the same p.

import { Pcg64 } from "./pcg64";

const SHARE = 0.7;
const BEYOND = 30;
const [FEWEST_DRAWS, MOST_DRAWS] = [20_000, 4_000_000];

type Values = ArrayLike<number>;

export class Shape {
  private readonly pool: Float64Array;
  private readonly draws: number;
  private readonly statistics = new Map<number, Float64Array>();

  /** `differences`: a row for each comparison, with some spread. `level`: the smallest at which one will be tested. */
  constructor(
    differences: readonly Values[],
    resolutions: readonly number[],
    level: number,
    private readonly generator: Pcg64,
  ) {
    const pool = differences.flatMap((row, k) => residuals(row, resolutions[k], generator));
    const centre = mean(pool);
    this.pool = Float64Array.from(pool, (u) => u - centre);
    this.draws = Math.floor(Math.min(MOST_DRAWS, Math.max(FEWEST_DRAWS, BEYOND / (SHARE * level))));
  }

  /** Two-sided p of |t| of n seeds, to be compared with the whole level. */
  p(t: number, n: number): number {
    const above = this.draws - firstFrom(this.drawn(n), t);
    return Math.min(1, (above + 1) / (this.draws + 1) / SHARE);
  }

  /** What |t| of n seeds must exceed for p <= level; infinite beyond what the draws resolve. */
  critical(level: number, n: number): number {
    const allowed = Math.trunc(level * SHARE * (this.draws + 1) * (1 + 1e-12)) - 1;
    return allowed >= 0 ? this.drawn(n)[this.draws - 1 - allowed] : Infinity;
  }

  private drawn(n: number): Float64Array {
    let sorted = this.statistics.get(n);
    if (!sorted) {
      sorted = Float64Array.from({ length: this.draws }, () => this.sample(n)).sort();
      this.statistics.set(n, sorted);
    }
    return sorted;
  }

  /** |t| of n values out of the pool; infinite where they have no spread. */
  private sample(n: number): number {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; i++) {
      const u = this.pool[this.generator.below(this.pool.length)];
      sum += u;
      squares += u * u;
    }
    const variance = (squares - (sum * sum) / n) / (n - 1);
    return variance > 0 ? (Math.abs(sum / n) * Math.sqrt(n)) / Math.sqrt(variance) : Infinity;
  }
}

/** The differences less their median, in units of their median deviation, turned to one side by the sign of their skewness. */
function residuals(row: Values, resolution: number, generator: Pcg64): number[] {
  let values = Array.from(row);
  if (resolution) {
    const up = values.map(() => generator.uniform());
    values = values.map((u, i) => u + resolution * (up[i] - generator.uniform()));
  }
  const [middle, centre] = [median(values), mean(values)];
  const off = values.map((u) => u - middle);
  const away = off.map(Math.abs);
  const scale = median(away) || mean(away);
  const side = Math.sign(values.reduce((total, u) => total + (u - centre) ** 3, 0)) || 1;
  return off.map((u) => (u / scale) * side);
}

/** The first place in a sorted array whose value is at least `t`. */
function firstFrom(sorted: Float64Array, t: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < t) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function mean(values: Values): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function median(values: Values): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
