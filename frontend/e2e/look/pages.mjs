// Every page and every state of it that a picture is taken of, in the order of a visit.
//
// `as` signs somebody in, `act` brings the page into the state. `demo` pages are taken before the odd content is made,
// `fresh` ones of a site of their own, `last` ones after all others, for they change what those show.

import { fileURLToPath } from "node:url";
import { code } from "../factors.mjs";
import { live } from "./live.mjs";
import { passwordOf, version } from "./states.mjs";
import { told } from "./told.mjs";
import { failList, failPage, PROBLEM, problem } from "./trouble.mjs";

const POST = "/posts/what-a-borrow-checker-taught-me-about-lending-books";
const PICTURE = fileURLToPath(new URL("../../icons/icon-512.png", import.meta.url));

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** A site that nobody has set up yet, in production as it is shipped. */
const fresh = [
  { name: "home-new", path: "/", fresh: true },
  { name: "set-up", path: ({ link }) => link, fresh: true },
  { name: "set-up-wrong", path: ({ link }) => link, fresh: true, act: (page) => fillAndSend(page, "Open the site", { "Name of the site": "", Language: "not a language", Address: "nowhere" }) },
  { name: "set-up-incomplete", path: "/setup", fresh: true },
];

/** Everything the server writes, as a stranger sees it. */
const reading = [
  { name: "home", path: "/", demo: true },
  { name: "home-empty-category", path: "/categories/letters" },
  { name: "home-odd", path: "/" },
  { name: "home-later", path: "/", act: goOlder },
  { name: "post", path: POST, demo: true },
  { name: "post-everything", path: "/posts/everything" },
  { name: "post-everything-contents-open", path: "/posts/everything", act: (page) => page.locator(".contents summary").dispatchEvent("click") },
  { name: "post-arabic", path: ({ posts }) => `/posts/${posts.arabic.slug}` },
  { name: "post-japanese", path: ({ posts }) => `/posts/${posts.japanese.slug}` },
  { name: "post-long-words", path: "/posts/words-that-do-not-fit" },
  { name: "post-newest-comments", path: "/posts/everything?sort=newest" },
  { name: "post-closed", path: "/posts/nothing-to-add" },
  { name: "post-short", path: "/posts/hm" },
  { name: "tag", path: "/tags/letterpress" },
  { name: "category", path: "/categories/programming", demo: true },
  { name: "author", path: "/users/jonas" },
  { name: "author-long-name", path: "/users/longname" },
  { name: "author-without-posts", path: "/users/nobody-yet" },
  { name: "search", path: "/search" },
  { name: "search-posts", path: "/search?q=query" },
  { name: "search-people", path: "/search?q=ma&type=users" },
  { name: "search-tags", path: "/search?q=le&type=tags" },
  { name: "search-comments", path: "/search?q=index&type=comments" },
  { name: "search-nothing", path: "/search?q=zzzzqqq" },
  { name: "not-found", path: "/nothing-here", missing: true },
  { name: "deleted", path: "/posts/regretted", missing: true },
  { name: "gone", path: "/posts/buy-my-boat", missing: true },
  { name: "bad-request", path: "/?after=nonsense", missing: true },
  { name: "problem-page", path: "/problems/post.not_found" },
  { name: "problem-answer", path: "/docs/nothing-here", missing: true },
  { name: "docs", path: "/docs/v2" },
];

/** What happens when the network does not play along. */
const failing = [
  { name: "loading", path: "/", act: (page) => navigate(page, "/posts/hm", () => {}) },
  { name: "offline", path: "/", act: (page) => navigate(page, "/posts/hm", (route) => route.abort()) },
  { name: "server-error", path: "/", act: (page) => navigate(page, "/posts/hm", (route) => route.fulfill(problem())) },
];

