//! What can go wrong at the database, typed, so that nobody above reads a database's messages.

use std::sync::Arc;

use sea_orm::sqlx::error::{DatabaseError as DriverError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use thiserror::Error;

/// A failed query or transaction. Cloned when several requests waited for the same query.
#[derive(Debug, Clone, Error)]
pub enum DatabaseError {
    /// No connection or no answer in time, server gone, file locked, disk full, or broken off again and again in favour
    /// of others: to be answered 503.
    #[error("the database is not available")]
    Unavailable(#[source] Arc<DbErr>),
    /// A unique or foreign key constraint refused the write.
    #[error("the write conflicts with {0}")]
    Conflict(Conflict),
    /// The database address names no engine that we know.
    #[error("the database address must begin with sqlite:, postgres:// or postgresql://")]
    UnknownEngine,
    /// A stored value does not have the form that this program writes.
    #[error("column {column} of a row cannot be read: {reason}")]
    Unreadable { column: usize, reason: String },
    /// Anything else: a mistake of ours.
    #[error("a database query failed")]
    Other(#[source] Arc<DbErr>),
}

/// Which constraint refused a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub kind: ConflictKind,
    /// The table and its columns as `table.column` or `table.first_second`; alike on both engines. Empty for foreign
    /// keys on SQLite, which does not tell.
    pub on: String,
}

/// The kind of a [`Conflict`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The value is taken.
    Unique,
    /// The other row does not exist, or is still referred to.
    ForeignKey,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.kind {
            ConflictKind::Unique => write!(f, "a row with the same {}", self.on),
            ConflictKind::ForeignKey => write!(f, "a reference {}", self.on),
        }
    }
}

impl DatabaseError {
    /// Whether a unique constraint on these columns refused the write, as in `posts.slug`.
    pub fn is_taken(&self, on: &str) -> bool {
        matches!(self, Self::Conflict(conflict) if conflict.kind == ConflictKind::Unique && conflict.on == on)
    }

    /// Whether a missing or still needed other row refused the write.
    pub fn is_broken_reference(&self) -> bool {
        matches!(self, Self::Conflict(conflict) if conflict.kind == ConflictKind::ForeignKey)
    }

    /// Whether the same transaction has a good chance the next time.
    pub(super) fn is_worth_repeating(&self) -> bool {
        matches!(self, Self::Unavailable(error) if is_worth_repeating(error))
    }
}

impl From<DbErr> for DatabaseError {
    fn from(error: DbErr) -> Self {
        if let Some(conflict) = driver_error(&error).and_then(conflict) {
            return Self::Conflict(conflict);
        }
        if is_unavailable(&error) { Self::Unavailable(Arc::new(error)) } else { Self::Other(Arc::new(error)) }
    }
}

/// PostgreSQL broke the transaction off in favour of another: serialisation failure, deadlock.
pub(super) fn is_worth_repeating(error: &DbErr) -> bool {
    driver_error(error).and_then(|error| error.code()).is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01"))
}

fn sqlx_error(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn driver_error(error: &DbErr) -> Option<&dyn DriverError> {
    sqlx_error(error)?.as_database_error()
}

fn conflict(error: &dyn DriverError) -> Option<Conflict> {
    let kind = match error.kind() {
        ErrorKind::UniqueViolation => ConflictKind::Unique,
        ErrorKind::ForeignKeyViolation => ConflictKind::ForeignKey,
        _ => return None,
    };
    let on = match (error.table(), error.constraint()) {
        (Some(table), Some(constraint)) => postgres_columns(table, constraint),
        _ => sqlite_columns(error.message()),
    };
    Some(Conflict { kind, on })
}

/// `posts` and `posts_slug_key` name the column `slug`: the schema steps name every constraint that way.
fn postgres_columns(table: &str, constraint: &str) -> String {
    let columns = constraint.strip_prefix(table).unwrap_or(constraint).trim_start_matches('_');
    let columns = columns.strip_suffix("_key").or_else(|| columns.strip_suffix("_fkey")).unwrap_or(columns);
    let columns = if columns == "pkey" { "id" } else { columns };
    format!("{table}.{columns}")
}

/// `UNIQUE constraint failed: media.owner_id, media.content_hash` names the columns one by one.
fn sqlite_columns(message: &str) -> String {
    let Some((_, list)) = message.split_once("constraint failed: ") else { return String::new() };
    let table = list.split_once('.').map_or("", |(table, _)| table);
    let columns: Vec<&str> =
        list.split(", ").filter_map(|column| column.split_once('.')).map(|(_, column)| column).collect();
    format!("{table}.{}", columns.join("_"))
}

pub(super) fn is_unavailable(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        _ => sqlx_error(error).is_some_and(is_sqlx_unavailable),
    }
}

fn is_sqlx_unavailable(error: &SqlxError) -> bool {
    match error {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => true,
        SqlxError::Database(error) => error.code().is_some_and(|code| is_unavailable_code(&code)),
        _ => false,
    }
}

/// SQLite's busy, locked, interrupted, I/O error, full and cannot open with their extensions; PostgreSQL's classes for
/// connections, rollbacks in favour of others, resources, intervention and system errors.
fn is_unavailable_code(code: &str) -> bool {
    if code.len() == 5 {
        return matches!(&code[..2], "08" | "40" | "53" | "57" | "58");
    }
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 9 | 10 | 13 | 14))
}
