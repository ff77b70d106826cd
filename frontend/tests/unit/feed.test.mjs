import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { load, status } from "./load.mjs";

const { Subscription, merge } = await load("feed");
const ACCOUNT = { title: "T", account: "1", config_entry_id: "e", available: true, removed: false, connected: true };
const NOTHING = { statuses: [], fresh: new Set() };
const settle = () => new Promise((done) => setImmediate(done));

test("the first event is no news", () => {
  const feed = merge(NOTHING, { ...ACCOUNT, ids: ["A"], statuses: [status()] });
  assert.deepEqual(feed.statuses, [status()]);
  assert.equal(feed.account.title, "T");
  assert.equal(feed.fresh.size, 0);
});

test("what did not change stays the same object, in the order of the ids", () => {
  const first = merge(NOTHING, { ...ACCOUNT, ids: ["B", "A"], statuses: [status({ status_id: "B" }), status()] });
  const second = merge(first, { ...ACCOUNT, ids: ["C", "B", "A"], statuses: [status({ status_id: "C" }), status({ state: "read" })] });
  assert.deepEqual(second.statuses.map(({ status_id }) => status_id), ["C", "B", "A"]);
  assert.equal(second.statuses[1], first.statuses[0]);
  assert.deepEqual([...second.fresh].sort(), ["A", "C"]);
  const third = merge(second, { ...ACCOUNT, ids: ["B"], statuses: [] });
  assert.deepEqual(third.statuses.map(({ status_id }) => status_id), ["B"]);
});

test("an event without ids is about the account alone", () => {
  const first = merge(NOTHING, { ...ACCOUNT, ids: ["A"], statuses: [status()] });
  const second = merge(first, { ...ACCOUNT, connected: false });
  assert.equal(second.statuses, first.statuses);
  assert.equal(second.account.connected, false);
});

test("more viewers are no new ring", () => {
  const first = merge(NOTHING, { ...ACCOUNT, ids: ["A"], statuses: [status()] });
  assert.equal(merge(first, { ...ACCOUNT, ids: ["A"], statuses: [status({ views: 4 })] }).fresh.size, 0);
});

class FakeConnection {
  listeners = new Set();
  calls = [];
  left = 0;
  answer = async () => undefined;

  addEventListener(_type, listener) {
    this.listeners.add(listener);
  }

  removeEventListener(_type, listener) {
    this.listeners.delete(listener);
  }

  async subscribeMessage(callback, message, options) {
    this.calls.push({ callback, message, options });
    await this.answer();
    return async () => {
      this.left += 1;
    };
  }
}

test("a subscription asks for what it was told to, and again after a reconnect", async () => {
  const connection = new FakeConnection();
  const told = [];
  const subscription = new Subscription(connection, { device_id: "d", limit: 3 }, (feed) => told.push(feed));
  await settle();
  assert.deepEqual(connection.calls[0].message, { type: "green_api/subscribe", device_id: "d", limit: 3 });
  assert.deepEqual(connection.calls[0].options, { resubscribe: false });
  connection.calls[0].callback({ ...ACCOUNT, ids: ["A"], statuses: [status()] });
  for (const ready of connection.listeners) ready();
  await settle();
  assert.equal(connection.calls.length, 2);
  connection.calls[0].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(told.length, 1);
  subscription.stop();
  assert.equal(connection.left, 1);
  assert.equal(connection.listeners.size, 0);
  connection.calls[1].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(told.length, 1);
});

test("an account that does not exist is told once", async () => {
  const connection = new FakeConnection();
  connection.answer = () => Promise.reject({ code: "not_found" });
  const told = [];
  const subscription = new Subscription(connection, {}, (feed) => told.push(feed.error));
  await settle();
  assert.deepEqual(told, ["not_found"]);
  subscription.stop();
});

test("while Home Assistant is starting, it tries again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const connection = new FakeConnection();
  connection.answer = () => Promise.reject({ code: "unknown_command" });
  const told = [];
  const subscription = new Subscription(connection, {}, (feed) => told.push(feed));
  await settle();
  connection.answer = async () => undefined;
  mock.timers.tick(5000);
  await settle();
  assert.equal(connection.calls.length, 2);
  assert.equal(told.length, 0);
  subscription.stop();
  mock.timers.reset();
});

test("who leaves before the answer leaves nothing behind", async () => {
  const connection = new FakeConnection();
  const subscription = new Subscription(connection, {}, () => assert.fail("told"));
  subscription.stop();
  await settle();
  connection.calls[0].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(connection.left, 1);
});
