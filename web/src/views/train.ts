// The training view: settings on the left and above, the network in the middle, what comes out on the right.

import { type App, copied, keepingFocus, type View } from "../app";
import { choose, KEYS, titleOf } from "../catalogue";
import { chart, COLOURS, type Line, paper } from "../charts";
import { Client } from "../client";
import { CsvError, MOST_MEGABYTES, readCsv } from "../csv";
import { button, checkbox, dialog, h, numberField, select, short } from "../dom";
import { FEATURES, type Feature, pointsOf, problemOf, type Row, SETS, type Settings } from "../engine";
import { ENDINGS, exported, type Exported, FORMATS, type Format, write } from "../export";
import type { Frame, Lane, LaneFrame } from "../lanes";
import { MOST_LAYERS, MOST_UNITS, PACES, PENALTIES, RATES, type State } from "../state";
import { say } from "../words";
import { Diagram } from "./diagram";
import { Surface } from "./surface";

const BUDGET = 10; // milliseconds of training a frame: leaves room for drawing within 16.7
const MOST_HISTORY = 4000; // rows kept for each curve; beyond it every second one is dropped

interface Shown {
  title: string;
  rows: Row[];
  frame: LaneFrame | null;
}

export class TrainView implements View {
  private readonly client = new Client();
  private readonly surface: Surface;
  private readonly diagram: Diagram;
  private small: Surface[] = [];
  private lanes: Shown[] = [];
  private playing = false;
  private visible = false;
  private cursorClass = 1;
  private points: Frame["points"] = null;
  private drawn = 0;
  private started = "";

  constructor(
    private readonly app: App,
    private readonly panel: HTMLElement,
  ) {
    this.surface = new Surface("surface", (x1, x2) => this.addPoint(x1, x2));
    this.diagram = new Diagram({
      structure: () => this.structure(),
      change: (patch) => this.settle(patch),
      edit: (parameter, value) => this.edit(parameter, value),
    });
  }

  shown(visible: boolean): void {
    this.visible = visible;
    if (!visible) this.pause();
    else if (!this.started) this.start();
    else void this.request(0);
  }

  render(): void {
    const { app } = this;
    keepingFocus(() => {
      this.small = app.state.against.map((_, i) => new Surface(`small-${i + 1}`));
      this.panel.replaceChildren(
        h(
          "div",
          { class: "train" },
          this.controls(),
          app.hidden("settings") ? null : this.settings(),
          h("div", { class: "stage" }, app.hidden("data") ? null : this.data(), this.diagram.element(app.state, app.hidden.bind(app)), this.results()),
          app.hidden("against") ? null : this.comparison(),
        ),
      );
      this.diagram.connect();
    });
    if (this.visible) this.start();
  }

  // ---- running ----

  private laneList(): Lane[] {
    const { layers, against } = this.app.state;
    return [layers.map((layer) => layer.activation), ...against.map((key) => layers.map(() => key))];
  }

  private settingsOf(state: State): Settings {
    return {
      set: state.set,
      own: state.set === "own" ? pointsOf(state.own) : null,
      ownProblem: state.ownProblem,
      noise: state.noise,
      testShare: state.testShare,
      features: state.features,
      widths: state.layers.map((layer) => layer.width),
      loss: state.loss,
      optimizer: state.optimizer,
      rate: state.rate,
      batch: state.batch,
      l1: state.l1,
      l2: state.l2,
      seed: state.seed,
      goal: state.goal,
      edits: state.edits,
    };
  }

  /** Start where the state says; if nothing of it has changed, only draw again. */
  private start(): void {
    const { state } = this.app;
    const setup = { settings: this.settingsOf(state), lanes: this.laneList(), until: state.epoch };
    const key = JSON.stringify({ ...setup, until: 0 });
    if (key === this.started) {
      this.draw(true);
      return;
    }
    this.started = key;
    this.lanes = [say("this_network"), ...state.against.map((name) => choose(name).title)].map((title) => ({ title, rows: [], frame: null }));
    this.client.setup(setup);
    void this.request(0);
  }

  /** A setting has changed: the run begins anew. */
  private settle(patch: Partial<State>): void {
    this.app.change({ epoch: 0, edits: [], ...patch });
  }

