//! One's own account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Departure, UserRef};
use crate::{
    field::{FieldError, Fields},
    id::{MediaId, UserId},
    input::{PresentedPassword, ProfilePatch, Renaming},
    patch,
    permission::Permission,
    time::Timestamp,
    value::{Bio, DisplayName, ProfileUrl, Username},
};

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// Name and picture, as others see them.
    #[serde(flatten)]
    pub user: UserRef,
    /// The address for mail; null if there is none.
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// True once the address was confirmed. What others can see needs it.
    pub is_email_confirmed: bool,
    /// The address that takes its place once it is confirmed; null if none is on its way.
    #[schemars(length(max = 254))]
    pub pending_email: Option<String>,
    /// Markdown.
    #[schemars(length(max = 1000))]
    pub bio: String,
    /// The person's own site: https.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub website: Option<String>,
    /// Where else the person is: https.
    #[serde(default)]
    #[schemars(length(max = 5), inner(length(max = 200)))]
    pub links: Vec<String>,
    /// What the account may do.
    #[schemars(length(max = 100))]
    pub permissions: Vec<Permission>,
    /// Names of its roles.
    #[schemars(length(max = 20), inner(length(max = 60)))]
    pub roles: Vec<String>,
    /// True if others are not to see that the person is here, reads a post or writes an answer.
    #[serde(default)]
    pub hides_presence: bool,
    /// True while a role demands a second factor and there is none: nothing but setting one up works then.
    #[serde(default)]
    pub needs_second_factor: bool,
    /// While the account is on its way to be deleted; null otherwise. Nothing but reading this, `POST /me/restore`,
    /// `POST /me/export` and signing out works then.
    #[serde(default)]
    pub departure: Option<Departure>,
    /// Whom one has blocked or muted, the last first, 200 at most. Lists come without them; by these ids a program leaves
    /// them out of what was made for everybody. With `comments.moderate` one goes on reading their comments.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub hides: Vec<UserId>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Me {
    /// True if the account may do it: its roles allow it, and its address is confirmed where that counts.
    pub fn may(&self, permission: Permission) -> bool {
        let is_ready = self.is_email_confirmed || !permission.needs_confirmed_address();
        is_ready && self.permissions.contains(&permission)
    }
}

/// Changes one's own profile; absent fields stay (JSON merge patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateMe {
    /// At most 60 characters; empty shows the username.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 60))]
    pub display_name: Option<String>,
    /// Markdown, at most 1,000 characters.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 1000))]
    pub bio: Option<String>,
    /// An own upload; null takes the picture away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<MediaId>")]
    pub avatar_id: Option<Option<MediaId>>,
    /// Your own site: https; null takes it away.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 200))]
    pub website: Option<Option<String>>,
    /// Where else you are, all of them, at most five: https.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "Vec<String>", length(max = 5), inner(length(max = 200)))]
    pub links: Option<Vec<String>>,
    /// Whether others are not to see that you are here, read a post or write an answer.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub hides_presence: Option<bool>,
}

impl UpdateMe {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<ProfilePatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let display_name = fields.take_optional("/display_name", self.display_name.as_deref().map(DisplayName::parse));
        let bio = fields.take_optional("/bio", self.bio.as_deref().map(Bio::parse));
        let website = fields.take_nullable("/website", &self.website, ProfileUrl::parse);
        let links = self.links.as_ref().and_then(|links| fields.take_list("/links", ProfileUrl::parse_all(links)));
        let (avatar_id, hides_presence) = (self.avatar_id, self.hides_presence);
        fields.finish(Some(ProfilePatch { display_name, bio, avatar_id, website, links, hides_presence }))
    }
}

/// Chooses the picture that stands for oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAvatar {
    /// An own upload.
    pub avatar_id: MediaId,
}

/// Changes one's own username. The old one leads to the new one, and nobody else can take it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUsername {
    /// 3 to 30 letters and digits of one script, `_` and `-`.
    #[schemars(length(min = 3, max = 30))]
    pub username: String,
    /// The password you sign in with.
    #[schemars(length(min = 1, max = 128))]
    pub current_password: String,
}

impl ChangeUsername {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<Renaming, Vec<FieldError>> {
        let mut fields = Fields::new();
        let username = fields.take("/username", Username::parse(&self.username));
        let password = fields.take("/current_password", PresentedPassword::parse(&self.current_password));
        let both = username.zip(password);
        fields.finish(both.map(|(username, current_password)| Renaming { username, current_password }))
    }
}
