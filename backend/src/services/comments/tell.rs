//! What readers of a thread are told of a change, written in its transaction.

use broadsheet_shared::id::PostId;

use crate::{
    domain::stream::{Happening, Stream},
    repositories::{DatabaseError, Transaction, streams},
    services::Context,
};

/// Whether a change moves the number of visible comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Moved,
    Stays,
}

/// Adds the event to the post's comments, and one to its numbers if they moved.
pub(super) async fn tell(
    context: &Context,
    tx: &Transaction,
    post: PostId,
    happening: Happening,
    count: Count,
) -> Result<(), DatabaseError> {
    let now = context.clock.now();
    streams::append(tx, Stream::Comments(post), happening, now).await?;
    if count == Count::Moved {
        streams::append_counts(tx, post, now).await?;
    }
    Ok(())
}
