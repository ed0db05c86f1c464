// Two people and what one press does: like, put aside, follow; what comes of it elsewhere, and what does not.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, fillSignIn, newcomer, PASSWORD, register, signIn } from "../people.mjs";
import { openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const PROBLEM = { type: "/problems/internal", title: "Internal error", status: 500, detail: "Something failed.", code: "internal", request_id: "01hv4w6q0cexample" };
let site, browser, jonas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const reactions = (page) => page.getByRole("group", { name: "What you do with this post" });
const like = (page) => reactions(page).getByRole("button", { name: /^Like/ });
const ribbon = (page) => reactions(page).getByRole("button", { name: /^Bookmark/ });
const isPressed = (button) => button.getAttribute("aria-pressed").then((value) => value === "true");
const pressed = (button, wanted = true) => until(async () => (await isPressed(button)) === wanted, `${button} to be ${wanted ? "" : "not "}pressed`);
const shown = (button) => button.locator(".react__count").textContent();
/** Whether somebody likes a post, and how many do. */
const standing = async (client, post) => {
  const { viewer, like_count: likes } = await client.get(`/posts/${post.id}`);
  return { ...viewer, likes };
};

/** A page of Tomas's with a fresh post of Jonas's on it. */
async function gather(title, more = {}) {
  const post = await jonas.publish({ title, body: "What do you think?", ...more });
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  const address = `${site.address}/posts/${post.slug}`;
  await visit(page, address);
  await like(page).waitFor();
  const leave = async (allowed = /^$/) => {
    assert.deepEqual(complaints.filter((text) => !allowed.test(text)), []);
    await context.close();
  };
  return { post, address, page, leave };
}

/** Holds the answers to calls of a kind until they are let go; tells how many are held, and how many were at most. */
async function hold(page, pattern, answer = (route) => route.continue()) {
  const waiting = [];
  const seen = [];
  let under = 0;
  let most = 0;
  await page.route(pattern, async (route) => {
    if (!["PUT", "DELETE"].includes(route.request().method())) return route.continue();
    seen.push(route.request().method());
    most = Math.max(most, ++under);
    await new Promise((resolve) => waiting.push(resolve));
    under -= 1;
    await answer(route);
  });
  const release = async (count) => {
    await until(() => waiting.length > 0, `call number ${count} to come`);
    waiting.shift()();
  };
  return { release, seen, most: () => most };
}

test("a like is there at once, is counted for everybody, and is taken back", async () => {
  const { post, address, page, leave } = await gather("Knots worth knowing");
  const tomas = await clientOf(site, "tomas");
  assert.equal(await isPressed(like(page)), false);

  await like(page).click();
  assert.equal(await isPressed(like(page)), true);
  assert.equal(await shown(like(page)), "1");
  await until(async () => (await standing(tomas, post)).liked, "the like to be stored");

  await page.reload();
  await takenOver(page);
  await pressed(like(page));
  const stranger = await openPage(browser);
  await visit(stranger.page, address);
  await reactions(stranger.page).getByRole("link", { name: /1 like$/ }).waitFor();
  await visit(stranger.page, `${site.address}/users/jonas`);
  await stranger.page.locator(".card", { hasText: post.title }).getByText("1 like", { exact: true }).waitFor();
  await stranger.context.close();

  await like(page).click();
  assert.equal(await isPressed(like(page)), false);
  await until(async () => (await standing(tomas, post)).likes === 0, "the like to be taken back");
  await leave();
});

test("a refused like is rolled back, with words", async () => {
  const { page, leave } = await gather("Knots that slip");
  const calls = await hold(page, "**/api/v2/posts/*/like", (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) }));

  await like(page).click();
  assert.equal(await isPressed(like(page)), true);
  assert.equal(await shown(like(page)), "1");
  await calls.release(1);

  await pressed(like(page), false);
  assert.equal(await shown(like(page)), "");
  await page.getByText("Internal error. Try again in a moment. (Request 01hv4w6q0cexample)").waitFor();
  await leave(/status of 500/);
});

