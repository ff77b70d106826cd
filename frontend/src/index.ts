/** Entry module, loaded with every page: registers the cards and the dashboard, whose code is loaded when it is needed. */

import entryTexts from "entry-texts";

import {
  ACTIVITY_CARD,
  DEFAULT_LIMIT,
  DEFAULT_ROWS,
  DOCUMENTATION,
  DOMAIN,
  INSIGHTS_CARD,
  INSIGHTS_HEIGHT,
  MAX_LIMIT,
  MAX_ROWS,
  REPAIRS_CARD,
  SOURCES,
  STATUS_CARD,
  TAP_ACTIONS,
  TILES_CARD,
  repairsHeight,
  type CardTag,
} from "./constants";
import { define } from "./define";
import { closestLanguage } from "./languages";
import { lazyCard, type LazyCardClass } from "./lazy-card";
import type { HomeAssistant } from "./types";

type Text = keyof (typeof entryTexts)[string];

const loadCards = () => import("./cards");

async function loadCardsAndTexts(language: string): Promise<void> {
  const { loadTranslate } = await loadCards();
  await loadTranslate(language);
}

function pageLanguage(): string {
  const root = document.querySelector("home-assistant") as { hass?: HomeAssistant } | null;
  return root?.hass?.language ?? (document.documentElement.lang || "en");
}

/** Return a text in the language of the page. */
function text(key: Text): string {
  return entryTexts[closestLanguage(pageLanguage(), Object.keys(entryTexts))]![key];
}

/** Return a card with a form in the editor, and the first account as its first configuration. */
function editable(card: CardTag, base: LazyCardClass): LazyCardClass {
  return class extends base {
    static async getConfigForm(): Promise<Record<string, unknown>> {
      const { cardForm, loadTranslate } = await loadCards();
      return cardForm(card, await loadTranslate(pageLanguage()));
    }

    static async getStubConfig(hass: HomeAssistant): Promise<Record<string, unknown>> {
      const { stubConfig } = await loadCards();
      return stubConfig(card, hass);
    }
  };
}

function checkNumber(name: string, value: unknown, max: number): void {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > max) throw new Error(`${name}: 1 – ${max}`);
}

function checkChoice(name: string, value: unknown, choices: readonly unknown[]): void {
  if (!choices.includes(value)) throw new Error(`${name}: ${choices.join(", ")}`);
}

/** Return how many rows a status card has: one for each account, and one for the contacts of each. */
function statusRows({ device_id, accounts = [], source }: Record<string, unknown>): number {
  const accountCount = Math.max(1, new Set([...(device_id ? [device_id] : []), ...(accounts as unknown[])]).size);
  return source === "both" ? accountCount * 2 : accountCount;
}

const common = { load: loadCardsAndTexts, errorText: () => text("reload") };

const StatusCard = editable(
  STATUS_CARD,
  lazyCard({
    ...common,
    tag: STATUS_CARD,
    load: async (language, { source = SOURCES[0] }) => {
      // The row of contacts is there at once, and nothing moves for it; where its module is gone, the card says so.
      const loadContacts = async (): Promise<unknown> => (await loadCards()).loadContacts();
      await Promise.all([loadCardsAndTexts(language), source === "own" || loadContacts().catch(() => undefined)]);
    },
    validate: ({ limit = DEFAULT_LIMIT, tap_action = TAP_ACTIONS[0], source = SOURCES[0], accounts = [] }) => {
      checkNumber("limit", limit, MAX_LIMIT);
      checkChoice("tap_action", tap_action, TAP_ACTIONS);
      checkChoice("source", source, SOURCES);
      if (!Array.isArray(accounts)) throw new Error("accounts: [ … ]");
    },
    size: (config) => statusRows(config) * (config.compact ? 1 : 3),
    gridOptions: (config) => ({
      columns: 12,
      rows: "auto",
      min_columns: 6,
      min_rows: statusRows(config) * (config.compact ? 1 : 3),
    }),
    placeholder: (config) =>
      `<ha-card style="height:100%;min-height:${config.compact ? statusRows(config) * 56 : statusRows(config) * 173 + 12}px"></ha-card>`,
  }),
);

