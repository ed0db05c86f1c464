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

test("of several pictures at once one is decoded at a time, and all arrive in their order", async () => {
  const author = await signIn(browser, site, "jonas");
  const { page } = author;
  // Counts the pictures that are held in full.
  await page.addInitScript(() => {
    const held = (window.held = { now: 0, most: 0, all: 0 });
    const make = window.createImageBitmap.bind(window);
    window.createImageBitmap = async (...what) => {
      held.all += 1;
      held.now += 1;
      held.most = Math.max(held.most, held.now);
      const bitmap = await make(...what);
      const close = bitmap.close.bind(bitmap);
      bitmap.close = () => {
        held.now -= 1;
        close();
      };
      return bitmap;
    };
  });
  await openEditor(page, site);
  await title(page).fill("Three harbours");
  await body(page).fill("Look:\n\n");

  await drop(page, png(2600, 2000, [40, 60, 180]), "north.png", "south.png", "west.png");

  const all = /!\[north\]\(\/media\/[^)]+\)\s+!\[south\]\(\/media\/[^)]+\)\s+!\[west\]\(\/media\//;
  await until(async () => all.test(await body(page).inputValue()), "the pictures");
  assert.deepEqual(await page.evaluate(() => window.held), { now: 0, most: 1, all: 3 });
  assert.deepEqual(author.complaints, []);
  await author.context.close();
});
