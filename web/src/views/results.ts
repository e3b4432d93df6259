// Opens a results.json of a comparison or a study: verdicts as a forest plot, curves over the seeds, and the table.

import { html, nothing, svg, type TemplateResult } from "lit-html";
import { chart, colourOf, type Line } from "../shell/charts";
import { button } from "../shell/dom";
import { type Comparison, comparisonsIn, curveOf, example, type Interval, MOST_MEGABYTES } from "../shell/results";
import type { Page, View } from "../shell/view";
import { say, sayVerdict } from "../shell/words";

const METRICS = ["test_accuracy", "test_loss"] as const;
const ACCURACY = METRICS[0];
const WIDE = 300; // units across the forest plot

export class ResultsView implements View {
  private comparisons: [string, Comparison][] | null = null;
  private ships = true;
  private over = false;

  constructor(private readonly page: Page) {}

  shown(): void {}

  template(): TemplateResult {
    this.comparisons ??= example();
    const chosen = (event: Event) => {
      const input = event.target as HTMLInputElement;
      void this.open(input.files?.[0]);
      input.value = "";
    };
    const drag = (event: DragEvent) => {
      event.preventDefault();
      this.over = event.type === "dragover";
      if (event.type === "drop") void this.open(event.dataTransfer?.files[0]);
      this.page.refresh();
    };
    return html`<div class="results" @dragover=${drag} @dragleave=${drag} @drop=${drag}>
      <section class=${`card drop ${this.over ? "over" : ""}`} aria-label=${say("open_results")}>
        <label class="field" for="results-file"><span>${say("open_results")}</span><input id="results-file" type="file" accept=".json,application/json" @change=${chosen} /></label>
        <p class="hint">${say("results_hint")}</p>
        ${this.ships ? nothing : button("show-example", say("show_example"), () => this.show(null, ""))}
      </section>
      ${this.ships ? html`<p class="lead">${say("example_hint")}</p>` : nothing}
      ${this.comparisons.map(([title, comparison], i) => section(title, comparison, i))}
    </div>`;
  }

  drawn(): void {
    this.comparisons?.forEach(([, { runs, arms }], i) => {
      for (const metric of METRICS) {
        const lines = arms.map(({ activation, title }, colour): Line => ({ title, colour, ...curveOf(runs.filter((run) => run.task.activation === activation), metric) }));
        const canvas = document.getElementById(`result-${i}-${metric}`) as HTMLCanvasElement;
        chart(canvas, lines, { xTitle: say("epoch"), names: true, ...(metric === "test_loss" ? { low: 0 } : {}) });
      }
    });
  }

  private async open(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      if (file.size > MOST_MEGABYTES * 1e6) throw new Error(`${(file.size / 1e6).toFixed(0)} MB`);
      const opened = comparisonsIn(JSON.parse(await file.text()));
      this.show(opened, opened.length ? "" : "runs, arms, pairs");
    } catch (error) {
      this.show([], error instanceof Error ? error.message : String(error));
    }
  }

  private show(comparisons: [string, Comparison][] | null, problem: string): void {
    this.comparisons = comparisons;
    this.ships = comparisons === null;
    this.page.say(problem ? say("results_bad", problem) : "", "bad");
    this.page.refresh();
  }
}

function section(title: string, comparison: Comparison, i: number): TemplateResult {
  const { arms, pairs, data_set: data, runs } = comparison;
  const seeds = new Set(runs.map((run) => run.task.seed)).size;
  const heads = [say("final"), say("best"), say("diverged")];
  return html`<section class="result" aria-label=${title}>
    <h2>${title}</h2>
    <p class="hint">${[data?.name, data?.sha256?.slice(0, 12), say("mean_of", seeds)].filter(Boolean).join(", ")}</p>
    <div class="charts">
      ${METRICS.map((metric) => html`<figure class="card"><figcaption>${say(metric)}</figcaption><canvas id=${`result-${i}-${metric}`} role="img" aria-label=${`${say(metric)}: ${arms.map((arm) => arm.title).join(", ")}`}></canvas></figure>`)}
      <div class="card"><h3>${say("verdicts")}</h3>${forest(comparison)}<details><summary>${say("in_words")}</summary><ul class="verdicts">${pairs.map((pair) => html`<li class=${sideOf(pair.verdict?.word ?? "")}>${pair.sentence}</li>`)}</ul></details></div>
      <div class="card scroll" tabindex="0" role="group" aria-label=${say("final")}><table>
        <thead><tr><td></td>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${arms.map((arm, j) => html`<tr><th scope="row"><span class="swatch" style=${`background:${colourOf(j)}`}></span> ${arm.title}</th><td>${interval(arm.final_test_accuracy)}</td><td>${percent(arm.best_test_accuracy.mean)}</td><td>${Array.isArray(arm.diverged) ? arm.diverged.length : (arm.diverged ?? 0)}</td></tr>`)}</tbody>
      </table></div>
    </div>
  </section>`;
}

/** One line a pair: the difference and its interval on a common scale, with the verdict's word. */
function forest({ pairs, arms }: Comparison): TemplateResult {
  const titleOf = (key?: string) => arms.find((arm) => arm.activation === key)?.title ?? key ?? "";
  const rows = pairs.flatMap(({ arm, against, metric = ACCURACY, verdict }) => (metric === ACCURACY && verdict?.difference && verdict.difference.mean !== null ? [{ title: say("against_pair", titleOf(arm), titleOf(against)), word: verdict.word, ...verdict.difference }] : []));
  if (!rows.length) return html`<p class="hint">${say("no_intervals")}</p>`;
  const reach = Math.max(1e-9, ...rows.flatMap(({ mean, low, high }) => [mean, low, high].map((u) => Math.abs(u ?? 0)))) * 1.05;
  const at = (u: number) => WIDE / 2 + (u / reach) * (WIDE / 2);
  return html`<div class="forest">
    ${rows.map(({ title, word, mean, low, high }) => {
      const side = sideOf(word);
      const bar = low === null || high === null ? nothing : svg`<line class="bar" x1=${at(low)} x2=${at(high)} y1="12" y2="12" />`;
      return html`<div><span class="pair">${title}</span>
        <svg class=${`strip ${side}`} viewBox="0 0 ${WIDE} 24" role="img" aria-label=${`${signed(mean ?? 0)} (${signed(low ?? NaN)} … ${signed(high ?? NaN)})`}>${svg`<line class="zero" x1=${WIDE / 2} x2=${WIDE / 2} y1="0" y2="24" />`}${bar}${svg`<circle cx=${at(mean ?? 0)} cy="12" r="5" />`}</svg>
        <span class=${`word ${side}`}>${sayVerdict(word)}</span></div>`;
    })}
    <div><span></span><span class="axis"><span>${signed(-reach)}</span><span>0</span><span>${signed(reach)} ${say("points")}</span></span><span></span></div>
  </div>`;
}

const sideOf = (word: string) => (word.endsWith("better") ? "better" : word.endsWith("worse") ? "worse" : "");
const signed = (u: number) => (Number.isNaN(u) ? "–" : `${u < 0 ? "−" : "+"}${Math.abs(100 * u).toFixed(2)}`);
const percent = (u: number | null) => (u === null ? "–" : (100 * u).toFixed(2));
const interval = ({ mean, low, high }: Interval) => (mean === null ? "–" : `${percent(mean)}${low === null || high === null ? "" : ` (${percent(low)} – ${percent(high)})`}`);
