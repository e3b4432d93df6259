// What a view needs of the page around it, and what the page needs of a view; neither imports the other.

import type { TemplateResult } from "lit-html";
import type { Hideable, State, Tab } from "./state";

export interface Page {
  readonly state: Readonly<State>;
  /** Change the state, write it into the URL, and show it. */
  change(patch: Partial<State>): void;
  /** Put settings, as a URL writes them, over the state. */
  follow(settings: string): void;
  /** Show again what has changed elsewhere than in the state. */
  refresh(): void;
  /** A sentence for all, screen readers included; it stands until the next change. */
  say(text: string, kind?: "note" | "bad"): void;
  hidden(part: Hideable): boolean;
}

export interface View {
  template(): TemplateResult;
  /** The template stands in the page: draw on its canvases. */
  drawn(): void;
  shown(visible: boolean): void;
}

export type Views = Record<Tab, View>;
export type MakeViews = (page: Page) => Views;
