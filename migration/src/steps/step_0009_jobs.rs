//! Work to do later, enqueued in the transaction that causes it.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0009_jobs", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both(
        "CREATE TABLE jobs (
            id {id} NOT NULL PRIMARY KEY,
            kind {key} NOT NULL,
            payload TEXT NOT NULL,
            run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL DEFAULT 0,
            max_attempts BIGINT NOT NULL,
            locked_until BIGINT,
            last_error TEXT,
            created_at BIGINT NOT NULL,
            finished_at BIGINT,
            failed_at BIGINT
        ) {table}",
    ),
    Sql::Both("CREATE INDEX jobs_waiting ON jobs (run_at, id) WHERE finished_at IS NULL AND failed_at IS NULL"),
    Sql::Both("CREATE INDEX jobs_finished_at ON jobs (finished_at) WHERE finished_at IS NOT NULL"),
];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE jobs")];
