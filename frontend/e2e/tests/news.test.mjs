// New posts on the front page and in the feed: they say that they are there, move nothing, and come when they are asked for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, newcomer, PASSWORD, register, signIn } from "../people.mjs";
import { hasFocus, holdApp, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

let site, browser, jonas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Notes what the server says on a page's line. */
function watchLine() {
  window.said = [];
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", (event) => window.said.push(String(event.data)));
    }
  };
}

/** Opens a page that lists what is new, and waits until it is told of that. */
async function open(page, path) {
  await page.addInitScript(watchLine);
  await visit(page, site.address + path);
  await until(() => page.evaluate(() => window.said.some((said) => said.includes("subscribed") && said.includes("home"))), "the page to listen");
}

const pill = (page) => page.locator(".pill");
const says = (page, words) => until(async () => (await pill(page).allTextContents()).join() === words, `“${words}” on the pill`);
const titles = (page) => page.locator(".card__title").allTextContents();
/** Everything on the page but what hangs above it, and where it is. */
const places = (page) =>
  page.evaluate(() => {
    const elements = [...document.querySelectorAll("#app *")].filter((element) => element.closest(".pill, [role=status], time") === null);
    return elements.map((element) => [element.localName, Object.values(element.getBoundingClientRect().toJSON())].flat());
  });
/** Publishes one after the other. */
async function publish(client, ...titles) {
  for (const title of titles) await client.publish({ title, body: "News.", tags: ["news"] });
}

test("new posts wait above the front page, and come when they are asked for", async () => {
  const { page, context, complaints } = await openPage(browser);
  await open(page, "/");
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => scrollTo(0, 400));
  const [former, before] = [await titles(page), await places(page)];

  await publish(jonas, "Dawn over the quay");
  await says(page, "1 new post");
  await publish(jonas, "Noon over the quay", "Dusk over the quay");
  await says(page, "3 new posts");

  assert.deepEqual(await places(page), before, "nothing has moved");
  await until(() => page.evaluate(() => document.getElementById("announcer").textContent.includes("new post")), "the announcement");
  await pill(page).click();
  await page.getByRole("link", { name: "Dusk over the quay" }).waitFor();
  assert.deepEqual(await titles(page), ["Dusk over the quay", "Noon over the quay", "Dawn over the quay", ...former]);
  assert.equal(await page.locator(".card--lead .card__title").textContent(), "Dusk over the quay");
  await hasFocus(page.getByRole("link", { name: "Dusk over the quay" }));
  assert.equal(await pill(page).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("one's own posts, and those of whom one does not see, are no news", async () => {
  await newcomer(site, "gull", "Gull");
  const gull = await clientOf(site, "gull", PASSWORD);
  const { page, context, complaints } = await register(browser, site, "heron");
  const heron = await clientOf(site, "heron", PASSWORD);
  await heron.call("PUT", "/users/gull/mute");
  await open(page, "/");

  await publish(heron, "By the heron");
  await publish(gull, "By the gull");
  await publish(jonas, "By somebody else");

  await says(page, "1 new post");
  await pill(page).click();
  await page.getByRole("link", { name: "By somebody else" }).waitFor();
  assert.deepEqual((await titles(page)).slice(0, 2), ["By somebody else", "By the heron"]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the feed tells of those alone whom and what one follows", async () => {
  const tern = await newcomer(site, "tern", "Tern");
  await publish(tern, "First of the tern");
  const { page, context, complaints } = await register(browser, site, "plover");
  const plover = await clientOf(site, "plover", PASSWORD);
  await plover.call("PUT", "/users/tern/follow");
  await open(page, "/feed");
  await page.getByRole("link", { name: "First of the tern" }).waitFor();

  await publish(jonas, "Not for the plover");
  await publish(tern, "Second of the tern", "Third of the tern");

  await says(page, "2 new posts");
  assert.deepEqual(await titles(page), ["First of the tern"]);
  await pill(page).click();
  await page.getByRole("link", { name: "Third of the tern" }).waitFor();
  assert.deepEqual(await titles(page), ["Third of the tern", "Second of the tern", "First of the tern"]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what is published before a page listens waits above it, and nothing is asked for", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  const release = await holdApp(page);
  await page.goto(`${site.address}/`, { waitUntil: "domcontentloaded" });

  await publish(jonas, "Before anybody listened");
  release();
  await takenOver(page);

  await says(page, "1 new post");
  assert.deepEqual(calls, []);
  assert.deepEqual(complaints, []);
  await context.close();
});

/** Follows the link of the second post of a list, and waits until that is there. */
async function readOne(page) {
  await page.locator(".card__title a").nth(1).click();
  await page.locator(".post__title").waitFor();
}

test("whoever comes back to the front page finds what came meanwhile above it, and asks for no list", async () => {
  const { page, context, complaints, calls } = await openPage(browser);
  await open(page, "/");
  const former = await titles(page);
  await readOne(page);

  await publish(jonas, "Left the quay", "At sea", "In port");
  await page.goBack();

  await says(page, "3 new posts");
  assert.deepEqual(await titles(page), former);
  assert.ok(!calls.includes("GET /api/v2/posts"), calls.join());
  await pill(page).click();
  await page.getByRole("link", { name: "In port" }).waitFor();
  assert.deepEqual(await titles(page), ["In port", "At sea", "Left the quay", ...former]);

  // What was put into the list is no news for whoever comes back once more.
  await readOne(page);
  await publish(jonas, "Out again");
  await page.goBack();
  await says(page, "1 new post");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what is published while the feed is on its way waits above it", async () => {
  const osprey = await newcomer(site, "osprey", "Osprey");
  await publish(osprey, "First of the osprey");
  const { page, context, complaints } = await register(browser, site, "dunlin");
  const dunlin = await clientOf(site, "dunlin", PASSWORD);
  await dunlin.call("PUT", "/users/osprey/follow");
  let [release, isMade] = [undefined, false];
  const held = new Promise((resolve) => (release = resolve));
  const comesLate = async (route) => {
    const response = await route.fetch();
    isMade = true;
    await held;
    await route.fulfill({ response });
  };
  await page.route("**/api/v2/me/feed?*", comesLate, { times: 1 });
  await visit(page, `${site.address}/feed`);
  await until(() => isMade, "the answer to be made");

  await publish(osprey, "Second of the osprey");
  release();

  await says(page, "1 new post");
  assert.deepEqual(await titles(page), ["First of the osprey"]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a later part of a list is about older posts, and waits for nothing", async () => {
  await publish(jonas, ...Array.from({ length: 22 }, (_, number) => `Log entry ${number + 1}`));
  const front = await openPage(browser);
  await open(front.page, "/");
  const older = await front.page.getByRole("link", { name: "Older posts" }).getAttribute("href");
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  await visit(page, site.address + older);

  await publish(jonas, "After the log");

  await says(front.page, "1 new post");
  assert.equal(await pill(page).count(), 0);
  assert.deepEqual(complaints, []);
  await front.context.close();
  await context.close();
});
