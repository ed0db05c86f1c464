//! Sessions: one row a browser or script that somebody is signed in with.

mod device_name;

use std::fmt;

use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};

use super::user::UserStatus;

/// What keeps a session alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// A browser with a rotating refresh token in a cookie.
    Browser,
    /// A script with one opaque token of version 1.
    V1,
}

impl SessionKind {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::V1 => "v1",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Browser, Self::V1].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What the database keeps of a token: its SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The text in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<[u8; 32]> for TokenHash {
    fn from(digest: [u8; 32]) -> Self {
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Which program asks, from where: shown to the account's owner, trusted by nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// How it calls itself, cut and cleaned.
    pub user_agent: String,
    /// Network address.
    pub address: String,
    /// What it brings to be known again; not stored.
    pub mark: Option<DeviceMark>,
}

impl Device {
    /// Cuts what a stranger may send at length and leaves out control characters.
    pub fn new(user_agent: &str, address: impl fmt::Display) -> Self {
        let user_agent = user_agent.chars().filter(|c| !c.is_control()).take(300).collect();
        Self { user_agent, address: address.to_string(), mark: None }
    }

    /// The same, with what it brings to be known again.
    #[must_use]
    pub fn with_mark(self, mark: Option<DeviceMark>) -> Self {
        Self { mark, ..self }
    }

    /// The program in short words, as in `Firefox on Linux`; empty if it does not say.
    pub fn words(&self) -> String {
        device_name::words(&self.user_agent)
    }
}

/// What a browser keeps after a sign-in, so that it is known the next time. Whether it is right the limiter knows.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceMark(String);

impl DeviceMark {
    /// The text of a cookie.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the cookie and for whoever checks it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DeviceMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceMark(..)")
    }
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// What keeps it alive.
    pub kind: SessionKind,
    /// Which program, from where.
    pub device: Device,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, give or take some minutes.
    pub last_seen_at: Timestamp,
    /// When it ends if it is not used until then.
    pub idle_expires_at: Timestamp,
    /// When it ends in any case.
    pub expires_at: Timestamp,
}

impl Session {
    /// When it ends if nothing happens.
    pub fn ends_at(&self) -> Timestamp {
        self.idle_expires_at.min(self.expires_at)
    }
}

/// A session with what decides whether it may act.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The session.
    pub session: Session,
    /// True once it was ended before its time.
    pub is_revoked: bool,
    /// The owner's name.
    pub username: String,
    /// Whether the owner's account can be used.
    pub status: UserStatus,
    /// The version of the owner's rights.
    pub version: i64,
    /// Whether the owner's address is confirmed.
    pub is_confirmed: bool,
    /// Whether the owner's roles demand a second factor that the owner lacks.
    pub must_enrol: bool,
    /// Whether the account is on its way to be deleted.
    pub is_leaving: bool,
}

impl Standing {
    /// True if the session may act at `now`.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        !self.is_revoked && now < self.session.ends_at() && self.status == UserStatus::Active
    }
}

/// Why a session ended before its time; kept in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// Its owner signed out.
    SignedOut,
    /// Its owner ended it from another session.
    Revoked,
    /// Its program signed in anew.
    Replaced,
    /// The account had as many of the kind as it can have, and a newer one came.
    Crowded,
    /// Staff shut the account.
    Suspended,
    /// The account's password was changed from another session.
    PasswordChanged,
    /// The account's password was chosen anew through a mailed link, or by staff.
    PasswordReset,
    /// The account got another address.
    EmailChanged,
    /// The account got its first second factor, which the session never gave.
    FactorAdded,
    /// The account's second factors were taken away for its owner, who had lost them.
    FactorsReset,
    /// Its owner has asked for the account to be deleted.
    Left,
    /// A refresh token was used again after its successor had been: somebody has a copy (SECURITY A4).
    TokenReplayed,
}

impl EndReason {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::Replaced => "replaced",
            Self::Crowded => "crowded",
            Self::Suspended => "suspended",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::EmailChanged => "email_changed",
            Self::FactorAdded => "factor_added",
            Self::FactorsReset => "factors_reset",
            Self::Left => "left",
            Self::TokenReplayed => "token_replayed",
        }
    }
}

/// One link in a browser session's chain of refresh tokens.
#[derive(Debug, Clone)]
pub struct RefreshToken {
    /// The session that it keeps alive.
    pub session_id: SessionId,
    /// When it was exchanged first.
    pub used_at: Option<Timestamp>,
    /// When its successor was exchanged first.
    pub successor_used_at: Option<Timestamp>,
}
