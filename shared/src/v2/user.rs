//! People as others see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Image;
use crate::{id::UserId, time::Timestamp};

/// Who wrote it: just enough for a byline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserRef {
    /// The account.
    pub id: UserId,
    /// The one-of-a-kind name, as in `/users/{username}`.
    #[schemars(length(max = 30))]
    pub username: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub display_name: String,
    /// The picture, if there is one.
    pub avatar: Option<Image>,
}

/// What the username of an erased account begins with; nobody can choose such a name.
pub const GONE_PREFIX: &str = "deleted-";

impl UserRef {
    /// True if the account was erased: there is no page behind the name.
    pub fn is_gone(&self) -> bool {
        self.username.starts_with(GONE_PREFIX)
    }
}

/// A person's public page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// Name and picture.
    #[serde(flatten)]
    pub user: UserRef,
    /// How the person presents themselves: Markdown.
    #[schemars(length(max = 1000))]
    pub bio: String,
    /// The bio as sanitised HTML.
    #[schemars(length(max = 20000))]
    pub bio_html: String,
    /// The person's own site: https.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub website: Option<String>,
    /// Where else the person is: https. Pages show them, and the website, with `rel="me"`.
    #[serde(default)]
    #[schemars(length(max = 5), inner(length(max = 200)))]
    pub links: Vec<String>,
    /// True for an account that an import made and nobody has claimed.
    pub is_unclaimed: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Number of published posts.
    pub post_count: u64,
    /// Number of visible comments.
    pub comment_count: u64,
    /// Number of people who follow the person.
    pub follower_count: u64,
    /// Number of people whom the person follows.
    pub following_count: u64,
    /// How the caller and the person stand to one another; only when signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<ProfileViewer>,
}

/// How the caller and a person stand to one another. All are false on one's own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileViewer {
    /// The caller follows the person.
    pub following: bool,
    /// The person follows the caller.
    pub follows_you: bool,
    /// The caller follows the person and is told of each post that they publish.
    pub bell: bool,
    /// The caller has blocked the person.
    pub blocked: bool,
    /// The caller has muted the person.
    pub muted: bool,
    /// The person is here at the moment, wants to be seen, and is hidden from the caller by no block and no mute.
    #[serde(default)]
    pub online: bool,
}
