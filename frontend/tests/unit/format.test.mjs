import assert from "node:assert/strict";
import { test } from "node:test";

import { load, status } from "./load.mjs";

const format = await load("format");
const HOUR = 3600;

test("durations are told in the largest unit that fits", () => {
  const told = (seconds) => format.duration(seconds).join(" ");
  assert.equal(told(-5), "1 minute");
  assert.equal(told(59), "1 minute");
  assert.equal(told(HOUR - 30), "60 minute");
  assert.equal(told(HOUR), "1 hour");
  assert.equal(told(24 * HOUR), "24 hour");
  assert.equal(told(49 * HOUR), "2 day");
  assert.equal(format.formatDuration(5 * HOUR, "en"), "5 hr");
  assert.equal(format.formatDuration(5 * HOUR, "de", true), "5 Stunden");
});

test("the past is told in words", () => {
  assert.equal(format.formatAgo(-3, "en"), "this minute");
  assert.equal(format.formatAgo(2 * HOUR, "en"), "2 hr. ago");
  assert.equal(format.formatAgo(25 * HOUR, "en"), "yesterday");
});

test("times follow the user's choices", () => {
  const hass = (time_format, time_zone = "server") => ({
    language: "en",
    locale: { language: "en", time_format, time_zone },
    config: { time_zone: "Europe/Berlin" },
  });
  const noon = Date.UTC(2026, 10, 22, 12) / 1000;
  assert.equal(format.formatTime(noon, hass("24"), noon), "13:00");
  assert.match(format.formatTime(noon, hass("12"), noon), /^1:00\sPM$/);
  assert.equal(format.formatTime(noon, hass("24"), noon + 24 * HOUR), "Sun 13:00");
  assert.equal(format.formatTime(noon, hass("24"), noon + 10 * 24 * HOUR), "11/22/26 13:00");
});

test("colours are the account's own, and nothing else gets into a style", () => {
  assert.deepEqual(format.textColors("#6A1B9A"), { ground: "#6A1B9A", ink: "#ffffff" });
  assert.deepEqual(format.textColors("#FFFF99"), { ground: "#FFFF99", ink: "#111b21" });
  for (const bad of [null, "red", "#fff", "#123456;background:url(//x)", "url(x)"]) {
    assert.equal(format.textColors(bad).ground, "#1f6f5c");
  }
  assert.equal(format.fontStyle("x;background:url(//x)"), format.fontStyle(null));
  assert.match(format.fontStyle("SERIF"), /serif/);
});

test("short texts are loud", () => {
  const scales = [5, 30, 80, 150, 300, 600].map((length) => format.textScale("x".repeat(length)));
  assert.deepEqual(scales, [...scales].sort((one, other) => other - one));
  assert.equal(format.textScale("👩‍👩‍👧".repeat(2)), 1);
});

test("the way is sent, delivered, read; what nobody saw has no time", () => {
  const seen = format.way(status({ state: "read", steps: [["sent", 1000], ["read", 1500]] }));
  assert.deepEqual(seen, [
    { state: "sent", at: 1000, reached: true },
    { state: "delivered", at: null, reached: true },
    { state: "read", at: 1500, reached: true },
  ]);
  assert.deepEqual(format.way(status({ state: "pending", steps: [] })).map(({ reached }) => reached), [true, false, false, false]);
  assert.deepEqual(format.way(status({ state: "failed", steps: [["failed", 7]] })), [{ state: "failed", at: 7, reached: true }]);
  assert.deepEqual(format.way(status({ state: null })).map(({ reached }) => reached), [false, false, false]);
});

test("views make a curve as soon as there are two counts", () => {
  assert.equal(format.curve(status(), 2000, 100, 40), null);
  assert.equal(format.curve(status({ counts: [[1500, 3]] }), 2000, 100, 40), null);
  const { line, area } = format.curve(status({ counts: [[1250, 1], [1500, 4]] }), 2000, 100, 40);
  assert.equal(line, "M0 40H25V30H50V0H100");
  assert.equal(area, "M0 40H25V30H50V0H100V40H0Z");
  // A count from before the posting, and one from after now, stay inside.
  const odd = format.curve(status({ counts: [[0, 1], [9000, 2]] }), 2000, 100, 40);
  assert.equal(odd.line, "M0 40H0V20H100V0H100");
});
