// The cards, the viewer and the dashboard in Chromium, against Home Assistant with simulated accounts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { addAccount, axeFindings, call, callApi, focused, launch, openPage, poll, ready, saveDashboard, showCards } from "./browser.mjs";
import { fakeToken, admin, startDemo } from "./demo.mjs";

const MARKUP = `<img src=x onerror="window.hacked=1"><script>window.hacked=2</script> & {{ states("sun.sun") }} [link](javascript:alert(1))`;
const CARD = "green-api-status-card";
const TILES = "green-api-tiles-card";
const ACTIVITY = "green-api-activity-card";
const INSIGHTS = "green-api-insights-card";

const ACCOUNTS = { one: "1101000101", twenty: "1101000120", many: "1101000200", mixed: "1101000300" };

let demo;
let browser;
let main;
const accounts = {};

const post = (name, body) => admin(demo.api, "POST", `/instances/${ACCOUNTS[name]}/statuses`, body);
const card = (name, options) => ({ type: `custom:${CARD}`, device_id: accounts[name].deviceId, autoplay: false, ...options });

const show = (page, ...cards) => showCards(page, demo.url, ...cards);

before(async () => {
  demo = await startDemo();
  browser = await launch();
  await admin(demo.api, "PUT", "/instances/1101000002/settings", { outgoingWebhook: "yes" });
  await admin(demo.api, "PATCH", "", { evolve: false, rate_limits: false });
  for (const [index, id] of Object.values(ACCOUNTS).entries()) {
    await admin(demo.api, "POST", "/instances", {
      id,
      token: fakeToken(256 + index),
      phone: `1555010${1000 + index}`,
      history: false,
    });
  }
  await post("one", { type: "image", theme: "sea", caption: "Alone" });
  for (let index = 0; index < 20; index += 1) {
    await post("twenty", { type: index % 2 ? "image" : "text", ...(index % 2 ? { number: index } : { text: `Text ${index}` }), age: 60 * (20 - index) });
  }
  await admin(demo.api, "POST", `/instances/${ACCOUNTS.many}/bulk`, { count: 200 });
  await post("mixed", { type: "text", text: MARKUP, age: 400 });
  await post("mixed", { type: "video", caption: "Waves", age: 300 });
  await post("mixed", { type: "image", caption: MARKUP, age: 200 });
  await post("mixed", { type: "audio", age: 100 });
  await post("mixed", { type: "text", text: "Newest", background: "#B23A48", font: "OSWALD_HEAVY" });

  main = await openPage(browser);
  await main.page.goto(demo.url);
  await ready(main.page);
  for (const [index, [name, id]] of Object.entries(ACCOUNTS).entries()) {
    accounts[name] = await addAccount(main.page, demo.api, id, fakeToken(256 + index));
  }
}, { timeout: 300_000 });

after(async () => {
  await browser?.close();
  await demo?.stop();
});

