// Five programs: each page loads its own, going from one to another is a full load, and what is not ours stays a link. A
// sixth, for what is live, comes to every page afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DEMO_PASSWORD, fillSignIn, signIn } from "../people.mjs";
import { appStarted, hold, holdApp, liveStarted, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const PROGRAMS = ["reader", "door", "account", "desk", "circle"];
const LIVE = /\/assets\/live-[0-9a-f]{16}(_bg\.wasm|\.js)$/;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Names of the WebAssembly that a page asks for, the live program's apart, and how long its files may be kept. */
function watch(page) {
  const seen = { programs: [], lives: [], live: 0 };
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    const program = pathname.match(/^\/assets\/(\w+)-[0-9a-f]{16}(_bg\.wasm|\.js)$/);
    if (!program || ![...PROGRAMS, "live"].includes(program[1])) return;
    seen.lives.push(answer.headers()["cache-control"]);
    if (program[2] !== "_bg.wasm") return;
    if (program[1] === "live") seen.live += 1;
    else seen.programs.push(program[1]);
  });
  return seen;
}

test("a page loads its own program and nothing of the others, to be kept for ever", async () => {
  const pages = [
    ["/", "reader"], [POST, "reader"], ["/nothing-here", "reader"], ["/login", "door"], ["/register", "door"], ["/setup", "door"],
    ["/settings/appearance", "door"], ["/users/jonas", "reader"], ["/users/jonas/followers", "circle"],
  ];
  for (const [path, program] of pages) {
    const { page, context, complaints } = await openPage(browser);
    const seen = watch(page);

    await page.goto(site.address + path);
    await takenOver(page);

    assert.deepEqual([...new Set(seen.programs)], [program], path);
    assert.equal(seen.live, 1, path);
    for (const life of seen.lives) assert.equal(life, "public, max-age=31536000, immutable", path);
    assert.deepEqual(complaints, [], path);
    await context.close();
  }
});

