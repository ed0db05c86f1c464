//! Sign-ins: one row a browser or script, and the chain of refresh tokens that keeps a browser signed in.
//!
//! Tokens are stored as SHA-256 of 256 random bits, in hexadecimal.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0004_sessions", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE sessions (
            id {id} NOT NULL PRIMARY KEY,
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            kind {key} NOT NULL CHECK (kind IN ('browser', 'v1')),
            token_hash {key} CONSTRAINT sessions_token_hash_key UNIQUE,
            user_agent TEXT NOT NULL DEFAULT '',
            address TEXT NOT NULL DEFAULT '',
            created_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            idle_expires_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            revoked_at BIGINT,
            revoked_reason TEXT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX sessions_user_id ON sessions (user_id, id)"),
    Sql::Both("CREATE INDEX sessions_expires_at ON sessions (expires_at)"),
    Sql::Both(
        "CREATE TABLE refresh_tokens (
            token_hash {key} NOT NULL CONSTRAINT refresh_tokens_token_hash_key PRIMARY KEY,
            session_id {id} NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            successor_hash {key},
            created_at BIGINT NOT NULL,
            used_at BIGINT,
            successor_used_at BIGINT
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX refresh_tokens_session_id ON refresh_tokens (session_id)"),
    Sql::Both("CREATE INDEX refresh_tokens_successor_hash ON refresh_tokens (successor_hash)"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE refresh_tokens"), Sql::Both("DROP TABLE sessions")];
