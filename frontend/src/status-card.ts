/** The status card: the statuses of one account in a row of round thumbnails, as in WhatsApp; those of its contacts in another. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import type { ComposerOptions } from "./composer";
import { COMPOSER_DIALOG, CONTACTS_ROW, DEFAULT_LIMIT, MAX_LIMIT, SOURCES } from "./constants";
import { formatAgo, formatAmount, formatDuration, formatTime, formatViews, viewers } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { line, message, Row, skeleton, type Notice } from "./row";
import { loadSeen, markSeen, SEEN_OWN, unseenFirst } from "./seen";
import { cardStyles, colors, thumbnailStyles } from "./styles";
import type { AccountState, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { Account, CardConfig, HomeAssistant, Status, TapAction } from "./types";
import type { ViewerOptions } from "./viewer";

type CardPart = HTMLElement & { hass: HomeAssistant; setConfig(config: CardConfig): void };

export class StatusCard extends AccountCard<CardConfig> {
  static override styles = [colors, thumbnailStyles, cardStyles];

  /** Whether the module with the row of contacts is gone, as after an update. */
  @state() private outdated = false;

  private readonly row = new Row(this);
  private seen: ReadonlySet<string> = new Set();
  private sorted?: { from: Status[]; seen: ReadonlySet<string>; statuses: Status[] };

  /** What this card consists of, if that is more than one row of its own: cards like this one, and rows of contacts. */
  private parts?: CardPart[];

  override setConfig(config: CardConfig): void {
    const { accounts = [], device_id, source = SOURCES[0], ...others } = config;
    const devices = [...new Set([...(device_id ? [device_id] : []), ...accounts])];
    const only = devices.length === 1 ? { ...others, device_id: devices[0]! } : config;
    this.parts = undefined;
    this.outdated = false;
    if (devices.length > 1) {
      this.parts = devices.map((id) => this.createPart(this.localName, { ...others, source, title: "", device_id: id }));
    } else if (source !== "own") {
      this.parts = source === "both" ? [this.createPart(this.localName, { ...only, source: "own" })] : [];
      void this.addContacts(this.parts, { ...only, source });
    }
    if (config.unseen_first) this.seen = loadSeen(SEEN_OWN);
    super.setConfig({ ...only, source });
  }

  private createPart(tag: string, config: CardConfig): CardPart {
    const part = document.createElement(tag) as CardPart;
    part.toggleAttribute("nested", true);
    part.setConfig(config);
    if (this.hass) part.hass = this.hass;
    return part;
  }

  /** Add the row of contacts, whose code is loaded by the cards that show them. */
  private async addContacts(parts: CardPart[], config: CardConfig): Promise<void> {
    try {
      await import("./contacts-row");
    } catch {
      this.outdated = true;
      return;
    }
    parts.push(this.createPart(CONTACTS_ROW, config));
    this.requestUpdate();
  }

  override set hass(hass: HomeAssistant) {
    super.hass = hass;
    for (const part of this.parts ?? []) part.hass = hass;
  }

  override get hass(): HomeAssistant {
    return super.hass;
  }

  protected override get subscriptionOptions(): SubscribeOptions | undefined {
    return this.parts ? undefined : super.subscriptionOptions;
  }

  protected override subscribeOptions({ limit = DEFAULT_LIMIT, recent }: CardConfig): SubscribeOptions {
    return { limit, ...(recent ? { recent } : {}) };
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("state") || changed.has("t")) this.row.observe();
  }

  private get statuses(): Status[] {
    const { state, seen, sorted } = this;
    const statuses = state?.statuses ?? [];
    if (!this.config?.unseen_first) return statuses;
    if (sorted?.from !== statuses || sorted.seen !== seen) {
      this.sorted = { from: statuses, seen, statuses: unseenFirst(statuses, ({ status_id }) => seen.has(status_id)) };
    }
    return this.sorted!.statuses;
  }

  protected override render(): TemplateResult {
    const { parts, t, state } = this;
    if (parts) return this.all(parts);
    if (this.config?.compact) return this.line();
    if (t === undefined || state === undefined) {
      return html`<ha-card>
        <div class="head">
          <h2 class="title">${this.config?.title || "\u00a0"}</h2>
          ${t ? html`<span class="summary" role="status">${t("connecting")}</span>` : nothing}
        </div>
        ${skeleton(t)}
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

  private all(parts: CardPart[]): TemplateResult {
    const { t, outdated } = this;
    const { accounts, compact, title } = this.config!;
    return html`<ha-card class="all ${compact ? "narrow" : ""}">
      ${accounts && title ? html`<div class="head"><h2 class="title"><bdi>${title}</bdi></h2></div>` : nothing}${parts}
      ${outdated && t ? message({ path: ICONS.warning, text: t("reload"), hint: "", error: true }) : nothing}
    </ha-card>`;
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
    if (notice !== undefined) return message(notice, plus);
    if (!account?.available) return skeleton(t);
    const { statuses } = this;
    const focusable = this.row.focusableOf(statuses.map(({ status_id }) => status_id));
    const more = (account.total ?? 0) - statuses.length;
    const items = html`${plus === nothing ? nothing : html`<li>${plus}</li>`}
      ${repeat(
        statuses,
        (status) => status.status_id,
        (status) => this.status(t, status, changed.has(status.status_id), status.status_id === focusable),
      )}
      ${more > 0
        ? html`<li><button class="more" tabindex="-1" aria-haspopup="dialog">${t("more", { count: more })}</button></li>`
        : nothing}`;
    return this.row.render(t, t("name"), items, this.handleClick);
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
    const ring = html`<span class="ring ${first?.state ?? "unknown"} ${first ? "" : "none"}">
      ${first ? thumbnail(first) : html`<span class="thumbnail">${icon(notice?.path ?? ICONS.image)}</span>`}
    </span>`;
    const onClick = first === undefined || this.tapAction === "none" ? undefined : () => this.act(first.status_id);
    return html`<ha-card class="compact ${notice?.error ? "error" : ""}">
      ${line(ring, title, summary(), notice?.hint, onClick)}
    </ha-card>`;
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

  private readonly handleClick = (event: Event): void => {
    const target = event.target as Element;
    const button = target.closest<HTMLElement>(".status");
    if (button?.dataset.id !== undefined) this.act(button.dataset.id);
    else if (target.closest(".more")) void this.open();
  };

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

  protected override open(at?: string): Promise<void> {
    if (at !== undefined) this.row.focusable = at;
    return super.open(at);
  }

  protected override viewerOptions(at?: string): Partial<ViewerOptions<AccountState>> {
    const { title, autoplay, unseen_first } = this.config!;
    const { seen } = this;
    const heading = title || this.state!.account?.title || this.t!("name");
    const sort = (statuses: Status[]): Status[] =>
      unseen_first ? unseenFirst(statuses, ({ status_id }) => seen.has(status_id)) : statuses;
    return {
      groups: ({ statuses }) => [{ id: "own", heading, statuses: sort(statuses) }],
      // What is left out on the card is not left out there.
      ...(at === undefined ? { subscribe: { ...this.subscriptionOptions, limit: MAX_LIMIT } } : {}),
      autoplay: autoplay !== false,
      showViewers: this.showViewers,
      onShown: (id) => this.handleShown(id),
      onClosed: () => {
        const [first] = this.statuses;
        if (unseen_first) this.seen = loadSeen(SEEN_OWN);
        this.requestUpdate();
        if (this.statuses[0]?.status_id !== first?.status_id) this.row.restart();
      },
    };
  }

  /** Keep the thumbnail of the status in the viewer visible, for when the viewer is closed. */
  private handleShown(id: string): void {
    if (this.config?.unseen_first) markSeen(SEEN_OWN, id);
    this.row.reveal(id);
  }
}
