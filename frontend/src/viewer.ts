/** The viewer: one status as large as the screen, and how far it got. */

import { LitElement, html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";

import { curve, fontStyle, formatAgo, formatDuration, formatTime, textColors, textScale, way } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, kindIcon, stateIcon } from "./icons";
import { colors } from "./styles";
import type { Account, HomeAssistant, Status } from "./types";
import { viewerStyles } from "./viewer-styles";

const SWIPE = 56;
const MAX_SEGMENTS = 40;
const CURVE: [number, number] = [160, 44];

export class StatusViewer extends LitElement {
  static override styles = [colors, viewerStyles];

  @property({ attribute: false }) hass!: HomeAssistant;
  @property({ attribute: false }) t!: Translate;
  @property({ attribute: false }) now = 0;
  @property({ attribute: false }) account?: Account;
  @property({ attribute: false }) title_ = "";
  @property({ attribute: false }) statuses: Status[] = [];
  @property({ attribute: false }) showViewers = true;

  @state() private current?: string;
  @state() private direction: "" | "on" | "back" = "";
  @state() private loaded = false;
  @state() private failed = false;

  @query("dialog") private dialog?: HTMLDialogElement;
  @query(".slide") private slide?: HTMLElement;

  /** What is shown keeps its links: new ones would start a video anew. */
  private links: { media: string | null; thumbnail: string | null } = { media: null, thumbnail: null };
  private at = 0;
  private touch?: { x: number; y: number };

