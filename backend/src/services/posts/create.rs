//! Writing a new post.

use broadsheet_shared::{
    id::UserId,
    input::NewPost,
    permission::Permission,
    time::Timestamp,
    v2::{self, PostState},
};

use super::{
    PostError,
    change::{self, ATTEMPTS},
    newcomer::Linking,
    read, rendering, shelve, slug, tell,
};
use crate::{
    domain::{
        actor::Actor,
        post::{Post, PostRecord, Standing},
    },
    platform::markdown::Rendered,
    repositories::{Transaction, posts},
    services::{
        Context,
        idempotency::{self, Key},
    },
};

/// A new post with what the interface knows beside its text.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The text and its fields.
    pub post: NewPost,
    /// True publishes it at once (v1, importer).
    pub is_published: bool,
    /// Keeps the answer under the caller's key.
    pub key: Option<Key>,
}

/// Stores a draft, or publishes it at once, and gives it as stored.
///
/// Costs one rendering and one transaction.
pub async fn create(context: &Context, actor: &Actor, draft: &Draft) -> Result<Post, PostError> {
    let author = actor.require(Permission::PostsWrite)?.id;
    if draft.is_published {
        actor.require(Permission::PostsPublish)?;
        super::states::require_text(draft.post.body.as_str())?;
    }
    let rendered = rendering::render(context, draft.post.body.as_str()).await?;
    let linking = Linking::of(context, actor).await?;
    let now = context.clock.now();
    let mut attempt = 1;
    loop {
        let mut record = record(context, author, draft, &rendered, now);
        if draft.post.slug.is_none() && attempt > slug::NUMBERED_ATTEMPTS {
            record.slug = slug::unlike_any(record.id, &draft.post.title).into_string();
        }
        if draft.is_published {
            linking.allow(context, &record, now)?;
        }
        let (record, rendered) = (&record, &rendered);
        let stored =
            context.database.write(|tx| async move { store(&tx, context, actor, draft, record, rendered).await });
        match stored.await {
            Ok(post) => {
                shelve::drop_cached(context, record, draft.is_published).await;
                return Ok(post);
            }
            Err(error) if error.is_overtaken() && attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(change::slug_taken(error)),
        }
    }
}

fn record(context: &Context, author: UserId, draft: &Draft, rendered: &Rendered, now: Timestamp) -> PostRecord {
    let NewPost { title, body, excerpt, canonical_url, language, comments_open, .. } = &draft.post;
    let own_excerpt = excerpt.as_ref().filter(|excerpt| !excerpt.as_str().is_empty());
    let mut record = PostRecord {
        id: context.ids.next(),
        author_id: author,
        category_id: None,
        cover_id: None,
        slug: String::new(),
        title: title.as_str().to_owned(),
        state: if draft.is_published { PostState::Published } else { PostState::Draft },
        state_before_deletion: None,
        state_before_removal: None,
        published_at: draft.is_published.then_some(now),
        created_at: now,
        updated_at: now,
        scheduled_at: None,
        deleted_at: None,
        edit_version: 1,
        renderer_version: 0,
        word_count: 0,
        reading_minutes: 1,
        comments_open: *comments_open,
        has_own_excerpt: own_excerpt.is_some(),
        language: language.as_ref().map(ToString::to_string),
        canonical_url: canonical_url.as_ref().map(ToString::to_string),
        removed_reason: None,
        import_source: None,
        import_hash: None,
        import_version: None,
        excerpt: own_excerpt.map(ToString::to_string).unwrap_or_default(),
        table_of_contents: Vec::new(),
        body_markdown: body.as_str().to_owned(),
        body_html: String::new(),
    };
    rendering::apply(&mut record, rendered);
    record
}

async fn store(
    tx: &Transaction,
    context: &Context,
    actor: &Actor,
    draft: &Draft,
    record: &PostRecord,
    rendered: &Rendered,
) -> Result<Post, PostError> {
    let mut record = record.clone();
    if record.slug.is_empty() {
        record.slug = slug::choose(tx, record.id, draft.post.slug.as_ref(), &draft.post.title).await?;
    }
    if let Some(category) = &draft.post.category {
        record.category_id = Some(shelve::category(tx, category).await?);
    }
    if let Some(cover) = draft.post.cover_id {
        record.cover_id = Some(shelve::cover(tx, actor, record.author_id, cover).await?);
    }
    posts::insert(tx, &record).await?;
    tell::of_publication(context, tx, false, &record, record.created_at).await?;
    tell::of_mentions(context, tx, &record, &rendered.mentions).await?;
    shelve::set_tags(tx, &context.ids, &record, &draft.post.tags, record.created_at).await?;
    let tags: Vec<_> = draft.post.tags.iter().map(ToString::to_string).collect();
    shelve::index(tx, record.state, &shelve::document(&record, &tags, &rendered.plain_text)).await?;
    let post = posts::find(tx, record.id).await?.ok_or(PostError::NotFound)?;
    if let Some((key, user)) = draft.key.as_ref().zip(actor.user_id()) {
        // Nobody has done anything with it yet.
        let viewer = read::viewer(actor, &post, Standing::default());
        let answer = v2::Post { viewer: Some(viewer), ..v2::Post::from(post.clone()) };
        let body = serde_json::to_string(&answer).map_err(|error| PostError::Worker(error.to_string()))?;
        idempotency::keep(tx, user, key, 201, &body).await?;
    }
    Ok(post)
}