test("the last of many presses wins, and one call is under way at a time", async () => {
  const { post, page, leave } = await gather("Knots tied in a hurry");
  const tomas = await clientOf(site, "tomas");
  const calls = await hold(page, "**/api/v2/posts/*/like");

  for (let press = 0; press < 4; press += 1) await like(page).click();
  assert.equal(await isPressed(like(page)), false);
  await calls.release(1);
  await calls.release(2);
  await until(async () => !(await standing(tomas, post)).liked && calls.seen.length === 2, "the last wish");
  for (let press = 0; press < 3; press += 1) await like(page).click();
  await calls.release(3);

  await until(async () => (await standing(tomas, post)).liked, "the like");
  assert.deepEqual(calls.seen, ["PUT", "DELETE", "PUT"]);
  assert.equal(calls.most(), 1);
  assert.equal(await shown(like(page)), "1");
  await leave();
});

test("a like that is on its way when its page goes is still told, and Back shows it", async () => {
  const { post, page, leave } = await gather("Knots left behind");
  const tomas = await clientOf(site, "tomas");
  const calls = await hold(page, "**/api/v2/posts/*/like");

  await like(page).click();
  await page.getByRole("link", { name: "Search", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Search" }).waitFor();
  await calls.release(1);
  await until(async () => (await standing(tomas, post)).liked, "the like");
  await page.goBack();

  await pressed(like(page));
  assert.equal(await shown(like(page)), "1");
  await leave();
});

test("what was done elsewhere since is known when the post is read anew", async () => {
  const { post, page, leave } = await gather("Knots undone elsewhere");
  const tomas = await clientOf(site, "tomas");
  await like(page).click();
  await until(async () => (await standing(tomas, post)).liked, "the like");

  await tomas.call("DELETE", `/posts/${post.id}/like`);
  await page.getByRole("main").getByRole("link", { name: /Jonas/ }).first().click();
  await page.waitForURL("**/users/jonas");
  await page.getByRole("link", { name: post.title }).click();

  await pressed(like(page), false);
  assert.equal(await shown(like(page)), "");
  await leave();
});

test("a comment is liked where it stands, and new comments leave that be", async () => {
  const { post, address, page, leave } = await gather("Knots in conversation");
  const { id } = await jonas.post(`/posts/${post.id}/comments`, { body: "Mind the bight." });
  await visit(page, address);
  const heart = page.locator(`#comment-${id}`).getByRole("button", { name: /^Like the comment of/ });

  await heart.click();
  await pressed(heart);
  await until(async () => (await jonas.get(`/comments/${id}`)).like_count === 1, "the like to be stored");
  await page.getByLabel("Your comment", { exact: true }).fill("I shall.");
  await page.getByRole("button", { name: "Post comment" }).click();
  await page.locator(".comment", { hasText: "I shall." }).waitFor();
  assert.equal(await isPressed(heart), true);
  assert.equal(await shown(heart), "1");

  await page.reload();
  await takenOver(page);
  await pressed(heart);
  await leave();
});

test("a stranger is led to sign in, and comes back to the post or the comment", async () => {
  const post = await jonas.publish({ title: "Knots for strangers", body: "Come in." });
  const { id } = await jonas.post(`/posts/${post.id}/comments`, { body: "Sit down." });
  const address = `/posts/${post.slug}`;
  const ways = [
    [(page) => reactions(page).getByRole("link", { name: /^Like/ }), address, ""],
    [(page) => reactions(page).getByRole("link", { name: /^Bookmark/ }), address, ""],
    [(page) => page.locator(`#comment-${id}`).getByRole("link", { name: /^Like the comment/ }), address, `#comment-${id}`],
    [(page) => page.locator(".author-card").getByRole("link", { name: /^Follow/ }), address, ""],
  ];
  for (const [way, path, hash] of ways) {
    const { page, context, complaints, calls } = await openPage(browser);
    await visit(page, site.address + path);
    assert.deepEqual(calls, []);

    await way(page).click();
    await fillSignIn(page, "tomas", "harbour-lights");

    await page.waitForURL((url) => url.pathname === path && url.hash === hash);
    await like(page).waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test("whom one follows is known everywhere, and their posts come to the feed", async () => {
  const writer = await newcomer(site, "wren", "Wren Alder");
  const post = await writer.publish({ title: "First flight", body: "Up." });
  const { page, context, complaints } = await register(browser, site, "finn");
  const follow = (part = page) => part.getByRole("button", { name: "Follow Wren Alder" });
  await visit(page, `${site.address}/users/wren`);

  await follow().click();
  assert.equal(await isPressed(follow()), true);
  await page.getByRole("link", { name: "1 follower", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Followers of Wren Alder" }).waitFor();
  await page.getByRole("link", { name: "finn", exact: true }).waitFor();
  await page.getByRole("navigation", { name: "People around" }).getByRole("link", { name: "Following" }).click();
  await page.getByText("Follows nobody yet").waitFor();

  await visit(page, `${site.address}/feed`);
  await page.getByRole("link", { name: "First flight" }).click();
  await page.waitForURL(`**/posts/${post.slug}`);
  await pressed(follow(page.locator(".author-card")));

  await writer.call("PUT", "/users/finn/follow");
  await visit(page, `${site.address}/users/wren`);
  await page.getByText("Follows you", { exact: true }).waitFor();
  await follow().click();
  assert.equal(await isPressed(follow()), false);
  await page.getByRole("link", { name: "0 followers", exact: true }).waitFor();
  await visit(page, `${site.address}/users/finn`);
  await page.getByRole("link", { name: "Edit profile" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("an empty feed suggests whom to follow, and fills when one does", async () => {
  await jonas.publish({ title: "Somebody has to begin", body: "So I do.", tags: ["beginnings"] });
  const { page, context, complaints } = await register(browser, site, "newly");

  await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Following", exact: true }).click();
  await page.getByText("Nothing here yet").waitFor();
  await page.getByRole("region", { name: "Tags that are much used" }).getByRole("link").first().waitFor();
  const people = page.getByRole("region", { name: "People who wrote lately" });
  assert.ok(await people.getByRole("button", { name: "Show the feed" }).isDisabled());
  await people.getByRole("listitem").filter({ hasText: "@jonas" }).getByRole("button").click();
  await until(async () => (await jonas.get("/users/jonas/followers")).items.some(({ username }) => username === "newly"), "the follow");
  await people.getByRole("button", { name: "Show the feed" }).click();

  await page.getByRole("link", { name: "Somebody has to begin" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a followed tag brings its posts", async () => {
  const post = await jonas.publish({ title: "On splicing", body: "Over and under.", tags: ["splicing"] });
  const { page, context, complaints } = await register(browser, site, "rope");
  await visit(page, `${site.address}/tags/splicing`);

  await page.getByRole("button", { name: "Follow #splicing" }).click();
  await page.getByText("1 follower").waitFor();
  await until(async () => (await jonas.get("/tags/splicing")).follower_count === 1, "the follow");
  await visit(page, `${site.address}/feed`);

  await page.getByRole("link", { name: post.title }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what is put aside waits among the bookmarks, for nobody else", async () => {
  const post = await jonas.publish({ title: "For a rainy day", body: "Tea." });
  const { page, context, complaints } = await register(browser, site, "reader");
  await visit(page, `${site.address}/bookmarks`);
  await page.getByText("Nothing put aside yet").waitFor();

  await visit(page, `${site.address}/posts/${post.slug}`);
  await ribbon(page).click();
  // The one above the text is the same.
  await pressed(page.locator(".byline").getByRole("button", { name: /^Bookmark/ }));
  const own = await clientOf(site, "reader", PASSWORD);
  await until(async () => (await own.get("/me/bookmarks")).items.length === 1, "the bookmark");
  await page.locator(".account-menu summary").click();
  await page.locator(".account-menu").getByRole("link", { name: "Bookmarks" }).click();
  await page.getByRole("link", { name: "For a rainy day" }).click();
  await pressed(ribbon(page));
  await ribbon(page).click();
  await until(async () => (await own.get("/me/bookmarks")).items.length === 0, "the bookmark to go");
  await visit(page, `${site.address}/bookmarks`);
  await page.getByText("Nothing put aside yet").waitFor();

  assert.deepEqual(complaints, []);
  await context.close();
});

test("strangers are asked to sign in before the feed and the bookmarks", async () => {
  for (const path of ["/feed", "/bookmarks"]) {
    const { page, context, complaints } = await openPage(browser);
    await page.goto(site.address + path);
    await page.waitForURL((url) => url.pathname === "/login");
    await fillSignIn(page, "tomas", "harbour-lights");
    await page.waitForURL(`${site.address}${path}`);
    assert.deepEqual(complaints, [], path);
    await context.close();
  }
});

test("by keyboard: one presses, stays there, and is told what another press would do", async () => {
  const { page, leave } = await gather("Knots by feel");
  await like(page).focus();
  await page.keyboard.press("Space");
  assert.equal(await isPressed(like(page)), true);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await pressed(ribbon(page));
  assert.equal(await ribbon(page).evaluate((button) => button === document.activeElement), true);

  const follow = page.locator(".author-card").getByRole("button", { name: /^Follow Jonas/ });
  const word = (name) => follow.locator(`.follow__${name}`).evaluate((span) => getComputedStyle(span).visibility === "visible");
  if (await isPressed(follow)) await follow.click();
  await page.mouse.move(0, 0);
  const width = (await follow.boundingBox()).width;
  await follow.focus();
  await page.keyboard.press("Enter");
  await until(() => word("on"), "Following, right after the press");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await until(() => word("undo"), "Unfollow, where the focus has come back");
  assert.equal((await follow.boundingBox()).width, width);
  await page.keyboard.press("Enter");
  await until(() => word("off"), "Follow");
  await leave();
});

/** Where things stand above the comments, and how high each comment is. */
function places() {
  const above = [...document.querySelectorAll(".post *, .page-header *")].filter((element) => element.closest(".byline__actions, .badge, button, a.react, a.follow, svg, .menu, dialog") === null);
  const boxes = above.map((element) => [element.localName, element.getBoundingClientRect()]);
  const heights = [...document.querySelectorAll(".comment")].map((element) => ["comment", { height: element.getBoundingClientRect().height }]);
  return [...boxes, ...heights].map(([name, { x, y, width, height }]) => [name, x, y, width, height]);
}

test("nothing moves when it becomes known who is there and what they have done", async () => {
  const { post, page, address, leave } = await gather("Knots that hold still");
  await jonas.post(`/posts/${post.id}/comments`, { body: "Steady." });
  await like(page).click();
  await pressed(like(page));
  for (const [path, width] of [[address, 390], [address, 1440], [`${site.address}/users/jonas`, 390], [`${site.address}/tags/rust`, 390]]) {
    await page.setViewportSize({ width, height: 900 });
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/api/v2/auth/refresh", async (route) => {
      await held;
      await route.continue();
    });
    await visit(page, path);
    await page.evaluate(() => document.fonts.ready);
    const before = await page.evaluate(places);

    release();
    await page.locator("main button[aria-pressed]").first().waitFor();
    await page.waitForLoadState("networkidle");

    assert.deepEqual(await page.evaluate(places), before, `${path} at ${width} px`);
    await page.unroute("**/api/v2/auth/refresh");
  }
  await leave();
});

test("on a phone everything that is pressed is large enough for a finger", async () => {
  const { post, page, address, leave } = await gather("Knots for thumbs");
  await jonas.post(`/posts/${post.id}/comments`, { body: "Both of them." });
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, address);
  await like(page).waitFor();

  const small = await page.evaluate(() =>
    [...document.querySelectorAll(".react, .follow")].map((element) => element.getBoundingClientRect()).filter(({ width, height }) => width < 44 || height < 44).length);

  assert.equal(small, 0);
  await leave();
});
