// The line of live updates: one socket for all tabs, another tab that goes on, away and back with nothing lost, and events
// where sockets are blocked; or none at all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, signIn } from "../people.mjs";
import { nextPage, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

/** What Chromium says of a server that is away. */
const AWAY = /ERR_CONNECTION_REFUSED|Failed to fetch|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|WebSocket connection/;
let site, browser, jonas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Notes what a page opens, and what is said to it about topics, by the server or by another tab. */
function watchLine() {
  const line = (window.line = { sockets: [], said: [] });
  const note = (event) => line.said.push(String(event.data));
  window.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      line.sockets.push(this);
      this.addEventListener("message", note);
    }
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      if (name.startsWith("broadsheet.line.")) this.addEventListener("message", note);
    }
  };
}

/** Sockets that are open in these pages. */
async function openSockets(pages) {
  const counts = pages.map((page) => page.evaluate(() => window.line.sockets.filter(({ readyState }) => readyState === 1).length));
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

/** Waits until a page is told of its post's comments. */
function listens(page) {
  const isTold = () => window.line.said.some((said) => said.includes("/comments") && /subscribed|From/.test(said));
  return until(() => page.evaluate(isTold), "the page to listen");
}

/** A page of Tomas's with a fresh post on it that listens. */
async function gather(title, prepare = watchLine) {
  const post = await jonas.publish({ title, body: "What do you say?" });
  const opened = await signIn(browser, site, "tomas");
  await opened.context.addInitScript(prepare);
  const address = `${site.address}/posts/${post.slug}`;
  await visit(opened.page, address);
  return { ...opened, post, address };
}

const say = (post, body) => jonas.post(`/posts/${post.id}/comments`, { body });

/** Waits until a comment stands on the page, or what says that there is one, which is then pressed. */
async function shows(page, words, patience = undefined) {
  const pill = page.getByRole("button", { name: /new comment/ });
  await until(async () => {
    if ((await page.locator(".comment", { hasText: words }).count()) === 1) return true;
    if (await pill.count()) await pill.first().click();
    return false;
  }, `“${words}” on the page, once`, patience);
}

const bar = (page) => page.locator(".line-bar");

test("two tabs have one socket; when the tab with it goes, the other goes on and has missed nothing", async () => {
  const { page, context, complaints, post, address } = await gather("One line for two");
  await listens(page);
  const other = await nextPage(context);
  await visit(other.page, address);
  await listens(other.page);

  assert.equal(await openSockets([page, other.page]), 1);
  await say(post, "Heard by both.");
  for (const tab of [page, other.page]) await shows(tab, "Heard by both.");

  // Said while nobody may be listening.
  await Promise.all([page.close(), say(post, "Said at the change.")]);
  await until(async () => (await openSockets([other.page])) === 1, "the other tab to hold the line");
  await say(post, "Heard after it.");
  for (const words of ["Said at the change.", "Heard after it."]) await shows(other.page, words);
  assert.deepEqual([...complaints, ...other.complaints], []);
  await context.close();
});

test("a post that is taken back and published again is heard of again by whoever stands on its page", async () => {
  const { page, context, complaints, post } = await gather("Here, gone, and here again");
  await listens(page);

  assert.equal((await jonas.call("POST", `/posts/${post.id}/unpublish`)).status, 200);
  const hasEnded = () => window.line.said.some((said) => said.includes('"unsubscribed"') && said.includes("/comments"));
  await until(() => page.evaluate(hasEnded), "the comments to be told no more");
  await jonas.post(`/posts/${post.id}/publish`, {});
  await say(post, "Said after it came back.");

  // On a busy machine the page may ask in vain more than once, and waits longer each time.
  await shows(page, "Said after it came back.", 30_000);
  assert.equal(await openSockets([page]), 1);
  assert.equal(await page.evaluate(() => window.line.sockets.length), 1, "on the same line");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a page says that the connection is away, and that it is back, and nothing is lost", async () => {
  const { page, context, complaints, post } = await gather("Away and back");
  await listens(page);
  assert.equal(await bar(page).innerText(), "");

  await site.halt();
  try {
    await bar(page).getByText("The connection is away.").waitFor();
  } finally {
    await site.resume();
  }
  await say(post, "Said before the line was back.");

  await shows(page, "Said before the line was back.");
  await bar(page).getByText("The connection is back.").waitFor();
  await until(async () => (await bar(page).innerText()) === "", "the bar to be quiet again");
  assert.deepEqual(complaints.filter((text) => !AWAY.test(text)), []);
  await context.close();
});

/** A browser in which no socket opens. */
function blockSockets() {
  // Where one has opened before it is long taken for a server that is away.
  sessionStorage.removeItem("channel");
  window.WebSocket = class extends EventTarget {
    constructor() {
      super();
      setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 })));
    }
    send() {}
    close() {}
  };
}

