// Takes pictures of every page in its states: `node look.mjs OUTDIR [PART OF A NAME]`.
//
// Starts the program named by BROADSHEET_BIN with its demo, makes odd content, and photographs at three widths in two
// themes, above the fold and in full. Complains of what pictures hide: text that is wider than its page, from 360 to
// 1600 px, and errors in the console. OUTDIR/index.html lays the pictures out beside one another, OUTDIR/sheet-*.png are
// contact sheets.

import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pages } from "./look/pages.mjs";
import { contactSheets, indexPage } from "./look/sheet.mjs";
import { Desk, makeStates, passwordOf } from "./look/states.mjs";
import { openPage, startBrowser, startSite, takenOver } from "./site.mjs";

const WIDTHS = [390, 820, 1440];
const THEMES = ["light", "dark"];
const HEIGHTS = { 390: 844, 820: 1180, 1440: 900 };
/** The widest and the narrowest page that must hold everything. */
const EXTREMES = [360, 1600];

/** Pages photographed at the same time. */
const AT_ONCE = 3;

const [outDir, wanted = ""] = process.argv.slice(2);
if (!outDir) {
  console.error("usage: node look.mjs OUTDIR [PART OF A NAME]");
  process.exit(2);
}

/** Elements that reach beyond the page's edge and can be scrolled to. */
function tooWide() {
  const limit = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= limit) return [];
  const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > limit + 1);
  return wide.slice(-3).map((one) => `${one.localName}.${one.className}`);
}

async function settle(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => {
    for (const image of document.images) image.loading = "eager";
  });
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  await page.waitForTimeout(180);
}

async function photograph(page, name, findings) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHTS[width] });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      const file = join(outDir, `${name}-${width}-${colorScheme}`);
      await page.screenshot({ path: `${file}.png` });
      await page.screenshot({ path: `${file}-full.png`, fullPage: true });
    }
  }
  for (const width of [...EXTREMES, ...WIDTHS]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(tooWide);
    if (wide.length > 0) findings.push(`${name}: wider than ${width} px: ${wide.join(", ")}`);
  }
}

async function signIn(page, address, person) {
  await page.goto(`${address}/login`);
  await takenOver(page);
  await page.getByLabel("Username or e-mail address").fill(person);
  await page.getByLabel("Password", { exact: true }).fill(passwordOf(person));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  await takenOver(page);
}

async function take(browser, site, shot, facts, findings) {
  const { page, context, complaints } = await openPage(browser, { colorScheme: "light" });
  page.on("dialog", (dialog) => dialog.accept());
  try {
    if (shot.as) await signIn(page, site.address, shot.as);
    const path = typeof shot.path === "function" ? shot.path(facts) : shot.path;
    await page.goto(site.address + path);
    if (await page.locator('meta[name="broadsheet-app"]').count()) await takenOver(page);
    if (shot.as) await page.waitForLoadState("networkidle");
    await shot.act?.(page, facts);
    await photograph(page, shot.name, findings);
    if (!shot.act && !shot.missing) findings.push(...complaints.map((said) => `${shot.name}: ${said}`));
  } catch (error) {
    await page.screenshot({ path: join(outDir, `${shot.name}-failed.png`) }).catch(() => {});
    findings.push(`${shot.name}: not taken: ${error.message.split("\n")[0]}`);
  } finally {
    await context.close();
  }
}

/** Several at a time. */
async function takeAll(browser, site, shots, facts, findings) {
  const waiting = [...shots];
  const worker = async () => {
    for (let shot = waiting.shift(); shot; shot = waiting.shift()) {
      await take(browser, site, shot, facts, findings);
      console.log(shot.name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The pages of a production site in an empty folder. */
async function takeFresh(browser, shots, findings) {
  if (shots.length === 0) return;
  const secret = { BROADSHEET_SECRETS__KEY: randomBytes(48).toString("base64"), BROADSHEET_SERVER__DRAIN_DELAY_MS: "0" };
  const site = await startSite({ BROADSHEET_PROFILE: "production", ...secret, ...folderOfAssets() });
  try {
    const printed = site.said().match(/http:\/\/localhost:\d+(\/setup#token=\S+)/);
    await takeAll(browser, site, shots, { link: printed?.[1] }, findings);
  } finally {
    await site.stop();
  }
}

async function main() {
  await mkdir(outDir, { recursive: true });
  const [site, browser] = await Promise.all([startSite(folderOfAssets()), startBrowser()]);
  const findings = [];
  const chosen = pages.filter(({ name }) => name.includes(wanted));
  const early = chosen.filter(({ demo }) => demo);
  const late = chosen.filter(({ demo, fresh, last }) => !demo && !fresh && !last);
  const last = chosen.filter(({ last }) => last);
  try {
    await takeFresh(browser, chosen.filter(({ fresh }) => fresh), findings);
    await takeAll(browser, site, early, { desk: new Desk(site.address), posts: {} }, findings);
    if (late.length + last.length > 0) {
      const facts = await makeStates(site);
      await takeAll(browser, site, late, facts, findings);
      await takeAll(browser, site, last, facts, findings);
    }
    console.log(findings.length === 0 ? "nothing to complain of" : findings.join("\n"));
    await writeFile(join(outDir, "index.html"), indexPage(chosen, WIDTHS, THEMES));
    await contactSheets(browser, outDir, chosen, WIDTHS, THEMES);
  } finally {
    await browser.close();
    await site.stop();
  }
  process.exitCode = findings.length === 0 ? 0 : 1;
}

/** A debug build takes the app's files from a folder. */
function folderOfAssets() {
  const folder = process.env.BROADSHEET_SERVER__ASSETS_DIR;
  return folder ? { BROADSHEET_SERVER__ASSETS_DIR: folder } : {};
}

await main();
