//! Configuration: one typed, documented section a file. Imports nothing of ours.
//!
//! `load` reads a TOML file, then the environment, and tells every mistake at once. Pattern: parse, don't validate;
//! whoever holds a `Config` holds values that are in range and fit together.

use std::fmt;

#[macro_use]
mod section;

mod api;
mod auth;
mod cache;
mod cards;
mod channel;
mod database;
mod importer;
mod limits;
mod load;
mod logging;
mod mail;
mod media;
mod mistake;
mod notifications;
mod redis;
mod reference;
mod registration;
mod secrets;
mod server;
mod site;
mod value;
mod worker;

#[cfg(test)]
mod tests;

pub use api::Api;
pub use auth::Auth;
pub use cache::Cache;
pub use cards::Cards;
pub use channel::Channel;
pub use database::{Database, DatabaseUrl};
pub use importer::Importer;
pub use limits::Limits;
pub use load::{Effective, Sources, load, look, testing};
pub use logging::{AccessLog, LogFormat, Logging};
pub use mail::{Mail, MailTransport, SmtpTls};
pub use media::Media;
pub use mistake::{Mistake, Mistakes};
pub use notifications::Notifications;
pub use redis::Redis;
pub use reference::reference;
pub use registration::{Registration, RegistrationMode};
pub use secrets::Secrets;
pub use section::Field;
pub use server::Server;
pub use site::Site;
pub use value::{Network, Secret, Setting};
pub use worker::Worker;

/// What the program is run for; decides defaults and what is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// On a developer's machine: nothing to set up, nothing to keep secret.
    Development,
    /// In tests: fast, quiet, alone.
    Testing,
    /// For everyone else: nothing is guessed.
    Production,
}

impl Profile {
    /// All of them, in the order of the reference.
    pub const ALL: [Self; 3] = [Self::Development, Self::Testing, Self::Production];

    /// The name in `BROADSHEET_PROFILE`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Testing => "testing",
            Self::Production => "production",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Everything that is configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the program is run for.
    pub profile: Profile,
    /// Sockets, limits and proxies.
    pub server: Server,
    /// Name and address of the site.
    pub site: Site,
    /// The database.
    pub database: Database,
    /// The Redis server, if any.
    pub redis: Redis,
    /// The cache.
    pub cache: Cache,
    /// The server's secret.
    pub secrets: Secrets,
    /// Sessions and passwords.
    pub auth: Auth,
    /// Who may make an account.
    pub registration: Registration,
    /// How often things may be done.
    pub limits: Limits,
    /// How long a version of the API will be there.
    pub api: Api,
    /// Live updates.
    pub channel: Channel,
    /// Outgoing mail.
    pub mail: Mail,
    /// What people are told of what others do.
    pub notifications: Notifications,
    /// Images.
    pub media: Media,
    /// Pictures for those who show a link as a card.
    pub cards: Cards,
    /// Logs.
    pub logging: Logging,
    /// The importer.
    pub importer: Importer,
    /// Background jobs.
    pub worker: Worker,
}

impl Config {
    /// Every field there is, section by section; the table behind errors, `config check` and the reference.
    pub fn fields() -> Vec<Field> {
        [
            Server::fields(),
            Site::fields(),
            Database::fields(),
            Redis::fields(),
            Cache::fields(),
            Secrets::fields(),
            Auth::fields(),
            Registration::fields(),
            Limits::fields(),
            Api::fields(),
            Channel::fields(),
            Mail::fields(),
            Notifications::fields(),
            Media::fields(),
            Cards::fields(),
            Logging::fields(),
            Importer::fields(),
            Worker::fields(),
        ]
        .concat()
    }
}
