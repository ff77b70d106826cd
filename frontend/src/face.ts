/** What is inside a ring. */

import { html, nothing, type TemplateResult } from "lit";

import { fontStyle, textColors } from "./format";
import { ICONS, kindIcon } from "./icons";
import type { Status } from "./types";

/** Return the picture of a status, or what stands for it. */
export function face(status: Status): TemplateResult {
  if (status.type === "text") {
    const { ground, ink } = textColors(status.background_color);
    return html`<div class="face" style="background:${ground};color:${ink}">
      <span class="words" dir="auto" style=${fontStyle(status.font)}>${(status.text ?? "").slice(0, 80)}</span>
    </div>`;
  }
  const source = status.thumbnail ?? (status.type === "image" ? status.media : null);
  // The sign lies under the picture, for when that cannot be loaded.
  return html`<div class="face ${status.type ?? ""}">
    ${status.type === "video" ? nothing : kindIcon(status.type)}
    ${source === null || status.type === "audio" ? nothing : picture(source)}
    ${status.type === "video"
      ? html`<svg class="play" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS.play}></path></svg>`
      : nothing}
  </div>`;
}

function picture(source: string): TemplateResult {
  return html`<img
    src=${source}
    alt=""
    loading="lazy"
    decoding="async"
    @error=${(event: Event) => ((event.target as HTMLElement).style.visibility = "hidden")}
    @load=${(event: Event) => ((event.target as HTMLElement).style.visibility = "")}
  />`;
}
