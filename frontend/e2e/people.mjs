// People of the journeys: some walk in at the door, some are there already, some are programs.

import assert from "node:assert/strict";
import { mailTo, tokenIn } from "./mail.mjs";
import { openPage, takenOver, visit } from "./site.mjs";

/** What everybody who registers here chooses. */
export const PASSWORD = "harbour-lights-at-night";
/** What the people of the demo have. */
export const DEMO_PASSWORD = "harbour-lights";

/** Makes an account on the registration page and confirms its address; a signed-in page of somebody new. */
export async function register(browser, site, username, options = {}) {
  const opened = await registerUnconfirmed(browser, site, username, options);
  await confirm(opened.page, site, `${username}@example.org`);
  await visit(opened.page, `${site.address}/`);
  return opened;
}

/** The same without following the link in the mail. */
export async function registerUnconfirmed(browser, site, username, options = {}) {
  const opened = await openPage(browser, options);
  const { page } = opened;
  await visit(page, `${site.address}/register`);
  await page.getByLabel("Username", { exact: true }).fill(username);
  await page.getByLabel("E-mail address").fill(`${username}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname !== "/register");
  await takenOver(page);
  return opened;
}

/** Opens the link in the newest confirmation mail to an address, and confirms it by the click that the page asks for. */
export async function confirm(page, site, address) {
  const mail = await mailTo(site, address, /^Confirm/);
  await visit(page, mail.link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await page.getByRole("heading", { level: 1, name: "Your address is confirmed" }).waitFor();
}

/** Fills in the sign-in form of the page that is open. */
export async function fillSignIn(page, username, password = PASSWORD) {
  await page.getByLabel("Username or e-mail address").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
}

/** A signed-in page of somebody of the demo. */
export async function signIn(browser, site, username, options = {}) {
  const opened = await openPage(browser, options);
  await visit(opened.page, `${site.address}/login`);
  await fillSignIn(opened.page, username, DEMO_PASSWORD);
  await opened.page.waitForURL((url) => url.pathname !== "/login");
  await takenOver(opened.page);
  return opened;
}

/** Signs out by the menu of the page that is open. */
export async function signOut(page) {
  await page.locator(".account-menu > summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("link", { name: "Sign in", exact: true }).first().waitFor();
}

/** A program that acts for a person, to arrange what a journey begins with. */
export class Client {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  /** Calls the API; answers status, headers and body. */
  async call(method, path, body, headers = {}) {
    const fields = { ...headers };
    if (this.token) fields.authorization = `Bearer ${this.token}`;
    if (body && !(body instanceof FormData)) fields["content-type"] = "application/json";
    const sent = body && !(body instanceof FormData) ? JSON.stringify(body) : body;
    const answer = await fetch(`${this.address}/api/v2${path}`, { method, headers: fields, body: sent });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
  }

  /** Calls the API and insists on success. */
  async get(path) {
    return succeeded(await this.call("GET", path), `GET ${path}`);
  }

  /** Calls the API and insists on success. */
  async post(path, body) {
    return succeeded(await this.call("POST", path, body), `POST ${path}`);
  }

  /** Changes or deletes something as it stands now. */
  async change(method, path, body) {
    const current = await this.call("GET", path);
    succeeded(current, `GET ${path}`);
    return succeeded(await this.call(method, path, body, { "if-match": current.headers.get("etag") }), `${method} ${path}`);
  }

  /** Writes a post and publishes it. */
  async publish(post) {
    const { id } = await this.post("/posts", post);
    return this.post(`/posts/${id}/publish`, {});
  }
}

function succeeded({ status, body }, what) {
  assert.ok(status < 300, `${what}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** The program of somebody with an account. */
export async function clientOf(site, username, password = DEMO_PASSWORD) {
  const anonymous = new Client(site.address);
  const grant = await anonymous.post("/auth/login", { login: username, password });
  return new Client(site.address, grant.access_token);
}

/** The program of somebody new, whose address is confirmed. */
export async function newcomer(site, username, displayName = "") {
  const email = `${username}@example.org`;
  const anonymous = new Client(site.address);
  await anonymous.post("/auth/register", { username, email, password: PASSWORD, display_name: displayName });
  await anonymous.post("/auth/confirm-email", { token: tokenIn(await mailTo(site, email, /^Confirm/)) });
  return clientOf(site, username, PASSWORD);
}
