//! Accounts as staff see them, and what staff do to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Departure, UserRef};
use crate::{
    field::{FieldError, Fields},
    id::UserId,
    input::{NewSuspension, StaffPatch},
    patch,
    time::Timestamp,
    value::{Bio, DisplayName, SuspensionReason},
};

/// What may be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// Somebody's own.
    Active,
    /// Made by an import; nobody can sign in until it is claimed.
    Unclaimed,
    /// Shut by staff, or not let in yet: `registration` says so then.
    Suspended,
    /// Given up by its owner.
    Deleted,
}

/// How far somebody has come who was not let in, where staff decide about that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationStanding {
    /// Nobody has decided yet.
    Waiting,
    /// Staff decided against it; the account is forgotten a month later.
    Refused,
}

/// An account as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaffUser {
    /// Name and picture.
    #[serde(flatten)]
    pub user: UserRef,
    /// Whether it can be used.
    pub status: AccountStatus,
    /// Names of its roles, lowest first.
    #[schemars(length(max = 20), inner(length(max = 30)))]
    pub roles: Vec<String>,
    /// True once the address was confirmed.
    pub is_email_confirmed: bool,
    /// The address; absent unless you hold `users.read_private`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// The address that waits to take its place; absent if none does, or unless you hold `users.read_private`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 254))]
    pub pending_email: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its owner was last here, give or take some minutes; absent unless you hold `users.read_private`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
    /// Of somebody who was not let in; null for everybody else.
    #[serde(default)]
    pub registration: Option<RegistrationStanding>,
    /// Why and until when it is shut, while it is.
    pub suspension: Option<Suspension>,
    /// While its owner has asked for it to be deleted, or it is being erased; null otherwise.
    #[serde(default)]
    pub departure: Option<Departure>,
}

/// Why and until when an account is shut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suspension {
    /// Why.
    #[schemars(length(max = 1000))]
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// Until when; null without an end.
    pub until: Option<Timestamp>,
    /// Who shut it.
    pub by: Option<UserId>,
}

/// Shuts an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuspendUser {
    /// Why, for other staff to read: 1 to 1,000 characters.
    #[schemars(length(min = 1, max = 1000))]
    pub reason: String,
    /// A time to come at which it opens again; absent or null has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl SuspendUser {
    /// The input, or what is wrong with it.
    pub fn parse(&self) -> Result<NewSuspension, Vec<FieldError>> {
        let mut fields = Fields::new();
        let reason = fields.take("/reason", SuspensionReason::parse(&self.reason));
        fields.finish(reason.map(|reason| NewSuspension { reason, until: self.until }))
    }
}

/// Changes somebody's account as staff; absent fields stay (JSON merge patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateUser {
    /// At most 60 characters; empty shows the username.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 60))]
    pub display_name: Option<String>,
    /// Markdown, at most 1,000 characters.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 1000))]
    pub bio: Option<String>,
    /// True takes the address as confirmed: `pending_email` if one waits to take a confirmed one's place. A confirmed
    /// address stays confirmed.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub is_email_confirmed: Option<bool>,
}

impl UpdateUser {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<StaffPatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let display_name = fields.take_optional("/display_name", self.display_name.as_deref().map(DisplayName::parse));
        let bio = fields.take_optional("/bio", self.bio.as_deref().map(Bio::parse));
        if self.is_email_confirmed == Some(false) {
            let detail = "A confirmed address stays confirmed; leave this out or send true.";
            fields.push(FieldError::new("/is_email_confirmed", "invalid", detail));
            return fields.finish(None);
        }
        let confirms_email = self.is_email_confirmed.is_some();
        fields.finish(Some(StaffPatch { display_name, bio, confirms_email }))
    }
}
