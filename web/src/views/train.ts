// The training view: it puts the parts together, and draws each frame that the run gives.

import { html, nothing, type TemplateResult } from "lit-html";
import { paper } from "../shell/charts";
import { setText, short } from "../shell/dom";
import type { LaneFrame } from "../shell/lanes";
import { largest, shades } from "../shell/picture";
import { Runner } from "../shell/runner";
import type { State } from "../shell/state";
import type { Page, View } from "../shell/view";
import { say } from "../shell/words";
import { MOST_AGAINST, SeedPanel, sideBySide } from "./compare";
import { quick, settings, transport } from "./controls";
import { DataPanel } from "./data";
import { lessonPanel } from "./lessons";
import { NetworkDiagram } from "./network";
import { exportRow, legend, lossPanel, showNumbers } from "./outcome";
import { type Scene, Surface } from "./surface";
import { type Unit, weightFields } from "./weights";

const WORDS_EVERY = 100; // milliseconds
const NONE: number[][] = [];
const CALM_EVERY = 250; // milliseconds between pictures for those who prefer less motion

export class TrainView implements View {
  private readonly runner: Runner;
  private readonly data: DataPanel;
  private readonly network: NetworkDiagram;
  private readonly seeds: SeedPanel;
  private readonly surface: Surface;
  private readonly small = Array.from({ length: MOST_AGAINST }, (_, i) => new Surface(`small-${i + 1}`));
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private visible = false;
  private selected: Unit | null = null;
  private previewed: Unit | null = null;
  private colours: { key: string; of: Uint32Array } = { key: "", of: new Uint32Array(0) };
  private worded = 0;
  private pictured = 0;
  private turn = 0;

  constructor(private readonly page: Page) {
    this.runner = new Runner(page, () => this.draw(!this.runner.playing));
    this.data = new DataPanel(page, (patch) => this.settle(patch));
    this.surface = new Surface("surface", (x1, x2) => this.data.addPoint(x1, x2));
    this.seeds = new SeedPanel(page, this.runner);
    this.network = new NetworkDiagram(page, {
      settle: (patch) => this.settle(patch),
      selected: () => this.selected,
      preview: (unit) => {
        this.previewed = unit;
        this.draw(false);
      },
      choose: (unit, from) => this.choose(unit, from),
    });
  }

  shown(visible: boolean): void {
    this.visible = visible;
    if (!visible) this.runner.pause();
  }

  /** A setting has changed: the run begins anew. */
  private settle(patch: Partial<State>): void {
    this.page.change({ epoch: 0, edits: [], ...patch });
    if (patch.own && this.runner.playing) this.runner.pause();
  }

  template(): TemplateResult {
    const { page, runner } = this;
    const { state } = page;
    const { layers } = state;
    this.seeds.settled();
    if (this.selected && (this.selected.layer > layers.length || this.selected.index >= (layers[this.selected.layer]?.width ?? 1))) this.selected = null;
    const settle = (patch: Partial<State>) => this.settle(patch);
    const lesson = lessonPanel(page, (then) => {
      if (then === "play") this.restart(true);
      else if (then === "seeds") void this.seeds.run();
    });
    return html`<div class=${`train ${lesson === nothing ? "" : "with-lesson"} ${page.hidden("data") ? "no-side" : ""}`}>
      ${lesson} ${transport(runner, () => this.restart(false))} ${page.hidden("layers") ? nothing : quick(page, settle)}
      <div class="right">
        <section class="card picture" aria-label=${say("output")}>
          ${this.surface.template()} ${legend(page)}
          ${this.frame() || !state.epoch ? nothing : html`<p class="hint" role="status">${say("catching_up", state.epoch)}</p>`}
          <dl id="numbers"></dl>
          ${page.hidden("export") ? nothing : exportRow(page, () => this.frame())}
        </section>
        ${page.hidden("loss_curve") ? nothing : lossPanel(page)}
      </div>
      <div class="middle">
        ${this.network.template()}
        ${page.hidden("weights") ? nothing : html`<section class="card weights-card" aria-label=${say("weights")}>${weightFields(this.frame(), this.selected, state.features, (parameter, value) => this.edit(parameter, value))}</section>`}
        ${page.hidden("settings") ? nothing : settings(page, settle)}
      </div>
      <div class="left">${page.hidden("data") ? nothing : this.data.template()}</div>
      <div class="below">${page.hidden("against") ? nothing : sideBySide(page, this.small, settle)} ${page.hidden("seeds") ? nothing : this.seeds.template()}</div>
    </div>`;
  }

