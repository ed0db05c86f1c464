// Mails through a real mail server, a process with STARTTLS and an account: as it should be, and with each fault that the
// site promises to outlive.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, PASSWORD, clientOf, registerUnconfirmed } from "../people.mjs";
import { startBrowser, startSite, until, visit } from "../site.mjs";
import { ACCOUNT, MailServer, SENDER } from "../smtp.mjs";

/** Within it every mail is on its way once the server is back, and one that was put off is tried again. */
const A_MINUTE_MS = 60_000;
/** What one delivery may take, as `mail.smtp_timeout_secs` has it by default. */
const DELIVERY_MS = 10_000;
/** Half of that: who is answered sooner has waited for no delivery. */
const QUICK_MS = DELIVERY_MS / 2;
const smtp = new MailServer();
let site, browser, staff;

before(async () => {
  await smtp.start();
  [site, browser] = await Promise.all([startSite(smtp.variables), startBrowser()]);
  staff = await clientOf(site, "ada");
});
after(async () => {
  try {
    await browser?.close();
    await site?.stop();
  } finally {
    await smtp.kill();
  }
});

const addressOf = (username) => `${username}@example.org`;

/** Registers as a program does. The answer has to be the usual one, and quick, whatever becomes of the mail. */
async function register(username) {
  const begun = performance.now();
  const form = { username, email: addressOf(username), password: PASSWORD, display_name: "" };
  const { status, body } = await new Client(site.address).call("POST", "/auth/register", form);
  const took = performance.now() - begun;

  assert.equal(status, 202, JSON.stringify(body));
  assert.ok(took < QUICK_MS, `the registration of ${username} took ${took} ms`);
}

/** The mail to somebody as staff see it, once it is as `isSo` says. */
function inOutbox(username, isSo) {
  return until(async () => {
    const { items } = await staff.get("/admin/mails");
    return items.find((mail) => mail.user?.username === username && isSo(mail));
  }, `the mail to ${username} in the outbox`, A_MINUTE_MS);
}

/** The mail to somebody in the outbox, once the mail server has it and both agree that it was one. */
async function arrivedOnce(username) {
  await smtp.mailTo(addressOf(username), A_MINUTE_MS);
  const sent = await inOutbox(username, ({ state }) => state === "sent");
  await smtp.mailTo(addressOf(username));
  return sent;
}

test("a newcomer's mail travels encrypted, as text and as HTML, and its link confirms the address", async () => {
  const { page, context, complaints } = await registerUnconfirmed(browser, site, "anselm");

  const mail = await smtp.mailTo("anselm@example.org");

  const { sender, recipients, isEncrypted, account } = mail;
  const travelled = { sender: SENDER, recipients: ["anselm@example.org"], isEncrypted: true, account: ACCOUNT.username };
  assert.deepEqual({ sender, recipients, isEncrypted, account }, travelled);
  assert.match(mail.fields.from, /^"?Our Blog"? <blog@example\.org>$/);
  assert.match(mail.fields["content-type"], /^multipart\/alternative/);
  assert.match(mail.subject, /^Confirm your e-mail address/);
  assert.ok(mail.link.startsWith(`${site.address}/confirm#token=`), mail.link);
  assert.ok(mail.text.includes("Hello anselm,") && !mail.text.includes("<"), mail.text);
  assert.ok(mail.html.includes(`href="${mail.link}"`), mail.html);
  await visit(page, mail.link);
  await page.getByRole("button", { name: "Confirm this address" }).click();
  await page.getByRole("heading", { level: 1, name: "Your address is confirmed" }).waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("x11_a_killed_mail_server: a registration is answered as ever, and its mail arrives once when the server is back", async () => {
  await smtp.kill();
  await register("berta");
  const waiting = await inOutbox("berta", ({ last_error }) => last_error);
  assert.equal(waiting.state, "waiting");
  assert.match(waiting.last_error, /the mail server cannot be used/);

  await smtp.start();

  const sent = await arrivedOnce("berta");
  assert.ok(sent.attempts > 1, JSON.stringify(sent));
});

test("x11_a_recipient_refused_for_good: staff read why without a secret, others get theirs, and staff have it tried again", async () => {
  // Servers like to repeat what they were told.
  const words = "5.1.1 <carla@example.org>: no such user, see https://mx.example/why#token=abc";
  await smtp.restart({ answers: { "carla@example.org": [{ code: 550, words }] } });
  await register("carla");
  const failed = await inOutbox("carla", ({ state }) => state === "failed");
  assert.deepEqual([failed.attempts, failed.next_attempt_at], [1, null]);
  assert.match(failed.last_error, /550.*no such user/);

  await until(() => site.said().includes("a mail is given up"), "the log to tell of it");
  const told = JSON.stringify(await staff.get("/admin/mails?state=failed")) + site.said();
  for (const secret of ["carla@example.org", "mx.example", "token=abc", ACCOUNT.password]) {
    assert.ok(!told.includes(secret), `${secret} stands in the outbox or the log`);
  }
  await register("dario");
  await arrivedOnce("dario");
  assert.deepEqual(smtp.mailsTo("carla@example.org"), []);

  await staff.post(`/admin/mails/${failed.id}/retry`, {});

  const sent = await arrivedOnce("carla");
  assert.equal(sent.attempts, 2);
});

test("x11_a_recipient_put_off: it holds up nobody, is tried again, and arrives once", async () => {
  const words = "4.3.0 greylisted, come back later";
  await smtp.restart({ answers: { "erna@example.org": [{ code: 451, words }] } });
  await register("erna");
  const putOff = await inOutbox("erna", ({ last_error }) => last_error);
  assert.deepEqual([putOff.state, putOff.attempts], ["waiting", 1]);
  assert.match(putOff.last_error, /451.*greylisted/);
  assert.ok(Date.parse(putOff.next_attempt_at) - Date.parse(putOff.created_at) > 10_000, JSON.stringify(putOff));
  await register("fritz");
  await arrivedOnce("fritz");
  assert.deepEqual(smtp.mailsTo("erna@example.org"), [], "it waits for its time");

  const sent = await arrivedOnce("erna");

  assert.equal(sent.attempts, 2);
  assert.deepEqual(smtp.refused.filter((address) => address === "erna@example.org"), ["erna@example.org"]);
});

test("x11_a_mail_server_process_that_says_nothing: it slows no request, and other mails wait for one delivery at most", async () => {
  await smtp.restart({ silent: 1 });
  await register("gerda");
  await until(() => smtp.held === 1, "a connection that nobody greets");
  const begun = performance.now();
  const others = ["hanno", "ilse", "jost"];

  await Promise.all(others.map(register));
  const answer = await fetch(site.address);

  assert.equal(answer.status, 200);
  assert.deepEqual(smtp.letGo, [], "all were answered while the mail server was silent");
  const left = () => DELIVERY_MS * 2 - (performance.now() - begun);
  await Promise.all(others.map((username) => smtp.mailTo(addressOf(username), left())));
  const [lasted] = smtp.letGo;
  assert.ok(lasted > DELIVERY_MS * 0.8 && lasted < DELIVERY_MS * 1.5, `the silence was borne for ${lasted} ms`);
  const sent = await Promise.all(["gerda", ...others].map(arrivedOnce));
  assert.deepEqual(sent.map(({ attempts }) => attempts), [2, 1, 1, 1]);
  assert.equal(smtp.held, 1);
});
