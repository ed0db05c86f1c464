//! Brings the counters of all processes together, in the background: each tells what it has counted since the last time,
//! and hears what all have counted, how many they are, and what time it is.

use std::time::Duration;

use fred::{interfaces::LuaInterface, types::Value};

use super::{Core, charge::Charge, counter::Unsent, log::window_ms};
use crate::platform::redis::{Redis, RedisError};

const TOGETHER: &str = include_str!("together/together.lua");
/// How often, while there is something to tell.
pub const EVERY: Duration = Duration::from_millis(250);
/// How often, when there is nothing.
pub const PRESENT_EVERY: Duration = Duration::from_secs(2);
/// A process that was silent for so long has ended.
const LIFE_MS: i64 = 8_000;
/// Counters in one script, so that Redis is never held up.
const AT_ONCE: usize = 100;

/// Tells and hears. What could not be told waits for the next time.
pub async fn bring_together(core: &Core, redis: &Redis) {
    let now = core.ticker.now();
    let unsent = core.counters.unsent(now);
    let mut batches = unsent.chunks(AT_ONCE);
    // Without any news the others are told that this process is there.
    let mut batch = batches.next().unwrap_or_default();
    loop {
        if let Err(error) = tell(core, redis, batch).await {
            if matches!(error, RedisError::Refused(_)) {
                tracing::debug!(%error, "counters could not be brought together");
            }
            break;
        }
        match batches.next() {
            Some(next) => batch = next,
            None => return,
        }
    }
    for (charge, ..) in batch.iter().chain(batches.flatten()) {
        core.counters.wait_again(*charge);
    }
}

type News = (Charge, broadsheet_shared::limit::Limit, Unsent);

async fn tell(core: &Core, redis: &Redis, news: &[News]) -> Result<(), RedisError> {
    let mut keys = vec![redis.name("limit:processes")];
    let now = core.ticker.for_redis().map_or_else(String::new, |now| now.to_string());
    let mut arguments: Vec<Value> = vec![now.into(), core.process.clone().into(), LIFE_MS.into()];
    for (charge, limit, unsent) in news {
        let name = core.name(redis, charge);
        for (back, count) in (0..).zip(unsent.fresh) {
            keys.push(format!("{name}:{}", unsent.window - back));
            arguments.extend([Value::from(i64::from(count)), Value::from(2 * window_ms(limit) + LIFE_MS)]);
        }
    }
    let answer: Vec<i64> = redis.run(redis.client().eval(TOGETHER, keys, arguments)).await?;
    let [now, processes, totals @ ..] = answer.as_slice() else {
        return Err(RedisError::Refused("a script's answer has another form".to_owned()));
    };
    core.ticker.set(*now);
    core.set_processes(*processes);
    for ((charge, _, unsent), totals) in news.iter().zip(totals.chunks_exact(2)) {
        let total = |at: usize| u32::try_from(totals[at]).unwrap_or(u32::MAX);
        core.counters.settle(charge, unsent, [total(0), total(1)]);
    }
    Ok(())
}
