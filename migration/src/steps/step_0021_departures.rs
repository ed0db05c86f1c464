//! Accounts on their way to be deleted: what becomes of what their owners wrote, and until when they can be kept; and
//! the mail that says so.
//!
//! A row stands here from the moment when somebody asks until everything of theirs is erased, so that a worker that
//! dies in the middle is followed by one that goes on.
//!
//! SQLite's index of words keeps those of a deleted text in its segments until they are merged. From now on they are taken
//! out at once: what was erased is nowhere.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0021_departures", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE departures (
            user_id {id} NOT NULL CONSTRAINT departures_user_id_key PRIMARY KEY
                REFERENCES users (id) ON DELETE CASCADE,
            content {key} NOT NULL CHECK (content IN ('anonymise', 'remove')),
            asked_at BIGINT NOT NULL,
            erase_at BIGINT NOT NULL
        ) {table}",
    ),
    Sql::Both("CREATE INDEX departures_erase_at ON departures (erase_at, user_id)"),
    Sql::Sqlite("INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email', 'reset_password',
            'password_changed', 'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
            'invitation', 'registration_approved', 'registration_refused', 'second_factor_changed',
            'account_leaving'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused', 'second_factor_changed', 'account_leaving')),
            user_id {id} REFERENCES users (id) ON DELETE CASCADE,
            cause_id {id},
            state {key} NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed')),
            run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            locked_until BIGINT,
            created_at BIGINT NOT NULL,
            queued_at BIGINT NOT NULL,
            ended_at BIGINT,
            last_error TEXT
        ) {table}",
    ),
    Sql::Sqlite(
        "INSERT INTO mails_rebuilt SELECT id, template, user_id, cause_id, state, run_at, attempts, locked_until,
            created_at, queued_at, ended_at, last_error FROM mails",
    ),
    Sql::Sqlite("DROP TABLE mails"),
    Sql::Sqlite("ALTER TABLE mails_rebuilt RENAME TO mails"),
    Sql::Sqlite("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'"),
    Sql::Sqlite("CREATE INDEX mails_state ON mails (state, id)"),
    Sql::Sqlite("CREATE INDEX mails_user_id ON mails (user_id, created_at)"),
    Sql::Sqlite("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL"),
];

/// Who was leaving stays, and mails that the former program has no words for go.
const DOWN: &[Sql] = &[
    Sql::Both("DELETE FROM mails WHERE template = 'account_leaving'"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email', 'reset_password',
            'password_changed', 'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
            'invitation', 'registration_approved', 'registration_refused', 'second_factor_changed'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused', 'second_factor_changed')),
            user_id {id} REFERENCES users (id) ON DELETE CASCADE,
            cause_id {id},
            state {key} NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'failed')),
            run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            locked_until BIGINT,
            created_at BIGINT NOT NULL,
            queued_at BIGINT NOT NULL,
            ended_at BIGINT,
            last_error TEXT
        ) {table}",
    ),
    Sql::Sqlite(
        "INSERT INTO mails_rebuilt SELECT id, template, user_id, cause_id, state, run_at, attempts, locked_until,
            created_at, queued_at, ended_at, last_error FROM mails",
    ),
    Sql::Sqlite("DROP TABLE mails"),
    Sql::Sqlite("ALTER TABLE mails_rebuilt RENAME TO mails"),
    Sql::Sqlite("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'"),
    Sql::Sqlite("CREATE INDEX mails_state ON mails (state, id)"),
    Sql::Sqlite("CREATE INDEX mails_user_id ON mails (user_id, created_at)"),
    Sql::Sqlite("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL"),
    Sql::Sqlite("INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 0)"),
    Sql::Both("DROP TABLE departures"),
];
