// Leaving: the question with its proof, the calm page at the next sign-in, keeping the account, the file with all of one's data.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { title } from "../editor.mjs";
import { mailTo } from "../mail.mjs";
import { PASSWORD, clientOf, fillSignIn, register } from "../people.mjs";
import { startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const DEPARTING = "Your account is on its way to be deleted";

/** Refusals that a journey provokes are told by Chromium as errors of the network. */
function told(complaints) {
  return complaints.filter((said) => !/status of 4(01|03|22)/.test(said));
}

/** Opens the question on the page about one's data. */
async function ask(page, choice) {
  await visit(page, `${site.address}/settings/data`);
  await page.getByLabel(choice).check();
  await page.getByRole("button", { name: "Delete my account …" }).click();
  return page.getByRole("dialog", { name: "Delete your account?" });
}

async function leave(page, choice) {
  const dialog = await ask(page, choice);
  await dialog.getByLabel("Your password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await page.waitForURL((url) => url.pathname === "/login");
}

/** Signs in on the page that is open, and comes to the one page that is left. */
async function comeBack(page, username) {
  await fillSignIn(page, username);
  await page.getByRole("heading", { level: 1, name: DEPARTING }).waitFor();
}

/** Saves the export; the names in it, as an independent program lists them. */
async function takeHome(page) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export my data" }).click(),
  ]);
  await page.getByText("Saved. Look among your downloads.").waitFor();
  const list = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('\\n'.join(z.namelist()))";
  const { stdout } = await promisify(execFile)("python3", ["-c", list, await download.path()]);
  return { file: download.suggestedFilename(), names: stdout.trim().split("\n") };
}

test("who leaves is told until when, comes back to a calm page, and keeps the account", async () => {
  const { page, complaints } = await register(browser, site, "lena");
  const client = await clientOf(site, "lena", PASSWORD);
  await client.publish({ title: "A last word", body: "Or not." });

  const dialog = await ask(page, "Leave posts and comments, without my name");
  await dialog.getByLabel("Your password", { exact: true }).fill("not the password");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await dialog.getByText("This is not your password.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await leave(page, "Leave posts and comments, without my name");
  await page.getByText(/^Your account will be deleted on \d+ \w+ \d{4}\. Until then, sign in to keep it\.$/).waitFor();
  const mail = await mailTo(site, "lena@example.org", /^Your account will be deleted/);
  assert.match(mail.text, new RegExp(`${site.address}/login`));

  await comeBack(page, "lena");
  await visit(page, `${site.address}/write`);
  await page.getByRole("heading", { level: 1, name: DEPARTING }).waitFor();
  await visit(page, `${site.address}/posts/a-last-word`);
  await page.getByRole("link", { name: "Keep it, or export your data" }).click();
  await page.getByRole("button", { name: "Keep my account" }).click();

  await page.getByText("Your account stays. Everything is as it was.").waitFor();
  await page.getByRole("heading", { level: 2, name: "Delete your account" }).waitFor();
  await visit(page, `${site.address}/write`);
  await title(page).waitFor();
  assert.deepEqual(told(complaints), []);
});

test("the file with one's data opens, before leaving and after", async () => {
  const { page, complaints } = await register(browser, site, "otto");
  const client = await clientOf(site, "otto", PASSWORD);
  await client.publish({ title: "Packed", body: "All *mine*." });
  await visit(page, `${site.address}/settings/data`);

  const { file, names } = await takeHome(page);

  assert.equal(file, "otto.zip");
  assert.ok(names.includes("README.txt") && names.includes("profile.json"), names.join(" "));
  assert.ok(names.some((name) => /^_posts\/[\d-]+-packed\.md$/.test(name)), names.join(" "));
  await leave(page, "Remove all of it");
  await comeBack(page, "otto");
  assert.ok((await takeHome(page)).names.includes("comments.json"));
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => url.pathname === "/login");
  assert.deepEqual(told(complaints), []);
});

test("on a phone the row of the settings shows the part one is on", async () => {
  const { page } = await register(browser, site, "pia");
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, `${site.address}/settings/data`);
  const parts = page.getByRole("navigation", { name: "Parts of the settings" });

  const isInside = () =>
    parts.locator("[aria-current]").evaluate((part) => {
      const { left, right } = part.getBoundingClientRect();
      return left >= 0 && right <= document.documentElement.clientWidth;
    });

  await until(isInside, "the part on the screen");
  assert.ok(await parts.getByRole("list").evaluate((row) => row.scrollWidth > row.clientWidth), "the row is longer than the page");
});
