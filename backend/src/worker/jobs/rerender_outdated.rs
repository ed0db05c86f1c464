//! Renders anew what an older renderer made, posts first, then comments, then biographies. A large site takes many
//! attempts; each is short and resumes where there is something left.

use std::time::{Duration, Instant};

use super::{Done, Outcome};
use crate::{
    domain::rerender::{OutdatedPlace, Rerendered},
    platform::markdown::RENDERER_VERSION,
    services::{Context, accounts, comments, posts},
};

/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);

/// A newer program has enqueued this; an older one would render with what it has.
#[derive(Debug, thiserror::Error)]
#[error("renderer {0} is wanted, and this program has an older one")]
struct TooOld(i64);

pub(super) async fn run(context: &Context, renderer_version: i64) -> Outcome {
    if renderer_version > i64::from(RENDERER_VERSION) {
        return Err(TooOld(renderer_version).into());
    }
    let mut round = Round { end: Instant::now() + ENOUGH, rendered: 0 };
    let is_whole = round.of(context, posts::rerender_outdated).await?
        && round.of(context, comments::rerender_outdated).await?
        && round.of(context, accounts::rerender_outdated).await?;
    if round.rendered > 0 {
        tracing::info!(rendered = round.rendered, "texts of an older renderer were rendered anew");
    }
    // Without progress the rest cannot be rendered at all, and is left for the next hour.
    Ok(if is_whole || round.rendered == 0 { Done::Whole } else { Done::InPart })
}

/// One attempt.
struct Round {
    end: Instant,
    rendered: usize,
}

impl Round {
    /// Renders texts of one kind until none is left or time is up; whether none is left.
    async fn of<'a, Id, E, Batch>(
        &mut self,
        context: &'a Context,
        batch: impl Fn(&'a Context, Option<OutdatedPlace<Id>>) -> Batch,
    ) -> Result<bool, E>
    where
        Batch: Future<Output = Result<Rerendered<Id>, E>>,
    {
        let mut place = None;
        while Instant::now() < self.end {
            let done = batch(context, place).await?;
            self.rendered += done.rendered;
            place = done.next;
            if place.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
