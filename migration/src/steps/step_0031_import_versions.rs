//! A post that an import made of a file remembers the version that the import left.
//!
//! A post that has another one was edited on the site since: when its file changes, the import asks before it writes over
//! that. Empty for posts made on the site, and for those imported before this step.

use crate::{Sql, Step};

pub const STEP: Step = Step { name: "0031_import_versions", up: UP, down: DOWN };

const UP: &[Sql] = &[Sql::Both("ALTER TABLE posts ADD COLUMN import_version BIGINT")];

const DOWN: &[Sql] = &[Sql::Both("ALTER TABLE posts DROP COLUMN import_version")];
