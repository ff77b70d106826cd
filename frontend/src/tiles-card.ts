/** The tiles: the numbers of an account's active statuses, in a row. */

import { css, html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

import { AccountCard } from "./account-card";
import { accountDevice, deviceEntities } from "./accounts";
import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";
import { colors } from "./styles";
import type { SubscribeOptions } from "./subscription";
import { accountTiles, type Tile, type TileName } from "./tiles";
import type { AccountConfig } from "./types";

const ICON: Record<TileName, string> = {
  active: ICONS.active,
  views: ICONS.eye,
  reach: ICONS.delivered,
  read: ICONS.eye,
  delivered: ICONS.delivered,
  total_views: ICONS.eye,
  total_statuses: ICONS.posted,
  above: ICONS.above,
  below: ICONS.below,
  usual: ICONS.eye,
  problems: ICONS.problem,
  offline: ICONS.unlinked,
};

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
        flex: 1 1 min(160px, calc(50% - 4px));
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
      .active,
      .above {
        --tile: #12a87a;
      }
      .views,
      .read,
      .total_views {
        --tile: var(--ga-read);
      }
      .problems,
      .offline {
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
      return html`<div class="tiles" role="group" aria-busy=${!gone} aria-label=${t?.(gone ? "removed" : "connecting") ?? ""}>
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

  private tile({ name, value, label }: Tile, t: Translate, entityId: string | undefined): TemplateResult {
    const content = html`<span class="icon">${icon(ICON[name])}</span>
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
