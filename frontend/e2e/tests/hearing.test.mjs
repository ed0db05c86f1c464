// Which of what happens one hears of: threads and people that are muted from a row, the settings, the bell of a follow.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bell, meet, panel, refuse, refuseCalls, rings, row } from "../notices.mjs";
import { hasFocus, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("a thread is muted from its row, taken back at once, and heard no more once it stays", async () => {
  const { page, client, post, comment, follow, leave } = await meet(browser, site, "hanna");
  await comment("One.");
  await visit(page, `${site.address}/notifications`);
  const about = row(page, "hanna-guest commented");
  const menu = about.getByRole("button", { name: /^More: / });
  const isMuted = async () => (await client.get(`/posts/${post.id}`)).viewer.muted;
  const mute = async () => {
    await menu.click();
    await page.getByRole("menuitem", { name: "Mute this thread" }).click();
    await page.getByText(`You hear nothing more about “${post.title}”.`).waitFor();
  };

  await mute();
  await about.getByText("Muted", { exact: true }).waitFor();
  await until(isMuted, "the mute to be stored");
  await page.getByRole("button", { name: "Undo" }).click();
  await until(async () => !(await isMuted()), "the mute to be taken back");
  await hasFocus(menu);
  assert.equal(await about.getByText("Muted", { exact: true }).count(), 0);

  await mute();
  await until(isMuted, "the mute to be stored");
  await about.getByRole("button", { name: /^Mark as read/ }).click();
  await rings(page, 0);
  await comment("Two.");
  await follow();
  await rings(page, 1);
  await page.getByRole("button", { name: "1 new" }).click();
  await row(page, "hanna-guest follows you").waitFor();

  await visit(page, `${site.address}/settings/notifications`);
  const threads = page.getByRole("region", { name: "Muted threads" });
  await threads.getByRole("button", { name: `Unmute “${post.title}”` }).click();
  await threads.getByText("You have muted none.").waitFor();
  await until(async () => !(await isMuted()), "the thread to be heard again");
  await leave();
});

test("a person is muted from the row, and a refusal takes it back", async () => {
  const { page, client, follow, leave } = await meet(browser, site, "ines");
  await follow();
  await visit(page, `${site.address}/notifications`);
  const about = row(page, "ines-guest follows you");
  const choose = async () => {
    await about.getByRole("button", { name: /^More: / }).click();
    await page.getByRole("menuitem", { name: "Mute ines-guest" }).click();
  };
  await page.route("**/api/v2/users/ines-guest/mute", refuse);
  await choose();
  await page.getByText("Internal error. Try again in a moment.").waitFor();
  await about.getByText("Muted", { exact: true }).waitFor({ state: "detached" });
  assert.equal(await page.getByText("ines-guest is muted.").count(), 0);

  await page.unroute("**/api/v2/users/ines-guest/mute");
  await choose();
  await page.getByText("ines-guest is muted.").waitFor();
  await until(async () => (await client.get("/users/ines-guest")).viewer.muted, "the mute to be stored");
  await leave(/status of 500/);
});

test("settings survive a reload, hold, and say when they were not saved", async () => {
  const { page, like, follow, leave } = await meet(browser, site, "jule");
  await visit(page, `${site.address}/settings/notifications`);
  const group = (name) => page.getByRole("group", { name, exact: true });
  const inApp = group("Likes").getByLabel("In the app");
  const daily = group("Mentions of you").getByLabel("Daily");
  await inApp.uncheck();
  await daily.check();
  await page.getByText("Not saved yet.").waitFor();

  await page.route("**/api/v2/me/notification-settings", refuseCalls("PUT"));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "Internal error" }).waitFor();
  assert.equal(await inApp.isChecked(), false);
  await page.getByText("Not saved yet.").waitFor();

  await page.unroute("**/api/v2/me/notification-settings");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Your settings are saved.").waitFor();
  assert.equal(await page.getByText("Not saved yet.").count(), 0);
  await page.reload();
  await takenOver(page);
  await until(async () => (await daily.isChecked()) && !(await inApp.isChecked()), "the choices");
  assert.ok(await group("New followers").getByLabel("In the app").isChecked());

  await like();
  await follow();
  await rings(page, 1);
  await leave(/status of 500/);
});

test("the bell of somebody whom one follows tells of their next post, and goes with the follow", async () => {
  const { page, client, guest, leave } = await meet(browser, site, "nele");
  await visit(page, `${site.address}/users/nele-guest`);
  const follow = page.getByRole("button", { name: /^(Follow|Following) nele-guest$/ });
  const ring = page.getByRole("button", { name: "Tell me about new posts of nele-guest" });
  const viewer = async () => (await client.get("/users/nele-guest")).viewer;
  await follow.waitFor();
  assert.equal(await ring.count(), 0);
  const width = (await follow.boundingBox()).x;

  await follow.click();
  await ring.waitFor();
  assert.equal((await follow.boundingBox()).x, width);
  assert.equal(await ring.getAttribute("aria-pressed"), "false");
  await page.route("**/api/v2/users/nele-guest/follow/bell", refuse);
  await ring.click();
  await page.getByText("Internal error. Try again in a moment.").waitFor();
  assert.equal(await ring.getAttribute("aria-pressed"), "false");
  await page.unroute("**/api/v2/users/nele-guest/follow/bell");
  await ring.click();
  assert.equal(await ring.getAttribute("aria-pressed"), "true");
  await until(async () => (await viewer()).bell, "the bell to be stored");

  await guest.publish({ title: "Fresh from the press", body: "Read me." });
  await rings(page, 1);
  await bell(page).click();
  await row(panel(page), "nele-guest published “Fresh from the press”").getByRole("link").click();
  await page.getByRole("heading", { level: 1, name: "Fresh from the press" }).waitFor();
  await rings(page, 0);

  await visit(page, `${site.address}/users/nele-guest`);
  await until(async () => (await ring.getAttribute("aria-pressed")) === "true", "the bell to be known");
  await follow.click();
  await ring.waitFor({ state: "detached" });
  await until(async () => !(await viewer()).following, "the follow to be taken back");
  assert.equal((await viewer()).bell, false);
  await leave(/status of 500/);
});
