//! Posts, their tags and their former slugs.
//!
//! The long texts stand last: SQLite reads a row from its start, so lists never touch the pages that hold bodies.
//! `post_tags.published_at` repeats the post's while it is published, so that a tag's posts are paged by one index.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0006_posts", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE posts (
            id {id} NOT NULL PRIMARY KEY,
            author_id {id} NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
            category_id {id} REFERENCES categories (id) ON DELETE SET NULL,
            cover_media_id {id} REFERENCES media (id) ON DELETE SET NULL,
            slug {key} NOT NULL CONSTRAINT posts_slug_key UNIQUE,
            title TEXT NOT NULL,
            state {key} NOT NULL
                CHECK (state IN ('draft', 'scheduled', 'published', 'archived', 'removed', 'deleted')),
            state_before_deletion {key},
            published_at BIGINT,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            scheduled_at BIGINT,
            deleted_at BIGINT,
            edit_version BIGINT NOT NULL DEFAULT 1 CHECK (edit_version >= 1),
            renderer_version BIGINT NOT NULL,
            word_count BIGINT NOT NULL DEFAULT 0,
            reading_minutes BIGINT NOT NULL DEFAULT 0,
            comment_count BIGINT NOT NULL DEFAULT 0 CHECK (comment_count >= 0),
            comments_open {flag} NOT NULL DEFAULT TRUE,
            has_own_excerpt {flag} NOT NULL DEFAULT FALSE,
            language TEXT,
            canonical_url TEXT,
            removed_reason TEXT,
            import_source {key} CONSTRAINT posts_import_source_key UNIQUE,
            import_hash {key},
            excerpt TEXT NOT NULL DEFAULT '',
            table_of_contents TEXT NOT NULL DEFAULT '[]',
            body_markdown TEXT NOT NULL,
            body_html TEXT NOT NULL,
            CONSTRAINT posts_published_has_time CHECK (state <> 'published' OR published_at IS NOT NULL),
            CONSTRAINT posts_scheduled_has_time CHECK (state <> 'scheduled' OR scheduled_at IS NOT NULL)
        ) {table}",
    ),
    Sql::Both("CREATE INDEX posts_published ON posts (published_at, id) WHERE state = 'published'"),
    Sql::Both(
        "CREATE INDEX posts_published_by_author ON posts (author_id, published_at, id) WHERE state = 'published'",
    ),
    Sql::Both(
        "CREATE INDEX posts_published_by_category ON posts (category_id, published_at, id) WHERE state = 'published'",
    ),
    Sql::Both("CREATE INDEX posts_by_author ON posts (author_id, updated_at, id)"),
    Sql::Both("CREATE INDEX posts_scheduled ON posts (scheduled_at, id) WHERE state = 'scheduled'"),
    Sql::Both("CREATE INDEX posts_deleted ON posts (deleted_at, id) WHERE state = 'deleted'"),
    Sql::Both("CREATE INDEX posts_renderer_version ON posts (renderer_version, id)"),
    Sql::Both("CREATE INDEX posts_category_id ON posts (category_id) WHERE category_id IS NOT NULL"),
    Sql::Both("CREATE INDEX posts_cover_media_id ON posts (cover_media_id) WHERE cover_media_id IS NOT NULL"),
    Sql::Both(
        "CREATE TABLE post_tags (
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            tag_id {id} NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
            position BIGINT NOT NULL,
            published_at BIGINT,
            CONSTRAINT post_tags_post_id_tag_id_key PRIMARY KEY (post_id, tag_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX post_tags_by_tag ON post_tags (tag_id, published_at, post_id)"),
    Sql::Both(
        "CREATE TABLE post_slugs (
            slug {key} NOT NULL CONSTRAINT post_slugs_slug_key PRIMARY KEY,
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX post_slugs_post_id ON post_slugs (post_id)"),
];

const DOWN: &[Sql] =
    &[Sql::Both("DROP TABLE post_slugs"), Sql::Both("DROP TABLE post_tags"), Sql::Both("DROP TABLE posts")];
