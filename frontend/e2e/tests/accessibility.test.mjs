// Every page in both themes on a phone and on a desk: no violation that axe knows of, no complaint of the browser's.

import { after, before, test } from "node:test";
import { judgeAll } from "../axe.mjs";
import { body, chooseAction, openEditor, openPost, preview, title } from "../editor.mjs";
import { code } from "../factors.mjs";
import { listenIn } from "../line.mjs";
import { clientOf, fillSignIn, newcomer, PASSWORD, register, signIn } from "../people.mjs";
import { openPage, startBrowser, startSite, visit } from "../site.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const MORE = "\n\nFirst line.\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\nA note.[^1]\n\n[^1]: Here.\n";
/** What Chromium says when a page asks for somebody who has just signed out. */
const SESSION_OVER = /status of 401/;
let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const at = (path) => async (page) => visit(page, site.address + path);

test("what strangers see", async () => {
  const paths = [
    "/", POST, "/tags/rust", "/categories/programming", "/users/jonas", "/users/jonas/followers", "/search", "/search?q=borrow",
    "/search?q=jonas&type=users", "/search?q=the&type=comments", "/search?q=xyzzyqwerty", "/nothing-here", "/login", "/register", "/setup",
    "/confirm", "/forgot", "/confirm#token=x", "/reset#token=x", "/settings/appearance",
  ];

  await judgeAll(await openPage(browser), paths.map((path) => [path, at(path)]));
});

test("forms with something wrong", async () => {
  const send = (path, name) => async (page) => {
    await visit(page, site.address + path);
    await page.getByRole("main").getByRole("button", { name, exact: true }).click();
    await page.getByRole("alert").filter({ hasText: /\S/ }).first().waitFor();
  };

  await judgeAll(await openPage(browser), [
    ["/login, empty", send("/login", "Sign in")],
    ["/register, empty", send("/register", "Create account")],
    ["/forgot, empty", send("/forgot", "Mail me a link")],
    ["/reset, empty", send("/reset#token=x", "Set the new password")],
  ]);
});

test("what people see who are signed in", async () => {
  const jonas = await clientOf(site, "jonas");
  const post = await jonas.publish({ title: "Everything at once", body: `## Head${MORE}`, tags: ["all"], category: "craft" });
  await jonas.post(`/posts/${post.id}/comments`, { body: "Mine." });
  const menu = (page) => page.getByRole("navigation", { name: "Site" }).locator("summary", { hasText: "Account" });

  await judgeAll(await signIn(browser, site, "jonas"), [
    ["own post", at(`/posts/${post.slug}`)],
    ["own post with an open answer", async (page) => {
      await visit(page, `${site.address}/posts/${post.slug}`);
      await page.getByRole("button", { name: "Reply" }).click();
      await page.getByLabel("Your reply", { exact: true }).waitFor();
    }],
    ["own post with people offered", async (page) => {
      await visit(page, `${site.address}/posts/${post.slug}`);
      await page.getByLabel("Your comment", { exact: true }).pressSequentially("@tom");
      await page.getByRole("option", { name: /Tomás/ }).waitFor();
      await page.keyboard.press("ArrowDown");
    }],
    ["own post with words selected and a text that was kept", async (page) => {
      await visit(page, `${site.address}/posts/${post.slug}`);
      await page.getByText(/^Not sent yet/).waitFor();
      await page.locator(".comment .prose").first().evaluate((words) => getSelection().selectAllChildren(words));
      await page.getByRole("button", { name: "Quote the selected text" }).waitFor();
    }],
    ["own post with a comment that waits", async (page) => {
      const line = listenIn(page);
      await visit(page, `${site.address}/posts/${post.slug}`);
      await line.follows("comments");
      await page.locator(".comment").last().scrollIntoViewIfNeeded();
      await jonas.post(`/posts/${post.id}/comments`, { body: "One more." });
      await page.getByRole("button", { name: /new comment/ }).waitFor();
    }],
    ["account menu", async (page) => {
      await visit(page, `${site.address}/`);
      await menu(page).click();
      await page.getByRole("link", { name: "My posts" }).waitFor();
    }],
    ["own account", at("/settings/account")],
    ["one's data", at("/settings/data")],
    ["the question before leaving", async (page) => {
      await visit(page, `${site.address}/settings/data`);
      await page.getByRole("button", { name: "Delete my account …" }).click();
      await page.getByRole("dialog", { name: "Delete your account?" }).waitFor();
    }],
    ["my posts", async (page) => {
      await visit(page, `${site.address}/me/posts`);
      await page.getByRole("tab", { name: "Published" }).click();
      await page.getByRole("link", { name: "Everything at once" }).waitFor();
    }],
    ["my posts, nothing there", async (page) => {
      await visit(page, `${site.address}/me/posts`);
      await page.getByRole("tab", { name: "Archived" }).click();
      await page.getByText("Nothing archived").waitFor();
    }],
  ]);
});

