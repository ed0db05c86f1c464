//! Tells those how many notifications are unread who were told of a post or a person that has come out of sight, or into it
//! again: a few at once, however many they are. Who is told twice hears the same number.

use std::time::{Duration, Instant};

use super::{Done, Outcome};
use crate::{
    domain::notification::Subject,
    services::{Context, notifications},
};

/// When an attempt leaves the rest to the next, which begins anew: long, for it should not come to that.
const ENOUGH: Duration = Duration::from_secs(40);

pub(super) async fn run(context: &Context, of: Subject) -> Outcome {
    let end = Instant::now() + ENOUGH;
    let mut after = None;
    while Instant::now() < end {
        after = notifications::wake_told(context, of, after).await?;
        if after.is_none() {
            return Ok(Done::Whole);
        }
    }
    Ok(Done::InPart)
}
