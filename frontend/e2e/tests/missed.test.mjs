// What a page could miss: what happens while an answer of before that is on its way to it, and what it asks for where it
// gets no answer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenIn, tapLine } from "../line.mjs";
import { clientOf } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";
import { byId, comments } from "../still.mjs";

let site, browser, jonas, tomas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  [jonas, tomas] = await Promise.all(["jonas", "tomas"].map((username) => clientOf(site, username)));
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const say = (client, post, body) => client.post(`/posts/${post.id}/comments`, { body });

/** A post of Jonas's with so many comments of Tomas's. */
async function talk(title, number) {
  const post = await jonas.publish({ title, body: "What do you think?" });
  const said = [];
  for (let at = 0; at < number; at += 1) said.push(await say(tomas, post, `Word ${at}.`));
  return { post, said, address: `${site.address}/posts/${post.slug}` };
}

/** A stranger who reads it, on a line that is open. */
async function read(address) {
  const opened = await openPage(browser, { viewport: { width: 1000, height: 700 } });
  const line = listenIn(opened.page);
  await visit(opened.page, address);
  await Promise.all(["comments", "counts"].map(line.follows));
  return { ...opened, line };
}

/** The answer to the next question for comments that `address` fits is made at once, and comes once it is let go. */
async function holdAnswer(page, address) {
  let [release, isMade] = [undefined, false];
  const held = new Promise((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    const response = await route.fetch();
    isMade = true;
    await held;
    await route.fulfill({ response });
  });
  return { release, made: () => until(() => isMade, "the answer to be made") };
}

/** One comment is changed, one is deleted and one is written, and the page is told of all of it. */
async function goOn({ page, line }, post, changed, deleted) {
  await tomas.change("PATCH", `/comments/${changed.id}`, { body: "Said otherwise." });
  await tomas.change("DELETE", `/comments/${deleted.id}`);
  const late = await say(jonas, post, "The last word.");
  await until(() => line.frames.some((frame) => frame.data?.id === late.id), "the events");
  // Whoever does not wait for the answer has taken them in by now: they are collected for a moment.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
  return late;
}

async function hasGoneOn(page, changed, deleted, late) {
  await byId(page, changed).getByText("Said otherwise.").waitFor({ state: "attached" });
  await byId(page, deleted).getByText("This comment was deleted.").waitFor({ state: "attached" });
  // Before the reader's eyes it waits behind a button.
  const button = page.getByRole("button", { name: "1 new comment", exact: true });
  await until(async () => (await byId(page, late).count()) + (await button.count()) === 1, "the last word");
}

test("what happens while more comments are on their way is there once they have come", async () => {
  const { post, said, address } = await talk("A talk that goes on meanwhile", 103);
  const reader = await read(address);
  const { page, context, complaints } = reader;
  const answer = await holdAnswer(page, /\/comments\?.*after=/);
  await comments(page).getByRole("link", { name: "More comments" }).click();
  await answer.made();

  const late = await goOn(reader, post, said[101], said[102]);
  answer.release();

  await hasGoneOn(page, said[101], said[102], late);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what happens while another order is on its way is there once it has come", async () => {
  const { post, said, address } = await talk("A talk that is turned around", 3);
  const reader = await read(address);
  const { page, context, complaints } = reader;
  const answer = await holdAnswer(page, /\/comments\?.*sort=newest/);
  await page.getByRole("link", { name: "Newest", exact: true }).click();
  await answer.made();

  const late = await goOn(reader, post, said[0], said[1]);
  answer.release();

  await page.waitForURL("**?sort=newest");
  await hasGoneOn(page, said[0], said[1], late);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what was missed is asked for until there is an answer", async () => {
  const { said, address } = await talk("A talk that is refused once", 2);
  const { page, context, complaints } = await openPage(browser);
  const tap = await tapLine(page);
  await visit(page, address);
  const topic = await tap.follows("comments");
  await tap.follows("counts");
  tap.isDeaf = true;
  await tomas.change("PATCH", `/comments/${said[0].id}`, { body: "Changed unheard." });
  let asked = 0;
  await page.route("**/api/v2/posts/*/comments?*", (route) => {
    asked += 1;
    return asked > 1 ? route.continue() : route.fulfill({ status: 503, body: "Busy." });
  });

  await until(() => tap.withheld > 0, "something to be kept from the page");
  tap.isDeaf = false;
  tap.say({ frame: "resync", topic, id: 1_000 });

  await byId(page, said[0]).getByText("Changed unheard.").waitFor();
  assert.equal(asked, 2);
  assert.deepEqual(complaints.filter((complaint) => !complaint.includes("status of 503")), []);
  await context.close();
});
