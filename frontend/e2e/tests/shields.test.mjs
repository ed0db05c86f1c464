// Keeping people away: muting and blocking from their page, and the way back from the settings.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, newcomer, PASSWORD, register } from "../people.mjs";
import { startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Chooses an entry of the menu on a person's page. */
async function choose(page, name, entry) {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

test("somebody is muted after a question, and heard again at once", async () => {
  await newcomer(site, "thorn", "Thorn");
  const { page, context, complaints } = await register(browser, site, "petal");
  const petal = await clientOf(site, "petal", PASSWORD);
  const isMuted = async () => (await petal.get("/users/thorn")).viewer.muted;
  await visit(page, `${site.address}/users/thorn`);

  await choose(page, "Thorn", "Mute Thorn");
  const question = page.getByRole("dialog", { name: "Mute Thorn?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await page.getByText("Muted", { exact: true }).count(), 0);
  await choose(page, "Thorn", "Mute Thorn");
  await question.getByRole("button", { name: "Mute", exact: true }).click();
  await page.getByText("Muted", { exact: true }).waitFor();
  await until(isMuted, "the mute to be stored");

  await choose(page, "Thorn", "Unmute Thorn");
  await until(async () => !(await isMuted()), "the mute to be taken back");
  assert.equal(await page.getByText("Muted", { exact: true }).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("somebody is blocked after a question, and let back from the settings", async () => {
  const bramble = await newcomer(site, "bramble", "Bramble");
  const { page, context, complaints } = await register(browser, site, "fern");
  const fern = await clientOf(site, "fern", PASSWORD);
  await fern.call("PUT", "/users/bramble/follow");
  await visit(page, `${site.address}/users/bramble`);
  await page.getByRole("button", { name: "Following Bramble" }).waitFor();

  await choose(page, "Bramble", "Block Bramble");
  await page.getByRole("dialog", { name: "Block Bramble?" }).getByRole("button", { name: "Block", exact: true }).click();
  await page.getByRole("button", { name: "Unblock Bramble" }).waitFor();
  await page.getByRole("link", { name: "0 followers" }).waitFor();
  await until(async () => (await fern.get("/users/bramble")).viewer.blocked, "the block to be stored");
  assert.equal((await bramble.call("PUT", "/users/fern/follow")).status, 403);

  await visit(page, `${site.address}/settings/privacy`);
  const blocked = page.getByRole("region", { name: "People you have blocked" });
  await blocked.getByRole("link", { name: "Bramble" }).waitFor();
  await blocked.getByRole("button", { name: "Unblock Bramble" }).click();
  await page.getByText("Bramble is no longer blocked.").waitFor();
  await blocked.getByText("You have blocked nobody.").waitFor();
  await visit(page, `${site.address}/users/bramble`);
  await page.getByRole("button", { name: "Follow Bramble" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("nobody finds such a menu on their own page, and strangers find none", async () => {
  const { page, context } = await register(browser, site, "moss");
  await visit(page, `${site.address}/users/moss`);
  await page.getByRole("link", { name: "Edit profile" }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^More about/ }).count(), 0);
  await context.close();
});
