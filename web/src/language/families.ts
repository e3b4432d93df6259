// Which kind of function one is, by looking at it: the gallery is grouped by what a function does, not by a list of names.

import type { Choice } from "./catalogue";

export const FAMILIES = ["dipping", "rising", "straight", "bounded", "other"] as const;
export type Family = (typeof FAMILIES)[number];

const FAR = 40;
const NEAR = Float64Array.from({ length: 481 }, (_, i) => -12 + i / 20 + 1e-3); // beside the kinks, which stand at round numbers

/** `straight` in pieces; `bounded` at both ends; flat on the left and rising on the right, with a dip below zero or without. */
export function familyOf({ value, slope, curvature }: Pick<Choice, "value" | "slope" | "curvature">): Family {
  const [left, right] = [value(-FAR), value(FAR)];
  if (NEAR.every((x) => Math.abs(curvature(x)) < 1e-9)) return "straight";
  if (Math.abs(left) < 10 && Math.abs(right) < 10 && Math.abs(value(2 * FAR)) < 10) return "bounded";
  if (!(Math.abs(left) < 10 && right > 10)) return "other";
  return NEAR.some((x) => slope(x) < -1e-3) ? "dipping" : "rising";
}
