// By keyboard alone: the skip link, a focus that is seen and goes in reading order, menus, tabs and dialogs.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, chooseAction, openEditor, saveDraft, title } from "../editor.mjs";
import { signIn } from "../people.mjs";
import { hasFocus, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The name of what has the focus. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") ?? (element.textContent.trim().replace(/\s+/g, " ").slice(0, 60) || element.id);
  });
}

test("the skip link comes first, is seen, and leads to the content", async () => {
  for (const path of ["/", POST, "/search?q=rust", "/nothing-here"]) {
    const { page, context } = await openPage(browser);
    await visit(page, site.address + path);

    await page.keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await hasFocus(skip);
    await until(async () => {
      const box = await skip.boundingBox();
      return box && box.y >= 0 && box.x >= 0 && box.height > 10;
    }, "the skip link to be seen");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");

    const isInside = await page.evaluate(() => document.activeElement.closest("main") !== null);
    assert.ok(isInside, `${path}: after the skip link comes ${await focused(page)}`);
    await context.close();
  }
});

/** Where the focus is, and whether it shows: an outline or a ring that stands out, within the window. */
function focusState() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const order = [...document.querySelectorAll("*")].indexOf(element);
  const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
  // A field may show it on the frame around it.
  const frame = element.parentElement && getComputedStyle(element.parentElement);
  // A link that fills its row shows it around the row.
  const row = getComputedStyle(element, "::after");
  const hasRing = [style, frame, row].some((style) => style && (style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5)));
  const isSeen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { order, shows: hasOutline || hasRing, isSeen, name: `${element.localName} ${element.textContent.trim().slice(0, 40)}` };
}

/** Walks a page by Tab: the focus shows at every stop, and goes in the order of the page. */
async function walk(page, path) {
  await visit(page, site.address + path);
  await page.waitForLoadState("networkidle");
  const stops = [];
  for (let stop = 0; stop < 25; stop += 1) {
    await page.keyboard.press("Tab");
    // A link that comes into sight for the focus takes a moment.
    const state = await until(async () => {
      const state = await page.evaluate(focusState);
      return (state.isSeen || state.name.startsWith("body")) && state;
    }, `the focus to be in sight at stop ${stop} of ${path}: ${await focused(page)}`);
    if (state.name.startsWith("body")) break;
    stops.push(state);
  }

  assert.ok(stops.length >= 8, `${path}: ${stops.length} stops`);
  for (const [at, stop] of stops.entries()) {
    assert.ok(stop.shows, `${path}: no focus to be seen on ${stop.name}`);
    const isInOrder = at === 0 || stop.order > stops[at - 1].order;
    assert.ok(isInOrder, `${path}: ${stop.name} comes after ${stops[at - 1]?.name}`);
  }
}

test("the focus is seen at every stop and goes in the order of the page", async () => {
  const pages = [["/", "light"], [POST, "dark"], ["/login", "light"], ["/register", "dark"], ["/settings/appearance", "light"]];
  for (const [path, colorScheme] of pages) {
    const { page, context } = await openPage(browser, { colorScheme, reducedMotion: "reduce" });
    await walk(page, path);
    await context.close();
  }
});

test("so it does on what one is told of and what one chooses", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas", { reducedMotion: "reduce" });
  for (const path of ["/notifications", "/settings/notifications", "/settings/privacy", "/settings/appearance", "/me/posts?state=published"]) {
    await walk(page, path);
  }
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the account menu opens, is walked and closes by keyboard", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await visit(page, `${site.address}/`);
  const button = page.getByRole("navigation", { name: "Site" }).locator("summary", { hasText: "Account" });

  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "My posts" }).waitFor();
  await page.keyboard.press("Tab");
  await hasFocus(page.getByRole("link", { name: "My page" }));
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "My posts" }).waitFor({ state: "hidden" });
  await hasFocus(button);
  await page.keyboard.press("Enter");
  for (const name of ["My page", "Bookmarks", "My posts"]) {
    await page.keyboard.press("Tab");
    await hasFocus(page.getByRole("link", { name }));
  }
  await page.keyboard.press("Enter");
  await page.waitForURL("**/me/posts");

  const first = page.getByRole("tab", { name: "Drafts" });
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await hasFocus(page.getByRole("tab", { name: "Scheduled", selected: true }));
  await page.keyboard.press("ArrowRight");
  await hasFocus(page.getByRole("tab", { name: "Published", selected: true }));
  await page.keyboard.press("End");
  await hasFocus(page.getByRole("tab", { name: "Deleted", selected: true }));
  await page.keyboard.press("ArrowRight");
  await hasFocus(page.getByRole("tab", { name: "Drafts", selected: true }));
  assert.deepEqual(complaints, []);
  await context.close();
});

