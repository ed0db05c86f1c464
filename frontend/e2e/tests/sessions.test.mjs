// Where one is signed in, and what programs may do: a browser that is ended from another, tokens made, used and revoked.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { DEMO_PASSWORD, clientOf, fillSignIn, signIn, signOut } from "../people.mjs";
import { nextPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const ELSEWHERE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The entries of the list on the page. */
function entries(page) {
  return page.getByRole("main").getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3 }) });
}

/** Opens a page of the settings and waits for its list. */
async function openSettings(page, part, heading) {
  await visit(page, `${site.address}/settings/${part}`);
  await page.getByRole("heading", { level: 2, name: heading }).waitFor();
}

/** What the server says to this browser's refresh, as the app would ask. */
function refreshStatus(page) {
  return page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-broadsheet-client": "web" };
    return (await fetch("/api/v2/auth/refresh", { method: "POST", headers, body: "{}" })).status;
  });
}

test("a browser that is signed out from another ends, and keeps what was being typed", async () => {
  const here = await signIn(browser, site, "jonas");
  const there = await signIn(browser, site, "jonas", { userAgent: ELSEWHERE });
  await visit(there.page, site.address + POST);
  const comment = there.page.getByLabel("Your comment", { exact: true });
  await comment.fill("A thought that must not be lost.");

  await openSettings(here.page, "security", "Where you are signed in");
  await until(async () => (await entries(here.page).count()) === 2, "both browsers on the list");
  const other = entries(here.page).filter({ hasText: "Firefox on Windows" });
  assert.equal(await entries(here.page).filter({ hasText: "This browser" }).count(), 1);
  assert.match(await other.textContent(), /127\.0\.0\.1|::1/);
  await other.getByRole("button", { name: "Sign out: Firefox on Windows" }).click();

  await here.page.getByText("Signed out there.").waitFor();
  await until(async () => (await entries(here.page).count()) === 1, "the other browser to leave the list");
  await here.page.getByText("You are signed in nowhere else.").waitFor();

  // The access token over there is good for minutes yet; the server does not wait for that, and ends the line.
  await there.page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  assert.equal(await comment.inputValue(), "A thought that must not be lost.");
  assert.equal(await refreshStatus(there.page), 401);
  await signInAgain(there.page, DEMO_PASSWORD);
  await there.page.getByRole("button", { name: "Post comment" }).click();
  const posted = there.page.getByRole("article").filter({ hasText: "A thought that must not be lost." });
  await posted.last().waitFor();
  assert.equal(await comment.inputValue(), "");
  assert.deepEqual(here.complaints, []);
  await here.context.close();
  await there.context.close();
});

/** Gives the password in the dialog that a session's end brings. */
async function signInAgain(page, password) {
  const dialog = page.getByRole("dialog", { name: "Please sign in again" });
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Everything that the page's site keeps on this device, as one text. */
function keptHere(page) {
  return page.evaluate(() => JSON.stringify({ ...localStorage }));
}

test("a page is never turned into another person's, and what was typed in it stays its writer's", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/`);
  await visit(page, site.address + POST);
  await page.getByLabel("Your comment", { exact: true }).fill("Jonas means this.");

  await signOut(other.page);
  await page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  await visit(other.page, `${site.address}/login`);
  await fillSignIn(other.page, "tomas", DEMO_PASSWORD);
  await other.page.waitForURL((url) => url.pathname !== "/login");

  await page.getByText(/has signed in in this browser/).waitFor();
  await takenOver(page);
  const field = page.getByLabel("Your comment", { exact: true });
  await field.waitFor();
  assert.equal(await field.inputValue(), "");
  assert.ok((await keptHere(page)).includes("Jonas means this."));

  await signOut(other.page);
  await page.getByRole("dialog", { name: "Please sign in again" }).waitFor();
  await visit(other.page, `${site.address}/login`);
  await fillSignIn(other.page, "jonas", DEMO_PASSWORD);
  await other.page.waitForURL((url) => url.pathname !== "/login");
  await until(async () => (await field.inputValue().catch(() => "")) === "Jonas means this.", "the words, for Jonas again");
  await context.close();
});

/** Has the device refuse to keep copies of what is typed, from the next page on. */
function refuseCopies(page) {
  return page.addInitScript(() => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith("broadsheet.copy")) throw new DOMException("full", "QuotaExceededError");
      return setItem.call(this, key, value);
    };
  });
}

/** Somebody else signs in in the same browser. */
async function signInInstead(other, username) {
  await signOut(other.page);
  await visit(other.page, `${site.address}/login`);
  await fillSignIn(other.page, username, DEMO_PASSWORD);
  await other.page.waitForURL((url) => url.pathname !== "/login");
}

test("what is typed and kept nowhere is not lost to somebody else, or by signing out, without a question", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.address });
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/`);
  await refuseCopies(page);
  await visit(page, site.address + POST);
  const comment = page.getByLabel("Your comment", { exact: true });
  await comment.fill("Kept nowhere else.");
  await page.getByText("This device is out of space").waitFor();
  const question = page.getByRole("dialog", { name: "Lose what you typed?" });

  await page.locator(".account-menu > summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await question.getByRole("button", { name: "Stay on this page" }).click();
  assert.equal(await comment.inputValue(), "Kept nowhere else.");
  await signInInstead(other, "tomas");
  await question.getByRole("button", { name: "Copy it" }).click();
  await question.getByText("Copied.").waitFor();
  await question.getByRole("button", { name: "Stay on this page" }).click();
  // The policy lets no script read the clipboard: it is pasted behind the same words.
  await comment.press("End");
  await comment.press("Control+v");
  assert.equal(await comment.inputValue(), "Kept nowhere else.Kept nowhere else.");
  await comment.press("Control+z");
  await page.getByText(/nothing can be sent from it/).waitFor();
  assert.equal(await comment.inputValue(), "Kept nowhere else.");
  await page.getByRole("button", { name: "Load the page anew" }).click();
  await question.getByRole("button", { name: "Go on without it" }).click();

  await page.getByText(/The page was loaded anew/).waitFor();
  await context.close();
});

