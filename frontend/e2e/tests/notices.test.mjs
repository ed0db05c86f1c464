// What one is told of: the bell that rings without a reload, what it opens, the page with all of it, tabs of one person.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bell, meet, panel, refuse, refuseCalls, rings, row, rows, unreadOf } from "../notices.mjs";
import { DEMO_PASSWORD, fillSignIn, newcomer, register } from "../people.mjs";
import { hasFocus, nextPage, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const LIST = "**/api/v2/me/notifications?*";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("one likes, comments and follows; the other's bell rings without a reload, and tells who it was", async () => {
  const { page, post, calls, leave } = await meet(browser, site, "aria");
  const other = await register(browser, site, "bela");
  const asked = () => calls.filter((call) => call === "GET /api/v2/me/notifications").length;
  await page.evaluate(() => (document.body.dataset.untouched = "yes"));
  await rings(page, 0);
  await page.waitForLoadState("networkidle");
  const before = asked();

  await visit(other.page, `${site.address}/posts/${post.slug}`);
  await other.page.getByRole("group", { name: "What you do with this post" }).getByRole("button", { name: /^Like/ }).click();
  await rings(page, 1);
  await other.page.getByLabel("Your comment", { exact: true }).fill("I think so too.");
  await other.page.getByRole("button", { name: "Post comment" }).click();
  await rings(page, 2);
  await other.page.locator(".author-card").getByRole("button", { name: /^Follow/ }).click();
  await rings(page, 3);
  assert.match(await page.title(), /^\(3\) /);
  assert.equal(asked(), before, "the list is asked for when somebody wants to see it");

  await bell(page).click();
  await row(panel(page), "bela follows you").waitFor();
  await row(panel(page), "bela commented on “Written by aria”").getByText("I think so too.").waitFor();
  await row(panel(page), "bela likes “Written by aria”").locator(".avatar").waitFor();
  assert.equal(await rows(panel(page)).count(), 3);
  assert.equal(await page.evaluate(() => document.body.dataset.untouched), "yes");

  await row(panel(page), "bela commented").getByRole("link").click();
  await page.waitForURL((url) => url.pathname === `/posts/${post.slug}`);
  await page.locator(".comment", { hasText: "I think so too." }).waitFor();
  assert.equal(await panel(page).count(), 0);
  // Whoever reads the page of a post has seen what there was to tell of it.
  await rings(page, 1);
  assert.deepEqual(other.complaints, []);
  await other.context.close();
  await leave();
});

test("what many do to one thing is one row, with their faces", async () => {
  const { page, post, leave } = await meet(browser, site, "cora");
  const people = await Promise.all(["dan", "eve", "fay", "gus"].map((name) => newcomer(site, `cora-${name}`)));

  for (const person of people) await person.call("PUT", `/posts/${post.id}/like`);
  await rings(page, 1);
  await bell(page).click();

  const group = row(panel(page), "cora-gus, cora-fay and 2 others like “Written by cora”");
  await group.waitFor();
  assert.equal(await group.locator(".avatar").count(), 2);
  await leave();
});

test("what is read in one tab is read in the other, and so is what is unread again", async () => {
  const { page, context, client, like, comment, follow, leave } = await meet(browser, site, "dora");
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/notifications`);
  await like();
  await comment("Well.");
  await follow();
  await Promise.all([page, other.page].map((tab) => rings(tab, 3)));
  await other.page.getByRole("button", { name: /^\d new$/ }).click();
  await row(other.page, "dora-guest likes").getByText("Unread").waitFor({ state: "attached" });

  await bell(page).click();
  await row(panel(page), "dora-guest likes").getByRole("button", { name: /^Mark as read/ }).click();
  await Promise.all([page, other.page].map((tab) => rings(tab, 2)));
  await row(other.page, "dora-guest likes").getByRole("button", { name: /^Mark as unread/ }).click();
  await Promise.all([page, other.page].map((tab) => rings(tab, 3)));
  await row(panel(page), "dora-guest likes").getByRole("button", { name: /^Mark as read/ }).waitFor();

  await panel(page).getByRole("button", { name: "Mark all as read" }).click();
  await Promise.all([page, other.page].map((tab) => rings(tab, 0)));
  await until(async () => (await other.page.locator(".inbox__row--unread").count()) === 0, "the rows of the other tab");
  await until(async () => (await unreadOf(client)) === 0, "the server to know");
  assert.doesNotMatch(await other.page.title(), /^\(/);
  assert.deepEqual(other.complaints, []);
  await leave();
});

test("a press that is refused is taken back, with words", async () => {
  const { page, like, leave } = await meet(browser, site, "edda");
  await like();
  await rings(page, 1);
  await bell(page).click();
  await page.route("**/api/v2/me/notifications/*", refuseCalls("PATCH"));

  await row(panel(page), "edda-guest likes").getByRole("button", { name: /^Mark as read/ }).click();

  await page.getByText("Internal error. Try again in a moment.").waitFor();
  await row(panel(page), "edda-guest likes").getByRole("button", { name: /^Mark as read/ }).waitFor();
  await rings(page, 1);
  await leave(/status of 500/);
});

test("new ones announce themselves on the page, and come in when one wants to see them", async () => {
  const { page, client, post, like, comment, leave } = await meet(browser, site, "fina");
  await comment("First.");
  await visit(page, `${site.address}/notifications`);
  await row(page, "fina-guest commented").waitFor();
  const place = () => row(page, "fina-guest commented").evaluate((element) => element.getBoundingClientRect().top);
  const before = await place();
  const later = await client.publish({ title: "Later on", body: "More." });

  await like();
  await like(later.id);
  const news = page.getByRole("button", { name: "2 new" });
  await news.waitFor();
  assert.equal(await rows(page).count(), 1);
  assert.equal(await place(), before);
  await news.click();

  await until(async () => (await rows(page).count()) === 3, "the rows");
  await hasFocus(row(page, "fina-guest likes “Later on”").getByRole("link"));
  assert.equal(await news.count(), 0);
  const order = await rows(page).locator(".inbox__title").allTextContents();
  assert.deepEqual(order, ["Later on", post.title, post.title]);
  await leave();
});

test("by type and by what is unread, part by part, each under an address of its own", async () => {
  const { page, client, guest, follow, leave } = await meet(browser, site, "gala");
  const titles = Array.from({ length: 33 }, (_, index) => `Leaf ${index}`);
  for (const title of titles) {
    const { id } = await client.publish({ title, body: "Green." });
    await guest.call("PUT", `/posts/${id}/like`);
  }
  await follow();
  await until(async () => (await unreadOf(client)) === 34, "all to be told");

  await visit(page, `${site.address}/notifications`);
  await until(async () => (await rows(page).count()) === 30, "the first part");
  await page.getByRole("button", { name: "Show older ones" }).click();
  await until(async () => (await rows(page).count()) === 34, "the second part");
  assert.equal(new Set(await rows(page).locator(".inbox__link").allTextContents()).size, 34);

  await page.getByRole("tab", { name: "Followers" }).click();
  await page.waitForURL(`${site.address}/notifications?type=follow`);
  await until(async () => (await rows(page).count()) === 1, "the follower alone");
  await rows(page).getByRole("button", { name: /^Mark as read/ }).click();
  await rings(page, 33);
  await page.getByLabel("Unread only").check();
  await page.waitForURL(`${site.address}/notifications?type=follow&unread=true`);
  await page.getByText("Nothing unread").waitFor();

  await page.reload();
  await takenOver(page);
  await page.getByRole("tab", { name: "Followers", selected: true }).waitFor();
  assert.ok(await page.getByLabel("Unread only").isChecked());
  await page.getByText("Nothing unread").waitFor();
  await page.getByRole("tab", { name: "Likes" }).click();
  await until(async () => (await rows(page).count()) === 30, "the likes");
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await rings(page, 0);
  await until(async () => (await unreadOf(client)) === 0, "those that were not on the screen to be read too");
  await leave();
});

test("by keyboard: in, through, out, and back to the bell", async () => {
  const { page, like, comment, leave } = await meet(browser, site, "kira");
  await like();
  await comment("Hm.");
  await rings(page, 2);

  await bell(page).focus();
  await page.keyboard.press("Enter");
  await hasFocus(panel(page));
  await row(panel(page), "kira-guest likes").waitFor();
  assert.equal(await bell(page).getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Tab");
  await hasFocus(panel(page).getByRole("button", { name: "Mark all as read" }));
  await page.keyboard.press("Tab");
  await hasFocus(row(panel(page), "kira-guest commented").getByRole("link"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await hasFocus(row(panel(page), "kira-guest commented").getByRole("button", { name: /^Mark as unread/ }));
  await rings(page, 1);
  await page.keyboard.press("Escape");
  await panel(page).waitFor({ state: "detached" });
  await hasFocus(bell(page));
  assert.equal(await bell(page).getAttribute("aria-expanded"), "false");

  await page.keyboard.press("Enter");
  await hasFocus(panel(page));
  await page.keyboard.press("Shift+Tab");
  await hasFocus(bell(page));
  await panel(page).waitFor();
  await page.keyboard.press("Shift+Tab");
  await panel(page).waitFor({ state: "detached" });

  await bell(page).focus();
  await page.keyboard.press("Space");
  await hasFocus(panel(page));
  await row(panel(page), "kira-guest likes").waitFor();
  for (let stop = 0; stop < 6; stop += 1) await page.keyboard.press("Tab");
  await hasFocus(panel(page).getByRole("link", { name: "See all notifications" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site.address}/notifications`);
  await page.getByRole("heading", { level: 1, name: "Notifications" }).waitFor();
  await leave();
});

