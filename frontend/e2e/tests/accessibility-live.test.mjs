// What comes by itself, and what one is told of: no violation that axe knows of, however it came.

import { after, before, test } from "node:test";
import { judgeAll } from "../axe.mjs";
import { tapLine } from "../line.mjs";
import { clientOf, fillSignIn, newcomer, PASSWORD, signIn } from "../people.mjs";
import { openPage, startBrowser, startSite, visit } from "../site.mjs";

/** Further than any topic is. */
const FAR = 1_000_000;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const at = (path) => async (page) => visit(page, site.address + path);

test("what comes by itself", async () => {
  const [ada, jonas] = await Promise.all(["ada", "jonas"].map((username) => clientOf(site, username)));
  const post = await ada.publish({ title: "Read by many", body: "Ask @tomas, or @mina." });
  await ada.post(`/posts/${post.id}/comments`, { body: "Or ask @jonas." });
  await ada.call("PUT", `/posts/${post.id}/pin`);
  const draft = await jonas.post("/posts", { title: "Read by nobody yet", body: "Wait." });
  const mina = await ada.get("/users/mina");
  const opened = await signIn(browser, site, "jonas");
  const tap = await tapLine(opened.page);
  const listen = async (page, path, topic) => {
    tap.topics.length = 0;
    await visit(page, site.address + path);
    return tap.follows(topic);
  };

  await judgeAll(opened, [
    ["people who are at a post, and are named in it", async (page) => {
      const topic = await listen(page, `/posts/${post.slug}`, "presence");
      const { id, username, display_name, avatar } = mina;
      const data = { readers: 3, replying: [{ id, username, display_name, avatar }] };
      tap.isDeaf = true;
      tap.say({ frame: "now", topic, type: "presence.changed", data });
      await page.getByText("3 reading now · Mina Okafor is writing").waitFor();
    }],
    ["new posts", async (page) => {
      const topic = await listen(page, "/", "home");
      tap.say({ frame: "event", topic, id: FAR, type: "post.published", data: { id: draft.id, author_id: mina.id } });
      await page.getByRole("button", { name: "1 new post", exact: true }).waitFor();
      tap.isDeaf = false;
    }],
    ["the line away", async (page) => {
      await listen(page, `/posts/${post.slug}`, "comments");
      await tap.cut();
      await page.getByText(/^The connection is away/).waitFor();
    }],
    ["the line back", async (page) => {
      tap.mend();
      await page.getByText("The connection is back.").waitFor();
    }],
    ["posts that somebody shows first", async (page) => {
      await visit(page, `${site.address}/users/ada`);
      await page.getByRole("region", { name: "Pinned" }).waitFor();
    }],
    ["somebody who is here", async (page) => {
      await page.route("**/api/v2/users/ada", async (route) => {
        const response = await route.fetch();
        const profile = await response.json();
        await route.fulfill({ response, json: { ...profile, viewer: profile.viewer && { ...profile.viewer, online: true } } });
      });
      await visit(page, `${site.address}/users/ada`);
      await page.getByText("Online now").waitFor({ state: "attached" });
    }],
    ["a draft, which takes no comments yet", async (page) => {
      await visit(page, `${site.address}/posts/${draft.slug}`);
      await page.getByText("Comments open once this is published.").waitFor();
    }],
    ["a post that was shared", async (page) => {
      await visit(page, `${site.address}/posts/${post.slug}`);
      await page.evaluate(() => {
        delete Navigator.prototype.share;
        Clipboard.prototype.writeText = async () => {};
      });
      await page.getByRole("button", { name: "Share “Read by many”" }).click();
      await page.getByText("Link copied.").waitFor();
    }],
    ["a choice that is refused", async (page) => {
      await visit(page, `${site.address}/settings/privacy`);
      await page.route("**/api/v2/me", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
      await page.getByLabel("Show when I am online and writing").click();
      await page.getByRole("alert").filter({ hasText: "The server cannot be reached." }).waitFor();
    }],
    ["appearance, with an account", at("/settings/appearance")],
    // The call that is refused is told of by Chromium.
  ], /ERR_FAILED/);
});

test("what one is told", async () => {
  const [tomas, jonas] = await Promise.all(["tomas", "jonas"].map((username) => clientOf(site, username)));
  const other = await newcomer(site, "ringer");
  const post = await tomas.publish({ title: "To be told of", body: "Words." });
  await other.call("PUT", `/posts/${post.id}/like`);
  await jonas.call("PUT", `/posts/${post.id}/like`);
  await other.post(`/posts/${post.id}/comments`, { body: "Hear, hear." });
  await other.call("PUT", "/users/tomas/follow");
  const quiet = await tomas.publish({ title: "Not to be told of", body: "Words." });
  await tomas.call("PUT", `/posts/${quiet.id}/mute`);
  await newcomer(site, "untold");
  const open = async (page) => {
    await visit(page, `${site.address}/notifications`);
    await page.locator(".inbox__row").first().waitFor();
  };
  const ring = async (page) => {
    await visit(page, `${site.address}/`);
    await page.getByRole("button", { name: /^Notifications/ }).click();
  };

  await judgeAll(await signIn(browser, site, "tomas"), [
    ["the latest beneath the bell", async (page) => {
      await ring(page);
      await page.locator(".popover .inbox__row").first().waitFor();
    }],
    ["all of it", open],
    ["what can be done about one", async (page) => {
      await open(page);
      await page.getByRole("button", { name: /^More: ringer commented/ }).click();
      await page.getByRole("menuitem", { name: "Mute this thread" }).waitFor();
    }],
    ["a message that offers to take it back", async (page) => {
      await open(page);
      await page.getByRole("button", { name: /^More: ringer commented/ }).click();
      await page.getByRole("menuitem", { name: "Mute this thread" }).click();
      await page.getByRole("button", { name: "Undo" }).waitFor();
    }],
    ["one that is new", async (page) => {
      await open(page);
      await other.call("PUT", `/posts/${quiet.id}/like`);
      await tomas.call("DELETE", `/posts/${quiet.id}/mute`);
      await other.post(`/posts/${quiet.id}/comments`, { body: "Psst." });
      await page.getByRole("button", { name: "1 new" }).waitFor();
    }],
    ["none of a type", async (page) => {
      await open(page);
      await page.getByRole("tab", { name: "Moderation" }).click();
      await page.getByText("None of this type").waitFor();
    }],
    ["which way they go", async (page) => {
      await visit(page, `${site.address}/settings/notifications`);
      await page.getByRole("group", { name: "Likes" }).waitFor();
      await page.getByRole("region", { name: "Muted threads" }).getByRole("link").first().waitFor();
    }],
    ["the bell of somebody whom one follows", async (page) => {
      await tomas.call("PUT", "/users/ringer/follow");
      await visit(page, `${site.address}/users/ringer`);
      await page.getByRole("button", { name: "Tell me about new posts of ringer" }).click();
    }],
  ]);
  const untold = await openPage(browser);
  await visit(untold.page, `${site.address}/login`);
  await fillSignIn(untold.page, "untold", PASSWORD);
  await untold.page.waitForURL((url) => url.pathname !== "/login");
  await judgeAll(untold, [
    ["nothing beneath the bell", async (page) => {
      await ring(page);
      await page.getByText("Nothing yet").waitFor();
    }],
    ["nothing at all", async (page) => {
      await visit(page, `${site.address}/notifications`);
      await page.getByText("Nothing yet").waitFor();
    }],
  ]);
});
