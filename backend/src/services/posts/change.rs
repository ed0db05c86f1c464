//! Changing a post that exists: text, fields and address, and its state with them, against the version that its author
//! read.

use broadsheet_shared::{
    id::PostId,
    input::PostPatch,
    permission::Permission,
    time::Timestamp,
    v2::{NotificationVerb, PostState},
    value::{TagName, Title},
};

use super::{PostError, newcomer::Linking, rendering, shelve, slug, states, tell};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        post::{Post, PostRecord, Updated},
        precondition::Precondition,
    },
    platform::markdown::Rendered,
    repositories::{Executor, Transaction, posts, roles, slugs},
    services::{Context, audit, notices},
};

/// How often a post is written to the database when what others do at the same time is in the way.
pub(super) const ATTEMPTS: u8 = 4;

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
    amend(context, actor, id, precondition, patch, None).await
}

/// The same, and where `is_published` says so publishes the post or takes it back into the drafts: both, or neither.
///
/// A post that is there already stays where it is.
pub async fn amend(
    context: &Context,
    actor: &Actor,
    id: PostId,
    precondition: &Precondition,
    patch: &PostPatch,
    is_published: Option<bool>,
) -> Result<Post, PostError> {
    let before = editable(context.database.read(), actor, id).await?;
    let body = patch.body.as_ref().map_or(before.body_markdown.as_str(), |body| body.as_str());
    if destination(is_published, before.state).unwrap_or(before.state) != PostState::Draft {
        states::require_text(body)?;
    }
    let ready = Ready {
        actor,
        precondition,
        patch,
        is_published,
        body,
        // Rendered even when the text stays: the search index needs its words, and a newer renderer gets its chance.
        rendered: rendering::render(context, body).await?,
        linking: Linking::of(context, actor).await?,
        now: context.clock.now(),
    };
    let (record, post) = store_among_others(context, id, &ready).await?;
    let is_listing_changed = record.state == PostState::Published || is_published.is_some();
    shelve::drop_cached(context, &record, is_listing_changed).await;
    Ok(post)
}

/// A change with all that is made for it before its transaction opens.
struct Ready<'a> {
    actor: &'a Actor,
    precondition: &'a Precondition,
    patch: &'a PostPatch,
    is_published: Option<bool>,
    /// The text that was rendered: a new one, or the one that was there.
    body: &'a str,
    rendered: Rendered,
    linking: Linking,
    now: Timestamp,
}

/// Where a post in this state is led to; `None`, if it stays.
fn destination(is_published: Option<bool>, state: PostState) -> Option<PostState> {
    match (is_published?, state) {
        (true, PostState::Published) => None,
        (true, _) => Some(PostState::Published),
        (false, PostState::Draft) => None,
        (false, _) => Some(PostState::Draft),
    }
}

/// Stores it, and tries again where somebody takes the slug of its title or deletes its category at the same moment.
async fn store_among_others(context: &Context, id: PostId, ready: &Ready<'_>) -> Result<(PostRecord, Post), PostError> {
    let mut attempt = 1;
    loop {
        let is_crowded = attempt > slug::NUMBERED_ATTEMPTS;
        let stored = context.database.write(|tx| async move { store(&tx, context, id, ready, is_crowded).await });
        match stored.await {
            Err(error) if error.is_overtaken() && attempt < ATTEMPTS => attempt += 1,
            stored => return stored.map_err(slug_taken),
        }
    }
}

async fn store(
    tx: &Transaction,
    context: &Context,
    id: PostId,
    ready: &Ready<'_>,
    is_crowded: bool,
) -> Result<(PostRecord, Post), PostError> {
    let Ready { actor, precondition, patch, is_published, body, rendered, linking, now } = ready;
    let mut record = editable(tx, actor, id).await?;
    // A text that came in between was not rendered: what is stored of it would be the former one.
    let is_rendered = patch.body.is_some() || record.body_markdown == *body;
    if !precondition.holds(record.edit_version, record.updated_at) || !is_rendered {
        return Err(stale(tx, id).await);
    }
    let destination = destination(*is_published, record.state);
    if destination.is_none() && **patch == PostPatch::default() {
        // Who changes nothing makes nobody else's version stale.
        let post = posts::find(tx, id).await?.ok_or(PostError::NotFound)?;
        return Ok((record, post));
    }
    let before = tell::Before::of(&record);
    move_address(tx, &mut record, patch, is_crowded).await?;
    apply(tx, actor, &mut record, patch, rendered).await?;
    match destination {
        Some(PostState::Published) => states::lead_to_readers(&mut record, actor, None, *now)?,
        Some(_) => states::lead_back(&mut record)?,
        // No file says at which address a post stands and whether it takes comments: an import leaves both as they are.
        None if (PostPatch { slug: None, comments_open: None, ..(*patch).clone() }) == PostPatch::default() => {
            record.carry_import();
        }
        None => {}
    }
    if record.state != PostState::Draft {
        states::require_text(&record.body_markdown)?;
        linking.allow(context, &record, record.scheduled_at.unwrap_or(*now))?;
    }
    record.updated_at = *now;
    // First of all: who comes later waits here, and is stale before they touch anything that hangs on the post.
    save(tx, &record).await?;
    let tags = match &patch.tags {
        Some(names) => {
            shelve::set_tags(tx, &context.ids, &record, names, *now).await?;
            names.iter().map(TagName::to_string).collect()
        }
        None => tag_names(tx, id).await?,
    };
    tell::of_state(context, tx, before, &record, *now).await?;
    tell::of_mentions(context, tx, &record, &rendered.mentions).await?;
    trace(context, tx, actor, Action::PostChanged, &record).await?;
    shelve::index(tx, record.state, &shelve::document(&record, &tags, &rendered.plain_text)).await?;
    let post = posts::find(tx, id).await?.ok_or(PostError::NotFound)?;
    Ok((record, post))
}

/// The stored post if the actor may change it: its author, or who manages any post that the public has seen.
pub(super) async fn editable(database: &impl Executor, actor: &Actor, id: PostId) -> Result<PostRecord, PostError> {
    let record = posts::find_record(database, id).await?.ok_or(PostError::NotFound)?;
    require_editor(actor, &record)?;
    require_reach(database, actor, &record).await?;
    Ok(record)
}

/// Who manages any post changes none of people who stand above them (SECURITY B5).
async fn require_reach(database: &impl Executor, actor: &Actor, record: &PostRecord) -> Result<(), PostError> {
    let Some(person) = actor.person().filter(|person| person.id != record.author_id) else { return Ok(()) };
    if roles::rank_of(database, record.author_id).await? > roles::rank_of(database, person.id).await? {
        return Err(PostError::AuthorOutranks);
    }
    Ok(())
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
/// Where it is crowded, others make slugs of the same title at the same moment.
async fn move_address(
    tx: &Transaction,
    record: &mut PostRecord,
    patch: &PostPatch,
    is_crowded: bool,
) -> Result<(), PostError> {
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
    record.slug = match wanted {
        None if is_crowded => slug::unlike_any(record.id, &title).into_string(),
        wanted => slug::choose(tx, record.id, wanted, &title).await?,
    };
    slugs::delete(tx, &record.slug).await?;
    if !is_unseen {
        slugs::insert(tx, &former, record.id, record.updated_at).await?;
    }
    Ok(())
}

/// The refusal of a slug that somebody took at the same moment.
pub(super) fn slug_taken(error: PostError) -> PostError {
    match error {
        PostError::Database(error) if error.is_taken("posts.slug") => PostError::SlugTaken,
        error => error,
    }
}
