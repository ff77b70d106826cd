// Takes the pictures in docs/images: from a demo of its own, in Chromium. `scripts/screenshots --help` lists the options.
// To add a picture, add a scene to SCENES.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { call, launch, openPage, poll, ready } from "../frontend/tests/browser/browser.mjs";
import { admin, startDemo } from "../frontend/tests/browser/demo.mjs";

const IMAGES = join(import.meta.dirname, "..", "docs", "images");
const DOMAIN = "green_api";
// The first of demo/simulator/sample_data.py.
const ACCOUNT = "1101000001";

// The first dashboard and its first view.
const STATUSES = "/";
const NEW_AUTOMATION = "/config/automation/edit/new";
const STATUS_CARD = "green-api-status-card";
const ACTIVITY_CARD = "green-api-activity-card";
const INSIGHTS_CARD = "green-api-insights-card";
const CONTACT = "green-api-contacts-row .status";

const AUTOMATION = "A status was read";
const AUTOMATION_ENTITY = "automation.a_status_was_read";
const SOUP = "Soup of the day: tomato";
const PIE = "Pie of the day: apple";
const QUESTIONS = ["How many people saw my last status?", "Who saw my last status?"];
const MESSAGE = "Open until six today ☕";
// What a contact posts, the last of it with a text that nobody else has.
const SEVERAL = [
  { type: "image", theme: "beach", caption: "Up before the sun" },
  { type: "text", text: "Worth it", background: "#B23A48" },
  { type: "image", theme: "hills" },
  { type: "image", theme: "sea" },
  { type: "text", text: "Home again 🏕️", background: "#0F766E", font: "SERIF" },
];
const CONTACT_NUMBER = 3;

// What is not found in this time is an error, and ends everything.
const FIND_MS = 30_000;
// The demo polls every 10 seconds.
const POLL_MS = 25_000;
// Home Assistant delays a requested refresh that comes soon after another.
const REFRESH_COOLDOWN_MS = 11_000;
// A thumbnail is smaller than this, a picture larger.
const PICTURE_WIDTH = 300;

/**
 * A scene is one picture: the page to open, what to wait for there (a selector), what to do then, and the shape of
 * the window. `path` is a string or a function of the context; `steps` get the context. With `only` (a selector) the
 * picture shows one element.
 *
 * The context: `page` (Playwright), `demo` (`url`, `api`), `account` (`deviceId`, `deviceName`, `entities` by key),
 * and `admin(method, path, body)`, which controls the simulated account (see demo/simulator/README.md).
 */
