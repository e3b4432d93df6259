// The data: sets as small pictures, noise, the share for testing, own points by click or from a file.

import { html, nothing, type TemplateResult } from "lit-html";
import { draw, EDGE, Random, SETS, type SetName } from "../engine";
import { prepared } from "../shell/charts";
import { CsvError, MOST_MEGABYTES, readCsv } from "../shell/csv";
import { button, checkbox, select, slider } from "../shell/dom";
import type { State } from "../shell/state";
import type { Page } from "../shell/view";
import { say } from "../shell/words";

export class DataPanel {
  cursorClass = 1;

  constructor(
    private readonly page: Page,
    private readonly settle: (patch: Partial<State>) => void,
  ) {}

  template(): TemplateResult {
    const { page } = this;
    const { state } = page;
    const own = state.set === "own";
    return html`<section class="card data" aria-label=${say("data")}>
      <h2>${say("data")}</h2>
      <div class="sets" role="group" aria-label=${say("data")}>
        ${SETS.map((set) => html`<button id=${`set-${set}`} type="button" class="set" aria-pressed=${String(set === state.set)} @click=${() => this.settle({ set })}><canvas aria-hidden="true" data-set=${set}></canvas><span>${say(set)}</span></button>`)}
      </div>
      ${own ? this.adding() : slider("noise", say("noise"), state.noise, { min: 0, max: 50, step: 5 }, (noise) => this.settle({ noise }))}
      ${slider("test-share", say("test_share"), Math.round(100 * state.testShare), { min: 0, max: 90, step: 10 }, (share) => this.settle({ testShare: share / 100 }))}
      ${checkbox("show-test", say("show_test"), state.showTest, (showTest) => page.change({ showTest }))}
      ${checkbox("discretize", say("discretize"), state.discretize, (discretize) => page.change({ discretize }))}
      ${page.hidden("csv") ? nothing : html`<details><summary>${say("csv")}</summary><label class="field" for="csv"><span>${say("csv_hint")}</span><input id="csv" type="file" accept=".csv,.tsv,.txt,text/csv" @change=${this.upload} /></label></details>`}
    </section>`;
  }

  private adding(): TemplateResult {
    return html`<div class="stack">
      ${select("point-class", say("add_class"), [["1", say("class_1")], ["0", say("class_0")]], String(this.cursorClass), (value) => {
        this.cursorClass = Number(value);
      })}
      ${button("clear-points", say("clear_points"), () => this.settle({ own: [], ownProblem: "classes" }))}
      <p class="hint">${say("points_hint")}</p>
    </div>`;
  }

  /** A click into the large picture: it begins a set of own points, or adds to it. */
  addPoint(x1: number, x2: number): void {
    const { state } = this.page;
    const rounded = [x1, x2].map((u) => Number(u.toFixed(3)));
    if (state.set === "own") this.settle({ own: [...state.own, [...rounded, this.cursorClass]] });
  }

  private upload = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      if (file.size > MOST_MEGABYTES * 1e6) throw new CsvError(say("csv_large", (file.size / 1e6).toFixed(1), MOST_MEGABYTES));
      const { rows, problem, note } = readCsv(await file.text());
      this.settle({ set: "own", own: rows, ownProblem: problem });
      this.page.say(say("csv_read", rows.length, note));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      this.page.say(error.message, "bad");
    }
    input.value = "";
  };

  /** The small pictures of the sets, with the present noise. */
  drawn(): void {
    const { noise, own } = this.page.state;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>("canvas[data-set]")) {
      const set = canvas.dataset.set as SetName;
      const key = `${set} ${set === "own" ? own.length : noise} ${canvas.clientWidth}`;
      if (canvas.dataset.drawn === key) continue;
      canvas.dataset.drawn = key;
      thumbnail(canvas, set === "own" ? own : rowsOf(set, noise));
    }
  }
}

function rowsOf(set: Exclude<SetName, "own">, noise: number): number[][] {
  const { x1, x2, label } = draw(set, noise, new Random(1, 1));
  return Array.from(label, (y, n) => [x1[n], x2[n], y]).filter((_, n) => n % (label.length > 600 ? 4 : 2) === 0);
}

function thumbnail(canvas: HTMLCanvasElement, rows: readonly number[][]): void {
  const side = canvas.clientWidth;
  const context = prepared(canvas, side, side);
  for (const [x1, x2, label] of rows.slice(0, 400)) {
    context.fillStyle = label > 0.5 || (label !== 0 && label > 0) ? "#0072b2" : "#e08a1e";
    context.globalAlpha = label === 0 || label === 1 ? 0.9 : Math.max(0.15, Math.abs(label));
    context.beginPath();
    context.arc(((x1 + EDGE) / (2 * EDGE)) * side, ((EDGE - x2) / (2 * EDGE)) * side, 1.3, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
  if (rows.length) return;
  context.fillStyle = getComputedStyle(canvas).color;
  for (const [width, height] of [[14, 2], [2, 14]]) context.fillRect((side - width) / 2, (side - height) / 2, width, height);
}
