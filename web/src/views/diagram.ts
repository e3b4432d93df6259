// The network as a diagram: inputs, units with their pictures, lines as thick as the weights; a unit's weights to edit.

import { choose, KEYS, titleOf } from "../catalogue";
import { paint, prepared } from "../charts";
import { button, checkbox, h, numberField, select, short } from "../dom";
import { FEATURES, type Feature } from "../engine";
import { SIZE, type LaneFrame } from "../lanes";
import { type HIDEABLE, type LayerState, MOST_LAYERS, MOST_UNITS, type State } from "../state";
import { say } from "../words";

const STEP = 2; // every second point of a picture is enough for a unit's small one

interface Host {
  structure: () => { frame: LaneFrame | null; features: Feature[] };
  change: (patch: Partial<State>) => void;
  edit: (parameter: number, value: number) => void;
}

interface Unit {
  layer: number; // 0 is the first hidden layer; the output is the last
  index: number;
}

export class Diagram {
  private root: HTMLElement | null = null;
  private lines: HTMLCanvasElement | null = null;
  private weights: HTMLElement | null = null;
  private selected: Unit | null = null;
  private images: ImageData | null = null;
  private pictures = true;
  private ends: { x: number; y: number; width: number }[][] = [];

  constructor(private readonly host: Host) {}

  element(state: State, hidden: (part: (typeof HIDEABLE)[number]) => boolean): HTMLElement {
    this.pictures = !hidden("pictures");
    const { layers } = state;
    const editable = !hidden("layers");
    if (this.selected && (this.selected.layer > layers.length || this.selected.index >= (layers[this.selected.layer]?.width ?? 1))) this.selected = null;
    this.lines = h("canvas", { class: "links", "aria-hidden": "true" });
    const columns = layers.map((layer, l) => this.layer(state, layer, l, editable));
    const output = h("div", { class: "column", "data-column": layers.length + 1 }, h("div", { class: "column-head" }, h("strong", {}, say("output"))), this.unit({ layer: layers.length, index: 0 }));
    this.weights = hidden("weights") ? null : h("div", { id: "weights", class: "weights" });
    this.root = h(
      "section",
      { class: "network", "aria-label": say("layers") },
      h("div", { class: "row between" }, h("h2", {}, say("layers")), editable && layers.length < MOST_LAYERS ? button("add-layer", say("add_layer"), () => this.addLayer(state)) : null),
      h("div", { class: "diagram" }, this.lines, this.inputs(state, hidden("features")), ...columns, output),
      h("ul", { id: "health", "aria-live": "polite" }),
      this.weights,
    );
    return this.root;
  }

  /** After the element is in the page: measure where the lines go. */
  connect(): void {
    const { root, lines } = this;
    if (!root || !lines) return;
    const holder = lines.parentElement as HTMLElement;
    const origin = holder.getBoundingClientRect();
    this.ends = [...holder.querySelectorAll("[data-column]")].map((column) =>
      [...column.querySelectorAll("[data-end]")].map((end) => {
        const box = end.getBoundingClientRect();
        return { x: box.left - origin.left + holder.scrollLeft, y: box.top - origin.top + box.height / 2, width: box.width };
      }),
    );
    lines.style.width = `${holder.scrollWidth}px`;
    lines.style.height = `${holder.scrollHeight}px`;
    holder.onclick = (event) => this.clicked(event, holder);
    this.showWeights();
  }

  private inputs(state: State, fixed: boolean): HTMLElement {
    const boxes = (Object.keys(FEATURES) as Feature[])
      .filter((feature) => !fixed || state.features.includes(feature))
      .map((feature) => {
        const on = state.features.includes(feature);
        const box = checkbox(`feature-${feature}`, FEATURES[feature].title, on, (add) => {
          const features = (Object.keys(FEATURES) as Feature[]).filter((other) => (other === feature ? add : state.features.includes(other)));
          this.host.change({ features: features.length ? features : ["x1"] });
        });
        if (fixed) (box.firstChild as HTMLInputElement).disabled = true;
        if (on) box.setAttribute("data-end", "");
        return box;
      });
    return h("div", { class: "column inputs", "data-column": 0 }, h("div", { class: "column-head" }, h("strong", {}, say("features"))), ...boxes);
  }

