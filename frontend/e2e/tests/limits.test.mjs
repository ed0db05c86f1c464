// Limits as people meet them: what was typed stays, the page says when to come back, and who is known is not kept out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mailTo } from "../mail.mjs";
import { PASSWORD, fillSignIn, newcomer } from "../people.mjs";
import { openPage, startBrowser, startSite, visit } from "../site.mjs";

let site, browser;

before(async () => {
  const limits = { BROADSHEET_LIMITS__AUTH_LOGIN: "1000/15m per address, 4/15m per account, 20/15m per device" };
  [site, browser] = await Promise.all([startSite(limits), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** What Chromium says of answers that the page puts into its own words. */
const told = (complaints) => complaints.filter((text) => !/status of (401|429)/.test(text));

test("whoever guesses too often is told when to come back, and the owner is not kept out", async () => {
  await newcomer(site, "wanda");
  const owner = await openPage(browser);
  await visit(owner.page, `${site.address}/login`);
  await fillSignIn(owner.page, "wanda");
  await owner.page.waitForURL((url) => url.pathname !== "/login");

  const stranger = await openPage(browser);
  await visit(stranger.page, `${site.address}/login`);
  const refused = stranger.page.getByRole("alert");
  for (let tries = 0; tries < 4; tries += 1) {
    const answer = stranger.page.waitForResponse((response) => response.url().endsWith("/auth/login"));
    await fillSignIn(stranger.page, "wanda", `a wrong guess ${tries}`);
    if ((await answer).status() === 429) break;
  }
  await fillSignIn(stranger.page, "wanda");
  await refused.filter({ hasText: /That was too often in a short time\. Please wait 1[0-5] minutes, then try again\./ }).waitFor();
  assert.equal(await stranger.page.getByLabel("Username or e-mail address").inputValue(), "wanda");
  await mailTo(site, "wanda@example.org", /locked for a while/);

  // The open session goes on, and the browser that is known may sign in again.
  await owner.page.goto(`${site.address}/me/posts`);
  await owner.page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(new URL(owner.page.url()).pathname, "/me/posts");
  await owner.page.evaluate(() => fetch("/api/v2/auth/logout", {
    method: "POST", headers: { "content-type": "application/json", "x-broadsheet-client": "web" }, body: "{}",
  }));
  await visit(owner.page, `${site.address}/login`);
  await fillSignIn(owner.page, "wanda", PASSWORD);
  await owner.page.waitForURL((url) => url.pathname !== "/login");
  assert.deepEqual([...told(owner.complaints), ...told(stranger.complaints)], []);
  await Promise.all([owner, stranger].map(({ context }) => context.close()));
});