test("a form of the settings that was filled in is not lost to somebody else without a question", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/`);
  await visit(page, `${site.address}/settings/profile`);
  const bio = page.getByLabel("About you", { exact: true });
  await bio.fill("A life in one sentence.");

  await signInInstead(other, "tomas");

  const question = page.getByRole("dialog", { name: "Lose what you typed?" });
  await question.getByRole("button", { name: "Stay on this page" }).click();
  assert.equal(await bio.inputValue(), "A life in one sentence.");
  await bio.fill("");
  await page.getByRole("button", { name: "Load the page anew" }).click();
  await page.getByText(/The page was loaded anew/).waitFor();
  await context.close();
});

test("after a sign-out elsewhere one goes on as a stranger, and sees nothing of the account", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/`);
  await openSettings(page, "security", "Where you are signed in");
  await signOut(other.page);
  const dialog = page.getByRole("dialog", { name: "Please sign in again" });
  await dialog.waitFor();

  await dialog.getByRole("button", { name: "Go on as a stranger" }).click();

  await page.waitForURL((url) => url.pathname === "/login");
  assert.equal(await page.getByRole("heading", { name: "Where you are signed in" }).count(), 0);
  await context.close();
});

test("everywhere else ends at once, scripts included, and here goes on", async () => {
  const here = await signIn(browser, site, "mina");
  const others = [await signIn(browser, site, "mina"), await signIn(browser, site, "mina")];
  const login = { login: "mina", password: DEMO_PASSWORD };
  const headers = { "content-type": "application/json", "user-agent": "curl/8.5" };
  const script = await fetch(`${site.address}/api/v1/auth/login`, { method: "POST", headers, body: JSON.stringify(login) });
  const { token } = await script.json();
  await openSettings(here.page, "security", "Where you are signed in");
  await until(async () => (await entries(here.page).count()) === 4, "three browsers and a script on the list");
  assert.equal(await entries(here.page).filter({ hasText: "curl" }).filter({ hasText: "Script" }).count(), 1);

  const open = here.page.getByRole("button", { name: "Sign out everywhere else" });
  await open.click();
  const question = here.page.getByRole("dialog", { name: "Sign out everywhere else?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "hidden" });
  assert.equal(await entries(here.page).count(), 4);
  await open.click();
  await question.getByRole("button", { name: "Sign out everywhere else" }).click();

  await here.page.getByText("You are signed in here alone.").waitFor();
  await until(async () => (await entries(here.page).count()) === 1, "the list to hold this browser alone");
  for (const other of others) assert.equal(await refreshStatus(other.page), 401);
  const refused = await fetch(`${site.address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(refused.status, 401);
  await here.page.reload();
  await until(async () => (await entries(here.page).count()) === 1, "this browser to be signed in still");
  assert.deepEqual(here.complaints, []);
  for (const { context } of [here, ...others]) await context.close();
});

/** What comes of the program `curl` with these arguments: what went wrong with running it, and what it wrote. */
function run(args) {
  return new Promise((resolve) => {
    execFile("curl", args, { timeout: 30_000 }, (error, written, complaint) => resolve({ error, written, complaint }));
  });
}

/** Status and body of a request that `curl` makes with a token. */
async function curl(token, method, path, body) {
  const fields = ["--header", `Authorization: Bearer ${token}`];
  if (body) fields.push("--header", "Content-Type: application/json", "--data", JSON.stringify(body));
  // Whatever this machine's own settings for curl say, the site is asked itself.
  const manners = ["--disable", "--noproxy", "*", "--silent", "--show-error", "--write-out", "\n%{http_code}"];
  const { error, written, complaint } = await run([...manners, "--request", method, ...fields, site.address + path]);
  assert.equal(error, null, complaint);
  const end = written.lastIndexOf("\n");
  return { status: Number(written.slice(end + 1)), body: JSON.parse(written.slice(0, end)) };
}

/** Why this machine cannot do what people do with `curl`; false if it can. Where every journey must be made, it must. */
async function withoutCurl() {
  const { error } = await run(["--version"]);
  return error !== null && process.env.CI !== "true" && "the program curl is not on this machine";
}

test("a token is made, copied, used by curl, and revoked", { skip: await withoutCurl() }, async () => {
  const { page, context, complaints } = await signIn(browser, site, "tomas");
  await context.grantPermissions(["clipboard-write"], { origin: site.address });
  await openSettings(page, "tokens", "Your tokens");
  await page.getByText("No tokens yet").waitFor();
  assert.equal(await page.getByLabel("Administrate", { exact: true }).count(), 0, "what would be refused is not offered");

  await page.getByLabel("Name", { exact: true }).fill("Backup on the server");
  await page.getByLabel("Write posts", { exact: true }).check();
  await page.getByLabel("Ends after", { exact: true }).selectOption("30");
  await page.getByRole("button", { name: "Make a token" }).click();

  const secret = page.getByLabel("The token", { exact: true });
  await secret.waitFor();
  await until(() => secret.evaluate((field) => field === document.activeElement), "the focus on the token");
  const token = await secret.inputValue();
  assert.match(token, /^bs_pat_[a-z2-7]{59}$/);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied.").waitFor();

  const read = await curl(token, "GET", "/api/v2/me");
  assert.deepEqual([read.status, read.body.username], [200, "tomas"]);
  const written = await curl(token, "POST", "/api/v2/posts", { title: "By a program", body: "Beep." });
  assert.deepEqual([written.status, written.body.state], [201, "draft"]);
  assert.equal((await curl(token, "GET", "/api/v2/me/tokens")).body.code, "session.required");
  const outside = await curl(token, "POST", `/api/v2${POST}/comments`, { body: "Beep." });
  assert.equal(outside.body.code, "token.scope_missing");
  assert.equal((await curl(token, "GET", "/api/v1/me")).status, 200);

  await page.getByRole("button", { name: "I have kept it" }).click();
  await page.getByRole("button", { name: "Make a token" }).waitFor();
  assert.ok(!(await page.content()).includes(token), "the token is not shown again");
  await page.reload();
  const entry = entries(page).filter({ hasText: "Backup on the server" });
  await entry.waitFor();
  const told = await entry.textContent();
  assert.ok(told.includes(token.slice(0, 11)) && !told.includes(token), told);
  assert.match(told, /Read, Write posts/);
  assert.match(told, /Last used today at/);

  await entry.getByRole("button", { name: "Revoke: Backup on the server" }).click();
  await page.getByRole("dialog", { name: "Revoke this token?" }).getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByText("No tokens yet").waitFor();
  const revoked = await curl(token, "GET", "/api/v2/me");
  assert.deepEqual([revoked.status, revoked.body.code], [401, "token.invalid"]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("long after signing in the password is asked for, at its field", async () => {
  const { page, context } = await signIn(browser, site, "tomas");
  await openSettings(page, "tokens", "Your tokens");
  const problem = {
    type: "/problems/auth.proof_required", title: "Prove that it is you", status: 403, code: "auth.proof_required",
    detail: "Give your current password, or do this within ten minutes of signing in.", request_id: "0123456789abcdef",
  };
  // Ten minutes are too long for a test: the first answer is the one that the server would give then.
  await page.route("**/api/v2/me/tokens", async (route) => {
    const body = route.request().postDataJSON?.() ?? null;
    if (route.request().method() !== "POST" || body?.password) return route.continue();
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
  const make = page.getByRole("button", { name: "Make a token" });

  await make.click();
  await page.getByText("The name is missing.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Script");
  await make.click();
  const password = page.getByLabel("Your password", { exact: true });
  await password.waitFor();
  await until(() => password.evaluate((field) => field === document.activeElement), "the focus on the password");
  await password.fill("not-the-password");
  await make.click();
  await page.getByText("This is not your password.").waitFor();
  assert.equal(await password.getAttribute("aria-invalid"), "true");
  await password.fill(DEMO_PASSWORD);
  await make.click();

  await page.getByLabel("The token", { exact: true }).waitFor();
  await context.close();
});

test("a list that does not come says so and comes when asked again", async () => {
  const { page, context } = await signIn(browser, site, "jonas");
  await page.route("**/api/v2/auth/sessions", (route) => route.abort());
  await openSettings(page, "security", "Where you are signed in");
  await page.getByText("The server cannot be reached.").waitFor();

  await page.unroute("**/api/v2/auth/sessions");
  await page.getByRole("button", { name: "Try again" }).click();

  await until(async () => (await entries(page).count()) >= 1, "the list");
  await context.close();
});

test("strangers are asked to sign in and come back to the settings", async () => {
  const jonas = await clientOf(site, "jonas");
  assert.ok((await jonas.get("/auth/sessions")).items.length >= 1);
  const { page, context } = await signIn(browser, site, "jonas");
  await context.clearCookies();

  await page.goto(`${site.address}/settings/security`);

  await page.waitForURL((url) => url.pathname === "/login" && url.searchParams.get("next") === "/settings/security");
  await context.close();
});
