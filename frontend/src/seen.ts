/** Which statuses were seen on this device. */

import type { Status } from "./types";

const KEY = "green-api-seen";
const MAX_SEEN = 500;

export function loadSeen(): Set<string> {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

/** Note that a status was seen; the oldest notes go once there are too many. */
export function markSeen(id: string): void {
  const seen = loadSeen();
  seen.delete(id);
  const ids = [...seen, id].slice(-MAX_SEEN);
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // Browsers may refuse to store anything.
  }
}

/** Return the statuses with those that were not seen first, each in the order they had. */
export function unseenFirst(statuses: Status[], seen: ReadonlySet<string>): Status[] {
  return [
    ...statuses.filter(({ status_id }) => !seen.has(status_id)),
    ...statuses.filter(({ status_id }) => seen.has(status_id)),
  ];
}
