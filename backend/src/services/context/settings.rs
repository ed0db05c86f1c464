//! The site's settings: what its owner chose at set-up or later, over what the configuration says.
//!
//! Every page shows some of them, so they are read from the database once a second at most.

use std::{collections::HashMap, sync::Arc, time::Duration};

use broadsheet_shared::{v2::RegistrationMode, value::DomainName};
use moka::sync::Cache;

use crate::{
    config::{self, Config, MailTransport},
    domain::registration::{RegistrationRules, Terms},
    platform::crypto,
    repositories::{self, Database, DatabaseError},
};

/// Keys in the table of settings.
pub mod key {
    /// The site's name.
    pub const SITE_NAME: &str = "site.name";
    /// What the site is about.
    pub const SITE_DESCRIPTION: &str = "site.description";
    /// The language of the site's own words.
    pub const SITE_LANGUAGE: &str = "site.language";
    /// `true` or `false`: whether pages hear of what happens while it happens.
    pub const SITE_LIVE_UPDATES: &str = "site.live_updates";
    /// `open`, `invitation`, `approval` or `closed`.
    pub const REGISTRATION_MODE: &str = "registration.mode";
    /// The role of a new account.
    pub const REGISTRATION_DEFAULT_ROLE: &str = "registration.default_role";
    /// Another value each time that a command has changed what servers keep ready.
    pub const CACHE_GENERATION: &str = "cache.generation";
    /// Domains of addresses that are taken, with spaces between.
    pub const REGISTRATION_ALLOWED_DOMAINS: &str = "registration.allowed_domains";
    /// Where the terms stand.
    pub const REGISTRATION_TERMS_URL: &str = "registration.terms_url";
    /// The terms themselves.
    pub const REGISTRATION_TERMS_TEXT: &str = "registration.terms_text";
    /// Seconds between the form and its sending.
    pub const REGISTRATION_MIN_FILL_SECS: &str = "registration.min_fill_secs";
    /// Zero bits of the proof of work.
    pub const REGISTRATION_PROOF_OF_WORK_BITS: &str = "registration.proof_of_work_bits";
    /// Hours in which links of new accounts are held back.
    pub const REGISTRATION_HOLD_LINKS_HOURS: &str = "registration.hold_links_hours";
    /// `making` while the demo is under way, `complete` once it is whole; nothing where there is none.
    pub const DEMO_STATE: &str = "demo.state";
    /// Hash of the secret in the set-up link.
    pub const SET_UP_TOKEN_HASH: &str = "setup.token_hash";
}

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteSettings {
    /// The site's name.
    pub name: String,
    /// What the site is about.
    pub description: String,
    /// The language of the site's own words.
    pub language: String,
    /// The address that people type, without a slash at its end; the configuration alone says it.
    pub base_url: String,
    /// Who may make an account, and what is asked of them.
    pub registration: RegistrationRules,
    /// False if no mail leaves the site.
    pub sends_mail: bool,
    /// True until the first admin has been made.
    pub needs_set_up: bool,
    /// Whether pages hear of what happens while it happens.
    pub live_updates: bool,
}

/// Reads the settings, at most once a second.
#[derive(Clone)]
pub struct SiteSettingsReader {
    configured: Arc<SiteSettings>,
    recent: Cache<(), Arc<SiteSettings>>,
}

impl SiteSettingsReader {
    /// What the configuration says is what holds until the site's owner says otherwise.
    pub fn new(config: &Config) -> Self {
        let configured = SiteSettings {
            name: config.site.name.clone(),
            description: config.site.description.clone(),
            language: config.site.language.clone(),
            base_url: config.site.address(""),
            registration: configured_rules(config),
            sends_mail: config.mail.transport != MailTransport::None,
            needs_set_up: false,
            live_updates: config.channel.live_updates,
        };
        let recent = Cache::builder().max_capacity(1).time_to_live(Duration::from_secs(1)).build();
        Self { configured: Arc::new(configured), recent }
    }

    /// The settings in force, a second old at most.
    pub async fn read(&self, database: &Database) -> Result<Arc<SiteSettings>, DatabaseError> {
        if let Some(settings) = self.recent.get(&()) {
            return Ok(settings);
        }
        let site = repositories::settings::list(database.read(), "site.").await?;
        let registration = repositories::settings::list(database.read(), "registration.").await?;
        let needs_set_up = !repositories::roles::has_admin(database.read()).await?;
        let stored: HashMap<String, String> = site.into_iter().chain(registration).collect();
        let settings = Arc::new(self.over(stored, needs_set_up));
        self.recent.insert((), settings.clone());
        Ok(settings)
    }

