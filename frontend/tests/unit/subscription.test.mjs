import assert from "node:assert/strict";
import { test } from "node:test";

import { load, status } from "./load.mjs";

const { Feed, STATUSES, Subscription, applyEvent } = await load("subscription");
const ACCOUNT = { title: "T", account: "1", config_entry_id: "e", available: true, removed: false, connected: true };
const INITIAL = { statuses: [], changed: new Set(), activity: [] };
const tick = () => new Promise((done) => setImmediate(done));

test("the first event marks nothing as changed", () => {
  const state = applyEvent(INITIAL, { ...ACCOUNT, ids: ["A"], statuses: [status()] });
  assert.deepEqual(state.statuses, [status()]);
  assert.equal(state.account.title, "T");
  assert.equal(state.changed.size, 0);
});

test("unchanged statuses stay the same objects, in the order of the ids", () => {
  const first = applyEvent(INITIAL, { ...ACCOUNT, ids: ["B", "A"], statuses: [status({ status_id: "B" }), status()] });
  const second = applyEvent(first, { ...ACCOUNT, ids: ["C", "B", "A"], statuses: [status({ status_id: "C" }), status({ state: "read" })] });
  assert.deepEqual(second.statuses.map(({ status_id }) => status_id), ["C", "B", "A"]);
  assert.equal(second.statuses[1], first.statuses[0]);
  assert.deepEqual([...second.changed].sort(), ["A", "C"]);
  const third = applyEvent(second, { ...ACCOUNT, ids: ["B"], statuses: [] });
  assert.deepEqual(third.statuses.map(({ status_id }) => status_id), ["B"]);
});

test("an event without ids changes the account only", () => {
  const activity = [{ status_id: "A", kind: "posted" }];
  const first = applyEvent(INITIAL, { ...ACCOUNT, ids: ["A"], statuses: [status()], activity });
  const second = applyEvent(first, { ...ACCOUNT, connected: false });
  assert.equal(second.statuses, first.statuses);
  assert.equal(second.activity, activity);
  assert.equal(second.account.connected, false);
});

test("more views do not mark a status as changed", () => {
  const first = applyEvent(INITIAL, { ...ACCOUNT, ids: ["A"], statuses: [status()] });
  assert.equal(applyEvent(first, { ...ACCOUNT, ids: ["A"], statuses: [status({ views: 4 })] }).changed.size, 0);
});

class FakeConnection {
  listeners = new Set();
  calls = [];
  unsubscribed = 0;
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
      this.unsubscribed += 1;
    };
  }
}

test("a subscription is repeated with the same options after a reconnect", async () => {
  const connection = new FakeConnection();
  const received = [];
  const subscription = new Subscription(STATUSES, connection, { device_id: "d", limit: 3 }, (state) => received.push(state));
  await tick();
  assert.deepEqual(connection.calls[0].message, { type: "green_api/subscribe", device_id: "d", limit: 3 });
  assert.deepEqual(connection.calls[0].options, { resubscribe: false });
  connection.calls[0].callback({ ...ACCOUNT, ids: ["A"], statuses: [status()] });
  for (const ready of connection.listeners) ready();
  await tick();
  assert.equal(connection.calls.length, 2);
  connection.calls[0].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(received.length, 1);
  subscription.stop();
  assert.equal(connection.unsubscribed, 1);
  assert.equal(connection.listeners.size, 0);
  connection.calls[1].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(received.length, 1);
});

test("an account that does not exist is reported once and not asked for again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = new FakeConnection();
  connection.answer = () => Promise.reject({ code: "not_found" });
  const received = [];
  const subscription = new Subscription(STATUSES, connection, {}, (state) => received.push(state.error));
  await tick();
  assert.deepEqual(received, ["not_found"]);
  context.mock.timers.tick(60_000);
  await tick();
  assert.equal(connection.calls.length, 1);
  subscription.stop();
});

test("while Home Assistant starts, the subscription is tried again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = new FakeConnection();
  connection.answer = () => Promise.reject({ code: "unknown_command" });
  const received = [];
  const subscription = new Subscription(STATUSES, connection, {}, (state) => received.push(state));
  await tick();
  connection.answer = async () => undefined;
  context.mock.timers.tick(5000);
  await tick();
  assert.equal(connection.calls.length, 2);
  assert.equal(received.length, 0);
  subscription.stop();
});

test("a subscription that is stopped before the answer is cancelled", async () => {
  const connection = new FakeConnection();
  const subscription = new Subscription(STATUSES, connection, {}, () => assert.fail());
  subscription.stop();
  await tick();
  connection.calls[0].callback({ ...ACCOUNT, ids: [], statuses: [] });
  assert.equal(connection.unsubscribed, 1);
});

test("a replaced connection is followed, with what is known until it answers", async () => {
  const [first, second] = [new FakeConnection(), new FakeConnection()];
  const received = [];
  const feed = new Feed(STATUSES);
  const onChange = (state) => received.push(state);
  feed.follow(first, { limit: 3 }, onChange);
  feed.follow(first, { limit: 3 }, onChange);
  feed.follow(second, { limit: 3 }, onChange);
  await tick();
  assert.deepEqual([first.calls.length, first.unsubscribed, second.calls.length], [1, 1, 1]);
  assert.deepEqual(received, [undefined]);
  feed.follow(second, { limit: 4 }, onChange);
  assert.deepEqual(received, [undefined, undefined]);
  feed.stop();
});
