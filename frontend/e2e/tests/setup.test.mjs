// The first owner: a production server on localhost, its printed link, and a page that forgives mistakes.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { PASSWORD, clientOf, fillSignIn } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  const production = {
    BROADSHEET_PROFILE: "production",
    BROADSHEET_SECRETS__KEY: randomBytes(48).toString("base64"),
    BROADSHEET_SERVER__DRAIN_DELAY_MS: "0",
  };
  [site, browser] = await Promise.all([startSite(production), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** What is said of a field to those who cannot see it. */
async function complaintAt(field) {
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  return field.evaluate((control) => {
    const notes = (control.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
    return notes.filter((note) => note?.role === "alert" || note?.getAttribute("role") === "alert")[0]?.textContent;
  });
}

function printedLink() {
  return site.said().match(/http:\/\/localhost:\d+\/setup#token=\S+/)?.[0];
}

test("an address without the link's secret opens no form", async () => {
  const { page, context, complaints } = await openPage(browser);

  await visit(page, `${site.address}/setup`);

  await page.getByText("This link is not complete").waitFor();
  const header = page.getByRole("banner");
  await header.getByRole("link", { name: "Broadsheet" }).waitFor();
  assert.equal(await header.getByRole("link").count(), 1, "nothing leads on but the name");
  assert.equal(await page.getByRole("button", { name: "Open the site" }).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the printed link names the site and makes its first admin, mistakes and all", async () => {
  const link = await until(printedLink, "the link");
  const { page, context, complaints } = await openPage(browser, { locale: "en-GB" });
  await visit(page, link);
  const field = (name) => page.getByLabel(name, { exact: true });
  const open = page.getByRole("button", { name: "Open the site" });

  // The secret has left the address, and so the history.
  assert.equal(new URL(page.url()).hash, "");
  assert.equal(await field("Address").inputValue(), site.address);

  await field("Language").fill("not a language");
  await field("Address").fill("nowhere");
  await field("Username").fill("a b");
  await field("E-mail address").fill("ada");
  await field("Password").fill("short");
  await open.click();
  for (const name of ["Name of the site", "Language", "Address", "Username", "E-mail address", "Password"]) {
    assert.ok(await complaintAt(field(name)), name);
  }
  assert.match(await complaintAt(field("Password")), /at least 8 characters/);
  await page.waitForFunction((id) => document.activeElement?.id === id, await field("Name of the site").getAttribute("id"));

  await field("Name of the site").fill("The Lamplighter");
  assert.equal(await field("Name of the site").getAttribute("aria-invalid"), null);
  await field("What it is about").fill("Notes from a small harbour.");
  await field("Language").fill("en-GB");
  await field("Username").fill("ada");
  await field("Name to show").fill("Ada Byron");
  await field("E-mail address").fill("ada@example.org");
  await field("Password").fill(PASSWORD);

  // Well formed, but not where this server answers: refused at its field, with the variable that would change it.
  await field("Address").fill("https://blog.example.org");
  await open.click();
  await until(async () => (await field("Address").getAttribute("aria-invalid")) === "true", "the address to be refused");
  assert.match(await complaintAt(field("Address")), /BROADSHEET_SITE__BASE_ADDRESS/);
  await field("Address").fill(site.address);
  await open.click();

  await page.waitForURL(`${site.address}/`);
  await page.getByRole("heading", { level: 1, name: "The Lamplighter" }).waitFor();
  await page.getByRole("link", { name: "Write", exact: true }).waitFor();
  // The words around what people write stay English, whatever language people write in.
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  const description = page.locator('meta[name="description"]');
  assert.equal(await description.getAttribute("content"), "Notes from a small harbour.");
  const owner = await clientOf(site, "ada", PASSWORD);
  assert.equal((await owner.get("/site")).language, "en-GB");
  const me = await owner.get("/me");
  assert.ok(me.permissions.includes("settings.manage"), JSON.stringify(me));
  // The refused address is an answer of status 422, which Chromium reports.
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 422")), []);
  await context.close();
});

test("the link works once", async () => {
  const { page, context } = await openPage(browser);
  await visit(page, printedLink());
  const field = (name) => page.getByLabel(name, { exact: true });
  await field("Name of the site").fill("Mine now");
  await field("Username").fill("mallory");
  await field("E-mail address").fill("mallory@example.org");
  await field("Password").fill(PASSWORD);

  await page.getByRole("button", { name: "Open the site" }).click();

  // Said above the form, or in its place: either way nothing is made.
  await page.getByText(/set up already|link is not valid/).first().waitFor();
  const answer = await fetch(`${site.address}/api/v2/users/mallory`);
  assert.equal(answer.status, 404);
  const home = await (await fetch(`${site.address}/`)).text();
  assert.ok(home.includes("The Lamplighter") && !home.includes("Mine now"));
  await context.close();
});

test("the owner signs in again, in another browser", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/login`);

  await fillSignIn(page, "ada", "not-the-password-at-all");
  await page.getByText("The name or the password is wrong.").waitFor();
  await fillSignIn(page, "ada");

  await page.getByRole("link", { name: "Write", exact: true }).waitFor();
  // The refused attempt is an answer of status 401, which Chromium reports.
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 401")), []);
  await context.close();
});
