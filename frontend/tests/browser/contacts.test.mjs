// Contacts' statuses on the card and in the viewer, in Chromium, against Home Assistant with simulated accounts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAccount, axeFindings, call, callApi, launch, openPage, openReadOnly, poll, ready, saveDashboard, showCards } from "./browser.mjs";
import { admin, fakeToken, startDemo } from "./demo.mjs";

const MARKUP = `<img src=x onerror="window.hacked=1"> [link](javascript:alert(1))`;
const CARD = "green-api-status-card";
const ROW = "green-api-contacts-row";
const VIEWER = "green-api-status-viewer dialog";
const CONTACT = `${ROW} .status`;
// With the option, with it and without anything posted, without it, and where it is turned on and off.
const ACCOUNTS = { friends: "1101000501", quiet: "1101000502", off: "1101000503", toggled: "1101000504" };

let demo;
let browser;
let main;
const accounts = {};

const post = (name, body) => admin(demo.api, "POST", `/instances/${ACCOUNTS[name]}/incoming`, body);
const card = (options = {}) => ({ type: `custom:${CARD}`, device_id: accounts.friends.deviceId, source: "contacts", autoplay: false, ...options });
const forget = (page) => page.evaluate(() => localStorage.removeItem("green-api-seen-contacts"));

async function show(page, ...cards) {
  await showCards(page, demo.url, ...cards);
  await page.locator(cards[0].compact ? `${CARD} .line` : `${CARD} .status, ${CARD} .message`).first().waitFor();
}

/** Set the options of an account; those that are left out are the usual ones. */
async function setOptions(page, name, options) {
  const form = await callApi(page, "POST", "config/config_entries/options/flow", { handler: accounts[name].entryId });
  const done = await callApi(page, "POST", `config/config_entries/options/flow/${form.flow_id}`, options);
  if (done.type !== "create_entry") throw new Error(JSON.stringify(done));
}

/** Return the sensor of an account's contacts; it comes with the option. */
async function contactsSensor(page, name) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const entities = await call(page, { type: "config/entity_registry/list" });
    const sensor = entities.find((one) => one.unique_id === `${ACCOUNTS[name]}_contact_statuses`);
    if (sensor) return sensor.entity_id;
    await page.waitForTimeout(250);
  }
  throw new Error(`${name} has no sensor of contacts`);
}

const names = (page) => page.locator(`${CONTACT} .name`).allTextContents();
const heading = (page) => page.locator(`${VIEWER} h2`).textContent();
const closed = (page) => page.locator(VIEWER).waitFor({ state: "hidden" });

async function close(page) {
  await page.keyboard.press("Escape");
  await closed(page);
}

let sensor;
let people;