describe("card", () => {
  for (const [name, count] of [["one", 1], ["twenty", 20], ["many", 200]]) {
    test(`renders ${count}`, async () => {
      const { page } = main;
      await show(page, card(name, { limit: 200 }));
      await page.locator(`${CARD} .status`).first().waitFor();
      assert.equal(await page.locator(`${CARD} .status`).count(), count);
      const first = page.locator(`${CARD} .status`).first();
      assert.match(await first.getAttribute("aria-label"), /left$/);
      assert.match(await page.locator(`${CARD} .summary`).textContent(), new RegExp(`^${count} active`));
    });
  }

  test("has an arrow only on a side where statuses are cut off", async () => {
    const { page } = main;
    await show(page, card("twenty"));
    await page.locator(`${CARD} .list.after`).waitFor();
    const arrow = (name) => page.locator(`${CARD} .scroll.${name}`);
    const works = async (name) => (await arrow(name).evaluate((node) => getComputedStyle(node).pointerEvents)) !== "none";
    assert.deepEqual([await works("previous"), await works("next")], [false, true]);
    await arrow("next").click();
    await page.locator(`${CARD} .list.before`).waitFor();
    assert.ok(await works("previous"));
  });

  test("shows the newest status first, in its colour and font", async () => {
    const { page } = main;
    await show(page, card("mixed"));
    const first = page.locator(`${CARD} .status`).first();
    await first.waitFor();
    assert.match(await first.textContent(), /Newest/);
    const style = await first.locator(".text").evaluate((text) => ({
      background: getComputedStyle(text.parentElement).backgroundColor,
      weight: getComputedStyle(text).fontWeight,
    }));
    assert.deepEqual(style, { background: "rgb(178, 58, 72)", weight: "700" });
    const picture = page.locator(`${CARD} .status img`).first();
    await page.waitForFunction(
      (image) => image.complete && image.naturalWidth > 0,
      await picture.elementHandle(),
    );
  });

  test("respects its options", async () => {
    const { page } = main;
    await show(page, card("twenty", { limit: 5, show_viewers: false, title: "<b>Mine</b>" }));
    await page.locator(`${CARD} .status`).first().waitFor();
    assert.equal(await page.locator(`${CARD} .status`).count(), 5);
    assert.equal(await page.locator(`${CARD} .viewers`).count(), 0);
    assert.equal(await page.locator(`${CARD} .title`).textContent(), "<b>Mine</b>");
    assert.match(await page.locator(`${CARD} .more`).textContent(), /15/);
  });

  test("updates without a reload of the page", async () => {
    const { page } = main;
    await show(page, card("one"));
    const status = page.locator(`${CARD} .status`);
    await status.waitFor();
    assert.doesNotMatch(await status.getAttribute("class"), /read/);
    await page.evaluate(() => {
      window.same = true;
    });
    await admin(demo.api, "POST", `/instances/${ACCOUNTS.one}/statuses/latest/advance`, { state: "read", viewers: 3 });
    await poll(page, accounts.one.entityId);
    await page.locator(`${CARD} .status.read`).waitFor({ timeout: 10_000 });
    assert.match(await status.getAttribute("aria-label"), /Read/);
    assert.equal(await page.evaluate(() => window.same), true);

    await post("one", { type: "text", text: "Another one" });
    await poll(page, accounts.one.entityId);
    await page.locator(`${CARD} .status:has-text("Another one")`).waitFor();
    assert.match(await page.locator(`${CARD} .status`).first().textContent(), /Another one/);
  });

  test("resubscribes after a reconnect", async () => {
    const { page } = main;
    await show(page, card("one"));
    const statuses = page.locator(`${CARD} .status`);
    await statuses.first().waitFor();
    const before = await statuses.count();
    await page.evaluate(() => {
      window.same = true;
      document.querySelector("home-assistant").hass.connection.reconnect(true);
    });
    await post("one", { type: "text", text: "After the break" });
    await page.waitForFunction(() => document.querySelector("home-assistant").hass.connected);
    await poll(page, accounts.one.entityId);
    await page.locator(`${CARD} .status:has-text("After the break")`).waitFor({ timeout: 15_000 });
    assert.equal(await statuses.count(), before + 1);
    assert.equal(await page.evaluate(() => window.same), true);
  });

  test("follows a replaced connection", async () => {
    const { page } = main;
    await show(page, card("one"));
    await page.locator(`${CARD} .status`).first().waitFor();
    const subscribed = await page.locator(`${CARD}-content`).evaluate((element) => {
      const messages = [];
      const connection = {
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
        subscribeMessage: async (_callback, message) => {
          messages.push(message.type);
          return async () => undefined;
        },
      };
      const { hass } = element;
      element.hass = { ...hass, connection };
      element.hass = hass;
      return messages;
    });
    assert.deepEqual(subscribed, ["green_api/subscribe"]);
    await page.locator(`${CARD} .status`).first().waitFor();
  });

  test("loads one language only, and the viewer when it is opened", async () => {
    const { page } = main;
    await show(page, card("one"));
    await page.reload();
    await page.locator(`${CARD} .status`).first().waitFor();
    const files = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .map(({ name }) => new URL(name).pathname)
          .filter((path) => path.startsWith("/green_api/frontend/"))
          .map((path) => path.split("/").pop().split(/[-.]/)[0])
          // How many chunks they share is the bundler's business.
          .filter((name, index, names) => names.indexOf(name) === index)
          .sort(),
      );
    assert.deepEqual(await files(), ["cards", "chunk", "en", "green"]);
    await page.locator(`${CARD} .status`).first().click();
    await page.locator("green-api-status-viewer .close").click();
    assert.deepEqual(await files(), ["cards", "chunk", "en", "green", "viewer"]);
  });

  test("asks for a reload of the page where its files are gone", async () => {
    const { page, close } = await openPage(browser);
    await show(page, card("one"));
    await page.locator(`${CARD} .status`).first().waitFor();
    await page.route("**/green_api/frontend/viewer-*", (route) => route.abort());
    await page.locator(`${CARD} .status`).first().click();
    await page.locator("ha-toast:has-text('Reload the page')").waitFor();
    await page.route("**/green_api/frontend/cards-*", (route) => route.abort());
    await page.reload();
    await page.locator(`${CARD} ha-alert`).waitFor();
    assert.match(await page.locator(`${CARD} ha-alert`).textContent(), /Reload the page/);
    await close();
  });

  test("shows errors", async () => {
    const { page } = main;
    await show(page, { type: `custom:${CARD}`, device_id: "nope" }, card("one"));
    await page.locator(`${CARD} .message.error`).waitFor();
    assert.match(await page.locator(`${CARD} .message`).textContent(), /No WhatsApp account/);

    await call(page, { type: "config_entries/disable", entry_id: accounts.one.entryId, disabled_by: "user" });
    await page.locator(`${CARD} .message:not(.error)`).waitFor();
    assert.match(await page.locator(`${CARD} .message:not(.error)`).textContent(), /is disabled/);
    await call(page, { type: "config_entries/disable", entry_id: accounts.one.entryId, disabled_by: null });
    await page.locator(`${CARD} .status`).first().waitFor();
  });

  test("moves between statuses with the arrow keys", async () => {
    const { page } = main;
    await show(page, card("mixed"));
    const statuses = page.locator(`${CARD} .status`);
    await statuses.first().waitFor();
    await statuses.first().focus();
    await page.keyboard.press("ArrowRight");
    await focused(statuses.nth(1));
    await page.keyboard.press("End");
    await focused(statuses.nth(4));
    assert.equal(await page.locator(`${CARD} .status[tabindex="0"]`).count(), 1);
  });
});

