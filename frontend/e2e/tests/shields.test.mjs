// Keeping people away: muting and blocking from their page, and the way back from the settings.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenIn } from "../line.mjs";
import { clientOf, newcomer, PASSWORD, register, signOut } from "../people.mjs";
import { hasFocus, nextPage, startBrowser, startSite, until, visit } from "../site.mjs";

const PROBLEM = { type: "/problems/internal", title: "Internal error", status: 500, detail: "Something failed.", code: "internal", request_id: "01hv4w6q0cexample" };

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Chooses an entry of the menu on a person's page. */
async function choose(page, name, entry) {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** Chooses it and says yes to its question. */
async function raise(page, name, verb) {
  await choose(page, name, `${verb} ${name}`);
  await page.getByRole("dialog", { name: `${verb} ${name}?` }).getByRole("button", { name: verb, exact: true }).click();
}

/** A post of Meadow's with a comment of somebody who follows her, and a post of theirs; where their words stand. */
async function scene(name, displayName) {
  const word = `thicket${name}`;
  const [meadow, author] = [await meadows(), await newcomer(site, name, displayName)];
  const host = await meadow.publish({ title: `Room beside ${word}`, body: "Grass.", tags: [word] });
  await author.publish({ title: `A walk through ${word}`, body: "Thorns.", tags: [word] });
  await author.post(`/posts/${host.id}/comments`, { body: `Mind the ${word}` });
  await author.call("PUT", "/users/meadow/follow");
  const found = async (kind) => (await meadow.get(`/search?q=${word}&type=${kind}`)).items.length > 0;
  await until(async () => (await found("posts")) && (await found("comments")), "the search to know of them");
  return [
    ["/", `A walk through ${word}`],
    [`/tags/${word}`, `A walk through ${word}`],
    [`/search?q=${word}`, `A walk through ${word}`],
    [`/search?q=${word}&type=comments`, `Mind the ${word}`],
    [`/posts/${host.slug}`, `Mind the ${word}`],
    ["/users/meadow/followers", displayName],
  ];
}

let meadow;
const meadows = async () => (meadow ??= await newcomer(site, "meadow", "Meadow"));

/** Loads an address in full; whether words were seen there in any frame, and whether they are at last. */
async function look(context, address, words) {
  const { page, complaints } = await nextPage(context);
  await page.addInitScript((words) => {
    window.framesWithThem = 0;
    const count = () => {
      const parts = [...document.querySelectorAll("li[data-by] a, li[data-by] .hit__snippet, .comment .prose")];
      const isSeen = (part) => part.textContent.includes(words) && part.checkVisibility({ visibilityProperty: true });
      if (parts.some(isSeen)) window.framesWithThem += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  }, words);
  await visit(page, site.address + address);
  await page.waitForLoadState("networkidle");
  const seen = [(await page.evaluate(() => window.framesWithThem)) > 0, await isShown(page, words)];
  assert.deepEqual(complaints, [], address);
  await page.close();
  return seen;
}

const isShown = async (page, words) => (await page.getByText(words).filter({ visible: true }).count()) > 0;

for (const [verb, back] of [["Mute", "Unmute"], ["Block", "Unblock"]]) {
  test(`pages that are loaded in full show nothing of whom one does not see (${verb})`, async () => {
    const name = verb.toLowerCase();
    const places = await scene(`briar${name}`, `Briar ${name}`);
    const { page, context, complaints } = await register(browser, site, `daisy${name}`);
    const sees = async () => {
      const seen = [];
      for (const [address, words] of places) seen.push(await look(context, address, words));
      return seen;
    };
    const [always, never] = [[true, true], [false, false]].map((seen) => places.map(() => seen));
    assert.deepEqual(await sees(), always);
    await visit(page, `${site.address}/users/briar${name}`);

    await raise(page, `Briar ${name}`, verb);
    await page.getByText("No posts here yet").waitFor();

    assert.deepEqual(await sees(), never, `after ${verb}`);
    await choose(page, `Briar ${name}`, `${back} Briar ${name}`);
    await page.getByRole("main").getByText(places[0][1]).waitFor();
    assert.deepEqual(await sees(), always, `after ${back}`);
    await raise(page, `Briar ${name}`, verb);
    await page.getByText("No posts here yet").waitFor();
    await signOut(page);
    assert.deepEqual(await sees(), always, "a stranger");
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("pages that were open before show nothing of whom one does not see from now on", async () => {
  const [[, words], , , , [post]] = await scene("gorse", "Gorse");
  const { page, context, complaints } = await register(browser, site, "clover");
  const [other, third] = [await nextPage(context), await nextPage(context)];
  await visit(other.page, `${site.address}/`);
  await visit(third.page, site.address + post);
  await visit(page, `${site.address}/`);
  await page.getByRole("link", { name: words }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Gorse", exact: true }).click();
  await page.getByRole("button", { name: "More about Gorse" }).waitFor();

  await raise(page, "Gorse", "Mute");
  await page.getByText("No posts here yet").waitFor();

  await until(async () => !(await isShown(other.page, words)), "the other tab to follow");
  await until(async () => !(await isShown(third.page, "Mind the thicketgorse")), "the comment to go");
  await page.goBack();
  await page.getByRole("link", { name: "Room beside thicketgorse" }).waitFor();
  assert.equal(await isShown(page, words), false);
  await page.goForward();
  await choose(page, "Gorse", "Unmute Gorse");
  await other.page.getByRole("link", { name: words }).waitFor();
  await third.page.getByText("Mind the thicketgorse").waitFor();
  for (const one of [complaints, other.complaints, third.complaints]) assert.deepEqual(one, []);
  await context.close();
});

test("an answer to somebody whom one does not see is heard, and stands beneath their place", async () => {
  const [sedge, rush] = await Promise.all([newcomer(site, "sedge", "Sedge"), newcomer(site, "rush", "Rush")]);
  const post = await (await meadows()).publish({ title: "Room for reeds", body: "Water." });
  const { page, context, complaints } = await register(browser, site, "lily");
  const lily = await clientOf(site, "lily", PASSWORD);
  await lily.call("PUT", "/users/sedge/mute");
  const line = listenIn(page);
  await visit(page, `${site.address}/posts/${post.slug}`);
  await line.follows("comments");

  const unheard = await sedge.post(`/posts/${post.id}/comments`, { body: "Unheard words." });
  await rush.post(`/posts/${post.id}/comments`, { body: "Heard words.", parent_id: unheard.id });

  const place = page.locator(`#comment-${unheard.id}`);
  const answer = page.locator("li").filter({ has: place }).getByRole("listitem").filter({ hasText: "Heard words." });
  const pill = page.getByRole("button", { name: "1 new comment", exact: true });
  await until(async () => (await answer.count()) + (await pill.count()) > 0, "the answer");
  if ((await pill.count()) > 0) await pill.click();
  await answer.waitFor();
  await place.getByText("This comment was hidden.").waitFor();
  assert.equal(await isShown(page, "Unheard words."), false);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("somebody is muted after a question, and heard again at once", async () => {
  await newcomer(site, "thorn", "Thorn");
  const { page, context, complaints } = await register(browser, site, "petal");
  const petal = await clientOf(site, "petal", PASSWORD);
  const isMuted = async () => (await petal.get("/users/thorn")).viewer.muted;
  await visit(page, `${site.address}/users/thorn`);

  await choose(page, "Thorn", "Mute Thorn");
  const question = page.getByRole("dialog", { name: "Mute Thorn?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await page.getByText("Muted", { exact: true }).count(), 0);
  await choose(page, "Thorn", "Mute Thorn");
  await question.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByText("Muted", { exact: true }).waitFor();
  await until(isMuted, "the mute to be stored");

  await choose(page, "Thorn", "Unmute Thorn");
  await until(async () => !(await isMuted()), "the mute to be taken back");
  assert.equal(await page.getByText("Muted", { exact: true }).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("somebody is blocked after a question, and let back from the settings", async () => {
  const bramble = await newcomer(site, "bramble", "Bramble");
  const { page, context, complaints } = await register(browser, site, "fern");
  const fern = await clientOf(site, "fern", PASSWORD);
  await fern.call("PUT", "/users/bramble/follow");
  await visit(page, `${site.address}/users/bramble`);
  const follow = page.getByRole("button", { name: "Follow Bramble", pressed: true });
  await follow.waitFor();

  await choose(page, "Bramble", "Block Bramble");
  await page.getByRole("dialog", { name: "Block Bramble?" }).getByRole("button", { name: "Block", exact: true }).click();
  await page.getByRole("button", { name: "Unblock Bramble" }).waitFor();
  await page.getByRole("link", { name: "0 followers" }).waitFor();
  await until(async () => (await fern.get("/users/bramble")).viewer.blocked, "the block to be stored");
  assert.equal((await bramble.call("PUT", "/users/fern/follow")).status, 403);

  await visit(page, `${site.address}/settings/privacy`);
  const blocked = page.getByRole("region", { name: "People you have blocked" });
  await blocked.getByRole("link", { name: "Bramble" }).waitFor();
  await blocked.getByRole("button", { name: "Unblock Bramble" }).click();
  await page.getByText("Bramble is no longer blocked.").waitFor();
  await blocked.getByText("You have blocked nobody.").waitFor();
  await hasFocus(page.getByRole("heading", { name: "People you have blocked" }));
  await visit(page, `${site.address}/users/bramble`);
  await page.getByRole("button", { name: "Follow Bramble", pressed: false }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a block that is refused leaves everything as it was, and a refused way back too", async () => {
  const nettle = await newcomer(site, "nettle", "Nettle");
  const { page, context, complaints } = await register(browser, site, "dock");
  const dock = await clientOf(site, "dock", PASSWORD);
  await dock.call("PUT", "/users/nettle/follow");
  await nettle.call("PUT", "/users/dock/follow");
  await visit(page, `${site.address}/users/nettle`);
  const follow = page.getByRole("button", { name: "Follow Nettle" });
  const isFollowing = async () => (await follow.getAttribute("aria-pressed")) === "true";
  const tied = async () => {
    await until(isFollowing, "the follow to stand");
    await page.getByText("Follows you", { exact: true }).waitFor();
    await page.getByRole("link", { name: "1 follower", exact: true }).waitFor();
  };
  await tied();
  let refuse;
  const answered = new Promise((resolve) => (refuse = resolve));
  await page.route("**/api/v2/users/nettle/block", async (route) => {
    await answered;
    await route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) });
  });

  await raise(page, "Nettle", "Block");
  const unblock = page.getByRole("button", { name: "Unblock Nettle" });
  await unblock.waitFor();
  await page.getByRole("link", { name: "0 followers", exact: true }).waitFor();
  assert.equal(await page.getByText("Follows you", { exact: true }).count(), 0);
  refuse();

  await page.getByText(/^Internal error/).waitFor();
  await tied();
  await dock.call("PUT", "/users/nettle/block");
  await visit(page, `${site.address}/users/nettle`);
  await unblock.focus();
  await page.keyboard.press("Enter");
  await until(async () => (await page.getByText(/^Internal error/).count()) > 0, "the refusal");
  await hasFocus(unblock);
  await page.unroute("**/api/v2/users/nettle/block");
  await page.keyboard.press("Enter");
  await hasFocus(follow);
  assert.equal(await isFollowing(), false);
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 500")), []);
  await context.close();
});

test("nobody finds such a menu on their own page, and strangers find none", async () => {
  const { page, context } = await register(browser, site, "moss");
  await visit(page, `${site.address}/users/moss`);
  await page.getByRole("link", { name: "Edit profile" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^More about/ }).count(), 0);
  await context.close();
});
