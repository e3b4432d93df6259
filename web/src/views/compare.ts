// Side by side: other functions from the same start; and all of them over ten seeds, with the lab's verdict.

import { html, nothing, type TemplateResult } from "lit-html";
import { problemOf } from "../engine";
import { judge, type Verdict } from "../engine/verdict";
import { choose } from "../language/catalogue";
import { chart, colourOf, type Line } from "../shell/charts";
import { button, numberField } from "../shell/dom";
import type { Runner } from "../shell/runner";
import { SeedPool, type SeedRuns, SEEDS } from "../shell/seeds";
import type { State } from "../shell/state";
import type { Page } from "../shell/view";
import { say, sayReason, sayVerdict } from "../shell/words";
import type { Surface } from "./surface";
import { gallery } from "./tiles";

export const MOST_AGAINST = 6;
const MARGIN = 0.01; // a point of accuracy: 250 test points resolve 0.4 of one

export function sideBySide(page: Page, surfaces: readonly Surface[], settle: (patch: Partial<State>) => void): TemplateResult {
  const { against } = page.state;
  const add = () => gallery(say("add"), "", (key) => settle({ against: [...against.filter((other) => other !== key), key] }));
  return html`<section class="card against" aria-label=${say("against")}>
    <h2>${say("against")}</h2>
    <p class="hint">${say("against_hint")}</p>
    <div class="cards">
      ${against.map((key, i) => {
        const { title } = choose(key);
        return html`<article class="panel">
          <h3><span class="swatch" style=${`background:${colourOf(i + 1)}`}></span> ${title} ${button(`remove-against-${i}`, "×", () => settle({ against: against.filter((_, j) => j !== i) }), { class: "small", label: say("remove", title) })}</h3>
          ${surfaces[i].template()}
          <p id=${`verdict-${i + 1}`} class="verdict"></p>
        </article>`;
      })}
      ${against.length < MOST_AGAINST ? button("add-against", html`<span class="plus" aria-hidden="true">+</span> ${say("add_function")}`, add, { class: "adding" }) : nothing}
    </div>
  </section>`;
}

interface Judged {
  runs: SeedRuns;
  titles: string[];
  means: string[];
  verdicts: (Verdict | string)[]; // a sentence where runs diverged: their place is in no mean
  classes: boolean;
}

export class SeedPanel {
  private pool: SeedPool | null = null;
  private done = 0;
  private all = 0;
  private judged: Judged | null = null;
  private of = "";

  constructor(
    private readonly page: Page,
    private readonly runner: Runner,
  ) {}

  template(): TemplateResult {
    const { page } = this;
    const { state } = page;
    return html`<section class="card seeds" aria-label=${say("seeds_title", SEEDS)}>
      <h2>${say("seeds_title", SEEDS)}</h2>
      <p class="hint">${say("seeds_hint", SEEDS)}</p>
      <div class="bar">
        ${this.pool ? button("stop-seeds", say("stop"), () => this.stop()) : button("run-seeds", state.against.length ? say("run_seeds", SEEDS) : say("run_seeds_relu", SEEDS), () => void this.run(), { class: "accent" })}
        ${numberField("seed-epochs", say("seed_epochs"), state.seedEpochs, { min: 1, max: 2000, step: 1 }, (seedEpochs) => page.change({ seedEpochs: Math.round(seedEpochs) }))}
        ${this.pool ? html`<label class="field grow" for="seed-progress"><span>${this.done} / ${this.all}</span><progress id="seed-progress" max=${this.all} .value=${this.done}></progress></label>` : nothing}
      </div>
      ${this.judged ? this.result(this.judged) : nothing}
    </section>`;
  }

  /** Every function with ten seeds; without another function beside it, ReLU is put there. */
  async run(): Promise<void> {
    const { page, runner } = this;
    this.stop();
    if (!page.state.against.length) page.change({ against: [page.state.layers.every((layer) => layer.activation === "relu") ? "mish" : "relu"] });
    const own = page.state.set === "own";
    if (own && new Set(page.state.own.map((row) => row[2])).size < 2) return page.say(say("need_two_classes"), "bad");
    const [settings, lanes] = [runner.settings(), runner.laneList()];
    const classes = problemOf(settings.set, settings.ownProblem) === "classes";
    const pool = new SeedPool();
    this.pool = pool;
    this.judged = null;
    const runs = await pool.run(settings, lanes, page.state.seedEpochs, (done, all) => {
      [this.done, this.all] = [done, all];
      page.refresh();
    });
    if (this.pool !== pool) return;
    this.pool = null;
    const titles = lanes.map((lane, i) => (new Set(lane).size === 1 ? choose(lane[0]).title : i ? choose(page.state.against[i - 1]).title : say("this_network")));
    if (runs) this.judged = judged(runs, titles, classes);
    this.of = this.key();
    page.refresh();
  }

