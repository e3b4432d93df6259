// Which numbers of a network belong to a unit, and the fields to edit them.

import { html, type TemplateResult } from "lit-html";
import { FEATURES, type Feature } from "../engine";
import { numberField } from "../shell/dom";
import type { LaneFrame } from "../shell/lanes";
import { say } from "../shell/words";

export interface Unit {
  layer: number; // 0 is the first hidden layer; the output is the last
  index: number;
}

/** Where the weights of a unit and its bias stand in the network's one array. */
export function placesOf({ widths }: Pick<LaneFrame, "widths">, { layer, index }: Unit): { weights: number[]; bias: number } {
  let start = 0;
  for (let l = 0; l < layer; l++) start += (widths[l] + 1) * widths[l + 1];
  const [inputs, outputs] = [widths[layer], widths[layer + 1]];
  return { weights: Array.from({ length: inputs }, (_, i) => start + index * inputs + i), bias: start + inputs * outputs + index };
}

export function weightFields(frame: LaneFrame | null, unit: Unit | null, features: readonly Feature[], edit: (parameter: number, value: number) => void): TemplateResult {
  if (!frame || !unit || unit.index >= (frame.widths[unit.layer + 1] ?? 0)) return html`<p id="weights" class="hint">${say("weights_hint")}</p>`;
  const { weights, bias } = placesOf(frame, unit);
  const title = unit.layer === frame.widths.length - 2 ? say("output") : say("unit", unit.layer + 1, unit.index + 1);
  const from = (i: number) => (unit.layer === 0 ? FEATURES[features[i]].title : say("unit", unit.layer, i + 1));
  const field = (id: string, label: string, parameter: number) => numberField(id, label, Number(frame.parameters[parameter].toPrecision(5)), { min: -1e6, max: 1e6 }, (value) => edit(parameter, value));
  return html`<div id="weights" class="weights">
    <h3>${say("weights")}: ${title}</h3>
    <div class="fields">${weights.map((parameter, i) => field(`weight-${i}`, say("weight_from", from(i)), parameter))} ${field("weight-bias", say("bias"), bias)}</div>
  </div>`;
}
