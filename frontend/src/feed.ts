/** The statuses of one account, as the integration tells of them: one subscription, nothing is polled. */

import type { Account, Connection, FeedEvent, Status } from "./types";

const RETRY_MS = 5000;

export interface Feed {
  account?: Account;
  statuses: Status[];
  /** The statuses that came or went on since the first event: a card may show that off. */
  fresh: ReadonlySet<string>;
  error?: string;
}

/** Return the feed after an event. */
export function merge(feed: Feed, event: FeedEvent): Feed {
  const { ids, statuses = [], ...account } = event;
  if (ids === undefined) return { account, statuses: feed.statuses, fresh: new Set() };
  const known = new Map(feed.statuses.map((status) => [status.status_id, status]));
  const news = new Map(statuses.map((status) => [status.status_id, status]));
  const fresh = new Set<string>();
  if (feed.account?.available) {
    for (const status of statuses) {
      if (known.get(status.status_id)?.state !== status.state) fresh.add(status.status_id);
    }
  }
  return {
    account,
    statuses: ids.flatMap((id) => news.get(id) ?? known.get(id) ?? []),
    fresh,
  };
}

export interface Request {
  device_id?: string;
  config_entry_id?: string;
  limit?: number;
  recent?: boolean;
}

/** Keeps a feed up through everything that happens to the connection and to the account. */
export class Subscription {
  private feed: Feed = { statuses: [], fresh: new Set() };
  private unsubscribe?: () => Promise<void>;
  private timer?: number;
  private stopped = false;
  private round = 0;

  constructor(
    private readonly connection: Connection,
    private readonly request: Request,
    private readonly tell: (feed: Feed) => void,
  ) {
    // The library's own way of subscribing again gives up where the integration is not set up yet.
    connection.addEventListener("ready", this.subscribe);
    void this.subscribe();
  }

  stop(): void {
    this.stopped = true;
    this.round += 1;
    window.clearTimeout(this.timer);
    this.connection.removeEventListener("ready", this.subscribe);
    this.unsubscribe?.().catch(() => undefined);
  }

  private readonly subscribe = async (): Promise<void> => {
    const round = ++this.round;
    window.clearTimeout(this.timer);
    this.unsubscribe = undefined;
    try {
      const unsubscribe = await this.connection.subscribeMessage<FeedEvent>(
        (event) => {
          if (round === this.round) this.show(merge(this.feed, event));
        },
        { type: "green_api/subscribe", ...this.request },
        { resubscribe: false },
      );
      if (round === this.round) this.unsubscribe = unsubscribe;
      else unsubscribe().catch(() => undefined);
    } catch (error) {
      if (round !== this.round) return;
      const code = (error as { code?: string | number }).code;
      if (code === "not_found") {
        this.show({ statuses: [], fresh: new Set(), error: code });
        return;
      }
      // Home Assistant is starting, or was lost: the latter brings a "ready" of its own.
      if (code !== "unknown_command" && typeof code === "string") {
        this.show({ statuses: [], fresh: new Set(), error: code });
      }
      this.timer = window.setTimeout(this.subscribe, RETRY_MS);
    }
  };

  private show(feed: Feed): void {
    if (this.stopped) return;
    this.feed = feed;
    this.tell(feed);
  }
}
