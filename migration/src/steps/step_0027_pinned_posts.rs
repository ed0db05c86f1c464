//! Posts that authors pin to their pages, and the most liked posts.
//!
//! `post_tallies.published_at` repeats the post's while it is published, as in `post_tags`, so that one index gives the most
//! liked in their order. From here on each post has a row there.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0027_pinned_posts", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE post_tallies ADD COLUMN published_at BIGINT"),
    Sql::Both(
        "INSERT INTO post_tallies (post_id, like_count)
            SELECT p.id, 0 FROM posts p WHERE NOT EXISTS (SELECT 1 FROM post_tallies n WHERE n.post_id = p.id)",
    ),
    Sql::Both(
        "UPDATE post_tallies SET published_at = (
            SELECT p.published_at FROM posts p WHERE p.id = post_tallies.post_id AND p.state = 'published'
        )",
    ),
    Sql::Both(
        "CREATE INDEX post_tallies_top ON post_tallies (like_count, published_at, post_id)
            WHERE published_at IS NOT NULL",
    ),
    Sql::Both(
        "CREATE TABLE pinned_posts (
            post_id {id} NOT NULL CONSTRAINT pinned_posts_post_id_key PRIMARY KEY
                REFERENCES posts (id) ON DELETE CASCADE,
            author_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX pinned_posts_author_id ON pinned_posts (author_id, post_id)"),
];

const DOWN: &[Sql] = &[
    Sql::Both("DROP TABLE pinned_posts"),
    Sql::Both("DROP INDEX post_tallies_top"),
    Sql::Both("ALTER TABLE post_tallies DROP COLUMN published_at"),
];
