/** Generates the dashboard: a view for each account, from the entities that exist. */

import { accountDevices, deviceEntities } from "./accounts";
import { DOMAIN, REPAIRS_CARD, STATUS_CARD } from "./constants";
import { loadTranslate, type Translate } from "./i18n";
import type { HomeAssistant, RegistryDevice } from "./types";

type Card = Record<string, unknown>;

const FULL_WIDTH = { columns: "full" };
const DEFAULT_HOURS = 7 * 24;
// Home Assistant keeps five-minute statistics for a few days only.
const MAX_HOURS_OF_FIVE_MINUTES = 24;
const STATUS_LIMIT = 100;

interface StrategyConfig {
  /** How many hours the graphs show. */
  hours?: number;
}

interface ConfigEntry {
  entry_id: string;
  title: string;
}

export async function generateDashboard(config: StrategyConfig, hass: HomeAssistant): Promise<Record<string, unknown>> {
  const t = await loadTranslate(hass.locale?.language ?? hass.language);
  const devices = accountDevices(hass);
  if (devices.length === 0) return { title: t("name"), views: [emptyView(t)] };
  const titles = await entryTitles(hass);
  const hours = typeof config.hours === "number" && config.hours > 0 ? config.hours : DEFAULT_HOURS;
  return {
    title: t("name"),
    views: devices.map((id) => accountView(hass, id, titles, t, hours, devices.length > 1)),
  };
}

/** Return the titles of the config entries, which only admins may read. */
async function entryTitles(hass: HomeAssistant): Promise<Map<string, string>> {
  try {
    const entries = await hass.callWS<ConfigEntry[]>({ type: "config_entries/get", domain: DOMAIN });
    return new Map(entries.map((entry) => [entry.entry_id, entry.title]));
  } catch {
    return new Map();
  }
}

function accountTitle(device: RegistryDevice | undefined, titles: Map<string, string>): string | undefined {
  return device?.name_by_user ?? titles.get(device?.config_entry_id ?? "") ?? device?.name ?? undefined;
}

function accountView(
  hass: HomeAssistant,
  deviceId: string,
  titles: Map<string, string>,
  t: Translate,
  hours: number,
  multiple: boolean,
): Record<string, unknown> {
  const entities = deviceEntities(hass, deviceId);
  const has = (component: string): boolean => hass.config.components.includes(component);
  const sections = [
    { type: "grid", column_span: 2, cards: [{ type: `custom:${REPAIRS_CARD}` }, statusCard(deviceId)] },
    section([
      ...withHeading(t("strategy.now"), "mdi:counter", tiles(entities)),
      ...withHeading(t("strategy.history"), "mdi:timeline-clock", has("history") ? historyGraph(entities, hours) : []),
    ]),
    section([
      ...withHeading(t("strategy.over_time"), "mdi:chart-line", has("recorder") ? statisticsGraph(entities, hours) : []),
      ...withHeading(t("strategy.log"), "mdi:format-list-bulleted", has("logbook") ? logbookCard(entities) : []),
    ]),
    section(withHeading(t("strategy.calendar"), "mdi:calendar", calendarCard(entities)), 2),
  ];
  const title = accountTitle(hass.devices[deviceId], titles) ?? t("name");
  return {
    type: "sections",
    title: multiple ? title : t("name"),
    path: multiple ? `account-${deviceId}` : "statuses",
    ...(multiple ? {} : { icon: "mdi:message-image" }),
    max_columns: 2,
    sections: sections.filter((one) => one !== undefined),
  };
}

function statusCard(deviceId: string): Card {
  return { type: `custom:${STATUS_CARD}`, device_id: deviceId, limit: STATUS_LIMIT, grid_options: FULL_WIDTH };
}

function section(cards: Card[], span = 1): Card | undefined {
  return cards.length === 0 ? undefined : { type: "grid", column_span: span, cards };
}

function withHeading(heading: string, icon: string, cards: Card[]): Card[] {
  return cards.length === 0 ? [] : [{ type: "heading", heading, icon, grid_options: FULL_WIDTH }, ...cards];
}

const TILES: [string, string][] = [
  ["sensor.active_statuses", "green"],
  ["sensor.views", "blue"],
  ["sensor.delivered_statuses", "teal"],
  ["sensor.read_statuses", "light-blue"],
  ["sensor.failed_statuses", "red"],
  ["sensor.total_views", "indigo"],
  ["sensor.total_statuses", "purple"],
  ["binary_sensor.connected", "green"],
];

function existing(entities: Map<string, string>, ...keys: string[]): string[] {
  return keys.flatMap((key) => entities.get(key) ?? []);
}

function tiles(entities: Map<string, string>): Card[] {
  return TILES.flatMap(([key, color]) => {
    const entity = entities.get(key);
    if (entity === undefined) return [];
    return [{ type: "tile", entity, color, name: { type: "entity" }, grid_options: { columns: 6 } }];
  });
}

function statisticsGraph(entities: Map<string, string>, hours: number): Card[] {
  // One graph only: the number of statuses would be a flat line below the number of views.
  const shown = existing(entities, "sensor.views", "sensor.active_statuses").slice(0, 1);
  if (shown.length === 0) return [];
  return [
    {
      type: "statistics-graph",
      chart_type: "line",
      period: hours <= MAX_HOURS_OF_FIVE_MINUTES ? "5minute" : "hour",
      days_to_show: hours / 24,
      stat_types: ["max"],
      entities: shown.map((entity) => ({ entity, name: { type: "entity" } })),
      grid_options: FULL_WIDTH,
    },
  ];
}

function historyGraph(entities: Map<string, string>, hours: number): Card[] {
  const shown = existing(entities, "sensor.latest_status", "sensor.instance_state", "binary_sensor.connected");
  if (shown.length === 0) return [];
  return [
    {
      type: "history-graph",
      hours_to_show: Math.min(hours, 24),
      entities: shown.map((entity) => ({ entity, name: { type: "entity" } })),
      grid_options: FULL_WIDTH,
    },
  ];
}

function logbookCard(entities: Map<string, string>): Card[] {
  const shown = existing(entities, "event.status", "binary_sensor.connected");
  if (shown.length === 0) return [];
  return [{ type: "logbook", hours_to_show: 24, target: { entity_id: shown }, grid_options: { columns: "full", rows: 5 } }];
}

function calendarCard(entities: Map<string, string>): Card[] {
  const shown = existing(entities, "calendar.statuses");
  return shown.length === 0 ? [] : [{ type: "calendar", initial_view: "listWeek", entities: shown, grid_options: FULL_WIDTH }];
}

function emptyView(t: Translate): Record<string, unknown> {
  return {
    type: "sections",
    title: t("name"),
    max_columns: 2,
    sections: [
      {
        type: "grid",
        column_span: 2,
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
