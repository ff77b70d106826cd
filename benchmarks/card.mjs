// How fast the generated dashboard appears with an empty cache, beside one of Home Assistant's own cards, in Chromium.
//
// scripts/bench card            prints the tables
// scripts/bench card --write    puts them into docs/performance.md
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { addAccount, call, launch, openPage, ready, saveDashboard } from "../frontend/tests/browser/browser.mjs";
import { admin, fakeToken, startDemo } from "../frontend/tests/browser/demo.mjs";

const REPOSITORY = join(import.meta.dirname, "..");
const LIMITS = { painted: 1.2, shift: 0.05, bytes: 60, scripting: 100 };
const MANY = { id: "1101000200", token: fakeToken(512), count: 200 };
const OURS = "this integration";
const PLAIN = "Home Assistant's cards";
// The element in whose shadow root the first content appears.
const DASHBOARDS = {
  [OURS]: { path: "bench-ours", host: "green-api-status-card-content", content: ".status" },
  [PLAIN]: { path: "bench-plain", host: "hui-tile-card", content: "ha-card" },
};
const VIEWPORTS = {
  desktop: {},
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const FIND_MS = 60_000;
// What comes after the first content is part of the load.
const SETTLE_MS = 3000;
const SCRIPTING_ROUNDS = 5;

/** Runs in the page, before anything of it: notes when the first content was painted, and what moved. */
function observe({ host, content }) {
  window.bench = { painted: 0, contentful: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.bench.contentful = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.bench.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    if (this.localName !== host) return root;
    const observer = new MutationObserver(() => {
      if (!root.querySelector(content)) return;
      observer.disconnect();
      // A message that is sent before a frame is painted arrives afterwards.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          window.bench.painted ||= performance.now();
        };
        port2.postMessage(0);
      });
    });
    observer.observe(root, { childList: true, subtree: true });
    return root;
  };
}

/** Return what one load in a new context took: seconds, and kilobytes of our files on the wire. */
async function load(browser, url, dashboard, options) {
  // The service worker would fetch a second time what is measured.
  const { page, close } = await openPage(browser, { ...options, serviceWorkers: "block" });
  const session = await page.context().newCDPSession(page);
  const ours = new Set();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (new URL(response.url).pathname.startsWith("/green_api/frontend/")) ours.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (ours.has(requestId)) bytes += encodedDataLength;
  });
  await session.send("Network.enable");
  await page.addInitScript(observe, dashboard);
  await page.goto(`${url}/${dashboard.path}/statuses`, { waitUntil: "commit" });
  await page.waitForFunction(() => window.bench?.painted > 0, undefined, { polling: 100, timeout: FIND_MS });
  await page.waitForTimeout(SETTLE_MS);
  const { painted, contentful, shift } = await page.evaluate(() => window.bench);
  await close();
  return { painted: painted / 1000, contentful: contentful / 1000, shift, bytes: bytes / 1000 };
}

/** Return how many milliseconds a card of 200 statuses takes, for the first time in its page. */
async function render(page, config, count) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const measured = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  const started = await measured();
  const { rendering, wall } = await page.evaluate(
    async ([options, expected, timeout]) => {
      const element = document.createElement("green-api-status-card-content");
      // Chromium's metric leaves out microtasks, in which Lit renders.
      let rendering = 0;
      const { performUpdate } = element;
      element.performUpdate = function () {
        const before = performance.now();
        performUpdate.call(this);
        rendering += performance.now() - before;
      };
      element.setConfig(options);
      element.hass = document.querySelector("home-assistant").hass;
      const begun = performance.now();
      document.body.append(element);
      while (element.shadowRoot?.querySelectorAll(".status").length !== expected) {
        if (performance.now() > begun + timeout) throw new Error("The statuses are not there");
        await new Promise((done) => requestAnimationFrame(done));
      }
      const wall = performance.now() - begun;
      element.remove();
      return { rendering, wall };
    },
    [config, count, FIND_MS],
  );
  const ended = await measured();
  await session.detach();
  const passed = (name) => ended[name] - started[name];
  return {
    scripting: passed("ScriptDuration") + rendering,
    layout: passed("LayoutDuration") + passed("RecalcStyleDuration"),
    wall,
  };
}

/** Save the generated dashboard, and one of the same shape with as many of Home Assistant's own cards. */
async function saveDashboards(page) {
  await saveDashboard(page, DASHBOARDS[OURS].path, { strategy: { type: "custom:green-api" } });
  const entities = await call(page, { type: "config/entity_registry/list" });
  const sensors = entities.filter(
    (one) => one.platform === "green_api" && one.entity_id.startsWith("sensor.") && !one.disabled_by,
  );
  const sections = [...new Set(sensors.map((one) => one.device_id))].map((device) => ({
    type: "grid",
    column_span: 2,
    cards: [
      { type: "heading", heading: "Account", grid_options: { columns: "full" } },
      ...sensors
        .filter((one) => one.device_id === device)
        .slice(0, 10)
        .map((one) => ({ type: "tile", entity: one.entity_id })),
    ],
  }));
  await saveDashboard(page, DASHBOARDS[PLAIN].path, {
    views: [{ type: "sections", path: "statuses", max_columns: 2, sections }],
  });
}

