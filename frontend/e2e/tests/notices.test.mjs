// What one is told of: the bell that rings without a reload, its panel and the page, tabs of one person, muting, settings.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, DEMO_PASSWORD, fillSignIn, newcomer, PASSWORD, register } from "../people.mjs";
import { hasFocus, nextPage, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const PROBLEM = { type: "/problems/internal", title: "Internal error", status: 500, detail: "Something failed.", code: "internal", request_id: "01hv4w6q0cexample" };
const LIST = "**/api/v2/me/notifications?*";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const bell = (page) => page.getByRole("navigation", { name: "Site" }).getByRole("button", { name: /^Notifications/ });
const panel = (page) => page.getByRole("dialog", { name: "Notifications" });
const rows = (part) => part.locator(".inbox__row");
const row = (part, text) => rows(part).filter({ hasText: text });
/** Waits until the bell says how many are unread. */
const rings = (page, count) => {
  const name = count === 0 ? "Notifications" : `Notifications, ${count} unread`;
  return until(async () => (await bell(page).getAttribute("aria-label")) === name, `the bell to say “${name}”`);
};
const refuse = (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) });
const unreadOf = async (client) => (await client.get("/me/notifications?limit=1")).unread_count;

/** Somebody new with a page of theirs and a post, and somebody else who can do something about it. */
async function meet(name, other) {
  const opened = await register(browser, site, name);
  const [client, guest] = await Promise.all([clientOf(site, name, PASSWORD), newcomer(site, other)]);
  const post = await client.publish({ title: `Written by ${name}`, body: "What do you think?" });
  const like = (id = post.id) => guest.call("PUT", `/posts/${id}/like`);
  const comment = (body) => guest.post(`/posts/${post.id}/comments`, { body });
  const follow = () => guest.call("PUT", `/users/${name}/follow`);
  const leave = async (allowed = /^$/) => {
    assert.deepEqual(opened.complaints.filter((text) => !allowed.test(text)), []);
    await opened.context.close();
  };
  return { ...opened, client, guest, post, like, comment, follow, leave };
}

test("one likes, comments and follows; the other's bell rings without a reload, and tells who it was", async () => {
  const { page, post, calls, leave } = await meet("aria", "aria-guest");
  const other = await register(browser, site, "bela");
  const asked = () => calls.filter((call) => call === "GET /api/v2/me/notifications").length;
  await page.evaluate(() => (document.body.dataset.untouched = "yes"));
  await rings(page, 0);

  await visit(other.page, `${site.address}/posts/${post.slug}`);
  await other.page.getByRole("group", { name: "What you do with this post" }).getByRole("button", { name: /^Like/ }).click();
  await rings(page, 1);
  await other.page.getByLabel("Your comment", { exact: true }).fill("I think so too.");
  await other.page.getByRole("button", { name: "Post comment" }).click();
  await rings(page, 2);
  await other.page.locator(".author-card").getByRole("button", { name: /^Follow/ }).click();
  await rings(page, 3);
  assert.match(await page.title(), /^\(3\) /);
  assert.equal(asked(), 1, "the list is asked for when somebody wants to see it");

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
  await rings(page, 2);
  assert.deepEqual(other.complaints, []);
  await other.context.close();
  await leave();
});

test("what many do to one thing is one row, with their faces", async () => {
  const { page, post, leave } = await meet("cora", "cora-guest");
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
  const { page, context, client, like, comment, follow, leave } = await meet("dora", "dora-guest");
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
  const { page, like, leave } = await meet("edda", "edda-guest");
  await like();
  await rings(page, 1);
  await bell(page).click();
  await page.route("**/api/v2/me/notifications/*", (route) => (route.request().method() === "PATCH" ? refuse(route) : route.continue()));

  await row(panel(page), "edda-guest likes").getByRole("button", { name: /^Mark as read/ }).click();

  await page.getByText("Internal error. Try again in a moment.").waitFor();
  await row(panel(page), "edda-guest likes").getByRole("button", { name: /^Mark as read/ }).waitFor();
  await rings(page, 1);
  await leave(/status of 500/);
});

test("new ones announce themselves on the page, and come in when one wants to see them", async () => {
  const { page, client, post, like, comment, leave } = await meet("fina", "fina-guest");
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
  const { page, client, guest, follow, leave } = await meet("gala", "gala-guest");
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

test("a thread is muted from its row, taken back at once, and heard no more once it stays", async () => {
  const { page, client, post, comment, follow, leave } = await meet("hanna", "hanna-guest");
  await comment("One.");
  await visit(page, `${site.address}/notifications`);
  const about = row(page, "hanna-guest commented");
  const menu = about.getByRole("button", { name: /^More: / });
  const isMuted = async () => (await client.get(`/posts/${post.id}`)).viewer.muted;
  const mute = async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Mute this thread" }).click();
    await page.getByText(`You hear nothing more about “${post.title}”.`).waitFor();
  };

  await mute();
  await about.getByText("Muted", { exact: true }).waitFor();
  await until(isMuted, "the mute to be stored");
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => !(await isMuted()), "the mute to be taken back");
  await hasFocus(menu);
  assert.equal(await about.getByText("Muted", { exact: true }).count(), 0);

  await mute();
  await until(isMuted, "the mute to be stored");
  await about.getByRole("button", { name: /^Mark as read/ }).click();
  await rings(page, 0);
  await comment("Two.");
  await follow();
  await rings(page, 1);
  await page.getByRole("button", { name: "1 new" }).click();
  await row(page, "hanna-guest follows you").waitFor();

  await visit(page, `${site.address}/settings/notifications`);
  const threads = page.getByRole("region", { name: "Muted threads" });
  await threads.getByRole("button", { name: `Unmute “${post.title}”` }).click();
  await threads.getByText("You have muted none.").waitFor();
  await until(async () => !(await isMuted()), "the thread to be heard again");
  await leave();
});

