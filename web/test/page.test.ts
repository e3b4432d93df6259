// What the page shows beside the engine: the border, the lessons, the words, the digits, the gallery's families.

import { describe, expect, it } from "vitest";
import digitsText from "../src/data/digits.txt?raw";
import weightsText from "../src/data/weights.txt?raw";
import { best, blocks, DigitNetwork, fitted, readDigits, readWeights, writeWeights } from "../src/engine";
import { contour } from "../src/engine/contour";
import { choose, half, KEYS } from "../src/language/catalogue";
import { FAMILIES, familyOf } from "../src/language/families";
import { LESSONS } from "../src/shell/lessons";
import { curveOf, example } from "../src/shell/results";
import { applied, initialState, readState, writeState } from "../src/shell/state";
import { WORDS } from "../src/shell/words";

describe("the border", () => {
  it("lies on the circle that the field crosses", () => {
    const size = 40;
    const field = Float32Array.from({ length: size * size }, (_, n) => Math.hypot((n % size) - 19.3, Math.floor(n / size) - 20.1) - 12);
    const line = contour(field, size);
    expect(line.length / 4).toBeGreaterThan(60);
    for (let n = 0; n < line.length; n += 2) expect(Math.abs(Math.hypot(line[n] - 19.3, line[n + 1] - 20.1) - 12)).toBeLessThan(0.02);
  });

  it("is none where nothing is crossed, or where there are no numbers", () => {
    expect(contour(new Float32Array(16).fill(1), 4)).toEqual([]);
    expect(contour(new Float32Array(16).fill(NaN), 4)).toEqual([]);
  });

  it("joins the corners of a saddle by its middle", () => {
    expect(contour([3, -1, -1, 3], 2)).toEqual([0, 0.75, 0.25, 1, 0.75, 0, 1, 0.25]);
    expect(contour([1, -3, -3, 1], 2)).toEqual([0, 0.25, 0.25, 0, 1, 0.75, 0.75, 1]);
  });
});

describe("the lessons", () => {
  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))("%s can be read in three languages, and its settings are known", (id, { settings, title, summary, steps }) => {
    expect(steps.length).toBeGreaterThanOrEqual(3);
    for (const text of [title, summary, ...steps.map((step) => step.text), ...steps.flatMap((step) => (step.button ? [step.button.label] : []))]) {
      expect(text).toHaveLength(3);
      for (const part of text) expect(part.trim().length).toBeGreaterThan(1);
    }
    for (const fragment of [settings, ...steps.flatMap((step) => (step.button ? [step.button.settings] : []))]) expect(applied(initialState(), fragment).problems).toEqual([]);
    const { state } = readState(`#lesson=${id}`);
    expect(writeState(state)).toBe(`#lesson=${id}`);
    expect(readState(writeState({ ...state, seed: 77, rate: 3 })).state).toEqual({ ...state, seed: 77, rate: 3 });
  });

  it("has no words in one language only", () => {
    for (const [word, texts] of Object.entries(WORDS)) {
      const places = texts.map((text) => [...new Set(text.match(/\{\d\}/g))].sort().join());
      expect(new Set(places).size, word).toBe(1);
      expect(texts.every((text) => text.length > 0), word).toBe(true);
    }
  });
});

describe("the digits", () => {
  const { train, test } = readDigits(digitsText);

  it("are recognised by the weights that ship", () => {
    const digits = new DigitNetwork(train, choose("mish"), readWeights(weightsText));
    expect(digits.accuracy(test)).toBeGreaterThan(0.96);
    const { probabilities } = digits.recognize(test.pixels.slice(0, 64));
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect(best(probabilities)).toBe(test.labels[0]);
    digits.swap(choose("sigmoid"));
    expect(digits.accuracy(test)).toBeLessThan(0.96);
  });

  it("are learned from random weights, and the weights come back from their text", () => {
    const digits = new DigitNetwork(train, choose("relu"), null, 3);
    expect(digits.accuracy(test)).toBeLessThan(0.4);
    while (digits.epoch < 5) digits.batch();
    expect(digits.accuracy(test)).toBeGreaterThan(0.9);
    const again = readWeights(writeWeights(digits.network.parameters));
    again.forEach((u, i) => expect(Math.abs(u - digits.network.parameters[i])).toBeLessThanOrEqual(0.00051));
  });

  it("fill the picture whatever their size and place", () => {
    for (const scale of [0.1, 1, 3]) {
      const stroke = [[1, 1], [1, 21], [5, 21]].map(([x, y]) => [x * scale + 4, y * scale] as [number, number]);
      const placed = stroke.map(fitted([stroke], 4));
      expect(Math.min(...placed.map(([, y]) => y))).toBeCloseTo(2);
      expect(Math.max(...placed.map(([, y]) => y))).toBeCloseTo(30);
      expect(placed[0][0] + placed[2][0]).toBeCloseTo(32);
    }
    expect(fitted([[[3, 3]]], 4)([3, 3])).toEqual([16, 16]);
    expect(blocks(new Float64Array(1024).fill(1))).toEqual(new Float64Array(64).fill(1));
  });
});

describe("float16", () => {
  it.each([
    [1, 1],
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [65504, 65504],
    [65519, 65504],
    [65520, Infinity],
    [-1e9, -Infinity],
    [2 ** -24, 2 ** -24],
    [2 ** -25, 0],
    [0.1, 0.0999755859375],
  ])("rounds %d to %d", (u, wanted) => {
    expect(half(u)).toBe(wanted);
  });
});

describe("the gallery", () => {
  it("puts every function where it belongs", () => {
    const families = Object.fromEntries(KEYS.map((key) => [key, familyOf(choose(key))]));
    expect(families).toMatchObject({ mish: "dipping", swish: "dipping", gelu: "dipping", relu: "straight", tanh: "bounded", sigmoid: "bounded", elu: "rising", softplus: "rising", gcu: "other" });
    expect(new Set(Object.values(families))).toEqual(new Set(FAMILIES));
  });
});

describe("results", () => {
  it("ship with the page, and their curves keep what is there", () => {
    const [[title, comparison]] = example();
    expect(title).toContain("Mish");
    const { x, y, low, high } = curveOf(comparison.runs, "test_accuracy");
    expect(x[0]).toBe(0);
    y.forEach((mean, i) => expect(mean >= low[i] && mean <= high[i]).toBe(true));
    expect(curveOf([{ task: { activation: "mish", seed: 0 }, epochs: [{ epoch: 1, test_accuracy: null }] }], "test_accuracy").y).toEqual([NaN]);
  });
});