  private async request(epochs: number): Promise<void> {
    if (this.client.busy && epochs === 0) return;
    const frame = await this.client.advance(epochs, BUDGET);
    if (frame) this.receive(frame);
  }

  private receive(frame: Frame): void {
    if (frame.points) this.points = frame.points;
    frame.lanes.forEach((lane, i) => {
      const shown = this.lanes[i];
      shown.frame = lane;
      shown.rows.push(...lane.rows);
      while (shown.rows.length > MOST_HISTORY) shown.rows = shown.rows.filter((_, n) => n % 2 === 0 || n > shown.rows.length - 3);
    });
    if (!this.playing) this.remember(); // a frame that was on its way when it was stopped
    this.draw(!this.playing);
    if (this.playing && this.lanes.every((lane) => lane.frame?.trouble)) this.pause();
  }

  private loop = (): void => {
    if (!this.playing) return;
    if (!this.client.busy) void this.request(this.epochsAFrame());
    requestAnimationFrame(this.loop);
  };

  private epochsAFrame(): number {
    const { pace } = this.app.state;
    return pace === "fast" ? Infinity : Number(pace);
  }

  private play(): void {
    if (this.trainable()) {
      this.playing = true;
      this.showPlaying();
      requestAnimationFrame(this.loop);
    }
  }

  private pause(): void {
    if (!this.playing) return;
    this.playing = false;
    this.showPlaying();
    this.settled();
  }

  /** Remember in the URL how far it has come, so that a link shows the same picture. */
  private settled(): void {
    this.remember();
    this.draw(true);
  }

  private remember(): void {
    const epoch = this.lanes[0]?.frame?.epoch;
    if (epoch !== undefined && epoch !== this.app.state.epoch) this.app.change({ epoch }, true);
  }

  private showPlaying(): void {
    const control = document.getElementById("play");
    if (control) control.textContent = say(this.playing ? "pause" : "play");
    document.body.classList.toggle("playing", this.playing);
  }

  private trainable(): boolean {
    const { state } = this.app;
    if (state.set !== "own") return true;
    if (!state.own.length) this.app.say(say("no_points"), "bad");
    else if (state.ownProblem === "classes" && new Set(state.own.map((row) => row[2])).size < 2) this.app.say(say("need_two_classes"), "bad");
    else return true;
    return false;
  }

  // ---- parts ----

  private controls(): HTMLElement {
    const { app } = this;
    const { state } = app;
    return h(
      "section",
      { class: "bar", "aria-label": say("train") },
      button("play", say(this.playing ? "pause" : "play"), () => (this.playing ? this.pause() : this.play()), { class: "primary" }),
      button("step", say("step"), () => void this.step()),
      button("restart", say("restart"), () => this.restart()),
      h("div", { class: "counter" }, h("span", {}, say("epoch")), h("output", { id: "epoch" }, "0")),
      app.hidden("seed") ? null : numberField("seed", say("seed"), state.seed, { min: 0, max: 4294967295, step: 1 }, (seed) => this.settle({ seed: Math.round(seed) })),
      app.hidden("seed") ? null : button("new-seed", say("new_seed"), () => this.settle({ seed: (state.seed % 4294967295) + 1 })),
      select("pace", say("pace"), PACES.map((pace) => [pace, say(`pace_${pace}`)] as const), state.pace, (pace) => app.change({ pace: pace as State["pace"] }, true)),
      select("activation", `${say("activation")} (${say("all_layers").toLowerCase()})`, this.sharedActivation(), this.common(), (key) => key && this.settle({ layers: state.layers.map((layer) => ({ ...layer, activation: key })) })),
    );
  }

  private common(): string {
    const keys = new Set(this.app.state.layers.map((layer) => layer.activation));
    return keys.size === 1 ? [...keys][0] : "";
  }

  private sharedActivation(): (readonly [string, string])[] {
    const common = this.common();
    const own = common && !KEYS.includes(common) ? [[common, choose(common).title] as const] : [];
    return [...(common ? [] : [["", say("per_layer")] as const]), ...own, ...KEYS.map((key) => [key, titleOf(key)] as const)];
  }

