/** The tiles: what an account's active statuses come to, in a row of numbers. */

import { css, html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import { formatAmount, formatNumber, formatPercent } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";
import { colors } from "./styles";
import type { SubscribeOptions } from "./subscription";
import type { Account, AccountConfig } from "./types";

export interface Tile {
  name: "active" | "views" | "reach" | "read" | "delivered" | "total_views" | "total_statuses" | "problems";
  icon: string;
  value: string;
  label: string;
  /** Whose details a tap shows, as in "sensor.views". */
  entity: string;
}

/** Return the tiles of an account; the one for problems only if there are any. */
export function accountTiles(account: Account, t: Translate, language: string): Tile[] {
  const { active = 0, views = null, counts_views, reached, seen, total_views, failed = 0 } = account;
  const number = (value: number): string => formatNumber(value, language);
  const ofActive = (count = 0): string => t("position", { index: count, total: active });
  const tiles: Tile[] = [
    { name: "active", icon: ICONS.active, value: number(active), label: t("tile.active"), entity: "sensor.active_statuses" },
  ];
  if (active === 0) {
    const posted = number(account.total_statuses ?? 0);
    tiles.push({ name: "total_statuses", icon: ICONS.posted, value: posted, label: t("tile.total_statuses"), entity: "sensor.total_statuses" });
    if (counts_views || total_views) {
      const value = number(total_views ?? 0);
      tiles.push({ name: "total_views", icon: ICONS.eye, value, label: t("tile.total_views"), entity: "sensor.total_views" });
    }
  } else {
    const delivered = ofActive(account.delivered);
    if (views !== null || counts_views) {
      const value = views === null ? "…" : formatAmount(views, account.complete ?? false, language);
      tiles.push({ name: "views", icon: ICONS.eye, value, label: t("tile.views"), entity: "sensor.views" });
    } else {
      const value = ofActive(account.read);
      tiles.push({ name: "read", icon: ICONS.eye, value, label: t("tile.read"), entity: "sensor.read_statuses" });
    }
    if (reached && seen != null) {
      // Rounded down: all of them is said of all only.
      const value = formatPercent(Math.floor((seen / reached) * 100) / 100, language);
      tiles.push({ name: "reach", icon: ICONS.delivered, value, label: t("tile.reach"), entity: "sensor.views" });
    } else {
      tiles.push({ name: "delivered", icon: ICONS.delivered, value: delivered, label: t("tile.delivered"), entity: "sensor.delivered_statuses" });
    }
  }
  if (failed > 0) {
    const label = t(account.connected ? "tile.failed" : "tile.failed_offline");
    tiles.push({ name: "problems", icon: ICONS.problem, value: number(failed), label, entity: "sensor.failed_statuses" });
  } else if (!account.connected) {
    tiles.push({ name: "problems", icon: ICONS.unlinked, value: t("offline"), label: t("tile.last_known"), entity: "binary_sensor.connected" });
  }
  return tiles;
}

export class TilesCard extends AccountCard<AccountConfig> {
  static override styles = [
    colors,
    css`
      :host {
        display: block;
        container-type: inline-size;
      }
      .tiles {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      ha-card {
        flex: 1 1 140px;
        min-width: 0;
        height: 72px;
        box-sizing: border-box;
        overflow: hidden;
      }
      ha-card > * {
        display: flex;
        align-items: center;
        gap: 12px;
        box-sizing: border-box;
        width: 100%;
        height: 100%;
        padding: 0 12px;
        text-align: start;
        border-radius: inherit;
      }
      button:hover {
        background: color-mix(in srgb, var(--primary-text-color) 4%, transparent);
      }
      button:focus-visible {
        outline: 2px solid var(--primary-color);
        outline-offset: -3px;
      }
      .icon {
        position: relative;
        flex: none;
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        border-radius: 50%;
        overflow: hidden;
        color: var(--tile, var(--secondary-text-color));
      }
      .icon::before {
        content: "";
        position: absolute;
        inset: 0;
        background: currentColor;
        opacity: 0.14;
      }
      .icon svg {
        width: 22px;
        height: 22px;
      }
      .active {
        --tile: #12a87a;
      }
      .views,
      .read,
      .total_views {
        --tile: var(--ga-read);
      }
      .problems {
        --tile: var(--ga-failed);
      }
      .text {
        min-width: 0;
      }
      .value {
        display: block;
        font-size: 20px;
        font-weight: 500;
        line-height: 26px;
        color: var(--primary-text-color);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .value.words {
        font-size: 15px;
      }
      .label {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        font-size: var(--ha-font-size-s, 12px);
        line-height: 15px;
        color: var(--secondary-text-color);
      }
      .waiting {
        opacity: 0.6;
      }
      @container (max-width: 340px) {
        ha-card > * {
          gap: 8px;
          padding: 0 8px;
        }
        .icon {
          width: 28px;
          height: 28px;
        }
        .icon svg {
          width: 18px;
          height: 18px;
        }
      }
    `,
  ];

  protected override subscribeOptions(): SubscribeOptions {
    return { limit: 0 };
  }

  protected override render(): TemplateResult {
    const { t, account, state } = this;
    if (t === undefined || account === undefined) {
      // An account that is not there has no numbers; the status card says why.
      const gone = state !== undefined && !this.connecting;
      return html`<div class="tiles" aria-busy=${!gone} aria-label=${t?.(gone ? "removed" : "connecting") ?? ""}>
        ${[0, 1, 2].map(() => html`<ha-card class="waiting"></ha-card>`)}
      </div>`;
    }
    const device = accountDevice(this.hass, account, this.config!.device_id);
    const entities = device === undefined ? new Map<string, string>() : deviceEntities(this.hass, device);
    return html`<div class="tiles">
      ${repeat(
        accountTiles(account, t, this.language),
        ({ name }) => name,
        (tile) => html`<ha-card>${this.tile(tile, t, entities.get(tile.entity))}</ha-card>`,
      )}
    </div>`;
  }

  private tile({ name, icon: path, value, label }: Tile, t: Translate, entityId: string | undefined): TemplateResult {
    const content = html`<span class="icon">${icon(path)}</span>
      <span class="text">
        <span class="value ${/\d|…/.test(value) ? "" : "words"}"><bdi>${value}</bdi></span>
        <span class="label">${label}</span>
      </span>`;
    const spoken = value === "…" ? `${label}: ${t("uncounted")}` : `${value} ${label}`;
    return entityId === undefined
      ? html`<div class=${name}>${content}</div>`
      : html`<button class=${name} aria-label=${spoken} @click=${() => this.showDetails(entityId)}>${content}</button>`;
  }

  private showDetails(entityId: string): void {
    this.dispatchEvent(new CustomEvent("hass-more-info", { detail: { entityId }, bubbles: true, composed: true }));
  }
}
