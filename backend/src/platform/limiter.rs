//! How often somebody may do something: sliding windows for each action and address, person, token.
//!
//! Two ways to count (`shared::limit::Counting`). A counter lives in this process and is brought together with the others' in the
//! background, so a cached read never waits. A log knows the time of each doing: exact in this process, and through Redis
//! for all of them; what the database counts besides is the service's to add (`services/limits`). Pattern: one algorithm
//! over interchangeable stores; `log` decides, whoever keeps the log.

mod charge;
mod counter;
mod counters;
mod devices;
mod log;
mod logs;
mod redis_logs;
#[cfg(test)]
mod tests;
mod time;
mod together;
#[cfg(test)]
pub(crate) mod vectors;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use broadsheet_shared::{
    id::UserId,
    limit::{Action, Limit, Per},
};
pub use charge::{Allowance, Charge, Exceeded, network};
pub use devices::KnownDevices;
pub use log::{Log, Look, judge, window_ms};
use tokio::{task::JoinHandle, time::Instant};

use super::{
    clock::Clock,
    crypto::{Digest256, base64url, hmac_sha256, random_bytes},
    redis::Redis,
};
use crate::config::{Config, Limits};
use counters::Counters;
use logs::Logs;
use time::Ticker;

/// How often what is over is let go of.
const SWEEP_EVERY: Duration = Duration::from_secs(10);

/// Which limits hold, and what keeps the names in stores from being read.
#[derive(Debug, Clone)]
pub struct LimiterSettings {
    /// The limits.
    pub limits: Limits,
    /// The server's secret.
    pub secret: String,
}

impl LimiterSettings {
    /// As configured.
    pub fn of(config: &Config) -> Self {
        Self { limits: config.limits.clone(), secret: config.secrets.key.expose().to_owned() }
    }
}

/// The limiter. Clones are the same limiter.
#[derive(Clone)]
pub struct Limiter(Arc<Inner>);

struct Inner {
    core: Arc<Core>,
    task: JoinHandle<()>,
}

/// What the background task needs; it never keeps the limiter itself alive.
struct Core {
    limits: Limits,
    ticker: Ticker,
    counters: Counters,
    logs: Logs,
    redis: Option<Redis>,
    /// How many processes there are, this one included.
    processes: AtomicU32,
    /// This one's name among them.
    process: String,
    devices: KnownDevices,
    key: Digest256,
}

/// What was written down, so that it can be taken back.
#[derive(Debug)]
pub struct Taken {
    /// What is left of each limit.
    pub allowances: Vec<Allowance>,
    asked: Vec<(Charge, Limit)>,
    here_at: i64,
    in_redis_at: Option<i64>,
}

impl Limiter {
    /// A limiter in this process, shared with the others through Redis if given. Needs a Tokio runtime.
    pub fn new(settings: &LimiterSettings, redis: Option<Redis>, clock: &Clock) -> Self {
        let secret = settings.secret.as_bytes();
        let processes = if redis.is_some() { settings.limits.processes() } else { 1 };
        let core = Arc::new(Core {
            limits: settings.limits.clone(),
            ticker: Ticker::new(clock),
            counters: Counters::new(),
            logs: Logs::default(),
            redis,
            processes: AtomicU32::new(processes),
            process: base64url(&random_bytes::<12>()),
            devices: KnownDevices::new(secret),
            key: hmac_sha256(secret, &[b"broadsheet.limiter.v1"]),
        });
        Self(Arc::new(Inner { task: tokio::spawn(tend(core.clone())), core }))
    }

    /// The limit of an action for each of these, if it has one.
    pub fn limit(&self, action: Action, per: Per) -> Option<Limit> {
        self.0.core.limit(action, per)
    }

    /// The charge of somebody who is known, whose address is used up by others: a device's limit for themselves, or an
    /// address's where devices have none.
    pub fn apart(&self, action: Action, whom: UserId) -> Charge {
        let per = self.limit(action, Per::Device).map_or(Per::Address, |limit| limit.per);
        Charge::apart(action, per, whom.0.as_u128())
    }

    /// The charges that have a limit, with it.
    pub fn asked(&self, charges: &[Charge]) -> Vec<(Charge, Limit)> {
        let limited = |charge: &Charge| Some((*charge, self.limit(charge.action, charge.per)?));
        charges.iter().filter_map(limited).collect()
    }

    /// Counts one in this process. `None` where there is no limit. About as cheap as a hash table; no waiting.
    pub fn count(&self, charge: Charge) -> Option<Result<Allowance, Exceeded>> {
        let core = &self.0.core;
        let limit = core.limit(charge.action, charge.per)?;
        Some(core.counters.count(charge, limit, core.ticker.now(), core.processes()))
    }

    /// What is left of a limit as far as this process knows, with nothing counted. `None` where there is no limit.
    pub fn left(&self, charge: Charge) -> Option<Allowance> {
        let core = &self.0.core;
        let (limit, now) = (core.limit(charge.action, charge.per)?, core.ticker.now());
        Some(match charge.action.is_counted_by_log() {
            true => core.logs.left(&charge, limit, now),
            false => core.counters.left(&charge, limit, now),
        })
    }

