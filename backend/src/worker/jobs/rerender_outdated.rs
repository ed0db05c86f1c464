//! Renders anew what an older renderer made, posts first, then comments. A large site takes many attempts; each is short
//! and resumes where there is something left.

use std::time::{Duration, Instant};

use super::{Done, Outcome};
use crate::{
    platform::markdown::RENDERER_VERSION,
    services::{Context, comments, posts},
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
    let started = Instant::now();
    let (mut rendered, mut place) = (0, None);
    loop {
        let batch = posts::rerender_outdated(context, place).await?;
        rendered += batch.rendered;
        place = batch.next;
        if place.is_none() || started.elapsed() > ENOUGH {
            break;
        }
    }
    let is_over_posts = place.is_none();
    let mut place = None;
    while is_over_posts && started.elapsed() <= ENOUGH {
        let batch = comments::rerender_outdated(context, place).await?;
        rendered += batch.rendered;
        place = batch.next;
        if place.is_none() {
            return Ok(told(rendered, Done::Whole));
        }
    }
    // Without progress the rest cannot be rendered at all, and is left for the next hour.
    Ok(told(rendered, if rendered > 0 { Done::InPart } else { Done::Whole }))
}

fn told(rendered: usize, done: Done) -> Done {
    if rendered > 0 {
        tracing::info!(rendered, "posts and comments of an older renderer were rendered anew");
    }
    done
}
