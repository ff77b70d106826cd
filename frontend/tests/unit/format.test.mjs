import assert from "node:assert/strict";
import { test } from "node:test";

import { load, status } from "./load.mjs";

const format = await load("format");
const HOUR = 3600;

test("a duration is in the largest unit that fits", () => {
  const text = (seconds) => format.duration(seconds).join(" ");
  assert.equal(text(-5), "1 minute");
  assert.equal(text(59), "1 minute");
  assert.equal(text(HOUR - 30), "60 minute");
  assert.equal(text(HOUR), "1 hour");
  assert.equal(text(24 * HOUR), "24 hour");
  assert.equal(text(49 * HOUR), "2 day");
  assert.equal(format.formatDuration(5 * HOUR, "en"), "5 hr");
  assert.equal(format.formatDuration(5 * HOUR, "de", true), "5 Stunden");
});

test("times in the past are relative", () => {
  assert.equal(format.formatAgo(-3, "en"), "now");
  assert.equal(format.formatAgo(2 * HOUR, "en"), "2 hr. ago");
  assert.equal(format.formatAgo(25 * HOUR, "en"), "yesterday");
});

test("times are in the user's format and time zone", () => {
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

test("only valid colours and known fonts get into a style", () => {
  assert.deepEqual(format.textColors("#6A1B9A"), { background: "#6A1B9A", color: "#ffffff" });
  assert.deepEqual(format.textColors("#FFFF99"), { background: "#FFFF99", color: "#111b21" });
  for (const invalid of [null, "red", "#fff", "#123456;background:url(//x)", "url(x)"]) {
    assert.equal(format.textColors(invalid).background, "#1f6f5c");
  }
  assert.equal(format.fontStyle("x;background:url(//x)"), format.fontStyle(null));
  assert.match(format.fontStyle("SERIF"), /serif/);
});

test("short texts are larger", () => {
  const scales = [5, 30, 80, 150, 300, 600].map((length) => format.textScale("x".repeat(length)));
  assert.deepEqual(scales, [...scales].sort((one, other) => other - one));
  assert.equal(format.textScale("👩‍👩‍👧".repeat(2)), 1);
});

test("the steps are sent, delivered and read, with the times that are known", () => {
  const steps = format.deliverySteps(status({ state: "read", state_history: [["sent", 1000], ["read", 1500]] }));
  assert.deepEqual(steps, [
    { state: "sent", at: 1000, reached: true },
    { state: "delivered", at: null, reached: true },
    { state: "read", at: 1500, reached: true },
  ]);
  assert.deepEqual(format.deliverySteps(status({ state: "pending", state_history: [] })).map(({ reached }) => reached), [true, false, false, false]);
  assert.deepEqual(format.deliverySteps(status({ state: "failed", state_history: [["failed", 7]] })), [{ state: "failed", at: 7, reached: true }]);
  assert.deepEqual(format.deliverySteps(status({ state: null })).map(({ reached }) => reached), [false, false, false]);
});

test("a number that is not complete says so", () => {
  const shown = (values, countsViews = true) => format.formatViews(status({ state: "read", ...values }), countsViews, "en");
  assert.equal(shown({ views: 1200, complete: true }), "1,200");
  assert.equal(shown({ views: 1, complete: false }), "\u2066≥\u00a01\u2069");
  assert.equal(shown({ views: null }), "…");
  assert.equal(shown({ views: null }, false), null);
  assert.equal(shown({ views: null, state: "failed" }), null);
});

test("the curve of views begins with the first of two counts", () => {
  assert.equal(format.viewsCurve(status(), 2000, 100, 40), null);
  assert.equal(format.viewsCurve(status({ view_history: [[1500, 3]] }), 2000, 100, 40), null);
  const { line, area } = format.viewsCurve(status({ view_history: [[1250, 1], [1500, 4]] }), 2000, 100, 40);
  assert.equal(line, "M25 30H50V0H100");
  assert.equal(area, "M25 30H50V0H100V40H25Z");
  // Counts from before the posting and from the future are drawn at the edges.
  const clamped = format.viewsCurve(status({ view_history: [[0, 1], [9000, 2]] }), 2000, 100, 40);
  assert.equal(clamped.line, "M0 20H100V0H100");
});
