// What people do to a page before the app is there, and find again once it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf } from "../people.mjs";
import {
  appStarted, hasFocus, hold, holdApp, liveStarted, openPage, startBrowser, startSite, takenOver, until,
} from "../site.mjs";

const TEXT = `Words to be chosen, and a [link](https://example.org/) to stand on.

\`\`\`rust
let harbour = "${"lantern ".repeat(60)}";
\`\`\`

| ${"A wide head | ".repeat(30)}
| ${"--- | ".repeat(30)}
| ${"cell | ".repeat(30)}

<details>
<summary>More of it</summary>

It was folded away.

</details>
`;
let site, browser, jonas, address;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  jonas = await clientOf(site, "jonas");
  address = `${site.address}/posts/${(await jonas.publish({ title: "Before the app", body: TEXT })).slug}`;
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** A page as the server wrote it, and the way to let its app start. */
async function still(at) {
  const opened = await openPage(browser);
  const release = await holdApp(opened.page);
  await opened.page.goto(at, { waitUntil: "domcontentloaded" });
  const start = async () => {
    // So that nobody takes the old tree for the new one.
    await opened.page.evaluate(() => (document.getElementById("app").dataset.old = ""));
    release();
    await takenOver(opened.page);
    assert.equal(await opened.page.locator("[data-old]").count(), 0, "the app is another tree");
  };
  return { ...opened, start };
}

/** Presses a link and does not let go of it. */
async function press(page, link) {
  await link.evaluate((link) => {
    link.dataset.pressed = "";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.isClicked = true;
    });
  });
  await link.hover();
  await page.mouse.down();
}

/** Lets go once what is ready has had its time to take the place of what is pressed, and sees it do so afterwards. */
async function letGo(page) {
  await page.evaluate(
    (frames) =>
      new Promise((resolve) => {
        const next = () => (frames-- > 0 ? requestAnimationFrame(next) : resolve());
        next();
      }),
    20,
  );
  await page.mouse.up();
  assert.ok(await page.evaluate(() => window.isClicked), "the click is heard");
  await until(async () => (await page.locator("[data-pressed]").count()) === 0, "what takes its place");
}

test("focus, open details and sideways scroll are kept", async () => {
  const { page, context, complaints, start } = await still(address);
  const link = page.locator(".prose").getByRole("link", { name: "link", exact: true });
  await page.locator(".prose summary").click();
  await page.locator(".prose details[open]").waitFor();
  const [code, table] = [page.locator(".code pre"), page.locator(".prose .table-scroll")];
  for (const part of [code, table]) await part.evaluate((part) => (part.scrollLeft = 120));
  await link.focus();

  await start();

  await hasFocus(link);
  assert.ok(await page.locator(".prose details").evaluate((details) => details.open), "the details are open");
  for (const part of [code, table]) assert.equal(await part.evaluate((part) => part.scrollLeft), 120, `${part}`);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a selection is kept", async () => {
  const { page, context, complaints, start } = await still(address);
  await page.evaluate(() => {
    const paragraph = [...document.querySelectorAll(".prose p")].find((one) => one.textContent.startsWith("Words"));
    getSelection().setBaseAndExtent(paragraph.firstChild, 6, paragraph.firstChild, 18);
  });

  await start();

  const chosen = await page.evaluate(() => [getSelection().toString(), document.contains(getSelection().anchorNode)]);
  assert.deepEqual(chosen, ["to be chosen", true]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what was typed is kept, with the caret, and the app has heard it", async () => {
  const { page, context, complaints, start } = await still(`${site.address}/search`);
  const field = page.getByRole("main").getByRole("searchbox");
  await field.focus();
  await page.keyboard.type("borrw");
  await page.keyboard.press("ArrowLeft");

  await start();

  await hasFocus(field);
  assert.equal(await field.inputValue(), "borrw");
  await page.keyboard.type("o");
  assert.equal(await field.inputValue(), "borrow");
  await page.getByRole("heading", { name: "What a borrow checker taught me about lending books" }).waitFor();
  await page.waitForURL("**/search?q=borrow");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("what was typed while the app was on its way is asked without another key", async () => {
  const { page, context, complaints, start } = await still(`${site.address}/search`);
  await page.getByRole("main").getByRole("searchbox").fill("borrow");

  await start();

  await until(() => new URL(page.url()).searchParams.get("q") === "borrow", "the question in the address");
  await page.getByRole("heading", { name: "What a borrow checker taught me about lending books" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a click that began before the app was there is heard: it waits for the end of a press", async () => {
  const { page, context, complaints } = await openPage(browser);
  const release = await holdApp(page);
  await page.goto(address, { waitUntil: "domcontentloaded" });
  // The app says what post stands on it as soon as it is made.
  await page.evaluate(() => document.addEventListener("broadsheet:wish", () => (window.isMade = true)));
  await press(page, page.locator(".prose").getByRole("link", { name: "link", exact: true }));
  release();
  await page.waitForFunction(() => window.isMade);

  await letGo(page);

  await takenOver(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a click among the comments is heard that began before what is live was there", async () => {
  const post = await jonas.publish({ title: "Before what is live", body: "Say something." });
  await jonas.post(`/posts/${post.slug}/comments`, { body: "Something." });
  const { page, context, complaints } = await openPage(browser);
  const release = await hold(page, /\/assets\/live-/);
  await page.goto(`${site.address}/posts/${post.slug}`);
  await appStarted(page);
  await press(page, page.locator(".comment__time").first());
  release();
  await liveStarted(page);

  await letGo(page);

  assert.deepEqual(complaints, []);
  await context.close();
});
