/** Texts of the cards. Home Assistant does not load those of a custom integration into the browser. */

import { closestLanguage } from "./languages";

type Texts = Record<string, string>;

/** One chunk for each language. */
const LOADERS: Record<string, () => Promise<{ default: Texts }>> = {
  en: () => import("./translations/en.json"),
  de: () => import("./translations/de.json"),
  es: () => import("./translations/es.json"),
  "es-419": () => import("./translations/es-419.json"),
  fr: () => import("./translations/fr.json"),
  he: () => import("./translations/he.json"),
  it: () => import("./translations/it.json"),
  nl: () => import("./translations/nl.json"),
  pl: () => import("./translations/pl.json"),
  pt: () => import("./translations/pt.json"),
  "pt-BR": () => import("./translations/pt-BR.json"),
  ru: () => import("./translations/ru.json"),
};

export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** Return the function that looks up texts; a value named `count` selects the plural form. */
export function createTranslate(language: string, texts: Texts): Translate {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return (key, values = {}) => {
    const { count } = values;
    const form = typeof count === "number" ? `${key}_${plural.select(count)}` : key;
    const text = texts[form] ?? texts[`${key}_other`] ?? texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name];
      if (value === undefined) return placeholder;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

const loaded = new Map<string, Promise<Translate>>();

/** Load the texts for a preferred language. A failed request is repeated at the next call. */
export function loadTranslate(preferred: string): Promise<Translate> {
  const language = closestLanguage(preferred, Object.keys(LOADERS));
  let promise = loaded.get(language);
  if (promise === undefined) {
    promise = LOADERS[language]!().then(({ default: texts }) => createTranslate(language, texts));
    promise.catch(() => loaded.delete(language));
    loaded.set(language, promise);
  }
  return promise;
}
