/** A dialog with a heading, a body and a footer: in the middle of a desktop's page, and as large as a phone. */

import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";

import { ManagedDialog } from "./dialogs";
import type { HomeAssistant } from "./types";

export abstract class DialogElement<Options extends { onClosed?: () => void }> extends ManagedDialog<Options> {
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

  protected override shown(): void {
    this.fit();
    window.visualViewport?.addEventListener("resize", this.fit);
  }

  protected override closed(): void {
    window.visualViewport?.removeEventListener("resize", this.fit);
  }

  /** Keep the dialog above the keyboard of a phone. */
  private readonly fit = (): void => {
    this.dialog?.style.setProperty("--ga-visible", `${window.visualViewport?.height ?? window.innerHeight}px`);
  };

  private readonly handlePointer = (event: PointerEvent): void => {
    // Only the area around the dialog is a target of its own.
    if (event.target !== this.dialog || event.button !== 0) return;
    event.preventDefault();
    this.closeDialog();
  };

  protected readonly close = (): void => {
    this.closeDialog();
  };

  protected abstract label(options: Options): string;

  protected abstract content(options: Options): TemplateResult;

  protected override render(): TemplateResult {
    const { options } = this;
    // Escape is left to the browser: "cancel" also comes from a choice of files that was cancelled.
    return html`<dialog
      tabindex="-1"
      class="${this.current?.themes?.darkMode ? "dark" : ""} ${options !== undefined && this.rtl ? "rtl" : ""}"
      aria-label=${options === undefined ? nothing : this.label(options)}
      @close=${this.handleClose}
      @pointerdown=${this.handlePointer}
      @keydown=${stop}
    >
      ${options === undefined ? nothing : html`<div class="dialog">${this.content(options)}</div>`}
    </dialog>`;
  }
}

/** Keep keys from the page, which has shortcuts of its own. */
function stop(event: Event): void {
  event.stopPropagation();
}
