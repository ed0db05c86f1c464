// Two programs: each page loads its own, going from one to the other is a full load, and what is not ours stays a link.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { holdApp, openPage, startBrowser, startSite, takenOver } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Names of the WebAssembly that a page asks for, and how long its files may be kept. */
function watch(page) {
  const seen = { programs: [], lives: [] };
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    const program = pathname.match(/^\/assets\/(\w+)-[0-9a-f]{16}(_bg\.wasm|\.js)$/);
    if (program && ["reader", "desk", "account"].includes(program[1])) {
      seen.lives.push(answer.headers()["cache-control"]);
      if (program[2] === "_bg.wasm") seen.programs.push(program[1]);
    }
  });
  return seen;
}

test("a page loads its own program and nothing of the others, to be kept for ever", async () => {
  for (const [path, program] of [["/", "reader"], ["/login", "reader"], ["/register", "account"], ["/setup", "account"]]) {
    const { page, context, complaints } = await openPage(browser);
    const seen = watch(page);

    await page.goto(site.address + path);
    await takenOver(page);

    assert.deepEqual([...new Set(seen.programs)], [program], path);
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