test("writing is the desk's, and back is the reader's again", async () => {
  const { page, context, complaints } = await openPage(browser);
  await page.goto(`${site.address}/register?next=%2Fwrite`);
  await takenOver(page);
  const seen = watch(page);
  await page.getByLabel("Username", { exact: true }).fill("two-desks");
  await page.getByLabel("E-mail address").fill("two-desks@example.org");
  await page.getByLabel("Password", { exact: true }).fill("harbour-lights-at-night");

  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(`${site.address}/write`);
  await page.getByLabel("Title", { exact: true }).waitFor();
  assert.deepEqual([...new Set(seen.programs)], ["desk"]);
  // What the page before had to say came along.
  await page.locator(".toast__text").first().waitFor();

  await page.locator("a.wordmark").click();
  await page.waitForURL(`${site.address}/`);
  await takenOver(page);
  assert.ok(await page.evaluate(() => document.querySelector('meta[name="broadsheet-app"]').dataset.wasm.includes("reader")));
  await page.goBack();
  await page.waitForURL(`${site.address}/write`);
  await page.getByLabel("Title", { exact: true }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("signing in is the door's: one comes back to where one was, with what there was to say", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, site.address + POST);
  const seen = watch(page);

  await page.getByRole("link", { name: "Sign in to join the conversation." }).click();
  await fillSignIn(page, "tomas", DEMO_PASSWORD);

  await page.waitForURL(`${site.address}${POST}#comments`);
  await page.locator(".toast__text", { hasText: "You are signed in." }).waitFor();
  await page.getByLabel("Your comment", { exact: true }).waitFor();
  assert.deepEqual([...new Set(seen.programs)], ["door", "reader"]);
  await page.goBack();
  await page.waitForURL(site.address + POST);
  await page.getByLabel("Your comment", { exact: true }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the people around one are the circle's: they ask for nothing, and Back is the reader's page", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await visit(page, `${site.address}/users/jonas`);
  const seen = watch(page);

  await page.getByRole("link", { name: /^\d+ followers?$/ }).click();
  await page.getByRole("heading", { level: 1, name: "Followers of Jonas Reyes" }).waitFor();
  await takenOver(page);
  assert.deepEqual(calls, []);
  await page.getByRole("navigation", { name: "People around" }).getByRole("link", { name: "Following" }).click();
  await page.getByRole("heading", { level: 1, name: "Followed by Jonas Reyes" }).waitFor();

  assert.deepEqual([...new Set(seen.programs)], ["circle"]);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Followers of Jonas Reyes" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Jonas Reyes", exact: true }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what the table does not have is left to the browser", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(`${site.address}/`);
  await takenOver(page);
  await page.evaluate(() => {
    const link = document.createElement("a");
    link.href = "/robots.txt";
    link.textContent = "robots";
    document.querySelector("main").append(link);
  });

  await page.getByRole("link", { name: "robots" }).click();
  await page.waitForURL(`${site.address}/robots.txt`);

  assert.match(await page.evaluate(() => document.body.textContent), /User-agent/);
  await page.goBack();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await context.close();
});

test("a page that only its program makes shows that it is coming, and says when it does not come", async () => {
  const { page, context, complaints } = await openPage(browser);
  const release = await holdApp(page);
  await page.goto(`${site.address}/login`, { waitUntil: "domcontentloaded" });
  await page.locator("main .skeleton").waitFor();
  assert.equal(await page.getByText("This page did not start").isVisible(), false);
  release();
  await takenOver(page);
  await page.getByLabel("Username or e-mail address").waitFor();
  assert.equal(await page.getByText("This page did not start").count(), 0);
  assert.deepEqual(complaints, []);

  await page.unroute("**/*_bg*.wasm");
  await page.route("**/*_bg*.wasm", (route) => route.abort());
  await page.goto(`${site.address}/login`, { waitUntil: "domcontentloaded" });
  await page.getByRole("heading", { level: 1, name: "This page did not start" }).waitFor();
  assert.equal(await page.locator("main .skeleton").count(), 0);
  assert.ok(complaints.length > 0, "the browser's console has the reason");

  await page.unroute("**/*_bg*.wasm");
  await page.getByRole("main").getByRole("link", { name: "Try again" }).click();
  await page.getByLabel("Username or e-mail address").waitFor();
  await context.close();
});

test("what is live comes after the page, which does not wait for it", async () => {
  const { page, context, complaints } = await openPage(browser, { colorScheme: "light" });
  const release = await hold(page, LIVE);
  await page.goto(site.address + POST);
  await appStarted(page);

  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  await page.locator('html[data-theme="dark"]').waitFor({ state: "attached" });
  assert.equal(await page.locator("html[data-live]").count(), 0);
  release();

  await liveStarted(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("to a stranger what is live comes once they do something, or have stayed for a while", async () => {
  const { page, context, complaints } = await openPage(browser);
  const asked = [];
  page.on("request", (request) => LIVE.test(request.url()) && asked.push(request.url()));
  // A page that is never quiet.
  await page.addInitScript(() => (window.requestIdleCallback = () => 0));
  await page.goto(site.address + POST);
  await appStarted(page);
  await page.waitForLoadState("networkidle");
  assert.deepEqual(asked, []);
  assert.ok((await page.locator(".comment").count()) > 0, "the comments can be read without it");

  await page.mouse.wheel(0, 300);

  await liveStarted(page);
  assert.deepEqual(complaints, []);
  await context.close();

  const idle = await openPage(browser);
  await idle.page.goto(site.address + POST);
  await liveStarted(idle.page);
  assert.deepEqual(idle.complaints, []);
  await idle.context.close();
});

test("to somebody with a session what is live comes to comments at once", async () => {
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  // A page that is never quiet, and that nobody stays on.
  await page.addInitScript(() => (window.requestIdleCallback = () => 0));

  await page.goto(site.address + POST);

  await liveStarted(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what is live comes at once when the page asks for it", async () => {
  const { page, context, complaints } = await openPage(browser);
  // A page that is never quiet.
  await page.addInitScript(() => (window.requestIdleCallback = () => 0));
  await page.goto(`${site.address}/`);
  await appStarted(page);
  assert.equal(await page.locator("html[data-live]").count(), 0);

  await page.evaluate(() => document.dispatchEvent(new Event("broadsheet:wanted")));

  await liveStarted(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a page that what is live does not come to stays as it is, and gets it once the network is there again", async () => {
  const { page, context, complaints } = await openPage(browser);
  const [warnings, asked] = [[], []];
  page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
  page.on("request", (request) => LIVE.test(request.url()) && asked.push(request.url()));
  const tell = () =>
    page.evaluate(() => {
      document.dispatchEvent(new Event("broadsheet:wanted"));
      dispatchEvent(new Event("online"));
    });
  await page.route(LIVE, (route) => route.abort());
  await page.goto(`${site.address}/login`);
  await appStarted(page);
  await page.getByLabel("Username or e-mail address").fill("tomas");
  await until(() => warnings.some((text) => text.startsWith("What is live did not start")), "the warning");

  const before = asked.length;
  await tell();
  await until(() => asked.length > before, "another attempt");
  assert.equal(await page.getByText("This page did not start").isVisible(), false);
  assert.equal(await page.locator("html[data-live]").count(), 0);
  await page.unroute(LIVE);
  // An attempt that is still failing hears nothing.
  await until(async () => (await tell(), page.locator("html[data-live]").count()), "what is live");

  assert.equal(await page.getByLabel("Username or e-mail address").inputValue(), "tomas");
  const there = asked.length;
  await tell();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.equal(asked.length, there, "it is there once");
  assert.equal(warnings.filter((text) => text.startsWith("What is live did not start")).length, 1);
  // The browser says itself that the files did not come; nothing was left uncaught.
  assert.deepEqual(complaints.filter((text) => !text.startsWith("Failed to load resource")), []);
  await context.close();
});

test("what is live is not asked for again once the site has it no more, as after an upgrade", async () => {
  for (const status of [404, 410]) {
    const { page, context } = await openPage(browser);
    const [warnings, asked] = [[], []];
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    page.on("request", (request) => LIVE.test(request.url()) && asked.push(request.url()));
    await page.route(LIVE, (route) => route.fulfill({ status }));
    await page.clock.install();
    await page.goto(site.address + POST);
    await appStarted(page);
    await page.evaluate(() => document.dispatchEvent(new Event("broadsheet:wanted")));
    await until(() => warnings.some((text) => text.startsWith("What is live is gone")), "the warning");
    // Each of the two files, and what became of it.
    await until(() => asked.length === 4, "both files");
    const once = asked.length;

    await page.clock.fastForward(180_000);
    await page.evaluate(() => {
      document.dispatchEvent(new Event("broadsheet:wanted"));
      dispatchEvent(new Event("online"));
    });
    // What was asked for before this has been seen by now.
    await page.evaluate(async () => void (await fetch("/robots.txt")));

    assert.equal(asked.length, once, `${status}`);
    assert.equal(warnings.filter((text) => text.startsWith("What is live")).length, 1);
    assert.ok((await page.locator(".comment").count()) > 0, "the page stays as it is");
    await context.close();
  }
});

test("without scripts such a page says that it needs them, and nothing else", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.address}/login`);

  // Text within `noscript` is none to Playwright's search for texts.
  const said = page.locator("main noscript .notice__title");
  await said.waitFor();
  assert.match(await said.innerText(), /^This page needs JavaScript\./);
  assert.equal(await page.locator("main .skeleton").isVisible(), false);
  assert.equal(await page.getByText("This page did not start").isVisible(), false);
  await context.close();
});