async function measure(rounds) {
  const demo = await startDemo();
  let browser;
  try {
    browser = await launch();
    await admin(demo.api, "PATCH", "", { evolve: false, rate_limits: false });
    const { page, close } = await openPage(browser);
    await page.goto(demo.url);
    await ready(page);
    await saveDashboards(page);
    const storageState = await logIn(page, demo.url);
    const version = await page.evaluate(() => document.querySelector("home-assistant").hass.config.version);

    const loads = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const [viewport, options] of Object.entries(VIEWPORTS)) {
        for (const [name, dashboard] of Object.entries(DASHBOARDS)) {
          loads.push({ viewport, name, ...(await load(browser, demo.url, dashboard, { ...options, storageState })) });
        }
      }
      console.error(`round ${round + 1} of ${rounds}: done`);
    }

    await admin(demo.api, "POST", "/instances", { id: MANY.id, token: MANY.token, phone: "15550101001", history: false });
    await admin(demo.api, "POST", `/instances/${MANY.id}/bulk`, { count: MANY.count });
    const { deviceId } = await addAccount(page, demo.api, MANY.id, MANY.token);
    await page.goto(`${demo.url}/${DASHBOARDS[OURS].path}`);
    await page.locator(".status").first().waitFor();
    await page.waitForTimeout(SETTLE_MS);
    const config = { type: "custom:green-api-status-card", device_id: deviceId, autoplay: false, limit: MANY.count };
    const renders = [];
    for (let round = 0; round < SCRIPTING_ROUNDS; round += 1) renders.push(await render(page, config, MANY.count));
    await close();
    return { loads, renders, versions: `Chromium ${browser.version()}, Home Assistant ${version}` };
  } finally {
    await browser?.close();
    await demo.stop();
  }
}

/** Return what a browser has stored that stays logged in. */
async function logIn(page, url) {
  const tokens = await page.evaluate(() => document.querySelector("home-assistant").hass.auth.data);
  return {
    cookies: [],
    origins: [{ origin: url, localStorage: [{ name: "hassTokens", value: JSON.stringify(tokens) }] }],
  };
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - 1]) / 2;
}

const check = (number, limit) => `${limit} ${number <= limit ? "✓" : "✗"}`;

function table(header, rows) {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function report({ loads, renders, versions }) {
  const rounds = loads.length / Object.keys(VIEWPORTS).length / Object.keys(DASHBOARDS).length;
  const of = (viewport, name, key) =>
    median(loads.filter((one) => one.viewport === viewport && one.name === name).map((one) => one[key]));
  const rows = Object.keys(VIEWPORTS).flatMap((viewport) =>
    Object.keys(DASHBOARDS).map((name) => {
      const value = (key) => of(viewport, name, key);
      const moved = value("shift") - of(viewport, PLAIN, "shift");
      const isOurs = name === OURS;
      return [
        viewport,
        name,
        value("painted").toFixed(2),
        isOurs ? check(value("painted"), LIMITS.painted) : "–",
        value("contentful").toFixed(2),
        value("shift").toFixed(3),
        isOurs ? check(moved, LIMITS.shift) : "–",
        value("bytes").toFixed(1),
        isOurs ? check(value("bytes"), LIMITS.bytes) : "–",
      ];
    }),
  );
  const cold = table(
    ["", "Dashboard of", "Painted, s", "Limit", "LCP, s", "Layout shift", "Limit", "Our files, kB", "Limit"],
    rows,
  );
  const time = (key) => median(renders.map((one) => one[key]));
  const many = table(
    ["Statuses", "Scripting", "Limit", "Style and layout", "Until rendered"],
    [
      [
        MANY.count,
        time("scripting").toFixed(0),
        check(time("scripting"), LIMITS.scripting),
        time("layout").toFixed(0),
        time("wall").toFixed(0),
      ],
    ],
  );
  const machine = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, ${versions}`;
  return (
    `${machine}; medians of ${rounds} rounds.\n\nCold load of a dashboard:\n\n${cold}\n` +
    `One card with ${MANY.count} statuses, milliseconds:\n\n${many}`
  );
}

const { values } = parseArgs({ options: { write: { type: "boolean" }, rounds: { type: "string", default: "7" } } });
const text = report(await measure(Number(values.rounds)));
process.stdout.write(text);
if (values.write) {
  execFileSync(
    join(REPOSITORY, ".venv", "bin", "python"),
    ["-m", "benchmarks.markdown", "performance.md", "benchmarks.card"],
    { cwd: REPOSITORY, input: text },
  );
}
