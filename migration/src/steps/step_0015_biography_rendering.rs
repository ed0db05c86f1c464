//! Which renderer made a biography's HTML, so that it is rendered anew like posts and comments. What is there already
//! counts as made by none.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0015_biography_rendering", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE users ADD COLUMN bio_renderer_version BIGINT NOT NULL DEFAULT 0"),
    Sql::Both("CREATE INDEX users_bio_renderer_version ON users (bio_renderer_version, id) WHERE bio_markdown <> ''"),
];

const DOWN: &[Sql] = &[
    Sql::Both("DROP INDEX users_bio_renderer_version"),
    Sql::Both("ALTER TABLE users DROP COLUMN bio_renderer_version"),
];
