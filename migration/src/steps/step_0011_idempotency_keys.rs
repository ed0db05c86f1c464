//! Answers kept for a day, so that a repeated request with the same key gets the same one.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0011_idempotency_keys", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE idempotency_keys (
            user_id {id} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            key {key} NOT NULL,
            operation {key} NOT NULL,
            request_hash {key} NOT NULL,
            state {key} NOT NULL CHECK (state IN ('running', 'done')),
            response_status BIGINT,
            response_body TEXT,
            created_at BIGINT NOT NULL,
            CONSTRAINT idempotency_keys_user_id_key_key PRIMARY KEY (user_id, key)
        ) {table}",
    ),
    Sql::Both("CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE idempotency_keys")];
