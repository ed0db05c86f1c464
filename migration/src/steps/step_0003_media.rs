//! Uploaded images, content-addressed per owner; and the avatar's foreign key, which needs this table.
//!
//! SQLite cannot add a constraint later, but lets a table refer to one that does not exist yet: there the users table
//! was created with the reference.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0003_media", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE media (
            id {id} NOT NULL PRIMARY KEY,
            owner_id {id} NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
            content_hash {key} NOT NULL,
            content_type TEXT NOT NULL,
            width BIGINT NOT NULL CHECK (width > 0),
            height BIGINT NOT NULL CHECK (height > 0),
            byte_size BIGINT NOT NULL CHECK (byte_size > 0),
            alt TEXT NOT NULL DEFAULT '',
            variants TEXT NOT NULL DEFAULT '[]',
            created_at BIGINT NOT NULL,
            CONSTRAINT media_owner_id_content_hash_key UNIQUE (owner_id, content_hash)
        ) {table}",
    ),
    Sql::Both("CREATE INDEX media_owner_id_created_at ON media (owner_id, created_at, id)"),
    Sql::Both("CREATE INDEX media_content_hash ON media (content_hash)"),
    Sql::Postgres(
        "ALTER TABLE users ADD CONSTRAINT users_avatar_media_id_fkey
            FOREIGN KEY (avatar_media_id) REFERENCES media (id) ON DELETE SET NULL",
    ),
];

const DOWN: &[Sql] =
    &[Sql::Postgres("ALTER TABLE users DROP CONSTRAINT users_avatar_media_id_fkey"), Sql::Both("DROP TABLE media")];
