//! `[database]`: which database, and how many connections to it.

use std::fmt;

use url::Url;

use super::{Profile, Setting, load::Reader};

section! {
    /// Which database, and how many connections to it.
    Database in "database" {
        /// `sqlite://path/to/file` or `postgres://user:password@host/name`.
        url: DatabaseUrl = |_| DatabaseUrl("sqlite://data/broadsheet.db".to_owned()), example "postgres://broadsheet:a-long-password@db/broadsheet";
        /// Connections for reading (SQLite, which has one more for writing), or in all (PostgreSQL: a third of them writes).
        connections: u32 = |profile| if profile == Profile::Testing { 4 } else { 10 }, example "10";
        /// Milliseconds to wait for a free connection before answering 503.
        acquire_timeout_ms: u64 = |_| 2_000, example "2000";
        /// Whether `serve` brings an older schema up to date by itself.
        migrate: bool = |_| true, example "true";
        /// Milliseconds that one statement may take; then it is stopped, and its request answered 503.
        statement_timeout_ms: u64 = |profile| if profile == Profile::Testing { 60_000 } else { 2_500 }, example "2500";
    }
}

/// Passwords that everybody tries first.
const DEFAULT_PASSWORDS: &[&str] =
    &["postgres", "password", "broadsheet", "secret", "changeme", "change-me", "admin", "root", "test", "example"];

impl Database {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        reader.range("database.connections", self.connections.into(), 1, 500);
        reader.range("database.acquire_timeout_ms", self.acquire_timeout_ms, 100, 30_000);
        reader.range("database.statement_timeout_ms", self.statement_timeout_ms, 100, 600_000);
        let password = Url::parse(self.url.expose()).ok().and_then(|url| url.password().map(str::to_lowercase));
        if profile == Profile::Production && password.is_some_and(|word| DEFAULT_PASSWORDS.contains(&word.as_str())) {
            reader.refuse("database.url", "holds a default password; choose another, and tell it to the database too");
        }
    }
}

/// A database's address; its password never shows.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, for the one place that connects.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// True for SQLite, false for PostgreSQL.
    pub fn is_sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }

    /// Wraps an address that a test made.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}

impl Setting for DatabaseUrl {
    fn read(text: &str) -> Result<Self, String> {
        let is_known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_known { Ok(Self(text.to_owned())) } else { Err("must begin with sqlite:// or postgres://".to_owned()) }
    }

    fn show(&self) -> String {
        redact(&self.0)
    }
}

/// The address with its password replaced.
pub(super) fn redact(text: &str) -> String {
    match Url::parse(text) {
        Ok(mut url) if url.password().is_some() => match url.set_password(Some("***")) {
            Ok(()) => url.to_string(),
            Err(()) => "***".to_owned(),
        },
        Ok(_) => text.to_owned(),
        // What does not parse may still hold a password.
        Err(_) if text.contains('@') => "***".to_owned(),
        Err(_) => text.to_owned(),
    }
}
