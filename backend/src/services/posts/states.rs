//! The verbs that lead a post from one state to another.

use broadsheet_shared::{id::PostId, permission::Permission, time::Timestamp, v2::PostState, value::has_visible};

use super::{
    PostError,
    change::{self, ATTEMPTS},
    moderate,
    newcomer::Linking,
    rendering, shelve, tell,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::Action,
        job::{Job, NewJob},
        post::{Post, PostRecord},
        precondition::Precondition,
    },
    platform::markdown::Rendered,
    repositories::{Transaction, jobs, posts},
    services::Context,
};

/// Days that an author may restore what they deleted.
const RESTORE_DAYS: i64 = 30;

/// A post that others can see needs a text.
pub(super) fn require_text(body: &str) -> Result<(), PostError> {
    if !has_visible(body) {
        return Err(PostError::field("/body", "required", "The text is missing: write something before you publish."));
    }
    Ok(())
}

/// Publishes a draft now, or sets the time at which it will be.
pub async fn publish(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
    at: Option<Timestamp>,
) -> Result<Post, PostError> {
    actor.require(Permission::PostsPublish)?;
    let now = context.clock.now();
    if at.is_some_and(|at| at <= now) {
        return Err(PostError::field("/at", "invalid", "Choose a time to come, or leave it out to publish now."));
    }
    let linking = Linking::of(context, actor).await?;
    transfer(context, actor, id, precondition, move |record| {
        require_text(&record.body_markdown)?;
        linking.allow(context, record, at.unwrap_or(now))?;
        lead_to_readers(record, actor, at, now)
    })
    .await
}

/// The step of [`publish`], on a record that a transaction has read.
pub(super) fn lead_to_readers(
    record: &mut PostRecord,
    actor: &Actor,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), PostError> {
    actor.require(Permission::PostsPublish)?;
    if !matches!(record.state, PostState::Draft | PostState::Scheduled | PostState::Archived) {
        return Err(PostError::WrongState { state: record.state, verb: "published" });
    }
    record.scheduled_at = at;
    record.state = if at.is_some() { PostState::Scheduled } else { PostState::Published };
    if at.is_none() {
        record.published_at = record.published_at.or(Some(now));
    }
    Ok(())
}

