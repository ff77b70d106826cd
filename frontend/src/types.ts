/** What Home Assistant hands to a card, as far as it is used here, and what the integration sends. */

export interface RegistryEntity {
  entity_id: string;
  device_id?: string;
  platform?: string;
  translation_key?: string;
}

export interface RegistryDevice {
  id: string;
  name?: string | null;
  name_by_user?: string | null;
  config_entries?: string[];
  primary_config_entry?: string | null;
}

export interface Connection {
  readonly connected?: boolean;
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  subscribeEvents(callback: () => void, type: string): Promise<() => Promise<void>>;
  addEventListener(type: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected", listener: () => void): void;
}

export interface HomeAssistant {
  connection: Connection;
  language: string;
  locale?: { language: string; time_format?: string; time_zone?: string };
  config: { time_zone: string; components: string[] };
  entities: Record<string, RegistryEntity>;
  devices: Record<string, RegistryDevice>;
  user?: { is_admin: boolean };
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  hassUrl?(path: string): string;
  localize(key: string, values?: Record<string, string>): string;
  loadBackendTranslation?(category: string, integration: string): Promise<unknown>;
}

export type State = "pending" | "sent" | "delivered" | "read" | "failed";
export type Kind = "text" | "image" | "video" | "audio";

export interface Status {
  status_id: string;
  type: Kind | null;
  state: State | null;
  text: string | null;
  caption: string | null;
  posted_at: number;
  expires_at: number;
  steps: [State, number][];
  counts: [number, number][];
  views: number | null;
  delivered_to: number | null;
  background_color: string | null;
  font: string | null;
  mime_type: string | null;
  sent_by_api: boolean | null;
  thumbnail: string | null;
  media: string | null;
}

export interface Account {
  title: string;
  account: string;
  config_entry_id: string;
  available: boolean;
  removed: boolean;
  connected?: boolean;
  counts_views?: boolean;
  active?: number;
  views?: number | null;
  total?: number;
}

/** Without `ids` the statuses are as before; with them, `statuses` holds those that are new or changed. */
export interface FeedEvent extends Account {
  ids?: string[];
  statuses?: Status[];
}

export interface CardConfig {
  type: string;
  device_id?: string;
  config_entry_id?: string;
  title?: string;
  limit?: number;
  show_viewers?: boolean;
  recent?: boolean;
}
