//! Logs of what may be done only so often, for what no outage and no restart may forgive.
//!
//! One row a log: its name is sealed, so that no address and no name lies here, and its times stand in one text, so that
//! a count is one row read and one written.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0018_limit_logs", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE limit_logs (
            key {key} NOT NULL CONSTRAINT limit_logs_key_key PRIMARY KEY,
            times TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        ) {clustered}",
    ),
    Sql::Both("CREATE INDEX limit_logs_expires_at ON limit_logs (expires_at)"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE limit_logs")];