test("a press elsewhere closes the panel, and the page behind it can be used meanwhile", async () => {
  const { page, leave } = await meet(browser, site, "lena");
  await bell(page).click();
  await panel(page).getByText("Nothing yet").waitFor();

  await page.mouse.wheel(0, 200);
  await panel(page).waitFor();
  await page.getByRole("heading", { level: 1 }).first().click({ position: { x: 4, y: 4 } });
  await panel(page).waitFor({ state: "detached" });

  await bell(page).click();
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Search" }).waitFor();
  assert.equal(await panel(page).count(), 0);
  await leave();
});

test("a list that does not come says so, and comes when one asks again", async () => {
  const { page, like, leave } = await meet(browser, site, "mara");
  await like();
  await rings(page, 1);
  await page.route(LIST, refuse);
  for (const [open, part] of [
    [() => bell(page).click(), panel(page)],
    [() => visit(page, `${site.address}/notifications`), page.getByRole("main")],
  ]) {
    await open();
    await part.getByRole("alert").filter({ hasText: "Internal error" }).waitFor();
    await page.unroute(LIST);
    await part.getByRole("button", { name: "Try again" }).click();
    await row(part, "mara-guest likes").waitFor();
    await page.route(LIST, refuse);
  }
  await leave(/status of 500/);
});

