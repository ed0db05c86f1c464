// Answering well: quoting what is selected, naming people, reading the threads in another order.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, openEditor } from "../editor.mjs";
import { clientOf, signIn } from "../people.mjs";
import { hasFocus, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser, jonas, tomas;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
  [jonas, tomas] = await Promise.all(["jonas", "tomas"].map((username) => clientOf(site, username)));
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const comments = (page) => page.getByRole("region", { name: /^Comments/ });
const field = (page) => page.getByLabel("Your comment", { exact: true });
const reply = (page) => page.getByLabel("Your reply", { exact: true });
const quote = (page) => page.getByRole("button", { name: "Quote the selected text" });
const people = (page) => page.getByRole("listbox", { name: "People" });

/** A post of Jonas's with comments of Tomas's, and Mina in front of it. */
async function gather(title, said = [], more = {}) {
  const post = await jonas.publish({ title, body: "The *first* passage.\n\nThe second passage, on `knots`.", ...more });
  for (const body of said) await tomas.post(`/posts/${post.id}/comments`, { body });
  const { page, context, complaints } = await signIn(browser, site, "mina");
  const address = `${site.address}/posts/${post.slug}`;
  await visit(page, address);
  const leave = async () => {
    assert.deepEqual(complaints, []);
    await context.close();
  };
  return { post, page, address, leave };
}

/** Selects all of what an element says. */
const select = (element) => element.evaluate((element) => getSelection().selectAllChildren(element));

test("a passage of a comment is quoted into the answer to it, with what stands there already", async () => {
  const { page, leave } = await gather("Quoting a comment", ["A rope is\nno *chain*.\n\nMind <it>."]);
  const comment = comments(page).getByRole("article").filter({ hasText: "A rope is" });
  await comment.getByRole("button", { name: "Reply" }).click();
  await reply(page).fill("I think so too.");

  await select(comment.locator(".prose"));
  await quote(page).click();

  await hasFocus(reply(page));
  assert.match(await reply(page).inputValue(), /^I think so too\.\n\n> A rope is no chain\.\n>\n> Mind.*\n\n$/);
  const [caret, length] = await reply(page).evaluate((area) => [area.selectionStart, area.value.length]);
  assert.equal(caret, length);
  assert.equal(await quote(page).count(), 0);
  await page.keyboard.type("And more.");
  await page.getByRole("button", { name: "Post reply" }).click();
  await comments(page).getByRole("article").filter({ hasText: "And more." }).locator("blockquote").waitFor();
  await leave();
});

test("a passage of the post is quoted by keyboard into a new comment", async () => {
  const { page, leave } = await gather("Quoting a post");
  await page.locator(".post .prose").getByText("second", { exact: false }).dblclick({ position: { x: 40, y: 12 } });
  await quote(page).waitFor();

  await page.keyboard.press("Tab");
  await hasFocus(quote(page));
  await page.keyboard.press("Enter");

  await hasFocus(field(page));
  assert.match(await field(page).inputValue(), /^> (The|second|passage)\n\n$/);
  await leave();
});

test("strangers, and passages across two texts, get no button", async () => {
  const { page, address, leave } = await gather("Quoting nothing", ["One.", "Two."]);
  const select = () => {
    const texts = document.querySelectorAll(".comment .prose");
    getSelection().setBaseAndExtent(texts[0], 0, texts[1], 1);
  };
  await page.evaluate(select);
  await page.evaluate(() => getSelection().selectAllChildren(document.querySelector(".comment .prose")));
  await quote(page).waitFor();
  await page.evaluate(select);
  await quote(page).waitFor({ state: "hidden" });
  await leave();

  const stranger = await openPage(browser);
  await visit(stranger.page, address);
  await stranger.page.evaluate(() => getSelection().selectAllChildren(document.querySelector(".comment .prose")));
  // The button comes after a moment, if it comes: this page answers a question that takes longer.
  await stranger.page.getByRole("link", { name: "Newest", exact: true }).click();
  await stranger.page.waitForURL("**?sort=newest");
  assert.equal(await quote(stranger.page).count(), 0);
  assert.deepEqual(stranger.complaints, []);
  await stranger.context.close();
});

test("the order of the threads is chosen without a shift, stands in the address and in the first HTML", async () => {
  const { post, page, address, leave } = await gather("In what order", ["Oldest of all.", "In between.", "Newest of all."]);
  const list = (await tomas.get(`/posts/${post.id}/comments`)).items;
  await jonas.call("PUT", `/comments/${list[1].id}/like`, {});
  const tops = (page) => comments(page).locator(".thread--top > li > article .prose").allTextContents();
  const order = (name) => page.getByRole("navigation", { name: "Order of the comments" }).getByRole("link", { name, exact: true });
  assert.equal(await order("Oldest").getAttribute("aria-current"), "true");
  await order("Newest").scrollIntoViewIfNeeded();
  const place = () => order("Newest").evaluate((link) => link.getBoundingClientRect().y);
  const before = await place();

  await order("Newest").click();
  await until(async () => (await tops(page))[0].includes("Newest of all."), "the newest in front");
  assert.equal(await place(), before);
  await hasFocus(order("Newest"));
  assert.equal(page.url(), `${address}?sort=newest`);
  await order("Top").click();
  await until(async () => (await tops(page))[0].includes("In between."), "the most liked in front");
  assert.equal(page.url(), `${address}?sort=top`);

  await page.getByRole("region", { name: "Written by" }).getByRole("link").first().click();
  await page.getByRole("heading", { level: 1, name: "Jonas Reyes" }).waitFor();
  await page.goBack();
  await until(async () => (await tops(page))[0]?.includes("In between."), "the most liked in front again");
  await page.reload();
  assert.match((await tops(page))[0], /In between/);
  const html = await (await fetch(`${address}?sort=newest`)).text();
  assert.ok(html.indexOf("Newest of all.") < html.indexOf("Oldest of all."));
  await order("Oldest").click();
  await until(() => page.url() === address, "the plain address");
  await leave();
});

test("a name is completed by keys, and Enter is nobody's before one has moved into the list", async () => {
  const { page, leave } = await gather("Naming people");
  await field(page).focus();

  await page.keyboard.type("Dear @jon");
  await people(page).getByRole("option", { name: /Jonas Reyes/ }).waitFor();
  await page.keyboard.press("Enter");
  assert.equal(await field(page).inputValue(), "Dear @jon\n");
  await people(page).waitFor({ state: "hidden" });

  await page.keyboard.type("@JON");
  await people(page).waitFor();
  assert.equal(await field(page).getAttribute("aria-activedescendant"), null);
  await page.keyboard.press("ArrowDown");
  const option = people(page).getByRole("option").first();
  assert.equal(await option.getAttribute("aria-selected"), "true");
  assert.equal(await field(page).getAttribute("aria-activedescendant"), await option.getAttribute("id"));
  await page.keyboard.press("Enter");
  await people(page).waitFor({ state: "hidden" });
  assert.equal(await field(page).inputValue(), "Dear @jon\n@jonas ");
  await page.keyboard.type("and @tom");
  await people(page).getByRole("option", { name: /Tomás/ }).click();
  await hasFocus(field(page));
  assert.equal(await field(page).inputValue(), "Dear @jon\n@jonas and @tomas ");
  await leave();
});

test("Escape closes the list and then the form; Tab goes on", async () => {
  const { page, leave } = await gather("Naming nobody", ["Well?"]);
  await comments(page).getByRole("button", { name: "Reply" }).click();
  await hasFocus(reply(page));
  await page.keyboard.type("@jon");
  await people(page).waitFor();

  await page.keyboard.press("Escape");
  await people(page).waitFor({ state: "hidden" });
  await hasFocus(reply(page));
  await page.keyboard.type("a");
  assert.equal(await people(page).count(), 0, "it stays closed for this name");
  await page.keyboard.type(" @jon");
  await people(page).waitFor();
  await page.keyboard.press("Tab");
  await people(page).waitFor({ state: "hidden" });
  assert.equal(await reply(page).inputValue(), "@jona @jon");
  await reply(page).focus();
  await page.keyboard.press("Escape");
  await reply(page).waitFor({ state: "hidden" });
  await leave();
});

test("in the editor names are completed as well, and undo takes them back", async () => {
  const { page, context, complaints } = await signIn(browser, site, "mina");
  await openEditor(page, site);
  await body(page).focus();
  await page.keyboard.type("- With @tom");
  await people(page).getByRole("option", { name: /Tomás/ }).waitFor();
  const [list, area] = await Promise.all([people(page).boundingBox(), body(page).boundingBox()]);
  assert.ok(list.y > area.y && list.y < area.y + 120, "the list hangs beneath the line");

  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  assert.equal(await body(page).inputValue(), "- With @tomas ");
  await page.keyboard.press("Control+z");
  assert.equal(await body(page).inputValue(), "- With @tom");
  await page.keyboard.type("e");
  await page.keyboard.press("Enter");
  assert.equal(await body(page).inputValue(), "- With @tome\n- ", "a list goes on");
  assert.deepEqual(complaints, []);
  await context.close();
});
