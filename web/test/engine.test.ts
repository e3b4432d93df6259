// The engine against itself: gradients beside differences of the loss, the seed, the formulas. Torch and the hand-written
// network are compared in tests/playground.

import { describe, expect, it } from "vitest";
import { choose, KEYS } from "../src/language/catalogue";
import { readCsv, CsvError } from "../src/shell/csv";
import { draw, lossOf, Network, pointsOf, Random, type Settings, SETS, Training } from "../src/engine";
import { evaluate, FormulaError, jet, read, stabilized } from "../src/language/formula";
import { initialState, readState, writeState } from "../src/shell/state";

const SETTINGS: Settings = {
  set: "circle",
  own: null,
  ownProblem: "classes",
  noise: 0,
  testShare: 0.5,
  features: ["x1", "x2"],
  widths: [4, 3],
  loss: "cross_entropy",
  optimizer: "sgd",
  rate: 0.1,
  batch: 10,
  l1: 0,
  l2: 0,
  seed: 1,
  goal: 0.05,
  edits: [],
};
const trained = (patch: Partial<Settings>, epochs: number, activation = "mish") => {
  const training = new Training({ ...SETTINGS, ...patch }, SETTINGS.widths.map(() => choose(activation)), choose("tanh"));
  for (let n = 0; n < epochs; n++) training.run();
  training.look();
  return training;
};

describe("the engine", () => {
  it.each(["cross_entropy", "squared"] as const)("has the gradients of its own loss: %s", (name) => {
    const network = new Network([2, 4, 3, 1], ["mish", "tanh", "gelu"].map(choose));
    network.initialize(new Random(5));
    const x = Float64Array.from([0.3, -1.2, 2.1, 0.7]);
    const labels = [1, 0];
    const loss = lossOf(name, false);
    const mean = () => network.forward(x, 2).slice(0, 2).reduce((sum, o, n) => sum + loss.value(o, labels[n]) / 2, 0);
    const out = network.forward(x, 2);
    network.backward(Float64Array.from(labels, (y, n) => loss.slope(out[n], y) / 2), 2);
    const analytic = network.gradients.slice();
    analytic.forEach((gradient, i) => {
      const kept = network.parameters[i];
      network.parameters[i] = kept + 1e-6;
      const above = mean();
      network.parameters[i] = kept - 1e-6;
      const below = mean();
      network.parameters[i] = kept;
      expect(gradient).toBeCloseTo((above - below) / 2e-6, 8);
    });
  });

  it("gives the same run for the same seed and another for another", () => {
    const [first, again, other] = [trained({}, 5), trained({}, 5), trained({ seed: 2 }, 5)];
    expect(again.history).toEqual(first.history);
    expect(other.history).not.toEqual(first.history);
  });

  it("learns the circle, and every optimizer does", () => {
    for (const optimizer of ["sgd", "momentum", "adam"] as const) {
      const { history, converged } = trained({ optimizer, rate: optimizer === "sgd" ? 0.1 : 0.01 }, 150);
      expect(history.at(-1)?.accuracy).toBeGreaterThan(0.97);
      expect(converged).not.toBeNull();
    }
  });

  it("pairs the runs: the same data, order and first weights whatever the activation", () => {
    const [mish, relu] = [trained({}, 0, "mish"), trained({}, 0, "relu")];
    expect(relu.network.parameters).toEqual(mish.network.parameters);
    expect(relu.train).toEqual(mish.train);
  });

  it("applies an edit of a weight at its epoch", () => {
    const training = trained({ edits: [{ epoch: 0, parameter: 3, value: 9 }] }, 0);
    expect(training.network.parameters[3]).toBe(9);
  });

  it("says where numbers overflow", () => {
    const { trouble } = trained({ rate: 1e5, loss: "squared", set: "plane" }, 20, "relu");
    expect(trouble).not.toBeNull();
    expect(trouble?.layer).toBeGreaterThan(0);
  });

  it("counts dead units", () => {
    const training = trained({}, 0, "relu");
    const first = training.network.layers[0];
    training.network.parameters[first.biases] = -1e6;
    expect(training.health()[0].dead).toEqual([0]);
  });

  it("penalizes weights, not biases", () => {
    const size = (l2: number) => trained({ l2 }, 30).network.parameters.reduce((sum, p) => sum + p * p, 0);
    expect(size(0.1)).toBeLessThan(size(0));
  });

  it.each(SETS.filter((name) => name !== "own"))("draws %s within the plane, noise or not", (set) => {
    for (const noise of [0, 50]) {
      const points = draw(set as Exclude<(typeof SETS)[number], "own">, noise, new Random(3));
      expect(points.label.length).toBeGreaterThan(400);
      expect(new Set(points.label).size).toBeGreaterThan(1);
    }
  });

  it("keeps one point for training", () => {
    const own = pointsOf([[1, 1, 1], [2, 2, 0]]);
    expect(trained({ set: "own", own, testShare: 0.9 }, 2).train.label.length).toBe(1);
  });
});