describe("viewer", () => {
  const VIEWER = "green-api-status-viewer dialog";

  test("is operated with the keyboard and restores the focus when closed", async () => {
    const { page } = main;
    await show(page, card("mixed"));
    const first = page.locator(`${CARD} .status`).first();
    await first.waitFor();
    await first.focus();
    await page.keyboard.press("Enter");
    const viewer = page.locator(VIEWER);
    await page.locator(`${VIEWER} .text`).waitFor();
    assert.match(await viewer.locator(".text").textContent(), /Newest/);
    assert.equal(await viewer.locator(".position").textContent(), "1 of 5");

    await page.keyboard.press("ArrowRight");
    await viewer.locator("audio").waitFor();
    await page.keyboard.press("ArrowLeft");
    await viewer.locator(".text").waitFor();
    await page.keyboard.press("End");
    assert.equal(await viewer.locator(".position").textContent(), "5 of 5");
    assert.equal(await viewer.locator(".navigate.next").count(), 0);

    // Tab keeps the focus in the dialog.
    for (let press = 0; press < 8; press += 1) {
      await page.keyboard.press("Tab");
      assert.equal(
        await page.evaluate(() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return active === document.body || active.getRootNode().host?.localName === "green-api-status-viewer";
        }),
        true,
      );
    }
    await page.keyboard.press("Escape");
    await viewer.waitFor({ state: "hidden" });
    await focused(first);
  });

  test("plays a video", async () => {
    const { page } = main;
    await show(page, card("mixed"));
    await page.locator(`${CARD} .status:has(.play)`).click();
    const video = page.locator(`${VIEWER} video`);
    await video.waitFor();
    await page.waitForFunction((player) => player.readyState >= 2 && player.currentTime > 0.3, await video.elementHandle(), {
      timeout: 20_000,
    });
    assert.equal(await video.evaluate((player) => player.muted), true);
    await page.locator(`${VIEWER} .sound`).click();
    assert.equal(await video.evaluate((player) => player.muted), false);
    await page.keyboard.press("Escape");
    await video.waitFor({ state: "detached" });
  });

  test("shows markup as text", async () => {
    const { page } = main;
    await show(page, card("mixed"));
    await page.locator(`${CARD} .status`).nth(2).click();
    const viewer = page.locator(VIEWER);
    await viewer.locator(".caption").waitFor();
    assert.equal(await viewer.locator(".caption").textContent(), MARKUP);
    await page.waitForFunction((image) => image.naturalWidth > 0, await viewer.locator("img.full").elementHandle());
    await page.keyboard.press("End");
    await viewer.locator(".text").waitFor();
    assert.equal((await viewer.locator(".text p").textContent()).trim(), MARKUP);
    assert.equal(await viewer.locator("script, .text img, .caption img").count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
  });

  test("shows the times of the delivery steps, and is operated with the mouse", async () => {
    const { page } = main;
    await show(page, card("one"));
    await page.locator(`${CARD} .status.read`).click();
    const viewer = page.locator(VIEWER);
    await viewer.locator(".steps li.read.reached").waitFor();
    assert.match(await viewer.locator(".steps li.read time").textContent(), /\d/);
    await viewer.locator(".navigate.previous").click();
    await viewer.locator(".text").waitFor();
    assert.match(await viewer.locator(".text").textContent(), /Another one/);
    await viewer.locator(".close").click();
    await viewer.waitFor({ state: "hidden" });
  });

  test("is swiped on a phone, in the other direction in Hebrew", async () => {
    for (const [language, dx] of [["en", -140], ["he", 140]]) {
      const phone = await openPage(browser, { language, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
      const { page } = phone;
      await show(page, card("mixed"));
      await page.locator(`${CARD} .status`).first().tap();
      const viewer = page.locator(VIEWER);
      await viewer.locator(".text").waitFor();
      const touch = await page.context().newCDPSession(page);
      const swipe = async (x, y) => {
        const from = { x: 195, y: 300 };
        await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
        await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: from.x + x, y: from.y + y }] });
        await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      };
      await swipe(dx, 4);
      await viewer.locator("audio").waitFor();
      await swipe(-dx, 4);
      await viewer.locator(".text").waitFor();
      await swipe(0, 200);
      await viewer.waitFor({ state: "hidden" });
      assert.deepEqual(phone.errors, []);
      await phone.close();
    }
  });
});

