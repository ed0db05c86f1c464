// Whoever has a post's page before their eyes sees what happens there, and has seen it: nothing moves, nobody has to load the
// page again, and no mail tells of it later. What waits behind a button is not seen yet.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenIn } from "../line.mjs";
import { bell, meet, panel, rings, row, unreadOf } from "../notices.mjs";
import { register } from "../people.mjs";
import { startBrowser, startSite, until, visit } from "../site.mjs";
import { byId, comments, lookAt, someFrames, stillWhile } from "../still.mjs";

const READ_ALL = "POST /api/v2/me/notifications/read-all";
/** More than a screen: what is said beneath it comes below everything that is seen. */
const LONG = Array.from({ length: 60 }, (_, at) => `Paragraph ${at}, which is like any other.`).join("\n\n");
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const address = (post) => `${site.address}/posts/${post.slug}`;
const say = (client, post, body, parent) =>
  client.post(`/posts/${post.id}/comments`, { body, ...(parent && { parent_id: parent.id }) });
const heart = (page, comment) => byId(page, comment).getByRole("button", { name: /^Like the comment of/ });
const likes = (page, comment, count) =>
  until(async () => (await heart(page, comment).locator(".react__count").textContent()) === String(count), `${count} likes of a comment`);
/** How often the server has told a page that something is unread. */
const toldOf = (line) => line.frames.filter(({ type, data }) => type === "notifications.changed" && data.unread_count > 0).length;

/** Opens a post and waits until its page is told what happens there. */
async function read(page, post) {
  const line = listenIn(page);
  await visit(page, address(post));
  await Promise.all(["comments", "counts"].map(line.follows));
  return line;
}

/** Does something that is told of, and is seen on the page: the bell is quiet again, for the server too. */
async function seenAsItComes(page, client, line, what, act) {
  const before = toldOf(line);
  await act();
  await until(() => toldOf(line) > before, `the notification of ${what}`);
  await until(async () => (await unreadOf(client)) === 0, `${what} to be read`);
  await rings(page, 0);
}

/** The same for a comment, which comes to the page by itself. */
const hears = (page, client, line, words, speak) =>
  seenAsItComes(page, client, line, words, async () => {
    await speak(words);
    await comments(page).getByText(words).waitFor({ state: "attached" });
  });

test("an author reads; another likes, comments and follows; the author sees all of it, and nothing moves", async () => {
  const { page, client, guest, leave } = await meet(browser, site, "rosa");
  const post = await client.publish({ title: "A talk with its author", body: "What do you think?" });
  const said = [];
  for (let at = 0; at < 30; at += 1) said.push(await say(guest, post, `Word ${at}. It is a word like any other.`));
  const line = await read(page, post);
  await page.evaluate(() => (globalThis.isThisVeryPage = true));
  const other = await register(browser, site, "sven");
  await visit(other.page, address(post));
  await rings(page, 0);
  await lookAt(page, said[6]);
  await heart(page, said[6]).click();
  await until(async () => (await client.get(`/comments/${said[6].id}`)).like_count === 1, "the author's own like");
  const bellBefore = await bell(page).boundingBox();

  await stillWhile(page, "a like of a comment", () => heart(other.page, said[6]).click(), () => likes(page, said[6], 2));
  assert.equal(await heart(page, said[6]).getAttribute("aria-pressed"), "true", "the author's own like stands");
  await stillWhile(page, "a like of a comment that is taken back", () => heart(other.page, said[6]).click(), () => likes(page, said[6], 1));
  const speak = async (words) => {
    await other.page.getByLabel("Your comment", { exact: true }).fill(words);
    await other.page.getByRole("button", { name: "Post comment" }).click();
  };
  await stillWhile(page, "a comment below", () => hears(page, client, line, "And one from me.", speak), () => {});
  const counted = page.getByRole("group", { name: "What you do with this post" }).getByText(/1 like$/);
  const like = other.page.getByRole("group", { name: "What you do with this post" }).getByRole("button", { name: /^Like/ });
  await stillWhile(page, "a like of the post", () => seenAsItComes(page, client, line, "the like", () => like.click()), () => counted.waitFor({ state: "attached" }));
  const follow = other.page.locator(".author-card").getByRole("button", { name: /^Follow/ });
  await stillWhile(page, "a follow", () => follow.click(), () => rings(page, 1));

  assert.deepEqual(await bell(page).boundingBox(), bellBefore);
  await bell(page).click();
  await row(panel(page), "sven follows you").getByText("Unread").waitFor({ state: "attached" });
  assert.ok(await page.evaluate(() => globalThis.isThisVeryPage), "the page was not loaded anew");
  assert.deepEqual(other.complaints, []);
  await other.context.close();
  await leave();
});

test("answers that come while one reads are read, also where the post is another's", async () => {
  const { page, client, guest, leave } = await meet(browser, site, "pia");
  const post = await guest.publish({ title: "Somebody else's long post", body: LONG });
  const own = await say(client, post, "Is it so?");
  const line = await read(page, post);

  for (const words of ["It is so.", "It was so."]) {
    await hears(page, client, line, words, (words) => say(guest, post, words, own));
  }
  await leave();
});

test("the second comment that comes while its author reads is read as the first was", async () => {
  const { page, client, guest, leave } = await meet(browser, site, "quinn");
  const post = await client.publish({ title: "One's own long post", body: LONG });
  await say(guest, post, "Said before.");
  await until(async () => (await unreadOf(client)) === 1, "the comment to be told of");
  const line = await read(page, post);
  await until(async () => (await unreadOf(client)) === 0, "it to be read");
  await rings(page, 0);

  for (const words of ["Said first.", "Said second."]) {
    await hears(page, client, line, words, (words) => say(guest, post, words));
  }
  await leave();
});

test("an answer that waits behind the button is unread until it is shown", async () => {
  const { page, client, guest, calls, leave } = await meet(browser, site, "runa");
  const post = await guest.publish({ title: "Somebody else's short post", body: "Briefly." });
  const own = await say(client, post, "Is that all?");
  await page.clock.install();
  await read(page, post);
  await byId(page, own).scrollIntoViewIfNeeded();
  const reads = () => calls.filter((call) => call === READ_ALL).length;

  await say(guest, post, "That is all.", own);
  const button = page.getByRole("button", { name: "1 new comment", exact: true });
  await button.waitFor();
  await rings(page, 1);
  const before = reads();
  await page.clock.fastForward(5_000);
  await someFrames(page);
  assert.equal(reads(), before, "it was not taken for read");
  assert.equal(await unreadOf(client), 1);
  await rings(page, 1);

  await button.click();
  await rings(page, 0);
  await until(async () => (await unreadOf(client)) === 0, "it to be read");
  await leave();
});
