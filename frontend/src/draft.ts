/** What is being written, for each account, while the page is open; and what keeps it from being posted. */

export const MAX_TEXT = 500;
export const MAX_CAPTION = 1024;
export const MAX_FILE_MB = 100;
/** White text has a contrast of at least 4.5 on each. The first one is what actions take by default. */
export const BACKGROUNDS = [
  "#0B6E4F",
  "#1F5FA8",
  "#5B3A9E",
  "#9C2C77",
  "#B23A48",
  "#A8480F",
  "#7A5A12",
  "#3F6B1F",
  "#0F6A78",
  "#3D4F6B",
  "#5A4038",
  "#202C33",
] as const;
export const FONTS = ["SANS_SERIF", "SERIF", "NORICAN_REGULAR", "BRYNDAN_WRITE", "OSWALD_HEAVY"] as const;
export const KINDS = ["text", "media", "voice"] as const;

export type Kind = (typeof KINDS)[number];
export type FileKind = Exclude<Kind, "text">;

export interface Person {
  id: string;
  name: string;
}

/** How far a post is. What has reached GREEN-API cannot be cancelled. */
export interface Sending {
  phase: "uploading" | "publishing";
  /** From 0 to 1. */
  progress: number;
  controller: AbortController;
}

export interface Draft {
  kind: Kind;
  text: string;
  background: string;
  font: string;
  caption: string;
  files: Partial<Record<FileKind, File>>;
  everybody: boolean;
  people: Person[];
  sending?: Sending;
  error?: string;
}

const drafts = new Map<string, Draft>();

export function newDraft(): Draft {
  return {
    kind: "text",
    text: "",
    background: BACKGROUNDS[0],
    font: FONTS[0],
    caption: "",
    files: {},
    everybody: true,
    people: [],
  };
}

/** Return the draft of an account. */
export function draftOf(account: string): Draft {
  let draft = drafts.get(account);
  if (draft === undefined) drafts.set(account, (draft = newDraft()));
  return draft;
}

/** Remove what was posted, and the choice of recipients: the next status goes to everybody again. */
export function clearPosted(draft: Draft, kind: Kind): void {
  const { text, background, font, caption } = newDraft();
  if (kind === "text") Object.assign(draft, { text, background, font });
  else delete draft.files[kind];
  if (kind === "media") draft.caption = caption;
  Object.assign(draft, { everybody: true, people: [], error: undefined });
}

/** Return the number of characters as the server counts them: an emoji is not two. */
export function length(text: string): number {
  return [...text].length;
}

/** Return the key of the text that says why a draft cannot be posted as it is. */
export function problem(draft: Draft): string | undefined {
  if (draft.kind === "text") {
    if (draft.text.trim() === "") return "compose.need.text";
    if (length(draft.text) > MAX_TEXT) return "compose.too_long";
  } else {
    const file = draft.files[draft.kind];
    if (file === undefined) return `compose.need.${draft.kind}`;
    if (draft.kind === "media" && length(draft.caption) > MAX_CAPTION) return "compose.too_long";
    const refused = fileProblem(file, draft.kind);
    if (refused !== undefined) return refused;
  }
  return draft.everybody || draft.people.length > 0 ? undefined : "compose.need.people";
}

/** Return the key of the text that says why a file cannot be posted. A type the browser does not know is left to the server. */
export function fileProblem(file: Pick<File, "size" | "type">, kind: FileKind): string | undefined {
  if (file.size > MAX_FILE_MB * 1024 * 1024) return "compose.too_large";
  if (file.size === 0) return "compose.empty_file";
  if (file.type === "") return undefined;
  const fits = kind === "voice" ? /^audio\// : /^(image|video)\/(?!svg)/;
  return fits.test(file.type) ? undefined : `compose.not_${kind}`;
}

/** Return the kind of status that a dropped or pasted file is for. */
export function kindOf(file: Pick<File, "type">): FileKind {
  return file.type.startsWith("audio/") ? "voice" : "media";
}

const EXTENSIONS: Record<string, string> = { "audio/mpeg": "mp3", "audio/mp4": "m4a", "video/quicktime": "mov" };

/** Return the name of a file with an extension, which tells the server its type; a camera's picture may have none. */
export function fileName({ name, type }: Pick<File, "name" | "type">): string {
  if (/\.\w{2,5}$/.test(name) || type === "") return name;
  return `${name || "file"}.${EXTENSIONS[type] ?? type.replace(/^.*\/|[;+].*$/g, "")}`;
}

/** Return a size in the largest unit that fits. */
export function formatSize(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_048_576 ? [Math.max(1, bytes / 1024), "kilobyte"] : [bytes / 1_048_576, "megabyte"];
  const maximumFractionDigits = value < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(value);
}

/** Return those whose name, or number, contains what was typed. */
export function search(people: Person[], typed: string): Person[] {
  const name = typed.trim().toLocaleLowerCase();
  const number = typed.replace(/[\s()+.-]/g, "");
  const isNumber = /^\d+$/.test(number);
  return people.filter((person) => person.name.toLocaleLowerCase().includes(name) || (isNumber && person.id.includes(number)));
}