/// Takes a post back into the drafts.
pub async fn unpublish(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<Post, PostError> {
    transfer(context, actor, id, precondition, lead_back).await
}

/// The step of [`unpublish`], on a record that a transaction has read.
pub(super) fn lead_back(record: &mut PostRecord) -> Result<(), PostError> {
    if !matches!(record.state, PostState::Published | PostState::Scheduled | PostState::Archived) {
        return Err(PostError::WrongState { state: record.state, verb: "taken back" });
    }
    record.state = PostState::Draft;
    record.scheduled_at = None;
    Ok(())
}

/// Takes a post out of every list; its address goes on working.
pub async fn archive(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<Post, PostError> {
    transfer(context, actor, id, precondition, |record| {
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

/// Brings back what its author deleted, or what staff removed, as it was before; a scheduled post comes back as a draft.
pub async fn restore(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<Post, PostError> {
    let record = posts::find_record(context.database.read(), id).await?.ok_or(PostError::NotFound)?;
    if record.state == PostState::Deleted {
        return restore_own(context, actor, id, precondition).await;
    }
    moderate::give_back(context, actor, id, precondition).await
}

async fn restore_own(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
) -> Result<Post, PostError> {
    let since = restorable_since(context.clock.now());
    let allow = |record: &PostRecord| {
        let is_late = record.deleted_at.is_some_and(|at| at < since);
        if !actor.is(record.author_id) || is_late {
            return Err(PostError::NotFound);
        }
        let person = actor.require(Permission::PostsWrite)?;
        let was_public = matches!(record.state_before_deletion, Some(PostState::Published | PostState::Archived));
        // Whoever may not change what readers see gives them nothing back either.
        if was_public && !person.is_confirmed { Err(Refusal::Unconfirmed.into()) } else { Ok(()) }
    };
    let deed = Deed { actor, action: Action::PostRestored };
    step(context, id, precondition, deed, allow, |record| {
        if record.state != PostState::Deleted {
            return Err(PostError::WrongState { state: record.state, verb: "restored" });
        }
        record.state = match record.state_before_deletion.take() {
            // What staff took away does not come back by being deleted first.
            Some(state @ (PostState::Published | PostState::Archived | PostState::Removed)) => state,
            _ => PostState::Draft,
        };
        record.deleted_at = None;
        record.scheduled_at = None;
        Ok(())
    })
    .await
}

/// What was deleted before this time is not to be restored any more.
pub(super) fn restorable_since(now: Timestamp) -> Timestamp {
    now.plus_secs(-RESTORE_DAYS * 86_400)
}

/// One step by somebody who may change the post.
pub(super) async fn transfer(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
    change: impl Fn(&mut PostRecord) -> Result<(), PostError> + Send + Sync,
) -> Result<Post, PostError> {
    // A step asks with the record in its hand and cannot look people up; a post's author never changes.
    change::editable(context.database.read(), actor, id).await?;
    let deed = Deed { actor, action: Action::PostChanged };
    step(context, id, precondition, deed, |record| change::require_editor(actor, record), change).await
}

/// Who takes a step, and what the audit log calls it if the post is another's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed<'a> {
    pub actor: &'a Actor,
    pub action: Action,
}

/// A step with all that is made for it before its transaction opens.
struct Ready<'a> {
    precondition: &'a Precondition,
    deed: Deed<'a>,
    allow: &'a (dyn Fn(&PostRecord) -> Result<(), PostError> + Send + Sync),
    change: &'a (dyn Fn(&mut PostRecord) -> Result<(), PostError> + Send + Sync),
    /// The text that was rendered.
    body: &'a str,
    rendered: Rendered,
    now: Timestamp,
}

/// One step from state to state: reads, asks whether it is allowed, lets `change` decide, stores, sets the timer of a
/// scheduled post, and keeps index and cache in line.
///
/// Where a change of the post comes in between, the step is taken again from the start, a few times; one that was to be
/// taken from a certain version is stale.
pub(super) async fn step(
    context: &Context,
    id: PostId,
    precondition: &Precondition,
    deed: Deed<'_>,
    allow: impl Fn(&PostRecord) -> Result<(), PostError> + Send + Sync,
    change: impl Fn(&mut PostRecord) -> Result<(), PostError> + Send + Sync,
) -> Result<Post, PostError> {
    let mut attempt = 1;
    loop {
        let read = posts::find_record(context.database.read(), id).await?.ok_or(PostError::NotFound)?;
        allow(&read)?;
        let ready = &Ready {
            precondition,
            deed,
            allow: &allow,
            change: &change,
            body: &read.body_markdown,
            rendered: rendering::render(context, &read.body_markdown).await?,
            now: context.clock.now(),
        };
        let stored = context.database.write(|tx| async move { store(&tx, context, id, ready).await });
        let error = match stored.await {
            Ok((record, post)) => {
                shelve::drop_cached(context, &record, true).await;
                return Ok(post);
            }
            Err(error) => error,
        };
        let is_any_version = matches!(precondition, Precondition::Any);
        let is_overtaken = error.is_overtaken() || (is_any_version && matches!(error, PostError::Stale(_)));
        if !is_overtaken || attempt == ATTEMPTS {
            return Err(error);
        }
        attempt += 1;
    }
}

async fn store(
    tx: &Transaction,
    context: &Context,
    id: PostId,
    ready: &Ready<'_>,
) -> Result<(PostRecord, Post), PostError> {
    let Ready { precondition, deed, allow, change, body, rendered, now } = ready;
    let mut record = posts::find_record(tx, id).await?.ok_or(PostError::NotFound)?;
    allow(&record)?;
    // A text that came in between was not rendered: the index would get the words of the former one, and whom it names
    // would never be told.
    if !precondition.holds(record.edit_version, record.updated_at) || record.body_markdown != *body {
        return Err(change::stale(tx, id).await);
    }
    let before = tell::Before::of(&record);
    let (left, due) = (record.state, record.scheduled_at.is_some_and(|at| at <= *now));
    change(&mut record)?;
    record.updated_at = *now;
    record.carry_import_from(left, due && left == PostState::Scheduled);
    if record.state == PostState::Published {
        // Who is named in it may have come, or changed their name, since it was written.
        rendering::apply(&mut record, rendered);
    }
    change::save(tx, &record).await?;
    tell::of_state(context, tx, before, &record, *now).await?;
    tell::of_mentions(context, tx, &record, &rendered.mentions).await?;
    change::trace(context, tx, deed.actor, deed.action, &record).await?;
    if let Some(at) = record.scheduled_at.filter(|_| record.state == PostState::Scheduled) {
        let timer = Job::PublishScheduledPost { post: id };
        jobs::insert(tx, &NewJob::new(context.ids.next(), &timer, at, *now)).await?;
    }
    let tags = change::tag_names(tx, id).await?;
    shelve::index(tx, record.state, &shelve::document(&record, &tags, &rendered.plain_text)).await?;
    let post = posts::find(tx, id).await?.ok_or(PostError::NotFound)?;
    Ok((record, post))
}
