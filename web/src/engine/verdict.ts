// The lab's verdicts (actlab/lab/verdicts/procedure.py), for the same numbers the same words: Holm over the family with the larger of
// Student's p and that of the pooled shape; equivalence within the margin for all comparisons at once; below 6 seeds only "leans".

import { Pcg64 } from "./pcg64";
import { mean, median, Shape } from "./shape";
import { quantile, tail } from "./student";

export const ALPHA = 0.05; // of the first look; the page takes no second one
export const FEWEST_SEEDS = 6;
const COLLAPSING = 0.2; // share of comparisons with a collapsed run beyond which the others' luck is not trusted
const [FEWEST_TO_COLLAPSE, FAR, FAR_AT_FEWEST, NORMAL] = [5, 10, 15, 1.4826]; // as in actlab/lab/verdicts/collapse.py

export const WORDS = ["better", "worse", "equivalent", "leans better", "leans worse", "cannot tell apart", "no verdict"] as const;
export type VerdictWord = (typeof WORDS)[number];
/** Why a word is none of the first three, where there is more to say than that. */
export type Reason = "" | "no_seeds" | "one_seed" | "no_spread" | "below_resolution" | "few_seeds" | "collapsed" | "unconfirmed";

/** One comparison: two arms' values over the same seeds in the same order; larger is better. */
export interface Pairing {
  arm: readonly number[];
  against: readonly number[];
  resolution: number; // the step of a value, such as 1 / test points; 0 for a number without one
  margin: number; // differences within it are equivalent; with 0 none are
}

export interface Verdict {
  word: VerdictWord;
  reason: Reason;
  /** Mean difference and the interval at `level`, that of the decision. */
  mean: number;
  low: number;
  high: number;
  level: number;
  n: number;
  p: number; // Student's t, two-sided
  check: number; // of the pooled shape
  adjusted: number; // by Holm over the family, of the larger
}

/** Judge every comparison of a family. */
export function judge(family: readonly Pairing[]): Verdict[] {
  const rows = family.map(({ arm, against }) => arm.map((u, i) => u - against[i]));
  const size = rows.filter((row) => row.length > 1).length;
  const verdicts = family.map((pairing, k) => without(rows[k], whyNot(pairing, rows[k])));
  const usable = family.map((_, k) => k).filter((k) => !verdicts[k].reason);
  if (usable.length) new Family(usable.map((k) => family[k]), usable.map((k) => rows[k]), size).verdicts().forEach((verdict, i) => (verdicts[usable[i]] = verdict));
  return verdicts;
}

function whyNot({ arm, against, resolution }: Pairing, row: readonly number[]): Reason {
  if (row.length < 2) return row.length ? "one_seed" : "no_seeds";
  const largest = Math.max(...[...arm, ...against].map(Math.abs));
  const spread = Math.max(...row) - Math.min(...row);
  return spread > Math.max(1e-6 * resolution, 1e-12 * largest) ? "" : "no_spread";
}

const without = (row: readonly number[], reason: Reason): Verdict => ({ word: "no verdict", reason, mean: mean(row), low: NaN, high: NaN, level: NaN, n: row.length, p: NaN, check: NaN, adjusted: NaN });

interface Measured {
  n: number;
  mean: number;
  error: number;
  t: number;
}

/** The comparisons that can be judged, out of `size`. */
class Family {
  private readonly measured: Measured[];
  private readonly shape: Shape;
  private readonly collapses: number;

  constructor(
    private readonly pairings: readonly Pairing[],
    rows: readonly number[][],
    private readonly size: number,
  ) {
    const resolutions = pairings.map(({ resolution }) => resolution);
    this.measured = rows.map((row, k) => measure(row, resolutions[k]));
    this.shape = new Shape(rows, resolutions, ALPHA / size, new Pcg64());
    this.collapses = rows.filter((row, k) => collapses(row, resolutions[k])).length;
  }

