// The life of an account by mail: confirming, forgetting, choosing anew, changing the address. Every mail is a file.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, openEditor, publish, title } from "../editor.mjs";
import { mailTo, mailsOf } from "../mail.mjs";
import { PASSWORD, clientOf, confirm, fillSignIn, newcomer, registerUnconfirmed } from "../people.mjs";
import { openPage, runVerb, startBrowser, startSite, until, visit } from "../site.mjs";

const NEW_PASSWORD = "other-lights-by-day";
/** What Chromium says of answers that the pages put into their own words. */
const REFUSALS = /status of (400|401|403|422|429)|ERR_FAILED|Failed to fetch/;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const bar = (page) => page.getByRole("region", { name: "Your e-mail address" });
const heading = (page, name) => page.getByRole("heading", { level: 1, name });
const told = (complaints) => complaints.filter((text) => !REFUSALS.test(text));

/** A browser of somebody who has an account already. */
async function signedIn(username, password = PASSWORD) {
  const opened = await openPage(browser);
  await visit(opened.page, `${site.address}/login`);
  await fillSignIn(opened.page, username, password);
  await opened.page.waitForURL((url) => url.pathname !== "/login");
  return opened;
}

test("a newcomer confirms through the mail, and then others can see what they do", async () => {
  const { page, context, complaints } = await registerUnconfirmed(browser, site, "nora");
  await bar(page).getByText(/follow the link in the mail/).waitFor();
  await visit(page, `${site.address}/posts/what-a-borrow-checker-taught-me-about-lending-books`);
  await page.getByText("Confirm your e-mail address to join the conversation.").waitFor();
  await openEditor(page, site);
  await title(page).fill("First light");
  await body(page).fill("I am new here.");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText(/Confirm your e-mail address first/).first().waitFor();

  const mail = await mailTo(site, "nora@example.org", /^Confirm/);
  // Programs that scan mails open links: that uses nothing up, and the secret never reaches the server.
  for (const method of ["GET", "HEAD", "GET"]) {
    const answer = await fetch(mail.link, { method });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
  }
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await confirm(page, site, "nora@example.org");
  assert.equal(new URL(page.url()).hash, "");
  assert.ok(asked.every((url) => !url.split("#")[0].includes("token=")), asked.join("\n"));

  await page.getByRole("link", { name: "Go to the front page" }).click();
  await page.waitForURL(`${site.address}/`);
  await until(async () => (await bar(page).count()) === 0, "the bar to go");
  await page.goto(`${site.address}/me/posts`);
  await page.getByRole("link", { name: "First light" }).first().click();
  await publish(page);
  const post = await (await fetch(`${site.address}/api/v2/posts/first-light`)).json();
  assert.equal(post.author.username, "nora");
  assert.deepEqual(told(complaints), []);
  await context.close();
});

test("a link that was used says so, and offers the next step", async () => {
  await newcomer(site, "owen");
  const mail = await mailTo(site, "owen@example.org", /^Confirm/);
  const owen = await signedIn("owen");
  await visit(owen.page, mail.link);
  await owen.page.getByRole("button", { name: "Confirm this address" }).click();
  await heading(owen.page, "Your address is confirmed already").waitFor();

  const stranger = await openPage(browser);
  await visit(stranger.page, mail.link);
  await stranger.page.getByRole("button", { name: "Confirm this address" }).click();
  await heading(stranger.page, "This link is no longer good").waitFor();
  await stranger.page.getByLabel("Username or e-mail address").fill("owen@example.org");
  await stranger.page.getByRole("button", { name: "Send another mail" }).click();
  await stranger.page.getByText("Look into your mail").waitFor();

  await visit(stranger.page, `${site.address}/confirm`);
  await heading(stranger.page, "This link is not complete").waitFor();
  assert.deepEqual([...told(owen.complaints), ...told(stranger.complaints)], []);
  await Promise.all([owen, stranger].map(({ context }) => context.close()));
});

