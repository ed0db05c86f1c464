// A whole blog of 566 real posts, where BROADSHEET_SAMPLE_POSTS names its folder: looked at, imported, read, imported again.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile, readdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { parse } from "smol-toml";
import { Client } from "../people.mjs";
import { newFolder, openPage, runVerb, startBrowser, startSite, takenOver, until, visit } from "../site.mjs";

const FOLDER = process.env.BROADSHEET_SAMPLE_POSTS && resolve(process.env.BROADSHEET_SAMPLE_POSTS);
const POSTGRES = process.env.TEST_DATABASE_URL;
const POSTS = 566;
/** Old address, day and author of a dozen, read from their front matter by hand. */
const KNOWN = [
  ["2014/09/15/Rust-1.0", "2014-09-15", "Niko Matsakis"],
  ["2015/05/15/Rust-1.0", "2015-05-15", "The Rust Core Team"],
  ["2024/05/07/OSPP-2024", "2024-05-07", "Amanieu d'Antras"],
  ["inside-rust/2020/07/27/1.45.1-prerelease", "2020-07-27", "Mark Rousskov"],
  ["inside-rust/2020/08/24/1.46.0-prerelease", "2020-08-24", "Pietro Albini"],
  ["inside-rust/2022/04/04/1.60.0-prerelease", "2022-04-04", "Pietro Albini"],
  ["2014/11/20/Cargo", "2014-11-20", "Alex Crichton"],
  ["2015/04/10/Fearless-Concurrency", "2015-04-10", "Aaron Turon"],
  ["2016/04/19/MIR", "2016-04-19", "Niko Matsakis"],
  ["2017/09/05/Rust-2017-Survey-Results", "2017-09-05", "Jonathan Turner"],
  ["2020/05/15/five-years-of-rust", "2020-05-15", "The Rust Core Team"],
  ["2021/08/03/GATs-stabilization-push", "2021-08-03", "Jack Huey"],
];

/** What a file's front matter says. */
function frontMatter(text) {
  const { path, title, authors, aliases, extra = {} } = parse(text.split(/^\+\+\+$/m)[1]);
  return { path, title, authors, aliases, isRelease: extra.release === true, team: extra.team };
}

async function sample() {
  const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith(".md"));
  const files = await Promise.all(names.map(async (name) => [name, await readFile(join(FOLDER, name), "utf8")]));
  return files.map(([name, text]) => ({ name, text, ...frontMatter(text) }));
}

/** SQLite in a file: what is stored is what the file's bytes are, once no log is left beside it. */
function sqlite(folder) {
  const file = join(folder, "data", "broadsheet.db");
  return {
    env: {},
    async contents() {
      assert.ok(!existsSync(`${file}-wal`), "the program has closed its database");
      return { file: createHash("sha256").update(await readFile(file)).digest("hex") };
    },
    async end() {},
  };
}

