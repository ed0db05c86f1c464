//! What the worker needs: a key that makes a job one of a kind, and the state that a removed post goes back to.
//!
//! Each scheduled post has a job of its own, so nobody looks for those that are due, and their index goes.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0014_worker", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Both("ALTER TABLE jobs ADD COLUMN unique_key {key}"),
    Sql::Both("CREATE UNIQUE INDEX jobs_unique_key_key ON jobs (unique_key)"),
    Sql::Both("CREATE INDEX jobs_failed_at ON jobs (failed_at) WHERE failed_at IS NOT NULL"),
    Sql::Both("ALTER TABLE posts ADD COLUMN state_before_removal {key}"),
    Sql::Both("DROP INDEX posts_scheduled"),
];

const DOWN: &[Sql] = &[
    Sql::Both("CREATE INDEX posts_scheduled ON posts (scheduled_at, id) WHERE state = 'scheduled'"),
    Sql::Both("ALTER TABLE posts DROP COLUMN state_before_removal"),
    Sql::Both("DROP INDEX jobs_failed_at"),
    Sql::Both("DROP INDEX jobs_unique_key_key"),
    Sql::Both("ALTER TABLE jobs DROP COLUMN unique_key"),
];
