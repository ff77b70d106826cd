// The composer in Chromium, against Home Assistant and a simulated account: what is posted there is seen in the simulator.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";

import { addAccount, axeFindings, launch, openPage, openReadOnly, poll, ready, saveDashboard } from "./browser.mjs";
import { admin, fakeToken, startDemo } from "./demo.mjs";

const ID = "1101000400";
const TOKEN = fakeToken(512);
const MARKUP = `<img src=x onerror="window.hacked=1">`;
const ASSETS = join(import.meta.dirname, "..", "..", "..", "demo", "simulator", "assets");
const PICTURE = readFileSync(join(ASSETS, "lanterns.jpg"));

let demo;
let browser;
let main;
let account;
let config;

const composer = (page) => page.locator("green-api-composer");
const recipients = (page) => page.locator("green-api-recipients");
const picture = (name, size = PICTURE.length) => ({
  name,
  mimeType: "image/jpeg",
  buffer: Buffer.concat([PICTURE, Buffer.alloc(size - PICTURE.length)]),
});

/** Return what was published, oldest first. */
async function published() {
  const response = await fetch(`${demo.api}/waInstance${ID}/getOutgoingStatuses/${TOKEN}`);
  return (await response.json()).sort((first, second) => first.timestamp - second.timestamp);
}

async function callsOf(method) {
  return (await admin(demo.api, "GET", "/calls")).log.filter((one) => one.method === method).length;
}

/** Return the names of what Home Assistant keeps of uploads. */
function uploads() {
  try {
    return readdirSync(join(demo.folder, "home-assistant-file_upload"));
  } catch {
    return [];
  }
}

async function until(check) {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const value = await check();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`Not within 15 seconds: ${check}`);
}

async function open(page, kind = "text") {
  await page.locator("green-api-status-card .post").click();
  await composer(page).locator("dialog[open]").waitFor();
  await composer(page).locator(`.kinds label:nth-of-type(${["text", "media", "voice"].indexOf(kind) + 1})`).click();
}

/** Wait until the composer is closed, and its entry of the history gone. */
async function closed(page) {
  await composer(page).locator("dialog[open]").waitFor({ state: "detached" });
  await page.waitForFunction(() => !history.state?.dialog);
}

const postButton = (page) => composer(page).locator(".footer .primary");
const error = (page) => composer(page).locator(".footer .error").textContent();

async function show(page) {
  await page.goto(`${demo.url}/test-composer/test`);
  await ready(page);
  await page.locator("green-api-status-card .post").waitFor();
}

