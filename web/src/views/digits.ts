// Digits drawn by hand, recognised by a small network; its activation can be swapped while one looks.

import { html, type TemplateResult } from "lit-html";
import digitsText from "../data/digits.txt?raw";
import weightsText from "../data/weights.txt?raw";
import { best, blocks, DigitNetwork, type DigitSet, fitted, PIXELS, readDigits, readWeights } from "../engine";
import { choose } from "../language/catalogue";
import { paper, prepared } from "../shell/charts";
import { button } from "../shell/dom";
import { largest, shades } from "../shell/picture";
import type { Page, View } from "../shell/view";
import { say } from "../shell/words";
import { gallery, tile } from "./tiles";

const PEN = 5; // in the 32 x 32 picture
const AT_HAND = ["mish", "relu", "swish", "gelu", "tanh", "sigmoid"];
const BUDGET = 9; // milliseconds of training a frame

type Stroke = [number, number][];

export class DigitsView implements View {
  private sets: { train: DigitSet; test: DigitSet } | null = null;
  private digits: DigitNetwork | null = null;
  private activation = "";
  private strokes: Stroke[] = [];
  private image: Float64Array = new Float64Array(PIXELS);
  private training = false;
  private accuracy = NaN;
  private note = "";
  private shownTest = -1;
  private label: number | null = null;
  private drawing = false;

  constructor(private readonly page: Page) {}

  shown(visible: boolean): void {
    if (!visible) this.training = false;
  }

  /** Data and network, read when the view is first opened. */
  private opened(): DigitNetwork {
    const { digits: key } = this.page.state;
    this.sets ??= readDigits(digitsText);
    if (!this.digits) {
      this.digits = new DigitNetwork(this.sets.train, choose("mish"), readWeights(weightsText));
      this.activation = "mish";
      this.note = say("digits_shipped");
      this.measure();
    }
    if (this.activation !== key) {
      this.digits.swap(choose(key));
      this.activation = key;
      this.measure();
      this.note = say("digits_swapped", choose(key).title);
    }
    return this.digits;
  }

  private measure(): void {
    if (this.digits && this.sets) this.accuracy = this.digits.accuracy(this.sets.test);
  }

  template(): TemplateResult {
    const digits = this.opened();
    const { digits: key } = this.page.state;
    const swap = (other: string) => this.page.change({ digits: other });
    const { probabilities } = digits.recognize(this.image);
    const guess = best(probabilities);
    const blank = this.image.every((u) => u === 0);
    return html`<div class="digits">
      <section class="card pad" aria-label=${say("digits_draw")}>
        <h2>${say("digits_draw")}</h2>
        <canvas id="pad" role="img" aria-label=${say("digits_pad")} @pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up} @pointercancel=${this.up}></canvas>
        <div class="row">${button("clear-pad", say("clear"), () => this.clear())} ${button("test-digit", say("digits_test"), () => this.showTest())}</div>
        <p class="hint">${say("digits_hint")}</p>
      </section>
      <section class="card seen" aria-label=${say("digits_network")}>
        <h2>${say("digits_network")}</h2>
        <div class="flow">
          <figure><canvas id="seen" role="img" aria-label=${say("digits_input")}></canvas><figcaption>${say("digits_input")}</figcaption></figure>
          <figure><canvas id="hidden-units" role="img" aria-label=${say("digits_hidden", choose(key).title)}></canvas><figcaption>${say("digits_hidden", choose(key).title)}</figcaption></figure>
        </div>
        <p class="guess" aria-live="polite"><span>${say("digits_guess")}</span> <output id="guess">${blank ? "?" : guess}</output> ${this.label === null || blank ? "" : html`<span class=${this.label === guess ? "good" : "bad"}>${say("digits_truth", this.label)}</span>`}</p>
        <ol class="bars" start="0" aria-label=${say("digits_probabilities")}>
          ${Array.from(probabilities, (p, digit) => html`<li class=${!blank && digit === guess ? "best" : ""}><span>${digit}</span><div class="track"><div style=${`width:${blank ? 0 : (100 * p).toFixed(1)}%`}></div></div><span class="share">${blank ? "" : `${(100 * p).toFixed(0)} %`}</span></li>`)}
        </ol>
      </section>
      <section class="card swap" aria-label=${say("activation")}>
        <h2>${say("digits_swap")}</h2>
        <div class="tiles">
          ${(AT_HAND.includes(key) ? AT_HAND : [key, ...AT_HAND]).map((other) => tile(`digit-${other.replace(/\W/g, "-")}`, other, () => swap(other), { pressed: other === key }))}
          ${button("digit-all", html`<span aria-hidden="true">⋯</span><span>${say("all_functions")}</span>`, () => gallery(say("digits_swap"), key, swap), { class: "tile" })}
        </div>
        <div class="accuracy"><span>${say("digits_accuracy")}</span><output id="digit-accuracy">${percent(this.accuracy)}</output></div>
        <p id="digit-note" class="hint" role="status">${this.note}</p>
        <div class="row">${button("digit-train", say(this.training ? "pause" : "digits_train"), () => this.toggle(), { class: "accent" })} ${button("digit-fresh", say("digits_fresh"), () => this.fresh(false))} ${button("digit-shipped", say("digits_reset"), () => this.fresh(true))}</div>
        <p class="hint">${say("digits_about")}</p>
      </section>
    </div>`;
  }

