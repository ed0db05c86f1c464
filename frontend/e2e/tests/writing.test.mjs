// Registering, writing with a preview, publishing, and being answered.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, startBrowser, startSite, takenOver } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** A signed-in page of somebody new. */
async function register(username) {
  const opened = await openPage(browser);
  const { page } = opened;
  await page.goto(`${site.address}/register`);
  await takenOver(page);
  await page.getByLabel("Username", { exact: true }).fill(username);
  await page.getByLabel("E-mail address").fill(`${username}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill("harbour-lights-at-night");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname !== "/register");
  return opened;
}

test("a newcomer registers, writes with a preview, publishes, and is answered", async () => {
  const author = await register("newcomer");
  const { page } = author;
  await page.goto(`${site.address}/write`);
  await takenOver(page);
  await page.getByLabel("Title", { exact: true }).fill("A lamp in the window");
  await page.getByLabel("Text, in Markdown").fill("Somebody left it *burning*.\n\n## Why\n\nNobody knows.");

  await page.locator("em", { hasText: "burning" }).waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Published. Everyone can read it now.").waitFor();

  const reader = await register("passer-by");
  await reader.page.goto(`${site.address}/`);
  await reader.page.getByRole("link", { name: "A lamp in the window" }).first().click();
  await reader.page.getByRole("heading", { level: 1, name: "A lamp in the window" }).waitFor();
  const sent = reader.page.waitForResponse((answer) => answer.url().includes("/comments") && answer.status() === 201);
  await reader.page.getByLabel("Your comment", { exact: true }).fill("I saw it too.");
  await reader.page.getByRole("button", { name: "Post comment" }).click();
  await sent;

  const stranger = await openPage(browser, { javaScriptEnabled: false });
  await stranger.page.goto(`${site.address}/posts/a-lamp-in-the-window`);
  await stranger.page.getByText("I saw it too.").waitFor();
  assert.deepEqual(author.complaints, []);
  assert.deepEqual(reader.complaints, []);
  await Promise.all([author, reader, stranger].map(({ context }) => context.close()));
});
