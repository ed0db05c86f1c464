//! The tier in Redis, shared by all processes: reading, storing and dropping are one atomic script each.
//!
//! Every tag has a mark, a key with a value never used twice. An entry remembers the marks of its tags and the
//! generation of the whole cache; it is true as long as all of them are unchanged. So a drop just changes marks, an
//! evicted mark makes a miss instead of a stale answer, and forgetting everything is deleting one key.
//!
//! What this process could not drop it owes. Until the debt is paid by starting a new generation, it trusts nothing in
//! Redis; the same holds after every outage, since others may have been unable to drop as well.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use fred::{
    interfaces::{KeysInterface, LuaInterface},
    types::Value,
};
use tokio::sync::Notify;

use super::{entry::Entry, entry::Kept, key::Key, tag::Tag, wire};
use crate::platform::{
    crypto::{base64url, random_bytes},
    redis::{Health, Redis, RedisError},
};

const READ: &str = include_str!("redis_tier/read.lua");
const STORE: &str = include_str!("redis_tier/store.lua");
const DROP: &str = include_str!("redis_tier/drop.lua");

/// Outlives every entry and every load, so that a mark is never missing where it could matter.
const MARK_LIFE_MILLIS: i64 = 300_000;
/// Larger answers stay in the processes: they would hold up the others' commands.
const MAX_VALUE_BYTES: usize = 1024 * 1024;
/// More tags would make the script slow.
const MAX_TAGS: usize = 500;
const RETRY_DEBT_AFTER: Duration = Duration::from_millis(250);
/// A full Redis refuses thousands of times a second; the log wants to know once in a while.
const COMPLAIN_EVERY: Duration = Duration::from_secs(30);

/// What Redis said about a key.
pub(super) enum Found {
    /// A true entry with what is left of its life.
    Entry { entry: Entry, tags: Vec<Tag>, remaining: Duration },
    /// Nothing; what is loaded now may be stored with this ticket.
    Nothing(Ticket),
    /// Redis is away or not to be trusted.
    Unusable,
}

/// Proof of when a load began, on Redis's own drop clock.
#[derive(Debug)]
pub(super) struct Ticket {
    generation: String,
    moment: String,
    began: Instant,
}

/// The tier.
pub(super) struct RedisTier {
    redis: Redis,
    state_name: String,
    tag_prefix: String,
    /// Failed drops, own and reported by others. Outages are counted by [`Redis::outages`] and owed in the same way.
    failed_drops: AtomicU64,
    /// How much of both has been paid.
    paid: AtomicU64,
    in_debt: Notify,
    last_complaint: Mutex<Option<Instant>>,
}

impl RedisTier {
    pub fn new(redis: Redis) -> Self {
        Self {
            state_name: redis.name("cache:state"),
            tag_prefix: redis.name("cache:tag:"),
            failed_drops: AtomicU64::new(0),
            paid: AtomicU64::new(0),
            in_debt: Notify::new(),
            last_complaint: Mutex::default(),
            redis,
        }
    }

    /// Looks for `key`.
    pub async fn read(&self, key: Key) -> Found {
        if !self.is_trusted() {
            return Found::Unusable;
        }
        let began = Instant::now();
        let keys = vec![self.entry_name(key), self.state_name.clone()];
        let arguments = vec![nonce(), self.tag_prefix.clone()];
        let answer = self.redis.run(self.redis.client().eval::<Vec<Value>, _, _, _>(READ, keys, arguments)).await;
        match answer {
            // Asked again: a debt made while the answer was under way makes it worthless.
            Ok(answer) if self.is_trusted() => understand(answer, began).unwrap_or(Found::Unusable),
            Ok(_) => Found::Unusable,
            Err(error) => {
                self.complain("read", &error);
                Found::Unusable
            }
        }
    }

    /// Stores an entry that was loaded under `ticket`, for what is left of the family's lifetime.
    pub async fn store(&self, key: Key, kept: &Kept, ticket: Ticket) {
        let lifetime = Duration::from_secs(key.family().policy().redis_ttl_secs.into());
        let Some(life) = lifetime.checked_sub(ticket.began.elapsed()).filter(|life| life.as_millis() > 0) else {
            return;
        };
        let Some(value) = wire::encode(&kept.entry).filter(|value| value.len() <= MAX_VALUE_BYTES) else { return };
        if kept.tags.len() > MAX_TAGS || !self.is_trusted() {
            return;
        }
        let keys = vec![self.entry_name(key), self.state_name.clone()];
        let mut arguments: Vec<Value> = vec![
            ticket.generation.into(),
            ticket.moment.into(),
            i64::try_from(life.as_millis()).unwrap_or(i64::MAX).into(),
            MARK_LIFE_MILLIS.into(),
            nonce().into(),
            self.tag_prefix.clone().into(),
            Value::Bytes(value),
        ];
        arguments.extend(kept.tags.iter().map(|tag| Value::from(tag.to_string())));
        let stored = self.redis.run(self.redis.client().eval::<i64, _, _, _>(STORE, keys, arguments)).await;
        if let Err(error) = stored {
            self.complain("store", &error);
        }
    }

