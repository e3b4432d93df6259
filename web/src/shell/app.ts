// The frame around the views: tabs, language, link, hidden parts; and the one way in which the state changes.

import { html, nothing, render, type TemplateResult } from "lit-html";
import { button, checkbox, copied, dialog, select } from "./dom";
import { applied, type Hideable, HIDEABLE, LANGUAGES, type Language, MOST_LINKED_POINTS, readState, type State, TABS, type Tab, writeState } from "./state";
import type { MakeViews, Page, Views } from "./view";
import { say, speak } from "./words";

const TONGUES: Record<Language, string> = { en: "English", ja: "日本語", th: "ไทย" };
const LINK_EVERY = 200; // milliseconds: Chromium refuses more than 200 changes of a URL in 30 s

export class App implements Page {
  state: State = readState("").state;
  private readonly views: Views;
  private written = "";
  private status = { text: "", kind: "note" };
  private waiting = false;
  private linked = 0;
  private linking = 0;
  private tab: Tab | null = null;

  constructor(
    private readonly root: HTMLElement,
    make: MakeViews,
  ) {
    this.views = make(this);
    this.load();
    addEventListener("hashchange", () => {
      if (location.hash !== this.written) this.load();
    });
    addEventListener("resize", () => this.refresh());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
  }

  change(patch: Partial<State>): void {
    Object.assign(this.state, patch);
    this.status = { text: "", kind: "note" };
    this.link();
    this.refresh();
  }

  follow(settings: string): void {
    this.change(applied(this.state, settings).state);
  }

  /** However much changes in a frame, it is shown once; a tab behind another one has no frames and waits half a second. */
  refresh(): void {
    if (this.waiting) return;
    this.waiting = true;
    const late = setTimeout(() => this.waiting && this.show(), 500);
    requestAnimationFrame(() => {
      clearTimeout(late);
      if (this.waiting) this.show();
    });
  }

  say(text: string, kind: "note" | "bad" = "note"): void {
    if (this.status.text === text) return;
    this.status = { text, kind };
    this.refresh();
  }

  hidden(part: Hideable): boolean {
    return this.state.hide.includes(part);
  }

  private load(): void {
    const { state, problems } = readState(location.hash);
    this.state = state;
    this.written = location.hash;
    this.status = { text: problems.length ? say("broken_state", problems.map(({ key, text }) => `${key}=${text}`.slice(0, 60)).join(", ")) : "", kind: "bad" };
    this.show();
  }

  private link(): void {
    if (this.linking) return;
    const write = () => {
      this.linking = 0;
      this.linked = performance.now();
      this.written = writeState(this.state);
      history.replaceState(null, "", this.written || location.pathname + location.search);
    };
    this.linking = window.setTimeout(write, Math.max(0, this.linked + LINK_EVERY - performance.now()));
  }

  private show(): void {
    this.waiting = false;
    const { tab, language } = this.state;
    speak(language);
    const left = this.tab;
    this.tab = tab;
    if (left && left !== tab) this.views[left].shown(false);
    render(
      html`${this.header()}
        <div id="status" role="status" aria-live="polite" class=${this.status.text ? this.status.kind : ""}>${this.status.text}</div>
        <main><div id="panel" role="tabpanel" aria-labelledby=${`tab-${tab}`}>${this.views[tab].template()}</div></main>`,
      this.root,
    );
    if (left !== tab) this.views[tab].shown(true);
    this.views[tab].drawn();
  }

  private header(): TemplateResult {
    const { state } = this;
    const tabs = TABS.filter((tab) => tab === state.tab || tab === "train" || !this.hidden(`${tab}_tab`));
    return html`<header>
      <h1><svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" /><path d="M4 19 C9 20 10 23 14 21 C18 18.5 22 12 28 5" /></svg> ${say("title")}</h1>
      <div role="tablist" aria-label=${say("title")}>
        ${tabs.map(
          (tab) =>
            html`<button id=${`tab-${tab}`} type="button" role="tab" aria-controls="panel" aria-selected=${String(tab === state.tab)} tabindex=${tab === state.tab ? 0 : -1} @click=${() => this.open(tab)} @keydown=${(event: KeyboardEvent) => this.turn(event, tabs)}>${say(tab)}</button>`,
        )}
      </div>
      <div class="tools">
        ${this.hidden("language") ? nothing : select("language", say("language"), LANGUAGES.map((code) => [code, TONGUES[code]] as const), state.language, (value) => this.change({ language: value as Language }))}
        ${state.hide.length ? nothing : button("hide", say("hide"), () => this.hiding())} ${button("share", say("share"), () => void this.share())}
      </div>
    </header>`;
  }

  private open(tab: Tab): void {
    if (tab !== this.state.tab) this.change({ tab });
  }

  private turn(event: KeyboardEvent, tabs: readonly Tab[]): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(this.state.tab) + by + tabs.length) % tabs.length];
    this.open(next);
    document.getElementById(`tab-${next}`)?.focus();
  }

  private async share(): Promise<void> {
    this.written = writeState(this.state);
    history.replaceState(null, "", this.written || location.pathname + location.search);
    await copied(location.href);
    this.say(this.state.own.length > MOST_LINKED_POINTS ? say("share_large", this.state.own.length) : say("shared"));
  }

  /** A teacher chooses what the link hides. */
  private hiding(): void {
    let hide = [...this.state.hide];
    const box = (part: Hideable, again: () => void) =>
      checkbox(`hide-${part}`, say(part), hide.includes(part), (on) => {
        hide = HIDEABLE.filter((other) => (other === part ? on : hide.includes(other)));
        again();
      });
    dialog(
      say("hide"),
      (again) => html`<p>${say("hide_hint")}</p><div class="boxes">${HIDEABLE.map((part) => box(part, again))}</div>`,
      () => this.change({ hide }),
    );
  }
}
