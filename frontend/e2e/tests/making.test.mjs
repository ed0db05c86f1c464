// Pictures and new posts whose answers come late, or never: each reaches its own text, and each is made once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, details, drop, openEditor, saveDraft, title } from "../editor.mjs";
import { clientOf, signIn } from "../people.mjs";
import { png } from "../picture.mjs";
import { hold, nextPage, startBrowser, startSite, until } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Waits until the page's site keeps some text on this device. */
const keeps = (page, text) => until(() => page.evaluate((text) => JSON.stringify({ ...localStorage }).includes(text), text), `the copy of ${text}`);

test("a picture on its way reaches its text though another one is in the editor, and though it comes back first", async () => {
  const author = await signIn(browser, site, "mina");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("Left for later");
  await keeps(page, "Left for later");
  await page.getByRole("link", { name: "Search", exact: true }).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Leave", exact: true }).click();
  await page.waitForURL("**/search");
  await openEditor(page, site);
  const restore = () => page.getByRole("button", { name: "Restore", exact: true }).click();
  const holds = (text) => until(async () => (await body(page).inputValue()).includes(text), `${text} in the text`);
  const releaseFirst = await hold(page, "**/api/v2/media");
  await title(page).fill("With pictures");
  await body(page).fill("Look:\n\n");
  await drop(page, png(200, 120, [20, 80, 90]), "first dusk.png");
  await holds("Uploading");

  await restore();
  assert.equal(await title(page).inputValue(), "Left for later");
  releaseFirst();
  await keeps(page, "![first dusk](/media/");
  await page.unroute("**/api/v2/media");
  await restore();
  assert.equal(await title(page).inputValue(), "With pictures");
  await holds("![first dusk](/media/");

  const releaseSecond = await hold(page, "**/api/v2/media");
  await drop(page, png(200, 120, [120, 80, 90]), "second dusk.png");
  await holds("Uploading");
  await restore();
  await restore();
  await holds("Uploading");
  releaseSecond();
  await holds("![second dusk](/media/");
  assert.ok(!(await body(page).inputValue()).includes("Uploading"));
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

/** The own posts with a title. */
async function named(client, title) {
  return (await client.get("/me/posts?limit=100")).items.filter((post) => post.title === title);
}

/** Lets requests to make a post reach the server, and loses the answers. */
function loseAnswers(page) {
  return page.route("**/api/v2/posts", async (route) => {
    await route.fetch();
    await route.abort();
  });
}

test("a post without comments is made in one step", async () => {
  const author = await signIn(browser, site, "mina");
  const { page, calls } = author;
  await openEditor(page, site);
  await title(page).fill("No comment");
  await page.getByRole("button", { name: "Details", exact: true }).click();
  await details(page).getByLabel("Take new comments").uncheck();

  const id = await saveDraft(page);

  const client = await clientOf(site, "mina");
  assert.equal((await client.get(`/posts/${id}`)).comments_open, false);
  assert.deepEqual(calls.filter((call) => /^(POST|PATCH) .*posts/.test(call)), ["POST /api/v2/posts"]);
  await author.context.close();
});

test("a post whose making came to no answer is made once, here and by whoever restores its copy", async () => {
  const author = await signIn(browser, site, "mina");
  const { page, context } = author;
  const client = await clientOf(site, "mina");
  await openEditor(page, site);
  await loseAnswers(page);
  await title(page).fill("Only once");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("The server cannot be reached.").waitFor();
  await body(page).fill("Written after the answer was lost.");
  await keeps(page, "after the answer");
  assert.equal((await named(client, "Only once")).length, 1);

  const next = await nextPage(context);
  await page.close();
  await openEditor(next.page, site);
  await next.page.getByRole("button", { name: "Restore", exact: true }).click();
  const id = await saveDraft(next.page);

  assert.deepEqual((await named(client, "Only once")).map((post) => post.id), [id]);
  assert.equal((await client.get(`/posts/${id}`)).body, "Written after the answer was lost.");
  const isKept = async () => (await next.page.evaluate(() => JSON.stringify({ ...localStorage }))).includes("Only once");
  await until(async () => !(await isKept()), "the copy to be gone");
  await author.context.close();
});
