//! What readers are told of a post's way from state to state, and whom it names, written in its transaction.

use broadsheet_shared::{id::UserId, time::Timestamp, v2::PostState};

use crate::{
    domain::{
        notification::Subject,
        post::PostRecord,
        stream::{Happening, Stream},
    },
    repositories::{DatabaseError, Transaction, comments, streams},
    services::{
        Context,
        mentions::{self, Text},
        notices,
    },
};

/// How a post stood before a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    pub state: PostState,
    pub was_ever_published: bool,
}

impl Before {
    /// As it stands.
    pub fn of(record: &PostRecord) -> Self {
        Self { state: record.state, was_ever_published: record.published_at.is_some() }
    }
}

/// Says that a post is published, if it was not published before.
pub(super) async fn of_publication(
    context: &Context,
    tx: &Transaction,
    was_ever_published: bool,
    record: &PostRecord,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    if record.state == PostState::Published && !was_ever_published {
        streams::append(tx, Stream::Home, Happening::PostPublished { post: record.id }, now).await?;
        notices::published(context, tx, record.author_id, record.id, now).await?;
    }
    Ok(())
}

/// Remembers whom a post names, if everybody can read it in the lists.
pub(super) async fn of_mentions(
    context: &Context,
    tx: &Transaction,
    record: &PostRecord,
    named: &[UserId],
) -> Result<(), DatabaseError> {
    if record.state == PostState::Published {
        let text = Text { post: record.id, comment: None, author: record.author_id };
        mentions::announce(context, tx, text, named).await?;
    }
    Ok(())
}

/// Lets the rights of those be asked again who hear of a post that others could see.
pub(super) async fn of_readers(tx: &Transaction, record: &PostRecord, now: Timestamp) -> Result<(), DatabaseError> {
    for stream in [Stream::Comments(record.id), Stream::Counts(record.id), Stream::Presence(record.id)] {
        streams::append(tx, stream, Happening::ReadersChanged {}, now).await?;
    }
    Ok(())
}

/// Says to staff that what waits for them beneath a post can be read by nobody, or can again.
pub(super) async fn of_held(tx: &Transaction, record: &PostRecord, now: Timestamp) -> Result<(), DatabaseError> {
    if comments::exists_held(tx, record.id).await? {
        streams::append(tx, Stream::HeldComments, Happening::QueueChanged {}, now).await?;
    }
    Ok(())
}

/// All of it, for a post that stood as `before`.
pub(super) async fn of_state(
    context: &Context,
    tx: &Transaction,
    before: Before,
    record: &PostRecord,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    // Of a draft only its author hears, who sees it in every state but one.
    if before.state != PostState::Draft && before.state != record.state {
        of_readers(tx, record, now).await?;
    }
    if before.state != record.state {
        of_held(tx, record, now).await?;
        notices::wake_told(context, tx, Subject::Post(record.id)).await?;
    }
    of_publication(context, tx, before.was_ever_published, record, now).await
}
