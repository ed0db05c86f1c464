//! Counts the likes and follows of somebody who was suspended no longer, or again, where the command itself had not the time.

use std::time::{Duration, Instant};

use broadsheet_shared::id::UserId;

use super::{Done, Outcome};
use crate::services::{Context, accounts};

/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);

pub(super) async fn run(context: &Context, user: UserId) -> Outcome {
    let is_whole = accounts::settle_ties(context, user, Instant::now() + ENOUGH).await?;
    Ok(if is_whole { Done::Whole } else { Done::InPart })
}
