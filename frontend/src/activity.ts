/** What the lines of the activity card say. */

import type { Translate } from "./i18n";
import type { Activity, ActivityKind, Status } from "./types";

// So much of a title that two lines on a phone hold the whole sentence.
const MAX_TITLE = 36;

const STEPS = new Set<ActivityKind>(["posted", "delivered", "read", "viewed", "failed"]);

/** Return what a line is known by while it grows. */
export function lineKey({ status_id, kind, began_at }: Activity): string {
  return `${status_id} ${began_at} ${STEPS.has(kind) ? "" : kind}`;
}

export interface Sentence {
  before: string;
  /** What people wrote, in a direction of its own. */
  title: string;
  after: string;
}

const capitalized = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** Return the sentence about what happened to a status. */
export function sentence({ kind, new_views, views }: Activity, status: Status, t: Translate): Sentence {
  const name = kind === "viewed" && views > new_views ? "more" : kind;
  const text = t(`did.${name}`, { count: new_views });
  const words = (status.text ?? status.caption ?? "").trim().replace(/\s+/g, " ");
  if (words === "") {
    return { before: capitalized(text.replace("{title}", t(`a.${status.type ?? "unknown"}`))), title: "", after: "" };
  }
  const letters = [...words];
  const title = letters.length > MAX_TITLE ? `${letters.slice(0, MAX_TITLE - 1).join("").trimEnd()}…` : words;
  const [before = "", after = ""] = text.replace("{title}", t("quoted")).split("{title}");
  return { before: capitalized(before), title, after };
}
