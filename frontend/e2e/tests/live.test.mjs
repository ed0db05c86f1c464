// Two people and one post: what one does stands on the other's page a moment later, and nothing that the other looks at
// moves.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenIn, tapLine } from "../line.mjs";
import { clientOf, signIn } from "../people.mjs";
import { hasFocus, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";
import { byId, comments, lookAt, stillWhile } from "../still.mjs";

const LONG = "It goes on and on, over the harbour and beyond. ".repeat(12);
let site, browser, jonas, tomas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  [jonas, tomas] = await Promise.all(["jonas", "tomas"].map((username) => clientOf(site, username)));
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const pill = (page, words) => page.getByRole("button", { name: words, exact: true });
const count = (page, number) => comments(page).getByRole("heading", { name: new RegExp(`${number}$`) }).waitFor();
const say = (client, post, body, parent) =>
  client.post(`/posts/${post.id}/comments`, { body, ...(parent && { parent_id: parent.id }) });

/** A post of Jonas's with so many comments of Tomas's, one of them longer than the others if that is wanted. */
async function talk(title, number, longer) {
  const post = await jonas.publish({ title, body: "What do you think?" });
  const said = [];
  for (let at = 0; at < number; at += 1) {
    said.push(await say(tomas, post, at === longer ? LONG.slice(0, 240) : `Word ${at}. It is a word like any other.`));
  }
  return { post, said, address: `${site.address}/posts/${post.slug}` };
}

/** Somebody who reads it, on a line that is open. `open` makes the page; a stranger's, if it is left out. */
async function read(address, { query = "", open = () => openPage(browser, { viewport: { width: 1000, height: 700 } }) } = {}) {
  const opened = await open();
  const { page, context, complaints } = opened;
  const line = listenIn(page);
  await visit(page, address + query);
  await Promise.all(["comments", "counts"].map(line.follows));
  // Whoever loads the page anew would not be told: it would just see.
  await page.evaluate(() => (globalThis.isThisVeryPage = true));
  const leave = async () => {
    assert.ok(await page.evaluate(() => globalThis.isThisVeryPage), "the page was not loaded anew");
    assert.deepEqual(complaints, []);
    await context.close();
  };
  return { ...opened, line, leave };
}

test("one reads; another comments, likes, edits and deletes; the first sees all of it, and nothing moves", async () => {
  const { post, said, address } = await talk("A talk among two", 30, 12);
  const { page, leave } = await read(address);
  const writer = await signIn(browser, site, "tomas");
  await visit(writer.page, address);
  await byId(writer.page, said[0]).getByRole("button", { name: "Edit" }).waitFor();
  await lookAt(page, said[10]);
  const shows = (comment, words) => () => byId(page, comment).getByText(words).first().waitFor({ state: "attached" });
  const edit = async (comment, body) => {
    await byId(writer.page, comment).getByRole("button", { name: "Edit" }).click();
    await writer.page.getByLabel("Change your comment").fill(body);
    await writer.page.getByRole("button", { name: "Save", exact: true }).click();
  };
  const remove = async (comment) => {
    await byId(writer.page, comment).getByRole("button", { name: "Delete" }).click();
    await writer.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  };

  await stillWhile(page, "a comment below", async () => {
    await writer.page.getByLabel("Your comment", { exact: true }).fill("And one from me.");
    await writer.page.getByRole("button", { name: "Post comment" }).click();
  }, async () => {
    await comments(page).getByText("And one from me.").waitFor({ state: "attached" });
    await count(page, 31);
  });
  assert.equal(await page.getByRole("button", { name: /new comment/ }).count(), 0);

  await stillWhile(page, "an edit above", () => edit(said[2], `Longer: ${LONG}`), shows(said[2], /^Longer/));
  await byId(page, said[2]).getByText("edited").waitFor({ state: "attached" });
  await stillWhile(page, "an edit before the eyes", () => edit(said[11], `Longer too: ${LONG}`), shows(said[11], /^Longer too/));
  await stillWhile(page, "a shorter text before the eyes", () => edit(said[12], "Short."), shows(said[12], "Short."));
  await stillWhile(page, "a deletion before the eyes", () => remove(said[10]), shows(said[10], "This comment was deleted."));
  await stillWhile(page, "a deletion above", () => remove(said[4]), shows(said[4], "This comment was deleted."));
  await stillWhile(page, "a deletion below", () => remove(said[28]), shows(said[28], "This comment was deleted."));
  await count(page, 28);
  const likes = page.getByRole("group", { name: "What you do with this post" }).getByText(/1 like$/);
  await stillWhile(page, "a like", () => writer.page.getByRole("button", { name: /^Like “A talk/ }).click(), () => likes.waitFor({ state: "attached" }));

  // What was kept at its height shows the rest when it is asked to, and has its own height once nobody sees it.
  const unfold = byId(page, said[11]).getByRole("button", { name: "Show all of it" });
  const height = (comment) => byId(page, comment).evaluate((element) => element.getBoundingClientRect().height);
  const folded = await height(said[11]);
  await unfold.click();
  assert.ok((await height(said[11])) > folded + 50, "all of it is there");
  assert.equal(await unfold.count(), 0);
  const roomy = await height(said[12]);
  await lookAt(page, said[25]);
  await until(async () => (await height(said[12])) < roomy, "the height of a short text");
  await tomas.get(`/posts/${post.id}`);
  await writer.context.close();
  await leave();
});

test("what would land before the eyes waits behind a quiet button, which shows it and goes there", async () => {
  const { post, address } = await talk("A short talk", 2);
  const { page, leave } = await read(address);
  await comments(page).getByRole("article").last().scrollIntoViewIfNeeded();

  await stillWhile(page, "new ones", async () => {
    await say(tomas, post, "The third.");
    await say(jonas, post, "The fourth.");
  }, () => pill(page, "2 new comments").waitFor());
  assert.equal(await comments(page).getByText("The third.").count(), 0);
  await count(page, 4);

  await pill(page, "2 new comments").press("Enter");

  await comments(page).getByText("The fourth.").waitFor();
  await hasFocus(comments(page).getByRole("article").filter({ hasText: "The third." }));
  await until(() => comments(page).getByText("The third.").evaluate((words) => {
    const { top, bottom } = words.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), "the new comment on the screen");
  assert.equal(await page.getByRole("button", { name: /new comment/ }).count(), 0);
  await leave();
});

test("what waits and is taken away is never seen", async () => {
  const { post, address } = await talk("A talk with regrets", 1);
  const { page, leave } = await read(address);
  await byId(page, { id: (await tomas.get(`/posts/${post.id}/comments`)).items[0].id }).scrollIntoViewIfNeeded();
  const hasty = await say(tomas, post, "Hasty words.");
  const calm = await say(tomas, post, "Calm words.");
  await pill(page, "2 new comments").waitFor();

  await tomas.change("DELETE", `/comments/${hasty.id}`);

  await pill(page, "1 new comment").waitFor();
  await pill(page, "1 new comment").click();
  await byId(page, calm).waitFor();
  assert.equal(await byId(page, hasty).count(), 0);
  await leave();
});

test("an answer stands beneath what it answers: at once where nobody looks, later where one does", async () => {
  const { post, said, address } = await talk("A talk with answers", 30);
  const { page, leave } = await read(address);
  await lookAt(page, said[10]);

  await stillWhile(page, "answers", async () => {
    await say(jonas, post, "Below, at once.", said[27]);
    await say(jonas, post, "Here, later.", said[11]);
  }, () => pill(page, "1 new comment").waitFor());
  const below = page.locator("li").filter({ has: byId(page, said[27]) }).getByRole("listitem").filter({ hasText: "Below, at once." });
  assert.equal(await below.count(), 1);
  assert.equal(await comments(page).getByText("Here, later.").count(), 0);

  await pill(page, "1 new comment").click();
  const here = page.locator("li").filter({ has: byId(page, said[11]) }).getByRole("listitem").filter({ hasText: "Here, later." });
  await here.waitFor();
  assert.equal(await comments(page).getByRole("link", { name: /^Show (the|all)/ }).count(), 0, "none is counted that is not here");
  await leave();
});

test("one's own comment stands there once, also if the line is faster than the answer", async () => {
  const { post, address } = await talk("A talk with oneself", 1);
  const { page, line, leave } = await read(address, { open: () => signIn(browser, site, "tomas") });
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/api/v2/posts/*/comments", async (route) => {
    const response = await route.fetch();
    if (route.request().method() === "POST") await held;
    await route.fulfill({ response });
  });

  await page.getByLabel("Your comment", { exact: true }).fill("Said once.");
  await page.getByRole("button", { name: "Post comment" }).click();
  await until(() => line.frames.some((frame) => frame.type === "comment.created" && frame.data.body === "Said once."), "the event");
  const other = await say(jonas, post, "Said by another.");
  await until(() => line.frames.some((frame) => frame.data?.id === other.id), "the other's event");
  release();

  await comments(page).getByText("Said once.").waitFor();
  await count(page, 3);
  await until(async () => (await pill(page, "1 new comment").count()) + (await byId(page, other).count()) === 1, "the other's");
  assert.equal(await comments(page).getByText("Said once.").count(), 1);
  await leave();
});

test("screen readers hear of comments now and then, of many at once", async () => {
  const { post, address } = await talk("A talk that is heard", 1);
  const { page, leave } = await read(address);
  await page.evaluate(() => {
    globalThis.heard = [];
    const announcer = document.getElementById("announcer");
    const note = () => announcer.textContent && heard.push({ words: announcer.textContent.trim(), at: performance.now() });
    new MutationObserver(note).observe(announcer, { childList: true, characterData: true, subtree: true });
  });
  const heard = () => page.evaluate(() => globalThis.heard.filter(({ words }) => words.includes("comment")));

  await Promise.all(["a", "b", "c"].map((words) => say(tomas, post, words)));
  await until(async () => (await heard()).length === 1, "the announcement");
  await say(tomas, post, "d");
  await until(async () => (await heard()).length === 2, "the next announcement");

  const [first, second] = await heard();
  assert.deepEqual([first.words, second.words], ["3 new comments", "1 new comment"]);
  assert.ok(second.at - first.at > 4_500, `${second.at - first.at} ms between them`);
  await leave();
});

test("a form keeps its focus, its words and its caret while the thread around it changes", async () => {
  const { post, said, address } = await talk("A talk that is interrupted", 2);
  const { page, leave } = await read(address, { open: () => signIn(browser, site, "mina") });
  await byId(page, said[1]).getByRole("button", { name: "Reply" }).click();
  const field = page.getByLabel("Your reply", { exact: true });
  await field.fill("In the middle");
  await field.evaluate((area) => area.setSelectionRange(3, 6));

  await tomas.change("PATCH", `/comments/${said[1].id}`, { body: "Said otherwise." });
  await byId(page, said[1]).getByText("Said otherwise.").waitFor();
  await say(jonas, post, "An answer meanwhile.", said[1]);
  await page.getByRole("button", { name: /new comment/ }).or(comments(page).getByText("An answer meanwhile.")).first().waitFor();

  await hasFocus(field);
  assert.deepEqual(await field.evaluate((area) => [area.value, area.selectionStart, area.selectionEnd]), ["In the middle", 3, 6]);
  await tomas.change("DELETE", `/comments/${said[1].id}`);
  await byId(page, said[1]).getByText("This comment was deleted.").waitFor();
  await hasFocus(field);
  assert.equal(await field.inputValue(), "In the middle");
  await leave();
});

test("whoever is on a button of a comment that goes is on the comment's place", async () => {
  const { said, address } = await talk("A talk by keyboard", 3);
  const { page, leave } = await read(address, { open: () => signIn(browser, site, "mina") });
  const button = byId(page, said[1]).getByRole("button", { name: "Reply" });
  await button.focus();

  await tomas.change("PATCH", `/comments/${said[1].id}`, { body: "Said otherwise." });
  await byId(page, said[1]).getByText("Said otherwise.").waitFor();
  await hasFocus(button);
  await tomas.change("DELETE", `/comments/${said[1].id}`);

  await hasFocus(byId(page, said[1]));
  await leave();
});

test("a comment that is hidden and shown again keeps its place on every page", async () => {
  const { said, address } = await talk("A talk with a censor", 3);
  const { page, leave } = await read(address);
  await lookAt(page, said[1]);

  await stillWhile(page, "hiding", () => jonas.call("PUT", `/comments/${said[1].id}/hide`, {}), () => byId(page, said[1]).getByText("This comment was hidden.").waitFor());
  await count(page, 2);
  await stillWhile(page, "showing", () => jonas.call("DELETE", `/comments/${said[1].id}/hide`), () => byId(page, said[1]).getByText(/^Word 1/).waitFor());
  await count(page, 3);
  await leave();
});

test("what is not loaded only counts, and comes with the rest", async () => {
  const { post, address } = await talk("A long talk", 101);
  const { page, leave } = await read(address);

  const late = await say(jonas, post, "The last word.");
  await count(page, 102);
  assert.equal(await byId(page, late).count(), 0);
  await comments(page).getByRole("link", { name: "More comments" }).click();

  await byId(page, late).waitFor();
  assert.equal(await comments(page).getByRole("article").count(), 102);
  assert.equal(await page.getByRole("button", { name: /new comment/ }).count(), 0);
  await leave();
});

test("newest first, what is new waits above; further down it is there", async () => {
  const { post, said, address } = await talk("A talk upside down", 3);
  const { page, leave } = await read(address, { query: "?sort=newest" });
  await lookAt(page, said[2], 200);

  await say(jonas, post, "Brand new.");
  await pill(page, "1 new comment").click();

  const articles = comments(page).getByRole("article");
  await articles.filter({ hasText: "Brand new." }).waitFor();
  assert.match(await articles.first().textContent(), /Brand new/);
  await leave();
});

test("after a silence of the line the thread is read again, without a move", async () => {
  const { post, said, address } = await talk("A talk with a gap", 30);
  const opened = await openPage(browser, { viewport: { width: 1000, height: 700 } });
  const tap = await tapLine(opened.page);
  const { page, context, complaints } = opened;
  await visit(page, address);
  const topic = await tap.follows("comments");
  await tap.follows("counts");
  await lookAt(page, said[10]);
  tap.isDeaf = true;
  await tomas.change("PATCH", `/comments/${said[2].id}`, { body: `Changed unheard: ${LONG}` });
  await tomas.change("DELETE", `/comments/${said[3].id}`);
  const below = await say(jonas, post, "Said unheard, below.");
  const here = await say(jonas, post, "Said unheard, here.", said[11]);

  tap.isDeaf = false;
  await stillWhile(page, "reading again", () => tap.say({ frame: "resync", topic, id: 1_000 }), () => pill(page, "1 new comment").waitFor());

  await byId(page, said[2]).getByText(/^Changed unheard/).waitFor({ state: "attached" });
  await byId(page, said[3]).getByText("This comment was deleted.").waitFor({ state: "attached" });
  await byId(page, below).waitFor({ state: "attached" });
  await count(page, 31);
  await pill(page, "1 new comment").click();
  await byId(page, here).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what was said before the line was open is there as well", async () => {
  const { post, address } = await talk("A talk that began early", 1);
  const { page, context, complaints } = await openPage(browser);
  const line = listenIn(page);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/*_bg*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address, { waitUntil: "domcontentloaded" });

  const early = await say(jonas, post, "Said while it was loading.");
  release();
  await takenOver(page);

  await line.follows("comments");
  await until(async () => (await byId(page, early).count()) + (await pill(page, "1 new comment").count()) > 0, "the early comment");
  await count(page, 2);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever comes back by Back finds what was said meanwhile", async () => {
  const { post, address } = await talk("A talk to come back to", 1);
  const { page, leave } = await read(address);
  await page.getByRole("region", { name: "Written by" }).getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: "Jonas Reyes" }).waitFor();
  const meanwhile = await say(jonas, post, "Said meanwhile.");

  await page.goBack();

  await until(async () => (await byId(page, meanwhile).count()) + (await pill(page, "1 new comment").count()) > 0, "what was said");
  await count(page, 2);
  await leave();
});
