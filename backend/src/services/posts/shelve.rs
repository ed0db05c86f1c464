//! What a stored post takes along: tags, search index, cached answers.

use broadsheet_shared::{
    id::{CategoryId, MediaId, TagId, UserId},
    time::Timestamp,
    v2::PostState,
    value::{Slug, TagName},
};

use super::PostError;
use crate::{
    domain::{actor::Actor, post::PostRecord, search_text::index_text},
    platform::{cache::Tag, ids::Ids},
    repositories::{
        DatabaseError, Executor, Transaction, categories, media,
        search::{self, Document, DocumentKind},
        tags,
    },
    services::Context,
};

/// The category of that slug, or a 422 that names the field.
pub(super) async fn category(database: &impl Executor, slug: &Slug) -> Result<CategoryId, PostError> {
    let found = categories::find_by_slug(database, slug.as_str()).await?;
    found
        .map(|category| category.id)
        .ok_or_else(|| PostError::field("/category", "unknown", "There is no such category; choose one of the list."))
}

/// The cover if it is the actor's own upload, else a 422 that names the field.
pub(super) async fn cover(
    database: &impl Executor,
    actor: &Actor,
    author: UserId,
    id: MediaId,
) -> Result<MediaId, PostError> {
    let owner = media::find_owner(database, id).await?;
    let is_own = owner.is_some_and(|owner| owner == author || actor.is(owner));
    let unknown = || PostError::field("/cover_id", "unknown", "There is no such image among your uploads.");
    if is_own { Ok(id) } else { Err(unknown()) }
}

/// Finds or makes the tags and hangs them on the post; gives their ids for the cache.
pub(super) async fn set_tags(
    transaction: &Transaction,
    ids: &Ids,
    record: &PostRecord,
    names: &[TagName],
    now: Timestamp,
) -> Result<Vec<TagId>, DatabaseError> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        found.push(tags::find_or_insert(transaction, ids.next(), name.as_str(), name.as_str(), now).await?);
    }
    tags::set_for_post(transaction, record.id, &found, record.listed_at()).await?;
    for (name, id) in names.iter().zip(&found) {
        index_tag(transaction, *id, name).await?;
    }
    Ok(found)
}

async fn index_tag(transaction: &Transaction, id: TagId, name: &TagName) -> Result<(), DatabaseError> {
    let document = Document {
        entity_id: id.0,
        kind: DocumentKind::Tag,
        title: index_text(name.as_str()),
        tags: String::new(),
        body: String::new(),
    };
    search::upsert(transaction, &document).await
}

/// The search document of a post, made before the transaction opens: tokenising a long text takes a while.
pub(super) fn document(record: &PostRecord, tags: &[String], plain_text: &str) -> Document {
    Document {
        entity_id: record.id.0,
        kind: DocumentKind::Post,
        title: index_text(&record.title),
        tags: index_text(&tags.join(" ")),
        body: index_text(&format!("{}\n{plain_text}", record.excerpt)),
    }
}

/// Puts a published post into the search index and takes any other out.
pub(super) async fn index(
    transaction: &Transaction,
    state: PostState,
    document: &Document,
) -> Result<(), DatabaseError> {
    if state == PostState::Published {
        search::upsert(transaction, document).await
    } else {
        search::delete(transaction, document.entity_id).await
    }
}

/// Drops every ready answer that spoke of this post. After the commit.
pub(super) async fn drop_cached(context: &Context, record: &PostRecord, is_listing_changed: bool) {
    let mut dropped = vec![Tag::post(record.id)];
    if is_listing_changed {
        dropped.extend([Tag::Posts, Tag::Tags, Tag::Categories, Tag::Search, Tag::user(record.author_id)]);
    }
    context.cache.drop_tags(&dropped).await;
}
