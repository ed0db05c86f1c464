//! Mails on their way, the tokens that they carry, and addresses that wait to be confirmed.
//!
//! A mail names template, person and cause, never an address or a secret: a token is made when its mail is sent, and its
//! SHA-256 is what is stored. `cause_id` is the row that led to the mail: a change of address, a session.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0016_mail", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE mails (
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
    Sql::Both("CREATE INDEX mails_waiting ON mails (run_at, id) WHERE state = 'waiting'"),
    Sql::Both("CREATE INDEX mails_state ON mails (state, id)"),
    Sql::Both("CREATE INDEX mails_user_id ON mails (user_id, created_at)"),
    Sql::Both("CREATE INDEX mails_ended_at ON mails (ended_at) WHERE ended_at IS NOT NULL"),
    Sql::Both(
        "CREATE TABLE email_changes (
            id {id} NOT NULL PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            session_id {id},
            new_email TEXT NOT NULL,
            old_email TEXT,
            requested_at BIGINT NOT NULL,
            confirmed_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE UNIQUE INDEX email_changes_user_id_key ON email_changes (user_id) WHERE confirmed_at IS NULL"),
    Sql::Both("CREATE INDEX email_changes_user_id ON email_changes (user_id)"),
    Sql::Both("CREATE INDEX email_changes_requested_at ON email_changes (requested_at)"),
    Sql::Both(
        "CREATE TABLE account_tokens (
            token_hash {key} NOT NULL CONSTRAINT account_tokens_token_hash_key PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            purpose {key} NOT NULL CHECK (purpose IN ('confirm_email', 'change_email', 'reset_password')),
            mail_id {id} NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
            binding {key} NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX account_tokens_user_id ON account_tokens (user_id, purpose)"),
    Sql::Both("CREATE INDEX account_tokens_mail_id ON account_tokens (mail_id)"),
    Sql::Both("CREATE INDEX account_tokens_expires_at ON account_tokens (expires_at)"),
];

const DOWN: &[Sql] =
    &[Sql::Both("DROP TABLE account_tokens"), Sql::Both("DROP TABLE email_changes"), Sql::Both("DROP TABLE mails")];
