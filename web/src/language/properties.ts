// Properties of a function, found by looking at it: on a fine grid, then closer around the lowest point.

export interface Properties {
  minimum: { x: number; value: number } | null; // null where there is none, or only a limit
  monotone: boolean;
  flattest: number;
  steepest: number;
  left: number;
  right: number;
}

interface Curve {
  value: (x: number) => number;
  slope: (x: number) => number;
}

const REACH = 60;
const STEPS = 12000;

export function properties({ value, slope }: Curve): Properties {
  const x = Float64Array.from({ length: STEPS + 1 }, (_, i) => -REACH + (2 * REACH * i) / STEPS);
  const y = x.map(value);
  const d = x.map(slope);
  const slack = 1e-9;
  const rises = d.every((u) => u >= -slack || Number.isNaN(u));
  const falls = d.every((u) => u <= slack || Number.isNaN(u));
  let lowest = 0;
  for (let i = 1; i < y.length; i++) if (y[i] < y[lowest]) lowest = i;
  const inside = lowest > 0 && lowest < STEPS && y[lowest] < Math.min(y[0], y[STEPS]) - slack;
  const numbers = [...d].filter(Number.isFinite);
  return {
    minimum: inside ? closer(value, x[lowest - 1], x[lowest + 1]) : null,
    monotone: rises || falls,
    flattest: Math.min(...numbers),
    steepest: Math.max(...numbers),
    left: far(value, -1),
    right: far(value, 1),
  };
}

/** Golden section. */
function closer(value: (x: number) => number, low: number, high: number): { x: number; value: number } {
  const ratio = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-9) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (value(a) < value(b)) high = b;
    else low = a;
  }
  const x = (low + high) / 2;
  return { x, value: value(x) };
}

function far(value: (x: number) => number, sign: number): number {
  const [near, beyond] = [value(sign * 1e3), value(sign * 1e6)];
  if (Math.abs(beyond - near) <= 1e-2 * Math.max(1e-3, Math.abs(beyond)) + 1e-3) return Number(beyond.toPrecision(4)) || 0;
  return Math.abs(beyond) > 10 * Math.abs(near) ? Math.sign(beyond) * Infinity : NaN;
}
