// What journeys about notifications share: the bell, its panel, rows, and somebody about whom something can be done.

import assert from "node:assert/strict";
import { clientOf, newcomer, PASSWORD, register } from "./people.mjs";
import { until } from "./site.mjs";

const PROBLEM = { type: "/problems/internal", title: "Internal error", status: 500, detail: "Something failed.", code: "internal", request_id: "01hv4w6q0cexample" };

/** The button at the head of every page. */
export const bell = (page) => page.getByRole("navigation", { name: "Site" }).getByRole("button", { name: /^Notifications/ });
/** What it opens. */
export const panel = (page) => page.getByRole("dialog", { name: "Notifications" });
/** Every row of a page, or of a part of one. */
export const rows = (part) => part.locator(".inbox__row");
/** The row that says something. */
export const row = (part, text) => rows(part).filter({ hasText: text });

/** Waits until the bell says how many are unread. */
export function rings(page, count) {
  const name = count === 0 ? "Notifications" : `Notifications, ${count} unread`;
  return until(async () => (await bell(page).getAttribute("aria-label")) === name, `the bell to say “${name}”`);
}

/** Answers a call with what says that something failed. */
export const refuse = (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(PROBLEM) });

/** The same for calls of one kind; others go on. */
export const refuseCalls = (method) => (route) => (route.request().method() === method ? refuse(route) : route.continue());

/** How many are unread, as the server has it. */
export const unreadOf = async (client) => (await client.get("/me/notifications?limit=1")).unread_count;

/** Somebody new with a page of theirs and a post, and somebody else who can do something about it. */
export async function meet(browser, site, name) {
  const opened = await register(browser, site, name);
  const [client, guest] = await Promise.all([clientOf(site, name, PASSWORD), newcomer(site, `${name}-guest`)]);
  const post = await client.publish({ title: `Written by ${name}`, body: "What do you think?" });
  const like = (id = post.id) => guest.call("PUT", `/posts/${id}/like`);
  const comment = (body) => guest.post(`/posts/${post.id}/comments`, { body });
  const follow = () => guest.call("PUT", `/users/${name}/follow`);
  const leave = async (allowed = /^$/) => {
    assert.deepEqual(opened.complaints.filter((text) => !allowed.test(text)), []);
    await opened.context.close();
  };
  return { ...opened, client, guest, post, like, comment, follow, leave };
}
