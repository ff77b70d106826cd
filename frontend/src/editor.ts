/** The form of the visual editor, and the configuration of a new card. */

import { accountDevices } from "./accounts";
import { DEFAULT_LIMIT, DOMAIN, MAX_LIMIT, STATUS_CARD } from "./constants";
import type { Translate } from "./i18n";
import type { CardConfig, HomeAssistant } from "./types";

interface Field {
  name: string;
}

/** Return the form that Home Assistant renders. */
export function cardForm(t: Translate): Record<string, unknown> {
  return {
    schema: [
      { name: "device_id", selector: { device: { filter: { integration: DOMAIN } } } },
      { name: "title", selector: { text: {} } },
      { name: "limit", default: DEFAULT_LIMIT, selector: { number: { min: 1, max: MAX_LIMIT, mode: "box" } } },
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

/** Return the configuration of a new card: the first account. */
export function stubConfig(hass: HomeAssistant): Record<string, unknown> {
  const [device_id] = accountDevices(hass);
  return { type: `custom:${STATUS_CARD}`, ...(device_id ? { device_id } : {}) };
}
