//! Erases accounts whose time is over: the person first, in one transaction, then what ties them to others and what they
//! wrote and uploaded, a few things at a time. The row of the departure goes last, so that whoever comes after a crash goes on where it was.

use std::time::{Duration, Instant};

use broadsheet_shared::{id::UserId, v2::ContentChoice};

use super::{Done, Outcome};
use crate::services::{Context, comments, leaving, media, posts};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// When an attempt leaves the rest to the next.
const ENOUGH: Duration = Duration::from_secs(20);
/// Things of one person at once.
const BATCH: u8 = 50;
/// People who are looked up at once.
const PEOPLE: u8 = 20;

pub(super) async fn run(context: &Context) -> Outcome {
    let end = Instant::now() + ENOUGH;
    let mut failed = None;
    let mut after = None;
    loop {
        let due = leaving::due(context, after, PEOPLE).await?;
        let Some((last, departure)) = due.last() else { break };
        after = Some((departure.erase_at, *last));
        for (user, departure) in due {
            match erase(context, user, departure.content, end).await {
                Ok(true) => {}
                Ok(false) => return failed.map_or(Ok(Done::InPart), Err),
                // One that cannot be erased holds up nobody else, however many there are of them; the attempt fails all
                // the same, and is repeated.
                Err(error) => {
                    tracing::warn!(%user, %error, "an account was not erased");
                    failed.get_or_insert(error);
                }
            }
        }
        if Instant::now() >= end {
            return failed.map_or(Ok(Done::InPart), Err);
        }
    }
    failed.map_or(Ok(Done::Whole), Err)
}

/// Erases one account; false if there was not the time for all of it.
async fn erase(context: &Context, user: UserId, content: ContentChoice, end: Instant) -> Result<bool, Failure> {
    if !leaving::erase_person(context, user).await? {
        // Who came back to stay at the last moment is nobody's business here any more, and who is to be told first not yet.
        return Ok(true);
    }
    if !leaving::erase_ties(context, user, end).await? || !erase_things(context, user, content, end).await? {
        return Ok(false);
    }
    leaving::finish(context, user).await?;
    tracing::info!(%user, content = content.as_str(), "an account was erased");
    Ok(true)
}

/// What they wrote and uploaded; false if there was not the time for all of it. Pictures come last: until then a text
/// that goes may show them.
async fn erase_things(context: &Context, user: UserId, content: ContentChoice, end: Instant) -> Result<bool, Failure> {
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
