/** Which numbers of an account the tiles show. */

import { formatAmount, formatChange, formatDuration, formatNumber, formatPercent } from "./format";
import type { Translate } from "./i18n";
import type { Account } from "./types";

const DAY = 24 * 60 * 60;

export type TileName =
  | "active"
  | "views"
  | "reach"
  | "read"
  | "delivered"
  | "total_views"
  | "total_statuses"
  | "above"
  | "below"
  | "usual"
  | "problems"
  | "offline";

export interface Tile {
  name: TileName;
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
    { name: "active", value: number(active), label: t("tile.active"), entity: "sensor.active_statuses" },
  ];
  if (active === 0) {
    const posted = number(account.total_statuses ?? 0);
    tiles.push({ name: "total_statuses", value: posted, label: t("tile.total_statuses"), entity: "sensor.total_statuses" });
    if (counts_views || total_views) {
      const value = number(total_views ?? 0);
      tiles.push({ name: "total_views", value, label: t("tile.total_views"), entity: "sensor.total_views" });
    }
  } else {
    const delivered = ofActive(account.delivered);
    if (views !== null || counts_views) {
      const value = views === null ? "…" : formatAmount(views, account.complete ?? false, language);
      tiles.push({ name: "views", value, label: t("tile.views"), entity: "sensor.views" });
    } else {
      const value = ofActive(account.read);
      tiles.push({ name: "read", value, label: t("tile.read"), entity: "sensor.read_statuses" });
    }
    if (reached && seen != null) {
      // Rounded down: all of them is said of all only.
      const value = formatPercent(Math.floor((seen / reached) * 100) / 100, language);
      tiles.push({ name: "reach", value, label: t("tile.reach"), entity: "sensor.views" });
    } else {
      tiles.push({ name: "delivered", value: delivered, label: t("tile.delivered"), entity: "sensor.delivered_statuses" });
    }
  }
  const { compared, compared_after, usual_views } = account;
  if (compared != null && compared_after != null) {
    const time = formatDuration(Math.min(compared_after, DAY), language);
    const value = formatChange(compared, language);
    const label = t("tile.compared", { time });
    tiles.push({ name: compared < 0 ? "below" : "above", value, label, entity: "sensor.latest_status_compared" });
  } else if (usual_views != null) {
    // The latest is too young to be compared.
    const value = number(Math.round(usual_views));
    tiles.push({ name: "usual", value, label: t("tile.usual"), entity: "sensor.usual_views" });
  }
  if (failed > 0) {
    const label = t(account.connected ? "tile.failed" : "tile.failed_offline");
    tiles.push({ name: "problems", value: number(failed), label, entity: "sensor.failed_statuses" });
  } else if (!account.connected) {
    tiles.push({ name: "offline", value: t("offline"), label: t("tile.last_known"), entity: "binary_sensor.connected" });
  }
  return tiles;
}
