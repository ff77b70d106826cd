/** The row of contacts inside of a status card: a circle for each, its ring in segments, what was not seen first. */

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { FeedCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import { CONTACTS_ROW, DEFAULT_LIMIT } from "./constants";
import { CONTACTS, contactName, countUnseen, firstUnseen, ring, viewerGroups, type ContactsState } from "./contacts";
import { define } from "./define";
import { formatAgo, formatTime } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";
import { line, message, Row, skeleton, type Notice } from "./row";
import { loadSeen, markSeen, SEEN_CONTACTS, unseenFirst } from "./seen";
import { cardStyles, colors, thumbnailStyles } from "./styles";
import type { Source, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { BaseStatus, CardConfig, Contact } from "./types";

const RING_WIDTH = 3;

export class ContactsRow extends FeedCard<CardConfig, ContactsState> {
  static override styles = [
    colors,
    thumbnailStyles,
    cardStyles,
    css`
      :host {
        height: auto;
      }
      .segments {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        fill: none;
        transform: rotate(-90deg);
      }
      .rtl .segments {
        transform: scaleX(-1) rotate(-90deg);
      }
      .segments .unseen {
        stroke: #1daa61;
      }
      .segments .seen {
        stroke: var(--disabled-text-color, #bdbdbd);
      }
      .ring::before {
        content: none;
      }
      .name {
        max-width: 100%;
        font-size: var(--ha-font-size-s, 12px);
        font-weight: 500;
        line-height: 16px;
        color: var(--primary-text-color);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .name.number {
        font-size: 11px;
        letter-spacing: -0.3px;
      }
      .status.seen .name {
        font-weight: 400;
      }
      .line .ring svg {
        stroke-width: 4;
      }
    `,
  ];

  @state() private seen: ReadonlySet<string> = new Set();

  private readonly row = new Row(this);

  protected override get source(): Source<ContactsState> {
    return CONTACTS;
  }

  protected override subscribeOptions(): SubscribeOptions {
    return {};
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Another card or another tab may have shown some meanwhile.
    if (changed.has("state") || changed.has("now")) this.seen = loadSeen(SEEN_CONTACTS);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("state") || changed.has("t")) this.row.observe();
  }

  private get contacts(): Contact[] {
    return unseenFirst(this.state?.contacts ?? [], (contact) => countUnseen(contact, this.seen) === 0);
  }

  private get isBelowOwn(): boolean {
    return this.config!.source === "both";
  }

  private heading(t?: Translate): string {
    if (this.isBelowOwn) return t?.("contacts") ?? "\u00a0";
    return this.config!.title || this.state?.account?.title || t?.("contacts") || "\u00a0";
  }

  protected override render(): TemplateResult {
    const { t, state, contacts } = this;
    // The account's own row says what is wrong with the account; who may see that row only sees it alone.
    if (this.isBelowOwn && state !== undefined && (this.isForbidden(state) || this.isGone(state))) return html``;
    if (this.config!.compact) return this.line(t, contacts);
    const title = this.heading(t);
    const heading = this.isBelowOwn
      ? html`<h3 class="title"><bdi>${title}</bdi></h3>`
      : html`<h2 class="title" title=${title}><bdi>${title}</bdi></h2>`;
    return html`<div class="head">${heading}${t ? this.summary(t, contacts) : nothing}</div>
      ${t === undefined || state === undefined ? skeleton(t) : this.body(t, state, contacts)}`;
  }

  private summary(t: Translate, contacts: Contact[]): TemplateResult | typeof nothing {
    // Below the account's own statuses, their row says it.
    if (this.connecting) return this.isBelowOwn ? nothing : html`<span class="summary" role="status">${t("connecting")}</span>`;
    const failing = this.failing(t);
    if (failing !== undefined && contacts.length > 0) {
      return html`<span class="offline" role="status" title=${t("offline_hint")}>${icon(ICONS.unlinked)}${failing}</span>`;
    }
    return contacts.length === 0 ? nothing : html`<span class="summary">${this.amounts(t, contacts)}</span>`;
  }

  /** Return since when they cannot be loaded. */
  private failing(t: Translate): string | undefined {
    const since = this.account?.failing_since;
    return since ? t("contacts.failing", { time: formatTime(since, this.hass, this.now) }) : undefined;
  }

  private amounts(t: Translate, contacts: Contact[]): string {
    const unseen = contacts.reduce((sum, contact) => sum + countUnseen(contact, this.seen), 0);
    const count = t("contacts.count", { count: contacts.length });
    return unseen > 0 ? `${count} · ${t("contacts.new", { count: unseen })}` : count;
  }

  private isGone({ account, error }: ContactsState): boolean {
    return error === "not_found" || account?.removed === true || account?.disabled === true;
  }

  /** Return whether the user may not see them; the permission may be taken away while the page is open. */
  private isForbidden({ account, enabled, error }: ContactsState): boolean {
    return error === "unauthorized" || (account !== undefined && !account.available && enabled);
  }

  /** Return what there is to say instead of contacts. */
  private notice(t: Translate, state: ContactsState): Notice | undefined {
    const { account, enabled, contacts, error } = state;
    if (error === "not_found" || account?.removed) {
      return { path: ICONS.warning, text: t(error ?? "removed"), hint: t("not_found_hint"), error: true };
    }
    if (this.isForbidden(state)) return { path: ICONS.person, text: t("contacts.unauthorized"), hint: t("contacts.unauthorized_hint") };
    if (error !== undefined) return { path: ICONS.warning, text: t("error"), hint: error, error: true };
    if (account?.disabled) return { path: ICONS.offline, text: t("disabled"), hint: t("disabled_hint") };
    if (!account?.available || contacts.length > 0) return undefined;
    if (!enabled) return { path: ICONS.person, text: t("contacts.off"), hint: t("contacts.off_hint") };
    const failing = this.failing(t);
    if (failing !== undefined) return { path: ICONS.unlinked, text: t("contacts.failed"), hint: `${failing}. ${t("contacts.failed_hint")}` };
    return { path: ICONS.person, text: t("contacts.empty"), hint: t("contacts.empty_hint") };
  }

  private body(t: Translate, state: ContactsState, contacts: Contact[]): TemplateResult {
    const notice = this.notice(t, state);
    if (notice !== undefined) return message(notice);
    if (contacts.length === 0) return skeleton(t);
    const shown = contacts.slice(0, this.config!.limit ?? DEFAULT_LIMIT);
    const focusable = this.row.focusableOf(shown.map(({ contact_id }) => contact_id));
    const more = contacts.length - shown.length;
    const { rtl } = this;
    const items = html`${repeat(
        shown,
        ({ contact_id }) => contact_id,
        (contact) => this.contact(t, contact, contact.contact_id === focusable, rtl),
      )}
      ${more > 0
        ? html`<li><button class="more" tabindex="-1" aria-haspopup="dialog">${t("more", { count: more })}</button></li>`
        : nothing}`;
    return this.row.render(t, t("contacts"), items, this.handleClick);
  }

  private contact(t: Translate, contact: Contact, focusable: boolean, rtl: boolean): TemplateResult {
    const { statuses } = contact;
    const latest = statuses.at(-1)!;
    const name = contactName(contact, t);
    const unseen = countUnseen(contact, this.seen);
    const ago = formatAgo(this.now - latest.posted_at, this.language);
    const label = [
      name,
      t("contacts.statuses", { count: statuses.length }),
      unseen > 0 ? t("contacts.new", { count: unseen }) : t("contacts.seen"),
      ago,
    ];
    const isIdle = this.config!.tap_action === "none";
    return html`<li>
      <button
        class="status ${unseen > 0 ? "" : "seen"}"
        data-id=${contact.contact_id}
        tabindex=${focusable ? 0 : -1}
        aria-haspopup=${isIdle ? nothing : "dialog"}
        aria-disabled=${isIdle ? "true" : nothing}
        aria-label=${label.join(", ")}
        title=${name}
      >
        <div class="ring ${rtl ? "rtl" : ""}">${this.segments(statuses)}${thumbnail(latest)}</div>
        <div class="name ${/\p{L}/u.test(name) ? "" : "number"}" dir="auto">${name}</div>
        <div class="remaining">${ago}</div>
      </button>
    </li>`;
  }

  private segments(statuses: BaseStatus[]): TemplateResult {
    const { offset, seen, unseen } = ring(statuses, this.seen);
    const circle = (name: string, dashes: string | null): TemplateResult | typeof nothing =>
      dashes === null
        ? nothing
        : svg`<circle
            class=${name}
            cx="38"
            cy="38"
            r=${38 - RING_WIDTH / 2}
            pathLength="100"
            stroke-dasharray=${dashes}
            stroke-dashoffset=${-offset}
          ></circle>`;
    return html`<svg class="segments" viewBox="0 0 76 76" stroke-width=${RING_WIDTH} aria-hidden="true">
      ${circle("seen", seen)}${circle("unseen", unseen)}
    </svg>`;
  }

  /** The compact card: the contact to see next, and what there is of all. */
  private line(t: Translate | undefined, contacts: Contact[]): TemplateResult {
    const { state } = this;
    const [first] = contacts;
    const notice = t && state ? this.notice(t, state) : undefined;
    const summary = (): string => {
      if (notice !== undefined) return notice.text;
      if (t === undefined) return "\u00a0";
      return first === undefined ? t("connecting") : (this.failing(t) ?? this.amounts(t, contacts));
    };
    const circle = html`<span class="ring ${this.rtl ? "rtl" : ""}">
      ${first
        ? html`${this.segments(first.statuses)}${thumbnail(first.statuses.at(-1)!)}`
        : html`<span class="thumbnail">${icon(notice?.path ?? ICONS.person)}</span>`}
    </span>`;
    const onClick = first === undefined || this.config!.tap_action === "none" ? undefined : () => this.act(first.contact_id);
    return line(circle, this.heading(t), summary(), notice?.hint, onClick);
  }

  private readonly handleClick = (event: Event): void => {
    const target = event.target as Element;
    const id = target.closest<HTMLElement>(".status")?.dataset.id;
    if (id !== undefined) this.act(id);
    else if (target.closest(".more")) this.openViewer(this.contacts[this.config!.limit ?? DEFAULT_LIMIT]!.contact_id);
  };

  /** Do what the card is to do when a contact is tapped. */
  private act(id: string): void {
    const { tap_action = "viewer", device_id } = this.config!;
    if (tap_action === "viewer") this.openViewer(id);
    else if (tap_action === "more-info") {
      const device = this.account && accountDevice(this.hass, this.account, device_id);
      const entityId = device && deviceEntities(this.hass, device).get("sensor.contact_statuses");
      if (entityId) this.dispatchEvent(new CustomEvent("hass-more-info", { detail: { entityId }, bubbles: true, composed: true }));
    }
  }

  private openViewer(id: string): void {
    const { state, t, contacts, seen } = this;
    const contact = contacts.find(({ contact_id }) => contact_id === id);
    if (contact === undefined || state === undefined || t === undefined) return;
    this.row.focusable = id;
    void this.showViewer({
      at: contact.statuses[firstUnseen(contact.statuses, seen)]!.status_id,
      t,
      state,
      source: CONTACTS,
      subscribe: this.subscriptionOptions!,
      groups: (current) => viewerGroups(current.contacts, contacts, id, seen, t),
      start: ({ statuses }) => firstUnseen(statuses, loadSeen(SEEN_CONTACTS)),
      autoplay: this.config!.autoplay !== false,
      onShown: (statusId, contactId) => {
        markSeen(SEEN_CONTACTS, statusId);
        this.row.reveal(contactId);
      },
      onClosed: () => {
        this.seen = loadSeen(SEEN_CONTACTS);
        if (this.contacts[0]?.contact_id !== contacts[0]!.contact_id) this.row.restart();
      },
    });
  }
}

define(CONTACTS_ROW, ContactsRow);
