// The network as a diagram: inputs, units with their pictures, lines as thick as the weights.

import { html, nothing, type TemplateResult } from "lit-html";
import { FEATURES, type Feature } from "../engine";
import { choose } from "../language/catalogue";
import { prepared } from "../shell/charts";
import { button, checkbox, setText, short } from "../shell/dom";
import { SIZE, type LaneFrame } from "../shell/lanes";
import { largest, paint } from "../shell/picture";
import { type LayerState, MOST_LAYERS, MOST_UNITS, type State } from "../shell/state";
import type { Page } from "../shell/view";
import { say } from "../shell/words";
import { gallery, tile } from "./tiles";
import { placesOf, type Unit } from "./weights";

const STEP = 2; // every second point of a picture is enough for a unit's small one
const EVERY = 50; // milliseconds: a hundred dashed curves take as long as all else of a frame, and weights creep
const NAMES = Object.keys(FEATURES) as Feature[];

interface Host {
  settle(patch: Partial<State>): void;
  /** Show this unit's field in the large picture; null for the output. */
  preview(unit: Unit | null): void;
  choose(unit: Unit, from?: number): void;
  selected(): Unit | null;
}

interface End {
  x: number;
  y: number;
  width: number;
}

export class NetworkDiagram {
  private images: ImageData | null = null;
  private ends: End[][] = [];
  private drawnAt = 0;

  constructor(
    private readonly page: Page,
    private readonly host: Host,
  ) {}

  template(): TemplateResult {
    const { layers } = this.page.state;
    const editable = !this.page.hidden("layers");
    return html`<section class="card network" aria-label=${say("layers")}>
      <div class="row between">
        <h2>${say("layers")}</h2>
        ${editable && layers.length < MOST_LAYERS ? button("add-layer", `+ ${say("add_layer")}`, () => this.host.settle({ layers: [...layers, { ...(layers.at(-1) ?? { width: 4, activation: "mish" }) }] }), { class: "quiet" }) : nothing}
      </div>
      <div class="diagram" @click=${this.clicked}>
        <canvas class="links" aria-hidden="true"></canvas>
        ${this.inputs()} ${layers.map((layer, l) => this.layer(layer, l, editable))}
        <div class="column" data-column><div class="column-head"><strong>${say("output")}</strong></div>${this.unit({ layer: layers.length, index: 0 }, say("output"))}</div>
      </div>
      <ul id="health" aria-live="polite"></ul>
    </section>`;
  }

  private inputs(): TemplateResult {
    const { features } = this.page.state;
    const fixed = this.page.hidden("features");
    const change = (feature: Feature, add: boolean) => {
      const chosen = NAMES.filter((other) => (other === feature ? add : features.includes(other)));
      this.host.settle({ features: chosen.length ? chosen : ["x1"] });
    };
    const shown = NAMES.filter((feature) => !fixed || features.includes(feature));
    return html`<div class="column inputs" data-column>
      <div class="column-head"><strong>${say("features")}</strong></div>
      ${shown.map((feature) => html`<div ?data-end=${features.includes(feature)}>${checkbox(`feature-${feature}`, FEATURES[feature].title, features.includes(feature), (add) => change(feature, add), fixed)}</div>`)}
    </div>`;
  }

  private layer(layer: LayerState, l: number, editable: boolean): TemplateResult {
    const { layers } = this.page.state;
    const { title } = choose(layer.activation);
    const replace = (patch: Partial<LayerState>) => this.host.settle({ layers: layers.map((old, i) => (i === l ? { ...old, ...patch } : old)) });
    return html`<div class="column" data-column>
      <div class="column-head">
        ${tile(`activation-${l + 1}`, layer.activation, () => gallery(say("layer", l + 1), layer.activation, (activation) => replace({ activation })), { label: `${say("layer", l + 1)}: ${title}` })}
        ${
          editable
            ? html`<div class="row tight">
                ${button(`fewer-${l + 1}`, "−", () => replace({ width: layer.width - 1 }), { label: say("remove_unit", l + 1), class: "small", disabled: layer.width === 1 })}
                ${button(`more-${l + 1}`, "+", () => replace({ width: layer.width + 1 }), { label: say("add_unit", l + 1), class: "small", disabled: layer.width === MOST_UNITS })}
                ${button(`remove-layer-${l + 1}`, "×", () => this.host.settle({ layers: layers.filter((_, i) => i !== l) }), { label: say("remove_layer", l + 1), class: "small" })}
              </div>`
            : nothing
        }
      </div>
      ${Array.from({ length: layer.width }, (_, index) => this.unit({ layer: l, index }, say("unit", l + 1, index + 1)))}
      <output id=${`gradient-${l + 1}`} class="gradient" title=${say("gradient")}></output>
    </div>`;
  }

  private unit(unit: Unit, title: string): TemplateResult {
    const { layer, index } = unit;
    const chosen = this.host.selected();
    const isOutput = layer === this.page.state.layers.length;
    const enter = () => this.host.preview(isOutput ? null : unit);
    const leave = () => this.host.preview(null);
    const click = (event: Event) => {
      event.stopPropagation();
      this.host.choose(unit);
    };
    return html`<button id=${`unit-${layer + 1}-${index + 1}`} type="button" class="unit" data-end aria-label=${title} aria-pressed=${String(chosen?.layer === layer && chosen.index === index)} @click=${click} @pointerenter=${enter} @pointerleave=${leave} @focus=${enter} @blur=${leave}>${
      this.page.hidden("pictures") ? nothing : html`<canvas aria-hidden="true"></canvas>`
    }</button>`;
  }

