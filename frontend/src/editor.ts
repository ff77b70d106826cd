/** What the visual editor asks, and what a new card begins with. */

import { pageLanguage, translator } from "./i18n";
import type { CardConfig, HomeAssistant } from "./types";

export const CARD = "green-api-status-card";
export const DOMAIN = "green_api";

interface Field {
  name: string;
}

/** Return the form that Home Assistant draws. */
export function cardForm(): Record<string, unknown> {
  const t = translator(pageLanguage());
  return {
    schema: [
      { name: "device_id", selector: { device: { filter: { integration: DOMAIN } } } },
      { name: "title", selector: { text: {} } },
      { name: "limit", default: 30, selector: { number: { min: 1, max: 200, mode: "box" } } },
      { name: "show_viewers", default: true, selector: { boolean: {} } },
      { name: "recent", default: false, selector: { boolean: {} } },
    ],
    computeLabel: (field: Field) => t(`editor.${field.name}`),
    computeHelper: (field: Field) => {
      const key = `helper.${field.name}`;
      const text = t(key);
      return text === key ? undefined : text;
    },
    assertConfig: (config: CardConfig) => {
      if (config.config_entry_id !== undefined) throw new Error("config_entry_id: YAML only");
    },
  };
}

/** Return the configuration for one account, with everything said that the editor shows. */
export function configFor(device_id: string | undefined): CardConfig {
  return { type: `custom:${CARD}`, ...(device_id ? { device_id } : {}), limit: 30, show_viewers: true };
}

/** Return the devices that are accounts, by name. */
export function accounts(hass: HomeAssistant): string[] {
  const found = new Set<string>();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform === DOMAIN && entity.device_id) found.add(entity.device_id);
  }
  const name = (id: string): string => hass.devices[id]?.name_by_user ?? hass.devices[id]?.name ?? id;
  return [...found].sort((one, other) => name(one).localeCompare(name(other)));
}

export function suggestConfig(hass: HomeAssistant): CardConfig {
  return configFor(accounts(hass)[0]);
}

/** Offer the card for an entity of an account, and for no other. */
export function suggestForEntity(hass: HomeAssistant, entityId: string): { config: CardConfig } | null {
  const entity = hass.entities[entityId];
  return entity?.platform === DOMAIN ? { config: configFor(entity.device_id) } : null;
}
