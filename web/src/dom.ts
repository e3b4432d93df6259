// Elements in one call: h("button", { id: "play", onclick }, "Play").

type Properties = Record<string, unknown>;
type Child = Node | string | null | false | undefined;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value" || name === "checked" || name === "selected" || name === "disabled" || name === "innerHTML") (element as unknown as Properties)[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

/** A labelled choice. */
export function select(id: string, label: string, options: readonly (readonly [string, string])[], chosen: string, change: (value: string) => void): HTMLElement {
  const list = h("select", { id, onchange: () => change(list.value) }, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
  return h("label", { class: "field", for: id }, h("span", {}, label), list);
}

/** A labelled number; what is out of bounds is put back. */
export function numberField(id: string, label: string, value: number, bounds: { min: number; max: number; step?: number | "any" }, change: (value: number) => void): HTMLElement {
  const input = h("input", {
    id,
    type: "number",
    value: String(value),
    min: bounds.min,
    max: bounds.max,
    step: bounds.step ?? "any",
    onchange: () => {
      const number = input.valueAsNumber;
      if (Number.isFinite(number) && number >= bounds.min && number <= bounds.max) change(number);
      else input.value = String(value);
    },
  });
  return h("label", { class: "field", for: id }, h("span", {}, label), input);
}

export function slider(id: string, label: string, value: number, bounds: { min: number; max: number; step: number }, change: (value: number) => void): HTMLElement {
  const shown = h("output", { for: id }, short(value));
  const input = h("input", {
    id,
    type: "range",
    min: bounds.min,
    max: bounds.max,
    step: bounds.step,
    value: String(value),
    oninput: () => {
      shown.textContent = short(input.valueAsNumber);
      change(input.valueAsNumber);
    },
  });
  return h("label", { class: "field", for: id }, h("span", {}, label, " ", shown), input);
}

export function checkbox(id: string, label: string, checked: boolean, change: (value: boolean) => void): HTMLElement {
  const input = h("input", { id, type: "checkbox", checked, onchange: () => change(input.checked) });
  return h("label", { class: "check", for: id }, input, " ", label);
}

export function button(id: string, text: string, click: () => void, more: Properties = {}): HTMLButtonElement {
  return h("button", { id, type: "button", onclick: click, ...more }, text);
}

/** A dialog that closes with Escape and gives the focus back. */
export function dialog(title: string, closing: string, ...children: Child[]): HTMLDialogElement {
  const found: HTMLDialogElement = h("dialog", { "aria-label": title, onclose: () => found.remove() }, h("h2", {}, title), ...children, button("close-dialog", closing, () => found.close()));
  document.body.append(found);
  found.showModal();
  return found;
}

export const short = (u: number): string => (Number.isNaN(u) ? "NaN" : Math.abs(u) === Infinity ? (u > 0 ? "∞" : "−∞") : String(Number(u.toPrecision(5))).replace("-", "−"));
