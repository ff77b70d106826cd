import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const draft = await load("draft");
const MB = 1024 * 1024;
const file = (type, size = 1000) => ({ type, size });

test("white text can be read on every background", () => {
  const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  for (const color of draft.BACKGROUNDS) {
    const [red, green, blue] = [1, 3, 5].map((at) => channel(parseInt(color.slice(at, at + 2), 16) / 255));
    assert.ok(1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5, color);
  }
});

test("a text is needed, and is counted in characters as the server counts them", () => {
  const problem = (text) => draft.problem({ ...draft.newDraft(), text });
  assert.equal(problem(" \n"), "compose.need.text");
  assert.equal(problem("🥖".repeat(500)), undefined);
  assert.equal(problem("🥖".repeat(501)), "compose.too_long");
});

test("nobody is not everybody", () => {
  const values = { ...draft.newDraft(), text: "Hello", everybody: false };
  assert.equal(draft.problem(values), "compose.need.people");
  assert.equal(draft.problem({ ...values, people: [{ id: "15550100001@c.us", name: "Ada" }] }), undefined);
});

test("a file has to be of its kind, and not too large; a type that is not known is left to the server", () => {
  assert.equal(draft.fileProblem(file("image/jpeg", 100 * MB), "media"), undefined);
  assert.equal(draft.fileProblem(file("image/jpeg", 100 * MB + 1), "media"), "compose.too_large");
  assert.equal(draft.fileProblem(file("image/jpeg", 0), "media"), "compose.empty_file");
  assert.equal(draft.fileProblem(file("image/svg+xml"), "media"), "compose.not_media");
  assert.equal(draft.fileProblem(file("audio/mpeg"), "media"), "compose.not_media");
  assert.equal(draft.fileProblem(file("video/mp4"), "voice"), "compose.not_voice");
  assert.equal(draft.fileProblem(file(""), "voice"), undefined);
});

test("a file without an extension gets that of its type", () => {
  assert.equal(draft.fileName({ name: "1000012345", type: "image/jpeg" }), "1000012345.jpeg");
  assert.equal(draft.fileName({ name: "", type: "audio/mpeg" }), "file.mp3");
  assert.equal(draft.fileName({ name: "v1.2 final", type: "video/webm;codecs=vp9" }), "v1.2 final.webm");
  assert.equal(draft.fileName({ name: "a.MP4", type: "video/mp4" }), "a.MP4");
});

test("people are found by a part of their name or number", () => {
  const people = [
    { id: "15550100001@c.us", name: "Ada Castle" },
    { id: "972550100002@c.us", name: "נועה" },
  ];
  const found = (typed) => draft.search(people, typed).map(({ name }) => name);
  assert.deepEqual(found("cASt"), ["Ada Castle"]);
  assert.deepEqual(found("+972 55-010"), ["נועה"]);
  assert.deepEqual(found("-"), []);
  assert.equal(found(" ").length, 2);
});

test("what was posted is cleared, and what else was written stays", () => {
  const values = { ...draft.draftOf("A"), text: "Later", caption: "Now", files: { media: {}, voice: {} }, everybody: false, people: [{}] };
  draft.clearPosted(values, "media");
  assert.deepEqual([values.text, values.caption, Object.keys(values.files)], ["Later", "", ["voice"]]);
  assert.deepEqual([values.everybody, values.people], [true, []]);
});
