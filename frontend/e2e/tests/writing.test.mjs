// Registering, writing with a preview beside the text, pictures, publishing, changing, deleting.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, chooseAction, details, drop, openEditor, openPost, preview, publish, saveDraft, title } from "../editor.mjs";
import { clientOf, register, signIn, signOut } from "../people.mjs";
import { png } from "../picture.mjs";
import { hold, nextPage, openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("a newcomer registers, writes with a preview, publishes, and is answered", async () => {
  const author = await register(browser, site, "newcomer");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("A lamp in the window");
  await body(page).fill("Somebody left it *burning*.\n\n## Why\n\nNobody knows.");

  await preview(page).locator("em", { hasText: "burning" }).waitFor();
  await publish(page);

  const reader = await register(browser, site, "passer-by");
  await reader.page.goto(`${site.address}/`);
  await reader.page.getByRole("link", { name: "A lamp in the window" }).first().click();
  await reader.page.getByRole("heading", { level: 1, name: "A lamp in the window" }).waitFor();
  const sent = reader.page.waitForResponse((answer) => answer.url().includes("/comments") && answer.status() === 201);
  await reader.page.getByLabel("Your comment", { exact: true }).fill("I saw it too.");
  await reader.page.getByRole("button", { name: "Post comment" }).click();
  await sent;

  const stranger = await openPage(browser, { javaScriptEnabled: false });
  await stranger.page.goto(`${site.address}/posts/a-lamp-in-the-window`);
  await stranger.page.getByText("I saw it too.").waitFor();
  assert.deepEqual(author.complaints, []);
  assert.deepEqual(reader.complaints, []);
  await Promise.all([author, reader, stranger].map(({ context }) => context.close()));
});

test("a registration that is refused says why, at the field", async () => {
  const { page, context } = await openPage(browser);
  await page.goto(`${site.address}/register`);
  await takenOver(page);
  await page.getByLabel("Username", { exact: true }).fill("jonas");
  await page.getByLabel("E-mail address").fill("someone@example.org");
  await page.getByLabel("Password", { exact: true }).fill("harbour-lights-at-night");

  await page.getByRole("button", { name: "Create account" }).click();

  await page.getByRole("alert").filter({ hasText: /taken/ }).waitFor();
  assert.equal(await page.getByLabel("Username", { exact: true }).getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("E-mail address").inputValue(), "someone@example.org");
  await context.close();
});

/** Puts a picture on the clipboard and pastes it with the keyboard. */
async function paste(page, bytes) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.address });
  await page.evaluate(async (bytes) => {
    const picture = new Blob([new Uint8Array(bytes)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
  }, [...bytes]);
  await page.keyboard.press("Control+V");
}

/** True once every picture in a part of the page is there to be seen. */
function areShown(part) {
  return part.evaluate((part) => {
    const pictures = [...part.querySelectorAll("img")];
    pictures.forEach((picture) => (picture.loading = "eager"));
    return pictures.length > 0 && pictures.every((picture) => picture.complete && picture.naturalWidth > 0);
  });
}

test("pictures are pasted, dropped and chosen; tags and a category are given", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("Three ways to show a harbour");
  await body(page).fill("Look:\n\n");

  await paste(page, png(320, 200, [180, 60, 40]));
  await until(async () => /!\[\]\(\/media\/[^)]+\)/.test(await body(page).inputValue()), "the pasted picture");
  await drop(page, png(300, 180, [40, 90, 160]), "harbour at dawn.png");
  await until(async () => /!\[harbour at dawn\]\(\/media\//.test(await body(page).inputValue()), "the dropped picture");
  await until(() => areShown(preview(page)), "both pictures in the preview");
  assert.equal(await preview(page).getByRole("img", { name: "harbour at dawn" }).count(), 1);
  const [left, right] = [await body(page).boundingBox(), await preview(page).boundingBox()];
  assert.ok(left.x + left.width <= right.x && Math.abs(left.y - right.y) < 300, "text and preview stand side by side");

  await page.getByRole("button", { name: "Details", exact: true }).click();
  const panel = details(page);
  const chooser = page.waitForEvent("filechooser");
  await panel.getByRole("button", { name: "Choose a picture" }).click();
  await (await chooser).setFiles({ name: "cover.png", mimeType: "image/png", buffer: png(1600, 900, [30, 110, 80]) });
  await until(() => areShown(panel.getByRole("group", { name: "Cover picture" })), "the cover");
  for (const tag of ["Harbour", "Web Assembly"]) {
    await panel.getByLabel("Tags", { exact: true }).fill(tag);
    await page.keyboard.press("Enter");
  }
  await panel.getByRole("button", { name: "Remove the tag web-assembly" }).waitFor();
  await panel.getByLabel("Category", { exact: true }).selectOption({ label: "Craft" });
  await panel.getByRole("button", { name: "Close details" }).click();
  await publish(page);

  const article = page.getByRole("article").first();
  assert.equal(new URL(page.url()).pathname, "/posts/three-ways-to-show-a-harbour");
  await until(() => areShown(article), "cover and pictures of the post");
  assert.ok((await article.locator("img").count()) >= 3);
  await article.getByRole("link", { name: "Craft" }).waitFor();
  await article.getByRole("link", { name: /harbour$/i }).first().click();
  await page.waitForURL("**/tags/harbour");
  await page.getByRole("link", { name: "Three ways to show a harbour" }).first().waitFor();
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

test("saving waits for a picture, so that its stand-in is never stored", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page, calls } = author;
  await openEditor(page, site);
  await title(page).fill("Waiting for the light");
  await body(page).fill("Look:\n\n");
  const release = await hold(page, "**/api/v2/media");
  await drop(page, png(200, 120, [200, 180, 90]), "first light.png");
  await until(async () => (await body(page).inputValue()).includes("Uploading"), "the stand-in");

  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("Waiting for a picture").waitFor();
  assert.ok(!calls.includes("POST /api/v2/posts"));
  release();

  await page.waitForURL((url) => /^\/write\/.+/.test(url.pathname));
  const client = await clientOf(site, "jonas");
  const stored = (await client.get(`/posts/${new URL(page.url()).pathname.split("/").at(-1)}`)).body;
  assert.match(stored, /!\[first light\]\(\/media\//);
  assert.ok(!stored.includes("Uploading"));
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

test("leaving while something is being saved breaks nothing", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await visit(page, `${site.address}/me/posts`);
  await page.getByRole("main").getByRole("link", { name: "New post" }).click();
  await title(page).fill("Gone before the answer");
  await body(page).fill("Words.");
  const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  await until(async () => (await kept()).includes("Gone before"), "the copy");
  const release = await hold(page, "**/api/v2/posts");
  await page.getByRole("button", { name: "Save draft" }).click();

  await page.goBack();
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.getByRole("button", { name: "Leave", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "My posts" }).waitFor();
  release();

  await until(async () => !(await kept()).includes("Gone before"), "the copy to go, for the server has the text");
  assert.equal(new URL(page.url()).pathname, "/me/posts");
  await page.reload();
  await page.getByRole("link", { name: "Gone before the answer" }).waitFor();
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

test("the end of an upload writes into the text and nowhere else", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page, context } = author;
  await openEditor(page, site);
  await body(page).fill("Look:\n\n");
  const release = await hold(page, "**/api/v2/media");
  await drop(page, png(200, 120, [20, 80, 90]), "dusk.png");
  await until(async () => (await body(page).inputValue()).includes("Uploading"), "the stand-in");
  const other = await nextPage(context);
  await visit(other.page, `${site.address}/`);
  await signOut(other.page);
  const dialog = page.getByRole("dialog", { name: "Please sign in again" });
  const password = dialog.getByLabel("Password", { exact: true });
  await password.fill("half a password");

  release();

  // Without a session the picture is refused, and its stand-in goes: behind the dialog, where the focus cannot be.
  const text = () => page.locator("#post-body").inputValue();
  await until(async () => !(await text()).includes("Uploading"), "the stand-in to go");
  assert.match(await text(), /^Look:/);
  assert.equal(await password.inputValue(), "half a password");
  await context.close();
});

test("something that is no picture is refused in words, and the text stays", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await openEditor(page, site);
  await body(page).fill("Look:\n\n");

  await drop(page, Buffer.from("this is no picture"), "fake.png");

  await page.getByText(/“fake.png” was not uploaded/).waitFor();
  await until(async () => !(await body(page).inputValue()).includes("Uploading"), "the stand-in to go");
  assert.match(await body(page).inputValue(), /^Look:/);
  assert.deepEqual(author.complaints.filter((text) => !/status of (415|422)/.test(text)), []);
  await author.context.close();
});

test("a published post is changed from its own page, and readers see the change", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("Tide tables");
  await body(page).fill("High water at *six*.");
  await publish(page);

  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await body(page).fill("High water at *seven*.");
  await preview(page).locator("em", { hasText: "seven" }).waitFor();
  await page.getByRole("button", { name: "Update" }).click();
  await page.getByText("Updated.", { exact: true }).waitFor();
  await chooseAction(page, "View post");

  await page.getByRole("article").first().locator("em", { hasText: "seven" }).waitFor();
  const html = await (await fetch(page.url())).text();
  assert.ok(html.includes("<em>seven</em>") && !html.includes("<em>six</em>"));
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

test("deleting asks first, can be undone from one's own posts, and hides the post meanwhile", async () => {
  const author = await signIn(browser, site, "tomas");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("A recipe to regret");
  await body(page).fill("Too much salt.");
  const id = await saveDraft(page);
  await publish(page);
  const address = page.url();
  await openPost(page, site, id);

  await chooseAction(page, "Delete");
  const question = page.getByRole("dialog", { name: "Delete this post?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "hidden" });
  assert.equal((await fetch(address)).status, 200);
  await chooseAction(page, "Delete");
  await question.getByRole("button", { name: "Delete", exact: true }).click();

  await page.waitForURL("**/me/posts");
  await page.getByText("Deleted. You can restore it for 30 days.").waitFor();
  assert.equal((await fetch(address)).status, 404);
  await page.getByRole("tab", { name: "Deleted" }).click();
  await page.getByRole("heading", { name: "A recipe to regret" }).waitFor();
  await page.getByRole("button", { name: "Actions for A recipe to regret" }).click();
  await page.getByRole("menuitem", { name: "Restore" }).click();
  await page.getByText("Restored as it was.").waitFor();
  await page.getByRole("tab", { name: "Published" }).click();
  await page.getByRole("link", { name: "A recipe to regret" }).waitFor();
  assert.equal((await fetch(address)).status, 200);
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});

test("a tag whose beginning is another one is typed key by key, and one of the list is taken at once", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await openEditor(page, site);
  await page.getByRole("button", { name: "Details", exact: true }).click();
  const field = details(page).getByLabel("Tags", { exact: true });
  await page.locator('datalist option[value="rust"]').waitFor({ state: "attached" });
  const chip = (tag) => details(page).getByRole("button", { name: `Remove the tag ${tag}`, exact: true });

  await field.pressSequentially("rustaceans");
  assert.equal(await field.inputValue(), "rustaceans");
  await field.press("Enter");
  await chip("rustaceans").waitFor();
  assert.equal(await chip("rust").count(), 0);
  await field.pressSequentially("rust");
  assert.equal(await field.inputValue(), "rust");
  await field.press("Enter");
  await chip("rust").waitFor();
  await chip("rust").click();

  // As the browser does with what was chosen from the list.
  await field.evaluate((field) => {
    field.value = "rust";
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: "rust" }));
  });
  await chip("rust").waitFor();
  assert.equal(await field.inputValue(), "");
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});
