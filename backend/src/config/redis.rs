//! `[redis]`: the Redis server that several processes share; without one, each process keeps to itself.

use std::fmt;

use super::{
    Profile, Setting,
    database::{has_default_password, redact},
    load::Reader,
};

section! {
    /// The Redis server that several processes share; without one, each process keeps to itself.
    Redis in "redis" {
        /// `redis://host:port/number`; empty for none.
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
        let is_known = ["redis://", "rediss://"].iter().any(|scheme| text.starts_with(scheme));
        if is_known { Ok(Self(text.to_owned())) } else { Err("must begin with redis:// or rediss://".to_owned()) }
    }

    fn show(&self) -> String {
        redact(&self.0)
    }
}
