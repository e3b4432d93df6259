// What comes out: the numbers, the loss curves, what is wrong with a network, and the export as code.

import { html, nothing, render, type TemplateResult } from "lit-html";
import { problemOf } from "../engine";
import { ENDINGS, exported, type Exported, FORMATS, type Format, write } from "../language/export";
import { chart, type Line } from "../shell/charts";
import { button, checkbox, copied, dialog, setText, short } from "../shell/dom";
import type { LaneFrame } from "../shell/lanes";
import type { Shown } from "../shell/runner";
import type { Page } from "../shell/view";
import { say } from "../shell/words";

export function lossPanel(page: Page): TemplateResult {
  return html`<section class="card loss" aria-label=${say("loss_curve")}>
    <div class="row between"><h2>${say("loss_curve")}</h2>${checkbox("log-loss", say("log_scale"), page.state.logLoss, (logLoss) => page.change({ logLoss }))}</div>
    <figure><canvas id="loss-chart" role="img" aria-label=${say("loss_curve")}></canvas><p id="no-loss" class="hint">${say("no_curve")}</p></figure>
  </section>`;
}

export function legend(page: Page): TemplateResult {
  const { state } = page;
  const ends = problemOf(state.set, state.ownProblem) === "regression" ? ["−1", "0", "1"] : [`${say("class_0")} 0`, "0.5", `1 ${say("class_1")}`];
  return html`<div class="legend">
    <div class="scale" aria-hidden="true"></div>
    <div class="row between ends">${ends.map((end) => html`<span>${end}</span>`)}</div>
    <div class="row keys"><span><i class="dot train"></i> ${say("training_point")}</span>${state.showTest ? html`<span><i class="dot test"></i> ${say("test_point")}</span>` : nothing}<span><i class="border"></i> ${say("border")}</span></div>
  </div>`;
}

/** Numbers, curves and warnings, several times a second: text that changes faster cannot be read. */
export function showNumbers(page: Page, lanes: readonly Shown[]): void {
  lanes.forEach((lane, i) => i > 0 && setText(`verdict-${i}`, sentence(lane)));
  const [first] = lanes;
  const row = first.rows.at(-1);
  const list = document.getElementById("numbers");
  if (list && row) {
    const pairs = [
      [say("training_loss"), row.train.toFixed(4)],
      [say("test_loss"), row.test.toFixed(4)],
      ...(Number.isNaN(row.accuracy) ? [] : [[say("accuracy"), `${(100 * row.accuracy).toFixed(1)} %`]]),
      ["", first.frame?.converged === null ? say("not_converged") : say("converged", first.frame?.converged ?? 0)],
    ];
    render(pairs.map(([term, value]) => html`<div>${term ? html`<dt>${term}</dt>` : html`<dt class="off">${say("goal")}</dt>`}<dd>${value}</dd></div>`), list);
  }
  const canvas = document.getElementById("loss-chart") as HTMLCanvasElement | null;
  if (canvas) {
    const enough = lanes.some((lane) => lane.rows.length > 1);
    (document.getElementById("no-loss") as HTMLElement).hidden = enough;
    canvas.setAttribute("aria-label", `${say("loss_curve")}: ${lanes.map((lane) => `${lane.title} ${sentence(lane)}`).join("; ")}`);
    const lines = enough ? lanes.flatMap(curves) : [];
    if (enough) chart(canvas, lines, { ...(page.state.logLoss ? { logarithmic: true } : { low: 0 }), xTitle: say("epoch"), names: true });
    else canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
  }
  warn(lanes);
}

export function sentence({ rows, frame }: Shown): string {
  const last = rows.at(-1);
  if (!frame || !last) return "";
  if (frame.trouble) return say("diverged");
  const reached = frame.converged === null ? say("not_converged") : say("converged", frame.converged);
  return `${reached}; ${say("test_loss")} ${last.test.toFixed(4)}`;
}

function curves({ title, rows, frame }: Shown, colour: number): Line[] {
  const tested = rows.filter((row) => !Number.isNaN(row.test));
  const { converged = null } = frame ?? {};
  return [
    { title, colour, x: tested.map((row) => row.epoch), y: tested.map((row) => row.test), dashed: true },
    { title, colour, x: rows.map((row) => row.epoch), y: rows.map((row) => row.train), ...(converged === null ? {} : { mark: { x: converged, text: String(converged) } }) },
  ];
}

/** What is wrong with a network, in words: numbers that overflowed, values that explode, units that are dead. */
function warn(lanes: readonly Shown[]): void {
  const sentences = lanes.flatMap(({ title, frame }) => {
    if (!frame) return [];
    if (frame.trouble) {
      const { epoch, layer, largest } = frame.trouble;
      const place = layer === 0 ? say("the_loss") : layer > frame.health.length ? say("output") : say("layer", layer);
      return [say("trouble", title, epoch, place, short(largest))];
    }
    return frame.health.flatMap(({ dead, largest }, l) => {
      const where = lanes.length > 1 ? `${title}, ${say("layer", l + 1)}` : say("layer", l + 1);
      if (largest > 1e3) return [say("exploding", where, short(largest))];
      return dead.length ? [say("dead", where, dead.length, frame.widths[l + 1])] : [];
    });
  });
  const list = document.getElementById("health");
  if (list && list.dataset.sentences !== sentences.join("|")) {
    list.dataset.sentences = sentences.join("|");
    render(sentences.map((text) => html`<li>${text}</li>`), list);
  }
}

export function exportRow(page: Page, frame: () => LaneFrame | null): TemplateResult {
  const names: Record<Format, string> = { pytorch: "PyTorch", numpy: "NumPy", json: "JSON" };
  const open = (format: Format) => {
    const now = frame();
    if (now) showCode(page, now, format);
  };
  return html`<div class="row export"><span>${say("export")}</span>${FORMATS.map((format) => button(`export-${format}`, names[format], () => open(format), { class: "quiet" }))}</div>`;
}

function showCode({ state }: Page, frame: LaneFrame, format: Format): void {
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
  const copy = () => void copied(code).then(() => setText("copy", say("copied")));
  dialog(
    say("export"),
    () => html`<p>${say("export_hint")}</p>
      <textarea id="code" readonly rows="18" spellcheck="false" aria-label=${say("export")} .value=${code}></textarea>
      <div class="row">${button("copy", say("copy"), copy)}<a id="download" class="button" download=${`network.${ENDINGS[format]}`} href=${`data:text/plain;charset=utf-8,${encodeURIComponent(code)}`}>${say("download")}</a></div>`,
  );
}
