// The frame around the views: tabs, language, link, lesson; and the one way in which the state changes.

import { button, checkbox, dialog, h, select } from "./dom";
import { HIDEABLE, LANGUAGES, type Language, MOST_LINKED_POINTS, readState, type State, TABS, type Tab, writeState } from "./state";
import { FunctionsView } from "./views/functions";
import { ResultsView } from "./views/results";
import { TrainView } from "./views/train";
import { say, speak, type Word } from "./words";

export interface View {
  /** Build the view anew for the state. */
  render(): void;
  /** The view is shown or left. */
  shown(visible: boolean): void;
}

const TONGUES: Record<Language, string> = { en: "English", ja: "日本語", th: "ไทย" };

export class App {
  state: State;
  private readonly root: HTMLElement;
  private views!: Record<Tab, View>;
  private readonly status = h("div", { id: "status", role: "status", "aria-live": "polite" });
  private written = "";

  constructor(root: HTMLElement) {
    this.root = root;
    this.state = readState("").state;
    this.load();
    window.addEventListener("hashchange", () => {
      if (location.hash !== this.written) this.load();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.views[this.state.tab].render());
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth !== width) this.views[this.state.tab].render();
      width = window.innerWidth;
    });
  }

  /** Change the state, write it into the URL, and show it. `quiet` leaves the view as it is. */
  change(patch: Partial<State>, quiet = false): void {
    Object.assign(this.state, patch);
    this.link();
    if (!quiet) this.views[this.state.tab].render();
  }

  /** A sentence for all, screen readers included; empty to take it away. */
  say(text: string, kind: "note" | "bad" = "note"): void {
    if (this.status.textContent === text) return;
    this.status.className = text ? kind : "";
    this.status.textContent = text;
  }

  hidden(part: (typeof HIDEABLE)[number]): boolean {
    return this.state.hide.includes(part);
  }

  private load(): void {
    const { state, problems } = readState(location.hash);
    this.state = state;
    this.written = location.hash;
    speak(state.language);
    this.build();
    this.say(problems.length ? say("broken_state", problems.map(({ key, text }) => `${key}=${text}`.slice(0, 60)).join(", ")) : "", "bad");
  }

  private link(): void {
    this.written = writeState(this.state);
    history.replaceState(null, "", this.written || location.pathname + location.search);
  }

  private build(): void {
    const panel = h("main", { id: "panel", role: "tabpanel" });
    this.root.replaceChildren(this.header(), this.status, panel);
    if (this.views) for (const view of Object.values(this.views)) view.shown(false);
    this.views = { functions: new FunctionsView(this, panel), train: new TrainView(this, panel), results: new ResultsView(this, panel) };
    this.open(this.state.tab);
  }

  private open(tab: Tab): void {
    if (tab !== this.state.tab) {
      this.views[this.state.tab].shown(false);
      this.say("");
      this.change({ tab }, true);
    }
    for (const name of TABS) {
      const control = document.getElementById(`tab-${name}`);
      control?.setAttribute("aria-selected", String(name === tab));
      control?.setAttribute("tabindex", name === tab ? "0" : "-1");
    }
    document.getElementById("panel")?.setAttribute("aria-labelledby", `tab-${tab}`);
    this.views[tab].render();
    this.views[tab].shown(true);
  }

  private header(): HTMLElement {
    const shownTabs = TABS.filter((tab) => tab === this.state.tab || !this.state.hide.includes(`${tab}_tab`));
    const tabs = shownTabs.map((tab) =>
      button(`tab-${tab}`, say(tab), () => this.open(tab), {
        role: "tab",
        "aria-controls": "panel",
        onkeydown: (event: KeyboardEvent) => this.turn(event, tab, shownTabs),
      }),
    );
    return h(
      "header",
      {},
      h("h1", {}, say("title")),
      h("div", { role: "tablist", "aria-label": say("title") }, ...tabs),
      h(
        "div",
        { class: "tools" },
        this.hidden("language") ? null : select("language", say("language"), LANGUAGES.map((code) => [code, TONGUES[code]] as const), this.state.language, (value) => this.speak(value as Language)),
        this.state.hide.length ? null : button("lesson", say("lesson"), () => this.lesson()),
        button("share", say("share"), () => void this.share()),
      ),
    );
  }

  private turn(event: KeyboardEvent, tab: Tab, tabs: readonly Tab[]): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
    this.open(next);
    document.getElementById(`tab-${next}`)?.focus();
  }

  private speak(language: Language): void {
    this.change({ language }, true);
    speak(language);
    this.build();
    document.getElementById("language")?.focus();
  }

  private async share(): Promise<void> {
    this.link();
    await copied(location.href);
    this.say(this.state.own.length > MOST_LINKED_POINTS ? say("share_large", this.state.own.length) : say("shared"));
  }

  private lesson(): void {
    const boxes = HIDEABLE.map((part) =>
      checkbox(`hide-${part}`, say((part === "csv" ? "csv" : part) as Word), this.state.hide.includes(part), (hide) => {
        const kept = this.state.hide.filter((other) => other !== part);
        this.change({ hide: hide ? [...kept, part] : kept }, true);
      }),
    );
    dialog(say("lesson"), say("close"), h("p", {}, say("lesson_hint")), h("div", { class: "boxes" }, ...boxes)).addEventListener("close", () => this.build());
  }
}

/** Copy, also from a page on disk, where the clipboard may be refused. */
export async function copied(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { "aria-hidden": "true", class: "off" }, text);
    (document.querySelector("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** Rebuild a part of the page and keep the focus where it was, by the id of the element. */
export function keepingFocus(rebuild: () => void): void {
  const id = document.activeElement?.id;
  rebuild();
  if (id && document.activeElement?.id !== id) document.getElementById(id)?.focus({ preventScroll: true });
}