    /// Drops every entry made from `tags`; `None` drops all. Says whether it succeeded; if not, the drop is owed.
    pub async fn drop_tags(&self, tags: Option<&[Tag]>) -> bool {
        let Some(tags) = tags else { return self.drop_all().await };
        let mut arguments: Vec<Value> =
            vec![nonce().into(), MARK_LIFE_MILLIS.into(), nonce().into(), self.tag_prefix.clone().into()];
        arguments.extend(tags.iter().map(|tag| Value::from(tag.to_string())));
        let keys = vec![self.state_name.clone()];
        let dropped = self.redis.run(self.redis.client().eval::<i64, _, _, _>(DROP, keys, arguments)).await;
        if let Err(error) = &dropped {
            self.complain("drop", error);
            self.owe();
        }
        dropped.is_ok()
    }

    async fn drop_all(&self) -> bool {
        let is_dropped = self.start_generation().await.is_ok();
        if !is_dropped {
            self.owe();
        }
        is_dropped
    }

    /// Something in Redis should be gone and is not. Nothing there is trusted until it is.
    pub fn owe(&self) {
        self.failed_drops.fetch_add(1, Ordering::SeqCst);
        self.in_debt.notify_one();
    }

    /// Whether what lies in Redis may be believed.
    pub fn is_trusted(&self) -> bool {
        self.redis.is_up() && self.paid.load(Ordering::SeqCst) == self.debts()
    }

    /// Pays debts as soon as Redis is there to take the payment. Runs until aborted.
    pub async fn keep_paying(&self) {
        let mut health = self.redis.health();
        loop {
            if self.redis.is_up() {
                let debts = self.debts();
                if self.paid.load(Ordering::SeqCst) == debts {
                    tokio::select! {
                        () = self.in_debt.notified() => {}
                        _ = health.changed() => {}
                    }
                } else if self.start_generation().await.is_ok() {
                    self.paid.store(debts, Ordering::SeqCst);
                } else {
                    tokio::time::sleep(RETRY_DEBT_AFTER).await;
                }
            } else if health.wait_for(|health| *health == Health::Up).await.is_err() {
                return;
            }
        }
    }

    /// Deleting works even where Redis is too full to write; the next reader names the new generation.
    async fn start_generation(&self) -> Result<(), RedisError> {
        let state = self.state_name.clone();
        let started = self.redis.run(self.redis.client().del::<i64, _>(state)).await;
        if let Err(error) = &started {
            self.complain("start a generation", error);
        }
        started.map(|_| ())
    }

    fn debts(&self) -> u64 {
        self.failed_drops.load(Ordering::SeqCst) + self.redis.outages()
    }

    /// Logs a refusal by Redis. Not being able to reach it is the breaker's to tell.
    fn complain(&self, attempt: &str, error: &RedisError) {
        if matches!(error, RedisError::Unavailable) {
            return;
        }
        let mut last = self.last_complaint.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| last.elapsed() > COMPLAIN_EVERY) {
            *last = Some(Instant::now());
            tracing::warn!(attempt, %error, "Redis refused a command of the cache; going on without it");
        }
    }

    fn entry_name(&self, key: Key) -> String {
        self.redis.name(&format!("cache:entry:{}:{}", key.family().name(), key.hash_text()))
    }
}

/// Reads the answer of the reading script. `None` for one that makes no sense.
fn understand(answer: Vec<Value>, began: Instant) -> Option<Found> {
    let mut answer = answer.into_iter();
    let generation = answer.next()?.into_string()?;
    let moment = answer.next()?.into_string()?;
    let Some(value) = answer.next() else { return Some(Found::Nothing(Ticket { generation, moment, began })) };
    let remaining = Duration::from_millis(u64::try_from(answer.next()?.as_i64()?).ok()?);
    let tags = answer.next()?.into_string()?;
    let tags = tags.lines().map(|line| line.split_once(' ').and_then(|(name, _mark)| Tag::parse(name)));
    let entry = value.into_bytes().and_then(|wire| wire::decode(&wire));
    Some(match (entry, tags.collect::<Option<Vec<Tag>>>()) {
        (Some(entry), Some(tags)) => Found::Entry { entry, tags, remaining },
        // Written by another version of the program: as good as nothing, and to be replaced.
        _ => Found::Nothing(Ticket { generation, moment, began }),
    })
}

/// A value that no other call will ever use.
fn nonce() -> String {
    base64url(&random_bytes::<15>())
}