  drawn(): void {
    this.drawPad();
    const colours = shades(paper());
    squares("seen", this.image, 8, (u) => colours[128 + Math.round(127 * u)]);
    const { hidden } = this.opened().recognize(this.image);
    const reach = largest(hidden);
    squares("hidden-units", hidden, 8, (u) => colours[Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, u / reach)))]);
  }

  // ---- drawing by hand ----

  private at(event: PointerEvent): [number, number] {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 32, ((event.clientY - box.top) / box.height) * 32];
  }

  private down = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.drawing = true;
    if (this.label !== null) this.strokes = [];
    this.label = null;
    this.strokes.push([this.at(event)]);
    this.see();
  };

  private move = (event: PointerEvent): void => {
    if (!this.drawing) return;
    this.strokes.at(-1)?.push(this.at(event));
    this.see();
  };

  private up = (): void => {
    this.drawing = false;
  };

  private see(): void {
    const place = fitted(this.strokes, PEN);
    this.image = blocks(inked(this.strokes.map((stroke) => stroke.map(place))));
    this.page.refresh();
  }

  private clear(): void {
    this.strokes = [];
    this.label = null;
    this.image = new Float64Array(PIXELS);
    this.page.refresh();
  }

  /** The next digit that the network has never been trained on: for the keyboard, and to see what the data looks like. */
  private showTest(): void {
    if (!this.sets) return;
    const { pixels, labels } = this.sets.test;
    this.shownTest = (this.shownTest + 1) % labels.length;
    this.strokes = [];
    this.image = pixels.slice(this.shownTest * PIXELS, (this.shownTest + 1) * PIXELS);
    this.label = labels[this.shownTest];
    this.page.refresh();
  }

  private drawPad(): void {
    const canvas = document.getElementById("pad") as HTMLCanvasElement;
    const side = canvas.clientWidth;
    const context = prepared(canvas, side, side);
    const ink = getComputedStyle(canvas).color;
    if (!this.strokes.length && this.label !== null) {
      for (let n = 0; n < PIXELS; n++) {
        context.globalAlpha = this.image[n];
        context.fillStyle = ink;
        context.fillRect(((n % 8) * side) / 8, (Math.floor(n / 8) * side) / 8, side / 8 + 0.5, side / 8 + 0.5);
      }
    }
    context.globalAlpha = 1;
    lines(context, this.strokes, side / 32, 2.6, ink);
  }

  // ---- training ----

  private toggle(): void {
    this.training = !this.training;
    this.page.refresh();
    if (this.training) requestAnimationFrame(this.loop);
  }

  private loop = (): void => {
    const { digits } = this;
    if (!this.training || !digits) return;
    const end = performance.now() + BUDGET;
    while (performance.now() < end) {
      if (!digits.batch()) continue;
      this.measure();
      this.note = say("digits_epoch", digits.epoch, digits.loss.toFixed(4));
      this.page.refresh();
      if (!Number.isFinite(digits.loss)) this.training = false;
      break;
    }
    requestAnimationFrame(this.loop);
  };

  private fresh(shipped: boolean): void {
    this.training = false;
    if (!this.sets) return;
    this.digits = new DigitNetwork(this.sets.train, choose(this.activation), shipped ? readWeights(weightsText) : null);
    this.measure();
    this.note = say(shipped ? "digits_shipped" : "digits_random");
    this.page.refresh();
  }
}

const percent = (u: number) => `${(100 * u).toFixed(1)} %`;

function lines(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, strokes: readonly Stroke[], scale: number, pen: number, ink: string): void {
  context.strokeStyle = ink;
  context.lineWidth = pen * scale;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(stroke[0][0] * scale, stroke[0][1] * scale);
    for (const [x, y] of stroke) context.lineTo(x * scale, y * scale);
    if (stroke.length === 1) context.lineTo(stroke[0][0] * scale + 0.01, stroke[0][1] * scale);
    context.stroke();
  }
}

/** How dark each of 32 x 32 pixels is. */
function inked(strokes: readonly Stroke[]): Float64Array {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 32;
  const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  lines(context, strokes, 1, PEN, "#000");
  const { data } = context.getImageData(0, 0, 32, 32);
  return Float64Array.from({ length: 1024 }, (_, n) => data[4 * n + 3] / 255);
}

function squares(id: string, values: ArrayLike<number>, columns: number, colour: (u: number) => number): void {
  const canvas = document.getElementById(id) as HTMLCanvasElement;
  canvas.width = columns;
  canvas.height = values.length / columns;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let n = 0; n < values.length; n++) pixels[n] = colour(values[n]);
  context.putImageData(image, 0, 0);
}
