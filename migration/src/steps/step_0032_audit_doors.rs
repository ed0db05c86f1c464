//! Two doors behind which a line of the audit log could still be lost.
//!
//! On SQLite an insertion that may replace deletes the row in its way, and fires no trigger of deletion while
//! `recursive_triggers` is off, as it is; it finds that row by the id or by the number that SQLite itself gives each row.
//! On PostgreSQL a table is emptied without a trigger of any row.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0032_audit_doors", up: UP, down: DOWN };

const UP: &[Sql] = &[
    Sql::Sqlite(
        "CREATE TRIGGER audit_log_insert BEFORE INSERT ON audit_log
            WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id OR rowid = NEW.rowid)
            BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ),
    Sql::Postgres(
        "CREATE TRIGGER audit_log_truncate BEFORE TRUNCATE ON audit_log
            FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()",
    ),
];

const DOWN: &[Sql] =
    &[Sql::Sqlite("DROP TRIGGER audit_log_insert"), Sql::Postgres("DROP TRIGGER audit_log_truncate ON audit_log")];
