// One run: a network, its data and the settings, epoch by epoch. It depends on the settings and the seed alone.

import { draw, type Feature, inputsOf, type Points, type Problem, problemOf, type SetName, split } from "./data";
import { type Loss, lossOf, type LossName } from "./losses";
import { type Activation, LINEAR, Network } from "./network";
import { optimizer, type OptimizerName, type Step } from "./optimizers";
import { Random } from "./random";

export interface Edit {
  epoch: number;
  parameter: number; // its place in the array of parameters
  value: number;
}

export interface Settings {
  set: SetName;
  own: Points | null;
  ownProblem: Problem;
  noise: number;
  testShare: number;
  features: Feature[];
  widths: number[]; // of the hidden layers
  loss: LossName;
  optimizer: OptimizerName;
  rate: number;
  batch: number;
  l1: number;
  l2: number;
  seed: number;
  goal: number;
  edits: Edit[];
}

export interface Row {
  epoch: number;
  /** Mean over the training points, each with the weights before its own update, as in the log of the published network. */
  train: number;
  /** NaN where nobody looked: the test points cost a pass of their own, see `look`. */
  test: number;
  /** On the test points, or the training points where there are no others; NaN for a regression. */
  accuracy: number;
}

/** What went wrong, for the page to put into words. */
export interface Trouble {
  epoch: number;
  layer: number; // the first layer with a number that is not finite; 0 if it is the loss itself
  largest: number; // the largest weight before that
}

export class Training {
  readonly train: Points;
  readonly test: Points;
  readonly problem: Problem;
  readonly network: Network;
  readonly history: Row[] = [];
  epoch = 0;
  converged: number | null = null;
  trouble: Trouble | null = null;
  /** The mean size of the gradient of each layer's weights, smoothed over about ten epochs: single batches differ tenfold. */
  readonly slopes: number[];
  private readonly loss: Loss;
  private readonly step: Step;
  private readonly order: Int32Array;
  private readonly shuffler: Random;
  private readonly inputs: Float64Array;
  private readonly testInputs: Float64Array;
  private readonly batchInputs: Float64Array;
  private readonly d: Float64Array;
  private grid: Float64Array = new Float64Array(0);
  private largest = 0;
  private lossSum = 0;

  /** `hidden` names one activation for each hidden layer. Data, first weights and order depend on the seed only. */
  constructor(
    readonly settings: Settings,
    hidden: readonly Activation[],
    tanh: Activation,
  ) {
    const { set, own, noise, seed, testShare, features, widths } = settings;
    this.problem = problemOf(set, settings.ownProblem);
    const points = set === "own" ? (own ?? { x1: EMPTY, x2: EMPTY, label: EMPTY }) : draw(set, noise, new Random(seed, 1));
    ({ train: this.train, test: this.test } = points.label.length
      ? split(points, testShare, new Random(seed, 2))
      : { train: points, test: points });
    const regression = this.problem === "regression";
    this.loss = lossOf(settings.loss, regression);
    const last = settings.loss === "squared" && !regression ? tanh : LINEAR;
    this.network = new Network([features.length, ...widths, 1], [...hidden, last]);
    this.network.initialize(new Random(seed, 3));
    this.slopes = this.network.layers.map(() => NaN);
    this.step = optimizer(settings.optimizer, settings.rate, this.network.parameters.length);
    this.shuffler = new Random(seed, 4);
    this.order = Int32Array.from(this.train.label.keys());
    this.inputs = inputsOf(this.train.x1, this.train.x2, features);
    this.testInputs = inputsOf(this.test.x1, this.test.x2, features);
    this.batchInputs = new Float64Array(Math.min(settings.batch, this.order.length) * features.length);
    this.d = new Float64Array(Math.max(1, Math.min(settings.batch, this.order.length)));
    this.edit();
    if (this.order.length) this.record(this.evaluate(this.inputs, this.train).loss);
  }

  /** One pass over the training points, in an order drawn anew. */
  run(): void {
    if (this.trouble || !this.order.length) return;
    const { batch } = this.settings;
    this.shuffler.shuffle(this.order);
    this.lossSum = 0;
    for (let start = 0; start < this.order.length; start += batch) {
      this.update(this.order.subarray(start, Math.min(start + batch, this.order.length)));
    }
    this.epoch++;
    this.network.sizes().forEach((size, l) => (this.slopes[l] = this.epoch === 1 ? size : this.slopes[l] + 0.1 * (size - this.slopes[l])));
    this.edit();
    this.record(this.lossSum / this.order.length);
  }

  /** dL by every parameter for the mean loss of some training points; what an update steps along. */
  slope(rows: Int32Array): Float64Array {
    const width = this.network.widths[0];
    for (let n = 0; n < rows.length; n++) {
      for (let i = 0; i < width; i++) this.batchInputs[n * width + i] = this.inputs[rows[n] * width + i];
    }
    const out = this.network.forward(this.batchInputs, rows.length);
    for (let n = 0; n < rows.length; n++) {
      const label = this.train.label[rows[n]];
      this.lossSum += this.loss.value(out[n], label);
      this.d[n] = this.loss.slope(out[n], label) / rows.length;
    }
    this.network.backward(this.d, rows.length);
    return this.network.gradients;
  }

