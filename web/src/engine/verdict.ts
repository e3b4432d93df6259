// Verdicts over paired differences, as the lab gives them: Student's t with Holm's procedure over the family, and beside it a
// studentised bootstrap of the largest statistic over seeds that are drawn jointly; "better" and "worse" need both.

import { Random } from "./random";

export const LEVEL = 0.95;
export const FEWEST_SEEDS = 6; // below it a difference at most leans: 5 seeds carry no check that assumes less than Student's t
const RESAMPLES = 2000;

export const WORDS = ["better", "worse", "equivalent", "leans better", "leans worse", "cannot tell apart", "no verdict"] as const;
export type VerdictWord = (typeof WORDS)[number];

export interface Verdict {
  word: VerdictWord;
  /** Mean difference and its interval at `level`. */
  mean: number;
  low: number;
  high: number;
  level: number;
  n: number;
  p: number; // Student's t, two-sided
  adjusted: number; // by Holm over the family
  joint: number; // the share of resamples whose largest statistic is at least this one
}

export interface Rules {
  margin?: number; // an interval within it is equivalent; 0 asks for no such word
  resolution?: number; // the step of the values: equal differences by chance are no spread of zero
  seed?: number; // of the bootstrap
}

/**
 * Judge a family: `differences[k][i]` is arm k less its other, for seed i; larger is better. All rows have the same seeds.
 * What Student's t with Holm rejects and the bootstrap does not confirm, or what has too few seeds, only leans. An interval
 * that decides stands at the level of its step in Holm's procedure, every other one at a level that holds for all together.
 */
export function verdicts(differences: readonly (readonly number[])[], { margin = 0, resolution = 0, seed = 0 }: Rules = {}): Verdict[] {
  const n = differences[0]?.length ?? 0;
  const all = 1 - (1 - LEVEL) / differences.length;
  if (n < 2) return differences.map((row) => ({ word: "no verdict", mean: row[0] ?? NaN, low: NaN, high: NaN, level: all, n, p: NaN, adjusted: NaN, joint: NaN }));
  const least = resolution / Math.sqrt(6); // of the difference of two values that were rounded
  const statistics = differences.map((row) => studentised(row, least));
  const ps = statistics.map(({ t }) => 2 * tail(Math.abs(t), n - 1));
  const joint = jointly(differences, statistics, least, seed);
  const { adjusted, left } = holm(ps);
  return statistics.map(({ mean, error }, k) => {
    const apart = adjusted[k] <= 1 - LEVEL;
    const level = apart ? 1 - (1 - LEVEL) / left[k] : all;
    const within = Math.abs(mean) + quantile(all, n - 1) * error <= margin;
    const half = quantile(level, n - 1) * error;
    const side = mean > 0 ? "better" : "worse";
    const enough = n >= FEWEST_SEEDS;
    const spread = differences[k].some((u) => Math.abs(u - differences[k][0]) > 1e-6 * resolution);
    let word: VerdictWord = "cannot tell apart";
    if (!spread) word = "no verdict";
    else if (within && enough && margin >= resolution) word = "equivalent";
    else if (apart) word = enough && joint[k] <= 1 - LEVEL ? side : `leans ${side}`;
    return { word, mean, low: mean - half, high: mean + half, level, n, p: ps[k], adjusted: adjusted[k], joint: joint[k] };
  });
}

interface Statistic {
  mean: number;
  error: number;
  t: number;
}

function studentised(row: ArrayLike<number>, least: number): Statistic {
  const n = row.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) sum += row[i];
  const mean = sum / n;
  for (let i = 0; i < n; i++) squares += (row[i] - mean) ** 2;
  const error = Math.max(Math.sqrt(squares / (n - 1)), least) / Math.sqrt(n);
  return { mean, error, t: mean === 0 ? 0 : mean / error };
}

/** For each comparison, how often the largest |t| of all of them, around their own means, reaches its own. */
function jointly(differences: readonly (readonly number[])[], found: readonly Statistic[], least: number, seed: number): number[] {
  const n = differences[0].length;
  const random = new Random(seed, 77);
  const counts = found.map(() => 0);
  const drawn = differences.map(() => new Float64Array(n));
  for (let b = 0; b < RESAMPLES; b++) {
    for (let i = 0; i < n; i++) {
      const from = Math.floor(random.uniform() * n);
      differences.forEach((row, k) => (drawn[k][i] = row[from]));
    }
    let largest = 0;
    drawn.forEach((row, k) => {
      const { mean, error } = studentised(row, least);
      const away = Math.abs(mean - found[k].mean);
      if (away > 0) largest = Math.max(largest, away / error);
    });
    found.forEach(({ t }, k) => (counts[k] += Number(largest >= Math.abs(t))));
  }
  return counts.map((count) => (count + 1) / (RESAMPLES + 1));
}

/** Holm's adjusted p, and how many tests were left at each one's step. */
function holm(ps: readonly number[]): { adjusted: number[]; left: number[] } {
  const order = ps.map((_, k) => k).sort((a, b) => ps[a] - ps[b]);
  const [adjusted, left] = [ps.map(() => 1), ps.map(() => 1)];
  let largest = 0;
  order.forEach((k, rank) => {
    left[k] = order.length - rank;
    largest = Math.max(largest, Math.min(1, left[k] * ps[k]));
    adjusted[k] = largest;
  });
  return { adjusted, left };
}

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
