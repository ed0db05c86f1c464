// Judges pages by axe, in both themes on a phone and on a desk.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = ["light", "dark"].flatMap((colorScheme) => [390, 1440].map((width) => ({ colorScheme, width })));

/** Waits until nothing has moved or changed its colour for some frames. */
async function stillness() {
  const isMoving = () => document.getAnimations().some(({ playState }) => playState === "running");
  for (let still = 0; still < 3; still = isMoving() ? 0 : still + 1) {
    await new Promise(requestAnimationFrame);
  }
}

/** What axe finds on the page as it stands, in both themes and at both widths. */
async function judge(page, name, faults) {
  for (const { colorScheme, width } of SCREENS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    await page.evaluate(stillness);
    // By the driver's own door: the policy would not let a page load it.
    await page.evaluate(`typeof axe === "undefined" && (() => { ${AXE} })()`);
    const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const where = `${name} at ${width} px, ${colorScheme}`;
    assert.ok(passes.length > 10, `${where}: axe looked at something`);
    for (const { id, help, nodes } of violations) {
      for (const { html, any, all, none } of nodes) {
        const reasons = [...any, ...all, ...none].map(({ message }) => message);
        faults.set(`${id}: ${help}\n    ${html}\n    ${reasons.slice(0, 2).join("; ")}`, where);
      }
    }
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (tooWide > 0) faults.set(`${name}: ${tooWide} px too wide`, where);
  }
}

/** Leads a page from station to station and judges each; every fault is told once. */
export async function judgeAll({ page, context, complaints }, stations, expected = /^$/) {
  const faults = new Map();
  for (const [name, go] of stations) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await go(page);
    await judge(page, name, faults);
    assert.deepEqual(complaints.filter((text) => !expected.test(text)), [], name);
  }
  const told = [...faults].map(([fault, where]) => `${fault}\n    seen on ${where}`);
  assert.ok(told.length === 0, `\n${told.join("\n")}`);
  await context.close();
}
