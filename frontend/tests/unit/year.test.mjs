import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { yearMonths } = await load("year");
const { formatMonth } = await load("format");

const month = (number) => Date.UTC(2026, number, 1);
const rows = (key, ...values) => values.map((value, index) => ({ start: month(index), [key]: value }));

test("a month has the views and statuses that were added in it, and the usual views on average", () => {
  const statistics = { views: rows("change", 120, 90.4), statuses: rows("change", 10), usual: rows("mean", 11.6, 12.4) };
  assert.deepEqual(yearMonths(statistics, "views", "statuses", "usual"), [
    { start: month(0), views: 120, statuses: 10, usual: 12 },
    { start: month(1), views: 90, statuses: null, usual: 12 },
  ]);
});

test("only the last twelve months are shown, and none without its views", () => {
  const statistics = { views: rows("change", ...Array(13).fill(1), null) };
  const months = yearMonths(statistics, "views", null, null);
  assert.equal(months.length, 12);
  assert.equal(months[0].start, month(1));
  assert.deepEqual(yearMonths(statistics, null, null, null), []);
  assert.deepEqual(yearMonths({}, "views", null, null), []);
});

test("a sum that was corrected downwards is no views", () => {
  assert.equal(yearMonths({ views: rows("change", -5) }, "views", null, null)[0].views, 0);
});

test("a month has its name in the time zone of Home Assistant", () => {
  const hass = { language: "en", config: { time_zone: "Asia/Jerusalem" } };
  // Midnight of the first of June in Jerusalem.
  assert.equal(formatMonth(Date.UTC(2026, 4, 31, 21), hass, "long"), "June 2026");
  assert.equal(formatMonth(Date.UTC(2026, 4, 31, 21), hass, "short"), "Jun");
});
