/** The status card: the statuses of one account in a row of round thumbnails, as in WhatsApp. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { DEFAULT_LIMIT } from "./constants";
import { showDialog } from "./dialogs";
import { formatAgo, formatDuration, formatViews, viewers } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { cardStyles, colors, thumbnailStyles } from "./styles";
import type { AccountState, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { Account, CardConfig, Status } from "./types";

export class StatusCard extends AccountCard<CardConfig> {
  static override styles = [colors, thumbnailStyles, cardStyles];

  @state() private overflowing = false;

  @query(".list") private list?: HTMLElement;

  private resizeObserver?: ResizeObserver;
  /** The one thumbnail that Tab reaches; arrow keys move it. */
  private focusable?: string;

  protected override subscribeOptions({ limit = DEFAULT_LIMIT, recent }: CardConfig): SubscribeOptions {
    return { limit, ...(recent ? { recent } : {}) };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizeObserver = new ResizeObserver(() => this.measure());
    this.resizeObserver.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizeObserver?.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("state") || changed.has("t")) this.measure();
  }

  /** Find out on which sides thumbnails are cut off; the list fades out there. */
  private readonly measure = (): void => {
    const { list } = this;
    if (!list) return;
    const scrollable = list.scrollWidth - list.clientWidth;
    // From right to left, scrollLeft is negative.
    const left = this.rtl ? scrollable + list.scrollLeft : list.scrollLeft;
    list.classList.toggle("before", left > 4);
    list.classList.toggle("after", scrollable - left > 4);
    this.overflowing = scrollable > 4;
  };

  protected override render(): TemplateResult {
    const { t, state } = this;
    if (t === undefined || state === undefined) {
      return html`<ha-card>
        <div class="head">
          <h2 class="title">${this.config?.title || "\u00a0"}</h2>
          ${t ? html`<span class="summary" role="status">${t("connecting")}</span>` : nothing}
        </div>
        ${this.skeleton(t)}
      </ha-card>`;
    }
    const { account } = state;
    const title = this.config!.title || account?.title || t("name");
    return html`
      <ha-card>
        <div class="head">
          <h2 class="title" title=${title}><bdi>${title}</bdi></h2>
          ${this.summary(t, state)}
        </div>
        ${this.body(t, state)}
      </ha-card>
      ${this.viewerElement(t, title, this.showViewers)}
    `;
  }

  private get showViewers(): boolean {
    return this.config!.show_viewers !== false;
  }

  /** Return what stands beside the title: what the statuses come to, or that these numbers are not up to date. */
  private summary(t: Translate, { account, statuses }: AccountState): TemplateResult | typeof nothing {
    if (this.connecting) return html`<span class="summary" role="status">${t("connecting")}</span>`;
    if (!account?.available) return nothing;
    if (!account.connected) {
      return html`<span class="offline" role="status" title=${t("offline_hint")}>${icon(ICONS.unlinked)}${t("offline")}</span>`;
    }
    if (statuses.length === 0) return nothing;
    const { active = 0, views = null, complete, total } = account;
    // Without the expired ones, `total` is the number of active statuses.
    const capped = statuses.length < active && total === active;
    const parts = [capped ? t("active_of", { shown: statuses.length, count: active }) : t("active", { count: active })];
    if (views !== null && this.showViewers) {
      const amount = t("views", { count: views });
      parts.push(complete ? amount : t("at_least", { amount }));
    }
    return html`<span class="summary">${parts.join(" · ")}</span>`;
  }

  private body(t: Translate, { account, error, statuses, changed }: AccountState): TemplateResult {
    if (error === "not_found" || account?.removed) {
      return this.message(ICONS.warning, t(error ?? "removed"), t("not_found_hint"), true);
    }
    if (error !== undefined) return this.message(ICONS.warning, t("error"), error, true);
    if (account?.disabled) return this.message(ICONS.offline, t("disabled"), t("disabled_hint"));
    if (!account?.available) return this.skeleton(t);
    const plus = account.may_post && this.config!.post !== false ? this.plus(t, account) : nothing;
    if (statuses.length === 0 && plus === nothing) return this.message(ICONS.image, t("empty"), t("empty_hint"));
    if (statuses.length === 0) {
      return html`<div class="list empty">
        ${plus}
        <div class="message" role="status">
          <div><p>${t("empty")}</p><p class="hint">${t("empty_hint")}</p></div>
        </div>
      </div>`;
    }
    const focusable = statuses.some((status) => status.status_id === this.focusable) ? this.focusable : statuses[0]!.status_id;
    const more = (account.total ?? 0) - statuses.length;
    return html`<div class="scroller">
      ${this.scrollButton("previous", t("scroll_back"))}
      <ul class="list" role="list" aria-label=${t("name")} @scroll=${this.measure} @keydown=${this.handleKey} @click=${this.handleClick}>
        ${plus === nothing ? nothing : html`<li>${plus}</li>`}
        ${repeat(
          statuses,
          (status) => status.status_id,
          (status) => this.status(t, status, changed.has(status.status_id), status.status_id === focusable),
        )}
        ${more > 0 ? html`<li><div class="more">${t("more", { count: more })}</div></li>` : nothing}
      </ul>
      ${this.scrollButton("next", t("scroll_on"))}
    </div>`;
  }

  /** Return the button that opens the composer. */
  private plus(t: Translate, account: Account): TemplateResult {
    return html`<button class="post" aria-haspopup="dialog" aria-label=${t("compose.plus_label")} @click=${() => this.compose(t, account)}>
      <div class="circle">${icon(ICONS.plus)}</div>
      <div class="viewers">${t("compose.plus")}</div>
      <div class="remaining">${t("compose.plus_hint")}</div>
    </button>`;
  }

  private compose(t: Translate, { config_entry_id, title }: Account): void {
    const load = (): Promise<unknown> =>
      import("./composer").catch((error: unknown) => {
        this.dispatchEvent(new CustomEvent("hass-notification", { detail: { message: t("reload") }, bubbles: true, composed: true }));
        throw error;
      });
    showDialog(this, "green-api-composer", load, { account: config_entry_id, title, t });
  }

  private skeleton(t?: Translate): TemplateResult {
    return html`<div class="list" aria-busy="true" aria-label=${t?.("loading") ?? nothing}>
      ${[0, 1, 2, 3].map((index) => html`<div class="skeleton" style="animation-delay:${index * 0.15}s"></div>`)}
    </div>`;
  }

  private message(path: string, text: string, hint: string, error = false): TemplateResult {
    return html`<div class="message ${error ? "error" : ""}" role=${error ? "alert" : "status"}>
      <div class="icon">${icon(path)}</div>
      <div><p>${text}</p><p class="hint">${hint}</p></div>
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

  private status(t: Translate, status: Status, changed: boolean, focusable: boolean): TemplateResult {
    const { language, now, showViewers } = this;
    const expired = status.expires_at <= now;
    const shownViews = formatViews(status, this.account?.counts_views ?? false, language);
    const remaining =
      status.state === "pending"
        ? t("compose.waiting")
        : status.state === "failed" && status.failure_reason === "not_published"
          ? t("compose.failed")
          : expired
            ? t("expired")
            : t("left", { time: formatDuration(status.expires_at - now, language) });
    const label = [
      t(`type.${status.type ?? "unknown"}`),
      (status.text ?? status.caption ?? "").slice(0, 120),
      t(`state.${status.state ?? "unknown"}`),
      showViewers && status.views !== null ? viewers(t, status) : "",
      formatAgo(now - status.posted_at, language),
      remaining,
    ];
    return html`<li>
      <button
        class="status ${status.state ?? "unknown"} ${expired ? "expired" : ""} ${changed ? "changed" : ""}"
        data-id=${status.status_id}
        tabindex=${focusable ? 0 : -1}
        aria-haspopup="dialog"
        aria-label=${label.filter(Boolean).join(", ")}
      >
        <div class="ring">${thumbnail(status)}<div class="badge">${stateIcon(status.state)}</div></div>
        ${showViewers
          ? html`<div class="viewers">
              ${shownViews === null ? nothing : html`${icon(ICONS.eye)}<bdi>${shownViews}</bdi>`}
            </div>`
          : nothing}
        <div class="remaining">${remaining}</div>
      </button>
    </li>`;
  }

  private handleClick(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>(".status");
    if (button?.dataset.id !== undefined) void this.open(button.dataset.id);
  }

  private handleKey(event: KeyboardEvent): void {
    const buttons = [...(this.list?.querySelectorAll<HTMLElement>(".status") ?? [])];
    const index = buttons.indexOf(event.target as HTMLElement);
    if (index < 0) return;
    const [forward, backward] = this.rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const targets = { [forward!]: index + 1, [backward!]: index - 1, Home: 0, End: buttons.length - 1 };
    const target = buttons[targets[event.key] ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    this.focusable = target.dataset.id;
    this.requestUpdate();
    target.focus();
  }

  protected override open(id: string): Promise<void> {
    this.focusable = id;
    return super.open(id);
  }

  /** Keep the thumbnail of the status in the viewer visible, for when the viewer is closed. */
  protected override handleShown(id: string): void {
    this.focusable = id;
    this.requestUpdate();
    const item = [...(this.list?.children ?? [])].find(
      ({ firstElementChild }) => (firstElementChild as HTMLElement | null)?.dataset.id === id,
    );
    item?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}