test("what one press does, and what comes of it", async () => {
  const [tomas, jonas] = await Promise.all(["tomas", "jonas"].map((username) => clientOf(site, username)));
  const post = await jonas.publish({ title: "Liked by all", body: "Words.", tags: ["liked"] });
  await jonas.post(`/posts/${post.id}/comments`, { body: "Mine." });
  for (const path of [`/posts/${post.id}/like`, `/posts/${post.id}/bookmark`, "/users/jonas/follow"]) await tomas.call("PUT", path);
  await jonas.call("PUT", "/users/tomas/follow");
  await newcomer(site, "alone");
  const settled = (path) => async (page) => {
    await visit(page, site.address + path);
    await page.locator("main [aria-pressed]").first().waitFor();
    await page.waitForLoadState("networkidle");
  };

  await judgeAll(await signIn(browser, site, "tomas"), [
    ["a post that one likes", settled(`/posts/${post.slug}`)],
    ["somebody whom one follows", settled("/users/jonas")],
    ["what keeps somebody away", async (page) => {
      await settled("/users/jonas")(page);
      await page.getByRole("button", { name: /^More about/ }).click();
      await page.getByRole("menuitem", { name: /^Block/ }).waitFor();
    }],
    ["the question before that", async (page) => {
      await settled("/users/jonas")(page);
      await page.getByRole("button", { name: /^More about/ }).click();
      await page.getByRole("menuitem", { name: /^Block/ }).click();
      await page.getByRole("dialog", { name: /^Block/ }).waitFor();
    }],
    ["a tag that can be followed", settled("/tags/liked")],
    ["followers", async (page) => {
      await visit(page, `${site.address}/users/jonas/followers`);
      await page.locator(".person").first().waitFor();
    }],
    ["the feed", async (page) => {
      await visit(page, `${site.address}/feed`);
      await page.getByRole("link", { name: "Liked by all" }).waitFor();
    }],
    ["bookmarks", async (page) => {
      await visit(page, `${site.address}/bookmarks`);
      await page.getByRole("link", { name: "Liked by all" }).waitFor();
    }],
  ]);
  const alone = await openPage(browser);
  await visit(alone.page, `${site.address}/login`);
  await fillSignIn(alone.page, "alone", PASSWORD);
  await alone.page.waitForURL((url) => url.pathname !== "/login");
  await judgeAll(alone, [
    ["the feed, empty", async (page) => {
      await visit(page, `${site.address}/feed`);
      await page.getByRole("region", { name: "People who wrote lately" }).waitFor();
    }],
    ["bookmarks, empty", async (page) => {
      await visit(page, `${site.address}/bookmarks`);
      await page.getByText("Nothing put aside yet").waitFor();
    }],
  ]);
});

test("the settings", async () => {
  const open = (part, heading) => async (page) => {
    await visit(page, `${site.address}/settings/${part}`);
    await page.getByRole("heading", { level: 2, name: heading }).waitFor();
  };
  const tokens = open("tokens", "Your tokens");
  const keeper = await clientOf(site, "jonas");
  for (const path of ["/users/tomas/block", "/users/mina/mute"]) await keeper.call("PUT", path);
  await clientOf(site, "jonas");

  await judgeAll(await signIn(browser, site, "jonas"), [
    ["security", async (page) => {
      await open("security", "Where you are signed in")(page);
      await page.getByText("This browser").waitFor();
    }],
    ["question before signing out elsewhere", async (page) => {
      await page.getByRole("button", { name: "Sign out everywhere else" }).click();
      await page.getByRole("dialog", { name: "Sign out everywhere else?" }).waitFor();
    }],
    ["privacy", async (page) => {
      await open("privacy", "People you have muted")(page);
      await page.getByRole("button", { name: /^Unblock/ }).waitFor();
      await page.getByRole("button", { name: /^Unmute/ }).waitFor();
    }],
    ["tokens, none yet", async (page) => {
      await tokens(page);
      await page.getByText("No tokens yet").waitFor();
    }],
    ["tokens, something wrong", async (page) => {
      await page.getByLabel("Read", { exact: true }).uncheck();
      await page.getByRole("button", { name: "Make a token" }).click();
      await page.getByText("Choose at least one.").waitFor();
    }],
    ["a token that was just made", async (page) => {
      await page.getByLabel("Read", { exact: true }).check();
      await page.getByLabel("Name", { exact: true }).fill("Program");
      await page.getByRole("button", { name: "Make a token" }).click();
      await page.getByLabel("The token", { exact: true }).waitFor();
    }],
  ]);
});

