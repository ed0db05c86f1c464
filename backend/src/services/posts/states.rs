//! The verbs that lead a post from one state to another.

use broadsheet_shared::{id::PostId, permission::Permission, time::Timestamp, v2::PostState};

use super::{PostError, change, rendering, shelve};
use crate::{
    domain::{
        actor::Actor,
        post::{Post, PostRecord},
        precondition::Precondition,
    },
    repositories::posts,
    services::Context,
};

/// Days that an author may restore what they deleted.
const RESTORE_DAYS: i64 = 30;

/// A post that others can see needs a text.
pub(super) fn require_text(body: &str) -> Result<(), PostError> {
    if body.trim().is_empty() {
        return Err(PostError::field("/body", "required", "The text is missing: write something before you publish."));
    }
    Ok(())
}

/// Publishes a draft now, or sets the time at which it will be.
pub async fn publish(context: &Context, actor: &Actor, id: PostId, at: Option<Timestamp>) -> Result<Post, PostError> {
    actor.require(Permission::PostsPublish)?;
    let now = context.clock.now();
    if at.is_some_and(|at| at <= now) {
        return Err(PostError::field("/at", "invalid", "Choose a time to come, or leave it out to publish now."));
    }
    transfer(context, actor, id, &Precondition::Any, move |record| {
        require_text(&record.body_markdown)?;
        if !matches!(record.state, PostState::Draft | PostState::Scheduled | PostState::Archived) {
            return Err(PostError::WrongState { state: record.state, verb: "published" });
        }
        record.scheduled_at = at;
        record.state = if at.is_some() { PostState::Scheduled } else { PostState::Published };
        if at.is_none() {
            record.published_at = record.published_at.or(Some(now));
        }
        Ok(())
    })
    .await
}

/// Takes a post back into the drafts.
pub async fn unpublish(context: &Context, actor: &Actor, id: PostId) -> Result<Post, PostError> {
    transfer(context, actor, id, &Precondition::Any, |record| {
        if !matches!(record.state, PostState::Published | PostState::Scheduled | PostState::Archived) {
            return Err(PostError::WrongState { state: record.state, verb: "taken back" });
        }
        record.state = PostState::Draft;
        record.scheduled_at = None;
        Ok(())
    })
    .await
}

/// Takes a post out of every list; its address goes on working.
pub async fn archive(context: &Context, actor: &Actor, id: PostId) -> Result<Post, PostError> {
    transfer(context, actor, id, &Precondition::Any, |record| {
        if record.state != PostState::Published {
            return Err(PostError::WrongState { state: record.state, verb: "archived" });
        }
        record.state = PostState::Archived;
        Ok(())
    })
    .await
}

/// Puts a post away; its author may restore it for 30 days.
pub async fn delete(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<(), PostError> {
    let now = context.clock.now();
    transfer(context, actor, id, precondition, move |record| {
        record.state_before_deletion = Some(record.state);
        record.state = PostState::Deleted;
        record.deleted_at = Some(now);
        Ok(())
    })
    .await?;
    Ok(())
}

/// Brings back what its author deleted, as it was before; a deleted scheduled post comes back as a draft.
pub async fn restore(context: &Context, actor: &Actor, id: PostId) -> Result<Post, PostError> {
    let now = context.clock.now();
    let record = posts::find_record(context.database.read(), id).await?.ok_or(PostError::NotFound)?;
    let deadline = record.deleted_at.map(|at| at.plus_secs(RESTORE_DAYS * 86_400));
    if !actor.is(record.author_id) || (record.state == PostState::Deleted && deadline.is_some_and(|end| end < now)) {
        return Err(PostError::NotFound);
    }
    let body = rendering::render(&context.markdown, &record.body_markdown).await?;
    let body = &body;
    let (record, post) = context
        .database
        .write(|tx| async move {
            let mut record = posts::find_record(&tx, id).await?.ok_or(PostError::NotFound)?;
            if record.state != PostState::Deleted {
                return Err(PostError::WrongState { state: record.state, verb: "restored" });
            }
            record.state = match record.state_before_deletion.take() {
                Some(state @ (PostState::Published | PostState::Archived)) => state,
                _ => PostState::Draft,
            };
            record.deleted_at = None;
            record.scheduled_at = None;
            record.updated_at = now;
            change::save(&tx, &record).await?;
            let tags = change::tag_names(&tx, id).await?;
            shelve::index(&tx, record.state, &shelve::document(&record, &tags, &body.plain_text)).await?;
            let post = posts::find(&tx, id).await?.ok_or(PostError::NotFound)?;
            Ok((record, post))
        })
        .await?;
    shelve::drop_cached(context, &record, true).await;
    Ok(post)
}

/// One step from state to state: reads, lets `step` decide, stores, and keeps index and cache in line.
async fn transfer(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
    step: impl Fn(&mut PostRecord) -> Result<(), PostError> + Send + Sync,
) -> Result<Post, PostError> {
    let before = change::editable(context.database.read(), actor, id).await?;
    let body = rendering::render(&context.markdown, &before.body_markdown).await?;
    let now = context.clock.now();
    let (body, step) = (&body, &step);
    let (record, post) = context
        .database
        .write(|tx| async move {
            let mut record = change::editable(&tx, actor, id).await?;
            if !precondition.holds(record.edit_version, record.updated_at) {
                return Err(change::stale(&tx, id).await);
            }
            step(&mut record)?;
            record.updated_at = now;
            change::save(&tx, &record).await?;
            let tags = change::tag_names(&tx, id).await?;
            shelve::index(&tx, record.state, &shelve::document(&record, &tags, &body.plain_text)).await?;
            let post = posts::find(&tx, id).await?.ok_or(PostError::NotFound)?;
            Ok((record, post))
        })
        .await?;
    shelve::drop_cached(context, &record, true).await;
    Ok(post)
}
