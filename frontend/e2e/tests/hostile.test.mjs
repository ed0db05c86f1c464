// SECURITY C1: two walls stand between a stranger's text and a reader's browser, and each holds alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { VECTORS, listen, placed, touchEverything, tryEach, unsanitised } from "../hostile.mjs";
import { clientOf, newcomer } from "../people.mjs";
import { png } from "../picture.mjs";
import { openPage, startBrowser, startSite, takenOver } from "../site.mjs";

const MARKER = "The words of a stranger.";
let site, browser;

before(async () => {
  // Cheap hashes: a hundred accounts are made.
  const cheap = { BROADSHEET_AUTH__ARGON2_MEMORY_KIB: "64", BROADSHEET_AUTH__ARGON2_PASSES: "1" };
  [site, browser] = await Promise.all([startSite(cheap), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** What is refused is no danger: the first of the ways that the server takes. */
async function tryAll(client, method, path, bodies) {
  for (const [at, body] of bodies.entries()) {
    const answer = await client.call(method, path, body);
    if (answer.status < 300) return { at, body: answer.body };
    assert.equal(answer.status, 422, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  }
  throw new Error(`${method} ${path} takes none of ${JSON.stringify(bodies)}`);
}

/** A picture of one's own. */
async function upload(client) {
  const form = new FormData();
  form.append("file", new Blob([png(8, 8, [1, 2, 3])], { type: "image/png" }), "x.png");
  return (await client.post("/media", form)).id;
}

/** Somebody whose every word is the payload: name, bio, picture, category, tag, title, excerpt, text, comment. */
async function infest(admin, { id, payload }, taken) {
  const client = await newcomer(site, `vector-${id}`);
  const note = (what, { at }) => at === 0 && (taken[what] = (taken[what] ?? 0) + 1);
  note("name", await tryAll(client, "PATCH", "/me", [{ display_name: payload }, {}]));
  note("bio", await tryAll(client, "PATCH", "/me", [{ bio: payload }, {}]));
  const category = { slug: `vector-${id}`, name: `Vector ${id}` };
  const named = { ...category, name: payload, description: payload };
  note("category", await tryAll(admin, "POST", "/categories", [named, category]));
  const cover_id = await upload(client);
  note("alt", await tryAll(client, "PATCH", `/media/${cover_id}`, [{ alt: payload }, { alt: "" }]));
  const write = (text) => ({
    title: `Vector ${id}`, body: placed(text).join("\n\n"), slug: `vector-${id}`, category: category.slug, cover_id,
  });
  const plain = write(payload);
  const full = { ...plain, title: payload, excerpt: payload };
  // No text may hold control characters; a browser would pass over most of them.
  const cleaned = payload.replace(/[^\P{Cc}\n\t]/gu, "");
  const ways = [{ ...full, tags: [payload] }, full, { ...plain, excerpt: payload }, plain, write(cleaned)];
  const posted = await tryAll(client, "POST", "/posts", ways);
  note("tag", posted);
  if (posted.at < 2) taken.title = (taken.title ?? 0) + 1;
  if (posted.at < 4) taken.body = (taken.body ?? 0) + 1;
  await client.post(`/posts/${posted.body.id}/publish`, {});
  await tryAll(client, "POST", `/posts/${posted.body.id}/comments`, [{ body: payload }, { body: cleaned }]);
}

test("c1_the_sanitiser_alone: with the policy off no vector runs, wherever it stands", async () => {
  const admin = await clientOf(site, "ada");
  const taken = {};
  for (const vector of VECTORS) await infest(admin, vector, taken);
  // Hardly anything is refused, so the walls are what holds.
  for (const what of ["name", "bio", "category", "alt", "title", "body"]) assert.ok(taken[what] >= 60, `${what}: ${taken[what]}`);

  const withoutPolicy = () => openPage(browser, { bypassCSP: true });
  const { page, context } = await withoutPolicy();
  const ran = await listen(context);
  await page.goto(`${site.address}/`);
  await page.addScriptTag({ content: "alert('the policy is off')" });
  assert.deepEqual(ran.splice(0), ["alert"], "without its policy the page runs what it is given");

  const successful = await tryEach(withoutPolicy, async (page, { id }) => {
    for (const path of [`/posts/vector-${id}`, `/users/vector-${id}`]) {
      const answer = await page.goto(site.address + path);
      assert.equal(answer.status(), 200, path);
      await takenOver(page);
      await touchEverything(page, "main");
    }
  });
  assert.deepEqual(successful, []);
  let lists = 0;
  for (let path = "/"; path; lists += 1) {
    await page.goto(site.address + path);
    await takenOver(page);
    const next = page.getByRole("link", { name: "Older posts" });
    path = (await next.count()) > 0 ? await next.getAttribute("href") : undefined;
    await touchEverything(page, "main");
  }
  for (const path of ["/search?q=alert", "/search?q=alert&type=users", "/search?q=alert&type=comments", "/search?q=script&type=tags"]) {
    await page.goto(site.address + path);
    await takenOver(page);
    await touchEverything(page, "main");
  }
  assert.ok(lists > 5, "the front page and its older parts");
  assert.deepEqual(ran, []);
  await context.close();
});

/** The document of a post with something else in the place of its text, and the fields that came with it. */
async function documentOf() {
  const jonas = await clientOf(site, "jonas");
  const post = await jonas.publish({ title: "The second wall", body: MARKER });
  const address = `${site.address}/posts/${post.slug}`;
  const answer = await fetch(address);
  const html = await answer.text();
  assert.equal(html.split(`<p>${MARKER}</p>`).length, 2, "the text stands there once");
  const skipped = ["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"];
  const fields = Object.fromEntries([...answer.headers].filter(([name]) => !skipped.includes(name)));
  assert.match(fields["content-security-policy"], /script-src 'self'/);
  // Without the site's own scripts and styles: the app would put its own text there, and they take time.
  const bare = html.replace(/<link [^>]*>|<script [^>]*src=[^>]*><\/script>/g, "");
  return { address, fields, with: (text) => bare.replace(`<p>${MARKER}</p>`, () => text) };
}

/** Shows every vector unsanitised; the ids of those that ran. */
function showAll(document, fields) {
  return tryEach(() => openPage(browser), async (page, { payload }) => {
    for (const text of unsanitised(payload)) {
      await page.unroute(document.address);
      await page.route(document.address, (route) => route.fulfill({ status: 200, headers: fields, body: document.with(text) }));
      await page.goto(document.address, { waitUntil: "load" });
      await touchEverything(page);
    }
  });
}

test("c1_neither_wall: without sanitiser and policy the vectors do run", async () => {
  const document = await documentOf();
  const { "content-security-policy": policy, ...fields } = document.fields;
  assert.ok(policy);

  const ran = await showAll(document, fields);

  assert.ok(ran.length >= 60, `only ${ran.length} vectors are any good: ${ran}`);
});

test("c1_the_policy_alone: with the sanitiser off no vector runs", async () => {
  const document = await documentOf();

  assert.deepEqual(await showAll(document, document.fields), []);
});

test("c1_the_policy_alone: nor does one that the app itself puts into the page", async () => {
  const { address } = await documentOf();
  const { page, context } = await openPage(browser);
  const ran = await listen(context);
  await page.goto(address);
  await takenOver(page);

  for (const { id, payload } of VECTORS) {
    for (const text of unsanitised(payload)) {
      await page.evaluate((text) => (document.querySelector("article .prose").innerHTML = text), text);
      await touchEverything(page, "article");
      assert.deepEqual(ran, [], `${id}: ${text}`);
    }
  }
  await context.close();
});
