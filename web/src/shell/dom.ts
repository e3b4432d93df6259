// The controls, each with its label, as templates; and a dialog.

import { html, nothing, render, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { say } from "./words";

export type Piece = TemplateResult | typeof nothing | string;

/** A labelled choice. */
export function select(id: string, label: string, options: readonly (readonly [string, string])[], chosen: string, change: (value: string) => void): TemplateResult {
  const choose = (event: Event) => change((event.target as HTMLSelectElement).value);
  return html`<label class="field" for=${id}
    ><span>${label}</span><select id=${id} @change=${choose}>${options.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}</select></label
  >`;
}

export interface Bounds {
  min: number;
  max: number;
  step?: number;
}

/** What somebody is typing into a field: drawing the page again, as each picture does, must not take it away. */
function typedIn(id: string): string | undefined {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && field.id === id ? field.value : undefined;
}

/** A labelled number; what is out of bounds is put back. */
export function numberField(id: string, label: string, value: number, bounds: Bounds, change: (value: number) => void): TemplateResult {
  const changed = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const number = input.valueAsNumber;
    if (Number.isFinite(number) && number >= bounds.min && number <= bounds.max) change(number);
    else input.value = String(value);
  };
  return html`<label class="field" for=${id}
    ><span>${label}</span><input id=${id} type="number" min=${bounds.min} max=${bounds.max} step=${bounds.step ?? "any"} .value=${live(typedIn(id) ?? String(value))} @change=${changed}
  /></label>`;
}

export function slider(id: string, label: string, value: number, bounds: Required<Bounds>, change: (value: number) => void): TemplateResult {
  return html`<label class="field" for=${id}
    ><span>${label} <output for=${id}>${short(value)}</output></span
    ><input id=${id} type="range" min=${bounds.min} max=${bounds.max} step=${bounds.step} .value=${live(String(value))} @input=${(event: Event) => change((event.target as HTMLInputElement).valueAsNumber)}
  /></label>`;
}

export function checkbox(id: string, label: string, checked: boolean, change: (value: boolean) => void, disabled = false): TemplateResult {
  return html`<label class="check" for=${id}
    ><input id=${id} type="checkbox" .checked=${live(checked)} ?disabled=${disabled} @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} /> ${label}</label
  >`;
}

export function button(id: string, text: Piece, click: () => void, more: { class?: string; label?: string; disabled?: boolean; pressed?: boolean } = {}): TemplateResult {
  const { label, pressed } = more;
  return html`<button id=${id} type="button" class=${more.class ?? ""} aria-label=${label ?? nothing} title=${label ?? nothing} aria-pressed=${pressed === undefined ? nothing : String(pressed)} ?disabled=${more.disabled ?? false} @click=${click}>${text}</button>`;
}

/** A dialog over `content`, which is built again by the function that `content` is given; Escape closes it, and the focus goes back. */
export function dialog(title: string, content: (again: () => void, close: () => void) => TemplateResult, closed: () => void = () => {}): void {
  const element = document.createElement("dialog");
  element.setAttribute("aria-labelledby", "dialog-title");
  const close = () => element.close();
  const again = () =>
    render(
      html`<div class="dialog-head"><h2 id="dialog-title">${title}</h2><button id="close-dialog" type="button" @click=${close}>${say("close")}</button></div>
        ${content(again, close)}`,
      element,
    );
  again();
  element.addEventListener("close", () => {
    element.remove();
    closed();
  });
  element.addEventListener("click", (event) => {
    if (event.target === element) close(); // beside it
  });
  document.body.append(element);
  element.showModal();
}

/** Copy, also from a page on disk, where the clipboard may be refused. */
export async function copied(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.className = "off";
    area.value = text;
    (document.querySelector("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export function setText(id: string, content: string): void {
  const element = document.getElementById(id);
  if (element && element.textContent !== content) element.textContent = content;
}

export const short = (u: number, digits = 5): string => (Number.isNaN(u) ? "NaN" : Math.abs(u) === Infinity ? (u > 0 ? "∞" : "−∞") : String(Number(u.toPrecision(digits))).replace("-", "−"));
