//! Puts daily mails into the outbox. It runs hourly and finds nothing until the hour that the site has set.

use std::time::{Duration, Instant};

use super::{Done, Outcome};
use crate::services::{Context, mails};

/// People at once.
const BATCH: u8 = 100;
/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);

pub(super) async fn run(context: &Context) -> Outcome {
    let end = Instant::now() + ENOUGH;
    while Instant::now() < end {
        if mails::post_digests(context, BATCH).await? {
            return Ok(Done::Whole);
        }
    }
    Ok(Done::InPart)
}
