//! Signing in and out. Making an account stands next door, in `registration`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Me;
use crate::{field::FieldError, id::SessionId, input::Credentials, time::Timestamp};

/// Signs in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// A username, or a confirmed address.
    #[schemars(length(min = 1, max = 254))]
    pub login: String,
    /// The password.
    #[schemars(length(min = 1, max = 128))]
    pub password: String,
}

impl Login {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<Credentials, Vec<FieldError>> {
        Credentials::parse(&self.login, &self.password)
    }
}

/// The empty object `{}`: refreshing and signing out say everything in their header fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// A short-lived access token. The refresh token travels in a cookie of its own.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccessGrant {
    /// For `Authorization: Bearer <token>`. Keep it in memory only.
    #[schemars(length(max = 2000))]
    pub access_token: String,
    /// Always `Bearer`.
    #[schemars(length(max = 10))]
    pub token_type: String,
    /// Seconds until it expires.
    pub expires_in: u32,
    /// Who signed in.
    pub user: Me,
}

/// What kind of program a session belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    /// A browser, kept signed in by a cookie.
    Browser,
    /// A script with a token of version 1.
    V1,
}

/// One place where the account is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Session {
    /// The session; delete it to sign out there.
    pub id: SessionId,
    /// What kind of program it belongs to.
    pub kind: SessionKind,
    /// True for the session that asks.
    pub is_current: bool,
    /// The program in short words, as in `Firefox on Linux`.
    #[schemars(length(max = 60))]
    pub device: String,
    /// How the program calls itself.
    #[schemars(length(max = 300))]
    pub user_agent: String,
    /// Network address at its last use.
    #[schemars(length(max = 45))]
    pub address: String,
    /// When it was signed in.
    pub created_at: Timestamp,
    /// When it was last used, give or take some minutes.
    pub last_seen_at: Timestamp,
    /// When it ends if it is not used again.
    pub expires_at: Timestamp,
}