  private update(rows: Int32Array): void {
    const g = this.slope(rows);
    const { l1, l2 } = this.settings;
    if (l1 || l2) this.regularize(g, l1, l2);
    this.step(this.network.parameters, g);
  }

  private regularize(g: Float64Array, l1: number, l2: number): void {
    const p = this.network.parameters;
    for (const { weights, biases } of this.network.layers) {
      for (let i = weights; i < biases; i++) g[i] += l1 * Math.sign(p[i]) + l2 * p[i];
    }
  }

  private edit(): void {
    for (const { epoch, parameter, value } of this.settings.edits) {
      if (epoch === this.epoch && parameter < this.network.parameters.length) this.network.parameters[parameter] = value;
    }
  }

  private record(train: number): void {
    if (!Number.isFinite(train)) {
      this.trouble = { epoch: this.epoch, layer: this.firstBroken(), largest: this.largest };
      return;
    }
    this.history.push({ epoch: this.epoch, train, test: NaN, accuracy: NaN });
    if (this.converged === null && train < this.settings.goal) this.converged = this.epoch;
  }

  /** Fill in the last row what only a pass over the test points can tell. */
  look(): void {
    const row = this.history.at(-1);
    if (!row || this.trouble) return;
    const held = this.test.label.length > 0;
    const { loss, accuracy } = held ? this.evaluate(this.testInputs, this.test) : this.evaluate(this.inputs, this.train);
    this.largest = this.network.parameters.reduce((most, p) => Math.max(most, Math.abs(p)), 0);
    if (Number.isFinite(loss)) Object.assign(row, { test: loss, accuracy });
    else this.trouble = { epoch: this.epoch, layer: this.firstBroken(), largest: this.largest };
  }

  /** Mean loss and share of right answers. */
  evaluate(inputs: Float64Array, points: Points): { loss: number; accuracy: number } {
    const count = points.label.length;
    const out = this.network.forward(inputs, count);
    let [sum, right] = [0, 0];
    for (let n = 0; n < count; n++) {
      sum += this.loss.value(out[n], points.label[n]);
      right += Number(out[n] > 0 === points.label[n] > 0.5);
    }
    return { loss: sum / count, accuracy: this.problem === "classes" ? right / count : NaN };
  }

  private firstBroken(): number {
    const { layers, parameters } = this.network;
    this.network.forward(this.inputs, this.train.label.length);
    for (let l = 0; l < layers.length; l++) {
      const { weights, biases, outputs } = layers[l];
      const wrong = (values: Float64Array) => values.some((value) => !Number.isFinite(value));
      if (wrong(parameters.subarray(weights, biases + outputs))) return l + 1;
      if (wrong(this.network.seen(l).after.subarray(0, this.train.label.length * outputs))) return l + 1;
    }
    return 0;
  }

  /** For each hidden layer, which units pass no gradient for any training point, and the largest value. */
  health(): { dead: number[]; largest: number }[] {
    const count = this.train.label.length;
    if (!count) return [];
    this.network.forward(this.inputs, count);
    return this.network.layers.slice(0, -1).map((layer, l) => {
      const { before, after } = this.network.seen(l);
      const dead: number[] = [];
      let largest = 0;
      for (let j = 0; j < layer.outputs; j++) {
        let alive = false;
        for (let n = 0; n < count; n++) {
          const at = n * layer.outputs + j;
          largest = Math.max(largest, Math.abs(after[at]));
          alive ||= Math.abs(layer.activation.slope(before[at])) > 1e-6;
        }
        if (!alive) dead.push(j);
      }
      return { dead, largest };
    });
  }

  /** The output over a square grid from -edge to edge, and with `inside` every hidden unit's value, for the pictures. */
  pictures(size: number, edge: number, inside: boolean): { output: Float32Array; units: Float32Array[][] } {
    const count = size * size;
    if (this.grid.length !== count * this.settings.features.length) this.grid = this.gridOf(size, edge);
    const out = this.network.forward(this.grid, count);
    const output = new Float32Array(count);
    for (let n = 0; n < count; n++) output[n] = this.loss.shown(out[n]);
    if (!inside) return { output, units: [] };
    const units = this.network.layers.slice(0, -1).map(({ outputs }, l) => {
      const { after } = this.network.seen(l);
      return Array.from({ length: outputs }, (_, j) => {
        const field = new Float32Array(count);
        for (let n = 0, at = j; n < count; n++, at += outputs) field[n] = after[at];
        return field;
      });
    });
    return { output, units };
  }

  private gridOf(size: number, edge: number): Float64Array {
    const at = (n: number) => -edge + (2 * edge * (n + 0.5)) / size;
    const x1 = Float64Array.from({ length: size * size }, (_, n) => at(n % size));
    const x2 = Float64Array.from({ length: size * size }, (_, n) => -at(Math.floor(n / size)));
    return inputsOf(x1, x2, this.settings.features);
  }
}

const EMPTY = new Float64Array(0);
