// Nothing that was written is lost: local copies, crashes, the question before leaving, two windows with one post.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { body, openEditor, openPost, publish, saveDraft, title } from "../editor.mjs";
import { DEMO_PASSWORD, clientOf, fillSignIn, signIn } from "../people.mjs";
import { BROWSER, FLAGS, nextPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Everything that the page's site keeps on this device, as one text. */
function keptHere(page) {
  return page.evaluate(() => JSON.stringify({ ...localStorage }));
}

test("a copy stands on this device a second after the last key", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  // Time stands still, so that a second is a second on any machine.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);

  await body(page).pressSequentially("Written a moment ago");
  assert.ok(!(await keptHere(page)).includes("a moment ago"));
  await page.clock.runFor(1000);

  assert.ok((await keptHere(page)).includes("Written a moment ago"));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a page that crashes gives the text back", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await title(page).fill("Storm warning");
  await body(page).fill("The glass is falling.");
  await until(async () => (await keptHere(page)).includes("The glass is falling."), "the copy");

  const crashed = page.waitForEvent("crash");
  const session = await context.newCDPSession(page);
  session.send("Page.crash").catch(() => {});
  await crashed;
  const next = await nextPage(context);
  await openEditor(next.page, site);

  await next.page.getByText(/unsaved post .* on this device: “Storm warning”/).waitFor();
  assert.equal(await body(next.page).inputValue(), "");
  await next.page.getByRole("button", { name: "Restore", exact: true }).click();
  assert.equal(await title(next.page).inputValue(), "Storm warning");
  assert.equal(await body(next.page).inputValue(), "The glass is falling.");
  await saveDraft(next.page);
  assert.ok(!(await keptHere(next.page)).includes("The glass is falling."), "the server has it now");
  assert.deepEqual(next.complaints, []);
  await context.close();
});