test("one's profile, second factors and the step at the sign-in", async () => {
  const main = (page) => page.getByRole("main");
  const signOut = async (page) => {
    await page.locator(".site-nav summary", { hasText: "Account" }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("navigation", { name: "Site" }).getByRole("link", { name: "Sign in" }).waitFor();
  };
  await judgeAll(await register(browser, site, "axel"), [
    ["profile", async (page) => {
      await visit(page, `${site.address}/settings/profile`);
      await page.getByLabel("About you", { exact: true }).waitFor();
    }],
    ["profile, something wrong", async (page) => {
      await page.getByLabel("Your own site", { exact: true }).fill("not an address");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("alert").filter({ hasText: /https/ }).waitFor();
    }],
    ["proof before setting an app up", async (page) => {
      await visit(page, `${site.address}/settings/security`);
      await main(page).getByRole("button", { name: "Set up an app" }).click();
      await page.getByRole("dialog", { name: "Set up an authenticator app" }).waitFor();
    }],
    ["the code for an app", async (page) => {
      const dialog = page.getByRole("dialog", { name: "Set up an authenticator app" });
      await dialog.getByLabel("Your password", { exact: true }).fill(PASSWORD);
      await dialog.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("img", { name: "QR code with the key beneath" }).waitFor();
    }],
    ["recovery codes that were just made", async (page) => {
      const key = await page.locator(".settings__key").textContent();
      await page.getByLabel("Code from your app").fill(code(key));
      await page.getByRole("button", { name: "Confirm", exact: true }).click();
      await page.getByRole("heading", { name: "Keep your recovery codes" }).waitFor();
    }],
    ["proof before removing the app", async (page) => {
      await page.getByRole("button", { name: "I have kept it" }).click();
      await main(page).getByRole("button", { name: "Remove the app" }).click();
      await page.getByRole("dialog", { name: "Remove the authenticator app?" }).waitFor();
    }],
    ["second step", async (page) => {
      await visit(page, `${site.address}/`);
      await signOut(page);
      await visit(page, `${site.address}/login`);
      await fillSignIn(page, "axel");
      await page.getByRole("form", { name: "One more step" }).waitFor();
    }],
    ["second step by a recovery code", async (page) => {
      await page.getByRole("button", { name: "Use a recovery code" }).click();
      await page.getByLabel("Recovery code", { exact: true }).waitFor();
    }],
  ], SESSION_OVER);
});

test("an account on its way to be deleted", async () => {
  await judgeAll(await register(browser, site, "dora"), [
    ["departing", async (page) => {
      await visit(page, `${site.address}/settings/data`);
      await page.getByLabel("Remove all of it").check();
      await page.getByRole("button", { name: "Delete my account …" }).click();
      const question = page.getByRole("dialog", { name: "Delete your account?" });
      await question.getByLabel("Your password", { exact: true }).fill(PASSWORD);
      await question.getByRole("button", { name: "Delete my account" }).click();
      await page.waitForURL((url) => url.pathname === "/login");
      await fillSignIn(page, "dora");
      await page.getByRole("heading", { level: 1, name: "Your account is on its way to be deleted" }).waitFor();
    }],
    ["departing, elsewhere on the site", at("/")],
  ], SESSION_OVER);
});

test("the editor with its panel, menu and questions", async () => {
  const write = async (page) => {
    await openEditor(page, site);
    await title(page).fill("For everyone");
    await body(page).fill(`Some *text*.${MORE}`);
    await preview(page).locator("em").waitFor();
  };

  await judgeAll(await signIn(browser, site, "jonas"), [
    ["editor, empty", (page) => openEditor(page, site)],
    ["editor", write],
    ["editor with details", async (page) => {
      await write(page);
      await page.getByRole("button", { name: "Details", exact: true }).click();
      await page.getByLabel("Tags", { exact: true }).fill("one");
      await page.keyboard.press("Enter");
    }],
    ["question before leaving", async (page) => {
      await write(page);
      await page.getByRole("link", { name: "Search", exact: true }).click();
      await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
    }],
    ["question before deleting", async (page) => {
      await page.getByRole("button", { name: "Keep writing" }).click();
      await page.getByRole("button", { name: "Save draft" }).click();
      await page.getByRole("status").filter({ hasText: /^Saved today at/ }).waitFor();
      await chooseAction(page, "Delete");
      await page.getByRole("dialog", { name: "Delete this post?" }).waitFor();
    }],
  ]);
});

test("two versions side by side", async () => {
  const jonas = await clientOf(site, "jonas");
  const draft = await jonas.post("/posts", { title: "Two minds", body: "One." });

  const disagree = async (page) => {
    // Who has not read the first version yet has nothing to disagree with.
    await openPost(page, site, draft.id);
    await jonas.change("PATCH", `/posts/${draft.id}`, { body: "Two." });
    await body(page).fill("Three.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("dialog", { name: "This post was changed elsewhere" }).waitFor();
  };

  // The conflict itself is an answer of status 412, which Chromium reports.
  await judgeAll(await signIn(browser, site, "jonas"), [["two versions", disagree]], /status of 412/);
});
