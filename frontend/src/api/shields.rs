//! Blocking and muting people. Either call may come twice.

use broadsheet_shared::v2;

use super::{
    addresses,
    client::{Api, ApiError},
};
use crate::paths::encoded;

/// People on one part of the list.
const A_PART: usize = 50;

/// What keeps a person away from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shield {
    /// Neither sees nor reaches the other.
    Block,
    /// One does not see the other, who is not told.
    Mute,
}

impl Shield {
    const fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Mute => "mute",
        }
    }
}

/// Puts a shield up, or takes it down.
pub async fn set(api: Api, shield: Shield, username: &str, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("{}/{}", addresses::user(username), shield.word()), is_on).finish().await
}

/// A part of the people whom one has blocked or muted, the last first.
pub async fn own(api: Api, shield: Shield, after: Option<String>) -> Result<v2::List<v2::UserRef>, ApiError> {
    let after = after.map(|cursor| format!("&after={}", encoded(&cursor))).unwrap_or_default();
    api.get(format!("/api/v2/me/{}s?limit={A_PART}{after}", shield.word())).fetch().await
}
