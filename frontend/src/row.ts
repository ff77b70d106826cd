/** A row of round thumbnails: it scrolls, fades out where it is cut off, and Tab reaches one of them. */

import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from "lit";

import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";

const EDGE_PX = 4;

export class Row implements ReactiveController {
  /** The one thumbnail that Tab reaches, by its `data-id`; arrow keys move it. */
  focusable?: string;
  private overflowing = false;
  /** Whether the order is another one, and the focus that is given back to a thumbnail belongs to the first one. */
  private restarting = false;
  private observer?: ResizeObserver;

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  hostConnected(): void {
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
  }

  private get list(): HTMLElement | null {
    return this.host.renderRoot.querySelector(".list");
  }

  private get rtl(): boolean {
    return getComputedStyle(this.host).direction === "rtl";
  }

  /** Measure the list, before it is painted: at this moment, a dashboard may not show the card yet. */
  observe(): void {
    if (this.list) this.observer?.observe(this.list);
  }

  /** Find out on which sides thumbnails are cut off; the list fades out there. */
  private readonly measure = (): void => {
    const { list } = this;
    if (!list) return;
    const scrollable = list.scrollWidth - list.clientWidth;
    // From right to left, scrollLeft is negative.
    const left = this.rtl ? scrollable + list.scrollLeft : list.scrollLeft;
    list.classList.toggle("before", left > EDGE_PX);
    list.classList.toggle("after", scrollable - left > EDGE_PX);
    const overflowing = scrollable > EDGE_PX;
    if (overflowing === this.overflowing) return;
    this.overflowing = overflowing;
    this.host.requestUpdate();
  };

  /** Return the id of the thumbnail that Tab reaches: the first where the last one is gone. */
  focusableOf(ids: string[]): string | undefined {
    return this.focusable !== undefined && ids.includes(this.focusable) ? this.focusable : ids[0];
  }

  render(t: Translate, label: string, items: unknown, onClick: (event: Event) => void): TemplateResult {
    return html`<div class="scroller">
      <ul
        class="list"
        role="list"
        aria-label=${label}
        @scroll=${this.measure}
        @keydown=${this.handleKey}
        @click=${onClick}
        @focusin=${this.handleFocus}
        @pointerdown=${this.handlePointer}
      >
        ${items}
      </ul>
      ${this.scrollButton("previous", t("scroll_back"))} ${this.scrollButton("next", t("scroll_on"))}
    </div>`;
  }

  private scrollButton(direction: "previous" | "next", label: string): TemplateResult {
    const right = (direction === "next") !== this.rtl;
    return html`<button
      class="scroll ${direction} ${this.overflowing ? "needed" : ""}"
      tabindex="-1"
      aria-hidden="true"
      title=${label}
      @click=${() => this.list?.scrollBy({ left: this.list.clientWidth * 0.8 * (right ? 1 : -1) })}
    >
      ${icon(right ? ICONS.right : ICONS.left)}
    </button>`;
  }

  private readonly handleKey = (event: KeyboardEvent): void => {
    const buttons = [...(this.list?.querySelectorAll<HTMLElement>(".status, .more") ?? [])];
    const index = buttons.indexOf(event.target as HTMLElement);
    if (index < 0) return;
    const [forward, backward] = this.rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const targets = { [forward!]: index + 1, [backward!]: index - 1, Home: 0, End: buttons.length - 1 };
    const target = buttons[targets[event.key] ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    this.focusable = target.dataset.id;
    this.host.requestUpdate();
    target.focus();
  };

  /** Begin again at the first thumbnail, once a dialog is closed behind which the order became another one. */
  restart(): void {
    this.focusable = undefined;
    this.restarting = true;
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.list?.scrollTo({ left: 0, behavior: "instant" }));
  }

  private readonly handleFocus = (): void => {
    if (!this.restarting) return;
    this.restarting = false;
    // Home Assistant gives the focus back to what opened the dialog, and scrolls there afterwards.
    requestAnimationFrame(() => {
      this.list?.querySelector<HTMLElement>(".status")?.focus({ preventScroll: true });
      this.list?.scrollTo({ left: 0, behavior: "instant" });
    });
  };

  private readonly handlePointer = (): void => {
    this.restarting = false;
  };

  /** Make a thumbnail the one that Tab reaches, and visible. */
  reveal(id: string): void {
    this.focusable = id;
    this.host.requestUpdate();
    const item = [...(this.list?.children ?? [])].find(
      ({ firstElementChild }) => (firstElementChild as HTMLElement | null)?.dataset.id === id,
    );
    item?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}

/** What stands in place of thumbnails where there are none. */
export interface Notice {
  path: string;
  text: string;
  hint: string;
  error?: boolean;
}

export function message({ path, text, hint, error = false }: Notice, first: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="message ${error ? "error" : ""}" role=${error ? "alert" : "status"}>
    ${first === nothing ? html`<div class="icon">${icon(path)}</div>` : first}
    <div><p>${text}</p><p class="hint">${hint}</p></div>
  </div>`;
}

export function skeleton(t?: Translate): TemplateResult {
  return html`<div class="list" aria-busy="true" aria-label=${t?.("loading") ?? nothing}>
    ${[0, 1, 2, 3].map((index) => html`<div class="skeleton" style="animation-delay:${index * 0.15}s"></div>`)}
  </div>`;
}

/** Return a compact card's one line: the thumbnail to see next, and what there is. A tap does something if it can. */
export function line(ring: TemplateResult, title: string, summary: string, hint?: string, onClick?: () => void): TemplateResult {
  const content = html`${ring}
    <span class="words">
      <span class="title"><bdi>${title}</bdi></span>
      <span class="summary" role="status" title=${hint ?? nothing}>${summary}</span>
    </span>`;
  return onClick === undefined
    ? html`<div class="line">${content}</div>`
    : html`<button class="line" aria-haspopup="dialog" @click=${onClick}>${content}</button>`;
}
