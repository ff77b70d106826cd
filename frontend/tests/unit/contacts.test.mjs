import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { CONTACTS, contactName, countUnseen, firstUnseen, ring, viewerGroups } = await load("contacts");
const { initials } = await load("text");
const { loadTranslate } = await load("i18n");
const t = await loadTranslate("en");

const ACCOUNT = { title: "T", account: "1", config_entry_id: "e", available: true, removed: false, failing_since: null };
const statuses = (...ids) => ids.map((status_id) => ({ status_id }));
const contact = (contact_id, ...ids) => ({ contact_id, name: contact_id, phone: null, statuses: statuses(...ids) });

test("an event replaces what is known, and contacts without a status are left out", () => {
  const dana = contact("dana", "d1");
  const state = CONTACTS.apply(CONTACTS.initial, { ...ACCOUNT, enabled: true, contacts: [dana, contact("omer")] });
  assert.deepEqual(state, { account: ACCOUNT, enabled: true, contacts: [dana] });
  assert.deepEqual(CONTACTS.apply(state, { ...ACCOUNT, enabled: false, contacts: [] }).contacts, []);
});

test("a contact is called by name, else by a number that keeps its direction, else somebody", () => {
  const called = (values) => contactName({ ...contact("x"), ...values }, t);
  assert.equal(called({ name: " Dana ", phone: "972500000001" }), "Dana");
  assert.equal(called({ name: "  ", phone: "972500000001" }), "\u2066+972500000001\u2069");
  assert.equal(called({ name: null, phone: "+972500000001" }), "\u2066+972500000001\u2069");
  assert.equal(called({ name: null, phone: null }), "Someone without a name");
});

test("a contact begins with the first status that was not seen, or from the beginning", () => {
  const [dana] = [contact("dana", "1", "2", "3")];
  assert.equal(firstUnseen(dana.statuses, new Set(["1"])), 1);
  assert.equal(firstUnseen(dana.statuses, new Set(["1", "2", "3"])), 0);
  assert.equal(countUnseen(dana, new Set(["1", "3"])), 1);
});

test("the viewer goes through the contacts with something new, in the order they had when it was opened", () => {
  const [ada, ben, cem, dov] = ["ada", "ben", "cem", "dov"].map((id) => contact(id, `${id}1`));
  const seen = new Set(["cem1"]);
  const opened = [ada, ben, cem];
  const ids = (contacts, at) => viewerGroups(contacts, opened, at, seen, t).map(({ id }) => id);
  assert.deepEqual(ids(opened, "ada"), ["ada", "ben"]);
  assert.deepEqual(ids(opened, "cem"), ["cem"]);
  // Somebody new, and a new order: who was there keeps the place.
  assert.deepEqual(ids([dov, ben, cem, ada], "ada"), ["ada", "ben", "dov"]);
  assert.deepEqual(ids([dov, ben, cem, ada], "cem"), ["cem"]);
  // Seen meanwhile, and gone meanwhile.
  assert.deepEqual(viewerGroups([ben], opened, "ada", seen, t), [{ id: "ben", heading: "ben", contact: true, statuses: ben.statuses }]);
});

test("one status is a whole ring", () => {
  assert.deepEqual(ring(statuses("1"), new Set()), { offset: 0, seen: null, unseen: "100" });
  assert.deepEqual(ring(statuses("1"), new Set(["1"])), { offset: 0, seen: "100", unseen: null });
});

test("each status is a segment of the ring, with gaps of one width, seen or not", () => {
  assert.deepEqual(ring(statuses("1", "2"), new Set()), { offset: 1.5, seen: null, unseen: "47 3 47 3" });
  const mixed = ring(statuses("1", "2", "3", "4"), new Set(["1", "3"]));
  assert.deepEqual(mixed, { offset: 1.5, seen: "22 28 22 28", unseen: "0 25 22 28 22 3" });
});

test("however many there are, the ring is complete and every gap is narrower than a segment", () => {
  for (const count of [3, 7, 31, 200]) {
    const ids = Array.from({ length: count }, (_, index) => `${index}`);
    const lengths = ring(statuses(...ids), new Set()).unseen.split(" ").map(Number);
    assert.equal(lengths.length, 2 * count);
    assert.ok(Math.abs(lengths.reduce((sum, length) => sum + length) - 100) < 0.3, `${count}`);
    assert.ok(lengths.every((length, index) => index % 2 === 0 || length < lengths[index - 1]));
  }
});

test("a name has initials, a number has none", () => {
  assert.equal(initials("Dana Levi Cohen"), "DL");
  assert.equal(initials("🌊 sea café"), "SC");
  assert.equal(initials("(mum)"), "M");
  assert.equal(initials("דנה לוי"), "דל");
  assert.equal(initials("\u2066+972500000001\u2069"), undefined);
  assert.equal(initials("🌊"), undefined);
});
