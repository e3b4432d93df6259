// The page's side of the worker. Where a browser allows no worker, the same code runs in the page.

import { type Frame, Lanes, type Setup } from "./lanes";
import TrainingWorker from "./worker?worker&inline";

export class Client {
  private readonly worker: Worker | null;
  private readonly local = new Lanes();
  private ticket = 0;
  private waiting: ((frame: Frame | null) => void) | null = null;

  constructor() {
    this.worker = started();
    this.worker?.addEventListener("message", ({ data }: MessageEvent<{ ticket: number; frame: Frame }>) => {
      if (data.ticket !== this.ticket) return;
      const answer = this.waiting;
      this.waiting = null;
      answer?.(data.frame);
    });
  }

  /** Start anew; a frame still on its way is answered with null. */
  setup(setup: Setup): void {
    this.ticket++;
    const answer = this.waiting;
    this.waiting = null;
    answer?.(null);
    if (this.worker) this.worker.postMessage({ kind: "setup", setup });
    else this.local.setup(setup);
  }

  get busy(): boolean {
    return this.waiting !== null;
  }

  advance(epochs: number, milliseconds: number): Promise<Frame | null> {
    if (!this.worker) return Promise.resolve(this.local.advance(epochs, milliseconds));
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.worker?.postMessage({ kind: "advance", epochs, milliseconds, ticket: ++this.ticket });
    });
  }
}

function started(): Worker | null {
  try {
    return new TrainingWorker();
  } catch {
    return null;
  }
}
