// Second factors: an authenticator app with its recovery codes, passkeys of a virtual authenticator, a role that demands one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { authenticator, code } from "../factors.mjs";
import { mailTo } from "../mail.mjs";
import { PASSWORD, clientOf, fillSignIn, register } from "../people.mjs";
import { hasFocus, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function openSecurity(page) {
  await visit(page, `${site.address}/settings/security`);
  await page.getByRole("heading", { level: 2, name: "Second factor" }).waitFor();
}

/** Opens a question by its button and proves by the password. */
async function prove(page, button, title) {
  await page.getByRole("main").getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByLabel("Your password", { exact: true }).fill(PASSWORD);
  return dialog;
}

/** Asks for the key of a new app. */
async function beginApp(page) {
  const dialog = await prove(page, "Set up an app", "Set up an authenticator app");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("img", { name: "QR code with the key beneath" }).waitFor();
}

/** Sets an app up; its key and the recovery codes. */
async function setUpApp(page) {
  await beginApp(page);
  const key = await page.locator(".settings__key").textContent();
  await page.getByLabel("Code from your app").fill(code(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  const kept = page.getByRole("heading", { name: "Keep your recovery codes" });
  await kept.waitFor();
  await hasFocus(kept);
  const codes = await page.locator(".settings__codes code").allTextContents();
  assert.equal(codes.length, 10);
  await page.getByRole("button", { name: "I have kept it" }).click();
  return { key, codes };
}

/** A browser whose password was right. */
async function halfSignedIn(username) {
  const opened = await openPage(browser);
  await visit(opened.page, `${site.address}/login`);
  await fillSignIn(opened.page, username);
  await opened.page.getByRole("form", { name: "One more step" }).waitFor();
  return opened;
}

/** Refusals that a journey provokes are told by Chromium as errors of the network. */
function told(complaints) {
  return complaints.filter((said) => !/status of 4(00|01|22)/.test(said));
}

test("an app's codes are asked for at the sign-in, and a recovery code stands in for them", async () => {
  const here = await register(browser, site, "alma");
  await openSecurity(here.page);
  await beginApp(here.page);
  await here.page.getByRole("main").getByRole("button", { name: "Cancel" }).click();
  await here.page.getByRole("img", { name: "QR code with the key beneath" }).waitFor({ state: "detached" });
  const { key, codes } = await setUpApp(here.page);
  await here.page.getByText("10 of 10 left.").waitFor();
  await mailTo(site, "alma@example.org", /^An authenticator app was added/);

  const there = await halfSignedIn("alma");
  const field = there.page.getByLabel("Code from your app");
  await field.fill("12345");
  await there.page.getByRole("button", { name: "Continue" }).click();
  await there.page.getByText("Type the six digits that your app shows now.").waitFor();
  await field.fill(code(key) === "000000" ? "111111" : "000000");
  await there.page.getByRole("button", { name: "Continue" }).click();
  await there.page.getByText(/This code is not right/).waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  // The code that set the app up is used; the next one is in time already.
  await field.fill(code(key, 1));
  await there.page.getByRole("button", { name: "Continue" }).click();
  await there.page.waitForURL((url) => url.pathname !== "/login");

  const third = await halfSignedIn("alma");
  await third.page.getByRole("button", { name: "Use a recovery code" }).click();
  await third.page.getByLabel("Recovery code").fill(codes[0].toUpperCase());
  await third.page.getByRole("button", { name: "Continue" }).click();
  await third.page.waitForURL((url) => url.pathname !== "/login");
  await mailTo(site, "alma@example.org", /^A recovery code was used/);
  await openSecurity(third.page);
  await third.page.getByText("9 of 10 left.").waitFor();

  const dialog = await prove(third.page, "Remove the app", "Remove the authenticator app?");
  await dialog.getByRole("button", { name: "Remove the app" }).click();
  await third.page.getByText("The app is removed.").waitFor();
  await third.page.getByText(/^Not set up\./).waitFor();
  for (const opened of [here, there, third]) {
    assert.deepEqual(told(opened.complaints), []);
    await opened.context.close();
  }
});

test("a passkey is added, signs in alone and as a second factor, is renamed and removed", async () => {
  const { page, context, complaints } = await register(browser, site, "runa");
  const device = await authenticator(page);
  await openSecurity(page);
  await page.getByLabel("Name of the passkey").fill("Laptop");
  const dialog = await prove(page, "Add a passkey", "Add a passkey");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByText("The passkey is added.").waitFor();
  await page.getByRole("heading", { level: 3, name: "Laptop" }).waitFor();
  await hasFocus(page.getByRole("heading", { name: "Keep your recovery codes" }));
  await page.getByRole("button", { name: "I have kept it" }).click();
  assert.equal((await device.passkeys()).length, 1);

  const signOut = async () => {
    await page.getByRole("navigation", { name: "Site" }).locator("summary", { hasText: "Account" }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Sign in" }).waitFor();
    await visit(page, `${site.address}/login`);
  };
  await signOut();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");

  await visit(page, `${site.address}/`);
  await signOut();
  await fillSignIn(page, "runa");
  await page.getByRole("form", { name: "One more step" }).getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");

  await openSecurity(page);
  await page.getByRole("button", { name: "Rename: Laptop" }).click();
  await page.getByRole("listitem").getByLabel("Name of the passkey").fill("Old laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 3, name: "Old laptop" }).waitFor();
  await page.getByRole("button", { name: "Remove: Old laptop" }).click();
  await page.getByRole("dialog", { name: "Remove this passkey?" }).getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("You have no passkey yet.").waitFor();
  await mailTo(site, "runa@example.org", /^A passkey was removed/);
  assert.deepEqual(told(complaints), []);
  await context.close();
});

test("a role that demands a second factor lets its people do nothing but set one up", async () => {
  const { page, context, complaints } = await register(browser, site, "tyra");
  const admin = await clientOf(site, "ada");
  const demand = (is) => admin.call("PATCH", "/admin/roles/author", { requires_second_factor: is });
  assert.equal((await demand(true)).status, 200);

  await visit(page, `${site.address}/`);
  const bar = page.getByRole("region", { name: "A second factor is missing" });
  await bar.getByRole("link", { name: "Set one up" }).click();
  await page.waitForURL((url) => url.pathname === "/settings/security");
  assert.equal(await page.getByRole("heading", { name: "Where you are signed in" }).count(), 0);
  await setUpApp(page);

  await bar.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
  const dialog = await prove(page, "Remove the app", "Remove the authenticator app?");
  await dialog.getByRole("button", { name: "Remove the app" }).click();
  await dialog.getByText(/this is your last one/).waitFor();
  assert.equal((await demand(false)).status, 200);
  await until(async () => (await admin.get("/admin/roles/author")).requires_second_factor === false, "the role as it was");
  assert.deepEqual(complaints.filter((said) => !/status of 4(01|03|09)/.test(said)), []);
  await context.close();
});
