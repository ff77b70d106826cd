/** The past year, month by month, from Home Assistant's own long-term statistics. */

import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";

import { YEAR_CHART } from "./constants";
import { define } from "./define";
import { formatMonth, formatNumber } from "./format";
import type { Translate } from "./i18n";
import { colors } from "./styles";
import type { HomeAssistant } from "./types";
import { type Month, type Statistics, yearMonths } from "./year";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The ids of the sensors; null where there is none. */
export interface YearEntities {
  views: string | null;
  statuses: string | null;
  usual: string | null;
}

export class YearChart extends LitElement {
  static override styles = [
    colors,
    css`
      :host {
        display: block;
      }
      h4,
      p {
        margin: 0;
        font-weight: inherit;
        font-size: var(--ha-font-size-s, 12px);
        line-height: 16px;
        color: var(--secondary-text-color);
      }
      .part {
        display: flex;
        flex-direction: column;
        gap: 8px;
        margin-top: 18px;
      }
      .months {
        position: relative;
        display: flex;
        gap: 4px;
      }
      .month {
        flex: 1;
        min-width: 0;
        max-width: 56px;
        text-align: center;
      }
      .bar {
        display: flex;
        align-items: flex-end;
        height: 56px;
        border-bottom: 1px solid var(--divider-color);
      }
      .bar i {
        flex: 1;
        min-height: 2px;
        border-radius: 4px 4px 0 0;
        background: var(--ga-read);
        opacity: 0.55;
      }
      .chosen .bar i {
        opacity: 1;
      }
      .month span {
        display: block;
        overflow: hidden;
        font-size: 11px;
        line-height: 18px;
        white-space: nowrap;
        color: var(--secondary-text-color);
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        margin: 0;
        appearance: none;
        background: none;
        cursor: pointer;
        touch-action: pan-y;
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 1px;
        height: 56px;
      }
      input::-moz-range-thumb {
        width: 1px;
        border: 0;
        background: none;
      }
      input:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: 3px;
        border-radius: 4px;
      }
    `,
  ];

  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) t!: Translate;
  @property({ attribute: false }) entities!: YearEntities;

  @state() private months: Month[] = [];
  @state() private chosen?: number;

  private loadedFor = "";

  protected override shouldUpdate(changed: PropertyValues): boolean {
    // Home Assistant sets `hass` with every change of any state.
    return !(changed.size === 1 && changed.has("hass")) || this.loadedFor === "";
  }

  protected override willUpdate(): void {
    const { views, statuses, usual } = this.entities;
    const key = [views, statuses, usual].join();
    if (key === this.loadedFor) return;
    this.loadedFor = key;
    void this.load(key);
  }

  private async load(key: string): Promise<void> {
    const { views, statuses, usual } = this.entities;
    const ids = [views, statuses, usual].filter((id) => id !== null);
    try {
      const statistics = await this.hass.callWS<Statistics>({
        type: "recorder/statistics_during_period",
        start_time: new Date(Date.now() - YEAR_MS).toISOString(),
        statistic_ids: ids,
        period: "month",
        types: ["change", "mean"],
      });
      if (key === this.loadedFor) this.months = yearMonths(statistics, views, statuses, usual);
    } catch {
      // Without the recorder there is no year to show.
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { months, t, chosen } = this;
    if (months.length < 2) return nothing;
    const most = Math.max(1, ...months.map(({ views }) => views));
    const reading = chosen === undefined ? this.total() : this.reading(months[chosen]!);
    return html`<div class="part">
      <h4>${t("insights.year")}</h4>
      <div class="months">
        ${months.map(
          ({ start, views }, index) => html`<div class="month ${index === chosen ? "chosen" : ""}" aria-hidden="true">
            <div class="bar"><i style="height:${(views / most) * 100}%"></i></div>
            <span>${formatMonth(start, this.hass, "short")}</span>
          </div>`,
        )}
        <input
          type="range"
          min="0"
          max=${months.length - 1}
          .value=${String(chosen ?? months.length - 1)}
          aria-label=${t("insights.year_read")}
          aria-valuetext=${this.reading(months[chosen ?? months.length - 1]!)}
          @input=${(event: Event) => (this.chosen = Number((event.target as HTMLInputElement).value))}
          @click=${this.handlePointer}
          @pointermove=${(event: PointerEvent) => event.pointerType === "mouse" && this.handlePointer(event)}
          @pointerleave=${(event: PointerEvent) => event.pointerType === "mouse" && (this.chosen = undefined)}
          @blur=${() => (this.chosen = undefined)}
        />
      </div>
      <p aria-hidden="true">${reading}</p>
    </div>`;
  }

  /** The thumb of a range is not where the bars are: what was pointed at decides. */
  private readonly handlePointer = (event: MouseEvent): void => {
    const bars = [...this.renderRoot.querySelectorAll(".month")];
    const at = bars.findIndex((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return event.clientX >= left - 2 && event.clientX <= right + 2;
    });
    this.chosen = at < 0 ? undefined : at;
  };

  private reading({ start, views, statuses, usual }: Month): string {
    const { t } = this;
    return [
      formatMonth(start, this.hass, "long"),
      t("views", { count: views }),
      statuses === null ? "" : t("insights.statuses", { count: statuses }),
      usual === null ? "" : t("insights.month_usual", { median: formatNumber(usual, this.hass.language) }),
    ]
      .filter(Boolean)
      .join(" · ");
  }

  private total(): string {
    const { months, t } = this;
    const sum = (values: (number | null)[]): number => values.reduce<number>((all, value) => all + (value ?? 0), 0);
    return [
      t("views", { count: sum(months.map(({ views }) => views)) }),
      months.some(({ statuses }) => statuses !== null)
        ? t("insights.statuses", { count: sum(months.map(({ statuses }) => statuses)) })
        : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

define(YEAR_CHART, YearChart);
