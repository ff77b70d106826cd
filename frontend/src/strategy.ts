/** The dashboard that makes itself: a view for each account, from what is there. */

import { accounts, configFor, DOMAIN } from "./editor";
import { translator, type Translate } from "./i18n";
import type { HomeAssistant, RegistryDevice } from "./types";

type Card = Record<string, unknown>;

const FULL = { columns: "full" };

interface Config {
  /** How far back the graphs go. */
  hours?: number;
}

const WEEK = 7 * 24;
// Home Assistant keeps five-minute statistics for some days only, and hourly ones for good.
const FINE = 24;

interface Entry {
  entry_id: string;
  title: string;
}

export class DashboardStrategy extends HTMLElement {
  static readonly noEditor = true;

  static async getCreateSuggestions(hass: HomeAssistant): Promise<Record<string, unknown>> {
    return { title: words(hass)("name"), icon: "mdi:message-image" };
  }

  static async generate(config: Config, hass: HomeAssistant): Promise<Record<string, unknown>> {
    const t = words(hass);
    const devices = accounts(hass);
    if (devices.length === 0) return { title: t("name"), views: [emptyView(t)] };
    const titles = await entryTitles(hass);
    const hours = typeof config.hours === "number" && config.hours > 0 ? config.hours : WEEK;
    return {
      title: t("name"),
      views: devices.map((id) => accountView(hass, id, titles, t, hours, devices.length > 1)),
    };
  }
}

function words(hass: HomeAssistant): Translate {
  return translator(hass.locale?.language ?? hass.language);
}

/** Return the names of the accounts; where they may not be read, devices have names, too. */
async function entryTitles(hass: HomeAssistant): Promise<Map<string, string>> {
  try {
    const entries = await hass.callWS<Entry[]>({ type: "config_entries/get", domain: DOMAIN });
    return new Map(entries.map((entry) => [entry.entry_id, entry.title]));
  } catch {
    return new Map();
  }
}

function titleOf(device: RegistryDevice | undefined, titles: Map<string, string>): string | undefined {
  const entry = device?.primary_config_entry ?? device?.config_entries?.[0];
  return device?.name_by_user ?? (entry ? titles.get(entry) : undefined) ?? device?.name ?? undefined;
}

/** Return the entities of a device by the key of their translation. */
export function entitiesOf(hass: HomeAssistant, deviceId: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform !== DOMAIN || entity.device_id !== deviceId || !entity.translation_key) continue;
    found.set(`${entity.entity_id.split(".")[0]}.${entity.translation_key}`, entity.entity_id);
  }
  return found;
}

function accountView(
  hass: HomeAssistant,
  deviceId: string,
  titles: Map<string, string>,
  t: Translate,
  hours: number,
  several: boolean,
): Record<string, unknown> {
  const entities = entitiesOf(hass, deviceId);
  const has = (component: string): boolean => hass.config.components.includes(component);
  const sections = [
    { type: "grid", column_span: 2, cards: [{ type: "custom:green-api-hints-card" }, statusCard(deviceId)] },
    section([
      ...headed(t("strategy.now"), "mdi:counter", counts(entities)),
      ...headed(t("strategy.history"), "mdi:timeline-clock", has("history") ? history(entities, hours) : []),
    ]),
    section([
      ...headed(t("strategy.over_time"), "mdi:chart-line", has("recorder") ? statistics(entities, hours) : []),
      ...headed(t("strategy.log"), "mdi:format-list-bulleted", has("logbook") ? log(entities) : []),
    ]),
    section(headed(t("strategy.calendar"), "mdi:calendar", calendar(entities)), 2),
  ];
  const title = titleOf(hass.devices[deviceId], titles) ?? t("name");
  return {
    type: "sections",
    title: several ? title : t("name"),
    path: several ? `account-${deviceId}` : "statuses",
    ...(several ? {} : { icon: "mdi:message-image" }),
    max_columns: 2,
    sections: sections.filter((one) => one !== undefined),
  };
}

function statusCard(deviceId: string): Card {
  return { ...configFor(deviceId), limit: 100, grid_options: FULL };
}

function section(cards: Card[], span = 1): Card | undefined {
  return cards.length === 0 ? undefined : { type: "grid", column_span: span, cards };
}

function headed(heading: string, icon: string, cards: Card[]): Card[] {
  return cards.length === 0 ? [] : [{ type: "heading", heading, icon, grid_options: FULL }, ...cards];
}

const COUNTS: [string, string][] = [
  ["sensor.active_statuses", "green"],
  ["sensor.views", "blue"],
  ["sensor.delivered_statuses", "teal"],
  ["sensor.read_statuses", "light-blue"],
  ["sensor.failed_statuses", "red"],
  ["sensor.total_views", "indigo"],
  ["sensor.total_statuses", "purple"],
  ["binary_sensor.connected", "green"],
];

function pick(entities: Map<string, string>, ...keys: string[]): string[] {
  return keys.flatMap((key) => entities.get(key) ?? []);
}

function counts(entities: Map<string, string>): Card[] {
  return COUNTS.flatMap(([key, color]) => {
    const entity = entities.get(key);
    if (entity === undefined) return [];
    return [{ type: "tile", entity, color, name: { type: "entity" }, grid_options: { columns: 6 } }];
  });
}

function statistics(entities: Map<string, string>, hours: number): Card[] {
  // One of them: beside a thousand views, nine statuses are a line at the bottom.
  const shown = pick(entities, "sensor.views", "sensor.active_statuses").slice(0, 1);
  if (shown.length === 0) return [];
  return [
    {
      type: "statistics-graph",
      chart_type: "line",
      period: hours <= FINE ? "5minute" : "hour",
      days_to_show: hours / 24,
      stat_types: ["max"],
      entities: shown.map((entity) => ({ entity, name: { type: "entity" } })),
      grid_options: FULL,
    },
  ];
}

function history(entities: Map<string, string>, hours: number): Card[] {
  const shown = pick(entities, "sensor.latest_status", "sensor.instance_state", "binary_sensor.connected");
  if (shown.length === 0) return [];
  return [
    {
      type: "history-graph",
      hours_to_show: Math.min(hours, 24),
      entities: shown.map((entity) => ({ entity, name: { type: "entity" } })),
      grid_options: FULL,
    },
  ];
}

function log(entities: Map<string, string>): Card[] {
  const shown = pick(entities, "event.status", "binary_sensor.connected");
  if (shown.length === 0) return [];
  return [{ type: "logbook", hours_to_show: 24, target: { entity_id: shown }, grid_options: { columns: "full", rows: 5 } }];
}

function calendar(entities: Map<string, string>): Card[] {
  const shown = pick(entities, "calendar.statuses");
  return shown.length === 0 ? [] : [{ type: "calendar", initial_view: "listWeek", entities: shown, grid_options: FULL }];
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
          { type: "markdown", content: t("strategy.empty"), grid_options: FULL },
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