const accounts = [
  { name: "register", path: "/register" },
  { name: "register-wrong", path: "/register", act: (page) => fillAndSend(page, "Create account", { Username: "a b", "E-mail address": "nobody", Password: "short" }) },
  { name: "login", path: "/login" },
  { name: "forgot", path: "/forgot" },
  { name: "forgot-asked", path: "/forgot", act: askForMail },
  { name: "reset", path: "/reset#token=a-secret" },
  { name: "reset-wrong", path: "/reset#token=a-secret", act: (page) => fillAndSend(page, "Set the new password", { "New password": "short" }) },
  { name: "reset-over", path: "/reset#token=a-secret", act: (page) => followOldLink(page, "Set the new password", { "New password": "harbour-lights-again" }) },
  { name: "confirm", path: "/confirm#token=a-secret" },
  { name: "confirm-over", path: "/confirm#token=a-secret", act: (page) => followOldLink(page, "Confirm this address", {}) },
  { name: "confirm-incomplete", path: "/confirm" },
  { name: "login-refused", path: "/login", act: (page) => fillAndSend(page, "Sign in", { "Username or e-mail address": "ada", Password: "not-the-password" }) },
];

const signedIn = [
  { name: "post-signed-in", as: "ada", path: "/posts/everything" },
  { name: "comment-reply", as: "ada", path: "/posts/everything", act: reply },
  { name: "comment-mention", as: "ada", path: "/posts/everything", act: namePeople },
  { name: "comment-quote", as: "ada", path: "/posts/everything", act: selectWords },
  { name: "comment-edit", as: "jonas", path: "/posts/everything", act: (page) => button(page, "Edit").first().click() },
  { name: "comment-delete", as: "jonas", path: "/posts/everything", act: (page) => button(page, "Delete").first().click() },
  { name: "comment-none-yet", as: "jonas", path: "/posts/hm" },
  { name: "account-menu", as: "jonas", path: "/", act: (page) => page.locator(".account-menu summary").click() },
  { name: "toast", as: "jonas", path: "/posts/hm", act: sendComment },
  { name: "sign-in-again", as: "jonas", path: "/posts/hm", act: endSession },
  { name: "settings-profile", as: "jonas", path: "/settings/profile" },
  { name: "mine-published", as: "jonas", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Published" }).click() },
  { name: "mine-drafts", as: "jonas", path: "/me/posts" },
  { name: "mine-archived", as: "jonas", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Archived" }).click() },
  { name: "mine-scheduled", as: "jonas", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Scheduled" }).click() },
  { name: "mine-removed", as: "jonas", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Removed" }).click() },
  { name: "post-removed-own", as: "jonas", path: "/posts/buy-my-boat" },
  { name: "post-removed-staff", as: "mina", path: "/posts/buy-my-boat" },
  { name: "post-scheduled", as: "jonas", path: ({ posts }) => `/posts/${posts.scheduled.slug}` },
  { name: "post-archived", as: "jonas", path: "/posts/an-old-announcement" },
  { name: "post-moderate", as: "mina", path: "/posts/hm", act: removePost },
  { name: "mine-deleted", as: "jonas", path: "/me/posts", act: (page) => page.getByRole("tab", { name: "Deleted" }).click() },
  { name: "mine-empty", as: "layla", path: "/me/posts" },
  { name: "mine-menu", as: "jonas", path: "/me/posts", act: (page) => page.locator(".mine__entry .icon-button").first().click() },
];

/** What one press does, and what comes of it. */
const social = [
  { name: "post-liked", as: "tomas", path: "/posts/everything", act: likeAll },
  { name: "author-followed", as: "tomas", path: "/users/jonas" },
  { name: "author-unfollow", as: "tomas", path: "/users/jonas", act: (page) => page.locator(".page-header .follow").hover() },
  { name: "author-own", as: "tomas", path: "/users/tomas" },
  { name: "person-menu", as: "tomas", path: "/users/jonas", act: (page) => page.locator(".person-menu button").first().click() },
  { name: "person-block", as: "tomas", path: "/users/jonas", act: askToBlock },
  { name: "person-blocked", as: "tomas", path: "/users/longname" },
  { name: "settings-privacy", as: "tomas", path: "/settings/privacy" },
  { name: "settings-privacy-empty", as: "nobody-yet", path: "/settings/privacy" },
  { name: "tag-signed-in", as: "tomas", path: "/tags/letterpress" },
  { name: "followers", path: "/users/jonas/followers" },
  { name: "following-nobody", path: "/users/nobody-yet/following" },
  { name: "feed", as: "tomas", path: "/feed" },
  { name: "feed-empty", as: "nobody-yet", path: "/feed" },
  { name: "feed-failed", as: "tomas", path: "/feed", act: (page) => failPage(page, "**/api/v2/me/feed*") },
  { name: "bookmarks", as: "tomas", path: "/bookmarks" },
  { name: "bookmarks-empty", as: "nobody-yet", path: "/bookmarks" },
  { name: "like-refused", as: "mina", path: "/posts/hm", act: refuseLike },
];

const settings = [
  { name: "settings-account", as: "jonas", path: "/settings/account" },
  { name: "settings-account-wrong", as: "jonas", path: "/settings/account", act: (page) => fillAndSend(page, "Change the address", { "New e-mail address": "nowhere" }) },
  { name: "settings-account-waiting", as: "mina", path: "/settings/account", act: askForAnother },
  { name: "settings-security", as: "jonas", path: "/settings/security" },
  { name: "settings-security-question", as: "jonas", path: "/settings/security", act: (page) => button(page, "Sign out everywhere else").click() },
  { name: "settings-security-failed", as: "jonas", path: "/settings/security", act: (page) => failList(page, "**/api/v2/auth/sessions") },
  { name: "settings-tokens-empty", as: "layla", path: "/settings/tokens" },
  { name: "settings-tokens-wrong", as: "layla", path: "/settings/tokens", act: (page) => fillAndSend(page, "Make a token", { Name: "" }) },
  { name: "settings-tokens-made", as: "mina", path: "/settings/tokens", act: makeToken },
  { name: "settings-tokens", as: "mina", path: "/settings/tokens", act: keepToken },
  { name: "settings-appearance", as: "jonas", path: "/settings/appearance" },
  { name: "settings-appearance-stranger", path: "/settings/appearance" },
  { name: "settings-data", as: "jonas", path: "/settings/data" },
  { name: "settings-data-question", as: "jonas", path: "/settings/data", act: (page) => button(page, "Delete my account …").click() },
];

/** Each of somebody who changes nothing for the pictures after it. */
const factors = [
  { name: "settings-security-prove", as: "layla", path: "/settings/security", act: (page) => button(page, "Set up an app").click() },
  { name: "settings-security-prove-wrong", as: "layla", path: "/settings/security", act: (page) => prove(page, "Set up an app", "not-the-password").then(() => page.locator("dialog[open] .field__error:not(:empty)").waitFor()) },
  { name: "settings-security-app", as: "layla", path: "/settings/security", act: (page) => beginApp(page, "layla") },
  { name: "settings-security-codes", as: "tomas", path: "/settings/security", act: (page) => setUpApp(page, "tomas") },
  { name: "login-second-step", path: "/login", act: secondStep, last: true },
  { name: "login-second-step-wrong", path: "/login", act: wrongCode, last: true },
  { name: "settings-data", as: "layla", path: "/settings/data" },
  { name: "settings-data-question", as: "layla", path: "/settings/data", act: askToLeave },
  { name: "settings-data-departing", as: "longname", path: "/settings/data", act: leaveAndComeBack, last: true },
  { name: "factor-missing", as: "nobody-yet", path: "/settings/security", act: demandFactor, last: true },
];

const writing = [
  { name: "editor-empty", as: "layla", path: "/write" },
  { name: "editor-written", as: "ada", path: ({ posts }) => `/write/${posts.long.id}` },
  { name: "editor-preview-tab", as: "ada", path: ({ posts }) => `/write/${posts.long.id}`, act: (page) => page.locator("#editor-preview").dispatchEvent("click") },
  { name: "editor-details", as: "ada", path: ({ posts }) => `/write/${posts.long.id}`, act: (page) => button(page, "Details").click() },
  { name: "editor-menu", as: "ada", path: ({ posts }) => `/write/${posts.long.id}`, act: (page) => button(page, "More actions").click() },
  { name: "editor-delete", as: "ada", path: ({ posts }) => `/write/${posts.long.id}`, act: askDelete },
  { name: "editor-wrong", as: "layla", path: "/write", act: publishNothing },
  { name: "editor-picture", as: "layla", path: "/write", act: addPicture },
  { name: "editor-conflict", as: "mina", path: ({ posts }) => `/write/${posts.closed.id}`, act: conflict },
  { name: "editor-leave", as: "mina", path: ({ posts }) => `/write/${posts.closed.id}`, act: leave },
  { name: "editor-restore", as: "tomas", path: "/write", act: crash },
];

export const pages = [...fresh, ...reading, ...failing, ...accounts, ...signedIn, ...social, ...live, ...told, ...settings, ...writing, ...factors];

/** Follows a link inside the app while its data call is answered by `answer`. */
async function navigate(page, path, answer) {
  await page.route("**/api/v2/posts/**", answer);
  await page.locator(`a[href="${path}"]`).first().click();
  await page.waitForTimeout(700);
}

async function likeAll(page) {
  // A heart that is pressed is no longer among those that are left.
  const left = page.locator("button.react[aria-pressed=false]");
  while ((await left.count()) > 0) await left.first().click();
  await page.waitForLoadState("networkidle");
  await page.mouse.move(0, 0);
}

async function askToBlock(page) {
  await page.locator(".person-menu button").first().click();
  await page.getByRole("menuitem", { name: /^Block/ }).click();
  await page.locator("dialog[open]").waitFor();
}

async function refuseLike(page) {
  await page.route("**/api/v2/posts/*/like", (route) => route.fulfill(problem()));
  await page.locator(".reactions button").first().click();
  await page.locator(".toast").waitFor();
}

async function makeToken(page) {
  await page.getByLabel("Name", { exact: true }).fill("Backup on the server in the cellar");
  await button(page, "Make a token").click();
  await page.locator(".settings__made").waitFor();
}

async function keepToken(page) {
  await makeToken(page);
  await button(page, "I have kept it").click();
  await page.locator(".settings__entry").first().waitFor();
}

async function goOlder(page) {
  await page.goto(await page.locator(".more a").first().getAttribute("href").then((href) => new URL(href, page.url()).href));
}

async function fillAndSend(page, send, values) {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  await button(page, send).click();
  await page.locator(".field__error:not(:empty), .callout--error").first().waitFor();
}

/** Another address, which waits for a click on the link that was mailed there. */
async function askForAnother(page) {
  await page.getByLabel("New e-mail address", { exact: true }).fill("mina.novak@example.org");
  await page.locator("#email-password").fill(passwordOf("mina"));
  await button(page, "Change the address").click();
  await button(page, "Keep the present address").waitFor();
}

async function askForMail(page) {
  await page.getByLabel("Username or e-mail address").fill("ada");
  await button(page, "Mail me a link").click();
  await page.locator(".callout--info").waitFor();
}

async function followOldLink(page, send, values) {
  for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  await button(page, send).click();
  await page.getByRole("heading", { name: "This link is no longer good" }).waitFor();
}

/** Types the beginning of a name, and moves to the first who may be meant. */
async function namePeople(page) {
  await page.getByLabel("Your comment", { exact: true }).pressSequentially("Dear @ma");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
}

/** Selects what a comment says. */
async function selectWords(page) {
  await page.locator(".comment .prose").first().evaluate((words) => getSelection().selectAllChildren(words));
  await page.getByRole("button", { name: "Quote the selected text" }).waitFor();
}

async function reply(page) {
  await button(page, "Reply").nth(2).click();
  await page.getByLabel("Your reply", { exact: true }).fill("A reply in the making, long enough to fill a line and then some, so that one sees how it wraps.");
}

async function sendComment(page) {
  await page.getByLabel("Your comment", { exact: true }).fill("A comment sent just now.");
  await button(page, "Post comment").click();
  await page.locator(".toast").waitFor();
}

async function endSession(page) {
  const refuse = (code, status) => (route) =>
    route.fulfill({ status, contentType: "application/problem+json", body: JSON.stringify({ ...PROBLEM, status, code, title: "Sign in" }) });
  await page.route("**/api/v2/auth/refresh", refuse("token.invalid", 401));
  await page.route("**/api/v2/posts/**", refuse("token.stale", 401));
  await page.getByLabel("Your comment", { exact: true }).fill("Typed before the session ended.");
  await button(page, "Post comment").click();
  await page.locator("dialog[open]").waitFor();
}

async function removePost(page) {
  await page.locator(".post__staff").getByRole("button", { name: "Remove", exact: true }).click();
  await page.locator("dialog[open]").waitFor();
}

async function askDelete(page) {
  await button(page, "More actions").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
}

async function publishNothing(page) {
  await page.getByLabel("Text, in Markdown").fill("A text without a title.");
  await button(page, "Publish").click();
  await page.waitForTimeout(300);
}

async function addPicture(page) {
  await page.getByLabel("Title", { exact: true }).fill("A picture of the harbour");
  await page.locator(".editor__paper input[type=file]").setInputFiles(PICTURE);
  await page.locator(".editor__preview img").waitFor({ state: "attached" });
}

async function conflict(page, { desk, posts }) {
  await page.getByLabel("Text, in Markdown").fill("The talk beneath this one is over. I mean it.\n\nThat is all.");
  const stored = await desk.call("mina", "GET", `/posts/${posts.closed.id}`);
  await desk.call("mina", "PATCH", `/posts/${posts.closed.id}`, { body: `${stored.body}\n\nA line from the other computer.` }, version(stored));
  await button(page, "Update").click();
  await page.locator("dialog[open]").waitFor();
}

async function leave(page) {
  await page.getByLabel("Text, in Markdown").fill("Something unsaved.");
  await page.locator(".wordmark").click();
  await page.locator("dialog[open]").waitFor();
}

async function crash(page) {
  await page.getByLabel("Title", { exact: true }).fill("The post that survived");
  await page.getByLabel("Text, in Markdown").fill("Half a sentence, and then the battery");
  await page.waitForTimeout(900);
  await page.goto("about:blank");
  await page.goBack();
  await page.locator(".editor__notes .callout").waitFor();
}

async function prove(page, opener, password) {
  await button(page, opener).click();
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Your password", { exact: true }).fill(password);
  await button(dialog, "Continue").click();
}

/** As far as the picture of the key; gives the key. */
async function beginApp(page, person) {
  await prove(page, "Set up an app", passwordOf(person));
  await page.locator(".qr").waitFor();
  return page.locator(".settings__key").textContent();
}

async function setUpApp(page, person) {
  const key = await beginApp(page, person);
  await page.getByLabel("Code from your app").fill(code(key));
  await button(page, "Confirm").click();
  await page.locator(".settings__codes").waitFor();
}

let settingUp;

/** Whoever signs in here has an app from the first such picture on. */
async function secondStep(page, { desk }) {
  await (settingUp ??= setUpByApi(desk, "layla"));
  await page.getByLabel("Username or e-mail address").fill("layla");
  await page.getByLabel("Password", { exact: true }).fill(passwordOf("layla"));
  await button(page, "Sign in").click();
  await page.getByRole("form", { name: "One more step" }).waitFor();
}

async function setUpByApi(desk, person) {
  const { secret } = await desk.call(person, "POST", "/me/totp", { password: passwordOf(person) });
  await desk.call(person, "POST", "/me/totp/confirm", { code: code(secret) });
}

async function wrongCode(page, facts) {
  await secondStep(page, facts);
  await page.getByLabel("Code from your app").fill("000000");
  await button(page, "Continue").click();
  await page.locator(".field__error:not(:empty)").waitFor();
}

/** The page of somebody whose role has come to demand a factor. */
async function demandFactor(page, { desk }) {
  await desk.call("ada", "PATCH", "/admin/roles/author", { requires_second_factor: true });
  await page.reload();
  await page.getByRole("region", { name: "A second factor is missing" }).waitFor();
}

async function askToLeave(page) {
  await button(page, "Delete my account …").click();
  await page.locator("dialog[open]").waitFor();
}

async function leaveAndComeBack(page) {
  await askToLeave(page);
  const dialog = page.locator("dialog[open]");
  await dialog.getByLabel("Your password", { exact: true }).fill(passwordOf("longname"));
  await button(dialog, "Delete my account").click();
  await page.waitForURL((url) => url.pathname === "/login");
  await page.getByLabel("Username or e-mail address").fill("longname");
  await page.getByLabel("Password", { exact: true }).fill(passwordOf("longname"));
  await button(page, "Sign in").click();
  await page.getByRole("heading", { level: 1, name: "Your account is on its way to be deleted" }).waitFor();
}