const TilesCard = editable(
  TILES_CARD,
  lazyCard({
    ...common,
    tag: TILES_CARD,
    size: () => 2,
    gridOptions: () => ({ columns: "full", rows: "auto", min_columns: 6 }),
    // As many tiles as fit into one column: a fourth one would jump when Home Assistant makes its columns.
    placeholder: () =>
      `<div style="display:flex;flex-wrap:wrap;gap:8px">${`<ha-card style="flex:1 1 min(160px, calc(50% - 4px));height:72px"></ha-card>`.repeat(3)}</div>`,
  }),
);

const ActivityCard = editable(
  ACTIVITY_CARD,
  lazyCard({
    ...common,
    tag: ACTIVITY_CARD,
    validate: ({ rows = DEFAULT_ROWS }) => checkNumber("rows", rows, MAX_ROWS),
    size: ({ rows = DEFAULT_ROWS }) => 1 + (rows as number),
    gridOptions: () => ({ columns: 12, rows: "auto", min_columns: 6 }),
    placeholder: ({ rows = DEFAULT_ROWS }) =>
      `<ha-card style="height:100%"><div style="columns:3 320px;column-gap:16px;padding:42px 8px 48px">${`<div style="height:64px"></div>`.repeat(rows as number)}</div></ha-card>`,
  }),
);

const InsightsCard = editable(
  INSIGHTS_CARD,
  lazyCard({
    ...common,
    tag: INSIGHTS_CARD,
    load: async (language) => {
      const { loadInsights } = await loadCards();
      await Promise.all([loadInsights(), loadCardsAndTexts(language)]);
    },
    size: () => 12,
    gridOptions: () => ({ columns: 12, rows: "auto", min_columns: 6 }),
    placeholder: ({ hide_empty }) =>
      hide_empty ? undefined : `<ha-card style="height:100%;min-height:${INSIGHTS_HEIGHT}px"></ha-card>`,
  }),
);

const RepairsCard = lazyCard({
  ...common,
  tag: REPAIRS_CARD,
  size: () => 1,
  gridOptions: () => ({ columns: "full", rows: "auto" }),
  placeholder: ({ open }) => (open ? `<div style="height:${repairsHeight(open as number)}px"></div>` : undefined),
});

class DashboardStrategy extends HTMLElement {
  static readonly noEditor = true;

  static getCreateSuggestions(): Record<string, unknown> {
    return { title: text("name"), icon: "mdi:message-image" };
  }

  static async generate(config: Record<string, unknown>, hass: HomeAssistant): Promise<Record<string, unknown>> {
    const { generateDashboard } = await loadCards();
    return generateDashboard(config, hass);
  }
}

type Entry = Record<string, unknown>;

/** Add an entry to one of the lists that Home Assistant's dialogs read, with texts in the language of that moment. */
function register(list: "customCards" | "customStrategies", entry: Entry, name: Text, description: Text): void {
  const registry = window as unknown as Record<string, Entry[] | undefined>;
  const entries = (registry[list] ??= []);
  if (entries.some(({ type }) => type === entry.type)) return;
  entries.push(
    Object.defineProperties(
      { ...entry, documentationURL: DOCUMENTATION },
      {
        name: { enumerable: true, get: () => text(name) },
        description: { enumerable: true, get: () => text(description) },
      },
    ),
  );
}

/** Register a card for the picker, where it is also offered for the entities of an account. */
function registerCard(type: CardTag, element: LazyCardClass, name: Text, description: Text): void {
  define(type, element);
  const getEntitySuggestion = (hass: HomeAssistant, entityId: string): Record<string, unknown> | null => {
    const entity = hass.entities[entityId];
    return entity?.platform === DOMAIN ? { config: { type: `custom:${type}`, device_id: entity.device_id } } : null;
  };
  register("customCards", { type, preview: true, getEntitySuggestion }, name, description);
}

registerCard(STATUS_CARD, StatusCard, "name", "description");
registerCard(TILES_CARD, TilesCard, "tiles.name", "tiles.description");
registerCard(ACTIVITY_CARD, ActivityCard, "activity.name", "activity.description");
registerCard(INSIGHTS_CARD, InsightsCard, "insights.name", "insights.description");
define(REPAIRS_CARD, RepairsCard);
define("ll-strategy-dashboard-green-api", DashboardStrategy);
register("customStrategies", { type: "green-api", strategyType: "dashboard" }, "name", "dashboard");