    /// Writes one down for each charge, or for none if any limit is met. For actions that are counted by logs.
    ///
    /// This process's log is asked first: it refuses for nothing, and it remembers what a Redis that was emptied has
    /// forgotten. While Redis is away, each process lets pass its part; not so what the database counts besides, for it
    /// is exact without that.
    pub async fn take(&self, charges: &[Charge]) -> Result<Taken, Exceeded> {
        let core = &self.0.core;
        let asked = self.asked(charges);
        let Some(redis) = core.redis.as_ref().filter(|redis| redis.is_up() && !asked.is_empty()) else {
            return core.take_here(asked);
        };
        let now = core.ticker.now();
        core.logs.take(&asked, now)?;
        let names: Vec<_> = asked.iter().map(|(charge, _)| core.name(redis, charge)).collect();
        let limits = asked.iter().map(|(_, limit)| *limit);
        match redis_logs::take(redis, &names, limits, core.ticker.for_redis()).await {
            Ok(seen) => match judge(&asked, &seen.looks) {
                Ok(allowances) => {
                    let in_redis_at = seen.is_taken.then_some(seen.at);
                    Ok(Taken { allowances, asked, here_at: now, in_redis_at })
                }
                Err(exceeded) => {
                    core.logs.take_back(&asked, now);
                    Err(exceeded)
                }
            },
            Err(_away) => {
                core.logs.take_back(&asked, now);
                core.take_here(asked)
            }
        }
    }

    /// Takes back what was written down: somebody else refused.
    pub async fn take_back(&self, taken: &Taken) {
        let core = &self.0.core;
        core.logs.take_back(&taken.asked, taken.here_at);
        if let (Some(redis), Some(at)) = (&core.redis, taken.in_redis_at) {
            let names: Vec<_> = taken.asked.iter().map(|(charge, _)| core.name(redis, charge)).collect();
            redis_logs::take_back(redis, &names, at).await;
        }
    }

    /// A charge's name in a store, which tells nobody whose it is.
    pub fn name(&self, charge: &Charge) -> String {
        self.0.core.sealed(charge)
    }

    /// Knows browsers again.
    pub fn devices(&self) -> &KnownDevices {
        &self.0.core.devices
    }

    /// How many processes share the limits, as far as this one knows.
    pub fn processes(&self) -> u32 {
        self.0.core.processes()
    }
}

impl Core {
    fn limit(&self, action: Action, per: Per) -> Option<Limit> {
        self.limits.of(action).iter().find(|limit| limit.per == per).copied()
    }

    fn processes(&self) -> u32 {
        self.processes.load(Ordering::Relaxed)
    }

    fn set_processes(&self, count: i64) {
        self.processes.store(u32::try_from(count).unwrap_or(1).max(1), Ordering::Relaxed);
    }

    /// By this process's logs alone; each process has a part of what the others cannot see.
    fn take_here(&self, asked: Vec<(Charge, Limit)>) -> Result<Taken, Exceeded> {
        let now = self.ticker.now();
        let part = |(charge, limit): &(Charge, Limit)| {
            let parts = if charge.action.is_durable() { 1 } else { self.processes() };
            (*charge, Limit { quota: (limit.quota / parts).max(1), ..*limit })
        };
        let parts: Vec<_> = asked.iter().map(part).collect();
        let taken = self.logs.take(&parts, now);
        let allowances = taken.map_err(|exceeded| Exceeded {
            limit: self.limit(exceeded.action, exceeded.limit.per).unwrap_or(exceeded.limit),
            ..exceeded
        })?;
        Ok(Taken { allowances, asked, here_at: now, in_redis_at: None })
    }

    fn sealed(&self, charge: &Charge) -> String {
        let digest = hmac_sha256(&self.key, &[&charge.whom.to_be_bytes()]);
        format!("{}:{}", charge.action.policy(charge.per), base64url(&digest[..16]))
    }

    fn name(&self, redis: &Redis, charge: &Charge) -> String {
        redis.name(&format!("limit:{}", self.sealed(charge)))
    }
}

/// Brings counters together and lets go of what is over. Runs until aborted.
async fn tend(core: Arc<Core>) {
    let (mut swept, mut told) = (Instant::now(), None::<Instant>);
    loop {
        if let Some(redis) = core.redis.as_ref().filter(|redis| redis.is_up()) {
            let is_due = told.is_none_or(|told| told.elapsed() >= together::PRESENT_EVERY);
            if is_due || core.counters.has_news() {
                together::bring_together(&core, redis).await;
                told = Some(Instant::now());
            }
        }
        if swept.elapsed() >= SWEEP_EVERY {
            let now = core.ticker.now();
            core.counters.sweep(now);
            core.logs.sweep(now);
            swept = Instant::now();
        }
        tokio::time::sleep(together::EVERY).await;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limiter")
    }
}
