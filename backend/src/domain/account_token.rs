//! The tokens that mails carry: what each is good for, and for how long.

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use uuid::Uuid;

const HOUR_SECS: i64 = 3_600;

/// What a token is good for, and nothing else (SECURITY A3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenPurpose {
    /// Proves that the account's address is its owner's.
    ConfirmEmail,
    /// The same of an address that is to take its place.
    ChangeEmail,
    /// Leads to a new password.
    ResetPassword,
}

impl TokenPurpose {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConfirmEmail => "confirm_email",
            Self::ChangeEmail => "change_email",
            Self::ResetPassword => "reset_password",
        }
    }

    /// The purpose of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::ConfirmEmail, Self::ChangeEmail, Self::ResetPassword].into_iter().find(|it| it.as_str() == name)
    }

    /// How long a token lives.
    pub const fn life_secs(self) -> i64 {
        match self {
            Self::ConfirmEmail | Self::ChangeEmail => 24 * HOUR_SECS,
            Self::ResetPassword => HOUR_SECS / 2,
        }
    }
}

/// What a token is bound to: if any of it changes, the token is good for nothing any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBinding {
    pub purpose: TokenPurpose,
    /// The account's password hash as it is.
    pub password_hash: Option<String>,
    /// The address that the token went to.
    pub address: String,
}

/// An address that waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChange {
    pub id: Uuid,
    pub user: UserId,
    /// The session that asked; it goes on when the change takes effect.
    pub session: Option<SessionId>,
    /// The address to be.
    pub new_email: String,
    /// The address that it took the place of; known once it did.
    pub old_email: Option<String>,
    pub requested_at: Timestamp,
}
