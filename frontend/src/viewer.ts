/** The viewer: one status in a full-screen dialog; one's own with its delivery steps and views. */

import { html, nothing, svg, type PropertyValues, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";

import { DOMAIN, PEOPLE_DIALOG, VIEWER_DIALOG } from "./constants";
import { define } from "./define";
import { ManagedDialog, showDialog } from "./dialogs";
import { deliverySteps, fontStyle, formatAgo, formatDuration, formatTime, textColors, textScale, viewers, viewsCurve } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon, stateIcon, typeIcon } from "./icons";
import type { PeopleOptions } from "./people-dialog";
import { colors } from "./styles";
import { Feed, type FeedState, type Source, type SubscribeOptions } from "./subscription";
import { countEmoji, displayTime, findLinks, initials } from "./text";
import type { Account, BaseStatus, HomeAssistant, Status } from "./types";
import { viewerStyles } from "./viewer-styles";

const CLOCK_MS = 30_000;
const HOLD_MS = 500;
/** How far a finger or pointer moves in a tap at most. */
const TAP_PX = 10;
/** A fast swipe, in pixels per millisecond; a slow one has to cross a third of the width. */
const FAST = 0.5;
const PREVIOUS_ZONE = 0.25;
const MAX_SEGMENTS = 40;
const CURVE_SIZE: [number, number] = [160, 44];

/** Statuses that are shown with one row of segments: the account's own, or those of one contact. */
export interface Group {
  id: string;
  heading: string;
  /** Whether they are somebody else's. */
  contact?: boolean;
  statuses: BaseStatus[];
}

export interface ViewerOptions<State extends FeedState = FeedState> {
  /** The status to open; without it, the first that is not known already. */
  at?: string;
  t: Translate;
  /** What is known already. */
  state: State;
  source: Source<State>;
  /** What to follow while the viewer is open; without it, nothing changes. */
  subscribe?: SubscribeOptions;
  /** What is shown of that, one group after the other. */
  groups(state: State): Group[];
  /** Where a group begins when the one before it is over. */
  start?: (group: Group) => number;
  autoplay?: boolean;
  showViewers?: boolean;
  onShown?: (id: string, groupId: string) => void;
  onClosed?: () => void;
}

/** Why the status that is shown does not go on. */
type Hold = "press" | "user" | "media" | "end" | "people" | "delete" | "caption";

interface Press {
  id: number;
  mouse: boolean;
  x: number;
  y: number;
  at: number;
  timer: number;
  long: boolean;
}

export class StatusViewer extends ManagedDialog<ViewerOptions> {
  static override styles = [colors, viewerStyles];

  @state() private groups: Group[] = [];
  @state() private now = 0;
  @state() private current?: string;
  @state() private direction: "" | "next" | "previous" = "";
  @state() private loaded = false;
  @state() private failure: "" | "failed" | "gone" = "";
  @state() private holds: ReadonlySet<Hold> = new Set();
  @state() private immersed = false;
  @state() private muted = true;
  @state() private longCaption = false;
  @state() private deletion?: { running: boolean; problem?: string };

  @query(".slide") private slide?: HTMLElement;
  @query("video, audio") private player?: HTMLMediaElement;
  @query(".segments .current b") private bar?: HTMLElement;

  private page?: HomeAssistant;
  private account?: Account;
  private answered = false;
  private feed?: Feed<FeedState>;
  private clock?: number;
  private autoplay = false;
  /** The links of the shown status. Renewed links are not applied to it, because they would restart a video. */
  private links: { media: string | null; thumbnail: string | null } = { media: null, thumbnail: null };
  /** Where the shown status is: in which group, and where in it. */
  private group = 0;
  private index = -1;
  private groupId?: string;
  private press?: Press;
  /** How far the current segment is. */
  private progress?: Animation;
  private playing?: HTMLMediaElement;

  /** Home Assistant sets this with every change of any state. */
  set hass(hass: HomeAssistant) {
    this.page = hass;
    this.follow();
  }

  get hass(): HomeAssistant {
    return this.page!;
  }

