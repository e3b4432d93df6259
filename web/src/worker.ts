// The worker: receives a setup or a request for a frame, answers each request with one frame.

import { Lanes, type Setup } from "./lanes";

export type Request = { kind: "setup"; setup: Setup } | { kind: "advance"; epochs: number; milliseconds: number; ticket: number };

const lanes = new Lanes();

self.onmessage = ({ data }: MessageEvent<Request>) => {
  if (data.kind === "setup") lanes.setup(data.setup);
  else self.postMessage({ ticket: data.ticket, frame: lanes.advance(data.epochs, data.milliseconds) });
};
