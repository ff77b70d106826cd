/** What is known of one account, kept up to date by a websocket subscription. */

import { DOMAIN } from "./constants";
import type { Account, Activity, Connection, Status, SubscriptionEvent } from "./types";

const RETRY_MS = 5000;

export interface FeedState {
  account?: Account;
  error?: string;
}

/** What can be subscribed to: a command, what is known before its first event, and what an event makes of it. */
export interface Source<State extends FeedState, Event = unknown> {
  type: string;
  initial: State;
  apply(state: State, event: Event): State;
}

/** The account's own statuses. */
export interface AccountState extends FeedState {
  statuses: Status[];
  /** Ids of statuses that are new or changed their state with the last event. */
  changed: ReadonlySet<string>;
  /** What happened, newest first; only if it was asked for. */
  activity: Activity[];
}

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

export const STATUSES: Source<AccountState, SubscriptionEvent> = {
  type: `${DOMAIN}/subscribe`,
  initial: { statuses: [], changed: new Set(), activity: [] },
  apply: applyEvent,
};

export interface SubscribeOptions {
  device_id?: string;
  config_entry_id?: string;
  limit?: number;
  recent?: boolean;
  activity?: number;
}

/** Subscribes, and subscribes again after a reconnect or an error. */
export class Subscription<State extends FeedState> {
  private state: State;
  private unsubscribe?: () => Promise<void>;
  private timer?: number;
  /** Counts the attempts, so that answers to earlier ones are ignored. */
  private attempt = 0;

  constructor(
    private readonly source: Source<State>,
    private readonly connection: Connection,
    private readonly options: SubscribeOptions,
    private readonly onChange: (state: State) => void,
  ) {
    this.state = source.initial;
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
      const unsubscribe = await this.connection.subscribeMessage(
        (event) => {
          if (attempt === this.attempt) this.update(this.source.apply(this.state, event));
        },
        { type: this.source.type, ...this.options },
        { resubscribe: false },
      );
      if (attempt === this.attempt) this.unsubscribe = unsubscribe;
      else unsubscribe().catch(() => undefined);
    } catch (error) {
      if (attempt !== this.attempt) return;
      const { code } = error as { code?: string | number };
      // The command is unknown while Home Assistant starts; a number is a lost connection, which is followed by "ready".
      if (typeof code === "string" && code !== "unknown_command") {
        this.update({ ...this.source.initial, error: code });
      }
      if (code !== "not_found") this.timer = window.setTimeout(this.subscribe, RETRY_MS);
    }
  };

  private update(state: State): void {
    this.state = state;
    this.onChange(state);
  }
}

/** One subscription at a time: another one where the options change, or the page has another connection. */
export class Feed<State extends FeedState> {
  private subscription?: Subscription<State>;
  private connection?: Connection;
  private options = "";

  constructor(private readonly source: Source<State>) {}

  /** Subscribe, unless that is done already. `onChange` gets undefined where nothing is known any more. */
  follow(connection: Connection, options: SubscribeOptions, onChange: (state: State | undefined) => void): void {
    const key = JSON.stringify(options);
    const same = key === this.options;
    if (this.subscription !== undefined && connection === this.connection && same) return;
    this.subscription?.stop();
    if (!same) onChange(undefined);
    this.connection = connection;
    this.options = key;
    this.subscription = new Subscription(this.source, connection, options, onChange);
  }

  stop(): void {
    this.subscription?.stop();
    this.subscription = undefined;
  }
}
