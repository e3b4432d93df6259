// A small network for handwritten digits of 8 x 8 pixels: what the drawing becomes, the classifier, its training.

import { type Activation, LINEAR, Network } from "./network";
import { optimizer, type Step } from "./optimizers";
import { Random } from "./random";

export const PIXELS = 64;
export const CLASSES = 10;
export const HIDDEN = 32;
const WHITE = 16;
const BATCH = 32;
const RATE = 0.003;
const DIGITS_IN_WEIGHTS = 1000; // weights are shipped with three decimals

export interface DigitSet {
  pixels: Float64Array; // rows of 64, from 0 to 1
  labels: Uint8Array;
}

/** The sets for training and testing out of their text: a line of pixels (A to Q for 0 to 16) and one of labels for each. */
export function readDigits(text: string): { train: DigitSet; test: DigitSet } {
  const [a, b, c, d] = text.trim().split("\n");
  const set = (pixels: string, labels: string): DigitSet => ({
    pixels: Float64Array.from(pixels, (letter) => (letter.charCodeAt(0) - 65) / WHITE),
    labels: Uint8Array.from(labels, Number),
  });
  return { train: set(a, b), test: set(c, d) };
}

export const readWeights = (text: string): Float64Array => Float64Array.from(text.trim().split(" "), (whole) => Number(whole) / DIGITS_IN_WEIGHTS);
export const writeWeights = (parameters: Float64Array): string => Array.from(parameters, (u) => Math.round(u * DIGITS_IN_WEIGHTS)).join(" ");

export class DigitNetwork {
  network!: Network;
  epoch = 0;
  loss = NaN;
  private step!: Step;
  private readonly random: Random;
  private readonly order: Int32Array;
  private at = 0;
  private sum = 0;

  constructor(
    private readonly train: DigitSet,
    private activation: Activation,
    weights: Float64Array | null,
    seed = 1,
  ) {
    this.random = new Random(seed, 11);
    this.order = Int32Array.from(train.labels.keys());
    this.swap(activation);
    if (weights) this.network.parameters.set(weights);
    else this.network.initialize(this.random);
  }

  /** The same weights with another activation; the optimizer begins anew. */
  swap(activation: Activation): void {
    const before = this.network?.parameters;
    this.activation = activation;
    this.network = new Network([PIXELS, HIDDEN, CLASSES], [this.activation, LINEAR]);
    if (before) this.network.parameters.set(before);
    this.step = optimizer("adam", RATE, this.network.parameters.length);
  }

  /** One batch; true when it ends an epoch. */
  batch(): boolean {
    if (this.at === 0) {
      this.random.shuffle(this.order);
      this.sum = 0;
    }
    const rows = this.order.subarray(this.at, this.at + BATCH);
    const x = new Float64Array(rows.length * PIXELS);
    rows.forEach((row, n) => x.set(this.train.pixels.subarray(row * PIXELS, (row + 1) * PIXELS), n * PIXELS));
    const d = this.network.forward(x, rows.length).slice(0, rows.length * CLASSES);
    rows.forEach((row, n) => {
      const p = softmax(d.subarray(n * CLASSES, (n + 1) * CLASSES)); // in place
      const label = this.train.labels[row];
      this.sum -= Math.log(Math.max(p[label], 1e-300));
      p[label] -= 1;
    });
    for (let i = 0; i < d.length; i++) d[i] /= rows.length;
    this.network.backward(d, rows.length);
    this.step(this.network.parameters, this.network.gradients);
    this.at += BATCH;
    if (this.at < this.order.length) return false;
    this.at = 0;
    this.epoch++;
    this.loss = this.sum / this.order.length;
    return true;
  }

  accuracy({ pixels, labels }: DigitSet): number {
    const out = this.network.forward(pixels, labels.length);
    let right = 0;
    labels.forEach((label, n) => {
      right += Number(best(out.subarray(n * CLASSES, (n + 1) * CLASSES)) === label);
    });
    return right / labels.length;
  }

  /** The probabilities of the ten digits, and the values of the hidden units. */
  recognize(image: Float64Array): { probabilities: Float64Array; hidden: Float64Array } {
    const probabilities = softmax(this.network.forward(image, 1).slice(0, CLASSES));
    return { probabilities, hidden: this.network.seen(0).after.slice(0, HIDDEN) };
  }
}

export function best(scores: ArrayLike<number>): number {
  let at = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i] > scores[at]) at = i;
  return at;
}

function softmax(z: Float64Array): Float64Array {
  const most = z.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i] = Math.exp(z[i] - most);
  for (let i = 0; i < z.length; i++) z[i] /= sum;
  return z;
}

/** Ink of 32 x 32 to 8 x 8: how much of each square of 4 x 4 is black, as the data set was made from scanned forms. */
export function blocks(ink: ArrayLike<number>): Float64Array {
  const image = new Float64Array(PIXELS);
  for (let i = 0; i < 32; i++) for (let j = 0; j < 32; j++) image[(i >> 2) * 8 + (j >> 2)] += Number(ink[i * 32 + j] > 0.5) / 16;
  return image;
}

/** How to move and scale strokes so that their box fills the 32 rows, and is in the middle of the columns. */
export function fitted(strokes: readonly (readonly (readonly [number, number])[])[], pen: number): (point: readonly [number, number]) => [number, number] {
  const points = strokes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min((32 - pen) / Math.max(bottom - top, 1e-6), (32 - pen) / Math.max(right - left, 1e-6), 1e3);
  return ([x, y]) => [16 + (x - (left + right) / 2) * scale, 16 + (y - (top + bottom) / 2) * scale];
}
