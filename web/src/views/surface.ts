// The picture of a field over the plane, with axes, the line at its level, the trail of that line, and the points on it.

import { html, type TemplateResult } from "lit-html";
import { EDGE } from "../engine";
import { contour } from "../engine/contour";
import { prepared } from "../shell/charts";
import { SIZE, SMALL } from "../shell/lanes";
import { Painter } from "../shell/picture";
import { say } from "../shell/words";

const STEP = 0.25; // of the keyboard's cross
const TRAIL = 4; // lines of earlier borders
const TRAIL_EVERY = 250; // milliseconds
const MOST_POINTS = 2000; // drawn; 100,000 take a tenth of a second a frame
const TURN = 2 * Math.PI;
const NONE: number[][] = [];

export interface Scene {
  field: Float32Array;
  reach: number; // where the colours end
  points: { train: number[][]; test: number[][] };
  discrete: boolean;
  colours: Uint32Array;
  epoch: number;
  moving: boolean; // leave a trail
  caption?: string;
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Surface {
  private readonly size: number;
  private readonly painter: Painter;
  private layer = { canvas: document.createElement("canvas"), key: "", train: NONE, test: NONE };
  private trail: { line: number[]; at: number; epoch: number }[] = [];
  private cross: [number, number] | null = null;
  private scene: Scene | null = null;

  constructor(
    private readonly id: string,
    private readonly add?: (x1: number, x2: number) => void,
    private readonly names: readonly [string, string] = ["x₁", "x₂"],
    private readonly large = add !== undefined || names[0] !== "x₁",
  ) {
    this.size = large ? SIZE : SMALL;
    this.painter = new Painter(this.size);
  }

  template(): TemplateResult {
    return this.add
      ? html`<canvas id=${this.id} class="surface" role="img" aria-label=${say("output")} tabindex="0" @click=${this.click} @keydown=${this.press} @blur=${this.leave}></canvas>`
      : html`<canvas id=${this.id} class=${this.large ? "surface" : "surface small"} role="img" aria-label=${say("output")}></canvas>`;
  }

  private get canvas(): HTMLCanvasElement | null {
    return document.getElementById(this.id) as HTMLCanvasElement | null;
  }

  /** The plane's square within the canvas. */
  private box(side: number): { left: number; top: number; side: number } {
    return this.large ? { left: 26, top: 6, side: side - 32 } : { left: 0, top: 0, side };
  }

  label(text: string): void {
    this.canvas?.setAttribute("aria-label", text);
  }

  draw(scene: Scene): void {
    this.scene = scene;
    const { canvas } = this;
    const whole = canvas?.clientWidth;
    if (!canvas || !whole) return;
    const context = prepared(canvas, whole, canvas.clientHeight);
    const { left, top, side } = this.box(whole);
    if (this.large) axes(context, left, top, side, this.names);
    context.save();
    context.translate(left, top);
    context.beginPath();
    context.roundRect(0, 0, side, side, this.large ? 6 : 8);
    context.clip();
    context.fillStyle = css("--card");
    context.fillRect(0, 0, side, side);
    if (scene.field.length) this.field(context, side, scene);
    this.points(context, side, scene.points);
    if (scene.caption) caption(context, scene.caption);
    if (this.cross) crossing(context, side, this.cross);
    context.restore();
  }

  private field(context: CanvasRenderingContext2D, side: number, scene: Scene): void {
    context.drawImage(this.painter.paint(scene.field, scene.reach, scene.colours, scene.discrete), 0, 0, side, side);
    const line = contour(scene.field, this.size);
    if (this.add) this.follow(line, scene);
    this.trail.forEach(({ line: old }, i) => border(context, side / this.size, old, 1, 0.1 + (0.25 * i) / TRAIL));
    border(context, side / this.size, line, this.large ? 2 : 1.5, 0.9);
  }

  /** The points change seldom, and five hundred discs and rings take longer than the field: they are drawn once. */
  private points(context: CanvasRenderingContext2D, side: number, points: Scene["points"]): void {
    const ratio = window.devicePixelRatio || 1;
    const key = `${side} ${ratio} ${css("--test-blue")}`;
    if (this.layer.key !== key || this.layer.train !== points.train || this.layer.test !== points.test) {
      this.layer = { ...this.layer, key, ...points };
      const { canvas } = this.layer;
      canvas.width = canvas.height = Math.round(side * ratio);
      const own = canvas.getContext("2d") as CanvasRenderingContext2D;
      own.scale(ratio, ratio);
      dots(own, side, points);
    }
    context.drawImage(this.layer.canvas, 0, 0, side, side);
  }

  /** Remember a border now and then, until the run begins anew. */
  private follow(line: number[], { epoch, moving, caption: unit }: Scene): void {
    const last = this.trail.at(-1);
    if (unit || (last && last.epoch > epoch)) this.trail = [];
    if (!moving || unit || performance.now() - (last?.at ?? 0) < TRAIL_EVERY) return;
    this.trail = [...this.trail, { line, at: performance.now(), epoch }].slice(-TRAIL);
  }

  private click = (event: MouseEvent): void => {
    const frame = (this.canvas as HTMLCanvasElement).getBoundingClientRect();
    const { left, top, side } = this.box(frame.width);
    const x1 = ((event.clientX - frame.left - left) / side) * 2 * EDGE - EDGE;
    const x2 = EDGE - ((event.clientY - frame.top - top) / side) * 2 * EDGE;
    this.cross = null;
    if (Math.abs(x1) <= EDGE && Math.abs(x2) <= EDGE) this.add?.(x1, x2);
  };

  private press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
    const [x1, x2] = this.cross ?? [0, 0];
    if (by) this.cross = [clamp(x1 + by[0]), clamp(x2 + by[1])];
    else if (event.key === "Enter") this.add?.(x1, x2);
    else return;
    event.preventDefault();
    if (this.scene) this.draw(this.scene);
  };