  protected override opened({ at, state, source, autoplay = true }: ViewerOptions): void {
    this.direction = "";
    this.current = undefined;
    this.group = 0;
    this.index = -1;
    this.feed?.stop();
    this.feed = new Feed(source);
    this.answered = false;
    this.muted = true;
    this.autoplay = autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.holds = new Set();
    this.receive(state);
    if (at !== undefined) this.showStatus(at);
    this.follow();
    window.addEventListener("resize", this.measure);
    window.clearInterval(this.clock);
    this.clock = window.setInterval(() => (this.now = Date.now() / 1000), CLOCK_MS);
    document.addEventListener("visibilitychange", this.handleVisibility);
  }

  protected override shown(): void {
    this.measure();
  }

  protected override closed(): void {
    this.feed?.stop();
    window.clearInterval(this.clock);
    window.clearTimeout(this.press?.timer);
    window.removeEventListener("resize", this.measure);
    document.removeEventListener("visibilitychange", this.handleVisibility);
    this.press = undefined;
    this.immersed = false;
    this.current = undefined;
    this.stopProgress();
  }

  private follow(): void {
    const { options, page } = this;
    if (options?.subscribe === undefined || page === undefined) return;
    this.feed?.follow(page.connection, options.subscribe, (state) => {
      this.answered ||= state !== undefined;
      this.receive(state);
    });
  }

  /** Take over what is known; while the account is reloaded, the last known statuses stay. */
  private receive(state: FeedState | undefined): void {
    this.now = Date.now() / 1000;
    if (state?.account?.removed) this.closeDialog();
    if (this.options === undefined || !state?.account?.available) return;
    this.account = state.account;
    this.groups = this.options.groups(state).filter(({ statuses }) => statuses.length > 0);
  }

