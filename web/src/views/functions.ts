// Curves of any number of functions, their properties, and what float32 makes of their formulas.

import { type App, keepingFocus, type View } from "../app";
import { type Choice, choose, FormulaError, KEYS, titleOf } from "../catalogue";
import { chart, COLOURS, type Line } from "../charts";
import { button, checkbox, h, numberField, select, short, slider } from "../dom";
import { mathml } from "../formula";
import { properties } from "../properties";
import { CURVES, type CurveKind } from "../state";
import { say } from "../words";

const SAMPLES = 800;
const LOWEST_ERROR = 1e-9; // below it a float32 result is as right as it can be

export class FunctionsView implements View {
  constructor(
    private readonly app: App,
    private readonly panel: HTMLElement,
  ) {}

  shown(): void {}

  render(): void {
    const { state } = this.app;
    const choices = state.curves.map(choose);
    keepingFocus(() => {
      this.panel.replaceChildren(
        h(
          "div",
          { class: "functions" },
          h("section", { class: "side", "aria-label": say("curves") }, h("h2", {}, say("curves")), ...choices.map((choice, i) => this.curve(choice, i)), this.adding(), this.viewing()),
          h("section", { class: "charts" }, ...state.show.map((kind) => this.figure(kind)), this.reading(choices), this.properties(choices)),
        ),
      );
    });
    this.draw(choices);
  }

  private draw(choices: Choice[]): void {
    const { range, scale, show, point } = this.app.state;
    const x = Float64Array.from({ length: SAMPLES + 1 }, (_, i) => -range + (2 * range * i) / SAMPLES);
    for (const kind of show) {
      const canvas = document.getElementById(`chart-${kind}`) as HTMLCanvasElement;
      if (kind === "error") {
        const lines = choices.flatMap((choice, i) => errorLines(choice, i, x));
        chart(canvas, lines, { logarithmic: true, low: Math.log10(LOWEST_ERROR), high: 0, mark: point, xTitle: "x" });
      } else {
        const lines = choices.map((choice, i): Line => ({ title: choice.title, colour: i, x, y: broken(x.map(choice[kind])) }));
        chart(canvas, lines, { logarithmic: scale === "log", mark: point, xTitle: "x" });
      }
    }
  }

  private curve(choice: Choice, i: number): HTMLElement {
    const { curves } = this.app.state;
    const replace = (text: string) => this.app.change({ curves: curves.map((old, j) => (j === i ? text : old)) });
    const parameters = choice.parameters.map((p) => {
      const bounds = { min: Math.max(p.lower, Math.min(-2, p.default - 2)), max: Math.min(p.upper, Math.max(4, 2 * p.default)), step: 0.01 };
      return slider(`parameter-${i}-${p.name}`, say("parameter", p.name, titleOf(choice.name)), choice.given[p.name], bounds, (value) =>
        replace(`${choice.name}:${Object.entries({ ...choice.given, [p.name]: value }).map(([name, number]) => `${name}=${number}`).join(",")}`),
      );
    });
    return h(
      "div",
      { class: "curve" },
      h("span", { class: "swatch", style: `background:${COLOURS[i % COLOURS.length]}` }),
      h("div", { class: "grow" }, h("strong", {}, choice.title), h("div", { class: "formula", innerHTML: `<math>${mathml(choice.tree)}</math>` }), ...parameters),
      button(`remove-curve-${i}`, "×", () => this.app.change({ curves: curves.filter((_, j) => j !== i) }), { "aria-label": say("remove", choice.title), class: "small" }),
    );
  }

  private adding(): HTMLElement {
    const { curves } = this.app.state;
    const formula = h("input", { id: "formula", type: "text", placeholder: "x * tanh(exp(x))", autocomplete: "off", spellcheck: "false", "aria-describedby": "formula-error" });
    const wrong = h("p", { id: "formula-error", class: "bad", role: "alert" });
    const add = () => {
      if (!formula.value.trim()) return;
      try {
        this.app.change({ curves: [...curves, choose(`=${formula.value}`).key] });
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        wrong.textContent = say("formula_error", error.found, error.position);
        formula.setAttribute("aria-invalid", "true");
        formula.focus();
        formula.setSelectionRange(error.position - 1, error.position);
      }
    };
    formula.addEventListener("keydown", (event) => {
      if (event.key === "Enter") add();
    });
    const names = KEYS.map((key) => [key, titleOf(key)] as const);
    return h(
      "div",
      { class: "stack" },
      select("add-curve", say("add"), [["", "…"], ...names], "", (key) => key && this.app.change({ curves: [...curves, key] })),
      h("label", { class: "field", for: "formula" }, h("span", {}, say("add_formula")), formula),
      button("add-formula", say("add"), add),
      wrong,
    );
  }