  private get holder(): HTMLElement | null {
    return document.querySelector(".diagram");
  }

  /** After the template is in the page: measure where the lines go. */
  measure(): void {
    const { holder } = this;
    if (!holder) return;
    const origin = holder.getBoundingClientRect();
    this.ends = [...holder.querySelectorAll("[data-column]")].map((column) =>
      [...column.querySelectorAll("[data-end]")].map((end) => {
        const box = end.getBoundingClientRect();
        return { x: box.left - origin.left + holder.scrollLeft, y: box.top - origin.top + box.height / 2, width: box.width };
      }),
    );
    const lines = holder.querySelector("canvas") as HTMLCanvasElement;
    const last = this.ends.at(-1)?.[0];
    lines.style.width = `${Math.max(last ? last.x + last.width : 0, holder.clientWidth)}px`;
    lines.style.height = `${holder.clientHeight}px`;
  }

  /** A click beside the units chooses the nearest line, if one is near. */
  private clicked = (event: MouseEvent): void => {
    const holder = this.holder as HTMLElement;
    const box = holder.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + holder.scrollLeft, event.clientY - box.top];
    const near: { best?: { unit: Unit; from: number }; distance: number } = { distance: 7 };
    this.everyLine((layer, from, index, a, b) => {
      if (x < a.x || x > b.x) return;
      const share = (x - a.x) / (b.x - a.x || 1);
      const distance = Math.abs(a.y + (b.y - a.y) * share * share * (3 - 2 * share) - y);
      if (distance < near.distance) Object.assign(near, { best: { unit: { layer, index }, from }, distance });
    });
    if (near.best) this.host.choose(near.best.unit, near.best.from);
  };

  private everyLine(visit: (layer: number, from: number, to: number, a: { x: number; y: number }, b: End) => void): void {
    for (let l = 0; l + 1 < this.ends.length; l++) {
      this.ends[l].forEach((source, i) => {
        this.ends[l + 1].forEach((target, j) => visit(l, i, j, { x: source.x + source.width, y: source.y }, target));
      });
    }
  }

  draw(frame: LaneFrame, colours: Uint32Array, words: boolean): void {
    if (!this.holder || this.ends.length !== frame.widths.length) return;
    const now = performance.now();
    if (!words && now - this.drawnAt < EVERY) return;
    this.drawnAt = now;
    this.drawLines(frame, this.holder.querySelector("canvas") as HTMLCanvasElement);
    if (!this.page.hidden("pictures")) this.drawUnits(frame, colours);
    if (!words) return;
    this.markDead(frame);
    frame.gradients.slice(0, -1).forEach((size, l) => setText(`gradient-${l + 1}`, frame.epoch ? `∇ ${size ? size.toExponential(0).replace("-", "−") : 0}` : ""));
  }

  /** Blue and whole for positive weights, orange and dashed for negative ones: told apart without colours, too. */
  private drawLines(frame: LaneFrame, lines: HTMLCanvasElement): void {
    const context = prepared(lines, lines.clientWidth, lines.clientHeight);
    this.everyLine((layer, i, index, a, b) => {
      const weight = frame.parameters[placesOf(frame, { layer, index }).weights[i]];
      if (!Number.isFinite(weight)) return;
      context.strokeStyle = weight > 0 ? "rgb(0 114 178)" : "rgb(225 135 20)";
      context.globalAlpha = Math.min(0.95, 0.25 + Math.abs(weight) / 2.5);
      context.lineWidth = Math.min(7, 0.6 + 1.8 * Math.abs(weight));
      context.setLineDash(weight > 0 ? [] : [6, 4]);
      const middle = (a.x + b.x) / 2;
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.bezierCurveTo(middle, a.y, middle, b.y, b.x, b.y);
      context.stroke();
    });
    context.globalAlpha = 1;
  }

  private drawUnits(frame: LaneFrame, colours: Uint32Array): void {
    const side = SIZE / STEP;
    [...frame.units, [frame.output]].forEach((units, l) => {
      units.forEach((values, j) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`#unit-${l + 1}-${j + 1} canvas`);
        if (!canvas || !values.length) return;
        if (canvas.width !== side) canvas.width = canvas.height = side;
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        this.images ??= context.createImageData(side, side);
        paint(this.images, values, SIZE, STEP, largest(values), colours);
        context.putImageData(this.images, 0, 0);
      });
    });
  }

  private markDead(frame: LaneFrame): void {
    frame.health.forEach(({ dead, largest: most }, l) => {
      for (let j = 0; j < frame.widths[l + 1]; j++) {
        const unit = document.getElementById(`unit-${l + 1}-${j + 1}`);
        unit?.classList.toggle("dead", dead.includes(j));
        unit?.classList.toggle("exploding", most > 1e3);
        if (unit) unit.title = `${say("unit", l + 1, j + 1)}: |f| ≤ ${short(most)}`;
      }
    });
  }
}
