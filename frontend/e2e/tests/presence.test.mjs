// Being seen: whether one is here, reads and writes, and who is told; or nobody at all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { refuseCalls } from "../notices.mjs";
import { clientOf, PASSWORD, register } from "../people.mjs";
import { hold, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const box = (page) => page.getByLabel("Show when I am online and writing");

test("one press hides oneself, at once; a refusal puts the box back and says why", async () => {
  const { page, context, complaints } = await register(browser, site, "owl");
  const owl = await clientOf(site, "owl", PASSWORD);
  const hides = async () => (await owl.get("/me")).hides_presence;
  await visit(page, `${site.address}/settings/privacy`);
  await until(() => box(page).isChecked(), "the box");

  await page.route("**/api/v2/me", refuseCalls("PATCH"));
  await box(page).click();
  await page.getByRole("alert").filter({ hasText: "Internal error" }).waitFor();
  assert.ok(await box(page).isChecked());
  assert.equal(await hides(), false);
  await page.unroute("**/api/v2/me");

  const release = await hold(page, "**/api/v2/me");
  await box(page).click();
  assert.equal(await box(page).isChecked(), false);
  assert.equal(await page.getByRole("alert").filter({ hasText: "Internal error" }).count(), 0);
  // The last of several presses counts.
  await box(page).click();
  await box(page).click();
  release();
  await until(hides, "the choice to be stored");
  await visit(page, `${site.address}/settings/privacy`);
  await page.getByText("You have blocked nobody.").waitFor();
  assert.equal(await box(page).isChecked(), false);
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 500")), []);
  await context.close();
});