  private layer(state: State, layer: LayerState, l: number, editable: boolean): HTMLElement {
    const { layers } = state;
    const replace = (change: Partial<LayerState>) => this.host.change({ layers: layers.map((old, i) => (i === l ? { ...old, ...change } : old)) });
    const own = KEYS.includes(layer.activation) ? [] : [[layer.activation, choose(layer.activation).title] as const];
    const chosen = select(`activation-${l + 1}`, say("layer", l + 1), [...own, ...KEYS.map((key) => [key, titleOf(key)] as const)], layer.activation, (activation) => replace({ activation }));
    const counts = editable
      ? h(
          "div",
          { class: "row tight" },
          button(`fewer-${l + 1}`, "−", () => replace({ width: layer.width - 1 }), { "aria-label": say("remove_unit", l + 1), class: "small", disabled: layer.width === 1 }),
          button(`more-${l + 1}`, "+", () => replace({ width: layer.width + 1 }), { "aria-label": say("add_unit", l + 1), class: "small", disabled: layer.width === MOST_UNITS }),
          button(`remove-layer-${l + 1}`, "×", () => this.host.change({ layers: layers.filter((_, i) => i !== l) }), { "aria-label": say("remove_layer", l + 1), class: "small" }),
        )
      : null;
    const units = Array.from({ length: layer.width }, (_, index) => this.unit({ layer: l, index }));
    return h("div", { class: "column", "data-column": l + 1 }, h("div", { class: "column-head" }, chosen, counts), ...units);
  }

  private unit(unit: Unit): HTMLElement {
    const { layer, index } = unit;
    const isSelected = this.selected?.layer === layer && this.selected.index === index;
    return h(
      "button",
      {
        id: `unit-${layer + 1}-${index + 1}`,
        type: "button",
        class: "unit",
        "data-end": "",
        "aria-label": this.title(unit),
        "aria-pressed": String(isSelected),
        onclick: (event: Event) => {
          event.stopPropagation();
          this.select(unit);
        },
      },
      this.pictures ? h("canvas", { "aria-hidden": "true" }) : null,
    );
  }

  private title({ layer, index }: Unit): string {
    const { frame } = this.host.structure();
    const last = frame ? layer === frame.widths.length - 2 : false;
    return last ? say("output") : say("unit", layer + 1, index + 1);
  }

  private addLayer(state: State): void {
    const last = state.layers.at(-1) ?? { width: 2, activation: "mish" };
    this.host.change({ layers: [...state.layers, { ...last }] });
  }

  private select(unit: Unit | null, focus?: number): void {
    this.selected = unit;
    this.root?.querySelectorAll(".unit").forEach((element) => element.setAttribute("aria-pressed", String(unit !== null && element.id === `unit-${unit.layer + 1}-${unit.index + 1}`)));
    this.showWeights();
    if (focus !== undefined) document.getElementById(`weight-${focus}`)?.focus();
  }

  /** The fields for the weights of the chosen unit. */
  private showWeights(): void {
    const { weights, selected } = this;
    if (!weights) return;
    const { frame, features } = this.host.structure();
    const places = frame && selected ? this.places(frame, selected) : null;
    if (!places || !selected || !frame) {
      weights.replaceChildren(h("p", { class: "hint" }, say("weights_hint")));
      return;
    }
    const from = (i: number) => (selected.layer === 0 ? FEATURES[features[i]].title : this.title({ layer: selected.layer - 1, index: i }));
    const field = (id: string, label: string, parameter: number) => numberField(id, label, Number(frame.parameters[parameter].toPrecision(6)), { min: -1e6, max: 1e6 }, (value) => this.host.edit(parameter, value));
    weights.replaceChildren(
      h("h3", {}, `${say("weights")}: ${this.title(selected)}`),
      h("div", { class: "bar" }, ...places.weights.map((parameter, i) => field(`weight-${i}`, say("weight_from", from(i)), parameter)), field("weight-bias", say("bias"), places.bias)),
    );
  }

