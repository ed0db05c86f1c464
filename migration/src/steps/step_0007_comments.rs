//! Comments: a tree of any depth beneath a post. A deleted comment keeps its row, so that the thread stays whole.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0007_comments", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE comments (
            id {id} NOT NULL PRIMARY KEY,
            post_id {id} NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
            parent_id {id} REFERENCES comments (id) ON DELETE CASCADE,
            root_id {id} NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
            author_id {id} NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
            depth BIGINT NOT NULL DEFAULT 0 CHECK (depth >= 0),
            state {key} NOT NULL CHECK (state IN ('visible', 'deleted', 'hidden')),
            hidden_by {id} REFERENCES users (id) ON DELETE SET NULL,
            hidden_at BIGINT,
            edit_version BIGINT NOT NULL DEFAULT 1 CHECK (edit_version >= 1),
            renderer_version BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            edited_at BIGINT,
            deleted_at BIGINT,
            body_markdown TEXT NOT NULL,
            body_html TEXT NOT NULL
        ) {table}",
    ),
    Sql::Both("CREATE INDEX comments_thread ON comments (post_id, parent_id, created_at, id)"),
    Sql::Both("CREATE INDEX comments_root_id ON comments (root_id, created_at, id)"),
    Sql::Both("CREATE INDEX comments_parent_id ON comments (parent_id) WHERE parent_id IS NOT NULL"),
    Sql::Both("CREATE INDEX comments_author_id ON comments (author_id, created_at, id)"),
    Sql::Both("CREATE INDEX comments_hidden_by ON comments (hidden_by) WHERE hidden_by IS NOT NULL"),
    Sql::Both("CREATE INDEX comments_renderer_version ON comments (renderer_version, id)"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE comments")];
