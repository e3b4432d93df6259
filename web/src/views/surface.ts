// The picture of the output over the plane, with the points on it; a click or Enter adds a point.

import { paint, prepared } from "../charts";
import { h } from "../dom";
import { EDGE } from "../engine";
import { SIZE } from "../lanes";
import { say } from "../words";

const STEP = 0.25; // of the keyboard's cross

export class Surface {
  private canvas: HTMLCanvasElement | null = null;
  private readonly small = document.createElement("canvas");
  private image: ImageData | null = null;
  private cross: [number, number] | null = null;
  private again: (() => void) | null = null;

  constructor(
    private readonly id: string,
    private readonly add?: (x1: number, x2: number) => void,
  ) {
    this.small.width = this.small.height = SIZE;
  }

  element(interactive: boolean): HTMLElement {
    this.canvas = h("canvas", { id: this.id, class: "surface", role: "img", "aria-label": say("output"), ...(interactive ? { tabindex: 0, onclick: this.click, onkeydown: this.press, onblur: this.leave } : {}) });
    return this.canvas;
  }

  label(text: string): void {
    this.canvas?.setAttribute("aria-label", text);
  }

  draw(output: Float32Array, points: { train: number[][]; test: number[][] }, discrete: boolean, paper: number[]): void {
    const { canvas } = this;
    if (!canvas) return;
    const side = canvas.clientWidth;
    if (!side) return;
    const context = prepared(canvas, side, side);
    const inner = this.small.getContext("2d") as CanvasRenderingContext2D;
    this.image ??= inner.createImageData(SIZE, SIZE);
    if (output.length) {
      paint(this.image, output, SIZE, 1, 1, paper, discrete);
      inner.putImageData(this.image, 0, 0);
      context.imageSmoothingEnabled = !discrete;
      context.drawImage(this.small, 0, 0, side, side);
    }
    this.points(context, side, points);
    this.again = () => this.draw(output, points, discrete, paper);
    if (this.cross) this.drawCross(context, side, this.cross);
  }

  private points(context: CanvasRenderingContext2D, side: number, { train, test }: { train: number[][]; test: number[][] }): void {
    const radius = Math.max(1.6, side / 110);
    for (const [list, edge] of [
      [train, "#ffffff"],
      [test, "#14181e"],
    ] as const) {
      context.strokeStyle = edge;
      context.lineWidth = radius / 3.2;
      // Two passes, one a colour: changing the colour for every point costs a third of a frame.
      for (const blue of [false, true]) {
        context.fillStyle = blue ? "#005a91" : "#c46a00";
        context.beginPath();
        for (const [x1, x2, label] of list) {
          if ((label > 0.5 || (label !== 0 && label > 0)) !== blue) continue;
          const [px, py] = [((x1 + EDGE) / (2 * EDGE)) * side, ((EDGE - x2) / (2 * EDGE)) * side];
          context.moveTo(px + radius, py);
          context.arc(px, py, radius, 0, 6.2832);
        }
        context.fill();
        context.stroke();
      }
    }
  }

  private drawCross(context: CanvasRenderingContext2D, side: number, [x1, x2]: [number, number]): void {
    const [px, py] = [((x1 + EDGE) / (2 * EDGE)) * side, ((EDGE - x2) / (2 * EDGE)) * side];
    context.strokeStyle = getComputedStyle(document.body).color;
    context.lineWidth = 2;
    context.beginPath();
    context.moveTo(px - 8, py);
    context.lineTo(px + 8, py);
    context.moveTo(px, py - 8);
    context.lineTo(px, py + 8);
    context.stroke();
  }

  private click = (event: MouseEvent): void => {
    const box = (this.canvas as HTMLCanvasElement).getBoundingClientRect();
    this.cross = null;
    this.add?.(((event.clientX - box.left) / box.width) * 2 * EDGE - EDGE, EDGE - ((event.clientY - box.top) / box.height) * 2 * EDGE);
  };

  private press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }[event.key];
    const here = this.cross ?? [0, 0];
    if (by) {
      event.preventDefault();
      this.cross = [clamp(here[0] + by[0]), clamp(here[1] + by[1])];
      this.again?.();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.cross = [here[0], here[1]];
      this.add?.(here[0], here[1]);
    }
  };

  private leave = (): void => {
    this.cross = null;
    this.again?.();
  };
}

const clamp = (u: number) => Math.max(-EDGE, Math.min(EDGE, u));
