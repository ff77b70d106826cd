/** The forms of the visual editors, and the configuration of a new card. */

import { accountDevices } from "./accounts";
import { ACTIVITY_CARD, DEFAULT_LIMIT, DEFAULT_ROWS, DOMAIN, INSIGHTS_CARD, MAX_LIMIT, MAX_ROWS, SOURCES, STATUS_CARD, TAP_ACTIONS, TILES_CARD, type CardTag } from "./constants";
import type { Translate } from "./i18n";
import type { AccountConfig, HomeAssistant } from "./types";

interface Field {
  name: string;
}

const number = (max: number): Record<string, unknown> => ({ number: { min: 1, max, mode: "box" } });
const choice = (t: Translate, key: string, values: readonly string[]): Record<string, unknown> => ({
  select: { mode: "dropdown", options: values.map((value) => ({ value, label: t(`${key}.${value}`) })) },
});
const TITLE = { name: "title", selector: { text: {} } };

const fields = (t: Translate): Record<CardTag, Record<string, unknown>[]> => ({
  [STATUS_CARD]: [
    TITLE,
    { name: "source", default: SOURCES[0], selector: choice(t, "source", SOURCES) },
    { name: "limit", default: DEFAULT_LIMIT, selector: number(MAX_LIMIT) },
    { name: "show_viewers", default: true, selector: { boolean: {} } },
    { name: "recent", default: false, selector: { boolean: {} } },
    { name: "post", default: true, selector: { boolean: {} } },
    { name: "unseen_first", default: false, selector: { boolean: {} } },
    { name: "autoplay", default: true, selector: { boolean: {} } },
    { name: "compact", default: false, selector: { boolean: {} } },
    { name: "tap_action", default: TAP_ACTIONS[0], selector: choice(t, "tap", TAP_ACTIONS) },
    { name: "accounts", selector: { device: { multiple: true, filter: { integration: DOMAIN } } } },
  ],
  [TILES_CARD]: [],
  [ACTIVITY_CARD]: [TITLE, { name: "rows", default: DEFAULT_ROWS, selector: number(MAX_ROWS) }],
  [INSIGHTS_CARD]: [TITLE],
});

/** Return the form that Home Assistant renders. */
export function cardForm(card: CardTag, t: Translate): Record<string, unknown> {
  return {
    schema: [{ name: "device_id", selector: { device: { filter: { integration: DOMAIN } } } }, ...fields(t)[card]],
    computeLabel: (field: Field) => t(`editor.${field.name}`),
    computeHelper: (field: Field) => {
      const key = field.name === "title" ? `helper.title.${card}` : `helper.${field.name}`;
      const text = t(key);
      return text === key ? undefined : text;
    },
    assertConfig: (config: AccountConfig) => {
      if (config.config_entry_id !== undefined) throw new Error("config_entry_id: YAML only");
    },
  };
}

/** Return the configuration of a new card: the first account. */
export function stubConfig(card: CardTag, hass: HomeAssistant): Record<string, unknown> {
  const [device_id] = accountDevices(hass);
  return { type: `custom:${card}`, ...(device_id ? { device_id } : {}) };
}
