// A server of the journey's own, with its demo, and a browser that tells of every complaint.

import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const BINARY = process.env.BROADSHEET_BIN;
/** The browser that the journeys drive. */
export const BROWSER = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
/** What it is started with. */
export const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // Nothing is looked up elsewhere: what a page names beyond the site fails at once.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
];
const START_MS = 60_000;
/** How long anything is waited for that promises to be quick. */
export const PATIENCE_MS = 10_000;

/**
 * A free port; whoever is faster than us makes the start fail loudly. Below those that the system gives to connections which
 * go out: one of those might take it before the site does.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + randomInt(12_000);
    const isFree = await new Promise((resolve) => {
      const probe = createServer();
      probe.on("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** Asks again and again until the answer is true; the answer. */
export async function until(ask, what, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${patience} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An empty folder for a site. */
export function newFolder() {
  return mkdtemp(join(tmpdir(), "broadsheet-journey-"));
}

/** Runs a verb of the program to its end in a site's folder. */
export async function runVerb(folder, verb, env = {}) {
  const started = performance.now();
  const child = start(folder, verb, { BROADSHEET_PROFILE: "development", ...env });
  const status = await child.ended;
  return { status, said: child.said(), seconds: (performance.now() - started) / 1000 };
}

function start(folder, verb, env) {
  if (!BINARY) throw new Error("BROADSHEET_BIN must name the program");
  const stdio = ["ignore", "pipe", "pipe"];
  const child = spawn(BINARY, verb, { cwd: folder, env: { PATH: process.env.PATH, ...env }, stdio });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { child, ended, said: () => said };
}

/** Starts the program in an empty folder, or in `options.folder`, which then stays. `more` are further variables. */
export async function startSite(more = {}, options = {}) {
  const folder = options.folder ?? (await newFolder());
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const env = {
    BROADSHEET_PROFILE: "development",
    BROADSHEET_SERVER__PORT: String(port),
    BROADSHEET_SITE__BASE_ADDRESS: address,
    BROADSHEET_LOGGING__ACCESS_LOG: "off",
    // Journeys hurry, and all come from one address.
    BROADSHEET_LIMITS__FACTOR: "1000",
    ...more,
  };
  let running;
  const site = {
    address,
    folder,
    said: () => running.said(),
    /** Ends the server and keeps what it has stored. */
    async halt() {
      running.child.kill("SIGTERM");
      await running.ended;
    },
    /** Starts it again at the same address. */
    async resume() {
      running = start(folder, ["serve"], env);
      const { child, said } = running;
      await until(
        async () => {
          if (child.exitCode !== null) throw new Error(`the server did not start:\n${said()}`);
          return (await fetch(`${address}/readyz`).catch(() => undefined))?.ok;
        },
        "the server to start",
        START_MS,
      );
    },
    async stop() {
      await site.halt();
      if (!options.folder) await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await site.resume();
  } catch (error) {
    await site.stop();
    throw error;
  }
  return site;
}

/** A headless Chromium. */
export function startBrowser() {
  return chromium.launch({ executablePath: BROWSER, args: FLAGS });
}

/** A page in a context of its own. `complaints` collects console errors, policy violations and exceptions. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "UTC", ...options });
  const opened = await nextPage(context);
  return { context, ...opened };
}

/** Another page in a context, as another window of the same person. */
export async function nextPage(context) {
  const page = await context.newPage();
  const complaints = [];
  const calls = [];
  page.on("console", (message) => {
    // Chromium reports every 404 as an error; the journeys that provoke one assert its status themselves.
    if (message.type() === "error" && !message.text().includes("status of 404")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) calls.push(`${request.method()} ${pathname}`);
  });
  return { page, complaints, calls };
}

/** Keeps every program from starting on a page, or on those of a context, until what this gives back is called. */
export async function holdApp(pages) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await pages.route("**/*_bg*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

/** Waits until what `locator` names has the focus. */
export function hasFocus(locator) {
  return until(() => locator.evaluate((element) => element === document.activeElement), `the focus on ${locator}`);
}

/** Waits until the page's own program has taken the server's page over; what is live may still be on its way. */
export function appStarted(page) {
  return page.waitForSelector("html[data-app]", { state: "attached", timeout: 20_000 });
}

/** Waits until what is live has taken its places, which comes after the page's own program. */
export function liveStarted(page) {
  return page.waitForSelector("html[data-live]", { state: "attached", timeout: 20_000 });
}

/** Waits until the app has taken the server's page over, with all that belongs to it, which strangers else get later. */
export async function takenOver(page) {
  await appStarted(page);
  // A page that is just left for another one has nothing to be asked.
  await page.evaluate(() => void document.dispatchEvent(new Event("broadsheet:wanted"))).catch(() => {});
  await liveStarted(page);
}

/** Opens an address of the site and waits for the app. */
export async function visit(page, address) {
  const answer = await page.goto(address);
  await takenOver(page);
  return answer;
}

/** Keeps requests to an address from the server until they are let go. */
export async function hold(page, address) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
