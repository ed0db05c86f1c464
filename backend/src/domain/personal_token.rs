//! Personal access tokens as the program knows them: never the secret, only its hash and how it began.

use broadsheet_shared::{
    id::{PersonalTokenId, UserId},
    scope::ScopeSet,
    time::Timestamp,
};

use super::user::UserStatus;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalToken {
    /// The token.
    pub id: PersonalTokenId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// How it begins, to tell one from another.
    pub hint: String,
    /// What it was made for.
    pub scopes: ScopeSet,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, give or take some minutes.
    pub last_used_at: Option<Timestamp>,
}

/// A token with what decides whether it may act.
#[derive(Debug, Clone)]
pub struct TokenStanding {
    /// The token.
    pub token: PersonalToken,
    /// The owner's name.
    pub username: String,
    /// Whether the owner's account can be used.
    pub status: UserStatus,
    /// Whether the owner's address is confirmed.
    pub is_confirmed: bool,
    /// Whether the owner's roles demand a second factor that the owner lacks.
    pub must_enrol: bool,
    /// Whether the owner's account is on its way to be deleted.
    pub is_leaving: bool,
}

impl TokenStanding {
    /// True if the token may act at `now`. Programs do nothing for those who leave.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        now < self.token.expires_at && self.status == UserStatus::Active && !self.is_leaving
    }
}
