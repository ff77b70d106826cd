/** Who saw a status, and whom it has only reached: asked for when the list is opened. */

import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { DOMAIN, PEOPLE_DIALOG } from "./constants";
import { define } from "./define";
import { ManagedDialog } from "./dialogs";
import { formatTime } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { latestFirst, personName, remember, type People, type Person } from "./people";
import { colors } from "./styles";
import type { HomeAssistant, Status } from "./types";

const KEEP_MS = 60_000;

export interface PeopleOptions {
  t: Translate;
  configEntryId: string;
  status: Status;
  onClosed?: () => void;
}

// Kept for the page, so that opening the list again asks GREEN-API no more.
const ask = remember((key: string, hass: HomeAssistant): Promise<People> => {
  const [config_entry_id, status_id] = JSON.parse(key) as [string, string];
  return hass
    .callService<People>(DOMAIN, "get_viewers", { config_entry_id, status_id, names: true }, undefined, false, true)
    .then(({ response }) => response!);
}, KEEP_MS);

export class PeopleDialog extends ManagedDialog<PeopleOptions> {
  static override styles = [
    colors,
    css`
      dialog {
        position: fixed;
        inset: 0;
        box-sizing: border-box;
        width: min(440px, 100vw);
        max-width: none;
        height: fit-content;
        max-height: min(720px, 86vh);
        margin: auto;
        padding: 0;
        border: 0;
        outline: none;
        border-radius: var(--ha-card-border-radius, 16px);
        overflow: hidden;
        overscroll-behavior: contain;
        color: var(--primary-text-color, #212121);
        background: var(--card-background-color, #fff);
        box-shadow: 0 16px 48px rgba(0, 0, 0, 0.45);
        font-family: var(--ha-font-family-body, Roboto, sans-serif);
        font-size: 14px;
        line-height: 20px;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise 0.2s cubic-bezier(0.2, 0.8, 0.3, 1);
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.55);
      }
      .head {
        flex: none;
        display: flex;
        align-items: center;
        gap: 12px;
        padding-block: 10px 6px;
        padding-inline: 20px 8px;
      }
      h2 {
        flex: 1;
        min-width: 0;
        margin: 0;
        font-size: 18px;
        font-weight: 500;
        line-height: 24px;
      }
      .close {
        display: grid;
        place-items: center;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        color: var(--secondary-text-color);
      }
      .close:hover {
        background: color-mix(in srgb, var(--primary-text-color) 8%, transparent);
      }
      .close svg {
        width: 24px;
        height: 24px;
      }
      button:focus-visible,
      .people:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: -2px;
      }
      .people {
        flex: 1 1 auto;
        min-height: 120px;
        padding-bottom: calc(12px + env(safe-area-inset-bottom));
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      h3 {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        background: var(--card-background-color, #fff);
        display: flex;
        align-items: center;
        gap: 8px;
        margin: 0;
        padding: 10px 20px 4px;
        font-size: 13px;
        font-weight: 500;
        color: var(--secondary-text-color);
      }
      h3 svg {
        width: 18px;
        height: 18px;
      }
      h3.read svg {
        color: var(--ga-read);
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 14px;
        min-height: 52px;
        padding: 0 20px;
        content-visibility: auto;
        contain-intrinsic-height: 52px;
      }
      .initial {
        flex: none;
        display: grid;
        place-items: center;
        width: 38px;
        height: 38px;
        border-radius: 50%;
        font-size: 16px;
        font-weight: 500;
        color: var(--secondary-text-color);
        background: var(--secondary-background-color, #e5e5e5);
      }
      .initial svg {
        width: 22px;
        height: 22px;
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-size: 15px;
      }
      time {
        flex: none;
        font-size: 13px;
        color: var(--secondary-text-color);
        font-variant-numeric: tabular-nums;
      }
      p {
        margin: 0;
        padding: 4px 20px 10px;
        color: var(--secondary-text-color);
      }
      .notes {
        margin-top: 8px;
        padding-top: 10px;
        border-top: 1px solid var(--divider-color, #e0e0e0);
        font-size: 13px;
        line-height: 18px;
      }
      .notes p:last-child {
        padding-bottom: 4px;
      }
      .problem {
        display: grid;
        justify-items: start;
        gap: 8px;
        padding: 8px 20px 12px;
      }
      .problem p {
        padding: 0;
        color: var(--primary-text-color);
      }
      .problem button {
        padding: 8px 0;
        font-weight: 500;
        color: var(--primary-color);
      }
      .skeleton span {
        background: var(--secondary-background-color, #e5e5e5);
        animation: pulse 1.2s ease-in-out infinite alternate;
      }
      .skeleton .name {
        flex: none;
        width: 45%;
        height: 14px;
        border-radius: 7px;
      }
      @media (max-width: 600px) and (orientation: portrait) {
        dialog {
          inset: auto 0 0;
          width: 100vw;
          max-height: 82vh;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
        dialog[open] {
          animation-name: slide;
        }
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: scale(0.96);
        }
      }
      @keyframes slide {
        from {
          transform: translateY(100%);
        }
      }
      @keyframes pulse {
        to {
          opacity: 0.4;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        *,
        dialog[open] {
          animation: none !important;
        }
      }
    `,
  ];

