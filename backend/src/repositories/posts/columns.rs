//! The columns of a post in a list and of a whole one, and how their rows are read.

use broadsheet_shared::{
    id::MediaId,
    v2::{CategoryRef, Image, ImageVariant, PostState, TagRef, UserRef},
};

use crate::domain::post::{OwnPost, Post, PostSummary};
use crate::repositories::{
    database::{DatabaseError, Engine, FromRow, Row},
    users::BYLINE,
};

/// The tables of a summary besides `posts p`, each joined by its primary key.
pub(super) const JOINS: &str = "JOIN users u ON u.id = p.author_id
    LEFT JOIN media a ON a.id = u.avatar_media_id
    LEFT JOIN categories c ON c.id = p.category_id
    LEFT JOIN media m ON m.id = p.cover_media_id
    LEFT JOIN post_tallies n ON n.post_id = p.id";

const HEAD: &str = "p.id, p.slug, p.title, p.excerpt, p.state, p.language, p.word_count, p.reading_minutes,
    p.comment_count, COALESCE(n.like_count, 0), p.published_at, p.updated_at, p.edit_version";

const PLACE: &str = "c.slug, c.name, m.id, m.width, m.height, m.alt, m.variants";

const TEXT: &str = "p.body_markdown, p.body_html, p.table_of_contents, p.has_own_excerpt, p.comments_open,
    p.canonical_url, p.created_at, p.scheduled_at, p.deleted_at, p.state_before_deletion, p.removed_reason,
    p.renderer_version";

/// The columns of a [`PostSummary`]; its tags come as one JSON text, so that a page is one query.
pub(super) fn summary(engine: Engine) -> String {
    let tags = match engine {
        Engine::Sqlite => "json_group_array(json_array(t.slug, t.name) ORDER BY pt.position)",
        Engine::Postgres => "coalesce(json_agg(json_build_array(t.slug, t.name) ORDER BY pt.position)::text, '[]')",
    };
    format!(
        "{HEAD}, {BYLINE}, {PLACE}, (SELECT {tags} FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id = p.id)"
    )
}

/// The columns of a [`Post`].
pub(super) fn whole(engine: Engine) -> String {
    format!("{}, {TEXT}", summary(engine))
}

impl FromRow for PostSummary {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            title: row.take()?,
            excerpt: row.take()?,
            state: row.parsed(PostState::parse)?,
            language: row.optional()?,
            word_count: small(row.take()?),
            reading_minutes: small(row.take()?),
            comment_count: row.take::<i64>()?.unsigned_abs(),
            like_count: row.take::<i64>()?.unsigned_abs(),
            published_at: row.optional()?,
            updated_at: row.take()?,
            edit_version: row.take::<i64>()?.unsigned_abs(),
            author: UserRef { id: row.take()?, username: row.take()?, display_name: row.take()?, avatar: image(row)? },
            category: category(row)?,
            cover: image(row)?,
            tags: tags(row)?,
        })
    }
}

impl FromRow for OwnPost {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            summary: PostSummary::from_row(row)?,
            scheduled_at: row.optional()?,
            removed_reason: row.optional()?,
            is_pinned: row.take()?,
        })
    }
}

impl FromRow for Post {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DatabaseError> {
        Ok(Self {
            summary: PostSummary::from_row(row)?,
            body_markdown: row.take()?,
            body_html: row.take()?,
            table_of_contents: row.json()?,
            has_own_excerpt: row.take()?,
            comments_open: row.take()?,
            canonical_url: row.optional()?,
            created_at: row.take()?,
            scheduled_at: row.optional()?,
            deleted_at: row.optional()?,
            state_before_deletion: row.optional::<String>()?.as_deref().and_then(PostState::parse),
            removed_reason: row.optional()?,
            renderer_version: row.take()?,
        })
    }
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn category(row: &mut Row<'_>) -> Result<Option<CategoryRef>, DatabaseError> {
    let (slug, name) = (row.optional()?, row.optional()?);
    Ok(slug.zip(name).map(|(slug, name)| CategoryRef { slug, name }))
}

fn tags(row: &mut Row<'_>) -> Result<Vec<TagRef>, DatabaseError> {
    let tags: Vec<(String, String)> = row.json()?;
    Ok(tags.into_iter().map(|(slug, name)| TagRef { slug, name }).collect())
}

/// The picture in five cells of a left join: id, width, height, alt, variants.
fn image(row: &mut Row<'_>) -> Result<Option<Image>, DatabaseError> {
    let id: Option<MediaId> = row.optional()?;
    let Some(id) = id else {
        row.skip(4);
        return Ok(None);
    };
    let (width, height) = (small(row.take()?), small(row.take()?));
    let alt = row.take()?;
    let variants: Vec<ImageVariant> = row.json()?;
    let url = variants.last().map(|largest| largest.url.clone()).unwrap_or_default();
    Ok(Some(Image { id, url, width, height, alt, variants }))
}
