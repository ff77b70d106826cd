import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { DashboardStrategy } = await load("strategy");
const { cardForm, suggestConfig, suggestForEntity } = await load("editor");

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

function home({ accounts = ["d1"], components = ["recorder", "history", "logbook"], callWS } = {}) {
  const entities = { "sensor.sun": { entity_id: "sensor.sun", platform: "sun", device_id: "d9" } };
  const devices = {};
  for (const id of accounts) {
    devices[id] = { id, name: `GREEN-API ${id}`, primary_config_entry: `e-${id}` };
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

test("one account is one view, with everything there is", async () => {
  const { views } = await DashboardStrategy.generate({}, home());
  assert.equal(views.length, 1);
  assert.deepEqual(new Set(types(views[0])), new Set([
    "custom:green-api-hints-card",
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

test("graphs go back as far as one likes", async () => {
  const graph = async (config) => {
    const { views } = await DashboardStrategy.generate(config, home());
    const cards = views[0].sections.flatMap(({ cards }) => cards);
    const { period, days_to_show } = cards.find(({ type }) => type === "statistics-graph");
    return { period, days_to_show, hours_to_show: cards.find(({ type }) => type === "history-graph").hours_to_show };
  };
  assert.deepEqual(await graph({}), { period: "hour", days_to_show: 7, hours_to_show: 24 });
  assert.deepEqual(await graph({ hours: "x" }), { period: "hour", days_to_show: 7, hours_to_show: 24 });
  assert.deepEqual(await graph({ hours: 3 }), { period: "5minute", days_to_show: 0.125, hours_to_show: 3 });
});

test("several accounts are several views, by their names", async () => {
  const { views } = await DashboardStrategy.generate({}, home({ accounts: ["d2", "d1"] }));
  assert.deepEqual(views.map(({ title }) => title), ["Account d1", "Account d2"]);
  assert.equal(new Set(views.map(({ path }) => path)).size, 2);
});

test("without the right to read accounts, devices have names", async () => {
  const hass = home({ accounts: ["d1", "d2"], callWS: () => Promise.reject({ code: "unauthorized" }) });
  const { views } = await DashboardStrategy.generate({}, hass);
  assert.equal(views[0].title, "GREEN-API d1");
});

test("what Home Assistant does not have is left out", async () => {
  const { views } = await DashboardStrategy.generate({}, home({ components: [] }));
  const found = types(views[0]);
  for (const type of ["statistics-graph", "history-graph", "logbook"]) assert.ok(!found.includes(type), type);
});

test("without an account, it says how to add one", async () => {
  const { views } = await DashboardStrategy.generate({}, home({ accounts: [] }));
  assert.match(JSON.stringify(views), /no GREEN-API account yet/);
});

test("a new dashboard has a name", async () => {
  assert.equal((await DashboardStrategy.getCreateSuggestions(home())).title, "WhatsApp statuses");
});

test("the card is offered for entities of an account only", () => {
  const hass = home();
  assert.equal(suggestForEntity(hass, "sensor.d1_views").config.device_id, "d1");
  assert.equal(suggestForEntity(hass, "sensor.sun"), null);
  assert.equal(suggestForEntity(hass, "sensor.nope"), null);
  assert.equal(suggestConfig(hass).device_id, "d1");
  assert.equal("device_id" in suggestConfig(home({ accounts: [] })), false);
});

test("the editor asks in words", () => {
  const { schema, computeLabel, computeHelper, assertConfig } = cardForm();
  assert.deepEqual(schema.map(({ name }) => name), ["device_id", "title", "limit", "show_viewers", "recent"]);
  for (const field of schema) assert.ok(!computeLabel(field).includes("."));
  assert.equal(computeHelper({ name: "limit" }), undefined);
  assert.match(computeHelper({ name: "title" }), /name of the account/);
  assert.throws(() => assertConfig({ config_entry_id: "x" }));
});