test("menus, panel and dialogs of the editor give the focus back", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await title(page).fill("By keyboard");
  await page.keyboard.press("Enter");
  await hasFocus(body(page));
  await page.keyboard.type("Words");
  await page.keyboard.press("Control+s");
  await page.getByRole("status").filter({ hasText: /^Saved today at/ }).waitFor();

  const menu = page.getByRole("button", { name: "More actions" });
  await menu.focus();
  await page.keyboard.press("ArrowDown");
  await hasFocus(page.getByRole("menuitem").first());
  await page.keyboard.press("ArrowUp");
  await hasFocus(page.getByRole("menuitem").last());
  await page.keyboard.press("Escape");
  await hasFocus(menu);
  assert.equal(await menu.getAttribute("aria-expanded"), "false");

  const panel = page.getByRole("button", { name: "Details", exact: true });
  await panel.focus();
  await page.keyboard.press("Enter");
  await hasFocus(page.getByRole("button", { name: "Close details" }));
  await page.keyboard.press("Escape");
  await hasFocus(panel);

  await chooseAction(page, "Delete");
  const question = page.getByRole("dialog", { name: "Delete this post?" });
  await question.waitFor();
  for (let stop = 0; stop < 5; stop += 1) {
    await page.keyboard.press("Tab");
    const isOutside = await page.evaluate(() => document.activeElement.closest("main, header, footer") !== null && !document.activeElement.closest("dialog"));
    assert.ok(!isOutside, `the focus left the dialog: ${await focused(page)}`);
  }
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "hidden" });
  await hasFocus(menu);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the question before leaving offers first to stay", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await body(page).fill("Not to be left behind.");

  await page.getByRole("link", { name: "Search", exact: true }).click();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await hasFocus(question.getByRole("button", { name: "Keep writing" }));
  await page.keyboard.press("Enter");

  await question.waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).pathname, "/write");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("where the details lie over the editor, the keyboard stays in them", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas", { viewport: { width: 800, height: 900 } });
  await openEditor(page, site);
  const button = page.getByRole("button", { name: "Details", exact: true });
  const where = () => page.evaluate(() => {
    const element = document.activeElement;
    // Past the last stop the browser's own controls come.
    return element === document.body || element.closest(".panel") !== null;
  });

  await button.focus();
  await page.keyboard.press("Enter");
  await hasFocus(page.getByRole("button", { name: "Close details" }));
  for (let stop = 0; stop < 30; stop += 1) {
    await page.keyboard.press(stop < 20 ? "Tab" : "Shift+Tab");
    assert.ok(await where(), `the focus is behind the details: ${await focused(page)}`);
  }

  // Where there is room beside them again, the rest can be reached again.
  await page.setViewportSize({ width: 1440, height: 900 });
  await until(() => title(page).evaluate((field) => field.closest("[inert]") === null), "the text to be reached");
  await page.setViewportSize({ width: 800, height: 900 });
  await until(() => title(page).evaluate((field) => field.closest("[inert]") !== null), "the text to be covered");
  await page.getByRole("button", { name: "Close details" }).focus();
  await page.keyboard.press("Escape");
  await hasFocus(button);
  assert.equal(await page.locator("[inert]").count(), 0);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("toolbar and shortcuts write Markdown, and undo takes it back", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await openEditor(page, site);
  await title(page).fill("By hand");
  await body(page).focus();
  await page.keyboard.type("a bold word");

  await page.keyboard.press("Control+Shift+ArrowLeft");
  await page.keyboard.press("Control+b");
  assert.equal(await body(page).inputValue(), "a bold **word**");
  await page.keyboard.press("Control+z");
  assert.equal(await body(page).inputValue(), "a bold word");
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("- one");
  await page.keyboard.press("Enter");
  await page.keyboard.type("two");
  assert.equal(await body(page).inputValue(), "a bold word\n- one\n- two");
  await saveDraft(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the slash leads to the search from anywhere but a field", async () => {
  const { page, context } = await openPage(browser);
  await visit(page, `${site.address}/`);

  await page.keyboard.press("/");

  await page.waitForURL("**/search");
  await hasFocus(page.getByRole("main").getByRole("searchbox"));
  await page.keyboard.type("and/or");
  assert.equal(await page.getByRole("main").getByRole("searchbox").inputValue(), "and/or");
  await context.close();
});
