//! People, and the roles they hold.
//!
//! An address is unique among confirmed accounts only. The avatar's foreign key to media, a later table,
//! stands here on SQLite (`{to_media}`) and follows in the media step on PostgreSQL.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0002_users", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE users (
            id {id} NOT NULL PRIMARY KEY,
            username TEXT NOT NULL,
            username_canonical {key} NOT NULL CONSTRAINT users_username_canonical_key UNIQUE,
            email TEXT NOT NULL,
            email_canonical {key} NOT NULL,
            email_confirmed_at BIGINT,
            password_hash TEXT,
            display_name TEXT NOT NULL,
            status {key} NOT NULL CHECK (status IN ('active', 'unclaimed', 'suspended', 'deleted')),
            session_version BIGINT NOT NULL DEFAULT 1,
            avatar_media_id {id} {to_media},
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            last_seen_at BIGINT,
            bio_markdown TEXT NOT NULL DEFAULT '',
            bio_html TEXT NOT NULL DEFAULT ''
        ) {table}",
    ),
    Sql::Both(
        "CREATE UNIQUE INDEX users_email_canonical_key ON users (email_canonical)
            WHERE email_confirmed_at IS NOT NULL",
    ),
    Sql::Both("CREATE INDEX users_email_canonical ON users (email_canonical)"),
    Sql::Both("CREATE INDEX users_avatar_media_id ON users (avatar_media_id) WHERE avatar_media_id IS NOT NULL"),
    Sql::Both(
        "CREATE TABLE user_roles (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            role_id {id} NOT NULL REFERENCES roles (id) ON DELETE RESTRICT,
            granted_by {id} REFERENCES users (id) ON DELETE SET NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT user_roles_user_id_role_id_key PRIMARY KEY (user_id, role_id)
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX user_roles_role_id ON user_roles (role_id)"),
    Sql::Both("CREATE INDEX user_roles_granted_by ON user_roles (granted_by) WHERE granted_by IS NOT NULL"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE user_roles"), Sql::Both("DROP TABLE users")];
