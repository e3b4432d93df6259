// The classic sets in the plane, and how raw points become what a network sees.

import { Random } from "./random";

/** Points in the plane; `label` is 0 or 1 for classes, any number in [-1, 1] for a regression. */
export interface Points {
  x1: Float64Array;
  x2: Float64Array;
  label: Float64Array;
}

export type Problem = "classes" | "regression";

export const CLASS_SETS = ["circle", "xor", "gauss", "spiral"] as const;
export const REGRESSION_SETS = ["plane", "hills"] as const;
export const SETS = [...CLASS_SETS, ...REGRESSION_SETS, "own"] as const;
export type SetName = (typeof SETS)[number];

export const EDGE = 6; // the plane shown reaches from -6 to 6
const COUNT = { classes: 500, regression: 1200 };

export function problemOf(set: SetName, own: Problem): Problem {
  if (set === "own") return own;
  return (REGRESSION_SETS as readonly string[]).includes(set) ? "regression" : "classes";
}

/** Draw a set; `noise` from 0 to 50 is the share of the set's own size by which points are moved, in per cent. */
export function draw(set: Exclude<SetName, "own">, noise: number, random: Random): Points {
  const rows = DRAWN[set](noise / 100, random);
  return pointsOf(rows);
}

export function pointsOf(rows: readonly (readonly number[])[]): Points {
  return {
    x1: Float64Array.from(rows, (row) => row[0]),
    x2: Float64Array.from(rows, (row) => row[1]),
    label: Float64Array.from(rows, (row) => row[2]),
  };
}

type Rows = number[][];
type Draw = (noise: number, random: Random) => Rows;

const half = (count: number, one: (label: number, i: number, n: number) => number[]): Rows => {
  const rows: Rows = [];
  for (const label of [1, 0]) for (let i = 0; i < count / 2; i++) rows.push(one(label, i, count / 2));
  return rows;
};

const circle: Draw = (noise, random) =>
  half(COUNT.classes, (label) => {
    const radius = label ? random.uniform(0, 2.5) : random.uniform(3.5, 5);
    const angle = random.uniform(0, 2 * Math.PI);
    const [x1, x2] = [radius * Math.sin(angle), radius * Math.cos(angle)];
    const [e1, e2] = [random.uniform(-5, 5) * noise, random.uniform(-5, 5) * noise];
    return [x1, x2, Math.hypot(x1 + e1, x2 + e2) < 2.5 ? 1 : 0];
  });

const xor: Draw = (noise, random) =>
  Array.from({ length: COUNT.classes }, () => {
    const gap = (u: number) => u + (u > 0 ? 0.3 : -0.3);
    const [x1, x2] = [gap(random.uniform(-5, 5)), gap(random.uniform(-5, 5))];
    const [e1, e2] = [random.uniform(-5, 5) * noise, random.uniform(-5, 5) * noise];
    return [x1, x2, (x1 + e1) * (x2 + e2) >= 0 ? 1 : 0];
  });

const gauss: Draw = (noise, random) =>
  half(COUNT.classes, (label) => {
    const centre = label ? 2 : -2;
    const deviation = Math.sqrt(0.5 + 7 * noise);
    return [random.normal(centre, deviation), random.normal(centre, deviation), label];
  });

const spiral: Draw = (noise, random) =>
  half(COUNT.classes, (label, i, n) => {
    const radius = (i / n) * 5;
    const turn = 1.75 * (i / n) * 2 * Math.PI + (label ? 0 : Math.PI);
    return [
      radius * Math.sin(turn) + random.uniform(-1, 1) * noise,
      radius * Math.cos(turn) + random.uniform(-1, 1) * noise,
      label,
    ];
  });

const plane: Draw = (noise, random) =>
  Array.from({ length: COUNT.regression }, () => {
    const [x1, x2] = [random.uniform(-EDGE, EDGE), random.uniform(-EDGE, EDGE)];
    const [e1, e2] = [random.uniform(-EDGE, EDGE) * noise, random.uniform(-EDGE, EDGE) * noise];
    return [x1, x2, Math.max(-1, Math.min(1, (x1 + e1 + x2 + e2) / 10))];
  });

const HILLS = [
  [-4, 2.5, 1],
  [0, 2.5, -1],
  [4, 2.5, 1],
  [-4, -2.5, -1],
  [0, -2.5, 1],
  [4, -2.5, -1],
];

const hills: Draw = (noise, random) =>
  Array.from({ length: COUNT.regression }, () => {
    const [x1, x2] = [random.uniform(-EDGE, EDGE), random.uniform(-EDGE, EDGE)];
    const [e1, e2] = [random.uniform(-EDGE, EDGE) * noise, random.uniform(-EDGE, EDGE) * noise];
    let label = 0;
    for (const [c1, c2, sign] of HILLS) {
      const near = sign * Math.max(0, 1 - Math.hypot(x1 + e1 - c1, x2 + e2 - c2) / 2);
      if (Math.abs(near) > Math.abs(label)) label = near;
    }
    return [x1, x2, label];
  });

const DRAWN: Record<Exclude<SetName, "own">, Draw> = { circle, xor, gauss, spiral, plane, hills };

/** What a network may be given of a point; `code` is the same in Python, for the export. */
export const FEATURES = {
  x1: { title: "x₁", of: (x1: number, _x2: number) => x1, code: "x1" },
  x2: { title: "x₂", of: (_x1: number, x2: number) => x2, code: "x2" },
  x1x1: { title: "x₁²", of: (x1: number, _x2: number) => x1 * x1, code: "x1 * x1" },
  x2x2: { title: "x₂²", of: (_x1: number, x2: number) => x2 * x2, code: "x2 * x2" },
  x1x2: { title: "x₁x₂", of: (x1: number, x2: number) => x1 * x2, code: "x1 * x2" },
  sin1: { title: "sin x₁", of: (x1: number, _x2: number) => Math.sin(x1), code: "sin(x1)" },
  sin2: { title: "sin x₂", of: (_x1: number, x2: number) => Math.sin(x2), code: "sin(x2)" },
} as const;
export type Feature = keyof typeof FEATURES;

/** One row of inputs for each point, row after row. */
export function inputsOf(x1: Float64Array, x2: Float64Array, features: readonly Feature[]): Float64Array {
  const width = features.length;
  const rows = new Float64Array(x1.length * width);
  features.forEach((feature, column) => {
    const { of } = FEATURES[feature];
    for (let n = 0; n < x1.length; n++) rows[n * width + column] = of(x1[n], x2[n]);
  });
  return rows;
}

/** Split into training and test points by the seed; at least one point stays for training. */
export function split(points: Points, testShare: number, random: Random): { train: Points; test: Points } {
  const order = Int32Array.from(points.label.keys());
  random.shuffle(order);
  const held = Math.min(points.label.length - 1, Math.round(points.label.length * testShare));
  return { train: taken(points, order.subarray(held)), test: taken(points, order.subarray(0, held)) };
}

function taken(points: Points, order: Int32Array): Points {
  const of = (column: Float64Array) => Float64Array.from(order, (n) => column[n]);
  return { x1: of(points.x1), x2: of(points.x2), label: of(points.label) };
}
