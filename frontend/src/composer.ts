/** The composer: a text, a picture, a video or a voice message is written here and posted as a status. */

import { mdiCamera, mdiFormatText, mdiSend, mdiTrayArrowUp, mdiVideo } from "@mdi/js";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { composerStyles } from "./composer-styles";
import { COMPOSER_DIALOG, RECIPIENTS_DIALOG } from "./constants";
import { define } from "./define";
import { DialogElement } from "./dialog-element";
import { showDialog } from "./dialogs";
import {
  BACKGROUNDS,
  FONTS,
  KINDS,
  MAX_CAPTION,
  MAX_FILE_MB,
  MAX_TEXT,
  clearPosted,
  draftOf,
  fileProblem,
  formatSize,
  kindOf,
  length,
  problem,
  type Draft,
  type FileKind,
  type Kind,
} from "./draft";
import { fontStyle, formatPercent, textScale } from "./format";
import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";
import { Cancelled, explain, post } from "./post";
import type { RecipientsOptions } from "./recipients";
import "./recipients";
import { colors } from "./styles";

export interface ComposerOptions {
  /** The id of the config entry. */
  account: string;
  title: string;
  t: Translate;
  onClosed?: () => void;
}

const KIND_ICONS: Record<Kind, string> = { text: mdiFormatText, media: ICONS.image, voice: ICONS.audio };

class Composer extends DialogElement<ComposerOptions> {
  static override styles = [colors, composerStyles];

  private draft!: Draft;
  @state() private preview?: { file: File; url: string; broken: boolean };
  @state() private dragging = false;

  protected override opened({ account }: ComposerOptions): void {
    this.draft = draftOf(account);
  }

  protected override shown(): void {
    super.shown();
    // On a phone, the keyboard would hide what else there is.
    if (!matchMedia("(pointer: coarse)").matches) this.field?.focus();
  }

  protected override closed(): void {
    super.closed();
    const { sending } = this.draft;
    if (sending?.phase === "uploading") sending.controller.abort();
  }

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  private change(values: Partial<Draft>): void {
    Object.assign(this.draft, { error: undefined, ...values });
    this.requestUpdate();
  }

  private readonly choose = (kind: FileKind, file: File | undefined): void => {
    if (file === undefined) return;
    const wrong = fileProblem(file, kind);
    if (wrong === undefined) this.change({ kind, files: { ...this.draft.files, [kind]: file } });
    else this.change({ kind, error: this.problemText(wrong) });
  };

  private problemText(key: string): string {
    const { draft } = this;
    const [text, limit] = draft.kind === "text" ? [draft.text, MAX_TEXT] : [draft.caption, MAX_CAPTION];
    return this.options!.t(key, { limit, length: length(text), size: MAX_FILE_MB });
  }

  private readonly send = async (): Promise<void> => {
    const { draft, options } = this;
    if (options === undefined || draft.sending !== undefined) return;
    const wrong = problem(draft);
    if (wrong !== undefined) {
      this.change({ error: this.problemText(wrong) });
      return;
    }
    const { account, t } = options;
    const { kind } = draft;
    const phase = kind === "text" ? "publishing" : "uploading";
    this.change({ sending: { phase, progress: 0, controller: new AbortController() } });
    const isShown = (): boolean => this.options !== undefined && this.draft === draft;
    try {
      const { contacts_left_out: left } = await post(this.hass, account, draft, () => this.requestUpdate());
      draft.sending = undefined;
      clearPosted(draft, kind);
      if (isShown()) this.closeDialog();
      this.notify(left ? t("compose.left_out", { count: left }) : t("compose.posted"));
    } catch (error) {
      draft.sending = undefined;
      if (!(error instanceof Cancelled)) {
        draft.error = await explain(this.hass, t, error);
        if (!isShown()) this.notify(draft.error);
      }
    }
    this.requestUpdate();
  };

  private notify(message: string): void {
    this.dispatchEvent(new CustomEvent("hass-notification", { detail: { message }, bubbles: true, composed: true }));
  }

  private readonly cancel = (): void => {
    this.draft.sending?.controller.abort();
    this.requestUpdate();
  };

  private readonly chooseRecipients = (): void => {
    const { account, t } = this.options!;
    const options = { account, t, draft: this.draft, changed: () => this.change({}) } satisfies RecipientsOptions;
    void showDialog(this, RECIPIENTS_DIALOG, () => Promise.resolve(), options);
  };

