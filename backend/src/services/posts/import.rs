//! Storing a post that an import made of a file, or its newer version.

use broadsheet_shared::{
    id::{CategoryId, MediaId, UserId},
    time::Timestamp,
    v2::PostState,
    value::{Slug, TagName},
};

use super::{PostError, change, rendering, shelve, slug};
use crate::{
    domain::{
        job::{Job, NewJob},
        post::{Imported, PostRecord},
    },
    platform::markdown::Rendered,
    repositories::{Transaction, jobs, posts},
    services::Context,
};

/// A file's post, checked and rendered before the transaction opens.
#[derive(Debug)]
pub struct ImportedPost {
    /// The file, by the name of what was imported and its path therein.
    pub source: String,
    /// Hash of its content, to tell whether it changed.
    pub hash: String,
    /// The title.
    pub title: String,
    /// The Markdown.
    pub body: String,
    /// The Markdown as HTML and words.
    pub rendered: Rendered,
    /// What its address is made of; otherwise the title.
    pub slug: Option<Slug>,
    /// The author's own excerpt.
    pub excerpt: Option<String>,
    /// At most five.
    pub tags: Vec<TagName>,
    /// When it was published, or will be; otherwise now.
    pub date: Option<Timestamp>,
    /// True keeps it unpublished.
    pub is_draft: bool,
    /// Language of the text.
    pub language: Option<String>,
    /// Where it was first published.
    pub canonical_url: Option<String>,
    /// True writes over what somebody changed on the site since the file was imported.
    pub overwrites: bool,
}

/// Whose it is and where it belongs: rows of the same transaction.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// The author.
    pub author: UserId,
    /// The category.
    pub category: Option<CategoryId>,
    /// An image of the author.
    pub cover: Option<MediaId>,
}

/// Inserts the post of a file, or updates the one that the file made before; its address stays. What staff or the
/// author did with it in the meantime (archived, removed, deleted) stays done. One that was edited since is stale, unless
/// the import overwrites: whoever asked before the transaction opened may have been told otherwise.
pub async fn store_imported(
    context: &Context,
    transaction: &Transaction,
    post: &ImportedPost,
    placement: &Placement,
) -> Result<PostRecord, PostError> {
    let now = context.clock.now();
    let record = match posts::find_imported(transaction, &post.source).await? {
        Some(Imported { id, .. }) => {
            let mut record = posts::find_record(transaction, id).await?.ok_or(PostError::NotFound)?;
            // Judged by what is written over, which may be newer than what was found.
            if record.is_edited_since_import() && !post.overwrites {
                return Err(change::stale(transaction, id).await);
            }
            fill(&mut record, post, placement, now);
            record.updated_at = now;
            record.import_version = Some(record.edit_version.saturating_add(1));
            change::save(transaction, &record).await?;
            record
        }
        None => {
            let mut record = blank(context, placement.author, post.date.map_or(now, |date| date.min(now)));
            fill(&mut record, post, placement, now);
            let wanted = post.slug.clone().or_else(|| Slug::suggest(&post.title));
            let wanted = wanted.unwrap_or_else(|| slug::short(record.id));
            record.slug = slug::free(transaction, record.id, &wanted).await?;
            posts::insert(transaction, &record).await?;
            record
        }
    };
    if let Some(at) = record.scheduled_at.filter(|_| record.state == PostState::Scheduled) {
        let timer = Job::PublishScheduledPost { post: record.id };
        jobs::insert(transaction, &NewJob::new(context.ids.next(), &timer, at, now)).await?;
    }
    shelve::set_tags(transaction, &context.ids, &record, &post.tags, now).await?;
    let tags: Vec<_> = post.tags.iter().map(ToString::to_string).collect();
    let document = shelve::document(&record, &tags, &post.rendered.plain_text);
    shelve::index(transaction, record.state, &document).await?;
    Ok(record)
}

/// Drops what was cached of an imported post and of lists. After the commit.
pub async fn announce_imported(context: &Context, record: &PostRecord) {
    shelve::drop_cached(context, record, true).await;
}

fn fill(record: &mut PostRecord, post: &ImportedPost, placement: &Placement, now: Timestamp) {
    record.title.clone_from(&post.title);
    record.body_markdown.clone_from(&post.body);
    record.author_id = placement.author;
    record.category_id = placement.category;
    record.cover_id = placement.cover;
    record.language.clone_from(&post.language);
    record.canonical_url.clone_from(&post.canonical_url);
    record.import_source = Some(post.source.clone());
    record.import_hash = Some(post.hash.clone());
    record.has_own_excerpt = post.excerpt.is_some();
    record.excerpt = post.excerpt.clone().unwrap_or_default();
    set_state(record, post, now);
    rendering::apply(record, &post.rendered);
}

/// A draft stays hidden, and a date to come is the time at which the post will be published.
fn set_state(record: &mut PostRecord, post: &ImportedPost, now: Timestamp) {
    let scheduled_at = post.date.filter(|date| *date > now && !post.is_draft);
    if matches!(record.state, PostState::Draft | PostState::Scheduled | PostState::Published) {
        record.scheduled_at = scheduled_at;
        record.state = match scheduled_at {
            _ if post.is_draft => PostState::Draft,
            Some(_) => PostState::Scheduled,
            None => PostState::Published,
        };
    }
    if scheduled_at.is_some() && record.state == PostState::Scheduled {
        record.published_at = None;
    } else if scheduled_at.is_none() && !post.is_draft {
        record.published_at = post.date.or(record.published_at).or(Some(now));
    }
}

fn blank(context: &Context, author: UserId, at: Timestamp) -> PostRecord {
    PostRecord {
        id: context.ids.next(),
        author_id: author,
        category_id: None,
        cover_id: None,
        slug: String::new(),
        title: String::new(),
        state: PostState::Draft,
        state_before_deletion: None,
        state_before_removal: None,
        published_at: None,
        created_at: at,
        updated_at: at,
        scheduled_at: None,
        deleted_at: None,
        edit_version: 1,
        renderer_version: 0,
        word_count: 0,
        reading_minutes: 1,
        comments_open: true,
        has_own_excerpt: false,
        language: None,
        canonical_url: None,
        removed_reason: None,
        import_source: None,
        import_hash: None,
        import_version: Some(1),
        excerpt: String::new(),
        table_of_contents: Vec::new(),
        body_markdown: String::new(),
        body_html: String::new(),
    }
}
