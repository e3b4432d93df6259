// Ten seeds of each function at once: the runs are shared out among workers, one for each processor but the page's own.

import { type Lane, type Outcome, runTask, type Task } from "./lanes";
import type { Settings } from "../engine";
import TrainingWorker from "./worker?worker&inline";

export const SEEDS = 10;
const MOST_WORKERS = 6;

export interface SeedRuns {
  lanes: Lane[];
  epochs: number;
  outcomes: Outcome[][]; // a row for each lane, in the order of the seeds
}

/** Runs every lane with every seed; `cancel` ends it, and the promise gives null then. */
export class SeedPool {
  private workers: Worker[] = [];
  private cancelled = false;

  cancel(): void {
    this.cancelled = true;
    for (const worker of this.workers) worker.terminate();
  }

  async run(settings: Settings, lanes: Lane[], epochs: number, progress: (done: number, all: number) => void): Promise<SeedRuns | null> {
    const tasks = Array.from({ length: SEEDS }, (_, i) => lanes.map((lane, k) => ({ i, k, task: { settings: { ...settings, edits: [], seed: (settings.seed + i) % 4294967296 }, lane, epochs } }))).flat();
    const outcomes: Outcome[][] = lanes.map(() => []);
    let next = 0;
    let done = 0;
    progress(0, tasks.length);
    const serve = async (ask: (task: Task) => Promise<Outcome>) => {
      while (next < tasks.length && !this.cancelled) {
        const { i, k, task } = tasks[next++];
        outcomes[k][i] = await ask(task);
        progress(++done, tasks.length);
      }
    };
    const count = Math.max(1, Math.min(MOST_WORKERS, (navigator.hardwareConcurrency || 2) - 1, tasks.length));
    await Promise.race([Promise.all(Array.from({ length: count }, () => serve(this.open()))), this.ended()]);
    for (const worker of this.workers) worker.terminate();
    return this.cancelled ? null : { lanes, epochs, outcomes };
  }

  /** Resolves once the runs are cancelled: a worker that was ended never answers. */
  private ended(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => (this.cancelled ? resolve() : void setTimeout(look, 50));
      setTimeout(look, 50);
    });
  }

  private open(): (task: Task) => Promise<Outcome> {
    let worker: Worker;
    try {
      worker = new TrainingWorker();
    } catch {
      return (task) => new Promise((resolve) => setTimeout(() => resolve(runTask(task)))); // in the page, one at a time
    }
    this.workers.push(worker);
    return (task) =>
      new Promise((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<{ outcome: Outcome }>) => resolve(data.outcome);
        worker.postMessage({ kind: "task", task, ticket: 0 });
      });
  }
}
