/** Entry module, loaded with every page: registers the cards and the dashboard, whose code is loaded when it is needed. */

import entryTexts from "entry-texts";

import { DEFAULT_LIMIT, DOCUMENTATION, DOMAIN, MAX_LIMIT, REPAIRS_CARD, STATUS_CARD } from "./constants";
import { define } from "./define";
import { closestLanguage } from "./languages";
import { lazyCard } from "./lazy-card";
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

class StatusCard extends lazyCard({
  tag: STATUS_CARD,
  load: loadCardsAndTexts,
  validate: ({ limit = DEFAULT_LIMIT }) => {
    if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > MAX_LIMIT) {
      throw new Error(`limit: 1 – ${MAX_LIMIT}`);
    }
  },
  errorText: () => text("reload"),
  size: 3,
  gridOptions: { columns: 12, rows: "auto", min_columns: 4, min_rows: 2 },
  loadingHeight: "188px",
}) {
  static async getConfigForm(): Promise<Record<string, unknown>> {
    const { cardForm, loadTranslate } = await loadCards();
    return cardForm(await loadTranslate(pageLanguage()));
  }

  static async getStubConfig(hass: HomeAssistant): Promise<Record<string, unknown>> {
    const { stubConfig } = await loadCards();
    return stubConfig(hass);
  }
}

const RepairsCard = lazyCard({
  tag: REPAIRS_CARD,
  load: loadCardsAndTexts,
  errorText: () => text("reload"),
  size: 1,
  gridOptions: { columns: "full", rows: "auto" },
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

/** Offer the card for an entity of an account. */
function getEntitySuggestion(hass: HomeAssistant, entityId: string): Record<string, unknown> | null {
  const entity = hass.entities[entityId];
  return entity?.platform === DOMAIN ? { config: { type: `custom:${STATUS_CARD}`, device_id: entity.device_id } } : null;
}

type Entry = Record<string, unknown>;

/** Add an entry to one of the lists that Home Assistant's dialogs read, with texts in the language of that moment. */
function register(list: "customCards" | "customStrategies", entry: Entry, description: Text): void {
  const registry = window as unknown as Record<string, Entry[] | undefined>;
  const entries = (registry[list] ??= []);
  if (entries.some(({ type }) => type === entry.type)) return;
  entries.push(
    Object.defineProperties(
      { ...entry, documentationURL: DOCUMENTATION },
      {
        name: { enumerable: true, get: () => text("name") },
        description: { enumerable: true, get: () => text(description) },
      },
    ),
  );
}

define(STATUS_CARD, StatusCard);
define(REPAIRS_CARD, RepairsCard);
define("ll-strategy-dashboard-green-api", DashboardStrategy);
register("customCards", { type: STATUS_CARD, preview: true, getEntitySuggestion }, "description");
register("customStrategies", { type: "green-api", strategyType: "dashboard" }, "dashboard");
