// One session in several windows, and one that lasts: refreshes in turn, by a timer, and the end for all at once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn } from "../people.mjs";
import { holdApp, nextPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const REFRESH = "POST /api/v2/auth/refresh";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The menu of whoever is signed in. */
const menu = (page) => page.locator(".site-nav summary", { hasText: "Account" });

test("a5 two windows that start at once refresh one after the other", async () => {
  const first = await signIn(browser, site, "jonas");
  const second = await nextPage(first.context);
  const pages = [first.page, second.page];
  let [asked, running, most] = [0, 0, 0];
  await first.context.route("**/api/v2/auth/refresh", async (route) => {
    asked += 1;
    running += 1;
    most = Math.max(most, running);
    // Long enough for the other window to ask too, if it does not wait for its turn.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    running -= 1;
    await route.continue();
  });
  const release = await holdApp(first.context);
  await Promise.all(pages.map((page) => page.goto(`${site.address}/`, { waitUntil: "domcontentloaded" })));

  release();
  await Promise.all(pages.map(takenOver));
  await Promise.all(pages.map((page) => menu(page).waitFor()));

  assert.ok(asked >= 1, "somebody asked");
  assert.equal(most, 1, "the windows waited for one another");
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.context.close();
});

test("a session is renewed by itself before its token ends", async () => {
  const { page, context, complaints, calls } = await signIn(browser, site, "mina");
  await page.clock.install();
  await visit(page, site.address + POST);
  await menu(page).waitFor();
  const refreshes = () => calls.filter((call) => call === REFRESH).length;
  const before = refreshes();

  await page.clock.fastForward("01:00:00");

  await until(() => refreshes() === before + 1, "the renewal that nothing but time asks for");
  await menu(page).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever signs out in one window is signed out in the others, which ask nobody", async () => {
  const here = await signIn(browser, site, "tomas");
  const there = await nextPage(here.context);
  await visit(here.page, `${site.address}/`);
  await visit(there.page, `${site.address}/`);
  await menu(there.page).waitFor();
  const asked = there.calls.length;

  await menu(here.page).click();
  await here.page.getByRole("button", { name: "Sign out", exact: true }).click();

  await menu(there.page).waitFor({ state: "detached" });
  assert.deepEqual(there.calls.slice(asked), []);
  assert.deepEqual([...here.complaints, ...there.complaints], []);
  await here.context.close();
});

test("a refresh that fails at the start is said, and trying again goes on where one was", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  const problem = {
    type: "/problems/limit.exceeded", title: "Too many requests", status: 429, detail: "", code: "limit.exceeded",
    request_id: "0123456789abcdef", retry_after: 30,
  };
  await page.route("**/api/v2/auth/refresh", (route) => route.abort());
  await page.goto(`${site.address}/settings/account`);
  const heading = (name) => page.getByRole("heading", { level: 1, name });
  const again = page.getByRole("main").getByRole("button", { name: "Try again" });
  await heading("The server cannot be reached").waitFor();

  await page.unroute("**/api/v2/auth/refresh");
  await page.route("**/api/v2/auth/refresh", (route) => route.fulfill({
    status: 429, contentType: "application/problem+json", body: JSON.stringify(problem),
  }));
  await again.click();
  await heading("That was a bit much at once").waitFor();
  assert.equal(new URL(page.url()).pathname, "/settings/account", "nobody is sent to sign in");
  await page.unroute("**/api/v2/auth/refresh");
  await again.click();

  await heading("Settings").waitFor();
  await menu(page).waitFor();
  await context.close();
});
