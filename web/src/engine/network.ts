// A network of affine layers and activations over typed arrays: all weights in one array, all gradients in another.

import { type Matrix, multiply } from "./multiply";
import { Random } from "./random";

/** An activation with its parameters set: two functions of one number, and the same over the first `count` of an array. */
export interface Activation {
  key: string;
  value: (x: number) => number;
  slope: (x: number) => number;
  values: (u: Float64Array, z: Float64Array, count: number) => void;
  slopes: (u: Float64Array, z: Float64Array, count: number) => void;
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
  slopes: Float64Array[]; // f'(u)
  back: Float64Array[]; // dL/du
}

export class Network {
  readonly layers: Layer[] = [];
  readonly parameters: Float64Array;
  readonly gradients: Float64Array;
  private passed: Passed = { rows: 0, before: [], after: [], slopes: [], back: [] };
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

  /** Arrays and matrices for passes of up to `rows` examples, made once and used again. */
  private room(rows: number): Passed {
    if (this.passed.rows < rows) {
      const of = () => this.layers.map((layer) => new Float64Array(rows * layer.outputs));
      this.passed = { rows, before: of(), after: of(), slopes: of(), back: of() };
    }
    return this.passed;
  }

  /** The outputs of the last layer for `rows` rows of inputs; valid until the next call. */
  forward(x: Float64Array, rows: number): Float64Array {
    const { before, after } = this.room(rows);
    this.x = x;
    let into = x;
    for (let l = 0; l < this.layers.length; l++) {
      const { inputs, outputs, weights, biases, activation } = this.layers[l];
      const u = before[l];
      const z = after[l];
      const count = rows * outputs;
      repeat(this.parameters, biases, u, rows, outputs);
      multiply(upright(into, 0, inputs), sideways(this.parameters, weights, inputs), upright(u, 0, outputs), rows, outputs, inputs);
      activation.values(u, z, count);
      into = z;
    }
    return into;
  }

  /** Fill `gradients`, given dL/d(output) of the last forward pass with as many rows. */
  backward(d: Float64Array, rows: number): void {
    const { before, after, slopes, back } = this.passed;
    this.gradients.fill(0);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { inputs, outputs, weights, biases, activation } = this.layers[l];
      const du = back[l];
      const count = rows * outputs;
      const from = l === this.layers.length - 1 ? d : du;
      activation.slopes(before[l], slopes[l], count);
      through(from, slopes[l], du, this.gradients, biases, rows, outputs);
      const x = l === 0 ? this.x : after[l - 1];
      multiply(sideways(du, 0, outputs), upright(x, 0, inputs), upright(this.gradients, weights, inputs), outputs, inputs, rows);
      if (l > 0) {
        const dx = back[l - 1];
        dx.fill(0, 0, rows * inputs);
        multiply(upright(du, 0, outputs), upright(this.parameters, weights, inputs), upright(dx, 0, inputs), rows, inputs, outputs);
      }
    }
  }

  /** The mean size of the last gradients, over the weights of each layer. */
  sizes(): number[] {
    return this.layers.map(({ weights, biases }) => {
      let sum = 0;
      for (let i = weights; i < biases; i++) sum += Math.abs(this.gradients[i]);
      return sum / (biases - weights);
    });
  }

  /** The sums u and the values f(u) of a layer in the last forward pass. */
  seen(l: number): { before: Float64Array; after: Float64Array } {
    return { before: this.passed.before[l], after: this.passed.after[l] };
  }
}

/** The loops over any function of one number; a loop made for one function alone is several times faster. */
export function looped(f: (x: number) => number): Activation["values"] {
  return (u, z, count) => {
    for (let i = 0; i < count; i++) z[i] = f(u[i]);
  };
}

export const LINEAR: Activation = {
  key: "identity",
  value: (x) => x,
  slope: () => 1,
  values: (u, z, count) => z.set(u.subarray(0, count)),
  slopes: (_, z, count) => z.fill(1, 0, count),
};

/** Rows one after the other. */
const upright = (values: Float64Array, start: number, width: number): Matrix => ({ values, start, row: width, column: 1 });

/** The same numbers with rows and columns exchanged. */
const sideways = (values: Float64Array, start: number, width: number): Matrix => ({ values, start, row: 1, column: width });

/** Every row of u becomes the biases. */
function repeat(parameters: Float64Array, biases: number, u: Float64Array, rows: number, width: number): void {
  for (let n = 0, at = 0; n < rows; n++) for (let j = 0; j < width; j++) u[at++] = parameters[biases + j];
}

/** du = d f'(u), and dL/db is the sum of its rows. */
function through(d: Float64Array, slopes: Float64Array, du: Float64Array, into: Float64Array, biases: number, rows: number, width: number): void {
  for (let n = 0, at = 0; n < rows; n++) {
    for (let j = 0; j < width; j++, at++) {
      const product = d[at] * slopes[at];
      du[at] = product;
      into[biases + j] += product;
    }
  }
}
