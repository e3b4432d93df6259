// A network of affine layers and activations over typed arrays: all weights in one array, all gradients in another.

import { Random } from "./random";

/** An activation with its parameters set: two functions of one number. */
export interface Activation {
  key: string;
  value: (x: number) => number;
  slope: (x: number) => number;
}

export interface Layer {
  inputs: number;
  outputs: number;
  weights: number; // where W begins: a row of `inputs` numbers for each output
  biases: number; // where b begins
  activation: Activation;
}

/** What one pass leaves behind for the way back, for up to `rows` examples. */
interface Passed {
  rows: number;
  before: Float64Array[]; // u = x W + b
  after: Float64Array[]; // f(u)
  back: Float64Array[]; // dL/du
}

export class Network {
  readonly layers: Layer[] = [];
  readonly parameters: Float64Array;
  readonly gradients: Float64Array;
  private passed: Passed = { rows: 0, before: [], after: [], back: [] };
  private x: Float64Array = new Float64Array(0);

  /** `widths` from the inputs to the output; one activation for each layer but the first. */
  constructor(readonly widths: readonly number[], activations: readonly Activation[]) {
    let start = 0;
    for (let l = 1; l < widths.length; l++) {
      const [inputs, outputs] = [widths[l - 1], widths[l]];
      const biases = start + inputs * outputs;
      this.layers.push({ inputs, outputs, weights: start, biases, activation: activations[l - 1] });
      start = biases + outputs;
    }
    this.parameters = new Float64Array(start);
    this.gradients = new Float64Array(start);
  }

  /** N(0, 2 / inputs) for every layer (He): the same draws whatever the activations are. Biases start at 0. */
  initialize(random: Random): void {
    for (const { inputs, outputs, weights, biases } of this.layers) {
      for (let i = 0; i < inputs * outputs; i++) this.parameters[weights + i] = random.normal(0, Math.sqrt(2 / inputs));
      this.parameters.fill(0, biases, biases + outputs);
    }
  }

  private room(rows: number): Passed {
    if (this.passed.rows < rows) {
      const of = () => this.layers.map((layer) => new Float64Array(rows * layer.outputs));
      this.passed = { rows, before: of(), after: of(), back: of() };
    }
    return this.passed;
  }

  /** The outputs of the last layer for `rows` rows of inputs; valid until the next call. */
  forward(x: Float64Array, rows: number): Float64Array {
    const { before, after } = this.room(rows);
    this.x = x;
    let into = x;
    for (let l = 0; l < this.layers.length; l++) {
      affine(this.layers[l], this.parameters, into, before[l], rows);
      const f = this.layers[l].activation.value;
      const u = before[l];
      const z = after[l];
      const count = rows * this.layers[l].outputs;
      for (let i = 0; i < count; i++) z[i] = f(u[i]);
      into = z;
    }
    return into;
  }

  /** Fill `gradients`, given dL/d(output) of the last forward pass with as many rows. */
  backward(d: Float64Array, rows: number): void {
    const { before, after, back } = this.passed;
    this.gradients.fill(0);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l];
      const slope = layer.activation.slope;
      const u = before[l];
      const du = back[l];
      const count = rows * layer.outputs;
      if (l === this.layers.length - 1) for (let i = 0; i < count; i++) du[i] = d[i] * slope(u[i]);
      else for (let i = 0; i < count; i++) du[i] *= slope(u[i]);
      const x = l === 0 ? this.x : after[l - 1];
      gradients(layer, this.gradients, x, du, rows);
      if (l > 0) toInput(layer, this.parameters, du, back[l - 1], rows);
    }
  }

  /** The sums u and the values f(u) of a layer in the last forward pass. */
  seen(l: number): { before: Float64Array; after: Float64Array } {
    return { before: this.passed.before[l], after: this.passed.after[l] };
  }
}

function affine(layer: Layer, parameters: Float64Array, x: Float64Array, u: Float64Array, rows: number): void {
  const { inputs, outputs, weights, biases } = layer;
  for (let n = 0; n < rows; n++) {
    const row = n * inputs;
    const out = n * outputs;
    for (let j = 0, w = weights; j < outputs; j++) {
      let sum = parameters[biases + j];
      for (let i = 0; i < inputs; i++) sum += parameters[w++] * x[row + i];
      u[out + j] = sum;
    }
  }
}

function gradients(layer: Layer, into: Float64Array, x: Float64Array, du: Float64Array, rows: number): void {
  const { inputs, outputs, weights, biases } = layer;
  for (let n = 0; n < rows; n++) {
    const row = n * inputs;
    for (let j = 0, w = weights; j < outputs; j++) {
      const d = du[n * outputs + j];
      into[biases + j] += d;
      for (let i = 0; i < inputs; i++) into[w++] += d * x[row + i];
    }
  }
}

function toInput(layer: Layer, parameters: Float64Array, du: Float64Array, dx: Float64Array, rows: number): void {
  const { inputs, outputs, weights } = layer;
  for (let n = 0; n < rows; n++) {
    const row = n * inputs;
    for (let i = 0; i < inputs; i++) dx[row + i] = 0;
    for (let j = 0, w = weights; j < outputs; j++) {
      const d = du[n * outputs + j];
      for (let i = 0; i < inputs; i++) dx[row + i] += d * parameters[w++];
    }
  }
}

export const LINEAR: Activation = { key: "identity", value: (x) => x, slope: () => 1 };
