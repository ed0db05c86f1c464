// When something is not there: a wrong address, a post that is gone, a server that does not answer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, openEditor, title } from "../editor.mjs";
import { clientOf, signIn } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
/** What Chromium says of a server that is away; the pages say it in their own words. */
const AWAY = /ERR_CONNECTION_REFUSED|Failed to fetch|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("a wrong address is a 404 with ways out, with scripts and without", async () => {
  for (const javaScriptEnabled of [true, false]) {
    for (const path of ["/nothing-here", "/posts/no-such-post", "/users/nobody-at-all", "/tags/none-such"]) {
      const { page, context, complaints } = await openPage(browser, { javaScriptEnabled });

      const answer = await page.goto(site.address + path);
      assert.equal(answer.status(), 404, path);
      await page.getByRole("heading", { level: 1, name: "There is nothing at this address" }).waitFor();
      assert.match(await page.locator('meta[name="robots"]').getAttribute("content"), /noindex/);
      await page.getByRole("link", { name: "Search the site" }).waitFor();
      await page.getByRole("link", { name: "Go to the front page" }).click();
      await page.waitForURL(`${site.address}/`);

      assert.deepEqual(complaints, [], path);
      await context.close();
    }
  }
});

test("a post that went away meanwhile is a 404 within the app", async () => {
  const jonas = await clientOf(site, "jonas");
  const post = await jonas.publish({ title: "Soon forgotten", body: "Words." });
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/`);
  await jonas.change("DELETE", `/posts/${post.id}`);

  await page.getByRole("link", { name: "Soon forgotten" }).first().click();

  await page.getByRole("heading", { level: 1, name: "There is nothing at this address" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a server that is away is said in words, and trying again goes on where one was", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/`);
  await site.halt();
  try {
    await page.getByRole("link", { name: "What a borrow checker taught me about lending books" }).first().click();
    await page.getByRole("heading", { level: 1, name: "The server cannot be reached" }).waitFor();
    assert.equal(new URL(page.url()).pathname, POST);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "The server cannot be reached" }).waitFor();
  } finally {
    await site.resume();
  }

  await page.getByRole("button", { name: "Try again" }).click();

  await page.getByRole("heading", { level: 1, name: "What a borrow checker taught me about lending books" }).waitFor();
  assert.deepEqual(complaints.filter((text) => !AWAY.test(text)), []);
  await context.close();
});

test("what is written while the server is away waits on this device and is saved afterwards", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await site.halt();
  try {
    await title(page).fill("Written in the dark");
    await body(page).fill("No server in sight.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("alert").filter({ hasText: "The server cannot be reached" }).waitFor();
    assert.equal(await body(page).inputValue(), "No server in sight.");
    await until(
      async () => (await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes("No server in sight."),
      "the copy",
    );
  } finally {
    await site.resume();
  }

  await page.getByRole("button", { name: "Save draft" }).click();

  await page.getByRole("status").filter({ hasText: /^Saved today at/ }).waitFor();
  const jonas = await clientOf(site, "jonas");
  const drafts = await jonas.get("/me/posts?state=draft");
  assert.equal(drafts.items.filter((post) => post.title === "Written in the dark").length, 1);
  await context.close();
});