  drawn(): void {
    this.network.measure(); // before the lines are drawn: the window may have another width
    if (!this.runner.start()) this.draw(true);
    this.data.drawn();
    this.seeds.drawn();
  }

  private restart(play: boolean): void {
    this.runner.reset();
    this.settle({});
    if (play) requestAnimationFrame(() => this.runner.play());
  }

  private frame(): LaneFrame | null {
    return this.runner.lanes[0]?.frame ?? null;
  }

  private choose(unit: Unit, from?: number): void {
    this.selected = unit;
    this.page.refresh();
    if (from !== undefined) requestAnimationFrame(() => document.getElementById(`weight-${from}`)?.focus());
  }

  private edit(parameter: number, value: number): void {
    this.runner.pause();
    const epoch = this.frame()?.epoch ?? 0;
    const kept = this.page.state.edits.filter((edit) => edit.epoch < epoch || (edit.epoch === epoch && edit.parameter !== parameter));
    this.page.change({ epoch, edits: [...kept, { epoch, parameter, value }] });
  }

  // ---- drawing ----

  private draw(words: boolean): void {
    const frame = this.frame();
    if (!this.visible || !frame || !document.getElementById("surface")) return;
    const now = performance.now();
    if (!words && this.calm.matches && this.runner.playing && now - this.pictured < CALM_EVERY) return;
    this.pictured = now;
    this.picture(frame, words);
    const worded = words || now - this.worded > WORDS_EVERY;
    this.network.draw(frame, this.colours.of, worded);
    setText("epoch", frame.epoch.toLocaleString("en"));
    if (!worded) return;
    this.worded = now;
    showNumbers(this.page, this.runner.lanes);
    this.describe();
  }

  private picture(frame: LaneFrame, all: boolean): void {
    const { state } = this.page;
    const background = paper();
    if (this.colours.key !== String(background)) this.colours = { key: String(background), of: shades(background) };
    const { points } = this.runner;
    const scene: Scene = {
      field: frame.output,
      reach: 1,
      points: { train: points?.train ?? NONE, test: state.showTest ? (points?.test ?? NONE) : NONE },
      discrete: state.discretize,
      colours: this.colours.of,
      epoch: frame.epoch,
      moving: this.runner.playing && !this.calm.matches,
    };
    const unit = this.previewed && frame.units[this.previewed.layer]?.[this.previewed.index];
    if (unit && this.previewed) this.surface.draw({ ...scene, field: unit, reach: largest(unit), discrete: false, caption: `${say("unit", this.previewed.layer + 1, this.previewed.index + 1)}: ${reach(unit)}` });
    else this.surface.draw(scene);
    this.turn++; // one of the small pictures a frame: each stays a few frames behind, and four functions take the time of two
    state.against.forEach((_, i) => {
      const other = this.runner.lanes[i + 1]?.frame;
      if (other && (all || this.turn % state.against.length === i)) this.small[i].draw({ ...scene, field: other.output, points: { train: scene.points.train, test: NONE } });
    });
  }

  private describe(): void {
    if (this.runner.playing) return;
    this.runner.lanes.forEach(({ title, rows }, i) => {
      const last = rows.at(-1);
      if (last) (i ? this.small[i - 1] : this.surface).label(say("picture_of", title, last.epoch, say("test_loss"), last.test.toFixed(4)));
    });
  }
}

/** The smallest and the largest value of a field; white in its picture is 0. */
function reach(field: Float32Array): string {
  const ends = [Math.min, Math.max].map((end) => field.reduce((a, b) => end(a, b)));
  return ends.map((u) => short(Number(u.toPrecision(2)))).join(" … ");
}