before(async () => {
  demo = await startDemo();
  browser = await launch();
  await admin(demo.api, "PATCH", "", { evolve: false, rate_limits: false });
  for (const [index, id] of Object.values(ACCOUNTS).entries()) {
    await admin(demo.api, "POST", "/instances", { id, token: fakeToken(768 + index), phone: `1555012${1000 + index}`, history: false });
  }
  await post("friends", { type: "text", text: "First of three", background: "#B23A48", sender: 1, age: 5000 });
  await post("friends", { type: "image", theme: "sea", caption: MARKUP, sender: 1, age: 4000 });
  await post("friends", { type: "text", text: MARKUP, background: "#54478C", sender: 1, age: 3000 });
  await post("friends", { type: "text", text: "One of one", background: "#54478C", sender: 2, age: 2000 });
  await post("friends", { type: "video", caption: "Waves", sender: 3, age: 1500 });
  await post("friends", { type: "text", text: "Newest", background: "#54478C", font: "OSWALD_HEAVY", sender: 3, age: 1000 });

  main = await openPage(browser);
  const { page } = main;
  await page.goto(demo.url);
  await ready(page);
  for (const [index, [name, id]] of Object.entries(ACCOUNTS).entries()) {
    accounts[name] = await addAccount(page, demo.api, id, fakeToken(768 + index));
  }
  for (const name of ["friends", "quiet"]) await setOptions(page, name, { contacts: true });
  sensor = await contactsSensor(page, "friends");
  await contactsSensor(page, "quiet");
  await show(page, card());
  await page.locator(CONTACT).nth(2).waitFor();
  // Who posted last comes first.
  people = (await names(page)).map((name) => name.trim()).reverse();
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe("row", () => {
  test("is a circle for each contact with the latest status, a segment for each status, and all of that in words", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card());
    const contacts = page.locator(CONTACT);
    await contacts.nth(2).waitFor();
    assert.equal(await contacts.count(), 3);
    assert.match(await contacts.first().locator(".text").textContent(), /Newest/);
    assert.equal(await contacts.first().locator(".thumbnail").evaluate((node) => getComputedStyle(node).backgroundColor), "rgb(84, 71, 140)");
    const dashes = await contacts.locator("circle").evaluateAll((circles) => circles.map((circle) => [circle.getAttribute("class"), circle.getAttribute("stroke-dasharray").split(" ").length]));
    assert.deepEqual(dashes, [["unseen", 4], ["unseen", 1], ["unseen", 6]]);
    assert.match(await contacts.last().getAttribute("aria-label"), new RegExp(`^${people[0]}, 3 statuses, 3 new, 50 min. ago$`));
    assert.match(await page.locator(`${ROW} .summary`).textContent(), /^3 contacts · 6 new$/);
    assert.equal(await page.locator(`${CARD} button.post`).count(), 0);
  });

  test("is reached by Tab once, and gone through with the arrow keys", async () => {
    const { page } = main;
    await show(page, card());
    const contacts = page.locator(CONTACT);
    await contacts.first().focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await contacts.nth(1).evaluate((node) => node.matches(":focus")), true);
    await page.keyboard.press("End");
    assert.equal(await contacts.nth(2).evaluate((node) => node.matches(":focus")), true);
    assert.equal(await page.locator(`${CONTACT}[tabindex="0"]`).count(), 1);
  });

  test("has what was seen on this device last and grey, also after the page was loaded again", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card(), card({ compact: true }));
    await page.locator(CONTACT).first().click();
    await page.locator(`${VIEWER} video`).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator(`${VIEWER} .text`, { hasText: "Newest" }).waitFor();
    await close(page);
    // The next one to see is first, and has the focus.
    const first = page.locator(CONTACT).first();
    await page.waitForFunction((button) => button.matches(":focus") && button.tabIndex === 0, await first.elementHandle());
    assert.match(await first.textContent(), /One of one/);
    for (const action of ["stay", "reload"]) {
      if (action === "reload") await page.reload();
      await page.locator(`${CONTACT}.seen`).waitFor();
      assert.deepEqual(await names(page), [people[1], people[0], people[2]]);
      assert.deepEqual(await page.locator(`${CONTACT}.seen circle`).evaluateAll((circles) => circles.map((one) => one.getAttribute("class"))), ["seen"]);
      assert.match(await page.locator(`${CONTACT}.seen`).getAttribute("aria-label"), /, 2 statuses, seen, /);
    }
    // The compact card begins with the same contact.
    await page.locator(`${ROW} button.line`).click();
    assert.equal(await heading(page), people[1]);
    await close(page);
  });

  test("gets what is posted by itself, and whoever posted comes first", async () => {
    const { page } = main;
    await show(page, card());
    await page.locator(CONTACT).first().evaluate(() => {
      window.same = true;
    });
    await post("friends", { type: "text", text: "Just now", background: "#54478C", sender: 4 });
    await poll(page, sensor);
    await page.locator(CONTACT, { hasText: "Just now" }).waitFor();
    assert.equal(await page.locator(CONTACT).count(), 4);
    assert.match(await page.locator(CONTACT).first().textContent(), /Just now/);
    assert.equal(await page.evaluate(() => window.same), true);
  });

  test("does what a tap is set to, and shows no more than asked for", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card({ tap_action: "more-info" }));
    await page.locator(CONTACT).first().click();
    await page.locator("ha-more-info-dialog").waitFor({ state: "attached" });
    await page.goBack();
    await show(page, card({ limit: 2 }));
    await page.locator(`${ROW} .more`, { hasText: "2 more" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "One of one" }).waitFor();
    await close(page);
  });

  test("is below the account's own statuses, or alone; the editor takes these and nothing else", async () => {
    const { page } = main;
    await admin(demo.api, "POST", `/instances/${ACCOUNTS.friends}/statuses`, { type: "text", text: "My own" });
    await poll(page, accounts.friends.entityId);
    await show(page, card({ source: "both", title: "Everybody" }));
    await page.locator(CONTACT).first().waitFor();
    const own = page.locator(`${CARD} .status`, { hasText: "My own" });
    await own.waitFor();
    assert.ok((await own.boundingBox()).y < (await page.locator(CONTACT).first().boundingBox()).y);
    assert.equal(await page.locator(`${CARD} h2`).textContent(), "Everybody");
    assert.equal(await page.locator(`${ROW} h3`).textContent(), "Contacts");
    // The own viewer is as ever.
    await own.click();
    await page.locator(`${VIEWER} .steps`).waitFor();
    assert.equal(await page.locator(`${VIEWER} .navigate.next`).count(), 0);
    await close(page);
    const refused = await page.evaluate((tag) => {
      try {
        document.createElement(tag).setConfig({ source: "all" });
        return undefined;
      } catch (error) {
        return error.message;
      }
    }, CARD);
    assert.equal(refused, "source: own, contacts, both");
  });

  test("is there for each of several accounts", async () => {
    const { page } = main;
    await show(page, card({ source: "both", accounts: [accounts.quiet.deviceId], title: "Two" }));
    await page.locator(CONTACT).first().waitFor();
    await page.locator(`${ROW} .message`, { hasText: "No statuses from your contacts" }).waitFor();
    assert.equal(await page.locator(ROW).count(), 2);
    assert.deepEqual(await page.locator(`${CARD} :is(h2, h3)`).allTextContents(), ["Two", "WhatsApp 1000", "Contacts", "WhatsApp 1001", "Contacts"]);
    await show(page, card({ accounts: [accounts.quiet.deviceId] }));
    await page.locator(`${ROW} .message`).waitFor();
    assert.deepEqual(await page.locator(`${CARD} h2`).allTextContents(), ["WhatsApp 1000", "WhatsApp 1001"]);
  });

  test("is loaded by the cards that show it", async () => {
    const { page, close: done } = await openPage(browser);
    const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/contacts-row-")));
    await show(page, card({ source: "own" }));
    assert.equal(await loaded(), false);
    await show(page, card({ source: "both" }));
    await page.locator(CONTACT).first().waitFor();
    assert.equal(await loaded(), true);
    await page.route("**/green_api/frontend/contacts-row-*", (route) => route.abort());
    await page.reload();
    await page.locator(`${CARD} .message.error`, { hasText: "Reload the page" }).waitFor();
    assert.equal(await page.locator(`${CARD} .status`, { hasText: "My own" }).count(), 1);
    await done();
  });
});

