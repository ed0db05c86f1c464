//! Personal access tokens, suspensions, and the audit log with its side table of network addresses.
//!
//! The audit log only grows: triggers refuse to change or delete a line of it. What says who somebody was (address,
//! agent) stands in `audit_origins`, which is emptied after 90 days and when an account is erased.
//! Places of roles are spread out, so that owners can put roles of their own between the built-in ones.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0017_authority", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("UPDATE roles SET position = CASE name WHEN 'admin' THEN 1000 ELSE position * 100 END"),
    Sql::Both(
        "CREATE TABLE personal_access_tokens (
            id {id} NOT NULL PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            token_hash {key} NOT NULL CONSTRAINT personal_access_tokens_token_hash_key UNIQUE,
            hint TEXT NOT NULL,
            scopes TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            last_used_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX personal_access_tokens_user_id ON personal_access_tokens (user_id, id)"),
    Sql::Both("CREATE INDEX personal_access_tokens_expires_at ON personal_access_tokens (expires_at)"),
    Sql::Both(
        "CREATE TABLE suspensions (
            user_id {id} NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
            reason TEXT NOT NULL,
            suspended_by {id} REFERENCES users (id) ON DELETE SET NULL,
            created_at BIGINT NOT NULL,
            ends_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX suspensions_suspended_by ON suspensions (suspended_by) WHERE suspended_by IS NOT NULL"),
    Sql::Both(
        "CREATE TABLE audit_log (
            id {id} NOT NULL PRIMARY KEY,
            created_at BIGINT NOT NULL,
            action {key} NOT NULL,
            actor_id {id} REFERENCES users (id),
            credential_id {id},
            person_id {id} REFERENCES users (id),
            subject_kind {key},
            subject_id {id},
            details TEXT NOT NULL
        ) {table}",
    ),
    Sql::Both("CREATE INDEX audit_log_actor_id ON audit_log (actor_id, id) WHERE actor_id IS NOT NULL"),
    Sql::Both("CREATE INDEX audit_log_person_id ON audit_log (person_id, id) WHERE person_id IS NOT NULL"),
    Sql::Both("CREATE INDEX audit_log_action ON audit_log (action, id)"),
    Sql::Both(
        "CREATE TABLE audit_origins (
            entry_id {id} NOT NULL PRIMARY KEY REFERENCES audit_log (id),
            person_id {id} REFERENCES users (id),
            address TEXT NOT NULL,
            user_agent TEXT NOT NULL,
            created_at BIGINT NOT NULL
        ) {table}",
    ),
    Sql::Both("CREATE INDEX audit_origins_person_id ON audit_origins (person_id) WHERE person_id IS NOT NULL"),
    Sql::Both("CREATE INDEX audit_origins_created_at ON audit_origins (created_at)"),
    Sql::Sqlite(
        "CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log
            BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    Sql::Sqlite(
        "CREATE TRIGGER audit_log_delete BEFORE DELETE ON audit_log
            BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    Sql::Postgres(
        "CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN RAISE EXCEPTION ''the audit log only grows''; END'",
    ),
    Sql::Postgres(
        "CREATE TRIGGER audit_log_change BEFORE UPDATE OR DELETE ON audit_log
            FOR EACH ROW EXECUTE FUNCTION audit_log_only_grows()",
    ),
];

/// Dropping a table fires no trigger.
const DOWN: &[Sql] = &[
    Sql::Both("DROP TABLE audit_origins"),
    Sql::Both("DROP TABLE audit_log"),
    Sql::Postgres("DROP FUNCTION audit_log_only_grows()"),
    Sql::Both("DROP TABLE suspensions"),
    Sql::Both("DROP TABLE personal_access_tokens"),
    Sql::Both("UPDATE roles SET position = CASE name WHEN 'admin' THEN 4 ELSE position / 100 END"),
];
