import assert from "node:assert/strict";
import { test } from "node:test";

import { load, status } from "./load.mjs";

const { lineKey, sentence } = await load("activity");
const { loadTranslate } = await load("i18n");

const line = (values) => ({ status_id: "A", kind: "read", began_at: 10, occurred_at: 20, new_views: 0, views: 0, ...values });

async function text(values, about, language = "en") {
  const { before, title, after } = sentence(line(values), status(about), await loadTranslate(language));
  return `${before}[${title}]${after}`;
}

test("a sentence says what happened to a status", async () => {
  const bread = { text: "Fresh bread" };
  assert.equal(await text({}, bread), "‘[Fresh bread]’ was read");
  assert.equal(await text({ kind: "viewed", new_views: 1, views: 1 }, bread), "1 person saw ‘[Fresh bread]’");
  assert.equal(await text({ kind: "viewed", new_views: 12, views: 40 }, bread), "12 more people saw ‘[Fresh bread]’");
  assert.equal(await text({ kind: "not_published" }, { caption: "Lanterns" }), "‘[Lanterns]’ was not published");
  assert.equal(await text({}, bread, "ru"), "Статус «[Fresh bread]» прочитан");
  assert.equal(await text({ kind: "viewed", new_views: 2, views: 4 }, bread, "he"), 'עוד שני אנשים ראו את הסטטוס "[Fresh bread]"');
});

test("every kind of line has a sentence", async () => {
  for (const kind of ["waiting", "posted", "delivered", "read", "failed", "not_published", "expired", "deleted"]) {
    for (const language of ["en", "he", "pl"]) assert.match(await text({ kind }, { text: "T" }, language), /^[^{}]*\[T\][^{}.]*$/);
  }
});

test("a status without words goes by its type", async () => {
  assert.equal(await text({}, { type: "image", caption: "  " }), "A picture was read[]");
  assert.equal(await text({ kind: "viewed", new_views: 3, views: 3 }, { type: "audio" }), "3 people saw a voice message[]");
});

test("a long title is cut, and what people wrote is no pattern", async () => {
  assert.equal(await text({}, { text: `${"x".repeat(40)}` }), `‘[${"x".repeat(35)}…]’ was read`);
  assert.equal(await text({}, { text: "{count} $& {title}\n<b>" }), "‘[{count} $& {title} <b>]’ was read");
});

test("a line keeps its key while it grows", () => {
  assert.equal(lineKey(line({ kind: "viewed", views: 3 })), lineKey(line({ kind: "posted", occurred_at: 90 })));
  const others = [{ kind: "deleted" }, { kind: "waiting" }, { began_at: 11 }, { status_id: "B" }].map((values) => lineKey(line(values)));
  assert.equal(new Set([lineKey(line()), ...others]).size, 5);
});
