// Curves of any number of functions, their properties, and what few bits make of their formulas.

import { html, nothing, type TemplateResult } from "lit-html";
import { type Choice, choose, FormulaError, half, titleOf } from "../language/catalogue";
import { mathml } from "../language/formula";
import { properties } from "../language/properties";
import { chart, colourOf, type Line } from "../shell/charts";
import { button, checkbox, numberField, select, short, slider } from "../shell/dom";
import { CURVES, type CurveKind, type Precision, PRECISIONS } from "../shell/state";
import type { Page, View } from "../shell/view";
import { say } from "../shell/words";
import { lessonPanel } from "./lessons";
import { GatePanel } from "./gates";
import { gallery, icon } from "./tiles";

const SAMPLES = 800;
/** The rounding of each precision, the error below which a result is as right as it can be, and the smallest normal number. */
const ROUNDED: Record<Precision, { round: (u: number) => number; least: number; normal: number }> = {
  float32: { round: Math.fround, least: 1e-9, normal: 2 ** -126 },
  float16: { round: half, least: 1e-5, normal: 2 ** -14 },
};

export class FunctionsView implements View {
  private problem = "";
  private readonly gates: GatePanel;

  constructor(private readonly page: Page) {
    this.gates = new GatePanel(page);
  }

  shown(): void {}

  template(): TemplateResult {
    const { state } = this.page;
    const choices = state.curves.map(choose);
    const lesson = lessonPanel(this.page, () => {});
    return html`<div class=${`functions ${lesson === nothing ? "" : "with-lesson"}`}>
      ${lesson}
      <section class="card side" aria-label=${say("curves")}><h2>${say("curves")}</h2>${choices.map((choice, i) => this.curve(choice, i))} ${this.adding()} ${this.viewing()}</section>
      <div class="charts">${state.show.map((kind) => this.figure(kind))} ${this.reading(choices)} ${this.table(choices)} ${this.gates.template()}</div>
    </div>`;
  }

  drawn(): void {
    const { range, scale, show, point, curves, precision } = this.page.state;
    this.gates.drawn();
    const choices = curves.map(choose);
    const x = Float64Array.from({ length: SAMPLES + 1 }, (_, i) => -range + (2 * range * i) / SAMPLES);
    for (const kind of show) {
      const canvas = document.getElementById(`chart-${kind}`) as HTMLCanvasElement;
      if (kind === "error") {
        const low = Math.log10(ROUNDED[precision].least);
        chart(canvas, choices.flatMap((choice, i) => errorLines(choice, i, x, precision)), { logarithmic: true, low, high: 0, mark: point, xTitle: "x", names: true });
      } else {
        const lines = choices.map((choice, i): Line => ({ title: choice.title, colour: i, x, y: broken(x.map(choice[kind])) }));
        chart(canvas, lines, { logarithmic: scale === "log", mark: point, xTitle: "x", names: true });
      }
    }
  }

  private curve(choice: Choice, i: number): TemplateResult {
    const { curves } = this.page.state;
    const replace = (text: string) => this.page.change({ curves: curves.map((old, j) => (j === i ? text : old)) });
    const parameters = choice.parameters.map((p) => {
      const bounds = { min: Math.max(p.lower, Math.min(-2, p.default - 2)), max: Math.min(p.upper, Math.max(4, 2 * p.default)), step: 0.01 };
      return slider(`parameter-${i}-${p.name}`, say("parameter", p.name, titleOf(choice.name)), choice.given[p.name], bounds, (value) =>
        replace(`${choice.name}:${Object.entries({ ...choice.given, [p.name]: value }).map(([name, number]) => `${name}=${number}`).join(",")}`),
      );
    });
    return html`<div class="curve">
      <div class="row">
        <span class="swatch" style=${`background:${colourOf(i)}`}></span><strong class="grow">${choice.title}</strong> ${icon(choice.key)}
        ${button(`remove-curve-${i}`, "×", () => this.page.change({ curves: curves.filter((_, j) => j !== i) }), { label: say("remove", choice.title), class: "small" })}
      </div>
      <div class="formula" tabindex="0" role="group" aria-label=${`${say("formula")}: ${choice.formula}`} .innerHTML=${`<math>${mathml(choice.tree)}</math>`}></div>
      ${parameters}
    </div>`;
  }

  private adding(): TemplateResult {
    const { curves } = this.page.state;
    const add = () => {
      const field = document.getElementById("formula") as HTMLInputElement;
      if (!field.value.trim()) return;
      this.problem = "";
      try {
        this.page.change({ curves: [...curves, choose(`=${field.value}`).key] });
        field.value = "";
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        this.problem = say("formula_error", error.found, error.position);
        this.page.refresh();
        field.focus();
        field.setSelectionRange(error.position - 1, error.position);
      }
    };
    return html`<div class="stack">
      ${button("add-curve", html`<span class="plus" aria-hidden="true">+</span> ${say("add_function")}`, () => gallery(say("add"), "", (key) => this.page.change({ curves: [...curves, key] })), { class: "adding" })}
      <label class="field" for="formula"><span>${say("add_formula")}</span><input id="formula" type="text" placeholder="x * tanh(exp(x))" autocomplete="off" spellcheck="false" aria-describedby="formula-error" aria-invalid=${String(this.problem !== "")} @keydown=${(event: KeyboardEvent) => event.key === "Enter" && add()} /></label>
      ${button("add-formula", say("add"), add)}
      <p id="formula-error" class="bad" role="alert">${this.problem}</p>
    </div>`;
  }

