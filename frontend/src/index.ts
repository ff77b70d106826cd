/** Cards and dashboard of the GREEN-API integration for Home Assistant. */

import { StatusCard } from "./card";
import { CARD, suggestForEntity } from "./editor";
import { HintsCard } from "./hints";
import { pageLanguage, translator } from "./i18n";
import { DashboardStrategy } from "./strategy";
import { StatusViewer } from "./viewer";

interface Registry {
  customCards?: Record<string, unknown>[];
  customStrategies?: Record<string, unknown>[];
}

// An old version may still be listed as a resource of its own: the first one wins, and nothing breaks.
function define(name: string, element: CustomElementConstructor): void {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}

define("green-api-status-viewer", StatusViewer);
define("green-api-hints-card", HintsCard);
define("ll-strategy-dashboard-green-api", DashboardStrategy);
define(CARD, StatusCard);

const registry = window as unknown as Registry;
const documentationURL = "https://github.com/seed-738e5622/ha-green-api/blob/main/docs/dashboard.md";

// The language is asked for when the picker reads it: this module may be older than the choice.
function described(entry: Record<string, unknown>, name: string, description: string): Record<string, unknown> {
  return Object.defineProperties(entry, {
    name: { enumerable: true, get: () => translator(pageLanguage())(name) },
    description: { enumerable: true, get: () => translator(pageLanguage())(description) },
  });
}

registry.customCards ??= [];
if (!registry.customCards.some(({ type }) => type === CARD)) {
  registry.customCards.push(
    described({ type: CARD, preview: true, getEntitySuggestion: suggestForEntity, documentationURL }, "name", "description"),
  );
}
registry.customStrategies ??= [];
if (!registry.customStrategies.some(({ type }) => type === "green-api")) {
  registry.customStrategies.push(
    described({ type: "green-api", strategyType: "dashboard", documentationURL }, "name", "dashboard"),
  );
}
