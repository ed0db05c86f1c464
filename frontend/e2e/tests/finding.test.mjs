// Finding things: search as one types, categories, tags, authors, older posts, and the way back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";

/** As many as fill more than two parts of a list. */
const LANTERNS = 45;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  const jonas = await clientOf(site, "jonas");
  for (let number = 1; number <= LANTERNS; number += 1) {
    const title = `Lantern ${String(number).padStart(2, "0")}`;
    const text = `A lantern for the café by the harbour.\n\n${"It hangs in the wind. ".repeat(20)}`;
    await jonas.publish({ title, body: text, tags: ["lanterns"], category: "craft" });
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const searchField = (page) => page.getByRole("main").getByRole("searchbox");
const marks = (page) => page.getByRole("main").locator("mark");
const cards = (page) => page.getByRole("main").getByRole("article");

test("results appear as one types, with what matched marked", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/`);
  await page.getByRole("link", { name: "Search", exact: true }).click();
  await page.waitForURL("**/search");
  await until(() => searchField(page).evaluate((field) => field === document.activeElement), "the focus in the field");

  await page.keyboard.type("borrow check", { delay: 20 });
  await page.getByRole("heading", { name: "What a borrow checker taught me about lending books" }).waitFor();
  await page.waitForURL("**/search?q=borrow%20check");
  const marked = (await marks(page).allTextContents()).map((text) => text.toLowerCase());
  assert.ok(marked.length >= 2 && marked.every((text) => /borrow|check/.test(text)), String(marked));

  // Without its accent it is found as well, and operators are only words.
  await searchField(page).fill("cafe");
  await until(async () => (await marks(page).allTextContents()).some((text) => text === "café"), "the café");
  await searchField(page).fill('"AND (NEAR*');
  await page.getByText(/Nothing found for/).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("people, tags and comments are found beside posts", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/search?q=jonas`);
  const kinds = page.getByRole("navigation", { name: "What to search for" });

  await kinds.getByRole("link", { name: "People" }).click();
  await page.getByRole("heading", { name: "Jonas Reyes" }).getByRole("link").click();
  await page.waitForURL("**/users/jonas");
  await page.getByRole("heading", { level: 1, name: "Jonas Reyes" }).waitFor();

  await visit(page, `${site.address}/search?q=lantern&type=tags`);
  await page.getByRole("heading", { name: "#lanterns" }).waitFor();
  await visit(page, `${site.address}/search?q=compiles&type=comments`);
  await page.getByRole("heading", { name: "What a borrow checker taught me about lending books" }).waitFor();
  assert.ok((await marks(page).count()) > 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without scripts the form searches too", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.address}/search`);

  await searchField(page).fill("lantern 07");
  await searchField(page).press("Enter");

  await page.waitForURL(/q=lantern/);
  await page.getByRole("heading", { name: "Lantern 07" }).waitFor();
  assert.ok((await marks(page).count()) > 0);
  await context.close();
});

test("category, tag and author lead to their posts", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/`);

  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Programming" }).click();
  await page.getByRole("heading", { level: 1, name: "Programming" }).waitFor();
  assert.equal(await page.getByRole("link", { name: /^Lantern/ }).count(), 0);
  await page.getByRole("link", { name: "What a borrow checker taught me about lending books" }).first().click();
  await page.getByRole("article").first().getByRole("link", { name: /rust$/i }).first().click();
  await page.waitForURL("**/tags/rust");
  await page.getByRole("heading", { level: 1, name: /rust/i }).waitFor();

  await page.getByRole("link", { name: "What a borrow checker taught me about lending books" }).first().click();
  await page.getByRole("region", { name: "Written by" }).getByRole("link").first().click();
  await page.waitForURL(/\/users\//);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("older posts join the list; back finds list and place again without asking", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await visit(page, `${site.address}/tags/lanterns`);
  const first = await cards(page).count();
  assert.ok(first > 5 && first < LANTERNS, `${first} cards at first`);
  for (let parts = 2; (await cards(page).count()) < LANTERNS; parts += 1) {
    await page.getByRole("link", { name: "Older posts" }).click();
    await until(async () => (await cards(page).count()) > first * (parts - 1), `part ${parts}`);
  }
  assert.equal(await page.getByRole("link", { name: "Older posts" }).count(), 0);
  const titles = await page.getByRole("link", { name: /^Lantern \d\d$/ }).allTextContents();
  assert.equal(new Set(titles.map((title) => title.trim())).size, LANTERNS, "none twice, none left out");

  const low = page.getByRole("link", { name: "Lantern 04", exact: true });
  await low.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  assert.ok(place > 2000, `scrolled to ${place}`);
  await low.click();
  await page.getByRole("heading", { level: 1, name: "Lantern 04" }).waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  const callsBefore = calls.length;
  await page.goBack();

  await until(async () => (await cards(page).count()) === LANTERNS, "the whole list");
  await until(async () => Math.abs((await page.evaluate(() => scrollY)) - place) <= 2, "the former place");
  assert.deepEqual(calls.slice(callsBefore), []);
  await page.goForward();
  await page.getByRole("heading", { level: 1, name: "Lantern 04" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("older posts have addresses of their own, for those without scripts", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.address}/tags/lanterns`);
  const seen = new Set();
  const read = async () => {
    for (const title of await page.getByRole("link", { name: /^Lantern \d\d$/ }).allTextContents()) seen.add(title.trim());
  };
  await read();

  while ((await page.getByRole("link", { name: "Older posts" }).count()) > 0) {
    await page.getByRole("link", { name: "Older posts" }).click();
    await page.getByRole("link", { name: "Newest posts" }).waitFor();
    await read();
  }

  assert.equal(seen.size, LANTERNS);
  await context.close();
});

test("each page within the app sets title, focus and an announcement", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/`);

  await page.getByRole("link", { name: "Lantern 45", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Lantern 45" }).waitFor();

  await until(async () => /Lantern 45/.test(await page.title()), "the title");
  await until(() => page.evaluate(() => document.activeElement?.localName === "main"), "the focus");
  await until(async () => /Lantern 45/.test(await page.locator("#announcer").textContent()), "the announcement");
  const canonical = await page.locator('link[rel="canonical"]').getAttribute("href");
  assert.equal(canonical, `${site.address}/posts/lantern-45`);
  assert.deepEqual(complaints, []);
  await context.close();
});
