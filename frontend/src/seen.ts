/** Which statuses were seen on this device. */

interface SeenList {
  key: string;
  /** How many are remembered; the oldest notes go once there are more. */
  max: number;
}

export const SEEN_OWN: SeenList = { key: "green-api-seen", max: 500 };
// More than contacts post in the 24 hours that a status lives.
export const SEEN_CONTACTS: SeenList = { key: "green-api-seen-contacts", max: 2000 };

export function loadSeen({ key }: SeenList): Set<string> {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

/** Note that a status was seen. */
export function markSeen(list: SeenList, id: string): void {
  const seen = loadSeen(list);
  seen.delete(id);
  const ids = [...seen, id].slice(-list.max);
  try {
    localStorage.setItem(list.key, JSON.stringify(ids));
  } catch {
    // Browsers may refuse to store anything.
  }
}

/** Return the items with those that were not seen first, each in the order they had. */
export function unseenFirst<Item>(items: Item[], isSeen: (item: Item) => boolean): Item[] {
  return [...items.filter((item) => !isSeen(item)), ...items.filter(isSeen)];
}