  private leave = (): void => {
    this.cross = null;
    if (this.scene) this.draw(this.scene);
  };
}

const clamp = (u: number) => Math.max(-EDGE, Math.min(EDGE, u));
const place = (side: number, x1: number, x2: number): [number, number] => [((x1 + EDGE) / (2 * EDGE)) * side, ((EDGE - x2) / (2 * EDGE)) * side];

function axes(context: CanvasRenderingContext2D, left: number, top: number, side: number, names: readonly [string, string]): void {
  context.font = "11px system-ui, sans-serif";
  context.fillStyle = context.strokeStyle = css("--faint");
  context.lineWidth = 1;
  context.textBaseline = "middle";
  for (const u of [-6, -4, -2, 0, 2, 4, 6]) {
    const [px, py] = place(side, u, u);
    const text = String(u).replace("-", "−");
    context.textAlign = "center";
    context.fillText(text, left + px - (u === EDGE ? 4 : u === -EDGE ? -4 : 0), top + side + 13);
    context.textAlign = "right";
    context.fillText(text, left - 6, top + py + (u === EDGE ? 4 : u === -EDGE ? -4 : 0));
    context.fillRect(left + px - 0.5, top + side, 1, 4);
    context.fillRect(left - 4, top + py - 0.5, 4, 1);
  }
  context.font = "italic 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.fillText(names[0], left + place(side, 5, 0)[0], top + side + 13);
  context.fillText(names[1], left - 13, top + place(side, 0, 5)[1]);
}

function border(context: CanvasRenderingContext2D, scale: number, line: readonly number[], width: number, alpha: number): void {
  context.strokeStyle = css("--ink");
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.setLineDash([]);
  context.beginPath();
  for (let n = 0; n < line.length; n += 4) {
    context.moveTo((line[n] + 0.5) * scale, (line[n + 1] + 0.5) * scale);
    context.lineTo((line[n + 2] + 0.5) * scale, (line[n + 3] + 0.5) * scale);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Training points are discs, test points are rings; one pass a colour, as changing it for every point costs a third of a frame. */
function dots(context: CanvasRenderingContext2D, side: number, { train, test }: Scene["points"]): void {
  const radius = Math.max(1.6, side / 120);
  for (const blue of [false, true]) {
    const is = (label: number) => (label > 0.5 || (label !== 0 && label > 0)) === blue;
    const path = (list: number[][], size: number) => {
      context.beginPath();
      for (const [x1, x2, label] of list.slice(0, MOST_POINTS)) {
        if (!is(label)) continue;
        const [px, py] = place(side, x1, x2);
        context.moveTo(px + size, py);
        context.arc(px, py, size, 0, TURN);
      }
    };
    context.lineWidth = radius / 2.4;
    context.strokeStyle = css(blue ? "--test-blue" : "--test-orange");
    path(test, radius * 0.8);
    context.stroke();
    context.fillStyle = blue ? "#005a91" : "#c46a00";
    context.strokeStyle = "#ffffff";
    context.lineWidth = radius / 3.2;
    path(train, radius);
    context.fill();
    context.stroke();
  }
}

function caption(context: CanvasRenderingContext2D, text: string): void {
  context.font = "600 13px system-ui, sans-serif";
  const width = context.measureText(text).width + 18;
  context.fillStyle = css("--card");
  context.globalAlpha = 0.9;
  context.beginPath();
  context.roundRect(8, 8, width, 24, 12);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = css("--ink");
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, 17, 21);
}

function crossing(context: CanvasRenderingContext2D, side: number, [x1, x2]: [number, number]): void {
  const [px, py] = place(side, x1, x2);
  context.strokeStyle = css("--ink");
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(px - 8, py);
  context.lineTo(px + 8, py);
  context.moveTo(px, py - 8);
  context.lineTo(px, py + 8);
  context.stroke();
}