  verdicts(): Verdict[] {
    const { measured, size } = this;
    const ps = measured.map(({ t, n }) => 2 * tail(t, n - 1));
    const checks = measured.map(() => 1);
    const sizes = new Set(measured.map(({ n }) => n).filter((n) => n >= FEWEST_SEEDS));
    for (const n of [...sizes].sort((a, b) => a - b)) measured.forEach((one, k) => one.n === n && (checks[k] = this.shape.p(one.t, n))); // the lab's order of draws
    const { adjusted, left } = holm(ps.map((p, k) => (measured[k].n < FEWEST_SEEDS ? p : Math.max(p, checks[k]))), size);
    const leaning = holm(ps, size).adjusted.map((p) => p <= ALPHA);
    return measured.map(({ mean: middle, n }, k) => {
      const apart = adjusted[k] <= ALPHA;
      const overAll = this.half(k, size);
      const { word, reason } = this.word(k, apart, apart || leaning[k], overAll);
      const tests = apart && word !== "equivalent" ? left[k] : size;
      const half = this.half(k, tests);
      return { word, reason, mean: middle, low: middle - half, high: middle + half, level: 1 - ALPHA / tests, n, p: ps[k], check: checks[k], adjusted: adjusted[k] };
    });
  }

  private word(k: number, apart: boolean, leans: boolean, half: number): { word: VerdictWord; reason: Reason } {
    const { resolution, margin } = this.pairings[k];
    const middle = this.measured[k].mean;
    const doubt = this.doubt(k);
    const side = middle > 0 ? "better" : "worse";
    if (!doubt && Math.abs(middle) + half <= margin && margin >= resolution) return { word: "equivalent", reason: "" };
    if (!leans) return { word: "cannot tell apart", reason: doubt };
    if (Math.abs(middle) < resolution * (1 - 1e-9)) return { word: "no verdict", reason: "below_resolution" };
    return apart && !doubt ? { word: side, reason: "" } : { word: `leans ${side}`, reason: doubt || "unconfirmed" };
  }

  private doubt(k: number): Reason {
    if (this.measured[k].n < FEWEST_SEEDS) return "few_seeds";
    return this.collapses > COLLAPSING * this.size ? "collapsed" : "";
  }

  /** Half the width of the interval at the level of one of `tests` tests. */
  private half(k: number, tests: number): number {
    const { n, error } = this.measured[k];
    const student = quantile(1 - ALPHA / tests, n - 1);
    return error * (n < FEWEST_SEEDS ? student : Math.max(student, this.shape.critical(ALPHA / tests, n)));
  }
}

/** The deviation is at least that of the difference of two values rounded to the resolution. */
function measure(row: readonly number[], resolution: number): Measured {
  const [n, middle] = [row.length, mean(row)];
  const squares = row.reduce((sum, u) => sum + (u - middle) ** 2, 0);
  const error = Math.max(Math.sqrt(squares / (n - 1)), resolution / Math.sqrt(6)) / Math.sqrt(n);
  return { n, mean: middle, error, t: Math.abs(middle / error) };
}

/** Whether a run lies far from the others, on either side. */
function collapses(row: readonly number[], resolution: number): boolean {
  if (row.length < FEWEST_TO_COLLAPSE) return false;
  const middle = median(row);
  const away = row.map((u) => Math.abs(u - middle));
  const scale = Math.max(NORMAL * median(away), resolution / Math.sqrt(6));
  const far = row.length === FEWEST_TO_COLLAPSE ? FAR_AT_FEWEST : FAR;
  return away.some((u) => u > far * scale);
}

/** Holm's adjusted p in a family of `size` tests, and how many were left at each one's step. */
function holm(ps: readonly number[], size: number): { adjusted: number[]; left: number[] } {
  const order = ps.map((_, k) => k).sort((a, b) => ps[a] - ps[b]);
  const [adjusted, left] = [ps.map(() => 1), ps.map(() => 1)];
  let largest = 0;
  order.forEach((k, rank) => {
    left[k] = size - rank;
    largest = Math.max(largest, left[k] * ps[k]);
    adjusted[k] = Math.min(1, largest);
  });
  return { adjusted, left };
}
