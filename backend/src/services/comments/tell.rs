//! What readers of a thread are told of a change, and those who were notified of it, written in its transaction.

use broadsheet_shared::id::PostId;

use crate::{
    domain::stream::{Happening, Stream},
    repositories::{DatabaseError, Transaction, streams},
    services::{Context, notices},
};

/// Whether a change moves the number of visible comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Moved,
    Stays,
}

/// Says to staff that a comment came to wait for them, or does not any more.
pub(super) async fn tell_staff(context: &Context, tx: &Transaction) -> Result<(), DatabaseError> {
    streams::append(tx, Stream::HeldComments, Happening::QueueChanged {}, context.clock.now()).await?;
    Ok(())
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
    match happening {
        Happening::CommentHidden { comment } | Happening::CommentShown { comment } => {
            notices::touched(tx, comment).await
        }
        Happening::CommentDeleted { comment } => notices::bereft(tx, comment).await,
        _ => Ok(()),
    }
}
