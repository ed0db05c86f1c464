// Two people beneath a post: comment, answer, change, take away, hide, close.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, details, openPost } from "../editor.mjs";
import { clientOf, signIn } from "../people.mjs";
import { hasFocus, hold, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser, jonas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** A fresh post of Jonas's with its author and a reader in front of it. */
async function gather(name) {
  const post = await jonas.publish({ title: name, body: "What do you think?" });
  const [author, reader] = await Promise.all(["jonas", "tomas"].map((username) => signIn(browser, site, username)));
  const address = `${site.address}/posts/${post.slug}`;
  await Promise.all([author, reader].map(({ page }) => visit(page, address)));
  const leave = async (allowed = /^$/) => {
    const complaints = [...author.complaints, ...reader.complaints].filter((text) => !allowed.test(text));
    assert.deepEqual(complaints, []);
    await Promise.all([author, reader].map(({ context }) => context.close()));
  };
  return { post, address, author: author.page, reader: reader.page, leave };
}

const comments = (page) => page.getByRole("region", { name: /^Comments/ });
/** The innermost comment that says something. */
const comment = (page, words) => comments(page).getByRole("article").filter({ hasText: words }).last();

async function say(page, words) {
  await page.getByLabel("Your comment", { exact: true }).fill(words);
  await page.getByRole("button", { name: "Post comment" }).click();
  await comment(page, words.replaceAll("*", "")).waitFor();
}

test("a comment is answered, and the answer stands beneath it for everyone", async () => {
  const { address, author, reader, leave } = await gather("Thoughts on rope");
  await say(reader, "Which *knot* holds best?");
  await comment(reader, "Which").locator("em", { hasText: "knot" }).waitFor();

  await visit(author, address);
  await comment(author, "Which").getByRole("button", { name: "Reply" }).click();
  await author.getByLabel("Your reply", { exact: true }).fill("A bowline.");
  await author.keyboard.press("Control+Enter");
  await comment(author, "A bowline.").waitFor();

  const stranger = await openPage(browser, { javaScriptEnabled: false });
  await stranger.page.goto(address);
  const thread = comments(stranger.page).getByRole("listitem").filter({ hasText: "Which" }).first();
  await thread.getByRole("listitem").filter({ hasText: "A bowline." }).waitFor();
  assert.equal(await comment(stranger.page, "A bowline.").getByText("Author", { exact: true }).count(), 1);
  await comments(stranger.page).getByRole("heading", { name: /2$/ }).waitFor();
  await stranger.context.close();
  await leave();
});

test("one's own comment is changed and taken away; its answers stay", async () => {
  const { address, author, reader, leave } = await gather("Thoughts on tar");
  await say(reader, "It smells awfull.");

  await comment(reader, "awfull").getByRole("button", { name: "Edit" }).click();
  await reader.getByLabel("Change your comment").fill("It smells awful.");
  await reader.getByRole("button", { name: "Save", exact: true }).click();
  await comment(reader, "It smells awful.").getByText("edited").waitFor();
  await visit(author, address);
  assert.equal(await comment(author, "awful").getByRole("button", { name: "Edit" }).count(), 0);
  await comment(author, "awful").getByRole("button", { name: "Reply" }).click();
  await author.getByLabel("Your reply", { exact: true }).fill("You get used to it.");
  await author.getByRole("button", { name: "Post reply" }).click();
  await comment(author, "You get used to it.").waitFor();

  await visit(reader, address);
  await comment(reader, "It smells awful.").getByRole("button", { name: "Delete" }).click();
  const question = reader.getByRole("dialog", { name: "Delete this comment?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await comment(reader, "It smells awful.").getByRole("button", { name: "Delete" }).click();
  await question.getByRole("button", { name: "Delete" }).click();
  await comments(reader).getByText("This comment was deleted.").waitFor();

  const html = await (await fetch(address)).text();
  assert.ok(!html.includes("It smells awful.") && html.includes("You get used to it."));
  await leave();
});

test("the post's author hides a comment and shows it again", async () => {
  const { address, author, reader, leave } = await gather("Thoughts on weather");
  await say(reader, "Buy my umbrellas.");
  await visit(author, address);

  await comment(author, "umbrellas").getByRole("button", { name: "Hide" }).click();
  await comments(author).getByText("This comment was hidden.").waitFor();
  await visit(reader, address);
  await comments(reader).getByText("This comment was hidden.").waitFor();
  assert.equal(await comments(reader).getByText("umbrellas").count(), 0);
  assert.equal(await comments(reader).getByRole("button", { name: "Show again" }).count(), 0);

  await comments(author).getByRole("button", { name: "Show again" }).click();
  await comment(author, "umbrellas").waitFor();
  await visit(reader, address);
  await comment(reader, "umbrellas").waitFor();
  await leave();
});

test("closed comments stay to be read and take no more", async () => {
  const { post, address, author, reader, leave } = await gather("Thoughts on closing time");
  await say(reader, "One for the road.");
  await openPost(author, site, post.id);

  await author.getByRole("button", { name: "Details", exact: true }).click();
  await details(author).getByLabel("Take new comments").uncheck();
  await author.getByRole("button", { name: "Update" }).click();
  await author.getByText("Updated.", { exact: true }).waitFor();
  // Whoever had the page open before is told, and loses no words.
  await reader.getByLabel("Your comment", { exact: true }).fill("And one more.");
  await reader.getByRole("button", { name: "Post comment" }).click();
  await comments(reader).getByRole("alert").filter({ hasText: /takes no new comments/ }).waitFor();
  assert.equal(await reader.getByLabel("Your comment", { exact: true }).inputValue(), "And one more.");

  await visit(reader, address);
  await comments(reader).getByText("Comments are closed.").waitFor();
  await comment(reader, "One for the road.").waitFor();
  assert.equal(await reader.getByRole("button", { name: /Post comment|Reply/ }).count(), 0);
  await leave(/status of (403|409)/);
});

test("beneath what is not published nobody comments yet, and what was removed takes no more", async () => {
  const [tomas, mina] = await Promise.all(["tomas", "mina"].map((username) => clientOf(site, username)));
  const [draft, scheduled] = await Promise.all(["ink", "tides"].map((what) => jonas.post("/posts", { title: `Thoughts on ${what}`, body: "Wait." })));
  await jonas.post(`/posts/${scheduled.id}/publish`, { at: new Date(Date.now() + 86_400_000).toISOString() });
  const removed = await jonas.publish({ title: "Thoughts on barnacles", body: "Ouch." });
  await tomas.post(`/posts/${removed.id}/comments`, { body: "Said in time." });
  await mina.post(`/posts/${removed.id}/remove`, { reason: "Too prickly." });
  const [author, staff] = await Promise.all(["jonas", "mina"].map((username) => signIn(browser, site, username)));
  const takesNone = async (page) => assert.equal(await page.getByRole("button", { name: /Post comment|Reply/ }).count(), 0);
  const later = "Comments open once this is published.";

  for (const { slug } of [draft, scheduled]) {
    await visit(author.page, `${site.address}/posts/${slug}`);
    await comments(author.page).getByText(later).waitFor();
    await takesNone(author.page);
  }
  for (const { page } of [author, staff]) {
    await visit(page, `${site.address}/posts/${removed.slug}`);
    await comment(page, "Said in time.").getByRole("button", { name: /^(Hide|Delete)$/ }).first().waitFor();
    await takesNone(page);
    assert.equal(await page.getByText(later).count(), 0);
  }
  // Chromium reports the status of a page that is there for few.
  for (const { complaints, context } of [author, staff]) {
    assert.deepEqual(complaints.filter((text) => !text.includes("status of 410")), []);
    await context.close();
  }
});

test("a comment that was not sent is still there after a reload", async () => {
  const { address, reader, leave } = await gather("Thoughts on patience");
  await reader.getByLabel("Your comment", { exact: true }).fill("I was about to say");
  const kept = () => reader.evaluate(() => JSON.stringify({ ...localStorage }));
  await until(async () => (await kept()).includes("about to say"), "the copy");

  await visit(reader, address);

  assert.equal(await reader.getByLabel("Your comment", { exact: true }).inputValue(), "I was about to say");
  await leave();
});

test("what is typed while a comment is being sent stays", async () => {
  const { reader, leave } = await gather("Thoughts on haste");
  const field = reader.getByLabel("Your comment", { exact: true });
  const release = await hold(reader, "**/comments");
  await field.fill("First things first.");
  await reader.getByRole("button", { name: "Post comment" }).click();
  await field.pressSequentially(" And then");
  release();

  await comment(reader, "First things first.").waitFor();

  assert.equal(await field.inputValue(), "First things first. And then");
  await leave();
});

test("the same words said again are another comment, and those taken away do not come back", async () => {
  const { post, reader, leave } = await gather("Thoughts on manners");
  const thanks = comments(reader).getByRole("article").filter({ hasText: "Thanks!" });
  const sayThanks = async (count) => {
    await reader.getByLabel("Your comment", { exact: true }).fill("Thanks!");
    await reader.getByRole("button", { name: "Post comment" }).click();
    await until(async () => (await thanks.count()) === count, `${count} comments`);
  };
  await sayThanks(1);

  await sayThanks(2);

  await thanks.last().getByRole("button", { name: "Delete" }).click();
  await reader.getByRole("dialog", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await until(async () => (await thanks.count()) === 1, "one to be gone");
  await sayThanks(2);
  const { items } = await jonas.get(`/posts/${post.id}/comments`);
  assert.equal(items.filter(({ body, state }) => body === "Thanks!" && state === "visible").length, 2);
  await leave();
});

test("a form that is open stays as it is while the threads change", async () => {
  const { reader, leave } = await gather("Thoughts on interruptions");
  await say(reader, "Where was I?");
  await comment(reader, "Where was I?").getByRole("button", { name: "Reply" }).click();
  const reply = reader.getByLabel("Your reply", { exact: true });
  await reply.fill("At the beginning");

  await say(reader, "And another thing.");

  assert.equal(await reply.inputValue(), "At the beginning");
  // The thread itself changes, and is made anew with what is on its way.
  let sent = 0;
  reader.on("request", (request) => (sent += Number(request.method() === "POST" && request.url().includes("/comments"))));
  const release = await hold(reader, "**/comments");
  await reader.getByRole("button", { name: "Post reply" }).click();
  await reply.press("Control+Enter");
  release();
  await comment(reader, "At the beginning").waitFor();
  await reply.waitFor({ state: "hidden" });
  assert.equal(sent, 1);
  await leave();
});

test("a change that grew from an older version is shown beside the newer one", async () => {
  const { post, address, reader, leave } = await gather("Thoughts on revisions");
  await say(reader, "The tide turns at noon.");
  await comment(reader, "tide turns").getByRole("button", { name: "Edit" }).click();
  const field = reader.getByLabel("Change your comment");
  await field.fill("The tide turns at one.");
  const kept = () => reader.evaluate(() => JSON.stringify({ ...localStorage }));
  await until(async () => (await kept()).includes("turns at one"), "the copy");
  const tomas = await clientOf(site, "tomas");
  const [{ id }] = (await tomas.get(`/posts/${post.id}/comments`)).items;
  await tomas.change("PATCH", `/comments/${id}`, { body: "The tide turns at two." });

  await visit(reader, address);
  await comment(reader, "turns at two").getByRole("button", { name: "Edit" }).click();

  await comments(reader).getByRole("alert").filter({ hasText: "The tide turns at two." }).waitFor();
  assert.equal(await field.inputValue(), "The tide turns at one.");
  await reader.getByRole("button", { name: "Save", exact: true }).click();
  await comment(reader, "turns at one").waitFor();
  await leave();
});

test("a stranger is asked to sign in, and comes back to the comments", async () => {
  const post = await jonas.publish({ title: "Thoughts on strangers", body: "Welcome." });
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/posts/${post.slug}`);

  await comments(page).getByRole("link", { name: "Sign in to join the conversation." }).click();
  await page.getByLabel("Username or e-mail address").fill("tomas");
  await page.getByLabel("Password", { exact: true }).fill("harbour-lights");
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();

  await page.waitForURL(`**/posts/${post.slug}#comments`);
  await say(page, "Good to be here.");
  assert.equal(await body(page).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever comes back finds the comment they wrote, and the number of all", async () => {
  const { reader, leave } = await gather("Thoughts on returning");
  await say(reader, "I shall be back.");

  await reader.getByRole("region", { name: "Written by" }).getByRole("link").first().click();
  await reader.waitForURL("**/users/jonas");
  await reader.goBack();

  await comment(reader, "I shall be back.").waitFor();
  await comments(reader).getByRole("heading", { name: /1$/ }).waitFor();
  await leave();
});

test("the focus goes back to what opened a form, and to the comment whose buttons are gone", async () => {
  const { reader, leave } = await gather("Thoughts on keys");
  await say(reader, "Mine to change.");
  const own = comment(reader, "Mine to change.");
  const button = (name) => own.getByRole("button", { name, exact: true });

  for (const [name, label] of [["Reply", "Your reply"], ["Edit", "Change your comment"]]) {
    await button(name).click();
    await hasFocus(reader.getByLabel(label, { exact: true }));
    await reader.keyboard.press("Escape");
    await hasFocus(button(name));
    await button(name).click();
    await own.getByRole("button", { name: "Cancel", exact: true }).click();
    await hasFocus(button(name));
  }
  await button("Reply").click();
  await reader.getByLabel("Your reply", { exact: true }).fill("And mine to answer.");
  await reader.keyboard.press("Control+Enter");
  await comment(reader, "And mine to answer.").waitFor();
  await hasFocus(button("Reply"));

  await button("Delete").click();
  const place = await own.getAttribute("id");
  await reader.getByRole("dialog", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await comments(reader).getByText("This comment was deleted.").waitFor();
  await hasFocus(reader.locator(`#${place}`));
  await leave();
});

test("on paper stand the post and its comments, and no form", async () => {
  const { reader, leave } = await gather("Thoughts on paper");
  await say(reader, "To be printed.");

  await reader.emulateMedia({ media: "print" });

  assert.ok(await comment(reader, "To be printed.").isVisible());
  for (const part of [".composer", ".site-header", ".comment__actions"]) {
    assert.equal(await reader.locator(part).first().isVisible(), false, part);
  }
  await leave();
});
