//! `[redis]`: the Redis server that several processes share; without one, each process keeps to itself.

use std::fmt;

use url::Url;

use super::{
    Profile, Setting,
    database::{has_default_password, redact},
    load::Reader,
};

section! {
    /// The Redis server that several processes share; without one, each process keeps to itself.
    Redis in "redis" {
        /// `redis://user:password@host:port/number`, or `rediss://` for TLS; the port is 6379 and the database 0 if left
        /// out. One server: no cluster, no sentinels, no socket file. Empty for none.
        url: Option<RedisUrl> = |_| None, example "redis://redis:6379/0";
        /// What the names of all keys begin with, so that several sites can share a server.
        prefix: String = |_| "broadsheet".to_owned(), example "broadsheet";
        /// Milliseconds that one command may take.
        command_timeout_ms: u64 = |_| 100, example "100";
    }
}

impl Redis {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        let is_weak = self.url.as_ref().is_some_and(|url| has_default_password(url.expose()));
        if profile == Profile::Production && is_weak {
            reader.refuse("redis.url", "holds a default password; choose another, and tell it to Redis too");
        }
        reader.range("redis.command_timeout_ms", self.command_timeout_ms, 10, 5_000);
    }
}

/// A Redis address; its password never shows.
#[derive(Clone, PartialEq, Eq)]
pub struct RedisUrl(String);

impl RedisUrl {
    /// The whole address, for the one place that connects.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show())
    }
}

impl Setting for RedisUrl {
    fn read(text: &str) -> Result<Self, String> {
        if !["redis://", "rediss://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err("must begin with redis:// or rediss://, and name one server".to_owned());
        }
        let url = match Url::parse(text) {
            Ok(url) => url,
            // `redis://:6379` has a port and no host.
            Err(url::ParseError::EmptyHost | url::ParseError::InvalidDomainCharacter) => return Err(no_host()),
            Err(error) => {
                return Err(format!("is no address ({error}); percent-encode what is special in the password"));
            }
        };
        if url.host_str().is_none_or(str::is_empty) {
            return Err(no_host());
        }
        if url.port() == Some(0) {
            return Err("must have a port from 1 to 65535".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("must end with the database number: nothing behind it counts".to_owned());
        }
        if !is_database(url.path()) {
            return Err("must end with a database number from 0 to 255: redis://host:6379/0".to_owned());
        }
        Ok(Self(text.to_owned()))
    }

    fn show(&self) -> String {
        redact(&self.0)
    }
}

fn no_host() -> String {
    "must name a host: redis://host:6379/0".to_owned()
}

/// Nothing, or a number as our client takes it.
fn is_database(path: &str) -> bool {
    let number = path.strip_prefix('/').unwrap_or(path);
    number.is_empty() || (number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse::<u8>().is_ok())
}
