// A server of the journey's own, with its demo, and a browser that tells of every complaint.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const BINARY = process.env.BROADSHEET_BIN;
const BROWSER = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const START_MS = 60_000;

/** A free port; whoever is faster than us makes the start fail loudly. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the program in an empty folder. `more` are further variables. */
export async function startSite(more = {}) {
  if (!BINARY) throw new Error("BROADSHEET_BIN must name the program");
  const folder = await mkdtemp(join(tmpdir(), "broadsheet-journey-"));
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    BROADSHEET_PROFILE: "development",
    BROADSHEET_SERVER__PORT: String(port),
    BROADSHEET_SITE__BASE_ADDRESS: address,
    BROADSHEET_LOGGING__ACCESS_LOG: "off",
    ...more,
  };
  const child = spawn(BINARY, ["serve"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  for (;;) {
    const answer = await fetch(`${address}/readyz`).catch(() => undefined);
    if (answer?.ok) return { address, said: () => said, stop };
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the server did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A headless Chromium. */
export function startBrowser() {
  return chromium.launch({ executablePath: BROWSER, args: FLAGS });
}

/** A page in a context of its own. `complaints` collects console errors, policy violations and exceptions. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "UTC", ...options });
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
  return { context, page, complaints, calls };
}

/** Waits until the app has taken the server's page over. */
export function takenOver(page) {
  return page.waitForSelector("html[data-app]", { state: "attached", timeout: 20_000 });
}
