//! Categories, kept by staff, and tags, which arise from posts.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0005_categories_and_tags", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE categories (
            id {id} NOT NULL PRIMARY KEY,
            slug {key} NOT NULL CONSTRAINT categories_slug_key UNIQUE,
            name TEXT NOT NULL,
            description TEXT NOT NULL DEFAULT '',
            position BIGINT NOT NULL DEFAULT 0,
            created_at BIGINT NOT NULL
        ) {table}",
    ),
    Sql::Both(
        "CREATE TABLE tags (
            id {id} NOT NULL PRIMARY KEY,
            slug {key} NOT NULL CONSTRAINT tags_slug_key UNIQUE,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL
        ) {table}",
    ),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE tags"), Sql::Both("DROP TABLE categories")];
