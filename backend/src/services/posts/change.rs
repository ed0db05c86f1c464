//! Changing a post that exists: text, fields and address, against the version that its author read.

use broadsheet_shared::{
    id::PostId,
    input::PostPatch,
    permission::Permission,
    v2::{NotificationVerb, PostState},
    value::{TagName, Title},
};

use super::{PostError, newcomer::Linking, rendering, shelve, slug};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        post::{Post, PostRecord, Updated},
        precondition::Precondition,
    },
    platform::markdown::Rendered,
    repositories::{Executor, Transaction, posts, slugs},
    services::{Context, audit, notices},
};

/// Changes what the patch names, if the post still is what the precondition says; gives it as stored.
///
/// A stale change stores nothing and hands back the version that is there.
pub async fn revise(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
    patch: &PostPatch,
) -> Result<Post, PostError> {
    let before = editable(context.database.read(), actor, id).await?;
    let body = patch.body.as_ref().map_or(before.body_markdown.as_str(), |body| body.as_str());
    if before.state != PostState::Draft {
        super::states::require_text(body)?;
    }
    // Rendered even when the text stays: the search index needs its words, and a newer renderer gets its chance.
    let rendered = rendering::render(&context.markdown, body).await?;
    let linking = Linking::of(context, actor).await?;
    let now = context.clock.now();
    let rendered = &rendered;
    let (record, post) = context
        .database
        .write(|tx| async move {
            let mut record = editable(&tx, actor, id).await?;
            if !precondition.holds(record.edit_version, record.updated_at) {
                return Err(stale(&tx, id).await);
            }
            if *patch == PostPatch::default() {
                // Who changes nothing makes nobody else's version stale.
                let post = posts::find(&tx, id).await?.ok_or(PostError::NotFound)?;
                return Ok((record, post));
            }
            apply(&tx, actor, &mut record, patch, rendered).await?;
            if record.state != PostState::Draft {
                linking.allow(context, &record, record.scheduled_at.unwrap_or(now))?;
            }
            record.updated_at = now;
            let tags = match &patch.tags {
                Some(names) => {
                    shelve::set_tags(&tx, &context.ids, &record, names, now).await?;
                    names.iter().map(TagName::to_string).collect()
                }
                None => tag_names(&tx, id).await?,
            };
            save(&tx, &record).await?;
            trace(context, &tx, actor, Action::PostChanged, &record).await?;
            shelve::index(&tx, record.state, &shelve::document(&record, &tags, &rendered.plain_text)).await?;
            let post = posts::find(&tx, id).await?.ok_or(PostError::NotFound)?;
            Ok((record, post))
        })
        .await
        .map_err(slug_taken)?;
    shelve::drop_cached(context, &record, record.state == PostState::Published).await;
    Ok(post)
}

/// The stored post if the actor may change it: its author, or who manages any post that the public has seen.
pub(super) async fn editable(database: &impl Executor, actor: &Actor, id: PostId) -> Result<PostRecord, PostError> {
    let record = posts::find_record(database, id).await?.ok_or(PostError::NotFound)?;
    require_editor(actor, &record)?;
    Ok(record)
}

/// The rule behind [`editable`].
pub(super) fn require_editor(actor: &Actor, record: &PostRecord) -> Result<(), PostError> {
    if record.state == PostState::Deleted {
        return Err(PostError::NotFound);
    }
    let is_public = matches!(record.state, PostState::Published | PostState::Archived);
    if actor.is(record.author_id) {
        let person = actor.require(Permission::PostsWrite)?;
        // An import publishes under accounts that may still be unconfirmed: what readers see is not theirs to change yet.
        return if is_public && !person.is_confirmed { Err(Refusal::Unconfirmed.into()) } else { Ok(()) };
    }
    match record.state {
        PostState::Published | PostState::Archived => Ok(actor.allow(Permission::PostsManageAny)?),
        PostState::Removed => Err(PostError::Removed),
        PostState::Draft | PostState::Scheduled | PostState::Deleted => Err(PostError::NotFound),
    }
}

/// Stores the record as the next version. Within a transaction that has just read it, only a race is stale.
pub(super) async fn save(tx: &Transaction, record: &PostRecord) -> Result<(), PostError> {
    match posts::update(tx, record, record.edit_version).await? {
        Updated::Done(_) => Ok(()),
        Updated::Stale(_) => Err(stale(tx, record.id).await),
        Updated::Missing => Err(PostError::NotFound),
    }
}

