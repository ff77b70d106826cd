/** A dialog of Home Assistant's manager, drawn by the browser's own <dialog>: Back, Escape and its buttons close it alike. */

import { LitElement, type TemplateResult, html, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";

import type { HomeAssistant } from "./types";

export abstract class DialogElement<Params> extends LitElement {
  /** What it was opened with. Not named `params`: the manager throws an element with that property away. */
  @state() protected opened?: Params;

  @query("dialog") private dialog!: HTMLDialogElement;

  private current?: HomeAssistant;

  /** Home Assistant sets this with every change of any state, so only relevant changes cause an update. */
  @property({ attribute: false })
  set hass(hass: HomeAssistant) {
    const before = this.current;
    this.current = hass;
    if (before?.connected !== hass.connected || before?.themes !== hass.themes) this.requestUpdate();
  }

  get hass(): HomeAssistant {
    return this.current!;
  }

  protected get language(): string {
    return this.hass.locale?.language ?? this.hass.language;
  }

  protected get rtl(): boolean {
    return getComputedStyle(this).direction === "rtl";
  }

  showDialog(params: Params): void {
    this.opened = params;
    void this.updateComplete.then(() => {
      if (this.opened === undefined || this.dialog.open) return;
      this.dialog.showModal();
      this.fit();
      window.visualViewport?.addEventListener("resize", this.fit);
    });
  }

  /** Called by Home Assistant, too, after Back. */
  closeDialog(): boolean {
    if (this.opened === undefined) return true;
    this.opened = undefined;
    window.visualViewport?.removeEventListener("resize", this.fit);
    this.dialog.close();
    this.dispatchEvent(new CustomEvent("dialog-closed", { detail: { dialog: this.localName }, bubbles: true, composed: true }));
    return true;
  }

  /** Keep the dialog above the keyboard of a phone. */
  private readonly fit = (): void => {
    this.dialog.style.setProperty("--ga-visible", `${window.visualViewport?.height ?? window.innerHeight}px`);
  };

  private readonly handleClose = (): void => {
    // After Escape, or Back on Android, the browser has closed it; this event may also come after it was opened again.
    if (!this.dialog.open) this.closeDialog();
  };

  private readonly handlePointer = (event: PointerEvent): void => {
    // Only the area around the dialog is a target of its own.
    if (event.target === this.dialog && event.button === 0) {
      event.preventDefault();
      this.closeDialog();
    }
  };

  protected abstract label(params: Params): string;

  protected abstract content(params: Params): TemplateResult;

  protected override render(): TemplateResult {
    const { opened: params } = this;
    return html`<dialog
      tabindex="-1"
      class="${this.current?.themes?.darkMode ? "dark" : ""} ${params !== undefined && this.rtl ? "rtl" : ""}"
      aria-label=${params === undefined ? nothing : this.label(params)}
      @close=${this.handleClose}
      @pointerdown=${this.handlePointer}
      @keydown=${stop}
    >
      ${params === undefined ? nothing : html`<div class="dialog">${this.content(params)}</div>`}
    </dialog>`;
  }
}

/** Keep keys from the page, which has shortcuts of its own. */
function stop(event: Event): void {
  event.stopPropagation();
}
