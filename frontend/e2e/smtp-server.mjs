// A mail server as a process of its own, with STARTTLS, an account and faults to order. What it is to do stands in its
// argument; what happens to it, it tells whoever started it, and it ends with them.

import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";

/** `answers` is what addresses are told before they are taken; `silent` how many connections are never greeted. */
const { port, account, answers, silent } = JSON.parse(process.argv[2]);
const tell = (what, then) => process.send(what, then);
const fixture = (name) => readFileSync(new URL(`../../backend/tests/fixtures/smtp/${name}`, import.meta.url));
/** When a connection that is not greeted came, by its id. */
const held = new Map();

// Without an account, or before the line is encrypted, it takes nothing: so it is by default, and has to stay.
const server = new SMTPServer({
  key: fixture("key.pem"),
  cert: fixture("certificate.pem"),
  disableReverseLookup: true,
  onConnect({ id }, greet) {
    if (held.size === silent) return greet();
    held.set(id, performance.now());
    return tell({ held: id });
  },
  onClose({ id }) {
    if (held.has(id)) tell({ letGo: performance.now() - held.get(id) });
  },
  onAuth({ username, password }, _session, callback) {
    if (username === account.username && password === account.password) return callback(null, { user: username });
    return callback(new Error("5.7.8 this account is not known"));
  },
  onRcptTo({ address }, _session, callback) {
    const answer = answers[address]?.shift();
    if (!answer) return callback();
    const refusal = Object.assign(new Error(answer.words), { responseCode: answer.code });
    return tell({ refused: address }, () => callback(refusal));
  },
  onData(stream, session, callback) {
    const { envelope, secure, user } = session;
    const recipients = envelope.rcptTo.map(({ address }) => address);
    const mail = { sender: envelope.mailFrom.address, recipients, isEncrypted: secure, account: user };
    // Told first and taken then, so that no mail is taken that nobody knows of.
    buffer(stream).then((bytes) => tell({ mail, message: bytes.toString() }, () => callback()), callback);
  },
});

server.on("error", (error) => {
  // A line that breaks is the client's affair; a port that is taken is ours.
  if (error.syscall === "listen") throw error;
});
process.on("disconnect", () => process.exit());
server.listen(port, "127.0.0.1", () => tell({ port: server.server.address().port }));