  hass!: HomeAssistant;

  @state() private people?: People;
  @state() private problem?: string;
  private asked = 0;

  protected override opened(): void {
    void this.load();
  }

  protected override closed(): void {
    this.asked += 1;
  }

  private async load(): Promise<void> {
    const { configEntryId, status, t } = this.options!;
    const asked = ++this.asked;
    this.people = undefined;
    this.problem = undefined;
    try {
      const people = await ask(JSON.stringify([configEntryId, status.status_id]), this.hass);
      if (asked === this.asked) this.people = people;
    } catch (error) {
      if (asked === this.asked) this.problem = (error as { message?: string }).message || t("people.failed");
    }
  }

  private readonly handleClick = (event: MouseEvent): void => {
    // What lies outside of the list is the dialog's backdrop.
    if (event.target !== this.dialog) return;
    const { left, right, top, bottom } = this.dialog!.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) this.closeDialog();
  };

  protected override render(): TemplateResult | typeof nothing {
    if (this.options === undefined) return nothing;
    const { t } = this.options;
    return html`<dialog
      aria-label=${t("people")}
      @cancel=${this.handleCancel}
      @close=${this.handleClose}
      @click=${this.handleClick}
    >
      <div class="head">
        <h2>${t("people")}</h2>
        <button class="close" aria-label=${t("close")} title=${t("close")} @click=${() => this.closeDialog()}>${icon(ICONS.close)}</button>
      </div>
      <div class="people" tabindex="0" role="region" aria-label=${t("people")} aria-busy=${this.people === undefined && this.problem === undefined}>
        ${this.content()}
      </div>
    </dialog>`;
  }

  private content(): TemplateResult {
    const { t, status } = this.options!;
    if (this.problem !== undefined) {
      return html`<div class="problem" role="alert">
        <p>${this.problem}</p>
        <button @click=${() => this.load()}>${t("people.again")}</button>
      </div>`;
    }
    const { people } = this;
    if (people === undefined) {
      return html`<ul aria-label=${t("people.loading")}>
        ${[0, 1, 2].map(() => html`<li class="skeleton"><span class="initial"></span><span class="name"></span></li>`)}
      </ul>`;
    }
    const { viewers, reached } = people;
    return html`
      <h3 class="read">${stateIcon("read")}${t("people.seen", { count: viewers.length })}</h3>
      ${viewers.length > 0 ? this.list(viewers) : html`<p>${t("people.nobody")}</p>`}
      ${reached.length > 0
        ? html`<h3>${stateIcon("delivered")}${t("people.reached", { count: reached.length })}</h3>
            ${this.list(reached)}`
        : nothing}
      <div class="notes">
        <p>${t("people.receipts")}</p>
        ${status.sent_by_api === false ? html`<p>${t("people.phone")}</p>` : nothing}
      </div>
    `;
  }

  private list(people: Person[]): TemplateResult {
    const { t } = this.options!;
    const now = Date.now() / 1000;
    return html`<ul role="list">
      ${latestFirst(people).map((person) => {
        const name = personName(person);
        // Phone numbers have no initial.
        const initial = person.name ? [...person.name.trim()][0] : undefined;
        return html`<li>
          <span class="initial" aria-hidden="true">${initial ? initial.toLocaleUpperCase() : icon(ICONS.person)}</span>
          <span class="name"><bdi>${name ?? t("people.unknown")}</bdi></span>
          ${person.at ? html`<time datetime=${person.at}>${formatTime(Date.parse(person.at) / 1000, this.hass, now)}</time>` : nothing}
        </li>`;
      })}
    </ul>`;
  }
}

define(PEOPLE_DIALOG, PeopleDialog);