describe("activity", () => {
  const activity = (name, options) => ({ type: `custom:${ACTIVITY}`, device_id: accounts[name].deviceId, ...options });
  const LINE = `${ACTIVITY} .line`;

  test("says what happened, and opens the viewer at the status", async () => {
    const { page } = main;
    await show(page, activity("mixed", { title: "Lately", rows: 3 }));
    await page.locator(LINE).first().waitFor();
    assert.equal(await page.locator(`${ACTIVITY} h2`).textContent(), "Lately");
    assert.match(await page.locator(LINE).first().textContent(), /‘Newest’ was posted/);
    assert.equal(await page.locator(LINE).count(), 3);
    await page.locator(`${ACTIVITY} .more`).click();
    await page.locator(LINE).nth(4).waitFor();
    await page.locator(LINE, { hasText: "Waves" }).first().click();
    await page.locator("green-api-status-viewer video").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("green-api-status-viewer video").waitFor({ state: "detached" });
    assert.equal(await page.locator(`${ACTIVITY} .sentence :is(img, script)`).count(), 0);
  });

  test("gets new lines, and keeps the others", async () => {
    const { page } = main;
    await show(page, activity("one", { rows: 60 }));
    await page.locator(LINE).first().waitFor();
    await page.locator(LINE).evaluateAll((lines) => lines.forEach((line) => (line.marked = true)));
    const before = await page.locator(LINE).count();
    const { id } = await post("one", { type: "text", text: "Soup of the day" });
    await poll(page, accounts.one.entityId);
    const line = page.locator(LINE, { hasText: "‘Soup of the day’ was posted" });
    await line.waitFor();
    const marked = () => page.locator(LINE).evaluateAll((lines) => lines.filter((one) => one.marked).length);
    assert.equal(await marked(), before);
    await admin(demo.api, "DELETE", `/instances/${ACCOUNTS.one}/statuses/${id}`);
    await poll(page, accounts.one.entityId);
    await page.locator(LINE, { hasText: "‘Soup of the day’ was deleted" }).waitFor();
    assert.equal(await marked(), before);
  });

  test("is laid out from right to left in Hebrew, with titles in their own direction", async () => {
    const { page, close, errors } = await openPage(browser, { language: "he" });
    await show(page, activity("mixed"));
    const line = page.locator(LINE, { hasText: "Newest" });
    await line.waitFor();
    assert.match(await line.locator(".sentence").textContent(), /^הסטטוס "Newest" פורסם$/);
    assert.equal(await line.locator("bdi").textContent(), "Newest");
    const [picture, words] = [await line.locator(".picture").boundingBox(), await line.locator(".words").boundingBox()];
    assert.ok(picture.x > words.x);
    assert.deepEqual(errors, []);
    await close();
  });
});