  private async step(): Promise<void> {
    this.pause();
    if (!this.trainable() || this.client.busy) return;
    await this.request(1);
    this.settled();
  }

  private restart(): void {
    this.pause();
    this.started = "";
    this.app.say("");
    this.settle({});
  }

  private settings(): HTMLElement {
    const { state } = this.app;
    const numbers = (values: readonly number[], chosen: number) => [...new Set([...values, chosen])].sort((a, b) => a - b).map((u) => [String(u), String(u)] as const);
    const regression = problemOf(state.set, state.ownProblem) === "regression";
    return h(
      "section",
      { class: "bar settings", "aria-label": say("settings") },
      regression ? null : select("loss", say("loss"), (["cross_entropy", "squared"] as const).map((name) => [name, say(name)] as const), state.loss, (loss) => this.settle({ loss: loss as State["loss"] })),
      select("optimizer", say("optimizer"), [["sgd", "SGD"], ["momentum", "Momentum"], ["adam", "Adam"]], state.optimizer, (name) => this.settle({ optimizer: name as State["optimizer"] })),
      select("rate", say("rate"), numbers(RATES, state.rate), String(state.rate), (rate) => this.settle({ rate: Number(rate) })),
      numberField("batch", say("batch"), state.batch, { min: 1, max: 1000, step: 1 }, (batch) => this.settle({ batch: Math.round(batch) })),
      select("l1", say("l1"), numbers(PENALTIES, state.l1), String(state.l1), (l1) => this.settle({ l1: Number(l1) })),
      select("l2", say("l2"), numbers(PENALTIES, state.l2), String(state.l2), (l2) => this.settle({ l2: Number(l2) })),
      numberField("goal", say("goal"), state.goal, { min: 0, max: 100 }, (goal) => this.settle({ goal })),
    );
  }

  private data(): HTMLElement {
    const { app } = this;
    const { state } = app;
    const own = state.set === "own";
    const file = h("input", { id: "csv", type: "file", accept: ".csv,.tsv,.txt,text/csv", onchange: () => void this.upload(file) });
    return h(
      "section",
      { class: "data", "aria-label": say("data") },
      h("h2", {}, say("data")),
      select("set", say("data"), SETS.map((name) => [name, say(name)] as const), state.set, (set) => this.settle({ set: set as State["set"] })),
      own ? null : numberField("noise", say("noise"), state.noise, { min: 0, max: 50, step: 5 }, (noise) => this.settle({ noise })),
      numberField("test-share", say("test_share"), Math.round(100 * state.testShare), { min: 0, max: 90, step: 10 }, (share) => this.settle({ testShare: share / 100 })),
      checkbox("show-test", say("show_test"), state.showTest, (showTest) => {
        app.change({ showTest }, true);
        this.draw(true);
      }),
      checkbox("discretize", say("discretize"), state.discretize, (discretize) => {
        app.change({ discretize }, true);
        this.draw(true);
      }),
      own ? this.adding() : null,
      app.hidden("csv") ? null : h("label", { class: "field", for: "csv" }, h("span", {}, say("csv")), file),
      app.hidden("csv") ? null : h("p", { class: "hint" }, say("csv_hint")),
    );
  }

  private adding(): HTMLElement {
    return h(
      "div",
      { class: "stack" },
      select("point-class", say("add_class"), [["1", say("class_1")], ["0", say("class_0")]], String(this.cursorClass), (value) => {
        this.cursorClass = Number(value);
      }),
      button("clear-points", say("clear_points"), () => this.settle({ own: [], ownProblem: "classes" })),
      h("p", { class: "hint" }, say("points_hint")),
    );
  }

  private addPoint(x1: number, x2: number): void {
    const { state } = this.app;
    if (state.set !== "own") return;
    this.pause();
    const rounded = [x1, x2].map((u) => Number(u.toFixed(3)));
    this.settle({ own: [...state.own, [...rounded, this.cursorClass]] });
  }

  private async upload(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (!file) return;
    this.pause();
    try {
      if (file.size > MOST_MEGABYTES * 1e6) throw new CsvError(say("csv_large", (file.size / 1e6).toFixed(1), MOST_MEGABYTES));
      const { rows, problem, note } = readCsv(await file.text());
      this.settle({ set: "own", own: rows, ownProblem: problem });
      this.app.say(say("csv_read", rows.length, note));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      this.app.say(error.message, "bad");
    }
    input.value = "";
  }

