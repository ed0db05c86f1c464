// What a site has mailed: in development every mail is a file in data/mail, the newest last by name.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./site.mjs";

/** Every mail so far, oldest first: to, subject, text, html, and the link with a secret, if it has one. */
export async function mailsOf(site) {
  const folder = join(site.folder, "data/mail");
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(files.map(async (name) => parse(await readFile(join(folder, name), "utf8"))));
}

/** The newest mail to an address whose subject matches, once there are `count` such mails. */
export function mailTo(site, address, subject = /./, count = 1) {
  const what = `mail ${count} to ${address} about ${subject}`;
  return until(async () => {
    const found = (await mailsOf(site)).filter((mail) => mail.to === address && subject.test(mail.subject));
    return found.length >= count && found.at(-1);
  }, what);
}

/** The secret in a mail's link, as a program would send it. */
export function tokenIn(mail) {
  return decodeURIComponent(new URL(mail.link).hash.replace("#token=", ""));
}

/** A message as it travels, read: to, subject, text, html, the link with a secret, and its header fields. */
export function parse(message) {
  const { fields, body } = split(message);
  const boundary = fields["content-type"].match(/boundary="?([^";]+)"?/)[1];
  const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => split(part.trimStart()));
  const read = (kind) => decode(parts.find(({ fields }) => fields["content-type"].startsWith(kind)));
  const text = read("text/plain");
  const link = text.match(/https?:\S+#token=\S+/)?.[0];
  return { to: fields.to, subject: words(fields.subject), text, html: read("text/html"), link, fields };
}

/** Header fields, unfolded, by lower-case name; and what follows them. */
function split(text) {
  const end = text.indexOf("\r\n\r\n");
  const fields = {};
  for (const line of text.slice(0, end).replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const colon = line.indexOf(":");
    fields[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { fields, body: text.slice(end + 4) };
}

function decode({ fields, body }) {
  const coding = (fields["content-transfer-encoding"] ?? "7bit").toLowerCase();
  if (coding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return coding === "quoted-printable" ? quoted(body.replace(/=\r\n/g, "")) : body;
}

/** `=C3=A9` and its like, as UTF-8. */
function quoted(text) {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** RFC 2047: `=?utf-8?b?...?=` in a field. */
function words(field) {
  const joined = field.replace(/\?=\s+=\?/g, "?==?");
  return joined.replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, coding, word) => {
    if (coding.toLowerCase() === "b") return Buffer.from(word, "base64").toString("utf8");
    return quoted(word.replaceAll("_", " "));
  });
}
