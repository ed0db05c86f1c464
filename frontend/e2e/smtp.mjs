// A real mail server for journeys: a process that is started, killed and started again at the same port. What it took is
// kept here and outlives it.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parse } from "./mail.mjs";
import { PATIENCE_MS, freePort, until } from "./site.mjs";

/** The account that the site has there. */
export const ACCOUNT = { username: "blog", password: "seven-seas-4711" };
/** The address that mails come from. */
export const SENDER = "blog@example.org";
const PROGRAM = fileURLToPath(new URL("smtp-server.mjs", import.meta.url));
const CERTIFICATE = fileURLToPath(new URL("../../backend/tests/fixtures/smtp/certificate.pem", import.meta.url));

export class MailServer {
  /** The mails that it took, in order. */
  mails = [];
  /** The addresses that it refused, as often as it did. */
  refused = [];
  /** How many connections it left without a greeting. */
  held = 0;
  /** How many milliseconds such a connection lasted, once the client has given it up. */
  letGo = [];
  /** Chosen at the first start, and kept. */
  #port = 0;
  #process;

  /** What a site needs to know to send its mails here. */
  get variables() {
    return {
      BROADSHEET_MAIL__TRANSPORT: "smtp",
      BROADSHEET_MAIL__FROM: `Our Blog <${SENDER}>`,
      BROADSHEET_MAIL__SMTP_HOST: "127.0.0.1",
      BROADSHEET_MAIL__SMTP_PORT: String(this.#port),
      BROADSHEET_MAIL__SMTP_TLS: "starttls",
      BROADSHEET_MAIL__SMTP_AUTHORITY: CERTIFICATE,
      BROADSHEET_MAIL__SMTP_USERNAME: ACCOUNT.username,
      BROADSHEET_MAIL__SMTP_PASSWORD: ACCOUNT.password,
    };
  }

  /**
   * Starts the process. `answers` says by address what it is told before it is taken: `{ code, words }`, one after the
   * other; `silent` how many connections are never greeted.
   */
  async start({ answers = {}, silent = 0 } = {}) {
    this.#port ||= await freePort();
    const orders = JSON.stringify({ port: this.#port, account: ACCOUNT, answers, silent });
    const options = { env: { PATH: process.env.PATH }, execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] };
    const child = fork(PROGRAM, [orders], options);
    this.#process = { child, ended: once(child, "exit") };
    let isReady = false;
    child.on("message", (told) => {
      isReady ||= "port" in told;
      this.#hear(told);
    });
    await until(() => {
      if (child.exitCode !== null) throw new Error("the mail server did not start");
      return isReady;
    }, "the mail server to start");
  }

  /** Ends the process without a word to anybody. */
  async kill() {
    if (!this.#process) return;
    const { child, ended } = this.#process;
    child.kill("SIGKILL");
    await ended;
  }

  /** The process anew, with other faults than so far. */
  async restart(faults) {
    await this.kill();
    await this.start(faults);
  }

  /** The mails to an address. */
  mailsTo(address) {
    return this.mails.filter(({ recipients }) => recipients.includes(address));
  }

  /** The only mail to an address, once it is there. */
  async mailTo(address, patience = PATIENCE_MS) {
    await until(() => this.mailsTo(address).length > 0, `mail to ${address}`, patience);
    const mails = this.mailsTo(address);
    assert.equal(mails.length, 1, `mails to ${address}`);
    return mails[0];
  }

  #hear(told) {
    if (told.port) this.#port = told.port;
    if (told.held) this.held += 1;
    if (told.letGo) this.letGo.push(told.letGo);
    if (told.refused) this.refused.push(told.refused);
    if (told.mail) this.mails.push({ ...parse(told.message), ...told.mail });
  }
}
