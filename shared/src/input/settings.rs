//! Changes to the site's settings.

use crate::{
    v2::RegistrationMode,
    value::{CanonicalUrl, DomainName, TermsText},
};

/// Changes to who may make an account and what is asked of them: `None` keeps, `Some(None)` empties.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegistrationPatch {
    /// Who may make an account.
    pub mode: Option<RegistrationMode>,
    /// The role of a new account; whether there is one of that name only the server knows.
    pub default_role: Option<String>,
    /// Domains of mail addresses that are taken; none: all.
    pub allowed_domains: Option<Vec<DomainName>>,
    /// Where the terms stand.
    pub terms_url: Option<Option<CanonicalUrl>>,
    /// The terms themselves.
    pub terms_text: Option<TermsText>,
    /// Seconds between the form and its sending.
    pub min_fill_secs: Option<u32>,
    /// Zero bits of the proof of work.
    pub proof_of_work_bits: Option<u32>,
    /// How long links of new accounts are held back.
    pub hold_links_hours: Option<u32>,
}

/// Changes to the site's settings: `None` keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsPatch {
    /// Who may make an account, and what is asked of them.
    pub registration: RegistrationPatch,
    /// Whether pages hear of what happens while it happens.
    pub live_updates: Option<bool>,
}
