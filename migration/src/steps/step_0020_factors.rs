//! Second factors: authenticator apps, recovery codes, passkeys, and the ceremonies that lead to a sign-in or to one of
//! them; and the roles that demand one.
//!
//! The secret of an app is sealed under the server's key, a recovery code and the token of a ceremony are kept as hashes:
//! who has the database alone has none of them. A ceremony lives five minutes and is taken once.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0020_factors", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Sqlite("ALTER TABLE roles ADD COLUMN requires_second_factor {flag} NOT NULL DEFAULT 0"),
    Sql::Postgres("ALTER TABLE roles ADD COLUMN requires_second_factor {flag} NOT NULL DEFAULT false"),
    Sql::Both(
        "CREATE TABLE totp_secrets (
            user_id {id} NOT NULL CONSTRAINT totp_secrets_user_id_key PRIMARY KEY
                REFERENCES users (id) ON DELETE CASCADE,
            sealed_secret TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            confirmed_at BIGINT,
            last_used_step BIGINT NOT NULL DEFAULT 0
        ) {table}",
    ),
    Sql::Both("CREATE INDEX totp_secrets_waiting ON totp_secrets (created_at) WHERE confirmed_at IS NULL"),
    Sql::Both(
        "CREATE TABLE recovery_codes (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            code_hash {key} NOT NULL,
            created_at BIGINT NOT NULL,
            used_at BIGINT,
            CONSTRAINT recovery_codes_key PRIMARY KEY (user_id, code_hash)
        ) {clustered}",
    ),
    Sql::Both(
        "CREATE TABLE passkeys (
            id {id} NOT NULL PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            credential_id {key} NOT NULL CONSTRAINT passkeys_credential_id_key UNIQUE,
            credential TEXT NOT NULL,
            sign_count BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX passkeys_user_id ON passkeys (user_id, id)"),
    Sql::Both(
        "CREATE TABLE ceremonies (
            token_hash {key} NOT NULL CONSTRAINT ceremonies_token_hash_key PRIMARY KEY,
            purpose {key} NOT NULL CHECK (purpose IN ('second_factor', 'sign_in', 'register', 'prove')),
            user_id {id} REFERENCES users (id) ON DELETE CASCADE,
            browser_hash {key} NOT NULL,
            binding {key} NOT NULL,
            state TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX ceremonies_user_id ON ceremonies (user_id) WHERE user_id IS NOT NULL"),
    Sql::Both("CREATE INDEX ceremonies_expires_at ON ceremonies (expires_at)"),
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
];

/// Mails that the former program has no words for go.
const DOWN: &[Sql] = &[
    Sql::Both("DELETE FROM mails WHERE template = 'second_factor_changed'"),
    Sql::Postgres("ALTER TABLE mails DROP CONSTRAINT mails_template_check"),
    Sql::Postgres(
        "ALTER TABLE mails ADD CONSTRAINT mails_template_check CHECK (template IN ('confirm_email', 'reset_password',
            'password_changed', 'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied',
            'invitation', 'registration_approved', 'registration_refused'))",
    ),
    Sql::Sqlite(
        "CREATE TABLE mails_rebuilt (
            id {id} NOT NULL PRIMARY KEY,
            template {key} NOT NULL CHECK (template IN ('confirm_email', 'reset_password', 'password_changed',
                'new_sign_in', 'email_changed', 'address_taken', 'account_locked', 'session_copied', 'invitation',
                'registration_approved', 'registration_refused')),
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
    Sql::Both("DROP TABLE ceremonies"),
    Sql::Both("DROP TABLE passkeys"),
    Sql::Both("DROP TABLE recovery_codes"),
    Sql::Both("DROP TABLE totp_secrets"),
    Sql::Both("ALTER TABLE roles DROP COLUMN requires_second_factor"),
];
