// Being seen: whether one is here, reads and writes, and who is told; or nobody at all.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { listenIn } from "../line.mjs";
import { refuseCalls } from "../notices.mjs";
import { clientOf, PASSWORD, register } from "../people.mjs";
import { hold, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The line above the comments. */
const here = (page) => page.locator(".comments__presence");
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

test("who writes is named to others and not to themselves, until it is sent; who hides is not named", async () => {
  const jonas = await clientOf(site, "jonas");
  const { slug } = await jonas.publish({ title: "Who is there?", body: "Knock, knock." });
  const address = `${site.address}/posts/${slug}`;
  const reader = await openPage(browser);
  const { page, context, complaints } = await register(browser, site, "wren");
  const line = listenIn(page);
  await Promise.all([visit(reader.page, address), visit(page, address)]);
  await line.follows("presence");
  const replying = () => line.said.filter(({ frame }) => frame === "replying").map(({ is_over }) => is_over ?? false);
  const write = async (words) => {
    await page.getByLabel("Your comment", { exact: true }).pressSequentially(words);
    return async () => {
      await page.getByRole("button", { name: "Post comment" }).click();
      await page.locator(".comment", { hasText: words }).waitFor();
    };
  };

  let send = await write("It is me.");
  await here(reader.page).filter({ hasText: "2 reading now · wren is writing" }).waitFor();
  await until(() => line.frames.some(({ frame, data }) => frame === "now" && data.replying.length === 1), "the writer to be told");
  await until(async () => (await here(page).textContent()) === "2 reading now", "nothing of the writer on their own page");
  await send();
  await until(async () => (await here(reader.page).textContent()) === "2 reading now", "the hint to be gone");
  assert.deepEqual(replying(), [false, true]);

  const wren = await clientOf(site, "wren", PASSWORD);
  await wren.call("PATCH", "/me", { hides_presence: true });
  [line.said.length, line.frames.length] = [0, 0];
  await visit(page, address);
  await line.follows("presence");
  send = await write("Nobody.");
  await send();
  assert.deepEqual(replying(), []);
  await until(async () => (await here(reader.page).count()) === 0, "the reader to be alone");
  assert.deepEqual([...complaints, ...reader.complaints], []);
  await Promise.all([reader.context.close(), context.close()]);
});

test("who is here bears a mark on their page, for those who may see them", async () => {
  const [crane, finch] = [await register(browser, site, "crane"), await register(browser, site, "finch")];
  const [cranes, finches] = await Promise.all(["crane", "finch"].map((name) => clientOf(site, name, PASSWORD)));
  const isOnline = async () => (await finches.get("/users/crane")).viewer.online;
  const mark = finch.page.locator(".page-header").getByText("Online now");
  const look = async () => {
    await visit(finch.page, `${site.address}/users/crane`);
    await finch.page.waitForLoadState("networkidle");
  };
  await until(isOnline, "the crane to be seen");

  await look();
  await mark.waitFor({ state: "attached" });
  await finch.page.getByRole("button", { name: "More about crane" }).click();
  await finch.page.getByRole("menuitem", { name: "Mute crane" }).click();
  await finch.page.getByRole("dialog", { name: "Mute crane?" }).getByRole("button", { name: "Mute", exact: true }).click();
  await mark.waitFor({ state: "detached" });
  await until(async () => (await finches.get("/users/crane")).viewer.muted, "the mute to be stored");
  await finches.call("DELETE", "/users/crane/mute");

  await until(isOnline, "the crane to be seen again");
  await cranes.call("PATCH", "/me", { hides_presence: true });
  await until(async () => !(await isOnline()), "the crane to be hidden");
  await look();
  assert.equal(await mark.count(), 0);
  for (const { complaints, context } of [crane, finch]) {
    assert.deepEqual(complaints, []);
    await context.close();
  }
});
