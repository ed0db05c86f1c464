// Makes the states worth a look, through the API, as its people would.

import { mailTo, tokenIn } from "../mail.mjs";
import { everything, fillers, people, posts, shelf, thread } from "./content.mjs";

export const PASSWORD = "harbour-lights";
const NEW_PASSWORD = "harbour-lights-at-night";

/** Calls the API as people of the site; each signs in once. */
export class Desk {
  #address;
  #tokens = new Map();

  constructor(address) {
    this.#address = address;
  }

  /** One call; an answer that is no success ends everything. */
  async call(person, method, path, body, headers = {}) {
    const token = person && (await this.#token(person));
    const sent = { "sec-fetch-site": "same-origin", ...headers };
    if (token) sent.authorization = `Bearer ${token}`;
    if (body && !(body instanceof FormData)) sent["content-type"] = "application/json";
    const payload = body instanceof FormData ? body : body && JSON.stringify(body);
    const answer = await fetch(`${this.#address}/api/v2${path}`, { method, headers: sent, body: payload });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Writes and publishes; `closed` takes no more comments. */
  async publish(person, { name, by, closed, ...post }) {
    const draft = await this.call(person, "POST", "/posts", post);
    if (closed) await this.call(person, "PATCH", `/posts/${draft.id}`, { comments_open: false }, version(draft));
    return this.call(person, "POST", `/posts/${draft.id}/publish`, {});
  }

  async delete(person, path) {
    const found = await this.call(person, "GET", path);
    await this.call(person, "DELETE", path, undefined, version(found));
  }

  async #token(person) {
    if (!this.#tokens.has(person)) {
      const password = passwordOf(person);
      const grant = await this.call(undefined, "POST", "/auth/login", { login: person, password });
      this.#tokens.set(person, grant.access_token);
    }
    return this.#tokens.get(person);
  }
}

/** What a change of this version must name. */
export const version = ({ version: number }) => ({ "if-match": `"${number}-0"` });

/** What a person signs in with. */
export const passwordOf = (person) => (people.some(({ username }) => username === person) ? NEW_PASSWORD : PASSWORD);

/** Makes them all; gives what the pictures need to know. */
export async function makeStates(site) {
  const desk = new Desk(site.address);
  for (const { username, display_name } of people) {
    const email = `${username}@example.org`;
    await desk.call(undefined, "POST", "/auth/register", { username, email, display_name, password: NEW_PASSWORD });
    const token = tokenIn(await mailTo(site, email, /^Confirm/));
    await desk.call(undefined, "POST", "/auth/confirm-email", { token });
  }
  await desk.call("ada", "POST", "/categories", { name: "Letters from elsewhere", slug: "letters", description: "" });
  const names = {};
  for (const post of [...fillers, ...posts]) {
    const { id, slug } = await desk.publish(post.by, post);
    names[post.name] = { id, slug };
  }
  for (const post of shelf) {
    const { state, slug } = (await put(desk, post)) ?? {};
    if (state === "scheduled") names.scheduled = { slug };
    if (post.title === "A draft about patience") names.draft = { slug };
  }
  const long = await longPost(desk);
  await talk(desk, long);
  await tie(desk, long);
  return { desk, posts: { ...names, long } };
}

/** Onto Jonas's shelf. */
async function put(desk, { fate, ...post }) {
  if (!fate) return desk.call("jonas", "POST", "/posts", post);
  if (fate === "schedule") {
    const draft = await desk.call("jonas", "POST", "/posts", post);
    const at = new Date(Date.now() + 40 * 86_400_000).toISOString();
    return desk.call("jonas", "POST", `/posts/${draft.id}/publish`, { at });
  }
  const { id } = await desk.publish("jonas", post);
  if (fate === "archive") await desk.call("jonas", "POST", `/posts/${id}/archive`, {});
  if (fate === "delete") await desk.delete("jonas", `/posts/${id}`);
  if (fate === "remove") await desk.call("mina", "POST", `/posts/${id}/remove`, { reason: "Advertising is not what this place is for. Tell us about the boat instead, and we gladly put it back." });
}

async function longPost(desk) {
  const { cover } = await desk.call(undefined, "GET", "/posts/welcome-to-the-harbour");
  return desk.publish("ada", {
    title: "What a query planner knows about your data, and how to tell when it is wrong",
    slug: "everything",
    body: everything(cover.url),
    excerpt: "Statistics are a summary, and a summary leaves things out. We follow one slow query from the plan that looked right to the histogram that was not.",
    category: "programming",
    cover_id: cover.id,
    tags: ["databases", "performance", "postgresql", "statistics", "planner"],
  });
}

/** Likes, bookmarks, follows and a pin. */
async function tie(desk, post) {
  for (const person of ["ada", "jonas", "mina", "layla"]) await desk.call(person, "PUT", `/posts/${post.id}/like`);
  for (const path of [`/posts/${post.id}/bookmark`, "/users/jonas/follow", "/users/layla/follow", "/tags/design/follow"]) {
    await desk.call("tomas", "PUT", path);
  }
  for (const person of ["ada", "mina", "layla", "longname"]) await desk.call(person, "PUT", "/users/jonas/follow");
  await desk.call("jonas", "PUT", "/users/tomas/follow");
  for (const path of ["/users/longname/block", "/users/mina/mute"]) await desk.call("tomas", "PUT", path);
  await desk.call("ada", "PUT", `/posts/${post.id}/pin`);
}

async function talk(desk, post) {
  const made = [];
  for (const { by, to, text } of thread) {
    const parent_id = to === undefined ? undefined : made[to].id;
    made.push(await desk.call(by, "POST", `/posts/${post.id}/comments`, { body: text, parent_id }));
  }
  for (const [index, { by, fate }] of thread.entries()) {
    const path = `/comments/${made[index].id}`;
    if (fate === "deleted") await desk.delete(by, path);
    if (fate === "hidden") await desk.call("ada", "PUT", `${path}/hide`, {});
  }
  const first = `/comments/${made[0].id}`;
  const found = await desk.call("jonas", "GET", first);
  await desk.call("jonas", "PATCH", first, { body: `${found.body} Edited to say thanks.` }, version(found));
}