  private readonly handleDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.dragging = event.type === "dragover" && this.draft.sending === undefined;
    const [file] = event.dataTransfer.files;
    if (event.type === "drop" && file && this.draft.sending === undefined) this.choose(kindOf(file), file);
  };

  private readonly handlePaste = (event: ClipboardEvent): void => {
    const file = event.clipboardData?.files[0];
    if (file === undefined || this.draft.sending !== undefined) return;
    event.preventDefault();
    this.choose(kindOf(file), file);
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.send();
  };

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { draft, options, preview } = this;
    const file = options === undefined || draft.kind === "text" ? undefined : draft.files[draft.kind];
    if (file === preview?.file) return;
    if (preview !== undefined) URL.revokeObjectURL(preview.url);
    this.preview = file && { file, url: URL.createObjectURL(file), broken: false };
  }

  protected override label({ t }: ComposerOptions): string {
    return t("compose.title");
  }

  protected override content({ t, title }: ComposerOptions): TemplateResult {
    const { draft } = this;
    const busy = draft.sending !== undefined;
    return html`
      <div class="header">
        <button class="round" aria-label=${t("close")} title=${t("close")} @click=${this.close}>${icon(ICONS.close)}</button>
        <div class="heading">
          <h2>${t("compose.title")}</h2>
          <p><bdi>${title}</bdi></p>
        </div>
      </div>
      <div
        class="body ${this.dragging ? "dragging" : ""}"
        ?inert=${busy}
        @dragover=${this.handleDrag}
        @dragleave=${this.handleDrag}
        @drop=${this.handleDrag}
        @paste=${this.handlePaste}
        @keydown=${this.handleKey}
      >
        <fieldset class="kinds">
          <legend class="hidden">${t("compose.kind")}</legend>
          ${KINDS.map(
            (kind) => html`<label class=${draft.kind === kind ? "checked" : ""}>
              <input type="radio" name="kind" .checked=${draft.kind === kind} @change=${() => this.change({ kind })} />
              ${icon(KIND_ICONS[kind])}<span>${t(`compose.kind.${kind}`)}</span>
            </label>`,
          )}
        </fieldset>
        ${draft.kind === "text" ? this.text(t) : this.file(t, draft.kind)}
      </div>
      <div class="footer">
        ${draft.error ? html`<p class="error" role="alert">${icon(ICONS.warning)}<span>${draft.error}</span></p>` : nothing}
        ${this.hass.connected
          ? nothing
          : html`<p class="note" role="status">${icon(ICONS.offline)}<span>${t("compose.offline")}</span></p>`}
        ${busy ? this.progress(t) : this.actions(t)}
      </div>
    `;
  }

  private text(t: Translate): TemplateResult {
    const { draft } = this;
    const { text, background, font } = draft;
    return html`
      <div class="surface" style="background:${background};--scale:${textScale(text || t("compose.placeholder"))}" @click=${() => this.field?.focus()}>
        <div class="writing" style=${fontStyle(font)}>
          <div class="mirror" dir="auto" aria-hidden="true">${text || t("compose.placeholder")}${"\u200b"}</div>
          <textarea
            dir=${text ? "auto" : nothing}
            rows="1"
            aria-label=${t("compose.text")}
            aria-describedby="count"
            placeholder=${t("compose.placeholder")}
            .value=${text}
            @input=${(event: InputEvent) => this.change({ text: (event.target as HTMLTextAreaElement).value })}
          ></textarea>
        </div>
      </div>
      ${this.counter(t, text, MAX_TEXT)}
      <fieldset class="choices colors">
        <legend>${t("compose.background")}</legend>
        ${BACKGROUNDS.map(
          (color, index) => html`<label class="swatch">
            <input
              type="radio"
              name="background"
              aria-label=${t("compose.color", { number: index + 1 })}
              .checked=${background === color}
              @change=${() => this.change({ background: color })}
            />
            <span style="background:${color}"></span>
          </label>`,
        )}
      </fieldset>
      <fieldset class="choices">
        <legend>${t("compose.font")}</legend>
        ${FONTS.map(
          (one) => html`<label class="font ${font === one ? "checked" : ""}" title=${t(`font.${one}`)}>
            <input type="radio" name="font" .checked=${font === one} @change=${() => this.change({ font: one })} />
            <span style=${fontStyle(one)}>${t(`font.${one}`)}</span>
          </label>`,
        )}
      </fieldset>
    `;
  }

  private counter(t: Translate, text: string, limit: number): TemplateResult {
    const count = length(text);
    return html`<p id="count" class="count ${count > limit ? "over" : ""}">
      ${count > limit ? t("compose.over", { count: count - limit }) : t("compose.count", { length: count, limit })}
    </p>`;
  }

  private file(t: Translate, kind: FileKind): TemplateResult {
    const { preview } = this;
    if (preview === undefined) return this.chooser(t, kind);
    const { file } = preview;
    return html`
      ${kind === "voice" ? this.voicePreview(t) : this.mediaPreview(t)}
      <div class="chosen">
        <div class="name"><bdi>${file.name}</bdi><bdi class="size">${formatSize(file.size, this.language)}</bdi></div>
        ${this.fileButton(kind, t("compose.other_file"), "text-button")}
        <button class="text-button" @click=${() => this.change({ files: { ...this.draft.files, [kind]: undefined } })}>${t("compose.remove")}</button>
      </div>
      ${kind === "media" ? this.caption(t) : nothing}
    `;
  }

  private chooser(t: Translate, kind: FileKind): TemplateResult {
    return html`<div class="chooser">
      <div class="disc">${icon(KIND_ICONS[kind])}</div>
      ${this.fileButton(kind, t(`compose.choose.${kind}`), "button tonal", mdiTrayArrowUp)}
      ${kind === "media" && matchMedia("(pointer: coarse)").matches
        ? html`<div class="cameras">
            ${this.fileButton(kind, t("compose.take"), "button", mdiCamera, "image/*")}
            ${this.fileButton(kind, t("compose.record"), "button", mdiVideo, "video/*")}
          </div>`
        : nothing}
      <p class="hint">${t(`compose.hint.${kind}`, { size: MAX_FILE_MB })}</p>
    </div>`;
  }

  /** Return a button that opens the browser's choice of files, or the camera for a type. */
  private fileButton(kind: FileKind, text: string, style: string, path?: string, camera?: string): TemplateResult {
    return html`<label class=${style}>
      <input
        type="file"
        class="hidden"
        accept=${camera ?? (kind === "voice" ? "audio/*" : "image/*,video/*")}
        capture=${camera === undefined ? nothing : "environment"}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          this.choose(kind, input.files?.[0]);
          input.value = "";
        }}
      />
      ${path === undefined ? nothing : icon(path)}<span>${text}</span>
    </label>`;
  }

  private mediaPreview(t: Translate): TemplateResult {
    const { url, file, broken } = this.preview!;
    const fail = (): void => {
      this.preview = { ...this.preview!, broken: true };
    };
    if (broken) return html`<div class="media"><p class="unseen">${icon(ICONS.broken)}${t("compose.no_preview")}</p></div>`;
    return html`<div class="media">
      ${file.type.startsWith("video/")
        ? html`<video src=${url} aria-label=${t("compose.preview")} controls playsinline preload="metadata" @error=${fail}></video>`
        : html`<img src=${url} alt=${t("compose.preview")} @error=${fail} />`}
    </div>`;
  }

  private voicePreview(t: Translate): TemplateResult {
    const { url } = this.preview!;
    return html`<div class="media voice">
      <div class="disc">${icon(ICONS.audio)}</div>
      <audio src=${url} aria-label=${t("compose.preview")} controls preload="metadata"></audio>
    </div>`;
  }

  private caption(t: Translate): TemplateResult {
    const { caption } = this.draft;
    return html`<label class="caption">
        <span class="hidden">${t("compose.caption")}</span>
        <textarea
          dir=${caption ? "auto" : nothing}
          rows="2"
          aria-describedby="count"
          placeholder=${t("compose.caption")}
          .value=${caption}
          @input=${(event: InputEvent) => this.change({ caption: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>
      ${this.counter(t, caption, MAX_CAPTION)}`;
  }

  private actions(t: Translate): TemplateResult {
    const { everybody, people } = this.draft;
    const nobody = !everybody && people.length === 0;
    const recipients = everybody
      ? t("compose.everybody")
      : nobody
        ? t("compose.nobody")
        : people.length === 1
          ? people[0]!.name
          : t("compose.people", { count: people.length });
    return html`<div class="actions">
      <button class="recipients ${nobody ? "nobody" : ""}" aria-haspopup="dialog" @click=${this.chooseRecipients}>
        <span class="caption-line">${t("compose.to")}</span>
        <span class="line"><bdi>${recipients}</bdi>${icon(this.rtl ? ICONS.left : ICONS.right)}</span>
      </button>
      <button class="button primary" ?disabled=${!this.hass.connected} @click=${this.send}>
        <span class="send">${icon(mdiSend)}</span><span>${t("compose.post")}</span></button>
    </div>`;
  }

  private progress(t: Translate): TemplateResult {
    const { phase, progress, controller } = this.draft.sending!;
    const uploading = phase === "uploading";
    const text = controller.signal.aborted
      ? t("compose.cancelling")
      : uploading
        ? t("compose.uploading", { percent: formatPercent(progress, this.language) })
        : t("compose.publishing");
    return html`<div class="actions sending">
      <div class="progress">
        <p role="status">${text}</p>
        <div
          class="bar ${uploading ? "" : "indeterminate"}"
          role="progressbar"
          aria-label=${t(uploading ? "compose.upload" : "compose.publishing")}
          aria-valuenow=${uploading ? Math.round(progress * 100) : nothing}
        >
          <i style=${uploading ? `width:${progress * 100}%` : ""}></i>
        </div>
      </div>
      ${uploading && !controller.signal.aborted
        ? html`<button class="button" @click=${this.cancel}>${t("compose.cancel")}</button>`
        : nothing}
    </div>`;
  }
}

define(COMPOSER_DIALOG, Composer);
