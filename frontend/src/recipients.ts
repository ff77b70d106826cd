/** The list of people who may get a status: everybody, or those who are picked by name. */

import { mdiCheck, mdiMagnify } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";

import { composerStyles } from "./composer-styles";
import { DOMAIN, RECIPIENTS_DIALOG } from "./constants";
import { define } from "./define";
import { DialogElement } from "./dialog-element";
import { search, type Draft, type Person } from "./draft";
import type { Translate } from "./i18n";
import { ICONS, icon } from "./icons";
import { explain } from "./post";
import { colors } from "./styles";

export interface RecipientsOptions {
  account: string;
  draft: Draft;
  t: Translate;
  changed: () => void;
  onClosed?: () => void;
}

/** People that are listed at once; a search finds the others. */
const MAX_LISTED = 200;

class Recipients extends DialogElement<RecipientsOptions> {
  static override styles = [colors, composerStyles];

  @state() private contacts?: Person[];
  @state() private error?: string;
  @state() private typed = "";
  /** Who was picked when the list was opened: they stand first, and nobody moves while the list is used. */
  private first = new Set<string>();

  protected override opened({ draft }: RecipientsOptions): void {
    this.contacts = undefined;
    this.typed = "";
    if (!draft.everybody) void this.load();
  }

  private readonly load = async (): Promise<void> => {
    const { options } = this;
    if (options === undefined || this.contacts !== undefined) return;
    this.error = undefined;
    this.first = new Set(options.draft.people.map(({ id }) => id));
    try {
      const message = { type: `${DOMAIN}/contacts`, config_entry_id: options.account };
      const { contacts } = await this.hass.callWS<{ contacts: Person[] }>(message);
      if (this.options === options) this.contacts = contacts;
    } catch (error) {
      const text = await explain(this.hass, options.t, error);
      if (this.options === options) this.error = text;
    }
  };

  private change(values: Partial<Draft>): void {
    Object.assign(this.options!.draft, values);
    this.options!.changed();
    this.requestUpdate();
    if (!this.options!.draft.everybody) void this.load();
  }

  private toggle(person: Person): void {
    const { people } = this.options!.draft;
    const others = people.filter(({ id }) => id !== person.id);
    this.change({ people: others.length < people.length ? others : [...people, person] });
  }

  protected override label({ t }: RecipientsOptions): string {
    return t("compose.to");
  }

  protected override content({ t, draft }: RecipientsOptions): TemplateResult {
    const { everybody, people } = draft;
    const choice = (value: boolean, name: string): TemplateResult => html`<label class="row">
      <input type="radio" name="recipients" .checked=${everybody === value} @change=${() => this.change({ everybody: value })} />
      <span class="mark radio"></span>
      <span class="text"><span>${t(`compose.${name}`)}</span><small>${t(`compose.${name}_hint`)}</small></span>
    </label>`;
    return html`
      <div class="header">
        <button class="round" aria-label=${t("compose.back")} title=${t("compose.back")} @click=${this.close}>
          ${icon(this.rtl ? ICONS.right : ICONS.left)}
        </button>
        <div class="heading"><h2>${t("compose.to")}</h2></div>
      </div>
      <div class="body list-body">
        <fieldset class="rows">
          <legend class="hidden">${t("compose.to")}</legend>
          ${choice(true, "everybody")}${choice(false, "only")}
        </fieldset>
        ${everybody ? nothing : this.list(t, people)}
      </div>
      <div class="footer">
        ${!everybody && people.length === 0 && this.contacts?.length
          ? html`<p class="note" role="status">${icon(ICONS.warning)}<span>${t("compose.need.people")}</span></p>`
          : nothing}
        <div class="actions">
          <p class="picked" role="status">${everybody ? t("compose.everybody") : t("compose.people", { count: people.length })}</p>
          <button class="button primary" @click=${this.close}>${icon(mdiCheck)}<span>${t("compose.done")}</span></button>
        </div>
      </div>
    `;
  }

  private list(t: Translate, people: Person[]): TemplateResult {
    const { contacts, error, typed } = this;
    if (error !== undefined) {
      return html`<p class="error" role="alert">${icon(ICONS.warning)}<span>${error}</span></p>
        <button class="text-button" @click=${this.load}>${t("compose.again")}</button>`;
    }
    if (contacts === undefined) {
      return html`<div class="loading" role="status"><span class="spinner"></span>${t("compose.contacts")}</div>`;
    }
    if (contacts.length === 0) return html`<p class="hint">${t("compose.no_contacts")}</p>`;
    const picked = new Set(people.map(({ id }) => id));
    const found = search(contacts, typed);
    const sorted = typed ? found : [...found.filter(({ id }) => this.first.has(id)), ...found.filter(({ id }) => !this.first.has(id))];
    const names = new Set<string>();
    // People of the same name are told apart by their numbers.
    const shared = new Set(contacts.map(({ name }) => name).filter((name) => names.has(name) || !names.add(name)));
    const more = sorted.length - MAX_LISTED;
    return html`
      <label class="search">
        ${icon(mdiMagnify)}
        <input
          type="search"
          dir=${typed ? "auto" : nothing}
          autocomplete="off"
          aria-label=${t("compose.search")}
          placeholder=${t("compose.search")}
          .value=${typed}
          @input=${(event: InputEvent) => (this.typed = (event.target as HTMLInputElement).value)}
        />
      </label>
      <fieldset class="rows">
        <legend class="hidden">${t("compose.only")}</legend>
        ${sorted.slice(0, MAX_LISTED).map(
          (person) => html`<label class="row">
            <input type="checkbox" .checked=${picked.has(person.id)} @change=${() => this.toggle(person)} />
            <span class="mark">${icon(mdiCheck)}</span>
            <span class="text">
              <bdi>${person.name}</bdi>
              ${shared.has(person.name) && person.id.endsWith("@c.us") ? html`<small><bdi>+${person.id.slice(0, -5)}</bdi></small>` : nothing}
            </span>
          </label>`,
        )}
      </fieldset>
      <p class="hint" role="status">
        ${sorted.length === 0 ? t("compose.not_found") : more > 0 ? t("compose.more_people", { count: more }) : ""}
      </p>
    `;
  }
}

define(RECIPIENTS_DIALOG, Recipients);
