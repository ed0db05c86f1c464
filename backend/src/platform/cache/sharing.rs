//! How the caches of several processes stay true: drops go out, drops come in, and doubt means forgetting.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{MissedTickBehavior, interval},
};

use super::{Core, redis_tier::RedisTier, tag::Tag};
use crate::platform::events::{Delivery, Listener, Signal};

/// How often expired entries are freed where nobody asks for them.
const SWEEP_EVERY: Duration = Duration::from_secs(2);

/// Starts the background tasks of a cache.
pub(super) fn start(core: &Arc<Core>) -> Vec<JoinHandle<()>> {
    let mut tasks = vec![tokio::spawn(hear(core.clone(), core.events.listen())), tokio::spawn(sweep(core.clone()))];
    if core.redis.is_some() {
        let core = core.clone();
        tasks.push(tokio::spawn(async move {
            if let Some(redis) = &core.redis {
                redis.keep_paying().await;
            }
        }));
    }
    tasks
}

impl Core {
    /// Drops `tags` (`None`: everything) here, in Redis, and in the other processes, in this order.
    pub(super) fn drop_everywhere(self: Arc<Self>, tags: Option<Vec<Tag>>) -> impl Future<Output = ()> + Send {
        self.drop_here(tags.as_deref());
        let task = tokio::spawn(async move {
            let is_dropped_in_redis = match &self.redis {
                Some(redis) => redis.drop_tags(tags.as_deref()).await,
                None => true,
            };
            if self.redis.is_some() {
                // A reader may have fetched the old answer from Redis between the two.
                self.drop_here(tags.as_deref());
            }
            let tags = tags.map(|tags| tags.iter().map(Tag::to_string).collect());
            self.events.publish(Signal::CacheDropped { tags, is_dropped_in_redis });
        });
        async move {
            // It can only fail when the runtime ends.
            let _ = task.await;
        }
    }

    /// Drops in this process alone.
    fn drop_here(&self, tags: Option<&[Tag]>) {
        match tags {
            Some(tags) => self.in_process.drop_tags(tags, |family| self.counters(family).dropped.add_one()),
            None => self.in_process.drop_all(),
        }
    }

    fn hear_signal(&self, signal: &Signal) {
        let Signal::CacheDropped { tags, is_dropped_in_redis } = signal else { return };
        if let Some(redis) = self.redis.as_ref().filter(|_| !is_dropped_in_redis) {
            RedisTier::owe(redis);
        }
        // A tag that only a newer version knows may stand for anything.
        let known = tags.as_ref().and_then(|tags| tags.iter().map(|tag| Tag::parse(tag)).collect::<Option<Vec<_>>>());
        self.drop_here(known.as_deref());
    }
}

/// Follows the drops of the other processes.
async fn hear(core: Arc<Core>, mut listener: Listener) {
    while let Some(delivery) = listener.next().await {
        match delivery {
            Delivery::Remote(signal) => core.hear_signal(&signal),
            Delivery::Gap => core.in_process.drop_all(),
            Delivery::Local(_) => {}
        }
    }
}

async fn sweep(core: Arc<Core>) {
    let mut ticks = interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        core.in_process.sweep();
    }
}
