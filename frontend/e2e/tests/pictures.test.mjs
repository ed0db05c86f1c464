// Pictures from cameras: larger than the server takes, and taken all the same.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { body, drop, openEditor, preview, title } from "../editor.mjs";
import { signIn } from "../people.mjs";
import { png } from "../picture.mjs";
import { startBrowser, startSite, until } from "../site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("a picture of twenty million points is made smaller on its way, and keeps its shape", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  await openEditor(page, site);
  await title(page).fill("The whole harbour");
  await body(page).fill("Look:\n\n");
  const answer = page.waitForResponse((answer) => answer.url().endsWith("/api/v2/media"));

  await drop(page, png(5000, 4000, [180, 60, 40]), "the whole harbour.png");

  const stored = await (await answer).json();
  assert.equal((await answer).status(), 201, JSON.stringify(stored));
  await until(async () => /!\[the whole harbour\]\(\/media\//.test(await body(page).inputValue()), "the picture");
  await preview(page).getByRole("img", { name: "the whole harbour" }).waitFor();
  assert.ok(Math.abs(stored.width / stored.height - 1.25) < 0.01, `${stored.width} × ${stored.height}`);
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});
