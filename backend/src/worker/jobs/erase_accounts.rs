//! Erases accounts whose time is over: the person first, in one transaction, then what they wrote and uploaded, a few
//! things at a time. The row of the departure goes last, so that whoever comes after a crash goes on where it was.

use std::time::{Duration, Instant};

use broadsheet_shared::{id::UserId, v2::ContentChoice};

use super::{Done, Outcome};
use crate::services::{Context, comments, leaving, media, posts};

/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);
/// Things of one person at once.
const BATCH: u8 = 50;
/// People in one attempt.
const PEOPLE: u8 = 20;

pub(super) async fn run(context: &Context) -> Outcome {
    let end = Instant::now() + ENOUGH;
    let due = leaving::due(context, PEOPLE).await?;
    let is_last_part = due.len() < usize::from(PEOPLE);
    for (user, departure) in due {
        leaving::erase_person(context, user).await?;
        if !erase_things(context, user, departure.content, end).await? {
            return Ok(Done::InPart);
        }
        leaving::finish(context, user).await?;
        tracing::info!(%user, content = departure.content.as_str(), "an account was erased");
    }
    Ok(if is_last_part { Done::Whole } else { Done::InPart })
}

/// What they wrote and uploaded; false if there was not the time for all of it. Pictures come last: until then a text
/// that goes may show them.
async fn erase_things(
    context: &Context,
    user: UserId,
    content: ContentChoice,
    end: Instant,
) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    while !posts::erase_of(context, user, content, BATCH).await? {
        if Instant::now() >= end {
            return Ok(false);
        }
    }
    while !comments::erase_of(context, user, content, BATCH).await? {
        if Instant::now() >= end {
            return Ok(false);
        }
    }
    let mut place = media::erase_of(context, user, content, None, BATCH).await?;
    while place.is_some() {
        if Instant::now() >= end {
            return Ok(false);
        }
        place = media::erase_of(context, user, content, place, BATCH).await?;
    }
    Ok(true)
}
