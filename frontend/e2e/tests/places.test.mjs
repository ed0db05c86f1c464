// Addresses that mean a place in a page, or a page that not everyone sees.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, signIn } from "../people.mjs";
import { openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

/** More than a page shows at once. */
const COMMENTS = 103;
let site, browser, jonas, post, said;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
  post = await jonas.publish({ title: "Much said", body: "And more to come." });
  said = [];
  for (let number = 0; number < COMMENTS; number++) {
    said.push((await jonas.post(`/posts/${post.slug}/comments`, { body: `Word ${number}.` })).id);
  }
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const comment = (page, number) => page.locator(`#comment-${said[number]}`);
const more = (page) => page.getByRole("link", { name: "More comments" });

test("without scripts a link leads to the comments past the hundredth, and back", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.address}/posts/${post.slug}`);
  assert.equal(await comment(page, 100).count(), 0);

  await more(page).click();

  await comment(page, 102).waitFor();
  assert.equal(await more(page).count(), 0);
  await page.getByRole("link", { name: "All comments" }).click();
  await comment(page, 0).waitFor();
  await context.close();
});

test("with scripts the comments past the hundredth come into the page", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/posts/${post.slug}`);

  await more(page).click();

  await comment(page, 102).waitFor();
  assert.equal(await comment(page, 0).count(), 1);
  assert.equal(new URL(page.url()).search, "");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the address of a late comment shows it, with scripts and without", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, context, calls } = await openPage(browser, { javaScriptEnabled });
    const address = `${site.address}/posts/${post.slug}?comment=${said[101]}#comment-${said[101]}`;
    await page.goto(address);
    if (javaScriptEnabled) await takenOver(page);

    await until(() => inView(comment(page, 101)), "the comment on the screen");
    assert.deepEqual(calls, []);
    await context.close();
  }
});

/** Whether somebody sees its beginning. */
async function inView(element) {
  const box = await element.boundingBox();
  return box !== null && box.y >= 0 && box.y < 900;
}

test("a comment that was found is on the screen after one click", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/search?q=${encodeURIComponent("Word 102")}&type=comments`);

  await page.locator(`a[href$="#comment-${said[102]}"]`).click();

  await until(() => inView(comment(page, 102)), "the comment on the screen");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the time of a comment is its address, and a click on it loads nothing", async () => {
  const { page, context, calls } = await openPage(browser);
  await visit(page, `${site.address}/posts/${post.slug}`);

  await comment(page, 42).locator(".comment__time").click();

  await until(() => inView(comment(page, 42)), "the comment on the screen");
  const { search, hash } = new URL(page.url());
  assert.equal(search + hash, `?comment=${said[42]}#comment-${said[42]}`);
  assert.deepEqual(calls, []);
  await context.close();
});

test("a removed post asks for no data; its author is told why after one question", async () => {
  const admin = await clientOf(site, "ada");
  const { id, slug } = await jonas.publish({ title: "Regretted", body: "Oh dear." });
  await admin.post(`/posts/${id}/remove`, { reason: "Too rash." });
  const address = `${site.address}/posts/${slug}`;

  const stranger = await openPage(browser);
  assert.equal((await visit(stranger.page, address)).status(), 410);
  await stranger.page.getByRole("heading", { name: "This post was removed" }).waitFor();
  assert.deepEqual(stranger.calls, []);
  await stranger.context.close();

  const author = await signIn(browser, site, "jonas");
  await visit(author.page, address);
  await author.page.getByText("Too rash.").waitFor();
  await author.context.close();
});

test("an author sees their draft at its address; a stranger's 404 asks for nothing", async () => {
  const { slug } = await jonas.post("/posts", { title: "Not yet", body: "Half a thought." });
  const address = `${site.address}/posts/${slug}`;

  const stranger = await openPage(browser);
  assert.equal((await visit(stranger.page, address)).status(), 404);
  assert.deepEqual(stranger.calls, []);
  await stranger.context.close();

  const author = await signIn(browser, site, "jonas");
  author.calls.length = 0;
  assert.equal((await visit(author.page, address)).status(), 404);
  await author.page.getByText("This is a draft").waitFor();
  await author.page.getByRole("heading", { level: 1, name: "Not yet" }).waitFor();
  assert.equal(author.calls.filter((call) => call === `GET /api/v2/posts/${slug}`).length, 1);
  await author.context.close();
});

test("Back finds the comments that had come into the page, whatever was pointed out among them", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await visit(page, `${site.address}/posts/${post.slug}`);
  await more(page).click();
  await comment(page, 102).waitFor();
  await comment(page, 101).locator(".comment__time").click();
  assert.equal(new URL(page.url()).search, `?comment=${said[101]}`);

  await page.getByRole("region", { name: "Written by" }).getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: "Jonas Reyes" }).waitFor();
  const asked = calls.length;
  await page.goBack();

  await comment(page, 102).waitFor();
  assert.equal(await comment(page, 0).count(), 1);
  assert.equal(await more(page).count(), 0);
  // Nothing is asked for but what has happened meanwhile.
  const isNews = (call) => /^GET \/api\/v2\/posts\/[^/]+(\/comments)?$/.test(call);
  assert.deepEqual(calls.slice(asked).filter((call) => !isNews(call)), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("staff who cannot remove a post are told so where they asked", async () => {
  const { slug } = await jonas.publish({ title: "Advertised", body: "Buy my boat." });
  const { page, context } = await signIn(browser, site, "ada");
  await visit(page, `${site.address}/posts/${slug}`);
  await page.getByRole("main").getByRole("button", { name: "Remove", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Remove this post?" });
  await question.getByLabel("Reason, for the author to read").fill("Not the place for it.");

  await page.route("**/api/v2/posts/*/remove", (route) => route.abort());
  await question.getByRole("button", { name: "Remove", exact: true }).click();
  await question.getByRole("alert").filter({ hasText: "The server cannot be reached." }).waitFor();
  await page.unroute("**/api/v2/posts/*/remove");
  await question.getByRole("button", { name: "Remove", exact: true }).click();

  await page.getByText("This post was removed by the site's staff").waitFor();
  await context.close();
});
