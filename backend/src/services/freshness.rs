//! What another process changed without a word: a command beside a running server, where no Redis carries the drops of the
//! cache from one to the other.
//!
//! Pattern: generation counter. The command leaves a new value in the settings; servers look at it once a second.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use super::{
    Context,
    context::{SiteSettings, setting_key},
};
use crate::{
    platform::cache::Tag,
    repositories::{DatabaseError, settings},
};

/// How long a server may go on showing what a command has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Says to servers of this site that hear no drops from here that what they keep is old. After the commit.
pub(super) async fn announce(context: &Context) -> Result<(), DatabaseError> {
    if context.redis.is_some() {
        return Ok(());
    }
    let (generation, now) = (context.ids.next::<uuid::Uuid>().to_string(), context.clock.now());
    let generation = generation.as_str();
    context
        .database
        .write(|tx| async move { settings::upsert(&tx, setting_key::CACHE_GENERATION, generation, now).await })
        .await
}

/// What a server's cache was made from, as far as no event tells of it.
#[derive(Debug)]
pub struct Freshness {
    generation: Option<String>,
    settings: Arc<SiteSettings>,
}

impl Freshness {
    /// Of a server that keeps nothing yet.
    pub async fn begin(context: &Context) -> Result<Self, DatabaseError> {
        Ok(Self { generation: generation(context).await?, settings: settings_now(context).await? })
    }

    /// Drops everything that is kept if another process says that it is old, or else what shows the site's settings if
    /// these are others; true if something was dropped.
    pub async fn look(&mut self, context: &Context) -> Result<bool, DatabaseError> {
        let (generation, settings) = (generation(context).await?, settings_now(context).await?);
        if generation != self.generation {
            context.cache.drop_all().await;
            // A command may have changed rights as well.
            context.standings.forget_all();
        } else if settings != self.settings {
            context.cache.drop_tags(&[Tag::Site]).await;
        } else {
            return Ok(false);
        }
        (self.generation, self.settings) = (generation, settings);
        Ok(true)
    }

    /// Looks again and again, until it is aborted. A database that is away is no matter of this task.
    pub async fn watch(mut self, context: Context) {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Ok(true) = self.look(&context).await {
                tracing::info!("another process changed the site: what was kept is dropped");
            }
        }
    }
}

/// Not those of a second ago, which a page may have been made from already.
async fn settings_now(context: &Context) -> Result<Arc<SiteSettings>, DatabaseError> {
    context.settings.forget();
    context.settings.read(&context.database).await
}

async fn generation(context: &Context) -> Result<Option<String>, DatabaseError> {
    settings::find(context.database.read(), setting_key::CACHE_GENERATION).await
}
