//! Arbitrary old paths, and where they lead now.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0008_redirects", up: UP, down: DOWN };

const UP: &[Sql] = &[Sql::Both(
    "CREATE TABLE redirects (
        path {key} NOT NULL CONSTRAINT redirects_path_key PRIMARY KEY,
        target TEXT NOT NULL,
        status BIGINT NOT NULL CHECK (status IN (301, 308)),
        created_at BIGINT NOT NULL
    ) {clustered}",
)];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE redirects")];
