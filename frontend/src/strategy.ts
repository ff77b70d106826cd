/** Generates the dashboard: a section for each account. */

import { accountDevices, deviceEntities, openIssues } from "./accounts";
import { ACTIVITY_CARD, DOMAIN, INSIGHTS_CARD, REPAIRS_CARD, STATUS_CARD, TILES_CARD } from "./constants";
import { loadTranslate, type Translate } from "./i18n";
import type { HomeAssistant } from "./types";

const FULL_WIDTH = { columns: "full" };
// Each section has the whole width, so that none leaves a hole beside it.
const COLUMNS = 2;
const HALF_WIDTH = { columns: 12 };
const STATUS_LIMIT = 100;
// As high as the insights beside them.
const ROWS = 11;

export async function generateDashboard(_config: unknown, hass: HomeAssistant): Promise<Record<string, unknown>> {
  const devices = accountDevices(hass);
  // The insights would be loaded by their card, after everything else.
  if (devices.length > 0) void import("./insights-card").catch(() => undefined);
  const [t, issues] = await Promise.all([loadTranslate(hass.locale?.language ?? hass.language), openIssues(hass)]);
  const title = t("name");
  if (devices.length === 0) return { title, views: [emptyView(t)] };
  const open = issues.length;
  // An account has this entity where statuses of contacts are switched on.
  const hasContacts = (device: string): boolean => deviceEntities(hass, device).has("sensor.contact_statuses");
  const sections = devices.map((device_id, index) => ({
    type: "grid",
    column_span: COLUMNS,
    cards: [
      ...(index === 0 ? [{ type: `custom:${REPAIRS_CARD}`, ...(open ? { open } : {}), grid_options: FULL_WIDTH }] : []),
      // Its title is the name of the account.
      {
        type: `custom:${STATUS_CARD}`,
        device_id,
        limit: STATUS_LIMIT,
        ...(hasContacts(device_id) ? { source: "both" } : {}),
        grid_options: FULL_WIDTH,
      },
      { type: `custom:${TILES_CARD}`, device_id, grid_options: FULL_WIDTH },
      { type: `custom:${ACTIVITY_CARD}`, device_id, rows: ROWS, hide_empty: true, grid_options: HALF_WIDTH },
      { type: `custom:${INSIGHTS_CARD}`, device_id, hide_empty: true, grid_options: HALF_WIDTH },
    ],
  }));
  return {
    title,
    views: [{ type: "sections", title, path: "statuses", icon: "mdi:message-image", max_columns: COLUMNS, sections }],
  };
}

function emptyView(t: Translate): Record<string, unknown> {
  return {
    type: "sections",
    title: t("name"),
    max_columns: 1,
    sections: [
      {
        type: "grid",
        cards: [
          { type: "markdown", content: t("strategy.empty"), grid_options: FULL_WIDTH },
          {
            type: "button",
            name: t("strategy.add"),
            icon: "mdi:plus",
            tap_action: { action: "navigate", navigation_path: `/config/integrations/integration/${DOMAIN}` },
            grid_options: { columns: 6, rows: 2 },
          },
        ],
      },
    ],
  };
}