describe("where there is nothing to show, it says", () => {
  test("that nobody has posted", async () => {
    const { page } = main;
    await show(page, card({ device_id: accounts.quiet.deviceId }));
    await page.locator(`${ROW} .message`, { hasText: "No statuses from your contacts right now" }).waitFor();
  });

  test("where they are turned on, and shows them once they are", async () => {
    const { page } = main;
    await show(page, card({ device_id: accounts.toggled.deviceId }));
    const message = page.locator(`${ROW} .message`);
    await message.waitFor();
    assert.match(await message.textContent(), /turned off\s*They can be turned on in the account's options/);
    await post("toggled", { type: "text", text: "Was there all the time", sender: 1, age: 60 });
    await setOptions(page, "toggled", { contacts: true });
    await page.locator(CONTACT, { hasText: "Was there all the time" }).waitFor();
    await setOptions(page, "toggled", { contacts: false });
    await message.waitFor();
    assert.equal(await page.locator(CONTACT).count(), 0);
  });

  test("since when they cannot be loaded, and keeps those it knows", async () => {
    const { page } = main;
    await show(page, card());
    await page.locator(CONTACT).first().waitFor();
    const count = await page.locator(CONTACT).count();
    await admin(demo.api, "PATCH", `/instances/${ACCOUNTS.friends}`, { incoming_access: false });
    await poll(page, sensor);
    await page.locator(`${ROW} .offline`, { hasText: /Not loaded since \d/ }).waitFor();
    assert.equal(await page.locator(CONTACT).count(), count);
    await admin(demo.api, "PATCH", `/instances/${ACCOUNTS.friends}`, { incoming_access: true });
    await poll(page, sensor);
    await page.locator(`${ROW} .offline`).waitFor({ state: "detached", timeout: 30_000 });
  });

  test("that there is no such account", async () => {
    const { page } = main;
    await show(page, card({ device_id: "nope" }));
    await page.locator(`${ROW} .message.error`, { hasText: "No WhatsApp account" }).waitFor();
  });
});

describe("viewer", () => {
  test("goes through one contact from the first status that was not seen, then on to the next", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card({ limit: 4 }));
    await page.locator(CONTACT, { hasText: "One of one" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "One of one" }).waitFor();
    assert.equal(await heading(page), people[1]);
    assert.match(await page.locator(`${VIEWER} .heading p`).textContent(), /^\d+ min\. ago · \d+:\d\d [AP]M$/);
    await page.keyboard.press("ArrowRight");
    await page.locator(`${VIEWER} .text`, { hasText: "First of three" }).waitFor();
    assert.equal(await heading(page), people[0]);
    assert.equal(await page.locator(`${VIEWER} .position`).textContent(), "1 of 3");
    assert.equal(await page.locator(`${VIEWER} .segments i`).count(), 3);
    await page.keyboard.press("ArrowRight");
    await page.locator(`${VIEWER} img.full`).waitFor();
    await page.waitForFunction((image) => image.naturalWidth > 0, await page.locator(`${VIEWER} img.full`).elementHandle());
    assert.equal(await page.locator(`${VIEWER} .caption`).textContent(), MARKUP);
    // Back across the border of two contacts.
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.locator(`${VIEWER} .text`, { hasText: "One of one" }).waitFor();
    assert.equal(await heading(page), people[1]);
    await close(page);
    // The third was not seen yet.
    await page.locator(CONTACT, { has: page.locator(".name", { hasText: people[0] }) }).click();
    await page.locator(`${VIEWER} .position`, { hasText: "3 of 3" }).waitFor();
    assert.equal((await page.locator(`${VIEWER} .text p`).textContent()).trim(), MARKUP);
    assert.equal(await page.locator(`${VIEWER} .text img, ${VIEWER} script`).count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    // All others were seen: it ends here.
    await close(page);
  });

  test("has neither ticks nor viewers nor a way to delete, and says who it is", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card());
    await page.locator(CONTACT, { hasText: "One of one" }).click();
    await page.locator(`${VIEWER} .text`).waitFor();
    for (const part of [".steps", ".views", ".count", ".delete", ".facts"]) assert.equal(await page.locator(`${VIEWER} ${part}`).count(), 0, part);
    assert.match((await page.locator(`${VIEWER} [aria-live]`).textContent()).replace(/\s+/g, " "), new RegExp(`^ ${people[1]}, 1 of 1: Text\\. One of one\\. $`));
    const { counts } = await admin(demo.api, "GET", "/calls");
    assert.deepEqual(Object.keys(counts).filter((name) => /read|chat/i.test(name)), []);
    await close(page);
  });

  test("ends after those of whom something was new, as on the phone", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card());
    await page.locator(CONTACT, { hasText: "Newest" }).click();
    await page.locator(`${VIEWER} video`).waitFor();
    await page.keyboard.press("ArrowRight");
    await close(page);
    await page.locator(`${CONTACT}.seen`).waitFor();
    // Those that are seen are apart.
    await page.locator(`${CONTACT}.seen`).click();
    await page.locator(`${VIEWER} video`).waitFor();
    assert.equal(await page.locator(`${VIEWER} .navigate.previous`).count(), 0);
    await page.keyboard.press("End");
    await page.locator(`${VIEWER} .text`, { hasText: "Newest" }).waitFor();
    assert.equal(await page.locator(`${VIEWER} .navigate.next`).count(), 0);
    await close(page);
  });

  test("the next comes by itself, also of the next contact", async () => {
    const { page } = main;
    await forget(page);
    await show(page, card({ autoplay: true }));
    await page.locator(CONTACT, { hasText: "One of one" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "One of one" }).waitFor();
    await page.locator(`${VIEWER} .text`, { hasText: "First of three" }).waitFor({ timeout: 15_000 });
    assert.equal(await heading(page), people[0]);
    await close(page);
  });

  test("goes on to what follows where the contact deletes what is shown", async () => {
    const { page } = main;
    await forget(page);
    const { id } = await post("friends", { type: "text", text: "Regretted", background: "#54478C", sender: 5 });
    await poll(page, sensor);
    await show(page, card());
    await page.locator(CONTACT, { hasText: "Regretted" }).click();
    await page.locator(`${VIEWER} .text`, { hasText: "Regretted" }).waitFor();
    await admin(demo.api, "DELETE", `/instances/${ACCOUNTS.friends}/statuses/${id}`);
    await poll(page, sensor);
    await page.locator(`${VIEWER} .text`, { hasText: "Just now" }).waitFor({ timeout: 30_000 });
    await close(page);
  });

  test("is swiped and mirrored in Hebrew, and a number keeps its direction", async () => {
    const { page, errors, close: done } = await openPage(browser, { language: "he", viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
    await show(page, card());
    const contacts = page.locator(CONTACT);
    await contacts.nth(3).waitFor();
    const [first, second] = [await contacts.nth(0).boundingBox(), await contacts.nth(1).boundingBox()];
    assert.ok(first.x > second.x);
    assert.match(await page.locator(`${ROW} .summary`).textContent(), /^4 אנשי קשר · 7 חדשים$/);
    assert.equal(await page.locator(`${ROW} .segments`).first().evaluate((node) => new DOMMatrix(getComputedStyle(node).transform).is2D && getComputedStyle(node).transform), "matrix(0, -1, -1, 0, 0, 0)");
    await page.locator(CONTACT, { hasText: "One of one" }).tap();
    await page.locator(`${VIEWER} .text`, { hasText: "One of one" }).waitFor();
    const touch = await page.context().newCDPSession(page);
    for (const [type, points] of [["touchStart", [{ x: 195, y: 300 }]], ["touchMove", [{ x: 335, y: 304 }]], ["touchEnd", []]]) {
      await touch.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    }
    await page.locator(`${VIEWER} .text`, { hasText: "First of three" }).waitFor();
    assert.deepEqual(errors, []);
    await done();
  });
});

