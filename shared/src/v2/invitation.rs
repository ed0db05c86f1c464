//! Invitations to make an account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserRef;
use crate::{
    field::{FieldError, Fields},
    id::InvitationId,
    input::NewInvitation,
    time::Timestamp,
    value::EmailAddress,
};

/// Makes an invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CreateInvitation {
    /// Only for this address; absent: for whoever has the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// How many accounts it makes: 1 to 100, 1 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub max_uses: Option<u32>,
    /// For how many days it is good: 1 to 90, 7 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 90))]
    pub days: Option<u32>,
}

impl CreateInvitation {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewInvitation, Vec<FieldError>> {
        let mut fields = Fields::new();
        let email = fields.take_optional("/email", self.email.as_deref().map(EmailAddress::parse));
        let max_uses = fields.take_number("/max_uses", self.max_uses.unwrap_or(1), 1..=100);
        let days = fields.take_number("/days", self.days.unwrap_or(7), 1..=90);
        fields.finish(max_uses.zip(days).map(|(max_uses, days)| NewInvitation { email, max_uses, days }))
    }
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Invitation {
    /// The invitation; delete it and it is no longer good.
    pub id: InvitationId,
    /// Whom it is for; null: whoever has the link.
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// How many accounts it makes.
    pub max_uses: u32,
    /// How many it has made.
    pub uses: u32,
    /// Who made it; null once that account is gone.
    pub created_by: Option<UserRef>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// True while it is good: in time, not used up, not taken back.
    pub is_open: bool,
}

/// An invitation that was just made, with its secret. It is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatedInvitation {
    /// The invitation.
    #[serde(flatten)]
    pub invitation: Invitation,
    /// The secret, for `invitation` of a registration.
    #[schemars(length(max = 100))]
    pub token: String,
    /// The link to give away: the registration page with the secret in its fragment.
    #[schemars(length(max = 700))]
    pub url: String,
}
