//! Publishes a post whose time has come, with the rights that its author has by then.

use broadsheet_shared::id::PostId;

use super::{Done, Outcome};
use crate::services::{
    Context,
    posts::{self, Timed},
};

pub(super) async fn run(context: &Context, post: PostId) -> Outcome {
    match posts::publish_scheduled(context, post).await? {
        Timed::Published => tracing::info!(%post, "a scheduled post was published"),
        Timed::NotAllowed => {
            tracing::warn!(%post, "a scheduled post was not published: its author may not publish any more");
        }
        Timed::NotDue => {}
    }
    Ok(Done::Whole)
}
