/** The status card: the statuses of one account in a row of round thumbnails, as in WhatsApp. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import type { ComposerOptions } from "./composer";
import { COMPOSER_DIALOG, DEFAULT_LIMIT, MAX_LIMIT } from "./constants";
import { formatAgo, formatAmount, formatDuration, formatTime, formatViews, viewers } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { loadSeen, markSeen, unseenFirst } from "./seen";
import { cardStyles, colors, thumbnailStyles } from "./styles";
import type { AccountState, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { Account, CardConfig, HomeAssistant, Status, TapAction } from "./types";
import type { ViewerOptions } from "./viewer";

interface Notice {
  path: string;
  text: string;
  hint: string;
  error?: boolean;
}

export class StatusCard extends AccountCard<CardConfig> {
  static override styles = [colors, thumbnailStyles, cardStyles];

  @state() private overflowing = false;

  @query(".list") private list?: HTMLElement;

  private resizeObserver?: ResizeObserver;
  /** The one thumbnail that Tab reaches; arrow keys move it. */
  private focusable?: string;
  private seen: ReadonlySet<string> = new Set();
  private sorted?: { from: Status[]; seen: ReadonlySet<string>; statuses: Status[] };

  /** The cards of the accounts, if there are several: each is one of these inside of this one. */
  private rows: StatusCard[] = [];

  override setConfig(config: CardConfig): void {
    const { accounts = [], device_id, ...others } = config;
    const devices = [...new Set([...(device_id ? [device_id] : []), ...accounts])];
    this.rows = devices.length < 2 ? [] : devices.map((id) => this.row({ ...others, title: "", device_id: id }));
    if (config.unseen_first) this.seen = loadSeen();
    super.setConfig(devices.length === 1 ? { ...others, device_id: devices[0]! } : config);
  }

  private row(config: CardConfig): StatusCard {
    const row = document.createElement(this.localName) as StatusCard;
    row.toggleAttribute("nested", true);
    row.setConfig(config);
    if (this.hass) row.hass = this.hass;
    return row;
  }

  override set hass(hass: HomeAssistant) {
    super.hass = hass;
    for (const row of this.rows) row.hass = hass;
  }

  override get hass(): HomeAssistant {
    return super.hass;
  }

  protected override get subscriptionOptions(): SubscribeOptions | undefined {
    return this.rows.length > 0 ? undefined : super.subscriptionOptions;
  }

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
    // Measured before it is painted: at this moment, a dashboard may not show the card yet.
    if (this.list && (changed.has("state") || changed.has("t"))) this.resizeObserver?.observe(this.list);
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

  private get statuses(): Status[] {
    const { state, seen, sorted } = this;
    const statuses = state?.statuses ?? [];
    if (!this.config?.unseen_first) return statuses;
    if (sorted?.from !== statuses || sorted.seen !== seen) {
      this.sorted = { from: statuses, seen, statuses: unseenFirst(statuses, seen) };
    }
    return this.sorted!.statuses;
  }

  protected override render(): TemplateResult {
    const { rows, t, state } = this;
    if (rows.length > 0) {
      const { title, compact } = this.config!;
      return html`<ha-card class="all ${compact ? "narrow" : ""}">
        ${title ? html`<div class="head"><h2 class="title"><bdi>${title}</bdi></h2></div>` : nothing}${rows}
      </ha-card>`;
    }
    if (this.config?.compact) return this.line();
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
    `;
  }

  private get showViewers(): boolean {
    return this.config!.show_viewers !== false;
  }

  /** Return what stands beside the title: the numbers of the statuses, or that they are not up to date. */
  private summary(t: Translate, { account, statuses }: AccountState): TemplateResult | typeof nothing {
    if (this.connecting) return html`<span class="summary" role="status">${t("connecting")}</span>`;
    if (!account?.available) return nothing;
    if (!account.connected) {
      return html`<span class="offline" role="status" title=${t("offline_hint")}>${icon(ICONS.unlinked)}${this.offline(t, account)}</span>`;
    }
    if (statuses.length === 0 || !account.active) return nothing;
    return html`<span class="summary">${this.amounts(t, account, statuses.length)}</span>`;
  }

  private offline(t: Translate, { failing_since }: Account): string {
    return failing_since ? t("no_answer_since", { time: formatTime(failing_since, this.hass, this.now) }) : t("offline");
  }

  /** Return the numbers of the statuses. */
  private amounts(t: Translate, account: Account, shown: number): string {
    const { active = 0, views = null, complete } = account;
    const capped = shown < active && !this.config!.recent;
    const parts = [capped ? t("active_of", { shown, count: active }) : t("active", { count: active })];
    if (views !== null && this.showViewers) {
      parts.push(complete ? t("views", { count: views }) : t("views_least", { amount: formatAmount(views, false, this.language) }));
    }
    return parts.join(" · ");
  }

  /** Return what there is to say instead of statuses. */
  private notice(t: Translate, { account, error, statuses }: AccountState): Notice | undefined {
    if (error === "not_found" || account?.removed) {
      return { path: ICONS.warning, text: t(error ?? "removed"), hint: t("not_found_hint"), error: true };
    }
    if (error !== undefined) return { path: ICONS.warning, text: t("error"), hint: error, error: true };
    if (account?.disabled) return { path: ICONS.offline, text: t("disabled"), hint: t("disabled_hint") };
    if (account?.available && statuses.length === 0) return { path: ICONS.image, text: t("empty"), hint: t("empty_hint") };
    return undefined;
  }

  private body(t: Translate, state: AccountState): TemplateResult {
    const { account, changed } = state;
    const notice = this.notice(t, state);
    const plus = account?.available && account.may_post && this.config!.post !== false ? this.plus(t, account) : nothing;
    if (notice !== undefined) return this.message(notice, plus);
    if (!account?.available) return this.skeleton(t);
    const { statuses } = this;
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
        ${more > 0
          ? html`<li><button class="more" tabindex="-1" aria-haspopup="dialog">${t("more", { count: more })}</button></li>`
          : nothing}
      </ul>
      ${this.scrollButton("next", t("scroll_on"))}
    </div>`;
  }

  /** Return the button that opens the composer. */
  private plus(t: Translate, account: Account): TemplateResult {
    return html`<button class="post" aria-haspopup="dialog" @click=${() => this.compose(t, account)}>
      <div class="circle">${icon(ICONS.plus)}</div>
      <div class="name">${t("compose.plus")}</div>
      <div class="remaining">${t("compose.plus_hint")}</div>
    </button>`;
  }

  private compose(t: Translate, { config_entry_id, title }: Account): void {
    const options = { account: config_entry_id, title, t } satisfies ComposerOptions;
    void this.show(COMPOSER_DIALOG, () => import("./composer"), options);
  }

  private skeleton(t?: Translate): TemplateResult {
    return html`<div class="list" aria-busy="true" aria-label=${t?.("loading") ?? nothing}>
      ${[0, 1, 2, 3].map((index) => html`<div class="skeleton" style="animation-delay:${index * 0.15}s"></div>`)}
    </div>`;
  }

  private message({ path, text, hint, error = false }: Notice, plus: TemplateResult | typeof nothing): TemplateResult {
    return html`<div class="message ${error ? "error" : ""}" role=${error ? "alert" : "status"}>
      ${plus === nothing ? html`<div class="icon">${icon(path)}</div>` : plus}
      <div><p>${text}</p><p class="hint">${hint}</p></div>
    </div>`;
  }

  /** The compact card: the status to see next, and the numbers of all. */
  private line(): TemplateResult {
    const { t, state } = this;
    const [first] = this.statuses;
    const account = state?.account;
    const notice = t && state ? this.notice(t, state) : undefined;
    const title = this.config!.title || account?.title || t?.("name") || "\u00a0";
    const summary = (): string => {
      if (notice !== undefined) return notice.text;
      if (t === undefined) return "\u00a0";
      if (this.connecting || !account) return t("connecting");
      return account.connected ? this.amounts(t, account, this.statuses.length) : this.offline(t, account);
    };
    const content = html`<span class="ring ${first?.state ?? "unknown"} ${first ? "" : "none"}">
        ${first ? thumbnail(first) : html`<span class="thumbnail">${icon(notice?.path ?? ICONS.image)}</span>`}
      </span>
      <span class="words">
        <span class="title"><bdi>${title}</bdi></span>
        <span class="summary" role="status" title=${notice?.hint ?? nothing}>${summary()}</span>
      </span>`;
    return html`<ha-card class="compact ${notice?.error ? "error" : ""}">
      ${first === undefined || this.tapAction === "none"
        ? html`<div class="line">${content}</div>`
        : html`<button class="line" aria-haspopup="dialog" @click=${() => this.act(first.status_id)}>${content}</button>`}
    </ha-card>`;
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
    const unseen = !this.config!.unseen_first || !this.seen.has(status.status_id);
    const shownViews = formatViews(status, this.account?.counts_views ?? false, language);
    const remaining = status.waiting
      ? t("compose.waiting")
      : status.failure_reason === "not_published"
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
        class="status ${status.state ?? "unknown"} ${expired ? "expired" : ""} ${changed ? "changed" : ""} ${unseen ? "" : "seen"}"
        data-id=${status.status_id}
        tabindex=${focusable ? 0 : -1}
        aria-haspopup=${this.tapAction === "none" ? nothing : "dialog"}
        aria-disabled=${this.tapAction === "none" ? "true" : nothing}
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

  private get tapAction(): TapAction {
    return this.config?.tap_action ?? "viewer";
  }

  private handleClick(event: Event): void {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>(".status");
    if (button?.dataset.id !== undefined) this.act(button.dataset.id);
    else if (target.closest(".more")) void this.open();
  }

  /** Do what the card is to do when a status is tapped. */
  private act(id: string): void {
    if (this.tapAction === "viewer") void this.open(id);
    else if (this.tapAction === "more-info") this.showDetails();
  }

  private showDetails(): void {
    const device = this.account && accountDevice(this.hass, this.account, this.config!.device_id);
    const entityId = device && deviceEntities(this.hass, device).get("sensor.latest_status");
    if (entityId) this.dispatchEvent(new CustomEvent("hass-more-info", { detail: { entityId }, bubbles: true, composed: true }));
  }

  private handleKey(event: KeyboardEvent): void {
    const buttons = [...(this.list?.querySelectorAll<HTMLElement>(".status, .more") ?? [])];
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

  protected override open(at?: string): Promise<void> {
    if (at !== undefined) this.focusable = at;
    return super.open(at);
  }

  protected override viewerOptions(at?: string): Partial<ViewerOptions> {
    const { title, autoplay, unseen_first } = this.config!;
    const { seen } = this;
    return {
      ...(title ? { heading: title } : {}),
      // What is left out on the card is not left out there.
      ...(at === undefined ? { subscribe: { ...this.subscriptionOptions, limit: MAX_LIMIT } } : {}),
      ...(unseen_first ? { sort: (statuses: Status[]) => unseenFirst(statuses, seen) } : {}),
      autoplay: autoplay !== false,
      showViewers: this.showViewers,
      onShown: (id) => this.handleShown(id),
      onClosed: () => {
        if (unseen_first) this.seen = loadSeen();
        this.requestUpdate();
      },
    };
  }

  /** Keep the thumbnail of the status in the viewer visible, for when the viewer is closed. */
  private handleShown(id: string): void {
    if (this.config?.unseen_first) markSeen(id);
    this.focusable = id;
    this.requestUpdate();
    const item = [...(this.list?.children ?? [])].find(
      ({ firstElementChild }) => (firstElementChild as HTMLElement | null)?.dataset.id === id,
    );
    item?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}
