/** The statuses of one account, kept up to date by a websocket subscription. */

import type { Account, Activity, Connection, Status, SubscriptionEvent } from "./types";

const RETRY_MS = 5000;

export interface AccountState {
  account?: Account;
  statuses: Status[];
  /** Ids of statuses that are new or changed their state with the last event. */
  changed: ReadonlySet<string>;
  /** What happened, newest first; only if it was asked for. */
  activity: Activity[];
  error?: string;
}

const NOTHING: AccountState = { statuses: [], changed: new Set(), activity: [] };

/** Return the state after an event. */
export function applyEvent(state: AccountState, event: SubscriptionEvent): AccountState {
  const { ids, statuses = [], activity = [], ...account } = event;
  if (ids === undefined) return { ...state, account, changed: new Set() };
  const before = new Map(state.statuses.map((status) => [status.status_id, status]));
  const received = new Map(statuses.map((status) => [status.status_id, status]));
  const changed = new Set<string>();
  if (state.account?.available) {
    for (const status of statuses) {
      if (before.get(status.status_id)?.state !== status.state) changed.add(status.status_id);
    }
  }
  return {
    account,
    statuses: ids.flatMap((id) => received.get(id) ?? before.get(id) ?? []),
    changed,
    activity,
  };
}

export interface SubscribeOptions {
  device_id?: string;
  config_entry_id?: string;
  limit?: number;
  recent?: boolean;
  activity?: number;
}

/** Subscribes, and subscribes again after a reconnect or an error. */
export class Subscription {
  private state: AccountState = NOTHING;
  private unsubscribe?: () => Promise<void>;
  private timer?: number;
  /** Counts the attempts, so that answers to earlier ones are ignored. */
  private attempt = 0;

  constructor(
    private readonly connection: Connection,
    private readonly options: SubscribeOptions,
    private readonly onChange: (state: AccountState) => void,
  ) {
    // The connection's own resubscription gives up if the integration is not set up yet.
    connection.addEventListener("ready", this.subscribe);
    void this.subscribe();
  }

  stop(): void {
    this.attempt += 1;
    window.clearTimeout(this.timer);
    this.connection.removeEventListener("ready", this.subscribe);
    this.unsubscribe?.().catch(() => undefined);
  }

  private readonly subscribe = async (): Promise<void> => {
    const attempt = ++this.attempt;
    window.clearTimeout(this.timer);
    this.unsubscribe = undefined;
    try {
      const unsubscribe = await this.connection.subscribeMessage<SubscriptionEvent>(
        (event) => {
          if (attempt === this.attempt) this.update(applyEvent(this.state, event));
        },
        { type: "green_api/subscribe", ...this.options },
        { resubscribe: false },
      );
      if (attempt === this.attempt) this.unsubscribe = unsubscribe;
      else unsubscribe().catch(() => undefined);
    } catch (error) {
      if (attempt !== this.attempt) return;
      const { code } = error as { code?: string | number };
      // The command is unknown while Home Assistant starts; a number is a lost connection, which is followed by "ready".
      if (typeof code === "string" && code !== "unknown_command") {
        this.update({ ...NOTHING, error: code });
      }
      if (code !== "not_found") this.timer = window.setTimeout(this.subscribe, RETRY_MS);
    }
  };

  private update(state: AccountState): void {
    this.state = state;
    this.onChange(state);
  }
}

/** One subscription at a time: another one where the options change, or the page has another connection. */
export class Feed {
  private subscription?: Subscription;
  private connection?: Connection;
  private options = "";

  /** Subscribe, unless that is done already. `onChange` gets undefined where nothing is known any more. */
  follow(connection: Connection, options: SubscribeOptions, onChange: (state: AccountState | undefined) => void): void {
    const key = JSON.stringify(options);
    const same = key === this.options;
    if (this.subscription !== undefined && connection === this.connection && same) return;
    this.subscription?.stop();
    if (!same) onChange(undefined);
    this.connection = connection;
    this.options = key;
    this.subscription = new Subscription(connection, options, onChange);
  }

  stop(): void {
    this.subscription?.stop();
    this.subscription = undefined;
  }
}
