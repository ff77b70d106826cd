/** What the texts of statuses are made of: links, emoji, and how long they take to read. */

export interface Link {
  text: string;
  href: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u0000-\u001f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/giu;
const AFTER_ADDRESS = /[.,:;!?…)\]}*_~]+$/u;

/** Return a text in pieces, those that are links to a website apart. */
export function findLinks(text: string): (string | Link)[] {
  const parts: (string | Link)[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutPunctuation(match[0]);
    const href = webAddress(address);
    if (href === undefined) continue;
    if (match.index! > from) parts.push(text.slice(from, match.index));
    parts.push({ text: address, href });
    from = match.index! + address.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** Return an address without the marks of the sentence around it; a bracket stays with the one that opens it. */
function withoutPunctuation(address: string): string {
  const end = AFTER_ADDRESS.exec(address)?.index ?? address.length;
  return address[end] === ")" && address.slice(0, end).includes("(") ? address.slice(0, end + 1) : address.slice(0, end);
}

function webAddress(address: string): string | undefined {
  try {
    const { protocol, username, password, href } = new URL(address);
    // A name before the host can look like another host.
    return /^https?:$/.test(protocol) && !username && !password ? href : undefined;
  } catch {
    return undefined;
  }
}

const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Regional_Indicator}|[\u200d\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]|\s)+$/u;
// As many as are shown large in WhatsApp.
const MAX_EMOJI = 3;

/** Return the number of emoji in a text of a few and nothing else; 0 for any other text. */
export function countEmoji(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length > 60 || !EMOJI.test(trimmed)) return 0;
  // What is joined, coloured or a flag is one emoji.
  const joined = trimmed
    .replace(/\s|\ufe0f|[\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]/gu, "")
    .replace(/\u200d./gu, "")
    .replace(/\p{Regional_Indicator}{2}/gu, "x");
  const count = [...joined].length;
  return count <= MAX_EMOJI ? count : 0;
}

/** Return for how many milliseconds a status is shown: five seconds, and more for a long text. */
export function displayTime(text: string): number {
  const letters = [...text].length;
  return Math.min(20_000, 5000 + Math.max(0, letters - 60) * 50);
}

/** Return the first letters of the first two words of a name; undefined where there is none, as in a phone number. */
export function initials(name: string): string | undefined {
  const letters = name.split(/\s+/u).flatMap((word) => /^\P{L}*(\p{L})/u.exec(word)?.[1] ?? []);
  return letters.slice(0, 2).join("").toLocaleUpperCase() || undefined;
}
