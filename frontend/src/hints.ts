/** What Home Assistant's repairs say about the accounts; nothing at all while they say nothing. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { DOMAIN } from "./editor";
import { translator } from "./i18n";
import type { HomeAssistant } from "./types";

interface Issue {
  domain: string;
  issue_id: string;
  ignored: boolean;
  severity: string | null;
  translation_key: string | null;
  translation_placeholders: Record<string, string> | null;
}

export class HintsCard extends LitElement {
  static override styles = css`
    :host {
      display: block;
    }
    :host([hidden]) {
      display: none;
    }
    ha-card {
      overflow: hidden;
    }
    a {
      color: var(--primary-color);
      font-weight: 500;
      white-space: nowrap;
    }
  `;

  /** Home Assistant would take a hidden card off the page, where it hears of nothing. */
  readonly connectedWhileHidden = true;

  @state() private issues: Issue[] = [];
  private current?: HomeAssistant;
  private unsubscribe?: () => Promise<void>;

  @property({ attribute: false })
  set hass(hass: HomeAssistant) {
    const first = this.current === undefined;
    this.current = hass;
    if (first && this.isConnected) void this.follow();
  }

  get hass(): HomeAssistant {
    return this.current!;
  }

  setConfig(): void {
    // There is nothing to choose.
  }

  getCardSize(): number {
    return 1;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: "full", rows: "auto" };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hidden = this.issues.length === 0;
    if (this.current !== undefined) void this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.().catch(() => undefined);
    this.unsubscribe = undefined;
  }

  private async follow(): Promise<void> {
    const { hass } = this;
    await hass.loadBackendTranslation?.("issues", DOMAIN);
    await this.load();
    try {
      const unsubscribe = await hass.connection.subscribeEvents(
        () => void this.load(),
        "repairs_issue_registry_updated",
      );
      if (this.isConnected && this.unsubscribe === undefined) this.unsubscribe = unsubscribe;
      else unsubscribe().catch(() => undefined);
    } catch {
      // Who may not listen sees what there was when the page was opened.
    }
  }

  private async load(): Promise<void> {
    try {
      const { issues } = await this.hass.callWS<{ issues: Issue[] }>({ type: "repairs/list_issues" });
      this.issues = issues.filter((issue) => issue.domain === DOMAIN && !issue.ignored);
    } catch {
      this.issues = [];
    }
    const hidden = this.issues.length === 0;
    if (hidden !== this.hidden) {
      this.hidden = hidden;
      // Sections leave the room of a card free until they are told that it is hidden.
      this.dispatchEvent(new CustomEvent("card-visibility-changed", { detail: { value: !hidden }, bubbles: true, composed: true }));
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.issues.length === 0 || this.current === undefined) return nothing;
    const t = translator(this.current.locale?.language ?? this.current.language);
    return html`<ha-card>
      ${this.issues.map((issue) => {
        const title = this.hass.localize(
          `component.${DOMAIN}.issues.${issue.translation_key ?? issue.issue_id}.title`,
          issue.translation_placeholders ?? {},
        );
        return html`<ha-alert alert-type=${issue.severity === "warning" ? "warning" : "error"}>
          ${title || t("hints")}
          ${this.hass.user?.is_admin === false ? nothing : html`<a slot="action" href="/config/repairs">${t("hints.open")}</a>`}
        </ha-alert>`;
      })}
    </ha-card>`;
  }
}
