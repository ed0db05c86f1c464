//! One's own account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserRef;
use crate::{
    field::{FieldError, Fields},
    id::MediaId,
    input::ProfilePatch,
    patch,
    permission::Permission,
    time::Timestamp,
    value::{Bio, DisplayName},
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
    /// What the account may do.
    #[schemars(length(max = 100))]
    pub permissions: Vec<Permission>,
    /// Names of its roles.
    #[schemars(length(max = 20), inner(length(max = 60)))]
    pub roles: Vec<String>,
    /// True while a role demands a second factor and there is none: nothing but setting one up works then.
    #[serde(default)]
    pub needs_second_factor: bool,
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
    /// An own upload.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "MediaId")]
    pub avatar_id: Option<MediaId>,
}

impl UpdateMe {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<ProfilePatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let display_name = fields.take_optional("/display_name", self.display_name.as_deref().map(DisplayName::parse));
        let bio = fields.take_optional("/bio", self.bio.as_deref().map(Bio::parse));
        fields.finish(Some(ProfilePatch { display_name, bio, avatar_id: self.avatar_id }))
    }
}
