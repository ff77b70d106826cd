import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { generateDashboard } = await load("strategy");
const { cardForm, stubConfig } = await load("editor");
const { loadTranslate } = await load("i18n");

const KEYS = [
  "sensor.active_statuses",
  "sensor.views",
  "sensor.read_statuses",
  "sensor.latest_status",
  "sensor.instance_state",
  "binary_sensor.connected",
  "event.status",
  "calendar.statuses",
];

function createHass({ accounts = ["d1"], components = ["recorder", "history", "logbook"], callWS } = {}) {
  const entities = { "sensor.sun": { entity_id: "sensor.sun", platform: "sun", device_id: "d9" } };
  const devices = {};
  for (const id of accounts) {
    devices[id] = { id, name: `GREEN-API ${id}`, config_entry_id: `e-${id}` };
    for (const key of KEYS) {
      const [domain, translation_key] = key.split(".");
      const entity_id = `${domain}.${id}_${translation_key}`;
      entities[entity_id] = { entity_id, platform: "green_api", device_id: id, translation_key };
    }
  }
  return {
    language: "en",
    config: { components, time_zone: "UTC" },
    entities,
    devices,
    callWS: callWS ?? (async () => accounts.map((id) => ({ entry_id: `e-${id}`, title: `Account ${id}` }))),
  };
}

const types = (view) => view.sections.flatMap(({ cards }) => cards.map(({ type }) => type));

test("one account is one view, with a card for each kind of entity", async () => {
  const { views } = await generateDashboard({}, createHass());
  assert.equal(views.length, 1);
  assert.deepEqual(new Set(types(views[0])), new Set([
    "custom:green-api-repairs-card",
    "custom:green-api-status-card",
    "heading",
    "tile",
    "statistics-graph",
    "history-graph",
    "logbook",
    "calendar",
  ]));
  const text = JSON.stringify(views);
  for (const key of ["d1_active_statuses", "d1_views", "d1_status", "d1_statuses"]) assert.ok(text.includes(key), key);
  assert.ok(!text.includes("sun"));
});

test("the option `hours` sets the range of the graphs", async () => {
  const graph = async (config) => {
    const { views } = await generateDashboard(config, createHass());
    const cards = views[0].sections.flatMap(({ cards }) => cards);
    const { period, days_to_show } = cards.find(({ type }) => type === "statistics-graph");
    return { period, days_to_show, hours_to_show: cards.find(({ type }) => type === "history-graph").hours_to_show };
  };
  assert.deepEqual(await graph({}), { period: "hour", days_to_show: 7, hours_to_show: 24 });
  assert.deepEqual(await graph({ hours: "x" }), { period: "hour", days_to_show: 7, hours_to_show: 24 });
  assert.deepEqual(await graph({ hours: 3 }), { period: "5minute", days_to_show: 0.125, hours_to_show: 3 });
});

test("each account has a view, titled like its entry", async () => {
  const { views } = await generateDashboard({}, createHass({ accounts: ["d2", "d1"] }));
  assert.deepEqual(views.map(({ title }) => title), ["Account d1", "Account d2"]);
  assert.equal(new Set(views.map(({ path }) => path)).size, 2);
});

test("without the right to read entries, views are titled like the device", async () => {
  const hass = createHass({ accounts: ["d1", "d2"], callWS: () => Promise.reject({ code: "unauthorized" }) });
  const { views } = await generateDashboard({}, hass);
  assert.equal(views[0].title, "GREEN-API d1");
});

test("cards of integrations that are not set up are left out", async () => {
  const { views } = await generateDashboard({}, createHass({ components: [] }));
  const found = types(views[0]);
  for (const type of ["statistics-graph", "history-graph", "logbook"]) assert.ok(!found.includes(type), type);
});

test("without an account, the dashboard says how to add one", async () => {
  const { views } = await generateDashboard({}, createHass({ accounts: [] }));
  assert.match(JSON.stringify(views), /no WhatsApp account yet/);
});

test("a new card shows the first account", () => {
  assert.equal(stubConfig(createHass({ accounts: ["d2", "d1"] })).device_id, "d1");
  assert.equal("device_id" in stubConfig(createHass({ accounts: [] })), false);
});

test("every field of the editor has a label", async () => {
  const { schema, computeLabel, computeHelper, assertConfig } = cardForm(await loadTranslate("en"));
  assert.deepEqual(schema.map(({ name }) => name), ["device_id", "title", "limit", "show_viewers", "recent"]);
  for (const field of schema) assert.ok(!computeLabel(field).includes("."));
  assert.equal(computeHelper({ name: "limit" }), undefined);
  assert.match(computeHelper({ name: "title" }), /name of the account/);
  assert.throws(() => assertConfig({ config_entry_id: "x" }));
});
