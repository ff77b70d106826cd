/** The parts of Home Assistant's objects that are used here, and the messages of the integration. */

import type { SOURCES, TAP_ACTIONS } from "./constants";

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
  config_entry_id?: string | null;
}

export interface Connection {
  readonly connected: boolean;
  subscribeMessage<T>(
    callback: (message: T) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  subscribeEvents(callback: () => void, type: string): Promise<() => Promise<void>>;
  addEventListener(type: "ready" | "disconnected", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected", listener: () => void): void;
}

type Localize = (key: string, values?: Record<string, string>) => string;

export interface HomeAssistant {
  auth: { readonly accessToken: string; readonly expired: boolean; data: { hassUrl: string }; refreshAccessToken(): Promise<void> };
  connection: Connection;
  connected: boolean;
  language: string;
  locale?: { language: string; time_format?: string; time_zone?: string; first_weekday?: string };
  config: { time_zone: string; components: string[] };
  entities: Record<string, RegistryEntity>;
  devices: Record<string, RegistryDevice>;
  user?: { is_admin: boolean };
  themes?: { darkMode?: boolean };
  callApi<T>(method: string, path: string, parameters?: Record<string, unknown>): Promise<T>;
  callService<T>(
    domain: string,
    service: string,
    data: Record<string, unknown>,
    target?: undefined,
    notifyOnError?: boolean,
    returnResponse?: boolean,
  ): Promise<{ response?: T }>;
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  hassUrl?(path: string): string;
  localize: Localize;
  loadBackendTranslation?(category: string, integration: string): Promise<Localize>;
}

export type State = "pending" | "sent" | "delivered" | "read" | "failed";
export type StatusType = "text" | "image" | "video" | "audio";

/** What is known of every status, one's own or that of a contact. */
export interface BaseStatus {
  status_id: string;
  type: StatusType | null;
  text: string | null;
  caption: string | null;
  posted_at: number;
  expires_at: number;
  background_color: string | null;
  font: string | null;
  mime_type: string | null;
  deleted: boolean;
  thumbnail_url: string | null;
  media_url: string | null;
}

/** A status of the account itself. */
export interface Status extends BaseStatus {
  state: State | null;
  /** States and the unix times they were reached at. */
  state_history: [State, number][];
  /** Unix times and the number of views counted then. */
  view_history: [number, number][];
  views: number | null;
  /** Whether `views` is what was counted, not the least it can be. */
  complete: boolean;
  delivered_to: number | null;
  sent_by_api: boolean | null;
  failure_reason: string | null;
  /** Whether it is still to be published. */
  waiting: boolean;
}

export interface Contact {
  contact_id: string;
  name: string | null;
  phone: string | null;
  /** Oldest first; at least one. */
  statuses: BaseStatus[];
}

export interface Account {
  title: string;
  account: string;
  config_entry_id: string;
  available: boolean;
  removed: boolean;
  disabled?: boolean;
  /** Whether the user may post, delete and see people. */
  may_post?: boolean;
  connected?: boolean;
  /** Since when GREEN-API does not answer. */
  failing_since?: number | null;
  counts_views?: boolean;
  active?: number;
  /** The sum of the views of the active statuses, null while none was counted, and whether all were. */
  views?: number | null;
  complete?: boolean;
  /** How many people the active statuses reached, and how many of these saw them; null where that is not reported. */
  reached?: number | null;
  seen?: number | null;
  /** How many of the active statuses were delivered, and read. */
  delivered?: number;
  read?: number;
  /** How many of the recent statuses failed or were not published. */
  failed?: number;
  total?: number;
  total_statuses?: number;
  total_views?: number | null;
  /** By which share the latest status is above its usual views, or below, at its last count, and how old it was then. */
  compared?: number | null;
  compared_after?: number | null;
  /** How many final views a status usually has. */
  usual_views?: number | null;
}

export type ActivityKind =
  | "waiting"
  | "posted"
  | "delivered"
  | "read"
  | "viewed"
  | "failed"
  | "not_published"
  | "expired"
  | "deleted";

/** One line: what happened to a status, and when it began and ended. */
export interface Activity {
  status_id: string;
  kind: ActivityKind;
  began_at: number;
  occurred_at: number;
  new_views: number;
  views: number;
}

/** Without `ids` the statuses did not change; with them, `statuses` holds those that are new or changed. */
export interface SubscriptionEvent extends Account {
  ids?: string[];
  statuses?: Status[];
  activity?: Activity[];
}

/** The contacts with the newest status come first. */
export interface ContactsEvent extends Account {
  /** Whether statuses of contacts are switched on for the account. */
  enabled: boolean;
  contacts: Contact[];
}

export interface AccountConfig {
  type: string;
  device_id?: string;
  config_entry_id?: string;
}

export type TapAction = (typeof TAP_ACTIONS)[number];

export type Source = (typeof SOURCES)[number];

export interface CardConfig extends AccountConfig {
  title?: string;
  /** Whose statuses are shown. */
  source?: Source;
  limit?: number;
  show_viewers?: boolean;
  recent?: boolean;
  post?: boolean;
  /** Devices of more accounts. */
  accounts?: string[];
  autoplay?: boolean;
  compact?: boolean;
  tap_action?: TapAction;
  unseen_first?: boolean;
}

export interface ActivityConfig extends AccountConfig {
  title?: string;
  rows?: number;
  /** Take no room while nothing has happened. */
  hide_empty?: boolean;
}

/** The median of some statuses, the quartiles around it, and how many they are. */
export interface Spread {
  low: number;
  median: number;
  high: number;
  statuses: number;
}

export interface InsightsItem {
  status_id: string;
  views: number | null;
  /** How old the status was at its last count, in seconds. */
  counted_after: number | null;
  /** By hours since posting. */
  views_after: Record<string, number | null>;
  view_rate: number | null;
  /** In percent. */
  compared: number | null;
  half_life: number | null;
}

/** The answer of `green_api/insights`; weekdays and hours are those of Home Assistant's time zone. */
export interface Insights {
  statuses: number;
  usual_views: Spread | null;
  usual_curve: (Spread & { hours: number })[];
  by_type: Partial<Record<StatusType, Spread>>;
  by_weekday_and_hour: { weekday: string; hour: number; median: number; statuses: number }[];
  best_time: { hour: number; statuses: number; share: number; is_clear: boolean } | null;
  this_week: Spread | null;
  last_week: Spread | null;
  items: InsightsItem[];
  /** Ids: of the newest statuses, and of those with the most views. */
  newest: string[];
  top: string[];
  /** Of the newest statuses, the views at each full hour. */
  hourly_views: Record<string, (number | null)[]>;
  /** All of these. */
  listed: Status[];
}

export interface InsightsConfig extends AccountConfig {
  title?: string;
  /** Take no room while there is no status. */
  hide_empty?: boolean;
}