  private results(): HTMLElement {
    const { app } = this;
    return h(
      "section",
      { class: "output", "aria-label": say("output") },
      h("h2", {}, say("output")),
      this.surface.element(true),
      h("dl", { id: "numbers" }),
      app.hidden("loss_curve") ? null : h("figure", {}, h("figcaption", {}, say("loss_curve")), h("canvas", { id: "loss-chart", role: "img", "aria-label": say("loss_curve") })),
      app.hidden("export") ? null : h("div", { class: "row" }, h("span", {}, say("export")), ...FORMATS.map((format) => button(`export-${format}`, { pytorch: "PyTorch", numpy: "NumPy", json: "JSON" }[format], () => this.export(format)))),
    );
  }

  private comparison(): HTMLElement {
    const { against } = this.app.state;
    const names = KEYS.filter((key) => !against.includes(key)).map((key) => [key, titleOf(key)] as const);
    return h(
      "section",
      { class: "against", "aria-label": say("against") },
      h("h2", {}, say("against")),
      h("p", { class: "hint" }, say("against_hint")),
      h(
        "div",
        { class: "cards" },
        ...against.map((key, i) =>
          h(
            "article",
            { class: "card" },
            h("h3", {}, h("span", { class: "swatch", style: `background:${COLOURS[(i + 1) % COLOURS.length]}` }), " ", choose(key).title, button(`remove-against-${i}`, "×", () => this.settle({ against: against.filter((_, j) => j !== i) }), { class: "small", "aria-label": say("remove", choose(key).title) })),
            this.small[i].element(false),
            h("p", { id: `verdict-${i + 1}`, class: "verdict" }),
          ),
        ),
        against.length < 6 ? h("div", { class: "stack" }, select("add-against", say("add"), [["", "…"], ...names], "", (key) => key && this.settle({ against: [...against, key] }))) : null,
      ),
    );
  }

  // ---- drawing ----

  private draw(words: boolean): void {
    if (!this.visible) return;
    const { state } = this.app;
    const [first] = this.lanes;
    if (!first?.frame) return;
    const background = paper();
    const shownPoints = { train: this.points?.train ?? [], test: state.showTest ? (this.points?.test ?? []) : [] };
    this.surface.draw(first.frame.output, shownPoints, state.discretize, background);
    this.small.forEach((surface, i) => {
      const frame = this.lanes[i + 1]?.frame;
      if (frame) surface.draw(frame.output, shownPoints, state.discretize, background);
    });
    this.diagram.draw(first.frame, background, words);
    text("epoch", first.frame.epoch.toLocaleString("en"));
    const now = performance.now();
    if (words || now - this.drawn > 100) {
      this.drawn = now; // ten times a second: text that changes faster cannot be read
      this.numbers(words);
    }
  }

