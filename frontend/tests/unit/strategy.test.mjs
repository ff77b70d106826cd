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

function createHass({ accounts = ["d1"], contacts = [], issues = [] } = {}) {
  const entities = { "sensor.sun": { entity_id: "sensor.sun", platform: "sun", device_id: "d9" } };
  const devices = {};
  for (const id of accounts) {
    devices[id] = { id, name: `WhatsApp ${id}`, config_entry_id: `e-${id}` };
    for (const key of [...KEYS, ...(contacts.includes(id) ? ["sensor.contact_statuses"] : [])]) {
      const [domain, translation_key] = key.split(".");
      const entity_id = `${domain}.${id}_${translation_key}`;
      entities[entity_id] = { entity_id, platform: "green_api", device_id: id, translation_key };
    }
  }
  return { language: "en", config: { time_zone: "UTC" }, entities, devices, callWS: async () => ({ issues }) };
}

test("one account is a section with the statuses and the numbers, above what happened and the insights", async () => {
  const { views } = await generateDashboard({}, createHass());
  assert.equal(views.length, 1);
  const [section, ...others] = views[0].sections;
  assert.equal(others.length, 0);
  assert.equal(section.column_span, views[0].max_columns);
  assert.deepEqual(section.cards.map(({ type }) => type), [
    "custom:green-api-repairs-card",
    "custom:green-api-status-card",
    "custom:green-api-tiles-card",
    "custom:green-api-activity-card",
    "custom:green-api-insights-card",
  ]);
  assert.deepEqual(section.cards.map(({ grid_options }) => grid_options.columns), ["full", "full", "full", 12, 12]);
  assert.ok(!JSON.stringify(views).includes("sun"));
});

test("each account has a section of its own, and the repairs are above the first", async () => {
  const { views } = await generateDashboard({}, createHass({ accounts: ["d2", "d1"] }));
  const cards = views[0].sections.map((section) => section.cards);
  assert.deepEqual(cards.map((one) => new Set(one.map(({ device_id }) => device_id).filter(Boolean))), [new Set(["d1"]), new Set(["d2"])]);
  assert.deepEqual(cards.map((one) => one.filter(({ type }) => type.includes("repairs")).length), [1, 0]);
});

test("contacts have a row below the statuses of the accounts where that is switched on", async () => {
  const { views } = await generateDashboard({}, createHass({ accounts: ["d1", "d2"], contacts: ["d2"] }));
  const sources = views[0].sections.map(({ cards }) => cards.map(({ source }) => source).filter(Boolean));
  assert.deepEqual(sources, [[], ["both"]]);
});

test("open repairs of the integration have their room from the beginning", async () => {
  const issue = { domain: "green_api", ignored: false };
  const issues = [issue, { ...issue, ignored: true }, { ...issue, domain: "sun" }];
  const { views } = await generateDashboard({}, createHass({ issues }));
  assert.equal(views[0].sections[0].cards[0].open, 1);
  const refused = { ...createHass(), callWS: () => Promise.reject({ code: "unauthorized" }) };
  assert.equal((await generateDashboard({}, refused)).views[0].sections[0].cards[0].open, undefined);
});

test("without an account, the dashboard says how to add one", async () => {
  const { views } = await generateDashboard({}, createHass({ accounts: [] }));
  assert.match(JSON.stringify(views), /no WhatsApp account yet/);
});

test("a new card shows the first account", () => {
  const config = stubConfig("green-api-activity-card", createHass({ accounts: ["d2", "d1"] }));
  assert.deepEqual(config, { type: "custom:green-api-activity-card", device_id: "d1" });
  assert.equal("device_id" in stubConfig("green-api-status-card", createHass({ accounts: [] })), false);
});

for (const [card, fields] of [
  ["green-api-status-card", ["device_id", "title", "source", "limit", "show_viewers", "recent", "post", "unseen_first", "autoplay", "compact", "tap_action", "accounts"]],
  ["green-api-tiles-card", ["device_id"]],
  ["green-api-activity-card", ["device_id", "title", "rows"]],
  ["green-api-insights-card", ["device_id", "title"]],
]) {
  test(`every field of the editor of ${card} has a label`, async () => {
    const { schema, computeLabel, assertConfig } = cardForm(card, await loadTranslate("en"));
    assert.deepEqual(schema.map(({ name }) => name), fields);
    for (const field of schema) assert.ok(!computeLabel(field).includes("."));
    assert.throws(() => assertConfig({ config_entry_id: "x" }));
  });
}

test("a field is explained where it needs it", async () => {
  const t = await loadTranslate("en");
  const helper = (card, name) => cardForm(card, t).computeHelper({ name });
  assert.match(helper("green-api-status-card", "title"), /name of the account/);
  assert.equal(helper("green-api-activity-card", "title"), undefined);
  assert.equal(helper("green-api-status-card", "limit"), undefined);
});