describe("tiles", () => {
  test("show numbers, and a problem only while there is one", async () => {
    const { page } = main;
    const tile = page.locator(`${TILES} button`);
    await show(page, { type: `custom:${TILES}`, device_id: accounts.mixed.deviceId });
    await tile.first().waitFor();
    assert.deepEqual(await tile.evaluateAll((tiles) => tiles.map(({ className }) => className)), ["active", "views", "delivered"]);
    assert.match(await tile.first().getAttribute("aria-label"), /^5 active now$/);
    await tile.first().evaluate((node) => (node.marked = true));
    const { id } = await post("mixed", { type: "text", text: "Broken" });
    await admin(demo.api, "POST", `/instances/${ACCOUNTS.mixed}/statuses/${id}/advance`, { state: "failed" });
    await poll(page, accounts.mixed.entityId);
    await page.locator(`${TILES} button.problems`).waitFor();
    assert.equal(await page.locator(`${TILES} button.active`).evaluate((node) => node.marked), true);
    await page.locator(`${TILES} button.problems`).click();
    await page.locator("ha-more-info-dialog").waitFor({ state: "attached" });
    await page.keyboard.press("Escape");
    await admin(demo.api, "DELETE", `/instances/${ACCOUNTS.mixed}/statuses/${id}`);
    await poll(page, accounts.mixed.entityId);
    await page.locator(`${TILES} button.problems`).waitFor({ state: "detached" });
  });
});

describe("insights", () => {
  const insights = (deviceId) => ({ type: `custom:${INSIGHTS}`, device_id: deviceId });

  test("are drawn from the month of the demo, and operated with the keyboard", async () => {
    const { page, errors, close } = await openPage(browser);
    await page.goto(demo.url);
    await ready(page);
    const devices = await call(page, { type: "config/device_registry/list" });
    await show(page, insights(devices.find((one) => one.serial_number === "1101000001").id));
    const card = page.locator(INSIGHTS);
    await card.locator(".map button").first().waitFor();
    assert.match(await card.locator("h4").first().textContent(), /^\s*Best time to post:\s+\u2066\d+:00\sPM–\d+:00\sPM\u2069\s*$/);
    assert.equal(await card.locator("button.row").count(), 5);
    for (const path of ["band", "median", "line"]) assert.match(await card.locator(`path.${path}`).getAttribute("d"), /^M0 200L/);
    assert.equal(await card.locator("table.hidden tr").count(), 6);

    // The newest statuses are radio buttons.
    const title = card.locator("h3");
    const first = await title.textContent();
    await card.locator(".newest input:checked").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(([element, before]) => element.textContent !== before, [await title.elementHandle(), first]);

    // The chart is a slider.
    const chart = card.locator(".scrub");
    await chart.focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("ArrowRight");
    await card.locator(".legend", { hasText: /^\s*3 hr · .*usually \d+/ }).waitFor();
    assert.match(await chart.getAttribute("aria-valuetext"), /^3 hr · /);

    // So is the year, of which Home Assistant keeps the statistics.
    const year = card.locator("green-api-year-chart");
    assert.equal(await year.locator(".month").count(), 12);
    assert.match(await year.locator("p").textContent(), /^[\d,]+ views · \d+ statuses$/);
    await year.locator("input").focus();
    await page.keyboard.press("ArrowLeft");
    await year.locator("p", { hasText: /^\w+ \d{4} · [\d,]+ views · \d+ statuses · usually \d+$/ }).waitFor();

    // Of the map, Tab reaches one block; arrow keys move on.
    assert.equal(await card.locator('.map button[tabindex="0"]').count(), 1);
    await card.locator('.map button[tabindex="0"]').focus();
    await page.keyboard.press("End");
    const last = card.locator(".map button").last();
    await focused(last);
    assert.equal(await card.locator("[role=status]").textContent(), await last.getAttribute("aria-label"));

    await card.locator("button.row").first().click();
    await page.locator("green-api-status-viewer dialog[open]").waitFor();
    assert.deepEqual(errors, []);
    await close();
  });

  test("say how many statuses are missing, and draw nothing for them", async () => {
    const { page } = main;
    await show(page, insights(accounts.one.deviceId));
    const card = page.locator(INSIGHTS);
    await card.locator(".message").waitFor();
    assert.match(await card.locator(".message").textContent(), /^5 more statuses are needed/);
    assert.equal(await card.locator(".map, .band, .row, .change, .year").count(), 0);
  });
});

