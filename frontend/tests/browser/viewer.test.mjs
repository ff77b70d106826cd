// The viewer and the list of those who saw a status, in Chromium, against Home Assistant with simulated accounts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAccount, axeFindings, focused, launch, openPage, openReadOnly, poll, ready, showCards } from "./browser.mjs";
import { admin, fakeToken, startDemo } from "./demo.mjs";

const MARKUP = `<img src=x onerror="window.hacked=1"> [link](javascript:alert(1))`;
const CARD = "green-api-status-card";
const VIEWER = "green-api-status-viewer dialog";
const PEOPLE = "green-api-people-dialog dialog";
const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };
// The order in which they are shown is the other way round.
const ACCOUNTS = { first: "1101000401", second: "1101000402" };

let demo;
let browser;
let main;
const accounts = {};

const post = (name, body) => admin(demo.api, "POST", `/instances/${ACCOUNTS[name]}/statuses`, body);
const card = (options = {}) => ({ type: `custom:${CARD}`, device_id: accounts.first.deviceId, autoplay: false, ...options });

async function show(page, config) {
  await showCards(page, demo.url, config);
  await page.locator(`${CARD} .status, ${CARD} .line`).first().waitFor();
}

async function openViewer(page, text) {
  await page.locator(`${CARD} .status`, { hasText: text }).first().click();
  await page.locator(`${VIEWER} .slide`).waitFor();
}

async function openPhone(config, options) {
  const phone = await openPage(browser, { ...PHONE, ...options });
  await show(phone.page, config);
  const session = await phone.page.context().newCDPSession(phone.page);
  const touch = (type, ...points) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  return { ...phone, touch };
}

const closed = (page, dialog) => page.locator(dialog).waitFor({ state: "hidden" });
const position = (page) => page.locator(`${VIEWER} .position`).textContent();

