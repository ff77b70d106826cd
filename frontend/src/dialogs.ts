/** Opens dialogs with Home Assistant's own manager, which adds `hass` and lets Back close them. */

/** Show the dialog that an element is, once its module is loaded. */
export function showDialog(element: HTMLElement, tag: string, load: () => Promise<unknown>, params: unknown): void {
  const detail = { dialogTag: tag, dialogImport: load, dialogParams: params };
  element.dispatchEvent(new CustomEvent("show-dialog", { detail, bubbles: true, composed: true }));
}
