// Links, emoji and reading times of texts; what is kept of people and of what was seen.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { countEmoji, displayTime, findLinks } = await load("text");
const { latestFirst, personName, remember } = await load("people");
const { SEEN_CONTACTS, SEEN_OWN, loadSeen, markSeen, unseenFirst } = await load("seen");

const hrefs = (text) => findLinks(text).filter((part) => typeof part !== "string").map(({ href }) => href);

test("addresses of websites are links, without the sentence around them", () => {
  assert.deepEqual(findLinks("See https://example.com/a?b=1, now"), [
    "See ",
    { text: "https://example.com/a?b=1", href: "https://example.com/a?b=1" },
    ", now",
  ]);
  assert.deepEqual(hrefs("(http://example.com) HTTPS://EXAMPLE.com/x!"), ["http://example.com/", "https://example.com/x"]);
  assert.deepEqual(hrefs("https://en.wikipedia.org/wiki/Fig_(fruit)."), ["https://en.wikipedia.org/wiki/Fig_(fruit)"]);
});

test("nothing else is a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://example.com",
    "https://",
    "https://bank.example@evil.example/",
    "xhttps://example.com",
  ]) {
    assert.deepEqual(hrefs(text), [], text);
    assert.deepEqual(findLinks(text).join(""), text);
  }
  // A mark that turns the direction ends an address.
  assert.deepEqual(hrefs("https://example.com/\u202egpj.exe"), ["https://example.com/"]);
});

test("a text of a few emoji is told from others", () => {
  for (const [text, count] of [["🎉", 1], ["👍🏽 ❤️", 2], ["👨‍👩‍👧🇮🇱😀", 3], ["😀😀😀😀", 0], ["12", 0], ["#", 0], ["a😀", 0], ["", 0]]) {
    assert.equal(countEmoji(text), count, text);
  }
});

test("a long text is shown for longer, within bounds", () => {
  assert.equal(displayTime("Hello"), 5000);
  assert.ok(displayTime("x".repeat(120)) > 5000);
  assert.equal(displayTime("x".repeat(5000)), 20_000);
});

test("people have a name, else a phone number, else none", () => {
  assert.equal(personName({ id: "15550101000@c.us", name: "Dana" }), "Dana");
  assert.equal(personName({ id: "15550101000@c.us", name: null }), "+15550101000");
  assert.equal(personName({ id: "123456789@lid", name: " " }), undefined);
});

test("people are listed with the latest first", () => {
  const people = ["2026-01-01T10:00:00+00:00", null, "2026-01-01T13:00:00+02:00"].map((at, id) => ({ id, at }));
  assert.deepEqual(latestFirst(people).map(({ id }) => id), [2, 0, 1]);
});

test("an answer is kept for a while, an error is not", async (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  let asked = 0;
  const ask = remember(async (key) => {
    asked += 1;
    if (asked === 2) throw new Error("Not now");
    return `${key}${asked}`;
  }, 60_000);
  assert.equal(await ask("a"), "a1");
  context.mock.timers.tick(59_000);
  assert.equal(await ask("a"), "a1");
  context.mock.timers.tick(1000);
  await assert.rejects(ask("a"));
  assert.equal(await ask("a"), "a3");
});

test("what was seen is kept on the device up to a number, and comes last", () => {
  const store = new Map();
  globalThis.localStorage = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value) };
  for (let index = 0; index < 600; index += 1) markSeen(SEEN_OWN, `S${index}`);
  const seen = loadSeen(SEEN_OWN);
  assert.equal(seen.size, 500);
  assert.ok(seen.has("S599") && !seen.has("S0"));
  const sorted = unseenFirst(["S599", "new", "S598", "newer"], (id) => seen.has(id));
  assert.deepEqual(sorted, ["new", "newer", "S599", "S598"]);
});

test("what contacts post pushes none of one's own out of the list", () => {
  const store = new Map();
  globalThis.localStorage = { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => store.set(key, value) };
  markSeen(SEEN_OWN, "mine");
  store.set(SEEN_CONTACTS.key, JSON.stringify(Array.from({ length: SEEN_CONTACTS.max }, (_, index) => `C${index}`)));
  markSeen(SEEN_CONTACTS, "theirs");
  const seen = loadSeen(SEEN_CONTACTS);
  assert.equal(seen.size, SEEN_CONTACTS.max);
  assert.ok(seen.has("theirs") && !seen.has("C0"));
  assert.deepEqual([...loadSeen(SEEN_OWN)], ["mine"]);
});

test("a browser that stores nothing has seen nothing", () => {
  globalThis.localStorage = {
    getItem: () => "{broken",
    setItem: () => {
      throw new Error("Full");
    },
  };
  markSeen(SEEN_OWN, "A");
  assert.equal(loadSeen(SEEN_OWN).size, 0);
});
