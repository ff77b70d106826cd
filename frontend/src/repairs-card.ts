/** The open repairs of the integration; the card is hidden while there are none. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { openIssues, type Issue } from "./accounts";
import { DOMAIN, repairsHeight } from "./constants";
import { loadTranslate, type Translate } from "./i18n";
import type { Connection, HomeAssistant } from "./types";

interface RepairsConfig {
  /** How many there were when the dashboard was generated: the room to keep until they are loaded. */
  open?: number;
}

export class RepairsCard extends LitElement {
  static override styles = css`
    ha-card {
      overflow: hidden;
    }
    a {
      color: var(--primary-color);
      font-weight: 500;
      white-space: nowrap;
    }
  `;

  @state() private issues?: Issue[];
  @state() private t?: Translate;
  private reserved = 0;
  private current?: HomeAssistant;
  private language = "";
  private subscribedConnection?: Connection;
  private unsubscribe?: () => Promise<void>;

  @property({ attribute: false })
  set hass(hass: HomeAssistant) {
    this.current = hass;
    void this.subscribe();
    const language = hass.locale?.language ?? hass.language;
    if (language === this.language) return;
    this.language = language;
    loadTranslate(language).then(
      (translate) => (this.t = translate),
      () => undefined,
    );
  }

  get hass(): HomeAssistant {
    return this.current!;
  }

  setConfig({ open }: RepairsConfig): void {
    this.reserved = open ?? 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.subscribe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private stop(): void {
    this.unsubscribe?.().catch(() => undefined);
    this.unsubscribe = undefined;
    this.subscribedConnection = undefined;
  }

  /** Load the issues, and again whenever they change; do nothing while subscribed to the same connection. */
  private async subscribe(): Promise<void> {
    const connection = this.current?.connection;
    if (!this.isConnected || connection === undefined || connection === this.subscribedConnection) return;
    this.stop();
    this.subscribedConnection = connection;
    await this.hass.loadBackendTranslation?.("issues", DOMAIN);
    await this.load();
    try {
      const unsubscribe = await connection.subscribeEvents(() => void this.load(), "repairs_issue_registry_updated");
      if (connection === this.subscribedConnection) this.unsubscribe = unsubscribe;
      else unsubscribe().catch(() => undefined);
    } catch {
      // Only admins may subscribe to this event; others see the issues of the moment the page was opened.
    }
  }

  private async load(): Promise<void> {
    this.issues = await openIssues(this.hass);
    const value = this.issues.length > 0;
    // Dashboards leave no gap for a card that says it is hidden.
    this.dispatchEvent(new CustomEvent("card-visibility-changed", { detail: { value }, bubbles: true, composed: true }));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { t, issues } = this;
    if (t === undefined || issues === undefined) return html`<div style="height:${repairsHeight(this.reserved)}px"></div>`;
    if (issues.length === 0) return nothing;
    return html`<ha-card>
      ${issues.map((issue) => {
        const title = this.hass.localize(
          `component.${DOMAIN}.issues.${issue.translation_key ?? issue.issue_id}.title`,
          issue.translation_placeholders ?? {},
        );
        // The alert takes its direction from its title.
        return html`<ha-alert alert-type=${issue.severity === "warning" ? "warning" : "error"} .title=${title || t("repairs")}>
          ${this.hass.user?.is_admin === false ? nothing : html`<a slot="action" href="/config/repairs">${t("repairs.open")}</a>`}
        </ha-alert>`;
      })}
    </ha-card>`;
  }
}
