/** The insights card: how the newest statuses do against the usual, when to post, and what was seen most. */

import { css, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import { CONTENT_SUFFIX, INSIGHTS_CARD, INSIGHTS_HEIGHT } from "./constants";
import { define } from "./define";
import { formatChange, formatDuration, formatHour, formatNumber, formatPercent, formatTime, formatWeekday } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, typeIcon } from "./icons";
import {
  HOURS,
  MIN_STATUSES,
  WEEKDAYS,
  finishedStatuses,
  linePath,
  nextCell,
  statusPoints,
  ticks,
  usualPaths,
  weekMap,
  type Cell,
  type Point,
  type Scale,
} from "./insights";
import { colors, thumbnailStyles } from "./styles";
import type { AccountState, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { ViewerOptions } from "./viewer";
import "./year-chart";
import type { YearEntities } from "./year-chart";
import type { Insights, InsightsConfig, InsightsItem, Spread, Status, StatusType } from "./types";

const HOUR = 60 * 60;
const WIDTH = 480;
const HEIGHT = 200;
const AGES = [1, 3, 6, 12, 24];
/** Views change with every count; so often, in seconds, they are asked for at most. */
const PAUSE = 60;
/** Links to pictures expire after a day. */
const MAX_AGE = 6 * HOUR;

export class InsightsCard extends AccountCard<InsightsConfig> {
  static override styles = [
    colors,
    thumbnailStyles,
    css`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        height: 100%;
        box-sizing: border-box;
        padding: 12px 16px 8px;
        overflow: hidden;
        container-type: inline-size;
        color: var(--primary-text-color);
        font-size: var(--ha-font-size-m, 14px);
        line-height: 20px;
      }
      .waiting {
        min-height: var(--height);
      }
      .pulse {
        height: 190px;
        margin-top: 52px;
        border-radius: 8px;
        background: var(--secondary-background-color, #e5e5e5);
        animation: pulse 1.4s ease-in-out infinite alternate;
      }
      h2,
      h3,
      h4,
      p {
        margin: 0;
        font-weight: inherit;
        font-size: inherit;
        overflow-wrap: anywhere;
      }
      .head {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: 12px;
        min-height: 30px;
      }
      h2 {
        padding-top: 2px;
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 22px;
      }
      .note,
      .legend,
      h4,
      .label {
        font-size: var(--ha-font-size-s, 12px);
        line-height: 16px;
        color: var(--secondary-text-color);
      }
      .newest {
        display: flex;
        gap: 6px;
        margin: -5px 0 0;
        padding: 0;
        border: 0;
      }
      .newest label {
        position: relative;
        width: 36px;
        height: 36px;
        border-radius: 50%;
        cursor: pointer;
      }
      .newest input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .thumbnail {
        inset: 3px;
        pointer-events: none;
      }
      .thumbnail svg {
        width: 18px;
        height: 18px;
      }
      .thumbnail .text {
        padding: 0 2px;
        font-size: 6px;
      }
      .newest label:has(:checked) {
        box-shadow: inset 0 0 0 2px var(--ga-read);
      }
      .newest label:has(:focus-visible) {
        outline: 2px solid var(--primary-color);
        outline-offset: 1px;
      }
      .status {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-top: 4px;
      }
      h3 {
        min-width: 0;
        font-weight: var(--ha-font-weight-medium, 500);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
        text-align: -webkit-match-parent;
        text-align: match-parent;
      }
      .change {
        flex: none;
        display: inline-flex;
        align-items: center;
        gap: 4px;
        padding: 0 8px;
        border-radius: 10px;
        font-size: var(--ha-font-size-s, 12px);
        font-weight: 500;
        line-height: 20px;
        color: var(--primary-text-color);
        background: var(--secondary-background-color, #e5e5e5);
      }
      .change.above {
        background: rgba(18, 168, 122, 0.18);
      }
      .change svg {
        width: 14px;
        height: 14px;
        color: var(--secondary-text-color);
      }
      .change.above svg {
        color: #12a87a;
      }
      .note {
        min-height: 16px;
      }
      .chart {
        position: relative;
        height: 190px;
        margin: 12px 10px 22px 0;
        padding-inline-start: 34px;
      }
      .plot {
        position: relative;
        height: 100%;
      }
      .plot svg {
        display: block;
        width: 100%;
        height: 100%;
        overflow: visible;
      }
      .plot path {
        fill: none;
        stroke-linecap: round;
        stroke-linejoin: round;
        vector-effect: non-scaling-stroke;
      }
      .plot .grid {
        stroke: var(--divider-color, #e0e0e0);
        stroke-width: 1px;
      }
      .plot .band {
        fill: var(--ga-read);
        opacity: 0.14;
      }
      .plot .median {
        stroke: var(--secondary-text-color);
        stroke-width: 1.5px;
        stroke-dasharray: 4 4;
      }
      .plot .line {
        stroke: var(--ga-read);
        stroke-width: 3px;
      }
      .plot .at {
        stroke: var(--secondary-text-color);
        stroke-width: 1px;
      }
      .dot {
        position: absolute;
        width: 10px;
        height: 10px;
        margin: 0 0 -5px -5px;
        border-radius: 50%;
        background: var(--ga-read);
        pointer-events: none;
      }
      .tick {
        position: absolute;
        font-size: 11px;
        line-height: 14px;
        color: var(--secondary-text-color);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
        unicode-bidi: plaintext;
        pointer-events: none;
      }
      .tick.y {
        right: calc(100% + 6px);
        margin-bottom: -7px;
      }
      .tick.x {
        top: calc(100% + 5px);
        transform: translateX(-50%);
      }
      .scrub {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        appearance: none;
        background: none;
        cursor: crosshair;
        touch-action: pan-y;
      }
      .scrub::-webkit-slider-thumb {
        appearance: none;
        width: 1px;
        height: 1px;
      }
      .scrub::-moz-range-thumb {
        width: 1px;
        height: 1px;
        border: 0;
        background: none;
      }
      .scrub::-moz-range-track {
        background: none;
      }
      .scrub:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: 3px;
        border-radius: 4px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        column-gap: 14px;
        min-height: 16px;
      }
      .legend span {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .legend i {
        width: 16px;
        border-top: 3px solid var(--ga-read);
      }
      .legend .usual {
        border-top: 2px dashed var(--secondary-text-color);
      }
      .legend .half {
        height: 10px;
        border: 0;
        border-radius: 2px;
        background: var(--ga-read);
        opacity: 0.2;
      }
      .parts {
        display: grid;
        gap: 18px 24px;
        margin-top: 16px;
      }
      @container (max-width: 300px) {
        .newest {
          gap: 2px;
        }
        .newest label {
          width: 32px;
          height: 32px;
        }
      }
      @container (min-width: 420px) {
        .parts {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .part {
        display: flex;
        flex-direction: column;
        gap: 6px;
        min-width: 0;
      }
      .part + .part {
        margin-top: 16px;
      }
      h4 strong {
        font-weight: 500;
        color: var(--primary-text-color);
      }
      table.map {
        width: 100%;
        border-collapse: separate;
        border-spacing: 2px;
        table-layout: fixed;
      }
      .map th {
        padding: 0;
        font-size: 11px;
        line-height: 14px;
        font-weight: 400;
        color: var(--secondary-text-color);
        white-space: nowrap;
      }
      .map thead th {
        font-size: 10px;
      }
      /* "12 PM" is wider than a column. */
      .map.twelve thead th:nth-child(odd) span {
        visibility: hidden;
      }
      .map thead th:first-child {
        width: 44px;
      }
      .map tbody th {
        text-align: start;
      }
      .map td {
        height: 19px;
        padding: 0;
        border-radius: 4px;
      }
      .map tbody td:empty {
        background: rgba(127, 127, 127, 0.07);
      }
      .map button {
        position: relative;
        display: block;
        width: 100%;
        height: 100%;
        border-radius: 4px;
        overflow: hidden;
      }
      .map button::before {
        content: "";
        position: absolute;
        inset: 0;
        background: var(--ga-read);
        opacity: var(--level);
      }
      .map button[aria-pressed="true"] {
        box-shadow: inset 0 0 0 2px var(--primary-text-color);
      }
      button:focus-visible,
      a:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: 1px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .row {
        display: grid;
        grid-template-columns: 36px minmax(0, 1fr) auto;
        align-items: center;
        gap: 2px 10px;
        width: 100%;
        min-height: 44px;
        text-align: start;
        border-radius: 8px;
      }
      .types .row {
        grid-template-columns: 20px minmax(0, 1fr) auto;
        min-height: 30px;
      }
      .types svg {
        width: 18px;
        height: 18px;
        color: var(--secondary-text-color);
      }
      @media (hover: hover) {
        button.row:hover {
          background: color-mix(in srgb, var(--primary-text-color) 4%, transparent);
        }
      }
      .picture {
        position: relative;
        width: 36px;
        height: 36px;
      }
      .name {
        display: block;
        font-size: 13px;
        line-height: 18px;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
        text-align: -webkit-match-parent;
        text-align: match-parent;
      }
      .number {
        font-size: 13px;
        font-variant-numeric: tabular-nums;
      }
      .bar {
        display: block;
        height: 6px;
        border-radius: 3px;
        background: var(--secondary-background-color, #e5e5e5);
        overflow: hidden;
      }
      .bar i {
        display: block;
        height: 100%;
        border-radius: 3px;
        background: var(--ga-read);
      }
      .part.weeks {
        flex-direction: row;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        font-size: 13px;
      }
      .message {
        padding: 4px 0 12px;
        color: var(--secondary-text-color);
      }
    `,
  ];

  @state() private insights?: Insights;
  @state() private failed = false;
  /** The status whose curve the user wants to see. */
  @state() private selected?: string;
  /** The hours since posting that are pointed at. */
  @state() private hour?: number;
  @state() private cell?: Cell;

  @query(".map [aria-pressed=true]") private pressed?: HTMLElement;

  private loadedAt = 0;
  /** The account and the numbers that the insights were loaded for. */
  private loadedFor = "";
  private loadedNumbers = "";

  protected override subscribeOptions(): SubscribeOptions {
    return { limit: 0 };
  }

  /** The viewer shows what is listed here, which no subscription follows. */
  protected override viewerOptions(): Partial<ViewerOptions<AccountState>> {
    return { state: { ...this.state!, statuses: this.insights?.listed ?? [] }, subscribe: undefined };
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("state") || changed.has("now")) void this.load();
    // Home Assistant makes its columns meanwhile: beside another card, it would jump there from below.
    this.setVisible(!this.config?.hide_empty || (this.account !== undefined && (this.insights?.newest.length ?? 0) > 0));
  }

  /** Load the insights, again when numbers have changed. */
  private async load(): Promise<void> {
    const { account } = this;
    if (account === undefined) return;
    const { config_entry_id, active, views, total_statuses, total_views, compared, usual_views } = account;
    const numbers = JSON.stringify([active, views, total_statuses, total_views, compared, usual_views]);
    const now = Date.now() / 1000;
    const age = now - this.loadedAt;
    if (config_entry_id === this.loadedFor) {
      if (age < PAUSE || (numbers === this.loadedNumbers && !this.failed && age < MAX_AGE)) return;
    } else {
      this.insights = undefined;
    }
    this.loadedFor = config_entry_id;
    this.loadedNumbers = numbers;
    this.loadedAt = now;
    try {
      const insights = await this.hass.callWS<Insights>({ type: "green_api/insights", config_entry_id });
      if (config_entry_id !== this.loadedFor) return;
      this.insights = insights;
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  protected override render(): TemplateResult {
    const { t, insights } = this;
    const title = this.config?.title || t?.("insights") || "\u00a0";
    const waiting = t === undefined || this.connecting || (insights === undefined && this.account !== undefined && !this.failed);
    return html`<ha-card aria-busy=${waiting} class=${waiting ? "waiting" : ""} style="--height:${INSIGHTS_HEIGHT}px">
        <div class="head">
          <h2><bdi>${title}</bdi></h2>
          ${waiting || insights === undefined ? nothing : this.newest(t, insights)}
        </div>
        ${waiting ? html`<div class="pulse"></div>` : this.content(t, insights)}
      </ha-card>`;
  }

  private content(t: Translate, insights: Insights | undefined): TemplateResult {
    if (this.account === undefined || insights === undefined) {
      return html`<p class="message">${t(this.account === undefined ? "activity.gone" : "insights.failed")}</p>`;
    }
    if (insights.newest.length === 0) return html`<p class="message">${t("insights.empty")}</p>`;
    const finished = finishedStatuses(insights);
    return html`${this.status(t, insights)}
      ${insights.usual_curve.length > 0 ? nothing : html`<p class="message">${this.missing(t, MIN_STATUSES - finished)}</p>`}
      ${finished < MIN_STATUSES
        ? nothing
        : html`<div class="parts">
            <div>${this.week(t, insights)} ${this.types(t, insights)}</div>
            <div>${this.top(t, insights)} ${this.weeks(t, insights)}</div>
          </div>`}
      ${this.year(t)}`;
  }

  /** Say why there is no usual. */
  private missing(t: Translate, count: number): string {
    if (!this.account!.counts_views) return t("insights.not_counted");
    return count > 0 ? `${t("insights.few", { count })} ${t("insights.few_hint")}` : t("insights.no_curve");
  }

  private number(value: number): string {
    return formatNumber(Math.round(value), this.language);
  }

  private name(status: Status, t: Translate): string {
    return (status.text ?? status.caption ?? "").trim().replace(/\s+/g, " ") || t(`type.${status.type ?? "unknown"}`);
  }

  private listed(insights: Insights, ids: string[]): Status[] {
    return ids.flatMap((id) => insights.listed.find(({ status_id }) => status_id === id) ?? []);
  }

  private newest(t: Translate, insights: Insights): TemplateResult | typeof nothing {
    const statuses = this.listed(insights, insights.newest);
    if (statuses.length < 2) return nothing;
    const selected = this.chosen(insights);
    return html`<fieldset class="newest" aria-label=${t("insights.newest")}>
      ${repeat(
        statuses,
        ({ status_id }) => status_id,
        (status) => {
          const label = `${this.name(status, t)}, ${formatTime(status.posted_at, this.hass, this.now)}`;
          return html`<label title=${label}>
            <input
              type="radio"
              name="status"
              aria-label=${label}
              .checked=${status.status_id === selected}
              @change=${() => (this.selected = status.status_id)}
            />${thumbnail(status)}
          </label>`;
        },
      )}
    </fieldset>`;
  }

  /** Return which status is drawn: the one that was selected, otherwise the newest that is compared. */
  private chosen({ newest, items }: Insights): string {
    if (this.selected !== undefined && newest.includes(this.selected)) return this.selected;
    const compared = items.filter((item) => item.compared !== null).map(({ status_id }) => status_id);
    return newest.find((id) => compared.includes(id)) ?? newest[0]!;
  }

  private status(t: Translate, insights: Insights): TemplateResult {
    const id = this.chosen(insights);
    const status = this.listed(insights, [id])[0]!;
    const item = insights.items.find(({ status_id }) => status_id === id)!;
    const points = statusPoints(insights.hourly_views[id] ?? [], item);
    const drawn = points.some((point) => point !== null && point[0] > 0);
    const { views, compared, counted_after, view_rate, half_life } = item;
    const facts = [
      views === null ? t("uncounted") : t("views", { count: views }),
      view_rate === null ? "" : t("insights.rate", { rate: formatPercent(view_rate / 100, this.language) }),
      half_life === null ? "" : t("insights.half_life", { time: formatDuration(half_life, this.language) }),
    ];
    const time = formatDuration(Math.min(counted_after ?? 0, HOURS * HOUR), this.language);
    return html`<div class="status">
        <h3 dir="auto" title=${this.name(status, t)}>${this.name(status, t)}</h3>
        ${compared === null ? nothing : this.change(compared / 100, (change) => t("insights.compared", { change, time }))}
      </div>
      <p class="note">
        ${[formatTime(status.posted_at, this.hass, this.now), ...facts].filter(Boolean).join(" · ")}
      </p>
      ${drawn || insights.usual_curve.length > 0 ? this.chart(t, insights, item, drawn ? points : []) : nothing}`;
  }

  private change(share: number, text: (change: string) => string = (change) => change): TemplateResult {
    return html`<span class="change ${share < 0 ? "" : "above"}">
      ${share === 0 ? nothing : icon(share < 0 ? ICONS.below : ICONS.above)}<span>${text(formatChange(share, this.language))}</span>
    </span>`;
  }

  private chart(t: Translate, insights: Insights, item: InsightsItem, points: (Point | null)[]): TemplateResult {
    const { usual_curve: curve } = insights;
    const values = [...curve.map(({ high }) => high), ...points.flatMap((point) => point?.[1] ?? [])];
    const lines = ticks(Math.max(...values));
    const top = lines.at(-1)!;
    const scale: Scale = { width: WIDTH, height: HEIGHT, top };
    const usual = curve.length > 0 ? usualPaths(curve, scale) : undefined;
    const last = points.at(-1);
    const { hour } = this;
    const hours = (count: number): string => formatDuration(count * HOUR, this.language);
    const reading = hour === undefined ? "" : this.reading(t, insights, item, hour);
    return html`<div class="chart" dir="ltr">
        <div class="plot">
          <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
            ${lines.map((value) => svg`<path class="grid" d="M0 ${HEIGHT - (value / top) * HEIGHT}H${WIDTH}"></path>`)}
            ${usual && svg`<path class="band" d=${usual.band}></path><path class="median" d=${usual.median}></path>`}
            ${hour === undefined ? nothing : svg`<path class="at" d="M${(hour / HOURS) * WIDTH} 0V${HEIGHT}"></path>`}
            ${svg`<path class="line" d=${linePath(points, scale)}></path>`}
          </svg>
          ${lines.map((value) => html`<span class="tick y" aria-hidden="true" style="bottom:${(value / top) * 100}%">${this.number(value)}</span>`)}
          ${[3, 6, 12, 18, 24].map(
            (count) => html`<span class="tick x" aria-hidden="true" style="left:${(count / HOURS) * 100}%">${hours(count)}</span>`,
          )}
          ${last ? html`<i class="dot" style="left:${(last[0] / HOURS) * 100}%;bottom:${(last[1] / top) * 100}%"></i>` : nothing}
          <input
            class="scrub"
            type="range"
            min="0"
            max=${HOURS}
            .value=${String(hour ?? 0)}
            aria-label=${t("insights.read")}
            aria-valuetext=${reading || nothing}
            @input=${(event: Event) => (this.hour = Number((event.target as HTMLInputElement).value))}
            @pointermove=${this.handlePointer}
            @pointerleave=${(event: PointerEvent) => event.pointerType === "mouse" && (this.hour = undefined)}
            @blur=${() => (this.hour = undefined)}
          />
        </div>
      </div>
      <p class="legend" aria-hidden="true">
        ${reading
          ? reading
          : html`${points.length > 0 ? html`<span><i></i>${t("insights.this")}</span>` : nothing}
            ${usual
              ? html`<span><i class="usual"></i>${t("insights.usual")}</span><span><i class="half"></i>${t("insights.half")}</span>`
              : nothing}`}
      </p>
      <table class="hidden">
        <caption>
          ${t("insights.chart")}
        </caption>
        <tr>
          <td></td>
          <th scope="col">${t("insights.this")}</th>
          <th scope="col">${t("insights.usual")}</th>
          <th scope="col">${t("insights.half")}</th>
        </tr>
        ${AGES.map((age) => {
          const spread = curve.find((row) => row.hours === age);
          const views = item.views_after[age];
          return html`<tr>
            <th scope="row">${hours(age)}</th>
            <td>${views == null ? "–" : this.number(views)}</td>
            <td>${spread ? this.number(spread.median) : "–"}</td>
            <td>${spread ? this.range(spread) : "–"}</td>
          </tr>`;
        })}
      </table>`;
  }

  private readonly handlePointer = (event: PointerEvent): void => {
    if (event.pointerType !== "mouse") return;
    const { left, width } = (event.target as HTMLElement).getBoundingClientRect();
    this.hour = Math.min(HOURS, Math.max(0, Math.round(((event.clientX - left) / width) * HOURS)));
  };

  private range({ low, high }: Spread): string {
    return `\u2066${this.number(low)}–${this.number(high)}\u2069`;
  }

  /** Return what the chart says at an hour. */
  private reading(t: Translate, { usual_curve, hourly_views }: Insights, item: InsightsItem, hour: number): string {
    const views = hour === 0 ? 0 : hourly_views[item.status_id]?.[hour - 1];
    const usual = usual_curve.find(({ hours }) => hours === hour);
    const time = hour === 0 ? this.number(0) : formatDuration(hour * HOUR, this.language);
    return [
      time,
      views == null ? "" : t("views", { count: views }),
      usual ? t("insights.usually", { median: this.number(usual.median), range: this.range(usual) }) : "",
    ]
      .filter(Boolean)
      .join(" · ");
  }

  private firstDay(): number {
    const chosen = WEEKDAYS.indexOf(this.hass.locale?.first_weekday ?? "");
    if (chosen >= 0) return chosen;
    // Not in every browser, and a function in the newer ones.
    const locale = new Intl.Locale(this.language) as { weekInfo?: { firstDay: number }; getWeekInfo?(): { firstDay: number } };
    return ((locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1) - 1;
  }

  private hours(from: number, to: number): string {
    return `\u2066${formatHour((from + 24) % 24, this.hass)}–${formatHour(to % 24, this.hass)}\u2069`;
  }

  private week(t: Translate, insights: Insights): TemplateResult {
    const best = insights.best_time;
    const map = weekMap(insights.by_weekday_and_hour, this.firstDay());
    const cells = map.flatMap(({ cells }) => cells.filter((cell) => cell !== undefined));
    const same = (one: Cell, other?: Cell): boolean => one.day === other?.day && one.hour === other.hour;
    const chosen = cells.find((cell) => same(cell, this.cell));
    const text = ({ day, hour, median, statuses }: Cell): string =>
      t("insights.cell", {
        day: formatWeekday(day, this.language, "long"),
        range: this.hours(hour, hour + 3),
        median: t("views", { count: Math.round(median) }),
        statuses: t("insights.statuses", { count: statuses }),
      });
    return html`<div class="part">
      <h4>
        ${t("insights.best")}:
        <strong>
          ${best?.is_clear
            ? // Those of the hours before and after count, too.
              this.hours(best.hour - 1, best.hour + 2)
            : t("insights.unclear", { count: finishedStatuses(insights) })}
        </strong>
      </h4>
      <table class="map ${formatHour(0, this.hass, true).length > 2 ? "twelve" : ""}" aria-label=${t("insights.map")} @keydown=${(event: KeyboardEvent) => this.handleKey(event, map, chosen ?? cells[0])}>
        <thead>
          <tr>
            <td></td>
            ${map[0]!.cells.map((_, block) => html`<th scope="col"><span>${formatHour(block * 3, this.hass, true)}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${map.map(
            ({ day, cells: row }) => html`<tr>
              <th scope="row">${formatWeekday(day, this.language, "short")}</th>
              ${row.map((cell) =>
                cell === undefined
                  ? html`<td></td>`
                  : html`<td>
                      <button
                        style="--level:${0.12 + 0.88 * cell.level}"
                        title=${text(cell)}
                        aria-label=${text(cell)}
                        aria-pressed=${same(cell, chosen)}
                        tabindex=${same(cell, chosen ?? cells[0]) ? 0 : -1}
                        @click=${() => (this.cell = same(cell, chosen) ? undefined : cell)}
                      ></button>
                    </td>`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
      <p class="note" role="status">${chosen ? text(chosen) : t("insights.map_hint")}</p>
    </div>`;
  }

  private async handleKey(event: KeyboardEvent, map: ReturnType<typeof weekMap>, from: Cell | undefined): Promise<void> {
    const next = from && nextCell(map, from, event.key, this.rtl);
    if (next === undefined) return;
    event.preventDefault();
    this.cell = next;
    await this.updateComplete;
    this.pressed?.focus();
  }

  private types(t: Translate, { by_type }: Insights): TemplateResult | typeof nothing {
    const types = (Object.entries(by_type) as [StatusType, Spread][]).sort(([, one], [, other]) => other.median - one.median);
    if (types.length < 2) return nothing;
    const most = types[0]![1].median;
    return html`<div class="part">
      <h4>${t("insights.types")}</h4>
      <ul class="types" role="list">
        ${types.map(
          ([type, { median, statuses }]) => html`<li class="row" title=${t("insights.statuses", { count: statuses })}>
            ${typeIcon(type)}<span><span class="name">${t(`type.${type}`)}</span>${this.bar(median / most)}</span>
            <span class="number">${this.number(median)}</span>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  private bar(share: number): TemplateResult {
    return html`<span class="bar"><i style="width:${share * 100}%"></i></span>`;
  }

  private top(t: Translate, insights: Insights): TemplateResult | typeof nothing {
    const statuses = this.listed(insights, insights.top);
    if (statuses.length === 0) return nothing;
    const most = statuses[0]!.views ?? 1;
    return html`<div class="part">
      <h4>${t("insights.top")}</h4>
      <ul role="list">
        ${repeat(
          statuses,
          ({ status_id }) => status_id,
          (status) => html`<li>
            <button class="row" aria-haspopup="dialog" @click=${() => this.open(status.status_id)}>
              <span class="picture">${thumbnail(status)}</span>
              <span><span class="name" dir="auto">${this.name(status, t)}</span>${this.bar((status.views ?? 0) / most)}</span>
              <span class="number">${this.number(status.views ?? 0)}</span>
            </button>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  private weeks(t: Translate, { this_week, last_week }: Insights): TemplateResult | typeof nothing {
    if (this_week === null || last_week === null) return nothing;
    const views = (spread: Spread): string => t("views", { count: Math.round(spread.median) });
    return html`<p class="part weeks">
      <span>${t("insights.week", { views: views(this_week) })}</span>
      ${last_week.median > 0 ? this.change(this_week.median / last_week.median - 1) : nothing}
      <span class="label">${t("insights.last_week", { views: views(last_week) })}</span>
    </p>`;
  }

  private year(t: Translate): TemplateResult | typeof nothing {
    const device = accountDevice(this.hass, this.account!, this.config!.device_id);
    if (device === undefined) return nothing;
    const ids = deviceEntities(this.hass, device);
    const entities: YearEntities = {
      views: ids.get("sensor.total_views") ?? null,
      statuses: ids.get("sensor.total_statuses") ?? null,
      usual: ids.get("sensor.usual_views") ?? null,
    };
    return html`<green-api-year-chart .hass=${this.hass} .t=${t} .entities=${entities}></green-api-year-chart>`;
  }
}

define(INSIGHTS_CARD + CONTENT_SUFFIX, InsightsCard);
