//! `[mail]`: how mails leave, if they do.

use std::path::PathBuf;

use super::{Profile, Secret, load::Reader, value::choices};

choices! {
    /// How mails leave.
    MailTransport {
        /// They do not: no confirmation, no password by mail; the pages say so.
        None = "none",
        /// As files in a folder, for developers.
        File = "file",
        /// Through a mail server.
        Smtp = "smtp",
    }
}

section! {
    /// How mails leave, if they do.
    Mail in "mail" {
        /// `none`, `file` or `smtp`.
        transport: MailTransport = |profile| if profile == Profile::Development { MailTransport::File } else { MailTransport::None }, example "smtp";
        /// Who mails come from.
        from: String = |_| "Broadsheet <broadsheet@localhost>".to_owned(), example "Our Blog <blog@example.org>";
        /// The folder of `file`.
        folder: PathBuf = |_| PathBuf::from("data/mail"), example "data/mail";
        /// The mail server of `smtp`.
        smtp_host: Option<String> = |_| None, example "mail.example.org";
        /// Its port: 587 with STARTTLS, 465 with TLS from the start.
        smtp_port: u16 = |_| 587, example "587";
        /// The account there, if it wants one.
        smtp_username: Option<String> = |_| None, example "blog";
        /// The account's password.
        smtp_password: Option<Secret> = |_| None, example "the account's password";
        /// Seconds that one delivery may take.
        smtp_timeout_secs: u64 = |_| 10, example "10";
    }
}

impl Mail {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        if self.transport == MailTransport::Smtp && self.smtp_host.is_none() {
            reader.refuse("mail.smtp_host", "is missing, and mail.transport = smtp needs it");
        }
        if self.from.parse::<lettre::message::Mailbox>().is_err() {
            reader.refuse("mail.from", "must be a mail address, with a name before it if you like");
        }
        reader.range("mail.smtp_timeout_secs", self.smtp_timeout_secs, 1, 60);
    }
}
