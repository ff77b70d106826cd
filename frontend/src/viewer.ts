/** The viewer: one status in a full-screen dialog, with its delivery steps and views. */

import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import { define } from "./define";
import { deliverySteps, fontStyle, formatAgo, formatDuration, formatTime, textColors, textScale, viewers, viewsCurve } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon, typeIcon } from "./icons";
import { colors } from "./styles";
import type { HomeAssistant, Status } from "./types";
import { viewerStyles } from "./viewer-styles";

const SWIPE_PX = 56;
const MAX_SEGMENTS = 40;
const CURVE_SIZE: [number, number] = [160, 44];

export class StatusViewer extends LitElement {
  static override styles = [colors, viewerStyles];

  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) t!: Translate;
  @property({ attribute: false }) now = 0;
  @property({ attribute: false }) heading = "";
  @property({ attribute: false }) statuses: Status[] = [];
  @property({ attribute: false }) countsViews = false;
  @property({ attribute: false }) showViewers = true;

  @state() private current?: string;
  @state() private direction: "" | "next" | "previous" = "";
  @state() private loaded = false;
  @state() private failed = false;

  @query("dialog") private dialog?: HTMLDialogElement;
  @query(".slide") private slide?: HTMLElement;

  /** The links of the shown status. Renewed links are not applied to it, because they would restart a video. */
  private links: { media: string | null; thumbnail: string | null } = { media: null, thumbnail: null };
  private index = -1;
  private touch?: { x: number; y: number };

  open(id: string): void {
    this.direction = "";
    this.show(id);
    void this.updateComplete.then(() => {
      if (this.dialog?.open === false) this.dialog.showModal();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.current === undefined || !changed.has("statuses")) return;
    const index = this.statuses.findIndex((status) => status.status_id === this.current);
    if (index >= 0) {
      this.index = index;
      return;
    }
    // The shown status has expired or was deleted: show the one that follows.
    const next = this.statuses[Math.min(this.index, this.statuses.length - 1)];
    if (next === undefined) this.close();
    else this.show(next.status_id);
  }

  private get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  private show(id: string): void {
    const index = this.statuses.findIndex((status) => status.status_id === id);
    const status = this.statuses[index];
    if (status === undefined) return;
    this.current = id;
    this.index = index;
    this.links = { media: status.media_url, thumbnail: status.thumbnail_url };
    this.loaded = false;
    this.failed = false;
    this.dispatchEvent(new CustomEvent("status-shown", { detail: id }));
  }

  private showAt(index: number): void {
    const status = this.statuses[index];
    if (status === undefined) return;
    this.direction = index > this.index ? "next" : "previous";
    this.show(status.status_id);
  }

  private close(): void {
    this.dialog?.close();
  }

  private readonly handleClose = (): void => {
    this.current = undefined;
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    // In a focused player, the arrow keys seek.
    if (event.composedPath()[0] instanceof HTMLMediaElement) return;
    const [forward, backward] = this.rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    if (event.key === forward) this.showAt(this.index + 1);
    else if (event.key === backward) this.showAt(this.index - 1);
    else if (event.key === "Home") this.showAt(0);
    else if (event.key === "End") this.showAt(this.statuses.length - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly handleTouchStart = (event: TouchEvent): void => {
    const [finger] = event.touches;
    // A touch of a player's controls is no swipe.
    const onControls = event.composedPath().some(
      (node) =>
        node instanceof HTMLAudioElement ||
        (node instanceof HTMLVideoElement && finger && finger.clientY > node.getBoundingClientRect().bottom - 72),
    );
    this.touch = event.touches.length === 1 && finger && !onControls ? { x: finger.clientX, y: finger.clientY } : undefined;
  };

  private readonly handleTouchMove = (event: TouchEvent): void => {
    const [finger] = event.touches;
    if (!this.touch || !finger || !this.slide) return;
    const [x, y] = [finger.clientX - this.touch.x, finger.clientY - this.touch.y];
    // Browsers would navigate back with a horizontal swipe.
    if (event.cancelable && Math.abs(x) > Math.abs(y)) event.preventDefault();
    this.slide.style.transform =
      Math.abs(x) > Math.abs(y) ? `translateX(${x}px)` : `translateY(${Math.max(0, y)}px) scale(${1 - Math.max(0, y) / 2000})`;
  };

  private readonly handleTouchEnd = (event: TouchEvent): void => {
    const [finger] = event.changedTouches;
    if (!this.touch || !finger) return;
    const [x, y] = [finger.clientX - this.touch.x, finger.clientY - this.touch.y];
    this.touch = undefined;
    if (this.slide) this.slide.style.transform = "";
    if (Math.abs(x) > SWIPE_PX && Math.abs(x) > Math.abs(y)) this.showAt(this.index + (x < 0 !== this.rtl ? 1 : -1));
    else if (y > 2 * SWIPE_PX && y > Math.abs(x)) this.close();
  };

  protected override render(): TemplateResult {
    const status = this.current === undefined ? undefined : this.statuses[this.index];
    return html`<dialog
      tabindex="-1"
      autofocus
      aria-label=${this.t("name")}
      style="--forward:${this.rtl ? -1 : 1}"
      @close=${this.handleClose}
      @keydown=${this.handleKey}
    >
      ${status === undefined ? nothing : this.content(status)}
    </dialog>`;
  }

  private content(status: Status): TemplateResult {
    const { t, index, statuses, rtl } = this;
    return html`
      ${this.backdrop(status)}
      <header>
        ${statuses.length > 1 && statuses.length <= MAX_SEGMENTS
          ? html`<div class="segments" aria-hidden="true">
              ${statuses.map((_, at) => html`<i class=${at === index ? "current" : ""}></i>`)}
            </div>`
          : nothing}
        <div class="bar">
          <div class="type">${typeIcon(status.type)}</div>
          <div class="heading">
            <h2><bdi>${this.heading}</bdi></h2>
            <p>${this.times(status)}</p>
          </div>
          <div class="position" aria-hidden="true">${t("position", { index: index + 1, total: statuses.length })}</div>
          <button class="close" aria-label=${t("close")} title=${t("close")} @click=${this.close}>${icon(ICONS.close)}</button>
        </div>
      </header>
      <div
        class="stage"
        @touchstart=${this.handleTouchStart}
        @touchmove=${this.handleTouchMove}
        @touchend=${this.handleTouchEnd}
        @touchcancel=${this.handleTouchEnd}
      >
        ${keyed(status.status_id, html`<div class="slide ${this.direction}">${this.media(status)}</div>`)}
        ${index > 0 ? this.navigateButton("previous", t("previous"), rtl ? ICONS.right : ICONS.left) : nothing}
        ${index < statuses.length - 1 ? this.navigateButton("next", t("next"), rtl ? ICONS.left : ICONS.right) : nothing}
      </div>
      <div class="info">
        ${status.type !== "text" && status.caption
          ? html`<p class="caption" dir="auto">${status.caption}</p>`
          : nothing}
        <div class="facts">${this.steps(status)}${this.showViewers ? this.views(status) : nothing}</div>
      </div>
      <div class="hidden" aria-live="polite">
        ${t("position", { index: index + 1, total: statuses.length })}: ${t(`type.${status.type ?? "unknown"}`)}.
        ${status.text ?? status.caption ?? ""}. ${t(`state.${status.state ?? "unknown"}`)}
      </div>
    `;
  }

  private backdrop(status: Status): TemplateResult | typeof nothing {
    if (status.type === "text") {
      return html`<div class="backdrop" style="background:${textColors(status.background_color).background}"></div>`;
    }
    if (status.type === "audio") return html`<div class="backdrop audio"></div>`;
    const { thumbnail } = this.links;
    return thumbnail === null
      ? nothing
      : keyed(status.status_id, html`<img class="backdrop" src=${thumbnail} alt="" @error=${hide} />`) as TemplateResult;
  }

  private times(status: Status): string {
    const { t, now } = this;
    const language = this.hass.locale?.language ?? this.hass.language;
    return [
      formatAgo(now - status.posted_at, language),
      status.deleted
        ? t("deleted")
        : status.expires_at <= now
          ? t("expired")
          : t("left", { time: formatDuration(status.expires_at - now, language) }),
    ].join(" · ");
  }

  private navigateButton(direction: "next" | "previous", label: string, path: string): TemplateResult {
    return html`<button
      class="navigate ${direction}"
      aria-label=${label}
      @click=${() => this.showAt(this.index + (direction === "next" ? 1 : -1))}
    >
      <span>${icon(path)}</span>
    </button>`;
  }

  private media(status: Status): TemplateResult {
    const { t } = this;
    const { media, thumbnail } = this.links;
    if (status.type === "text") {
      const { background, color } = textColors(status.background_color);
      const text = status.text ?? "";
      return html`<div class="text" style="background:${background};color:${color};--scale:${textScale(text)}">
        <p dir="auto" style=${fontStyle(status.font)}>${text}</p>
      </div>`;
    }
    if (media === null || this.failed) {
      return html`<div class="broken" role="alert">
        ${icon(ICONS.broken)}<div>${t(status.deleted ? "deleted" : media === null ? "media_gone" : "media_failed")}</div>
      </div>`;
    }
    const fail = (): void => {
      this.failed = true;
    };
    const name = status.caption ?? t(`type.${status.type ?? "unknown"}`);
    if (status.type === "video") {
      return html`<video
        src=${media}
        poster=${thumbnail ?? nothing}
        aria-label=${name}
        controls
        autoplay
        playsinline
        preload="metadata"
        @error=${fail}
      ></video>`;
    }
    if (status.type === "audio") {
      return html`<div class="voice">
        <div class="disc">${icon(ICONS.audio)}</div>
        <audio src=${media} aria-label=${name} controls autoplay preload="metadata" @error=${fail}></audio>
      </div>`;
    }
    return html`${this.loaded || thumbnail === null ? nothing : html`<img class="placeholder" src=${thumbnail} alt="" @error=${hide} />`}
      <img
        class="full"
        src=${media}
        alt=${name}
        draggable="false"
        @load=${() => {
          this.loaded = true;
        }}
        @error=${fail}
      />`;
  }

  private steps(status: Status): TemplateResult {
    return html`<ol class="steps">
      ${deliverySteps(status).map(
        ({ state: name, at, reached }) =>
          html`<li class="${name} ${reached ? "reached" : ""}">
            <span class="dot">${stateIcon(name)}</span>
            <span>${this.t(`state.${name}`)}</span>
            <time>${at === null ? "" : formatTime(at, this.hass, this.now)}</time>
          </li>`,
      )}
    </ol>`;
  }

  private views(status: Status): TemplateResult {
    const { t } = this;
    const curve = viewsCurve(status, this.now, ...CURVE_SIZE);
    const [width, height] = CURVE_SIZE;
    return html`<div class="views">
      <div class="count">
        <strong>${icon(ICONS.eye)}${status.views === null ? t(this.countsViews && status.state !== "failed" ? "uncounted" : "not_counted") : viewers(t, status)}</strong>
        ${status.delivered_to ? html`<span>${t("reached", { count: status.delivered_to })}</span>` : nothing}
      </div>
      ${curve === null
        ? nothing
        : html`<svg
            class="curve"
            viewBox="0 0 ${width} ${height}"
            preserveAspectRatio="none"
            role="img"
            aria-label=${t("curve")}
          >
            ${svg`<title>${t("curve")}</title><path class="area" d=${curve.area}></path><path class="line" d=${curve.line}></path>`}
          </svg>`}
    </div>`;
  }
}

function hide(event: Event): void {
  (event.target as HTMLElement).style.visibility = "hidden";
}

define("green-api-status-viewer", StatusViewer);
