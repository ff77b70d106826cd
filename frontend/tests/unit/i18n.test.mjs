import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { load } from "./load.mjs";

const { loadTranslate } = await load("i18n");
const { closestLanguage } = await load("languages");

const FOLDER = join(import.meta.dirname, "..", "..", "src", "translations");
const FORM = /_(zero|one|two|few|many|other)$/;

const texts = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]),
);
const keys = (language) => new Set(Object.keys(texts[language]).map((key) => key.replace(FORM, "")));
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const language of Object.keys(texts)) {
  test(`${language} has the keys and placeholders of English`, () => {
    const english = keys("en");
    assert.deepEqual(keys(language), english);
    for (const [key, text] of Object.entries(texts[language])) {
      assert.ok(text.trim(), key);
      const expected = placeholders(texts.en[key] ?? texts.en[key.replace(FORM, "_other")]);
      // "One" and "two" may be spelled out.
      const spelledOut = /_(one|two)$/.test(key) && !text.includes("{count}");
      assert.deepEqual(placeholders(text), expected.filter((name) => !spelledOut || name !== "count"), key);
    }
  });

  test(`${language} has a form for every number`, () => {
    const plural = new Intl.PluralRules(language);
    for (const key of new Set(Object.keys(texts.en).filter((key) => FORM.test(key)).map((key) => key.replace(FORM, "")))) {
      for (const count of [0, 1, 2, 5, 21, 200]) {
        const form = `${key}_${plural.select(count)}`;
        assert.ok(texts[language][form], form);
      }
    }
  });
}

test("every language can be loaded", async () => {
  for (const language of Object.keys(texts)) assert.equal((await loadTranslate(language))("close"), texts[language].close);
});

test("the closest language is chosen", () => {
  const available = Object.keys(texts);
  assert.equal(closestLanguage("de", available), "de");
  assert.equal(closestLanguage("de-CH", available), "de");
  assert.equal(closestLanguage("pt-BR", available), "pt-BR");
  assert.equal(closestLanguage("pt-PT", ["en", "pt-BR", "pt"]), "pt");
  assert.equal(closestLanguage("es-MX", ["en", "es-419", "es"]), "es");
  assert.equal(closestLanguage("zh-Hans", ["en", "zh-Hant"]), "zh-Hant");
  assert.equal(closestLanguage("tlh", available), "en");
});

test("a count selects the plural form", async () => {
  const ru = await loadTranslate("ru");
  assert.equal(ru("views", { count: 1 }), "1 просмотр");
  assert.equal(ru("views", { count: 3 }), "3 просмотра");
  assert.equal(ru("views", { count: 11 }), "11 просмотров");
  assert.equal((await loadTranslate("he"))("views", { count: 2 }), "שתי צפיות");
  const en = await loadTranslate("en");
  assert.equal(en("views", { count: 1100 }), "1,100 views");
  assert.equal(en("nonsense"), "nonsense");
});
