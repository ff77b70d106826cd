/** The statuses of contacts: what is known of them, and what the row and the viewer make of that. */

import { DOMAIN } from "./constants";
import type { Translate } from "./i18n";
import type { FeedState, Source } from "./subscription";
import type { BaseStatus, Contact, ContactsEvent } from "./types";
import type { Group } from "./viewer";

export interface ContactsState extends FeedState {
  /** Whether they are switched on for the account. */
  enabled: boolean;
  contacts: Contact[];
}

export const CONTACTS: Source<ContactsState, ContactsEvent> = {
  type: `${DOMAIN}/contact_statuses`,
  initial: { enabled: true, contacts: [] },
  apply: (_state, { enabled, contacts, ...account }) => ({
    account,
    enabled,
    contacts: contacts.filter(({ statuses }) => statuses.length > 0),
  }),
};

/** Return a contact's name, or else the phone number. */
export function contactName({ name, phone }: Contact, t: Translate): string {
  // Isolated, because a number would be turned around from right to left.
  return name?.trim() || (phone ? `\u2066+${phone.replace(/^\+/, "")}\u2069` : t("people.unknown"));
}

const isSeen = ({ status_id }: BaseStatus, seen: ReadonlySet<string>): boolean => seen.has(status_id);

/** Return how many statuses of a contact were not seen. */
export function countUnseen({ statuses }: Contact, seen: ReadonlySet<string>): number {
  return statuses.filter((status) => !isSeen(status, seen)).length;
}

/** Return which of the statuses to begin with: the first that was not seen, or the first of all. */
export function firstUnseen(statuses: BaseStatus[], seen: ReadonlySet<string>): number {
  return Math.max(0, statuses.findIndex((status) => !isSeen(status, seen)));
}

/**
 * Return what the viewer goes through: contacts in the order they had when it was opened, whoever posts meanwhile after them.
 * As on the phone, it ends after those of whom something was new, or, opened at one of the others, after these.
 */
export function viewerGroups(contacts: Contact[], opened: Contact[], at: string, seen: ReadonlySet<string>, t: Translate): Group[] {
  const isNew = (contact: Contact): boolean => countUnseen(contact, seen) > 0;
  const places = new Map(opened.map((contact, place) => [contact.contact_id, { place, isNew: isNew(contact) }]));
  const wanted = places.get(at)?.isNew ?? true;
  const place = ({ contact_id }: Contact): number => places.get(contact_id)?.place ?? opened.length;
  return contacts
    .filter((contact) => (places.get(contact.contact_id)?.isNew ?? isNew(contact)) === wanted)
    .sort((first, second) => place(first) - place(second))
    .map((contact) => ({ id: contact.contact_id, heading: contactName(contact, t), contact: true, statuses: contact.statuses }));
}

const MAX_GAP = 3;
/** The share of a segment that is left open where segments are short. */
const GAP_SHARE = 0.35;

export interface Ring {
  /** How far the first segment begins after the top, of 100 all around. */
  offset: number;
  /** Dashes and gaps of the segments that were seen, and of those that were not; null where there are none. */
  seen: string | null;
  unseen: string | null;
}

/** Return a ring with a segment for each status. */
export function ring(statuses: BaseStatus[], seen: ReadonlySet<string>): Ring {
  const part = 100 / statuses.length;
  const gap = statuses.length === 1 ? 0 : Math.min(MAX_GAP, part * GAP_SHARE);
  const dashes = (drawn: boolean[]): string | null => {
    if (!drawn.includes(true)) return null;
    // By turns a dash and a gap, beginning with a dash.
    const lengths = [0];
    const add = (length: number, isDash: boolean): void => {
      if ((lengths.length % 2 === 1) === isDash) lengths[lengths.length - 1]! += length;
      else lengths.push(length);
    };
    for (const isDrawn of drawn) {
      add(part - gap, isDrawn);
      if (gap > 0) add(gap, false);
    }
    return lengths.map((length) => Math.round(length * 1000) / 1000).join(" ");
  };
  const marks = statuses.map((status) => isSeen(status, seen));
  return { offset: gap / 2, seen: dashes(marks), unseen: dashes(marks.map((mark) => !mark)) };
}