describe("formulas", () => {
  it.each(KEYS.map((key) => [key]))("agree with the emitted functions: %s", (key) => {
    const { formula, tree, stable, given, value, slope } = choose(key);
    for (const x of [-3.3, -0.7, 0.4, 2.6]) {
      for (const form of [tree, stable]) {
        expect(evaluate(form, { ...given, x }), formula).toBeCloseTo(value(x), 9);
        expect(jet(form, { ...given, x })[1], formula).toBeCloseTo(slope(x), 9);
      }
    }
  });

  it.each([
    ["x +", 4],
    ["x * foo(x)", 5],
    ["tanh(x", 7],
    ["x $ 2", 3],
    ["max(x)", 1],
    ["y", 1],
    ["", 1],
    ["where(x, 1, 2)", 8],
  ])("refuse %j at position %i", (text, position) => {
    expect(() => read(text)).toThrowError(FormulaError);
    try {
      read(text);
    } catch (error) {
      expect((error as FormulaError).position).toBe(position);
    }
  });

  it("bind names, and read powers as Python does", () => {
    expect(evaluate(read("e = exp(x); e / (1 + e)"), { x: 0 })).toBe(0.5);
    expect(evaluate(read("-x**2"), { x: 3 })).toBe(-9);
    expect(evaluate(read("2**-x"), { x: 1 })).toBe(0.5);
    expect(evaluate(read("2**3**2"), { x: 1 })).toBe(512);
  });

  it("find the stable form of what is written naively", () => {
    expect(evaluate(stabilized(read("x * tanh(log(1 + exp(x)))")), { x: -200 })).toBeCloseTo(-200 * Math.exp(-200), 300);
    expect(evaluate(stabilized(read("log(1 + exp(x))")), { x: 900 })).toBe(900);
    expect(evaluate(stabilized(read("x / (1 + exp(-2 * x))")), { x: -800 })).toBeCloseTo(0);
  });
});

describe("the state", () => {
  it("is nothing at its defaults and comes back from the URL as it was", () => {
    expect(writeState(initialState())).toBe("");
    const changed = { ...initialState(), set: "own" as const, own: [[1.5, -2, 1], [0, 0, 0]], layers: [{ width: 3, activation: "leaky_relu:slope=0.2" }], curves: ["mish", "=x * sin(x)"], hide: ["csv"], language: "th" as const, edits: [{ epoch: 3, parameter: 1, value: 0.5 }] };
    const { state, problems } = readState(writeState(changed));
    expect(problems).toEqual([]);
    expect(state).toEqual(changed);
  });

  it.each(["#rate=fast", "#layers=0:mish", "#layers=4:mosh", "#set=moon", "#nonsense=1", "#seed=-1", "#f==x+", "#points=1,2", "#%", "#rate=%E0%A4%A"])("keeps the default and tells of %s", (fragment) => {
    const { state, problems } = readState(fragment);
    expect(problems).toHaveLength(1);
    expect({ ...state }).toEqual(initialState());
  });
});

describe("a CSV file", () => {
  it("may have a header, classes by name, and is moved into the picture", () => {
    const { rows, problem } = readCsv("a,b,kind\n100,5,cat\n200,6,dog\n300,5,cat\n");
    expect(problem).toBe("classes");
    expect(rows.map((row) => row[2])).toEqual([0, 1, 0]);
    expect(Math.max(...rows.flat().map(Math.abs))).toBeLessThanOrEqual(6);
  });

  it("with many numbers is a regression", () => {
    expect(readCsv("1,2,0.1\n2,1,0.5\n3,3,0.9\n").problem).toBe("regression");
  });

  it.each([
    ["1,2,a\n1,two,b\n", "Line 2, column 2"],
    ["1,2,a\n3,4,a\n", "class \"a\""],
    ["1,2\n", "2 columns"],
    ["", "no rows"],
    ["1,2,a\n1,2,b\n1,2,c\n", "3 classes"],
    ["1,2,0\n".repeat(200000), "200000 rows"],
  ])("is refused when it is not right: %#", (text, message) => {
    expect(() => readCsv(text)).toThrowError(CsvError);
    expect(() => readCsv(text)).toThrowError(message);
  });
});
