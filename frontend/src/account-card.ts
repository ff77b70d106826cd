/** What the cards of one account have in common: its subscription, the texts, a clock, and the viewer. */

import { LitElement, html, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";

import { loadTranslate, type Translate } from "./i18n";
import { Subscription, type AccountState, type SubscribeOptions } from "./subscription";
import type { Account, AccountConfig, Connection, HomeAssistant, Status } from "./types";
import type { StatusViewer } from "./viewer";

const CLOCK_MS = 30_000;

export abstract class AccountCard<Config extends AccountConfig> extends LitElement {
  @state() protected config?: Config;
  @state() protected t?: Translate;
  @state() protected state?: AccountState;
  @state() protected now = Date.now() / 1000;
  @state() private viewerLoaded = false;

  @query("green-api-status-viewer") private viewer?: StatusViewer;

  private current?: HomeAssistant;
  protected language = "";
  private subscription?: Subscription;
  private subscribedConnection?: Connection;
  private subscribedOptions = "";
  private clock?: number;
  private visible?: boolean;

  /** What to subscribe to, apart from the account. */
  protected abstract subscribeOptions(config: Config): SubscribeOptions;

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

  setConfig(config: Config): void {
    this.config = config;
    this.subscribe();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.now = Date.now() / 1000;
    this.clock = window.setInterval(() => {
      if (!document.hidden) this.now = Date.now() / 1000;
    }, CLOCK_MS);
    this.subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.clock);
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
    const { device_id, config_entry_id } = this.config;
    const options = {
      ...(device_id ? { device_id } : config_entry_id ? { config_entry_id } : {}),
      ...this.subscribeOptions(this.config),
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

  protected get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  /** Return the account while its numbers hold. */
  protected get account(): Account | undefined {
    return this.state?.account?.available ? this.state.account : undefined;
  }

  /** Return whether nothing is known of the account yet, and there is nothing wrong with it either. */
  protected get connecting(): boolean {
    const { state } = this;
    if (state === undefined) return true;
    return state.error === undefined && !state.account?.available && !state.account?.removed && !state.account?.disabled;
  }

  /** The statuses among which the viewer moves. */
  protected get viewable(): Status[] {
    return this.state?.statuses ?? [];
  }

  /** Dashboards leave no gap for a card that says it is hidden. */
  protected setVisible(value: boolean): void {
    if (value === this.visible) return;
    this.visible = value;
    this.dispatchEvent(new CustomEvent("card-visibility-changed", { detail: { value }, bubbles: true, composed: true }));
  }

  protected viewerElement(t: Translate, heading: string, showViewers = true): TemplateResult | typeof nothing {
    if (!this.viewerLoaded) return nothing;
    return html`<green-api-status-viewer
      .hass=${this.current}
      .t=${t}
      .now=${this.now}
      .heading=${heading}
      .statuses=${this.viewable}
      .countsViews=${this.state?.account?.counts_views ?? false}
      .showViewers=${showViewers}
      @status-shown=${(event: CustomEvent<string>) => this.handleShown(event.detail)}
    ></green-api-status-viewer>`;
  }

  protected handleShown(_id: string): void {
    // Only the card with thumbnails in a row follows.
  }

  protected async open(id: string): Promise<void> {
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
}
