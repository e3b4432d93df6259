// The worker: a setup, a request for a frame, or one run of "ten seeds"; each but the first is answered.

import { Lanes, runTask, type Setup, type Task } from "./lanes";

export type Request = { kind: "setup"; setup: Setup } | { kind: "advance"; epochs: number; milliseconds: number; ticket: number } | { kind: "task"; task: Task; ticket: number };

const lanes = new Lanes();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.kind === "setup") lanes.setup(data.setup);
  else if (data.kind === "task") self.postMessage({ ticket: data.ticket, outcome: runTask(data.task) });
  else {
    const frame = lanes.advance(data.epochs, data.milliseconds);
    const pictures = frame.lanes.flatMap((lane) => [lane.output.buffer, ...lane.units.flat().map((unit) => unit.buffer)]);
    (self as unknown as Worker).postMessage({ ticket: data.ticket, frame }, pictures); // handed over, not copied
  }
};
