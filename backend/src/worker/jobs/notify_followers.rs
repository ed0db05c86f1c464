//! Tells those of a new post who follow its author with the bell on: a few at once, however many they are.

use std::time::{Duration, Instant};

use broadsheet_shared::id::PostId;

use super::{Done, Outcome};
use crate::services::{Context, notifications};

/// People at once: as long as that takes, nobody else writes on SQLite.
const BATCH: u8 = 50;
/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);

pub(super) async fn run(context: &Context, post: PostId) -> Outcome {
    let end = Instant::now() + ENOUGH;
    let mut after = None;
    while Instant::now() < end {
        after = notifications::notify_followers(context, post, after, BATCH).await?;
        if after.is_none() {
            return Ok(Done::Whole);
        }
    }
    Ok(Done::InPart)
}