    /// Reads afresh the next time: they were changed.
    pub fn forget(&self) {
        self.recent.invalidate_all();
    }

    fn over(&self, mut stored: HashMap<String, String>, needs_set_up: bool) -> SiteSettings {
        let configured = &self.configured;
        let registration = rules_over(&configured.registration, &mut stored);
        let live_updates = stored.remove(key::SITE_LIVE_UPDATES).and_then(|word| word.parse().ok());
        let mut take = |key: &str, otherwise: &str| stored.remove(key).unwrap_or_else(|| otherwise.to_owned());
        SiteSettings {
            name: take(key::SITE_NAME, &configured.name),
            description: take(key::SITE_DESCRIPTION, &configured.description),
            language: take(key::SITE_LANGUAGE, &configured.language),
            base_url: configured.base_url.clone(),
            registration,
            sends_mail: configured.sends_mail,
            needs_set_up,
            live_updates: live_updates.unwrap_or(configured.live_updates),
        }
    }
}

fn configured_rules(config: &Config) -> RegistrationRules {
    let registration = &config.registration;
    RegistrationRules {
        mode: match registration.mode {
            config::RegistrationMode::Open => RegistrationMode::Open,
            config::RegistrationMode::Invitation => RegistrationMode::Invitation,
            config::RegistrationMode::Approval => RegistrationMode::Approval,
            config::RegistrationMode::Closed => RegistrationMode::Closed,
        },
        default_role: registration.default_role.clone(),
        allowed_domains: domains(registration.allowed_domains.iter().map(String::as_str)),
        terms: None,
        min_fill_secs: registration.min_fill_secs,
        proof_of_work_bits: registration.proof_of_work_bits,
        hold_links_hours: registration.hold_links_hours,
    }
}

/// What is stored, over what is configured. A stored text that is none of ours is passed over: a site whose door cannot
/// be read stays as the configuration has it.
fn rules_over(configured: &RegistrationRules, stored: &mut HashMap<String, String>) -> RegistrationRules {
    let mut take = |key: &str| stored.remove(key);
    let mode = take(key::REGISTRATION_MODE).and_then(|word| RegistrationMode::parse(&word));
    let allowed = take(key::REGISTRATION_ALLOWED_DOMAINS).map(|list| domains(list.split_whitespace()));
    let terms_url = take(key::REGISTRATION_TERMS_URL).filter(|url| !url.is_empty());
    let terms_text = take(key::REGISTRATION_TERMS_TEXT).unwrap_or_default();
    let default_role = take(key::REGISTRATION_DEFAULT_ROLE);
    let mut number = |key: &str, otherwise: u32| take(key).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    RegistrationRules {
        mode: mode.unwrap_or(configured.mode),
        default_role: default_role.unwrap_or_else(|| configured.default_role.clone()),
        allowed_domains: allowed.unwrap_or_else(|| configured.allowed_domains.clone()),
        terms: terms(terms_url, terms_text),
        min_fill_secs: number(key::REGISTRATION_MIN_FILL_SECS, configured.min_fill_secs),
        proof_of_work_bits: number(key::REGISTRATION_PROOF_OF_WORK_BITS, configured.proof_of_work_bits),
        hold_links_hours: number(key::REGISTRATION_HOLD_LINKS_HOURS, configured.hold_links_hours),
    }
}

/// The version follows from what is agreed to, so that nobody has to think of changing it.
fn terms(url: Option<String>, text: String) -> Option<Terms> {
    if url.is_none() && text.trim().is_empty() {
        return None;
    }
    let fingerprint = crypto::fingerprint(&["terms", url.as_deref().unwrap_or_default(), &text]);
    Some(Terms { version: format!("{:016x}", fingerprint >> 64), url, text })
}

fn domains<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<DomainName> {
    texts.filter_map(|text| DomainName::parse(text).ok()).collect()
}

impl std::fmt::Debug for SiteSettingsReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteSettingsReader(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another process changes counts here within a second, though nothing tells of it: a test that waits for that
    /// waits longer, for machines may be slow, and so does not see how long they are kept.
    #[test]
    fn no_setting_is_kept_longer_than_a_second() {
        let reader = SiteSettingsReader::new(&config::testing());

        let kept = reader.recent.policy().time_to_live();

        assert!(kept.is_some_and(|kept| kept <= Duration::from_secs(1)), "{kept:?}");
    }
}