  /** The statuses of the group that is shown. */
  private get statuses(): BaseStatus[] {
    return this.groups[this.group]?.statuses ?? [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { options, groups } = this;
    if (options === undefined || !changed.has("groups")) return;
    if (this.current === undefined) {
      // What is not on the card is known once the viewer's own subscription has answered.
      const all = (from: Group[]): string[] => from.flatMap(({ statuses }) => statuses.map(({ status_id }) => status_id));
      const known = new Set(all(options.groups(options.state)));
      const ids = all(groups);
      const id = ids.find((one) => !known.has(one)) ?? (this.answered ? ids[0] : undefined);
      if (id !== undefined) this.showStatus(id);
      else if (this.answered) this.closeDialog();
      return;
    }
    const group = groups.findIndex(({ id }) => id === this.groupId);
    if (groups.length === 0) this.closeDialog();
    else if (group < 0) {
      // Nothing is left of the shown group: show the one that follows.
      const next = Math.min(this.group, groups.length - 1);
      this.show(next, this.startOf(next));
    } else {
      const { statuses } = groups[group]!;
      const index = statuses.findIndex(({ status_id }) => status_id === this.current);
      // Where the shown status has expired or was deleted, show the one that follows.
      if (index < 0) this.show(group, Math.min(this.index, statuses.length - 1));
      else [this.group, this.index] = [group, index];
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (this.options === undefined) return;
    if (changed.has("current")) {
      this.measure();
      // The button that had the focus may be gone.
      if (this.dialog?.open && this.shadowRoot!.activeElement === null) this.dialog.focus();
    }
    if (changed.has("deletion") && this.deletion !== undefined && !this.deletion.running) {
      this.renderRoot.querySelector<HTMLElement>(".confirm button")?.focus();
    }
    this.run();
  }

  private get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  private showStatus(id: string): void {
    for (const [group, { statuses }] of this.groups.entries()) {
      const index = statuses.findIndex(({ status_id }) => status_id === id);
      if (index >= 0) this.show(group, index);
    }
  }

  private show(group: number, index: number, itself = false): void {
    const { id: groupId, statuses } = this.groups[group]!;
    const status = statuses[index]!;
    this.current = status.status_id;
    this.group = group;
    this.groupId = groupId;
    this.index = index;
    this.links = { media: status.media_url, thumbnail: status.thumbnail_url };
    this.loaded = status.type === "text" || status.media_url === null;
    this.failure = "";
    this.deletion = undefined;
    this.stopProgress();
    // A voice message that was asked for is heard; what autoplay shows is silent until the sound is turned on.
    if (status.type === "audio" && !itself) this.muted = false;
    this.holds = new Set([...this.holds].filter((hold) => hold === "user" || hold === "press"));
    const next = statuses[index + 1] ?? this.groups[group + 1]?.statuses[this.startOf(group + 1)];
    if (next?.type === "image" && next.media_url !== null) new Image().src = next.media_url;
    this.options?.onShown?.(status.status_id, groupId);
  }

  private startOf(group: number): number {
    return this.options?.start?.(this.groups[group]!) ?? 0;
  }

  /** Show another status of the group. */
  private showAt(index: number): void {
    if (this.statuses[index] === undefined || index === this.index) return;
    this.direction = index > this.index ? "next" : "previous";
    this.show(this.group, index);
  }

  private get hasNext(): boolean {
    return this.index < this.statuses.length - 1 || this.group < this.groups.length - 1;
  }

  private get hasPrevious(): boolean {
    return this.index > 0 || this.group > 0;
  }

  /** Show the next status, the first of the next group after the last of this one. */
  private showNext(itself = false): void {
    if (!this.hasNext) return;
    this.direction = "next";
    if (this.index < this.statuses.length - 1) this.show(this.group, this.index + 1, itself);
    else this.show(this.group + 1, this.startOf(this.group + 1), itself);
  }

  private showPrevious(): void {
    if (!this.hasPrevious) return;
    this.direction = "previous";
    if (this.index > 0) this.show(this.group, this.index - 1);
    else this.show(this.group - 1, this.groups[this.group - 1]!.statuses.length - 1);
  }

  /** Show the next status once the time of this one is over; the last one stays. */
  private readonly handleEnd = (): void => {
    if (this.autoplay && this.hasNext) this.showNext(true);
    else this.hold("end", true);
  };

  private hold(reason: Hold, value: boolean): void {
    if (this.holds.has(reason) === value) return;
    const holds = new Set(this.holds);
    if (value) holds.add(reason);
    else holds.delete(reason);
    this.holds = holds;
  }

  private get running(): boolean {
    return this.options !== undefined && this.holds.size === 0 && !document.hidden;
  }

  /** Let the time of the status go on, or stop it. */
  private run(): void {
    const { player, bar, running } = this;
    if (player) {
      if (player !== this.playing || player.paused === running) {
        this.playing = player;
        if (running) void player.play().catch((error: Error) => this.handleRefusal(error));
        else player.pause();
      }
      return;
    }
    this.playing = undefined;
    if (!this.autoplay || !bar || !this.loaded) return;
    if (this.progress === undefined) {
      const { text, caption } = this.statuses[this.index]!;
      const duration = displayTime(text ?? caption ?? "");
      this.progress = bar.animate({ transform: ["scaleX(0)", "scaleX(1)"] }, { duration, fill: "both" });
      this.progress.onfinish = this.handleEnd;
    }
    if (!running) this.progress.pause();
    else if (this.progress.playState !== "running") this.progress.play();
  }

  private stopProgress(): void {
    this.progress?.cancel();
    this.progress = undefined;
    this.bar?.removeAttribute("style");
  }

  /** Browsers refuse to play with sound before the first tap. */
  private handleRefusal({ name }: Error): void {
    if (name !== "NotAllowedError") return;
    if (this.muted) this.hold("media", true);
    else this.muted = true;
  }

  private readonly handleTime = (): void => {
    const { player, bar } = this;
    if (player && bar && player.duration > 0) bar.style.transform = `scaleX(${player.currentTime / player.duration})`;
  };

  /** Follow the controls of a voice message. */
  private readonly handlePlayer = (event: Event): void => {
    const player = event.target as HTMLMediaElement;
    // A player that is taken away stops, too.
    if (player !== this.player || player.ended) return;
    if (player.paused) this.hold("media", this.running || this.holds.has("media"));
    else {
      for (const reason of ["media", "end", "user"] as const) this.hold(reason, false);
    }
  };

  private readonly handleVisibility = (): void => this.requestUpdate();

  private get stopped(): boolean {
    return (["user", "media", "end"] as const).some((reason) => this.holds.has(reason));
  }

  private readonly togglePlaying = (): void => {
    if (this.stopped) for (const reason of ["user", "media", "end"] as const) this.hold(reason, false);
    else this.hold("user", true);
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    // In a focused player, the keys are its own.
    if (target instanceof HTMLMediaElement) return;
    const [forward, backward] = this.rtl ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    if (event.key === forward) this.showNext();
    else if (event.key === backward) this.showPrevious();
    else if (event.key === "Home") this.showAt(0);
    else if (event.key === "End") this.showAt(this.statuses.length - 1);
    else if (event.key === " " && target === this.dialog) this.togglePlaying();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  protected override readonly handleCancel = (event: Event): void => {
    event.preventDefault();
    if (this.deletion !== undefined) this.stopDeletion();
    else this.closeDialog();
  };

  private readonly handlePress = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    if (this.press !== undefined) {
      // A second finger makes it something else.
      this.release();
      return;
    }
    const control = (node: EventTarget): boolean => node instanceof Element && node.matches("a, button, audio");
    if (event.composedPath().some(control)) return;
    this.press = {
      id: event.pointerId,
      mouse: event.pointerType === "mouse",
      x: event.clientX,
      y: event.clientY,
      at: event.timeStamp,
      timer: window.setTimeout(() => {
        if (this.press) this.press.long = this.immersed = true;
      }, HOLD_MS),
      long: false,
    };
    this.hold("press", true);
  };

  private readonly handleMove = (event: PointerEvent): void => {
    const { press, slide } = this;
    if (press?.id !== event.pointerId || !slide) return;
    const [x, y] = [event.clientX - press.x, event.clientY - press.y];
    if (Math.max(Math.abs(x), Math.abs(y)) > TAP_PX) window.clearTimeout(press.timer);
    // A mouse selects text.
    if (press.mouse) return;
    slide.style.transform =
      Math.abs(x) > Math.abs(y) ? `translateX(${x}px)` : `translateY(${Math.max(0, y)}px) scale(${1 - Math.max(0, y) / 2000})`;
  };

  private readonly handleRelease = (event: PointerEvent): void => {
    const { press } = this;
    if (press?.id !== event.pointerId) return;
    this.release();
    const [x, y] = [event.clientX - press.x, event.clientY - press.y];
    const [distance, height] = [Math.abs(x), Math.abs(y)];
    if (Math.max(distance, height) <= TAP_PX) {
      if (!press.long) this.tap(event, press);
      return;
    }
    if (press.mouse) return;
    const time = Math.max(1, event.timeStamp - press.at);
    const { clientWidth, clientHeight } = event.currentTarget as HTMLElement;
    if (distance > height) {
      if (distance > clientWidth / 3 || distance / time > FAST) {
        if (x < 0 !== this.rtl) this.showNext();
        else this.showPrevious();
      }
    } else if (y > 0 && (height > clientHeight / 3 || height / time > FAST)) this.closeDialog();
  };

  private readonly handlePressCancel = (): void => this.release();

  private release(): void {
    window.clearTimeout(this.press?.timer);
    this.press = undefined;
    this.immersed = false;
    this.hold("press", false);
    if (this.slide) this.slide.style.transform = "";
  }

  /** Go back with a tap on the quarter at the start, on with one elsewhere, and close after the last one. */
  private tap(event: PointerEvent, { mouse }: Press): void {
    if (mouse && !document.getSelection()?.isCollapsed) return;
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const fromLeft = (event.clientX - left) / width;
    if ((this.rtl ? 1 - fromLeft : fromLeft) < PREVIOUS_ZONE) {
      if (this.hasPrevious) this.showPrevious();
      else this.restart();
    } else if (this.hasNext) this.showNext();
    else if (!mouse) this.closeDialog();
  }

  private restart(): void {
    if (this.player) this.player.currentTime = 0;
    this.stopProgress();
    this.hold("end", false);
    this.requestUpdate();
  }

  /** A long press on a picture is a hold here, and not the browser's menu. */
  private readonly handleMenu = (event: Event): void => {
    if (this.press && !this.press.mouse) event.preventDefault();
  };

  private readonly handleLoad = (event: Event): void => {
    this.loaded = true;
    this.handleSize(event);
  };

  /** Picture and preview have the same shape, with corners like those of a text. */
  private readonly handleSize = ({ target }: Event): void => {
    const [width, height] =
      target instanceof HTMLVideoElement
        ? [target.videoWidth, target.videoHeight]
        : [(target as HTMLImageElement).naturalWidth, (target as HTMLImageElement).naturalHeight];
    if (width > 0 && height > 0) this.slide?.style.setProperty("--ratio", `${width / height}`);
  };

  private async fail(id: string, media: string): Promise<void> {
    this.failure = "failed";
    this.loaded = true;
    try {
      const { status } = await fetch(media, { method: "HEAD" });
      if (id === this.current && (status === 404 || status === 410)) this.failure = "gone";
    } catch {
      // Home Assistant cannot be reached at the moment.
    }
  }

  /** Find out whether a caption is cut off, and whether a text has to be scrolled. */
  private readonly measure = (): void => {
    const caption = this.renderRoot.querySelector(".caption");
    if (this.holds.has("caption")) return;
    this.longCaption = caption !== null && caption.scrollHeight > caption.clientHeight + 2;
    const text = this.renderRoot.querySelector(".text");
    text?.classList.toggle("scrolls", text.scrollHeight > text.clientHeight);
  };

  private readonly toggleCaption = (event?: Event): void => {
    if (event?.composedPath().some((node) => node instanceof HTMLAnchorElement)) return;
    if (this.longCaption) this.hold("caption", !this.holds.has("caption"));
  };

  private async showPeople(status: Status): Promise<void> {
    this.hold("people", true);
    const options: PeopleOptions = {
      t: this.options!.t,
      configEntryId: this.account!.config_entry_id,
      status,
      onClosed: () => this.hold("people", false),
    };
    try {
      await showDialog(this, PEOPLE_DIALOG, () => import("./people-dialog"), options);
    } catch {
      this.hold("people", false);
      this.notify(this.options!.t("reload"));
    }
  }

  private notify(message: string): void {
    this.dispatchEvent(new CustomEvent("hass-notification", { detail: { message }, bubbles: true, composed: true }));
  }

  private readonly askForDeletion = (): void => {
    this.deletion = { running: false };
    this.hold("delete", true);
  };

  private readonly stopDeletion = (): void => {
    this.deletion = undefined;
    this.hold("delete", false);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".delete")?.focus());
  };

