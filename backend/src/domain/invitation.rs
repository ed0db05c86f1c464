//! Invitations to make an account.

use broadsheet_shared::{id::InvitationId, time::Timestamp};

use super::user::UserCard;

/// An invitation as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    /// Whom it is for; `None`: whoever has it.
    pub email: Option<String>,
    pub max_uses: u32,
    pub uses: u32,
    pub created_by: Option<UserCard>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

impl Invitation {
    /// True while it is good.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at > now && self.uses < self.max_uses
    }
}

/// An invitation that is good, as the one who brings it is judged by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    pub id: InvitationId,
    /// Whom it is for; `None`: whoever has it.
    pub email: Option<String>,
}