/// Writes down what somebody did to the post of another, and tells its author; what people do to their own is theirs.
pub(super) async fn trace(
    context: &Context,
    tx: &Transaction,
    actor: &Actor,
    action: Action,
    record: &PostRecord,
) -> Result<(), PostError> {
    if actor.is(record.author_id) {
        return Ok(());
    }
    let entry = Entry::new(action).by(actor).about(record.id).of(record.author_id);
    audit::record(context, tx, entry.with("state", record.state.as_str())).await?;
    let verb = match action {
        Action::PostRemoved => NotificationVerb::PostRemoved,
        Action::PostRestored => NotificationVerb::PostRestored,
        _ => NotificationVerb::PostChanged,
    };
    Ok(notices::moderated(context, tx, actor, record.author_id, (verb, record.id, None)).await?)
}

/// The refusal of a stale change, with the version that is there.
pub(super) async fn stale(database: &impl Executor, id: PostId) -> PostError {
    match posts::find(database, id).await {
        Ok(Some(post)) => PostError::Stale(Box::new(post)),
        Ok(None) => PostError::NotFound,
        Err(error) => error.into(),
    }
}

pub(super) async fn tag_names(database: &impl Executor, id: PostId) -> Result<Vec<String>, PostError> {
    let post = posts::find(database, id).await?.ok_or(PostError::NotFound)?;
    Ok(post.summary.tags.into_iter().map(|tag| tag.slug).collect())
}

async fn apply(
    tx: &Transaction,
    actor: &Actor,
    record: &mut PostRecord,
    patch: &PostPatch,
    rendered: &Rendered,
) -> Result<(), PostError> {
    move_address(tx, record, patch).await?;
    if let Some(title) = &patch.title {
        title.as_str().clone_into(&mut record.title);
    }
    if let Some(body) = &patch.body {
        body.as_str().clone_into(&mut record.body_markdown);
    }
    if let Some(excerpt) = &patch.excerpt {
        let own = excerpt.as_ref().filter(|excerpt| !excerpt.as_str().is_empty());
        record.has_own_excerpt = own.is_some();
        record.excerpt = own.map(ToString::to_string).unwrap_or_default();
    }
    if let Some(category) = &patch.category {
        record.category_id = match category {
            Some(slug) => Some(shelve::category(tx, slug).await?),
            None => None,
        };
    }
    if let Some(cover) = patch.cover_id {
        record.cover_id = match cover {
            Some(id) if record.cover_id == Some(id) => Some(id),
            Some(id) => Some(shelve::cover(tx, actor, record.author_id, id).await?),
            None => None,
        };
    }
    if let Some(url) = &patch.canonical_url {
        record.canonical_url = url.as_ref().map(ToString::to_string);
    }
    if let Some(language) = &patch.language {
        record.language = language.as_ref().map(ToString::to_string);
    }
    if let Some(is_open) = patch.comments_open {
        record.comments_open = is_open;
    }
    rendering::apply(record, rendered);
    Ok(())
}

/// A new slug on request; and a draft that nobody has seen follows its title. Former public slugs go on leading here.
async fn move_address(tx: &Transaction, record: &mut PostRecord, patch: &PostPatch) -> Result<(), PostError> {
    let is_unseen = record.state == PostState::Draft && record.published_at.is_none();
    let title = patch.title.as_ref().filter(|title| title.as_str() != record.title);
    let wanted = patch.slug.as_ref().filter(|slug| slug.as_str() != record.slug);
    let title: Title = match (wanted, title) {
        (None, Some(title)) if is_unseen && slug::is_made_from(&record.slug, &record.title) => title.clone(),
        (Some(_), _) => Title::parse(&record.title).map_err(|error| PostError::Worker(error.to_string()))?,
        (None, _) => return Ok(()),
    };
    let former = std::mem::take(&mut record.slug);
    if wanted.is_none() && slug::is_made_from(&former, title.as_str()) {
        record.slug = former;
        return Ok(());
    }
    record.slug = slug::choose(tx, record.id, wanted, &title).await?;
    slugs::delete(tx, &record.slug).await?;
    if !is_unseen {
        slugs::insert(tx, &former, record.id, record.updated_at).await?;
    }
    Ok(())
}

fn slug_taken(error: PostError) -> PostError {
    match error {
        PostError::Database(error) if error.is_taken("posts.slug") => PostError::SlugTaken,
        error => error,
    }
}
