// Finding things: search as one types, categories, tags, authors, older posts, and the way back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, signIn } from "../people.mjs";
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
  const left = page.locator('head :is(script[type="application/ld+json"], meta[property="og:type"], meta[property^="og:image"])');
  assert.equal(await left.count(), 0, "what machines read of the first page goes with it");
  assert.deepEqual(complaints, []);
  await context.close();
});

const hits = (page) => page.locator(".hit-list > li");

test("field, address and results keep together on every way to and from a search", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await visit(page, `${site.address}/search?q=lantern`);
  const first = await hits(page).count();
  await page.getByRole("link", { name: "More results" }).click();
  await until(async () => (await hits(page).count()) > first, "more results");
  const grown = await hits(page).count();

  await page.getByRole("link", { name: "Search", exact: true }).click();
  await page.getByText("What are you looking for?").waitFor();
  assert.equal(await searchField(page).inputValue(), "");
  assert.equal(new URL(page.url()).search, "");
  await until(() => searchField(page).evaluate((field) => field === document.activeElement), "the focus in the field");
  const asked = calls.length;
  await page.goBack();

  await until(async () => (await searchField(page).inputValue()) === "lantern", "the former question in the field");
  await until(async () => (await hits(page).count()) === grown, "the results as they had grown");
  await page.goForward();
  await page.getByText("What are you looking for?").waitFor();
  assert.deepEqual(calls.slice(asked), []);
  await searchField(page).fill("borrow check");
  await page.getByRole("heading", { name: "What a borrow checker taught me about lending books" }).waitFor();
  assert.equal(await searchField(page).inputValue(), "borrow check");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a search that fails can be asked again, and so can more of it", async () => {
  const { page, context } = await openPage(browser);
  await visit(page, `${site.address}/search`);
  await page.route("**/api/v2/search?*", (route) => route.abort());
  await searchField(page).fill("lantern");
  const failed = page.getByRole("main").getByRole("alert").filter({ hasText: "The server cannot be reached." });
  await failed.waitFor();
  const again = page.getByRole("button", { name: "Try again" });
  // By the key that sends it as well as by the button.
  const asked = page.waitForEvent("requestfailed");
  await searchField(page).press("Enter");
  await asked;
  await until(async () => (await again.getAttribute("aria-busy")) === null, "the second failure");

  await page.unroute("**/api/v2/search?*");
  await again.click();
  await until(async () => (await hits(page).count()) > 5, "the results");
  assert.equal(await failed.count(), 0);

  const first = await hits(page).count();
  await page.route("**/api/v2/search?*", (route) => route.abort());
  await page.getByRole("link", { name: "More results" }).click();
  await page.locator(".toast--error", { hasText: "The server cannot be reached." }).waitFor();
  assert.equal(await hits(page).count(), first);
  await page.unroute("**/api/v2/search?*");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.getByRole("link", { name: "More results" }).click();
  await until(async () => (await hits(page).count()) > first, "more results");
  await context.close();
});

test("my posts stand again as they were left, and a tab has an address", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  const entries = page.locator(".mine__entry");
  const tab = page.getByRole("tab", { name: "Published", selected: true });
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("tab", { name: "Published" }).click();
  await until(async () => (await entries.count()) === 20, "the first part");
  await page.getByRole("button", { name: "Show more" }).click();
  await until(async () => (await entries.count()) === 40, "the second part");

  await page.getByRole("main").getByRole("link", { name: "Lantern 15", exact: true }).click();
  await page.getByRole("textbox", { name: "Text, in Markdown" }).waitFor();
  await page.goBack();
  await tab.waitFor();
  await until(async () => (await entries.count()) === 40, "both parts");

  await page.reload();
  await tab.waitFor();
  await until(async () => (await entries.count()) === 20, "the first part once more");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a tab that is left and chosen again shows nothing twice", async () => {
  const jonas = await clientOf(site, "jonas");
  await jonas.post("/posts", { title: "Only once", body: "A draft." });
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  let release;
  let answered = 0;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/api/v2/me/posts?state=draft*", async (route) => {
    await held;
    await route.continue();
  });
  page.on("requestfinished", (request) => (answered += Number(request.url().includes("state=draft"))));
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("tab", { name: "Published" }).click();
  await page.locator(".mine__entry").first().waitFor();
  await page.getByRole("tab", { name: "Drafts" }).click();
  await until(async () => (await page.locator(".mine__entry").count()) === 0, "the tab to be empty");

  release();
  await until(() => answered === 2, "both answers");
  await page.getByRole("link", { name: "Only once" }).first().waitFor();
  await page.locator('[role="tabpanel"][aria-busy="false"]').waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

  assert.equal(await page.getByRole("link", { name: "Only once" }).count(), 1);
  assert.deepEqual(complaints, []);
  await context.close();
});
