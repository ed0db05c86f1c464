// What an author shows first on their page: pinned from the post, taken off from their own list.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf, PASSWORD, register } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const pinned = (page) => page.getByRole("region", { name: "Pinned" });
const titles = (part) => part.locator(".card__title").allTextContents();

test("an author pins a post to their page and takes it off again", async () => {
  const { page, context, complaints } = await register(browser, site, "weaver");
  const weaver = await clientOf(site, "weaver", PASSWORD);
  const [warp] = [await weaver.publish({ title: "Warp", body: "First." })];
  await weaver.publish({ title: "Weft", body: "Second." });
  await weaver.publish({ title: "Selvedge", body: "Third." });
  const shown = async () => (await weaver.get("/users/weaver/posts?pinned=true")).items.map(({ title }) => title);

  await visit(page, `${site.address}/posts/${warp.slug}`);
  await page.getByRole("button", { name: "Pin to your page" }).click();
  await page.getByRole("button", { name: "Unpin from your page" }).waitFor();
  await until(async () => (await shown()).length === 1, "the pin to be stored");
  await page.getByRole("main").getByRole("link", { name: "weaver" }).first().click();

  await pinned(page).waitFor();
  assert.deepEqual(await titles(pinned(page)), ["Warp"]);
  assert.deepEqual(await titles(page.getByRole("main")), ["Warp", "Selvedge", "Weft"], "nothing stands there twice");
  const stranger = await openPage(browser, { javaScriptEnabled: false });
  await stranger.page.goto(`${site.address}/users/weaver`);
  assert.deepEqual(await titles(stranger.page.getByRole("main")), ["Warp", "Selvedge", "Weft"]);
  await stranger.context.close();

  await visit(page, `${site.address}/me/posts?state=published`);
  const entry = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Warp" }) });
  await entry.getByText("Pinned", { exact: true }).waitFor();
  await entry.getByRole("button", { name: /Warp/ }).click();
  await page.getByRole("menuitem", { name: "Unpin from your page" }).click();
  await page.getByText("The post is no longer pinned.").waitFor();
  assert.equal(await entry.getByText("Pinned", { exact: true }).count(), 0);
  assert.deepEqual(await shown(), []);
  await visit(page, `${site.address}/users/weaver`);
  await page.getByRole("link", { name: "Warp" }).waitFor();
  assert.equal(await pinned(page).count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a fourth pin is refused in words, and nobody pins what another wrote", async () => {
  const { page, context, complaints } = await register(browser, site, "knitter");
  const knitter = await clientOf(site, "knitter", PASSWORD);
  const posts = [];
  for (const title of ["Row one", "Row two", "Row three", "Row four"]) posts.push(await knitter.publish({ title, body: "Purl." }));
  for (const { id } of posts.slice(0, 3)) await knitter.call("PUT", `/posts/${id}/pin`);
  await visit(page, `${site.address}/posts/${posts[3].slug}`);

  await page.getByRole("button", { name: "Pin to your page" }).click();

  await page.getByText(/Three of your posts are pinned already/).waitFor();
  await page.getByRole("button", { name: "Pin to your page" }).waitFor();
  await visit(page, `${site.address}/`);
  await page.getByRole("main").locator(".card", { hasNotText: "knitter" }).getByRole("link").first().click();
  await page.getByRole("button", { name: /^Like/ }).first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Pin to your page" }).count(), 0);
  assert.deepEqual(complaints.filter((text) => !text.includes("status of 409")), []);
  await context.close();
});