  private numbers(words: boolean): void {
    this.lanes.forEach((lane, i) => {
      if (i > 0) text(`verdict-${i}`, this.sentence(lane));
    });
    const [first] = this.lanes;
    const row = first.rows.at(-1);
    const list = document.getElementById("numbers");
    const pairs: [string, string][] = row
      ? [
          [say("training_loss"), row.train.toFixed(4)],
          [say("test_loss"), row.test.toFixed(4)],
          ...(Number.isNaN(row.accuracy) ? [] : ([[say("accuracy"), `${(100 * row.accuracy).toFixed(1)} %`]] as [string, string][])),
          ["", first.frame?.converged === null ? say("not_converged") : say("converged", first.frame?.converged ?? 0)],
        ]
      : [];
    list?.replaceChildren(...pairs.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value))));
    const canvas = document.getElementById("loss-chart") as HTMLCanvasElement | null;
    if (canvas) {
      canvas.setAttribute("aria-label", `${say("loss_curve")}: ${this.lanes.map((lane) => `${lane.title} ${this.sentence(lane)}`).join("; ")}`);
      chart(canvas, this.lanes.flatMap((lane, i) => curves(lane, i)), { low: 0, xTitle: say("epoch") });
    }
    if (words && row) {
      this.surface.label(say("picture_of", first.title, row.epoch, say("test_loss"), row.test.toFixed(4)));
      this.small.forEach((surface, i) => {
        const last = this.lanes[i + 1]?.rows.at(-1);
        if (last) surface.label(say("picture_of", this.lanes[i + 1].title, last.epoch, say("test_loss"), last.test.toFixed(4)));
      });
    }
    this.warn();
  }

  private sentence({ rows, frame }: Shown): string {
    const last = rows.at(-1);
    if (!frame || !last) return "";
    if (frame.trouble) return say("diverged");
    const reached = frame.converged === null ? say("not_converged") : say("converged", frame.converged);
    return `${reached}; ${say("test_loss")} ${last.test.toFixed(4)}`;
  }

  /** What is wrong with a network, in words: numbers that overflowed, values that explode, units that are dead. */
  private warn(): void {
    const said = this.lanes.flatMap(({ title, frame }) => {
      if (!frame) return [];
      if (frame.trouble) {
        const { epoch, layer, largest } = frame.trouble;
        const place = layer === 0 ? say("the_loss") : layer > frame.health.length ? say("output") : say("layer", layer);
        return [say("trouble", title, epoch, place, short(largest))];
      }
      return frame.health.flatMap(({ dead, largest }, l) => {
        const where = this.lanes.length > 1 ? `${title}, ${say("layer", l + 1)}` : say("layer", l + 1);
        if (largest > 1e3) return [say("exploding", where, short(largest))];
        return dead.length ? [say("dead", where, dead.length, frame.widths[l + 1])] : [];
      });
    });
    const list = document.getElementById("health");
    if (list && list.dataset.said !== said.join("|")) {
      list.dataset.said = said.join("|");
      list.replaceChildren(...said.map((sentence) => h("li", {}, sentence)));
    }
  }

  // ---- editing and export ----

  private structure(): { frame: LaneFrame | null; features: Feature[] } {
    return { frame: this.lanes[0]?.frame ?? null, features: this.app.state.features };
  }

  private edit(parameter: number, value: number): void {
    this.pause();
    const epoch = this.lanes[0]?.frame?.epoch ?? 0;
    const { edits } = this.app.state;
    const kept = edits.filter((edit) => edit.epoch < epoch || (edit.epoch === epoch && edit.parameter !== parameter));
    this.app.change({ epoch, edits: [...kept, { epoch, parameter, value }] });
  }

  private export(format: Format): void {
    const frame = this.lanes[0]?.frame;
    if (!frame) return;
    const { state } = this.app;
    const problem = problemOf(state.set, state.ownProblem);
    const last = problem === "classes" && state.loss === "squared" ? "tanh" : "identity";
    const network: Exported = {
      features: state.features,
      layers: exported(frame.parameters, frame.widths, [...state.layers.map((layer) => layer.activation), last]),
      loss: state.loss,
      problem,
      epoch: frame.epoch,
      seed: state.seed,
    };
    const code = write(network, format);
    const area = h("textarea", { id: "code", readonly: true, rows: 18, spellcheck: "false", "aria-label": say("export") }, code);
    const link = h("a", { id: "download", class: "button", download: `network.${ENDINGS[format]}`, href: `data:text/plain;charset=utf-8,${encodeURIComponent(code)}` }, say("download"));
    dialog(say("export"), say("close"), h("p", {}, say("export_hint")), area, h("div", { class: "row" }, button("copy", say("copy"), () => void copied(code).then(() => text("copy", say("copied")))), link));
  }
}

function curves({ title, rows }: Shown, colour: number): Line[] {
  const tested = rows.filter((row) => !Number.isNaN(row.test));
  return [
    { title, colour, x: rows.map((row) => row.epoch), y: rows.map((row) => row.train) },
    { title, colour, x: tested.map((row) => row.epoch), y: tested.map((row) => row.test), dashed: true },
  ];
}

function text(id: string, content: string): void {
  const element = document.getElementById(id);
  if (element && element.textContent !== content) element.textContent = content;
}

export const featureTitle = (feature: Feature): string => FEATURES[feature].title;
export { MOST_LAYERS, MOST_UNITS };
