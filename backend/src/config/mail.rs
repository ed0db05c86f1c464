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

choices! {
    /// How the way to the mail server is encrypted.
    SmtpTls {
        /// The connection begins in the clear and is encrypted before anything is said; without that nothing is said.
        StartTls = "starttls",
        /// Encrypted from the first byte.
        Tls = "tls",
        /// Not at all: for a server on this machine, or in a network of its own.
        None = "none",
    }
}

section! {
    /// How mails leave, if they do.
    Mail in "mail" {
        /// `none`, `file` or `smtp`.
        transport: MailTransport = |profile| if profile == Profile::Production { MailTransport::None } else { MailTransport::File }, example "smtp";
        /// Who mails come from.
        from: String = |_| "Broadsheet <broadsheet@localhost>".to_owned(), example "Our Blog <blog@example.org>";
        /// The folder of `file`; made for the server's user alone.
        folder: PathBuf = |_| PathBuf::from("data/mail"), example "data/mail";
        /// The mail server of `smtp`.
        smtp_host: Option<String> = |_| None, example "mail.example.org";
        /// Its port; without one 587 for `starttls`, 465 for `tls`, 25 for `none`.
        smtp_port: Option<u16> = |_| None, example "587";
        /// How the way there is encrypted: `starttls`, `tls` from the start, or `none`.
        smtp_tls: SmtpTls = |_| SmtpTls::StartTls, example "starttls";
        /// A PEM file with the authority that vouches for the server, if it is none of those that browsers know.
        smtp_authority: Option<PathBuf> = |_| None, example "/etc/ssl/our-authority.pem";
        /// The account there, if it wants one.
        smtp_username: Option<String> = |_| None, example "blog";
        /// The account's password.
        smtp_password: Option<Secret> = |_| None, example "the account's password";
        /// Seconds that one delivery may take.
        smtp_timeout_secs: u64 = |_| 10, example "10";
    }
}

impl Mail {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        match self.from.parse::<lettre::message::Mailbox>() {
            Err(_) => reader.refuse("mail.from", "must be a mail address, with a name before it if you like"),
            Ok(mailbox) if self.transport == MailTransport::Smtp && mailbox.email.domain() == "localhost" => {
                reader.refuse(
                    "mail.from",
                    "must be an address that people can answer to: other servers refuse localhost",
                );
            }
            Ok(_) => {}
        }
        reader.range("mail.smtp_timeout_secs", self.smtp_timeout_secs, 1, 30);
        if self.transport == MailTransport::Smtp {
            self.check_server(profile, reader);
        }
    }

    fn check_server(&self, profile: Profile, reader: &mut Reader<'_>) {
        let host = self.smtp_host.as_deref().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_empty() {
            reader.refuse("mail.smtp_host", "is missing, and mail.transport = smtp needs it");
        } else if !host.chars().all(is_name) || (host.contains(':') && host.parse::<std::net::Ipv6Addr>().is_err()) {
            reader.refuse("mail.smtp_host", "must be a name or an address alone; the port has a place of its own");
        }
        if self.smtp_port == Some(0) {
            reader.refuse("mail.smtp_port", "must be from 1 to 65535");
        }
        match (&self.smtp_username, &self.smtp_password) {
            (Some(_), None) => reader.refuse("mail.smtp_password", "is missing, and mail.smtp_username needs it"),
            (None, Some(_)) => reader.refuse("mail.smtp_username", "is missing, and mail.smtp_password needs it"),
            _ => {}
        }
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "::1");
        let is_bare = self.smtp_tls == SmtpTls::None && self.smtp_username.is_some() && !is_here;
        if is_bare && profile == Profile::Production {
            reader.refuse(
                "mail.smtp_tls",
                "must be starttls or tls: the account's password would travel for all to read",
            );
        }
        if let Some(file) = &self.smtp_authority
            && let Err(error) = std::fs::read(file)
        {
            reader.refuse("mail.smtp_authority", &format!("cannot be read: {error}"));
        }
    }
}
