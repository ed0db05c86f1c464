// Reading as a stranger: with scripts and without, on every width, in both themes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, startBrowser, startSite, takenOver, until } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const PAGES = ["/", POST, "/tags/rust", "/categories/programming", "/users/jonas", "/users/mina/followers", "/search?q=borrow", "/nothing-here"];
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

test("without scripts a post and its comments are readable and links work", async () => {
  const { page, context } = await openPage(browser, { javaScriptEnabled: false });

  await page.goto(`${site.address}/`);
  await page.getByRole("link", { name: "What a borrow checker taught me about lending books" }).first().click();

  assert.equal(new URL(page.url()).pathname, POST);
  await page.getByRole("heading", { level: 1, name: "What a borrow checker taught me about lending books" }).waitFor();
  await page.getByText("So that is why nothing compiles.").waitFor();
  await context.close();
});

test("a stranger's first view asks for no data and breaks no policy", async () => {
  for (const path of PAGES) {
    const { page, context, complaints, calls } = await openPage(browser);

    const answer = await page.goto(site.address + path);
    await takenOver(page);

    assert.equal(answer.status(), path === "/nothing-here" ? 404 : 200, path);
    assert.deepEqual(calls, [], path);
    assert.deepEqual(complaints, [], path);
    await context.close();
  }
});

/** Where things stand: of headings, paragraphs, images and the header. */
function boxes() {
  return [...document.querySelectorAll("h1, h2, h3, p, img, header")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const name = `${element.localName} ${(element.textContent ?? "").trim().slice(0, 30)}`;
    return { name, box: [x, y + scrollY, width, height] };
  });
}

/** The tree with its attributes in order, without comments, without the words of times, which the app says in the reader's zone, and
    without the places for what is live, which are no boxes. */
function tree() {
  const show = (node) => {
    if (node.nodeType === Node.COMMENT_NODE) return "";
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.matches(".live-place, .live-place > div:not([class])")) return [...node.childNodes].map(show).join("");
    if (node.localName === "time") return `<time ${node.dateTime}></time>`;
    const isTime = ({ name }) => name === "title" && node.matches(".comment__edited");
    const kept = [...node.attributes].filter((attribute) => !isTime(attribute));
    const attributes = kept.map(({ name, value }) => `${name}="${value}"`).sort().join(" ");
    return `<${node.localName} ${attributes}>${[...node.childNodes].map(show).join("")}</${node.localName}>`;
  };
  return show(document.getElementById("app"));
}

test("nothing moves and nothing differs when the app takes the page over", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 820, 1440]) {
      for (const path of PAGES) {
        const { page, context } = await openPage(browser, { colorScheme, viewport: { width, height: 900 } });
        let release;
        const held = new Promise((resolve) => (release = resolve));
        await page.route("**/*_bg*.wasm", async (route) => {
          await held;
          await route.continue();
        });
        await page.goto(site.address + path, { waitUntil: "domcontentloaded" });
        await page.evaluate(() => document.fonts.ready);
        await page.waitForFunction(() => [...document.images].every((image) => image.complete || image.loading === "lazy"));
        const [before, treeBefore] = [await page.evaluate(boxes), await page.evaluate(tree)];

        release();
        await takenOver(page);
        const [now, treeNow] = [await page.evaluate(boxes), await page.evaluate(tree)];

        const where = `${path} at ${width} px, ${colorScheme}`;
        assert.equal(treeNow, treeBefore, where);
        assert.equal(now.length, before.length, where);
        for (const [index, { name, box }] of now.entries()) {
          for (const [side, value] of box.entries()) {
            const moved = Math.abs(value - before[index].box[side]);
            assert.ok(moved <= 1, `${where}: ${name} moved by ${moved} px`);
          }
        }
        await context.close();
      }
    }
  }
});

test("times are said in the reader's zone, and in UTC where no script knows it", async () => {
  const shown = async (options) => {
    const { page, context } = await openPage(browser, options);
    await page.goto(site.address + POST);
    if (options.javaScriptEnabled !== false) await takenOver(page);
    const times = page.locator(".comments time");
    const at = new Date(await times.first().getAttribute("datetime"));
    const said = async () => [await times.first().textContent(), await times.first().getAttribute("title")];
    return { at, said, close: () => context.close() };
  };
  const words = (at, timeZone) => {
    const options = { timeZone, day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
    return new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23" }).format(at).replace(" at ", ", ");
  };

  const still = await shown({ javaScriptEnabled: false, timezoneId: "Asia/Tokyo" });
  const utc = words(still.at, "UTC");
  assert.deepEqual(await still.said(), [utc, `${utc} UTC`]);
  await still.close();

  const living = await shown({ timezoneId: "Asia/Tokyo" });
  const tokyo = words(living.at, "Asia/Tokyo");
  await until(async () => (await living.said()).join() === [tokyo, tokyo].join(), "the times of Tokyo");
  await living.close();
});

test("the chosen theme is kept", async () => {
  const { page, context } = await openPage(browser, { colorScheme: "light" });
  await page.goto(`${site.address}/`);
  await takenOver(page);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();

  await page.getByRole("button", { name: /theme|dark|light/i }).first().click();
  await page.waitForFunction((light) => getComputedStyle(document.body).backgroundColor !== light, light);
  const dark = await background();
  await page.reload();

  assert.equal(await background(), dark);
  await context.close();
});
