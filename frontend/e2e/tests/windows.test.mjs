// One session in several windows, and one that lasts: refreshes in turn, by a timer, and the end for all at once. And one
// post in several windows, or in one that is waiting, whose state is changed while its text changes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, chooseAction, openEditor, openPost, publish, saveDraft, title } from "../editor.mjs";
import { clientOf, signIn } from "../people.mjs";
import { hold, holdApp, nextPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const REFRESH = "POST /api/v2/auth/refresh";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The menu of whoever is signed in. */
const menu = (page) => page.locator(".site-nav summary", { hasText: "Account" });

test("a5 two windows that start at once refresh one after the other", async () => {
  const first = await signIn(browser, site, "jonas");
  const second = await nextPage(first.context);
  const pages = [first.page, second.page];
  let [asked, running, most] = [0, 0, 0];
  await first.context.route("**/api/v2/auth/refresh", async (route) => {
    asked += 1;
    running += 1;
    most = Math.max(most, running);
    // Long enough for the other window to ask too, if it does not wait for its turn.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    running -= 1;
    await route.continue();
  });
  const release = await holdApp(first.context);
  await Promise.all(pages.map((page) => page.goto(`${site.address}/`, { waitUntil: "domcontentloaded" })));

  release();
  await Promise.all(pages.map(takenOver));
  await Promise.all(pages.map((page) => menu(page).waitFor()));

  assert.ok(asked >= 1, "somebody asked");
  assert.equal(most, 1, "the windows waited for one another");
  assert.deepEqual([...first.complaints, ...second.complaints], []);
  await first.context.close();
});

test("a session is renewed by itself before its token ends", async () => {
  const { page, context, complaints, calls } = await signIn(browser, site, "mina");
  await page.clock.install();
  await visit(page, site.address + POST);
  await menu(page).waitFor();
  const refreshes = () => calls.filter((call) => call === REFRESH).length;
  const before = refreshes();

  await page.clock.fastForward("01:00:00");

  await until(() => refreshes() === before + 1, "the renewal that nothing but time asks for");
  await menu(page).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("whoever signs out in one window is signed out in the others, which ask nobody", async () => {
  const here = await signIn(browser, site, "tomas");
  const there = await nextPage(here.context);
  await visit(here.page, `${site.address}/`);
  await visit(there.page, `${site.address}/`);
  await menu(there.page).waitFor();
  const asked = there.calls.length;

  await menu(here.page).click();
  await here.page.getByRole("button", { name: "Sign out", exact: true }).click();

  await menu(there.page).waitFor({ state: "detached" });
  assert.deepEqual(there.calls.slice(asked), []);
  assert.deepEqual([...here.complaints, ...there.complaints], []);
  await here.context.close();
});

test("a refresh that fails at the start is said, and trying again goes on where one was", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  const problem = {
    type: "/problems/limit.exceeded", title: "Too many requests", status: 429, detail: "", code: "limit.exceeded",
    request_id: "0123456789abcdef", retry_after: 30,
  };
  await page.route("**/api/v2/auth/refresh", (route) => route.abort());
  await page.goto(`${site.address}/settings/account`);
  const heading = (name) => page.getByRole("heading", { level: 1, name });
  const again = page.getByRole("main").getByRole("button", { name: "Try again" });
  await heading("The server cannot be reached").waitFor();

  await page.unroute("**/api/v2/auth/refresh");
  await page.route("**/api/v2/auth/refresh", (route) => route.fulfill({
    status: 429, contentType: "application/problem+json", body: JSON.stringify(problem),
  }));
  await again.click();
  await heading("That was a bit much at once").waitFor();
  assert.equal(new URL(page.url()).pathname, "/settings/account", "nobody is sent to sign in");
  await page.unroute("**/api/v2/auth/refresh");
  await again.click();

  await heading("Settings").waitFor();
  await menu(page).waitFor();
  await context.close();
});

test("a stale window that unpublishes, and one that publishes, lose nobody's text", async () => {
  const here = await signIn(browser, site, "jonas");
  const there = await nextPage(here.context);
  const client = await clientOf(site, "jonas");
  const { id } = await client.publish({ title: "Log of two windows", body: "Tuesday: calm." });
  const stored = () => client.get(`/posts/${id}`);
  const press = (place, name) => place.getByRole("button", { name, exact: true }).click();
  const dialog = here.page.getByRole("dialog", { name: "This post was changed elsewhere" });
  const isAsked = (...texts) => Promise.all(texts.map((text) => dialog.getByText(text).waitFor()));
  /** Opens the post in both windows; the second one stores a text that the first one does not know. */
  const growStale = async (text, button) => {
    await openPost(here.page, site, id);
    await openPost(there.page, site, id);
    await body(there.page).fill(text);
    await press(there.page, button);
    await until(async () => (await stored()).body === text, "the second window's text");
  };

  const unpublish = async () => {
    await chooseAction(here.page, "Unpublish");
    await press(here.page.getByRole("dialog", { name: "Unpublish this post?" }), "Unpublish");
  };
  /** Where the post stands, with the words that it has. */
  const standing = async () => {
    const post = await stored();
    return [post.state, post.body];
  };

  await growStale("Tuesday: fog.", "Update");
  await body(here.page).fill("Tuesday: rain.");
  await unpublish();
  await isAsked("Tuesday: rain.", "Tuesday: fog.");
  await press(dialog, "Decide later");
  assert.equal(await body(here.page).inputValue(), "Tuesday: rain.");
  // Undecided, nothing is sent.
  await press(here.page, "Update");
  await isAsked("Tuesday: fog.");
  await press(dialog, "Decide later");
  assert.deepEqual(await standing(), ["published", "Tuesday: fog."]);

  // The copy on this device knows as well what the text grew from.
  await here.page.getByRole("link", { name: "Search", exact: true }).click();
  await press(here.page.getByRole("dialog", { name: "Leave without saving?" }), "Leave");
  await here.page.waitForURL("**/search");
  await openPost(here.page, site, id);
  await press(here.page, "Restore");
  await isAsked("Tuesday: rain.", "Tuesday: fog.");
  await press(dialog, "Take the stored one");
  assert.equal(await body(here.page).inputValue(), "Tuesday: fog.");
  await press(here.page, "Discard");
  await here.page.getByText("Your own version was set aside.").waitFor({ state: "detached" });
  await unpublish();
  await here.page.getByText("It is a draft again.").waitFor();
  assert.deepEqual(await standing(), ["draft", "Tuesday: fog."]);

  await growStale("Tuesday: snow.", "Save draft");
  await press(here.page, "Publish");
  await isAsked("Tuesday: fog.", "Tuesday: snow.");
  assert.equal(new URL(here.page.url()).pathname, `/write/${id}`);
  assert.deepEqual(await standing(), ["draft", "Tuesday: snow."]);
  await press(dialog, "Keep mine, save over it");
  await until(async () => (await stored()).body === "Tuesday: fog.", "the text that was chosen");
  await here.page.getByRole("status").filter({ hasText: /^Saved today at/ }).waitFor();
  await publish(here.page);
  assert.deepEqual(await standing(), ["published", "Tuesday: fog."]);

  const unexpected = [...here.complaints, ...there.complaints].filter((text) => !text.includes("status of 412"));
  assert.deepEqual(unexpected, []);
  await here.context.close();
});

test("words typed while a publish is under way stay, and are not taken for published", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  const client = await clientOf(site, "jonas");
  await openEditor(page, site);
  await title(page).fill("Cast off");
  await body(page).fill("Said before.");
  const id = await saveDraft(page);
  const address = `**/api/v2/posts/${id}/publish`;
  const release = await hold(page, address);
  const asked = page.waitForRequest(address);

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await asked;
  await body(page).fill("Said before. Said meanwhile.");
  release();

  await page.getByText("Published. Everyone can read it now.").waitFor();
  await page.getByRole("status").filter({ hasText: "Not saved yet, kept on this device" }).waitFor();
  assert.equal(new URL(page.url()).pathname, `/write/${id}`);
  assert.equal(await body(page).inputValue(), "Said before. Said meanwhile.");
  const post = await client.get(`/posts/${id}`);
  assert.deepEqual([post.state, post.body], ["published", "Said before."]);
  await page.getByRole("button", { name: "Update", exact: true }).click();
  await until(async () => (await client.get(`/posts/${id}`)).body.endsWith("Said meanwhile."), "the words typed meanwhile");
  assert.deepEqual(complaints, []);
  await context.close();
});
