import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { linePath, nextCell, statusPoints, ticks, usualPaths, weekMap } = await load("insights");
const { formatChange, formatHour } = await load("format");

const SCALE = { width: 240, height: 100, top: 200 };
const HOUR = 3600;
const hourly = (...known) => Array.from({ length: 24 }, (_, index) => known[index] ?? null);

test("the scale ends at a round number that nothing exceeds", () => {
  assert.deepEqual(ticks(264), [0, 100, 200, 300]);
  assert.deepEqual(ticks(300), [0, 100, 200, 300]);
  assert.deepEqual(ticks(31), [0, 20, 40]);
  assert.deepEqual(ticks(2), [0, 1, 2]);
  assert.deepEqual(ticks(0), [0, 1]);
});

test("the curve of a status begins at zero and ends at the last count", () => {
  const points = statusPoints(hourly(10, 20), { views: 25, counted_after: 2.5 * HOUR });
  assert.deepEqual(points, [[0, 0], [1, 10], [2, 20], [2.5, 25]]);
  assert.equal(linePath(points, SCALE), "M0 100L10 95L20 90L25 87.5");
});

test("the curve of a status ends with its day, whenever it was counted", () => {
  const points = statusPoints(Array(24).fill(7), { views: 7, counted_after: 50.5 * HOUR });
  assert.equal(points.length, 25);
  assert.deepEqual(points.at(-1), [24, 7]);
});

test("hours that were not counted are a gap, and a count between two gaps is a dot", () => {
  const points = statusPoints(hourly(null, 20, null), { views: 40, counted_after: 4 * HOUR });
  assert.equal(linePath(points, SCALE), "M0 100h0M20 90h0");
});

test("a status that was not counted has no curve", () => {
  assert.deepEqual(statusPoints(hourly(), { views: null, counted_after: null }), []);
});

test("the band lies between the quartiles, around the median", () => {
  const curve = [{ hours: 12, low: 20, median: 40, high: 100 }, { hours: 24, low: 40, median: 100, high: 200 }];
  assert.deepEqual(usualPaths(curve, SCALE), {
    band: "M0 100L120 50L240 0L240 80L120 90L0 100Z",
    median: "M0 100L120 80L240 50",
  });
});

const CELLS = [
  { weekday: "thursday", hour: 18, median: 300, statuses: 8 },
  { weekday: "monday", hour: 12, median: 100, statuses: 1 },
  { weekday: "sunday", hour: 9, median: 150, statuses: 4 },
];
const filled = (map) => map.flatMap(({ cells }) => cells.flatMap((cell) => (cell ? [`${cell.day} ${cell.hour}`] : [])));

test("the week begins with the day it begins with, and shows what was posted only", () => {
  const map = weekMap(CELLS, 6);
  assert.deepEqual(map.map(({ day }) => day), [6, 0, 1, 2, 3, 4, 5]);
  assert.deepEqual(filled(map), ["6 9", "0 12", "3 18"]);
  assert.deepEqual(map[4].cells[6], { day: 3, hour: 18, median: 300, statuses: 8, level: 1 });
  assert.equal(map[0].cells[3].level, 0.25);
  assert.equal(map[1].cells[4].level, 0);
});

test("blocks that are equally good have one level", () => {
  assert.equal(weekMap(CELLS.slice(0, 1), 0)[3].cells[6].level, 0.5);
});

test("arrow keys move between the blocks in which something was posted", () => {
  const map = weekMap(CELLS, 6);
  const [sunday, monday, thursday] = [map[0].cells[3], map[1].cells[4], map[4].cells[6]];
  assert.equal(nextCell(map, sunday, "ArrowRight", false), monday);
  assert.equal(nextCell(map, monday, "ArrowRight", true), sunday);
  assert.equal(nextCell(map, thursday, "ArrowUp", false), monday);
  assert.equal(nextCell(map, sunday, "ArrowDown", false), monday);
  assert.equal(nextCell(map, sunday, "ArrowUp", false), undefined);
  assert.equal(nextCell(map, sunday, "End", false), thursday);
});

test("a change has its sign, isolated from the text around it", () => {
  assert.equal(formatChange(0.32, "en"), "\u2066+32%\u2069");
  assert.equal(formatChange(0, "en"), "\u20660%\u2069");
});

test("hours are in the user's format", () => {
  const hass = (time_format, language = "en") => ({ language, locale: { language, time_format } });
  assert.deepEqual([formatHour(18, hass("12")), formatHour(18, hass("12"), true)], ["6:00\u202fPM", "6 PM"]);
  assert.deepEqual([formatHour(6, hass("24")), formatHour(6, hass("language", "he"), true)], ["06:00", "06"]);
});
