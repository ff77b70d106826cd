/** The content of a ring: a picture, the text, or the icon of the type. */

import { html, nothing, type TemplateResult } from "lit";

import { fontStyle, textColors } from "./format";
import { ICONS, typeIcon } from "./icons";
import { countEmoji } from "./text";
import type { BaseStatus } from "./types";

export function thumbnail(status: BaseStatus): TemplateResult {
  if (status.type === "text") {
    const { background, color } = textColors(status.background_color);
    return html`<div class="thumbnail" style="background:${background};color:${color}">
      <span class="text ${countEmoji(status.text ?? "") ? "emoji" : ""}" dir="auto" style=${fontStyle(status.font)}>${(status.text ?? "").slice(0, 80)}</span>
    </div>`;
  }
  const source = status.thumbnail_url ?? (status.type === "image" ? status.media_url : null);
  // The icon lies below the picture and shows if that cannot be loaded.
  return html`<div class="thumbnail ${status.type ?? ""}">
    ${status.type === "video" ? nothing : typeIcon(status.type)}
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
