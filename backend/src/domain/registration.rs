//! How accounts come to be: who may make one, what is asked of them, and who waits to be let in.

use broadsheet_shared::{
    id::{InvitationId, UserId},
    time::Timestamp,
    v2::RegistrationMode,
    value::DomainName,
};
use serde::{Deserialize, Serialize};

use super::user::UserCard;

/// What the site's owner asks of new accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRules {
    /// Who may make an account.
    pub mode: RegistrationMode,
    /// The role of a new account.
    pub default_role: String,
    /// Domains of addresses that are taken; none: all.
    pub allowed_domains: Vec<DomainName>,
    /// What must be agreed to.
    pub terms: Option<Terms>,
    /// Seconds that must pass between asking for the form and sending it; 0 asks for no proof of it.
    pub min_fill_secs: u32,
    /// Zero bits of the work to be shown; 0 asks for none.
    pub proof_of_work_bits: u32,
    /// Hours in which a new account's links to other sites are held back.
    pub hold_links_hours: u32,
}

impl RegistrationRules {
    /// True if addresses of this domain are taken.
    pub fn takes_domain(&self, domain: &str) -> bool {
        self.allowed_domains.is_empty() || self.allowed_domains.iter().any(|allowed| allowed.holds(domain))
    }

    /// When an account made at `created_at` may link to other sites.
    pub fn links_from(&self, created_at: Timestamp) -> Timestamp {
        created_at.plus_secs(i64::from(self.hold_links_hours) * 3_600)
    }
}

/// What whoever makes an account agrees to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Changes with address or text.
    pub version: String,
    /// Where they stand, if on a page of their own.
    pub url: Option<String>,
    /// The text, if it is kept here.
    pub text: String,
}

/// What became of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// Staff have not decided yet.
    Waiting,
    /// The account can be used.
    Admitted,
    /// Staff decided against it.
    Refused,
}

impl RegistrationState {
    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Admitted => "admitted",
            Self::Refused => "refused",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Admitted, Self::Refused].into_iter().find(|state| state.as_str() == name)
    }
}

/// How an account came to be, to be stored.
#[derive(Debug)]
pub struct NewRegistration<'a> {
    pub user_id: UserId,
    pub state: RegistrationState,
    pub note: &'a str,
    pub invitation_id: Option<InvitationId>,
    /// The version of the terms that were agreed to, at the time of registration.
    pub terms_version: Option<&'a str>,
    pub created_at: Timestamp,
}

/// Somebody who waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub user: UserCard,
    pub email: String,
    pub is_email_confirmed: bool,
    pub note: String,
    pub created_at: Timestamp,
}

impl Waiting {
    /// Their place in the queue.
    pub fn key(&self) -> WaitingKey {
        WaitingKey { created_at: self.created_at.as_millis(), user_id: self.user.id }
    }
}

/// A place in the queue of those who wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingKey {
    /// Epoch milliseconds.
    pub created_at: i64,
    pub user_id: UserId,
}