before(async () => {
  demo = await startDemo();
  browser = await launch();
  await admin(demo.api, "PATCH", "", { evolve: false, rate_limits: false });
  await admin(demo.api, "POST", "/instances", { id: ID, token: TOKEN, phone: "15550104000", history: false });
  main = await openPage(browser);
  await main.page.goto(demo.url);
  await ready(main.page);
  account = await addAccount(main.page, demo.api, ID, TOKEN);
  config = { type: "custom:green-api-status-card", device_id: account.deviceId };
  await saveDashboard(main.page, "test-composer", { views: [{ title: "Test", path: "test", type: "panel", cards: [config] }] });
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

// A new page has no drafts.
beforeEach(() => show(main.page));

describe("composer", () => {
  test("posts a text in its colour and font, and shows it at once as pending", async () => {
    const { page } = main;
    await admin(demo.api, "PATCH", `/instances/${ID}`, { queue_seconds: 6 });
    await open(page);
    const text = `Fresh bread at four 🥖 ${MARKUP}`;
    await composer(page).locator("textarea").fill(text);
    await composer(page).locator(".swatch").nth(4).click();
    await composer(page).locator(".font").nth(4).click();
    await postButton(page).click();
    await closed(page);
    const pending = page.locator("green-api-status-card .status.pending");
    await pending.waitFor();
    assert.match(await pending.textContent(), /Fresh bread[^]*waiting/);
    assert.deepEqual(await published(), []);
    const [posted] = await until(async () => ((await published()).length === 1 ? published() : undefined));
    assert.equal(posted.textMessage, text);
    assert.deepEqual([posted.extendedTextMessage.backgroundColor, posted.extendedTextMessage.font], ["#B23A48", "OSWALD_HEAVY"]);
    await admin(demo.api, "PATCH", `/instances/${ID}`, { queue_seconds: 0 });
    await admin(demo.api, "POST", `/instances/${ID}/statuses/latest/advance`, { state: "sent" });
    await poll(page, account.entityId);
    await page.locator("green-api-status-card .status.sent").waitFor();
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  test("posts a picture with its caption and its name, whatever they are", async () => {
    const { page } = main;
    await open(page, "media");
    await composer(page).locator("input[type=file]").first().setInputFiles(picture(`${MARKUP} ~ ...jpg`));
    await composer(page).locator(".media img").waitFor();
    assert.equal(await composer(page).locator(".name bdi").first().textContent(), `${MARKUP} ~ ...jpg`);
    await composer(page).locator("textarea").fill(MARKUP);
    await postButton(page).click();
    await closed(page);
    const posted = await until(async () => (await published()).find(({ typeMessage }) => typeMessage === "imageMessage"));
    assert.equal(posted.caption, MARKUP);
    assert.deepEqual(Buffer.from(await (await fetch(posted.downloadUrl)).arrayBuffer()), PICTURE);
    assert.deepEqual(uploads(), []);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  test("posts a voice message to exactly the people who were picked", async () => {
    const { page } = main;
    await open(page, "voice");
    await composer(page).locator("input[type=file]").setInputFiles(join(ASSETS, "melody.mp3"));
    await composer(page).locator("audio").waitFor();
    const calls = await callsOf("getContacts");
    await composer(page).locator(".recipients").click();
    assert.equal(await callsOf("getContacts"), calls);
    const list = recipients(page);
    await list.locator(".row", { hasText: "Only people" }).click();
    const name = await list.locator(".row:has([type=checkbox]) .text bdi").nth(20).textContent();
    await list.locator("[type=search]").fill(name.toUpperCase());
    await list.locator("[type=checkbox]").first().check();
    await list.locator(".footer button").click();
    await list.locator("dialog[open]").waitFor({ state: "detached" });
    assert.match(await composer(page).locator(".recipients").textContent(), new RegExp(name));
    await postButton(page).click();
    await closed(page);
    const posted = await until(async () => (await published()).find(({ typeMessage }) => typeMessage === "audioMessage"));
    assert.equal(posted.participants.length, 1);
  });

  test("does not post while nobody is picked, without a text, or twice", async () => {
    const { page } = main;
    const calls = await callsOf("sendTextStatus");
    await open(page);
    await postButton(page).click();
    assert.match(await error(page), /Type a text/);
    await composer(page).locator("textarea").fill("Once");
    await composer(page).locator(".recipients").click();
    await recipients(page).locator(".row", { hasText: "Only people" }).click();
    await recipients(page).locator("[type=checkbox]").first().waitFor();
    await page.goBack();
    await recipients(page).locator("dialog[open]").waitFor({ state: "detached" });
    await postButton(page).click();
    assert.match(await error(page), /Nobody is picked/);
    assert.equal(await callsOf("sendTextStatus"), calls);
    await composer(page).locator(".recipients").click();
    await recipients(page).locator(".row", { hasText: "Everybody" }).click();
    await recipients(page).locator(".footer button").click();
    await postButton(page).evaluate((button) => {
      button.click();
      button.click();
    });
    await closed(page);
    // A second call would come behind the first.
    await page.waitForTimeout(1500);
    assert.equal(await callsOf("sendTextStatus"), calls + 1);
  });

  test("keeps what was written when it is closed by Escape or Back", async () => {
    const { page } = main;
    await open(page);
    await composer(page).locator("textarea").fill("Half a thought");
    await composer(page).locator(".swatch").nth(2).click();
    await composer(page).locator(".kinds label").nth(1).click();
    await composer(page).locator("input[type=file]").first().setInputFiles(picture("kept.jpg"));
    await composer(page).locator("textarea").fill("Half a caption");
    await page.keyboard.press("Escape");
    await closed(page);
    await open(page, "media");
    assert.equal(await composer(page).locator("textarea").inputValue(), "Half a caption");
    assert.match(await composer(page).locator(".name").textContent(), /kept\.jpg/);
    await page.goBack();
    await closed(page);
    assert.equal(new URL(page.url()).pathname, "/test-composer/test");
    await open(page);
    assert.equal(await composer(page).locator("textarea").inputValue(), "Half a thought");
    assert.equal(await composer(page).locator(".swatch input").nth(2).isChecked(), true);
    await page.keyboard.press("Escape");
    await closed(page);
  });

  test("says what the server refuses, keeps the file, and posts it with the next try", async () => {
    const { page } = main;
    await open(page, "media");
    await composer(page).locator("input[type=file]").first().setInputFiles(picture("again.jpg"));
    await composer(page).locator("textarea").fill("Second try");
    await admin(demo.api, "POST", "/faults", { method: "sendMediaStatus", instance: ID, status: 466 });
    await postButton(page).click();
    await composer(page).locator(".footer .error").waitFor();
    assert.match(await error(page), /quota/i);
    await postButton(page).click();
    await closed(page);
    await until(async () => (await published()).find(({ caption }) => caption === "Second try"));
    assert.deepEqual(uploads(), []);
  });

  for (const [when, size, rate] of [["in the middle", 8_000_000, 1_000_000], ["near its end", 500_000, 200_000]]) {
    test(`leaves nothing when an upload is cancelled ${when}`, async () => {
      const { page } = main;
      const calls = await callsOf("uploadFile");
      const network = await page.context().newCDPSession(page);
      const conditions = { offline: false, latency: 0, downloadThroughput: -1 };
      await network.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: rate });
      await open(page, "media");
      await composer(page).locator("input[type=file]").first().setInputFiles(picture("large.jpg", size));
      await postButton(page).click();
      await until(() => uploads().length === 1);
      await until(async () => Number(await composer(page).locator("[role=progressbar]").getAttribute("aria-valuenow")) > 10);
      await composer(page).locator(".sending button").click();
      await postButton(page).waitFor();
      await network.send("Network.emulateNetworkConditions", { ...conditions, uploadThroughput: -1 });
      await until(() => uploads().length === 0);
      assert.match(await composer(page).locator(".name").textContent(), /large\.jpg/);
      assert.equal(await callsOf("uploadFile"), calls);
      await page.keyboard.press("Escape");
      await closed(page);
    });
  }

  test("refuses what is too large, in the browser and where a proxy does", async () => {
    const { page, close } = await openPage(browser);
    await show(page);
    await open(page, "media");
    const input = composer(page).locator("input[type=file]").first();
    await input.evaluate((element) => {
      const files = new DataTransfer();
      files.items.add(new File([new Blob(Array(101).fill(new ArrayBuffer(1024 * 1024)))], "huge.jpg", { type: "image/jpeg" }));
      element.files = files.files;
      element.dispatchEvent(new Event("change"));
    });
    assert.match(await error(page), /larger than 100 MB/);
    await page.route("**/api/file_upload", (route) => route.fulfill({ status: 413 }));
    await input.setInputFiles(picture("large.jpg"));
    await postButton(page).click();
    await composer(page).locator(".footer .error").waitFor();
    assert.match(await error(page), /proxy/);
    await close();
  });

  test("is accessible in both themes", async () => {
    const { page, errors, close } = await openPage(browser, { reducedMotion: "reduce" });
    const check = async (tag) => assert.deepEqual(await axeFindings(page, tag), []);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await show(page);
      for (const kind of ["text", "media", "voice"]) {
        await open(page, kind);
        await postButton(page).click();
        await check("green-api-composer");
        if (kind === "media") await composer(page).locator("input[type=file]").first().setInputFiles(picture("kept.jpg"));
        if (kind === "voice") await composer(page).locator("input[type=file]").setInputFiles(join(ASSETS, "melody.mp3"));
        await check("green-api-composer");
        await page.keyboard.press("Escape");
        await closed(page);
      }
      await open(page);
      await composer(page).locator(".recipients").click();
      await recipients(page).locator(".row", { hasText: "Only people" }).click();
      await recipients(page).locator("[type=checkbox]").first().check();
      await check("green-api-recipients");
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test("is offered neither where the card does not want it nor to those who may only read", async () => {
    const { page } = main;
    await saveDashboard(page, "test-no-post", { views: [{ path: "test", type: "panel", cards: [{ ...config, post: false }] }] });
    await page.goto(`${demo.url}/test-no-post/test`);
    await page.locator("green-api-status-card .status").first().waitFor();
    assert.equal(await page.locator("green-api-status-card .post").count(), 0);
    const reader = await openReadOnly(browser, page, demo.url);
    await reader.page.goto(`${demo.url}/test-composer/test`);
    await reader.page.locator("green-api-status-card .status").first().waitFor();
    assert.equal(await reader.page.locator("green-api-status-card .post").count(), 0);
    await reader.close();
  });
});

test("there was no console error and no request to another host", () => {
  assert.deepEqual(main.errors, []);
  assert.deepEqual([...main.hosts], [new URL(demo.url).host]);
});
