/** Dialogs of Home Assistant's own manager: it shows them above everything, and Back closes them one at a time. */

import { LitElement } from "lit";
import { query } from "lit/decorators.js";

/** Open a dialog. Rejects where its module cannot be loaded, as after an update of the integration. */
export async function showDialog(
  element: HTMLElement,
  dialogTag: string,
  dialogImport: () => Promise<unknown>,
  dialogParams: unknown,
): Promise<void> {
  await dialogImport();
  const detail = { dialogTag, dialogImport, dialogParams };
  element.dispatchEvent(new CustomEvent("show-dialog", { detail, bubbles: true, composed: true }));
}

/** An element that the manager opens and closes. It renders a `dialog` while it has options. */
export abstract class ManagedDialog<Options extends { onClosed?: () => void }> extends LitElement {
  protected options?: Options;

  @query("dialog") protected dialog?: HTMLDialogElement;

  /** The manager calls this to open the dialog, and again if it is open already. */
  showDialog(options: Options): void {
    this.options = options;
    this.opened(options);
    this.requestUpdate();
    void this.updateComplete.then(() => {
      if (this.dialog?.open !== false) return;
      this.dialog.showModal();
      this.shown();
    });
  }

  /** Close the dialog: by its buttons, by Escape, by Back or by the browser. */
  closeDialog(): boolean {
    const { options } = this;
    if (options === undefined) return true;
    this.options = undefined;
    this.closed();
    if (this.dialog?.open) this.dialog.close();
    this.requestUpdate();
    const detail = { dialog: this.localName };
    this.dispatchEvent(new CustomEvent("dialog-closed", { detail, bubbles: true, composed: true }));
    options.onClosed?.();
    return true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closeDialog();
  }

  protected opened(_options: Options): void {
    // For those that have something to start.
  }

  /** The dialog is on the page, so that its parts have sizes. */
  protected shown(): void {
    // For those that measure.
  }

  protected closed(): void {
    // For those that have something to stop.
  }

  protected readonly handleCancel = (event: Event): void => {
    event.preventDefault();
    this.closeDialog();
  };

  /** Browsers on phones close a dialog without asking; one that was opened again meanwhile stays. */
  protected readonly handleClose = (): void => {
    if (!this.dialog?.open) this.closeDialog();
  };
}