test("where sockets are blocked, events come by a stream", async () => {
  const { page, context, complaints, calls, post } = await gather("Around the wall", blockSockets);
  await until(() => calls.includes("GET /api/v2/events"), "a stream");

  await say(post, "By another way.");

  await shows(page, "By another way.");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever turns live updates off has no line, in no tab, until they are on again", async () => {
  const { page, context, post, address, calls } = await gather("Peace and quiet");
  await listens(page);
  const settings = await nextPage(context);
  await visit(settings.page, `${site.address}/settings/appearance`);
  const box = settings.page.getByLabel("Show what is new by itself");

  await box.uncheck();
  await until(async () => (await openSockets([page, settings.page])) === 0, "the line to be closed");
  calls.length = 0;
  await visit(page, address);
  await page.getByLabel("Your comment", { exact: true }).waitFor();
  await say(post, "Not heard yet.");
  assert.equal(await page.evaluate(() => window.line.sockets.length), 0);
  assert.deepEqual(calls.filter((call) => /\/ws|\/events/.test(call)), []);

  await box.check();
  await listens(page);
  await say(post, "Heard again.");
  await shows(page, "Heard again.");
  await context.close();
});

test("a stranger hears too, without a ticket", async () => {
  const post = await jonas.publish({ title: "For everybody", body: "Listen." });
  const { page, context, complaints, calls } = await openPage(browser);
  await context.addInitScript(watchLine);
  await page.goto(`${site.address}/posts/${post.slug}`);
  await takenOver(page);
  await listens(page);

  await say(post, "Heard by a stranger.");

  await shows(page, "Heard by a stranger.");
  assert.deepEqual(calls.filter((call) => call.includes("/ws/tickets")), []);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("where the site has none no line is opened, and the page about appearance says so", async () => {
  const quiet = await startSite({ BROADSHEET_CHANNEL__LIVE_UPDATES: "false" });
  try {
    const { page, context, complaints, calls } = await signIn(browser, quiet, "tomas");
    await context.addInitScript(watchLine);
    const { items } = await (await fetch(`${quiet.address}/api/v2/posts`)).json();
    await visit(page, `${quiet.address}/posts/${items[0].slug}`);
    await page.getByLabel("Your comment", { exact: true }).waitFor();
    await page.waitForLoadState("networkidle");

    assert.equal(await page.evaluate(() => window.line.sockets.length), 0);
    assert.deepEqual(calls.filter((call) => /\/ws|\/events/.test(call)), []);
    await visit(page, `${quiet.address}/settings/appearance`);
    await page.getByText("This site has turned them off for everyone.").waitFor();
    assert.equal(await page.getByLabel("Show what is new by itself").count(), 0);
    assert.deepEqual(complaints, []);
    await context.close();
  } finally {
    await quiet.stop();
  }
});

test("a page that is open when they are switched off takes nothing for away, and does not press on", async () => {
  const { page, context, complaints, address } = await gather("Lights out");
  await page.clock.install();
  await visit(page, address);
  await listens(page);
  const ada = await clientOf(site, "ada");
  const set = async (live_updates) => assert.equal((await ada.call("PATCH", "/admin/settings", { channel: { live_updates } })).status, 200);

  await set(false);
  try {
    await until(async () => (await openSockets([page])) === 0, "the line to be closed");
    // Longer than it takes to say that something is away, and to try again.
    await page.clock.fastForward(60_000);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await bar(page).innerText(), "");
    assert.equal(await page.evaluate(() => window.line.sockets.length), 1);
  } finally {
    await set(true);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});
