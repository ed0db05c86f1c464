//! The exact logs that all processes share, in Redis: one atomic script looks at every log of a request and writes all or
//! none. The time is Redis's own, so processes need not agree on it.

use broadsheet_shared::limit::Limit;
use fred::{interfaces::LuaInterface, types::Value};

use super::log::{Look, window_ms};
use crate::platform::redis::{Redis, RedisError};

const TAKE: &str = include_str!("redis_logs/take.lua");
const TAKE_BACK: &str = include_str!("redis_logs/take_back.lua");

/// What the script saw.
#[derive(Debug)]
pub struct Seen {
    /// Redis's time; by it what was written down can be taken back.
    pub at: i64,
    /// Whether it was written down.
    pub is_taken: bool,
    /// How full each log was.
    pub looks: Vec<Look>,
}

/// Writes one down in each log, or in none if any is full. `now` where Redis's own time is not to be used.
pub async fn take(
    redis: &Redis,
    names: &[String],
    limits: impl Iterator<Item = Limit>,
    now: Option<i64>,
) -> Result<Seen, RedisError> {
    let mut arguments: Vec<Value> = vec![now.map_or_else(String::new, |now| now.to_string()).into()];
    for limit in limits {
        arguments.extend([Value::from(i64::from(limit.quota)), Value::from(window_ms(&limit))]);
    }
    let answer: Vec<i64> = redis.run(redis.client().eval(TAKE, names.to_vec(), arguments)).await?;
    let [is_taken, at, looks @ ..] = answer.as_slice() else { return Err(nonsense()) };
    let looks = looks
        .chunks_exact(2)
        .map(|look| Look { used: u32::try_from(look[0]).unwrap_or(u32::MAX), free_in_ms: look[1] });
    let seen = Seen { at: *at, is_taken: *is_taken == 1, looks: looks.collect() };
    if seen.looks.len() == names.len() { Ok(seen) } else { Err(nonsense()) }
}

/// Takes back what was written down at this time. Redis may have gone meanwhile; then it is forgotten there anyway, or
/// ends with its window.
pub async fn take_back(redis: &Redis, names: &[String], at: i64) {
    let arguments = vec![at.to_string()];
    let taken: Result<i64, _> = redis.run(redis.client().eval(TAKE_BACK, names.to_vec(), arguments)).await;
    if let Err(error) = taken {
        tracing::debug!(%error, "a count stays in Redis for its window");
    }
}

fn nonsense() -> RedisError {
    RedisError::Refused("a script's answer has another form".to_owned())
}
