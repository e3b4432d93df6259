// What the worker and the page say to each other: several trainings at once, on the same data from the same start.

import { EDGE, type Row, type Settings, Training, type Trouble } from "../engine";
import { choose } from "../language/catalogue";

/** One network of a comparison: an activation for each hidden layer. */
export type Lane = string[];

export interface Setup {
  settings: Settings;
  lanes: Lane[];
  until: number; // train to this epoch at once
}

export interface Frame {
  lanes: LaneFrame[];
  points: { train: number[][]; test: number[][] } | null; // once after each setup
}

export interface LaneFrame {
  epoch: number;
  rows: Row[]; // since the last frame
  converged: number | null;
  trouble: Trouble | null;
  health: { dead: number[]; largest: number }[];
  gradients: number[]; // of each layer: see Training.slopes
  parameters: Float64Array;
  widths: number[];
  output: Float32Array;
  units: Float32Array[][];
}

export const SIZE = 56; // points across the large picture: fine enough to see, 3,136 passes a frame
const LOOKS = 100; // at the test points on the way to the epoch of a link
export const SMALL = 28; // points across those side by side: a quarter of the passes

/** Runs the lanes; it lives in the worker, or in the page where there is no worker. */
export class Lanes {
  private trainings: Training[] = [];
  private told: number[] = [];
  private fresh = true;

  setup({ settings, lanes, until }: Setup): void {
    const tanh = choose("tanh");
    this.trainings = lanes.map((lane) => new Training(settings, lane.map(choose), tanh));
    this.told = lanes.map(() => 0);
    this.fresh = true;
    const every = Math.max(1, Math.floor(until / LOOKS)); // the curve of the test loss needs some points
    for (const training of this.trainings) {
      while (training.epoch < until && !training.trouble && training.train.label.length) {
        if (training.epoch % every === 0) training.look();
        training.run();
      }
    }
  }

  /** Train at most `epochs` epochs in at most `milliseconds`, all lanes in step, then describe where they are. */
  advance(epochs: number, milliseconds: number, pictures = true): Frame {
    const end = performance.now() + milliseconds;
    for (let done = 0; done < epochs && (done === 0 || performance.now() < end); done++) {
      for (const training of this.trainings) training.run();
    }
    return this.frame(pictures);
  }

  private frame(pictures: boolean): Frame {
    const first = this.trainings[0];
    const points = this.fresh && first ? { train: rows(first.train), test: rows(first.test) } : null;
    this.fresh = false;
    return { points, lanes: this.trainings.map((training, i) => this.laneFrame(training, i, pictures)) };
  }

  private laneFrame(training: Training, i: number, pictures: boolean): LaneFrame {
    training.look();
    const from = this.told[i];
    this.told[i] = training.history.length;
    const drawn = training.train.label.length && pictures ? training.pictures(i ? SMALL : SIZE, EDGE, i === 0) : { output: new Float32Array(0), units: [] };
    return {
      epoch: training.epoch,
      rows: training.history.slice(from),
      converged: training.converged,
      trouble: training.trouble,
      gradients: [...training.slopes],
      health: training.health(),
      parameters: training.network.parameters.slice(),
      widths: [...training.network.widths],
      ...drawn,
    };
  }
}

/** One run of "ten seeds": a lane with a seed, to an epoch. */
export interface Task {
  settings: Settings;
  lane: Lane;
  epochs: number;
}

export interface Outcome {
  losses: Float64Array; // the training loss of each epoch from 0
  test: number;
  accuracy: number;
  tested: number; // points
  converged: number | null;
  trouble: Trouble | null;
}

export function runTask({ settings, lane, epochs }: Task): Outcome {
  const training = new Training(settings, lane.map(choose), choose("tanh"));
  while (training.epoch < epochs && !training.trouble) training.run();
  training.look();
  const { history, converged, trouble, test, train } = training;
  const last = history.at(-1);
  return {
    losses: Float64Array.from(history, (row) => row.train),
    test: trouble ? NaN : (last?.test ?? NaN),
    accuracy: trouble ? NaN : (last?.accuracy ?? NaN),
    tested: test.label.length || train.label.length,
    converged,
    trouble,
  };
}

const rows = (points: Training["train"]) => Array.from(points.label, (label, n) => [points.x1[n], points.x2[n], label]);
