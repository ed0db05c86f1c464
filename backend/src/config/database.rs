//! `[database]`: which database, and how many connections to it.

mod sqlite;

use std::fmt;

use url::Url;

use super::{Profile, Setting, load::Reader};

section! {
    /// Which database, and how many connections to it.
    Database in "database" {
        /// `sqlite://path/to/file` or `postgres://user:password@host/name`. The file and the folder are made with the schema,
        /// for their owner alone to read.
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

/// Passwords that everybody tries first, and those that guides to PostgreSQL and Redis print.
const DEFAULT_PASSWORDS: &[&str] = &[
    "postgres",
    "postgresql",
    "password",
    "broadsheet",
    "secret",
    "changeme",
    "change-me",
    "admin",
    "root",
    "test",
    "example",
    "default",
    "redis",
    "foobared",
    "redispass",
    "redispassword",
];

impl Database {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        reader.range("database.connections", self.connections.into(), 1, 500);
        reader.range("database.acquire_timeout_ms", self.acquire_timeout_ms, 100, 30_000);
        reader.range("database.statement_timeout_ms", self.statement_timeout_ms, 100, 600_000);
        if profile == Profile::Production && has_default_password(self.url.expose()) {
            reader.refuse("database.url", "holds a default password; choose another, and tell it to the database too");
        }
    }
}

/// Whether this is a password that everybody tries first.
pub(super) fn is_default_password(password: &str) -> bool {
    DEFAULT_PASSWORDS.contains(&password.to_lowercase().as_str())
}

/// Whether the password in an address is one.
pub(super) fn has_default_password(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let in_query = url.query_pairs().any(|(name, value)| is_password(&name) && is_default_password(&value));
    let decoded = |password: &str| percent_encoding::percent_decode_str(password).decode_utf8_lossy().into_owned();
    in_query || url.password().is_some_and(|password| is_default_password(&decoded(password)))
}

/// Whether a parameter of an address is a secret: `password`, `sslpassword`.
fn is_password(name: &str) -> bool {
    name.to_lowercase().contains("password")
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
        if let Some(rest) = text.strip_prefix("sqlite:") {
            return sqlite::check(rest).map(|()| Self(text.to_owned()));
        }
        if !["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err("must begin with sqlite:// or postgres://".to_owned());
        }
        match Url::parse(text) {
            Ok(url) if url.has_host() => Ok(Self(text.to_owned())),
            Ok(_) => Err("must name a host: postgres://user:password@host/name".to_owned()),
            Err(error) => Err(format!("is no address ({error}); percent-encode what is special in the password")),
        }
    }

    fn show(&self) -> String {
        redact(&self.0)
    }
}

/// The address with its passwords replaced.
pub(super) fn redact(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else {
        // What does not parse may still hold a password.
        let is_harmless = !text.contains('@') && text.matches(':').count() < 2 && !is_password(text);
        return if is_harmless { text.to_owned() } else { "***".to_owned() };
    };
    let mut is_changed = false;
    if url.password().is_some() {
        is_changed = true;
        if url.set_password(Some("***")).is_err() {
            return "***".to_owned();
        }
    }
    if url.query_pairs().any(|(name, _)| is_password(&name)) {
        is_changed = true;
        let shown = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
            let value = if is_password(&name) { "***".into() } else { value.into_owned() };
            (name.into_owned(), value)
        };
        let pairs: Vec<(String, String)> = url.query_pairs().map(shown).collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    if is_changed { url.to_string() } else { text.to_owned() }
}
