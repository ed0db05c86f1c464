// What comes by itself while one looks: comments, posts, people, and the line that they come by. The line is made to say
// it, so nothing is stored that other pictures would show.

import { tapLine } from "../line.mjs";
import { takenOver } from "../site.mjs";

const EVERYTHING = "/posts/everything";
/** Further than any topic is. */
const FAR = 1_000_000;

/** Its pages. */
export const live = [
  { name: "post-waiting", path: EVERYTHING, act: bringComments },
  { name: "post-presence", path: EVERYTHING, act: bringPeople },
  { name: "post-shared", path: EVERYTHING, act: share },
  { name: "home-waiting", path: "/", act: bringPosts },
  { name: "line-away", path: "/posts/hm", act: loseLine },
  { name: "line-back", path: "/posts/hm", act: findLine },
  { name: "author-online", as: "mina", path: "/users/jonas", act: beOnline },
  { name: "author-pinned", path: "/users/ada" },
  { name: "mine-pinned", as: "ada", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Published" }).click() },
  { name: "post-draft", as: "jonas", path: ({ posts }) => `/posts/${posts.draft.slug}` },
  { name: "settings-privacy-refused", as: "nobody-yet", path: "/settings/privacy", act: refuseToBeSeen },
];

/** The page again, on a line that hears us alone; gives that, and the topic of this name. */
async function listen(page, name) {
  const tap = await tapLine(page);
  await page.reload();
  await takenOver(page);
  const topic = await tap.follows(name);
  tap.isDeaf = true;
  return { tap, topic };
}

/** Keeps a part of the page at the upper edge, however wide the page is. */
const hold = (page, selector) =>
  page.evaluate((selector) => {
    const show = () => document.querySelector(selector).scrollIntoView({ behavior: "instant" });
    addEventListener("resize", show);
    show();
  }, selector);

/** What goes by itself after some seconds stays for the picture. */
const keepWords = (page) =>
  page.evaluate(() => {
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (what, ms, ...rest) => later(what, [5_000, 6_000].includes(ms) ? 600_000 : ms, ...rest);
  });

const id = (number) => `01ffffff-0000-7000-8000-${String(number).padStart(12, "0")}`;

async function bringComments(page, { desk }) {
  const { items } = await desk.call(undefined, "GET", `${EVERYTHING}/comments`);
  const { tap, topic } = await listen(page, "comments");
  await hold(page, ".comments .thread--top > li:last-of-type");
  for (const number of [1, 2]) {
    const data = { ...items[0], id: id(number), created_at: new Date().toISOString(), edited_at: null, reply_count: 0, like_count: 0 };
    tap.say({ frame: "event", topic, id: FAR + number, type: "comment.created", data });
  }
  await page.locator(".arrivals").waitFor();
}

async function bringPeople(page, { desk }) {
  const { tap, topic } = await listen(page, "presence");
  const people = await Promise.all(["longname", "layla"].map((name) => desk.call(undefined, "GET", `/users/${name}`)));
  const replying = people.map(({ id, username, display_name, avatar }) => ({ id, username, display_name, avatar }));
  tap.say({ frame: "now", topic, type: "presence.changed", data: { readers: 12, replying } });
  await page.locator(".comments__presence").waitFor();
  await hold(page, "#comments");
}

async function bringPosts(page) {
  const { tap, topic } = await listen(page, "home");
  for (const number of [1, 2, 3]) {
    tap.say({ frame: "event", topic, id: FAR + number, type: "post.published", data: { id: id(number), author_id: id(0) } });
  }
  await page.locator(".pill").filter({ hasText: "3" }).waitFor();
}

async function share(page) {
  await keepWords(page);
  await page.evaluate(() => {
    delete Navigator.prototype.share;
    Clipboard.prototype.writeText = async () => {};
  });
  await page.locator("[data-share]").click();
  await page.locator(".toast").waitFor();
}

async function loseLine(page) {
  const { tap } = await listen(page, "comments");
  await tap.cut();
  await page.locator(".line-bar__words").waitFor();
  return tap;
}

async function findLine(page) {
  const tap = await loseLine(page);
  await keepWords(page);
  tap.mend();
  await page.getByText("The connection is back.").waitFor();
}

async function beOnline(page) {
  await page.route("**/api/v2/users/jonas", async (route) => {
    const response = await route.fetch();
    const profile = await response.json();
    if (profile.viewer) profile.viewer.online = true;
    await route.fulfill({ response, json: profile });
  });
  await page.reload();
  await page.locator(".online").waitFor();
}

async function refuseToBeSeen(page) {
  await page.route("**/api/v2/me", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
  await page.getByLabel("Show when I am online and writing").click();
  await page.locator(".callout--error").waitFor();
}