test("a person is muted from the row, and a refusal takes it back", async () => {
  const { page, client, follow, leave } = await meet("ines", "ines-guest");
  await follow();
  await visit(page, `${site.address}/notifications`);
  const about = row(page, "ines-guest follows you");
  const choose = async () => {
    await about.getByRole("button", { name: /^More: / }).click();
    await page.getByRole("menuitem", { name: "Mute ines-guest" }).click();
  };
  await page.route("**/api/v2/users/ines-guest/mute", refuse);
  await choose();
  await page.getByText("Internal error. Try again in a moment.").waitFor();
  await about.getByText("Muted", { exact: true }).waitFor({ state: "detached" });

  await page.unroute("**/api/v2/users/ines-guest/mute");
  await choose();
  await page.getByText("ines-guest is muted.").waitFor();
  await until(async () => (await client.get("/users/ines-guest")).viewer.muted, "the mute to be stored");
  await leave(/status of 500/);
});

test("settings survive a reload, hold, and say when they were not saved", async () => {
  const { page, like, follow, leave } = await meet("jule", "jule-guest");
  await visit(page, `${site.address}/settings/notifications`);
  const group = (name) => page.getByRole("group", { name, exact: true });
  const inApp = group("Likes").getByLabel("In the app");
  const daily = group("Mentions of you").getByLabel("Daily");
  await inApp.uncheck();
  await daily.check();
  await page.getByText("Not saved yet.").waitFor();

  await page.route("**/api/v2/me/notification-settings", (route) => (route.request().method() === "PUT" ? refuse(route) : route.continue()));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Internal error" }).waitFor();
  assert.equal(await inApp.isChecked(), false);
  await page.getByText("Not saved yet.").waitFor();

  await page.unroute("**/api/v2/me/notification-settings");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Your settings are saved.").waitFor();
  assert.equal(await page.getByText("Not saved yet.").count(), 0);
  await page.reload();
  await takenOver(page);
  await until(async () => (await daily.isChecked()) && !(await inApp.isChecked()), "the choices");
  assert.ok(await group("New followers").getByLabel("In the app").isChecked());

  await like();
  await follow();
  await rings(page, 1);
  await leave(/status of 500/);
});

test("by keyboard: in, through, out, and back to the bell", async () => {
  const { page, like, comment, leave } = await meet("kira", "kira-guest");
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
  await row(panel(page), "kira-guest likes").waitFor();
  for (let stop = 0; stop < 6; stop += 1) await page.keyboard.press("Tab");
  await hasFocus(panel(page).getByRole("link", { name: "See all notifications" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site.address}/notifications`);
  await page.getByRole("heading", { level: 1, name: "Notifications" }).waitFor();
  await leave();
});

test("a press elsewhere closes the panel, and the page behind it can be used meanwhile", async () => {
  const { page, leave } = await meet("lena", "lena-guest");
  await bell(page).click();
  await panel(page).getByText("Nothing yet").waitFor();

  await page.mouse.wheel(0, 200);
  await panel(page).waitFor();
  await page.getByRole("heading", { level: 1 }).first().click();
  await panel(page).waitFor({ state: "detached" });

  await bell(page).click();
  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Search" }).waitFor();
  assert.equal(await panel(page).count(), 0);
  await leave();
});

test("a list that does not come says so, and comes when one asks again", async () => {
  const { page, like, leave } = await meet("mara", "mara-guest");
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

test("the bell of somebody whom one follows tells of their next post, and goes with the follow", async () => {
  const { page, client, guest, leave } = await meet("nele", "nele-guest");
  await visit(page, `${site.address}/users/nele-guest`);
  const follow = page.getByRole("button", { name: /^(Follow|Following) nele-guest$/ });
  const ring = page.getByRole("button", { name: "Tell me about new posts of nele-guest" });
  const viewer = async () => (await client.get("/users/nele-guest")).viewer;
  await follow.waitFor();
  assert.equal(await ring.count(), 0);
  const width = (await follow.boundingBox()).x;

  await follow.click();
  await ring.waitFor();
  assert.equal((await follow.boundingBox()).x, width);
  assert.equal(await ring.getAttribute("aria-pressed"), "false");
  await page.route("**/api/v2/users/nele-guest/follow/bell", refuse);
  await ring.click();
  await page.getByText("Internal error. Try again in a moment.").waitFor();
  assert.equal(await ring.getAttribute("aria-pressed"), "false");
  await page.unroute("**/api/v2/users/nele-guest/follow/bell");
  await ring.click();
  assert.equal(await ring.getAttribute("aria-pressed"), "true");
  await until(async () => (await viewer()).bell, "the bell to be stored");

  await guest.publish({ title: "Fresh from the press", body: "Read me." });
  await rings(page, 1);
  await bell(page).click();
  await row(panel(page), "nele-guest published “Fresh from the press”").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Fresh from the press" }).waitFor();
  await rings(page, 0);

  await visit(page, `${site.address}/users/nele-guest`);
  await until(async () => (await ring.getAttribute("aria-pressed")) === "true", "the bell to be known");
  await follow.click();
  await ring.waitFor({ state: "detached" });
  await until(async () => !(await viewer()).following, "the follow to be taken back");
  assert.equal((await viewer()).bell, false);
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
  const { page, like, comment, leave } = await meet("olga", "olga-guest");
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
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, path);
  }
  await leave();
});
