// What a results.json of a comparison or a study holds, as far as the page shows it; and the example that ships with it.

import exampleText from "../data/example.json?raw";

export interface Interval {
  mean: number | null;
  low: number | null;
  high: number | null;
  n?: number;
}

export interface Comparison {
  data_set?: { name?: string; sha256?: string };
  runs: { task: { activation: string; seed: number }; status?: string; epochs: Record<string, number | null>[] }[];
  arms: { activation: string; title: string; final_test_accuracy: Interval; best_test_accuracy: Interval; diverged?: number | unknown[] }[];
  pairs: { arm?: string; against?: string; metric?: string; sentence: string; verdict: { word: string; difference?: Interval } | null }[];
}

export const MOST_MEGABYTES = 200;

/** The comparisons in a parsed file, by title: one, or as many as a study holds. */
export function comparisonsIn(value: unknown, title = ""): [string, Comparison][] {
  if (typeof value !== "object" || value === null) return [];
  const part = value as Record<string, unknown>;
  if (Array.isArray(part.runs) && Array.isArray(part.arms) && Array.isArray(part.pairs)) {
    const comparison = part as unknown as Comparison;
    return [[title || nameOf(comparison), comparison]];
  }
  return Object.entries(part).flatMap(([key, inner]) => comparisonsIn(inner, Array.isArray(value) ? title : key));
}

function nameOf({ data_set: data, arms }: Comparison): string {
  return `${arms.map((arm) => arm.title).join(", ")}${data?.name ? `: ${data.name}` : ""}`;
}

export const example = (): [string, Comparison][] => comparisonsIn(JSON.parse(exampleText));

export interface Curve {
  x: number[];
  y: number[];
  low: number[];
  high: number[];
}

/** Mean and range over the runs that have the epoch; a figure that is missing is left out, not filled. */
export function curveOf(runs: Comparison["runs"], metric: string): Curve {
  const byEpoch = new Map<number, number[]>();
  const scale = metric.endsWith("accuracy") ? 100 : 1;
  for (const { epochs } of runs) {
    for (const row of epochs) {
      const value = row[metric];
      const values = byEpoch.get(row.epoch as number) ?? [];
      if (typeof value === "number") values.push(scale * value);
      byEpoch.set(row.epoch as number, values);
    }
  }
  const x = [...byEpoch.keys()].sort((a, b) => a - b);
  const each = (f: (values: number[]) => number) => x.map((epoch) => ((values) => (values.length ? f(values) : NaN))(byEpoch.get(epoch) as number[]));
  return { x, y: each((values) => values.reduce((sum, u) => sum + u, 0) / values.length), low: each((values) => Math.min(...values)), high: each((values) => Math.max(...values)) };
}