test("the dashboard has them where they are turned on", async () => {
  const { page } = main;
  await saveDashboard(page, "test-strategy", { strategy: { type: "custom:green-api" } });
  await page.goto(`${demo.url}/test-strategy`);
  await page.locator(CONTACT).first().waitFor();
  const configs = await page.locator(`${CARD} > ${CARD}-content`).evaluateAll((cards) => cards.map(({ config }) => [config.device_id, config.source]));
  const sources = new Map(configs);
  assert.equal(sources.get(accounts.friends.deviceId), "both");
  assert.equal(sources.get(accounts.quiet.deviceId), "both");
  assert.equal(sources.get(accounts.off.deviceId), "own");
});

test("axe finds nothing wrong in the row and the viewer in both themes", async () => {
  const { page, errors, close: done } = await openPage(browser, { reducedMotion: "reduce" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await show(page, card(), card({ source: "both" }), card({ compact: true }), card({ device_id: accounts.off.deviceId }));
    await page.locator(`${ROW} button.line`).waitFor();
    await page.locator(`${ROW} .message`).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.locator(CONTACT, { hasText: "One of one" }).first().click();
    await page.locator(`${VIEWER} .text`).waitFor();
    assert.deepEqual(await axeFindings(page), []);
  }
  assert.deepEqual(errors, []);
  await done();
});

test("who may not see them sees the account's own statuses alone", async () => {
  await show(main.page, card({ source: "both" }), card());
  // Without its entity, only administrators may.
  await call(main.page, { type: "config/entity_registry/remove", entity_id: sensor });
  const { page, close: done } = await openReadOnly(browser, main.page, demo.url);
  await page.goto(main.page.url());
  await page.locator(`${ROW} .message`, { hasText: "You are not allowed to see the statuses of contacts" }).waitFor();
  await page.locator(`${CARD} .status`, { hasText: "My own" }).waitFor();
  assert.equal(await page.locator(CONTACT).count(), 0);
  assert.equal(await page.locator(`${ROW} h3`).count(), 0);
  await done();
});

test("there was no console error and no request to another host", () => {
  assert.deepEqual(main.errors, []);
  assert.deepEqual([...main.hosts], [new URL(demo.url).host]);
});
