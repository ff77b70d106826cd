import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { load } from "./load.mjs";

const { loadTranslate } = await load("i18n");
const { closestLanguage } = await load("languages");

const FOLDER = join(import.meta.dirname, "..", "..", "src", "translations");
const FORM = /_(zero|one|two|few|many|other)$/;
// The other languages may fall back to English.
const COMPLETE = ["en", "he"];

const texts = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(join(FOLDER, file), "utf8"))]),
);
const keys = (language) => new Set(Object.keys(texts[language]).map((key) => key.replace(FORM, "")));
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const language of Object.keys(texts)) {
  test(`${language} has no unknown keys or placeholders`, () => {
    const english = keys("en");
    for (const key of keys(language)) assert.ok(english.has(key), key);
    for (const [key, text] of Object.entries(texts[language])) {
      assert.ok(text.trim(), key);
      const expected = placeholders(texts.en[key] ?? texts.en[key.replace(FORM, "_other")]);
      // "One" and "two" may be spelled out.
      const spelledOut = /_(one|two)$/.test(key) && !text.includes("{count}");
      assert.deepEqual(placeholders(text), expected.filter((name) => !spelledOut || name !== "count"), key);
    }
  });

  test(`${language} has a form for every number`, async () => {
    const t = await loadTranslate(language);
    for (const key of ["active", "views", "viewers", "reached", "did.viewed", "did.more", "contacts.count", "contacts.new", "contacts.statuses"]) {
      for (const count of [0, 1, 2, 5, 21, 200]) {
        const text = t(key, { count, title: "T" });
        assert.doesNotMatch(text, /[{}]/);
        assert.notEqual(text, key);
      }
    }
  });
}

for (const language of COMPLETE) {
  test(`${language} is complete`, () => {
    assert.deepEqual([...keys(language)].sort(), [...keys("en")].sort());
  });
}

test("a text that a language lacks is shown in English", async () => {
  const t = await loadTranslate("de");
  const missing = [...keys("en")].find((key) => !keys("de").has(key));
  assert.equal(t(missing), texts.en[missing]);
  assert.equal(t("close"), texts.de.close);
});

test("the closest language is chosen", () => {
  const available = Object.keys(texts);
  assert.equal(closestLanguage("de", available), "de");
  assert.equal(closestLanguage("de-CH", available), "de");
  assert.equal(closestLanguage("pt", available), "pt-BR");
  assert.equal(closestLanguage("es-419", available), "es");
  assert.equal(closestLanguage("fr", available), "en");
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
