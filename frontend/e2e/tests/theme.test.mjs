// Light and dark: the system's, the reader's, never a flash of the other; and quiet for those who want no motion.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const PATHS = ["/", "/posts/what-a-borrow-checker-taught-me-about-lending-books", "/login"];
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** How light the page is painted, 0 to 255; what is transparent shows what lies behind. */
function lightness() {
  const layers = [document.body, document.documentElement].filter(Boolean);
  const colours = layers.map((layer) => getComputedStyle(layer).backgroundColor.match(/[\d.]+/g).map(Number));
  const painted = colours.find(([, , , alpha]) => alpha === undefined || alpha > 0);
  return painted ? (painted[0] + painted[1] + painted[2]) / 3 : 255;
}
const isDark = async (page) => (await page.evaluate(lightness)) < 80;

/** Waits until the page is painted so: the browser hears of the system's wish a moment after it was told. */
const becomes = (page, theme) => until(async () => (await isDark(page)) === (theme === "dark"), `the page is ${theme}`);

test("the page follows the system, with scripts and without", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const { page, context } = await openPage(browser, { colorScheme: "dark", javaScriptEnabled });
    await page.goto(`${site.address}/`);
    if (javaScriptEnabled) await takenOver(page);

    assert.equal(await isDark(page), true);
    await page.emulateMedia({ colorScheme: "light" });
    await becomes(page, "light");
    await context.close();
  }
});

test("a choice wins over the system, is kept, and reaches the other windows", async () => {
  const { page, context, complaints } = await openPage(browser, { colorScheme: "light" });
  await visit(page, `${site.address}/`);
  const other = await context.newPage();
  await visit(other, `${site.address}/login`);

  await page.getByRole("button", { name: "Switch between light and dark" }).click();

  assert.equal(await isDark(page), true);
  await other.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  assert.equal(await isDark(other), true);
  await page.reload();
  assert.equal(await isDark(page), true);
  await takenOver(page);
  assert.equal(await isDark(page), true);
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  assert.equal(await isDark(page), false);
  assert.deepEqual(complaints, []);
  await context.close();
});

/** Notes before each paint how light the page is about to be. */
function watchPaints(lightness) {
  window.paints = [];
  const note = () => {
    if (document.body) window.paints.push(lightness());
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

test("no paint is light where dark is wanted: neither the first nor while the app takes over", async () => {
  for (const wish of ["system", "choice"]) {
    for (const path of PATHS) {
      const { page, context } = await openPage(browser, { colorScheme: wish === "system" ? "dark" : "light" });
      if (wish === "choice") {
        await page.goto(`${site.address}/robots.txt`);
        await page.evaluate(() => localStorage.setItem("theme", "dark"));
      }
      await page.addInitScript(`(${watchPaints})(${lightness})`);

      await visit(page, site.address + path);
      await page.waitForFunction(() => window.paints.length > 5);

      const paints = await page.evaluate(() => window.paints);
      assert.ok(paints.every((light) => light < 80), `${path} by ${wish}: ${paints}`);
      await context.close();
    }
  }
});

test("who wants no motion gets none", async () => {
  const { page, context } = await openPage(browser, { reducedMotion: "reduce" });
  for (const path of PATHS) {
    await visit(page, site.address + path);

    const moving = await page.evaluate(() => {
      const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) * (/ms$/.test(time) ? 1 : 1000)));
      const found = [];
      for (const element of document.querySelectorAll("*")) {
        for (const part of [undefined, "::before", "::after"]) {
          const style = getComputedStyle(element, part);
          const isMoving = longest(style.transitionDuration) > 1 || (style.animationName !== "none" && longest(style.animationDuration) > 1);
          if (isMoving || style.scrollBehavior === "smooth") found.push(`${element.localName}.${element.className}${part ?? ""}`);
        }
      }
      return found;
    });

    assert.deepEqual(moving, [], path);
  }
  await context.close();
});
