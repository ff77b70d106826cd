/** The module's own words: Home Assistant does not load those of a custom integration into the browser. */

import { formatNumber } from "./format";
import de from "./translations/de.json";
import en from "./translations/en.json";
import es from "./translations/es.json";
import he from "./translations/he.json";
import ptBR from "./translations/pt-BR.json";
import ru from "./translations/ru.json";

type Words = Record<string, string>;

export const LANGUAGES: Record<string, Words> = { en, de, es, he, "pt-BR": ptBR, ru };

/** Return the language whose words are shown to somebody who prefers this one. */
export function choose(language: string): string {
  if (language in LANGUAGES) return language;
  const short = language.split("-")[0]!.toLowerCase();
  return Object.keys(LANGUAGES).find((each) => each.split("-")[0] === short) ?? "en";
}

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** Return the function that says things in a language; a `count` chooses the form. */
export function translator(language: string): Translate {
  const chosen = choose(language);
  const words = LANGUAGES[chosen]!;
  const plural = new Intl.PluralRules(chosen);
  return (key, values = {}) => {
    const count = values.count;
    const form = typeof count === "number" ? `${key}_${plural.select(count)}` : key;
    const text = words[form] ?? words[`${key}_other`] ?? words[key] ?? en[key as keyof typeof en] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? formatNumber(value, chosen) : value;
    });
  };
}

/** Return the language of the page, for what is asked without a `hass` at hand. */
export function pageLanguage(): string {
  const root = document.querySelector("home-assistant") as { hass?: { language?: string } } | null;
  return root?.hass?.language ?? (document.documentElement.lang || "en");
}
