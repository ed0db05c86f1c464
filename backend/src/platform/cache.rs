//! Ready answers for the public, kept in two tiers: this process in front, Redis (where there is one) behind.
//!
//! Pattern: cache-aside with tags. A reader asks for a key and brings the loader for a miss; a command drops the tags
//! of what it changed after its transaction has committed. The cache decides nothing about who may see what: only
//! answers that are the same for everybody may come in here.

pub mod entry;
pub mod families;
mod flights;
mod in_process;
pub mod key;
mod redis_tier;
mod sharing;
pub mod statistics;
pub mod tag;
#[cfg(test)]
mod tests;
mod wire;

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

pub use entry::{Entry, Loaded, Ready};
pub use families::Family;
pub use key::Key;
pub use statistics::FamilyStatistics;
pub use tag::Tag;

use entry::Kept;
use flights::{Flight, Flights, Part};
use in_process::{InProcess, Moment};
use redis_tier::{Found, RedisTier};
use statistics::Counters;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::{events::Events, redis::Redis};
use crate::config;

/// How much the cache may hold.
#[derive(Debug, Clone)]
pub struct CacheSettings {
    /// False keeps nothing: every answer is loaded for its caller alone, as if it were the first.
    pub is_enabled: bool,
    /// Room for all families together in this process, bodies and book-keeping included.
    pub in_process_max_bytes: u64,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { is_enabled: true, in_process_max_bytes: 64 * 1024 * 1024 }
    }
}

impl CacheSettings {
    /// As configured.
    pub fn of(config: &config::Cache) -> Self {
        Self { is_enabled: config.enabled, in_process_max_bytes: config.memory_mib << 20 }
    }
}

/// The cache. Clones are the same cache.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    core: Arc<Core>,
    tasks: Vec<JoinHandle<()>>,
}

/// What loads and background tasks need; they never keep the cache itself alive.
struct Core {
    is_enabled: bool,
    in_process: InProcess,
    redis: Option<RedisTier>,
    events: Events,
    flights: Arc<Flights>,
    counters: [Counters; Family::ALL.len()],
    next_serial: AtomicU64,
}

impl Cache {
    /// A cache in this process, with Redis behind it if given. Drops travel over `events`. Needs a Tokio runtime.
    pub fn new(settings: &CacheSettings, redis: Option<Redis>, events: Events) -> Self {
        let redis = redis.filter(|_| settings.is_enabled);
        let core = Arc::new(Core {
            is_enabled: settings.is_enabled,
            in_process: InProcess::new(settings.in_process_max_bytes),
            redis: redis.map(RedisTier::new),
            events,
            flights: Arc::default(),
            counters: Default::default(),
            next_serial: AtomicU64::new(0),
        });
        Self(Arc::new(Inner { tasks: sharing::start(&core), core }))
    }

    /// The answer under `key`, from this process alone. About as cheap as a hash table; no waiting.
    pub fn get(&self, key: Key) -> Option<Ready> {
        let kept = self.0.core.in_process.get(key)?;
        self.0.core.counters(key.family()).hits.add_one();
        Some(Ready(kept))
    }

    /// The answer under `key`, loaded by `load` if neither tier has it.
    ///
    /// Concurrent callers share one load, which goes on when its caller leaves. An error reaches everyone who waits and
    /// is kept by nobody, nor is an answer of status 400 and above, nor one whose tags were dropped while it was loaded.
    pub async fn ready<E, Fut>(&self, key: Key, load: impl FnOnce() -> Fut) -> Result<Ready, E>
    where
        Fut: Future<Output = Result<Loaded, E>> + Send + 'static,
        E: Clone + Send + Sync + 'static,
    {
        if let Some(ready) = self.get(key) {
            return Ok(ready);
        }
        self.0.core.counters(key.family()).misses.add_one();
        if !self.0.core.is_enabled {
            return self.0.core.load_alone(key, load()).await;
        }
        loop {
            match self.0.core.flights.board(key, self.0.core.in_process.moment()) {
                Part::Lead(flight) => return lead(self.0.core.clone(), key, flight, load()).await,
                Part::Follow(follower) => match follower.wait().await {
                    Some(Ok(ready)) => return Ok(ready),
                    Some(Err(error)) => match error.downcast_ref::<E>() {
                        Some(error) => return Err(error.clone()),
                        None => return self.0.core.load_alone(key, load()).await,
                    },
                    // The other's loader broke off. Ours may fare better.
                    None => {}
                },
            }
        }
    }

    /// Drops every answer made from any of `tags`: here at once, in Redis and in the other processes by the time the
    /// returned future is done. Call it after commit. The work goes on if the future is dropped.
    pub fn drop_tags(&self, tags: &[Tag]) -> impl Future<Output = ()> + Send + use<> {
        self.0.core.clone().drop_everywhere(Some(tags.to_vec()))
    }

    /// Drops every answer of one family, on every process.
    pub fn drop_family(&self, family: Family) -> impl Future<Output = ()> + Send + use<> {
        self.drop_tags(&[Tag::Family(family)])
    }

