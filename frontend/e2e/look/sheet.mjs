// Lays the pictures out beside one another: a page to leaf through, and a contact sheet a page of the site.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const STYLE = `body { margin: 1rem; background: #888; font: 14px sans-serif; }
section { display: flex; align-items: flex-start; gap: 12px; margin-bottom: 2rem; } h2 { margin: 0 0 8px; }
img { display: block; height: auto; box-shadow: 0 1px 4px #0006; }`;

const pictures = (name, widths, themes, ending, share) =>
  widths.flatMap((width) =>
    themes.map((theme) => `<img src="${name}-${width}-${theme}${ending}.png" width="${Math.round(width * share)}" alt="">`),
  );

const documentOf = (body) => `<!doctype html><meta charset="utf-8"><title>Pictures</title><style>${STYLE}</style>${body}`;

/** A page with all of them above the fold; each leads to the full one. */
export function indexPage(shots, widths, themes) {
  const section = ({ name }) => `<h2>${name}</h2><section>${pictures(name, widths, themes, "-full", 0.4).join("")}</section>`;
  return documentOf(shots.map(section).join(""));
}

/** `sheet-NAME.png` for each page: every width in both themes. */
export async function contactSheets(browser, folder, shots, widths, themes) {
  const page = await browser.newPage({ viewport: { width: 1640, height: 400 } });
  await page.goto(pathToFileURL(join(resolve(folder), "index.html")).href);
  for (const { name } of shots) {
    await page.setContent(documentOf(`<section>${pictures(name, widths, themes, "", 0.29).join("")}</section>`));
    await page.waitForFunction(() => [...document.images].every((image) => image.complete));
    await page.screenshot({ path: join(folder, `sheet-${name}.png`), fullPage: true });
  }
  await page.close();
}
