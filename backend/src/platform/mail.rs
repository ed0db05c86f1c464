//! The way out for mails: a mail server, files for developers, memory for tests, or none.
//!
//! One type with its drivers inside; whoever sends knows none of them. What went wrong is told in three kinds, because
//! three different things follow: the server is away (everybody waits), it wants this mail later, it never wants it.

mod folder;
mod message;
mod smtp;
#[cfg(test)]
mod tests;

use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use broadsheet_shared::{
    id::{MailId, UserId},
    time::Timestamp,
};
use lettre::message::Mailbox;

use self::{folder::Folder, smtp::Smtp};
use crate::config::{Config, MailTransport};

/// A mail that is ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Names it for good: sent twice, it is the same mail.
    pub id: MailId,
    /// When it is sent.
    pub at: Timestamp,
    /// One plain address.
    pub to: String,
    /// Whose account it is about; whoever is invited has none.
    pub whose: Option<UserId>,
    /// The address that ends mails like this one without asking who one is (RFC 8058).
    pub unsubscribe: Option<String>,
    /// One line.
    pub subject: String,
    /// For programs that show text.
    pub text: String,
    /// The same, dressed.
    pub html: String,
}

impl fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutgoingMail({}, ..)", self.id)
    }
}

/// Why a mail did not leave. The words are the server's, and may repeat what they were told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The server is away, does not answer, or lets nobody in. Every mail has to wait.
    #[error("the mail server cannot be used: {0}")]
    Unreachable(String),
    /// The server does not take this mail at present.
    #[error("the mail server wants it later: {0}")]
    Later(String),
    /// The server will never take this mail.
    #[error("the mail server refuses it: {0}")]
    Refused(String),
}

/// The way out is set up wrongly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailerError {
    /// Not an address that programs know.
    #[error("mail.from is not a mail address")]
    From,
    /// The certificate of the authority, or TLS itself.
    #[error("mail.smtp_authority or mail.smtp_host cannot be used for TLS: {0}")]
    Tls(String),
}

/// Sends mails. Clones share the way out.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    None,
    Folder(Arc<Folder>),
    Smtp(Arc<Smtp>),
    Memory(Arc<Mutex<Vec<OutgoingMail>>>),
}

impl Mailer {
    /// As configured.
    pub fn of(config: &Config) -> Result<Self, MailerError> {
        let mail = &config.mail;
        let way = match mail.transport {
            MailTransport::None => Way::None,
            MailTransport::File => Way::Folder(Arc::new(Folder::at(&mail.folder))),
            MailTransport::Smtp => Way::Smtp(Arc::new(Smtp::of(mail, &config.site.base_address)?)),
        };
        Ok(Self { from: sender(&mail.from)?, way })
    }

    /// Keeps what is sent, for tests to read.
    pub fn in_memory(config: &Config) -> Result<Self, MailerError> {
        Ok(Self { from: sender(&config.mail.from)?, way: Way::Memory(Arc::default()) })
    }

    /// False if there is no way out: nothing can be sent then.
    pub fn sends(&self) -> bool {
        !matches!(self.way, Way::None)
    }

    /// Sends a mail, within the time that one delivery may take.
    pub async fn send(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        // Put together for every driver, so that a test finds what no server would take.
        let message = message::of(mail, &self.from)?;
        match &self.way {
            Way::None => Err(SendError::Refused("no mail leaves this site".to_owned())),
            Way::Folder(folder) => folder.write(mail, &message.formatted()).await,
            Way::Smtp(smtp) => smtp.send(&message).await,
            Way::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(())
            }
        }
    }

    /// Whether mails could leave now, without sending one.
    pub async fn probe(&self) -> Result<(), SendError> {
        match &self.way {
            Way::Folder(folder) => folder.probe().await,
            Way::Smtp(smtp) => smtp.probe().await,
            Way::None | Way::Memory(_) => Ok(()),
        }
    }

    /// Removes what was sent about these accounts, to whatever address, and to these addresses, in any case of letters, as
    /// far as we keep it: files in the folder. A mail that has left is with those who have it.
    pub async fn forget(&self, accounts: &[UserId], addresses: &[String]) -> io::Result<()> {
        match &self.way {
            Way::Folder(folder) => folder.forget(accounts, addresses).await,
            Way::Memory(kept) => {
                let is_theirs = |mail: &OutgoingMail| {
                    mail.whose.is_some_and(|whose| accounts.contains(&whose))
                        || addresses.iter().any(|address| mail.to.eq_ignore_ascii_case(address))
                };
                kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|mail| !is_theirs(mail));
                Ok(())
            }
            Way::None | Way::Smtp(_) => Ok(()),
        }
    }

    /// What was sent so far, in order, if it is kept in memory.
    pub fn kept(&self) -> Vec<OutgoingMail> {
        match &self.way {
            Way::Memory(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            _ => Vec::new(),
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match &self.way {
            Way::None => "none",
            Way::Folder(_) => "file",
            Way::Smtp(_) => "smtp",
            Way::Memory(_) => "memory",
        };
        write!(f, "Mailer({way})")
    }
}

fn sender(from: &str) -> Result<Mailbox, MailerError> {
    from.parse().map_err(|_| MailerError::From)
}
