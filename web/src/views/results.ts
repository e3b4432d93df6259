// Opens a results.json of a comparison or a study: curves with the mean of the seeds, table and verdicts.

import { type App, type View } from "../app";
import { chart, COLOURS, type Line } from "../charts";
import { h } from "../dom";
import { say } from "../words";

interface Interval {
  mean: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

interface Comparison {
  specification?: Record<string, unknown>;
  data_set?: { name?: string; sha256?: string };
  runs: { task: { activation: string; seed: number }; status: string; message: string; epochs: Record<string, number | null>[] }[];
  arms: { activation: string; title: string; final_test_accuracy: Interval; best_test_accuracy: Interval; diverged: string[] }[];
  pairs: { sentence: string; verdict: { word: string } | null }[];
}

const MOST_MEGABYTES = 200;

/** The comparisons in a parsed file, by title: one, or as many as a study holds. */
export function comparisonsIn(found: unknown, title = ""): [string, Comparison][] {
  if (typeof found !== "object" || found === null) return [];
  const part = found as Record<string, unknown>;
  if (Array.isArray(part.runs) && Array.isArray(part.arms) && Array.isArray(part.pairs)) return [[title || nameOf(part as unknown as Comparison), part as unknown as Comparison]];
  return Object.entries(part).flatMap(([key, value]) => comparisonsIn(value, Array.isArray(found) ? title : key));
}

function nameOf({ data_set: data, arms }: Comparison): string {
  return `${arms.map((arm) => arm.title).join(", ")}${data?.name ? `: ${data.name}` : ""}`;
}

export class ResultsView implements View {
  private comparisons: [string, Comparison][] = [];

  constructor(
    private readonly app: App,
    private readonly panel: HTMLElement,
  ) {}

  shown(): void {}

  render(): void {
    const file = h("input", { id: "results-file", type: "file", accept: ".json,application/json", onchange: () => void this.open(file) });
    this.panel.replaceChildren(
      h(
        "div",
        { class: "results" },
        h("section", { class: "bar" }, h("label", { class: "field", for: "results-file" }, h("span", {}, say("open_results")), file), h("p", { class: "hint" }, say("results_hint"))),
        ...this.comparisons.map(([title, comparison], i) => this.section(title, comparison, i)),
      ),
    );
    this.comparisons.forEach(([, comparison], i) => this.draw(comparison, i));
  }

  private async open(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (!file) return;
    this.comparisons = [];
    let why = "";
    try {
      if (file.size > MOST_MEGABYTES * 1e6) throw new Error(`${(file.size / 1e6).toFixed(0)} MB`);
      this.comparisons = comparisonsIn(JSON.parse(await file.text()));
      if (!this.comparisons.length) why = "runs, arms, pairs";
      this.render();
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
      this.comparisons = [];
      this.render();
    }
    this.app.say(why ? say("results_bad", why) : "", "bad");
  }

  private section(title: string, { arms, pairs, data_set: data, runs }: Comparison, i: number): HTMLElement {
    const seeds = new Set(runs.map((run) => run.task.seed)).size;
    const rows = arms.map((arm, j) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, h("span", { class: "swatch", style: `background:${COLOURS[j % COLOURS.length]}` }), " ", arm.title),
        h("td", {}, interval(arm.final_test_accuracy)),
        h("td", {}, percent(arm.best_test_accuracy.mean)),
        h("td", {}, arm.diverged.length ? `${say("diverged")}: ${arm.diverged.length}` : ""),
      ),
    );
    const heads = [say("final"), say("best"), ""].map((text) => h("th", { scope: "col" }, text));
    return h(
      "section",
      {},
      h("h2", {}, title),
      h("p", { class: "hint" }, [data?.name, data?.sha256?.slice(0, 12), say("mean_of", seeds)].filter(Boolean).join(", ")),
      h(
        "div",
        { class: "charts" },
        ...(["test_accuracy", "test_loss"] as const).map((what) => h("figure", {}, h("figcaption", {}, say(what)), h("canvas", { id: `result-${i}-${what}`, role: "img", "aria-label": `${say(what)}: ${arms.map((arm) => arm.title).join(", ")}` }))),
      ),
      h("div", { class: "wide" }, h("table", {}, h("thead", {}, h("tr", {}, h("td"), ...heads)), h("tbody", {}, ...rows))),
      h("h3", {}, say("verdicts")),
      h("ul", { class: "verdicts" }, ...pairs.map((pair) => h("li", { class: pair.verdict?.word.split(" ")[0] ?? "" }, pair.sentence))),
    );
  }

  private draw({ runs, arms }: Comparison, i: number): void {
    for (const what of ["test_accuracy", "test_loss"] as const) {
      const lines = arms.map(({ activation, title }, colour): Line => ({ title, colour, ...means(runs.filter((run) => run.task.activation === activation), what) }));
      const canvas = document.getElementById(`result-${i}-${what}`) as HTMLCanvasElement;
      chart(canvas, lines, { xTitle: say("epoch"), ...(what === "test_loss" ? { low: 0 } : {}) });
    }
  }
}

/** The mean over the runs that have the epoch; a figure that is missing is left out, not filled. */
function means(runs: Comparison["runs"], what: string): { x: number[]; y: number[] } {
  const rows = runs.flatMap((run) => run.epochs);
  const x = [...new Set(rows.map((row) => row.epoch as number))].sort((a, b) => a - b);
  const scale = what === "test_accuracy" ? 100 : 1;
  return {
    x,
    y: x.map((epoch) => {
      const values = rows.filter((row) => row.epoch === epoch).map((row) => row[what]).filter((value): value is number => typeof value === "number");
      return values.length ? (scale * values.reduce((sum, value) => sum + value, 0)) / values.length : NaN;
    }),
  };
}

const percent = (u: number | null) => (u === null ? "–" : (100 * u).toFixed(2));
const interval = ({ mean, low, high }: Interval) => (mean === null ? "–" : `${percent(mean)}${low === null || high === null ? "" : ` (${percent(low)} – ${percent(high)})`}`);