  private viewing(): HTMLElement {
    const { state } = this.app;
    const kinds = CURVES.map((kind) =>
      checkbox(`show-${kind}`, say(kind), state.show.includes(kind), (on) => this.app.change({ show: CURVES.filter((other) => (other === kind ? on : state.show.includes(other))) })),
    );
    return h(
      "div",
      { class: "stack" },
      ...kinds,
      numberField("range", say("range"), state.range, { min: 0.01, max: 1e6 }, (range) => this.app.change({ range })),
      button("tails", `${say("tails")} (±100, log)`, () => this.app.change({ range: 100, scale: "log" })),
      select("scale", say("scale"), [["linear", say("linear")], ["log", say("log")]], state.scale, (scale) => this.app.change({ scale: scale as "linear" | "log" })),
    );
  }

  private figure(kind: CurveKind): HTMLElement {
    const names = this.app.state.curves.join(", ");
    return h("figure", {}, h("figcaption", {}, say(kind)), h("canvas", { id: `chart-${kind}`, role: "img", "aria-label": `${say(kind)}: ${names}` }));
  }

  /** The numbers at one x: for those who do not see the curves, and those who want digits. */
  private reading(choices: Choice[]): HTMLElement {
    const { range, point } = this.app.state;
    const body = h("tbody");
    const fill = (x: number) =>
      body.replaceChildren(
        ...choices.map((choice) => h("tr", {}, h("th", { scope: "row" }, choice.title), ...[choice.value, choice.slope, choice.curvature].map((f) => h("td", {}, short(f(x)))), h("td", {}, short(choice.naive32(Math.fround(x)))))),
      );
    const control = slider("point", say("at"), Math.max(-range, Math.min(range, point)), { min: -range, max: range, step: range / 500 }, (x) => {
      this.app.change({ point: x }, true);
      fill(x);
      this.draw(choices);
    });
    fill(point);
    const heads = [say("value"), say("slope"), say("curvature"), "float32"].map((text) => h("th", { scope: "col" }, text));
    return h("div", { class: "wide whole" }, control, h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...heads)), body));
  }

  private properties(choices: Choice[]): HTMLElement {
    const heads = [say("minimum"), say("monotone"), say("steepest"), say("limits"), say("source")].map((text) => h("th", { scope: "col" }, text));
    const rows = choices.map((choice) => {
      const found = properties(choice);
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, choice.title),
        h("td", {}, found.minimum ? `${short(found.minimum.value)} (x = ${short(found.minimum.x)})` : say("none")),
        h("td", {}, say(found.monotone ? "yes" : "no")),
        h("td", {}, `${short(found.flattest)}, ${short(found.steepest)}`),
        h("td", {}, `${short(found.left)}, ${short(found.right)}`),
        h("td", { class: "source" }, choice.source),
      );
    });
    return h("div", { class: "wide whole" }, h("h2", {}, say("properties")), h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...heads)), h("tbody", {}, ...rows)));
  }
}

/** Relative errors of the formula as written and of the stable form (dashed); a result that is no number counts as 1. */
function errorLines(choice: Choice, colour: number, x: Float64Array): Line[] {
  const error = (f: (x: number) => number) =>
    x.map((u) => {
      const rounded = Math.fround(u);
      const wanted = choice.value(rounded);
      const got = f(rounded);
      if (!Number.isFinite(wanted)) return NaN;
      if (!Number.isFinite(got)) return 1;
      if (Math.abs(wanted) < 1.2e-38) return LOWEST_ERROR; // no normal number in float32
      return Math.max(LOWEST_ERROR, Math.min(1, Math.abs(got - wanted) / Math.abs(wanted)));
    });
  return [
    { title: choice.title, colour, x, y: error(choice.naive32) },
    { title: choice.title, colour, x, y: error(choice.stable32), dashed: true },
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
