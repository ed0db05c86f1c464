// Joining: the page that each mode of registration shows, what it asks for, and who one is afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD, clientOf, fillSignIn, signIn } from "../people.mjs";
import { hasFocus, openPage, startBrowser, startSite, until, visit } from "../site.mjs";

let site, browser, owner;

before(async () => {
  // A second, so that what people do too fast for a form is waited for here as well.
  [site, browser] = await Promise.all([startSite({ BROADSHEET_REGISTRATION__MIN_FILL_SECS: "1" }), startBrowser()]);
  owner = await clientOf(site, "ada");
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function set(registration) {
  const { status, body } = await owner.call("PATCH", "/admin/settings", { registration });
  assert.equal(status, 200, JSON.stringify(body));
}

async function fill(page, username) {
  await page.getByLabel("Username", { exact: true }).fill(username);
  await page.getByLabel("E-mail address").fill(`${username}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
}

const create = (page) => page.getByRole("button", { name: "Create account" }).click();

test("a closed site says so, and one by invitation opens for whoever has the link", async () => {
  await set({ mode: "closed" });
  const stranger = await openPage(browser);
  await visit(stranger.page, `${site.address}/register`);
  await stranger.page.getByText("does not take new accounts").waitFor();
  await set({ mode: "invitation" });
  await visit(stranger.page, `${site.address}/register`);
  await stranger.page.getByText("takes new accounts by invitation").waitFor();
  const { url } = await owner.post("/invitations", {});

  const guest = await openPage(browser);
  await visit(guest.page, url);
  await guest.page.getByText("You are invited").waitFor();
  assert.ok(!guest.page.url().includes("#"), "the secret stays in the address");
  await fill(guest.page, "gustav");
  await create(guest.page);

  await guest.page.waitForURL((to) => to.pathname !== "/register");
  assert.deepEqual([...stranger.complaints, ...guest.complaints], []);
  await stranger.context.close();
  await guest.context.close();
});

test("where staff let people in, one waits and is told so", async () => {
  await set({ mode: "approval" });
  const { page, context } = await openPage(browser);
  await visit(page, `${site.address}/register`);
  await fill(page, "patience");
  await page.getByLabel("A few words about you").fill("I keep bees.");
  await create(page);
  await page.getByText("One more step").waitFor();
  await visit(page, `${site.address}/login`);
  await fillSignIn(page, "patience");
  await page.getByText("waits to be let in").waitFor();

  const { items } = await owner.get("/admin/registrations");
  assert.deepEqual(items.map(({ user, note }) => [user.username, note]), [["patience", "I keep bees."]]);
  await owner.post("/admin/registrations/patience/approve", {});

  await fillSignIn(page, "patience");
  await page.waitForURL((to) => to.pathname !== "/login");
  await context.close();
});

test("terms are agreed to, work is done, and the meter says what it thinks", async () => {
  await set({ mode: "open", terms_text: "Be kind to one another.", proof_of_work_bits: 10 });
  const { page, context, complaints } = await openPage(browser);
  await visit(page, `${site.address}/register`);
  await page.getByText("Be kind to one another.").waitFor();
  await fill(page, "careful");
  await page.getByText("Strength: very good").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("password1");
  await page.getByText("passwords that are tried first").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("careful-lanterns");
  await page.getByText("leans on your own name").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);

  await create(page);
  await page.getByRole("alert").filter({ hasText: "Please agree to the terms" }).waitFor();
  const box = page.getByLabel("I have read the terms");
  await hasFocus(box);
  assert.equal(await box.getAttribute("aria-invalid"), "true");
  assert.match(await page.locator(`#${await box.getAttribute("aria-describedby")}`).textContent(), /agree to the terms/);
  await box.check();
  await until(async () => (await box.getAttribute("aria-invalid")) === null, "the box to be right");
  await create(page);

  await page.waitForURL((to) => to.pathname !== "/register");
  await set({ terms_text: "", proof_of_work_bits: 0 });
  assert.deepEqual(complaints, []);
  await context.close();
});

test("one says who one is, and takes another name", async () => {
  const { page, context, complaints } = await signIn(browser, site, "jonas");
  await page.goto(`${site.address}/settings/profile`);
  const field = (name) => page.getByLabel(name, { exact: true });
  await field("About you").fill("I keep *bees* now.");
  await field("Your own site").fill("http://jonas.example");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Use a full address that starts with https://.").waitFor();
  await field("Your own site").fill("https://jonas.example");
  await field("Elsewhere").fill("https://social.example/@jonas\n\nhttps://code.example/jonas");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Your profile is saved.").waitFor();
  await field("New username").fill("jonas-of-the-bees");
  await field("Your password").fill("harbour-lights");
  await page.getByRole("button", { name: "Change username" }).click();
  await page.getByText("You are @jonas-of-the-bees now.").waitFor();

  await visit(page, `${site.address}/users/jonas`);

  assert.equal(new URL(page.url()).pathname, "/users/jonas-of-the-bees");
  const links = await page.locator(".elsewhere a").evaluateAll((all) => all.map(({ href, rel }) => [href, rel.split(" ")[0]]));
  assert.deepEqual(links, [
    ["https://jonas.example/", "me"], ["https://social.example/@jonas", "me"], ["https://code.example/jonas", "me"],
  ]);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a profile shows after Back what was saved, and sends only what changed", async () => {
  const { page, context, complaints } = await signIn(browser, site, "mina");
  const about = page.getByLabel("About you", { exact: true });
  const save = () => page.getByRole("button", { name: "Save", exact: true }).click();
  await page.goto(`${site.address}/settings/profile`);
  await about.fill("First words.");
  await save();
  await page.getByText("Your profile is saved.").waitFor();

  await page.getByRole("navigation", { name: "Parts of the settings" }).getByRole("link", { name: "Account" }).click();
  await page.waitForURL("**/settings/account");
  await page.goBack();
  await page.waitForURL("**/settings/profile");
  await about.waitFor();
  assert.equal(await about.inputValue(), "First words.");

  // Another window has changed the name meanwhile.
  const mina = await clientOf(site, "mina");
  assert.equal((await mina.call("PATCH", "/me", { display_name: "Mina of the other window" })).status, 200);
  await about.fill("Second words.");
  const sent = page.waitForRequest((request) => request.method() === "PATCH" && request.url().endsWith("/api/v2/me"));
  await save();
  assert.deepEqual((await sent).postDataJSON(), { bio: "Second words." });
  await until(async () => (await mina.get("/me")).bio === "Second words.", "the second words");
  assert.equal((await mina.get("/me")).display_name, "Mina of the other window");
  assert.deepEqual(complaints, []);
  await context.close();
});
