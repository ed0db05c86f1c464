//! What the audit log says: who did what to what. Ids, never names or addresses; names are looked up when it is read.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    id::{AuditEntryId, UserId},
    time::Timestamp,
};

/// One line of the audit log, for those who keep the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// The line.
    pub id: AuditEntryId,
    /// When.
    pub at: Timestamp,
    /// What happened, as in `user.suspended`.
    #[schemars(length(max = 60))]
    pub action: String,
    /// Who did it; null for the program itself and for those who were not signed in.
    pub actor: Option<AuditPerson>,
    /// The session or personal access token that acted.
    #[schemars(length(max = 36))]
    pub credential_id: Option<String>,
    /// Whom it concerns, if not the actor alone.
    pub person: Option<AuditPerson>,
    /// What it was done to.
    pub subject: Option<AuditSubject>,
    /// Particulars: ids, names of permissions and settings, numbers.
    #[schemars(length(max = 200))]
    pub details: Vec<AuditDetail>,
    /// From where; absent after 90 days, and unless you hold `users.read_private`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<AuditOrigin>,
}

/// One line of the audit log, for the person whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnAuditEntry {
    /// The line.
    pub id: AuditEntryId,
    /// When.
    pub at: Timestamp,
    /// What happened, as in `session.signed_in`.
    #[schemars(length(max = 60))]
    pub action: String,
    /// True if you did it.
    pub is_own: bool,
    /// What it was done to.
    pub subject: Option<AuditSubject>,
    /// Particulars: ids, names of permissions and settings, numbers.
    #[schemars(length(max = 200))]
    pub details: Vec<AuditDetail>,
    /// From where: of your own acts, and of attempts on your account. Absent after 90 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<AuditOrigin>,
}

/// A person as they are called now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditPerson {
    /// The account.
    pub id: UserId,
    /// Its present name.
    #[schemars(length(max = 30))]
    pub username: String,
}

/// A thing that something was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditSubject {
    /// What it is, as in `post`.
    #[schemars(length(max = 20))]
    pub kind: String,
    /// Which one. It may be gone.
    #[schemars(length(max = 36))]
    pub id: String,
}

/// One particular.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditDetail {
    /// Which, as in `granted`.
    #[schemars(length(max = 30))]
    pub name: String,
    /// Its value.
    #[schemars(length(max = 60))]
    pub value: String,
}

/// From where something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditOrigin {
    /// Network address.
    #[schemars(length(max = 45))]
    pub address: String,
    /// The program in short words, as in `Firefox on Linux`.
    #[schemars(length(max = 60))]
    pub device: String,
    /// How the program calls itself.
    #[schemars(length(max = 300))]
    pub user_agent: String,
}