  private viewing(): TemplateResult {
    const { state } = this.page;
    return html`<div class="stack">
      ${CURVES.map((kind) => checkbox(`show-${kind}`, kind === "error" ? say("error_in", state.precision) : say(kind), state.show.includes(kind), (on) => this.page.change({ show: CURVES.filter((other) => (other === kind ? on : state.show.includes(other))) })))}
      ${select("precision", say("precision"), PRECISIONS.map((name) => [name, name] as const), state.precision, (precision) => this.page.change({ precision: precision as Precision }))}
      ${numberField("range", say("range"), state.range, { min: 0.01, max: 1e6 }, (range) => this.page.change({ range }))}
      ${button("tails", `${say("tails")} (±100, log)`, () => this.page.change({ range: 100, scale: "log" }))}
      ${select("scale", say("scale"), [["linear", say("linear")], ["log", say("log")]], state.scale, (scale) => this.page.change({ scale: scale as "linear" | "log" }))}
    </div>`;
  }

  private figure(kind: CurveKind): TemplateResult {
    const { curves, precision } = this.page.state;
    const title = kind === "error" ? say("error", precision) : say(kind);
    return html`<figure class="card"><figcaption>${title}</figcaption><canvas id=${`chart-${kind}`} role="img" aria-label=${`${title}: ${curves.join(", ")}`}></canvas></figure>`;
  }

  /** The numbers at one x: for those who do not see the curves, and those who want digits. */
  private reading(choices: Choice[]): TemplateResult {
    const { range, point, precision } = this.page.state;
    const { round } = ROUNDED[precision];
    const heads = [say("value"), say("slope"), say("curvature"), precision];
    const rows = choices.map((choice) => [choice.title, ...[choice.value, choice.slope, choice.curvature].map((f) => short(f(point))), short(choice.naive(round(point), round))]);
    return html`<div class="card wide whole">
      ${slider("point", say("at"), Math.max(-range, Math.min(range, point)), { min: -range, max: range, step: range / 500 }, (x) => this.page.change({ point: x }))}
      ${table(heads, rows)}
    </div>`;
  }

  private table(choices: Choice[]): TemplateResult {
    const heads = [say("minimum"), say("monotone"), say("steepest"), say("limits"), say("source")];
    const rows = choices.map((choice) => {
      const found = properties(choice);
      return [
        choice.title,
        found.minimum ? `${short(found.minimum.value)} (x = ${short(found.minimum.x)})` : say("none"),
        say(found.monotone ? "yes" : "no"),
        `${short(found.flattest)}, ${short(found.steepest)}`,
        `${short(found.left)}, ${short(found.right)}`,
        choice.source,
      ];
    });
    return html`<div class="card wide whole"><h2>${say("properties")}</h2>${table(heads, rows, "properties")}</div>`;
  }
}

/** A table that scrolls sideways where it is wider than the page, by keyboard, too. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], kind = ""): TemplateResult {
  return html`<div class=${`scroll ${kind}`} tabindex="0" role="group" aria-label=${heads.join(", ")}><table>
    <thead><tr><td></td>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map(([title, ...cells]) => html`<tr><th scope="row">${title}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** Relative errors of the formula as written and of the stable form (dashed); a result that is no number counts as 1. */
function errorLines(choice: Choice, colour: number, x: Float64Array, precision: Precision): Line[] {
  const { round, least, normal } = ROUNDED[precision];
  const error = (f: Choice["naive"]) =>
    x.map((u) => {
      const rounded = round(u);
      const wanted = choice.value(rounded);
      if (!Number.isFinite(wanted)) return NaN;
      if (Math.abs(wanted) < normal) return least; // smaller than any normal number
      const got = f(rounded, round);
      return Number.isFinite(got) ? Math.max(least, Math.min(1, Math.abs(got - wanted) / Math.abs(wanted))) : 1;
    });
  return [
    { title: choice.title, colour, x, y: error(choice.naive) },
    { title: choice.title, colour, x, y: error(choice.steady), dashed: true },
  ];
}

/** Lift the pen at a jump: a step far larger than those around it. */
function broken(y: Float64Array): Float64Array {
  const steps = Float64Array.from({ length: y.length - 1 }, (_, i) => Math.abs(y[i + 1] - y[i]));
  const typical = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)];
  const out = y.slice();
  for (let i = 0; i < steps.length; i++) if (steps[i] > Math.max(0.05, 40 * typical)) out[i + 1] = NaN;
  return out;
}
