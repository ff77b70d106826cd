/** The activity card: what happened to the statuses of an account, newest first, in sentences. */

import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { lineKey, sentence } from "./activity";
import { DEFAULT_ROWS, MAX_ROWS, MORE_ROWS } from "./constants";
import { formatAgo, formatTime } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon } from "./icons";
import { colors, thumbnailStyles } from "./styles";
import type { AccountState, SubscribeOptions } from "./subscription";
import { thumbnail } from "./thumbnail";
import type { Activity, ActivityConfig, ActivityKind, Status } from "./types";
import type { ViewerOptions } from "./viewer";

const ICON: Record<ActivityKind, () => TemplateResult> = {
  waiting: () => stateIcon("pending"),
  posted: () => icon(ICONS.posted),
  delivered: () => stateIcon("delivered"),
  read: () => stateIcon("read"),
  viewed: () => icon(ICONS.eye),
  failed: () => stateIcon("failed"),
  not_published: () => stateIcon("failed"),
  expired: () => icon(ICONS.expired),
  deleted: () => icon(ICONS.deleted),
};

/** The colours are those of the states. */
const COLOR: Partial<Record<ActivityKind, string>> = {
  delivered: "delivered",
  read: "read",
  viewed: "read",
  failed: "failed",
  not_published: "failed",
};

export class ActivityCard extends AccountCard<ActivityConfig> {
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
        padding: 12px 0 8px;
        overflow: hidden;
        container-type: inline-size;
      }
      h2 {
        margin: 0;
        padding: 2px 16px 6px;
        font-size: var(--ha-font-size-l, 16px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 22px;
        color: var(--primary-text-color);
        overflow-wrap: anywhere;
      }
      ul {
        margin: 0;
        padding: 0 8px;
        list-style: none;
        columns: 3 320px;
        column-gap: 16px;
      }
      li {
        height: 64px;
        break-inside: avoid;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        height: 100%;
        padding: 0 8px;
        text-align: start;
        border-radius: 12px;
      }
      @media (hover: hover) {
        .line:hover {
          background: color-mix(in srgb, var(--primary-text-color) 4%, transparent);
        }
      }
      .line:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: -2px;
      }
      .picture {
        position: relative;
        flex: none;
        width: 44px;
        height: 44px;
      }
      .picture .thumbnail {
        inset: 0;
      }
      .picture .text {
        padding: 0 4px;
        font-size: 8px;
      }
      .picture .badge {
        inset-block-end: -3px;
        inset-inline-end: -3px;
        width: 20px;
        height: 20px;
        color: var(--ga-state, var(--secondary-text-color));
      }
      .picture .badge svg {
        width: 14px;
        height: 14px;
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      .sentence {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        font-size: var(--ha-font-size-m, 14px);
        line-height: 19px;
        color: var(--primary-text-color);
        overflow-wrap: anywhere;
      }
      time {
        display: block;
        font-size: var(--ha-font-size-s, 12px);
        line-height: 16px;
        color: var(--secondary-text-color);
      }
      .more {
        display: block;
        margin: 4px 8px 0;
        padding: 8px;
        border-radius: 8px;
        font-size: var(--ha-font-size-m, 14px);
        line-height: 20px;
        font-weight: 500;
        color: var(--secondary-text-color);
      }
      .more:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: -2px;
      }
      .empty {
        margin: 0;
        padding: 4px 16px 12px;
        color: var(--secondary-text-color);
      }
      .bar {
        flex: 1;
        max-width: 220px;
        height: 14px;
        border-radius: 7px;
      }
      .bar,
      .skeleton .picture {
        background: var(--secondary-background-color, #e5e5e5);
        animation: pulse 1.4s ease-in-out infinite alternate;
      }
      .skeleton .picture {
        border-radius: 50%;
      }
      .skeleton {
        cursor: default;
      }
    `,
  ];

  /** How many lines "Show more" has added. */
  @state() private added = 0;

  protected override subscribeOptions(): SubscribeOptions {
    return { activity: MAX_ROWS };
  }

  private get rows(): number {
    return this.config?.rows ?? DEFAULT_ROWS;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("state") && !changed.has("config")) return;
    this.setVisible(!this.config?.hide_empty || this.connecting || (this.state?.activity.length ?? 0) > 0);
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const title = this.config?.title || t?.("activity") || "\u00a0";
    return html`<ha-card>
        <h2><bdi>${title}</bdi></h2>
        ${t === undefined || this.connecting ? this.skeleton(t) : this.list(t, title)}
      </ha-card>`;
  }

  /** A line is about one status, so that autoplay is off. */
  protected override viewerOptions(): Partial<ViewerOptions<AccountState>> {
    return { autoplay: false };
  }

  private skeleton(t?: Translate): TemplateResult {
    return html`<ul aria-busy="true" aria-label=${t?.("connecting") ?? nothing}>
      ${Array.from(
        { length: this.rows },
        () => html`<li class="skeleton"><div class="line"><div class="picture"></div><div class="bar"></div></div></li>`,
      )}
    </ul>
    <div class="more">\u00a0</div>`;
  }

  private list(t: Translate, title: string): TemplateResult {
    const { state, account } = this;
    const statuses = new Map(state!.statuses.map((status) => [status.status_id, status]));
    const all = state!.activity.filter(({ status_id }) => statuses.has(status_id));
    if (all.length === 0) return html`<p class="empty">${t(account ? "activity.empty" : "activity.gone")}</p>`;
    const shown = all.slice(0, this.rows + this.added);
    return html`<ul role="list" aria-label=${title}>
        ${repeat(shown, lineKey, (line) => this.line(t, line, statuses.get(line.status_id)!))}
      </ul>
      ${shown.length < all.length
        ? html`<button class="more" @click=${() => (this.added += MORE_ROWS)}>${t("activity.more")}</button>`
        : nothing}`;
  }

  private line(t: Translate, line: Activity, status: Status): TemplateResult {
    const { before, title, after } = sentence(line, status, t);
    return html`<li>
      <button class="line" aria-haspopup="dialog" @click=${() => this.open(line.status_id)}>
        <span class="picture ${COLOR[line.kind] ?? ""}">
          ${thumbnail(status)}<span class="badge">${ICON[line.kind]()}</span>
        </span>
        <span class="words">
          <span class="sentence">${before}<bdi>${title}</bdi>${after}</span>
          <time datetime=${new Date(line.occurred_at * 1000).toISOString()} title=${formatTime(line.occurred_at, this.hass, this.now)}>
            ${formatAgo(this.now - line.occurred_at, this.language)}
          </time>
        </span>
      </button>
    </li>`;
  }
}