test("the mail is sent again from the bar, and the newer link counts", async () => {
  const { page, context, complaints } = await registerUnconfirmed(browser, site, "pia");
  const first = await mailTo(site, "pia@example.org", /^Confirm/);

  await bar(page).getByRole("button", { name: "Send another mail" }).click();
  const second = await mailTo(site, "pia@example.org", /^Confirm/, 2);

  assert.notEqual(first.link, second.link);
  await visit(page, first.link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await heading(page, "This link is no longer good").waitFor();
  // Pasted into the bar of the page that stands.
  await page.goto(second.link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await heading(page, "Your address is confirmed").waitFor();
  assert.deepEqual(told(complaints), []);
  await context.close();
});

test("whoever forgot their password chooses another, and is signed out everywhere", async () => {
  await newcomer(site, "rolf");
  const here = await signedIn("rolf");
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/login`);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.waitForURL(`${site.address}/forgot`);
  await heading(page, "Forgot your password?").waitFor();
  await page.getByLabel("Username or e-mail address").fill("rolf");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await page.getByText("Look into your mail").waitFor();

  const mail = await mailTo(site, "rolf@example.org", /^Choose a new password/);
  await visit(page, mail.link);
  const field = page.getByLabel("New password", { exact: true });
  await field.fill("short");
  await page.getByRole("button", { name: "Set the new password" }).click();
  await page.getByRole("alert").filter({ hasText: /at least 8 characters/ }).waitFor();
  await field.fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set the new password" }).click();
  await heading(page, "Your password is changed").waitFor();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Username or e-mail address").waitFor();
  await fillSignIn(page, "rolf", NEW_PASSWORD);
  await page.waitForURL((url) => url.pathname !== "/login");

  // The other browser is told when it next wants something.
  await here.page.goto(`${site.address}/me/posts`);
  await here.page.waitForURL((url) => url.pathname === "/login");
  await mailTo(site, "rolf@example.org", /^Your password was changed/);
  await visit(page, mail.link);
  await page.getByLabel("New password", { exact: true }).fill("yet-another-light");
  await page.getByRole("button", { name: "Set the new password" }).click();
  await heading(page, "This link is no longer good").waitFor();
  assert.deepEqual(told(complaints), []);
  await Promise.all([context.close(), here.context.close()]);
});

test("an address moves when the new one is confirmed, and the old one hears of it", async () => {
  await newcomer(site, "svea");
  const { page, context, complaints } = await signedIn("svea");
  await page.goto(`${site.address}/settings/account`);
  await page.getByText("svea@example.org").waitFor();
  await page.getByLabel("New e-mail address").fill("svea@new.example");
  const password = page.getByLabel("Current password", { exact: true }).first();
  await password.fill("not-the-password");
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByRole("alert").filter({ hasText: /current password is wrong/ }).waitFor();
  assert.equal(await password.getAttribute("aria-invalid"), "true");

  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByText(/svea@new\.example takes its place/).waitFor();
  await confirm(page, site, "svea@new.example");

  await page.goto(`${site.address}/settings/account`);
  await page.getByText("svea@new.example").waitFor();
  assert.equal(await page.getByText("svea@example.org").count(), 0);
  await mailTo(site, "svea@example.org", /another e-mail address/);
  await page.goto(`${site.address}/settings/security`);
  await page.getByLabel("Current password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByText(/Everywhere else you are signed out/).waitFor();
  await mailTo(site, "svea@new.example", /^Your password was changed/);
  await clientOf(site, "svea@new.example", NEW_PASSWORD);
  assert.deepEqual(told(complaints), []);
  await context.close();
});

test("an address that waits is taken back, and its link opens nothing", async () => {
  await newcomer(site, "ylva");
  const { page, context, complaints } = await signedIn("ylva");
  await page.goto(`${site.address}/settings/account`);
  await page.getByLabel("New e-mail address").fill("ylva@new.example");
  await page.getByLabel("Current password", { exact: true }).first().fill(PASSWORD);
  await page.getByRole("button", { name: "Change the address" }).click();
  const waiting = page.getByText(/ylva@new\.example takes its place/);
  await waiting.waitFor();
  const mail = await mailTo(site, "ylva@new.example", /^Confirm/);

  await page.getByRole("button", { name: "Keep the present address" }).click();

  await page.getByText(/Your address stays/).first().waitFor();
  await until(async () => (await waiting.count()) === 0, "the words about the other address to go");
  await until(() => page.evaluate(() => document.activeElement?.id === "account-email"), "the focus on the heading");
  const stranger = await openPage(browser);
  await visit(stranger.page, mail.link);
  await stranger.page.getByRole("button", { name: "Confirm this address" }).click();
  await heading(stranger.page, "This link is no longer good").waitFor();
  await page.reload();
  await page.getByText("ylva@example.org").waitFor();
  assert.equal(await waiting.count(), 0);
  assert.deepEqual([...told(complaints), ...told(stranger.complaints)], []);
  await Promise.all([context.close(), stranger.context.close()]);
});

test("without a connection or over a limit the page says so, and the link stays good", async () => {
  const { page, context, complaints } = await registerUnconfirmed(browser, site, "tove");
  const mail = await mailTo(site, "tove@example.org", /^Confirm/);
  await visit(page, mail.link);
  const click = () => page.getByRole("button", { name: "Confirm this address" }).click();

  await page.route("**/api/v2/auth/confirm-email", (route) => route.abort());
  await click();
  await page.getByText("The server cannot be reached.").first().waitFor();
  await page.unroute("**/api/v2/auth/confirm-email");
  const problem = { type: "/problems/limit.exceeded", title: "Too many requests", status: 429, detail: "", code: "limit.exceeded", request_id: "r1", retry_after: 300 };
  await page.route("**/api/v2/auth/confirm-email", (route) => route.fulfill({
    status: 429, contentType: "application/problem+json", body: JSON.stringify(problem),
  }));
  await click();
  await page.getByText("Please wait 5 minutes, then try again.").waitFor();
  await page.unroute("**/api/v2/auth/confirm-email");
  await click();

  await heading(page, "Your address is confirmed").waitFor();
  assert.deepEqual(told(complaints), []);
  await context.close();
});

test("an address that has an account is told of it, and nobody else is", async () => {
  await newcomer(site, "ulla");
  const { page, context } = await openPage(browser);
  await visit(page, `${site.address}/register`);
  await page.getByLabel("Username", { exact: true }).fill("ulla-too");
  await page.getByLabel("E-mail address").fill("ulla@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname !== "/register");
  await bar(page).waitFor();

  const mail = await mailTo(site, "ulla@example.org", /^You have an account already/);

  assert.match(mail.text, /Your username is ulla\./);
  assert.ok(!mail.link && !mail.text.includes("ulla-too"));
  assert.ok(mail.html.includes("color-scheme"));
  const confirmations = (await mailsOf(site)).filter(({ to, subject }) => to === "ulla@example.org" && /^Confirm/.test(subject));
  assert.equal(confirmations.length, 1, "the one of the first account");
  await context.close();
});

test("a site without mail says so, and the command line confirms", async () => {
  const silent = await startSite({ BROADSHEET_MAIL__TRANSPORT: "none" });
  try {
    const { page, context, complaints } = await registerUnconfirmed(browser, silent, "vera");
    await bar(page).getByText(/An admin of this site does that/).waitFor();
    assert.equal(await bar(page).getByRole("button").count(), 0);
    await visit(page, `${silent.address}/forgot`);
    await page.getByText(/This site sends no mail/).waitFor();

    const confirmed = await runVerb(silent.folder, ["user", "confirm", "vera"], { BROADSHEET_MAIL__TRANSPORT: "none" });
    assert.equal(confirmed.status, 0, confirmed.said);
    await visit(page, `${silent.address}/`);

    await page.getByRole("navigation", { name: "Site" }).locator("summary", { hasText: "Account" }).waitFor();
    assert.equal(await bar(page).count(), 0);
    assert.deepEqual(complaints, []);
    await context.close();
  } finally {
    await silent.stop();
  }
});