before(async () => {
  demo = await startDemo();
  browser = await launch();
  await admin(demo.api, "PATCH", "", { evolve: false, rate_limits: false });
  for (const [index, id] of Object.values(ACCOUNTS).entries()) {
    await admin(demo.api, "POST", "/instances", { id, token: fakeToken(512 + index), phone: `1555011${1000 + index}`, history: false });
  }
  await post("first", { type: "text", text: "To be deleted", age: 600 });
  await post("first", { type: "image", number: 1, caption: `Long ${"caption ".repeat(80)}`, age: 500 });
  await post("first", { type: "text", text: `See ${demo.url}/?from=link or javascript:alert(1)`, age: 400 });
  await post("first", { type: "text", text: "Seen", age: 300, state: "read", viewers: 3, by_api: false });
  await post("first", { type: "text", text: "Newest", age: 200 });
  await post("second", { type: "text", text: "Of the other account", age: 100 });

  main = await openPage(browser);
  await main.page.goto(demo.url);
  await ready(main.page);
  for (const [index, [name, id]] of Object.entries(ACCOUNTS).entries()) {
    accounts[name] = await addAccount(main.page, demo.api, id, fakeToken(512 + index));
  }
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe("who saw it", () => {
  const asked = async () => {
    const { counts } = await admin(demo.api, "GET", "/calls");
    return counts.getStatusStatistic ?? 0;
  };

  test("is asked for once, when the list is opened; Back closes one dialog at a time and nothing else", async () => {
    const { page } = main;
    await show(page, card());
    const address = page.url();
    await openViewer(page, "Seen");
    const before = await asked();
    for (let time = 0; time < 2; time += 1) {
      await page.locator(`${VIEWER} button.count`).click();
      await page.locator(`${PEOPLE} li:not(.skeleton)`).first().waitFor();
      assert.match(await page.locator(`${PEOPLE} h3`).first().textContent(), /Seen by 3 people/);
      assert.ok((await page.locator(`${PEOPLE} time`).count()) >= 3);
      await page.goBack();
      await closed(page, PEOPLE);
      assert.equal(await page.locator(`${VIEWER}[open]`).count(), 1);
    }
    assert.equal(await asked(), before + 1);
    await page.goBack();
    await closed(page, VIEWER);
    assert.equal(page.url(), address);
    assert.equal(await page.locator(`${CARD} .status`).first().isVisible(), true);
  });

  test("says what it cannot know, and closes with Escape and with a click beside it", async () => {
    const { page } = main;
    await show(page, card());
    await openViewer(page, "Seen");
    await page.locator(`${VIEWER} button.count`).focus();
    await page.keyboard.press("Enter");
    await page.locator(`${PEOPLE} .notes`).waitFor();
    assert.match(await page.locator(`${PEOPLE} .notes`).textContent(), /read receipts/);
    assert.match(await page.locator(`${PEOPLE} .notes`).textContent(), /posted from the phone/);
    await page.keyboard.press("Escape");
    await closed(page, PEOPLE);
    await focused(page.locator(`${VIEWER} button.count`));
    await page.keyboard.press("Enter");
    await page.locator(`${PEOPLE} .notes`).waitFor();
    await page.mouse.click(10, 450);
    await closed(page, PEOPLE);
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
    // The entries of the dialogs in the history are gone, too.
    assert.equal(await page.evaluate(() => history.state?.dialog), undefined);
  });

  test("shows names as text, and an error that can be tried again", async () => {
    const { page } = main;
    await page.evaluate(
      ([name]) => {
        const list = document.createElement("green-api-people-dialog");
        let calls = 0;
        const callService = async () => {
          calls += 1;
          if (calls === 1) throw { message: "Not now" };
          return { response: { viewers: [{ id: "15550100000@c.us", name, at: "2026-01-01T10:00:00+00:00" }], reached: [] } };
        };
        list.hass = { ...document.querySelector("home-assistant").hass, callService };
        document.body.append(list);
        list.showDialog({ t: (key) => key, configEntryId: "A", status: { status_id: "B" } });
      },
      [MARKUP],
    );
    await page.locator(`${PEOPLE} .problem`, { hasText: "Not now" }).waitFor();
    await page.locator(`${PEOPLE} .problem button`).click();
    await page.locator(`${PEOPLE} .name`, { hasText: MARKUP }).waitFor();
    assert.equal(await page.locator(`${PEOPLE} img`).count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    await page.evaluate(() => document.querySelector("body > green-api-people-dialog").remove());
  });
});

describe("manners", () => {
  test("the next status comes by itself, the last one stays", async () => {
    const { page } = main;
    await show(page, card({ autoplay: true }));
    await openViewer(page, "See http");
    await page.locator(`${VIEWER} .segments .current`).waitFor({ state: "attached" });
    assert.equal(await position(page), "3 of 5");
    await page.locator(`${VIEWER} img.full`).waitFor({ timeout: 9000 });
    assert.equal(await position(page), "4 of 5");
    await page.keyboard.press("End");
    await page.waitForTimeout(6000);
    assert.equal(await position(page), "5 of 5");
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("pauses with the button, with Space, and while people are listed", async () => {
    const { page } = main;
    await show(page, card({ autoplay: true }));
    await openViewer(page, "Seen");
    // The animation takes a moment to follow.
    const moves = async (expected) => {
      const at = () => page.locator(`${VIEWER} .segments .current b`).evaluate((bar) => getComputedStyle(bar).transform);
      for (let tries = 0; tries < 5; tries += 1) {
        const from = await at();
        await page.waitForTimeout(300);
        if ((from !== (await at())) === expected) return;
      }
      assert.fail(expected ? "It stands" : "It moves");
    };
    await moves(true);
    await page.locator(`${VIEWER} .play`).click();
    await moves(false);
    await page.locator(`${VIEWER}`).focus();
    await page.keyboard.press(" ");
    await moves(true);
    await page.locator(`${VIEWER} button.count`).click();
    await page.locator(PEOPLE).waitFor();
    await moves(false);
    await page.keyboard.press("Escape");
    await closed(page, PEOPLE);
    await moves(true);
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("nothing comes by itself where less motion is asked for", async () => {
    const { page } = main;
    await page.emulateMedia({ reducedMotion: "reduce" });
    await show(page, card({ autoplay: true }));
    await openViewer(page, "See http");
    await page.waitForTimeout(6500);
    assert.equal(await position(page), "3 of 5");
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
    await page.emulateMedia({ reducedMotion: null });
  });

  test("a hold hides everything else and goes nowhere; a tap goes on or back, mirrored in Hebrew", async () => {
    for (const [language, on, back] of [["en", 300, 40], ["he", 90, 350]]) {
      const { page, touch, errors, close } = await openPhone(card({ autoplay: true }), { language });
      await page.locator(`${CARD} .status`).first().tap();
      await page.locator(`${VIEWER} .text`, { hasText: "Newest" }).waitFor();
      await touch("touchStart", [on, 300]);
      await page.locator(`${VIEWER}.immersed`).waitFor({ timeout: 2000 });
      await page.waitForTimeout(6000);
      await touch("touchEnd");
      await page.waitForFunction(() => true);
      assert.equal(await page.locator(`${VIEWER}.immersed`).count(), 0);
      assert.match(await page.locator(`${VIEWER} .text`).textContent(), /Newest/);
      await page.touchscreen.tap(on, 300);
      await page.locator(`${VIEWER} .text`, { hasText: "Seen" }).waitFor();
      await page.touchscreen.tap(back, 300);
      await page.locator(`${VIEWER} .text`, { hasText: "Newest" }).waitFor();
      assert.deepEqual(errors, []);
      await close();
    }
  });

  test("a link is opened in a page of its own that cannot reach this one", async () => {
    const { page } = main;
    await show(page, card());
    await openViewer(page, "See http");
    const links = page.locator(`${VIEWER} .text a`);
    assert.equal(await links.count(), 1);
    assert.equal(await links.getAttribute("rel"), "noopener noreferrer");
    const [popup] = await Promise.all([page.context().waitForEvent("page"), links.click()]);
    assert.equal(await popup.evaluate(() => window.opener), null);
    assert.match(popup.url(), /from=link/);
    await popup.close();
    assert.equal(await position(page), "3 of 5");
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("a long caption opens", async () => {
    const { page } = main;
    await show(page, card());
    await page.locator(`${CARD} .status:has(img)`).click();
    const caption = page.locator(`${VIEWER} .caption`);
    await page.locator(`${VIEWER} .unfold`).waitFor();
    const height = () => caption.evaluate((node) => node.clientHeight);
    const before = await height();
    await caption.click();
    assert.ok((await height()) > 2 * before);
    await page.locator(`${VIEWER} .unfold`).click();
    assert.equal(await height(), before);
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("a dead link says that the picture is gone", async () => {
    const { page, close } = await openPage(browser);
    await show(page, card());
    await page.route("**/api/green_api/**/media?*", (route) => route.fulfill({ status: 410 }));
    await page.locator(`${CARD} .status:has(img)`).click();
    await page.locator(`${VIEWER} .broken`, { hasText: "This picture is no longer available" }).waitFor();
    await close();
  });
});

describe("card", () => {
  test("what it leaves out can be opened", async () => {
    const { page } = main;
    await show(page, card({ limit: 2 }));
    await page.locator(`${CARD} .more`, { hasText: "3" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "See http" }).waitFor();
    assert.equal(await position(page), "3 of 5");
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("shows several accounts, each with a viewer of its own", async () => {
    const { page } = main;
    await show(page, card({ accounts: [accounts.second.deviceId] }));
    await page.locator(`${CARD} .status`, { hasText: "Of the other account" }).click();
    await page.locator(`${VIEWER} .position`, { hasText: "1 of 1" }).waitFor();
    assert.equal(await page.locator(`${CARD}-content[nested]`).count(), 2);
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("is one line, shows what was not seen first, and does what a tap is set to", async () => {
    const { page } = main;
    await page.evaluate(() => localStorage.removeItem("green-api-seen"));
    await show(page, card({ compact: true, unseen_first: true }));
    await page.locator(`${CARD} .line`).click();
    await page.locator(`${VIEWER} .text`, { hasText: "Newest" }).waitFor();
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
    await page.locator(`${CARD} .line`, { hasText: "Seen" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "Seen" }).waitFor();
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);

    await show(page, card({ tap_action: "more-info" }));
    await page.locator(`${CARD} .status`).first().click();
    await page.locator("ha-more-info-dialog").waitFor({ state: "attached" });
    await page.goBack();
    await show(page, card({ tap_action: "none" }));
    await page.locator(`${CARD} .status`).first().click({ force: true });
    await page.waitForTimeout(300);
    assert.equal(await page.locator(VIEWER).count(), 0);
  });

  test("says since when GREEN-API does not answer", async () => {
    const { page } = main;
    await show(page, card());
    await admin(demo.api, "POST", "/faults", { status: 500, times: null, instance: ACCOUNTS.first });
    await poll(page, accounts.first.entityId);
    await page.locator(`${CARD} .offline`, { hasText: /No answer since \d/ }).waitFor();
    await admin(demo.api, "DELETE", "/faults");
    await poll(page, accounts.first.entityId);
    await page.locator(`${CARD} .offline`).waitFor({ state: "detached", timeout: 20_000 });
  });
});

describe("deletion", () => {
  test("of a status that waits is not possible yet", async () => {
    const { page } = main;
    await admin(demo.api, "PATCH", `/instances/${ACCOUNTS.second}`, { queue_seconds: 600 });
    await page.evaluate(
      (config_entry_id) =>
        document.querySelector("home-assistant").hass.callService("green_api", "send_text_status", { config_entry_id, message: "Waits" }),
      accounts.second.entryId,
    );
    await show(page, card({ device_id: accounts.second.deviceId, recent: true }));
    await openViewer(page, "Waits");
    await page.locator(`${VIEWER} .delete`).click();
    assert.match(await page.locator(`${VIEWER} .confirm`).textContent(), /still waiting to be published/);
    assert.equal(await page.locator(`${VIEWER} .dangerous`).count(), 0);
    // Escape closes the question first.
    await page.keyboard.press("Escape");
    await page.locator(`${VIEWER} .confirm`).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
  });

  test("is asked for once, and reaches GREEN-API", async () => {
    const { page } = main;
    await show(page, card());
    await openViewer(page, "To be deleted");
    await page.locator(`${VIEWER} .delete`).click();
    await focused(page.locator(`${VIEWER} .confirm button`).first());
    await page.keyboard.press("Enter");
    await page.locator(`${VIEWER} .confirm`).waitFor({ state: "detached" });
    assert.equal(await page.locator(`${CARD} .status`).count(), 5);
    await page.locator(`${VIEWER} .delete`).click();
    await page.locator(`${VIEWER} .dangerous`).click();
    await page.waitForFunction(() => document.querySelector("home-assistant").shadowRoot.querySelector("green-api-status-viewer").shadowRoot.querySelector(".position").textContent === "4 of 4");
    const { counts } = await admin(demo.api, "GET", "/calls");
    assert.equal(counts.deleteStatus, 1);
    await page.keyboard.press("Escape");
    await closed(page, VIEWER);
    assert.equal(await page.locator(`${CARD} .status`).count(), 4);
  });
});

test("viewer and list are accessible in both themes", async () => {
  const { page, close } = await openPage(browser, { reducedMotion: "reduce" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await show(page, card());
    await openViewer(page, "Seen");
    assert.deepEqual(await axeFindings(page, "green-api-status-viewer"), []);
    await page.locator(`${VIEWER} button.count`).click();
    await page.locator(`${PEOPLE} .notes`).waitFor();
    assert.deepEqual(await axeFindings(page, "green-api-people-dialog"), []);
  }
  await close();
});

test("who may only read sees the number, and neither names nor a way to delete", async () => {
  await show(main.page, card());
  const { page, close } = await openReadOnly(browser, main.page, demo.url);
  await page.goto(main.page.url());
  await openViewer(page, "Seen");
  await page.locator(`${VIEWER} .count`, { hasText: "3 viewers" }).waitFor();
  assert.equal(await page.locator(`${VIEWER} button.count`).count(), 0);
  assert.equal(await page.locator(`${VIEWER} .delete`).count(), 0);
  await close();
});

test("there was no console error and no request to another host", () => {
  assert.deepEqual(main.errors, []);
  assert.deepEqual([...main.hosts], [new URL(demo.url).host]);
});
