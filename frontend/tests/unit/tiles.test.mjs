import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { accountTiles } = await load("tiles");
const t = await (await load("i18n")).loadTranslate("en");

const ACCOUNT = {
  connected: true,
  counts_views: true,
  active: 7,
  views: 1237,
  complete: true,
  reached: 1700,
  seen: 1237,
  delivered: 6,
  read: 5,
  failed: 0,
  total_statuses: 40,
  total_views: 5000,
};
const tiles = (values) => accountTiles({ ...ACCOUNT, ...values }, t, "en");
const shown = (values) => Object.fromEntries(tiles(values).map(({ name, value }) => [name, value]));

test("the tiles say how many are active, how often they were seen, and by which part of those reached", () => {
  assert.deepEqual(shown(), { active: "7", views: "1,237", reach: "72%" });
});

test("a sum that is not complete says so", () => {
  assert.equal(shown({ complete: false }).views, "\u2066≥\u00a01,237\u2069");
  assert.equal(shown({ views: null }).views, "…");
});

test("where the reach is not reported, the tile says how many statuses were delivered", () => {
  assert.deepEqual(shown({ reached: null, seen: null }), { active: "7", views: "1,237", delivered: "6 of 7" });
});

test("not all of those reached are all", () => {
  assert.equal(shown({ reached: 1000, seen: 999 }).reach, "99%");
});

test("where views are not counted, the tile says how many statuses were read", () => {
  assert.deepEqual(Object.keys(shown({ views: null, counts_views: false, reached: null })), ["active", "read", "delivered"]);
});

test("how the latest does against the usual, and the usual while that cannot be told", () => {
  const latest = ({ name, value, label }) => [name, value, label];
  const [, , , above] = tiles({ compared: 0.32, compared_after: 6.5 * 3600, usual_views: 170 });
  assert.deepEqual(latest(above), ["above", "\u2066+32%\u2069", "latest, compared to your usual at 6 hr"]);
  const [, , , below] = tiles({ compared: -0.1, compared_after: 40 * 3600 });
  assert.deepEqual(latest(below), ["below", "\u2066-10%\u2069", "latest, compared to your usual at 24 hr"]);
  const [, , , usual] = tiles({ compared: null, compared_after: 60, usual_views: 170.5 });
  assert.deepEqual(latest(usual), ["usual", "171", "views, your usual"]);
});

test("a fresh account has numbers only", () => {
  const fresh = { active: 0, views: 0, reached: null, seen: null, delivered: 0, read: 0, total_statuses: 0, total_views: null };
  assert.deepEqual(shown(fresh), { active: "0", total_statuses: "0", total_views: "0" });
});

test("problems have a tile if there are any", () => {
  assert.equal(shown({ failed: 2 }).problems, "2");
  assert.equal(shown({ connected: false }).offline, "Not connected");
  const [, , , both] = tiles({ failed: 2, connected: false });
  assert.deepEqual([both.name, both.label], ["problems", "failed, and not connected"]);
});
