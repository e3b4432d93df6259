// Verdicts: the parts against known values. That the words and p values are the lab's is tested with the lab beside them, in
// tests/playground/test_verdict.py.

import { describe, expect, it } from "vitest";
import { Pcg64 } from "../src/engine/pcg64";
import { quantile, tail } from "../src/engine/student";
import { judge } from "../src/engine/verdict";

describe("Student's t", () => {
  // scipy.stats.t.sf and t.ppf, SciPy 1.17.1
  it.each([
    [1, 1, 0.25],
    [2.5, 9, 0.016930913841492867],
    [0.1, 3, 0.46332617440040297],
    [12, 2, 0.00343646683857923],
    [40, 9, 9.491499224669911e-12],
  ])("P(T > %d) with %d degrees of freedom", (t, degrees, p) => {
    expect(Math.abs(tail(t, degrees) / p - 1)).toBeLessThan(1e-9);
  });

  it.each([
    [0.95, 9, 2.262157162798205],
    [0.95, 2, 4.302652729749462],
    [0.99, 4, 4.604094871349992],
  ])("holds %d of |T| with %d degrees of freedom", (level, degrees, t) => {
    expect(quantile(level, degrees)).toBeCloseTo(t, 8);
  });
});

it("draws what numpy.random.default_rng(0) draws, integers from halves of a number", () => {
  const generator = new Pcg64();
  expect([0, 0, 0].map(() => generator.uniform())).toEqual([0.6369616873214543, 0.2697867137638703, 0.04097352393619469]);
  expect([0, 0, 0, 0, 0, 0, 0].map(() => generator.below(10))).toEqual([0, 0, 1, 8, 6, 9, 5]);
  expect(generator.uniform()).toBeCloseTo(0.72949656, 8); // the half that is left over waits for the next integer
});

describe("a verdict", () => {
  const zeros = Array(10).fill(0);
  const far = [1.2, 0.9, 1.1, 1.4, 0.8, 1.0, 1.3, 0.7, 1.1, 0.9];
  const one = (arm: number[], resolution = 0, margin = 0) => judge([{ arm, against: zeros.slice(0, arm.length), resolution, margin }])[0];

  it("is better or worse, and leans below six seeds", () => {
    expect(one(far)).toMatchObject({ word: "better", n: 10, reason: "" });
    expect(one(far.map((u) => -u)).word).toBe("worse");
    expect(one(far.slice(0, 5))).toMatchObject({ word: "leans better", reason: "few_seeds" });
  });

  it("is none with one seed or without a family", () => {
    expect(one([1])).toMatchObject({ word: "no verdict", reason: "one_seed" });
    expect(judge([])).toEqual([]);
  });
});
