import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { LANGUAGES, choose, translator } = await load("i18n");
const FORMS = /_(zero|one|two|few|many|other)$/;
const names = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const [language, words] of Object.entries(LANGUAGES)) {
  test(`${language} says everything that English says`, () => {
    const keys = (of) => [...new Set(Object.keys(of).map((key) => key.replace(FORMS, "")))].sort();
    assert.deepEqual(keys(words), keys(LANGUAGES.en));
    for (const [key, text] of Object.entries(words)) {
      assert.ok(text.trim(), key);
      const english = LANGUAGES.en[key] ?? LANGUAGES.en[key.replace(FORMS, "_other")];
      // "One" and "two" may be words.
      const spelled = /_(one|two)$/.test(key);
      assert.deepEqual(names(text), spelled && names(text).length === 0 ? [] : names(english), key);
    }
  });

  test(`${language} has the form for every number`, () => {
    const counted = Object.keys(words).filter((key) => key.endsWith("_other")).map((key) => key.replace(FORMS, ""));
    const forms = new Set(new Intl.PluralRules(language).resolvedOptions().pluralCategories);
    // Only counts with decimals take "other" in Russian, and only millions take "many" in Spanish and Portuguese.
    for (const key of counted) {
      for (const form of forms) assert.ok(`${key}_${form}` in words || `${key}_other` in words, `${key}_${form}`);
    }
    const t = translator(language);
    for (const count of [0, 1, 2, 5, 21, 200]) assert.doesNotMatch(t("views", { count }), /[{}]/);
  });
}

test("languages are chosen as the browser has them", () => {
  assert.equal(choose("de"), "de");
  assert.equal(choose("de-CH"), "de");
  assert.equal(choose("pt"), "pt-BR");
  assert.equal(choose("es-419"), "es");
  assert.equal(choose("fr"), "en");
});

test("numbers choose the form", () => {
  const ru = translator("ru");
  assert.equal(ru("views", { count: 1 }), "1 просмотр");
  assert.equal(ru("views", { count: 3 }), "3 просмотра");
  assert.equal(ru("views", { count: 11 }), "11 просмотров");
  assert.equal(translator("he")("views", { count: 2 }), "שתי צפיות");
  assert.equal(translator("en")("views", { count: 1100 }), "1,100 views");
  assert.equal(translator("en")("nonsense"), "nonsense");
});
