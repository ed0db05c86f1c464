//! The site's settings: what its owner chose at set-up or later, over what the configuration says.
//!
//! Every page shows some of them, so they are read from the database once a second at most.

use std::{collections::HashMap, sync::Arc, time::Duration};

use moka::sync::Cache;

use crate::{
    config::{Config, MailTransport, RegistrationMode},
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
    /// `open` or `closed`.
    pub const REGISTRATION_MODE: &str = "registration.mode";
    /// The role of a new account.
    pub const REGISTRATION_DEFAULT_ROLE: &str = "registration.default_role";
    /// Another value each time that a command has changed what servers keep ready.
    pub const CACHE_GENERATION: &str = "cache.generation";
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
    /// Whether everyone may make an account.
    pub is_registration_open: bool,
    /// The role of a new account.
    pub default_role: String,
    /// False if no mail leaves the site.
    pub sends_mail: bool,
    /// True until the first admin has been made.
    pub needs_set_up: bool,
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
            is_registration_open: config.registration.mode == RegistrationMode::Open,
            default_role: config.registration.default_role.clone(),
            sends_mail: config.mail.transport != MailTransport::None,
            needs_set_up: false,
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
        let mut take = |key: &str, otherwise: &str| stored.remove(key).unwrap_or_else(|| otherwise.to_owned());
        let mode = if configured.is_registration_open { "open" } else { "closed" };
        SiteSettings {
            name: take(key::SITE_NAME, &configured.name),
            description: take(key::SITE_DESCRIPTION, &configured.description),
            language: take(key::SITE_LANGUAGE, &configured.language),
            base_url: configured.base_url.clone(),
            is_registration_open: take(key::REGISTRATION_MODE, mode) == "open",
            default_role: take(key::REGISTRATION_DEFAULT_ROLE, &configured.default_role),
            sends_mail: configured.sends_mail,
            needs_set_up,
        }
    }
}

impl std::fmt::Debug for SiteSettingsReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteSettingsReader(..)")
    }
}
