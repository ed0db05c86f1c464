//! Mentions: whom a post or a comment names.
//!
//! A row is written when the text first becomes public, and stays when the name is taken out again: nobody is told twice
//! of one text. `source_id` is the comment, or else the post.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0026_mentions", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE mentions (
            source_id {id} NOT NULL,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            comment_id {id} REFERENCES comments (id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL,
            CONSTRAINT mentions_source_id_user_id_key PRIMARY KEY (source_id, user_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX mentions_user_id ON mentions (user_id, created_at, source_id)"),
    Sql::Both("CREATE INDEX mentions_post_id ON mentions (post_id)"),
    Sql::Both("CREATE INDEX mentions_comment_id ON mentions (comment_id) WHERE comment_id IS NOT NULL"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE mentions")];