  /** What has been judged belongs to its settings. */
  settled(): void {
    if (this.judged && this.of !== this.key()) this.judged = null;
  }

  private key(): string {
    return JSON.stringify([{ ...this.runner.settings(), own: this.page.state.own.length, edits: 0 }, this.runner.laneList()]);
  }

  private stop(): void {
    this.pool?.cancel();
    this.pool = null;
    this.page.refresh();
  }

  private result({ titles, means, verdicts: found, classes }: Judged): TemplateResult {
    const unit = classes ? 100 : 1;
    const digits = classes ? 1 : 4;
    const signed = (u: number) => `${u < 0 ? "−" : "+"}${Math.abs(unit * u).toFixed(digits)}`;
    return html`<figure><figcaption>${say("seeds_chart", SEEDS)}</figcaption><canvas id="seeds-chart" role="img" aria-label=${`${say("seeds_chart", SEEDS)}: ${titles.map((title, i) => `${title} ${means[i]}`).join("; ")}`}></canvas></figure>
      <ul class="verdicts" id="seed-verdicts">
        ${found.map((verdict, i) => {
          const pair = say("against_pair", titles[0], titles[i + 1]);
          if (typeof verdict === "string") return html`<li class="verdict"><strong>${pair}: ${sayVerdict("no verdict")}</strong> ${verdict}</li>`;
          const span = Number.isNaN(verdict.low) ? "" : ` (${signed(verdict.low)} … ${signed(verdict.high)})`;
          return html`<li class=${verdict.word.split(" ").at(-1) ?? ""}><strong>${pair}: ${sayVerdict(verdict.word)}</strong>
            ${say(classes ? "seeds_sentence" : "seeds_sentence_loss", signed(verdict.mean), span, verdict.n)} ${sayReason(verdict.reason)} <span class="hint">${titles[0]} ${means[0]}, ${titles[i + 1]} ${means[i + 1]}</span></li>`;
        })}
      </ul>
      <p class="hint">${say("verdict_hint")}</p>`;
  }

  drawn(): void {
    const canvas = document.getElementById("seeds-chart") as HTMLCanvasElement | null;
    if (canvas && this.judged) chart(canvas, bands(this.judged), { ...(this.page.state.logLoss ? { logarithmic: true } : { low: 0 }), xTitle: say("epoch"), names: true });
  }
}

/**
 * Test accuracy, or for a regression the loss with its sign turned: larger is better. A run that diverged has no value, and leaving
 * it out would flatter: then there is no verdict, as in the lab.
 */
function judged(runs: SeedRuns, titles: string[], classes: boolean): Judged {
  const scores = runs.outcomes.map((row) => row.map(({ accuracy, test }) => (classes ? accuracy : -test)));
  const failed = scores.map((row) => row.filter(Number.isNaN).length);
  const diverged = (k: number) => [0, k].filter((i) => failed[i]).map((i) => say("seeds_diverged", titles[i], failed[i], SEEDS));
  const others = titles.map((_, k) => k).slice(1);
  const usable = others.filter((k) => !failed[0] && !failed[k]);
  const resolution = classes ? 1 / runs.outcomes[0][0].tested : 0;
  const found = judge(usable.map((k) => ({ arm: scores[0], against: scores[k], resolution, margin: classes ? Math.max(MARGIN, resolution) : 0 })));
  const means = scores.map((row) => {
    const finished = row.filter((score) => !Number.isNaN(score));
    const mean = Math.abs(finished.reduce((sum, u) => sum + u, 0) / finished.length);
    return !finished.length ? say("diverged") : classes ? `${(100 * mean).toFixed(1)} %` : mean.toFixed(4);
  });
  return { runs, titles, means, classes, verdicts: others.map((k) => found[usable.indexOf(k)] ?? `${diverged(k).join("; ")}.`) };
}

/** The mean training loss and the range of all seeds. */
function bands({ runs, titles }: Judged): Line[] {
  return runs.outcomes.map((row, colour) => {
    const count = Math.max(...row.map(({ losses }) => losses.length));
    const x = Array.from({ length: count }, (_, epoch) => epoch);
    const at = (epoch: number) => row.map(({ losses }) => losses[epoch]).filter((u) => u !== undefined);
    return { title: titles[colour], colour, x, y: x.map((epoch) => at(epoch).reduce((sum, u) => sum + u, 0) / at(epoch).length), low: x.map((epoch) => Math.min(...at(epoch))), high: x.map((epoch) => Math.max(...at(epoch))) };
  });
}
