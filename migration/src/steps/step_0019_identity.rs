//! Names that cannot be mistaken for one another and lead on when they change; links on profiles; how accounts came to
//! be, and invitations; comments that wait for staff.
//!
//! The names that are there are plain ASCII, whose skeletons (UTS 39) these few replacements give. Of two that look alike
//! already the older one keeps the skeleton.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0019_identity", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE users ADD COLUMN username_skeleton {key}"),
    Sql::Both("ALTER TABLE users ADD COLUMN website TEXT NOT NULL DEFAULT ''"),
    Sql::Both("ALTER TABLE users ADD COLUMN links TEXT NOT NULL DEFAULT '[]'"),
    Sql::Both(
        "UPDATE users SET username_skeleton =
            lower(replace(replace(replace(replace(username, '0', 'O'), '1', 'l'), 'I', 'l'), 'm', 'rn'))",
    ),
    Sql::Both(
        "UPDATE users SET username_skeleton = NULL WHERE EXISTS
            (SELECT 1 FROM users older WHERE older.username_skeleton = users.username_skeleton AND older.id < users.id)",
    ),
    Sql::Both("CREATE UNIQUE INDEX users_username_skeleton_key ON users (username_skeleton)"),
    Sql::Both(
        "CREATE TABLE former_usernames (
            canonical {key} NOT NULL CONSTRAINT former_usernames_canonical_key PRIMARY KEY,
            skeleton {key} NOT NULL,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            given_up_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX former_usernames_skeleton ON former_usernames (skeleton)"),
    Sql::Both("CREATE INDEX former_usernames_user_id ON former_usernames (user_id, given_up_at)"),
    Sql::Both(
        "CREATE TABLE invitations (
            id {id} NOT NULL PRIMARY KEY,
            token_hash {key} NOT NULL CONSTRAINT invitations_token_hash_key UNIQUE,
            email TEXT,
            max_uses BIGINT NOT NULL CHECK (max_uses >= 1),
            uses BIGINT NOT NULL DEFAULT 0 CHECK (uses >= 0 AND uses <= max_uses),
            created_by {id} REFERENCES users (id) ON DELETE SET NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX invitations_created_by ON invitations (created_by) WHERE created_by IS NOT NULL"),
    Sql::Both("CREATE INDEX invitations_expires_at ON invitations (expires_at)"),
    Sql::Both(
        "CREATE TABLE registrations (
            user_id {id} NOT NULL CONSTRAINT registrations_user_id_key PRIMARY KEY
                REFERENCES users (id) ON DELETE CASCADE,
            state {key} NOT NULL CHECK (state IN ('waiting', 'admitted', 'refused')),
            note TEXT NOT NULL DEFAULT '',
            invitation_id {id} REFERENCES invitations (id) ON DELETE SET NULL,
            terms_version TEXT,
            terms_accepted_at BIGINT,
            created_at BIGINT NOT NULL,
            decided_by {id} REFERENCES users (id) ON DELETE SET NULL,
            decided_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX registrations_waiting ON registrations (created_at, user_id) WHERE state = 'waiting'"),
    Sql::Both("CREATE INDEX registrations_refused ON registrations (decided_at) WHERE state = 'refused'"),
    Sql::Both(
        "CREATE INDEX registrations_invitation_id ON registrations (invitation_id) WHERE invitation_id IS NOT NULL",
    ),
    Sql::Both("CREATE INDEX registrations_decided_by ON registrations (decided_by) WHERE decided_by IS NOT NULL"),
    Sql::Both("ALTER TABLE comments ADD COLUMN held_at BIGINT"),
    Sql::Both("CREATE INDEX comments_held_at ON comments (held_at, id) WHERE held_at IS NOT NULL"),
];

const DOWN: &[Sql] = &[
    Sql::Both("DROP INDEX comments_held_at"),
    Sql::Both("ALTER TABLE comments DROP COLUMN held_at"),
    Sql::Both("DROP TABLE registrations"),
    Sql::Both("DROP TABLE invitations"),
    Sql::Both("DROP TABLE former_usernames"),
    Sql::Both("DROP INDEX users_username_skeleton_key"),
    Sql::Both("ALTER TABLE users DROP COLUMN links"),
    Sql::Both("ALTER TABLE users DROP COLUMN website"),
    Sql::Both("ALTER TABLE users DROP COLUMN username_skeleton"),
];