/** A database of its own in the PostgreSQL that the tests were given. */
async function postgres() {
  const name = `journey_${randomBytes(6).toString("hex")}`;
  const url = new URL(POSTGRES);
  const admin = new pg.Client({ connectionString: POSTGRES });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  return {
    env: { BROADSHEET_DATABASE__URL: url.href },
    async contents() {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      const tables = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
      const contents = {};
      for (const { tablename } of tables.rows) {
        const { rows } = await client.query(
          `SELECT count(*) AS rows, md5(string_agg(line, '|' ORDER BY line)) AS hash FROM (SELECT t::text AS line FROM "${tablename}" t) AS lines`,
        );
        contents[tablename] = rows[0];
      }
      await client.end();
      return contents;
    },
    async end() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

const ENGINES = [
  ["SQLite", FOLDER ? false : "BROADSHEET_SAMPLE_POSTS names no folder", sqlite],
  ["PostgreSQL", FOLDER && POSTGRES ? false : "BROADSHEET_SAMPLE_POSTS or TEST_DATABASE_URL is not given", postgres],
];

for (const [engine, skip, open] of ENGINES) {
  describe(`a whole blog into ${engine}`, { skip }, () => {
    let folder, store, files, report, site, browser, posts;
    const env = () => store.env;

    before(async () => {
      folder = await newFolder();
      [store, files] = await Promise.all([open(folder), sample()]);
    });
    after(async () => {
      await browser?.close();
      await site?.stop();
      await store?.end();
      await rm(folder, { recursive: true, force: true });
    });

    test("a dry run tells what would be done and stores nothing", async () => {
      const dry = await runVerb(folder, ["import", "markdown", FOLDER, "--dry-run"], env());

      assert.equal(dry.status, 0, dry.said);
      assert.match(dry.said, /566 imported, 0 updated, 0 skipped \(unchanged\), 0 refused/);
      assert.match(dry.said, /This was a dry run: nothing was stored\./);
    });

    test("every post comes in", async (context) => {
      report = await runVerb(folder, ["import", "markdown", FOLDER], env());

      context.diagnostic(`${POSTS} posts into ${engine} in ${report.seconds.toFixed(1)} s`);
      assert.equal(report.status, 0, report.said);
      assert.match(report.said, /566 imported, 0 updated, 0 skipped \(unchanged\), 0 refused/);
    });

    test("a picture that is not there is named in the report", () => {
      const [, missing = ""] = report.said.split("Pictures that are not there:");
      // Plain references outside of code, to a file that stands neither beside the post nor anywhere of that name.
      const expected = files.flatMap(({ name, text }) => {
        const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
        const references = [...prose.matchAll(/!\[[^\]]*\]\(([\w./-]+\.(?:png|svg|jpe?g))\)/g)].map(([, path]) => path);
        const absent = references.filter((path) => !path.startsWith("/") && !path.includes("..") && !existsSync(join(FOLDER, dirname(name), path)));
        return absent.map((path) => `${name}: ${path}`);
      });

      assert.ok(expected.length > 0);
      for (const line of expected) assert.ok(missing.includes(line), line);
    });

    test("dates, titles, authors, category and tags are those of the files", async () => {
      [site, browser] = await Promise.all([startSite(env(), { folder }), startBrowser()]);
      posts = await allPosts(new Client(site.address));
      assert.equal(posts.length, POSTS);
      assert.equal(new Set(posts.map(({ id }) => id)).size, POSTS);
      const bySlug = new Map(posts.map((post) => [`/posts/${encodeURIComponent(post.slug)}`, post]));

      const found = new Map();
      for (const file of files) {
        const answer = await fetch(`${site.address}/${file.path}`, { redirect: "manual" });
        assert.equal(answer.status, 301, file.path);
        found.set(file.path, bySlug.get(new URL(answer.headers.get("location"), site.address).pathname));
      }
      for (const file of files) {
        const post = found.get(file.path);
        const [year, month, day] = file.path.replace(/^inside-rust\//, "").split("/");
        // Code in a title is told in plain text; these titles have no other marks.
        assert.equal(post.title, file.title.replaceAll("`", ""));
        assert.equal(post.published_at.slice(0, 10), `${year}-${month}-${day}`, file.name);
        assert.ok(file.authors.join(", ").replace(/^@/, "").startsWith(post.author.display_name.replace(/…$/, "")), `${file.name}: ${post.author.display_name}`);
        assert.equal(post.category?.slug, file.name.startsWith("inside-rust/") ? "inside-rust" : undefined, file.name);
        const tags = post.tags.map(({ slug }) => slug);
        assert.equal(tags.includes("release"), file.isRelease, file.name);
        if (file.team) {
          const team = file.team.replace(/<.*/, "").trim().replace(/^the /i, "").toLowerCase();
          assert.ok(tags.some((tag) => tag.replaceAll("-", " ") === team.replace(/[^\p{L}\p{N}]+/gu, " ").trim()), `${file.name}: ${team} among ${tags}`);
        }
      }
      for (const [path, date, author] of KNOWN) {
        const post = found.get(path);
        assert.deepEqual([post.published_at.slice(0, 10), post.author.display_name], [date, author], path);
      }
    });

    test("old addresses lead on, every one", async () => {
      for (const { aliases } of files) {
        for (const alias of aliases) {
          const answer = await fetch(`${site.address}/${alias}`, { redirect: "manual" });
          assert.equal(answer.status, 301, alias);
          assert.match(answer.headers.get("location"), /\/posts\//, alias);
        }
      }
    });

    test("pictures are shown", async () => {
      const client = new Client(site.address);
      const sources = new Set();
      const withPictures = [];
      for (const { slug } of posts) {
        const { body_html } = await client.get(`/posts/${encodeURIComponent(slug)}`);
        const own = [...body_html.matchAll(/<img[^>]* src="([^"]+)"/g)].map(([, source]) => source);
        own.forEach((source) => sources.add(source));
        if (own.length > 0) withPictures.push(slug);
      }
      assert.ok(sources.size > 100, `${sources.size} pictures`);
      for (const source of sources) assert.equal((await fetch(site.address + source)).status, 200, source);

      const { page, context, complaints } = await openPage(browser);
      for (const slug of withPictures) {
        await page.goto(`${site.address}/posts/${encodeURIComponent(slug)}`);
        await takenOver(page);
        const broken = () =>
          page.evaluate(() => {
            const pictures = [...document.querySelectorAll("article .prose img")];
            pictures.forEach((picture) => (picture.loading = "eager"));
            return pictures.filter((picture) => !picture.complete || picture.naturalWidth === 0).map(({ src }) => src);
          });
        await until(async () => (await broken()).length === 0, `the pictures of ${slug}`);
      }
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("front page, lists and search carry them as lightly as a dozen", async () => {
      const { page, context, complaints, calls } = await openPage(browser);
      const answer = await visit(page, `${site.address}/`);
      const cards = page.getByRole("main").getByRole("article");
      const newest = [...posts].sort((a, b) => b.published_at.localeCompare(a.published_at))[0];
      assert.ok((await cards.first().textContent()).includes(newest.title));
      assert.ok((await cards.count()) <= 30, "a part of the list, not all of it");
      assert.ok((await answer.body()).length < 200_000, "a page of the usual size");
      assert.deepEqual(calls, []);
      await page.getByRole("link", { name: "Older posts" }).click();
      await until(async () => (await cards.count()) > 20, "older posts");

      await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Inside Rust" }).click();
      await page.getByRole("heading", { level: 1, name: "Inside Rust" }).waitFor();
      const total = files.filter(({ name }) => name.startsWith("inside-rust/")).length;
      const client = new Client(site.address);
      assert.equal((await client.get("/posts?category=inside-rust&count=exact&limit=1")).total, total);
      assert.equal((await client.get("/posts?tag=release&count=exact&limit=1")).total, files.filter(({ isRelease }) => isRelease).length);

      await visit(page, `${site.address}/search`);
      await page.getByRole("main").getByRole("searchbox").fill("fearless concurrency firefox");
      await page.getByRole("heading", { name: /Fearless Concurrency in Firefox Quantum/i }).waitFor();
      assert.ok((await page.getByRole("main").locator("mark").count()) > 0);
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("a second run changes nothing", async (context) => {
      await site.halt();
      const earlier = await store.contents();

      const again = await runVerb(folder, ["import", "markdown", FOLDER], env());

      context.diagnostic(`nothing new among ${POSTS} files in ${again.seconds.toFixed(1)} s`);
      assert.equal(again.status, 0, again.said);
      assert.match(again.said, /0 imported, 0 updated, 566 skipped \(unchanged\), 0 refused/);
      assert.deepEqual(await store.contents(), earlier);
    });
  });
}

async function allPosts(client) {
  const posts = [];
  for (let after = ""; after !== null; ) {
    const part = await client.get(`/posts?limit=100${after && `&after=${encodeURIComponent(after)}`}`);
    posts.push(...part.items);
    after = part.next;
  }
  return posts;
}
