/** The status card: the statuses of one account in a row of round thumbnails, as in WhatsApp. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { DEFAULT_LIMIT } from "./constants";
import { formatAgo, formatDuration, formatNumber } from "./format";
import { loadTranslate, type Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { cardStyles, colors } from "./styles";
import { Subscription, type AccountState } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { CardConfig, Connection, HomeAssistant, Status } from "./types";
import type { StatusViewer } from "./viewer";

const CLOCK_MS = 30_000;

export class StatusCard extends LitElement {
  static override styles = [colors, cardStyles];

  @state() private config?: CardConfig;
  @state() private t?: Translate;
  @state() private state?: AccountState;
  @state() private now = Date.now() / 1000;
  @state() private overflowing = false;
  @state() private viewerLoaded = false;

  @query(".list") private list?: HTMLElement;
  @query("green-api-status-viewer") private viewer?: StatusViewer;

  private current?: HomeAssistant;
  private language = "";
  private subscription?: Subscription;
  private subscribedConnection?: Connection;
  private subscribedOptions = "";
  private clock?: number;
  private resizeObserver?: ResizeObserver;
  /** The one thumbnail that Tab reaches; arrow keys move it. */
  private focusable?: string;

  /** Home Assistant sets this with every change of any state, so only relevant changes cause an update. */
  @property({ attribute: false })
  set hass(hass: HomeAssistant) {
    const before = this.current;
    this.current = hass;
    const language = hass.locale?.language ?? hass.language;
    if (language !== this.language) void this.setLanguage(language);
    if (before?.connection !== hass.connection) this.subscribe();
    if (before?.locale !== hass.locale) this.requestUpdate();
  }

  get hass(): HomeAssistant {
    return this.current!;
  }

  setConfig(config: CardConfig): void {
    this.config = config;
    this.subscribe();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = Date.now() / 1000;
    this.clock = window.setInterval(() => {
      if (!document.hidden) this.now = Date.now() / 1000;
    }, CLOCK_MS);
    this.resizeObserver = new ResizeObserver(() => this.measure());
    this.resizeObserver.observe(this);
    this.subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.clock);
    this.resizeObserver?.disconnect();
    this.subscription?.stop();
    this.subscription = undefined;
  }

  private async setLanguage(language: string): Promise<void> {
    this.language = language;
    try {
      const translate = await loadTranslate(language);
      if (language === this.language) this.t = translate;
    } catch {
      // The texts stay in the language they were in.
    }
  }

  /** Subscribe, unless there is a subscription with the same options on the same connection. */
  private subscribe(): void {
    if (!this.isConnected || this.current === undefined || this.config === undefined) return;
    const { connection } = this.current;
    const { device_id, config_entry_id, limit = DEFAULT_LIMIT, recent } = this.config;
    const options = {
      ...(device_id ? { device_id } : config_entry_id ? { config_entry_id } : {}),
      limit,
      ...(recent ? { recent } : {}),
    };
    const optionsKey = JSON.stringify(options);
    const sameOptions = optionsKey === this.subscribedOptions;
    if (this.subscription !== undefined && connection === this.subscribedConnection && sameOptions) return;
    this.subscription?.stop();
    if (!sameOptions) this.state = undefined;
    this.subscribedConnection = connection;
    this.subscribedOptions = optionsKey;
    this.subscription = new Subscription(connection, options, (state) => {
      this.now = Date.now() / 1000;
      this.state = state;
    });
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

  private get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  protected override render(): TemplateResult {
    const { t, state } = this;
    if (t === undefined || state === undefined) {
      return html`<ha-card>
        <div class="head"><h2 class="title">${this.config?.title || "\u00a0"}</h2></div>
        <div class="list" aria-busy="true" aria-label=${t?.("loading") ?? nothing}>
          ${[0, 1, 2, 3].map((index) => html`<div class="skeleton" style="animation-delay:${index * 0.15}s"></div>`)}
        </div>
      </ha-card>`;
    }
    const { account } = state;
    const title = this.config!.title || account?.title || t("name");
    return html`
      <ha-card>
        <div class="head">
          <h2 class="title" title=${title}><bdi>${title}</bdi></h2>
          ${account?.available && state.statuses.length
            ? html`<span class="summary">${this.summary(t, account.active ?? 0, account.views ?? null)}</span>`
            : nothing}
          ${account?.available && !account.connected
            ? html`<span class="offline" role="status" title=${t("offline_hint")}>${icon(ICONS.unlinked)}${t("offline")}</span>`
            : nothing}
        </div>
        ${this.body(t, state)}
      </ha-card>
      ${this.viewerLoaded
        ? html`<green-api-status-viewer
            .hass=${this.current}
            .t=${t}
            .now=${this.now}
            .heading=${title}
            .statuses=${state.statuses}
            .showViewers=${this.showViewers}
            @status-shown=${this.scrollToStatus}
          ></green-api-status-viewer>`
        : nothing}
    `;
  }

  private get showViewers(): boolean {
    return this.config!.show_viewers !== false;
  }

  private summary(t: Translate, active: number, views: number | null): string {
    const parts = [t("active", { count: active })];
    if (views !== null && this.showViewers) parts.push(t("views", { count: views }));
    return parts.join(" · ");
  }

  private body(t: Translate, { account, error, statuses, changed }: AccountState): TemplateResult {
    if (error === "not_found" || account?.removed) {
      return this.message(ICONS.warning, t(error ?? "removed"), t("not_found_hint"), true);
    }
    if (error !== undefined) return this.message(ICONS.warning, t("error"), error, true);
    if (account?.disabled) return this.message(ICONS.offline, t("disabled"), t("disabled_hint"));
    if (!account?.available) return this.message(ICONS.offline, t("connecting"), t("connecting_hint"));
    if (statuses.length === 0) return this.message(ICONS.image, t("empty"), t("empty_hint"));
    const focusable = statuses.some((status) => status.status_id === this.focusable) ? this.focusable : statuses[0]!.status_id;
    const more = (account.total ?? 0) - statuses.length;
    return html`<div class="scroller">
      ${this.scrollButton("previous", t("scroll_back"))}
      <ul class="list" role="list" aria-label=${t("name")} @scroll=${this.measure} @keydown=${this.handleKey} @click=${this.handleClick}>
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
    const remaining = expired ? t("expired") : t("left", { time: formatDuration(status.expires_at - now, language) });
    const label = [
      t(`type.${status.type ?? "unknown"}`),
      (status.text ?? status.caption ?? "").slice(0, 120),
      t(`state.${status.state ?? "unknown"}`),
      showViewers && status.views !== null ? t("viewers", { count: status.views }) : "",
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
              ${status.views === null ? nothing : html`${icon(ICONS.eye)}${formatNumber(status.views, language)}`}
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

  private async open(id: string): Promise<void> {
    this.focusable = id;
    if (!this.viewerLoaded) {
      try {
        await import("./viewer");
      } catch {
        const detail = { message: this.t!("reload") };
        this.dispatchEvent(new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }));
        return;
      }
      this.viewerLoaded = true;
      await this.updateComplete;
    }
    this.viewer?.open(id);
  }

  /** Keep the thumbnail of the status in the viewer visible, for when the viewer is closed. */
  private scrollToStatus(event: CustomEvent<string>): void {
    this.focusable = event.detail;
    this.requestUpdate();
    const item = [...(this.list?.children ?? [])].find(
      ({ firstElementChild }) => (firstElementChild as HTMLElement | null)?.dataset.id === event.detail,
    );
    item?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}