test("strangers have no bell, and are asked to sign in before the page", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await visit(page, `${site.address}/`);
  assert.equal(await bell(page).count(), 0);
  assert.deepEqual(calls, []);

  await page.goto(`${site.address}/notifications?type=like`);
  await page.waitForURL((url) => url.pathname === "/login");
  await fillSignIn(page, "tomas", DEMO_PASSWORD);
  await page.waitForURL(`${site.address}/notifications?type=like`);
  await page.getByRole("tab", { name: "Likes", selected: true }).waitFor();
  await bell(page).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("it holds on a phone: the panel is on the screen, and what can be pressed is large enough", async () => {
  const { page, like, comment, leave } = await meet(browser, site, "olga");
  await page.setViewportSize({ width: 390, height: 780 });
  await like();
  await comment("On the go.");
  await rings(page, 2);

  await bell(page).click();
  await row(panel(page), "olga-guest likes").waitFor();
  const box = await panel(page).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 780, JSON.stringify(box));
  for (const button of await panel(page).locator(".inbox__dot").all()) {
    const { width, height } = await button.boundingBox();
    assert.ok(width >= 44 && height >= 44, `${width} x ${height}`);
  }
  for (const path of ["/notifications", "/settings/notifications"]) {
    await visit(page, site.address + path);
    await page.locator(".inbox__row, .way").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path);
  }
  await leave();
});
