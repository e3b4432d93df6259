// Curves as small pictures, and the gallery in which one function is chosen out of all of them, or typed.

import { html, nothing, svg, type TemplateResult } from "lit-html";
import { choose, FormulaError, KEYS, titleOf } from "../language/catalogue";
import { FAMILIES, type Family, familyOf } from "../language/families";
import { button, dialog } from "../shell/dom";
import { say } from "../shell/words";

const REACH = 4;
const SIDE = 32;
const paths = new Map<string, string>();

/** The curve from -4 to 4 as a path in a square of 32, with the axis where y is 0. */
function pathOf(key: string): string {
  const cached = paths.get(key);
  if (cached !== undefined) return cached;
  const { value } = choose(key);
  const points = Array.from({ length: 65 }, (_, i) => (i / 32 - 1) * REACH).map((x) => [x, value(x)] as const);
  const ys = points.map(([, y]) => y).filter(Number.isFinite);
  const [low, high] = [Math.min(-0.6, ...ys), Math.max(0.6, ...ys)];
  const [top, bottom] = [Math.min(high, REACH), Math.max(low, -REACH)];
  const at = (y: number) => 3 + ((top - y) / (top - bottom)) * (SIDE - 6);
  let pen = "M";
  const drawn = points.map(([x, y]) => {
    if (!(y >= bottom - 0.1 && y <= top + 0.1)) {
      pen = "M"; // beyond the picture
      return "";
    }
    const part = `${pen}${(((x + REACH) / (2 * REACH)) * SIDE).toFixed(1)} ${at(y).toFixed(1)}`;
    pen = "L";
    return part;
  });
  const path = `M0 ${at(0).toFixed(1)}H${SIDE}|${drawn.join("")}`;
  paths.set(key, path);
  return path;
}

export function icon(key: string): TemplateResult {
  const [axis, curve] = pathOf(key).split("|");
  return html`<svg class="curve-icon" viewBox="0 0 32 32" aria-hidden="true">${svg`<path class="axis" d=${axis} /><path d=${curve} />`}</svg>`;
}

/** A button with a curve and its name. */
export function tile(id: string, key: string, click: () => void, more: { pressed?: boolean; label?: string; title?: string } = {}): TemplateResult {
  const title = more.title ?? choose(key).title;
  return html`<button id=${id} type="button" class="tile" aria-pressed=${more.pressed === undefined ? nothing : String(more.pressed)} aria-label=${more.label ?? nothing} title=${title} @click=${click}>${icon(key)}<span>${title}</span></button>`;
}

const families = new Map<Family, string[]>();

function grouped(): Map<Family, string[]> {
  if (!families.size) {
    for (const family of FAMILIES) families.set(family, []);
    for (const key of KEYS) families.get(familyOf(choose(key)))?.push(key);
    for (const keys of families.values()) keys.sort((a, b) => titleOf(a).localeCompare(titleOf(b), "en"));
  }
  return families;
}

/** Let the user choose a function; `chosen` is marked. */
export function gallery(title: string, chosen: string, pick: (key: string) => void): void {
  let search = "";
  let problem = "";
  dialog(title, (again, close) => {
    const take = (key: string) => {
      close();
      pick(key);
    };
    const fits = (key: string) => `${titleOf(key)} ${key}`.toLowerCase().replaceAll("_", " ").includes(search.trim().toLowerCase().replaceAll("_", " "));
    const groups = [...grouped()].map(([family, keys]) => [family, keys.filter(fits)] as const).filter(([, keys]) => keys.length);
    const typed = (event: Event) => {
      search = (event.target as HTMLInputElement).value;
      again();
    };
    const first = (event: KeyboardEvent) => {
      const best = groups.flatMap(([, keys]) => keys).sort((a, b) => titleOf(a).length - titleOf(b).length)[0];
      if (event.key !== "Enter" || !search.trim() || !best) return;
      event.preventDefault(); // the opener, which gets the focus back, would take this key as a click
      take(best);
    };
    const own = () => {
      const field = document.getElementById("own-formula") as HTMLInputElement;
      try {
        if (field.value.trim()) take(choose(`=${field.value}`).key);
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        problem = say("formula_error", error.found, error.position);
        again();
        field.focus();
        field.setSelectionRange(error.position - 1, error.position);
      }
    };
    const entered = (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      own();
    };
    return html`<div class="gallery">
      <label class="field" for="search"><span>${say("search")}</span><input id="search" type="search" autofocus autocomplete="off" .value=${search} @input=${typed} @keydown=${first} /></label>
      ${groups.map(
        ([family, keys]) => html`<section aria-label=${say(family)}><h3>${say(family)}</h3><div class="tiles">${keys.map((key) => tile(`pick-${key}`, key, () => take(key), { pressed: key === chosen }))}</div></section>`,
      )}
      ${groups.length ? nothing : html`<p class="hint">${say("nothing_fits")}</p>`}
      <div class="row"><label class="field grow" for="own-formula"><span>${say("add_formula")}</span><input id="own-formula" type="text" placeholder="x * tanh(exp(x))" autocomplete="off" spellcheck="false" aria-describedby="own-problem" @keydown=${entered} /></label>${button("take-formula", say("use"), own)}</div>
      <p id="own-problem" class="bad" role="alert">${problem}</p>
    </div>`;
  });
}
