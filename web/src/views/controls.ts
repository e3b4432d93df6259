// What runs the training, and what it is run with.

import { html, nothing, type TemplateResult } from "lit-html";
import { problemOf } from "../engine";
import { button, numberField, select } from "../shell/dom";
import type { Runner } from "../shell/runner";
import { PACES, PENALTIES, RATES, type State } from "../shell/state";
import type { Page } from "../shell/view";
import { say } from "../shell/words";
import { gallery, tile } from "./tiles";

const AT_HAND = ["mish", "relu", "swish", "gelu", "tanh", "sigmoid"]; // most of the articles' comparisons

type Settle = (patch: Partial<State>) => void;

export function transport(runner: Runner, restart: () => void): TemplateResult {
  const play = () => (runner.playing ? runner.pause() : runner.play());
  const icon = runner.playing ? "M7 5h4v14H7zM13 5h4v14h-4z" : "M8 5v14l11-7z";
  return html`<section class="card transport" aria-label=${say("train")}>
    <button id="play" type="button" class="primary" @click=${play}><svg viewBox="0 0 24 24" aria-hidden="true"><path d=${icon} /></svg><span>${say(runner.playing ? "pause" : "play")}</span></button>
    ${button("restart", html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 6V2L7 7l5 5V8a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z" /></svg>`, restart, { class: "round", label: say("restart") })}
    ${button("step", html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 5v14l9-7zM16 5h3v14h-3z" /></svg>`, () => void runner.step(), { class: "round", label: say("step") })}
    <div class="counter"><span id="epoch-name">${say("epoch")}</span><output id="epoch" aria-labelledby="epoch-name">0</output></div>
  </section>`;
}

export function quick(page: Page, settle: Settle): TemplateResult {
  const { state } = page;
  const common = new Set(state.layers.map((layer) => layer.activation)).size === 1 ? state.layers[0].activation : "";
  const all = (activation: string) => settle({ layers: state.layers.map((layer) => ({ ...layer, activation })) });
  const shown = common && !AT_HAND.includes(common) ? [common, ...AT_HAND.slice(0, -1)] : AT_HAND;
  return html`<section class="card quick" aria-label=${say("activation")}>
    <div class="tiles" role="group" aria-label=${`${say("activation")} (${say("all_layers")})`}>
      ${shown.map((key) => tile(`all-${key.replace(/\W/g, "-")}`, key, () => all(key), { pressed: key === common }))}
      ${button("activation", html`<span aria-hidden="true">⋯</span><span>${say("all_functions")}</span>`, () => gallery(`${say("activation")} (${say("all_layers")})`, common, all), { class: "tile" })}
    </div>
    ${
      page.hidden("settings")
        ? nothing
        : html`${select("rate", say("rate"), numbers(RATES, state.rate), String(state.rate), (rate) => settle({ rate: Number(rate) }))}
            ${select("optimizer", say("optimizer"), [["sgd", "SGD"], ["momentum", "Momentum"], ["adam", "Adam"]], state.optimizer, (name) => settle({ optimizer: name as State["optimizer"] }))}
            ${select("pace", say("pace"), PACES.map((pace) => [pace, say(`pace_${pace}`)] as const), state.pace, (pace) => page.change({ pace: pace as State["pace"] }))}`
    }
  </section>`;
}

export function settings(page: Page, settle: Settle): TemplateResult {
  const { state } = page;
  const regression = problemOf(state.set, state.ownProblem) === "regression";
  return html`<section class="card settings" aria-label=${say("settings")}>
    <h2>${say("settings")}</h2>
    <div class="fields">
      ${regression ? nothing : select("loss", say("loss"), (["cross_entropy", "squared"] as const).map((name) => [name, say(name)] as const), state.loss, (loss) => settle({ loss: loss as State["loss"] }))}
      ${numberField("batch", say("batch"), state.batch, { min: 1, max: 1000, step: 1 }, (batch) => settle({ batch: Math.round(batch) }))}
      ${select("l1", say("l1"), numbers(PENALTIES, state.l1), String(state.l1), (l1) => settle({ l1: Number(l1) }))}
      ${select("l2", say("l2"), numbers(PENALTIES, state.l2), String(state.l2), (l2) => settle({ l2: Number(l2) }))}
      ${numberField("goal", say("goal"), state.goal, { min: 0, max: 100 }, (goal) => settle({ goal }))}
      ${
        page.hidden("seed")
          ? nothing
          : html`${numberField("seed", say("seed"), state.seed, { min: 0, max: 4294967295, step: 1 }, (seed) => settle({ seed: Math.round(seed) }))}
              ${button("new-seed", say("new_seed"), () => settle({ seed: (state.seed % 4294967295) + 1 }))}`
      }
    </div>
  </section>`;
}

const numbers = (values: readonly number[], chosen: number) => [...new Set([...values, chosen])].sort((a, b) => a - b).map((u) => [String(u), String(u)] as const);

