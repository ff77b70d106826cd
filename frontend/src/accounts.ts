/** Which accounts there are, from the registries that Home Assistant keeps in the browser, and their open issues. */

import { DOMAIN } from "./constants";
import type { Account, HomeAssistant } from "./types";

/** Return the ids of the devices that are accounts, sorted by name. */
export function accountDevices(hass: HomeAssistant): string[] {
  const ids = new Set<string>();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform === DOMAIN && entity.device_id) ids.add(entity.device_id);
  }
  const name = (id: string): string => hass.devices[id]?.name_by_user ?? hass.devices[id]?.name ?? id;
  return [...ids].sort((first, second) => name(first).localeCompare(name(second)));
}

/** Return the entities of a device by platform and translation key, as in "sensor.views". */
export function deviceEntities(hass: HomeAssistant, deviceId: string): Map<string, string> {
  const entities = new Map<string, string>();
  for (const entity of Object.values(hass.entities)) {
    if (entity.platform !== DOMAIN || entity.device_id !== deviceId || !entity.translation_key) continue;
    entities.set(`${entity.entity_id.split(".")[0]}.${entity.translation_key}`, entity.entity_id);
  }
  return entities;
}

/** Return the device of an account. */
export function accountDevice(hass: HomeAssistant, account: Account, deviceId?: string): string | undefined {
  return deviceId ?? Object.values(hass.devices).find(({ config_entry_id }) => config_entry_id === account.config_entry_id)?.id;
}

export interface Issue {
  domain: string;
  issue_id: string;
  ignored: boolean;
  severity: string | null;
  translation_key: string | null;
  translation_placeholders: Record<string, string> | null;
}

/** Return the open issues of the integration; none where these may not be read. */
export async function openIssues(hass: HomeAssistant): Promise<Issue[]> {
  try {
    const { issues } = await hass.callWS<{ issues: Issue[] }>({ type: "repairs/list_issues" });
    return issues.filter((issue) => issue.domain === DOMAIN && !issue.ignored);
  } catch {
    return [];
  }
}
