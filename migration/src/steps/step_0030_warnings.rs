//! Two more mails: a right password that a second factor stopped, and an account that is erased in a few days.
//!
//! A sign-in that waits for its second factor knows the line of the audit log that says so (`ceremonies.asked_id`): if the
//! factor never comes, its person is told, and of that line. A departure knows when its person was reminded.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0030_warnings", up: UP, down: DOWN };

// From the rebuilt table to the one that is used, on the way up as on the way down.
const COPY: Sql = Sql::Sqlite(
    "INSERT INTO mails_rebuilt SELECT id, template, user_id, cause_id, state, run_at, attempts, locked_until,
        created_at, queued_at, ended_at, last_error FROM mails",
);
const DROP: Sql = Sql::Sqlite("DROP TABLE mails");
const RENAME: Sql = Sql::Sqlite("ALTER TABLE mails_rebuilt RENAME TO mails");
const BY_TIME: Sql = Sql::Sqlite("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'");
const BY_STATE: Sql = Sql::Sqlite("CREATE INDEX mails_state ON mails (state, id)");
const BY_USER: Sql = Sql::Sqlite("CREATE INDEX mails_user_id ON mails (user_id, created_at)");
const BY_END: Sql = Sql::Sqlite("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL");

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE ceremonies ADD COLUMN asked_id {id}"),
    Sql::Both("ALTER TABLE departures ADD COLUMN reminded_at BIGINT"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email',
            'reset_password', 'password_changed', 'new_sign_in', 'email_changed', 'address_taken',
            'account_locked', 'session_copied', 'invitation', 'registration_approved', 'registration_refused',
            'second_factor_changed', 'account_leaving', 'notification', 'notification_digest',
            'second_factor_asked', 'account_leaving_soon'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
                'invitation', 'registration_approved', 'registration_refused', 'second_factor_changed',
                'account_leaving', 'notification', 'notification_digest', 'second_factor_asked',
                'account_leaving_soon')),
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
    COPY,
    DROP,
    RENAME,
    BY_TIME,
    BY_STATE,
    BY_USER,
    BY_END,
];

/// The former program has no words for these mails. The table is as step 25 left it, to the letter.
const DOWN: &[Sql] = &[
    Sql::Both("DELETE FROM mails WHERE template IN ('second_factor_asked', 'account_leaving_soon')"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email',
            'reset_password', 'password_changed', 'new_sign_in', 'email_changed', 'address_taken',
            'account_locked', 'session_copied', 'invitation', 'registration_approved', 'registration_refused',
            'second_factor_changed', 'account_leaving', 'notification', 'notification_digest'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused', 'second_factor_changed', 'account_leaving',
                'notification', 'notification_digest')),
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
    COPY,
    DROP,
    RENAME,
    BY_TIME,
    BY_STATE,
    BY_USER,
    BY_END,
    Sql::Both("ALTER TABLE departures DROP COLUMN reminded_at"),
    Sql::Both("ALTER TABLE ceremonies DROP COLUMN asked_id"),
];
