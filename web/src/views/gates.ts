// A gate as a surface over its two inputs: what one input lets through of the other.

import { html, type TemplateResult } from "lit-html";
import { EDGE } from "../engine";
import { field, formulaOfGate, GATE_KEYS, titleOfGate } from "../language/gates";
import { paper } from "../shell/charts";
import { select, short } from "../shell/dom";
import { SIZE } from "../shell/lanes";
import { shades } from "../shell/picture";
import type { Page } from "../shell/view";
import { say } from "../shell/words";
import { Surface } from "./surface";

export class GatePanel {
  private readonly surface = new Surface("gate-surface", undefined, ["a", "b"]);

  constructor(private readonly page: Page) {}

  template(): TemplateResult {
    const { gate } = this.page.state;
    return html`<section class="card gates" aria-label=${say("gates")}>
      <h2>${say("gates")}</h2>
      <p class="hint">${say("gates_hint")}</p>
      ${select("gate", say("gate"), GATE_KEYS.map((key) => [key, titleOfGate(key)] as const), gate, (key) => this.page.change({ gate: key }))}
      <p class="formula">${formulaOfGate(gate)}</p>
      ${this.surface.template()}
    </section>`;
  }

  drawn(): void {
    const { gate } = this.page.state;
    const values = field(gate, SIZE, EDGE);
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const caption = `${titleOfGate(gate)}: ${[low, high].map((u) => short(Number(u.toPrecision(2)))).join(" … ")}`;
    this.surface.draw({ field: values, reach: Math.max(-low, high), points: { train: [], test: [] }, discrete: false, colours: shades(paper()), epoch: 0, moving: false, caption });
    this.surface.label(caption);
  }
}
