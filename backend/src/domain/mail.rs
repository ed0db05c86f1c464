//! Mails on their way: who gets which for what reason. Addresses and secrets come in when a mail is sent, not before.

use broadsheet_shared::{
    id::{MailId, UserId},
    time::Timestamp,
    v2::{MailState, MailTemplate},
};
use uuid::Uuid;

use super::user::UserCard;

/// A mail to be put into the outbox.
#[derive(Debug, Clone, Copy)]
pub struct NewMail {
    pub id: MailId,
    /// What it says.
    pub template: MailTemplate,
    /// Whom it is for. A mail for nobody is dropped: it stands where a known account and an unknown one must cost the same.
    pub user: Option<UserId>,
    /// The row that led to it: a change of address, a session.
    pub cause: Option<Uuid>,
    /// Now.
    pub created_at: Timestamp,
}

/// A mail that a worker has taken for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedMail {
    pub id: MailId,
    pub template: MailTemplate,
    pub user: Option<UserId>,
    pub cause: Option<Uuid>,
    /// Including this one. Tells this claim from a later one by another worker.
    pub attempts: i64,
    /// When it was put into the outbox, or back into it by staff.
    pub queued_at: Timestamp,
}

/// A mail as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRecord {
    pub id: MailId,
    pub template: MailTemplate,
    /// Whom it is for.
    pub user: Option<UserCard>,
    pub state: MailState,
    pub attempts: i64,
    /// When it is tried next, while it waits.
    pub run_at: Timestamp,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub last_error: Option<String>,
}