/** A browser of its own with a profile on disk, which can be killed outright. */
async function startKillable(profile) {
  const flags = [...FLAGS, "--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(BROWSER, flags, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const end = async () => {
    process.kill(-child.pid, "SIGKILL");
    await gone;
  };
  try {
    const [, endpoint] = await until(() => said.match(/DevTools listening on (ws:\S+)/), "the browser to listen", 30_000);
    const connected = await chromium.connectOverCDP(endpoint);
    return { context: connected.contexts()[0], end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** True once the browser has put a text of a page's store on the disk. */
async function isOnDisk(profile, text) {
  const folder = join(profile, "Default", "Local Storage", "leveldb");
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1").catch(() => "")));
  return files.some((file) => file.includes(text));
}

async function signInHere(page, username) {
  await visit(page, `${site.address}/login?next=%2Fwrite`);
  if (new URL(page.url()).pathname === "/login") await fillSignIn(page, username, DEMO_PASSWORD);
  await body(page).waitFor();
}

test("a browser that is killed gives the text back to its author, and to nobody else", async () => {
  const profile = await mkdtemp(join(tmpdir(), "broadsheet-profile-"));
  const first = await startKillable(profile);
  let second;
  try {
    const { page } = await nextPage(first.context);
    await signInHere(page, "tomas");
    await title(page).fill("Power cut");
    await body(page).fill("All lights out at nine.");
    await until(() => isOnDisk(profile, "All lights out at nine."), "the browser to store the copy", 60_000);

    await first.end();
    second = await startKillable(profile);
    const { page: other } = await nextPage(second.context);
    await second.context.clearCookies();
    await signInHere(other, "jonas");
    assert.equal(await other.getByText("Power cut").count(), 0);
    await second.context.clearCookies();
    await signInHere(other, "tomas");

    await other.getByText(/on this device: “Power cut”/).waitFor();
    await other.getByRole("button", { name: "Restore", exact: true }).click();
    assert.equal(await body(other).inputValue(), "All lights out at nine.");
  } finally {
    await first.end().catch(() => {});
    await second?.end();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** The notice about a text on this device. */
const found = (page, words) => page.getByRole("status").filter({ hasText: words });

/** Writes a new post in a window of its own and closes it with the text on this device alone. */
async function leaveBehind(context, name) {
  const { page } = await nextPage(context);
  await openEditor(page, site);
  await title(page).fill(name);
  await until(async () => (await keptHere(page)).includes(name), "the copy");
  await page.close();
}

test("of several texts on this device one is chosen, and none is lost for another", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  for (const name of ["First squall", "Second squall"]) await leaveBehind(context, name);
  await openEditor(page, site);
  await found(page, "“First squall”").waitFor();
  await title(page).fill("Typed before");

  await found(page, "“Second squall”").getByRole("button", { name: "Restore" }).click();
  assert.equal(await title(page).inputValue(), "Second squall");
  await found(page, "“Typed before”").waitFor();
  await found(page, "“First squall”").getByRole("button", { name: "Restore" }).click();

  assert.equal(await title(page).inputValue(), "First squall");
  await found(page, "“Second squall”").waitFor();
  const kept = await keptHere(page);
  for (const name of ["First squall", "Second squall", "Typed before"]) assert.ok(kept.includes(name), name);
  await found(page, "“Typed before”").getByRole("button", { name: "Discard" }).click();
  assert.ok(!(await keptHere(page)).includes("Typed before"));

  // The post has an address now: another new one has no place in its editor.
  await saveDraft(page);
  await found(page, "“Second squall”").getByRole("link", { name: "Go on writing" }).click();
  await until(async () => (await title(page).inputValue()) === "Second squall", "the other text in an editor of its own");
  assert.equal(new URL(page.url()).pathname, "/write");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("one's own posts lead to the very text that lies on this device", async () => {
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  for (const name of ["Ebb", "Flood"]) await leaveBehind(context, name);
  await visit(page, `${site.address}/me/posts`);

  await page.getByRole("listitem").filter({ hasText: "Ebb" }).getByRole("link", { name: "Go on writing" }).click();

  await body(page).waitFor();
  assert.equal(await title(page).inputValue(), "Ebb");
  await found(page, "“Flood”").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a device that keeps nothing is told, and promises nothing", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  await page.addInitScript(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("broadsheet.copy")) throw new DOMException("full", "QuotaExceededError");
      return set.call(this, key, value);
    };
  });
  await openEditor(page, site);
  await body(page).fill("On this page alone");
  await page.getByText("Not saved yet, and this device is out of space").waitFor();

  await page.getByRole("link", { name: "Search", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByText(/keeps no copy of your changes/).waitFor();
  await question.getByRole("button", { name: "Keep writing" }).click();

  assert.equal(await body(page).inputValue(), "On this page alone");
  await context.close();
});

test("a device forgets drafts when it is asked to", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await leaveBehind(context, "For nobody's eyes");
  await visit(page, `${site.address}/settings/data`);

  await page.getByRole("button", { name: "Forget drafts on this device …" }).click();
  const question = page.getByRole("dialog", { name: "Forget drafts on this device?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.ok((await keptHere(page)).includes("nobody's eyes"));
  await page.getByRole("button", { name: "Forget drafts on this device …" }).click();
  await question.getByRole("button", { name: "Forget them" }).click();

  await page.getByText("This device has forgotten your drafts.").waitFor();
  assert.ok(!(await keptHere(page)).includes("broadsheet.copy"));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("leaving with changes asks first, by link, by button and by closing", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("main").getByRole("link", { name: "New post" }).click();
  await body(page).pressSequentially("Half a thought");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });

  await page.getByRole("link", { name: "Search", exact: true }).click();
  await question.getByRole("button", { name: "Keep writing" }).click();
  await question.waitFor({ state: "hidden" });
  await page.goBack();
  await question.waitFor();
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).pathname, "/write");
  assert.equal(await body(page).inputValue(), "Half a thought");

  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  assert.equal(await body(page).inputValue(), "Half a thought");

  await page.getByRole("link", { name: "Search", exact: true }).click();
  await question.getByRole("button", { name: "Leave", exact: true }).click();
  await page.waitForURL("**/search");
  await openEditor(page, site);
  await page.getByText(/unsaved post .* on this device/).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  assert.ok(!(await keptHere(page)).includes("Half a thought"));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("two windows with one post: the second sees both texts and loses neither", async () => {
  const first = await signIn(browser, site, "jonas");
  await openEditor(first.page, site);
  await title(first.page).fill("Harbour log");
  await body(first.page).fill("Monday: calm.\n\nTuesday: calm.");
  const id = await saveDraft(first.page);
  const second = await nextPage(first.context);
  await openPost(second.page, site, id);
  const client = await clientOf(site, "jonas");
  const stored = async () => (await client.get(`/posts/${id}`)).body;

  await body(first.page).fill("Monday: calm.\n\nTuesday: fog.");
  await saveDraft(first.page);
  await body(second.page).fill("Monday: calm.\n\nTuesday: rain.");
  await second.page.getByRole("button", { name: "Save draft" }).click();
  const dialog = second.page.getByRole("dialog", { name: "This post was changed elsewhere" });
  await dialog.getByText("Tuesday: rain.").waitFor();
  await dialog.getByText("Tuesday: fog.").waitFor();
  assert.match(await stored(), /fog/);

  await dialog.getByRole("button", { name: "Decide later" }).click();
  assert.match(await body(second.page).inputValue(), /rain/);
  await second.page.getByRole("button", { name: "Compare" }).click();
  await dialog.getByRole("button", { name: "Take the stored one" }).click();
  assert.match(await body(second.page).inputValue(), /fog/);
  await second.page.getByText("Your own version was set aside.").waitFor();
  await second.page.getByRole("button", { name: "Put it back" }).click();
  assert.match(await body(second.page).inputValue(), /rain/);
  await saveDraft(second.page);
  await until(async () => (await stored()).includes("rain"), "the second window's text");

  await body(first.page).fill("Monday: calm.\n\nTuesday: snow.");
  await first.page.getByRole("button", { name: "Save draft" }).click();
  const other = first.page.getByRole("dialog", { name: "This post was changed elsewhere" });
  await other.getByText("Tuesday: rain.").waitFor();
  await other.getByRole("button", { name: "Keep mine, save over it" }).click();
  await until(async () => (await stored()).includes("snow"), "the first window's text");
  const unexpected = [...first.complaints, ...second.complaints].filter((text) => !text.includes("status of 412"));
  assert.deepEqual(unexpected, []);
  await first.context.close();
});

test("a version that was set aside is kept, and compared when it comes back after all", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await title(page).fill("Log of the lighthouse");
  await body(page).fill("Night: clear.");
  const id = await saveDraft(page);
  const client = await clientOf(site, "jonas");
  const stored = async () => (await client.get(`/posts/${id}`)).body;
  await client.change("PATCH", `/posts/${id}`, { body: "Night: fog." });

  await body(page).fill("Night: rain.");
  await page.getByRole("button", { name: "Save draft" }).click();
  const dialog = page.getByRole("dialog", { name: "This post was changed elsewhere" });
  await dialog.getByRole("button", { name: "Take the stored one" }).click();
  await page.getByText("Your own version was set aside.").waitFor();
  assert.equal(await body(page).inputValue(), "Night: fog.");
  assert.ok((await keptHere(page)).includes("Night: rain."));
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await page.getByRole("link", { name: "Search", exact: true }).click();
  await question.getByRole("button", { name: "Leave", exact: true }).click();
  await page.waitForURL("**/search");

  await openPost(page, site, id);
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await dialog.getByText("Night: fog.").waitFor();
  await dialog.getByRole("button", { name: "Decide later" }).click();
  assert.equal(await body(page).inputValue(), "Night: rain.");
  // Undecided, nothing is saved over the newer version, which the server would take.
  await page.getByRole("button", { name: "Save draft" }).click();
  await dialog.waitFor();
  assert.equal(await stored(), "Night: fog.");
  await dialog.getByRole("button", { name: "Keep mine, save over it" }).click();

  await until(async () => (await stored()) === "Night: rain.", "one's own version");
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 412")), []);
  await context.close();
});

test("a held Back puts the address of a post back that was saved for the first time", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("main").getByRole("link", { name: "New post" }).click();
  await title(page).fill("Bearings");
  await body(page).fill("North.");
  const id = await saveDraft(page);
  await body(page).fill("North by east.");

  await page.goBack();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Keep writing" }).click();

  assert.equal(new URL(page.url()).pathname, `/write/${id}`);
  assert.equal(await body(page).inputValue(), "North by east.");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("one's own posts stand by state, drafts are seen by nobody else", async () => {
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  await openEditor(page, site);
  await title(page).fill("Not ready for company");
  await body(page).fill("Sketches.");
  const id = await saveDraft(page);

  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("tab", { name: "Drafts", selected: true }).waitFor();
  await page.getByRole("link", { name: "Not ready for company" }).click();
  await page.waitForURL(`**/write/${id}`);
  assert.equal(await body(page).inputValue(), "Sketches.");
  const stranger = await clientOf(site, "jonas");
  assert.equal((await stranger.call("GET", `/posts/${id}`)).status, 404);
  assert.equal((await fetch(`${site.address}/posts/not-ready-for-company`)).status, 404);

  await publish(page);
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("tab", { name: "Published" }).click();
  await page.getByRole("button", { name: "Actions for Not ready for company" }).click();
  await page.getByRole("menuitem", { name: "Unpublish" }).click();
  await page.getByRole("dialog", { name: "Unpublish this post?" }).getByRole("button", { name: "Unpublish" }).click();
  await page.getByText("It is a draft again.").waitFor();
  assert.equal((await fetch(`${site.address}/posts/not-ready-for-company`)).status, 404);
  assert.deepEqual(complaints, []);
  await takenOver(page);
  await context.close();
});