  private async delete({ status_id }: Status): Promise<void> {
    const { t } = this.options!;
    this.deletion = { running: true };
    try {
      const data = { status_id, config_entry_id: this.account!.config_entry_id };
      await this.hass.callService(DOMAIN, "delete_status", data, undefined, false);
    } catch (error) {
      const problem = (error as { message?: string }).message || t("delete.failed");
      if (this.current === status_id) this.deletion = { running: false, problem };
      return;
    }
    this.notify(t("delete.done"));
    if (this.current === status_id) this.stopDeletion();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.options === undefined) return nothing;
    const status = this.current === undefined ? undefined : this.statuses[this.index];
    return html`<dialog
      class=${this.immersed ? "immersed" : ""}
      tabindex="-1"
      autofocus
      aria-label=${this.options.t("name")}
      style="--forward:${this.rtl ? -1 : 1};--start:${this.rtl ? "right" : "left"}"
      @cancel=${this.handleCancel}
      @close=${this.handleClose}
      @keydown=${this.handleKey}
    >
      ${status === undefined ? this.waiting() : this.content(status)}
    </dialog>`;
  }

  private waiting(): TemplateResult {
    const { t } = this.options!;
    return html`<header>
        <div class="bar">
          <div class="heading"><h2><bdi>${this.groups[0]?.heading ?? t("name")}</bdi></h2></div>
          ${this.closeButton()}
        </div>
      </header>
      <div class="stage" aria-busy="true" aria-label=${t("loading")}></div>`;
  }

  private closeButton(): TemplateResult {
    const label = this.options!.t("close");
    return html`<button class="close" aria-label=${label} title=${label} @click=${() => this.closeDialog()}>${icon(ICONS.close)}</button>`;
  }

  private content(status: BaseStatus): TemplateResult {
    const { index, statuses, rtl } = this;
    const { t } = this.options!;
    const { heading, contact = false } = this.groups[this.group]!;
    const caption = status.type === "text" ? null : status.caption;
    return html`
      ${this.backdrop(status)}
      <header>
        ${this.segments(status)}
        <div class="bar">
          <div class="type" aria-hidden="true">${contact ? (initials(heading) ?? icon(ICONS.person)) : typeIcon(status.type)}</div>
          <div class="heading">
            <h2><bdi>${heading}</bdi></h2>
            <p>${this.times(status, contact)}</p>
          </div>
          ${contact && statuses.length === 1
            ? nothing
            : html`<div class="position" aria-hidden="true">${t("position", { index: index + 1, total: statuses.length })}</div>`}
          ${this.soundButton(status)}
          ${this.autoplay || status.type === "video"
            ? this.headerButton("play", t(this.stopped ? "play" : "pause"), this.stopped ? ICONS.play : ICONS.pause, this.togglePlaying)
            : nothing}
          ${this.closeButton()}
        </div>
      </header>
      <div
        class="stage"
        @pointerdown=${this.handlePress}
        @pointermove=${this.handleMove}
        @pointerup=${this.handleRelease}
        @pointercancel=${this.handlePressCancel}
        @pointerleave=${this.handlePressCancel}
        @contextmenu=${this.handleMenu}
      >
        ${keyed(status.status_id, html`<div class="slide ${this.direction}">${this.media(status)}</div>`)}
        ${this.hasPrevious ? this.navigateButton("previous", t("previous"), rtl ? ICONS.right : ICONS.left) : nothing}
        ${this.hasNext ? this.navigateButton("next", t("next"), rtl ? ICONS.left : ICONS.right) : nothing}
      </div>
      <div class="info">
        ${caption ? keyed(status.status_id, this.caption(caption)) : nothing}${isOwn(status) ? this.panel(status) : nothing}
      </div>
      <div class="hidden" aria-live="polite">
        ${contact ? `${heading}, ` : ""}${t("position", { index: index + 1, total: statuses.length })}: ${t(`type.${status.type ?? "unknown"}`)}.
        ${status.text ?? status.caption ?? ""}. ${isOwn(status) ? t(`state.${status.state ?? "unknown"}`) : ""}
      </div>
    `;
  }

  private panel(status: Status): TemplateResult {
    return html`<div class="panel">
      <div class="facts" ?inert=${this.deletion !== undefined}>${this.steps(status)}${this.details(status)}</div>
      ${this.deletion === undefined ? nothing : this.confirmation(status, this.deletion)}
    </div>`;
  }

  private segments({ status_id }: BaseStatus): TemplateResult | typeof nothing {
    const { autoplay, index } = this;
    const all = this.statuses.length <= MAX_SEGMENTS ? this.statuses : [this.statuses[index]!];
    if (all.length === 1 && !autoplay) return nothing;
    const current = all.length === 1 ? 0 : index;
    return html`<div class="segments ${autoplay ? "fills" : ""}" aria-hidden="true">
      ${repeat(
        all,
        (status) => status.status_id,
        (status, at) => html`<i class=${status.status_id === status_id ? "current" : at < current ? "past" : ""}><b></b></i>`,
      )}
    </div>`;
  }

  private headerButton(name: string, label: string, path: string, onClick: () => void): TemplateResult {
    return html`<button class="action ${name}" aria-label=${label} title=${label} @click=${onClick}>${icon(path)}</button>`;
  }

  private soundButton({ type }: BaseStatus): TemplateResult | typeof nothing {
    if (type !== "video" && type !== "audio") return nothing;
    const { t } = this.options!;
    return this.headerButton("sound", t(this.muted ? "unmute" : "mute"), this.muted ? ICONS.muted : ICONS.sound, () => {
      this.muted = !this.muted;
    });
  }

  private caption(caption: string): TemplateResult {
    const { t } = this.options!;
    const open = this.holds.has("caption");
    return html`<div class="caption ${open ? "open" : ""} ${this.longCaption ? "long" : ""}" dir="auto" @click=${this.toggleCaption}>${links(caption)}</div>
      ${this.longCaption
        ? html`<button class="unfold" aria-expanded=${open} @click=${() => this.toggleCaption()}>${t(open ? "caption.less" : "caption.more")}</button>`
        : nothing}`;
  }

  private backdrop(status: BaseStatus): TemplateResult | typeof nothing {
    if (status.type === "text") {
      return html`<div class="backdrop" style="background-color:${textColors(status.background_color).background}"></div>`;
    }
    if (status.type === "audio") return html`<div class="backdrop audio"></div>`;
    const { thumbnail } = this.links;
    return thumbnail === null
      ? nothing
      : keyed(status.status_id, html`<img class="backdrop" src=${thumbnail} alt="" @error=${hide} />`) as TemplateResult;
  }

  private times(status: BaseStatus, contact: boolean): string {
    const { now } = this;
    const { t } = this.options!;
    const language = this.hass.locale?.language ?? this.hass.language;
    return [
      formatAgo(now - status.posted_at, language),
      status.deleted
        ? t("deleted")
        : status.expires_at <= now
          ? t("expired")
          : contact
            ? formatTime(status.posted_at, this.hass, now)
            : t("left", { time: formatDuration(status.expires_at - now, language) }),
    ].join(" · ");
  }

  private navigateButton(direction: "next" | "previous", label: string, path: string): TemplateResult {
    return html`<button
      class="navigate ${direction}"
      aria-label=${label}
      title=${label}
      @click=${() => (direction === "next" ? this.showNext() : this.showPrevious())}
    >
      ${icon(path)}
    </button>`;
  }

  private media(status: BaseStatus): TemplateResult {
    const { t } = this.options!;
    const { media, thumbnail } = this.links;
    if (status.type === "text") {
      const { background, color } = textColors(status.background_color);
      const text = status.text ?? "";
      const emoji = countEmoji(text);
      const scale = emoji > 0 ? `--scale:${[3.2, 2.4, 1.8][emoji - 1]};--largest:160px` : `--scale:${textScale(text)}`;
      return html`<div class="text" style="background:${background};color:${color};${scale}">
        <p dir="auto" style=${fontStyle(status.font)}>${links(text)}</p>
      </div>`;
    }
    if (media === null || this.failure !== "") {
      const key = status.deleted ? "deleted" : media === null ? "media_gone" : this.failure === "gone" ? `gone.${status.type ?? "unknown"}` : "media_failed";
      return html`<div class="broken" role="alert">${icon(ICONS.broken)}<div>${t(key)}</div></div>`;
    }
    const fail = (): void => void this.fail(status.status_id, media);
    const name = status.caption ?? t(`type.${status.type ?? "unknown"}`);
    if (status.type === "video") {
      return html`<video
        src=${media}
        poster=${thumbnail ?? nothing}
        aria-label=${name}
        .muted=${this.muted}
        playsinline
        disablepictureinpicture
        preload="auto"
        @loadedmetadata=${this.handleSize}
        @loadeddata=${this.handleLoad}
        @timeupdate=${this.handleTime}
        @ended=${this.handleEnd}
        @error=${fail}
      ></video>`;
    }
    if (status.type === "audio") {
      return html`<div class="voice">
        <div class="disc">${icon(ICONS.audio)}</div>
        <audio
          src=${media}
          aria-label=${name}
          .muted=${this.muted}
          controls
          preload="metadata"
          @play=${this.handlePlayer}
          @pause=${this.handlePlayer}
          @volumechange=${(event: Event) => (this.muted = (event.target as HTMLAudioElement).muted)}
          @timeupdate=${this.handleTime}
          @ended=${this.handleEnd}
          @error=${fail}
        ></audio>
      </div>`;
    }
    return html`${this.loaded || thumbnail === null
        ? nothing
        : html`<img class="placeholder" src=${thumbnail} alt="" @load=${this.handleSize} @error=${hide} />`}
      <img class="full" src=${media} alt=${name} draggable="false" @load=${this.handleLoad} @error=${fail} />`;
  }

  private steps(status: Status): TemplateResult {
    const { t } = this.options!;
    return html`<ol class="steps">
      ${deliverySteps(status).map(
        ({ state: name, at, reached }) =>
          html`<li class="${name} ${reached ? "reached" : ""}">
            <span class="dot">${stateIcon(name)}</span>
            <span>${t(`state.${name}`)}</span>
            <time>${at === null ? "" : formatTime(at, this.hass, this.now)}</time>
          </li>`,
      )}
    </ol>`;
  }

  private details(status: Status): TemplateResult | typeof nothing {
    const { t, showViewers = true } = this.options!;
    const deletable = this.account?.may_post && !status.deleted && status.expires_at > this.now;
    if (!showViewers && !deletable) return nothing;
    return html`<div class="details">
      ${showViewers ? this.views(status) : nothing}
      ${deletable
        ? html`<button class="action delete" aria-label=${t("delete")} title=${t("delete")} @click=${this.askForDeletion}>
            ${icon(ICONS.deleted)}
          </button>`
        : nothing}
    </div>`;
  }

  private views(status: Status): TemplateResult {
    const { t } = this.options!;
    const curve = viewsCurve(status, this.now, ...CURVE_SIZE);
    const [width, height] = CURVE_SIZE;
    const asked = this.account?.may_post && !status.waiting && !status.deleted && status.state !== "failed";
    const count = html`<strong
        >${icon(ICONS.eye)}${status.views === null ? t(this.account?.counts_views && status.state !== "failed" ? "uncounted" : "not_counted") : viewers(t, status)}</strong
      >
      ${status.delivered_to ? html`<span>${t("reached", { count: status.delivered_to })}</span>` : nothing}`;
    return html`<div class="views">
      ${asked
        ? html`<button class="count" aria-haspopup="dialog" title=${t("people")} @click=${() => this.showPeople(status)}>
            ${count}${icon(this.rtl ? ICONS.left : ICONS.right)}
          </button>`
        : html`<div class="count">${count}</div>`}
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

  private confirmation(status: Status, { running, problem }: { running: boolean; problem?: string }): TemplateResult {
    const { t } = this.options!;
    if (status.waiting) {
      return html`<div class="facts confirm" role="alertdialog" aria-label=${t("delete")}>
        <p>${t("delete.waiting")}</p>
        <div class="buttons"><button @click=${this.stopDeletion}>${t("close")}</button></div>
      </div>`;
    }
    return html`<div class="facts confirm" role="alertdialog" aria-label=${t("delete")} aria-busy=${running}>
      <p>${t("delete.ask")}</p>
      ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      <div class="buttons">
        <button ?disabled=${running} @click=${this.stopDeletion}>${t("cancel")}</button>
        <button class="dangerous" ?disabled=${running} @click=${() => this.delete(status)}>${t(running ? "delete.running" : "delete")}</button>
      </div>
    </div>`;
  }
}

function isOwn(status: BaseStatus): status is Status {
  return "state" in status;
}

/** Return a text with links that can be opened. */
function links(text: string): (string | TemplateResult)[] {
  return findLinks(text).map((part) =>
    typeof part === "string"
      ? part
      : html`<a href=${part.href} target="_blank" rel="noopener noreferrer">${part.text}</a>`,
  );
}

function hide(event: Event): void {
  (event.target as HTMLElement).style.visibility = "hidden";
}

define(VIEWER_DIALOG, StatusViewer);
