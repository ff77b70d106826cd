/** What the cards of one account have in common: a subscription, the texts, a clock, and how the viewer is opened. */

import { LitElement } from "lit";
import { property, state } from "lit/decorators.js";

import { VIEWER_DIALOG } from "./constants";
import { showDialog } from "./dialogs";
import { loadTranslate, type Translate } from "./i18n";
import { Feed, STATUSES, type AccountState, type FeedState, type Source, type SubscribeOptions } from "./subscription";
import type { Account, AccountConfig, HomeAssistant } from "./types";
import type { ViewerOptions } from "./viewer";

const CLOCK_MS = 30_000;

/** Shows what one feed knows of an account. */
export abstract class FeedCard<Config extends AccountConfig, State extends FeedState> extends LitElement {
  @state() protected config?: Config;
  @state() protected t?: Translate;
  @state() protected state?: State;
  @state() protected now = Date.now() / 1000;

  private current?: HomeAssistant;
  protected language = "";
  private feed?: Feed<State>;
  private clock?: number;
  private visible?: boolean;

  protected abstract get source(): Source<State>;

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
    this.feed?.stop();
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

  protected get subscriptionOptions(): SubscribeOptions | undefined {
    if (this.config === undefined) return undefined;
    const { device_id, config_entry_id } = this.config;
    return {
      ...(device_id ? { device_id } : config_entry_id ? { config_entry_id } : {}),
      ...this.subscribeOptions(this.config),
    };
  }

  private subscribe(): void {
    const options = this.subscriptionOptions;
    if (options === undefined) this.feed?.stop();
    if (!this.isConnected || this.current === undefined || options === undefined) return;
    this.feed ??= new Feed(this.source);
    this.feed.follow(this.current.connection, options, (state) => {
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

  protected showViewer(options: ViewerOptions<State>): Promise<void> {
    return this.show(VIEWER_DIALOG, () => import("./viewer"), options);
  }

  /** Show a dialog, or say that the page has to be reloaded where its module is gone. */
  protected async show(tag: string, load: () => Promise<unknown>, options: unknown): Promise<void> {
    try {
      await showDialog(this, tag, load, options);
    } catch {
      const detail = { message: this.t!("reload") };
      this.dispatchEvent(new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }));
    }
  }

  /** Dashboards leave no gap for a card that says it is hidden. */
  protected setVisible(value: boolean): void {
    if (value === this.visible) return;
    this.visible = value;
    this.dispatchEvent(new CustomEvent("card-visibility-changed", { detail: { value }, bubbles: true, composed: true }));
  }
}

/** Shows the account's own statuses. */
export abstract class AccountCard<Config extends AccountConfig> extends FeedCard<Config, AccountState> {
  protected override get source(): Source<AccountState> {
    return STATUSES;
  }

  /** Open the viewer at a status, or at the first one that is not on the card. */
  protected async open(at?: string): Promise<void> {
    const { state, t } = this;
    if (state === undefined || t === undefined) return;
    const heading = state.account?.title ?? t("name");
    await this.showViewer({
      at,
      t,
      state,
      source: STATUSES,
      subscribe: this.subscriptionOptions!,
      groups: ({ statuses }) => [{ id: "own", heading, statuses }],
      ...this.viewerOptions(at),
    });
  }

  /** What the viewer does otherwise than usual. */
  protected viewerOptions(_at?: string): Partial<ViewerOptions<AccountState>> {
    return {};
  }
}