  open(id: string): void {
    this.direction = "";
    this.go(id);
    void this.updateComplete.then(() => {
      if (this.dialog?.open === false) this.dialog.showModal();
    });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.current === undefined || !changed.has("statuses")) return;
    const at = this.index;
    if (at >= 0) {
      this.at = at;
      return;
    }
    // It expired or was deleted while it was looked at: what follows takes its place.
    const next = this.statuses[Math.min(this.at, this.statuses.length - 1)];
    if (next === undefined) this.close();
    else this.go(next.status_id);
  }

  private get index(): number {
    return this.statuses.findIndex((status) => status.status_id === this.current);
  }

  private get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  private go(id: string): void {
    const status = this.statuses.find((one) => one.status_id === id);
    if (status === undefined) return;
    this.current = id;
    this.at = this.index;
    this.links = { media: status.media, thumbnail: status.thumbnail };
    this.loaded = false;
    this.failed = false;
    this.dispatchEvent(new CustomEvent("walked", { detail: id }));
  }

  private walk(step: number): void {
    const next = this.statuses[this.index + step];
    if (next === undefined) return;
    this.direction = step > 0 ? "on" : "back";
    this.go(next.status_id);
  }

  private close(): void {
    this.dialog?.close();
  }

  private readonly handleClose = (): void => {
    this.current = undefined;
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    // A player that has the focus seeks with the arrows.
    const inPlayer = event.composedPath()[0] instanceof HTMLMediaElement;
    const onwards = this.rtl ? "ArrowLeft" : "ArrowRight";
    const backwards = this.rtl ? "ArrowRight" : "ArrowLeft";
    if (event.key === onwards && !inPlayer) this.walk(1);
    else if (event.key === backwards && !inPlayer) this.walk(-1);
    else if (event.key === "Home" && !inPlayer) this.walk(-this.index);
    else if (event.key === "End" && !inPlayer) this.walk(this.statuses.length - 1 - this.index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private readonly handleTouchStart = (event: TouchEvent): void => {
    const [finger] = event.touches;
    // What begins on the controls of a player is meant for them.
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
    // A swipe to the side is ours: browsers go back in their history with it.
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
    if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) this.walk(x < 0 !== this.rtl ? 1 : -1);
    else if (y > 2 * SWIPE && y > Math.abs(x)) this.close();
  };

  protected override render(): TemplateResult {
    const status = this.statuses[this.index];
    return html`<dialog
      tabindex="-1"
      autofocus
      aria-label=${this.t("name")}
      style="--onwards:${this.rtl ? -1 : 1}"
      @close=${this.handleClose}
      @keydown=${this.handleKey}
    >
      ${status === undefined ? nothing : this.content(status)}
    </dialog>`;
  }

  private content(status: Status): TemplateResult {
    const { t, index, statuses, rtl } = this;
    return html`
      ${this.mood(status)}
      <header>
        ${statuses.length > 1 && statuses.length <= MAX_SEGMENTS
          ? html`<div class="segments" aria-hidden="true">
              ${statuses.map((_, at) => html`<i class=${at === index ? "on" : ""}></i>`)}
            </div>`
          : nothing}
        <div class="bar">
          <div class="mark">${kindIcon(status.type)}</div>
          <div class="who">
            <h2><bdi>${this.title_}</bdi></h2>
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
        ${index > 0 ? this.walkButton("back", t("previous"), rtl ? ICONS.right : ICONS.left) : nothing}
        ${index < statuses.length - 1 ? this.walkButton("on", t("next"), rtl ? ICONS.left : ICONS.right) : nothing}
      </div>
      <div class="info">
        ${status.type !== "text" && status.caption
          ? html`<p class="caption" dir="auto">${status.caption}</p>`
          : nothing}
        <div class="facts">${this.steps(status)}${this.showViewers ? this.audience(status) : nothing}</div>
      </div>
      <div class="hidden" aria-live="polite">
        ${t("position", { index: index + 1, total: statuses.length })}: ${t(`type.${status.type ?? "unknown"}`)}.
        ${status.text ?? status.caption ?? ""}. ${t(`state.${status.state ?? "unknown"}`)}
      </div>
    `;
  }

  private mood(status: Status): TemplateResult | typeof nothing {
    if (status.type === "text") {
      return html`<div class="mood" style="background:${textColors(status.background_color).ground}"></div>`;
    }
    if (status.type === "audio") return html`<div class="mood audio"></div>`;
    const { thumbnail } = this.links;
    return thumbnail === null
      ? nothing
      : keyed(status.status_id, html`<img class="mood" src=${thumbnail} alt="" @error=${hide} />`) as TemplateResult;
  }

  private times(status: Status): string {
    const { t, now } = this;
    const language = this.hass.locale?.language ?? this.hass.language;
    return [
      formatAgo(now - status.posted_at, language),
      status.expires_at <= now ? t("expired") : t("left", { time: formatDuration(status.expires_at - now, language) }),
    ].join(" · ");
  }

  private walkButton(direction: "on" | "back", label: string, path: string): TemplateResult {
    return html`<button
      class="walk ${direction}"
      aria-label=${label}
      @click=${() => this.walk(direction === "on" ? 1 : -1)}
    >
      <span>${icon(path)}</span>
    </button>`;
  }

  private media(status: Status): TemplateResult {
    const { t } = this;
    const { media, thumbnail } = this.links;
    if (status.type === "text") {
      const { ground, ink } = textColors(status.background_color);
      const text = status.text ?? "";
      return html`<div class="words" style="background:${ground};color:${ink};--scale:${textScale(text)}">
        <p dir="auto" style=${fontStyle(status.font)}>${text}</p>
      </div>`;
    }
    if (media === null || this.failed) {
      return html`<div class="broken" role="alert">
        ${icon(ICONS.broken)}<div>${t(media === null ? "media_gone" : "media_failed")}</div>
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
    return html`${this.loaded || thumbnail === null ? nothing : html`<img class="soft" src=${thumbnail} alt="" @error=${hide} />`}
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
    return html`<ol class="way">
      ${way(status).map(
        ({ state: name, at, reached }) =>
          html`<li class="${name} ${reached ? "reached" : ""}">
            <span class="dot">${stateIcon(name)}</span>
            <span>${this.t(`state.${name}`)}</span>
            <time>${at === null ? "" : formatTime(at, this.hass, this.now)}</time>
          </li>`,
      )}
    </ol>`;
  }

  private audience(status: Status): TemplateResult {
    const { t } = this;
    const drawn = curve(status, this.now, ...CURVE);
    const [width, height] = CURVE;
    return html`<div class="audience">
      <div class="count">
        <strong>${icon(ICONS.eye)}${status.views === null ? t("uncounted") : t("viewers", { count: status.views })}</strong>
        ${status.delivered_to ? html`<span>${t("reached", { count: status.delivered_to })}</span>` : nothing}
      </div>
      ${drawn === null
        ? nothing
        : html`<svg
            class="curve"
            viewBox="0 0 ${width} ${height}"
            preserveAspectRatio="none"
            role="img"
            aria-label=${t("curve")}
          >
            ${svg`<title>${t("curve")}</title><path class="area" d=${drawn.area}></path><path class="line" d=${drawn.line}></path>`}
          </svg>`}
    </div>`;
  }
}

function hide(event: Event): void {
  (event.target as HTMLElement).style.visibility = "hidden";
}
