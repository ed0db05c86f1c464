//! What readers are told of a post's way from state to state, written in its transaction.

use broadsheet_shared::{time::Timestamp, v2::PostState};

use crate::{
    domain::{
        post::PostRecord,
        stream::{Happening, Stream},
    },
    repositories::{DatabaseError, Transaction, streams},
    services::{Context, notices},
};

/// Says that a post is published, if it is so for the first time.
pub(super) async fn of_publication(
    context: &Context,
    tx: &Transaction,
    record: &PostRecord,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    if record.state == PostState::Published && record.published_at == Some(now) {
        streams::append(tx, Stream::Home, Happening::PostPublished { post: record.id }, now).await?;
        notices::published(context, tx, record.author_id, record.id, now).await?;
    }
    Ok(())
}

/// Lets the rights of those be asked again who hear of a post that others could see.
pub(super) async fn of_readers(tx: &Transaction, record: &PostRecord, now: Timestamp) -> Result<(), DatabaseError> {
    for stream in [Stream::Comments(record.id), Stream::Counts(record.id)] {
        streams::append(tx, stream, Happening::ReadersChanged {}, now).await?;
    }
    Ok(())
}

/// Both, for a post that was in the state `before`.
pub(super) async fn of_state(
    context: &Context,
    tx: &Transaction,
    before: PostState,
    record: &PostRecord,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    // Of a draft only its author hears, who sees it in every state but one.
    if before != PostState::Draft && before != record.state {
        of_readers(tx, record, now).await?;
    }
    of_publication(context, tx, record, now).await
}
