// Chromium, and helpers for Home Assistant's page in it.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find(existsSync);

export async function launch() {
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Open a page that records its console errors and the hosts it sends requests to. */
export async function openPage(browser, { language = "en", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript((selected) => localStorage.setItem("selectedLanguage", JSON.stringify(selected)), language);
  const page = await context.newPage();
  const errors = [];
  const hosts = new Set();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:") hosts.add(host);
  });
  page.on("websocket", (socket) => hosts.add(new URL(socket.url()).host));
  return { page, errors, hosts, close: () => context.close() };
}

/** Send a websocket command with the connection of the page. */
export function call(page, message) {
  return page.evaluate((command) => document.querySelector("home-assistant").hass.callWS(command), message);
}

export function callApi(page, method, path, body) {
  return page.evaluate(
    (call) => document.querySelector("home-assistant").hass.callApi(...call),
    [method, path, body],
  );
}

export async function ready(page) {
  await page.waitForFunction(() => document.querySelector("home-assistant")?.hass?.states, undefined, { timeout: 60_000 });
}

/** Add an account through the config flow, and return its entry, its device and one entity. */
export async function addAccount(page, api, id, token) {
  const form = await callApi(page, "POST", "config/config_entries/flow", {
    handler: "green_api",
    show_advanced_options: false,
  });
  const added = await callApi(page, "POST", `config/config_entries/flow/${form.flow_id}`, {
    api_url: api,
    id_instance: id,
    api_token: token,
  });
  if (added.type !== "create_entry") throw new Error(JSON.stringify(added));
  const entryId = added.result.entry_id;
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const devices = await call(page, { type: "config/device_registry/list" });
    const device = devices.find((one) => one.serial_number === id);
    const entities = device
      ? (await call(page, { type: "config/entity_registry/list" })).filter((one) => one.device_id === device.id)
      : [];
    if (entities.length > 5) return { entryId, deviceId: device.id, entityId: entities.find((one) => one.entity_id.startsWith("sensor.")).entity_id };
    await page.waitForTimeout(250);
  }
  throw new Error(`Account ${id} has no entities`);
}

/** Wait until an element has the focus: Home Assistant gives it back some frames after a dialog was closed. */
export async function focused(locator) {
  await locator.page().waitForFunction((node) => node.matches(":focus"), await locator.elementHandle());
}

/** Open a page as a user who may only read; the login is that of the demo, which asks for no password. */
export async function openReadOnly(browser, admin, url) {
  const { user } = await call(admin, { type: "config/auth/create", name: "Reader", group_ids: ["system-read-only"] });
  const client_id = `${url}/`;
  const send = async (path, body, form) => {
    const response = await fetch(`${url}/auth/${path}`, { method: "POST", body: form ? new URLSearchParams(body) : JSON.stringify(body) });
    return response.json();
  };
  const flow = await send("login_flow", { client_id, handler: ["trusted_networks", null], redirect_uri: client_id });
  const { result } = await send(`login_flow/${flow.flow_id}`, { client_id, user: user.id });
  const tokens = await send("token", { grant_type: "authorization_code", code: result, client_id }, true);
  const reader = await openPage(browser);
  await reader.page.addInitScript(
    (stored) => localStorage.setItem("hassTokens", JSON.stringify(stored)),
    { ...tokens, hassUrl: url, clientId: client_id, expires: Date.now() + tokens.expires_in * 1000 },
  );
  return reader;
}

/** Let the integration poll at once. */
export function poll(page, entityId) {
  return page.evaluate(
    (entity) =>
      document.querySelector("home-assistant").hass.callService("homeassistant", "update_entity", { entity_id: [entity] }),
    entityId,
  );
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Return what axe finds wrong in our own elements, or in one of them; Home Assistant's around them are not ours to mend. */
export async function axeFindings(page, tag = "green-api") {
  await page.evaluate(AXE);
  // The landmarks of the page are Home Assistant's. The other rule is experimental, and wants all words that a circle
  // shows in one piece, where its name says them in a sentence.
  const rules = { region: { enabled: false }, "label-content-name-mismatch": { enabled: false } };
  const { violations } = await page.evaluate((options) => window.axe.run(options), { resultTypes: ["violations"], rules });
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ target }) => JSON.stringify(target).includes(tag))
      // The colours of a text status are those that its author chose.
      .filter(({ target }) => id !== "color-contrast" || !target.flat().at(-1).includes(".thumbnail"))
      .map(({ target, failureSummary }) => `${id}: ${target.flat().at(-1)}: ${failureSummary}`),
  );
}

/** Save a dashboard, and create it first if needed. */
export async function saveDashboard(page, path, config) {
  const dashboards = await call(page, { type: "lovelace/dashboards/list" });
  if (!dashboards.some((one) => one.url_path === path)) {
    await call(page, { type: "lovelace/dashboards/create", url_path: path, title: path, mode: "storage" });
  }
  await call(page, { type: "lovelace/config/save", url_path: path, config });
}

let shown = 0;

/** Show cards on a dashboard of their own. */
export async function showCards(page, url, ...cards) {
  const path = `test-${(shown += 1)}`;
  if (!(await page.evaluate(() => !!document.querySelector("home-assistant")?.hass?.states))) {
    await page.goto(`${url}/profile/general`);
    await ready(page);
  }
  await saveDashboard(page, path, { views: [{ title: "Test", path: "test", type: "panel", cards: [{ type: "vertical-stack", cards }] }] });
  await page.goto(`${url}/${path}/test`);
}