  private places({ widths }: LaneFrame, { layer, index }: Unit): { weights: number[]; bias: number } | null {
    let start = 0;
    for (let l = 0; l < layer; l++) start += (widths[l] + 1) * widths[l + 1];
    const [inputs, outputs] = [widths[layer], widths[layer + 1]];
    if (outputs === undefined || index >= outputs) return null;
    return { weights: Array.from({ length: inputs }, (_, i) => start + index * inputs + i), bias: start + inputs * outputs + index };
  }

  /** A click beside the units chooses the nearest line, if one is near. */
  private clicked(event: MouseEvent, holder: HTMLElement): void {
    const box = holder.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left + holder.scrollLeft, event.clientY - box.top];
    let best: { unit: Unit; from: number; distance: number } | null = null;
    this.everyLine((l, i, j, a, b) => {
      if (x < a.x || x > b.x) return;
      const share = (x - a.x) / (b.x - a.x || 1);
      const eased = share * share * (3 - 2 * share);
      const distance = Math.abs(a.y + (b.y - a.y) * eased - y);
      if (distance < (best?.distance ?? 7)) best = { unit: { layer: l, index: j }, from: i, distance };
    });
    if (best) {
      const { unit, from } = best as { unit: Unit; from: number };
      this.select(unit, from);
    }
  }

  private everyLine(visit: (layer: number, from: number, to: number, a: { x: number; y: number }, b: { x: number; y: number }) => void): void {
    for (let l = 0; l + 1 < this.ends.length; l++) {
      this.ends[l].forEach((source, i) => {
        this.ends[l + 1].forEach((target, j) => visit(l, i, j, { x: source.x + source.width, y: source.y }, target));
      });
    }
  }

  draw(frame: LaneFrame, paper: number[], words: boolean): void {
    const { lines, root } = this;
    if (!lines || !root || !root.isConnected) return;
    this.drawLines(frame, lines);
    if (this.pictures) this.drawUnits(frame, paper);
    this.markDead(frame);
    if (words && !this.weights?.contains(document.activeElement)) this.showWeights();
  }

  private drawLines(frame: LaneFrame, lines: HTMLCanvasElement): void {
    const context = prepared(lines, lines.clientWidth, lines.clientHeight);
    context.lineCap = "round";
    this.everyLine((l, i, j, a, b) => {
      const places = this.places(frame, { layer: l, index: j });
      const weight = places ? frame.parameters[places.weights[i]] : 0;
      if (!Number.isFinite(weight) || weight === undefined) return;
      context.strokeStyle = weight > 0 ? "rgb(0 114 178)" : "rgb(230 145 30)";
      context.globalAlpha = Math.min(0.9, 0.25 + Math.abs(weight) / 3);
      context.lineWidth = Math.min(7, 0.6 + 1.8 * Math.abs(weight));
      const middle = (a.x + b.x) / 2;
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.bezierCurveTo(middle, a.y, middle, b.y, b.x, b.y);
      context.stroke();
    });
    context.globalAlpha = 1;
  }

  private drawUnits(frame: LaneFrame, paper: number[]): void {
    const side = SIZE / STEP;
    frame.units.concat([[frame.output]]).forEach((units, l) => {
      units.forEach((values, j) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`#unit-${l + 1}-${j + 1} canvas`);
        if (!canvas || !values.length) return;
        if (canvas.width !== side) canvas.width = canvas.height = side;
        const context = canvas.getContext("2d") as CanvasRenderingContext2D;
        this.images ??= context.createImageData(side, side);
        paint(this.images, values, SIZE, STEP, Math.max(1e-9, largest(values)), paper);
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
        if (unit) unit.title = `${this.title({ layer: l, index: j })}: |f| ≤ ${short(most)}`;
      }
    });
  }
}

function largest(values: Float32Array): number {
  let most = 0;
  for (let n = 0; n < values.length; n += 3) {
    const size = Math.abs(values[n]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
