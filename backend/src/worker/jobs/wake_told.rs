//! Tells those how many notifications are unread who were told of a post or a person that has come out of sight, or into it
//! again: a few at once, however many they are. Who is told twice hears the same number.

use std::time::{Duration, Instant};

use broadsheet_shared::id::UserId;

use super::{Done, Outcome};
use crate::{
    domain::notification::Subject,
    services::{Context, notifications},
};

/// When the rest is left to another job.
const ENOUGH: Duration = Duration::from_secs(40);

pub(super) async fn run(context: &Context, of: Subject, mut after: Option<UserId>) -> Outcome {
    let end = Instant::now() + ENOUGH;
    while Instant::now() < end {
        after = notifications::wake_told(context, of, after).await?;
        if after.is_none() {
            return Ok(Done::Whole);
        }
    }
    notifications::wake_rest(context, of, after).await?;
    Ok(Done::Whole)
}
