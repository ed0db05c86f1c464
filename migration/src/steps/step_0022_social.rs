//! Likes, bookmarks and follows, each one row, and how many of them there are; and who is hidden from whom.
//!
//! Numbers of likes of posts stand in a table of their own: a column at the end of `posts` would make SQLite walk through
//! the texts to reach it, and a like would write a row anew that is wide and much indexed. Elsewhere they are columns.
//! They count rows of people whom others may see; what a suspended account did is kept and not counted.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0022_social", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE post_likes (
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT post_likes_post_id_user_id_key PRIMARY KEY (post_id, user_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX post_likes_by_time ON post_likes (post_id, created_at, user_id)"),
    Sql::Both("CREATE INDEX post_likes_user_id ON post_likes (user_id, created_at, post_id)"),
    Sql::Both(
        "CREATE TABLE post_tallies (
            post_id {id} NOT NULL CONSTRAINT post_tallies_post_id_key PRIMARY KEY
                REFERENCES posts (id) ON DELETE CASCADE,
            like_count BIGINT NOT NULL CHECK (like_count >= 0)
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE comment_likes (
            comment_id {id} NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT comment_likes_comment_id_user_id_key PRIMARY KEY (comment_id, user_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX comment_likes_user_id ON comment_likes (user_id, created_at, comment_id)"),
    Sql::Both("ALTER TABLE comments ADD COLUMN like_count BIGINT NOT NULL DEFAULT 0 CHECK (like_count >= 0)"),
    Sql::Both("CREATE INDEX comments_by_likes ON comments (post_id, parent_id, like_count, created_at, id)"),
    Sql::Both(
        "CREATE TABLE bookmarks (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT bookmarks_user_id_post_id_key PRIMARY KEY (user_id, post_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX bookmarks_by_time ON bookmarks (user_id, created_at, post_id)"),
    Sql::Both("CREATE INDEX bookmarks_post_id ON bookmarks (post_id)"),
    Sql::Both(
        "CREATE TABLE user_follows (
            follower_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            followed_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT user_follows_follower_id_followed_id_key PRIMARY KEY (follower_id, followed_id),
            CONSTRAINT user_follows_of_others CHECK (follower_id <> followed_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX user_follows_following ON user_follows (follower_id, created_at, followed_id)"),
    Sql::Both("CREATE INDEX user_follows_followers ON user_follows (followed_id, created_at, follower_id)"),
    Sql::Both("ALTER TABLE users ADD COLUMN follower_count BIGINT NOT NULL DEFAULT 0 CHECK (follower_count >= 0)"),
    Sql::Both("ALTER TABLE users ADD COLUMN following_count BIGINT NOT NULL DEFAULT 0 CHECK (following_count >= 0)"),
    Sql::Both(
        "CREATE TABLE tag_follows (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            tag_id {id} NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT tag_follows_user_id_tag_id_key PRIMARY KEY (user_id, tag_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX tag_follows_tag_id ON tag_follows (tag_id)"),
    Sql::Both(
        "CREATE TABLE user_shields (
            viewer_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            hidden_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind {key} NOT NULL CHECK (kind IN ('block', 'blocked', 'mute')),
            created_at BIGINT NOT NULL,
            CONSTRAINT user_shields_viewer_id_hidden_id_kind_key PRIMARY KEY (viewer_id, hidden_id, kind),
            CONSTRAINT user_shields_of_others CHECK (viewer_id <> hidden_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX user_shields_by_time ON user_shields (viewer_id, kind, created_at, hidden_id)"),
    Sql::Both("CREATE INDEX user_shields_hidden_id ON user_shields (hidden_id)"),
    Sql::Both("ALTER TABLE tags ADD COLUMN follower_count BIGINT NOT NULL DEFAULT 0 CHECK (follower_count >= 0)"),
];

/// Everything of this kind goes: the former program knows none of it.
const DOWN: &[Sql] = &[
    Sql::Both("ALTER TABLE tags DROP COLUMN follower_count"),
    Sql::Both("DROP TABLE user_shields"),
    Sql::Both("DROP TABLE tag_follows"),
    Sql::Both("ALTER TABLE users DROP COLUMN following_count"),
    Sql::Both("ALTER TABLE users DROP COLUMN follower_count"),
    Sql::Both("DROP TABLE user_follows"),
    Sql::Both("DROP TABLE bookmarks"),
    Sql::Both("DROP INDEX comments_by_likes"),
    Sql::Both("ALTER TABLE comments DROP COLUMN like_count"),
    Sql::Both("DROP TABLE comment_likes"),
    Sql::Both("DROP TABLE post_tallies"),
    Sql::Both("DROP TABLE post_likes"),
];