export const SCENES = [
  { file: "dashboard.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, height: 1200 },
  { file: "dashboard_dark.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, height: 1200, dark: true },
  { file: "dashboard_he.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, height: 1200, language: "he" },
  { file: "dashboard_phone.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, width: 390, height: 844 },
  { file: "activity.png", path: STATUSES, waitFor: ACTIVITY_CARD, only: ACTIVITY_CARD, height: 1200 },
  { file: "insights.png", path: STATUSES, waitFor: `${INSIGHTS_CARD} .month`, only: INSIGHTS_CARD, height: 1800 },
  { file: "viewer.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, steps: openViewer },
  { file: "viewer_phone.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, steps: openViewer, width: 390, height: 844, dark: true },
  { file: "contacts.png", path: STATUSES, waitFor: CONTACT, steps: seeSomeContacts, only: STATUS_CARD, width: 1100 },
  { file: "contacts_viewer.png", path: STATUSES, waitFor: CONTACT, steps: openContact },
  { file: "people.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, steps: openPeople },
  { file: "composer.png", path: STATUSES, waitFor: `${STATUS_CARD} button.post`, steps: openComposer },
  {
    file: "device.png",
    path: ({ account }) => `/config/devices/device/${account.deviceId}`,
    waitFor: "ha-device-entities-card",
    height: 1000,
  },
  { file: "automation_editor.png", path: NEW_AUTOMATION, waitFor: "ha-button", steps: offerTriggers, height: 1040 },
  { file: "media_browser.png", path: "/media-browser/browser", waitFor: "ha-card", steps: browseMedia, height: 720 },
  { file: "automation_trace.png", path: NEW_AUTOMATION, waitFor: "ha-button", steps: traceTrigger, height: 1200 },
  { file: "assist.png", path: STATUSES, waitFor: `${STATUS_CARD} .status`, steps: askAssist, height: 820 },
  { file: "actions.png", path: "/config/tools/action", waitFor: "ha-service-picker", steps: performAction, height: 1560 },
];

/** Let a status be seen, open Assist and ask, without a language model. */
async function askAssist({ page, account, admin }) {
  await admin("POST", "/statuses", { text: PIE, state: "read", viewers: 5 });
  await poll(page, account.entities.latest_status);
  await waitForState(page, account.entities.latest_status_text, PIE);
  await call(page, { type: "call_service", domain: DOMAIN, service: "get_viewers", service_data: { config_entry_id: account.entryId }, return_response: true });
  await page.keyboard.press("a");
  const field = page.locator("ha-assist-chat input");
  await field.waitFor();
  const answers = page.locator("ha-assist-chat .message.hass");
  for (const question of QUESTIONS) {
    const before = await answers.count();
    await field.fill(question);
    await field.press("Enter");
    await answers.nth(before).filter({ hasText: /status/ }).waitFor();
  }
  const said = await answers.evaluateAll((nodes) => nodes.map((node) => textOf(node).trim()));
  console.log(`  Assist: ${said.join(" | ")}`);
}

async function openPeople(context) {
  await openViewer(context);
  await context.page.locator("green-api-status-viewer [aria-haspopup=dialog]").first().click();
  await context.page.locator("green-api-people-dialog .name bdi").first().waitFor();
}

async function openComposer({ page }) {
  await page.locator(`${STATUS_CARD} button.post`).first().click();
  await page.locator("green-api-composer textarea").first().fill("Fresh bread at four 🥖\nFirst come, first served");
}

async function openViewer({ page }) {
  await page.locator(`${STATUS_CARD} .status.read:has(img)`).first().click();
  await page.waitForFunction(
    (width) => {
      const viewer = allNodes().find((node) => node.matches("green-api-status-viewer"));
      return viewer?.shadowRoot && allNodes(viewer.shadowRoot).some((node) => node.naturalWidth >= width);
    },
    PICTURE_WIDTH,
  );
}

/** Let a contact post several statuses, and see two of them: the ring is grey there. */
async function seeSomeContacts({ page, account, admin }) {
  const several = page.locator(CONTACT, { hasText: SEVERAL.at(-1).text });
  if ((await several.count()) === 0) {
    for (const [index, content] of SEVERAL.entries()) {
      await admin("POST", "/incoming", { ...content, sender: CONTACT_NUMBER, age: 60 * (SEVERAL.length - index) });
    }
    await poll(page, account.entities.contact_statuses);
  }
  await several.click();
  const viewer = page.locator("green-api-status-viewer dialog");
  await viewer.locator(".slide").waitFor();
  await page.keyboard.press("ArrowRight");
  await viewer.locator(".close").click();
  await viewer.waitFor({ state: "hidden" });
}

/** Open the first contact, and stop there. */
async function openContact({ page }) {
  await page.locator(CONTACT).first().click();
  await page.locator("green-api-status-viewer .slide").waitFor();
  await page.locator("green-api-status-viewer .play").click();
}

const button = async (page, tag, key) => page.locator(tag, { hasText: await localized(page, key) });

/** Open the list of triggers for the device of the account. */
async function offerTriggers({ page, account }) {
  const editor = "ui.panel.config.automation.editor";
  await page.locator("ha-button", { hasText: await localized(page, `${editor}.triggers.add`) }).first().click();
  await page.locator("wa-tree-item", { hasText: await localized(page, `${editor}.services`) }).first().click();
  // The item of the device is inside the item of all services.
  await page.locator("wa-tree-item wa-tree-item", { hasText: account.deviceName }).click();
  const items = page.locator("ha-list-item-button");
  const name = await localized(page, `component.${DOMAIN}.triggers.status_read.name`);
  await items.filter({ hasText: name }).first().waitFor();
  await items.last().scrollIntoViewIfNeeded();
}

/** Make an automation in the editor, let a status be read, and open the trace. */
async function traceTrigger(context) {
  const { page, demo, account, admin } = context;
  await offerTriggers(context);
  const name = await localized(page, `component.${DOMAIN}.triggers.status_read.name`);
  await page.locator("ha-list-item-button").filter({ hasText: name }).first().click();
  await settle(page);
  await (await button(page, "ha-button", "ui.common.save")).last().click();
  await page.locator("ha-dialog ha-input, ha-adaptive-dialog ha-input").first().waitFor();
  await settle(page);
  await page.keyboard.insertText(AUTOMATION);
  await (await button(page, "ha-button", "ui.common.save")).last().click();
  await page.waitForFunction((id) => hassObject().states[id], AUTOMATION_ENTITY);

  const { id } = await admin("POST", "/statuses", { text: SOUP, state: "delivered" });
  const latest = account.entities.latest_status;
  await poll(page, latest);
  await waitForState(page, account.entities.latest_status_text, SOUP);
  await page.waitForTimeout(REFRESH_COOLDOWN_MS);
  const lastTriggered = () => page.evaluate((one) => hassObject().states[one].attributes.last_triggered, AUTOMATION_ENTITY);
  const before = await lastTriggered();
  await admin("POST", `/statuses/${id}/advance`, { state: "read" });
  const changed = Date.now();
  await poll(page, latest);
  await page.waitForFunction(
    ([one, old]) => hassObject().states[one].attributes.last_triggered !== old,
    [AUTOMATION_ENTITY, before],
    { timeout: POLL_MS },
  );
  const seconds = (Date.parse(await lastTriggered()) - changed) / 1000;
  console.log(`  Read in the simulator, and ${seconds.toFixed(2)} s later the automation ran`);

  const key = await page.evaluate((one) => hassObject().states[one].attributes.id, AUTOMATION_ENTITY);
  await page.goto(`${demo.url}/config/automation/trace/${key}`);
  await (await button(page, "ha-tab-group-tab", "ui.panel.config.automation.trace.tabs.changed_variables")).click();
  await page.locator(".cm-foldGutter .cm-gutterElement span[title]:visible").first().click();
  await page.locator(".cm-content", { hasText: SOUP }).first().waitFor();
}

/** Go down to the statuses of the last day. */
async function browseMedia({ page }) {
  const root = await call(page, { type: "media_source/browse_media", media_content_id: `media-source://${DOMAIN}` });
  await page.locator("ha-card", { hasText: root.title }).first().click();
  let folder = root;
  // Account, then day: each the first of its folder.
  while (folder.children[0]?.can_expand) {
    [folder] = folder.children;
    await page.locator("ha-card", { hasText: folder.title }).first().click();
    folder = await call(page, { type: "media_source/browse_media", media_content_id: folder.media_content_id });
  }
  await page.waitForFunction(() => allNodes().filter((node) => node.matches("ha-card")).length > 2);
}

/** Post a text, and check that it arrives in the simulator and in Home Assistant. */
async function performAction({ page, account, admin }) {
  await page.locator("ha-service-picker").click();
  await page.locator("ha-picker-combo-box").waitFor();
  await settle(page);
  await page.keyboard.insertText(`${DOMAIN}.send_text_status`);
  await page.locator("ha-combo-box-item", { hasText: `${DOMAIN}.send_text_status` }).click();
  await page.locator("ha-settings-row:has(ha-checkbox)").first().locator("ha-checkbox").click();
  await page.locator("ha-config-entry-picker").click();
  await page.locator("ha-combo-box-item", { hasText: account.deviceName }).last().click();
  await settle(page);
  await page.locator("textarea").first().fill(MESSAGE);
  await settle(page);
  await (await button(page, "ha-progress-button", "ui.panel.config.tools.tabs.actions.call_service")).click();
  const started = Date.now();
  const response = page.locator(".cm-content").last();
  const heading = await localized(page, "ui.panel.config.tools.tabs.actions.response");
  await page.waitForFunction((text) => textOf(document.body).includes(text), heading);
  await settle(page);
  console.log(`  Home Assistant: ${(await response.textContent()).replace(/\s+/g, " ")}`);
  const { statuses, queue } = await admin("GET", "");
  const ids = [...statuses.map(({ id }) => id), ...queue.map(({ messageID }) => messageID)];
  const text = await response.textContent();
  if (!ids.some((id) => text.includes(id))) throw new Error(`The simulator does not have it: ${text}`);
  await waitForState(page, account.entities.latest_status_text, MESSAGE);
  console.log(`  Shown as the latest status after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

// What runs in the page. Home Assistant's page is a tree of shadow roots.
function pageHelpers() {
  window.allNodes = (root = document) =>
    [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? window.allNodes(node.shadowRoot) : [])]);
  window.hassObject = () => document.querySelector("home-assistant")?.hass;
  window.textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (["STYLE", "SCRIPT", "TEMPLATE"].includes(node.nodeName)) return "";
    if (node.nodeName === "SLOT") return node.assignedNodes().map(window.textOf).join(" ");
    return [...(node.shadowRoot ?? node).childNodes].map(window.textOf).join(" ").replace(/\s+/g, " ");
  };
  window.isVisible = (node) => {
    const { top, right, bottom, left } = node.getBoundingClientRect();
    return bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  };
  window.isLoaded = () => {
    const nodes = window.allNodes();
    const busy = "ha-launch-screen, ha-spinner, ha-fade-in, #ha-launch-screen";
    return (
      document.readyState === "complete" &&
      !nodes.some((node) => node.matches(busy) && node.getClientRects().length) &&
      // A lazy picture that a row has scrolled out of its view is not loaded.
      nodes.every(
        (node) => node.nodeName !== "IMG" || node.complete || (node.loading === "lazy" && (!window.isVisible(node) || node.closest(".scroller"))),
      )
    );
  };
}

/** Wait until nothing loads and the text of the page does not change for a moment. */
async function settle(page) {
  await page.waitForFunction(() => isLoaded());
  let before = "";
  let same = 0;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const now = await page.evaluate(() => textOf(document.body));
    same = now === before ? same + 1 : 0;
    // Not longer, because of texts like "5 seconds ago".
    if (same === 3) return;
    before = now;
    await page.waitForTimeout(200);
  }
  throw new Error("The page keeps changing");
}

async function localized(page, key) {
  const found = await page.waitForFunction((one) => hassObject()?.localize(one), key);
  return found.jsonValue();
}

function waitForState(page, entityId, state) {
  return page.waitForFunction(([id, wanted]) => hassObject().states[id]?.state === wanted, [entityId, state], { timeout: POLL_MS });
}

/** Return the device and the entities of the account. */
async function findAccount(page) {
  const devices = await call(page, { type: "config/device_registry/list" });
  const device = devices.find(({ identifiers }) => identifiers.some(([domain, id]) => domain === DOMAIN && id === ACCOUNT));
  const entities = await call(page, { type: "config/entity_registry/list" });
  const ours = entities.filter(({ platform, unique_id: id }) => platform === DOMAIN && id.startsWith(`${ACCOUNT}_`));
  return {
    deviceId: device.id,
    deviceName: device.name_by_user ?? device.name,
    entryId: device.config_entry_id ?? device.primary_config_entry,
    entities: Object.fromEntries(ours.map((one) => [one.unique_id.slice(ACCOUNT.length + 1), one.entity_id])),
  };
}

async function open(browser, { width = 1280, height = 900, dark = false, language = "en", scale = 1 }) {
  const opened = await openPage(browser, {
    language,
    viewport: { width, height },
    deviceScaleFactor: scale,
    isMobile: width < 600,
    colorScheme: dark ? "dark" : "light",
  });
  opened.page.setDefaultTimeout(FIND_MS);
  await opened.page.addInitScript(pageHelpers);
  return opened;
}

async function take(browser, scene, shared) {
  const { page, close } = await open(browser, scene);
  try {
    const path = typeof scene.path === "function" ? scene.path(shared) : scene.path;
    await page.goto(shared.demo.url + path);
    await ready(page);
    await page.locator(scene.waitFor).first().waitFor();
    await settle(page);
    await scene.steps?.({ page, ...shared });
    await page.mouse.move(1, 1);
    await settle(page);
    // Transitions that Playwright does not know.
    await page.waitForTimeout(1000);
    const shown = scene.only ? page.locator(scene.only).first() : page;
    await shown.screenshot({ path: join(shared.folder, scene.file) });
  } finally {
    await close();
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { folder: { type: "string", default: IMAGES }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(
      "Usage: scripts/screenshots [--folder FOLDER] [FILE ...]\n" +
        "Takes all pictures in docs/images or another folder, or the named ones.\n\n" +
        SCENES.map(({ file }) => `  ${file}`).join("\n"),
    );
    return;
  }
  const unknown = positionals.filter((name) => !SCENES.some(({ file }) => file === name));
  if (unknown.length) throw new Error(`There is no scene for ${unknown.join(", ")}`);

  await mkdir(values.folder, { recursive: true });
  const demo = await startDemo();
  let browser;
  try {
    browser = await launch();
    const { page, close } = await open(browser, {});
    await page.goto(demo.url);
    await ready(page);
    const account = await findAccount(page);
    // The automations of the demo have run once.
    await page.waitForFunction(
      () => ["cafe_sign", "wall_tablet"].every((name) => hassObject().states[`input_text.${name}`].state !== "Nothing yet"),
      undefined,
      { timeout: 180_000 },
    );
    await close();
    const order = (method, path, body) => admin(demo.api, method, `/instances/${ACCOUNT}${path}`, body);
    for (const scene of SCENES) {
      if (positionals.length && !positionals.includes(scene.file)) continue;
      console.log(`Taking ${scene.file} ...`);
      await take(browser, scene, { demo, account, admin: order, folder: values.folder });
    }
  } finally {
    await browser?.close();
    await demo.stop();
  }
}

await main();
