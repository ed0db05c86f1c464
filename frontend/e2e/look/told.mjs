// What one is told of: the bell, the page, the settings.

import { failList, problem } from "./trouble.mjs";

/** The list beneath the bell or on its page; the number on the bell alone is another call. */
const NOTIFICATIONS = /\/api\/v2\/me\/notifications\?limit=\d\d/;

/** Its pages. */
export const told = [
  { name: "bell", as: "ada", path: "/posts/hm", act: ring },
  { name: "bell-empty", as: "nobody-yet", path: "/", act: ring },
  { name: "bell-failed", as: "ada", path: "/", act: (page) => page.route(NOTIFICATIONS, (route) => route.fulfill(problem())).then(() => ring(page)) },
  { name: "bell-loading", as: "ada", path: "/", act: (page) => page.route(NOTIFICATIONS, () => {}).then(() => ring(page)) },
  { name: "notifications", as: "ada", path: "/notifications" },
  { name: "notifications-jonas", as: "jonas", path: "/notifications" },
  { name: "notifications-menu", as: "ada", path: "/notifications", act: (page) => page.locator(".inbox__row .icon-button").first().click() },
  { name: "notifications-muted", as: "ada", path: "/notifications", act: muteThread },
  { name: "notifications-new", as: "ada", path: "/notifications", act: bringNews },
  { name: "notifications-unread", as: "ada", path: "/notifications?type=mention&unread=true" },
  { name: "notifications-empty", as: "nobody-yet", path: "/notifications" },
  { name: "notifications-failed", as: "ada", path: "/notifications", act: (page) => failList(page, NOTIFICATIONS) },
  { name: "settings-notifications", as: "ada", path: "/settings/notifications" },
  { name: "settings-notifications-failed", as: "ada", path: "/settings/notifications", act: (page) => failList(page, "**/api/v2/me/notification-settings") },
  { name: "author-bell", as: "tomas", path: "/users/jonas", act: (page) => page.locator("button.follow-bell").click() },
];

async function ring(page) {
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await page.locator(".popover .inbox__row, .popover .notice, .popover .callout, .popover .loading").first().waitFor();
}

async function muteThread(page, { desk }) {
  await page.locator(".inbox__row .icon-button").first().click();
  await page.getByRole("menuitem", { name: "Mute this thread" }).first().click();
  await page.locator(".toast__offer").waitFor();
  await desk.call("ada", "DELETE", `/posts/${(await desk.call("ada", "GET", "/me/muted-threads")).items[0].post.id}/mute`);
}

async function bringNews(page, { desk }) {
  await desk.call("nobody-yet", "PUT", "/users/ada/follow");
  await page.locator(".inbox__news").waitFor();
}
