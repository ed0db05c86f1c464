// What is being written beneath a post is kept for whoever writes it: through a reload, a crash and a sign-out, and from
// everybody else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, DEMO_PASSWORD, fillSignIn, signIn, signOut } from "../people.mjs";
import { nextPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser, jonas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const comments = (page) => page.getByRole("region", { name: /^Comments/ });
const field = (page) => page.getByLabel("Your comment", { exact: true });
const reply = (page) => page.getByLabel("Your reply", { exact: true });
const note = (page) => comments(page).getByText(/^Not sent yet\. Kept on this device today at \d\d:\d\d\./);
/** Waits until the device keeps these words, or does so no more. */
const kept = (page, words, wanted = true) =>
  until(async () => (await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes(words) === wanted, `“${words}” ${wanted ? "" : "not "}to be kept`);

/** A post of Jonas's with one comment of his, and somebody in front of it. */
async function gather(title, username = "tomas") {
  const post = await jonas.publish({ title, body: "What do you think?" });
  const said = await jonas.post(`/posts/${post.id}/comments`, { body: "I begin." });
  const { page, context, complaints } = await signIn(browser, site, username);
  const address = `${site.address}/posts/${post.slug}`;
  await visit(page, address);
  await field(page).waitFor();
  const leave = async () => {
    assert.deepEqual(complaints, []);
    await context.close();
  };
  return { post, said, page, context, address, leave };
}

async function signInAgain(page, username, address) {
  await visit(page, `${site.address}/login`);
  await fillSignIn(page, username, DEMO_PASSWORD);
  await page.waitForURL((url) => url.pathname !== "/login");
  await visit(page, address);
  await field(page).waitFor();
}

test("a comment and an answer are there again after a reload and after a crash", async () => {
  const { page, context, address, leave } = await gather("Words before a storm");
  await field(page).fill("A comment in the making");
  await comments(page).getByRole("button", { name: "Reply", exact: true }).click();
  await reply(page).fill("An answer in the making");
  await kept(page, "An answer in the making");
  await kept(page, "A comment in the making");

  await visit(page, address);
  assert.equal(await field(page).inputValue(), "A comment in the making");
  await note(page).waitFor();
  await comments(page).getByRole("button", { name: "Continue reply" }).click();
  assert.equal(await reply(page).inputValue(), "An answer in the making");

  // No page has the time to say anything when its browser dies.
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  // It does not answer.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
  const { page: other } = await nextPage(context);
  await visit(other, address);
  await until(async () => (await field(other).inputValue()) === "A comment in the making", "the comment");
  await leave();
});

test("what was begun waits for its writer behind a sign-out; another person finds an empty form", async () => {
  const { page, said, address, leave } = await gather("Words between two people");
  await field(page).fill("Tomas was about to say");
  await comments(page).getByRole("button", { name: "Reply", exact: true }).click();
  await reply(page).fill("Tomas was about to answer");
  await kept(page, "about to answer");
  await signOut(page);

  await signInAgain(page, "mina", address);
  assert.equal(await field(page).inputValue(), "");
  assert.equal(await note(page).count(), 0);
  await page.locator(`#comment-${said.id}`).getByRole("button", { name: "Reply", exact: true }).click();
  assert.equal(await reply(page).inputValue(), "");
  await field(page).fill("Mina says something else");
  await kept(page, "Mina says something else");
  await signOut(page);

  await signInAgain(page, "tomas", address);
  await until(async () => (await field(page).inputValue()) === "Tomas was about to say", "the words of the first");
  await comments(page).getByRole("button", { name: "Continue reply" }).click();
  assert.equal(await reply(page).inputValue(), "Tomas was about to answer");
  await leave();
});

test("on a page that stays open while people come and go nobody reads another's words", async () => {
  const { page, context, said, address, leave } = await gather("Words in a window left open");
  const window = await nextPage(context);
  await visit(window.page, address);
  await field(window.page).fill("Left lying about");
  await window.page.locator(`#comment-${said.id}`).getByRole("button", { name: "Reply", exact: true }).click();
  await reply(window.page).fill("And this as well");
  await kept(page, "And this as well");

  // The session ends; whoever is asked to sign in again goes on as a stranger.
  await signOut(page);
  await window.page.getByRole("button", { name: "Go on as a stranger" }).click();
  await window.page.getByRole("link", { name: "Sign in to join the conversation." }).waitFor();
  assert.equal(await reply(window.page).count(), 0);
  await signInAgain(page, "mina", address);

  await field(window.page).waitFor();
  assert.equal(await field(window.page).inputValue(), "");
  const words = (await window.page.locator("textarea").evaluateAll((areas) => areas.map((area) => area.value))).join();
  assert.equal(words, "");
  await kept(page, "Left lying about");
  await leave();
});

test("what another tab keeps stays when a comment is posted here", async () => {
  const { page, context, address, leave } = await gather("Words in two windows");
  const { page: other } = await nextPage(context);
  await visit(other, address);
  await field(page).fill("What the first window says");
  await kept(page, "What the first window says");
  await field(other).fill("What the second window says");
  await kept(page, "What the second window says");

  await page.getByRole("button", { name: "Post comment" }).click();
  await comments(page).getByRole("article").filter({ hasText: "What the first window says" }).waitFor();

  // A page that goes says its last word to the device.
  await visit(page, address);
  await until(async () => (await field(page).inputValue()) === "What the second window says", "the other window's words");
  await leave();
});

test("what is sent before the device was told of all of it is kept no more", async () => {
  const { page, address, leave } = await gather("Words in a hurry");
  await field(page).fill("In a hurry");
  await kept(page, "In a hurry");
  await field(page).pressSequentially(" indeed");
  await field(page).press("Control+Enter");
  await comments(page).getByRole("article").filter({ hasText: "In a hurry indeed" }).waitFor();

  await visit(page, address);
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "");
  await kept(page, "In a hurry", false);
  await leave();
});

test("what is sent, emptied or discarded is kept no more", async () => {
  const { page, address, leave } = await gather("Words that are done with");
  await field(page).fill("To be sent");
  await kept(page, "To be sent");
  await page.getByRole("button", { name: "Post comment" }).click();
  await comments(page).getByRole("article").filter({ hasText: "To be sent" }).waitFor();
  await kept(page, "To be sent", false);

  await field(page).fill("To be emptied");
  await kept(page, "To be emptied");
  await field(page).fill("");
  await kept(page, "To be emptied", false);

  await field(page).fill("To be discarded");
  await kept(page, "To be discarded");
  await visit(page, address);
  await until(async () => (await field(page).inputValue()) === "To be discarded", "the kept words");
  await comments(page).getByRole("button", { name: "Discard it" }).click();
  assert.equal(await field(page).inputValue(), "");
  await kept(page, "To be discarded", false);
  await visit(page, address);
  await field(page).waitFor();
  assert.equal(await field(page).inputValue(), "");
  await leave();
});

test("a change that was begun is offered beside its comment", async () => {
  const { page, address, leave } = await gather("Words on second thought", "jonas");
  await comments(page).getByRole("button", { name: "Edit", exact: true }).click();
  await page.getByLabel("Change your comment").fill("I begin anew.");
  await kept(page, "I begin anew.");

  await visit(page, address);
  await comments(page).getByRole("button", { name: "Continue edit" }).click();

  assert.equal(await page.getByLabel("Change your comment").inputValue(), "I begin anew.");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await comments(page).getByRole("article").filter({ hasText: "I begin anew." }).waitFor();
  await kept(page, "I begin anew.", false);
  await comments(page).getByRole("button", { name: "Edit", exact: true }).waitFor();
  await leave();
});
