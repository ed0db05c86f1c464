// Handing a post on, and what a page tells those who read it by machine: in the first HTML, and after going on from it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { clientOf } from "../people.mjs";
import { openPage, startBrowser, startSite, until, visit } from "../site.mjs";

const TITLE = "Seven “quotes” & a <tag>";
let site, browser, post;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  const jonas = await clientOf(site, "jonas");
  post = await jonas.publish({ title: TITLE, body: "Pass it on.", tags: ["rust"] });
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** A stranger on the post's page, in a browser that was made to be as `prepare` says. */
async function reader(prepare) {
  const opened = await openPage(browser);
  await opened.context.addInitScript(prepare);
  await visit(opened.page, `${site.address}/posts/${post.slug}`);
  const share = opened.page.getByRole("button", { name: `Share “${TITLE}”` });
  const messages = opened.page.locator(".toast");
  return { ...opened, share, messages };
}

/** What the head says that only machines read. */
const head = (page) =>
  page.evaluate(() => {
    const all = (selector, name) => [...document.head.querySelectorAll(selector)].map((tag) => tag.getAttribute(name));
    return {
      canonical: all('link[rel="canonical"]', "href"),
      feeds: all('link[rel="alternate"][data-page]', "href"),
      siteFeeds: all('link[rel="alternate"]:not([data-page])', "href"),
      picture: all('meta[property="og:image"]', "content"),
      data: document.head.querySelectorAll('script[type="application/ld+json"]').length,
      next: all('link[rel="next"]', "href"),
    };
  });

test("the browser's own sheet gets title and address, and nothing else is said", async () => {
  const { page, context, complaints, share, messages } = await reader(() => {
    Navigator.prototype.share = async (data) => {
      globalThis.handedOn = data;
    };
  });

  await share.click();
  await until(() => page.evaluate(() => globalThis.handedOn !== undefined), "the sheet to be asked for");

  const handedOn = await page.evaluate(() => ({ ...globalThis.handedOn }));
  assert.deepEqual(handedOn, { title: TITLE, url: `${site.address}/posts/${post.slug}` });
  assert.equal(await messages.count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("who closes the sheet is left alone", async () => {
  const { page, context, complaints, share, messages } = await reader(() => {
    Navigator.prototype.share = async () => {
      globalThis.asked = true;
      throw new DOMException("Closed.", "AbortError");
    };
    globalThis.copies = 0;
    Clipboard.prototype.writeText = async () => {
      globalThis.copies += 1;
    };
  });

  await share.click();
  await until(() => page.evaluate(() => globalThis.asked), "the sheet to be asked for");
  // What would be said is said after the next turn of the browser.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));

  assert.equal(await messages.count(), 0);
  assert.equal(await page.evaluate(() => globalThis.copies), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without a sheet the address is copied, with a word about it", async () => {
  const { page, context, complaints, share, messages } = await reader(() => {
    delete Navigator.prototype.share;
    Clipboard.prototype.writeText = async (text) => {
      globalThis.copied = text;
    };
  });

  await share.click();

  await messages.getByText("Link copied.").waitFor();
  assert.equal(await page.evaluate(() => globalThis.copied), `${site.address}/posts/${post.slug}`);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a clipboard that refuses is told of", async () => {
  const { context, complaints, share, messages } = await reader(() => {
    delete Navigator.prototype.share;
    Clipboard.prototype.writeText = async () => {
      throw new DOMException("No.", "NotAllowedError");
    };
  });

  await share.click();

  await messages.getByText("The link could not be copied.").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("without scripts there is no button that would do nothing", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${site.address}/posts/${post.slug}`);

  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  assert.equal(await page.getByRole("button", { name: /Share/ }).count(), 0);
  await context.close();
});

test("the picture of a post is one that others can fetch", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/posts/${post.slug}`);
  const { picture, data } = await head(page);

  const [address] = picture;
  const size = await page.evaluate(async (address) => {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return [picture.naturalWidth, picture.naturalHeight];
  }, address);

  assert.deepEqual(size, [1200, 630]);
  assert.equal(data, 1);
  assert.deepEqual(complaints, [], "JSON-LD is data, which the policy lets stand");
  await context.close();
});

test("the head goes along when the reader goes on", async () => {
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/users/jonas`);
  const forms = ["feed.xml", "rss.xml", "feed.json"];
  const [ofJonas, ofRust, ofSite] = ["/users/jonas", "/tags/rust", ""].map((path) => forms.map((form) => `${path}/${form}`));
  const first = await head(page);
  assert.deepEqual(first.feeds, ofJonas);
  assert.equal(first.data, 1);

  await page.getByRole("link", { name: TITLE }).first().click();
  await page.waitForURL(`**/posts/${post.slug}`);
  await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  const onPost = await head(page);
  assert.deepEqual(onPost, { canonical: [`${site.address}/posts/${post.slug}`], feeds: [], siteFeeds: ofSite, picture: [], data: 0, next: [] });

  await page.locator(".post__footer a.tag").first().click();
  await page.waitForURL("**/tags/rust");
  await until(async () => (await head(page)).feeds.length > 0, "the feeds of the tag");
  const onTag = await head(page);
  assert.deepEqual([onTag.feeds, onTag.siteFeeds], [ofRust, ofSite]);
  assert.deepEqual(onTag.canonical, [`${site.address}/tags/rust`]);

  await page.goBack();
  await page.goBack();
  await page.waitForURL("**/users/jonas");
  await until(async () => (await head(page)).feeds.join() === ofJonas.join(), "the feeds of the person again");
  assert.deepEqual(complaints, []);
  await context.close();
});
