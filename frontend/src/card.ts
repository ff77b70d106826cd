/** The card: the statuses of one account as people know them from their phone. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { cardForm, suggestConfig } from "./editor";
import { face } from "./face";
import { Subscription, type Feed } from "./feed";
import { formatAgo, formatDuration, formatNumber } from "./format";
import { translator, type Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { cardStyles, colors } from "./styles";
import type { CardConfig, HomeAssistant, Status } from "./types";
import type { StatusViewer } from "./viewer";

const DEFAULT_LIMIT = 30;
const CLOCK_MS = 30_000;

export class StatusCard extends LitElement {
  static override styles = [colors, cardStyles];

  static getConfigForm = cardForm;
  static getStubConfig = suggestConfig;

  @state() private config?: CardConfig;
  @state() private feed?: Feed;
  @state() private now = Date.now() / 1000;
  @state() private overflowing = false;
  @property({ attribute: false }) preview = false;

  @query(".row") private row?: HTMLElement;
  @query("green-api-status-viewer") private viewer?: StatusViewer;

  private current?: HomeAssistant;
  private language = "en";
  private t: Translate = translator("en");
  private subscription?: Subscription;
  private subscribed = "";
  private clock?: number;
  private sizes?: ResizeObserver;
  private reachable?: string;
  private opened = false;

  /** Home Assistant sets this with every state that changes anywhere: hardly any of it is news here. */
  @property({ attribute: false })
  set hass(hass: HomeAssistant) {
    const before = this.current;
    this.current = hass;
    const language = hass.locale?.language ?? hass.language;
    if (before?.connection !== hass.connection) this.follow();
    if (language !== this.language || before?.locale !== hass.locale) {
      if (language !== this.language || before === undefined) {
        this.language = language;
        this.t = translator(language);
      }
      this.requestUpdate();
    }
  }

  get hass(): HomeAssistant {
    return this.current!;
  }

  setConfig(config: CardConfig): void {
    const limit = config.limit ?? DEFAULT_LIMIT;
    if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new Error("limit: 1 – 200");
    this.config = { ...config, limit };
    this.follow();
  }

  getCardSize(): number {
    return 3;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: 12, rows: "auto", min_columns: 4, min_rows: 2 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = Date.now() / 1000;
    this.clock = window.setInterval(() => {
      if (!document.hidden) this.now = Date.now() / 1000;
    }, CLOCK_MS);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this);
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.clock);
    this.sizes?.disconnect();
    this.subscription?.stop();
    this.subscription = undefined;
    this.subscribed = "";
  }

  /** Subscribe to what the configuration asks for, unless that is done already. */
  private follow(): void {
    if (!this.isConnected || this.current === undefined || this.config === undefined) return;
    const { device_id, config_entry_id, limit, recent } = this.config;
    const request = {
      ...(device_id ? { device_id } : config_entry_id ? { config_entry_id } : {}),
      limit,
      ...(recent ? { recent } : {}),
    };
    const wanted = JSON.stringify(request);
    if (this.subscription !== undefined && wanted === this.subscribed) return;
    this.subscription?.stop();
    this.feed = undefined;
    this.subscribed = wanted;
    this.subscription = new Subscription(this.current.connection, request, (feed) => {
      this.now = Date.now() / 1000;
      this.feed = feed;
    });
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("feed")) this.measure();
  }

  /** Find out on which sides there is more than can be seen; it fades out there. */
  private readonly measure = (): void => {
    const row = this.row;
    if (!row) return;
    const room = row.scrollWidth - row.clientWidth;
    // Where one reads from the right, the way to the left counts negative.
    const rtl = row.scrollLeft < 0 || getComputedStyle(row).direction === "rtl";
    const left = rtl ? room + row.scrollLeft : row.scrollLeft;
    row.classList.toggle("before", left > 4);
    row.classList.toggle("after", room - left > 4);
    this.overflowing = room > 4;
  };

  protected override render(): TemplateResult | typeof nothing {
    if (this.config === undefined || this.current === undefined) return nothing;
    const { t, feed } = this;
    const account = feed?.account;
    const title = this.config.title || account?.title || t("name");
    return html`
      <ha-card>
        <div class="head">
          <h2 class="title" title=${title}><bdi>${title}</bdi></h2>
          ${account?.available && feed?.statuses.length
            ? html`<span class="sum">${this.summary(account.active ?? 0, account.views ?? null)}</span>`
            : nothing}
          ${account?.available && !account.connected
            ? html`<span class="offline" role="status" title=${t("offline_hint")}>${icon(ICONS.unlinked)}${t("offline")}</span>`
            : nothing}
        </div>
        ${this.body()}
      </ha-card>
      ${this.opened
        ? html`<green-api-status-viewer
            .hass=${this.current}
            .t=${t}
            .now=${this.now}
            .account=${account}
            .title_=${title}
            .statuses=${feed?.statuses ?? []}
            .showViewers=${this.config.show_viewers !== false}
            @walked=${this.reveal}
          ></green-api-status-viewer>`
        : nothing}
    `;
  }

  private summary(active: number, views: number | null): string {
    const parts = [this.t("up", { count: active })];
    if (views !== null && this.config!.show_viewers !== false) parts.push(this.t("views", { count: views }));
    return parts.join(" · ");
  }

  private body(): TemplateResult {
    const { t, feed } = this;
    if (feed === undefined) {
      return html`<div class="row" aria-busy="true" aria-label=${t("loading")}>
        ${[0, 1, 2, 3].map((at) => html`<div class="skeleton" style="animation-delay:${at * 0.15}s"></div>`)}
      </div>`;
    }
    if (feed.error === "not_found" || feed.account?.removed) {
      return this.message(ICONS.warning, t(feed.error ?? "removed"), t("not_found_hint"), true);
    }
    if (feed.error !== undefined) return this.message(ICONS.warning, t("error"), feed.error, true);
    if (!feed.account?.available) return this.message(ICONS.offline, t("unavailable"), t("unavailable_hint"));
    if (feed.statuses.length === 0) return this.message(ICONS.image, t("empty"), t("empty_hint"));
    return this.statuses(feed);
  }

  private message(path: string, text: string, hint: string, error = false): TemplateResult {
    return html`<div class="message ${error ? "error" : ""}" role=${error ? "alert" : "status"}>
      <div class="sign">${icon(path)}</div>
      <div><p>${text}</p><p class="hint">${hint}</p></div>
    </div>`;
  }

  private statuses(feed: Feed): TemplateResult {
    const { t } = this;
    const reachable = feed.statuses.some((status) => status.status_id === this.reachable)
      ? this.reachable
      : feed.statuses[0]!.status_id;
    const more = (feed.account?.total ?? 0) - feed.statuses.length;
    return html`<div class="shelf">
      ${this.scrollButton("back", t("scroll_back"))}
      <ul class="row" role="list" aria-label=${t("name")} @scroll=${this.measure} @keydown=${this.handleKey} @click=${this.handleClick}>
        ${repeat(
          feed.statuses,
          (status) => status.status_id,
          (status) => this.thumbnail(status, feed.fresh.has(status.status_id), status.status_id === reachable),
        )}
        ${more > 0 ? html`<li><div class="more">${t("more", { count: more })}</div></li>` : nothing}
      </ul>
      ${this.scrollButton("on", t("scroll_on"))}
    </div>`;
  }

  private scrollButton(way: "back" | "on", label: string): TemplateResult {
    const rtl = getComputedStyle(this).direction === "rtl";
    const path = (way === "on") === rtl ? ICONS.left : ICONS.right;
    return html`<button
      class="scroll ${way} ${this.overflowing ? "useful" : ""}"
      tabindex="-1"
      aria-hidden="true"
      title=${label}
      @click=${() => {
        const step = (this.row?.clientWidth ?? 0) * 0.8 * (way === "on" ? 1 : -1) * (rtl ? -1 : 1);
        this.row?.scrollBy({ left: step });
      }}
    >
      ${icon(path)}
    </button>`;
  }

  private thumbnail(status: Status, fresh: boolean, reachable: boolean): TemplateResult {
    const { t, language, now } = this;
    const expired = status.expires_at <= now;
    const left = expired ? t("expired") : t("left", { time: formatDuration(status.expires_at - now, language) });
    const viewers = this.config!.show_viewers !== false;
    return html`<li>
      <button
        class="status ${status.state ?? "unknown"} ${expired ? "expired" : ""} ${fresh ? "fresh" : ""}"
        data-id=${status.status_id}
        tabindex=${reachable ? 0 : -1}
        aria-haspopup="dialog"
        aria-label=${this.label(status, left, viewers)}
      >
        <div class="ring">${face(status)}<div class="badge">${stateIcon(status.state)}</div></div>
        ${viewers
          ? html`<div class="viewers">
              ${status.views === null ? nothing : html`${icon(ICONS.eye)}${formatNumber(status.views, language)}`}
            </div>`
          : nothing}
        <div class="left">${left}</div>
      </button>
    </li>`;
  }

  private label(status: Status, left: string, viewers: boolean): string {
    const { t, language, now } = this;
    return [
      t(`type.${status.type ?? "unknown"}`),
      (status.text ?? status.caption ?? "").slice(0, 120),
      t(`state.${status.state ?? "unknown"}`),
      viewers && status.views !== null ? t("viewers", { count: status.views }) : "",
      formatAgo(now - status.posted_at, language),
      left,
    ]
      .filter(Boolean)
      .join(", ");
  }

  private handleClick(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>(".status");
    if (button?.dataset.id !== undefined) void this.open(button.dataset.id);
  }

  private handleKey(event: KeyboardEvent): void {
    const buttons = [...(this.row?.querySelectorAll<HTMLElement>(".status") ?? [])];
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const onwards = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backwards = onwards === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const to = { [onwards]: at + 1, [backwards]: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    const target = to === undefined ? undefined : buttons[to];
    if (target === undefined) return;
    event.preventDefault();
    this.reachable = target.dataset.id;
    this.requestUpdate();
    target.focus();
  }

  private async open(id: string): Promise<void> {
    this.reachable = id;
    if (!this.opened) {
      this.opened = true;
      this.requestUpdate();
      await this.updateComplete;
    }
    this.viewer?.open(id);
  }

  /** Keep the thumbnail of what the viewer shows in sight, for when it is closed. */
  private reveal(event: CustomEvent<string>): void {
    this.reachable = event.detail;
    this.requestUpdate();
    const found = [...(this.row?.children ?? [])].find(
      (item) => item.querySelector<HTMLElement>(".status")?.dataset.id === event.detail,
    );
    found?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}
