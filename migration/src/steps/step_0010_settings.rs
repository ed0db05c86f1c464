//! Settings of the site that staff may change while it runs.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0010_settings", up: UP, down: DOWN };

const UP: &[Sql] = &[Sql::Both(
    "CREATE TABLE settings (
        key {key} NOT NULL CONSTRAINT settings_key_key PRIMARY KEY,
        value TEXT NOT NULL,
        updated_at BIGINT NOT NULL
    ) {clustered}",
)];

const DOWN: &[Sql] = &[Sql::Both("DROP TABLE settings")];