describe("dashboard", () => {
  test("is generated from the entities of the accounts", async () => {
    const { page } = main;
    await saveDashboard(page, "test-strategy", { strategy: { type: "custom:green-api" } });
    await page.goto(`${demo.url}/test-strategy`);
    await page.locator(`${CARD} .status`).first().waitFor();
    // The demo has two accounts of its own.
    const count = Object.keys(ACCOUNTS).length + 2;
    for (const tag of [CARD, TILES, ACTIVITY, INSIGHTS]) {
      await page.locator(tag).nth(count - 1).waitFor({ state: "attached" });
      assert.equal(await page.locator(tag).count(), count);
    }
    assert.equal(await page.locator("hui-error-card").count(), 0);
    for (const viewport of [{ width: 320, height: 800 }, { width: 2560, height: 1200 }, { width: 1280, height: 900 }]) {
      await page.setViewportSize(viewport);
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(await wide(), false, `wider than ${viewport.width}`);
      // Every card is as wide as the section, but on a desktop the insights are beside the activity.
      const boxes = await page.locator(`${CARD}, ${TILES}, ${ACTIVITY}, ${INSIGHTS}`).evaluateAll((cards) =>
        cards.filter(({ hidden }) => !hidden).map((card) => [card.localName, card.getBoundingClientRect()]),
      );
      const full = boxes[0][1].width;
      assert.ok(full > 250);
      for (const [name, { width }] of boxes) {
        const half = viewport.width > 1000 && (name === ACTIVITY || name === INSIGHTS);
        assert.ok(half ? Math.abs(width - full / 2) < 10 : Math.abs(width - full) < 1, `${name}: ${width} of ${full}`);
      }
    }
  });

  test("shows open repairs", async () => {
    const { page } = main;
    await admin(demo.api, "PATCH", `/instances/${ACCOUNTS.one}`, { state: "notAuthorized" });
    await poll(page, accounts.one.entityId);
    const alert = page.locator("green-api-repairs-card ha-alert", { hasText: "is not linked to a phone" });
    await alert.waitFor();
    await admin(demo.api, "PATCH", `/instances/${ACCOUNTS.one}`, { state: "authorized" });
    await poll(page, accounts.one.entityId);
    await alert.waitFor({ state: "detached" });
  });

  test("is in the pickers, and the cards are suggested for their own entities only", async () => {
    const { page } = main;
    const registered = await page.evaluate((entityId) => {
      const { hass } = document.querySelector("home-assistant");
      const entries = window.customCards.filter(({ type }) => type.startsWith("green-api-"));
      return {
        names: entries.map(({ name, preview }) => [name, preview]),
        own: entries.map(({ getEntitySuggestion }) => getEntitySuggestion(hass, entityId)?.config.device_id),
        foreign: entries.map(({ getEntitySuggestion }) => getEntitySuggestion(hass, "sun.sun")),
        strategies: window.customStrategies.filter(({ type }) => type === "green-api").map(({ strategyType }) => strategyType),
      };
    }, accounts.one.entityId);
    assert.deepEqual(registered, {
      names: [["WhatsApp statuses", true], ["WhatsApp numbers", true], ["WhatsApp activity", true], ["WhatsApp insights", true]],
      own: Array(4).fill(accounts.one.deviceId),
      foreign: Array(4).fill(null),
      strategies: ["dashboard"],
    });
  });
});

test("axe finds nothing wrong in the cards and the viewer in both themes", async () => {
  const { page, close } = await openPage(browser, { reducedMotion: "reduce" });
  const account = { device_id: accounts.mixed.deviceId };
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await show(page, card("mixed"), { type: `custom:${TILES}`, ...account }, { type: `custom:${ACTIVITY}`, ...account });
    await page.locator(`${ACTIVITY} button`).first().waitFor();
    await page.locator(`${TILES} button`).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.locator(`${CARD} .status`).first().click();
    await page.locator("dialog[open]").waitFor();
    assert.deepEqual(await axeFindings(page), []);
  }
  await close();
});

test("says that the account was removed", async () => {
  const { page } = main;
  await show(page, card("twenty"));
  await page.locator(`${CARD} .status`).first().waitFor();
  // A picture that is still loading would be gone.
  await page.locator(`${CARD} .status img`).evaluateAll((images) =>
    Promise.all(
      images.map((image) => {
        image.loading = "eager";
        return image.decode();
      }),
    ),
  );
  await callApi(page, "DELETE", `config/config_entries/entry/${accounts.twenty.entryId}`);
  await page.locator(`${CARD} .message.error`).waitFor();
  assert.match(await page.locator(`${CARD} .message`).textContent(), /removed/);
});

test("there was no console error and no request to another host", () => {
  assert.deepEqual(main.errors, []);
  assert.deepEqual([...main.hosts], [new URL(demo.url).host]);
});
