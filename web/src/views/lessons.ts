// The lessons: a page of cards, and the text of one beside the controls it speaks of.

import { html, nothing, type TemplateResult } from "lit-html";
import { button } from "../shell/dom";
import { LESSONS, type Step, type Text } from "../shell/lessons";
import { LANGUAGES } from "../shell/state";
import type { Page, View } from "../shell/view";
import { say } from "../shell/words";
import { icon } from "./tiles";

const ICONS: Record<string, string> = { nonlinear: "identity", vanishing: "sigmoid", dead: "relu", seeds: "mish", rate: "swish", tail: "softplus" };

export class LessonsView implements View {
  constructor(private readonly page: Page) {}

  shown(): void {}
  drawn(): void {}

  template(): TemplateResult {
    return html`<section class="lessons" aria-label=${say("lessons")}>
      <p class="lead">${say("lessons_hint")}</p>
      <div class="lesson-cards">
        ${LESSONS.map(
          ({ id, title, summary }, i) => html`<a id=${`lesson-${id}`} class="card lesson-card" href=${linkTo(this.page, id)}>${icon(ICONS[id])}<h2>${i + 1}. ${spoken(this.page, title)}</h2><p>${spoken(this.page, summary)}</p></a>`,
        )}
      </div>
    </section>`;
  }
}

const linkTo = (page: Page, id: string) => `#${page.state.language === "en" ? "" : `lang=${page.state.language}&`}lesson=${id}`;
const spoken = (page: Page, text: Text) => text[LANGUAGES.indexOf(page.state.language)];

/** The text of the lesson that is open, if one is; `act` is what a step's button asks for after its settings. */
export function lessonPanel(page: Page, act: (then: NonNullable<Step["button"]>["then"]) => void): TemplateResult | typeof nothing {
  const at = LESSONS.findIndex(({ id }) => id === page.state.lesson);
  if (at < 0) return nothing;
  const { title, steps } = LESSONS[at];
  const follow = ({ settings, then }: NonNullable<Step["button"]>) => {
    page.follow(`edits=&${settings}`);
    act(then);
  };
  const beside = (to: number, id: string, word: string) => {
    const other = LESSONS[to];
    return other ? html`<a id=${id} class="button quiet" href=${linkTo(page, other.id)}>${word}</a>` : nothing;
  };
  return html`<aside class="card lesson" aria-label=${spoken(page, title)}>
    <div class="row between"><h2><span class="number">${at + 1}</span> ${spoken(page, title)}</h2>${button("close-lesson", "×", () => page.change({ lesson: "" }), { class: "small", label: say("close_lesson") })}</div>
    <ol>
      ${steps.map(({ text, button: asked }, i) => html`<li><p>${spoken(page, text)}</p>${asked ? button(`lesson-step-${i + 1}`, spoken(page, asked.label), () => follow(asked), { class: "accent" }) : nothing}</li>`)}
    </ol>
    <div class="row between">${beside(at - 1, "lesson-before", `← ${say("before")}`)} ${beside(at + 1, "lesson-next", `${say("next")} →`)}</div>
  </aside>`;
}