    /// Drops everything, on every process.
    pub fn drop_all(&self) -> impl Future<Output = ()> + Send + use<> {
        self.0.core.clone().drop_everywhere(None)
    }

    /// What happened since the start and what is held now, by family.
    pub fn statistics(&self) -> Vec<FamilyStatistics> {
        Family::ALL.into_iter().map(|family| self.0.core.statistics(family)).collect()
    }

    /// Whether Redis takes part at the moment; `None` without one.
    pub fn is_redis_in_use(&self) -> Option<bool> {
        self.0.core.redis.as_ref().map(RedisTier::is_trusted)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Runs the load in its own task and waits for it. A panic in the loader goes on in the one who brought it.
async fn lead<E: Clone + Send + Sync + 'static>(
    core: Arc<Core>,
    key: Key,
    flight: Flight,
    load: impl Future<Output = Result<Loaded, E>> + Send + 'static,
) -> Result<Ready, E> {
    let task = tokio::spawn(fly(core, key, flight, load).in_current_span());
    match task.await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only the end of the runtime cancels the task, and it ends this one as well.
            Err(_cancelled) => std::future::pending().await,
        },
    }
}

/// One flight: Redis, then the loader.
async fn fly<E: Clone + Send + Sync + 'static>(
    core: Arc<Core>,
    key: Key,
    flight: Flight,
    load: impl Future<Output = Result<Loaded, E>>,
) -> Result<Ready, E> {
    let began = (flight.began(), Instant::now());
    let found = match &core.redis {
        Some(redis) => redis.read(key).await,
        None => Found::Unusable,
    };
    let ticket = match found {
        Found::Entry { entry, tags, remaining } => {
            core.counters(key.family()).redis_hits.add_one();
            let (ready, _) = core.keep(key, entry, tags, began, remaining);
            flight.land(Ok(ready.clone()));
            return Ok(ready);
        }
        Found::Nothing(ticket) => Some(ticket),
        Found::Unusable => None,
    };
    match core.load(key, load).await {
        Ok(loaded) => {
            let mut tags = loaded.tags;
            tags.push(Tag::Family(key.family()));
            tags.sort_unstable();
            tags.dedup();
            let (ready, is_kept) = core.keep(key, loaded.entry, tags, began, Duration::MAX);
            flight.land(Ok(ready.clone()));
            if let Some(ticket) = ticket.filter(|_| is_kept) {
                let kept = ready.0.clone();
                tokio::spawn(async move {
                    if let Some(redis) = &core.redis {
                        redis.store(key, &kept, ticket).await;
                    }
                });
            }
            Ok(ready)
        }
        Err(error) => {
            let shared: Arc<dyn Any + Send + Sync> = Arc::new(error.clone());
            flight.land(Err(shared));
            Err(error)
        }
    }
}

impl Core {
    fn counters(&self, family: Family) -> &Counters {
        &self.counters[family.index()]
    }

    async fn load<E>(&self, key: Key, load: impl Future<Output = Result<Loaded, E>>) -> Result<Loaded, E> {
        let counters = self.counters(key.family());
        counters.loads.add_one();
        let loaded = load.await;
        if loaded.is_err() {
            counters.failed_loads.add_one();
        }
        loaded
    }

    /// Loads without sharing or keeping: where the cache is off, and for a caller whose error type differs from that of
    /// the others on this key.
    async fn load_alone<E>(&self, key: Key, load: impl Future<Output = Result<Loaded, E>>) -> Result<Ready, E> {
        let Loaded { entry, .. } = self.load(key, load).await?;
        Ok(Ready(Arc::new(Kept::new(entry, [], Instant::now(), 0))))
    }

    /// Keeps an entry in this process for at most `remaining`, if it may be kept, and says whether it was.
    fn keep(
        &self,
        key: Key,
        entry: Entry,
        tags: Vec<Tag>,
        (moment, since): (Moment, Instant),
        remaining: Duration,
    ) -> (Ready, bool) {
        let lifetime = Duration::from_secs(key.family().policy().ttl_secs.into()).min(remaining);
        let serial = self.next_serial.fetch_add(1, Ordering::Relaxed);
        let kept = Arc::new(Kept::new(entry, tags, since + lifetime, serial));
        let is_cacheable = kept.entry.is_cacheable() && kept.expires > Instant::now();
        let is_kept = is_cacheable && self.in_process.store(key, kept.clone(), moment);
        if is_cacheable && !is_kept {
            self.counters(key.family()).overtaken.add_one();
        }
        (Ready(kept), is_kept)
    }

    fn statistics(&self, family: Family) -> FamilyStatistics {
        let counters = self.counters(family);
        let (entries, bytes, max_bytes) = self.in_process.room(family);
        FamilyStatistics {
            family,
            hits: counters.hits.get(),
            misses: counters.misses.get(),
            redis_hits: counters.redis_hits.get(),
            loads: counters.loads.get(),
            failed_loads: counters.failed_loads.get(),
            overtaken: counters.overtaken.get(),
            dropped: counters.dropped.get(),
            entries,
            bytes,
            max_bytes,
        }
    }
}
