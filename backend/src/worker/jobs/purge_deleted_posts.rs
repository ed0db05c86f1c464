//! Removes posts for good, a few at a time: each takes its comments along.

use super::{Done, Outcome, told};
use crate::services::{Context, posts};

/// Posts at once.
const BATCH: u8 = 50;

pub(super) async fn run(context: &Context) -> Outcome {
    let purged = posts::purge_deleted(context, BATCH).await?;
    told("deleted posts", purged)?;
    Ok(if purged < u64::from(BATCH) { Done::Whole } else { Done::InPart })
}
