// Verdicts from paired differences: the parts against known values, the words on data whose truth is known.

import { describe, expect, it } from "vitest";
import { Random } from "../src/engine";
import { quantile, tail, verdicts } from "../src/engine/verdict";

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

const drawn = (random: Random, mean: number, n = 10) => Array.from({ length: n }, () => random.normal(mean, 1));

describe("a verdict", () => {
  const far = [1.2, 0.9, 1.1, 1.4, 0.8, 1.0, 1.3, 0.7, 1.1, 0.9];

  it("is better, worse, or not to be told apart", () => {
    expect(verdicts([far])[0]).toMatchObject({ word: "better", n: 10 });
    expect(verdicts([far.map((u) => -u)])[0].word).toBe("worse");
    expect(verdicts([[1, -1, 0.5, -0.4, 0.2, -0.1, 0.3, -0.6]])[0].word).toBe("cannot tell apart");
  });

  it("only leans below six seeds, and is none with one", () => {
    expect(verdicts([[1, 1.1, 0.9, 1.05, 0.95]])[0].word).toBe("leans better");
    expect(verdicts([[-1, -1.1, -0.9, -1.05, -0.95]])[0].word).toBe("leans worse");
    expect(verdicts([[1]])[0].word).toBe("no verdict");
    expect(verdicts([])).toEqual([]);
  });

  it("is equivalent within the margin", () => {
    expect(verdicts([[0.1, -0.1, 0.05, -0.05, 0.1, -0.1, 0, 0]], { margin: 1 })[0].word).toBe("equivalent");
  });

  it("is none where nothing spreads: equal differences of one step are chance", () => {
    expect(verdicts([[0.004, 0.004, 0.004]], { resolution: 0.004 })[0].word).toBe("no verdict");
    expect(verdicts([Array(8).fill(0)])[0].word).toBe("no verdict");
  });

  it("leans where Student's t is alone", () => {
    // One seed of ten carries the difference down; the rest are equal to a hair: t rejects, resampling the seeds does not.
    const row = [1, 1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1, -0.6];
    const [{ word, adjusted, joint }] = verdicts([row]);
    expect(adjusted).toBeLessThan(0.05);
    expect(joint).toBeGreaterThan(0.05);
    expect(word).toBe("leans better");
  });

  it("has an interval that leaves out 0 if and only if Holm rejects", () => {
    const random = new Random(5);
    for (let round = 0; round < 40; round++) {
      for (const { low, high, adjusted } of verdicts([drawn(random, 0), drawn(random, 0.7), drawn(random, 1.5)])) expect(low > 0 || high < 0).toBe(adjusted <= 0.05);
    }
  });

  it("is wrong in at most five of a hundred families of which nothing is true, skewed ones too", () => {
    const random = new Random(9);
    const families = { normal: () => random.normal(), exponential: () => -Math.log(1 - random.uniform()) - 1 };
    for (const draw of Object.values(families)) {
      let wrong = 0;
      for (let round = 0; round < 100; round++) {
        const family = Array.from({ length: 3 }, () => Array.from({ length: 10 }, draw));
        wrong += Number(verdicts(family, { seed: round }).some(({ word }) => word === "better" || word === "worse"));
      }
      expect(wrong).toBeLessThan(11); // 5, and two and a half standard errors of 100 rounds
    }
  });

  it("sees what is there: 1.5 standard deviations in most of sixty", () => {
    const random = new Random(11);
    let seen = 0;
    for (let round = 0; round < 60; round++) seen += Number(verdicts([drawn(random, 1.5), drawn(random, 0), drawn(random, 0)])[0].word === "better");
    expect(seen).toBeGreaterThan(40);
  });
});
