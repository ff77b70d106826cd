/** A card element that loads its content once it is on a dashboard. */

import { CONTENT_SUFFIX } from "./constants";
import type { HomeAssistant } from "./types";

interface Content extends HTMLElement {
  hass?: HomeAssistant;
  setConfig(config: unknown): void;
}

interface LazyCardOptions {
  tag: string;
  /** Load the module that defines the content element, and the texts it needs. */
  load: (language: string, config: Record<string, unknown>) => Promise<unknown>;
  /** Throw if a configuration is not valid. */
  validate?: (config: Record<string, unknown>) => void;
  /** What to tell the user if loading fails. */
  errorText: () => string;
  size: (config: Record<string, unknown>) => number;
  gridOptions: (config: Record<string, unknown>) => Record<string, unknown>;
  /** Markup as high as the content, shown while it loads; without it, the card is hidden until its content says otherwise. */
  placeholder: (config: Record<string, unknown>) => string | undefined;
}

export interface LazyCardClass {
  new (): HTMLElement;
}

export function lazyCard(options: LazyCardOptions): LazyCardClass {
  return class extends HTMLElement {
    /** Home Assistant disconnects a hidden card unless this is set; a card that hides itself has to stay. */
    readonly connectedWhileHidden = true;

    private content?: Content;
    private current?: HomeAssistant;
    private config?: Record<string, unknown>;
    private loading = false;

    set hass(hass: HomeAssistant) {
      this.current = hass;
      if (this.content) this.content.hass = hass;
      else void this.load();
    }

    setConfig(config: Record<string, unknown>): void {
      options.validate?.(config);
      this.config = config;
      if (this.content) this.content.setConfig(config);
    }

    getCardSize(): number {
      return options.size(this.config ?? {});
    }

    getGridOptions(): Record<string, unknown> {
      return options.gridOptions(this.config ?? {});
    }

    connectedCallback(): void {
      if (this.content || this.firstChild) return;
      this.style.display = "block";
      this.style.height = "100%";
      const placeholder = options.placeholder(this.config ?? {});
      if (placeholder === undefined) this.show(false);
      else this.innerHTML = placeholder;
      // Before Home Assistant's own listener, which looks whether this card is hidden.
      this.addEventListener(
        "card-visibility-changed",
        (event) => this.show((event as CustomEvent<{ value: boolean }>).detail.value),
        { capture: true },
      );
      void this.load();
    }

    private show(visible: boolean): void {
      this.hidden = !visible;
      this.style.display = visible ? "block" : "none";
    }

    private async load(): Promise<void> {
      const hass = this.current;
      if (this.loading || hass === undefined || !this.isConnected) return;
      this.loading = true;
      try {
        await options.load(hass.locale?.language ?? hass.language, this.config ?? {});
      } catch {
        // The files of this version are gone after an update: the page has to be reloaded.
        const alert = document.createElement("ha-alert");
        alert.setAttribute("alert-type", "warning");
        alert.textContent = options.errorText();
        const card = document.createElement("ha-card");
        card.style.height = "100%";
        card.append(alert);
        if (!this.hidden) this.replaceChildren(card);
        return;
      }
      const content = document.createElement(options.tag + CONTENT_SUFFIX) as Content;
      content.setConfig(this.config);
      content.hass = this.current;
      this.content = content;
      this.replaceChildren(content);
    }
  };
}
